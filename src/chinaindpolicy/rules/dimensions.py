"""Dimensions: extra columns of the user's data that belong to the key of an observation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from chinaindpolicy.errors import DataError, UnknownNameError
from chinaindpolicy.model.columns import ColumnSpec, ColumnType
from chinaindpolicy.model.dimensions import DIMENSION
from chinaindpolicy.model.fields import Column
from chinaindpolicy.rules.engines.base import InputColumn

_MEANING = Column(DIMENSION, "baseline")
_KINDS: Mapping[str | None, ColumnType] = MappingProxyType(
    {
        "string": "string",
        "text": "string",
        "empty": "string",
        "integer": "integer",
        "number": "number",
        "boolean": "boolean",
        "date": "date",
    }
)
# Scalars that no column of a table has, or that a float would round: they are compared as text.
_AS_TEXT = (
    *("decimal", "hugeint", "uhugeint", "int128", "uint128"),
    *("time", "datetime", "timestamp", "interval", "uuid"),
)


def check_present(dimensions: Iterable[str], present: Iterable[Iterable[str]]) -> None:
    """Raise if a dimension is in none of the tables that are validated.

    Args:
        dimensions: The names.
        present: The columns of each table.

    Raises:
        UnknownNameError: If a column is missing; suggests similar names.

    Example:
        >>> check_present(["modell"], [["model", "value"]])
        Traceback (most recent call last):
            ...
        chinaindpolicy.UnknownNameError: no dimension column 'modell'; did you mean 'model'?
    """
    names = dict.fromkeys(name for columns in present for name in columns)
    for dimension in dimensions:
        if dimension not in names:
            raise UnknownNameError("dimension column", dimension, names)


def dimension_specs(
    dimensions: Iterable[str], present: Mapping[str, InputColumn]
) -> Iterator[tuple[str, ColumnSpec]]:
    """Yield the dimensions that the data has, each as a column.

    Args:
        dimensions: The names.
        present: The columns of the data.

    Raises:
        DataError: If a column has values that are not scalars.
    """
    for name in dimensions:
        if name in present:
            kind = _kind(name, present[name])
            yield name, ColumnSpec(name=name, type=kind, nullable=True, meaning=_MEANING)


def _kind(name: str, column: InputColumn) -> ColumnType:
    dtype = column.dtype.casefold()
    if dtype.startswith(_AS_TEXT):
        return "string"
    if dtype.startswith("duration"):
        return "integer"  # Polars writes no durations as text
    if column.kind not in _KINDS:
        raise DataError(
            f"dimension {name!r} has type {column.dtype}; expected a scalar type such as text, "
            "numbers or dates"
        )
    return _KINDS[column.kind]


def dimension_words(names: Iterable[str], values: Iterable[Any]) -> str:
    """Return the values of dimensions as a message shows them; empty without dimensions.

    Example:
        >>> dimension_words(["model", "run"], ["A", None])
        " (model 'A', run None)"
    """
    parts = [f"{name} {value!r}" for name, value in zip(names, values, strict=True)]
    return f" ({', '.join(parts)})" if parts else ""
