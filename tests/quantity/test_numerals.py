"""Numerals are read as they are written, and no further than they go."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.quantity.amounts import read_amount
from chinaindpolicy.quantity.chinese_numerals import read_chinese
from chinaindpolicy.quantity.comparators import is_cjk
from chinaindpolicy.quantity.hanzi import hanzi_at
from chinaindpolicy.quantity.numerals import (
    MAX_DIGITS,
    added,
    arabic_run,
    divided,
    english_values,
    read_arabic,
    read_english,
    shifted,
    times,
)

from .in_words import in_english


def read(words: str) -> tuple[str, Decimal] | None:
    found = read_english(words, 0)
    return None if found is None else (words[: found.end], found.value)


def test_the_words_below_a_hundred_are_these() -> None:
    assert list(english_values().values()) == [*range(20), *range(20, 100, 10)]
    assert in_english(1_234_567, " and ") == (
        "one million two hundred and thirty-four thousand five hundred and sixty-seven"
    )


def test_every_number_below_two_thousand_is_read_whole() -> None:
    for number in range(2000):
        for hundred, tens in ((" ", "-"), (" and ", " ")):
            words = in_english(number, hundred, tens)
            assert read(f"{words} firms") == (words, Decimal(number))


@given(st.integers(0, 10**15 - 1), st.sampled_from([" ", " and ", "-and-"]))
def test_a_number_in_words_is_read_whole(number: int, hundred: str) -> None:
    words = in_english(number, hundred)
    assert read(words) == (words, Decimal(number))


@pytest.mark.parametrize(
    ("words", "taken", "value"),
    [
        # A word that cannot go on the number begins another.
        ("two three", "two", 2),
        ("twenty twelve", "twenty", 20),
        ("twenty ten", "twenty", 20),
        ("twenty twenty", "twenty", 20),
        ("ten five", "ten", 10),
        ("nineteen one", "nineteen", 19),
        ("one hundred twenty twelve", "one hundred twenty", 120),
        ("hundred ten one", "hundred ten", 110),
        ("zero five", "zero", 0),
        # "and" goes on a number only behind a scale.
        ("twenty and five", "twenty", 20),
        ("five and six", "five", 5),
        ("one thousand and two", "one thousand and two", 1002),
        ("hundred and hundred", "hundred", 100),
        ("two hundred and", "two hundred", 200),
        # Scales fall; hundreds stand once.
        ("two thousand three million", "two thousand three", 2003),
        ("one thousand thousand", "one thousand", 1000),
        ("two thousand hundred", "two thousand", 2000),
        ("five hundred hundred", "five hundred", 500),
        ("three million hundred thousand", "three million", 3_000_000),
        ("one hundred thousand million", "one hundred thousand", 100_000),
        # What needs no count.
        ("hundred twenty", "hundred twenty", 120),
        ("thousand", "thousand", 1000),
        ("dozen", "dozen", 12),
        ("two dozen", "two dozen", 24),
        ("one thousand dozen", "one thousand", 1000),
        ("twelve hundred", "twelve hundred", 1200),
        ("nineteen hundred ninety", "nineteen hundred ninety", 1990),
    ],
)
def test_a_number_in_words_ends_where_it_must(words: str, taken: str, value: int) -> None:
    assert read(words) == (taken, Decimal(value))


@pytest.mark.parametrize("words", ["-two", " two", " and two", "twox", "thousands", "a", ""])
def test_what_begins_with_no_number_word_is_none(words: str) -> None:
    assert read_english(words, 0) is None


def test_a_number_in_words_is_read_where_it_starts() -> None:
    words = "in one hundred and ten towns"
    assert read_english(words, 3) == (22, Decimal(110), None, None, None)


@pytest.mark.parametrize(
    ("words", "taken", "value", "scale"),
    [
        ("two and a half million", "two and a half", "2.5", None),
        ("two million and a half", "two million and a half", "2000000.5", None),
        ("two million firms", "two million", "2000000", "million"),
        ("three hundred thousand", "three hundred thousand", "300000", "thousand"),
        ("two thousand and two", "two thousand and two", "2002", "thousand"),
        ("two hundred", "two hundred", "200", None),
        ("one dozen", "one dozen", "12", "dozen"),
    ],
)
def test_halves_and_scales_are_told(words: str, taken: str, value: str, scale: str | None) -> None:
    found = read_english(words, 0)
    assert found == (len(taken), Decimal(value), None, None, scale)


@pytest.mark.parametrize(
    ("written", "end", "value", "other"),
    [
        ("7", 1, "7", None),
        ("2024", 4, "2024", None),
        ("1,234", 5, "1234", None),
        ("1,234,567", 9, "1234567", None),
        ("12,34", 5, "12.34", None),
        ("12,3", 4, "12.3", None),
        ("0,5", 3, "0.5", None),
        ("0,123", 5, None, None),
        ("1234,567", 8, None, None),
        ("1,23,4", 6, None, None),
        ("1,2345", 6, None, None),
        (",5", 0, None, None),
        ("2.1", 3, "2.1", None),
        ("2.100", 5, "2.100", "2100"),
        ("0.100", 5, "0.100", None),
        ("12.100", 6, "12.100", "12100"),
        ("123.100", 7, "123.100", "123100"),
        ("1234.100", 8, "1234.100", None),
        ("1.234.567", 9, "1234567", None),
        ("1.2.3", 5, None, None),
        ("1.234.56", 8, None, None),
        ("1,234.5", 7, "1234.5", None),
        ("1,234,567.89", 12, "1234567.89", None),
        ("1.234,5", 7, "1234.5", None),
        ("1.234.567,89", 12, "1234567.89", None),
        ("12,34.5", 7, None, None),
        ("1,234.5.6", 9, None, None),
        ("1.2,3.4", 7, None, None),
        ("1,2.3,4", 7, None, None),
        ("1234,567.8", 10, None, None),
        ("1'234", 5, "1234", None),
        ("1’234.5", 7, "1234.5", None),
        ("10 000", 6, "10000", None),
        ("10 000 000", 10, "10000000", None),
        ("1 234 000", 9, "1234000", None),
        ("1 234", 1, "1", None),
        ("2024 100", 4, "2024", None),
        ("10 0000", 2, "10", None),
        ("10 000,5", 2, "10", None),
        ("1. next", 1, "1", None),
        ("1, 2", 1, "1", None),
    ],
)
def test_digits_are_read_with_either_mark(
    written: str, end: int, value: str | None, other: str | None
) -> None:
    assert arabic_run(written, 0) == end
    found = read_arabic(written, 0)
    if value is None:
        assert found is None
    else:
        assert found is not None
        other_value = None if other is None else Decimal(other)
        # As it is printed: a final zero stays.
        assert (found.end, str(found.value), found.other) == (end, value, other_value)
        assert (found.upper, found.scale) == (None, None)
    # What stands before says nothing.
    behind = read_arabic(f"x {written}", 2)
    assert behind == (found and found._replace(end=end + 2))


def test_longer_runs_of_digits_are_serial_numbers() -> None:
    longest = "9" * MAX_DIGITS
    assert read_arabic(longest, 0) == (100, Decimal(longest), None, None, None)
    assert read_arabic(f"no {longest}", 3) == (103, Decimal(longest), None, None, None)
    assert read_arabic(f"{longest}9", 0) is None


@given(st.integers(0, 10**30), st.integers(0, 999))
def test_a_number_is_read_whatever_its_marks(whole: int, thousandths: int) -> None:
    for group, point in ((",", "."), (".", ","), ("'", "."), ("’", ".")):
        written = f"{whole:,}".replace(",", group) + f"{point}{thousandths:03}1"
        found = read_arabic(written, 0)
        if whole >= 1000:
            assert found is not None
            assert found.value == Decimal(f"{whole}.{thousandths:03}1")
            assert found.end == len(written)


LONG = Decimal("1234567890" * 9 + ".5")
LONG_TWICE = Decimal("2469135780" * 8 + "2469135781.0")


def test_the_longest_number_takes_any_scale() -> None:
    assert shifted(Decimal("7" * MAX_DIGITS), 12) == Decimal("7" * MAX_DIGITS + "0" * 12)


def test_arithmetic_is_exact_whatever_the_context() -> None:
    with localcontext(prec=3):
        assert added(LONG, Decimal("0.25")) == Decimal("1234567890" * 9 + ".75")
        assert times(LONG, Decimal(2)) == LONG_TWICE
        assert shifted(LONG, 12) == Decimal("1234567890" * 9 + "5" + "0" * 11)
        assert divided(Decimal(1), Decimal(3)) == Decimal("0." + "3" * 28)


@pytest.mark.parametrize(
    ("value", "power", "written"),
    [
        ("16.19", 12, "16190000000000"),
        ("16.19", 2, "1619"),
        ("16.19", 1, "161.9"),
        ("1", 1, "10"),
        ("1.0", 1, "10"),
        ("1.00", 1, "10.0"),
        ("5", 0, "5"),
        ("5", -2, "0.05"),
    ],
)
def test_a_shifted_number_is_written_without_an_exponent(
    value: str, power: int, written: str
) -> None:
    assert str(shifted(Decimal(value), power)) == written


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
def test_chinese_numerals_have_an_order(written: str, value: int | None) -> None:
    found = read_chinese(written, 0)
    assert (None if found is None else found.value) == value


@pytest.mark.parametrize("pair", ["一二", "两三", "三五", "八九", "十七八", "二十三四"])
def test_two_neighbours_are_a_range(pair: str) -> None:
    found = read_chinese(pair, 0)
    assert found is not None
    assert found.upper is not None
    assert found.upper - found.value == (2 if pair == "三五" else 1)


def test_a_chinese_numeral_has_a_longest_length_wherever_it_stands() -> None:
    longest = "一" * MAX_DIGITS
    found = read_chinese(longest, 0)
    assert found is not None
    assert found.value == Decimal("1" * MAX_DIGITS)
    assert read_chinese(longest + "一", 0) is None
    behind = read_chinese("；" * 200 + "三家", 200)
    assert behind is not None
    assert (behind.end, behind.value) == (201, Decimal(3))


@pytest.mark.parametrize("char", ["\u3000", "一", "\u9fff", "，", "“"])
def test_what_is_written_in_chinese(char: str) -> None:
    assert is_cjk(char)


@pytest.mark.parametrize("char", ["a", "é", "\u2fff", "\ua000"])
def test_what_is_not_written_in_chinese(char: str) -> None:
    assert not is_cjk(char)


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
def test_every_way_of_writing_a_digit_or_a_scale(written: str, value: int | None) -> None:
    found = read_chinese(written, 0)
    assert (None if found is None else found.value) == value


@pytest.mark.parametrize(
    ("short", "power"),
    [("mn", 6), ("mln", 6), ("bn", 9), ("bln", 9), ("tn", 12), ("trn", 12)],
)
def test_a_short_scale_is_read_behind_any_number(short: str, power: int) -> None:
    text = f"5 {short} yuan"
    amount = read_amount(text, text, 0)
    assert amount is not None
    assert (amount.low, amount.scale) == (Decimal(5 * 10**power), short)


@pytest.mark.parametrize(("letter", "power"), [("k", 3), ("m", 6), ("b", 9), ("t", 12)])
def test_a_letter_is_a_scale_where_money_stands(letter: str, power: int) -> None:
    text = f"5{letter}".upper()
    amount = read_amount(text, text.lower(), 0, money=True)
    assert amount is not None
    assert amount.low == Decimal(5 * 10**power)
    plain = read_amount(text, text.lower(), 0)
    assert plain is not None
    assert (plain.low, plain.scale) == (Decimal(5), None)


@pytest.mark.parametrize(
    ("written", "tenths"),
    [("三四成", "30 to 40"), ("两三成", "20 to 30"), ("五三成", None), ("三三成", None)],
)
def test_only_neighbours_are_a_range_of_tenths(written: str, tenths: str | None) -> None:
    found = hanzi_at(written, 0, 0)
    assert (None if found is None else f"{found.value} to {found.upper}") == tenths
