"""Months, cumulative periods and growth in headers, below a title or file name with the year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.result import Normalized
from two_steps import file, two_steps

CHINA = {"region_id": "全国"}


def values(result: Normalized) -> list[tuple[Any, ...]]:
    assert result.ok, [each.message for each in result.findings]
    return sorted(result.frame.select("period", "value", "unit").rows())


MONTH, TO_DATE = ("2024-06", 91610000.0, "tonne"), ("2024-01/2024-06", 530570000.0, "tonne")


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("current", "cumulative"),
    [
        ("本月", "1-6月累计"),
        ("当月", "累计"),
        ("6月", "1—6月"),
        ("6月份", "1至6月"),
        ("本月值", "本期累计"),
        ("当月数", "前6个月"),
        ("本月", "上半年"),
        ("Current month", "Cumulative"),
        ("June", "January-June"),
        ("Jun", "Jan–Jun"),
        ("This month", "Year to date"),
    ],
)
@pytest.mark.parametrize("title", ["2024年6月主要工业产品产量", "Output of industry in June 2024"])
def test_a_month_next_to_the_months_from_january(
    tmp_path: Path, title: str, current: str, cumulative: str
) -> None:
    path = file(tmp_path, f"{title}\n指标,单位,{current},{cumulative}\n粗钢,万吨,9161,53057\n")
    assert values(two_steps(path, constants=CHINA)) == [TO_DATE, MONTH]


def test_the_name_of_a_file_states_the_month(tmp_path: Path) -> None:
    text = "指标,单位,本月,累计\n粗钢,万吨,9161,53057\n"
    path = file(tmp_path, text, "2024年6月产量.csv")
    assert values(two_steps(path, constants=CHINA)) == [TO_DATE, MONTH]
    published = two_steps(file(tmp_path, text, "2024年6月发布.csv"), constants=CHINA)
    assert not published.ok and {each.column for each in published.findings} == {"period"}


def test_the_title_wins_over_the_name_of_the_file(tmp_path: Path) -> None:
    text = "2024年6月产量\n指标,单位,本月,累计\n粗钢,万吨,9161,53057\n"
    path = file(tmp_path, text, "2024年7月产量.csv")
    assert values(two_steps(path, constants=CHINA)) == [TO_DATE, MONTH]


def test_the_month_of_a_title_with_the_months_from_january(tmp_path: Path) -> None:
    text = "2024年1-6月产量\n指标,单位,本月,累计\n粗钢,万吨,9161,53057\n"
    assert values(two_steps(file(tmp_path, text), constants=CHINA)) == [TO_DATE, MONTH]
    text = text.replace("1-6月", "前三季度").replace("本月", "本季")
    assert values(two_steps(file(tmp_path, text), constants=CHINA)) == [
        ("2024-01/2024-09", 530570000.0, "tonne"),
        ("2024-07/2024-09", 91610000.0, "tonne"),
    ]


@pytest.mark.parametrize(
    ("title", "headers", "message"),
    [
        ("2024年1-2月产量", "本月,累计", "state the month with constants="),
        ("2024年产量", "本月,累计", "state the month with constants="),
        ("2024年1月产量", "12月,1月", "constants={'period': '2024'}"),
    ],
)
def test_a_month_that_is_not_certain_is_an_error(
    tmp_path: Path, title: str, headers: str, message: str
) -> None:
    text = f"{title}\n指标,单位,{headers}\n粗钢,万吨,9161,53057\n"
    result = two_steps(file(tmp_path, text), constants=CHINA)
    assert not result.ok
    assert any(message in each.message for each in result.findings)


def test_current_values_of_a_year_are_an_error() -> None:
    row = {"指标": "电子元器件销售总额", "地区": "北京", "时间": "2024年", "当月值(亿元)": "5"}
    result = cip.normalize([row], "figures")
    assert [each.code for each in result.findings] == ["period-conflict"]
    assert cip.normalize([row | {"时间": "2024年5月"}], "figures").ok


def growths(result: Normalized) -> list[tuple[Any, ...]]:
    assert result.ok, [each.message for each in result.findings]
    percent = result.frame.filter(unit="percent")
    return sorted(percent.select("period", "value").rows())


@pytest.mark.parametrize(
    "table",
    [
        "指标,单位,本月,本月同比(%),累计,累计同比(%)\n粗钢,万吨,9161,1.2,53057,-1.1\n",
        "指标,单位,本月,同比(%),累计,比上年同期增长(%)\n粗钢,万吨,9161,1.2,53057,-1.1\n",
        "指标,单位,6月,,1-6月,\n,,绝对量,同比增长(%),绝对量,同比增长(%)\n粗钢,万吨,9161,1.2,53057,-1.1\n",
        'Item,Unit,June,YoY (%),January-June,"Year-on-year growth, %"\n'
        "Steel,10000 tons,9161,1.2,53057,-1.1\n",
        "指标,单位,本月,本月同比,累计,累计同比\n粗钢,万吨,9161,1.2%,53057,-1.1%\n",
    ],
)
def test_growth_next_to_values_is_an_indicator_of_its_own(tmp_path: Path, table: str) -> None:
    path = file(tmp_path, f"2024年6月主要工业产品产量\n{table}")
    result = two_steps(path, constants=CHINA)
    assert growths(result) == [("2024-01/2024-06", -1.1), ("2024-06", 1.2)]
    assert values(result)[::2] == [
        ("2024-01/2024-06", -1.1, "percent"),
        ("2024-06", 1.2, "percent"),
    ]
    levels = result.frame.filter(unit="tonne")["indicator_id"].unique().to_list()
    assert len(levels) == 1 and levels[0] not in result.frame.filter(unit="percent")["indicator_id"]


def test_growth_after_two_years_is_that_of_the_later_one(tmp_path: Path) -> None:
    path = file(tmp_path, "指标,单位,2022年,2023年,增长(%)\n粗钢,万吨,9161,9300,1.5\n")
    assert growths(two_steps(path, constants=CHINA)) == [("2023", 1.5)]


def test_growth_of_two_possible_columns_is_an_error(tmp_path: Path) -> None:
    text = "2024年6月产量\n指标,单位,本月,累计,同比(%)\n粗钢,万吨,9161,53057,2\n"
    result = two_steps(file(tmp_path, text), constants=CHINA)
    (finding,) = [each for each in result.findings if each.severity == "error"]
    assert "growth of '本月' or '累计'" in finding.message


def test_growth_without_a_unit_is_not_in_the_unit_of_the_title(tmp_path: Path) -> None:
    path = file(tmp_path, "2024年6月产量\n单位：万吨\n指标,本月,同比\n粗钢,9161,2.5\n")
    mapping = cip.inspect(path, constants=CHINA)
    assert [each.get("unit") for each in mapping.extend["indicators"]] == ["tonne", None]
    result = two_steps(path, constants=CHINA, units={"同比": "%"})
    assert values(result) == [("2024-06", 2.5, "percent"), MONTH]


def test_growth_next_to_values_of_a_long_table() -> None:
    row = {"指标": "电子元器件销售总额", "地区": "北京", "时间": "2023年", "数值(亿元)": "5"}
    mapping = cip.inspect([row | {"同比增长(%)": "3"}])
    (entry,) = mapping.extend["indicators"]
    assert (entry["name"], entry["dimension"]) == ("电子元器件销售总额同比增长", "growth")


@pytest.mark.parametrize("name", ["累计装机容量", "Cumulative installed capacity", "累计确诊"])
def test_a_total_of_all_years_is_not_from_january(name: str) -> None:
    rows = [{"地区": "北京", "时间": "2024年6月", f"{name}(kW)": "5", "其他(kW)": "6"}]
    mapping = cip.inspect(rows)
    names = [each["name"] for each in mapping.extend["indicators"]]
    result = cip.normalize(rows, "figures", mapping=mapping, extend=mapping.extend)
    assert names == [name, "其他"] and result.frame["period"].unique().to_list() == ["2024-06"]
