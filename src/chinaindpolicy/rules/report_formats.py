"""Reports in the formats of other programs: JSON, SARIF, JUnit, annotations, HTML, CSV."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.io.html_view import html_list, html_page, html_table, html_text, html_view
from chinaindpolicy.io.text import escape_control, escape_formula, to_csv
from chinaindpolicy.lang.texts import ENGLISH, Texts
from chinaindpolicy.rules.findings import Finding, finding_line
from chinaindpolicy.rules.localized import localized_gaps, localized_report

if TYPE_CHECKING:
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


def rendered(report: Report, style: str, say: Texts = ENGLISH) -> str:
    """Return a report in one of the formats, with messages in the language of `say`.

    Raises:
        UnknownNameError: If there is no such format.

    Example:
        >>> from chinaindpolicy.rules.report import Report
        >>> rendered(Report(), "jsonl")
        ''
    """
    if style not in FORMATS:
        raise UnknownNameError("format", style, FORMATS)
    return FORMATS[style](localized_report(report, say), say)


def _cells(finding: Finding) -> dict[str, Any]:
    values = asdict(finding)
    return {name: values[name] for name in _COLUMNS}


def _totals(report: Report) -> list[dict[str, Any]]:
    return [
        {"table": table, "code": code, "column": column, "severity": severity, "count": count}
        for (table, code, column), (severity, count) in report.totals().items()
    ]


def _json(report: Report, say: Texts) -> str:
    document = {
        "ok": report.ok,
        **report.facts(),
        "checked": dict(report.checked),
        "counts": dict(report.counts),
        "totals": _totals(report),
        "not_checked": localized_gaps(report.not_checked, say),
        "findings": [_cells(finding) for finding in report.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _json_lines(report: Report, say: Texts) -> str:
    lines = (json.dumps(_cells(finding), ensure_ascii=False) for finding in report.findings)
    return "".join(f"{line}\n" for line in lines)


def _csv(report: Report, say: Texts) -> str:
    rows = (
        [
            escape_formula(value) if isinstance(value, str) else value
            for value in _cells(finding).values()
        ]
        for finding in report.findings
    )
    return to_csv([_COLUMNS, *rows])


def _sarif(report: Report, say: Texts) -> str:
    from chinaindpolicy._version import __version__

    codes = sorted({finding.code for finding in report.findings} | set(report.counts))
    results = [_sarif_result(finding, codes, say) for finding in report.findings]
    notes = [
        {"level": "note", "message": {"text": say("not checked: {what}", what=what)}}
        for what in localized_gaps(report.not_checked, say)
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


def _sarif_result(finding: Finding, codes: list[str], say: Texts) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": _place(finding, say) or finding.code}]
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


def _place(finding: Finding, say: Texts) -> str:
    parts = [finding.table, finding.id, finding.column]
    place = "/".join(part for part in parts if part)
    return place if finding.row is None else place + say(" row {row}", row=finding.row)


def _junit(report: Report, say: Texts) -> str:
    by_rule: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in report.findings:
        place = (finding.table, finding.code, finding.column)
        by_rule.setdefault(place, []).append(finding)
    cases: list[str] = []
    failures = 0
    for (table, code, column), (severity, count) in report.totals().items():
        findings = by_rule.get((table, code, column), [])
        text = "\n".join(finding_line(finding, say) for finding in findings)
        name = _attribute("name", f"{code} {column}".strip())
        case = f"  <testcase {name} {_attribute('classname', table)}>"
        if severity == "error":
            failures += 1
            message = _attribute("message", say("{count} violations", count=count))
            body = f"<failure {message}>{_text(text)}</failure>"
        else:
            warnings = say("{count} warnings: ", count=count)
            body = f"<system-out>{_text(warnings + text)}</system-out>"
        cases.append(f"{case}{body}</testcase>")
    for what in localized_gaps(report.not_checked, say):
        name = _attribute("name", what)
        reason = _attribute("message", say("not checked"))
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


def _github(report: Report, say: Texts) -> str:
    lines: list[str] = []
    for finding in report.findings:
        place = {"file": finding.file, "line": finding.line, "title": finding.code}
        given = ",".join(f"{name}={_property(value)}" for name, value in place.items() if value)
        text = say("{label}: {message}", label=_place(finding, say), message=finding.message)
        lines.append(f"::{finding.severity} {given}::{_data(text)}")
    title = say("not checked")
    gaps = localized_gaps(report.not_checked, say)
    lines += [f"::notice title={title}::{_data(what)}" for what in gaps]
    return "".join(f"{line}\n" for line in lines)


def _data(text: str) -> str:
    plain = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escape_control(plain)


def _property(value: Any) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")


def _html(report: Report, say: Texts) -> str:
    verdict = say("ok") if report.ok else say("failed")
    facts = {**report.facts(), **{str(name): count for name, count in report.checked.items()}}
    text = say(", ").join(f"{say.code('fact', name)} {value}" for name, value in facts.items())
    totals = [
        (table, code, column, say.code("severity", severity), str(count))
        for (table, code, column), (severity, count) in report.totals().items()
    ]
    findings = (_html_cells(finding, say) for finding in report.findings)
    return html_page(
        f"{_TOOL}: {verdict}",
        html_view(
            f"<p>{html_text(text)}</p>",
            html_table(
                say("Violations of each rule"),
                _headings(("table", "code", "column", "severity", "count"), say),
                totals,
                whole=True,
            ),
            html_list(say("Not checked"), localized_gaps(report.not_checked, say)),
            html_table(say("Findings"), _headings(_COLUMNS, say), findings, whole=True),
        ),
        lang=say.html_lang,
    )


def _headings(names: Iterable[str], say: Texts) -> tuple[str, ...]:
    return tuple(say.code("heading", name) for name in names)


def _html_cells(finding: Finding, say: Texts) -> list[str]:
    cells = _cells(finding) | {"severity": say.code("severity", finding.severity)}
    # A cell must not run as a formula if it is copied into a spreadsheet.
    return [escape_formula("" if value is None else str(value)) for value in cells.values()]


FORMATS: Mapping[str, Callable[[Any, Texts], str]] = MappingProxyType(
    {
        "text": lambda report, say: f"{report.text(say)}\n",
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
