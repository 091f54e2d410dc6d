"""Python rows as a frame: strict about types, and every cell of another type is marked."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.model.columns import ColumnSpec, columns
from chinaindpolicy.model.dtypes import plain_dtypes
from chinaindpolicy.rules.engines.base import invalid_flag

if TYPE_CHECKING:
    import polars as pl

# As strict as the records: `"40"` is no number, `True` is no 1, a moment is no day.
_ADMITTED: Mapping[str, frozenset[type]] = MappingProxyType(
    {
        "string": frozenset((str,)),
        "integer": frozenset((int,)),
        "number": frozenset((int, float, Decimal)),
        "boolean": frozenset((bool,)),
        "date": frozenset((datetime.date,)),
        "list": frozenset((list, tuple)),
    }
)
_NONE = type(None)
# The integers that fit into a column; a float comes near those that are less than half a step above
# the largest float.
_INTEGERS: Mapping[str, range] = MappingProxyType(
    {
        "integer": range(-(2**63), 2**63),
        "number": range(1 - 2**1024 + 2**970, 2**1024 - 2**970),
    }
)
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


def names_of(rows: Sequence[dict[str, Any]]) -> dict[str, None]:
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
    rows: Sequence[dict[str, Any]],
    names: Mapping[str, Any],
    table: str,
    renames: Mapping[str, str],
) -> tuple[pl.DataFrame, frozenset[str]]:
    """Return rows as a frame typed by the table, and the columns that have a flag column.

    A cell of another type than its column's is missing in the frame, and marked.
    """
    import polars as pl

    specs = {spec.name: spec for spec in columns(table)}
    made: list[pl.Series] = []
    marked: set[str] = set()
    values = _columns_of(rows, [name for name in names if renames.get(name, name) in specs])
    for name in names:
        own = renames.get(name, name)
        if own not in specs:
            made.append(pl.Series(str(own), [None] * len(rows), dtype=pl.Null))
            continue
        column, wrong = column_of(specs[own], values.pop(name))
        made.append(column)
        if wrong is not None:
            marked.add(own)
            made.append(wrong)
    return pl.DataFrame(made), frozenset(marked)


def column_of(spec: ColumnSpec, values: list[Any]) -> tuple[pl.Series, pl.Series | None]:
    """Return values as a column of the table's type, and the mark of those of another type."""
    import polars as pl

    kinds = set(map(type, values))
    strange = kinds - _ADMITTED[spec.type] - {_NONE}
    if not strange and not _may_be_wrong_inside(spec, values, kinds):
        # Text that cannot be encoded fails here; to check for it first costs more.
        with suppress(UnicodeEncodeError):
            return _series(spec, values), None
    wrong = [value is not None and not _is_value(spec, value) for value in values]
    valid = [None if bad else value for value, bad in zip(values, wrong, strict=True)]
    mark = pl.Series(invalid_flag(spec.name), wrong, dtype=pl.Boolean) if any(wrong) else None
    return _series(spec, valid), mark


def _series(spec: ColumnSpec, values: list[Any]) -> pl.Series:
    import polars as pl

    return pl.Series(spec.name, values, dtype=plain_dtypes()[spec.type], strict=True)


def _may_be_wrong_inside(spec: ColumnSpec, values: list[Any], kinds: set[type]) -> bool:
    if spec.type == "list":
        return True
    if spec.type in _INTEGERS and int in kinds:
        numbers = [value for value in values if type(value) is int]
        limits = _INTEGERS[spec.type]
        return max(numbers) not in limits or min(numbers) not in limits
    return False


def _encodes(text: str) -> bool:
    """Return whether a text can be encoded: it has no lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_value(spec: ColumnSpec, value: Any) -> bool:
    if type(value) not in _ADMITTED[spec.type]:
        # A class of one's own, such as a float of numpy, is what it derives from.
        if isinstance(value, bool | datetime.datetime) or spec.type == "list":
            return False
        if not _ADMITTED[spec.type].intersection(type(value).__mro__):
            return False
    if spec.type == "list":
        return all(isinstance(item, str) and _encodes(item) for item in cast("list[Any]", value))
    if isinstance(value, int) and spec.type in _INTEGERS:
        return value in _INTEGERS[spec.type]
    return spec.type != "string" or _encodes(cast("str", value))
