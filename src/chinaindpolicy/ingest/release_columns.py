"""Columns of a table as a release has them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chinaindpolicy.model.columns import RENAMED_COLUMNS, ColumnSpec, columns

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
        for codes in [tuple(fields[name].get("constraints", {}).get("enum", ()))]
    ]
