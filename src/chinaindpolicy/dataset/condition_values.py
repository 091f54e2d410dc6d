"""Values, ranges and years of conditions, checked against the type of a column."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, cast

from chinaindpolicy._arguments import shown
from chinaindpolicy.errors import ArgumentError, ConditionError
from chinaindpolicy.model.periods import is_period, period_bounds

Predicate = Callable[[Any], bool]
"""Returns True if a value, or a record, meets a condition."""

_LATEST_YEAR = 9999
_LONGEST_END = 60

_TYPES: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "string": (str,),
        "period": (str,),
        "integer": (int,),
        "number": (Decimal, int, float),
        "boolean": (bool,),
        "date": (datetime.date,),
        "list": (str, tuple),
    }
)
_CONTENTS = {
    "string": "text",
    "period": "text",
    "integer": "integers",
    "number": "numbers",
    "boolean": "True and False",
    "date": "dates",
    "list": "lists of text",
}


# A range without a first or last value.
_OPEN = {
    "integer": "use 0 and 9999, or filter(...) with an expression",
    "number": "use float('-inf') or float('inf')",
    "date": "use datetime.date.min or datetime.date.max",
    "period": "use '0001' or '9999'",
}
_SIGNED = re.compile(r"(>=|<=|==|!=|>|<|=)\s*(-?[0-9][0-9,.]*(?:e[0-9]+)?)")


def values_of(condition: object) -> list[Any]:
    """Return the values of a condition: the items of a list or set, else the value itself.

    Example:
        >>> values_of([2023, 2024]), values_of(None)
        ([2023, 2024], [None])
    """
    several = isinstance(condition, (list, set, frozenset))
    return [*cast("Iterable[Any]", condition)] if several else [condition]


def checked_value(place: str, kind: str, value: Any) -> Any:
    """Return a value in the form that cells of a column have.

    Args:
        place: The column, such as `targets.value`, for messages.
        kind: The type of the column in `datapackage.json`, or `period`.
        value: The value; not None.

    Returns:
        The value; a `float` as the Decimal that it prints as.

    Raises:
        ArgumentError: If the value has another type.
        ConditionError: If the value is not a number, or not a valid period.

    Example:
        >>> checked_value("targets.value", "number", 0.1)
        Decimal('0.1')
    """
    _check_type(place, kind, value)
    if kind == "number":
        if math.isnan(value) if isinstance(value, float) else Decimal(value).is_nan():
            raise ConditionError(
                f"{place}: {shown(value)} matches no value; use None for missing values"
            )
        return Decimal(repr(float(value))) if isinstance(value, float) else value
    if kind == "period" and not is_period(value):
        raise ConditionError(
            f"{place}: {value!r} is not a valid period; use an ISO 8601 period such as "
            "'2024', '2024-06', '../2025' or '2021/2023'"
        )
    return value


def year_test(place: str, condition: object) -> Predicate:
    """Return the test of a year for a condition: a year, a list of years, a range or None.

    Args:
        place: The column, such as `targets.year`, for messages.
        condition: The condition; a year may be text of four digits.

    Raises:
        ConditionError: If a range or year is not valid.
        ArgumentError: If a value is not a year.

    Example:
        >>> test = year_test("targets.year", (2023, 2025))
        >>> test(2024), test(2026), test(None)
        (True, False, False)
    """
    if isinstance(condition, tuple):
        ends = [_as_year(place, each) for each in cast("Sequence[Any]", condition)]
        if len(ends) != 2 or None in ends:
            raise ConditionError(
                f"{place}: {shown(cast('object', condition))} is not a range (from, to) of two "
                "years"
            )
        return range_test(place, "integer", tuple(ends))
    years = {_as_year(place, each) for each in values_of(condition)}
    return lambda year: year in years


def _as_year(place: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, str) and value.isdecimal() and len(value) == 4:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ArgumentError(
            f"{place} contains integers, but the condition is {shown(value)}; use e.g. "
            "2024, [2023, 2024] or (2021, 2025)"
        )
    if not 1 <= value <= _LATEST_YEAR:
        raise ConditionError(f"{place}: {_printed(value)} is not a year, such as 2024")
    return value


def range_test(place: str, kind: str, ends: tuple[Any, ...]) -> Predicate:
    """Return the test of a range that includes both ends.

    Args:
        place: The column, such as `targets.value`, for messages.
        kind: The type of the column in `datapackage.json`, or `period`.
        ends: The first and the last value.

    Raises:
        ConditionError: If the range is not valid or empty.
        ArgumentError: If an end has another type.

    Example:
        >>> test = range_test("targets.period", "period", ("2021", "2025"))
        >>> test("2024-06"), test("2026")
        (True, False)
    """
    if len(ends) != 2 or kind not in ("integer", "number", "date", "period"):
        values = ", ".join(map(_printed, ends))
        raise ConditionError(
            f"{place}: {shown(ends)} is not a valid condition; a tuple is a range "
            f"(from, to) of numbers, dates or periods; use a list for several values: [{values}]"
        )
    if None in ends:
        raise ConditionError(f"{place}: an end of the range {shown(ends)} is None; {_OPEN[kind]}")
    first, last = (checked_value(place, kind, end) for end in ends)
    if kind == "period":
        start, end_day = period_bounds(first)[0], period_bounds(last)[1]
        if start is not None and start > end_day:
            raise ConditionError(_empty_range(place, ends))

        def within(found: str | None) -> bool:
            if not found:
                return False
            begins, ends_on = period_bounds(found)
            return ends_on <= end_day and (start is None or (begins or ends_on) >= start)

        return within
    if first > last:
        raise ConditionError(_empty_range(place, ends))
    return lambda found: found is not None and first <= found <= last


def _check_type(place: str, kind: str, value: object) -> None:
    is_wrong = isinstance(value, bool) and kind in ("integer", "number")
    # A date with a time equals no date.
    is_wrong = is_wrong or (isinstance(value, datetime.datetime) and kind == "date")
    if isinstance(value, _TYPES[kind]) and not is_wrong:
        return
    fix = _converted(kind, value) or _expression(place, kind, value)
    raise ArgumentError(
        f"{place} contains {_CONTENTS[kind]}, but the condition is {shown(value)}"
        f"{f'; use {fix}' if fix else ''}"
    )


def _converted(kind: str, value: object) -> str:
    """Return a value in the type of a column, as code; empty if it cannot be converted."""
    if kind in ("string", "period", "list") and isinstance(value, (int, float)):
        return repr(str(value))
    if kind == "date" and isinstance(value, datetime.datetime):
        return f"datetime.date({value.year}, {value.month}, {value.day})"
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


def _expression(place: str, kind: str, value: object) -> str:
    """Return the expression for text such as '>1000'; empty for other values."""
    match = _SIGNED.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or kind not in ("integer", "number"):
        return ""
    sign = "==" if match[1] == "=" else match[1]
    column = place.rpartition(".")[2]
    return f"filter(pl.col({column!r}) {sign} {match[2].replace(',', '')})"


def _empty_range(place: str, ends: tuple[Any, ...]) -> str:
    first, last = map(_printed, ends)
    return f"{place}: the range from {first} to {last} is empty; use ({last}, {first})"


def _printed(value: object) -> str:
    """Return the repr of a value, cut to a length that fits a message."""
    try:
        text = repr(value)
    except ValueError:  # an integer with more digits than Python prints
        return f"an integer of {cast('int', value).bit_length()} bits"
    return text if len(text) <= _LONGEST_END else f"{text[: _LONGEST_END - 1]}…"
