"""Reports in the formats of other programs: JSON, SARIF, JUnit, annotations, HTML, CSV."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.io.html_view import html_list, html_page, html_table, html_text, html_view
from chinaindpolicy.io.text import escape_control, escape_formula, to_csv

if TYPE_CHECKING:
    from chinaindpolicy.rules.findings import Finding
    from chinaindpolicy.rules.report import Report

_TOOL = "chinaindpolicy"
_COLUMNS = (
    "code",
    "severity",
    "table",
    "file",
    "line",
    "row",
    "id",
    "column",
    "value",
    "expected",
    "message",
)
# Characters that XML does not allow.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def rendered(report: Report, style: str) -> str:
    """Return a report in one of the formats.

    Raises:
        UnknownNameError: If there is no such format.

    Example:
        >>> from chinaindpolicy.rules.report import Report
        >>> rendered(Report(), "jsonl")
        ''
    """
    if style not in FORMATS:
        raise UnknownNameError("format", style, FORMATS)
    return FORMATS[style](report)


def _cells(finding: Finding) -> dict[str, Any]:
    values = asdict(finding)
    return {name: values[name] for name in _COLUMNS}


def _totals(report: Report) -> list[dict[str, Any]]:
    return [
        {"table": table, "code": code, "column": column, "severity": severity, "count": count}
        for (table, code, column), (severity, count) in report.totals().items()
    ]


def _json(report: Report) -> str:
    document = {
        "ok": report.ok,
        **report.facts(),
        "checked": dict(report.checked),
        "counts": dict(report.counts),
        "totals": _totals(report),
        "not_checked": list(report.not_checked),
        "findings": [_cells(finding) for finding in report.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _json_lines(report: Report) -> str:
    lines = (json.dumps(_cells(finding), ensure_ascii=False) for finding in report.findings)
    return "".join(f"{line}\n" for line in lines)


def _csv(report: Report) -> str:
    rows = (
        [
            escape_formula(value) if isinstance(value, str) else value
            for value in _cells(finding).values()
        ]
        for finding in report.findings
    )
    return to_csv([_COLUMNS, *rows])


def _sarif(report: Report) -> str:
    from chinaindpolicy._version import __version__

    codes = sorted({finding.code for finding in report.findings} | set(report.counts))
    results = [_sarif_result(finding, codes) for finding in report.findings]
    notes = [
        {"level": "note", "message": {"text": f"not checked: {what}"}}
        for what in report.not_checked
    ]
    run = {
        "tool": {
            "driver": {
                "name": _TOOL,
                "version": __version__,
                "rules": [{"id": code} for code in codes],
            }
        },
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": results,
        "properties": {"ok": report.ok, **report.facts(), "totals": _totals(report)},
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _sarif_result(finding: Finding, codes: list[str]) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": _place(finding) or finding.code}]
    }
    if finding.file:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.file)}}
        if finding.line:
            physical["region"] = {"startLine": finding.line}
        location["physicalLocation"] = physical
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": finding.severity,
        "message": {"text": finding.message},
        "locations": [location],
        "properties": {"row": finding.row, "value": finding.value, "expected": finding.expected},
    }


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _place(finding: Finding) -> str:
    parts = [finding.table, finding.id, finding.column]
    place = "/".join(part for part in parts if part)
    return place if finding.row is None else f"{place} row {finding.row}"


def _junit(report: Report) -> str:
    by_rule: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in report.findings:
        place = (finding.table, finding.code, finding.column)
        by_rule.setdefault(place, []).append(finding)
    cases: list[str] = []
    failures = 0
    for (table, code, column), (severity, count) in report.totals().items():
        findings = by_rule.get((table, code, column), [])
        text = "\n".join(str(finding) for finding in findings)
        name = _attribute("name", f"{code} {column}".strip())
        case = f"  <testcase {name} {_attribute('classname', table)}>"
        if severity == "error":
            failures += 1
            body = (
                f"<failure {_attribute('message', f'{count} violations')}>{_text(text)}</failure>"
            )
        else:
            body = f"<system-out>{_text(f'{count} warnings: {text}')}</system-out>"
        cases.append(f"{case}{body}</testcase>")
    for what in report.not_checked:
        name = _attribute("name", what)
        reason = _attribute("message", "not checked")
        cases.append(f'  <testcase {name} classname="not checked"><skipped {reason}/></testcase>')
    checked = ", ".join(f"{count} {name}" for name, count in report.checked.items())
    passed = "" if failures else "  " + f"<testcase {_attribute('name', 'all rules')}/>"
    numbers = (
        f'tests="{len(cases) + (not failures)}" failures="{failures}" errors="0" '
        f'skipped="{len(report.not_checked)}"'
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites {numbers}>",
        f"<testsuite {_attribute('name', f'{_TOOL}: {checked}')} {numbers}>",
        *([passed] if passed else []),
        *cases,
        "</testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    return html.escape(_NOT_XML.sub("\ufffd", text), quote=False)


def _attribute(name: str, value: str) -> str:
    plain = html.escape(_NOT_XML.sub("\ufffd", value)).replace("\n", "&#10;")
    return f'{name}="{plain}"'


def _github(report: Report) -> str:
    lines: list[str] = []
    for finding in report.findings:
        place = {"file": finding.file, "line": finding.line, "title": finding.code}
        given = ",".join(f"{name}={_property(value)}" for name, value in place.items() if value)
        text = f"{_place(finding)}: {finding.message}"
        lines.append(f"::{finding.severity} {given}::{_data(text)}")
    lines += [f"::notice title=not checked::{_data(what)}" for what in report.not_checked]
    return "".join(f"{line}\n" for line in lines)


def _data(text: str) -> str:
    plain = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escape_control(plain)


def _property(value: Any) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")


def _html(report: Report) -> str:
    verdict = "ok" if report.ok else "failed"
    facts = {**report.facts(), **{str(name): count for name, count in report.checked.items()}}
    totals = [
        (table, code, column, severity, str(count))
        for (table, code, column), (severity, count) in report.totals().items()
    ]
    findings = map(_html_cells, report.findings)
    return html_page(
        f"{_TOOL}: {verdict}",
        html_view(
            f"<p>{html_text(', '.join(f'{name} {value}' for name, value in facts.items()))}</p>",
            html_table(
                "Violations of each rule",
                ("table", "code", "column", "severity", "count"),
                totals,
                whole=True,
            ),
            html_list("Not checked", report.not_checked),
            html_table("Findings", _COLUMNS, findings, whole=True),
        ),
    )


def _html_cells(finding: Finding) -> list[str]:
    # A cell must not run as a formula if it is copied into a spreadsheet.
    cells = _cells(finding).values()
    return [escape_formula("" if value is None else str(value)) for value in cells]


FORMATS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "text": lambda report: f"{report}\n",
        "json": _json,
        "jsonl": _json_lines,
        "csv": _csv,
        "sarif": _sarif,
        "junit": _junit,
        "github": _github,
        "html": _html,
    }
)
"""The formats of a report."""
