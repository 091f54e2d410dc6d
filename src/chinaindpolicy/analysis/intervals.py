"""Where a value may lie, and where it would have to lie: comparators as exact intervals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from chinaindpolicy.model.vocabularies import Comparator, Direction

ABOUT = Decimal("0.1")
"""How far “about” may be off, as a part of the value. It is wide on purpose: what hangs on a
closer reading of “about” is left undecided."""

Sense = Literal["at_least", "at_most", "exactly"]
"""What it takes to reach a target that names a point or a range."""

Reach = Literal["met", "not_met", "bounds"]
"""Whether an outcome reaches a target; `bounds` if that depends on where exactly it lies."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of numbers; an end that is None has no bound.

    Attributes:
        low: Lower end.
        high: Upper end.
        low_open: Whether the lower end itself lies outside.
        high_open: Whether the upper end itself lies outside.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False

    def within(self, other: Interval) -> bool:
        """Tell whether every number of this interval lies in another one."""
        return _starts_later(self, other) and _ends_earlier(self, other)

    def apart(self, other: Interval) -> bool:
        """Tell whether no number lies in both intervals."""
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
    """Return where a number lies that is stated with a comparator.

    Args:
        comparator: How the value is meant.
        value: The value; of a range, its lower end.
        upper: The upper end of a range.

    Returns:
        The interval; about zero there is none, since a part of zero is zero.

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
        case _:  # about
            if value == 0:
                return Interval()
            margin = abs(value) * ABOUT
            return Interval(value - margin, value + margin)


def sense_of(direction: Direction) -> Sense:
    """Return what reaching a point means, from the way in which the level is meant to move.

    A fall is a negative growth or change, so that what is to fall is reached from above, whatever
    the measure.

    Example:
        >>> sense_of("up"), sense_of("down"), sense_of("none")
        ('at_least', 'at_most', 'exactly')
    """
    if direction == "none":
        return "exactly"
    return "at_least" if direction == "up" else "at_most"


def reaches(outcome: Interval, asked: TargetBound) -> Reach:
    """Hold where an outcome may lie against what a target asks for.

    Returns:
        `met` if the outcome reaches the target wherever it lies, `not_met` if nowhere, else
        `bounds`.

    Example:
        >>> more_than_5000 = TargetBound("gt", Decimal(5000), None, "at_least")
        >>> reaches(interval_of("eq", Decimal(7533)), more_than_5000)
        'met'
        >>> reaches(interval_of("gt", Decimal(4000)), more_than_5000)
        'bounds'
    """
    if outcome.within(asked.surely):
        return "met"
    return "not_met" if outcome.apart(asked.possibly) else "bounds"


@dataclass(frozen=True, slots=True)
class TargetBound:
    """What a target asks for.

    Attributes:
        comparator: How the value is meant.
        value: The value; of a range, its lower end.
        upper: The upper end of a range.
        sense: What reaching a point means.
    """

    comparator: Comparator
    value: Decimal
    upper: Decimal | None
    sense: Sense

    @property
    def surely(self) -> Interval:
        """Where the target is reached for sure: “about nine” is, at nine."""
        if self.comparator == "approx":
            return self._opened(Interval(self.value, self.value))
        return self.possibly

    @property
    def possibly(self) -> Interval:
        """Where the target may be reached: “about nine” may be, a little before nine."""
        named = interval_of(self.comparator, self.value, self.upper)
        return named if self.comparator in ("gt", "ge", "lt", "le") else self._opened(named)

    def _opened(self, named: Interval) -> Interval:
        if self.sense == "at_least":
            return Interval(low=named.low)
        return Interval(high=named.high) if self.sense == "at_most" else named
