"""Python rows as a frame: strict about types, and every cell of another type is marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from operator import itemgetter
from typing import Any, cast

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.validate.python_cells import column_of
from chinaindpolicy.ingest.validate.source import MarkedFrame, shown_name
from chinaindpolicy.model.columns import columns

# The number of rows that are converted to columns at a time, so that they fit in the cache.
_TURNED = 256


def as_dicts(data: Sequence[Any]) -> list[dict[str, Any]]:
    """Return rows as dicts: dicts as they are, other mappings copied, records by their fields.

    Raises:
        ChinaIndPolicyError: If a row has another type; names its position.
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


def columns_of(rows: Sequence[dict[Any, Any]]) -> dict[Any, list[Any]]:
    """Return the values of rows by name, names in the order in which they first come up.

    A row without a name has None there.

    Example:
        >>> columns_of([{"a": 1}, {"b": 2, "a": 3}])
        {'a': [1, 3], 'b': [None, 2]}
    """
    names = tuple(rows[0]) if rows else ()
    if len(names) > 1:
        with suppress(KeyError):
            return _columns_of_alike(rows, names)
    # Most rows have the same names in the same order.
    all_names = dict.fromkeys(name for each in dict.fromkeys(map(tuple, rows)) for name in each)
    return {name: [row.get(name) for row in rows] for name in all_names}


def _columns_of_alike(
    rows: Sequence[dict[Any, Any]], names: tuple[Any, ...]
) -> dict[Any, list[Any]]:
    """Return the values of rows that have the same names.

    Raises:
        KeyError: If a row has other names.
    """
    found: dict[Any, list[Any]] = {name: [] for name in names}
    cells, width = itemgetter(*names), {len(names)}
    for start in range(0, len(rows), _TURNED):
        part = rows[start : start + _TURNED]
        if set(map(len, part)) != width:
            raise KeyError
        for values, more in zip(found.values(), zip(*map(cells, part), strict=True), strict=True):
            values += more
    return found


def from_rows(
    values: Mapping[Any, list[Any]], height: int, table: str, renames: Mapping[str, str]
) -> MarkedFrame:
    """Return rows as a frame typed by the table, with the columns that have a flag column.

    A cell of another type than its column's is missing in the frame, and marked.

    Args:
        values: The values by name, as `columns_of` returns them.
        height: The number of rows.
        table: The table.
        renames: The name of a column in the data, and in the table.
    """
    import polars as pl

    specs = {spec.name: spec for spec in columns(table)}
    made = MarkedFrame()
    for name, cells in values.items():
        own = renames.get(name, name)
        if own in specs:
            made.add(*column_of(specs[own], cells))
        else:
            made.add(pl.Series(shown_name(own), [None] * height, dtype=pl.Null))
    return made
