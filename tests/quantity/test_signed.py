"""The form of a change in a record: `Quantity.signed`."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from chinaindpolicy.quantity import Quantity, parse_quantity

from .test_format import quantities


@pytest.mark.parametrize(
    ("text", "comparator", "value", "upper", "measure"),
    [
        ("fell by 40%", "eq", -40, None, "growth"),
        ("fell by more than 20%", "lt", -20, None, "growth"),
        ("fell by at least 60%", "le", -60, None, "growth"),
        ("fell by less than 5%", "gt", -5, None, "growth"),
        ("fell by at most 5%", "ge", -5, None, "growth"),
        ("fell by about 70%", "approx", -70, None, "growth"),
        ("fell by 20% to 30%", "range", -30, -20, "growth"),
        ("下降40%", "eq", -40, None, "growth"),
        ("下降超过20%", "lt", -20, None, "growth"),
        ("降低60%以上", "le", -60, None, "growth"),
        ("下降不到5%", "gt", -5, None, "growth"),
        ("降幅5%以内", "ge", -5, None, "growth"),
        ("下降70%左右", "approx", -70, None, "growth"),
        ("下降20%至30%", "range", -30, -20, "growth"),
        ("下降2个百分点", "eq", -2, None, "change"),
        ("减少5亿元", "eq", -500_000_000, None, "change"),
        ("增长5%以上", "ge", 5, None, "growth"),
        ("增加3亿元", "eq", 300_000_000, None, "change"),
        ("占比达到30%", "eq", 30, None, "share"),
        ("净利润-2亿元至-3亿元", "range", -300_000_000, -200_000_000, "level"),
    ],
)
def test_a_fall_is_negative_and_turns_its_comparator(
    text: str, comparator: str, value: int, upper: int | None, measure: str
) -> None:
    signed = parse_quantity(text).signed()
    assert (signed.comparator, signed.value, signed.value_upper, signed.measure) == (
        comparator,
        Decimal(value),
        None if upper is None else Decimal(upper),
        measure,
    )


def test_both_readings_of_an_ambiguous_fall_are_negative() -> None:
    signed = parse_quantity("decreased by 2.100 billion yuan").signed()
    assert signed.value == Decimal(-2_100_000_000)
    assert [other.value for other in signed.alternatives] == [Decimal(-2_100_000_000_000)]


@given(quantities())
def test_signing_again_changes_nothing(quantity: Quantity) -> None:
    signed = quantity.signed()
    assert signed.signed() == signed
    assert signed.direction != "down"
    assert abs(signed.value) in (abs(quantity.value), abs(quantity.value_upper or 0))
    if signed.value_upper is not None:
        assert signed.value <= signed.value_upper
    assert (signed is quantity) is (quantity.direction != "down")
