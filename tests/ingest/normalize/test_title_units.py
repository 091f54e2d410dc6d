"""Units of title lines next to units of headers: a contradiction is never ignored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.result import Normalized

NAME = "电子元器件销售总额"


def converted(tmp_path: Path, title: str, header: str, *rows: str, **options: Any) -> Normalized:
    path = tmp_path / "a.csv"
    commas = "," * header.count(",")
    path.write_text("\n".join([f"{title}{commas}", header, *rows]), "utf-8")
    return cip.normalize(path, "figures", **options)


@pytest.mark.parametrize(
    ("title", "header"),
    [
        ("单位：亿元", "指标,地区,年份,数值(万元)"),
        ("单位：亿元", "指标,地区,年份,数值(美元)"),
        ("Unit: USD million", "指标,地区,年份,数值(元)"),
        ("(in millions)", "指标,地区,年份,数值(万元)"),
    ],
)
def test_a_contradiction_is_an_error(title: str, header: str, tmp_path: Path) -> None:
    result = converted(tmp_path, title, header, f"{NAME},北京,2023,4")
    assert [each.code for each in result.findings] == ["unit-conflict"]
    assert "a title line states" in result.findings[0].message
    assert result.frame["value"].to_list() == [None]


def test_the_caller_confirms_the_unit_of_the_header(tmp_path: Path) -> None:
    result = converted(
        tmp_path, "单位：亿元", "指标,地区,年份,数值(万元)", f"{NAME},北京,2023,4", units="万元"
    )
    assert result.frame["value"].to_list() == [40000]
    assert [each.code for each in result.findings] == ["title-unit-unused"]


def test_a_unit_that_no_value_is_in_is_a_warning(tmp_path: Path) -> None:
    result = converted(tmp_path, "单位：家", "指标,地区,年份,数值(万元)", f"{NAME},北京,2023,4")
    assert (result.ok, [each.code for each in result.findings]) == (True, ["title-unit-unused"])


def test_a_header_is_an_exception_where_the_title_applies_to_other_values(tmp_path: Path) -> None:
    header = f"地区,年份,{NAME},芯片良率(%),高新技术企业(家)"
    result = converted(tmp_path, "单位：亿元", header, "北京,2023,4,88,7")
    assert (result.ok, result.findings) == (True, ())
    header = f"地区,年份,{NAME},规模以上电子信息制造业营业收入(万元)"
    result = converted(tmp_path, "单位：亿元", header, "北京,2023,4,88")
    assert [each.code for each in result.findings] == ["title-unit-unused"]
    assert result.frame["value"].to_list() == [4e8, 88e4]


def test_the_same_unit_twice_is_no_contradiction(tmp_path: Path) -> None:
    for title in ("单位：亿元", "(100 million yuan)"):
        result = converted(tmp_path, title, "指标,地区,年份,数值(亿元)", f"{NAME},北京,2023,4")
        assert (result.ok, result.findings) == (True, ())
