"""Arabic numerals and exact arithmetic."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.quantity.core.numerals import (
    MAX_DIGITS,
    VULGAR_FRACTIONS,
    added,
    arabic_run,
    divided,
    read_arabic,
    read_power,
    read_vulgar,
    shifted,
    times,
)


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
def test_digits_with_either_thousands_separator(
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


def test_runs_longer_than_the_limit_are_not_numbers() -> None:
    longest = "9" * MAX_DIGITS
    assert read_arabic(longest, 0) == (100, Decimal(longest), None, None, None)
    assert read_arabic(f"no {longest}", 3) == (103, Decimal(longest), None, None, None)
    assert read_arabic(f"{longest}9", 0) is None


@given(st.integers(0, 10**30), st.integers(0, 999))
def test_number_is_read_with_any_separators(whole: int, thousandths: int) -> None:
    for group, point in ((",", "."), (".", ","), ("'", "."), ("’", ".")):
        written = f"{whole:,}".replace(",", group) + f"{point}{thousandths:03}1"
        found = read_arabic(written, 0)
        if whole >= 1000:
            assert found is not None
            assert found.value == Decimal(f"{whole}.{thousandths:03}1")
            assert found.end == len(written)


LONG = Decimal("1234567890" * 9 + ".5")


LONG_TWICE = Decimal("2469135780" * 8 + "2469135781.0")


def test_longest_number_can_be_scaled() -> None:
    assert shifted(Decimal("7" * MAX_DIGITS), 12) == Decimal("7" * MAX_DIGITS + "0" * 12)


def test_arithmetic_is_exact_in_any_decimal_context() -> None:
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
def test_shifted_number_has_no_exponent(value: str, power: int, written: str) -> None:
    assert str(shifted(Decimal(value), power)) == written


@pytest.mark.parametrize(
    ("text", "start", "run"),
    [
        ("$13 009 million", 1, "13 009"),
        ("$ 12 500 million", 2, "12 500"),
        ("12 500 million", 0, "12 500"),
        ("12 345 678", 0, "12 345 678"),
        ("10 000 jobs", 0, "10 000"),
        ("2024 100 projects", 0, "2024"),
        ("12 500 projects", 0, "12"),
        ("12 50 million", 0, "12"),
        ("012 500 million", 0, "012"),
        ("5 100 100 million", 2, "100"),
    ],
)
def test_a_space_separates_thousands_only_where_nothing_else_can(
    text: str, start: int, run: str
) -> None:
    assert text[start : arabic_run(text, start)] == run


@pytest.mark.parametrize(
    ("text", "end", "value"),
    [
        ("10^8元", 4, 10**8),
        ("10**4", 5, 10**4),
        ("10⁸", 3, 10**8),
        ("10¹²", 4, 10**12),
        ("1.2×10^8元", 8, 120_000_000),
        ("3 x 10^6", 8, 3_000_000),
        ("10的8次方", 6, 10**8),
    ],
)
def test_powers_of_ten(text: str, end: int, value: int) -> None:
    assert read_power(text, 0) == (end, Decimal(value), None, None, None)


@pytest.mark.parametrize("text", ["10^", "10^8.5", "10^123", "2^8", "10 8", "×10^8", "10", ""])
def test_other_expressions_are_no_powers_of_ten(text: str) -> None:
    assert read_power(text, 0) is None


def test_signs_of_fractions() -> None:
    assert [read_vulgar(sign, 0) for sign in VULGAR_FRACTIONS[:3]] == [
        (1, Decimal(value), None, None, None) for value in ("0.5", "0.25", "0.75")
    ]
    for sign in VULGAR_FRACTIONS:
        part, _, whole = unicodedata.normalize("NFKC", sign).partition("\u2044")
        read = read_vulgar(sign, 0)
        assert read is not None
        assert abs(read.value * int(whole) - int(part)) < Decimal("1e-26")
    assert read_vulgar("x", 0) is read_vulgar("", 0) is None
    assert read_arabic("1½ years", 0) == (2, Decimal("1.5"), None, None, None)
