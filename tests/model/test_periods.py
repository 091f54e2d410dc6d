"""Periods: parsing into first and last day."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.model.periods import period_bounds
from chinaindpolicy.testing.field_strategies import periods


@given(periods())
def test_period_starts_before_it_ends(period: str) -> None:
    start, end = period_bounds(period)
    assert (start is None) == period.startswith("../")
    assert start is None or start <= end


@given(st.dates())
def test_day_period_has_equal_bounds(day: datetime.date) -> None:
    assert period_bounds(day.isoformat()) == (day, day)


@given(st.dates(max_value=datetime.date(9999, 11, 30)))
def test_month_period_covers_first_to_last_day(day: datetime.date) -> None:
    start, end = period_bounds(f"{day.year:04}-{day.month:02}")
    one = datetime.timedelta(days=1)
    assert start is not None
    assert start <= day <= end
    assert (start.day, (end + one).day) == (1, 1)
    assert (start.month, start.year) == (end.month, end.year) == (day.month, day.year)


@given(st.dates())
def test_year_period_covers_january_to_december(day: datetime.date) -> None:
    assert period_bounds(f"{day.year:04}") == (
        day.replace(month=1, day=1),
        day.replace(month=12, day=31),
    )


@given(st.dates(), st.dates())
def test_interval_covers_first_to_last_day(first: datetime.date, last: datetime.date) -> None:
    period = f"{first.isoformat()}/{last.isoformat()}"
    if first <= last:
        assert period_bounds(period) == (first, last)
    else:
        with pytest.raises(ValueError, match="ends before it starts"):
            period_bounds(period)


@given(periods().filter(lambda period: "/" not in period))
def test_open_start_keeps_the_end(period: str) -> None:
    assert period_bounds(f"../{period}") == (None, period_bounds(period)[1])


def test_last_month_of_year_9999_is_parsed() -> None:
    last = datetime.date(9999, 12, 31)
    assert period_bounds("9999-12") == (datetime.date(9999, 12, 1), last)


@pytest.mark.parametrize(
    "period",
    [
        *("", "24", "2024-1", "2024-13", "2024-00", "2024-02-30", "2023-02-29", "0000"),
        *("../2024-13", "../2024-00", "../2024-02-30", "2021/2024-13", "2021/2024-00"),
        *("2024/", "/2024", "../", "2024/..", "2024/2025/2026", "../../2024", "..2024"),
        *("2024-01-01T00:00", "2024Q1", "２０２４", "2024 ", "2024\n", "-2024"),
    ],
)
def test_malformed_period_raises_value_error(period: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        period_bounds(period)


def test_interval_bounds_follow_calendar_months_and_years() -> None:
    day = datetime.date
    assert period_bounds("2024-05-01/2024-05-01") == (day(2024, 5, 1), day(2024, 5, 1))
    assert period_bounds("2024-02/2024-02") == (day(2024, 2, 1), day(2024, 2, 29))
    assert period_bounds("2021/2023") == (day(2021, 1, 1), day(2023, 12, 31))
    assert period_bounds("2021-03") == (day(2021, 3, 1), day(2021, 3, 31))
    with pytest.raises(ValueError, match="ends before it starts"):
        period_bounds("2024-05-02/2024-05-01")


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ("0000", "year 0000 does not exist"),
        ("0000-01/2024", "year 0000 does not exist"),
        ("2024-13", "month 13 does not exist"),
        ("2024-00", "month 00 does not exist"),
        ("2024-02-30", "2024-02 has 29 days"),
        ("2023-02-00", "2023-02 has 28 days"),
        ("../..", "is not a valid ISO 8601 period"),
    ],
)
def test_impossible_calendar_date_is_named_in_the_message(period: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        period_bounds(period)
