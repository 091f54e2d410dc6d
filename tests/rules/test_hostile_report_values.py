"""Hostile values in reports are escaped."""

from __future__ import annotations

import csv
import io

import pytest

from chinaindpolicy.io.text import escape_control
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import Report


def test_report_escapes_control_characters() -> None:
    value = "\x1b]0;x\x07\x1b[31m\u202e\r\n::set-output name=x::y"
    finding = Finding("id-dangling", "error", "figures", value, "a", value, value, file=value)
    report = Report((finding,), {value: 1}, (value,))
    assert "\x1b" not in str(report) + report.to("text") + report.to("github")
    assert str(finding).count("\n") == 0
    assert all(line.startswith("::") for line in report.to("github").splitlines())
    assert escape_control("a\nb\tc\x1b") == "a\nb\tc\\x1b"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"])
def test_report_cells_escape_formulas(start: str) -> None:
    cell = f"{start}1+1"
    report = Report((Finding("a", "error", "figures", cell, "a", f"x\r{cell}", cell),))
    rows = list(csv.reader(io.StringIO(report.to("csv"), newline="")))
    assert len(rows) == 2
    assert not any(text.startswith(start) for text in rows[1])
    assert f">{start}1+1" not in report.to("html")
