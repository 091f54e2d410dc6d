"""Summaries of reports: grouped findings and skipped rules."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import Report
from chinaindpolicy.rules.summary import MOST_GROUPS, details, skipped_rules, summary

ROW = {"indicator_id": "electronic-component-sales", "period": "2023", "value": 1.0, "unit": "CNY"}
MACAU = Finding(
    "id-dangling", "error", "figures", "", "region_id", "Macau", "'Macau' is unknown", file="a.csv"
)


def test_equal_findings_are_one_line_with_the_first_line_number() -> None:
    findings = tuple(replace(MACAU, line=line) for line in range(12, 7_031))
    first, verdict = summary(Report(findings)).splitlines()
    assert first == (
        "error id-dangling figures/region_id: 'Macau' is unknown (7,019 rows, first at a.csv:12)"
    )
    assert verdict == "failed: 7019 errors, 0 warnings"


def test_errors_precede_warnings_and_rows_without_lines_are_numbered() -> None:
    warning = Finding("no-rows", "warning", "figures", "", "", "", "figures is empty")
    error = replace(MACAU, code="type-wrong", file="", row=3)
    lines = summary(Report((warning, error))).splitlines()
    assert lines[0] == "error type-wrong figures/region_id: 'Macau' is unknown (in row 3)"
    assert lines[1] == "warning no-rows figures: figures is empty"


def test_control_characters_and_line_ends_are_escaped() -> None:
    text = summary(Report((replace(MACAU, message="a\x1b[2J\nerror b"),)))
    assert "\x1b" not in text and len(text.splitlines()) == 2


@settings(max_examples=25)
@given(st.lists(st.sampled_from("abcdefgh"), max_size=40))
def test_counts_of_the_lines_add_up_to_the_number_of_findings(messages: list[str]) -> None:
    report = Report(tuple(replace(MACAU, message=m, row=n) for n, m in enumerate(messages)))
    lines = summary(report).splitlines()[:-1]
    counted = 0
    for line in lines:
        if line.endswith(" more"):
            counted += int(line.split()[-2])
        else:
            counted += int(line.split("(")[1].split()[0]) if " rows, " in line else 1
    assert counted == len(messages)
    assert len(lines) <= MOST_GROUPS + 1


def test_incomplete_findings_give_a_lower_bound() -> None:
    rows = [ROW | {"region_id": "cn-zz"} for _ in range(9)]
    text = summary(cip.validate(rows, "figures", samples=4))
    assert "(at least 4 rows, first in row 0)" in text
    assert "error id-dangling figures/region_id: 5 more" in text.splitlines()


def test_skipped_rules_are_one_line_at_the_end() -> None:
    report = cip.validate([ROW | {"region_id": "cn-zj"}], "figures")
    last = str(report).splitlines()[-1]
    assert re.match(r"\d+ rules skipped: columns .*comparator, measure, ", last)
    assert last.endswith(" and stated are missing")
    assert summary(report).splitlines()[-1] == f"{last} (--details lists them)"
    listed = [line for line in details(report).splitlines() if line.startswith("not checked: ")]
    assert listed == [f"not checked: {reason}" for reason in report.not_checked]
    assert last not in details(report)


@pytest.mark.parametrize(
    ("reasons", "line"),
    [
        ([], ""),
        (["period-reversed: column period is of the wrong type"],
         "1 rule skipped: column period is of the wrong type"),
        (["a, b: column x is missing", "figures: c: column y is missing"],
         "3 rules skipped: columns x and y are missing"),
        (["id-dangling (indicator_id, unit): references='skip'"],
         "1 rule skipped: references='skip'"),
    ],
)  # fmt: skip
def test_skipped_rules_are_counted(reasons: list[str], line: str) -> None:
    assert skipped_rules(reasons) == line
