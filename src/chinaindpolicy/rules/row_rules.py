"""The rules over several fields of a row, or over rows: named, as portable expressions.

A constraint on one field stands on the record; a constraint on several fields stands here.
Row rules are narwhals expressions, so that one definition runs on any engine it speaks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import narwhals as nw

from chinaindpolicy.model.vocabularies import OBSERVATION_TABLES, PLACED_TABLES, VALUE_TABLES
from chinaindpolicy.rules.findings import Severity

__all__ = ["ROW_RULES", "Columns", "Lookup", "RowRule"]

Columns = Callable[[str], nw.Expr]
"""Gives the expression of a column; a rule asks it for every column that it needs."""


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


@dataclass(frozen=True, slots=True)
class RowRule:
    """One rule over the fields of a row.

    Attributes:
        code: Stable name, the same in every edition.
        tables: The tables it holds for.
        column: The column a finding points to.
        message: What is expected of a row.
        holds: Makes the expression that is true for a good row, from the columns it asks for;
            null counts as good.
        lookups: Columns of other tables that the expression uses.
        severity: Whether a breach fails the check.
    """

    code: str
    tables: tuple[str, ...]
    column: str
    message: str
    holds: Callable[[Columns], nw.Expr]
    lookups: tuple[Lookup, ...] = ()
    severity: Severity = "error"

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns of the table itself that the rule needs."""
        asked: dict[str, None] = {}

        def column(name: str) -> nw.Expr:
            asked[name] = None
            return nw.col(name)

        self.holds(column)
        joined = {lookup.name for lookup in self.lookups}
        keys = [lookup.key for lookup in self.lookups]
        return tuple(dict.fromkeys([*(name for name in asked if name not in joined), *keys]))

    def breach(self) -> nw.Expr:
        """Return the expression that is true for a row that breaks the rule, and never null."""
        return ~self.holds(nw.col).fill_null(True)


def _both_or_neither(col: Columns, first: str, second: str) -> nw.Expr:
    return col(first).is_null() == col(second).is_null()


def _only_if(col: Columns, column: str, code: str, filled: str) -> nw.Expr:
    """`filled` has a value exactly where `column` holds `code`."""
    return (col(column) == code).fill_null(False) == ~col(filled).is_null()


ROW_RULES: tuple[RowRule, ...] = (
    RowRule(
        "value-without-comparator",
        VALUE_TABLES,
        "comparator",
        "a value has a comparator, and a comparator a value",
        lambda col: _both_or_neither(col, "value", "comparator"),
    ),
    RowRule(
        "value-without-unit",
        VALUE_TABLES,
        "unit",
        "a value has a unit, and a unit a value",
        lambda col: _both_or_neither(col, "value", "unit"),
    ),
    RowRule(
        "value-without-measure",
        VALUE_TABLES,
        "measure",
        "a value has a measure, and a measure a value",
        lambda col: _both_or_neither(col, "value", "measure"),
    ),
    RowRule(
        "range-without-upper",
        VALUE_TABLES,
        "value_upper",
        "a range, and only a range, has an upper value",
        lambda col: _only_if(col, "comparator", "range", "value_upper"),
    ),
    RowRule(
        "upper-below-value",
        VALUE_TABLES,
        "value_upper",
        "the upper value is above the value",
        lambda col: col("value_upper") > col("value"),
    ),
    RowRule(
        "share-outside-domain",
        VALUE_TABLES,
        "value",
        "a share in percent lies between 0 and 100",
        lambda col: (
            (col("measure") != "share")
            | (col("unit") != "percent")
            | ((col("value") >= 0) & (col("value") <= 100))
        ),
    ),
    RowRule(
        "printed-without-erratum",
        OBSERVATION_TABLES,
        "value_printed",
        "a printed value differs from the value and has an erratum",
        lambda col: (
            col("value_printed").is_null()
            | ((col("value_printed") != col("value")) & ~col("erratum_id").is_null())
        ),
    ),
    RowRule(
        "unit-unlike-indicator",
        VALUE_TABLES,
        "unit",
        "the unit is the indicator's unit",
        lambda col: col("unit") == col("indicator_id:unit"),
        (Lookup("indicator_id", "indicators", "unit"),),
    ),
    RowRule(
        "money-without-price-basis",
        VALUE_TABLES,
        "price_basis",
        "a sum of money says in which prices it is",
        lambda col: (col("unit:dimension") != "currency") | ~col("price_basis").is_null(),
        (Lookup("unit", "units", "dimension"),),
    ),
    RowRule(
        "period-reversed",
        VALUE_TABLES,
        "period",
        "the period starts before it ends",
        lambda col: col("period_start") <= col("period_end"),
    ),
    RowRule(
        "deadline-before-policy",
        ("targets",),
        "period",
        "the deadline is not before the policy's date",
        lambda col: col("period_end") >= col("policy_id:issued_on"),
        (Lookup("policy_id", "policies", "issued_on"),),
    ),
    RowRule(
        "kind-unlike-value",
        ("targets",),
        "kind",
        "a target is quantitative exactly if it has a value",
        lambda col: (col("kind") == "quantitative") == ~col("value").is_null(),
    ),
    RowRule(
        "target-without-deadline",
        ("targets",),
        "period",
        "a target has a deadline",
        lambda col: ~col("period").is_null(),
    ),
    RowRule(
        "target-without-policy",
        ("targets",),
        "policy_id",
        "a target is set by a policy for a region",
        lambda col: ~col("policy_id").is_null() & ~col("region_id").is_null(),
    ),
    RowRule(
        "target-without-source",
        ("targets",),
        "origin",
        "a target is read in a document, or is external and has a reference",
        lambda col: (
            ((col("origin") == "external") == col("document_id").is_null())
            & ((col("origin") == "external") == ~col("reference_id").is_null())
        ),
    ),
    RowRule(
        "figure-without-source",
        ("figures",),
        "document_id",
        "a figure is read in a document",
        lambda col: ~col("document_id").is_null(),
    ),
    RowRule(
        "place-incomplete",
        OBSERVATION_TABLES,
        "paragraph",
        "what was read in a document has its paragraph, its characters and their hash",
        lambda col: (
            col("document_id").is_null()
            | ~(
                col("paragraph").is_null()
                | col("char_start").is_null()
                | col("char_end").is_null()
                | col("text_sha256").is_null()
            )
        ),
    ),
    RowRule(
        "stated-missing",
        OBSERVATION_TABLES,
        "stated",
        "what was read in a document is stated there",
        lambda col: _both_or_neither(col, "document_id", "stated"),
    ),
    RowRule(
        "attribution-missing",
        ("figures",),
        "attributed_to",
        "an attributed figure, and only one, says to whom",
        lambda col: _only_if(col, "basis", "attributed", "attributed_to"),
    ),
    RowRule(
        "span-reversed",
        PLACED_TABLES,
        "char_end",
        "a stretch of text ends after it starts",
        lambda col: col("char_start") < col("char_end"),
    ),
    RowRule(
        "mention-without-record",
        ("mentions",),
        "record_id",
        "an indicator value belongs to a record",
        lambda col: (col("role") != "indicator") | ~col("record_id").is_null(),
    ),
    RowRule(
        "restatement-without-record",
        ("spans",),
        "record_id",
        "a restatement, and only one, names its record",
        lambda col: _only_if(col, "role", "restatement", "record_id"),
    ),
    RowRule(
        "task-not-under-parent",
        ("tasks",),
        "level",
        "a task is one level below its parent and of the same policy",
        lambda col: (
            (col("parent_id").is_null() & (col("level") == 1))
            | (
                ~col("parent_id").is_null()
                & (col("level") == col("parent_id:level") + 1)
                & (col("policy_id") == col("parent_id:policy_id"))
            ).fill_null(False)
        ),
        (Lookup("parent_id", "tasks", "level"), Lookup("parent_id", "tasks", "policy_id")),
    ),
    RowRule(
        "dimension-unlike-unit",
        ("indicators",),
        "dimension",
        "the dimension is the unit's, or tells growth and ratio apart; without a unit it is none",
        lambda col: (
            (col("unit").is_null() & (col("dimension") == "none"))
            | (col("dimension") == col("unit:dimension")).fill_null(False)
            | (
                col("dimension").is_in(["growth", "ratio"])
                & (col("unit:dimension") == "ratio").fill_null(False)
            )
        ),
        (Lookup("unit", "units", "dimension"),),
    ),
)
"""Every row rule; the order is that of the documentation."""
