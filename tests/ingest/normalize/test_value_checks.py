"""Checks of values against their column: fractions, formula errors, fiscal years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip

_CONFIRMED: list[dict[str, Any]] = [{"units": "%"}, {"constants": {"unit": "%"}}]


def rows(cells: list[Any], header: str = "数值(%)", name: str = "芯片良率") -> list[dict[str, Any]]:
    return [
        {"指标": name, "地区": "北京", "年份": 2000 + at, header: cell}
        for at, cell in enumerate(cells)
    ]


@pytest.mark.parametrize("cells", [["0.9", "0.95"], [0.9, 0.95], ["0.9"], ["0", "0.5", "1"]])
def test_percentages_that_may_be_fractions_are_ambiguous(cells: list[Any]) -> None:
    result = cip.normalize(rows(cells), "figures")
    assert not result.ok
    assert {each.code for each in result.findings} == {"value-ambiguous"}
    assert "or 9" in result.findings[0].expected or "or 50" in result.findings[0].expected


def test_percentages_are_confirmed_by_the_caller() -> None:
    for options in _CONFIRMED:
        found = cip.normalize(rows(["0.9", "0.95"], "数值"), "figures", **options)
        assert found.frame["value"].to_list() == [0.9, 0.95]


@pytest.mark.parametrize("cells", [["0.9", "12"], ["0.9%", "0.95%"], ["0", "0"]])
def test_percentages_that_are_no_fractions_are_read(cells: list[str]) -> None:
    result = cip.normalize(rows(cells), "figures")
    assert result.ok, str(result)


def test_the_indicator_decides_in_a_long_table() -> None:
    counts = rows(["120", "130"], "数值", "高新技术企业")
    shares = rows(["0.9", "0.95"], "数值")
    table = [row | {"单位": "家"} for row in counts] + [row | {"单位": "%"} for row in shares]
    result = cip.normalize(table, "figures")
    assert result.frame["value"].to_list() == [120, 130, None, None]


@pytest.mark.parametrize("cell", ["#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_an_error_of_a_formula_is_quoted_in_full(cell: str) -> None:
    (finding,) = cip.normalize(rows([cell, "88"]), "figures").findings
    assert finding.message.startswith(f"{cell!r} is an error of a spreadsheet formula")
    again = cip.normalize(rows([cell, "88"]), "figures", missing=[cell])
    assert again.ok
    place = [rows(["88"])[0] | {"地区": cell}]
    assert repr(cell) in cip.normalize(place, "figures").findings[0].message


@pytest.mark.parametrize(
    ("period", "reason"),
    [
        ("2023-13", "month 13 does not exist"),
        ("2023/00", "month 0 does not exist"),
        ("202313", "month 13 does not exist"),
        ("2023M14", "month 14 does not exist"),
        ("2023年13月", "month"),
        ("2023Q5", "quarter 5 does not exist"),
        ("2023年第五季度", "is not a period"),
        ("2023-24", "a fiscal year starts in a month that is not stated"),
        ("FY2023", "a fiscal year starts in a month that is not stated"),
    ],
)
def test_the_message_of_a_period_is_about_the_period(period: str, reason: str) -> None:
    row = {"指标": "高新技术企业", "地区": "北京", "年份": period, "数值(家)": "4"}
    (finding,) = cip.normalize([row], "figures").findings
    assert reason in finding.message
    assert ("fiscal" in finding.message) == ("fiscal" in reason)


def test_months_that_may_be_fiscal_years_are_ambiguous(tmp_path: Path) -> None:
    base = {"指标": "高新技术企业", "地区": "北京", "数值(家)": "4"}
    years = [base | {"时间": text} for text in ("2010/11", "2011/12", "2012/13")]
    result = cip.normalize(years, "figures")
    assert result.frame["period"].to_list() == [None] * 3
    assert {each.code for each in result.findings} == {"period-ambiguous"}
    months = [base | {"时间": text} for text in ("2011/11", "2011/12", "2012/01")]
    assert cip.normalize(months, "figures").frame["period"].to_list() == [
        "2011-11",
        "2011-12",
        "2012-01",
    ]


def test_units_replaces_the_unit_of_a_header() -> None:
    rows = [{"地区": "北京", "年份": "2023", "高新技术企业(个)": "100"}]
    result = cip.normalize(rows, "figures", units={"个": "家"})
    assert result.ok
    assert result.frame["unit"].to_list() == ["enterprise"]
    (finding,) = cip.normalize(rows, "figures").findings
    assert "pass units=" in finding.message


def test_units_does_not_cancel_the_scale_of_a_header() -> None:
    rows = [{"地区": "北京", "年份": "2023", "高新技术企业(万户)": "1.5"}]
    lost = cip.normalize(rows, "figures", units={"万户": "家"})
    assert [each.code for each in lost.findings] == ["unit-conflict"]
    assert lost.frame["value"].to_list() == [None]
    kept = cip.normalize(rows, "figures", units={"万户": "万家"})
    assert (kept.ok, kept.frame["value"].to_list()) == (True, [15_000.0])


def test_a_unit_that_is_no_text_is_rejected() -> None:
    with pytest.raises(cip.ArgumentError, match="'个' is mapped to None"):
        cip.normalize([{"数值": "1"}], "figures", units={"个": None})  # type: ignore[dict-item]
