"""Problems of reading a file: the first of each kind, and the number of all."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from chinaindpolicy.io.limits import MOST_PROBLEMS
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.registry import severity_of

_LONGEST_VALUE = 200


class ReadProblems:
    """The problems of one file: all are counted, the first of each code are kept."""

    def __init__(self, path: Path, table: str) -> None:
        self.path = path
        self.table = table
        self.counts: Counter[str] = Counter()
        self._kept: list[Finding] = []

    def add(
        self,
        code: str,
        message: str,
        *,
        line: int | None = None,
        column: str = "",
        value: object = "",
        expected: str = "",
    ) -> None:
        """Add one problem.

        Args:
            code: The rule, one of scope `file`.
            message: The problem, and the fix.
            line: The line of the file, from 1.
            column: The column's name in the file.
            value: The value found; only its beginning is kept.
            expected: The value expected.
        """
        self.counts[code] += 1
        if self.counts[code] > MOST_PROBLEMS:
            return
        self._kept.append(
            Finding(
                code=code,
                severity=severity_of(code),
                table=self.table,
                id="",
                column=column,
                value=str(value)[:_LONGEST_VALUE],
                message=message,
                expected=expected,
                file=str(self.path),
                line=line,
            )
        )

    def add_ragged(self, line: int, n_cells: int, width: int, note: str = "") -> None:
        """Add a row with more or fewer cells than the header."""
        message = f"the row has {n_cells} cells, the header {width}{note}"
        self.add("row-ragged", message, line=line, value=n_cells, expected=str(width))

    def findings(self) -> tuple[Finding, ...]:
        """Return the kept findings in the order of the file."""
        return tuple(sorted(self._kept, key=lambda each: (each.line or 0, each.code)))
