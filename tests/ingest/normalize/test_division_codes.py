"""A column of codes of divisions is compared with the names next to it, or states the place."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize import columnar
from chinaindpolicy.ingest.normalize.conversion import convert_table, request_for
from chinaindpolicy.ingest.normalize.options import Options
from columnar_tables import assert_equal, convert_small_tables

ROW = {"指标": "高新技术企业", "年份": "2020", "数值(家)": "5"}


def read(rows: list[dict[str, Any]]) -> cip.Normalized:
    return cip.normalize([ROW | row for row in rows], "figures")


@pytest.mark.parametrize(
    "header",
    [
        "代码",
        "行政区划代码",
        "code",
        "地区编码",
        "adcode",
        "区划代码",
        "省份代码",
        "省代码",
        "编码",
    ],
)
def test_a_code_of_another_province_is_an_error(header: str) -> None:
    found = read([{"地区": "浙江", header: "110000"}, {"地区": "上海", header: "310000"}])
    assert found.frame["region_id"].to_list() == [None, "cn-sh"]
    (finding,) = found.findings
    assert finding.code == "name-conflict"
    assert finding.message == "'110000' is cn-bj, but the row states cn-zj"


@pytest.mark.parametrize(
    ("place", "code", "agrees"),
    [
        ("浙江", 330000.0, True),
        ("浙江", 110000.0, False),
        ("上海", "31", True),
        ("上海", "33", False),
        ("北京", " 110000 ", True),
        ("北京", "11 00 00", True),
        ("江苏", "320000000000", True),
        ("江苏", "330000000000", False),
        ("杭州", "3301", True),
        ("杭州", "330000", True),  # the province around it
        ("浙江", "330100", False),
        ("南京", "330000", False),
        ("杭州", "330200", False),
        ("巢湖市", "341400", False),  # a former prefecture
        ("重庆", "510200", False),
    ],
)
def test_codes_are_read_in_all_forms(place: str, code: object, agrees: bool) -> None:
    assert read([{"地区": place, "区划代码": code}]).ok is agrees


def test_codes_alone_state_the_place_if_their_header_names_places() -> None:
    found = read([{"区划代码": 110000.0}, {"区划代码": "3301"}])
    assert found.frame["region_id"].to_list() == ["cn-bj", "cn-zj-hangzhou"]
    assert not read([{"代码": "110000"}]).ok


def test_other_codes_are_not_read() -> None:
    found = read([{"地区": "浙江", "代码": "600000"}, {"地区": "上海", "代码": "600001"}])
    assert [each.code for each in found.findings] == ["column-left-out"]


def test_the_conversion_by_column_compares_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    convert_small_tables(monkeypatch)
    codes = {"北京": "110000", "上海": "310000", "浙江": "320000", "杭州": "330000"}
    rows = [
        ROW | {"地区": place, "代码": code, "年份": str(year), "数值(家)": f"{year}"}
        for place, code in codes.items()
        for year in range(2000, 2020)
    ]
    frame = pl.DataFrame(rows)
    by_column = columnar.convert_columns(request_for(frame, "figures", Options()))
    whole = convert_table(request_for(frame, "figures", Options())).result()
    assert by_column is not None
    assert_equal(by_column, whole)
    assert whole.frame["region_id"].null_count() == 20
