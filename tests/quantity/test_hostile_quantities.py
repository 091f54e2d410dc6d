"""Long quantity texts take linear time, and numbers have a length limit."""

from __future__ import annotations

from decimal import Decimal

import pytest

import chinaindpolicy as cip
from chinaindpolicy.quantity import Quantity
from hostile_files import within

PIECES = (
    *("1", ",", "1,", "1.1.", "1 000 ", "9", "亿", "万亿", "一", "零", "百", "十二", "点", "分之"),
    *(" ", "\u3000", "more than ", "no less than ", "between 1 and ", "1 to ", "1至", "超过", "约"),
    *("one hundred ", "thousand and ", "million-", "%", "‰", "¥", "$1", "第", "2024年", "半", "翻"),
    *("(", "（1", "-", "—", "1/", "3rd ", "No. ", "1 of ", "1 per ", "and ", "a1", "５", "\ud800"),
)


@pytest.mark.full
@pytest.mark.parametrize("piece", PIECES)
def test_find_quantities_takes_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    with within(10):
        cip.find_quantities(text)


def test_number_longer_than_the_limit_is_not_formatted() -> None:
    for digits in (75, 77, 99, 100):
        value = cip.parse_quantity("9" * digits)
        assert cip.parse_quantity(cip.format_quantity(value)) == value
    with pytest.raises(ValueError, match="digits; at most 100 are supported"):
        cip.format_quantity(Quantity("eq", Decimal("1e120")))
