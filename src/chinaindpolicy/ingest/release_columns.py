"""Columns of a table as a release has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chinaindpolicy.model.columns import RENAMED_COLUMNS, ColumnSpec, columns, current_name

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset


def release_columns(table: str, dataset: Dataset) -> list[ColumnSpec]:
    """Return the columns of a table as a release has them, with its codes.

    A release that is older than the table has the columns of today.

    Example:
        >>> import chinaindpolicy as cip
        >>> [spec.name for spec in release_columns("units", cip.load())][:2]
        ['id', 'name']
    """
    fields = {field["name"]: field for field in dataset[table].descriptor["schema"]["fields"]}
    if not fields:
        return list(columns(table))
    old = {new: name for name, new in RENAMED_COLUMNS.get(table, {}).items() if name in fields}
    return [
        replace(spec, name=name, categories=codes or spec.categories)
        for spec in columns(table)
        for name in [old.get(spec.name, spec.name)]
        if name in fields
        for codes in [_codes(fields[name])]
    ]


def record_columns(table: str, dataset: Dataset) -> list[ColumnSpec]:
    """Return the columns of a table's records, with the codes of a release.

    A record has every column of its class. Columns that are newer than the release have their
    defaults in its records.

    Example:
        >>> import chinaindpolicy as cip
        >>> old = cip.load("2026.1")
        >>> known = {spec.name for spec in release_columns("documents", old)}
        >>> [spec.name for spec in record_columns("documents", old) if spec.name not in known]
        ['policy_ids', 'url']
    """
    codes = {
        current_name(table, field["name"]): _codes(field)
        for field in dataset[table].descriptor["schema"]["fields"]
    }
    return [
        replace(spec, categories=codes.get(spec.name) or spec.categories) for spec in columns(table)
    ]


def _codes(field: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(field.get("constraints", {}).get("enum", ()))
