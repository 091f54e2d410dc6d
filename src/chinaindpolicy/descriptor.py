"""Table descriptors: the columns as a Data Package describes them.

A release carries its own descriptors in `datapackage.json`. A frame is typed from them
without importing the records, and an older release keeps the types it was published with.
"""

from __future__ import annotations

from typing import Any

from chinaindpolicy.columns import ColumnSpec
from chinaindpolicy.wording import LIST_DELIMITER

__all__ = ["table_schema"]


def table_schema(specs: tuple[ColumnSpec, ...]) -> dict[str, Any]:
    """Return the Table Schema (Data Package version 2) of a table's columns."""
    return {
        "fields": [_field(spec) for spec in specs],
        "missingValues": [""],
        "primaryKey": ["id"],
        "foreignKeys": [
            {
                "fields": [spec.name],
                "reference": {"resource": spec.meaning.references, "fields": ["id"]},
            }
            for spec in specs
            if spec.meaning.references and spec.type != "list"
        ],
    }


def _field(spec: ColumnSpec) -> dict[str, Any]:
    field: dict[str, Any] = {"name": spec.name, "type": spec.type}
    if spec.type == "list":
        field |= {"itemType": "string", "delimiter": LIST_DELIMITER}
    field |= {"description": spec.meaning.description, "example": spec.meaning.example}
    if spec.meaning.unit:
        field["unit"] = spec.meaning.unit
    if spec.meaning.references:
        field["references"] = spec.meaning.references
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
