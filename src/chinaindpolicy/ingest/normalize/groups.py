"""Rows with equal cells in some columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True)
class Groups:
    """Groups of rows.

    Attributes:
        codes: The group of each row, from 0.
        count: The number of groups.
    """

    codes: pl.Series
    count: int

    def firsts(self, rows: pl.Series | None = None) -> dict[int, int]:
        """Return the first row of each group, by group.

        Args:
            rows: True for the rows to look at; by default all.
        """
        frame = pl.DataFrame({"code": self.codes}).with_row_index("row")
        if rows is not None:
            frame = frame.filter(rows)
        found = frame.unique("code", keep="first", maintain_order=True)
        return dict(zip(found["code"].to_list(), found["row"].to_list(), strict=True))


def groups_of(frame: pl.DataFrame, columns: Sequence[str]) -> Groups:
    """Return the groups of equal cells of columns; a missing cell is a cell as well.

    Example:
        >>> frame = pl.DataFrame({"a": ["x", "y", "x"], "b": [1, 1, 1]})
        >>> groups = groups_of(frame, ["a", "b"])
        >>> groups.codes.to_list(), groups.count, groups.firsts()
        ([0, 1, 0], 2, {0: 0, 1: 1})
    """
    codes = constant(0, frame.height)
    count = 1
    for name in dict.fromkeys(columns):
        own = _dense(frame[name])
        size = int(own.max() or 0) + 1  # type: ignore[arg-type]
        codes = codes * size + own
        if count > 1:
            codes = codes.rank("dense").cast(pl.Int64) - 1
        count = int(codes.max() or 0) + 1  # type: ignore[arg-type]
    return Groups(codes, count)


def combined(groups: Groups, codes: pl.Series | None = None) -> Groups:
    """Return groups divided by a further column, without groups that have no row.

    Example:
        >>> groups = Groups(pl.Series([0, 0, 2]), 3)
        >>> combined(groups).codes.to_list(), combined(groups, pl.Series(["a", "b", "a"])).count
        ([0, 0, 1], 3)
    """
    found = groups.codes
    if codes is not None:
        own = _dense(codes)
        found = found * (int(own.max() or 0) + 1) + own  # type: ignore[arg-type]
    found = found.rank("dense").cast(pl.Int64) - 1
    return Groups(found, int(found.max() or 0) + 1)  # type: ignore[arg-type]


def flags(rows: Iterable[int], height: int) -> pl.Series:
    """Return True for some rows.

    Example:
        >>> flags([1], 3).to_list()
        [False, True, False]
    """
    found = constant(False, height)
    picked = pl.Series(sorted(rows), dtype=pl.UInt32)
    return found.scatter(picked, True) if picked.len() else found


def constant(value: Any, height: int) -> pl.Series:
    """Return a column with one value."""
    return pl.Series([value]).new_from_index(0, height)


def _dense(column: pl.Series) -> pl.Series:
    if column.dtype == pl.String:
        column = column.cast(pl.Categorical).to_physical()
    ranks = column.rank("dense").cast(pl.Int64)
    return ranks.fill_null(0) if column.null_count() else ranks - 1
