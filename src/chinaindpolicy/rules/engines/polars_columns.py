"""Columns of Polars: the kind of values of a dtype, and the form that rules expect."""

from __future__ import annotations

import polars as pl

from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.dtypes import plain_dtypes
from chinaindpolicy.model.serialize import LIST_DELIMITER
from chinaindpolicy.rules.engines.base import ITEM_START
from chinaindpolicy.rules.engines.polars_exact import exact_day, exact_number, exact_text

_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z"
_INTEGER = r"^[+-]?[0-9]+\z"
_TEXTS = (pl.String, pl.Categorical, pl.Enum)


def kind_of(dtype: pl.DataType) -> str | None:
    """Return the kind of values of a Polars dtype; None for others.

    Example:
        >>> kind_of(pl.Float32()), kind_of(pl.Null()), kind_of(pl.Datetime())
        ('number', 'empty', None)
    """
    if isinstance(dtype, _TEXTS):
        return "string"
    if isinstance(dtype, pl.List | pl.Array):
        return "list" if isinstance(dtype.inner, (*_TEXTS, pl.Null)) else None
    if dtype.is_integer():
        return "integer"
    if dtype.is_float() or dtype.is_decimal():
        return "number"
    if isinstance(dtype, pl.Boolean):
        return "boolean"
    if isinstance(dtype, pl.Date):
        return "date"
    return "empty" if isinstance(dtype, pl.Null) else None


def canonical(name: str, spec: ColumnSpec, dtype: pl.DataType) -> tuple[pl.Expr, pl.Expr | None]:
    """Return a column of some dtype in the form that rules expect, and the flag of wrong cells.

    A cell is wrong if its day is outside the years 1 to 9999 or is a time of day, or if its number
    has no exact 64-bit float. It is missing in the first expression.
    """
    column = pl.col(name)
    if spec.type == "list":
        text = pl.element().cast(pl.String).fill_null("\0")
        item = pl.concat_str([pl.lit(ITEM_START), text.str.replace_all(ITEM_START, "\0")])
        joined = column.cast(pl.List(pl.String)).list.eval(item).list.join("")
        return joined.alias(name), None
    if spec.type == "date" and isinstance(dtype, pl.Date | pl.Datetime):
        return exact_day(column, dtype)
    if spec.type == "number" and (dtype.is_integer() or dtype.is_decimal()):
        return exact_number(column, dtype)
    expected = plain_dtypes()[spec.type]
    if spec.type == "integer" and dtype.is_integer():
        return column, None  # as wide as it is
    return (column if dtype == expected else column.cast(expected)), None


def parsed_text(spec: ColumnSpec, *, empty: bool = True) -> tuple[pl.Expr, pl.Expr | None]:
    """Return the values of a column of text, and the flag of cells that cannot be parsed.

    Args:
        spec: The column.
        empty: Whether an empty text is a missing value.
    """
    text = pl.when(pl.col(spec.name) != "").then(pl.col(spec.name)) if empty else pl.col(spec.name)
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
            return exact_text(text)
        case "boolean":
            parsed = pl.when(text == "true").then(True).when(text == "false").then(False)
        case _:  # a date
            day = text.str.to_date("%Y-%m-%d", strict=False)
            # A calendar of days has no year 0.
            parsed = pl.when(text.str.contains(_DATE) & ~text.str.starts_with("0000")).then(day)
    return parsed, text.is_not_null() & parsed.is_null()
