"""Columns of DuckDB: the kind of values of a type, and the form that rules expect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.dtypes import SQL_TYPES
from chinaindpolicy.rules.engines.base import ITEM_START
from chinaindpolicy.rules.engines.duckdb_sql import TEXT, function

_KINDS: Mapping[str, str] = {
    "varchar": "string",
    "enum": "string",
    "uuid": "string",
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint", "hugeint"), "integer"),
    **dict.fromkeys(("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"), "integer"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    "boolean": "boolean",
    "date": "date",
    "null": "empty",
    '"null"': "empty",
    "sqlnull": "empty",
}


_DAYS = "date '0001-01-01' and date '9999-12-31'"
"""The range of days in Python; DuckDB also has later days and infinity."""
_TIMES = ("timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns", "timestamp with time zone")
_WIDE = ("bigint", "hugeint", "ubigint", "uhugeint")
_SAFE_DIGITS = 15


def kind_of(dtype: Any) -> str | None:
    """Return the kind of values of a DuckDB type; None for unsupported types."""
    if dtype.id in ("list", "array"):
        inner = kind_of(dtype.children[0][1])
        return "list" if inner in ("string", "empty") else None
    return _KINDS.get(str(dtype.id))


def is_time(dtype: Any) -> bool:
    """Return True if the values of a type are points in time."""
    return str(dtype.id) in _TIMES


def is_wide(dtype: Any) -> bool:
    """Return True if a type has numbers that no 64-bit float represents."""
    if str(dtype.id) == "decimal":
        (precision, scale) = (int(value) for _, value in dtype.children)
        return precision > _SAFE_DIGITS or scale > 22
    return str(dtype.id) in _WIDE


def canonical(place: int, spec: ColumnSpec, dtype: Any) -> tuple[str, str | None]:
    """Return the SQL of a column in the form that rules expect, and of the flag of wrong cells.

    A cell is wrong if its day is outside the years 1 to 9999 or is a time of day, or if its number
    has no exact 64-bit float. It is missing in the first form.

    Args:
        place: Its place in the relation, from 1: names may differ in case only, or repeat a
            function's or a table's.
        spec: The column of the table.
        dtype: Its type in the relation.
    """
    column, kind = f"#{place}", kind_of(dtype)
    if spec.type == "list":
        return (_joined(column) if kind == "list" else f"{column}::{TEXT}"), None
    if spec.type == "string":
        return f"{column}::{TEXT}", None
    if spec.type == "date" and kind != "empty":
        return _day(column, dtype)
    if spec.type == "number" and is_wide(dtype):
        return _exact_number(column, dtype)
    if spec.type == "number" and str(dtype.id) in ("float", "double"):
        # The statistics of Parquet leave NaN out, and comparisons are folded by them: a value that
        # is computed has no statistics.
        is_nan = function("isnan", column)
        return f"case when {is_nan} then 'nan'::double else {column}::double end", None
    if spec.type == "integer" and kind != "empty":
        if str(dtype.id) == "uhugeint":
            # It compares with no signed type: 128 bits without a sign are too many for any.
            most = f"{(1 << 127) - 1}::hugeint"
            fitted = f"coalesce(try_cast({column} as hugeint), {most})"
            return f"case when {column} is null then null else {fitted} end", None
        return column, None
    return f"{column}::{SQL_TYPES[spec.type]}", None


def _day(column: str, dtype: Any) -> tuple[str, str]:
    local = column
    if str(dtype.id) == "timestamp with time zone":
        local = f"try_cast({column} as timestamp)"
    day = f"try_cast({local} as date)" if is_time(dtype) else column
    valid = f"{day} between {_DAYS}"
    if is_time(dtype):
        valid = f"{valid} and {local} = {day}"
    valid = f"coalesce({valid}, false)"
    return f"case when {valid} then {day} end", f"({column} is not null and not {valid})"


def has_days(place: int, dtype: Any) -> str:
    """Return the SQL condition on all rows that a column of times has a midnight, or no value."""
    column = f"#{place}"
    day, _ = _day(column, dtype)
    some = function("bool_or", f"({day}) is not null")
    return f"coalesce({some}, true) or {function('bool_and', f'{column} is null')}"


def _exact_number(column: str, dtype: Any) -> tuple[str, str]:
    """Return integers or decimals as the nearest floats, and the flag of those that are inexact.

    A float has the value of its shortest decimal form and, if it is whole, its exact value.
    """
    number = f"{column}::varchar::double"
    kind = "hugeint" if str(dtype.id) in _WIDE else str(dtype)
    kind = "uhugeint" if str(dtype.id) == "uhugeint" else kind
    same = f"try_cast({number}::varchar as {kind}) = {column}"
    if str(dtype.id) in _WIDE:
        same = f"{same} or try_cast({number} as {kind}) = {column}"
    wrong = f"not coalesce({same}, {column} is null)"
    return f"case when {wrong} then null else {number} end", f"({wrong})"


def _joined(column: str) -> str:
    """Return the SQL of a list as one text, each item after an `ITEM_START`."""
    start, nothing = function("chr", str(ord(ITEM_START))), function("chr", "0")
    item = function("replace", f"coalesce(x::varchar, {nothing})", start, nothing)
    marked = f"lambda x: {function('concat', start, item)}"
    items = function("list_transform", f"{column}::varchar[]", marked)
    joined = function("list_aggregate", items, "'string_agg'", "''")
    return f"case when {column} is null then null else coalesce({joined}, '') end::{TEXT}"
