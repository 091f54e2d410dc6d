"""Rules on the fields of one row, written from `docs/findings.md` alone.

A rule returns True if the row breaks it, False if it passes, and None where the page does not
decide. A row breaks one of several codes if the page does not say which.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from checker_tables import Row, by_id, day_bounds

OBSERVATIONS = ("targets", "figures", "outcomes")
PLACED = ("document_id", "paragraph", "char_start", "char_end", "text_sha256")
_AMOUNTS = {"count", "computing", "energy", "power", "mass", "length", "area", "volume"}
_SIGNED = re.compile("profit|balance|surplus|deficit|net|loss|income|change", re.IGNORECASE)
_LEVELS = ("level", "count", "capacity", None)


@dataclass(frozen=True, slots=True)
class RowRule:
    """A rule on some columns of a row."""

    code: str
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    breaks: Callable[[Row], bool | None]
    warning: bool = False


def _either(one: Any, other: Any) -> bool:
    return (one is None) != (other is None)


def _indicator(row: Row) -> Row | None:
    return by_id("indicators").get(row["indicator_id"])


def _values(row: Row) -> list[float]:
    return [float(each) for each in (row["value"], row["value_upper"]) if each is not None]


def _upper_below(row: Row) -> bool:
    value, upper = row["value"], row["value_upper"]
    return value is not None and upper is not None and upper <= value


def _share(row: Row) -> bool | None:
    outside = row["unit"] == "percent" and any(not 0 <= each <= 100 for each in _values(row))
    if not outside:
        return False
    indicator = _indicator(row)
    ratio = indicator is not None and indicator["dimension"] == "ratio"
    if row["measure"] == "share" or (ratio and row["measure"] is None):
        return True
    return None if ratio or row["measure"] is None else False


def _negative(row: Row) -> bool | None:
    if not any(each < 0 for each in _values(row)) or row["measure"] in ("growth", "change"):
        return False
    indicator = _indicator(row)
    if indicator is None or row["measure"] not in _LEVELS:
        return None
    if indicator["dimension"] in _AMOUNTS:
        return True
    named = f"{indicator['id']} {indicator['name']} {indicator['definition']}"
    return True if indicator["dimension"] == "currency" and not _SIGNED.search(named) else None


def _growth(row: Row) -> bool | None:
    if row["measure"] not in ("growth", None) or not any(each < -100 for each in _values(row)):
        return False
    indicator = _indicator(row)
    sure = indicator is not None and indicator["dimension"] in _AMOUNTS
    return True if sure and row["unit"] == "percent" and row["measure"] == "growth" else None


def _printed(row: Row) -> bool:
    printed = row["value_printed"]
    return printed is not None and (row["erratum_id"] is None or printed == row["value"])


def _unit(row: Row) -> bool | None:
    indicator = _indicator(row)
    if indicator is None or row["unit"] is None or row["unit"] == indicator["unit"]:
        return False
    return True if row["measure"] in (*_LEVELS, "share") else None


def _money(row: Row) -> bool | None:
    unit = by_id("units").get(row["unit"])
    if unit is None or unit["dimension"] != "currency" or row["price_basis"] is not None:
        return False
    return True if row["value"] is not None else None


def _deadline(row: Row) -> bool | None:
    policy, bounds = by_id("policies").get(row["policy_id"]), day_bounds(row["period"] or "")
    if bounds is not None and row["period_end"] != bounds[1]:
        return None  # the page does not say which of the two is the deadline
    if policy is None or bounds is None or bounds[1] is None:
        return False
    dates = [each for each in (policy["issued_on"], policy["published_on"]) if each is not None]
    if not dates or bounds[1] >= max(dates):
        return None if not dates else False
    return True if policy["issued_on"] is not None and bounds[1] < policy["issued_on"] else None


def _target_source(row: Row) -> bool | None:
    needed = {"document": "document_id", "external": "reference_id"}.get(row["origin"])
    if needed is None:
        return None
    other = ({"document_id", "reference_id"} - {needed}).pop()
    return row[needed] is None or row[other] is not None


def _figure_source(row: Row) -> bool | None:
    if row["document_id"] is not None:
        return None if row["origin"] == "external" else False
    return not (row["origin"] == "external" and row["reference_id"] is not None)


def _basis(row: Row) -> bool | None:
    if row["period"] is None:
        return bool(row["period_basis"] != "not_stated")
    return None if row["period_basis"] is None else row["period_basis"] == "not_stated"


def _bounds(row: Row) -> bool | None:
    days = (row["period_start"], row["period_end"])
    if row["period"] is None:
        return any(each is not None for each in days)
    bounds = day_bounds(row["period"])
    if bounds is None:
        return None
    if bounds == days:
        return False
    wrong = (day is not None and day != bound for day, bound in zip(days, bounds, strict=True))
    return True if any(wrong) else None


def _reversed(row: Row) -> bool:
    start, end = row["period_start"], row["period_end"]
    return start is not None and end is not None and start > end


def _place(row: Row) -> bool | None:
    filled = [row[name] is not None for name in PLACED]
    if all(filled) or not any(filled):
        return False
    return True if filled[0] else None


def _stated(row: Row) -> bool | None:
    if (row["stated"] is None) == (row["document_id"] is None):
        return False
    return True if row["document_id"] is None or row["value"] is not None else None


def _certainty(row: Row) -> bool | None:
    if row["attribution_certainty"] is None:
        return None if row["attributed_to"] is not None else False
    return row["attributed_to"] is None


def _dimension(row: Row) -> bool | None:
    unit = by_id("units").get(row["unit"])
    if unit is None:
        return None
    if row["unit"] == "percent":
        return row["dimension"] not in ("growth", "ratio")
    return bool(unit["dimension"] != row["dimension"])


def _threshold(row: Row) -> bool:
    parts = ("comparator", "value", "unit", "scope")
    filled = [row[f"threshold_{part}"] is not None for part in parts]
    return any(filled) and not all(filled)


def _match(code: Any, match: Any) -> bool:
    return code is not None if match in (None, "none_exists") else code is None


def _match_of(name: str, row: Row) -> bool:
    return _match(row[name], row[f"{name}_match"])


def _superseded(row: Row) -> bool | None:
    if row["superseded_by"] is None:
        return None if row["status"] == "superseded" else False
    return None if row["status"] is None else row["status"] not in ("superseded", "repealed")


def _meaning(row: Row) -> bool | None:
    if row["meant"] is None:
        return bool(row["kind"] != "doubtful_fact")
    return None if row["kind"] == "doubtful_fact" else False


def _no_deadline(row: Row) -> bool | None:
    if row["period"] is not None:
        return False
    return None if row["period_basis"] == "not_stated" else True


_AMOUNT = ("indicator_id", "value", "value_upper", "unit", "measure")
_SPANNED = (
    *("targets", "figures", "tasks", "products", "projects", "mentions", "passages", "spans"),
    "errata",
)


def _rule(
    code: str,
    tables: tuple[str, ...],
    columns: str,
    breaks: Callable[[Row], bool | None],
    *,
    warning: bool = False,
) -> RowRule:
    return RowRule(code, tables, tuple(columns.split()), breaks, warning)


_TARGETS, _FIGURES = ("targets",), ("figures",)
ROW_RULES: tuple[RowRule, ...] = (
    _rule(
        *("value-without-comparator", OBSERVATIONS, "value comparator"),
        lambda row: _either(row["value"], row["comparator"]), warning=True,
    ),
    _rule(
        *("value-without-unit", OBSERVATIONS, "value unit"),
        # The profile core allows a unit without a value.
        lambda row: row["unit"] is None if row["value"] is not None else row["unit"] and None,
    ),
    _rule(
        *("value-without-measure", OBSERVATIONS, "value measure"),
        lambda row: _either(row["value"], row["measure"]), warning=True,
    ),
    _rule(
        *("range-without-upper", OBSERVATIONS, "comparator value_upper"),
        lambda row: (row["comparator"] == "range") != (row["value_upper"] is not None),
    ),
    _rule("upper-below-value", OBSERVATIONS, "value value_upper", _upper_below),
    RowRule("share-outside-domain", OBSERVATIONS, _AMOUNT, _share),
    RowRule("value-negative", OBSERVATIONS, _AMOUNT, _negative),
    RowRule("growth-below-domain", OBSERVATIONS, _AMOUNT, _growth),
    _rule(
        *("printed-without-erratum", ("targets", "figures"), "value_printed value erratum_id"),
        _printed,
    ),
    _rule("unit-unlike-indicator", OBSERVATIONS, "indicator_id unit measure", _unit),
    _rule("money-without-price-basis", OBSERVATIONS, "value unit price_basis", _money),
    _rule("deadline-before-policy", _TARGETS, "period period_end policy_id", _deadline),
    _rule(
        *("kind-unlike-value", _TARGETS, "kind value"),
        lambda row: (row["kind"] == "quantitative") != (row["value"] is not None),
    ),
    _rule("target-without-deadline", _TARGETS, "period period_basis", _no_deadline),
    _rule(
        *("target-without-policy", _TARGETS, "policy_id region_id"),
        lambda row: row["policy_id"] is None or row["region_id"] is None,
    ),
    _rule("target-without-source", _TARGETS, "origin document_id reference_id", _target_source),
    _rule("figure-without-source", _FIGURES, "origin document_id reference_id", _figure_source),
    _rule("period-unlike-basis", OBSERVATIONS, "period period_basis", _basis),
    _rule("period-reversed", OBSERVATIONS, "period_start period_end", _reversed),
    _rule("period-bounds", OBSERVATIONS, "period period_start period_end", _bounds),
    _rule(
        *("figure-without-subject", _FIGURES, "region_id organization_id"),
        lambda row: row["region_id"] is None and row["organization_id"] is None,
    ),
    RowRule("place-incomplete", ("targets", "figures"), PLACED, _place),
    _rule("stated-missing", ("targets", "figures"), "document_id stated value", _stated),
    _rule(
        *("attribution-missing", _FIGURES, "basis attributed_to"),
        lambda row: (row["basis"] == "attributed") != (row["attributed_to"] is not None),
    ),
    _rule(
        "attribution-certainty-alone", _FIGURES, "attribution_certainty attributed_to", _certainty
    ),
    _rule(
        *("span-reversed", _SPANNED, "char_start char_end"),
        lambda row: (
            None not in (row["char_start"], row["char_end"])
            and row["char_end"] <= row["char_start"]
        ),
    ),
    _rule(
        *("mention-without-record", ("mentions",), "role record_id"),
        lambda row: row["role"] == "indicator" and row["record_id"] is None,
    ),
    _rule(
        *("restatement-without-record", ("spans",), "role record_id"),
        lambda row: (row["role"] == "restatement") != (row["record_id"] is not None),
    ),
    _rule("dimension-unlike-unit", ("indicators",), "unit dimension", _dimension),
    _rule(
        *("threshold-incomplete", ("indicators",)),
        "threshold_comparator threshold_value threshold_unit threshold_scope", _threshold,
    ),
    _rule(
        *("name-basis-alone", ("indicators",), "name_zh name_zh_basis"),
        lambda row: _either(row["name_zh"], row["name_zh_basis"]),
    ),
    *(
        _rule(
            *("code-unlike-match", ("objects",), f"{name} {name}_match"),
            partial(_match_of, name),
        )
        for name in ("gbt4754", "isic4", "hs")
    ),
    _rule("superseded-unlike-status", ("policies",), "superseded_by status", _superseded),
    _rule("erratum-without-meaning", ("errata",), "meant kind", _meaning),
)  # fmt: skip
