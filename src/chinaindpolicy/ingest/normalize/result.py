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
    """Data brought to the columns, units and codes of one of our tables.

    Attributes:
        table: The table.
        frame: The data in our columns and dtypes; every row that was read is there, in order.
        changes: Every change of a cell: row (from 0), column, before, after, rule.
        aside: The columns that are none of the table's, as they were; as many rows as `frame`.
        findings: What was not brought over. The cell of such a finding is null in the frame.
        sources: Which column of the data each column of the frame was read from.
    """

    table: str
    frame: pl.DataFrame
    changes: pl.DataFrame
    aside: pl.DataFrame
    findings: tuple[Finding, ...]
    sources: tuple[tuple[str, str], ...]

    @property
    def ok(self) -> bool:
        """True if all was brought over."""
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
        """Return columns and changes by rule, then the findings."""
        import polars as pl

        lines = [f"{ours} from {theirs!r}" for ours, theirs in self.sources]
        counted = self.changes.group_by("column", "rule").agg(
            pl.len(), pl.col("before", "after").first()
        )
        for column, rule, count, before, after in counted.sort("column", "rule").rows():
            lines.append(f"{count} changed in {column} ({rule}): such as {before!r} to {after!r}")
        return "\n".join([*lines, str(self.report())])
