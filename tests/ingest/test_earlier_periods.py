"""Columns of another period than that of their row, and the unit of columns of growth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip

JUNE = {"地区": "全国", "月份": "2024年6月"}


def two_steps(data: Any, **options: Any) -> cip.Normalized:
    mapping = cip.inspect(data, **options)
    own: dict[str, Any] = {"extend": mapping.extend, "dimensions": mapping.dimensions}
    return cip.normalize(data, "figures", mapping=mapping, **own)


@pytest.mark.parametrize(
    "header",
    [
        *("上年同期产量(万吨)", "产量_上年同期(万吨)", "上月产量(万吨)", "去年产量(万吨)"),
        *("前值(%)", "上年末存栏(万头)", "年初库存(万吨)", "预测值(%)", "期初库存(万吨)"),
        *("工业增加值上年同期(亿元)", "对外贸易额上年同期(亿元)"),
        *("累计产量(万吨)", "YTD output (t)"),
        *("Prior month output (t)", "Output last year (t)", "Output, year ago (t)"),
    ],
)
def test_a_value_of_another_period_is_no_value_of_the_period_of_its_row(header: str) -> None:
    rows = [JUNE | {header: "5.5"}, JUNE | {"月份": "2024年5月", header: "12.3"}]
    result = two_steps(rows)
    assert not result.ok
    assert "value" not in result.frame.columns or result.frame["value"].null_count() == 2


def test_the_finding_states_the_words_of_the_other_period() -> None:
    result = two_steps([JUNE | {"产量(万吨)": "5.5", "上年同期产量(万吨)": "5.1"}])
    assert result.frame["value"].to_list() == [55000.0]
    assert ["'上年' in its header states another period" in each.message
            for each in result.findings] == [True]  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        "较年初增减(亿元)",
        "产量比上年增长(%)",
        "以上年龄人口(万人)",
        "目前年产量(万吨)",
        "累计装机容量(万千瓦)",
    ],
)
def test_comparisons_and_totals_of_all_years_are_values_of_the_row(header: str) -> None:
    result = two_steps([JUNE | {header: "5.5"}, JUNE | {"月份": "2024年5月", header: "12.3"}])
    assert result.ok and result.frame["value"].null_count() == 0


def test_months_in_a_name_are_the_period_of_the_value() -> None:
    result = two_steps([{"地区": "全国", "年份": "2024", "1-6月产量(万吨)": "5.5"}])
    assert result.ok
    assert result.frame.select("period", "value").rows() == [("2024-01/2024-06", 55000.0)]
    other = two_steps([JUNE | {"1-5月产量(万吨)": "5.5"}])
    assert not other.ok and other.frame["period"].null_count() == 1


def test_a_name_that_states_the_start_of_the_year() -> None:
    rows = [
        JUNE | {"本年累计产量(万吨)": "5.5"},
        JUNE | {"月份": "2024年2月", "本年累计产量(万吨)": "2"},
    ]
    result = two_steps(rows)
    assert result.ok
    assert result.frame["period"].to_list() == ["2024-01/2024-06", "2024-01/2024-02"]


@pytest.mark.parametrize("name", ["当月产量", "本月产量"])
def test_a_value_of_a_month_is_no_value_of_a_year(name: str) -> None:
    row = {"地区": "全国", "年份": "2024"}
    for rows in ([row | {f"{name}(万吨)": "5"}], [row | {"指标": name, "数值(万吨)": "5"}]):
        result = two_steps(rows)
        assert not result.ok
        states = "period" in result.frame.columns and "indicator_id" in result.frame.columns
        names = ["period", "indicator_id"]
        assert not states or result.frame.drop_nulls(names).is_empty()


GDP = {
    "季度": "2024年第1-2季度",
    "地区": "全国",
    "国内生产总值-绝对值": "616836",
    "国内生产总值-同比增长": "5.0",
}


def test_the_unit_of_values_is_not_that_of_their_growth() -> None:
    mapping = cip.inspect([GDP], units="亿元")
    assert [each.get("unit") for each in mapping.extend["indicators"]] == ["CNY", None]
    units = {"国内生产总值-绝对值": "亿元", "国内生产总值-同比增长": "%"}
    result = two_steps([GDP], units=units)
    assert result.ok
    assert result.frame.select("value", "unit").rows() == [(61683600000000.0, "CNY"),
                                                           (5.0, "percent")]  # fmt: skip


def test_a_growth_of_a_name_that_no_other_column_has() -> None:
    row = {"月份": "2024年6月", "地区": "全国", "出口额-同比增长": "8.6"}
    mapping = cip.inspect([row], units="千美元")
    assert mapping.extend["indicators"] == [
        {"id": mapping.extend["indicators"][0]["id"], "name": "出口额-同比增长"}
    ]
    own = [{"id": "g", "name": "出口额-同比增长", "unit": "percent"}]
    wrong = cip.normalize([row], "figures", units="千美元", extend={"indicators": own})
    assert not wrong.ok


@pytest.mark.parametrize("header", ["比上年同期增长%", "同比±%", "Year-on-year % change", "% YoY"])
def test_a_per_cent_sign_in_the_words_of_growth_is_its_unit(header: str) -> None:
    row = {"指标": "电信业务收入", "地区": "全国", "单位": "亿元", "1-6月累计": "8941"}
    rows = [row | {"年份": "2024", header: "3.0"}]
    result = two_steps(rows)
    assert result.ok
    assert result.frame.select("period", "value", "unit").rows() == [
        ("2024-01/2024-06", 894100000000.0, "CNY"),
        ("2024-01/2024-06", 3.0, "percent"),
    ]


def test_a_column_of_growth_is_an_indicator_by_itself() -> None:
    rows = [{"Country": "China", "Year": "2023", "Steel production (t)": "5", "% change": "12.5"}]
    result = two_steps(rows)
    assert result.ok
    assert result.frame["unit"].to_list() == ["tonne", "percent"]


def test_growths_of_a_column_in_per_cent_are_no_fractions() -> None:
    row = {"地区": "全国", "单位": "万吨", "2022": "5", "2023": "6"}
    growths = {"粗钢": "0.1", "生铁": "-0.7", "铝": "7.1", "铜": "3.2"}
    rows = [row | {"指标": name, "比上年增长(%)": growth} for name, growth in growths.items()]
    result = two_steps(rows)
    assert result.ok
    assert result.frame.filter(unit="percent")["value"].to_list() == [0.1, -0.7, 7.1, 3.2]
    few = [each | {"比上年增长(%)": growth}
           for each, growth in zip(rows, ("0.1", "0.05", "-0.2", "1.35"), strict=True)]  # fmt: skip
    assert "value-ambiguous" in [each.code for each in two_steps(few).findings]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("2023 PRODUCTION STATISTICS", "2023"),
        ("2023 Vehicle sales by country", "2023"),
        ("2023 Q1 production", None),
        ("2023 FIRST HALF PRODUCTION", None),
        ("2023 Statistical Yearbook", None),
        ("2023 fiscal year sales", None),
        ("2023 edition", None),
        ("2023 production at 2023 prices", None),
        ("2023 production targets", None),
        ("2023 January production", None),
    ],
)
def test_a_year_before_an_english_title(tmp_path: Path, title: str, period: str | None) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{title},,\nCountry/Region,Cars,Trucks\nChina,5,7\nAustria,1,2\n", "utf-8")
    result = two_steps(path, units={"Cars": "vehicle", "Trucks": "vehicle"})
    stated = set(result.frame["period"].to_list()) if "period" in result.frame.columns else {None}
    assert stated == {period}


@pytest.mark.parametrize("growth", ["累计增长", "累计同比增长", "累计同比"])
def test_the_growth_of_a_cumulative_value_is_from_january_on(growth: str) -> None:
    rows = [
        {"指标": f"计算机产量_{name}(%)", "地区": "全国", "2024年6月": value, "2024年5月": "1.4"}
        for name, value in ((growth, "2.9"), ("同比增长", "-1.2"))
    ]
    result = two_steps(rows)
    assert result.ok
    assert result.frame.select("period", "value").rows() == [
        ("2024-01/2024-06", 2.9),
        ("2024-01/2024-05", 1.4),
        ("2024-06", -1.2),
        ("2024-05", 1.4),
    ]


@pytest.mark.parametrize("name", ["销量增速", "销量占比", "Market share"])
def test_a_share_or_growth_is_not_in_the_unit_of_the_values(name: str) -> None:
    mapping = cip.inspect([JUNE | {"销量": "5", name: "6.5"}], units="万辆")
    assert [each.get("unit") for each in mapping.extend["indicators"]] == ["vehicle", None]


@pytest.mark.parametrize("name", ["注册用户数", "装机容量", "确诊人数"])
def test_totals_of_all_years_next_to_values_of_the_month(name: str) -> None:
    result = two_steps([JUNE | {f"当月{name}(万个)": "5.5", f"累计{name}(万个)": "51"}])
    rows = result.frame.select("period", "value").rows() if "value" in result.frame.columns else []
    assert ("2024-01/2024-06", 510000.0) not in rows
