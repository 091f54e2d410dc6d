"""Symbols of units that are names of something else: M2 is money, GB/T a standard."""

from __future__ import annotations

from typing import Any

import pytest

import chinaindpolicy as cip

EXTEND: dict[str, Any] = {
    "indicators": [
        {"id": "m2", "name": "M2", "name_zh": "货币供应量", "unit": "CNY"},
        {"id": "m2-growth", "name": "M2 growth", "name_zh": "M2同比", "unit": "percent"},
        {"id": "floor-area", "name": "floor area", "name_zh": "建筑面积", "unit": "square_metre"},
    ]
}


def read(header: str, **cells: str) -> cip.Normalized:
    row = {"地区": "全国", "年份": "2020", header: "5", **cells}
    return cip.normalize([row], "figures", extend=EXTEND)


@pytest.mark.parametrize(
    ("header", "id", "value", "unit"),
    [
        ("M2(亿元)", "m2", 5e8, "CNY"),
        ("m2_亿元", "m2", 5e8, "CNY"),
        ("M2同比(%)", "m2-growth", 5.0, "percent"),
        ("建筑面积(m2)", "floor-area", 5.0, "square_metre"),
        ("floor area_m2", "floor-area", 5.0, "square_metre"),
        ("建筑面积(㎡)", "floor-area", 5.0, "square_metre"),
    ],
)
def test_names_and_units_are_distinguished(header: str, id: str, value: float, unit: str) -> None:
    found = read(header)
    columns = ("indicator_id", "value", "unit")
    assert found.frame.select(columns).row(0) == (id, value, unit)
    assert found.ok


@pytest.mark.parametrize(
    "header",
    [
        *("m2_yoy", "M1同比", "M0", "t_max", "kg_per_person", "GB/T 4754", "CO2", "CO2_kt"),
        *("5G基站数", "PM2.5", "g_index", "5g_users", "gb_export", "货币和准货币(M2)"),
    ],
)
def test_headers_with_other_names_are_not_read(header: str) -> None:
    found = read(header)
    assert not found.ok
    assert "column-left-out" in {each.code for each in found.findings}
    # The symbol is no unit, so what is left of the header is not proposed as the indicator.
    assert not any("'yoy'" in each.message or "'T'" in each.message for each in found.findings)


@pytest.mark.parametrize("unit", ["M2", "（M2）", "单位：M2", "M3"])
def test_capitals_are_no_area(unit: str) -> None:
    row = {"指标": "建筑面积", "地区": "全国", "年份": "2020", "数值": "5", "单位": unit}
    found = cip.normalize([row], "figures", extend=EXTEND)
    assert {each.code for each in found.findings} == {"unit-unreadable"}
    assert cip.normalize([row | {"单位": "m2"}], "figures", extend=EXTEND).ok


@pytest.mark.parametrize("cell", ["5G", "5 g", "3M2", "1GB/T", "3kg/x", "12 tonnes/X", "7 MW/Z"])
def test_values_with_letters_are_errors(cell: str) -> None:
    row = {"指标": "M2", "地区": "全国", "年份": "2020", "数值": cell, "单位": "亿元"}
    assert not cip.normalize([row], "figures", extend=EXTEND).ok
