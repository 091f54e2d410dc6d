"""Types of columns in Polars and SQL: the one map that other type maps derive from."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

Descriptor = Mapping[str, Any]
"""A part of a `datapackage.json`."""

SQL_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "string": "string",
        "integer": "bigint",
        "number": "double",
        "boolean": "boolean",
        "date": "date",
    }
)
"""The type of each kind of column in the SQL of DuckDB and Spark."""


@functools.cache
def plain_dtypes() -> Mapping[str, pl.DataType]:
    """Return the Polars dtype of each kind of column, without vocabularies."""
    import polars as pl

    return MappingProxyType(
        {
            "string": pl.String(),
            "integer": pl.Int64(),
            "number": pl.Float64(),
            "boolean": pl.Boolean(),
            "date": pl.Date(),
            "list": pl.List(pl.String()),
        }
    )


def dtypes(schema: Descriptor) -> dict[str, pl.DataType]:
    """Return the declared Polars dtype of each column of a table schema."""
    import polars as pl

    plain = plain_dtypes()
    return {
        field["name"]: pl.Enum(list(categories))
        if (categories := field.get("constraints", {}).get("enum"))
        else plain[field["type"]]
        for field in schema["fields"]
    }
