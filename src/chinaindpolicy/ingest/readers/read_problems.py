"""What keeps a row or a file from being read: codes, and a gatherer that counts all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from chinaindpolicy.io.limits import MOST_PROBLEMS
from chinaindpolicy.rules.findings import Finding, Severity

__all__ = ["DOOR_RULES", "DOOR_WARNINGS", "ReadProblems"]

DOOR_RULES: Mapping[str, str] = MappingProxyType(
    {
        "file-empty": "a file has a header",
        "header-duplicate": "a column name stands once in the header",
        "header-empty": "every column that holds something has a name",
        "row-ragged": "a row has as many cells as the header",
        "quote-open": "a quotation mark opens a cell and closes it; inside it is doubled",
        "encoding-mixed": "all lines of a file are in one encoding",
        "json-malformed": "a line of JSON Lines is one object, written as JSON",
        "json-key-duplicate": "a key stands once in an object",
        "json-nested": "a value is text, a number, true, false, null, or a list of texts",
        "json-number": "a number is finite and fits into 64 bits",
        "types-mixed": "the values of a column are of one type",
        "cell-error": "a cell of a spreadsheet holds no error such as #REF!",
        "cell-shown-otherwise": "a spreadsheet shows the number that a cell holds",
        "cell-too-long": "a cell holds at most a mebibyte",
        "formula-uncached": "a formula stands with the value it was last computed to",
        "cells-merged": "no cells are merged: only the first of them holds the value",
        "sheets-unread": "a workbook has one sheet, or the sheet is named",
    }
)
"""What a file of other people's data has to be like: codes, and what is expected."""

DOOR_WARNINGS = frozenset({"cells-merged", "sheets-unread"})
"""Codes that do not fail a check: every row was read all the same."""

_LONGEST_VALUE = 200


class ReadProblems:
    """The problems of one file: the first of each kind kept, all of them counted."""

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
        """Note one problem.

        Args:
            code: One of `DOOR_RULES`.
            message: What is wrong.
            line: The line of the file, from 1.
            column: The column, as the file calls it.
            value: What stands there; only its beginning is kept.
            expected: What would have been right.
        """
        self.counts[code] += 1
        if self.counts[code] > MOST_PROBLEMS:
            return
        severity: Severity = "warning" if code in DOOR_WARNINGS else "error"
        self._kept.append(
            Finding(
                code,
                severity,
                self.table,
                "",
                column,
                str(value)[:_LONGEST_VALUE],
                message,
                expected,
                file=str(self.path),
                line=line,
            )
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return what was kept, in the order of the file."""
        return tuple(sorted(self._kept, key=lambda each: (each.line or 0, each.code)))
