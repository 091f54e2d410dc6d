"""Files as a source of data to validate: read by the readers, or by DuckDB itself."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from chinaindpolicy.errors import DataError
from chinaindpolicy.ingest.readers.open_files import open_data
from chinaindpolicy.ingest.readers.source_files import SourceData
from chinaindpolicy.ingest.validate.duckdb import from_relation
from chinaindpolicy.ingest.validate.source import DataSource, check_renames, day_columns
from chinaindpolicy.model.columns import columns
from chinaindpolicy.rules.findings import Finding

if TYPE_CHECKING:
    import polars as pl


def from_files(
    source: Any, table: str, renames: Mapping[str, str] | None, engine: str | None
) -> DataSource:
    """Return the rows of files as a source; findings have their file and line."""
    if engine == "duckdb":
        return _in_duckdb(open_data(source, table), table, renames)
    from chinaindpolicy.rules.engines.polars import PolarsEngine

    opened = open_data(source, table)
    frame = opened.frame
    check_renames(renames, frame.collect_schema().names(), table)
    texts, typed = _typed(opened, table, renames or {})
    own: Any = typed(frame)
    pieces = [typed(each.frame) for each in opened.parts]
    with opened.read():
        polars_engine = PolarsEngine(
            own.collect() if engine == "polars" else own,
            textual=opened.textual,
            pieces=pieces,
            days=day_columns(table),
            texts=texts,
        )

    def rows(valid: bool, all_invalid: bool) -> Any:
        opened.check_unchanged()
        found = polars_engine.rows(valid=valid, all_invalid=all_invalid).lazy()
        return found.rename({name: given for given, name in (renames or {}).items()})

    return DataSource(
        polars_engine,
        rows,
        partial(_placed, opened),
        opened.problems,
        opened.counts,
        opened.read,
        opened.unread_rows,
    )


def _typed(
    opened: SourceData, table: str, renames: Mapping[str, str]
) -> tuple[frozenset[str], Callable[[pl.LazyFrame], pl.LazyFrame]]:
    """Return the columns of text to parse, and a function that gives frames the table's names."""
    import polars as pl

    types = {spec.name: spec.type for spec in columns(table)}
    numbers = {renames.get(name, name) for name in opened.numbers_as_text}
    texts = {name for name in numbers if types.get(name) == "number"}
    if opened.days_are_text:
        schema = opened.frame.rename(renames).collect_schema()
        texts |= {name for name in day_columns(table) if schema.get(name) == pl.String}

    def typed(frame: pl.LazyFrame) -> pl.LazyFrame:
        named = frame.rename(renames) if renames else frame
        others = sorted(numbers - texts)
        return named.with_columns(pl.col(others).cast(pl.Float64)) if others else named

    return frozenset(texts), typed


def _placed(opened: SourceData, findings: Sequence[Finding]) -> list[Finding]:
    """Return findings with their file and line."""
    numbers = [found.row for found in findings if found.row is not None]
    places = dict(zip(numbers, opened.lines(numbers), strict=True))
    first = str(opened.files[0]) if len(opened.files) == 1 else ""
    return [
        replace(found, file=places[found.row][0], line=places[found.row][1])
        if found.row is not None
        else replace(found, file=first)
        for found in findings
    ]


def _in_duckdb(opened: SourceData, table: str, renames: Mapping[str, str] | None) -> DataSource:
    from chinaindpolicy.rules.engines.duckdb_relations import (
        reading_parquet,
        relation_of,
        relation_of_parquet,
    )

    paths = [str(part.path) for part in opened.parts]
    if all(part.is_parquet for part in opened.parts):
        partitions = [part.partition for part in opened.parts]
        relation = relation_of_parquet(paths, partitions, opened.frame.collect_schema())
    elif opened.textual or any(
        part.days_are_text or part.numbers_as_text or part.problems for part in opened.parts
    ):
        raise DataError(
            f"{opened.files[0]}: engine 'duckdb' reads Parquet and Arrow files; leave out "
            "engine='duckdb' for other formats"
        )
    else:
        relation = relation_of(opened.frame.collect())
    found = from_relation(relation, renames, table)

    def rows(valid: bool, all_invalid: bool) -> Any:
        opened.check_unchanged()
        return found.rows(valid, all_invalid)

    @contextmanager
    def read() -> Generator[None]:
        with opened.read(), reading_parquet(paths):
            yield

    return replace(found, rows=rows, place=partial(_placed, opened), read=read)
