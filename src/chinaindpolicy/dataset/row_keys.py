"""Positions of the rows that a list of ids, positions or bools selects."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy.dataset.ids import unknown_id
from chinaindpolicy.errors import ArgumentError

if TYPE_CHECKING:
    from chinaindpolicy.dataset.rows import Rows

_BOOLS = ("bool", "bool_", "NoneType", "NAType")


def positions_of(key: object, rows: Rows[Any]) -> list[int] | None:
    """Return the positions that a key selects among rows, in the order of the key.

    Args:
        key: A list, range, tuple, set, Series or array of ids, positions or bools.
        rows: A table or a view.

    Returns:
        The positions; None if the key is of another kind.

    Raises:
        UnknownNameError: If an id is unknown; suggests similar ids.
        ArgumentError: If the items are columns, or the number of bools differs.
        IndexError: If a position is out of range.
    """
    if isinstance(key, (str, bytes, Mapping)) or not isinstance(key, Iterable):
        return None
    items: list[Any] = _items(cast("Iterable[object]", key))
    if not items:
        return []
    if all(isinstance(each, str) for each in items):
        return _of_ids(items, rows)
    if all(type(each).__name__ in _BOOLS for each in items):
        if len(items) != len(rows):
            raise ArgumentError(
                f"{rows.name}[...]: the key has {len(items)} bools, but there are {len(rows)} rows"
            )
        # A comparison with a missing value is missing; such a row does not match.
        return [place for place, kept in enumerate(items) if _is_true(kept)]
    try:
        numbers = [operator.index(each) for each in items]
    except TypeError:
        return None
    for number in numbers:
        if not -len(rows) <= number < len(rows):
            raise IndexError(f"position {number} is out of range: {rows.name} has {len(rows)} rows")
    return [number % len(rows) for number in numbers]


def _is_true(value: Any) -> bool:
    return type(value).__name__ in ("bool", "bool_") and bool(value)


def _items(key: Iterable[object]) -> list[Any]:
    for method in ("to_list", "tolist"):
        if callable(convert := getattr(key, method, None)):
            return list(cast("Iterable[Any]", convert()))
    return list(key)


def _of_ids(items: list[str], rows: Rows[Any]) -> list[int]:
    places = {id: place for place, id in enumerate(rows.ids)}
    for item in items:
        if item in places:
            continue
        if item in rows.columns:
            names = ", ".join(map(repr, items))
            raise ArgumentError(
                f"{rows.name}[...]: {item!r} is a column, not an id; "
                f"use .select({names}) or .frame([{names}])"
            )
        raise unknown_id("id", item, places, rows.dataset.withdrawals, rows.name)
    return [places[item] for item in items]
