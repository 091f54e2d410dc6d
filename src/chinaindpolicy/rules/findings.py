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
    """One problem a check found.

    Attributes:
        code: Stable name of the rule, such as `value-disagrees`.
        severity: `error` fails a check, `warning` does not.
        table: The table, or the document for a finding about a text.
        id: The row's id, where there is one.
        column: The column, where it is about one.
        value: The value in the data.
        message: What is wrong and what was expected.
        expected: What would have been right, where it can be said in few words.
        row: Number of the row in the data that was given, from 0; none for our own tables.
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
        # A value must not control the terminal, or make lines of its own.
        text = f"{before} {self.severity} {self.code} {place}: {self.message}".lstrip()
        return escape_control(text).replace("\n", "\\n")
