"""Holding expressions against values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from chinaindpolicy.quantity.check import compare, stated_check

CASES: list[tuple[tuple[Any, ...], str]] = [
    (("more than 1000 enterprises", 1000, None, "gt", "enterprise"), "agrees"),
    (("more than 1000 enterprises", 1000.0, None, None, None), "agrees"),
    (("20% to 30%", 20, 30, "range", "percent"), "agrees"),
    (("16.19 trillion yuan", "16190000000000", None, "eq", "CNY"), "agrees"),
    (("0.1%", 0.1, None, "eq", "percent"), "agrees"),
    (("2 GWh", 2_000_000, None, "eq", "kilowatt_hour"), "agrees"),
    (("one third of firms", Decimal("33.33"), None, "eq", "percent"), "agrees"),
    (("more than 400,000", 400000, None, "gt", "vehicle"), "agrees"),
    (("more than 1000 enterprises", 1000, None, "ge", "enterprise"), "comparator"),
    (("5 billion yuan", 5e9, None, "eq", "USD"), "unit"),
    (("5 billion yuan", 6e9, None, "eq", "CNY"), "value"),
    (("20% to 30%", 20, 40, "range", "percent"), "value"),
    (("20% to 30%", 20, None, "eq", "percent"), "value"),
    (("1.2万亿元", 1.2e9, None, "eq", "CNY"), "order_of_magnitude"),
    (("2.100 billion yuan", 2.1e12, None, "eq", "CNY"), "ambiguous"),
    (("2.100 billion yuan", 2.1e9, None, "eq", "CNY"), "ambiguous"),
    (("the second session", 2, None, "eq", None), "unreadable"),
    ((None, 2, None, "eq", None), "not_judged"),
    (("5%", None, None, "eq", None), "not_judged"),
    (("5%", float("nan"), None, "eq", None), "not_judged"),
]


@pytest.mark.parametrize(("row", "verdict"), CASES)
def test_verdict(row: tuple[Any, ...], verdict: str) -> None:
    assert compare(*row).verdict == verdict


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (2_100_000_000, "value is 1/1000 of what is stated"),
        (21_000_000_000_000, "value is 10 times what is stated"),
    ],
)
def test_slip_is_told_as_a_ratio(value: int, message: str) -> None:
    agreement = compare("21000亿元", value, None, "eq", "CNY")
    assert agreement.message == message
    assert agreement.ratio == Decimal(value) / Decimal(2_100_000_000_000)


def test_frame() -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(
        [(*row[:2], *row[2:], verdict) for row, verdict in CASES if not isinstance(row[1], str)],
        schema={
            "stated": polars.String,
            "value": polars.Float64,
            "value_upper": polars.Float64,
            "comparator": polars.String,
            "unit": polars.String,
            "expected": polars.String,
        },
        orient="row",
        strict=False,
    )
    checked = stated_check(frame)
    assert checked["stated_verdict"].to_list() == frame["expected"].to_list()
    assert checked.columns[:6] == frame.columns
    assert stated_check(checked).equals(checked)


def test_frame_without_columns_is_refused() -> None:
    polars = pytest.importorskip("polars")
    with pytest.raises(KeyError, match="value"):
        stated_check(polars.DataFrame({"stated": ["5%"]}))
