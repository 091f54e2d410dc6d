"""Python rows as a frame: strict about types, and every cell of another type is marked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy.columns import ColumnSpec, columns
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.validation.cells import wrong_mark

if TYPE_CHECKING:
    import polars as pl

__all__ = ["as_mappings", "column_of", "from_rows"]

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
_MOST_INTEGER = 2**63


def as_mappings(data: Sequence[Any]) -> list[Mapping[str, Any]]:
    """Return rows as mappings: dicts as they are, records by their fields.

    Raises:
        ChinaIndPolicyError: If a row is neither; names its place.
    """
    if set(map(type, data)) <= {dict}:
        return list(data)
    found: list[Mapping[str, Any]] = []
    for number, row in enumerate(data):
        values = _fields(row)
        if values is None:
            raise ChinaIndPolicyError(
                f"row {number} is a {type(row).__name__}: expected a dict or a record"
            )
        found.append(values)
    return found


def _fields(row: Any) -> Mapping[str, Any] | None:
    from chinaindpolicy.records import Record

    if isinstance(row, Mapping):
        return cast("Mapping[str, Any]", row)
    return vars(row) if isinstance(row, Record) else None


def from_rows(
    rows: Sequence[Mapping[str, Any]],
    names: Mapping[str, Any],
    table: str,
    renames: Mapping[str, str],
) -> tuple[pl.DataFrame, frozenset[str]]:
    """Return rows as a frame typed by the table, and the columns that have marks beside them.

    A cell of another type than its column's is missing in the frame, and marked.
    """
    import polars as pl

    specs = {spec.name: spec for spec in columns(table)}
    made: list[pl.Series] = []
    marked: set[str] = set()
    for name in names:
        own = renames.get(name, name)
        if own not in specs:
            made.append(pl.Series(str(own), [None] * len(rows), dtype=pl.Null))
            continue
        values = [row.get(name) for row in rows]
        column, wrong = column_of(specs[own], values)
        made.append(column)
        if wrong is not None:
            marked.add(own)
            made.append(wrong)
    return pl.DataFrame(made), frozenset(marked)


def column_of(spec: ColumnSpec, values: list[Any]) -> tuple[pl.Series, pl.Series | None]:
    """Return values as a column of the table's type, and the mark of those of another type."""
    import polars as pl

    dtype = _dtypes()[spec.type]
    kinds = set(map(type, values))
    strange = kinds - _ADMITTED[spec.type] - {_NONE}
    wrong: list[bool] | None = None
    if strange or _may_be_wrong_inside(spec, values, kinds):
        wrong = [value is not None and not _is_value(spec, value) for value in values]
        values = [None if bad else value for value, bad in zip(values, wrong, strict=True)]
    if spec.type == "number" and Decimal in kinds | strange:
        values = [float(value) if isinstance(value, Decimal) else value for value in values]
    series = pl.Series(spec.name, values, dtype=dtype, strict=spec.type not in ("number", "list"))
    if wrong is None or not any(wrong):
        return series, None
    return series, pl.Series(wrong_mark(spec.name), wrong, dtype=pl.Boolean)


def _dtypes() -> dict[str, pl.DataType]:
    import polars as pl

    return {
        "string": pl.String(),
        "integer": pl.Int64(),
        "number": pl.Float64(),
        "boolean": pl.Boolean(),
        "date": pl.Date(),
        "list": pl.List(pl.String()),
    }


def _may_be_wrong_inside(spec: ColumnSpec, values: list[Any], kinds: set[type]) -> bool:
    if spec.type == "list":
        return True
    if spec.type == "integer" and int in kinds:
        numbers = [value for value in values if type(value) is int]
        return max(numbers) >= _MOST_INTEGER or min(numbers) < -_MOST_INTEGER
    return spec.type == "string" and not all(map(_is_text, values))


def _is_text(value: Any) -> bool:
    return type(value) is not str or value.isascii() or _encodes(value)


def _encodes(text: str) -> bool:
    """Tell whether a text has no lone half of a pair, which no file can hold."""
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
        return bool(_ADMITTED[spec.type].intersection(type(value).__mro__))
    if spec.type == "list":
        return all(isinstance(item, str) and _encodes(item) for item in cast("list[Any]", value))
    if spec.type == "integer":
        return bool(-_MOST_INTEGER <= value < _MOST_INTEGER)
    return spec.type != "string" or _encodes(value)
