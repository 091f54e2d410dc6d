"""Conditions on the columns of a table: one value, a list of values, or a range."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy._arguments import shown
from chinaindpolicy._similar import nearest
from chinaindpolicy.dataset.ids import resolve_name, unknown_id
from chinaindpolicy.errors import ArgumentError, ConditionError, UnknownNameError
from chinaindpolicy.model.columns import ColumnSpec, cell, columns, current_name
from chinaindpolicy.model.names import as_tuple, fold
from chinaindpolicy.model.periods import PERIOD_PATTERN, is_period, period_bounds
from chinaindpolicy.model.vocabularies import PROVINCIAL_LEVELS

if TYPE_CHECKING:
    from chinaindpolicy.dataset.table import Table

Predicate = Callable[[Any], bool]
"""Returns True if a value, or a record, meets a condition."""

_LATEST_YEAR = 9999

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


def condition_columns(table: Table[Any]) -> dict[str, str]:
    """Return the type of each name that a condition of a table may have.

    These are the columns, `year` for tables with periods and `province` for tables with regions.

    Example:
        >>> import chinaindpolicy as cip
        >>> condition_columns(cip.targets)["year"]
        'integer'
    """
    found = {field["name"]: field["type"] for field in table.descriptor["schema"]["fields"]}
    if "period" in found:
        found.setdefault("year", "integer")
    if "region_id" in found:
        found.setdefault("province", "string")
    return found


def unknown_column(table: Table[Any], column: str, condition: object) -> UnknownNameError:
    """Return the error of a condition on an unknown column; suggests similar ones."""
    known = condition_columns(table)
    near = nearest(column, known)
    if not near:
        parts = set(column.split("_"))
        near = tuple(name for name in known if parts & set(name.split("_")) - {"id"})[:3]
    error = UnknownNameError("column", column, known, place=table.name, near=near)
    if near:
        error.message += f" e.g. .where({near[0]}={condition!r})"
        error.args = (error.message,)
    return error


def test_of(table: Table[Any], column: str, condition: object) -> Predicate:
    """Return the test of a record for one condition of `Table.where`.

    Args:
        table: The table.
        column: The name of a column, or `year` or `province`.
        condition: The condition, as in `predicate`.

    Raises:
        UnknownNameError: If there is no such column, code, id or text.
        ConditionError: If a range or period is not valid.
        ArgumentError: If the column has values of another type.

    Example:
        >>> import chinaindpolicy as cip
        >>> test_of(cip.targets, "year", 2023)(cip.targets["components-plan-sales-2023"])
        True
    """
    if column not in table.columns and column in condition_columns(table):
        if column == "year":
            return _year(table, condition)
        return _province(table, condition)
    test = predicate(table, column, condition)
    name = current_name(table.name, column)
    return lambda record: test(getattr(record, name))


def _year(table: Table[Any], condition: object) -> Predicate:
    """Return the test of the last year of a record's period."""
    is_range = isinstance(condition, tuple)
    several = isinstance(condition, (list, tuple, set, frozenset))
    given: list[Any] = [*cast("Iterable[Any]", condition)] if several else [condition]
    years = [year for each in given if (year := _as_year(table, each)) is not None]
    if is_range and (len(years) != 2 or len(given) != 2):
        raise ConditionError(
            f"{table.name}.year: {shown(tuple(given))} is not a range (from, to) of two years"
        )
    if is_range and years[0] > years[1]:
        raise ConditionError(_empty_range(table.name, "year", *years))
    none_matches = None in given

    def test(record: Any) -> bool:
        if not record.period:
            return none_matches
        year = period_bounds(record.period)[1].year
        return years[0] <= year <= years[1] if is_range else year in years

    return test


def _as_year(table: Table[Any], value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, str) and value.isdecimal() and len(value) == 4:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ArgumentError(
            f"{table.name}.year contains integers, but the condition is {shown(value)}; use e.g. "
            "2024, [2023, 2024] or (2021, 2025)"
        )
    if not 1 <= value <= _LATEST_YEAR:
        raise ConditionError(f"{table.name}.year: {value} is not a year")
    return value


def _province(table: Table[Any], condition: object) -> Predicate:
    """Return the test of the province of a record's region; its cities belong to it."""
    dataset = table.dataset
    several = isinstance(condition, (list, set, frozenset))
    given: list[Any] = [*cast("Iterable[Any]", condition)] if several else [condition]
    wanted: set[str | None] = set()
    for each in given:
        if each is None:
            wanted.add(None)
            continue
        if not isinstance(each, str):
            raise ArgumentError(f"{table.name}.province: {shown(each)} is not a region, e.g. cn-zj")
        id = resolve_name(dataset, "regions", each)
        if dataset.regions[id].level not in PROVINCIAL_LEVELS:
            raise ConditionError(
                f"{table.name}.province: {each!r} is a {dataset.regions[id].level}, not a "
                f"province; use region_id={id!r}"
            )
        wanted.add(id)

    @functools.cache
    def province_of(region: str | None) -> str | None:
        found = None if region is None else dataset.regions[region].province
        return None if found is None else found.id

    return lambda record: province_of(record.region_id) in wanted


def predicate(table: Table[Any], column: str, condition: object) -> Predicate:
    """Return the test of the values of one column for a condition of `Table.where`.

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
        raise unknown_column(table, column, condition)
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
    if spec.name == "id":
        return _own_id(table, value)
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
    if spec.pattern != PERIOD_PATTERN and not spec.meaning.references:
        _check_text(table, column, value)
    return value


def _own_id(table: Table[Any], value: str) -> str:
    if value in table.ids:
        return value
    if "name" in table.columns:
        return resolve_name(table.dataset, table.name, value)
    raise unknown_id("id", value, table.ids, table.dataset.withdrawals, table.name)


def _check_text(table: Table[Any], column: str, value: str) -> None:
    """Raise UnknownNameError if no row has a text; suggests similar texts."""
    found = dict.fromkeys(
        each for record in table for each in as_tuple(cell(record, column)) if each
    )
    if value in found:
        return
    folded = fold(value)
    parts = tuple(each for each in found if folded in fold(each))[:3] if folded else ()
    raise UnknownNameError(
        "value", value, found, place=f"{table.name}.{column}", near=parts or None,
        see=f"cip.{table.name}.frame()[{column!r}]",
    )  # fmt: skip


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
