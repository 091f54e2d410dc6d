"""One problem found by a check, and its severity."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from chinaindpolicy._public import public
from chinaindpolicy.io.text import escape_control
from chinaindpolicy.lang.texts import Texts, texts

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
        return finding_line(self, texts("en"))


def finding_line(finding: Finding, say: Texts) -> str:
    """Return a finding on one line: file and line, severity, code, place and message.

    Args:
        finding: The finding; its message is not translated.
        say: The texts of a language.
    """
    place = "/".join(part for part in (finding.table, finding.id, finding.column) if part)
    if finding.row is not None:
        place += say(" row {row}", row=finding.row)
    before = "".join(f"{part}:" for part in (finding.file, finding.line) if part)
    text = say(
        "{severity} {code} {place}: {message}",
        severity=say.code("severity", finding.severity),
        code=finding.code,
        place=place,
        message=finding.message,
    )
    # A value must not control the terminal or add lines.
    return escape_control(f"{before} {text}".lstrip()).replace("\n", "\\n")
