"""Two tables in one file, hidden rows and columns, and units in two languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.unit_parser import read_unit
from two_steps import file, two_steps

OUTPUT: dict[str, Any] = {
    "extend": {"indicators": [{"id": "steel", "name": "粗钢产量", "unit": "tonne"}]}
}


@pytest.mark.parametrize(
    "between",
    [
        "表2 钢材产量 单位：亿吨,,\n地区,2022年,2023年\n",
        "单位：亿吨,,\n地区,2022年,2023年\n",
        "钢材产量（亿吨）,,\n地区,2022年,2023年\n",
        "表2 钢材产量,,\n省份,2020年,2021年\n",
        "二、钢材产量,,\n单位：亿吨,,\n",
    ],
)
def test_a_second_table_is_not_read_as_rows_of_the_first(tmp_path: Path, between: str) -> None:
    text = f"表1 粗钢产量 单位：万吨,,\n地区,2022年,2023年\n北京,1,2\n{between}上海,5,6\n天津,7,8\n"
    result = two_steps(file(tmp_path, text), constants={"indicator_id": "粗钢产量"})
    assert "tables-several" in [each.code for each in result.findings] and not result.ok
    assert result.frame["region_id"].to_list() == ["cn-bj", "cn-bj"]
    message = next(each.message for each in result.findings if each.code == "tables-several")
    assert message.startswith("line 4 (")


@pytest.mark.parametrize(
    "between",
    [
        "续表 单位：万吨,,\n地区,2022年,2023年\n",
        "地区,2022年,2023年\n",
        "东部地区,,\n",
        "东部地区,,\n天津,—,—\n",
    ],
)
def test_a_table_goes_on_below_a_repeated_header_or_group(tmp_path: Path, between: str) -> None:
    text = f"单位：万吨,,\n地区,2022年,2023年\n北京,1,2\n{between}上海,5,6\n"
    result = two_steps(file(tmp_path, text), constants={"indicator_id": "粗钢产量"})
    assert "tables-several" not in [each.code for each in result.findings]
    assert "cn-sh" in result.frame["region_id"].to_list()


def test_hidden_rows_and_columns_are_read_with_a_warning(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["地区", "2022年", "2023年"], ["北京", 1, 2], ["上海", 3, 4]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["H"].hidden = True
    sheet.row_dimensions[9].hidden = True
    path = tmp_path / "a.xlsx"
    book.save(path)
    result = cip.normalize(
        path, "figures", units="万吨", constants={"indicator_id": "粗钢产量"}, **OUTPUT
    )
    assert result.ok and result.frame["value"].to_list() == [1e4, 2e4, 3e4, 4e4]
    (finding,) = [each for each in result.findings if each.code == "cells-hidden"]
    assert finding.severity == "warning"
    assert finding.message.startswith("rows 3 and columns B are hidden")


@pytest.mark.parametrize(
    ("text", "code", "factor"),
    [
        ("亿元 100 million yuan", "CNY", 10**8),
        ("亿吨(100 million tons)", "tonne", 10**8),
        ("万吨 10 000 tons", "tonne", 10**4),
        ("万辆 10 000 units", "vehicle", 10**4),
        ("个 unit", "item", 1),
    ],
)
def test_units_in_two_languages(text: str, code: str, factor: int) -> None:
    unit = read_unit(text)
    assert (unit.code, int(unit.factor)) == (code, factor)
    rows = [{"指标": "粗钢", "地区": "全国", "年份": "2023", "单位": text, "数值": "2.5"}]
    mapping = cip.inspect(rows)
    result = cip.normalize(rows, "figures", mapping=mapping, extend=mapping.extend)
    assert result.frame.select("value", "unit").rows() == [(2.5 * factor, code)]


@pytest.mark.parametrize(
    "text", ["亿元 million yuan", "亿元 yuan", "万吨 100 million tons", "万吨 yuan"]
)
def test_a_unit_that_differs_by_language_is_no_new_unit(text: str) -> None:
    rows = [{"指标": "粗钢", "地区": "全国", "年份": "2023", "单位": text, "数值": "2.5"}]
    mapping = cip.inspect(rows)
    assert "units" not in mapping.extend
    assert not cip.normalize(rows, "figures").ok
