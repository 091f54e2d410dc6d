"""Small operations on Spark frames and columns."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any

import polars as pl


def in_order(numbered: Sequence[Any]) -> tuple[int, ...]:
    """Return the second of pairs, in the order of the first."""
    return tuple(pair[1] for pair in sorted(numbered, key=operator.itemgetter(0)))


def all_of(conditions: Sequence[Any]) -> Any:
    """Return the condition that all of some conditions are true."""
    return functools.reduce(lambda both, each: both & each, conditions)


def other_side(name: str) -> str:
    """Return the name of a column of the other side of a join."""
    return f"@beside:{name}"


def quoted(name: str) -> str:
    """Return a column name as Spark reads it: without quotes, a dot would lead into a struct.

    Example:
        >>> quoted("run 1.0")
        '`run 1.0`'
    """
    return f"`{name.replace('`', '``')}`"


def to_polars(frame: Any) -> pl.DataFrame:
    """Return a Spark DataFrame as a Polars frame."""
    found = pl.from_arrow(frame.toArrow())
    assert isinstance(found, pl.DataFrame)
    return found


def union_of(frames: Sequence[Any]) -> Any:
    """Return the rows of some Spark DataFrames with the same columns."""
    return functools.reduce(lambda both, each: both.union(each), frames)
