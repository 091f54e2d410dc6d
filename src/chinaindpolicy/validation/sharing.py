"""Ids that more than one table has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

__all__ = ["in_two_tables"]


def in_two_tables(ids: Mapping[str, pl.Series]) -> Iterator[tuple[str, int, str, str]]:
    """Yield the ids that a table before has too: table, row, id and the other table.

    Example:
        >>> import polars as pl
        >>> list(in_two_tables({"a": pl.Series(["x", "y"]), "b": pl.Series(["y"])}))
        [('b', 0, 'y', 'a')]
    """
    first: dict[str, str] = {}
    for table, series in ids.items():
        if table == "withdrawals":
            continue  # it holds the ids of records that were
        for row, id in enumerate(series):
            if id is not None and first.setdefault(id, table) != table:
                yield table, row, id, first[id]
