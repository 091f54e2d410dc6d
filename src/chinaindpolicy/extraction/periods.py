"""Words for periods in a sentence: years, quarters, plan periods, this year, the past decade."""

from __future__ import annotations

from typing import Literal, NamedTuple

from chinaindpolicy.model.periods import is_period

TimeRole = Literal["at", "by", "from"]
YEAR = r"(?:19|20)[0-9]{2}"


class TimeWord(NamedTuple):
    """A period in a sentence.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        value: the ISO 8601 period; None if the text does not give the year.
        role: `by` of a deadline, `from` of a comparison, else `at`.
        shift: years between the period of a document and a relative period (last year: -1);
            None if it is not relative.
    """

    start: int
    end: int
    value: str | None
    role: TimeRole
    shift: int | None = None

    def resolved(self, year: int | None) -> str | None:
        """Return the period, with a relative one counted from a year.

        Example:
            >>> TimeWord(0, 2, None, "at", -1).resolved(2024)
            '2023'
        """
        if self.value is not None or self.shift is None or year is None:
            return self.value
        return str(year + self.shift)

    @property
    def year(self) -> int | None:
        """The last year of the period."""
        return int(self.value.rpartition("/")[2][:4]) if self.value else None


def plan_years(number: int) -> str:
    """Return the years of a five-year plan by its number.

    Example:
        >>> plan_years(14), plan_years(15)
        ('2021/2025', '2026/2030')
    """
    first = 2001 + 5 * (number - 10)
    return f"{first}/{first + 4}"


def quarters(year: int, first: int, last: int) -> str:
    """Return the months of quarters of a year.

    Example:
        >>> quarters(2024, 1, 2)
        '2024-01/2024-06'
    """
    return f"{year}-{3 * first - 2:02d}/{year}-{3 * last:02d}"


def valid(period: str | None) -> str | None:
    """Return a period if it exists in the calendar, else None.

    Example:
        >>> valid("2024-02-30"), valid("2025/2021"), valid("2024")
        (None, None, '2024')
    """
    return period if period is not None and is_period(period) else None


def until(period: str | None) -> str | None:
    """Return the period that ends with another, its start open.

    Example:
        >>> until("2025"), until("2021/2025")
        ('../2025', '2021/2025')
    """
    return f"../{period}" if period and "/" not in period else period
