"""Number formats of workbooks: dates as far as they are shown, numbers that are shown otherwise."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.readers.number_formats import NumberDisplay, number_shown
from chinaindpolicy.ingest.readers.open_files import open_data


def book(tmp_path: Path, rows: list[list[Any]], formats: dict[str, str]) -> Path:
    made = openpyxl.Workbook()
    sheet: Any = made.active
    for row in rows:
        sheet.append(row)
    for place, style in formats.items():
        sheet[place].number_format = style
    made.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ('yyyy"年"m"月"', "2024-06"),
        ('[$-804]yyyy"年"m"月";@', "2024-06"),
        ("yyyy-mm", "2024-06"),
        ("mmm-yy", "2024-06"),
        (r"yyyy\.mm", "2024-06"),
        ("yyyy", "2024"),
        ('yyyy"年"', "2024"),
        ("yyyy-mm-dd", "2024-06-01"),
        ('yyyy"年"m"月"d"日"', "2024-06-01"),
        ("m/d/yy h:mm", "2024-06-01"),
    ],
)
def test_dates_are_cut_to_the_displayed_parts(tmp_path: Path, style: str, text: str) -> None:
    day = datetime.date(2024, 6, 1)
    path = book(tmp_path, [["指标", "时间"], ["算力规模", day]], {"B2": style})
    assert open_data(path, "figures").frame.collect()["时间"].to_list() == [text]
    wide = book(tmp_path, [["指标", day], ["算力规模", 1]], {"B1": style})
    found = cip.normalize(wide, "figures", wide=True)
    assert found.frame["period"].to_list() == [text]


@pytest.mark.parametrize("style", ["#,##0,", "0.0,,", '0.0,"千元"', '0!.0,"万"', r"0\.00", '"是"'])
def test_numbers_displayed_as_others_are_reported(tmp_path: Path, style: str) -> None:
    path = book(tmp_path, [["时间", "数值"], [2023, 16190], [2024, 2]], {"B2": style})
    stated = {"indicator_id": "算力规模", "region_id": "全国", "unit": "PFLOPS"}
    found = cip.normalize(path, "figures", constants=stated)
    (told,) = found.findings
    assert (told.code, told.severity, told.line) == ("cell-shown-otherwise", "error", 2)
    assert repr(style) in told.message
    assert found.frame["value"].to_list() == [2.0]


def test_words_of_a_number_format_are_read(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["指标", "数值", "时间"], ["电子元器件销售总额", 1.5, 2024]]
    path = book(tmp_path, rows, {"B2": '0.00"亿元"', "C2": '0"年"'})
    found = cip.normalize(path, "figures", constants={"region_id": "全国"})
    assert found.ok
    assert found.frame.select("value", "unit", "period").rows() == [(1.5e8, "CNY", "2024")]


@pytest.mark.parametrize(
    "style",
    [
        "General",
        "0.00E+00",
        "#,##0.00_);[Red](#,##0.00)",
        '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
        "[$¥-804]#,##0.00",
        "0.00;-0.00;;@",
        "0_ ",
        "@",
        "[>=1000]#,##0;0.00",
    ],
)
@pytest.mark.parametrize("sign", [-1, 0, 1])
def test_plain_number_formats_change_nothing(style: str, sign: int) -> None:
    assert number_shown(style, sign) == NumberDisplay()


def test_conditional_number_formats_are_read() -> None:
    assert number_shown('[>=10000]0.0,"万";0', 1).other
