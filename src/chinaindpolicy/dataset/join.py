"""Join a collection, or its release, with the release that it refers to."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.serialize import is_list, to_csv_cell

if TYPE_CHECKING:
    import polars as pl


class ReservedIds:
    """The ids of an included release, which a collection must not use again."""

    def __init__(self, included: Dataset) -> None:
        self._release = f"{included.name} {included.release}"
        self._tables = {id: name for name in included.tables for id in _ids(included, name)}

    def message(self, id: object) -> str:
        """Return the problem of a row with this id; empty if the id is free."""
        table = self._tables.get(str(id))
        return f"id is taken: {table} in {self._release}" if table else ""


def _ids(dataset: Dataset, name: str) -> tuple[str, ...]:
    return dataset[name].ids


def joined_frames(own: Mapping[str, pl.DataFrame], included: Dataset) -> dict[str, pl.DataFrame]:
    """Return the frames of both, the included rows first, with the dtypes of `own`."""
    import polars as pl

    from chinaindpolicy.model.columns import RENAMED_COLUMNS

    both: dict[str, pl.DataFrame] = {}
    for table, frame in own.items():
        other = included[table].frame()
        if not other.width:  # the included release is older than the table
            both[table] = frame
            continue
        renamed = {old: new for old, new in RENAMED_COLUMNS.get(table, {}).items() if old in other}
        other = other.rename(renamed)
        # An older release may lack a column; its vocabularies are subsets of the current ones.
        fitted = other.select(
            (pl.col(name) if name in other.columns else _default(table, name)).cast(dtype)
            for name, dtype in frame.schema.items()
        )
        both[table] = pl.concat([fitted, frame])
    return both


def _default(table: str, column: str) -> pl.Expr:
    import polars as pl

    from chinaindpolicy.model.columns import default_of

    default = default_of(table, column)
    return pl.lit(list(default) if is_list(default) else default).alias(column)


def joined(own: Dataset, included: Dataset) -> Dataset:
    """Return one dataset of both, the included rows first; their ids must not clash."""
    tables: dict[str, Any] = {}
    for name, table in own.tables.items():
        other = included[name]
        wider = max((table, other), key=lambda each: len(each.columns))
        tables[name] = {**wider.descriptor, "rows": len(table) + len(other)}
    descriptor = {"name": own.name, "title": own.title, "version": own.release, "tables": tables}

    def read(name: str) -> bytes:
        from chinaindpolicy.model.columns import RENAMED_COLUMNS, default_of

        columns = [field["name"] for field in tables[name]["schema"]["fields"]]
        renamed = RENAMED_COLUMNS.get(name, {})
        defaults = {each: to_csv_cell(default_of(name, each)) for each in columns}
        parts = [
            _rows(each.csv(), columns, renamed, defaults) for each in (included[name], own[name])
        ]
        return ",".join(columns).encode() + b"\n" + b"".join(parts)

    return Dataset(descriptor, read, including=included, origins=own.origins, own=own)


def _rows(
    data: bytes, columns: list[str], renamed: Mapping[str, str], defaults: Mapping[str, str]
) -> bytes:
    """Return a table's CSV without its header, with these columns."""
    header, _, body = data.partition(b"\n")
    if header.decode().split(",") == columns:
        return body
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    for row in csv.DictReader(io.StringIO(data.decode(), newline="")):
        names = {name: new for name, new in renamed.items() if new in columns}
        writer.writerow(
            {**defaults, **{names.get(name, name): value for name, value in row.items()}}
        )
    return out.getvalue().encode()
