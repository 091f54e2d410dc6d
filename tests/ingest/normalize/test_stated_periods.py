"""Periods as titles and cells state them: a part of a year is not the year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import chinaindpolicy as cip


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("2023年上半年", "2023-01/2023-06"),
        ("2023年下半年主要指标", "2023-07/2023-12"),
        ("2023年一季度情况", "2023-01/2023-03"),
        ("2023年第二季度", "2023-04/2023-06"),
        ("2023年前三季度各地区情况", "2023-01/2023-09"),
        ("2023年1—9月累计", "2023-01/2023-09"),
        ("2023年3月", "2023-03"),
        ("2023年主要指标", "2023"),
        ("2023年各地区情况（上半年）", None),
        ("2023年各地区第三季度情况", None),
    ],
)
def test_title_states_the_part_of_the_year_or_no_period(
    tmp_path: Path, title: str, period: str | None
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{title}\n地区,电子元器件销售总额(亿元)\n北京,100\n", encoding="utf-8")
    result = cip.normalize(path, "figures")
    assert result.ok is (period is not None)
    if period is None:
        assert "period" in {finding.column for finding in result.findings}
    else:
        assert result.frame["period"].to_list() == [period]


def test_two_values_for_two_spellings_of_a_period_are_ambiguous() -> None:
    row = {"指标": "电子元器件销售总额", "地区": "北京", "数值(亿元)": "100"}
    other = {"时间": "2023年1-12月", "数值(亿元)": "200"}
    result = cip.normalize([row | {"时间": "2023"}, row | other], "figures")
    assert not result.ok
    assert [finding.code for finding in result.findings] == ["key-ambiguous"]
    apart = [row | {"时间": "2023"}, row | other | {"时间": "2023年1-11月"}]
    assert cip.normalize(apart, "figures").ok


@pytest.mark.parametrize(
    ("header", "days", "periods"),
    [
        ("年份", ["2021-01-01", "2022-01-01"], ["2021", "2022"]),
        ("年度", ["2021-12-31", "2022/12/31"], ["2021", "2022"]),
        ("year", ["2021年1月1日", "2022-01-01 00:00:00"], ["2021", "2022"]),
        ("月份", ["2024-01-31", "20240229"], ["2024-01", "2024-02"]),
        ("month", ["2024-01-01", "2024-12-01"], ["2024-01", "2024-12"]),
        ("季度", ["2024-01-01", "2024-06-30"], ["2024-01/2024-03", "2024-04/2024-06"]),
        ("quarter", ["2024-03-01", "2024-12-31"], ["2024-01/2024-03", "2024-10/2024-12"]),
        ("日期", ["2024-01-01", "2024-12-31"], ["2024-01-01", "2024-12-31"]),
        ("年份", ["2021年底", "2022年末"], ["2021-12-31", "2022-12-31"]),
    ],
)
def test_a_date_in_a_column_of_months_quarters_or_years_is_its_period(
    header: str, days: list[str], periods: list[str]
) -> None:
    frame = pd.DataFrame(
        {
            "地区": ["广东", "广东"],
            "指标": ["电子元器件销售总额"] * 2,
            "单位": "亿元",
            header: days,
            "数值": [5, 6],
        }
    )
    result = cip.normalize(frame, "figures")
    assert result.frame["period"].to_list() == periods
    assert result.ok
    if days[0].count("-") == 2 and len(days[1]) == len(days[0]) and "/" not in days[1]:
        frame[header] = pd.to_datetime(days)
        assert cip.normalize(frame, "figures").frame["period"].to_list() == periods


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("年份", "2024-06-30"),
        ("季度", "2024-02-29"),
        ("月份", "2024-01-15"),
        ("year", "2024-12-01"),
    ],
)
def test_a_day_inside_the_period_of_its_column_is_an_error(header: str, day: str) -> None:
    row = {"地区": "广东", "指标": "电子元器件销售总额", "单位": "亿元", header: day, "数值": 5}
    result = cip.normalize([row], "figures")
    assert "period-conflict" in {finding.code for finding in result.findings}
    assert not result.ok
    assert result.frame["period"].to_list() == [None]
