"""The kind of value of a Polars dtype."""

from __future__ import annotations

import polars as pl

__all__ = ["kind_of"]


def kind_of(dtype: pl.DataType) -> str | None:
    """Return the kind of values that a Polars dtype holds; None for what no table holds.

    Example:
        >>> kind_of(pl.Float32()), kind_of(pl.Null()), kind_of(pl.Datetime())
        ('number', 'empty', None)
    """
    if isinstance(dtype, pl.String | pl.Categorical | pl.Enum):
        return "string"
    if isinstance(dtype, pl.List):
        inner = dtype.inner
        return "list" if isinstance(inner, pl.String | pl.Categorical | pl.Enum | pl.Null) else None
    if dtype.is_integer():
        return "integer"
    if dtype.is_float() or dtype.is_decimal():
        return "number"
    if isinstance(dtype, pl.Boolean):
        return "boolean"
    if isinstance(dtype, pl.Date):
        return "date"
    return "empty" if isinstance(dtype, pl.Null) else None
