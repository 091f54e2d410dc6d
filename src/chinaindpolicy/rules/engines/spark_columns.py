"""Columns of Spark: the kind of values of a type, and the form that rules expect."""

from __future__ import annotations

from typing import Any

from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.dtypes import SQL_TYPES
from chinaindpolicy.rules.engines.base import ITEM_START

_KINDS = {
    **dict.fromkeys(("string", "varchar", "char"), "string"),
    **dict.fromkeys(("byte", "short", "integer", "long"), "integer"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    "boolean": "boolean",
    "date": "date",
    "void": "empty",
}


def kind_of(dtype: Any) -> str | None:
    """Return the kind of values that a Spark type holds; None for others."""
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
