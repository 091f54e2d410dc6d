"""The numbers of a range share the scale behind the second, in digits and in words alike."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chinaindpolicy.quantity import find_quantities
from chinaindpolicy.quantity.english.numerals import SCALES, last_scales
from quantity.number_text import in_english

_MILLION = 10**6

RANGES: list[tuple[str, int, int]] = [
    ("two to three million people", 2 * _MILLION, 3 * _MILLION),
    ("ten to twenty thousand enterprises", 10_000, 20_000),
    ("three to five trillion yuan", 3 * 10**12, 5 * 10**12),
    ("one to two hundred projects", 100, 200),
    ("two to three hundred million yuan", 200 * _MILLION, 300 * _MILLION),
    ("2 to 3 hundred million yuan", 200 * _MILLION, 300 * _MILLION),
    ("two hundred to three hundred million yuan", 200 * _MILLION, 300 * _MILLION),
    ("one hundred and twenty to two hundred million yuan", 120 * _MILLION, 200 * _MILLION),
    ("five hundred to one thousand enterprises", 500, 1000),
    ("two thousand to three thousand people", 2000, 3000),
    ("two hundred to three million people", 200, 3 * _MILLION),
    ("one to two hundred and fifty million yuan", _MILLION, 250 * _MILLION),
    ("one to two million three hundred thousand yuan", _MILLION, 2_300_000),
    ("one or two million people", _MILLION, 2 * _MILLION),
    ("ten or twelve million yuan", 10 * _MILLION, 12 * _MILLION),
    ("two to\nthree million people", 2 * _MILLION, 3 * _MILLION),
    ("2亿到3亿元", 200 * _MILLION, 300 * _MILLION),
    ("2到3亿元", 200 * _MILLION, 300 * _MILLION),
    ("20到3亿元", 300 * _MILLION, 2000 * _MILLION),
    ("5-3亿元", 300 * _MILLION, 500 * _MILLION),
    ("5亿-3亿元", 300 * _MILLION, 500 * _MILLION),
    ("五至三亿元", 300 * _MILLION, 500 * _MILLION),
    ("30-5万元", 50_000, 300_000),
    ("500-1万元", 500, 10_000),
    ("$5-3 million", 3 * _MILLION, 5 * _MILLION),
    ("10-5%", 5, 10),
    ("15-12 percent", 12, 15),
    ("100-50家", 50, 100),
    ("200到3亿元", 200, 300 * _MILLION),
]


@pytest.mark.parametrize(("text", "low", "high"), RANGES)
def test_first_number_of_a_range_takes_the_shared_scale(text: str, low: int, high: int) -> None:
    (found,) = find_quantities(text)
    assert found.text == text
    assert found.quantity is not None
    assert found.quantity.comparator == "range"
    assert (found.quantity.value, found.quantity.value_upper) == (Decimal(low), Decimal(high))


@given(
    low=st.integers(1, 998),
    high=st.integers(2, 999),
    scale=st.sampled_from(["thousand", "million", "billion", "trillion"]),
    joint=st.sampled_from([" to ", "\nto ", " to\n"]),
    hundred=st.sampled_from([" ", " and "]),
)
def test_number_words_and_digits_have_the_same_range(
    low: int, high: int, scale: str, joint: str, hundred: str
) -> None:
    assume(low < high)
    assume(high % 100 or low >= high // 100)  # "two to three hundred" are hundreds, both
    written = f"{in_english(low, hundred)}{joint}{in_english(high, hundred)} {scale} yuan"
    for text in (written, f"{low}{joint}{high} {scale} yuan"):
        (found,) = find_quantities(text)
        assert found.quantity is not None
        power = 10 ** SCALES[scale]
        assert found.quantity.value == Decimal(low * power), text
        assert found.quantity.value_upper == Decimal(high * power), text


@pytest.mark.parametrize(
    ("words", "power"),
    [
        ("two", 0),
        ("two hundred", 2),
        ("two hundred million", 8),
        ("million", 6),
        ("two hundred and fifty-two million", 6),
        ("two million three hundred thousand", 0),
        ("two million and a half", 0),
        ("five dozen", 0),
    ],
)
def test_power_of_the_last_scale_words(words: str, power: int) -> None:
    assert last_scales(words) == power
