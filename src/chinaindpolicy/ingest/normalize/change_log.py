"""Log of changed cells, rejected cells and marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, ParsedCell
from chinaindpolicy.ingest.normalize.raw_table import is_scalar, text_of

Change = tuple[int, str, str | None, str | None, str]
"""Row, column, before, after, rule."""

Mark = tuple[int | None, str, str, str]
"""Row, column, mark, and the cell or header it was in."""


@dataclass(frozen=True, slots=True)
class RejectedCell:
    """A rejected cell, row or column; a warning if it does not affect `ok`."""

    row: int | None
    column: str
    value: str
    code: str
    message: str
    expected: str = ""
    line: int | None = None
    file: str = ""


@dataclass
class ChangeLog:
    """Changed cells, rejected cells, and marks next to cells."""

    changes: list[Change] = field(default_factory=list[Change])
    unread: list[RejectedCell] = field(default_factory=list[RejectedCell])
    marks: list[Mark] = field(default_factory=list[Mark])

    def change(self, row: int, column: str, before: Any, after: Any, rule: str) -> None:
        """Log a change if the texts of the values differ."""
        first, second = text_of(before), text_of(after)
        if first != second:
            self.changes.append((row, column, first, second, rule))

    def refuse(self, row: int | None, column: str, cell: Any, error: CellError) -> None:
        """Log a rejected cell, or a rejected column if there is no row."""
        self.unread.append(
            RejectedCell(
                row, column, text_of(cell) or "", error.code, error.message, error.expected
            )
        )

    def column(
        self,
        name: str,
        cells: Sequence[Any],
        read: Callable[..., ParsedCell],
        context: Sequence[Sequence[Any]] = (),
    ) -> list[Any]:
        """Parse a column, each distinct cell once.

        Args:
            name: The column of the table.
            cells: Its cells; None stays None.
            read: Parses one cell, with the cells of the context, or raises `CellError`.
            context: Further columns whose cells qualify this one.

        Returns:
            The values, None where the cell was rejected.
        """
        seen: dict[tuple[Any, ...], ParsedCell | CellError] = {}
        values: list[Any] = []
        for row, cell in enumerate(cells):
            if cell is None:
                values.append(None)
                continue
            around = tuple(column[row] for column in context)
            key = tuple(map(_key, (cell, *around)))
            found = seen.get(key)
            if found is None:
                try:
                    found = read(cell, *around)
                except CellError as error:
                    found = error
                seen[key] = found
            if isinstance(found, CellError):
                self.refuse(row, name, cell, found)
                values.append(None)
            else:
                if found.rule:
                    self.change(row, name, cell, found.value, found.rule)
                if found.marks:
                    self.marks.append((row, name, found.marks, text_of(cell) or ""))
                values.append(found.value)
        return values


def _key(cell: Any) -> tuple[str, Any]:
    if isinstance(cell, (str, int, float)):  # by far the most frequent
        return type(cell).__name__, cell
    return type(cell).__name__, cell if is_scalar(cell) else repr(cell)
