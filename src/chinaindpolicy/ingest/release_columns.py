"""Columns of a table as a release has them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chinaindpolicy.model.columns import ColumnSpec, columns

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
    return [
        replace(spec, categories=codes) if codes else spec
        for spec in columns(table)
        if spec.name in fields
        for codes in [tuple(fields[spec.name].get("constraints", {}).get("enum", ()))]
    ]
