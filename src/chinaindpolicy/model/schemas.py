"""Schemas derived from the records: Polars, pandera, JSON Schema, Table Schema."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.model.columns import ColumnSpec, columns, describe_table
from chinaindpolicy.model.dimensions import DIMENSION, check_dimensions
from chinaindpolicy.model.dtypes import dtypes
from chinaindpolicy.model.periods import PERIOD_PATTERN
from chinaindpolicy.model.serialize import LIST_DELIMITER
from chinaindpolicy.model.vocabularies import TableName

if TYPE_CHECKING:
    import polars as pl
    from pandera.api.polars.types import PolarsData
    from pandera.polars import DataFrameSchema

_IGNORE_TIMEZONE = "PYARROW_IGNORE_TIMEZONE"
_IMPORTING = threading.Lock()


@public
@checked
def polars_schema(table: TableName | str) -> dict[str, pl.DataType]:
    """Return the declared Polars dtype of each column of a table.

    Example:
        >>> polars_schema("targets")["value"]
        Float64
    """
    return dtypes(table_schema(columns(table)))


@public
@checked
def schema(table: TableName | str, dimensions: Sequence[str] = ()) -> DataFrameSchema:
    """Return the pandera schema of a table, for Polars frames.

    It is strict (no further columns) and coerces nothing. Rules over several fields are not
    part of it.

    Args:
        table: Name of the table.
        dimensions: Extra columns that separate observations, such as `["model"]`; of any type.

    Raises:
        UnknownNameError: If there is no such table; names near matches.
        ChinaIndPolicyError: If a dimension is a column of the table.

    Example:
        >>> import chinaindpolicy as cip
        >>> frame = cip.schema("targets").validate(cip.targets.frame())
        >>> frame.height == len(cip.targets)
        True
    """
    pa = _pandera()
    declared = polars_schema(table)
    extra = check_dimensions(dimensions, [table])
    made: DataFrameSchema = pa.DataFrameSchema(
        {
            spec.name: pa.Column(
                declared[spec.name],
                checks=_checks(spec),
                nullable=spec.nullable,
                unique=spec.name == "id",
                description=spec.meaning.description,
            )
            for spec in columns(table)
        }
        | {name: pa.Column(nullable=True, description=DIMENSION) for name in extra},
        strict=True,
        coerce=False,
        name=table,
        description=describe_table(table),
    )
    return made


def _pandera() -> ModuleType:
    """Import pandera, and undo what its import does to the environment.

    It sets PYARROW_IGNORE_TIMEZONE, after which PyArrow stores 00:00 in Shanghai as 00:00 UTC.
    """
    with _IMPORTING:  # two threads that import pandera at once can wait for each other
        absent = _IGNORE_TIMEZONE not in os.environ
        import pandera.polars as pa

        if absent:
            os.environ.pop(_IGNORE_TIMEZONE, None)
    return pa


def _checks(spec: ColumnSpec) -> list[Any]:
    pa = _pandera()
    checks: list[Any] = []
    if spec.type == "list":
        match = functools.partial(_items_match, spec.pattern or "", spec.max_length)
        return [pa.Check(match, name="items")]
    if spec.pattern == PERIOD_PATTERN:
        checks.append(pa.Check(_is_period, name="period"))
    elif spec.pattern:
        checks.append(pa.Check.str_matches(spec.pattern))
    if spec.max_length is not None and spec.type == "string":
        checks.append(pa.Check.str_length(max_value=spec.max_length))
    if spec.minimum is not None:
        checks.append(pa.Check.ge(spec.minimum))
    if spec.type == "number":
        checks.append(pa.Check(_is_finite, name="finite"))
    return checks


def _items_match(pattern: str, longest: int | None, data: PolarsData) -> pl.LazyFrame:
    import polars as pl

    item = pl.element().str.contains(pattern)
    if longest is not None:
        item = item & (pl.element().str.len_chars() <= longest)
    item = item.fill_null(False)
    return data.lazyframe.select(pl.col(str(data.key)).list.eval(item).list.all())


def _is_period(data: PolarsData) -> pl.LazyFrame:
    import polars as pl

    from chinaindpolicy.model.periods import is_period

    column = pl.col(str(data.key))
    return data.lazyframe.select(column.map_elements(is_period, return_dtype=pl.Boolean))


def _is_finite(data: PolarsData) -> pl.LazyFrame:
    import polars as pl

    return data.lazyframe.select(pl.col(str(data.key)).is_finite())


@public
@checked
def json_schema(table: TableName | str, dimensions: Sequence[str] = ()) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one row of a table.

    Args:
        table: Name of the table.
        dimensions: Extra columns that separate observations, such as `["model"]`; any scalar.

    Returns:
        A schema with the description, an example and the unit of every column.

    Raises:
        UnknownNameError: If there is no such table; names near matches.
        ChinaIndPolicyError: If a dimension is a column of the table.

    Example:
        >>> json_schema("units")["properties"]["iso_4217"]["type"]
        ['string', 'null']
    """
    specs = columns(table)
    extra = check_dimensions(dimensions, [table])
    scalar = {"type": ["string", "number", "boolean", "null"], "description": DIMENSION}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:chinaindpolicy:schema:{table}",
        "title": table,
        "description": describe_table(table),
        "type": "object",
        "additionalProperties": False,
        "required": [
            *(spec.name for spec in specs if not spec.nullable and spec.type != "list"),
            *extra,
        ],
        "properties": {spec.name: _property(spec) for spec in specs}
        | {name: dict(scalar) for name in extra},
    }


def _property(spec: ColumnSpec) -> dict[str, Any]:
    kind = {"list": "array", "date": "string"}.get(spec.type, spec.type)
    found: dict[str, Any] = {"type": [kind, "null"] if spec.nullable else kind}
    if spec.type == "list":
        items: dict[str, Any] = {"type": "string"}
        found["items"] = items | ({"pattern": spec.pattern} if spec.pattern else {})
    elif spec.pattern:
        found["pattern"] = spec.pattern
    if spec.type == "date":
        found["format"] = "date"
    if spec.categories:
        found["enum"] = [*spec.categories, *([None] if spec.nullable else [])]
    if spec.minimum is not None:
        found["minimum"] = spec.minimum
    if spec.max_length is not None and spec.type == "string":
        found["maxLength"] = spec.max_length
    found["description"] = spec.meaning.description
    found["examples"] = [_example(spec)]
    if spec.meaning.unit:
        found["x-unit"] = spec.meaning.unit
    if spec.meaning.referenced_table:
        found["x-references"] = spec.meaning.referenced_table
    return found


def _example(spec: ColumnSpec) -> Any:
    text = spec.meaning.example
    if spec.type == "list":
        return text.split("|")
    if spec.type == "integer":
        return int(text)
    if spec.type == "number":
        number = float(text)
        return int(number) if number.is_integer() else number
    return text


def table_schema(specs: tuple[ColumnSpec, ...]) -> dict[str, Any]:
    """Return the Table Schema (Data Package version 2) of a table's columns."""
    return {
        "fields": [_field(spec) for spec in specs],
        "missingValues": [""],
        "primaryKey": ["id"],
        "foreignKeys": [
            {
                "fields": [spec.name],
                "reference": {"resource": spec.meaning.referenced_table, "fields": ["id"]},
            }
            for spec in specs
            if spec.meaning.referenced_table and spec.type != "list"
        ],
    }


def _field(spec: ColumnSpec) -> dict[str, Any]:
    field: dict[str, Any] = {"name": spec.name, "type": spec.type}
    if spec.type == "list":
        field |= {"itemType": "string", "delimiter": LIST_DELIMITER}
    field |= {"description": spec.meaning.description, "example": spec.meaning.example}
    if spec.meaning.unit:
        field["unit"] = spec.meaning.unit
    if spec.meaning.referenced_table:
        field["references"] = spec.meaning.referenced_table
    constraints: dict[str, Any] = {}
    if not spec.nullable and spec.type != "list":
        constraints["required"] = True
    if spec.name == "id":
        constraints["unique"] = True
    if spec.categories:
        constraints["enum"] = list(spec.categories)
    if spec.type != "list":
        if spec.pattern:
            constraints["pattern"] = spec.pattern
        if spec.minimum is not None:
            constraints["minimum"] = spec.minimum
        if spec.max_length is not None:
            constraints["maxLength"] = spec.max_length
    if constraints:
        field["constraints"] = constraints
    return field
