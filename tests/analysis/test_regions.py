"""Region tree and sums over regions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.errors import UnknownNameError

NUMBERS = st.decimals(min_value=0, max_value=10**15, places=3)


def row(region: str, value: Any = 1, comparator: str = "eq", **more: Any) -> dict[str, Any]:
    same = {"indicator_id": "labs", "unit": "item", "measure": "count", "period": "2024"}
    return {"id": f"at-{region}", "region_id": region, "comparator": comparator, "value": value,
            "value_upper": None, **same, **more}  # fmt: skip


def test_region_tree_returns_ancestors_and_children() -> None:
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
def test_adding_a_city_to_its_province_raises_not_comparable(order: int) -> None:
    with pytest.raises(cip.NotComparableError, match="cn-sd-jinan is part of cn-sd"):
        cip.add_regions([row("cn-sd"), row("cn-zj"), row("cn-sd-jinan")][::order])


def test_values_that_do_not_add_raise_not_comparable() -> None:
    cases: list[tuple[list[dict[str, Any]], str]] = [
        ([], "records is empty"),
        ([row("cn-zj"), row("cn-zj")], "cn-zj occurs twice"),
        ([row("greater-bay-area"), row("cn-gd")], "area greater-bay-area may overlap"),
        ([row("cn-zj", measure="share")], "measure of at-cn-zj is 'share'"),
        (
            [row("cn-zj"), row("cn-sd", unit="CNY")],
            "unit of at-cn-zj is 'item', but of at-cn-sd it is 'CNY'",
        ),
        (
            [row("cn-zj"), row("cn-sd", period="2025")],
            "period of at-cn-zj is '2024', but of at-cn-sd it is '2025'",
        ),
        ([row("cn-zj"), row("cn-sd", indicator_id="x")], "indicator_id of at-cn-zj is"),
        ([row("cn-zj", None)], "value of at-cn-zj is empty"),
        ([row("cn-zj", Decimal("NaN"))], "expected a finite number"),
        (
            [row("cn-zj", 1, "ge"), row("cn-sd", 1, "le")],
            "comparator of at-cn-zj is a bound, but of at-cn-sd",
        ),
        ([row("cn-zj", 1, "ge"), row("cn-sd", 1, "approx")], "their sum has no comparator"),
        (
            [row("cn-zj", 1, "range", value_upper=2), row("cn-sd", 1, "approx")],
            "comparator of at-cn-zj is 'range', but of at-cn-sd it is 'approx'",
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
def test_sum_has_the_combined_comparator_and_bounds(
    comparators: tuple[str, str], expected: str
) -> None:
    first, second = comparators
    upper = 5 if first == "range" else None
    found = cip.add_regions([row("cn-zj", 3, first, value_upper=upper), row("cn-sd", 2, second)])
    assert (found.comparator, found.value) == (expected, Decimal(5))
    assert found.value_upper == (7 if first == "range" else None)
    assert (found.unit, found.regions) == ("item", ("cn-zj", "cn-sd"))


@given(st.lists(NUMBERS, min_size=3, max_size=3), st.permutations(["cn-zj", "cn-sd", "cn-ah"]))
def test_sum_is_exact_and_independent_of_order(values: list[Decimal], order: list[str]) -> None:
    by_region = dict(zip(["cn-zj", "cn-sd", "cn-ah"], values, strict=True))
    found = cip.add_regions([row(region, by_region[region]) for region in order])
    assert Fraction(found.value) == sum(map(Fraction, values))


def test_records_and_frames_have_equal_sums() -> None:
    import polars as pl

    records = [cip.targets["components-plan-sales-2023"]]
    frame = cip.targets.frame().filter(pl.col("id") == records[0].id)
    assert cip.add_regions(records) == cip.add_regions(frame) == cip.add_regions(frame.lazy())
    assert cip.add_regions(pl.DataFrame([row("cn-zj", 0.1), row("cn-sd", 0.2)])).value == Decimal(
        "0.3"
    )
    with pytest.raises(UnknownNameError, match="no column 'unit' in the frame"):
        cip.add_regions(frame.drop("unit"))


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ({"kind": "target"}, {"kind": "figure"}, "at-cn-zj is a target, but at-cn-sd is a figure"),
        ({"kind": "outcome"}, {"kind": "quantitative"}, "is a figure or outcome, but at-cn-sd"),
        ({"price_basis": "nominal"}, {"price_basis": "constant"}, "price_basis of at-cn-zj"),
    ],
)
def test_values_of_another_nature_raise_not_comparable(
    first: dict[str, str], second: dict[str, str], message: str
) -> None:
    with pytest.raises(cip.NotComparableError, match=message):
        cip.add_regions([row("cn-zj", **first), row("cn-sd", **second)])
    assert cip.add_regions([row("cn-zj", **first), row("cn-sd", **first)]).value == 2


def test_targets_and_outcomes_of_records_are_not_added() -> None:
    target = cip.targets["zhejiang-2024-major-projects"]
    (outcome,) = target.outcomes
    with pytest.raises(cip.NotComparableError, match=r"is a target, but .* is a figure or outcome"):
        cip.add_regions([target, outcome])


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"year": 2024}, "of .* but of"),
        ({"unit": "CNY", "year": 2024}, "indicator_id of"),
        ({"indicator_id": "thousand-trillion-major-projects"}, "is a target, but"),
        ({"indicator_id": "digital-economy-core-value-added-growth", "kind": "target"},
         "is 'growth', which cannot be added"),
        ({"year": 1990}, "no observation meets the conditions"),
    ],
)  # fmt: skip
def test_meaningless_sums_of_observations_are_rejected(
    conditions: dict[str, Any], message: str
) -> None:
    with pytest.raises(cip.NotComparableError, match=message):
        cip.observations.sum(**conditions)


def test_sum_of_observations_is_exact() -> None:
    found = cip.observations.sum(id="zhejiang-2024-major-projects")
    assert (found.comparator, found.value, found.regions) == ("ge", Decimal(1000), ("cn-zj",))
