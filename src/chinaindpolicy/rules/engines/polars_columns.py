"""Columns of Polars: the kind of values of a dtype, and the form that rules expect."""

from __future__ import annotations

import polars as pl

from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.dtypes import plain_dtypes
from chinaindpolicy.model.serialize import LIST_DELIMITER
from chinaindpolicy.rules.engines.base import ITEM_START

_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z"
_INTEGER = r"^[+-]?[0-9]+\z"


def kind_of(dtype: pl.DataType) -> str | None:
    """Return the kind of values that a Polars dtype holds; None for others.

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


def canonical(name: str, spec: ColumnSpec, dtype: pl.DataType) -> pl.Expr:
    """Return a column of some dtype in the form that rules expect."""
    column = pl.col(name)
    if spec.type == "list":
        text = pl.element().cast(pl.String).fill_null("\0")
        item = pl.concat_str([pl.lit(ITEM_START), text.str.replace_all(ITEM_START, "\0")])
        joined = column.cast(pl.List(pl.String)).list.eval(item).list.join("")
        return joined.alias(name)
    wanted = plain_dtypes()[spec.type]
    if spec.type == "integer" and dtype.is_integer():
        return column  # as wide as it is
    return column if dtype == wanted else column.cast(wanted)


def parsed_text(spec: ColumnSpec) -> tuple[pl.Expr, pl.Expr | None]:
    """Return the values of a column of text, and the flag of cells that cannot be parsed."""
    text = pl.when(pl.col(spec.name) != "").then(pl.col(spec.name))
    parsed: pl.Expr
    match spec.type:
        case "string":
            return text, None
        case "list":
            items = pl.lit(ITEM_START) + text.str.replace_all(
                LIST_DELIMITER, ITEM_START, literal=True
            )
            return items.fill_null(""), None
        case "integer":
            parsed = pl.when(text.str.contains(_INTEGER)).then(text.cast(pl.Int64, strict=False))
        case "number":
            parsed = text.cast(pl.Float64, strict=False)
        case "boolean":
            parsed = pl.when(text == "true").then(True).when(text == "false").then(False)
        case _:  # a date
            day = text.str.to_date("%Y-%m-%d", strict=False)
            parsed = pl.when(text.str.contains(_DATE)).then(day)
    return parsed, text.is_not_null() & parsed.is_null()
