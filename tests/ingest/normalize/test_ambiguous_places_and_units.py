"""Places and units that a short text does not identify are rejected, and never guessed."""

from __future__ import annotations

from typing import Any

import pytest

import chinaindpolicy as cip

ROW = {"指标": "高新技术企业", "年份": "2023", "数值(家)": "5"}


def read(rows: list[dict[str, str]], **options: Any) -> tuple[list[str | None], set[str]]:
    found = cip.normalize([ROW | row for row in rows], "figures", **options)
    return found.frame["region_id"].to_list(), {each.code for each in found.findings}


@pytest.mark.parametrize("column", ["省份", "地区", "region"])
def test_letters_of_a_province_are_no_country(column: str) -> None:
    """BJ is Beijing or Benin, SD Shandong or Sudan."""
    rows = [{column: code} for code in ("BJ", "SD", "TJ")]
    assert read(rows) == ([None, None, None], {"name-ambiguous"})
    assert read([{column: code} for code in ("DE", "FR")]) == (["de", "fr"], set())


def test_numbers_without_zeros_beside_codes_of_m49_are_rejected() -> None:
    rows = [{"country": code} for code in ("156", "36", "32")]
    assert read(rows) == (["cn", None, None], {"name-ambiguous"})
    assert read([{"地区": code} for code in ("11", "36")]) == (["cn-bj", "cn-jx"], set())


def test_a_code_before_a_name_is_the_place_of_the_code() -> None:
    texts = ("430100 长沙", "211300朝阳", "220000 吉林", "140400 长治", "320500 苏州")
    ids = ["cn-hn-changsha", "cn-ln-chaoyang", "cn-jl", "cn-sx-changzhi", "cn-js-suzhou"]
    assert read([{"地区": text} for text in texts]) == (ids, set())
    assert read([{"地区": "320500 杭州"}]) == ([None], {"name-unknown"})


def test_a_city_with_the_name_of_another_city_is_rejected() -> None:
    assert read([{"City": "Hefei"}, {"City": "Suzhou"}]) == (
        ["cn-ah-hefei", None], {"name-ambiguous"},
    )  # fmt: skip
    assert read([{"City": "Fuzhou"}, {"City": "Taizhou"}]) == ([None, None], {"name-ambiguous"})
    assert read([{"省份": "江西", "City": "Fuzhou"}]) == (["cn-jx-fuzhou"], set())
    assert read([{"省份": "江苏", "City": "Suzhou"}]) == (["cn-js-suzhou"], set())
    assert read([{"地区": "Jilin City"}, {"地区": "Beijing City"}]) == (
        ["cn-jl-jilin", "cn-bj"], set(),
    )  # fmt: skip


def test_a_column_of_counties_has_no_prefectures() -> None:
    rows = [{"城市": "长沙", "县": "长沙"}, {"城市": "长沙", "县": "浏阳"}]
    assert read(rows) == (["cn-hn-430121", "cn-hn-430181"], set())


def test_a_code_of_another_place_beside_the_name_is_a_conflict() -> None:
    rows = [
        {"Country": "Congo", "ISO3": "COD"},
        {"Country": "Korea", "ISO3": "PRK"},
        {"Country": "France", "ISO3": "FRA"},
    ]
    assert read(rows) == ([None, None, "fr"], {"name-conflict"})
    rows = [{"地区": "苏州", "行政区划代码": "341300"}]
    assert read(rows) == ([None], {"name-conflict"})


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        ("mW", "kilowatt", None),
        ("MW", "kilowatt", 5000.0),
        ("兆瓦", "kilowatt", 5000.0),
        ("Gb", "gigabyte", None),
        ("GB", "gigabyte", 5.0),
        ("Gb/s", "gigabit_per_second", 5.0),
        ("Mb", "megabyte", None),
        ("mWh", "kilowatt_hour", None),
        ("兆立方米", "cubic_metre", None),
        ("兆辆", "vehicle", None),
        ("兆吨", "tonne", None),
        ("兆元", "CNY", 5e12),
    ],
)
def test_case_and_scale_decide_a_unit(written: str, unit: str, value: float | None) -> None:
    own = {"indicators": [{"id": "own", "name": "自有指标", "unit": unit}]}
    row = {"指标": "自有指标", "年份": "2023", "地区": "北京", "数值": "5", "单位": written}
    found = cip.normalize([row], "figures", extend=own)
    assert found.frame["value"].to_list() == [value]
    assert found.ok is (value is not None)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Price/kg", None), ("Cost/kWh", None), ("水价/吨", None), ("产值/亿元", "CNY"),
        ("Share of exports", None), ("Share of electricity from coal (%)", "percent"),
    ],
)  # fmt: skip
def test_the_denominator_of_a_price_and_a_share_are_no_units(header: str, unit: str | None) -> None:
    found = cip.inspect([{"region": "China", "year": 2023, header: 5}])
    (entry,) = found.extend["indicators"]
    assert entry.get("unit") == unit
