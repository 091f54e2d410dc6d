"""Rules on several fields of a row.

A constraint on one field is part of the record; a constraint on several fields is a rule here.
Conditions are narwhals expressions, so that one definition runs on every engine.
"""

from __future__ import annotations

from functools import partial

import narwhals as nw

from chinaindpolicy.model.vocabularies import (
    AMOUNTS,
    OBSERVATION_TABLES,
    PLACED_TABLES,
    VALUE_TABLES,
)
from chinaindpolicy.rules.rule import BALANCE, SIGNED, Columns, Lookup, Rule

_row = partial(Rule, scope="row")


def _both_or_neither(col: Columns, first: str, second: str) -> nw.Expr:
    return col(first).is_null() == col(second).is_null()


def _only_if(col: Columns, column: str, code: str, filled: str) -> nw.Expr:
    """`filled` has a value exactly where `column` is `code`."""
    return (col(column) == code).fill_null(False) == ~col(filled).is_null()


_DIMENSION = Lookup("indicator_id", "indicators", "dimension")
_SIGNED = Lookup("indicator_id", "indicators", SIGNED)
_BALANCE = Lookup("indicator_id", "indicators", BALANCE)


def _is_change(col: Columns) -> nw.Expr:
    return col("measure").is_in(["growth", "change", "multiple"]).fill_null(False)


def _is_growth(col: Columns) -> nw.Expr:
    of_growth = col("measure").is_null() & (col(_DIMENSION.name) == "growth")
    return ((col("measure") == "growth") | of_growth).fill_null(False)


def _is_share(col: Columns) -> nw.Expr:
    """Return True for a share: a ratio with any measure other than a change."""
    of_ratio = (col(_DIMENSION.name) == "ratio") & ~col(_SIGNED.name) & ~_is_change(col)
    return ((col("measure") == "share") | of_ratio).fill_null(False)


def _is_external(col: Columns) -> nw.Expr:
    return (col("origin") == "external").fill_null(False)


def _code_matches(col: Columns, code: str) -> nw.Expr:
    match = col(f"{code}_match")
    return col(code).is_null() == (match.is_null() | (match == "none_exists").fill_null(False))


ROW_RULES: tuple[Rule, ...] = (
    _row(
        code="value-without-comparator",
        tables=VALUE_TABLES,
        column="comparator",
        message="the value or the comparator is missing",
        breach="value is {value} and comparator is {comparator}; give both, such as "
        "comparator 'eq', or neither",
        lenient=True,
        condition=lambda col: _both_or_neither(col, "value", "comparator"),
    ),
    _row(
        code="value-without-unit",
        tables=VALUE_TABLES,
        column="unit",
        message="the value or the unit is missing",
        breach="value is {value} and unit is {unit}; a value requires a unit, such as 'CNY'",
        condition=lambda col: _both_or_neither(col, "value", "unit"),
        # A third-party table can have a unit in rows without a value.
        core_condition=lambda col: col("value").is_null() | ~col("unit").is_null(),
    ),
    _row(
        code="value-without-measure",
        tables=VALUE_TABLES,
        column="measure",
        message="the value or the measure is missing",
        breach="value is {value} and measure is {measure}; give both, such as measure "
        "'level', or neither",
        lenient=True,
        condition=lambda col: _both_or_neither(col, "value", "measure"),
    ),
    _row(
        code="range-without-upper",
        tables=VALUE_TABLES,
        column="value_upper",
        message="the comparator and the upper value do not match",
        breach="comparator is {comparator} and value_upper is {value_upper}; 'range' "
        "requires value_upper, other comparators leave it empty",
        optional=("value_upper",),
        condition=lambda col: _only_if(col, "comparator", "range", "value_upper"),
    ),
    _row(
        code="upper-below-value",
        tables=VALUE_TABLES,
        column="value_upper",
        message="the upper value is not greater than the value",
        breach="value_upper ({value_upper}) must be greater than value ({value})",
        condition=lambda col: col("value_upper") > col("value"),
    ),
    _row(
        code="share-outside-domain",
        tables=VALUE_TABLES,
        column="value",
        message="a share in percent is not between 0 and 100",
        breach="value is {value} and value_upper is {value_upper}; a share in percent must be "
        "between 0 and 100",
        optional=("measure", "value_upper"),
        condition=lambda col: (
            (col("unit") != "percent")
            | ~_is_share(col)
            | (
                (col("value") >= 0)
                & (col("value") <= 100)
                & (col("value_upper") <= 100).fill_null(True)
            )
        ),
        lookups=(_DIMENSION, _SIGNED),
    ),
    _row(
        code="value-negative",
        tables=VALUE_TABLES,
        column="value",
        message="a quantity that cannot be negative is less than 0",
        breach="value is {value} {unit}; {indicator_id} is a quantity that cannot be negative",
        optional=("measure",),
        condition=lambda col: (
            (col("value") >= 0)
            | (col("unit") == "percent").fill_null(False)
            | _is_change(col)
            | col(_SIGNED.name)
            | ~col(_DIMENSION.name).is_in(list(AMOUNTS))
        ),
        lookups=(_DIMENSION, _SIGNED),
    ),
    _row(
        code="growth-below-domain",
        tables=VALUE_TABLES,
        column="value",
        message="a quantity that cannot be negative falls by more than 100 percent",
        breach="value is {value} percent; a quantity that cannot be negative falls by at "
        "most 100 percent",
        optional=("measure",),
        condition=lambda col: (
            (col("unit") != "percent")
            | (col("value") >= -100)
            | ~_is_growth(col)
            | col(_BALANCE.name).fill_null(True)
        ),
        lookups=(_DIMENSION, _BALANCE),
    ),
    _row(
        code="printed-without-erratum",
        tables=OBSERVATION_TABLES,
        column="value_printed",
        message="the printed value has no erratum, or is equal to the value",
        breach="value_printed is {value_printed}, value is {value} and erratum_id is "
        "{erratum_id}; a different printed value requires an erratum, an equal one "
        "must be empty",
        condition=lambda col: (
            col("value_printed").is_null()
            | ((col("value_printed") != col("value")) & ~col("erratum_id").is_null())
        ),
    ),
    _row(
        code="unit-unlike-indicator",
        tables=VALUE_TABLES,
        column="unit",
        message="the unit is not the unit of the indicator",
        breach="unit is {unit}, but the unit of {indicator_id} is {indicator_id:unit}",
        condition=lambda col: (
            col("unit:id").is_null()
            | col("indicator_id:id").is_null()
            | (col("unit") == col("indicator_id:unit")).fill_null(False)
        ),
        lookups=(
            Lookup("indicator_id", "indicators", "unit"),
            Lookup("indicator_id", "indicators", "id"),
            Lookup("unit", "units", "id"),
        ),
    ),
    _row(
        code="money-without-price-basis",
        tables=VALUE_TABLES,
        column="price_basis",
        message="an amount of money has no price basis",
        breach="price_basis is empty, but unit {unit} is a currency; use one of nominal, "
        "constant, not_stated",
        condition=lambda col: (col("unit:dimension") != "currency") | ~col("price_basis").is_null(),
        lookups=(Lookup("unit", "units", "dimension"),),
    ),
    _row(
        code="period-reversed",
        tables=VALUE_TABLES,
        column="period",
        message="the period ends before it starts",
        breach="period starts on {period_start}, after its end on {period_end}",
        condition=lambda col: col("period_start") <= col("period_end"),
    ),
    _row(
        code="deadline-before-policy",
        tables=("targets",),
        column="period",
        message="the deadline is earlier than the date of the policy",
        breach="the deadline {period_end} is before the date of the policy, {policy_id:issued_on}",
        condition=lambda col: col("period_end") >= col("policy_id:issued_on"),
        lookups=(Lookup("policy_id", "policies", "issued_on"),),
    ),
    _row(
        code="kind-unlike-value",
        tables=("targets",),
        column="kind",
        message="the kind of the target does not match its value",
        breach="kind is {kind} and value is {value}; a target with a value is "
        "'quantitative', one without is 'qualitative'",
        condition=lambda col: (col("kind") == "quantitative") == ~col("value").is_null(),
    ),
    _row(
        code="target-without-deadline",
        tables=("targets",),
        column="period",
        message="a target has no deadline",
        breach="period is empty; a target requires a deadline",
        condition=lambda col: ~col("period").is_null(),
    ),
    _row(
        code="target-without-policy",
        tables=("targets",),
        column="policy_id",
        message="a target has no policy or no region",
        breach="policy_id is {policy_id} and region_id is {region_id}; a target requires both",
        condition=lambda col: ~col("policy_id").is_null() & ~col("region_id").is_null(),
    ),
    _row(
        code="target-without-source",
        tables=("targets",),
        column="origin",
        message="the source of a target does not match its origin",
        breach="origin is {origin}, document_id is {document_id} and reference_id is "
        "{reference_id}; origin 'document' requires document_id only, 'external' "
        "requires reference_id only",
        condition=lambda col: (
            ((col("origin") == "external") == col("document_id").is_null())
            & ((col("origin") == "external") == ~col("reference_id").is_null())
        ),
    ),
    _row(
        code="figure-without-source",
        tables=("figures",),
        column="document_id",
        message="a figure has neither a document nor, if external, a reference",
        breach="origin is {origin}, document_id is {document_id} and reference_id is "
        "{reference_id}; origin 'document' requires document_id only, 'external' "
        "requires reference_id only",
        optional=("origin", "reference_id"),
        condition=lambda col: (
            (_is_external(col) == col("document_id").is_null())
            & (_is_external(col) == ~col("reference_id").is_null())
        ),
    ),
    _row(
        code="period-unlike-basis",
        tables=VALUE_TABLES,
        column="period_basis",
        message="the period does not agree with its basis",
        breach="period is {period} and period_basis is {period_basis}; 'not_stated' requires an "
        "empty period, other values require a period",
        condition=lambda col: (col("period_basis") == "not_stated") == col("period").is_null(),
    ),
    _row(
        code="figure-without-subject",
        tables=("figures",),
        column="region_id",
        message="a figure has no region and no organization",
        breach="region_id and organization_id are empty; a figure requires one of them",
        # External data and older releases have no basis of the period, and may lack the region.
        condition=lambda col: (
            ~col("region_id").is_null()
            | ~col("organization_id").is_null()
            | col("period_basis").is_null()
        ),
    ),
    _row(
        code="place-incomplete",
        tables=OBSERVATION_TABLES,
        column="paragraph",
        message="the position in the document is incomplete",
        breach="document_id is {document_id}, but paragraph ({paragraph}), char_start "
        "({char_start}), char_end ({char_end}) or text_sha256 ({text_sha256}) is "
        "empty",
        condition=lambda col: (
            col("document_id").is_null()
            | ~(
                col("paragraph").is_null()
                | col("char_start").is_null()
                | col("char_end").is_null()
                | col("text_sha256").is_null()
            )
        ),
    ),
    _row(
        code="stated-missing",
        tables=OBSERVATION_TABLES,
        column="stated",
        message="the document or the stated expression is missing",
        breach="document_id is {document_id} and stated is {stated}; give both, or neither",
        condition=lambda col: _both_or_neither(col, "document_id", "stated"),
    ),
    _row(
        code="attribution-missing",
        tables=("figures",),
        column="attributed_to",
        message="the attribution does not match the basis",
        breach="basis is {basis} and attributed_to is {attributed_to}; 'attributed' "
        "requires attributed_to, other values leave it empty",
        condition=lambda col: _only_if(col, "basis", "attributed", "attributed_to"),
    ),
    _row(
        code="attribution-certainty-alone",
        tables=("figures",),
        column="attribution_certainty",
        message="a certainty of attribution has no attribution",
        breach="attribution_certainty is {attribution_certainty}, but attributed_to is empty; "
        "leave it empty or name the source",
        condition=lambda col: (
            col("attribution_certainty").is_null() | ~col("attributed_to").is_null()
        ),
    ),
    _row(
        code="span-reversed",
        tables=PLACED_TABLES,
        column="char_end",
        message="the text position ends before it starts",
        breach="char_end ({char_end}) must be greater than char_start ({char_start})",
        condition=lambda col: col("char_start") < col("char_end"),
    ),
    _row(
        code="mention-without-record",
        tables=("mentions",),
        column="record_id",
        message="a mention of an indicator value has no record",
        breach="role is {role} and record_id is empty; a mention of an indicator value "
        "requires its record",
        condition=lambda col: (col("role") != "indicator") | ~col("record_id").is_null(),
    ),
    _row(
        code="restatement-without-record",
        tables=("spans",),
        column="record_id",
        message="the record of a span does not match its role",
        breach="role is {role} and record_id is {record_id}; 'restatement' requires "
        "record_id, other roles leave it empty",
        condition=lambda col: _only_if(col, "role", "restatement", "record_id"),
    ),
    _row(
        code="task-not-under-parent",
        tables=("tasks",),
        column="level",
        message="the level or the policy of a task does not match its parent",
        breach="level is {level} and policy_id is {policy_id}; the parent {parent_id} has "
        "level {parent_id:level} and policy {parent_id:policy_id}: a task is one "
        "level below its parent, in the same policy, and has level 1 without a "
        "parent",
        condition=lambda col: (
            (col("parent_id").is_null() & (col("level") == 1))
            | (
                ~col("parent_id").is_null()
                # As a float, because the sum of the largest integer and 1 is an error in DuckDB.
                & (col("level") == col("parent_id:level") * 1.0 + 1.0)
                & (col("policy_id") == col("parent_id:policy_id"))
            ).fill_null(False)
        ),
        lookups=(Lookup("parent_id", "tasks", "level"), Lookup("parent_id", "tasks", "policy_id")),
    ),
    _row(
        code="dimension-unlike-unit",
        tables=("indicators",),
        column="dimension",
        message="the dimension of an indicator does not match its unit",
        breach="dimension is {dimension}, but unit {unit} measures {unit:dimension}",
        condition=lambda col: (
            (col("unit").is_null() & (col("dimension") == "none"))
            | (col("dimension") == col("unit:dimension")).fill_null(False)
            | (
                col("dimension").is_in(["growth", "ratio"])
                & (col("unit:dimension") == "ratio").fill_null(False)
            )
        ),
        lookups=(Lookup("unit", "units", "dimension"),),
    ),
    _row(
        code="threshold-incomplete",
        tables=("indicators",),
        column="threshold_value",
        message="a threshold is incomplete",
        breach="threshold_comparator is {threshold_comparator}, threshold_value is "
        "{threshold_value}, threshold_unit is {threshold_unit} and threshold_scope is "
        "{threshold_scope}; give all of them, or none",
        condition=lambda col: (
            _both_or_neither(col, "threshold_value", "threshold_comparator")
            & _both_or_neither(col, "threshold_value", "threshold_unit")
            & _both_or_neither(col, "threshold_value", "threshold_scope")
        ),
    ),
    _row(
        code="name-basis-alone",
        tables=("indicators",),
        column="name_zh_basis",
        message="the Chinese name and its basis do not match",
        breach="name_zh_basis is {name_zh_basis}, but name_zh is empty; add the name or leave "
        "both empty",
        condition=lambda col: col("name_zh_basis").is_null() | ~col("name_zh").is_null(),
    ),
    _row(
        code="code-unlike-match",
        tables=("objects",),
        column="gbt4754_match",
        message="the code and its match type do not agree",
        breach="gbt4754 is {gbt4754} ({gbt4754_match}), isic4 is {isic4} ({isic4_match}) and hs "
        "is {hs} ({hs_match}); a code requires exact, broader or narrower, and none_exists "
        "requires no code",
        condition=lambda col: (
            _code_matches(col, "gbt4754") & _code_matches(col, "isic4") & _code_matches(col, "hs")
        ),
    ),
    _row(
        code="superseded-unlike-status",
        tables=("policies",),
        column="superseded_by",
        message="the status does not match the successor",
        breach="superseded_by is {superseded_by} and status is {status}; use status 'superseded'",
        condition=lambda col: (
            col("superseded_by").is_null()
            | col("status").is_in(["superseded", "repealed"]).fill_null(False)
        ),
    ),
    _row(
        code="erratum-without-meaning",
        tables=("errata",),
        column="meant",
        message="an erratum does not state the intended text",
        breach="kind is {kind} and meant is {meant}; 'doubtful_fact' leaves meant empty, other "
        "kinds require it",
        condition=lambda col: (col("kind") == "doubtful_fact") == col("meant").is_null(),
    ),
)
"""Every row rule; the order is that of the documentation."""
