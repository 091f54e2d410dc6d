"""Python rows as a frame: strict about types, and every cell of another type is marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, cast

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.validate.python_cells import column_of
from chinaindpolicy.ingest.validate.source import MarkedFrame, shown_name
from chinaindpolicy.model.columns import columns

# So many rows are turned into columns at a time: they stay in the processor's cache.
_TURNED = 1024


def as_dicts(data: Sequence[Any]) -> list[dict[str, Any]]:
    """Return rows as dicts: dicts as they are, other mappings copied, records by their fields.

    Raises:
        ChinaIndPolicyError: If a row is none of these; names its place.
    """
    if set(map(type, data)) <= {dict}:
        return list(data)
    found: list[dict[str, Any]] = []
    for number, row in enumerate(data):
        values = _fields(row)
        if values is None:
            raise ChinaIndPolicyError(
                f"row {number} is a {type(row).__name__}: expected a dict or a record"
            )
        found.append(values)
    return found


def _fields(row: Any) -> dict[str, Any] | None:
    from chinaindpolicy.model.fields import Record

    if isinstance(row, Mapping):
        return dict(cast("Mapping[str, Any]", row))
    return vars(row) if isinstance(row, Record) else None


def names_of(rows: Sequence[dict[Any, Any]]) -> dict[Any, None]:
    """Return the names that rows have, in the order in which they first come up.

    Example:
        >>> list(names_of([{"a": 1}, {"b": 2, "a": 3}]))
        ['a', 'b']
    """
    # Most rows have the same names in the same order.
    return dict.fromkeys(name for names in dict.fromkeys(map(tuple, rows)) for name in names)


def _columns_of(rows: Sequence[dict[str, Any]], names: Iterable[str]) -> dict[str, list[Any]]:
    """Return the values of some names; None where a row has no such name."""
    found: dict[str, list[Any]] = {name: [] for name in names}
    for start in range(0, len(rows), _TURNED):
        part = rows[start : start + _TURNED]
        for name, values in found.items():
            try:
                values += list(map(itemgetter(name), part))
            except KeyError:  # not every row has it
                values += [row.get(name) for row in part]
    return found


def from_rows(
    rows: Sequence[dict[Any, Any]],
    names: Mapping[Any, Any],
    table: str,
    renames: Mapping[str, str],
) -> MarkedFrame:
    """Return rows as a frame typed by the table, with the columns that have a flag column.

    A cell of another type than its column's is missing in the frame, and marked.
    """
    import polars as pl

    specs = {spec.name: spec for spec in columns(table)}
    made = MarkedFrame()
    values = _columns_of(rows, [name for name in names if renames.get(name, name) in specs])
    for name in names:
        own = renames.get(name, name)
        if own in specs:
            made.add(*column_of(specs[own], values.pop(name)))
        else:
            made.add(pl.Series(shown_name(own), [None] * len(rows), dtype=pl.Null))
    return made
