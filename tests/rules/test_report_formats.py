"""Reports in other formats."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import pytest

import chinaindpolicy as cip
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import Report

EVIL = '=cmd|"/C calc"!A0<script>\x00\n'


REPORT = Report(
    (
        Finding(
            code="a-code",
            severity="error",
            table="figures",
            id="x",
            column="unit",
            value=EVIL,
            message=f"bad: 100% {EVIL}",
            row=3,
            file="a b,c.csv",
            line=4,
        ),
        Finding(
            code="b-code",
            severity="warning",
            table="figures",
            id="",
            column="",
            value="",
            message="fine",
        ),
    ),
    {"rows": 7},
    ("something",),
)


def test_json_and_json_lines_contain_every_finding() -> None:
    document = json.loads(REPORT.to("json"))
    assert document["ok"] is False
    assert document["counts"] == {"a-code": 1, "b-code": 1}
    assert document["not_checked"] == ["something"]
    lines = [json.loads(line) for line in REPORT.to("jsonl").splitlines()]
    assert lines == document["findings"]
    assert lines[0]["value"] == EVIL
    assert (lines[0]["file"], lines[0]["line"], lines[0]["row"]) == ("a b,c.csv", 4, 3)


def test_sarif_has_rules_places_and_skipped_rules() -> None:
    (run,) = json.loads(REPORT.to("sarif"))["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["a-code", "b-code"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    physical = run["results"][0]["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "a%20b%2Cc.csv"
    assert physical["region"]["startLine"] == 4
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "not checked: something"


def test_junit_is_valid_xml_for_any_cell() -> None:
    suites = ElementTree.fromstring(REPORT.to("junit").encode())
    assert len(suites.findall(".//failure")) == 1
    assert len(suites.findall(".//skipped")) == 1
    assert suites.get("tests") == str(len(suites.findall(".//testcase")))
    passed = ElementTree.fromstring(Report().to("junit").encode())
    assert len(passed.findall(".//testcase")) == 1


def test_annotations_are_one_line_each() -> None:
    first, second, third = REPORT.to("github").splitlines()
    assert first.startswith("::error file=a b%2Cc.csv,line=4,title=a-code::figures/x/unit row 3")
    assert "100%25" in first
    assert "%0A" in first
    assert second.startswith("::warning title=b-code::")
    assert third == "::notice title=not checked::something"


def test_html_and_csv_escape_active_content() -> None:
    page = REPORT.to("html")
    assert "<script" not in page
    assert '<td data-label="value">&#x27;=cmd' in page
    assert "http" not in page
    assert "\n" + 'a-code,error,figures,"a b,c.csv",4,3,x,unit,"\'=cmd' in REPORT.to("csv")
    with pytest.raises(cip.UnknownNameError, match="did you mean 'json'"):
        REPORT.to("jsn")
