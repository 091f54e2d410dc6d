"""Result of normalize(): a frame, the changes and the findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chinaindpolicy._public import public
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import Report

if TYPE_CHECKING:
    import polars as pl


@public
@dataclass(frozen=True)
class Normalized:
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
        return self.report().ok

    def report(self) -> Report:
        """Return the findings as a report, with the counts of rows, columns and changes."""
        checked = {
            "rows": self.frame.height,
            "columns": self.frame.width,
            "changes": self.changes.height,
        }
        return Report(self.findings, checked)

    def __str__(self) -> str:
        """Return sources, changes by rule, counts of marks and notes, then the findings."""
        import polars as pl

        lines = [f"{ours} from {theirs!r}" for ours, theirs in self.sources]
        counted = self.changes.group_by("column", "rule").agg(
            pl.len(), pl.col("before", "after").first()
        )
        for column, rule, count, before, after in counted.sort("column", "rule").rows():
            lines.append(f"{count} changed in {column} ({rule}): such as {before!r} to {after!r}")
        for name, frame in (("marks", self.marks), ("notes", self.notes)):
            if frame.height:
                lines.append(f"{frame.height} {name}, such as {frame['text'][0]!r}")
        return "\n".join([*lines, str(self.report())])
