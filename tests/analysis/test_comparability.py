"""Comparability of an outcome with a target: each test, periods and comparators."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from chinaindpolicy.analysis.comparability import COMPARABILITY, compare_outcome
from compared_records import bounds, compared, indicators, outcome, target

# Tests


def test_outcome_that_agrees_in_every_field_gives_a_verdict() -> None:
    assert compared(target(), outcome()).result == "met"
    assert compared(target(), outcome(value=Decimal(90))).result == "not_met"
    assert compared(target(), outcome()).failed == ()


@pytest.mark.parametrize(
    ("test", "update"),
    [
        ("object", {"indicator_id": "others"}),
        ("geography", {"region_id": "harbour-east"}),
        ("geography", {"region_id": None}),
        ("unit", {"unit": "enterprise"}),
        ("measure", {"measure": "growth"}),
        ("price_basis", {"price_basis": "constant"}),
        ("deadline", bounds("2023")),
        ("deadline", bounds("2025")),
        ("deadline", bounds("2023/2024")),
        ("deadline", bounds("2024-06/2025-06")),
        ("deadline", bounds("../2024")),
        ("deadline", bounds(None)),
        ("bounds", {"comparator": "gt", "value": Decimal(90)}),
        ("value", {"comparator": None, "value": None, "unit": None, "measure": None}),
    ],
)
def test_each_comparability_test_alone_withholds_the_verdict(
    test: str, update: dict[str, Any]
) -> None:
    found = compared(target(), outcome().model_copy(update=update))
    assert (found.result, found.failed) == (None, (test,))
    assert test in COMPARABILITY


@pytest.mark.parametrize(
    ("test", "update"),
    [
        ("denominator", {"denominator": "All lanterns"}),
        ("denominator", {"denominator": None}),
        ("accounting", {"accounting": "stock"}),
        ("accounting", {"accounting": None}),
    ],
)
def test_differing_indicator_field_is_listed_before_object(
    test: str, update: dict[str, Any]
) -> None:
    known = indicators(denominator="Lanterns of the city")
    known["others"] = known["others"].model_copy(update=update)
    found = compare_outcome(target(), outcome(indicator_id="others"), known)
    assert found.failed == (test, "object")
    known["others"] = known["lanterns"].model_copy(update={"id": "others"})
    found = compare_outcome(target(), outcome(indicator_id="others"), known)
    assert found.failed == ("object",)


def test_target_without_a_value_gets_no_verdict() -> None:
    aim = target(comparator=None, value=None, unit=None, measure=None, kind="qualitative")
    assert compared(aim, outcome()).failed == ("value",)


def test_equal_price_bases_are_comparable() -> None:
    nominal = {"price_basis": "nominal"}
    assert compared(target(**nominal), outcome(**nominal)).result == "met"
    assert compared(target(**nominal), outcome()).failed == ("price_basis",)


# Periods


@pytest.mark.parametrize(
    ("aim", "found", "accounting", "value", "expected"),
    [
        # Eleven months of a flow decide if they exceed the target.
        ("2024", "2024-01/2024-11", "flow", 120, "met"),
        ("2024", "2024-05", "flow", 120, "met"),
        ("2024", "2024-01/2024-11", "flow", 90, "deadline"),
        ("2024", "2024-01/2024-11", None, 120, "deadline"),
        ("2024", "2023-12/2024-11", "flow", 120, "deadline"),
        ("../2025", "2024", "flow", 120, "met"),
        ("../2025", "2024", "flow", 90, "deadline"),
        # "By 2025" means the value of that year for a flow; a partial year decides less.
        ("../2025", "2025", "flow", 120, "met"),
        ("../2025", "2025", "flow", 90, "not_met"),
        ("../2025", "2025-07/2025-12", "flow", 90, "deadline"),
        ("../2025-06", "2025", "flow", 90, "deadline"),
        ("../2025", "2025", None, 90, "deadline"),
        # A stock is measured on the last day, or on any day if the start is open.
        ("2024", "2024-12-31", "stock", 120, "met"),
        ("2024", "2024-12-31", "stock", 90, "not_met"),
        ("2024", "2024-06-30", "stock", 120, "deadline"),
        ("../2025", "2024", "stock", 120, "met"),
        ("../2025", "2024", "stock", 90, "deadline"),
        ("../2025", "2025-12", "stock", 90, "not_met"),
        ("../2025", "2026", "stock", 120, "deadline"),
        ("../2025", "../2025", None, 90, "not_met"),
    ],
)
def test_verdict_depends_on_outcome_period_and_accounting(
    aim: str, found: str, accounting: str | None, value: int, expected: str
) -> None:
    comparison = compared(target(aim), outcome(found, value=Decimal(value)), accounting=accounting)
    assert (comparison.result or comparison.failed[0]) == expected


@pytest.mark.parametrize(
    ("aim", "field"),
    [
        ({"measure": "change"}, {}),
        ({"measure": "growth"}, {}),
        ({"comparator": "eq"}, {}),
        ({"comparator": "lt", "value": Decimal(500)}, {}),
        ({}, {"desired_direction": "down"}),
        ({}, {"desired_direction": "none"}),
        ({}, {"accounting": None}),
    ],
)
def test_partial_period_decides_only_rising_flows(
    aim: dict[str, Any], field: dict[str, Any]
) -> None:
    found = outcome("2024-01/2024-11", measure=aim.get("measure", "count"))
    assert compared(target(), outcome("2024-01/2024-11")).result == "met"
    assert compared(target(**aim), found, **field).failed == ("deadline",)


@pytest.mark.parametrize(
    ("asked", "found", "expected"),
    [
        (("gt", 5000), ("eq", 7533), "met"),
        (("gt", 5000), ("eq", 5000), "not_met"),
        (("ge", 5000), ("eq", 5000), "met"),
        (("gt", 5000), ("gt", 5000), "met"),
        (("gt", 5000), ("ge", 5000), "bounds"),
        (("gt", 5000), ("gt", 4000), "bounds"),
        (("gt", 5000), ("lt", 5000), "not_met"),
        (("gt", 5000), ("le", 5000), "not_met"),
        (("ge", 5000), ("le", 5000), "bounds"),
        (("gt", 5000), ("lt", 6000), "bounds"),
        (("gt", 5000), ("range", 4000, 6000), "bounds"),
        (("gt", 5000), ("range", 5001, 6000), "met"),
        (("gt", 5000), ("range", 4000, 5000), "not_met"),
        (("gt", 400000), ("approx", 500000), "met"),
        (("gt", 400000), ("approx", 410000), "bounds"),
        (("gt", 400000), ("approx", 300000), "not_met"),
        (("lt", 30), ("eq", 29), "met"),
        (("lt", 30), ("eq", 30), "not_met"),
        (("le", 30), ("eq", 30), "met"),
        (("eq", 30), ("eq", 31), "met"),
        (("eq", 30), ("eq", 30), "met"),
        (("eq", 30), ("eq", 29), "not_met"),
        (("range", 3, 5), ("eq", 4), "met"),
        (("range", 3, 5), ("eq", 6), "met"),
        (("range", 3, 5), ("eq", 2), "not_met"),
        (("approx", 9), ("eq", 9), "met"),
        (("approx", 9), ("eq", 8.5), "bounds"),
        (("approx", 9), ("eq", 8), "not_met"),
        (("approx", 9), ("approx", 8), "bounds"),
        (("approx", 9), ("approx", 7), "not_met"),
        (("approx", 9), ("approx", 10), "met"),
        (("approx", 0), ("eq", -5), "bounds"),
        (("approx", 0), ("eq", 0), "met"),
        (("gt", -5), ("approx", 0), "bounds"),
        (("gt", -10), ("approx", -8), "met"),
    ],
)
def test_verdict_uses_the_comparators_of_target_and_outcome(
    asked: tuple[Any, ...], found: tuple[Any, ...], expected: str
) -> None:
    def number(comparator: str, value: float, upper: int | None = None) -> dict[str, Any]:
        top = None if upper is None else Decimal(upper)
        return {"comparator": comparator, "value": Decimal(str(value)), "value_upper": top}

    comparison = compared(target(**number(*asked)), outcome(**number(*found)))
    assert (comparison.result or comparison.failed[0]) == expected


@pytest.mark.parametrize(
    ("direction", "measure", "aim", "value", "expected"),
    [
        ("up", "level", 30, 31, "met"),
        ("down", "level", 30, 31, "not_met"),
        ("down", "level", 30, 29, "met"),
        ("down", "growth", -30, -31, "met"),  # a fall of 31 percent for a target of 30
        ("down", "change", -30, -29, "not_met"),
        ("down", "growth", -30, 31, "not_met"),
        ("none", "level", 30, 31, "not_met"),
        ("none", "level", 30, 30, "met"),
        ("none", "growth", 30, 31, "not_met"),
    ],
)
def test_eq_target_is_met_in_the_direction_of_its_indicator(
    direction: str, measure: str, aim: int, value: int, expected: str
) -> None:
    asked = target(comparator="eq", value=Decimal(aim), measure=measure)
    found = outcome(value=Decimal(value), measure=measure)
    assert compared(asked, found, desired_direction=direction).result == expected


def test_rate_of_the_last_year_decides_a_target_that_is_open_at_its_start() -> None:
    rate = {"dimension": "ratio", "accounting": None}
    aim, found = target("../2025"), outcome("2025", value=Decimal(90))
    assert compared(aim, found, **rate).result == "not_met"
    assert compared(aim, outcome("2025-12-31", value=Decimal(90)), **rate).result == "not_met"
    assert compared(aim, outcome("2024", value=Decimal(90)), **rate).failed == ("deadline",)


def test_change_of_a_stock_counts_over_a_period() -> None:
    aim, found = target(measure="change"), outcome(measure="change")
    assert compared(aim, found, accounting="stock").result == "met"
