"""English number words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.quantity.english.numerals import english_values, read_english
from quantity.number_text import in_english


def read(words: str) -> tuple[str, Decimal] | None:
    found = read_english(words, 0)
    return None if found is None else (words[: found.end], found.value)


def test_words_below_a_hundred() -> None:
    assert list(english_values().values()) == [*range(20), *range(20, 100, 10)]
    assert in_english(1_234_567, " and ") == (
        "one million two hundred and thirty-four thousand five hundred and sixty-seven"
    )


def test_numbers_below_two_thousand_are_read_completely() -> None:
    for number in range(2000):
        for hundred, tens in ((" ", "-"), (" and ", " ")):
            words = in_english(number, hundred, tens)
            assert read(f"{words} firms") == (words, Decimal(number))


@given(st.integers(0, 10**15 - 1), st.sampled_from([" ", " and ", "-and-"]))
def test_number_words_are_read_completely(number: int, hundred: str) -> None:
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
def test_end_of_number_words(words: str, taken: str, value: int) -> None:
    assert read(words) == (taken, Decimal(value))


@pytest.mark.parametrize("words", ["-two", " two", " and two", "twox", "thousands", "a", ""])
def test_text_without_a_number_word_at_its_start_is_none(words: str) -> None:
    assert read_english(words, 0) is None


def test_number_words_are_read_from_an_offset() -> None:
    words = "in one hundred and ten towns"
    assert read_english(words, 3) == (22, Decimal(110), None, None, None)


@pytest.mark.parametrize(
    ("words", "taken", "value", "scale"),
    [
        ("two and a half million", "two and a half", "2.5", None),
        ("two million and a half", "two million and a half", "2500000", "million"),
        ("two million firms", "two million", "2000000", "million"),
        ("three hundred thousand", "three hundred thousand", "300000", "thousand"),
        ("two thousand and two", "two thousand and two", "2002", "thousand"),
        ("two hundred", "two hundred", "200", None),
        ("one dozen", "one dozen", "12", "dozen"),
    ],
)
def test_halves_and_scales_of_number_words(
    words: str, taken: str, value: str, scale: str | None
) -> None:
    found = read_english(words, 0)
    assert found == (len(taken), Decimal(value), None, None, scale)
