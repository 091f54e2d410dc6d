"""Comparators as exact intervals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from chinaindpolicy.model.vocabularies import Comparator, Direction

ABOUT = Decimal("0.1")
"""The margin of “about”, as a fraction of the value. It is deliberately wide: a case that needs a
closer reading of “about” has no verdict."""

Sense = Literal["at_least", "at_most", "exactly"]
"""The values that reach a target that names a point or a range."""

Reach = Literal["met", "not_met", "bounds"]
"""Result of a comparison; `bounds` if it depends on the exact value."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval of numbers; None is an infinite end.

    Attributes:
        low: Lower end.
        high: Upper end.
        low_open: True if the lower end is excluded.
        high_open: True if the upper end is excluded.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False

    def within(self, other: Interval) -> bool:
        """Return True if every number of this interval is in another one."""
        return _starts_later(self, other) and _ends_earlier(self, other)

    def disjoint(self, other: Interval) -> bool:
        """Return True if no number is in both intervals."""
        return _ends_before(self, other) or _ends_before(other, self)


def _starts_later(inner: Interval, outer: Interval) -> bool:
    if outer.low is None:
        return True
    if inner.low is None or inner.low < outer.low:
        return False
    return inner.low > outer.low or inner.low_open or not outer.low_open


def _ends_earlier(inner: Interval, outer: Interval) -> bool:
    if outer.high is None:
        return True
    if inner.high is None or inner.high > outer.high:
        return False
    return inner.high < outer.high or inner.high_open or not outer.high_open


def _ends_before(first: Interval, second: Interval) -> bool:
    if first.high is None or second.low is None:
        return False
    touching = first.high == second.low and (first.high_open or second.low_open)
    return first.high < second.low or touching


def interval_of(comparator: Comparator, value: Decimal, upper: Decimal | None = None) -> Interval:
    """Return the interval of a value with a comparator.

    Args:
        comparator: The comparator.
        value: The value, or the lower end of a range.
        upper: The upper end of a range.

    Returns:
        The interval. It is unbounded for “about zero”, because a fraction of zero is zero.

    Example:
        >>> interval_of("gt", Decimal(5000))
        Interval(low=Decimal('5000'), high=None, low_open=True, high_open=False)
        >>> interval_of("approx", Decimal(500000)).low
        Decimal('450000.0')
    """
    match comparator:
        case "eq":
            return Interval(value, value)
        case "gt" | "ge":
            return Interval(low=value, low_open=comparator == "gt")
        case "lt" | "le":
            return Interval(high=value, high_open=comparator == "lt")
        case "range":
            return Interval(value, upper)
        case _:  # approx
            if value == 0:
                return Interval()
            margin = abs(value) * ABOUT
            return Interval(value - margin, value + margin)


def sense_of(direction: Direction) -> Sense:
    """Return the values that reach a point, by the desired direction of the level.

    A fall is a negative growth or change, so a level that is to fall is reached from above,
    for every measure.

    Example:
        >>> sense_of("up"), sense_of("down"), sense_of("none")
        ('at_least', 'at_most', 'exactly')
    """
    if direction == "none":
        return "exactly"
    return "at_least" if direction == "up" else "at_most"


def reaches(outcome: Interval, target: TargetBound) -> Reach:
    """Compare the interval of an outcome with the bound of a target.

    Returns:
        `met` if all values of the outcome reach the target, `not_met` if none does, else
        `bounds`.

    Example:
        >>> more_than_5000 = TargetBound("gt", Decimal(5000), None, "at_least")
        >>> reaches(interval_of("eq", Decimal(7533)), more_than_5000)
        'met'
        >>> reaches(interval_of("gt", Decimal(4000)), more_than_5000)
        'bounds'
    """
    if outcome.within(target.surely):
        return "met"
    return "not_met" if outcome.disjoint(target.possibly) else "bounds"


@dataclass(frozen=True, slots=True)
class TargetBound:
    """The bound of a target.

    Attributes:
        comparator: The comparator.
        value: The value, or the lower end of a range.
        upper: The upper end of a range.
        sense: The values that reach a point.
    """

    comparator: Comparator
    value: Decimal
    upper: Decimal | None
    sense: Sense

    @property
    def surely(self) -> Interval:
        """The values that certainly reach the target: for “about nine”, from nine."""
        if self.comparator == "approx":
            return self._opened(Interval(self.value, self.value))
        return self.possibly

    @property
    def possibly(self) -> Interval:
        """The values that can reach the target: for “about nine”, also a little less than nine."""
        named = interval_of(self.comparator, self.value, self.upper)
        return named if self.comparator in ("gt", "ge", "lt", "le") else self._opened(named)

    def _opened(self, named: Interval) -> Interval:
        if self.sense == "at_least":
            return Interval(low=named.low)
        return Interval(high=named.high) if self.sense == "at_most" else named
