"""Tables that can be extended, and the keys of their entries."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from chinaindpolicy.ingest.release_columns import release_columns
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.fields import Column
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.reference_data import referred_tables

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.dataset.dataset import Dataset

_REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType({"indicators": ("id", "name", "unit")})
# Keys of entries in addition to the columns of the table.
_ADDED: Mapping[str, tuple[ColumnSpec, ...]] = MappingProxyType(
    {
        "units": (
            ColumnSpec(
                name="factor",
                type="number",
                nullable=True,
                meaning=Column("Number of base units of the dimension in one unit.", "1000"),
            ),
            ColumnSpec(
                name="aliases",
                type="list",
                nullable=False,
                meaning=Column("Other words for the unit in data.", "tce|吨标煤"),
                pattern=r"^[^\s|\x00-\x1f\x7f-\x9f][^|\x00-\x1f\x7f-\x9f]*$",
                max_length=200,
            ),
        )
    }
)


@functools.cache
def extendable_tables() -> tuple[str, ...]:
    """Return the tables that an extension can add rows to: those that other tables refer to.

    Example:
        >>> {"indicators", "units", "regions"} <= set(extendable_tables())
        True
        >>> "mentions" in extendable_tables()
        False
    """
    referred = {other for table in TABLE_NAMES for other in referred_tables(table)}
    return tuple(table for table in TABLE_NAMES if table in referred)


def required_keys(table: str) -> tuple[str, ...]:
    """Return the keys that an entry of a table needs.

    Example:
        >>> required_keys("indicators"), required_keys("regions")
        (('id', 'name', 'unit'), ('id',))
    """
    return _REQUIRED.get(table, ("id",))


def keys_of(table: str, dataset: Dataset) -> dict[str, ColumnSpec]:
    """Return the keys that an entry of a table can have: the columns of the dataset's table."""
    found = {spec.name: spec for spec in release_columns(table, dataset)}
    for spec in _ADDED.get(table, ()):
        found.setdefault(spec.name, spec)
    return found


def release_schema(table: str, dataset: Dataset) -> dict[str, pl.DataType]:
    """Return the columns of a table of a dataset; today's if its release is older than it."""
    from chinaindpolicy.model.schemas import polars_schema

    return dict(dataset[table].frame().schema) or polars_schema(table)
