"""Polars dtypes of the columns of a table schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Descriptor", "dtypes"]


Descriptor = Mapping[str, Any]
"""A part of a `datapackage.json`."""


def dtypes(schema: Descriptor) -> dict[str, pl.DataType]:
    """Return the declared Polars dtype of each column of a table schema."""
    import polars as pl

    plain: dict[str, pl.DataType] = {
        "string": pl.String(),
        "integer": pl.Int64(),
        "number": pl.Float64(),
        "boolean": pl.Boolean(),
        "date": pl.Date(),
        "list": pl.List(pl.String()),
    }
    return {
        field["name"]: pl.Enum(categories) if (categories := _enum(field)) else plain[field["type"]]
        for field in schema["fields"]
    }


def _enum(field: Descriptor) -> list[str]:
    constraints: dict[str, Any] = field.get("constraints", {})
    return list(constraints.get("enum", ()))
