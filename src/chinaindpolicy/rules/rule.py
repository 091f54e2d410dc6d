"""A rule: its code, what it expects, and how it is evaluated."""

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
"""What a rule looks at."""

Columns = Callable[[str], nw.Expr]
"""Gives the expression of a column; a condition asks it for every column that it needs."""


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

    The registry defines each code once. A rule on cells is bound to a column by `cell_rules`,
    which adds what the column expects.

    Attributes:
        code: Stable name, the same in every release.
        scope: What the rule looks at.
        message: What is expected.
        breach: Message on an invalid row; a column in braces is replaced by its value.
        severity: `error` if a violation fails the check.
        lenient: True if a violation is no more than a warning in the `core` profile.
        tables: The tables it applies to; none for every table that has its columns.
        column: The column a finding points to.
        columns: The columns it needs; of a rule with a condition, those that this asks for.
        lookups: Columns of other tables that it needs.
        condition: Makes the expression that is true for a valid row or cell, from the columns it
            asks for; null counts as valid.
        core_condition: The condition in the `core` profile, where it differs.
        optional: Columns that the condition uses if the data has them; else they count as empty.
        accepts: Returns whether a value, which is not missing, is valid; where no expression can.
        invalid_rows: Returns the invalid rows, given the columns that the rule needs with the
            rows' numbers, the function that brings reference data to the engine, and that data.
        follows: True if the rule's column of ids may not lead back to the row itself.
        expected: What is expected of a cell, in few words.
        by_value: True if the column repeats few values, so that to check each once is cheaper.
        references: The tables whose ids a cell has to be one of.
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
        asked: dict[str, None] = {}

        def column(name: str) -> nw.Expr:
            asked[name] = None
            return nw.col(name)

        self.condition(column)
        joined = {lookup.name for lookup in self.lookups}
        keys = [lookup.key for lookup in self.lookups]
        return tuple(dict.fromkeys([*(name for name in asked if name not in joined), *keys]))

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
        """Return a finding of this rule; without a message, what the rule expects.

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
