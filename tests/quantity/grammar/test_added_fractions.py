"""Reader: fractions after 又, cents, exchange rates and numbers of airliners."""

from __future__ import annotations

from decimal import Decimal

import pytest

import chinaindpolicy as cip


def _values(text: str) -> list[tuple[str, Decimal, str | None]]:
    return [
        (one.text, one.quantity.value, one.quantity.unit)
        for one in cip.find_quantities(text)
        if one.quantity is not None
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("一又二分之一吨", "1.5", "tonne"),
        ("2又1/2小时", "2.5", "hour"),
        ("3又4分之1吨", "3.25", "tonne"),
        ("It cost 15 dollars 50.", "15.50", "USD"),
        ("It cost 3 pounds 20 and was sold.", "3.20", "GBP"),
    ],
)
def test_added_parts_are_one_quantity(text: str, value: str, unit: str) -> None:
    assert [one[1:] for one in _values(text)] == [(Decimal(value), unit)]


def test_a_mixed_number_without_unit_is_one_number() -> None:
    ((text, value, _),) = _values("平均为五又四分之三。")
    assert text == "五又四分之三" and value == Decimal("5.75")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("It paid 15 dollars 50 people left.", Decimal(15)),
        ("It paid 15 dollars 50% less.", Decimal(15)),
        ("It paid 15 dollars 50.5 times.", Decimal(15)),
        ("增加3又5个", Decimal(3)),
        ("三又三分之四吨", None),
    ],
)
def test_other_numbers_are_not_added(text: str, first: Decimal | None) -> None:
    values = [value for _, value, _ in _values(text)]
    assert len(values) != 1 or first is None
    assert first is None or values[0] == first


@pytest.mark.parametrize("text", ["Boeing 737 deliveries rose.", "Airbus 320 jets.", "波音737客机"])
def test_numbers_of_airliners_are_names(text: str) -> None:
    assert [one.role for one in cip.find_quantities(text)] == ["name"]


def test_orders_of_a_maker_are_counted() -> None:
    assert [value for _, value, _ in _values("Boeing 700 orders")] == [Decimal(700)]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("1美元兑7.1元", "元/美元"),
        ("100日元兑4.8元", "元/100日元"),
        ("1 US dollar = 7.1 yuan", "yuan/US dollar"),
    ],
)
def test_an_exchange_rate_is_no_amount(text: str, unit: str) -> None:
    base, rate = cip.find_quantities(text)
    assert base.quantity is None and rate.quantity is not None
    assert (rate.quantity.unit, rate.quantity.unit_text) == (None, unit)


@pytest.mark.parametrize("text", ["1亿美元折合7.1亿元", "1美元和7元", "from 1 dollar to 2 dollars"])
def test_two_amounts_are_no_exchange_rate(text: str) -> None:
    assert all(one.quantity.unit for one in cip.find_quantities(text) if one.quantity)
