"""Intervals of comparators: properties of the verdicts they give."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from hypothesis import assume, given
from hypothesis import strategies as st

from chinaindpolicy.analysis.intervals import (
    Interval,
    Reach,
    Sense,
    TargetBound,
    interval_of,
    reaches,
    sense_of,
)
from chinaindpolicy.model.vocabularies import Comparator, Direction

COMPARATORS = st.sampled_from(get_args(Comparator))
SENSES = st.sampled_from(get_args(Sense))
NUMBERS = st.decimals(-1000, 1000, places=2)
Stated = tuple[Comparator, Decimal, Decimal | None]
FACTORS = st.sampled_from(
    [Decimal("0.001"), Decimal("0.5"), Decimal(3), Decimal(1000), Decimal(10**8)]
)


@st.composite
def stated(draw: st.DrawFn) -> Stated:
    comparator = draw(COMPARATORS)
    value = draw(NUMBERS)
    upper = value + abs(draw(NUMBERS)) + 1 if comparator == "range" else None
    return comparator, value, upper


def scaled(part: Stated, by: Decimal) -> Stated:
    comparator, value, upper = part
    return comparator, value * by, None if upper is None else upper * by


@given(stated(), stated(), SENSES, FACTORS)
def test_scaling_both_values_keeps_the_verdict(
    asked: Stated, found: Stated, sense: Sense, by: Decimal
) -> None:
    first = reaches(interval_of(*found), TargetBound(*asked, sense))
    second = reaches(interval_of(*scaled(found, by)), TargetBound(*scaled(asked, by), sense))
    assert first == second


@given(stated(), stated(), SENSES)
def test_interval_is_never_both_met_and_not_met(asked: Stated, found: Stated, sense: Sense) -> None:
    aim, value = TargetBound(*asked, sense), interval_of(*found)
    assert reaches(value, aim) in get_args(Reach)
    assert not (value.within(aim.surely) and value.disjoint(aim.possibly))
    assert aim.surely.within(aim.possibly)


@given(stated(), NUMBERS, SENSES)
def test_verdict_of_an_interval_equals_that_of_each_value_within(
    asked: Stated, exact: Decimal, sense: Sense
) -> None:
    """A verdict of a wide outcome is the verdict of each exact value within it."""
    aim, point = TargetBound(*asked, sense), Interval(exact, exact)
    for comparator in ("ge", "le", "approx"):
        wide = interval_of(comparator, exact)
        assert point.within(wide)
        if (verdict := reaches(wide, aim)) != "bounds":
            assert reaches(point, aim) == verdict


@given(NUMBERS, NUMBERS)
def test_exact_outcome_decides_every_threshold(value: Decimal, exact: Decimal) -> None:
    point = interval_of("eq", exact)
    expected = {
        "gt": exact > value,
        "ge": exact >= value,
        "lt": exact < value,
        "le": exact <= value,
    }
    for comparator, reached in expected.items():
        aim = TargetBound(comparator, value, None, "exactly")  # type: ignore[arg-type]  # pyright: ignore
        assert reaches(point, aim) == ("met" if reached else "not_met")


@given(stated(), NUMBERS, st.decimals(0, 1000, places=2))
def test_larger_value_never_worsens_an_at_least_verdict(
    asked: Stated, value: Decimal, more: Decimal
) -> None:
    assume(asked[0] not in ("lt", "le"))
    rank = {"not_met": 0, "bounds": 1, "met": 2}
    aim = TargetBound(*asked, "at_least")
    assert (
        rank[reaches(interval_of("eq", value), aim)]
        <= rank[reaches(interval_of("eq", value + more), aim)]
    )


@given(st.sampled_from(get_args(Direction)))
def test_sense_is_exactly_only_without_direction(direction: Direction) -> None:
    assert (sense_of(direction) == "exactly") == (direction == "none")
