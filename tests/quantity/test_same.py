"""Comparison of two expressions of quantity."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.errors import ArgumentError


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("2.1 trillion yuan", "21000亿元", True),
        ("超过30%", "more than 30 percent", True),
        ("三成", "30%", True),
        ("1000P", "1 exaflops", True),
        ("20% to 30%", "20%至30%", True),
        ("5 labs", "5", True),
        ("15 companies", "15家", True),
        ("more than 30%", "30%", False),
        ("30%", "30 percentage points", False),
        ("5 billion yuan", "5 billion US dollars", False),
        ("15家", "15 vehicles", False),
        ("20% to 30%", "20%", False),
        ("5 yuan", "5", False),
    ],
)
def test_expressions_are_compared_by_meaning(a: str, b: str, same: bool) -> None:
    assert cip.same_quantity(a, b) is same
    assert cip.same_quantity(b, a) is same
    assert cip.same_quantity(cip.parse_quantity(a), b) is same


@settings(max_examples=30, deadline=None)
@given(number=st.integers(1, 10**6))
def test_an_expression_agrees_with_its_written_forms(number: int) -> None:
    quantity = cip.parse_quantity(f"{number}亿元")
    assert cip.same_quantity(cip.format_quantity(quantity, "en"), f"{number}亿元")


def test_what_is_no_quantity_is_rejected() -> None:
    with pytest.raises(cip.QuantityError):
        cip.same_quantity("the second session", "2")
    with pytest.raises(ArgumentError):
        cip.same_quantity(2, "2")  # type: ignore[arg-type]
