"""Rows of totals: each is compared with the rows that it sums, and is a note or an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.result import Normalized
from chinaindpolicy.ingest.normalize.totals import is_total

HEADER = "指标,地区,年份,数值(家)"


def converted(tmp_path: Path, lines: list[str], header: str = HEADER, **options: Any) -> Normalized:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([header, *lines]), "utf-8")
    return cip.normalize(path, "figures", **options)


def firms(year: int, **values: str) -> list[str]:
    return [f"高新技术企业,{name},{year},{value}" for name, value in values.items()]


def totals(result: Normalized) -> list[str]:
    return [row["text"].split()[1] for row in result.notes.to_dicts() if row["kind"] == "total"]


@pytest.mark.parametrize("label", ["合计", "总 计", "Total", "合计①", "小计"])
def test_labels_of_totals(label: str) -> None:
    assert is_total(label)


def test_subtotals_and_their_total_are_notes(tmp_path: Path) -> None:
    lines = [
        *firms(2023, 北京="4", 上海="6", 小计="10"),
        *firms(2023, 广东="7", 浙江="8", 小计="15", 合计="25"),
    ]
    result = converted(tmp_path, lines)
    assert result.ok, str(result)
    assert totals(result) == ["小计", "小计", "合计"]
    assert result.frame["value"].to_list() == [4, 6, 7, 8]


def test_a_total_above_its_rows_is_a_note(tmp_path: Path) -> None:
    lines = firms(2023, 合计="25", 小计="10", 北京="4", 上海="6")
    lines += firms(2023, 小计="15", 广东="7", 浙江="8")
    result = converted(tmp_path, lines)
    assert result.ok, str(result)
    assert len(totals(result)) == 3


def test_a_wrong_total_leaves_the_right_one_of_another_year_alone(tmp_path: Path) -> None:
    lines = firms(2022, 北京="4", 上海="6", 合计="10") + firms(2023, 北京="7", 上海="8", 合计="99")
    result = converted(tmp_path, lines)
    assert [(each.code, each.line) for each in result.findings] == [("name-ambiguous", 7)]
    assert "it is 99, but the sum of the other rows" in result.findings[0].message
    assert "is 15" in result.findings[0].message
    assert totals(result) == ["合计"]


def test_a_total_of_one_row_is_its_sum(tmp_path: Path) -> None:
    result = converted(tmp_path, firms(2022, 北京="4", 合计="4"))
    assert (result.ok, totals(result), result.frame.height) == (True, ["合计"], 1)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (firms(2022, 合计="4"), "no other row has its indicator"),
        (firms(2022, 北京="4", 上海="x", 合计="4"), "1 of the 2 other rows could not be read"),
        (firms(2022, 北京="4", 合计="x"), "its value could not be read"),
    ],
)
def test_the_message_gives_the_reason(lines: list[str], reason: str, tmp_path: Path) -> None:
    result = converted(tmp_path, lines)
    (message,) = [each.message for each in result.findings if each.column == "region_id"]
    assert reason in message


def test_values_with_units_of_their_own_are_summed(tmp_path: Path) -> None:
    header = "指标,地区,年份,数值"
    name = "电子元器件销售总额"
    lines = [f"{name},北京,2023,4000万元", f"{name},上海,2023,0.6亿元", f"{name},合计,2023,1亿元"]
    assert converted(tmp_path, lines, header).ok
    lines[2] = f"{name},合计,2023,99亿元"
    result = converted(tmp_path, lines, header)
    assert [each.code for each in result.findings] == ["name-ambiguous"]


def test_shares_are_summed_within_their_rounding(tmp_path: Path) -> None:
    header = "指标,地区,年份,数值"
    lines = [f"芯片良率,{name},2023,33.3%" for name in ("北京", "上海", "广东")]
    assert converted(tmp_path, [*lines, "芯片良率,合计,2023,100.0%"], header).ok
    # The total of a rate is no sum; it is not set aside.
    assert not converted(tmp_path, [*lines, "芯片良率,合计,2023,33.3%"], header).ok


def test_a_row_that_contains_other_rows_is_counted_once(tmp_path: Path) -> None:
    result = converted(tmp_path, firms(2023, 全国="10", 北京="4", 上海="6", 合计="10"))
    assert (result.ok, totals(result)) == (True, ["合计"])


def test_totals_of_cities_are_within_their_province(tmp_path: Path) -> None:
    header = "指标,省份,城市,年份,数值(家)"
    lines = [
        f"高新技术企业,{province},{city},2023,{value}"
        for province, city, value in (
            ("广东", "广州", 4), ("广东", "深圳", 6), ("广东", "合计", 10),
            ("山东", "青岛", 7), ("山东", "济南", 8), ("山东", "合计", 15),
        )
    ]  # fmt: skip
    result = converted(tmp_path, lines, header)
    assert (result.ok, result.frame.height) == (True, 4), str(result)


def test_a_total_without_a_value_is_a_note(tmp_path: Path) -> None:
    result = converted(tmp_path, firms(2023, 北京="4", 上海="6", 合计="—"))
    assert (result.ok, totals(result)) == (True, ["合计"])


NAMES = ("北京", "上海", "广东", "浙江", "江苏")


@given(
    st.dictionaries(st.sampled_from(NAMES), st.integers(1, 10**6), min_size=1),
    st.integers(0, 10**4),
)
@settings(max_examples=25, deadline=None)
def test_a_total_is_a_note_if_and_only_if_it_is_the_sum(values: dict[str, int], error: int) -> None:
    total = sum(values.values()) + error
    rows = [
        {"指标": "高新技术企业", "地区": name, "年份": 2023, "数值(家)": value}
        for name, value in {**values, "合计": total}.items()
    ]
    result = cip.normalize(rows, "figures")
    assert result.ok == (error <= total / 1000)
    assert (result.frame.height == len(values)) == result.ok
