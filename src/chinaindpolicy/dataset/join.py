"""Join a collection, or its release, with the release that it refers to."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chinaindpolicy.dataset.dataset import Dataset

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
    return tuple(dataset[name].frame()["id"])


def joined_frames(own: Mapping[str, pl.DataFrame], included: Dataset) -> dict[str, pl.DataFrame]:
    """Return the frames of both, the included rows first, with the dtypes of `own`."""
    import polars as pl

    both: dict[str, pl.DataFrame] = {}
    for table, frame in own.items():
        other = included[table].frame()
        # An older release may lack a column; its vocabularies are subsets of the current ones.
        fitted = other.select(
            (pl.col(name) if name in other.columns else pl.lit(None).alias(name)).cast(dtype)
            for name, dtype in frame.schema.items()
        )
        both[table] = pl.concat([fitted, frame])
    return both


def joined(own: Dataset, included: Dataset) -> Dataset:
    """Return one dataset of both, the included rows first; their ids must not clash."""
    tables: dict[str, Any] = {}
    for name, table in own.tables.items():
        other = included[name]
        wider = max((table, other), key=lambda each: len(each.columns))
        tables[name] = {**wider.descriptor, "rows": len(table) + len(other)}
    descriptor = {"name": own.name, "title": own.title, "version": own.release, "tables": tables}

    def read(name: str) -> bytes:
        columns = [field["name"] for field in tables[name]["schema"]["fields"]]
        parts = [_rows(each.csv(), columns) for each in (included[name], own[name])]
        return ",".join(columns).encode() + b"\n" + b"".join(parts)

    return Dataset(descriptor, read, including=included, origins=own.origins, own=own)


def _rows(data: bytes, columns: list[str]) -> bytes:
    """Return a table's CSV without its header, with these columns."""
    header, _, body = data.partition(b"\n")
    if header.decode().split(",") == columns:
        return body
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writerows(csv.DictReader(io.StringIO(data.decode(), newline="")))
    return out.getvalue().encode()
