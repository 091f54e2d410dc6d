"""Tables whose headers and cells are in Chinese and English: 地区 Region, 北京 Beijing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.result import Normalized
from two_steps import file, two_steps


def values(result: Normalized) -> list[tuple[Any, ...]]:
    assert result.ok, [each.message for each in result.findings]
    return result.frame.select("region_id", "period", "value", "unit").rows()


@pytest.mark.parametrize(
    ("headers", "beijing", "total"),
    [
        ("项目 Item,地区 Region,年份 Year,数值 Value (亿元)", "北京 Beijing", "合计 Total"),
        ("Item 项目,Region 地区,Year 年份,Value 数值（亿元）", "Beijing 北京", "Total 合计"),
        (
            "项目/Item,地区（Region）,年份/Year,数值/Value (亿元)",
            "北京（Beijing）",
            "合计（Total）",
        ),
        ("项目 Item,地 区 Region,年 份 Year,数值 Value (亿元)", "北 京 Beijing", "合 计 Total"),
        (
            "指标 Indicator,省份 Province,时间 Period,数值 Value (亿元)",
            "北京市 Beijing",
            "总计 Total",
        ),
    ],
)
def test_headers_and_cells_in_two_languages(
    tmp_path: Path, headers: str, beijing: str, total: str
) -> None:
    rows = f"产值 Output,{beijing},2023,100.5\n产值 Output,天津 Tianjin,2023,50.5\n"
    path = file(tmp_path, f"{headers}\n{rows}产值 Output,{total},2023,151\n")
    result = two_steps(path)
    assert values(result) == [
        ("cn-bj", "2023", 10050000000.0, "CNY"),
        ("cn-tj", "2023", 5050000000.0, "CNY"),
    ]
    assert result.notes["kind"].to_list() == ["total"]


def test_a_unit_in_the_header_of_the_names(tmp_path: Path) -> None:
    path = file(tmp_path, "指标 Indicator (亿元),2022年,2023年\n产值 Output,10,20\n")
    assert values(two_steps(path, constants={"region_id": "全国"})) == [
        ("cn", "2022", 1000000000.0, "CNY"),
        ("cn", "2023", 2000000000.0, "CNY"),
    ]


def test_units_in_both_languages_must_agree(tmp_path: Path) -> None:
    text = "地区 Region,年份 Year,产值(亿元) Output ({} million yuan)\n北京 Beijing,2023,10\n"
    result = two_steps(file(tmp_path, text.format("100")))
    assert values(result) == [("cn-bj", "2023", 1000000000.0, "CNY")]
    mapping = cip.inspect(file(tmp_path, text.format("1")))
    assert not mapping.ok and all("unit" not in each for each in mapping.extend["indicators"])


def test_names_of_two_places_are_an_error(tmp_path: Path) -> None:
    text = "地区 Region,年份 Year,数值 Value (亿元),指标 Indicator\n北京 Tianjin,2023,1,产值\n"
    mapping = cip.inspect(file(tmp_path, text))
    assert "regions" not in mapping.extend
    assert "name-conflict" in {each.code for each in mapping.findings}


def test_a_city_and_its_province_in_two_languages(tmp_path: Path) -> None:
    text = (
        "City 城市,Province 省份,年份 Year,数值 Value (亿元),指标 Indicator\n"
        "吉林 Jilin,吉林 Jilin,2023,10,产值\n苏州（Suzhou）,江苏（Jiangsu）,2023,20,产值\n"
    )
    assert [row[0] for row in values(two_steps(file(tmp_path, text)))] == [
        "cn-jl-jilin",
        "cn-js-suzhou",
    ]


def test_an_indicator_of_the_release_in_two_languages() -> None:
    row = {"地区 Region": "北京 Beijing", "年份 Year": "2023", "数值 Value": "5", "单位 Unit": "家"}
    name = "高新技术企业 High-tech enterprises"
    result = cip.normalize([row | {"指标 Indicator": name}], "figures")
    assert result.frame["indicator_id"].to_list() == ["high-tech-enterprises"]


def test_months_in_two_languages_are_one_month(tmp_path: Path) -> None:
    text = "指标 Item,单位 Unit,1月 January,1-6月 Jan-Jun,2月 March\n产值,亿元,10,2,3\n"
    mapping = cip.inspect(file(tmp_path, text), constants={"region_id": "cn", "period": "2023"})
    read = mapping.columns.filter(field="value")["column"].to_list()
    assert read == ["1月 January", "1-6月 Jan-Jun"]
