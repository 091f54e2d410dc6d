"""Limits of conversion arithmetic."""

from __future__ import annotations

from decimal import Decimal

import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import NotComparableError

OUTSIDE = "its exponent must be between -999999 and 999999"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("9E+999999", "too large; the limit is an exponent of 999999"),
        ("9E+9999999", OUTSIDE),
        ("9E-9999999", OUTSIDE),
    ],
)
def test_number_too_large_to_convert_is_rejected(value: str, reason: str) -> None:
    number = Decimal(value)
    with pytest.raises(NotComparableError, match=reason):
        cip.convert(number, "exaflops", "petaflops")
    with pytest.raises(NotComparableError, match=reason):
        cip.growth_to_level(number, Decimal("9E+999"))
    assert cip.convert(Decimal("9E+999990"), "exaflops", "petaflops") == Decimal("9E+999993")


def test_large_intermediate_value_is_accepted() -> None:
    assert cip.share_of(Decimal("9E+999999"), Decimal("9E+999999")) == 100
