"""Result of normalize(): a frame, the changes and the findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, NamedTuple

from chinaindpolicy._public import public
from chinaindpolicy.io.frame_hints import FrameHints
from chinaindpolicy.io.html_view import html_details, html_frame, html_view
from chinaindpolicy.lang.plural import plural
from chinaindpolicy.lang.texts import ENGLISH, Texts
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import Report

if TYPE_CHECKING:
    import polars as pl


# The columns that are shown first.
_FIRST = ("indicator_id", "value", "value_upper", "unit", "period", "region_id", "policy_id")
# The changes of more rows take long to list.
_MOST_COUNTED = 100_000
SOURCES = ("the headers", "the columns of values")
"""Sources of columns that are not columns of the data."""
SOURCE_KINDS = ("constants", "title or name")
"""Kinds of sources that precede a text of the caller or the data."""


@public
@dataclass(frozen=True)
class Normalized(FrameHints):
    """Data converted to the columns, units and codes of a table.

    Attributes:
        table: The table.
        frame: The data in the table's columns and dtypes, one row per value, in order.
        changes: Every change of a cell: row of `frame` (from 0), column, before, after, rule.
        aside: The source columns that are not columns of `frame`; as many rows as `frame`.
        findings: Problems. The cell of an error is null in the frame.
        sources: The source of each column of the frame.
        marks: Footnote marks and flags next to cells: row, column, mark, text.
        notes: Title lines, notes, totals, repeated values, empty columns and notes on names: kind,
            file, line, text.
    """

    table: str
    frame: pl.DataFrame
    changes: pl.DataFrame
    aside: pl.DataFrame
    findings: tuple[Finding, ...]
    sources: tuple[tuple[str, str], ...]
    marks: pl.DataFrame
    notes: pl.DataFrame

    @property
    def ok(self) -> bool:
        """True if there is no error: everything was read, and each value has its key and unit."""
        return Report(self.findings, {}).ok

    def report(self) -> Report:
        """Return the findings as a report, with the counts of rows, columns and changes."""
        summary = summary_of(self)
        checked = {
            "rows": summary.rows,
            "columns": summary.columns,
            "changes": sum(each.number for each in summary.changes),
        }
        return Report(self.findings, checked)

    def __str__(self) -> str:
        """Return sources, changes by rule, counts of marks and notes, then the findings."""
        return normalized_text(self, self.report(), ENGLISH)

    def _repr_html_(self) -> str:
        """Return the first rows, the sources of the columns, changes, notes and findings."""
        import polars as pl

        report = self.report() if self.frame.height <= _MOST_COUNTED else Report(self.findings)
        errors = sum(each.severity == "error" for each in self.findings)
        words = (
            f"{self.table}: {self.frame.height:,} {plural(self.frame.height, 'rows')}, "
            f"{errors} {plural(errors, 'errors')}"
        )
        shown = [name for name in _FIRST if name in self.frame.columns]
        shown += [name for name in self.frame.columns if name not in shown]
        sources = pl.DataFrame(list(self.sources), ["column", "source"], orient="row")
        parts = [html_frame(words, self.frame.select(shown))]
        parts.append(html_details("Sources of the columns", html_frame("", sources)))
        if self.frame.height <= _MOST_COUNTED and self.changes.height:
            counted = self.changes.group_by("column", "rule").agg(
                pl.len().alias("changes"), pl.col("before", "after").first()
            )
            changes = html_frame("", counted.sort("column", "rule"))
            parts.append(html_details(f"{self.changes.height:,} changes of cells", changes))
        for name, frame in (("Marks", self.marks), ("Notes outside the frame", self.notes)):
            if frame.height:
                parts.append(html_details(f"{name}: {frame.height}", html_frame("", frame)))
        if self.findings:
            parts.append(report._repr_html_())  # pyright: ignore[reportPrivateUsage]
        return html_view(*parts)


def normalized_text(result: Normalized, report: Report, say: Texts) -> str:
    """Return sources, changes by rule, counts of marks and notes, then a report.

    Args:
        result: The result.
        report: Its report, with messages in the language of `say`.
        say: The texts of the language.
    """
    lines = [
        say("{column} from {source}", column=column, source=_source(source, say))
        for column, source in result.sources
    ]
    summary = summary_of(result)
    for each in summary.changes:
        lines.append(
            say(
                "{count} changed in {column} ({rule}): such as {before} to {after}",
                count=each.number,
                column=each.column,
                rule=say.code("change", each.rule),
                before=repr(each.before),
                after=repr(each.after),
            )
        )
    if summary.marks:
        example = repr(summary.mark)
        lines.append(say("{n} marks, such as {text}", n=summary.marks, text=example))
    if result.notes.height:
        example = repr(result.notes["text"][0])
        kinds = say(", ").join(result.notes["kind"].unique(maintain_order=True))
        lines.append(
            say(
                "{n} notes outside the frame ({kinds}), such as {text}",
                n=result.notes.height,
                kinds=kinds,
                text=example,
            )
        )
    return "\n".join([*lines, report.text(say)])


def _source(text: str, say: Texts) -> str:
    """Return a source column in quotation marks, or another source as text."""
    if text in SOURCES:
        return say(text)
    kind, colon, value = text.partition(": ")
    if colon and kind in SOURCE_KINDS:
        return say("{label}: {message}", label=say(kind), message=value)
    return repr(text)


class Changed(NamedTuple):
    """The number of changes of a column by one rule, and the first of them."""

    column: str
    rule: str
    number: int
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Summary:
    """Counts of a result.

    Attributes:
        rows: The number of rows.
        columns: The number of columns.
        changes: The changes by column and rule, sorted.
        marks: The number of marks.
        mark: The text with the first mark.
        aside: The names of the ignored columns.
    """

    rows: int
    columns: int
    changes: tuple[Changed, ...]
    marks: int
    mark: str
    aside: tuple[str, ...]


def changes_by_rule(changes: pl.DataFrame) -> tuple[Changed, ...]:
    """Return the changes by column and rule, sorted."""
    import polars as pl

    counted = changes.group_by("column", "rule", maintain_order=True).agg(
        pl.len(), pl.col("before", "after").first()
    )
    return tuple(Changed(*row) for row in counted.sort("column", "rule").rows())


def summary_of(result: Normalized) -> Summary:
    """Return the counts of a result; they are known if it was streamed."""
    found: Summary | None = result.__dict__.get("_summary")
    if found is not None:
        return found
    frame, marks = result.frame, result.marks
    return Summary(
        frame.height, frame.width, changes_by_rule(result.changes), marks.height,
        marks["text"][0] if marks.height else "", tuple(result.aside.columns),
    )  # fmt: skip


class LazyNormalized(Normalized):
    """A result whose frames are made when they are first read."""

    def __init__(
        self, make: Mapping[str, Callable[[], pl.DataFrame]], summary: Summary | None, **fields: Any
    ) -> None:
        for name, value in {**fields, "_make": make, "_summary": summary}.items():
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        """Return a frame that is made now."""
        make: Mapping[str, Callable[[], pl.DataFrame]] = self.__dict__.get("_make", {})
        if name not in make:
            raise AttributeError(name)
        object.__setattr__(self, name, make[name]())
        return self.__dict__[name]

    def __reduce__(self) -> Any:
        """Pickle and copy the result with its frames."""
        return Normalized, tuple(getattr(self, each.name) for each in fields(Normalized))


LazyNormalized.__qualname__ = "Normalized"
