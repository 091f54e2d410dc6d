"""Limits of conversion arithmetic."""

from __future__ import annotations

from decimal import Decimal

import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import NotComparableError


@pytest.mark.parametrize("value", ["9E+999999", "9E+9999999", "9E-9999999"])
def test_number_too_large_to_convert_is_rejected(value: str) -> None:
    number = Decimal(value)
    with pytest.raises(NotComparableError, match="too large"):
        cip.convert(number, "exaflops", "petaflops")
    with pytest.raises(NotComparableError, match="too large"):
        cip.growth_to_level(number, Decimal("9E+999"))
    assert cip.convert(Decimal("9E+999990"), "exaflops", "petaflops") == Decimal("9E+999993")


def test_large_intermediate_value_is_accepted() -> None:
    assert cip.share_of(Decimal("9E+999999"), Decimal("9E+999999")) == 100
