"""One problem found by a check, and its severity."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from chinaindpolicy._public import public
from chinaindpolicy.io.text import escape_control

Severity = Literal["error", "warning"]


@public
@dataclass(frozen=True, slots=True)
class Finding:
    """One problem that a check found.

    Attributes:
        code: Stable name of the rule, such as `value-disagrees`.
        severity: `error` fails a check, `warning` does not.
        table: The table, or the document for a finding about a text.
        id: The row's id, if it has one.
        column: The column, if the finding concerns one column.
        value: The value in the data.
        message: The value, the problem, and the fix.
        expected: The correct value or form, if it is short.
        row: Number of the row in the input, from 0; None for packaged tables.
        file: The file the row was read from, if it was read from one.
        line: Line of that file on which the row starts, from 1.
    """

    code: str
    severity: Severity
    table: str
    id: str
    column: str
    value: str
    message: str
    expected: str = ""
    row: int | None = None
    file: str = ""
    line: int | None = None

    def __lt__(self, other: Finding) -> bool:
        return self._key() < other._key()

    def _key(self) -> tuple[str | int, ...]:
        parts = (getattr(self, each.name) for each in fields(self))
        return tuple(-1 if part is None else part for part in parts)

    def __str__(self) -> str:
        place = "/".join(part for part in (self.table, self.id, self.column) if part)
        if self.row is not None:
            place += f" row {self.row}"
        before = "".join(f"{part}:" for part in (self.file, self.line) if part)
        # A value must not control the terminal or add lines.
        text = f"{before} {self.severity} {self.code} {place}: {self.message}".lstrip()
        return escape_control(text).replace("\n", "\\n")
