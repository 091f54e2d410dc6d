"""Definition of a rule: its code, its problem, and its evaluation."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import narwhals as nw

from chinaindpolicy.rules.findings import Finding, Severity

if TYPE_CHECKING:
    from chinaindpolicy.rules.engines.base import Bring
    from chinaindpolicy.rules.reference_data import ReferenceData

Scope = Literal[
    "row",
    "data",
    "cell",
    "reference",
    "key",
    "combination",
    "table",
    "dataset",
    "stated",
    "collection",
    "history",
    "text",
    "file",
    "normalize",
]
"""The kind of object that a rule checks."""

Columns = Callable[[str], nw.Expr]
"""Returns the expression of a column; a condition calls it for every column that it needs."""


SIGNED = "may_be_negative"
"""A column to look up in indicators that is computed from their names: balances and changes."""
BALANCE = "is_balance"
"""As `SIGNED`, for balances alone: the level itself may be negative."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A column of another table that a rule needs: joined as `<key>:<column>`."""

    key: str
    table: str
    column: str

    @property
    def name(self) -> str:
        """Name of the joined column."""
        return f"{self.key}:{self.column}"


def _dtype(name: str) -> nw.dtypes.DType:
    return nw.Float64() if name == "value_upper" else nw.String()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a check.

    The registry defines each code once. `cell_rules` binds a rule on cells to a column, and adds
    the values that the column allows.

    Attributes:
        code: Stable name, the same in every release.
        scope: The kind of object that the rule checks.
        message: The problem that the rule reports, in general.
        breach: Message for an invalid row; a column in braces is replaced by its value.
        severity: `error` if a violation fails the check.
        lenient: True if a violation is only a warning in the `core` profile.
        tables: The tables it applies to; empty for every table that has its columns.
        column: The column that a finding names.
        columns: The columns it needs; by default, those that the condition uses.
        lookups: Columns of other tables that it needs.
        condition: Returns the expression that is true for a valid row or cell, from the columns
            that it needs; null counts as valid.
        core_condition: The condition in the `core` profile, if it differs.
        optional: Columns that the condition uses if the data has them; otherwise they count as
            empty.
        accepts: Returns True if a value that is not missing is valid; for rules without an
            expression.
        invalid_rows: Returns the invalid rows. Its arguments are the columns that the rule needs
            with the row numbers, the function that copies reference data to the engine, and that
            data.
        follows: True if the ids in the rule's column must not lead back to the row itself.
        expected: The allowed values of a cell, in few words.
        by_value: True if the column repeats few values, so that checking each once is faster.
        references: The tables whose ids are allowed in a cell.
    """

    code: str
    scope: Scope
    message: str
    breach: str = ""
    severity: Severity = "error"
    lenient: bool = False
    tables: tuple[str, ...] = ()
    column: str = ""
    columns: tuple[str, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    condition: Callable[[Columns], nw.Expr] | None = None
    core_condition: Callable[[Columns], nw.Expr] | None = None
    optional: tuple[str, ...] = ()
    accepts: Callable[[str], bool] | None = None
    invalid_rows: Callable[[nw.LazyFrame[Any], Bring, ReferenceData], nw.LazyFrame[Any]] | None = (
        None
    )
    follows: bool = False
    expected: str = ""
    by_value: bool = False
    references: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns of the table itself that the rule needs."""
        if self.columns or self.condition is None:
            return self.columns
        used: dict[str, None] = {}

        def column(name: str) -> nw.Expr:
            used[name] = None
            return nw.col(name)

        self.condition(column)
        joined = {lookup.name for lookup in self.lookups}
        keys = [lookup.key for lookup in self.lookups]
        return tuple(dict.fromkeys([*(name for name in used if name not in joined), *keys]))

    def bound(self, present: Container[str], profile: str) -> Rule:
        """Return the rule for data with some columns, in a profile.

        An optional column that the data lacks counts as empty.
        """
        condition = self.condition
        if profile == "core" and self.core_condition is not None:
            condition = self.core_condition
        absent = {name for name in self.optional if name not in present}
        if condition is None or (condition is self.condition and not absent):
            return self

        def with_empty(col: Columns) -> nw.Expr:
            return condition(
                lambda name: nw.lit(None, dtype=_dtype(name)) if name in absent else col(name)
            )

        return replace(self, condition=with_empty, core_condition=None, optional=())

    def violation(self) -> nw.Expr:
        """Return the expression that is true for an invalid row or cell, and never null."""
        assert self.condition is not None, f"{self.code} has no condition"
        return ~self.condition(nw.col).fill_null(True)

    def severity_in(self, profile: str) -> Severity:
        """Return the severity of a violation in a profile."""
        return "warning" if self.lenient and profile == "core" else self.severity

    def finding(
        self,
        message: str = "",
        *,
        table: str = "",
        id: str = "",
        column: str = "",
        value: object = "",
        expected: str = "",
        row: int | None = None,
        profile: str = "traced",
    ) -> Finding:
        """Return a finding of this rule; the default message is the rule's general problem.

        A value of None is an empty cell.
        """
        return Finding(
            code=self.code,
            severity=self.severity_in(profile),
            table=table,
            id=id,
            column=column or self.column,
            value="" if value is None else str(value),
            message=message or self.message,
            expected=expected or self.expected,
            row=row,
        )
