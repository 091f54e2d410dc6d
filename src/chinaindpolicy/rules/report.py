"""Reports: findings as data, with stable codes and exact counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from chinaindpolicy._public import public
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.io.frame_hints import FrameHints
from chinaindpolicy.io.html_view import MOST_ROWS, html_details, html_list, html_table, html_view
from chinaindpolicy.io.text import escape_control
from chinaindpolicy.lang.plural import plural
from chinaindpolicy.lang.texts import Language, Texts, texts
from chinaindpolicy.rules.findings import Finding, Severity, finding_line
from chinaindpolicy.rules.localized import localized_gaps

if TYPE_CHECKING:
    import polars as pl


@public
class CheckFailedError(ChinaIndPolicyError):
    """A check that found errors; `report` has them."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(str(report))


ReportFormat = Literal["text", "json", "jsonl", "csv", "sarif", "junit", "github", "html"]


@public
@dataclass(frozen=True)
class Report(FrameHints):
    """The result of a check.

    Attributes:
        findings: Every finding, sorted.
        checked: The number of checked items, by kind.
        not_checked: The checks that were not possible, with the reason.
    """

    findings: tuple[Finding, ...] = ()
    checked: Mapping[str, int] = field(default_factory=dict[str, int])
    not_checked: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True if no error was found; `not_checked` lists the checks that were not possible."""
        return all(finding.severity != "error" for finding in self.findings)

    def __bool__(self) -> bool:
        """Return `ok`."""
        return self.ok

    def __len__(self) -> int:
        """Return the number of findings."""
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        """Return an iterator of the findings."""
        return iter(self.findings)

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of findings of each code."""
        return dict(sorted(Counter(finding.code for finding in self.findings).items()))

    def totals(self) -> Mapping[tuple[str, str, str], tuple[Severity, int]]:
        """Return severity and number of the findings of each table, code and column."""
        found: dict[tuple[str, str, str], tuple[Severity, int]] = {}
        for finding in self.findings:
            place = (finding.table, finding.code, finding.column)
            found[place] = (finding.severity, found.get(place, ("error", 0))[1] + 1)
        return dict(sorted(found.items()))

    def facts(self) -> Mapping[str, str]:
        """Return facts of the check itself, by name."""
        return {}

    def to(self, style: ReportFormat | str, lang: Language = "en") -> str:
        """Return the report in another format.

        Args:
            style: `text`, `json`, `jsonl` (one finding per line), `csv`, `sarif` (2.1.0), `junit`,
                `github` (annotations) or `html`.
            lang: The language of messages and labels, `en` or `zh`. Codes, tables, columns and
                keys stay as they are.

        Raises:
            UnknownNameError: If there is no such format or language.

        Example:
            >>> print(Report(checked={"rows": 3}).to("text"), end="")
            ok: 0 errors, 0 warnings: checked 3 rows
            >>> print(Report(checked={"rows": 3}).to("text", lang="zh"), end="")
            通过：0个错误，0个警告；已检查3行
        """
        from chinaindpolicy.rules.report_formats import rendered

        return rendered(self, style, texts(lang))

    def text(self, say: Texts) -> str:
        """Return the report as text in the language of some texts; `to` is for users."""
        lines = [finding_line(finding, say) for finding in self.findings]
        lines += [
            escape_control(say("not checked: {what}", what=what))
            for what in localized_gaps(self.not_checked, say)
        ]
        errors = sum(finding.severity == "error" for finding in self.findings)
        items = (_counted(name, count, say) for name, count in self.checked.items())
        checked = escape_control(say(", ").join(items))
        lines.append(verdict_line(self.ok, errors, len(self.findings) - errors, checked, say))
        return "\n".join(lines)

    def raise_if_failed(self) -> None:
        """Raise if any error was found.

        Raises:
            CheckFailedError: With the report's text, and the report itself as `report`.
        """
        if not self.ok:
            raise CheckFailedError(self)

    def frame(self) -> pl.DataFrame:
        """Return the findings as a frame, one row each, all columns strings."""
        import polars as pl

        names = ("code", "severity", "table", "id", "column", "value", "message")
        rows = [[getattr(finding, name) for name in names] for finding in self.findings]
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")

    def _repr_html_(self) -> str:
        lines = str(self).splitlines()
        verdict = next(line for line in lines[::-1] if line.startswith(("ok:", "failed:")))
        rows = [
            (each.message, each.severity, each.column, each.value, _place(each), each.code)
            for each in sorted(self.findings, key=_by_severity)[:MOST_ROWS]
        ]
        header = ("message", "severity", "column", "value", "place", "code")
        totals = [
            (code, table, column, severity, f"{count:,}")
            for (table, code, column), (severity, count) in self.totals().items()
        ]
        counts = html_table("", ("code", "table", "column", "severity", "violations"), totals)
        return html_view(
            html_table(verdict, header, rows, total=len(self.findings)),
            html_details(f"{len(totals)} {plural(len(totals), 'rules')} with violations", counts)
            if totals
            else "",
            html_list("Not checked", self.not_checked),
        )

    def __str__(self) -> str:
        return self.text(texts("en"))


def _by_severity(finding: Finding) -> bool:
    return finding.severity != "error"


def verdict_line(ok: bool, errors: int, warnings: int, checked: str, say: Texts) -> str:
    """Return the last line of a report: its verdict, and the numbers of findings and items."""
    return say(
        "{verdict}: {errors} errors, {warnings} warnings{checked}",
        verdict=say("ok") if ok else say("failed"),
        errors=errors,
        warnings=warnings,
        checked=say(": checked {items}", items=checked) if checked else "",
    )


def _counted(name: str, count: int, say: Texts) -> str:
    if say.lang == "en":
        return f"{count} {plural(count, name)}"
    unit = say.code("checked", name)
    return f"{count}{unit}" if unit != name else f"{say.code('table', name)}{count}条"


def merge(reports: Iterable[Report]) -> Report:
    """Combine several reports into one."""
    findings: list[Finding] = []
    checked: Counter[str] = Counter()
    not_checked: list[str] = []
    for report in reports:
        findings += report.findings
        checked.update(report.checked)
        not_checked += report.not_checked
    return Report(tuple(sorted(set(findings))), dict(checked), tuple(not_checked))


def _place(finding: Finding) -> str:
    """Return the file and line, or table, id and row of a finding."""
    if finding.file:
        return ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
    place = "/".join(part for part in (finding.table, finding.id) if part)
    return place if finding.row is None else f"{place} row {finding.row}"
