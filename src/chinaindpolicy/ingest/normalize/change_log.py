"""Log of changed and rejected cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, ParsedCell
from chinaindpolicy.ingest.normalize.raw_table import is_scalar, text_of

Change = tuple[int, str, str | None, str | None, str]
"""Row, column, before, after, rule."""


@dataclass(frozen=True, slots=True)
class RejectedCell:
    """A rejected cell, row or column."""

    row: int | None
    column: str
    value: str
    code: str
    message: str
    expected: str = ""


@dataclass
class ChangeLog:
    """Changed and rejected cells, and the rows that are notes below the table."""

    changes: list[Change] = field(default_factory=list[Change])
    unread: list[RejectedCell] = field(default_factory=list[RejectedCell])
    notes: frozenset[int] = frozenset()

    def exclude_rows(self, notes: Mapping[int, tuple[str, str]], several: int) -> None:
        """Exclude rows that are notes below the table.

        Args:
            notes: Column and text of each, by row of the data.
            several: Number of output rows per row of the data.
        """
        message = "the row looks like a note below the table and is left empty"
        for row, (column, text) in notes.items():
            self.unread.append(RejectedCell(row * several, column, text, "note-below", message))
        self.notes = frozenset(
            row * several + further for row in notes for further in range(several)
        )

    def change(self, row: int, column: str, before: Any, after: Any, rule: str) -> None:
        """Log a change if the texts of the values differ."""
        first, second = text_of(before), text_of(after)
        if first != second:
            self.changes.append((row, column, first, second, rule))

    def refuse(self, row: int, column: str, cell: Any, error: CellError) -> None:
        """Log a rejected cell."""
        self.unread.append(
            RejectedCell(
                row, column, text_of(cell) or "", error.code, error.message, error.expected
            )
        )

    def column(
        self, name: str, cells: Sequence[Any], read: Callable[[Any], ParsedCell]
    ) -> list[Any]:
        """Parse a column, each distinct cell once.

        Args:
            name: The column of the table.
            cells: Its cells; None stays None.
            read: Parses one cell or raises `CellError`.

        Returns:
            The values, None where the cell was rejected.
        """
        seen: dict[tuple[str, Any], ParsedCell | CellError] = {}
        values: list[Any] = []
        for row, cell in enumerate(cells):
            if cell is None or row in self.notes:
                values.append(None)
                continue
            key = (type(cell).__name__, cell if is_scalar(cell) else repr(cell))
            found = seen.get(key)
            if found is None:
                try:
                    found = read(cell)
                except CellError as error:
                    found = error
                seen[key] = found
            if isinstance(found, CellError):
                self.refuse(row, name, cell, found)
                values.append(None)
            else:
                if found.rule:
                    self.change(row, name, cell, found.value, found.rule)
                values.append(found.value)
        return values
