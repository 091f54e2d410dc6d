"""Conditions on the columns of a table: one value, a list of values, or a range."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy._arguments import shown
from chinaindpolicy.dataset.ids import resolve_name, unknown_id
from chinaindpolicy.errors import ArgumentError, ConditionError, UnknownNameError
from chinaindpolicy.model.columns import ColumnSpec, columns, current_name
from chinaindpolicy.model.periods import PERIOD_PATTERN, is_period, period_bounds

if TYPE_CHECKING:
    from chinaindpolicy.dataset.table import Table

Predicate = Callable[[Any], bool]
"""Returns True if the value of a record meets a condition."""

_TYPES: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "string": (str,),
        "integer": (int,),
        "number": (Decimal, int, float),
        "boolean": (bool,),
        "date": (datetime.date,),
        "list": (str, tuple),
    }
)
_CONTENTS = {
    "string": "text",
    "integer": "integers",
    "number": "numbers",
    "boolean": "True and False",
    "date": "dates",
    "list": "lists of text",
}
SIGNS: Mapping[str, str] = MappingProxyType(
    {
        **{">": "gt", ">=": "ge", "≥": "ge", "<": "lt", "<=": "le", "≤": "le"},
        **{"=": "eq", "==": "eq", "~": "approx", "≈": "approx"},
    }
)
"""The code of a comparator for each sign."""


def predicate(table: Table[Any], column: str, condition: object) -> Predicate:
    """Return the test of one column for a condition of `Table.where`.

    Args:
        table: The table.
        column: The name of a column.
        condition: A value, a list of values, or a tuple `(from, to)` that includes both ends. A
            name that identifies one id is replaced by that id. None means missing.

    Raises:
        UnknownNameError: If there is no such column, code or id; suggests similar names.
        ConditionError: If a range or period is not valid.
        ArgumentError: If the column has values of another type.

    Example:
        >>> import chinaindpolicy as cip
        >>> test = predicate(cip.targets, "region_id", ["Zhejiang", "cn-ah"])
        >>> test("cn-zj"), test("cn-bj")
        (True, False)
    """
    fields = {field["name"]: field for field in table.descriptor["schema"]["fields"]}
    if column not in fields and current_name(table.name, column) in fields:
        column = current_name(table.name, column)
    if column not in fields:
        raise UnknownNameError("column", column, fields, place=table.name)
    kind = fields[column]["type"]
    codes = tuple(fields[column].get("constraints", {}).get("enum") or ())
    spec = next((each for each in columns(table.name) if each.name == column), None)
    if isinstance(condition, (list, set, frozenset)):
        given = cast("Iterable[object]", condition)
        values: list[Any] = [_value(table, column, kind, codes, spec, each) for each in given]
        return lambda found: any(_equals(found, each) for each in values)
    if isinstance(condition, tuple) and kind != "list":
        return _range(table, column, kind, spec, cast("Any", condition))
    value = _value(table, column, kind, codes, spec, condition)
    return lambda found: _equals(found, value)


def _equals(found: Any, value: Any) -> bool:
    return bool(found == value) or (isinstance(found, tuple) and value in found)


def _value(
    table: Table[Any],
    column: str,
    kind: str,
    codes: tuple[str, ...],
    spec: ColumnSpec | None,
    value: Any,
) -> Any:
    """Return a value that the column can contain, or raise the error that names the nearest."""
    if value is None:
        return None
    _check_type(table.name, column, kind, value)
    if value != value:
        raise ConditionError(
            f"{table.name}.{column}: {shown(value)} matches no value; use None for missing values"
        )
    if codes and value not in codes:
        raise UnknownNameError(
            "code", value, codes, place=f"{table.name}.{column}", near=SIGNS.get(value)
        )
    if spec is None or not isinstance(value, str) or codes:
        return value
    if spec.name == "id" and value not in table.ids:
        raise unknown_id("id", value, table.ids, table.dataset.withdrawals, table.name)
    if spec.meaning.referenced_table:
        return resolve_name(table.dataset, spec.meaning.referenced_table, value)
    if spec.meaning.references and not any(
        value in table.dataset[name].ids for name in spec.meaning.references
    ):
        homes = spec.meaning.references
        known = [id for name in homes for id in table.dataset[name].ids]
        raise unknown_id("id", value, known, table.dataset.withdrawals, ", ".join(homes))
    if spec.pattern == PERIOD_PATTERN and not is_period(value):
        raise ConditionError(_bad_period(table.name, column, value))
    return value


def _check_type(table: str, column: str, kind: str, value: object) -> None:
    wrong_bool = isinstance(value, bool) and kind in ("integer", "number")
    if isinstance(value, _TYPES[kind]) and not wrong_bool:
        return
    fix = _converted(kind, value)
    raise ArgumentError(
        f"{table}.{column} contains {_CONTENTS[kind]}, but the condition is {shown(value)}"
        f"{f'; use {fix}' if fix else ''}"
    )


def _converted(kind: str, value: object) -> str:
    """Return a value in the type of a column, as code; empty if it cannot be converted."""
    if kind in ("string", "list") and isinstance(value, (int, float)):
        return repr(str(value))
    if not isinstance(value, str):
        return ""
    try:
        if kind in ("integer", "number"):
            number = Decimal(value.replace(",", ""))
            return "" if kind == "integer" and number != int(number) else f"{number:f}"
        if kind == "date":
            day = datetime.date.fromisoformat(value)
            return f"datetime.date({day.year}, {day.month}, {day.day})"
    except (ValueError, InvalidOperation, OverflowError):
        return ""
    return value.title() if kind == "boolean" and value.lower() in ("true", "false") else ""


def _range(
    table: Table[Any],
    column: str,
    kind: str,
    spec: ColumnSpec | None,
    ends: tuple[Any, ...],
) -> Predicate:
    """Return the test of a range that includes both ends."""
    is_period_column = spec is not None and spec.pattern == PERIOD_PATTERN
    if len(ends) != 2 or (kind not in ("integer", "number", "date") and not is_period_column):
        values = ", ".join(map(repr, ends))
        raise ConditionError(
            f"{table.name}.{column}: {shown(ends)} is not a valid condition; a tuple is a range "
            f"(from, to) of numbers, dates or periods; use a list for several values: [{values}]"
        )
    for end in ends:
        _check_type(table.name, column, kind, end)
        if is_period_column and not is_period(end):
            raise ConditionError(_bad_period(table.name, column, end))
    first, last = ends
    if is_period_column:
        start, end_day = period_bounds(first)[0], period_bounds(last)[1]
        if start is not None and start > end_day:
            raise ConditionError(_empty_range(table.name, column, first, last))

        def within(found: str | None) -> bool:
            if not found:
                return False
            begins, ends_on = period_bounds(found)
            return ends_on <= end_day and (start is None or (begins or ends_on) >= start)

        return within
    if first > last:
        raise ConditionError(_empty_range(table.name, column, first, last))
    return lambda found: found is not None and first <= found <= last


def _empty_range(table: str, column: str, first: object, last: object) -> str:
    return (
        f"{table}.{column}: the range from {first!r} to {last!r} is empty; "
        f"use ({last!r}, {first!r})"
    )


def _bad_period(table: str, column: str, value: str) -> str:
    return (
        f"{table}.{column}: {value!r} is not a valid period; use an ISO 8601 period such as "
        "'2024', '2024-06', '../2025' or '2021/2023'"
    )
