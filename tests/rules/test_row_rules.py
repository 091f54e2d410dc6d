"""Each row rule against the same rule in plain Python, over every combination that tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from chinaindpolicy.rules.registry import ROW_RULES
from chinaindpolicy.rules.rule import Rule

Row = dict[str, Any]
NUMBERS = (None, -1.0, 0.0, 0.5, 100.0, 100.5)
DAYS = (None, date(2024, 1, 1), date(2024, 1, 2))
WORDS = (None, "x")
STATED = ("targets", "figures")
VALUED = (*STATED, "outcomes")
PLACED = (
    *(*STATED, "tasks", "products", "projects"),
    *("mentions", "passages", "spans", "errata"),
)


def same(first: str, second: str) -> Callable[[Row], bool]:
    return lambda row: (row[first] is None) == (row[second] is None)


def exactly_if(column: str, code: str, filled: str) -> Callable[[Row], bool]:
    return lambda row: (row[column] == code) == (row[filled] is not None)


def ordered(first: str, second: str, *, strictly: bool) -> Callable[[Row], bool]:
    def holds(row: Row) -> bool:
        if row[first] is None or row[second] is None:
            return True
        low, high = row[first], row[second]
        return bool(low < high or (low == high and not strictly))

    return holds


def under_parent(row: Row) -> bool:
    if row["parent_id"] is None:
        return row["level"] in (None, 1)
    known = None not in (row["level"], row["parent_id:level"], row["policy_id"])
    return bool(
        known
        and row["level"] == row["parent_id:level"] + 1
        and row["policy_id"] == row["parent_id:policy_id"]
    )


def dimension_of_unit(row: Row) -> bool:
    dimension, unit = row["dimension"], row["unit:dimension"]
    return bool(
        (row["unit"] is None and dimension == "none")
        or (unit is not None and dimension == unit)
        or (dimension in ("growth", "ratio") and unit == "ratio")
    )


def sourced(row: Row) -> bool:
    external = row["origin"] == "external"
    return bool(external == (row["document_id"] is None) == (row["reference_id"] is not None))


def codes_match(row: Row) -> bool:
    return all(
        (row[scheme] is not None) == (row[f"{scheme}_match"] in ("exact", "broader", "narrower"))
        for scheme in ("gbt4754", "isic4", "hs")
    )


DIMENSION = "indicator_id:dimension"
SIGNED = "indicator_id:may_be_negative"
BALANCE = "indicator_id:is_balance"
INDICATOR: dict[str, tuple[Any, ...]] = {
    DIMENSION: (None, "ratio", "growth", "currency"),
    SIGNED: (None, False, True),
}


def is_share(row: Row) -> bool:
    ratio = row[DIMENSION] == "ratio" and row[SIGNED] is False and row["measure"] != "growth"
    return bool(ratio or row["measure"] == "share")


PLAIN: dict[str, tuple[tuple[str, ...], dict[str, tuple[Any, ...]], Callable[[Row], bool]]] = {
    "value-without-comparator": (
        VALUED,
        {"value": (None, 0.0), "comparator": (None, "eq")},
        same("value", "comparator"),
    ),
    "value-without-unit": (
        VALUED,
        {"value": (None, 0.0), "unit": (None, "CNY")},
        same("value", "unit"),
    ),
    "value-without-measure": (
        VALUED,
        {"value": (None, 0.0), "measure": (None, "level")},
        same("value", "measure"),
    ),
    "range-without-upper": (
        VALUED,
        {"comparator": (None, "eq", "range"), "value_upper": (None, 0.0)},
        exactly_if("comparator", "range", "value_upper"),
    ),
    "upper-below-value": (
        VALUED,
        {"value": NUMBERS, "value_upper": NUMBERS},
        ordered("value", "value_upper", strictly=True),
    ),
    "share-outside-domain": (
        VALUED,
        {
            "measure": (None, "share", "level", "growth"),
            "unit": ("percent", "per_mille"),
            "value": NUMBERS,
            "value_upper": (None, 100.0, 100.5),
            **INDICATOR,
        },
        lambda row: (
            not is_share(row)
            or row["unit"] != "percent"
            or (
                (row["value"] is None or 0 <= row["value"] <= 100)
                and (row["value_upper"] is None or row["value_upper"] <= 100)
            )
        ),
    ),
    "value-negative": (
        VALUED,
        {
            "measure": (None, "level", "change"),
            "unit": (None, "percent", "CNY"),
            "value": NUMBERS,
            **INDICATOR,
        },
        lambda row: (
            not (
                row["value"] is not None
                and row["value"] < 0
                and row["unit"] != "percent"
                and row["measure"] != "change"
                and row[SIGNED] is False
                and row[DIMENSION] == "currency"
            )
        ),
    ),
    "growth-below-domain": (
        VALUED,
        {
            "measure": (None, "level", "growth"),
            "unit": (None, "percent", "CNY"),
            "value": (None, -100.5, -100.0, 5.0),
            DIMENSION: INDICATOR[DIMENSION],
            BALANCE: (None, False, True),
        },
        lambda row: (
            not (
                row["value"] is not None
                and row["value"] < -100
                and row["unit"] == "percent"
                and (
                    row["measure"] == "growth"
                    or (row["measure"], row[DIMENSION]) == (None, "growth")
                )
                and row[BALANCE] is False
            )
        ),
    ),
    "printed-without-erratum": (
        STATED,
        {"value_printed": (None, 1.0), "value": (1.0, 2.0), "erratum_id": WORDS},
        lambda row: (
            row["value_printed"] is None
            or (row["value_printed"] != row["value"] and row["erratum_id"] is not None)
        ),
    ),
    "unit-unlike-indicator": (
        VALUED,
        {
            "unit": ("CNY", "USD"),
            "indicator_id:unit": (None, "CNY"),
            "indicator_id:id": (None, "i"),
            "unit:id": (None, "u"),
        },
        lambda row: (
            row["unit:id"] is None
            or row["indicator_id:id"] is None
            or row["unit"] == row["indicator_id:unit"]
        ),
    ),
    "money-without-price-basis": (
        VALUED,
        {"unit:dimension": ("currency", "count"), "price_basis": WORDS},
        lambda row: row["unit:dimension"] != "currency" or row["price_basis"] is not None,
    ),
    "period-reversed": (
        VALUED,
        {"period_start": DAYS, "period_end": DAYS},
        ordered("period_start", "period_end", strictly=False),
    ),
    "deadline-before-policy": (
        ("targets",),
        {"policy_id:issued_on": DAYS, "period_end": DAYS},
        ordered("policy_id:issued_on", "period_end", strictly=False),
    ),
    "kind-unlike-value": (
        ("targets",),
        {"kind": ("quantitative", "qualitative"), "value": (None, 0.0)},
        exactly_if("kind", "quantitative", "value"),
    ),
    "target-without-deadline": (
        ("targets",),
        {"period": WORDS},
        lambda row: row["period"] is not None,
    ),
    "target-without-policy": (
        ("targets",),
        {"policy_id": WORDS, "region_id": WORDS},
        lambda row: row["policy_id"] is not None and row["region_id"] is not None,
    ),
    "target-without-source": (
        ("targets",),
        {"origin": ("external", "document"), "document_id": WORDS, "reference_id": WORDS},
        sourced,
    ),
    "figure-without-source": (
        ("figures",),
        {"origin": (None, "external", "document"), "document_id": WORDS, "reference_id": WORDS},
        sourced,
    ),
    "place-incomplete": (
        ("targets", "figures"),
        {
            "document_id": WORDS,
            "paragraph": (None, 3),
            "char_start": (None, 3),
            "char_end": (None, 4),
            "text_sha256": WORDS,
        },
        lambda row: row["document_id"] is None or None not in row.values(),
    ),
    "stated-missing": (
        STATED,
        {"document_id": WORDS, "stated": WORDS},
        same("document_id", "stated"),
    ),
    "attribution-missing": (
        ("figures",),
        {"basis": (None, "attributed", "official"), "attributed_to": WORDS},
        exactly_if("basis", "attributed", "attributed_to"),
    ),
    "span-reversed": (
        PLACED,
        {"char_start": (None, 3, 4), "char_end": (None, 3, 4)},
        ordered("char_start", "char_end", strictly=True),
    ),
    "period-unlike-basis": (
        VALUED,
        {"period": WORDS, "period_basis": (None, "stated", "document", "not_stated")},
        lambda row: (
            row["period_basis"] is None
            or (row["period_basis"] == "not_stated") == (row["period"] is None)
        ),
    ),
    "figure-without-subject": (
        ("figures",),
        {
            "region_id": WORDS,
            "organization_id": WORDS,
            "period_basis": (None, "stated", "not_stated"),
        },
        lambda row: (
            row["period_basis"] is None
            or not (row["region_id"] is None and row["organization_id"] is None)
        ),
    ),
    "attribution-certainty-alone": (
        ("figures",),
        {"attribution_certainty": (None, "clear"), "attributed_to": WORDS},
        lambda row: row["attribution_certainty"] is None or row["attributed_to"] is not None,
    ),
    "threshold-incomplete": (
        ("indicators",),
        {
            "threshold_value": (None, 0.0, 10.0),
            "threshold_comparator": (None, "ge"),
            "threshold_unit": (None, "CNY"),
            "threshold_scope": WORDS,
        },
        lambda row: len({value is None for value in row.values()}) == 1,
    ),
    "name-basis-alone": (
        ("indicators",),
        {"name_zh": WORDS, "name_zh_basis": (None, "own")},
        lambda row: row["name_zh_basis"] is None or row["name_zh"] is not None,
    ),
    "code-unlike-match": (
        ("objects",),
        {
            name: values
            for scheme in ("gbt4754", "isic4", "hs")
            for name, values in (
                (scheme, WORDS),
                (f"{scheme}_match", (None, "exact", "broader", "narrower", "none_exists")),
            )
        },
        codes_match,
    ),
    "superseded-unlike-status": (
        ("policies",),
        {
            "superseded_by": WORDS,
            "status": (None, "in_force", "expired", "superseded", "repealed"),
        },
        lambda row: row["superseded_by"] is None or row["status"] in ("superseded", "repealed"),
    ),
    "erratum-without-meaning": (
        ("errata",),
        {"kind": (None, "doubtful_fact", "number"), "meant": WORDS},
        lambda row: (
            row["kind"] is None or (row["kind"] == "doubtful_fact") == (row["meant"] is None)
        ),
    ),
    "mention-without-record": (
        ("mentions",),
        {"role": ("indicator", "date"), "record_id": WORDS},
        lambda row: row["role"] != "indicator" or row["record_id"] is not None,
    ),
    "restatement-without-record": (
        ("spans",),
        {"role": (None, "restatement", "background"), "record_id": WORDS},
        exactly_if("role", "restatement", "record_id"),
    ),
    "task-not-under-parent": (
        ("tasks",),
        {
            "parent_id": WORDS,
            "level": (None, 1, 2, 3),
            "parent_id:level": (None, 1, 2),
            "policy_id": (None, "p", "q"),
            "parent_id:policy_id": (None, "p"),
        },
        under_parent,
    ),
    "dimension-unlike-unit": (
        ("indicators",),
        {
            "unit": WORDS,
            "dimension": ("none", "growth", "ratio", "mass"),
            "unit:dimension": (None, "ratio", "mass"),
        },
        dimension_of_unit,
    ),
}
TYPES: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("value", "value_upper", "value_printed", "threshold_value"), pl.Float64),
    **dict.fromkeys(("indicator_id:may_be_negative", "indicator_id:is_balance"), pl.Boolean),
    **dict.fromkeys(("char_start", "char_end", "level", "parent_id:level"), pl.Int64),
    **dict.fromkeys(("period_start", "period_end", "policy_id:issued_on"), pl.Date),
}


@pytest.mark.parametrize("rule", ROW_RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_it_says_in_plain_words(rule: Rule) -> None:
    tables, columns, holds = PLAIN[rule.code]
    rows = [dict(zip(columns, values, strict=True)) for values in product(*columns.values())]
    schema = {name: TYPES.get(name, pl.String) for name in columns}
    frame = nw.from_native(pl.DataFrame(rows, schema=schema))
    broken = frame.select(broken=rule.violation()).to_native()["broken"].to_list()
    wrong = [
        row for row, breach in zip(rows, broken, strict=True) if breach is not (not holds(row))
    ]
    assert wrong == []
    assert {True, False} == set(broken)
    assert rule.tables == tables
    assert rule.severity == "error"


@pytest.mark.parametrize("rule", ROW_RULES, ids=lambda rule: rule.code)
def test_a_rule_names_the_columns_that_it_needs(rule: Rule) -> None:
    _, columns, _ = PLAIN[rule.code]
    joined = {name for name in columns if ":" in name}
    keys = {name.partition(":")[0] for name in joined}
    assert {lookup.name for lookup in rule.lookups} == joined
    assert {*rule.needs} == {*columns} - joined | keys
    assert len(rule.needs) == len(set(rule.needs))
