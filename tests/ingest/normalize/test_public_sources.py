"""Files in the shapes of public sources: the values that come out, or the errors.

The numbers are invented or rounded. A file that is not read completely is an error; the values
that are read from it are right.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import chinaindpolicy as cip

EXTEND: dict[str, Any] = {
    "indicators": [
        {"id": "production", "name": "Motor vehicle production", "unit": "vehicle"},
        {"id": "billings", "name": "Semiconductor equipment billings", "unit": "USD"},
        {"id": "m2", "name": "M2", "name_zh": "货币和准货币(M2)", "unit": "CNY"},
        {"id": "reserves", "name": "Reserves", "name_zh": "外汇储备", "unit": "USD"},
        {"id": "gdp", "name": "GDP (current US$)", "unit": "USD"},
        {"id": "grp", "name": "Gross regional product", "name_zh": "生产总值", "unit": "CNY"},
        {"id": "population", "name": "Population", "name_zh": "常住人口", "unit": "person"},
        {"id": "chips", "name": "Chips", "name_zh": "集成电路产量", "unit": "item"},
        {"id": "ev-stock", "name": "Electric cars", "name_zh": "电动汽车", "unit": "vehicle"},
    ]
}
CHINA = {"region_id": "cn"}
GRP = {"indicator_id": "grp"}

Value = tuple[str, str, str, float]


def converted(data: Any, **options: Any) -> tuple[bool, set[Value]]:
    found = cip.normalize(data, "figures", extend=EXTEND, **options)
    names = ("indicator_id", "region_id", "period", "value")
    rows = found.frame.to_dicts()
    return found.ok, {tuple(row.get(name) for name in names) for row in rows}  # type: ignore[misc]


FILES: dict[str, tuple[str, dict[str, Any], bool, set[Value]]] = {
    "SEMI, billings by quarter": (
        "Worldwide Semiconductor Equipment Billings by Region (US$ billions),,,\n"
        "Region,1Q2024,4Q2023,Q/Q\nChina,12.52,12.17,3%\nKorea,5.20,5.51,-6%\n",
        {"constants": {"indicator_id": "billings"}, "columns": {"Q/Q": None}},
        True,
        {
            ("billings", "cn", "2024-01/2024-03", 12.52e9),
            ("billings", "kr", "2023-10/2023-12", 5.51e9),
        },
    ),
    "PBoC, months with a lost zero": (
        "货币供应量,,,\n单位：亿元人民币,,,\n指标,2024.01,2024.1,2024.11\n"
        "货币和准货币(M2),2976250.18,3097130.20,3119573.28\n",
        {"constants": CHINA},
        True,
        {("m2", "cn", "2024-01", 297625018e6), ("m2", "cn", "2024-10", 309713020e6)},
    ),
    "SAFE, two units under each month": (
        "官方储备资产,,\n,2024.01,\n,亿美元,亿SDR\n外汇储备,32193.2,24213.3\n",
        {"constants": CHINA},
        False,
        {("reserves", "cn", "2024-01", 32193.2e8)},
    ),
    "World Bank, bulk file": (
        '\ufeff"Country Name","Country Code","Indicator Name","Indicator Code","2021","2022",\n'
        '"China","CHN","GDP (current US$)","NY.GDP.MKTP.CD","17820459342451.6","",\n'
        '"Viet Nam","VNM","GDP (current US$)","NY.GDP.MKTP.CD","366474752771.131","41e10",\n',
        {},
        True,
        {("gdp", "cn", "2021", 17820459342451.6), ("gdp", "vn", "2022", 41e10)},
    ),
    "Yearbook, cities below the province": (
        "2-12 各市生产总值（2022年）,,\n本表按当年价格计算。,,单位：亿元\n"
        "地区,生产总值,常住人口（万人）\n合肥市,12013.1,963.4\n芜湖市,4502.1,373.1\n",
        {},
        True,
        {
            ("grp", "cn-ah-hefei", "2022", 1.20131e12),
            ("population", "cn-ah-wuhu", "2022", 3731000.0),
        },
    ),
    "Codes next to names": (
        "地区,代码,2022年(亿元)\n安徽,340000,45045\n浙江,330000.0,77715\n",
        {"constants": GRP},
        True,
        {("grp", "cn-ah", "2022", 4.5045e12), ("grp", "cn-zj", "2022", 7.7715e12)},
    ),
    "Index columns of pandas": (
        ",Unnamed: 0,地区,年份,数值(亿元)\n0,0,安徽,2022,45045\n1,1,浙江,2022,77715\n",
        {"constants": GRP},
        True,
        {("grp", "cn-ah", "2022", 4.5045e12), ("grp", "cn-zj", "2022", 7.7715e12)},
    ),
    "Kaggle, M for million": (
        "Country,Year,Electric cars\nChina,2022,13.8M\nGermany,2023,5\n",
        {"units": "辆"},
        True,
        {("ev-stock", "cn", "2022", 13.8e6), ("ev-stock", "de", "2023", 5.0)},
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_files_of_public_sources(name: str, tmp_path: Path) -> None:
    text, options, is_read, expected = FILES[name]
    path = tmp_path / "file.csv"
    path.write_text(text, "utf-8")
    ok, found = converted(path, **options)
    assert ok is is_read
    assert expected <= found


def workbook(path: Path, *rows: list[Any]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return book


def test_an_export_of_the_statistical_bureau(tmp_path: Path) -> None:
    path = tmp_path / "nbs.xlsx"
    rows = ["指标", "2023年", "2022年"], ["集成电路产量(亿块)", 3946.8, 3241.9]
    workbook(
        path, ["数据库：年度数据"], ["时间：最近2年"], *rows, ["数据来源：国家统计局"]
    )  # fmt: skip
    ok, found = converted(path, constants=CHINA)
    assert ok
    assert ("chips", "cn", "2023", 3946.8e8) in found


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("formula", [["地区", "2022年(亿元)"], ["安徽", 45045], ["浙江", "=B2*2"]]),
        ("header", [["地区", "=2021+1"], ["安徽", 45045]]),
        (
            "two tables",
            [
                *(["地区", "2022年(亿元)"], ["安徽", 45045], [None, None]),
                *(["地区", "2022年(万人)"], ["安徽", 6127]),
            ],
        ),
    ],
)
def test_workbooks_that_are_not_clear_are_rejected(
    name: str, rows: list[list[Any]], tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.xlsx"
    workbook(path, *rows)
    try:
        ok, _ = converted(path, constants=GRP)
    except cip.ChinaIndPolicyError:
        return
    assert not ok


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = workbook(path, ["地区", "2022年(亿元)"], ["安徽", 1])
    book.worksheets[0].sheet_state = "hidden"
    shown = book.create_sheet("shown")
    for row in (["地区", "2022年(亿元)"], ["浙江", 2]):
        shown.append(row)
    book.save(path)
    assert converted(path, constants=GRP) == (True, {("grp", "cn-zj", "2022", 2e8)})


@pytest.mark.parametrize("numbers", [("5", "6"), ("0", "2"), ("2000", "2001"), ("1", "x")])
def test_other_columns_without_a_name_are_not_set_aside(numbers: tuple[str, str]) -> None:
    rows = [
        {"Unnamed: 0": number, "地区": place, "年份": "2022", "数值(亿元)": "5"}
        for number, place in zip(numbers, ("安徽", "浙江"), strict=True)
    ]
    assert not converted(rows, constants=GRP)[0]
