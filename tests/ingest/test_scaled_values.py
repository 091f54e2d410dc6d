"""Values with the letter of a scale, and units that are scales of things: 13.8M, million units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.result import Normalized
from two_steps import file, two_steps


def values(result: Normalized) -> list[tuple[Any, ...]]:
    assert result.ok, [each.message for each in result.findings]
    return result.frame.select("value", "unit").rows()


@pytest.mark.parametrize(
    ("header", "cells", "numbers", "unit"),
    [
        ("Market size (US$)", ("13.8M", "1.2bn", "45k"), (13.8e6, 1.2e9, 45e3), "USD"),
        ("Market size (US$)", ("$13.8m", "US$1.2B", "45,000K"), (13.8e6, 1.2e9, 45e6), "USD"),
        ("Population (persons)", ("84M", "1.41bn", "950K"), (84e6, 1.41e9, 950e3), "person"),
        ("销售额(美元)", ("1.2亿", "3千万", "45万"), (1.2e8, 3e7, 45e4), "USD"),
    ],
)
def test_values_with_scales_in_a_column_with_a_unit(
    tmp_path: Path, header: str, cells: tuple[str, ...], numbers: tuple[float, ...], unit: str
) -> None:
    rows = zip(("China", "Germany", "France"), cells, strict=True)
    lines = [f'{country},2022,"{cell}"' for country, cell in rows]
    path = file(tmp_path, "\n".join([f"Country,Year,{header}", *lines]))
    assert values(two_steps(path)) == [(number, unit) for number in numbers]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Length (m)", "5M"),
        ("Rate (%)", "5M"),
        ("Sales (US$ million)", "5M"),
        ("Sales", "5M"),
        ("Sales (US$)", "1.2b"),
        ("Steel (tonnes)", "5k"),
    ],
)
def test_a_letter_that_may_be_no_scale_is_an_error(tmp_path: Path, header: str, cell: str) -> None:
    path = file(tmp_path, f"Country,Year,{header}\nChina,2022,{cell}\n")
    constants = {"indicator_id": "electronic-component-sales"}
    result = cip.normalize(path, "figures", columns={header: "value"}, constants=constants)
    assert not result.ok
    assert "value" not in result.frame.columns or result.frame["value"].to_list() == [None]


@pytest.mark.parametrize(
    ("header", "number", "unit"),
    [
        ("Cars (million units)", 27e6, "item"),
        ("Cars (in million units)", 27e6, "item"),
        ('"Cars (1,000 units)"', 27e3, "item"),
        ("Cars (thousand units)", 27e3, "item"),
        ("Steel (thousand tonnes)", 27e3, "tonne"),
        ("Steel (1000 t)", 27e3, "tonne"),
        ("GDP (US$ billion)", 27e9, "USD"),
        ("GDP (bn USD)", 27e9, "USD"),
    ],
)
def test_scales_of_things_in_headers_and_unit_columns(
    tmp_path: Path, header: str, number: float, unit: str
) -> None:
    path = file(tmp_path, f"Country,Year,{header}\nChina,2022,27\n")
    assert values(two_steps(path)) == [(number, unit)]
    text = header.strip('"').partition("(")[2].rstrip(")")
    path = file(tmp_path, f'Country,Year,Indicator,Unit,Value\nChina,2022,Cars,"{text}",27\n')
    assert values(two_steps(path)) == [(number, unit)]


def test_a_scale_of_units_takes_the_thing_from_another_place() -> None:
    row = {"Country": "China", "Year": "2022", "Indicator": "Cars", "Value": "27"}
    mapping = cip.inspect([row | {"Unit": "million units"}], units={"million units": "万辆"})
    assert [each["unit"] for each in mapping.extend["indicators"]] == ["vehicle"]
    result = cip.normalize(
        [row | {"Unit": "vehicles", "Scale": "Units"}], "figures", extend=mapping.extend
    )
    assert values(result) == [(27.0, "vehicle")]


def test_bn_next_to_other_flags_is_a_flag() -> None:
    row = {"Country": "China", "Year": "2022", "Indicator": "算力规模", "Value (EFLOPS)": "12bn"}
    other = row | {"Year": "2021", "Value (EFLOPS)": "11 p"}
    result = cip.normalize([row, other], "figures")
    assert {each.code for each in result.findings} == {"value-flagged"}
    assert result.frame["value"].to_list() == [None, None]
    kept = cip.normalize([row, other], "figures", flags="keep")
    assert kept.frame["value"].to_list() == [12000.0, 11000.0]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("1.2b", "1.1"), [1.2, 1.1]),
        (("1.2b", "1.3 p"), [1.2, 1.3]),
        (("1.2b", "3M"), [None, 3000000.0]),
        (("1.2b", "3B"), [None, 3000000000.0]),
        (("1.2bn", "1.1bn"), [None, None]),
        (("1.2bn", "1.1 p"), [1.2, 1.1]),
    ],
)
def test_a_letter_that_may_be_a_flag_or_billions(
    cells: tuple[str, str], values: list[float | None]
) -> None:
    row = {"指标": "电子元器件销售总额", "地区": "全国"}
    pairs = zip(("2022", "2023"), cells, strict=True)
    rows = [row | {"年份": year, "数值(元)": cell} for year, cell in pairs]
    result = cip.normalize(rows, "figures", flags="keep")
    assert result.frame["value"].to_list() == values
    assert result.ok == (None not in values)
    long = cip.normalize(pl.DataFrame(rows * 300), "figures", flags="keep")
    assert long.frame["value"].to_list() == values * 300
