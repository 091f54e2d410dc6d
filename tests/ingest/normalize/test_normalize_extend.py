"""Codes of the caller in conversions: indicators, units and regions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import chinaindpolicy as cip
from chinaindpolicy.cli import cli

EXTEND: dict[str, Any] = {
    "indicators": [
        {"id": "gdp", "name": "GDP", "name_zh": "国内生产总值", "unit": "CNY"},
        {"id": "steel-output", "name": "Crude steel", "name_zh": "粗钢产量", "unit": "tonne"},
        {"id": "port-throughput", "name": "Throughput", "name_zh": "吞吐量", "unit": "TEU"},
    ],
    "units": [
        {"id": "tonne", "name_zh": "吨"},
        {"id": "TEU", "name": "twenty-foot equivalent", "name_zh": "标准箱"},
    ],
    "regions": [
        {"id": "cn-jl-jilin", "name": "Jilin City", "name_zh": "吉林市", "parent_id": "cn-jl"}
    ],
}


def test_own_indicators_and_units_are_read() -> None:
    rows = [
        {
            "地区": "全国",
            "年份": "2023",
            "国内生产总值(亿元)": "1",
            "粗钢产量(万吨)": "2",
            "吞吐量_万标准箱": "3",
        }
    ]
    result = cip.normalize(rows, "figures", extend=EXTEND)
    assert result.ok, str(result)
    assert result.frame.select("indicator_id", "value", "unit").rows() == [
        ("gdp", 1e8, "CNY"),
        ("steel-output", 2e4, "tonne"),
        ("port-throughput", 3e4, "TEU"),
    ]
    assert cip.validate(result.frame, "figures", extend=EXTEND).ok


def test_own_units_are_read_in_cells_and_contradictions_are_rejected() -> None:
    key = {"指标": "吞吐量", "地区": "全国", "年份": "2023"}
    result = cip.normalize([key | {"数值": "5万标准箱"}], "figures", extend=EXTEND)
    assert result.frame["value"].to_list() == [5e4]
    result = cip.normalize([key | {"数值(万标准箱)": "5标准箱"}], "figures", extend=EXTEND)
    assert [each.code for each in result.findings] == ["unit-conflict"]


def test_own_regions_are_found_within_their_province() -> None:
    row = {"指标": "国内生产总值(元)", "省": "Jilin", "市": "吉林市", "年份": "2023", "数值": "1"}
    result = cip.normalize([row], "figures", extend=EXTEND)
    assert result.frame["region_id"].to_list() == ["cn-jl-jilin"]


def test_own_entries_win_over_rows_of_the_release() -> None:
    own = {
        "indicators": [
            {"id": "own-firms", "name": "Own", "name_zh": "高新技术企业", "unit": "enterprise"}
        ]
    }
    row = {"指标": "高新技术企业(家)", "地区": "全国", "年份": "2023", "数值": "1"}
    result = cip.normalize([row], "figures", extend=own)
    assert result.frame["indicator_id"].to_list() == ["own-firms"]


def test_an_invalid_entry_is_rejected() -> None:
    with pytest.raises(cip.ExtensionError, match="unit"):
        cip.normalize([], "figures", extend={"indicators": [{"id": "a", "name": "A", "unit": "x"}]})


def test_the_command_takes_a_file_of_own_codes(tmp_path: Path) -> None:
    codes = tmp_path / "codes.yaml"
    codes.write_text(
        "indicators:\n- id: gdp\n  name: GDP\n  name_zh: 国内生产总值\n  unit: CNY\n",
        encoding="utf-8",
    )
    source, output = tmp_path / "a.csv", tmp_path / "o.csv"
    source.write_text("单位：亿元\n指标,2023年\n国内生产总值,5\n", encoding="utf-8")
    words = ["normalize", str(source), "--table", "figures", "--output", str(output)]
    found = CliRunner().invoke(
        cli,
        [*words, "--extend", str(codes), "--constant", "region_id=全国"],
        catch_exceptions=False,
    )
    assert found.exit_code == 0, found.output
    assert "gdp,cn,500000000,CNY,2023" in output.read_text(encoding="utf-8")


def test_a_unit_in_the_name_of_an_indicator_is_its_unit() -> None:
    own = {
        "indicators": [
            {"id": "gdp-usd", "name": "GDP (current US$)", "unit": "USD"},
            {"id": "gdp-growth", "name": "GDP growth (annual %)", "unit": "percent"},
            {"id": "wrong", "name": "Output (US$)", "unit": "CNY"},
        ]
    }
    key = {"Country Name": "China", "Country Code": "CHN"}
    rows = [
        key | {"Indicator Name": "GDP (current US$)", "2022": "17881783387000.9"},
        key | {"Indicator Name": "GDP growth (annual %)", "2022": "3.1"},
        key | {"Indicator Name": "Output (US$)", "2022": "1"},
    ]
    result = cip.normalize(rows, "figures", extend=own)
    assert result.frame.select("value", "unit").rows()[:2] == [
        (17881783387000.9, "USD"),
        (3.1, "percent"),
    ]
    assert [(each.code, each.row) for each in result.findings] == [("unit-conflict", 2)]
    wide = [key | {"Year": 2022, "GDP (current US$)": 5}]
    assert cip.normalize(wide, "figures", extend=own).frame["unit"].to_list() == ["USD"]
