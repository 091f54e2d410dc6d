"""Chinese numerals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chinaindpolicy.quantity.chinese.numerals import read_chinese, read_mixed
from chinaindpolicy.quantity.core.numerals import (
    MAX_DIGITS,
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("万五千", 15_000),
        ("三万五", 35_000),
        ("三万零五", 30_005),
        ("三百零五", 305),
        ("十五", 15),
        ("二十", 20),
        ("一二三", 123),
        ("三万五千亿", 3_500_000_000_000),
        ("万亿亿", 10**20),
        # What has no order makes no number.
        ("十万亿亿", None),
        ("亿亿亿", None),
        ("亿万", None),
        ("十五千", None),
        ("三百二百", None),
        ("三千零百", None),
        ("五五", None),
        ("零一", None),
        ("十七九", None),
        ("一二三万", None),
        ("三四点五", None),
        ("五五点五", None),
        ("三点五亿万", None),
    ],
)
def test_order_of_chinese_numeral_characters(written: str, value: int | None) -> None:
    found = read_chinese(written, 0)
    assert (None if found is None else found.value) == value


@pytest.mark.parametrize("pair", ["一二", "两三", "三五", "八九", "十七八", "二十三四"])
def test_two_neighbouring_digits_are_a_range(pair: str) -> None:
    found = read_chinese(pair, 0)
    assert found is not None
    assert found.upper is not None
    assert found.upper - found.value == (2 if pair == "三五" else 1)


def test_longest_chinese_numeral_at_any_offset() -> None:
    longest = "一" * MAX_DIGITS
    found = read_chinese(longest, 0)
    assert found is not None
    assert found.value == Decimal("1" * MAX_DIGITS)
    assert read_chinese(longest + "一", 0) is None
    behind = read_chinese("；" * 200 + "三家", 200)
    assert behind is not None
    assert (behind.end, behind.value) == (201, Decimal(3))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("一二三四五六七八九", 123_456_789),
        ("壹贰叁肆伍陆柒捌玖", 123_456_789),
        ("弌貳參肆伍陸柒捌玖", 123_456_789),
        ("二〇零○", 2000),
        ("两万", 20_000),
        ("兩萬", 20_000),
        ("弍拾", 20),
        ("叄億", 300_000_000),
        ("三亿", 300_000_000),
        ("伍仟佰", None),
        ("壹仟贰佰叁拾", 1230),
        ("一千二百三十", 1230),
        ("三萬五", 35_000),
        ("三億五", 350_000_000),
    ],
)
def test_all_forms_of_chinese_digits_and_scales(written: str, value: int | None) -> None:
    found = read_chinese(written, 0)
    assert (None if found is None else found.value) == value


@pytest.mark.parametrize(
    ("text", "value", "upper"),
    [
        ("一百零十五", 115, None),
        ("一千零十二", 1012, None),
        ("三万零十五", 30015, None),
        ("零点七", "0.7", None),
        ("五、六十万", 500_000, 600_000),
        ("一、二千万亩", 10_000_000, 20_000_000),
        ("七、八个", 7, 8),
        ("七、八月", 7, None),
        ("一、三十万", 1, None),
        ("五兆元", 5 * 10**12, None),
        ("五兆瓦", 5, None),
    ],
)
def test_zero_tens_enumerations_and_trillions(
    text: str, value: int | str, upper: int | None
) -> None:
    found = read_chinese(text, 0)
    assert found is not None
    assert (found.value, found.upper) == (Decimal(value), None if upper is None else Decimal(upper))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3万5000元", 35000),
        ("13万2，", 132_000),
        ("2亿4000万", 240_000_000),
        ("8千5百万", 85_000_000),
        ("3亿5个", 300_000_000),
        ("3亿2023年", 300_000_000),
        ("13万2.5", 130_000),
        ("5兆2000亿元", 5_200_000_000_000),
    ],
)
def test_digits_after_a_scale(text: str, value: int) -> None:
    found = read_mixed(text, 0)
    assert found is not None
    assert found.value == value
