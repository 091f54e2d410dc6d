"""Conversion of units, growth and shares: exact results and rejected input."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.quantity.units import units

NUMBERS = st.decimals(min_value=0, max_value=10**15, places=3)


@given(NUMBERS, st.decimals(min_value=-100, max_value=1000, places=2))
def test_growth_to_level_is_exact(base: Decimal, growth: Decimal) -> None:
    level = cip.growth_to_level(base, growth)
    assert Fraction(level) == Fraction(base) * (1 + Fraction(growth) / 100)


@given(NUMBERS, NUMBERS)
def test_share_is_a_percentage_that_recovers_the_part(part: Decimal, whole: Decimal) -> None:
    assume(whole > 0 and part <= whole)
    share = cip.share_of(part, whole)
    assert 0 <= share <= 100
    assert abs(Fraction(share) * Fraction(whole) / 100 - Fraction(part)) <= Fraction(whole) / 10**26


@pytest.mark.parametrize(
    ("part", "whole", "why"),
    [(1, 0, "whole is "), (1, -2, "whole is "), (3, 2, "part is 3"), (-1, 2, "part is -1")],
)
def test_share_of_invalid_part_or_whole_raises_not_comparable(
    part: int, whole: int, why: str
) -> None:
    with pytest.raises(cip.NotComparableError, match=why):
        cip.share_of(part, whole)


@pytest.mark.parametrize("bad", [0.1, True, "1", None])
def test_inexact_number_types_raise_type_error(bad: Any) -> None:
    for call in (cip.growth_to_level, cip.share_of):
        with pytest.raises(TypeError, match="expected Decimal or int"):
            call(bad, 1)
        with pytest.raises(TypeError, match="expected Decimal or int"):
            call(1, bad)
    with pytest.raises(TypeError, match="expected Decimal or int"):
        cip.convert(bad, "hour", "day")


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_non_finite_numbers_raise_not_comparable(bad: str) -> None:
    with pytest.raises(cip.NotComparableError, match="expected a finite number"):
        cip.convert(Decimal(bad), "hour", "hour")


def test_growth_below_minus_100_percent_raises_not_comparable() -> None:
    assert cip.growth_to_level(5, -100) == 0
    with pytest.raises(cip.NotComparableError, match="must be at least -100"):
        cip.growth_to_level(5, Decimal("-100.1"))


CODES = st.sampled_from(sorted(units()))


@given(st.integers(-(10**12), 10**12), CODES, CODES)
def test_conversion_is_exact_and_reversible_within_a_dimension(
    value: int, unit: str, to: str
) -> None:
    first, second = units()[unit], units()[to]
    if first.dimension != second.dimension:
        with pytest.raises(cip.NotComparableError, match=re.escape(unit)) as caught:
            cip.convert(value, unit, to)
        assert to in str(caught.value)
        return
    there = cip.convert(value, unit, to)
    exact = Fraction(value) * Fraction(first.factor) / Fraction(second.factor)
    assert abs(Fraction(there) - exact) <= abs(exact) / 10**27
    back = cip.convert(there, to, unit)
    assert abs(Fraction(back) - value) <= abs(Fraction(value)) / 10**26


@given(st.integers(-(10**15), 10**15), CODES)
def test_conversion_to_the_same_unit_is_identity(value: int, unit: str) -> None:
    assert cip.convert(value, unit, unit) == value


def test_converted_values_have_no_exponent_or_trailing_zeros() -> None:
    assert str(cip.convert(Decimal("1.50"), "gigawatt_hour", "kilowatt_hour")) == "1500000"
    assert str(cip.convert(1500, "gram", "kilogram")) == "1.5"
    assert str(cip.convert(3, "mu", "square_metre")) == "2000"


@pytest.mark.parametrize(
    ("unit", "to", "why"),
    [
        ("USD", "CNY", "'USD' and 'CNY' are currencies"),
        ("percent", "percentage_point", "a share is not a difference of shares"),
        ("person", "item", "count different things"),
        ("kilowatt", "kilowatt_hour", "'kilowatt' .power. cannot be converted to 'kilowatt_hour'"),
        ("CNY", "percent", "cannot be converted"),
    ],
)
def test_incompatible_units_raise_not_comparable_with_reason(unit: str, to: str, why: str) -> None:
    with pytest.raises(cip.NotComparableError, match=why):
        cip.convert(1, unit, to)


def test_unknown_unit_suggests_similar_codes() -> None:
    with pytest.raises(
        UnknownNameError, match="no unit 'petaflop': it is the word for unit 'petaflops'"
    ):
        cip.convert(1, "petaflop", "exaflops")


@pytest.mark.parametrize("unit", ["MWh", "mwh"])
def test_unit_word_suggests_its_code(unit: str) -> None:
    message = f"no unit '{unit}': it is the word for unit 'megawatt_hour'"
    for pair in ((unit, "kilowatt_hour"), ("kilowatt_hour", unit)):
        with pytest.raises(UnknownNameError, match=message) as caught:
            cip.convert(1, *pair)
        assert caught.value.near == ("megawatt_hour",)
