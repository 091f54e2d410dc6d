"""Files as a source of data to validate: read by the readers, or by DuckDB itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
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
        return _in_duckdb(source, table, renames)
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

    def place(findings: Sequence[Finding]) -> list[Finding]:
        numbers = [found.row for found in findings if found.row is not None]
        places = dict(zip(numbers, opened.lines(numbers), strict=True))
        first = str(opened.files[0]) if len(opened.files) == 1 else ""
        return [
            replace(found, file=places[found.row][0], line=places[found.row][1])
            if found.row is not None
            else replace(found, file=first)
            for found in findings
        ]

    return DataSource(
        polars_engine,
        rows,
        place,
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


def _in_duckdb(source: Any, table: str, renames: Mapping[str, str] | None) -> DataSource:
    from chinaindpolicy.rules.engines.duckdb_relations import reading_parquet, relation_of_parquet

    paths = [str(source)] if isinstance(source, str | Path) else [str(each) for each in source]
    for path in paths:
        if not path.endswith(".parquet"):
            raise DataError(
                f"{path}: engine 'duckdb' reads Parquet files only; leave the engine to us"
            )
    found = from_relation(relation_of_parquet(paths), renames, table)
    return replace(found, read=partial(reading_parquet, paths))
