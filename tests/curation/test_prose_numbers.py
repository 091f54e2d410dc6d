"""Numbers of prose: the statements of digits and number words, in English and Chinese."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.curation.prose_numbers import dates_of, prose_numbers, value_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("above 2.1 trillion yuan", [("value", Decimal("2.1E+12"), "CNY")]),
        ("达到21000亿元", [("value", Decimal("2.1E+12"), "CNY")]),
        ("fell by 20 % to 30 %", [("value", 20, "percent"), ("value", 30, "percent")]),
        ("100个以上示范", [("value", 100, None)]),
        ("three platforms", [("value", 3, None)]),
        ("two of them", [("value", 2, None)]),
        ("by 2023", [("date", "2023", None)]),
        ("到2023年", [("date", "2023", None)]),
        ("2021 to 2023", [("years", "2021/2023", None)]),
        ("2021—2023年", [("years", "2021/2023", None)]),
        ("2025 and 2030", [("date", "2025", None), ("date", "2030", None)]),
        ("on 7 Feb 2025", [("date", "2025-02-07", None)]),
        ("2024年1月23日", [("date", "2024-01-23", None)]),
        ("in September 2024", [("date", "2024-09", None)]),
        ("in the first quarter of 2024", [("date", "2024-01/2024-03", None)]),
        ("in the second half of 2024", [("date", "2024-07/2024-12", None)]),
        ("2nd session of the 16th", [("ordinal", "2", None), ("ordinal", "16", None)]),
        ("phase III", [("ordinal", "3", None)]),
        ("the third city", [("ordinal", "3", None)]),
        ("the 128-layer chip", [("name", "128", None)]),
        ("5G", [("name", "5g", None)]),
        ("one of them", []),
        ("a thousands separator", []),
        ("in Sichuan (四川)", []),
    ],
)
def test_statements_of_a_text(text: str, expected: list[object]) -> None:
    statements = [each for number in prose_numbers(text) for each in number.statements]
    assert [tuple(each) for each in statements] == expected


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_different_numbers_have_different_statements(one: int, other: int) -> None:
    def statements(number: int) -> set[object]:
        found = prose_numbers(f"there are {number} places")
        return {each for part in found for each in part.statements}

    assert (statements(one) == statements(other)) == (one == other)


def test_period_has_the_statements_of_its_ends() -> None:
    assert {each.value for each in dates_of("2024-01/2024-03")} == {
        *("2024", "2024-01", "2024-03", "2024/2024", "2024-01/2024-03")
    }
    assert next(each.value for each in dates_of("../2025")) == "2025"


def test_fall_is_stated_by_its_size() -> None:
    assert value_of(Decimal(-40), "percent") == value_of(Decimal("40.0"), "percent")
    assert value_of(Decimal(40), "project") == value_of(Decimal(40), "item")
