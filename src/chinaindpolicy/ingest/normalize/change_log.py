"""What is done to some data while it is normalized: every change, and every cell given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, ParsedCell
from chinaindpolicy.ingest.normalize.raw_table import is_scalar, text_of

__all__ = ["Change", "ChangeLog", "RejectedCell"]

Change = tuple[int, str, str | None, str | None, str]
"""Row, column, before, after, rule."""


@dataclass(frozen=True, slots=True)
class RejectedCell:
    """A cell, row or column that was not brought over."""

    row: int | None
    column: str
    value: str
    code: str
    message: str
    expected: str = ""


@dataclass
class ChangeLog:
    """Changes and refusals, and the rows that are no rows of the table."""

    changes: list[Change] = field(default_factory=list[Change])
    unread: list[RejectedCell] = field(default_factory=list[RejectedCell])
    notes: frozenset[int] = frozenset()

    def leave_out(self, notes: Mapping[int, tuple[str, str]], several: int) -> None:
        """Note rows that are notes below the table, of which nothing is read.

        Args:
            notes: Column and text of each, by row of the data.
            several: How many rows each row of the data became.
        """
        message = "the row looks like a note below the table and is left empty"
        for row, (column, text) in notes.items():
            self.unread.append(RejectedCell(row * several, column, text, "note-below", message))
        self.notes = frozenset(
            row * several + further for row in notes for further in range(several)
        )

    def change(self, row: int, column: str, before: Any, after: Any, rule: str) -> None:
        """Note a change, if the two do not say the same."""
        first, second = text_of(before), text_of(after)
        if first != second:
            self.changes.append((row, column, first, second, rule))

    def refuse(self, row: int, column: str, cell: Any, error: CellError) -> None:
        """Note a cell that was given up."""
        self.unread.append(
            RejectedCell(
                row, column, text_of(cell) or "", error.code, error.message, error.expected
            )
        )

    def column(
        self, name: str, cells: Sequence[Any], read: Callable[[Any], ParsedCell]
    ) -> list[Any]:
        """Read a column, each different cell once.

        Args:
            name: The column of ours.
            cells: Its cells; None stays None.
            read: Reads one cell, or raises `CellError`.

        Returns:
            The values, None where the cell was given up.
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
