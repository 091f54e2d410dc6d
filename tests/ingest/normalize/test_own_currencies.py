"""Amounts in 元 of places that have a currency of their own, and units that name a currency."""

from __future__ import annotations

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.unit_parser import UnitReader


def table(places: list[str], values: list[object]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "指标": ["电子元器件销售总额"] * len(places),
            "地区": places,
            "时间": ["2023年"] * len(places),
            "数值": values,
        }
    )


@pytest.mark.parametrize(
    ("place", "code", "other"),
    [("台湾", "TWD", "新台币"), ("香港", "HKD", "港币"), ("澳门", "MOP", "澳门元")],
)
def test_bare_yuan_of_a_place_with_its_own_currency_is_a_warning(
    place: str, code: str, other: str
) -> None:
    rows = table([place, "广东"], [1.5, 2])
    result = cip.normalize(rows, "figures", units="亿元")
    (found,) = [each for each in result.findings if each.code == "currency-of-place"]
    assert (found.severity, found.row, found.column) == ("warning", 0, "unit")
    assert code in found.message
    for text, unit in (("人民币亿元", "CNY"), (f"{other}亿元", code)):
        assert f"'{text}'" in found.message
        again = cip.normalize(rows, "figures", units=text)
        assert "currency-of-place" not in {each.code for each in again.findings}
        assert again.frame["unit"].to_list() == [unit, unit]


def test_bare_yuan_in_cells_is_a_warning_once_for_each_text() -> None:
    result = cip.normalize(
        table(["台湾", "台湾", "广东"], ["5亿元", "人民币7亿元", "3亿元"]), "figures"
    )
    (found,) = [each for each in result.findings if each.code == "currency-of-place"]
    assert found.value == "5亿元"
    assert "write '人民币5亿元' if yuan is meant, else '新台币5亿元'" in found.message


@pytest.mark.parametrize(
    ("text", "code", "factor"),
    [
        ("US$亿元", "USD", 10**8),
        ("HK$百万元", "HKD", 10**6),
        ("NT$亿元", "TWD", 10**8),
        ("新台币亿元", "TWD", 10**8),
        ("新臺幣億元", "TWD", 10**8),
        ("新台幣仟元", "TWD", 10**3),
        ("港币百万元", "HKD", 10**6),
        ("亿元(港币)", "HKD", 10**8),
        ("亿元（美元）", "USD", 10**8),
        ("亿元新台币", "TWD", 10**8),
        ("元（港币）", "HKD", 1),
        ("人民币亿元", "CNY", 10**8),
        ("¥亿元", "CNY", 10**8),
    ],
)
def test_unit_with_a_named_currency(text: str, code: str, factor: int) -> None:
    found = UnitReader().read(text)
    assert (found.code, int(found.factor)) == (code, factor)
