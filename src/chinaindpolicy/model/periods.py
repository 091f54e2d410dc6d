"""Periods and dates of ISO 8601: pattern, bounds, parsing."""

from __future__ import annotations

import calendar
import datetime
import functools
import re

from chinaindpolicy.errors import DateError

PERIOD_PATTERN = (
    r"^([0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?|\.\./[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?"
    r"|[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?/[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?)$"
)
_DAYS = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@functools.lru_cache(maxsize=1 << 14)
def period_bounds(period: str) -> tuple[datetime.date | None, datetime.date]:
    """Return the first and the last day of an ISO 8601 period.

    Args:
        period: A year (`2024`), month, day, an interval (`2021/2023`) or one whose start is
            open (`../2025`: at any time until the end of 2025).

    Returns:
        The first day (None where the start is open) and the last day.

    Raises:
        ValueError: If it has another form, or a day does not exist.

    Example:
        >>> period_bounds("2021/2023")
        (datetime.date(2021, 1, 1), datetime.date(2023, 12, 31))
        >>> period_bounds("../2025")
        (None, datetime.date(2025, 12, 31))
    """
    start_text, slash, end_text = period.partition("/")
    if not slash:
        return _edge(period, period, last=False), _edge(period, period, last=True)
    end = _edge(end_text, period, last=True)
    start = None if start_text == ".." else _edge(start_text, period, last=False)
    if start is not None and start > end:
        raise ValueError(f"{period!r} ends before it starts; use {end_text}/{start_text}")
    return start, end


def _edge(text: str, period: str, *, last: bool) -> datetime.date:
    match = _DAYS.fullmatch(text)
    if match is None:
        raise ValueError(
            f"{period!r} is not a valid ISO 8601 period; use e.g. 2024, 2024-06, ../2025, 2021/2023"
        )
    year, month, day = (int(part or 0) for part in match.groups())
    # The messages of Python differ between versions.
    if year == 0:
        raise ValueError(f"{text!r} is not a valid date: year 0000 does not exist")
    if not match[2]:
        return datetime.date(year, 12, 31) if last else datetime.date(year, 1, 1)
    if not 1 <= month <= 12:
        raise ValueError(f"{text!r} is not a valid date: month {match[2]} does not exist")
    days = calendar.monthrange(year, month)[1]
    if not match[3]:
        return datetime.date(year, month, days if last else 1)
    if not 1 <= day <= days:
        raise ValueError(f"{text!r} is not a valid date: {match[1]}-{match[2]} has {days} days")
    return datetime.date(year, month, day)


def is_period(text: str) -> bool:
    """Return True if a text is a valid ISO 8601 period.

    Example:
        >>> is_period("2021/2023"), is_period("2024-02-30"), is_period("2023/2021")
        (True, False, False)
    """
    if re.fullmatch(PERIOD_PATTERN[1:-1], text) is None:
        return False
    try:
        period_bounds(text)
    except ValueError:
        return False
    return True


def shortest_spelling(period: str) -> str:
    """Return the shortest spelling of an ISO 8601 period.

    Example:
        >>> shortest_spelling("2023-01/2023-12"), shortest_spelling("2021-04-01/2021-06-30")
        ('2023', '2021-04/2021-06')
        >>> shortest_spelling("../2025-12-31"), shortest_spelling("2024-05-07/2024-05-07")
        ('../2025', '2024-05-07')
    """
    start, end = period_bounds(period)
    for size in (4, 7, 10):
        first, last = (str(day)[:size] if day is not None else ".." for day in (start, end))
        shorter = first if first == last else f"{first}/{last}"
        if period_bounds(shorter) == (start, end):
            return shorter
    return period


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_date(as_of: object) -> datetime.date:
    """Return a date, given as a date, as midnight (a pandas `Timestamp`) or in ISO form.

    Raises:
        DateError: If it is anything else, such as a datetime with a time or a time zone.

    Example:
        >>> parse_date("2026-11-22")
        datetime.date(2026, 11, 22)
    """
    if isinstance(as_of, datetime.datetime):
        if as_of != as_of:  # NaT of pandas
            raise DateError(as_of)
        if as_of.tzinfo is not None:
            raise DateError(as_of, "it has a time zone")
        nanosecond: object = getattr(as_of, "nanosecond", 0)
        if as_of.time() != datetime.time() or nanosecond:
            raise DateError(as_of, "it has a time of day")
        return datetime.date(as_of.year, as_of.month, as_of.day)
    if isinstance(as_of, datetime.date):
        return as_of
    if isinstance(as_of, str) and _DATE.fullmatch(as_of):
        try:
            return datetime.date.fromisoformat(as_of)
        except ValueError as error:
            raise DateError(as_of, str(error)) from None
    raise DateError(as_of)
