"""Rows that refer to invalid rows of the same data: the valid rows are valid by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.rules.engines.base import Engine
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.reference_data import reference_of
from chinaindpolicy.rules.registry import RULES

if TYPE_CHECKING:
    import polars as pl


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


def referring_rows(engine: Engine, column: str) -> pl.DataFrame:
    """Return the ids of valid rows that lead to an invalid row, with the id they refer to.

    Args:
        engine: The engine, after all other checks.
        column: The column of ids of the same table.
    """
    import polars as pl

    lost = set(engine.invalid(["id"]).to_series().drop_nulls())
    pairs = engine.distinct(["id", column], None).filter(
        pl.col(column).is_not_null() & ~pl.col("id").is_in(sorted(lost)).fill_null(False)
    )
    children: dict[str, list[tuple[str | None, str]]] = {}
    for id, parent in pairs.iter_rows():
        children.setdefault(parent, []).append((id, parent))
    found: list[tuple[str | None, str]] = []
    reached = sorted(lost)
    while reached:
        for id, parent in children.pop(reached.pop(), ()):
            found.append((id, parent))
            if id is not None:
                reached.append(id)
    return pl.DataFrame(sorted(found, key=str), schema=["id", column], orient="row").cast(pl.String)


def invalid_reference(column: str, row: Mapping[str, Any]) -> Finding:
    """Return the finding on a row that refers to an invalid row."""
    message = (
        f"{column} names {row[column]!r}, a row of this data that is invalid: correct that row"
    )
    return RULES["reference-invalid"].finding(message, column=column)
