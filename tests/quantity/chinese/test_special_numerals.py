"""Tenths in Chinese."""

from __future__ import annotations

import pytest

from chinaindpolicy.quantity.chinese.special_numerals import special_numeral_at
from chinaindpolicy.quantity.core.cursor import Cursor


@pytest.mark.parametrize(
    ("written", "tenths"),
    [("三四成", "30 to 40"), ("两三成", "20 to 30"), ("五三成", None), ("三三成", None)],
)
def test_only_neighbouring_digits_are_a_range_of_tenths(written: str, tenths: str | None) -> None:
    found = special_numeral_at(Cursor.of(written))
    assert (None if found is None else f"{found.value} to {found.upper}") == tenths
