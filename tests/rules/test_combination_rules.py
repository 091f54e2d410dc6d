"""Rules on combinations of values."""

from __future__ import annotations

import polars as pl
import pytest

import chinaindpolicy as cip
from validation_rows import DAY, ENGINES, FIGURE, check, counts


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("period", "start", "end", "good"),
    [
        ("2023", DAY(2023, 1, 1), DAY(2023, 12, 31), True),
        ("../2023", None, DAY(2023, 12, 31), True),
        (None, None, None, True),
        ("2023", None, None, False),
        ("2023", None, DAY(2023, 12, 31), False),
        (None, DAY(2023, 1, 1), None, False),
        (None, None, DAY(2023, 12, 31), False),
    ],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_period_bounds_must_match_the_period(
    period: str | None, start: DAY | None, end: DAY | None, good: bool, engine: str
) -> None:
    row = FIGURE | {"period": period, "period_start": start, "period_end": end}
    report = check("figures", row, engine=engine)
    codes = {found.code for found in report.findings if found.column == "period"}
    assert ("period-bounds" in codes) is not good


def test_value_and_stated_are_compared_only_if_both_are_present() -> None:
    row = FIGURE | {"stated": "more clearly", "value": None}
    for one in (row, row | {"stated": None}, row | {"stated": None, "value": 2.0}):
        told = set(check("figures", one).counts)
        assert not told & {"stated-unreadable", "stated-ambiguous", "value-disagrees"}


def test_nested_regions_are_reported_with_the_innermost() -> None:
    regions = ("cn", "cn-gd", "cn-gd-shenzhen")
    rows = [FIGURE | {"id": name, "region_id": name} for name in regions]
    report = check("figures", *rows)
    told = {one.id: one.message for one in report.findings if one.code == "region-with-parent"}
    assert report.counts["region-with-parent"] == len(told) == 2
    assert "cn-gd is part of cn, which also has a value" in told["cn-gd"]
    assert "cn-gd-shenzhen is part of cn-gd, which also has a value" in told["cn-gd-shenzhen"]


@pytest.mark.parametrize(
    ("measure", "told"), [("level", 1), ("count", 1), (None, 1), ("share", 0), ("growth", 0)]
)
def test_nested_regions_are_reported_for_additive_measures(measure: str | None, told: int) -> None:
    rows = [FIGURE | {"measure": measure}, FIGURE | {"id": "b", "region_id": "cn-zj"}]
    rows[1]["measure"] = measure
    assert counts(*rows, code="region-with-parent") == told


def test_invalid_period_does_not_hide_wrong_bounds() -> None:
    bad = FIGURE | {"id": "b", "period": "0-bad"}
    late = FIGURE | {"id": "c", "period": "2022"}
    assert counts(FIGURE, bad, late, code="period-bounds") == 1
    assert counts(FIGURE, bad, late, code="period-unparsable") == 1


def test_errata_explain_only_their_own_records(real: cip.Dataset) -> None:
    """By the id of a row; without an id a value is held against what is stated."""
    frame = real.targets.frame().filter(pl.col("id") == "components-plan-sales-2023")
    other = frame.with_columns(id=pl.lit("another-plan"))
    for data, told in ((frame, 0), (other, 1), (frame.drop("id"), 1)):
        report = cip.validate(data, "targets", profile="traced")
        assert report.counts.get("stated-ambiguous", 0) == told
        errata = real.errata.frame()
        without = cip.validate({"targets": data, "errata": errata.head(0)}, profile="traced")
        assert without.counts["stated-ambiguous"] == 1


@pytest.mark.parametrize("missing", ["period", "indicator_id", "region_id"])
def test_values_without_period_or_indicator_are_not_added(missing: str) -> None:
    rows = [FIGURE | {missing: None}, FIGURE | {"id": "b", "region_id": "cn-zj", missing: None}]
    rows.append(FIGURE | {"id": "c", "period": "2001"})
    assert counts(*rows, code="region-with-parent") == 0


def test_without_a_measure_nested_regions_are_reported() -> None:
    """A share is added to none; where no measure is told, values may be such that are added."""
    outer = FIGURE | {"id": "b", "region_id": "cn-zj"}
    told = [one | {"measure": "share"} for one in (FIGURE, outer)]
    untold = [{k: v for k, v in one.items() if k != "measure"} for one in (FIGURE, outer)]
    assert "region-with-parent" not in check("figures", *told).counts
    assert check("figures", *untold).counts["region-with-parent"] == 1
