"""Holding expressions against values."""

from __future__ import annotations

from decimal import Decimal, localcontext
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
def test_wrong_magnitude_has_a_ratio(value: int, message: str) -> None:
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


def test_missing_columns_raise_key_error() -> None:
    polars = pytest.importorskip("polars")
    with pytest.raises(KeyError, match="value"):
        stated_check(polars.DataFrame({"stated": ["5%"]}))


@pytest.mark.parametrize(
    ("stated", "value", "verdict"),
    [
        # What has no end is compared as far as the data goes, and one decimal at least.
        ("one third of firms", "33.3", "agrees"),
        ("one third of firms", "33.33333", "agrees"),
        ("one third of firms", "33", "value"),
        ("one third of firms", "33.34", "value"),
        ("two-thirds of firms", "66.67", "agrees"),
        # What has an end is compared whole.
        ("1.234567890123456789%", "1.23", "value"),
        ("1.234567890123456789%", "1.234567890123456789", "agrees"),
        ("0%", "0", "agrees"),
        ("5%", "0", "value"),
        ("5%", "-5", "value"),
        ("5%", "-50", "value"),
        ("5%", "50", "order_of_magnitude"),
        ("5%", "0.5", "order_of_magnitude"),
        ("5%", "100", "value"),
        ("一" * 40 + "%", "-3.5", "value"),
        ("一" * 40 + "%", "1" * 40, "agrees"),
        ("1" * 40 + ".5%", "1" * 40 + ".5", "agrees"),
    ],
)
def test_values_are_compared_exactly(stated: str, value: str, verdict: str) -> None:
    assert compare(stated, Decimal(value), None, None, "percent").verdict == verdict


def test_decimal_context_does_not_change_the_verdict() -> None:
    with localcontext(prec=3):
        assert compare("two-thirds", 66.67, None, None, "percent").verdict == "agrees"
        assert compare("two-thirds", 66.6, None, None, "percent").verdict == "value"


def test_messages_give_the_full_reason() -> None:
    told = compare("20% to 30%", 20, 40, "range", "percent")
    assert (told.message, told.ratio) == ("stated reads as 20 to 30", None)
    told = compare("2.100 billion yuan", 2.1e9, None, "eq", "CNY")
    assert told.message == "stated reads as 2100000000 or 2100000000000"
    told = compare("5 billion yuan", 5e9, None, "eq", "USD")
    assert told.message == "unit is USD, stated is CNY"
    told = compare("5 firms", 5, None, "ge", "enterprise")
    assert told.message == "comparator is ge, stated is eq"
    told = compare("5 firms", float("inf"), None, "eq", "enterprise")
    assert told.message == "value inf is not a finite number"
    assert compare("5 firms", 5, None, "eq", "furlong").verdict == "unit"


def test_optional_columns_may_be_missing_and_results_are_replaced() -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"stated": ["5%", None, "1.2万亿元"], "value": [5.0, 1.0, 1.2e9]})
    checked = stated_check(frame)
    assert checked["stated_verdict"].to_list() == ["agrees", "not_judged", "order_of_magnitude"]
    assert checked["stated_ratio"].to_list() == [None, None, 0.001]
    assert checked["stated_message"].to_list()[0] == ""
    again = stated_check(checked.with_columns(polars.lit("?").alias("stated_message")))
    assert again.equals(checked)
    with pytest.raises(KeyError, match="'stated'"):
        stated_check(polars.DataFrame({"value": [1.0]}))


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        # One of the two has an upper end.
        (("5%", 5, 6, None, "percent"), "value"),
        # Nothing is a multiple of zero.
        (("0%", 5, None, None, "percent"), "value"),
        # What is written as a number is none.
        (("5%", "n/a", None, None, "percent"), "not_judged"),
        # Twenty digits have an end; they are compared whole.
        (("1.2345678901234567891%", "1.23", None, None, "percent"), "value"),
    ],
)
def test_rare_rows_have_a_verdict(row: tuple[Any, ...], verdict: str) -> None:
    assert compare(*row).verdict == verdict


def test_frame_may_have_some_optional_columns() -> None:
    polars = pytest.importorskip("polars")
    row = {"stated": ["20 firms"], "value": [20.0], "comparator": ["eq"], "unit": ["enterprise"]}
    assert stated_check(polars.DataFrame(row))["stated_verdict"].to_list() == ["agrees"]
    wide = polars.DataFrame(row | {"unit": ["project"]})
    assert stated_check(wide)["stated_verdict"].to_list() == ["unit"]


@pytest.mark.parametrize(
    ("stated", "value", "upper", "comparator", "unit", "verdict"),
    [
        ("fell by more than 20%", -20, None, "lt", "percent", "agrees"),
        ("fell by more than 20%", 20, None, "gt", "percent", "value"),
        ("fell by more than 20%", -20, None, "gt", "percent", "comparator"),
        ("下降20%至30%", -30, -20, "range", "percent", "agrees"),
        ("下降20%至30%", -20, -30, "range", "percent", "value"),
        ("增长20%", -20, None, "eq", "percent", "value"),
        ("500斤", Decimal("0.25"), None, "eq", "tonne", "agrees"),
        ("500斤", 500, None, "eq", "tonne", "value"),
        ("500斤", 500, None, "eq", "metre", "unit"),
        ("4800锭以上", 4800, None, "ge", "item", "agrees"),
        (
            "0.5吨标准煤/万元",
            Decimal("0.00005"),
            None,
            "eq",
            "tonne_coal_equivalent_per_CNY",
            "agrees",
        ),
    ],
)
def test_signed_falls_and_units_without_a_code_are_compared(
    stated: str,
    value: int | Decimal,
    upper: int | None,
    comparator: str,
    unit: str,
    verdict: str,
) -> None:
    assert compare(stated, value, upper, comparator, unit).verdict == verdict
