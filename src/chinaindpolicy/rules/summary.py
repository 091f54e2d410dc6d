"""Summaries of reports: equal findings as one line, and skipped rules as one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from chinaindpolicy.io.text import escape_control

if TYPE_CHECKING:
    from chinaindpolicy.rules.findings import Finding
    from chinaindpolicy.rules.report import Report

MOST_GROUPS = 10
"""The groups that a summary shows of each rule and column."""

_MISSING = re.compile(r"column (\S+) is missing")


def skipped_rules(not_checked: Iterable[str]) -> str:
    """Return one line on the rules that were not evaluated; empty if there are none.

    Args:
        not_checked: The reasons of a report, each as codes, a colon and a reason.

    Example:
        >>> skipped_rules(["period-reversed, period-bounds: column period_start is missing"])
        '2 rules skipped: column period_start is missing'
    """
    count = 0
    names: dict[str, None] = {}
    reasons: dict[str, None] = {}
    for line in not_checked:
        codes, _, reason = line.rpartition(": ")
        codes = codes.rpartition(": ")[2]
        # Parentheses contain the columns of a rule.
        count += len(re.sub(r"\([^)]*\)", "", codes).split(","))
        if match := _MISSING.fullmatch(reason):
            names[match[1]] = None
        else:
            reasons[reason] = None
    if not count:
        return ""
    parts = [_missing(list(names)), *reasons] if names else list(reasons)
    rules = "1 rule" if count == 1 else f"{count} rules"
    return escape_control(f"{rules} skipped: {'; '.join(parts)}")


def _missing(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"column {names[0]} is missing"
    return f"columns {', '.join(names[:-1])} and {names[-1]} are missing"


def summary(report: Report) -> str:
    """Return a report as text with one line for equal findings.

    Findings are equal if they have the same code, column and message. The count is exact if the
    report has every finding, or a lower bound ("at least") otherwise.

    Example:
        >>> from chinaindpolicy.rules.findings import Finding
        >>> from chinaindpolicy.rules.report import Report
        >>> rows = [
        ...     Finding("below-minimum", "error", "figures", "", "paragraph", "0", "is 0", row=row)
        ...     for row in (4, 7)
        ... ]
        >>> print(summary(Report(tuple(rows))))
        error below-minimum figures/paragraph: is 0 (2 rows, first in row 4)
        failed: 2 errors, 0 warnings
    """
    lines = list(finding_lines(report))
    *_, last = (line for line in str(report).splitlines() if line.startswith(("ok:", "failed:")))
    lines.append(last)
    if skipped := skipped_rules(report.not_checked):
        lines.append(f"{skipped} (--details lists them)")
    return "\n".join(lines)


def finding_lines(report: Report) -> Iterator[str]:
    """Yield the findings of a report, errors first, with one line for equal findings."""
    places: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in report.findings:
        places.setdefault((finding.table, finding.code, finding.column), []).append(finding)
    totals = sorted(report.totals().items(), key=lambda item: (item[1][0], item[0]))
    for place, (severity, count) in totals:
        table, code, column = place
        label = f"{severity} {code} {'/'.join(part for part in (table, column) if part)}"
        yield from _groups(label, places.get(place, []), count)


def details(report: Report) -> str:
    """Return a report as text with one line for each finding and each skipped rule."""
    skipped = skipped_rules(report.not_checked)
    lines = [line for line in str(report).splitlines() if line != skipped]
    rules = [escape_control(f"not checked: {reason}") for reason in report.not_checked]
    return "\n".join([*lines, *rules])


def _groups(label: str, findings: Sequence[Finding], count: int) -> Iterator[str]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.message, []).append(finding)
    hidden = count - len(findings)
    shown = sorted(groups.items(), key=lambda item: -len(item[1]))[:MOST_GROUPS]
    for message, group in shown:
        place, number = _place(group[0]), len(group)
        if number > 1:
            rows = f"{'at least ' if hidden else ''}{number:,} rows"
            place = f"{rows}, first {place}" if place else rows
        text = f"{label}: {message}" + (f" ({place})" if place else "")
        yield escape_control(text).replace("\n", "\\n")
    rest = count - sum(len(group) for _, group in shown)
    if rest:
        yield f"{label}: {rest:,} more"


def _place(finding: Finding) -> str:
    if finding.line:
        return f"at {finding.file}:{finding.line}" if finding.file else f"at line {finding.line}"
    if finding.row is not None:
        return f"in row {finding.row}"
    return f"id {finding.id}" if finding.id else ""
