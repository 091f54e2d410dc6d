"""Columns of the tables, derived from the records: the root of every schema."""

from __future__ import annotations

import datetime
import functools
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from annotated_types import Ge
from pydantic import StringConstraints

from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.model.fields import Column, Record
from chinaindpolicy.model.records import RECORDS
from chinaindpolicy.model.vocabularies import TABLE_NAMES

ColumnType = Literal["string", "integer", "number", "boolean", "date", "list"]

# Provenance columns come last, so that a frame shows the content first.
PROVENANCE = (
    *("erratum_id", "stated", "document_id", "paragraph", "char_start", "char_end", "text_sha256"),
    *("review", "note"),
)
RENAMED_COLUMNS: Mapping[str, Mapping[str, str]] = types.MappingProxyType(
    {"indicators": types.MappingProxyType({"direction": "desired_direction"})}
)
"""The columns of older releases that have another name now, by table: old name, new name."""

_SCALARS: Mapping[type, ColumnType] = types.MappingProxyType(
    {
        str: "string",
        int: "integer",
        bool: "boolean",
        Decimal: "number",
        datetime.date: "date",
    }
)


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of a table, as derived from the record's field.

    Attributes:
        name: Column name.
        type: Kind of value; a `list` contains strings.
        nullable: Whether a value may be missing.
        meaning: Description, example, unit and reference of the column.
        categories: The closed vocabulary, in order; empty if open.
        pattern: Regular expression that a string must match whole, anchored.
        minimum: Least admitted integer.
        max_length: Greatest admitted length of a string.
    """

    name: str
    type: ColumnType
    nullable: bool
    meaning: Column
    categories: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: int | None = None
    max_length: int | None = None


def record_class(table: str) -> type[Record]:
    """Return the record class of a table.

    Raises:
        UnknownNameError: If there is no such table; names near matches.
    """
    try:
        return RECORDS[table]
    except (KeyError, TypeError):
        raise UnknownNameError("table", table, TABLE_NAMES) from None


@functools.cache
def columns(table: str) -> tuple[ColumnSpec, ...]:
    """Return the columns of a table: content first, then where it was read.

    Example:
        >>> [column.name for column in columns("units")][:3]
        ['id', 'name', 'name_zh']
    """
    fields = record_class(table).model_fields
    order = sorted(fields, key=lambda name: (name in PROVENANCE, _rank(name)))
    order.sort(key=lambda name: name != "id")
    return tuple(_spec(name, fields[name].annotation, fields[name].metadata) for name in order)


def current_name(table: str, column: str) -> str:
    """Return the name that a column of an older release has now.

    Example:
        >>> current_name("indicators", "direction"), current_name("indicators", "name")
        ('desired_direction', 'name')
    """
    return RENAMED_COLUMNS.get(table, {}).get(column, column)


def default_of(table: str, column: str) -> Any:
    """Return the value of a column in records of releases that do not have the column.

    Example:
        >>> default_of("figures", "origin"), default_of("figures", "reference_id")
        ('document', None)
    """
    field = record_class(table).model_fields.get(column)
    return None if field is None or field.is_required() else field.default


def cell(record: Record, column: str) -> Any:
    """Return a record's value of a column, which may have the name of an older release.

    Example:
        >>> import chinaindpolicy as cip
        >>> cell(cip.indicators["electronic-component-sales"], "direction")
        'up'
    """
    for table in RENAMED_COLUMNS:
        if isinstance(record, RECORDS[table]):
            return getattr(record, current_name(table, column))
    return getattr(record, column)


def describe_table(table: str) -> str:
    """Return the one-sentence description of a table: its record's docstring."""
    doc = record_class(table).__doc__ or ""
    return " ".join(doc.strip().split("\n\n")[0].split())


def _rank(name: str) -> int:
    return PROVENANCE.index(name) if name in PROVENANCE else -1


def _spec(name: str, annotation: Any, metadata: list[Any]) -> ColumnSpec:
    parts = list(_parts(annotation)) + metadata
    nullable = types.NoneType in parts
    meaning = next((part for part in parts if isinstance(part, Column)), None)
    if meaning is None:
        raise TypeError(
            f"field {name!r} has no Column metadata; annotate it with Column(description, example)"
        )
    categories = next(
        (typing.get_args(part) for part in parts if typing.get_origin(part) is Literal), ()
    )
    limits = [part for part in parts if isinstance(part, StringConstraints)]
    return ColumnSpec(
        name=name,
        type=_type(name, parts),
        nullable=nullable,
        meaning=meaning,
        categories=categories,
        pattern=next((str(limit.pattern) for limit in limits if limit.pattern), None),
        minimum=next((int(str(part.ge)) for part in parts if isinstance(part, Ge)), None),
        max_length=next((limit.max_length for limit in limits if limit.max_length), None),
    )


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield an annotation's types and metadata, outermost first."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        inner, *metadata = typing.get_args(annotation)
        yield from metadata
        yield from _parts(inner)
    elif origin in (typing.Union, types.UnionType):
        for argument in typing.get_args(annotation):
            yield from _parts(argument)
    elif origin is tuple:
        yield tuple
        yield from _parts(typing.get_args(annotation)[0])
    else:
        yield annotation


def _type(name: str, parts: list[Any]) -> ColumnType:
    if tuple in parts:
        return "list"
    if any(typing.get_origin(part) is Literal for part in parts):
        return "string"
    for part in parts:
        if isinstance(part, type) and part in _SCALARS:
            return _SCALARS[part]
    raise TypeError(f"field {name!r} has a type that no table column supports")
