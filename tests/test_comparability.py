"""Comparability: exact results, and refusals that name what must not be put together."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.quantity.units import units

NUMBERS = st.decimals(min_value=0, max_value=10**15, places=3)


@given(NUMBERS, st.decimals(min_value=-100, max_value=1000, places=2))
def test_growth_is_exact(base: Decimal, growth: Decimal) -> None:
    level = cip.growth_to_level(base, growth)
    assert Fraction(level) == Fraction(base) * (1 + Fraction(growth) / 100)


@given(NUMBERS, NUMBERS)
def test_a_share_is_between_0_and_100_and_leads_back(part: Decimal, whole: Decimal) -> None:
    assume(whole > 0 and part <= whole)
    share = cip.share_of(part, whole)
    assert 0 <= share <= 100
    assert abs(Fraction(share) * Fraction(whole) / 100 - Fraction(part)) <= Fraction(whole) / 10**26


@pytest.mark.parametrize(
    ("part", "whole", "why"),
    [(1, 0, "has no shares"), (1, -2, "has no shares"), (3, 2, "no part of"), (-1, 2, "no part")],
)
def test_no_share_without_a_whole(part: int, whole: int, why: str) -> None:
    with pytest.raises(cip.NotComparableError, match=why):
        cip.share_of(part, whole)


@pytest.mark.parametrize("bad", [0.1, True, "1", None])
def test_only_exact_numbers_are_taken(bad: Any) -> None:
    for call in (cip.growth_to_level, cip.share_of):
        with pytest.raises(TypeError, match="expected a Decimal or int"):
            call(bad, 1)
        with pytest.raises(TypeError, match="expected a Decimal or int"):
            call(1, bad)
    with pytest.raises(TypeError, match="expected a Decimal or int"):
        cip.convert(bad, "hour", "day")


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_only_finite_numbers_are_taken(bad: str) -> None:
    with pytest.raises(cip.NotComparableError, match="no finite number"):
        cip.convert(Decimal(bad), "hour", "hour")


def test_more_than_everything_is_not_lost() -> None:
    assert cip.growth_to_level(5, -100) == 0
    with pytest.raises(cip.NotComparableError, match="more than everything"):
        cip.growth_to_level(5, Decimal("-100.1"))


CODES = st.sampled_from(sorted(units()))


@given(st.integers(-(10**12), 10**12), CODES, CODES)
def test_a_unit_converts_within_its_dimension_and_back(value: int, unit: str, to: str) -> None:
    first, second = units()[unit], units()[to]
    if first.dimension != second.dimension:
        with pytest.raises(cip.NotComparableError, match=re.escape(unit)) as caught:
            cip.convert(value, unit, to)
        assert to in str(caught.value)
        return
    there = cip.convert(value, unit, to)
    exact = Fraction(value) * Fraction(first.factor) / Fraction(second.factor)
    assert abs(Fraction(there) - exact) <= abs(exact) / 10**27
    back = cip.convert(there, to, unit)
    assert abs(Fraction(back) - value) <= abs(Fraction(value)) / 10**26


@given(st.integers(-(10**15), 10**15), CODES)
def test_a_unit_is_itself(value: int, unit: str) -> None:
    assert cip.convert(value, unit, unit) == value


def test_converted_values_are_written_plainly() -> None:
    assert str(cip.convert(Decimal("1.50"), "gigawatt_hour", "kilowatt_hour")) == "1500000"
    assert str(cip.convert(1500, "gram", "kilogram")) == "1.5"
    assert str(cip.convert(3, "mu", "square_metre")) == "2000"


@pytest.mark.parametrize(
    ("unit", "to", "why"),
    [
        ("USD", "CNY", "USD and CNY are currencies: no rate"),
        ("percent", "percentage_point", "a share is no difference of shares"),
        ("person", "item", "count different things"),
        ("kilowatt", "kilowatt_hour", "kilowatt measures power and kilowatt_hour measures energy"),
        ("CNY", "percent", "measures"),
    ],
)
def test_why_units_do_not_convert(unit: str, to: str, why: str) -> None:
    with pytest.raises(cip.NotComparableError, match=why):
        cip.convert(1, unit, to)


def test_an_unknown_unit_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no unit 'petaflop'; did you mean 'petaflops'"):
        cip.convert(1, "petaflop", "exaflops")


@pytest.mark.parametrize("unit", ["MWh", "mwh"])
def test_a_word_for_a_unit_names_its_code(unit: str) -> None:
    told = f"no unit '{unit}'; did you mean 'megawatt_hour'"
    for pair in ((unit, "kilowatt_hour"), ("kilowatt_hour", unit)):
        with pytest.raises(UnknownNameError, match=told) as caught:
            cip.convert(1, *pair)
        assert caught.value.near == ("megawatt_hour",)


# regions


def row(region: str, value: Any = 1, comparator: str = "eq", **more: Any) -> dict[str, Any]:
    same = {"indicator_id": "labs", "unit": "item", "measure": "count", "period": "2024"}
    return {"id": f"at-{region}", "region_id": region, "comparator": comparator, "value": value,
            "value_upper": None, **same, **more}  # fmt: skip


def test_the_tree_tells_what_lies_in_what() -> None:
    tree = cip.region_tree()
    assert tree.ancestors("cn-zj-ningbo") == ("cn-zj", "cn", "world")
    assert tree.lies_in("cn-zj-ningbo", "cn") and not tree.lies_in("cn", "cn")
    assert "cn-zj-ningbo" in tree.children("cn-zj")
    assert "\n    cn-zj\n      cn-zj-ningbo" in str(tree)
    with pytest.raises(UnknownNameError, match="no region 'cn-zjj'"):
        tree.ancestors("cn-zjj")
    with pytest.raises(UnknownNameError, match="no region 'x'"):
        tree.lies_in("cn", "x")


@pytest.mark.parametrize("order", [1, -1])
def test_a_city_is_not_added_to_its_province(order: int) -> None:
    with pytest.raises(cip.NotComparableError, match="cn-sd-jinan lies in cn-sd"):
        cip.add_regions([row("cn-sd"), row("cn-zj"), row("cn-sd-jinan")][::order])


def test_what_else_is_not_added() -> None:
    cases: list[tuple[list[dict[str, Any]], str]] = [
        ([], "nothing to add"),
        ([row("cn-zj"), row("cn-zj")], "cn-zj would be added twice"),
        ([row("greater-bay-area"), row("cn-gd")], "greater-bay-area is an area that may overlap"),
        ([row("cn-zj", measure="share")], "values of measure share do not add"),
        ([row("cn-zj"), row("cn-sd", unit="CNY")], "at-cn-zj and at-cn-sd differ in unit"),
        ([row("cn-zj"), row("cn-sd", period="2025")], "differ in period: 2024 and 2025"),
        ([row("cn-zj"), row("cn-sd", indicator_id="x")], "differ in indicator_id"),
        ([row("cn-zj", None)], "at-cn-zj has no value"),
        ([row("cn-zj", Decimal("NaN"))], "no finite number"),
        ([row("cn-zj", 1, "ge"), row("cn-sd", 1, "le")], "at-cn-zj is a bound and at-cn-sd is not"),
        ([row("cn-zj", 1, "ge"), row("cn-sd", 1, "approx")], "their sum would be neither"),
        (
            [row("cn-zj", 1, "range", value_upper=2), row("cn-sd", 1, "approx")],
            "at-cn-zj is a range and at-cn-sd about a value",
        ),
    ]
    for rows, why in cases:
        with pytest.raises(cip.NotComparableError, match=why):
            cip.add_regions(rows)
    with pytest.raises(UnknownNameError, match="no region 'cn-xx'"):
        cip.add_regions([row("cn-xx")])


@pytest.mark.parametrize(
    ("comparators", "expected"),
    [
        (("eq", "eq"), "eq"), (("eq", "ge"), "ge"), (("gt", "ge"), "gt"), (("le", "eq"), "le"),
        (("lt", "le"), "lt"), (("approx", "eq"), "approx"), (("range", "eq"), "range"),
    ],
)  # fmt: skip
def test_what_the_sum_is(comparators: tuple[str, str], expected: str) -> None:
    first, second = comparators
    upper = 5 if first == "range" else None
    found = cip.add_regions([row("cn-zj", 3, first, value_upper=upper), row("cn-sd", 2, second)])
    assert (found.comparator, found.value) == (expected, Decimal(5))
    assert found.value_upper == (7 if first == "range" else None)
    assert (found.unit, found.regions) == ("item", ("cn-zj", "cn-sd"))


@given(st.lists(NUMBERS, min_size=3, max_size=3), st.permutations(["cn-zj", "cn-sd", "cn-ah"]))
def test_the_sum_is_exact_in_any_order(values: list[Decimal], order: list[str]) -> None:
    by_region = dict(zip(["cn-zj", "cn-sd", "cn-ah"], values, strict=True))
    found = cip.add_regions([row(region, by_region[region]) for region in order])
    assert Fraction(found.value) == sum(map(Fraction, values))


def test_records_and_frames_add_alike() -> None:
    import polars as pl

    records = [cip.targets["components-plan-sales-2023"]]
    frame = cip.targets.frame().filter(pl.col("id") == records[0].id)
    assert cip.add_regions(records) == cip.add_regions(frame) == cip.add_regions(frame.lazy())
    assert cip.add_regions(pl.DataFrame([row("cn-zj", 0.1), row("cn-sd", 0.2)])).value == Decimal(
        "0.3"
    )
    with pytest.raises(UnknownNameError, match="no column of the frame 'unit'"):
        cip.add_regions(frame.drop("unit"))
