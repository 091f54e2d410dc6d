"""Numbers with an abbreviated scale."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chinaindpolicy.quantity.core.cursor import Cursor
from chinaindpolicy.quantity.grammar.scaled_numbers import read_scaled_number


@pytest.mark.parametrize(
    ("short", "power"),
    [("mn", 6), ("mln", 6), ("bn", 9), ("bln", 9), ("tn", 12), ("trn", 12)],
)
def test_abbreviated_scale_after_any_number(short: str, power: int) -> None:
    text = f"5 {short} yuan"
    amount = read_scaled_number(Cursor.of(text))
    assert amount is not None
    assert (amount.low, amount.scale) == (Decimal(5 * 10**power), short)


@pytest.mark.parametrize(("letter", "power"), [("k", 3), ("m", 6), ("b", 9), ("t", 12)])
def test_letter_is_a_scale_after_money_only(letter: str, power: int) -> None:
    text = f"5{letter}".upper()
    amount = read_scaled_number(Cursor.of(text), money=True)
    assert amount is not None
    assert amount.low == Decimal(5 * 10**power)
    plain = read_scaled_number(Cursor.of(text))
    assert plain is not None
    assert (plain.low, plain.scale) == (Decimal(5), None)
