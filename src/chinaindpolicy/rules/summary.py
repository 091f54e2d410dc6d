"""Summaries of reports: equal findings as one line, and skipped rules as one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from chinaindpolicy.io.text import escape_control
from chinaindpolicy.lang.texts import ENGLISH, Texts
from chinaindpolicy.rules.localized import localized_gaps, localized_reason, localized_report

if TYPE_CHECKING:
    from chinaindpolicy.rules.findings import Finding
    from chinaindpolicy.rules.report import Report

MOST_GROUPS = 10
"""The groups that a summary shows of each rule and column."""

_MISSING = re.compile(r"column (\S+) is missing")


def skipped_rules(not_checked: Iterable[str], say: Texts = ENGLISH) -> str:
    """Return one line on the rules that were not evaluated; empty if there are none.

    Args:
        not_checked: The reasons of a report, each as codes, a colon and a reason.
        say: The texts of a language.

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
    parts = [_missing(list(names), say)] if names else []
    parts += [localized_reason(reason, say) for reason in reasons]
    skipped = say("1 rule skipped: ") if count == 1 else say("{count} rules skipped: ", count=count)
    return escape_control(skipped + say("; ").join(parts))


def _missing(names: Sequence[str], say: Texts) -> str:
    if len(names) == 1:
        return say("column {name} is missing", name=names[0])
    first = say(", ").join(names[:-1])
    return say("columns {first} and {last} are missing", first=first, last=names[-1])


def summary(report: Report, say: Texts = ENGLISH) -> str:
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
    report = localized_report(report, say)
    lines = list(finding_lines(report, say))
    verdicts = tuple(say(verdict) for verdict in ("ok", "failed"))
    *_, last = (line for line in report.text(say).splitlines() if line.startswith(verdicts))
    lines.append(last)
    if skipped := skipped_rules(report.not_checked, say):
        lines.append(say("{skipped} (--details lists them)", skipped=skipped))
    return "\n".join(lines)


def finding_lines(report: Report, say: Texts = ENGLISH) -> Iterator[str]:
    """Yield the findings of a report, errors first, with one line for equal findings."""
    places: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in report.findings:
        places.setdefault((finding.table, finding.code, finding.column), []).append(finding)
    totals = sorted(report.totals().items(), key=lambda item: (item[1][0], item[0]))
    for place, (severity, count) in totals:
        table, code, column = place
        name = "/".join(part for part in (table, column) if part)
        label = f"{say.code('severity', severity)} {code} {name}"
        yield from _groups(label, places.get(place, []), count, say)


def details(report: Report, say: Texts = ENGLISH) -> str:
    """Return a report as text with one line for each finding and each skipped rule."""
    skipped = skipped_rules(report.not_checked, say)
    text = localized_report(report, say).text(say)
    lines = [line for line in text.splitlines() if line != skipped]
    rules = [
        escape_control(say("not checked: {what}", what=what))
        for what in localized_gaps(report.not_checked, say)
    ]
    return "\n".join([*lines, *rules])


def _groups(label: str, findings: Sequence[Finding], count: int, say: Texts) -> Iterator[str]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.message, []).append(finding)
    hidden = count - len(findings)
    shown = sorted(groups.items(), key=lambda item: -len(item[1]))[:MOST_GROUPS]
    for message, group in shown:
        place, number = _place(group[0], say), f"{len(group):,}"
        if len(group) > 1:
            rows = say("{count} rows", count=number)
            if hidden:
                rows = say("at least {count} rows", count=number)
            place = say("{rows}, first {place}", rows=rows, place=place) if place else rows
        words = say(" ({words})", words=place) if place else ""
        text = say("{label}: {message}", label=label, message=message) + words
        yield escape_control(text).replace("\n", "\\n")
    rest = count - sum(len(group) for _, group in shown)
    if rest:
        yield say("{label}: {count} more", label=label, count=f"{rest:,}")


def _place(finding: Finding, say: Texts) -> str:
    if finding.line and finding.file:
        return say("at {file}:{line}", file=finding.file, line=finding.line)
    if finding.line:
        return say("at line {line}", line=finding.line)
    if finding.row is not None:
        return say("in row {row}", row=finding.row)
    return say("id {id}", id=finding.id) if finding.id else ""
