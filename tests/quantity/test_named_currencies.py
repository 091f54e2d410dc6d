"""The currency that is named next to an amount in 元 is its unit."""

from __future__ import annotations

import pytest

import chinaindpolicy as cip


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("新台币500亿元", 5e10, "TWD"),
        ("新臺幣500億元", 5e10, "TWD"),
        ("NT$500亿元", 5e10, "TWD"),
        ("港币12.5元", 12.5, "HKD"),
        ("US$5亿元", 5e8, "USD"),
        ("澳门元5亿元", 5e8, "MOP"),
        ("欧元3亿元", 3e8, "EUR"),
        ("5亿元新台币", 5e8, "TWD"),
        ("5亿元（港币）", 5e8, "HKD"),
        ("5亿元(美元)", 5e8, "USD"),
        ("加元5亿元", 5e8, "CAD"),
        ("澳元3亿元", 3e8, "AUD"),
        ("新加坡元3亿元", 3e8, "SGD"),
        ("5亿元（欧元）", 5e8, "EUR"),
        ("5亿元日元", 5e8, "JPY"),
        ("人民币5亿元", 5e8, "CNY"),
        ("¥5亿元", 5e8, "CNY"),
        ("5亿元人民币", 5e8, "CNY"),
        ("5亿元", 5e8, "CNY"),
    ],
)
def test_named_currency_is_the_unit(text: str, value: float, unit: str) -> None:
    for sentence in (text, f"产值达{text}，", f"2023年{text}。"):
        (found,) = [each for each in cip.find_quantities(sentence) if each.role == "indicator"]
        assert found.quantity is not None
        assert (float(found.quantity.value), found.quantity.unit) == (value, unit), sentence
        assert text in found.text


def test_range_and_comparator_have_the_named_currency() -> None:
    quantity = cip.parse_quantity("超过新台币3亿至5亿元")
    assert quantity.value_upper is not None
    assert (float(quantity.value), float(quantity.value_upper)) == (3e8, 5e8)
    assert quantity.unit == "TWD"
    assert cip.parse_quantity("新台币5万元以上").comparator == "ge"


@pytest.mark.parametrize("text", ["5美元30元", "100亿美元500亿元"])
def test_currency_of_one_amount_is_not_that_of_the_next(text: str) -> None:
    units = [each.quantity.unit for each in cip.find_quantities(text) if each.quantity]
    assert units == ["USD", "CNY"]
