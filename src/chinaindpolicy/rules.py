"""The rules over several fields of a row, or over rows: named, as portable expressions.

A constraint on one field stands on the record; a constraint on several fields stands here.
Row rules are narwhals expressions, so that one definition runs on any engine it speaks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import narwhals as nw

from chinaindpolicy.report import Severity

__all__ = ["ROW_RULES", "Lookup", "RowRule"]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A column of another table that a rule needs: joined as `<key>.<column>`."""

    key: str
    table: str
    column: str

    @property
    def name(self) -> str:
        """Name of the joined column."""
        return f"{self.key}.{self.column}"


@dataclass(frozen=True, slots=True)
class RowRule:
    """One rule over the fields of a row.

    Attributes:
        code: Stable name, the same in every edition.
        tables: The tables it holds for.
        column: The column a finding points to.
        message: What is expected of a row.
        holds: Makes the expression that is true for a good row; null counts as good.
        lookups: Columns of other tables that the expression uses.
        severity: Whether a breach fails the check.
    """

    code: str
    tables: tuple[str, ...]
    column: str
    message: str
    holds: Callable[[], nw.Expr]
    lookups: tuple[Lookup, ...] = ()
    severity: Severity = "error"


_OBSERVATIONS = ("targets", "figures")
_VALUED = (*_OBSERVATIONS, "outcomes")
_PLACED = (
    "targets",
    "figures",
    "tasks",
    "products",
    "projects",
    "mentions",
    "passages",
    "spans",
    "errata",
)


def _both_or_neither(first: str, second: str) -> nw.Expr:
    return nw.col(first).is_null() == nw.col(second).is_null()


def _only_if(column: str, code: str, filled: str) -> nw.Expr:
    """`filled` has a value exactly where `column` holds `code`."""
    return (nw.col(column) == code).fill_null(False) == ~nw.col(filled).is_null()


ROW_RULES: tuple[RowRule, ...] = (
    RowRule(
        "value-without-comparator",
        _VALUED,
        "comparator",
        "a value has a comparator, and a comparator a value",
        lambda: _both_or_neither("value", "comparator"),
    ),
    RowRule(
        "value-without-unit",
        _VALUED,
        "unit",
        "a value has a unit, and a unit a value",
        lambda: _both_or_neither("value", "unit"),
    ),
    RowRule(
        "value-without-measure",
        _VALUED,
        "measure",
        "a value has a measure, and a measure a value",
        lambda: _both_or_neither("value", "measure"),
    ),
    RowRule(
        "range-without-upper",
        _VALUED,
        "value_upper",
        "a range, and only a range, has an upper value",
        lambda: _only_if("comparator", "range", "value_upper"),
    ),
    RowRule(
        "upper-below-value",
        _VALUED,
        "value_upper",
        "the upper value is above the value",
        lambda: nw.col("value_upper") > nw.col("value"),
    ),
    RowRule(
        "share-outside-domain",
        _VALUED,
        "value",
        "a share in percent lies between 0 and 100",
        lambda: (
            (nw.col("measure") != "share")
            | (nw.col("unit") != "percent")
            | ((nw.col("value") >= 0) & (nw.col("value") <= 100))
        ),
    ),
    RowRule(
        "printed-without-erratum",
        _OBSERVATIONS,
        "value_printed",
        "a printed value differs from the value and has an erratum",
        lambda: (
            nw.col("value_printed").is_null()
            | ((nw.col("value_printed") != nw.col("value")) & ~nw.col("erratum_id").is_null())
        ),
    ),
    RowRule(
        "unit-unlike-indicator",
        _VALUED,
        "unit",
        "the unit is the indicator's unit",
        lambda: nw.col("unit") == nw.col("indicator_id.unit"),
        (Lookup("indicator_id", "indicators", "unit"),),
    ),
    RowRule(
        "money-without-price-basis",
        _VALUED,
        "price_basis",
        "a sum of money says in which prices it is",
        lambda: (nw.col("unit.dimension") != "currency") | ~nw.col("price_basis").is_null(),
        (Lookup("unit", "units", "dimension"),),
    ),
    RowRule(
        "period-reversed",
        _VALUED,
        "period",
        "the period starts before it ends",
        lambda: nw.col("period_start") <= nw.col("period_end"),
    ),
    RowRule(
        "deadline-before-policy",
        ("targets",),
        "period",
        "the deadline is not before the policy's date",
        lambda: nw.col("period_end") >= nw.col("policy_id.issued_on"),
        (Lookup("policy_id", "policies", "issued_on"),),
    ),
    RowRule(
        "kind-unlike-value",
        ("targets",),
        "kind",
        "a target is quantitative exactly if it has a value",
        lambda: (nw.col("kind") == "quantitative") == ~nw.col("value").is_null(),
    ),
    RowRule(
        "target-without-deadline",
        ("targets",),
        "period",
        "a target has a deadline",
        lambda: ~nw.col("period").is_null(),
    ),
    RowRule(
        "target-without-policy",
        ("targets",),
        "policy_id",
        "a target is set by a policy for a region",
        lambda: ~nw.col("policy_id").is_null() & ~nw.col("region_id").is_null(),
    ),
    RowRule(
        "target-without-source",
        ("targets",),
        "origin",
        "a target is read in a document, or is external and has a reference",
        lambda: (
            ((nw.col("origin") == "external") == nw.col("document_id").is_null())
            & ((nw.col("origin") == "external") == ~nw.col("reference_id").is_null())
        ),
    ),
    RowRule(
        "figure-without-source",
        ("figures",),
        "document_id",
        "a figure is read in a document",
        lambda: ~nw.col("document_id").is_null(),
    ),
    RowRule(
        "stated-missing",
        _OBSERVATIONS,
        "stated",
        "what was read in a document is stated there",
        lambda: _both_or_neither("document_id", "stated"),
    ),
    RowRule(
        "attribution-missing",
        ("figures",),
        "attributed_to",
        "an attributed figure, and only one, says to whom",
        lambda: _only_if("basis", "attributed", "attributed_to"),
    ),
    RowRule(
        "span-reversed",
        _PLACED,
        "char_end",
        "a stretch of text ends after it starts",
        lambda: nw.col("char_start") < nw.col("char_end"),
    ),
    RowRule(
        "mention-without-record",
        ("mentions",),
        "record_id",
        "an indicator value belongs to a record",
        lambda: (nw.col("role") != "indicator") | ~nw.col("record_id").is_null(),
    ),
    RowRule(
        "restatement-without-record",
        ("spans",),
        "record_id",
        "a restatement, and only one, names its record",
        lambda: _only_if("role", "restatement", "record_id"),
    ),
    RowRule(
        "task-not-under-parent",
        ("tasks",),
        "level",
        "a task is one level below its parent and of the same policy",
        lambda: (
            (nw.col("parent_id").is_null() & (nw.col("level") == 1))
            | (
                ~nw.col("parent_id").is_null()
                & (nw.col("level") == nw.col("parent_id.level") + 1)
                & (nw.col("policy_id") == nw.col("parent_id.policy_id"))
            ).fill_null(False)
        ),
        (Lookup("parent_id", "tasks", "level"), Lookup("parent_id", "tasks", "policy_id")),
    ),
    RowRule(
        "dimension-unlike-unit",
        ("indicators",),
        "dimension",
        "the dimension is the unit's, or tells growth and ratio apart; without a unit it is none",
        lambda: (
            (nw.col("unit").is_null() & (nw.col("dimension") == "none"))
            | (nw.col("dimension") == nw.col("unit.dimension")).fill_null(False)
            | (
                nw.col("dimension").is_in(["growth", "ratio"])
                & (nw.col("unit.dimension") == "ratio")
            )
        ),
        (Lookup("unit", "units", "dimension"),),
    ),
)
"""Every row rule; the order is that of the documentation."""
