"""The report of a validation: exact counts, first violations, valid and invalid rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chinaindpolicy._public import public
from chinaindpolicy.errors import ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.lang.texts import Texts
from chinaindpolicy.rules.findings import Severity, finding_line
from chinaindpolicy.rules.report import Report, verdict_line
from chinaindpolicy.rules.summary import skipped_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl


@public
@dataclass(frozen=True)
class ValidationReport(Report):
    """The result of a check of data.

    Attributes:
        findings: The findings on columns, and the first violations of each rule.
        checked: The number of checked rows of each table.
        not_checked: The skipped rules, with the reason.
        engine: The engine that checked the data.
        profile: The profile that the data was checked by.
        counts_by_column: The number of violations of each rule, by table, code and column; exact.
        severities: The severity of each code.
    """

    engine: str = ""
    profile: str = ""
    counts_by_column: Mapping[tuple[str, str, str], int] = field(
        default_factory=dict[tuple[str, str, str], int]
    )
    severities: Mapping[str, Severity] = field(default_factory=dict[str, Severity], repr=False)
    _parts: Mapping[str, Callable[[bool], Any]] = field(
        default_factory=dict[str, "Callable[[bool], Any]"], repr=False, compare=False
    )
    _unread: Mapping[str, Callable[[], pl.DataFrame]] = field(
        default_factory=dict[str, "Callable[[], pl.DataFrame]"], repr=False, compare=False
    )

    def __getstate__(self) -> dict[str, Any]:
        # A report can be sent from one process to another; the data stays where it was checked.
        return {
            **self.__dict__,
            "_parts": dict.fromkeys(self._parts, _left_behind),
            "_unread": dict.fromkeys(self._unread, _left_behind),
        }

    @property
    def rows(self) -> int:
        """The number of rows that were read."""
        return sum(self.checked.values())

    @property
    def counts(self) -> Mapping[str, int]:
        """The exact number of violations of each rule, by its code."""
        found: dict[str, int] = {}
        for (_, code, _), count in sorted(self.counts_by_column.items()):
            found[code] = found.get(code, 0) + count
        return dict(sorted(found.items()))

    @property
    def ok(self) -> bool:
        """True if no rule with severity error was broken and something was read."""
        return all(self.severities[code] != "error" for code in self.counts)

    def totals(self) -> Mapping[tuple[str, str, str], tuple[Severity, int]]:
        """Return severity and number of the violations of each table, rule and column; exact."""
        return {
            (table, code, column): (self.severities[code], count)
            for (table, code, column), count in sorted(self.counts_by_column.items())
        }

    def facts(self) -> Mapping[str, str]:
        """Return facts of the check itself: the engine and the profile."""
        return {"engine": self.engine, "profile": self.profile}

    def valid_rows(self, table: str | None = None) -> Any:
        """Return the rows that break no rule, in the form and on the engine they were given in.

        A row with no more than warnings is valid. Where a column is missing or of the wrong type,
        no row is.

        Args:
            table: The table, where several were checked.

        Returns:
            A Polars frame for a frame, a lazy one for a lazy one or for files, a relation for a
            relation, and so on. With `invalid_rows` and `unread_rows` it is the data, each row
            once, in its order.

        Raises:
            UnknownNameError: If no such table was checked.

        Example:
            >>> import chinaindpolicy as cip
            >>> report = cip.validate(cip.targets.frame(), "targets", profile="traced")
            >>> report.valid_rows().height == len(cip.targets)
            True
        """
        return self._parts[self._checked(table)](True)

    def invalid_rows(self, table: str | None = None) -> Any:
        """Return the rows that break a rule; see `valid_rows`."""
        return self._parts[self._checked(table)](False)

    def unread_rows(self, table: str | None = None) -> pl.DataFrame:
        r"""Return the rows of files that could not be read, each once.

        Such rows have too few or too many cells, a quotation mark out of place, or malformed JSON.
        They are neither valid nor invalid rows.

        Args:
            table: The table, where several were checked.

        Returns:
            A Polars frame with the columns `file`, `line` (from 1), `code` of the finding, and
            `text` as in the file. It has no rows for data in memory.

        Raises:
            UnknownNameError: If no such table was checked.
            DataFileError: If a file was changed after it was checked.

        Example:
            >>> import tempfile
            >>> from pathlib import Path
            >>> import chinaindpolicy as cip
            >>> path = Path(tempfile.mkdtemp()) / "units.csv"
            >>> _ = path.write_text("id,name,dimension\nkg,kilogram\n", encoding="utf-8")
            >>> cip.validate(path, "units").unread_rows().select("line", "code", "text").rows()
            [(2, 'row-ragged', 'kg,kilogram')]
        """
        return self._unread[self._checked(table)]()

    def _checked(self, table: str | None) -> str:
        if table is None:
            if len(self._parts) != 1:
                tables = ", ".join(self._parts)
                raise ChinaIndPolicyError(f"several tables were checked: name one of {tables}")
            (table,) = self._parts
        if table not in self._parts:
            raise UnknownNameError("table that was checked", table, self._parts)
        return table

    def text(self, say: Texts) -> str:
        """Return the report as text in the language of some texts; `to` is for users."""
        lines = [finding_line(finding, say) for finding in self.findings]
        shown: dict[tuple[str, str, str], int] = {}
        for finding in self.findings:
            place = (finding.table, finding.code, finding.column)
            shown[place] = shown.get(place, 0) + 1
        for place, count in sorted(self.counts_by_column.items()):
            if count > shown.get(place, 0):
                table, code, column = place
                label = f"{say.code('severity', self.severities[code])} {code} {table}/{column}"
                more = count - shown.get(place, 0)
                lines.append(say("{label}: {count} more", label=label, count=more))
        totals = {"error": 0, "warning": 0}
        for code, count in self.counts.items():
            totals[self.severities[code]] += count
        rows = say(", ").join(
            say("{count} rows of {table}", count=count, table=table)
            for table, count in self.checked.items()
        )
        checked = say(
            "{rows} ({profile}, {engine})", rows=rows, profile=self.profile, engine=self.engine
        )
        lines.append(verdict_line(self.ok, totals["error"], totals["warning"], checked, say))
        skipped = skipped_rules(self.not_checked, say)
        return "\n".join([*lines, *([skipped] if skipped else [])])


def _left_behind(valid: bool | None = None) -> Any:
    part = {True: "valid", False: "invalid", None: "unread"}[valid]
    raise ChinaIndPolicyError(f"the {part} rows stayed in the process that checked them")
