"""Columns of Spark: the kind of values of a type, and the form that rules expect."""

from __future__ import annotations

from typing import Any

from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.dtypes import SQL_TYPES
from chinaindpolicy.rules.engines.base import ITEM_START

# Each number of so many digits is the value of some float.
_SAFE_DIGITS = 15
_KINDS = {
    **dict.fromkeys(("string", "varchar", "char"), "string"),
    **dict.fromkeys(("byte", "short", "integer", "long"), "integer"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    "boolean": "boolean",
    "date": "date",
    "void": "empty",
}


def kind_of(dtype: Any) -> str | None:
    """Return the kind of values of a Spark type; None for unsupported types."""
    name = dtype.typeName()
    if name == "array":
        return "list" if kind_of(dtype.elementType) in ("string", "empty") else None
    return _KINDS.get(name)


def form_of(f: Any, column: str, spec: ColumnSpec) -> Any:
    """Return the expression of a column in the form that rules expect.

    Casts are between types that fit, so that none can fail in a session with ANSI rules.

    Args:
        f: Spark's functions.
        column: Name of the column in the snapshot.
        spec: The table's column.
    """
    if spec.type != "list":
        return f.col(column).cast(SQL_TYPES[spec.type])
    start, nothing = f.lit(ITEM_START), f.lit("\0")

    def item(text: Any) -> Any:
        return f.concat(start, f.replace(f.coalesce(text, nothing), start, nothing))

    return f.array_join(f.transform(f.col(column).cast("array<string>"), item), "")


def is_wide(dtype: Any) -> bool:
    """Return True if a Spark type has numbers that no 64-bit float represents."""
    return dtype.typeName() in ("long", "decimal")


def inexact(f: Any, column: str, dtype: Any) -> Any:
    """Return the expression of the cells of a wide type that no 64-bit float represents.

    Args:
        f: Spark's functions.
        column: Name of the column in the snapshot.
        dtype: Its type.
    """
    given = f.col(column)
    number, scale = given.cast("double"), getattr(dtype, "scale", 0)
    same = number.try_cast(f"decimal(38,{scale})") == given
    # A float above the largest integer is cast to that one.
    whole = (number.try_cast("bigint") == given) & (number < f.lit(2.0**63))
    small = f.abs(number) < f.lit(10.0 ** (_SAFE_DIGITS - scale))
    return f.coalesce(~(small | f.coalesce(same, f.lit(False)) | whole), given.isNotNull())
