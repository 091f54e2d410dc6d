"""Periods as titles and cells state them: a part of a year is not the year."""

from __future__ import annotations

from pathlib import Path

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
