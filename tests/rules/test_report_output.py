"""Reports: counts of findings and SARIF locations."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.lang.plural import plural
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import Report

FINDINGS = st.builds(
    Finding,
    *(
        st.sampled_from(["error", "warning"]) if name == "severity" else st.text(max_size=3)
        for name in ("code", "severity", "table", "id", "column", "value", "message")
    ),
)


@given(st.lists(FINDINGS, max_size=5))
def test_report_is_ok_without_errors_and_counts_all_findings(findings: list[Finding]) -> None:
    report = Report(tuple(findings))
    errors = [finding for finding in findings if finding.severity == "error"]
    assert report.ok is (not errors)
    assert sum(report.counts.values()) == len(findings)
    assert report.frame().height == len(findings)
    warnings = len(findings) - len(errors)
    words = plural(len(errors), "errors"), plural(warnings, "warnings")
    assert f"{len(errors)} {words[0]}, {warnings} {words[1]}" in str(report)


def test_sarif_finding_of_a_file_has_no_line() -> None:
    from chinaindpolicy.rules.findings import Finding
    from chinaindpolicy.rules.report import Report

    finding = Finding("file-empty", "error", "units", "", "", "", "the file is empty", file="a.csv")
    (result,) = json.loads(Report((finding,), {}).to("sarif"))["runs"][0]["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"] == {"artifactLocation": {"uri": "a.csv"}}
