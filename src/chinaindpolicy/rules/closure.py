"""Rows that refer to invalid rows of the same data: the valid rows are valid by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.reference_data import reference_of
from chinaindpolicy.rules.registry import RULES


def own_references(table: str, specs: Mapping[str, ColumnSpec]) -> tuple[str, ...]:
    """Return the columns of ids of the table itself; none if the data has no ids.

    Example:
        >>> from chinaindpolicy.model.columns import columns
        >>> own_references("tasks", {spec.name: spec for spec in columns("tasks")})
        ('parent_id',)
    """
    if "id" not in specs:
        return ()
    return tuple(name for name, spec in specs.items() if table in reference_of(table, spec))


def invalid_reference(column: str, row: Mapping[str, Any]) -> Finding:
    """Return the finding on a row that refers to an invalid row."""
    message = (
        f"{column} names {row[column]!r}, a row of this data that is invalid: correct that row"
    )
    return RULES["reference-invalid"].finding(message, column=column)
