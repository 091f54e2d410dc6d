"""Verdicts: both sides of every test of comparability, exact comparators, laws."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.analysis.assessment import VERDICTS, assess
from chinaindpolicy.analysis.comparability import COMPARABILITY, Comparison, compare_outcome
from chinaindpolicy.analysis.intervals import (
    Asked,
    Interval,
    Reach,
    Sense,
    interval_of,
    reaches,
    sense_of,
)
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import DateError
from chinaindpolicy.model.periods import parse_date, period_bounds
from chinaindpolicy.model.records import Indicator, Outcome, Target
from chinaindpolicy.model.vocabularies import Comparator, Direction, Measure
from example import Tables, changed, dataset_of

LANTERNS, KILNS = "harbour-lantern-output-2035", "harbour-kilns-2035"
OUTCOME = "outcome-lantern-output"
AFTER = "2036-01-01"

INDICATOR = Indicator(
    id="lanterns",
    name="Lanterns",
    definition="Lanterns made in a year.",
    unit="item",
    dimension="count",
    accounting="flow",
    sector="lanterns",
    direction="up",
)


def bounds(period: str | None) -> dict[str, Any]:
    """A period with the days it stands for."""
    start, end = period_bounds(period) if period else (None, None)
    return {"period": period, "period_start": start, "period_end": end}


def target(period: str | None = "2024", **update: Any) -> Target:
    values: dict[str, Any] = {
        "id": "target",
        "policy_id": "plan",
        "indicator_id": "lanterns",
        "region_id": "harbour",
        "statement": "More than 100 lanterns.",
        "comparator": "gt",
        "value": Decimal(100),
        "unit": "item",
        "measure": "count",
        "kind": "quantitative",
        "strength": "commit",
    }
    return Target(**(values | bounds(period) | update))


def outcome(period: str | None = "2024", **update: Any) -> Outcome:
    values: dict[str, Any] = {
        "id": "outcome",
        "record_id": "target",
        "indicator_id": "lanterns",
        "region_id": "harbour",
        "statement": "120 lanterns.",
        "comparator": "eq",
        "value": Decimal(120),
        "unit": "item",
        "measure": "count",
        "reference_id": "gazette",
        "certainty": "found",
    }
    return Outcome(**(values | bounds(period) | update))


def indicators(**update: Any) -> dict[str, Indicator]:
    """The target's own indicator, changed, and another one that differs from it by its id only."""
    own = INDICATOR.model_copy(update=update)
    return {"lanterns": own, "others": own.model_copy(update={"id": "others"})}


def compared(aim: Target, found: Outcome, **update: Any) -> Comparison:
    return compare_outcome(aim, found, indicators(**update))


# Each test, both sides


def test_what_agrees_in_every_field_is_compared() -> None:
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
def test_each_test_withholds_the_verdict_alone(test: str, update: dict[str, Any]) -> None:
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
def test_the_field_in_which_indicators_differ_is_named_before_the_object(
    test: str, update: dict[str, Any]
) -> None:
    known = indicators(denominator="Lanterns of the city")
    known["others"] = known["others"].model_copy(update=update)
    found = compare_outcome(target(), outcome(indicator_id="others"), known)
    assert found.failed == (test, "object")
    known["others"] = known["lanterns"].model_copy(update={"id": "others"})
    found = compare_outcome(target(), outcome(indicator_id="others"), known)
    assert found.failed == ("object",)


def test_a_target_without_a_number_is_never_decided() -> None:
    aim = target(comparator=None, value=None, unit=None, measure=None, kind="qualitative")
    assert compared(aim, outcome()).failed == ("value",)


def test_equal_price_bases_pass() -> None:
    nominal = {"price_basis": "nominal"}
    assert compared(target(**nominal), outcome(**nominal)).result == "met"
    assert compared(target(**nominal), outcome()).failed == ("price_basis",)


# Periods


@pytest.mark.parametrize(
    ("aim", "found", "accounting", "value", "expected"),
    [
        # Eleven months of what is counted up decide, if they exceed the target.
        ("2024", "2024-01/2024-11", "flow", 120, "met"),
        ("2024", "2024-05", "flow", 120, "met"),
        ("2024", "2024-01/2024-11", "flow", 90, "deadline"),
        ("2024", "2024-01/2024-11", None, 120, "deadline"),
        ("2024", "2023-12/2024-11", "flow", 120, "deadline"),
        ("../2025", "2024", "flow", 120, "met"),
        ("../2025", "2024", "flow", 90, "deadline"),
        # "By 2025" asks a flow for its value of that year; a part of it decides less.
        ("../2025", "2025", "flow", 120, "met"),
        ("../2025", "2025", "flow", 90, "not_met"),
        ("../2025", "2025-07/2025-12", "flow", 90, "deadline"),
        ("../2025-06", "2025", "flow", 90, "deadline"),
        ("../2025", "2025", None, 90, "deadline"),
        # A stock is what it is at the last day; at any day, where the start is open.
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
def test_an_outcome_decides_from_its_period_or_from_within(
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
        ({}, {"direction": "down"}),
        ({}, {"direction": "none"}),
        ({}, {"accounting": None}),
    ],
)
def test_a_part_decides_only_what_is_counted_up(aim: dict[str, Any], field: dict[str, Any]) -> None:
    found = outcome("2024-01/2024-11", measure=aim.get("measure", "count"))
    assert compared(target(), outcome("2024-01/2024-11")).result == "met"
    assert compared(target(**aim), found, **field).failed == ("deadline",)


# Comparators

D = Decimal


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
def test_comparators_are_exact_on_both_sides(
    asked: tuple[Any, ...], found: tuple[Any, ...], expected: str
) -> None:
    def number(comparator: str, value: float, upper: int | None = None) -> dict[str, Any]:
        top = None if upper is None else D(upper)
        return {"comparator": comparator, "value": D(str(value)), "value_upper": top}

    comparison = compared(target(**number(*asked)), outcome(**number(*found)))
    assert (comparison.result or comparison.failed[0]) == expected


@pytest.mark.parametrize(
    ("direction", "measure", "value", "expected"),
    [
        ("up", "level", 31, "met"),
        ("down", "level", 31, "not_met"),
        ("down", "level", 29, "met"),
        ("down", "growth", 31, "met"),  # falls by 31 percent where 30 were asked
        ("down", "change", 29, "not_met"),
        ("none", "level", 31, "not_met"),
        ("none", "level", 30, "met"),
        ("none", "growth", 31, "not_met"),
    ],
)
def test_a_point_is_reached_in_the_direction_of_its_indicator(
    direction: str, measure: str, value: int, expected: str
) -> None:
    aim = target(comparator="eq", value=D(30), measure=measure)
    found = outcome(value=D(value), measure=measure)
    assert compared(aim, found, direction=direction).result == expected


# Laws

COMPARATORS = st.sampled_from(get_args(Comparator))
SENSES = st.sampled_from(get_args(Sense))
NUMBERS = st.decimals(-1000, 1000, places=2)
Stated = tuple[Comparator, Decimal, Decimal | None]
FACTORS = st.sampled_from([D("0.001"), D("0.5"), D(3), D(1000), D(10**8)])


@st.composite
def stated(draw: st.DrawFn) -> Stated:
    comparator = draw(COMPARATORS)
    value = draw(NUMBERS)
    upper = value + abs(draw(NUMBERS)) + 1 if comparator == "range" else None
    return comparator, value, upper


def scaled(part: Stated, by: Decimal) -> Stated:
    comparator, value, upper = part
    return comparator, value * by, None if upper is None else upper * by


@given(stated(), stated(), SENSES, FACTORS)
def test_another_unit_changes_no_verdict(
    asked: Stated, found: Stated, sense: Sense, by: Decimal
) -> None:
    first = reaches(interval_of(*found), Asked(*asked, sense))
    second = reaches(interval_of(*scaled(found, by)), Asked(*scaled(asked, by), sense))
    assert first == second


@given(stated(), stated(), SENSES)
def test_met_and_not_met_exclude_each_other(asked: Stated, found: Stated, sense: Sense) -> None:
    aim, value = Asked(*asked, sense), interval_of(*found)
    assert reaches(value, aim) in get_args(Reach)
    assert not (value.within(aim.surely) and value.apart(aim.possibly))
    assert aim.surely.within(aim.possibly)


@given(stated(), NUMBERS, SENSES)
def test_what_an_outcome_may_be_decides_as_it_would_itself(
    asked: Stated, exact: Decimal, sense: Sense
) -> None:
    """A wider outcome never says more than each exact value inside it."""
    aim, point = Asked(*asked, sense), Interval(exact, exact)
    for comparator in ("ge", "le", "approx"):
        wide = interval_of(comparator, exact)
        assert point.within(wide)
        if (verdict := reaches(wide, aim)) != "bounds":
            assert reaches(point, aim) == verdict


@given(NUMBERS, NUMBERS)
def test_every_exact_outcome_decides_a_threshold(value: Decimal, exact: Decimal) -> None:
    point = interval_of("eq", exact)
    expected = {
        "gt": exact > value,
        "ge": exact >= value,
        "lt": exact < value,
        "le": exact <= value,
    }
    for comparator, holds in expected.items():
        aim = Asked(comparator, value, None, "exactly")  # type: ignore[arg-type]  # pyright: ignore
        assert reaches(point, aim) == ("met" if holds else "not_met")


@given(stated(), NUMBERS, st.decimals(0, 1000, places=2))
def test_more_never_makes_a_target_less_met(asked: Stated, value: Decimal, more: Decimal) -> None:
    assume(asked[0] not in ("lt", "le"))
    rank = {"not_met": 0, "bounds": 1, "met": 2}
    aim = Asked(*asked, "at_least")
    assert (
        rank[reaches(interval_of("eq", value), aim)]
        <= rank[reaches(interval_of("eq", value + more), aim)]
    )


@given(st.sampled_from(get_args(Direction)), st.sampled_from(get_args(Measure)))
def test_every_direction_and_measure_has_a_sense(direction: Direction, measure: Measure) -> None:
    assert (sense_of(direction, measure) == "exactly") == (direction == "none")


def forged(tables: Tables, *more: Outcome) -> Dataset:
    return dataset_of({**tables, "outcomes": (*tables["outcomes"], *more)})


@given(st.permutations(range(4)))
def test_the_order_of_rows_changes_no_verdict(example_tables: Tables, order: list[int]) -> None:
    first = example_tables["outcomes"][0]
    assert isinstance(first, Outcome)
    rows = [
        first,
        first.model_copy(update={"id": "outcome-b", "region_id": "lantern-land"}),
        first.model_copy(update={"id": "outcome-c", "comparator": "gt", "value": D(10)}),
        first.model_copy(update={"id": "outcome-d", "value": D(13 * 10**9)}),
    ]
    shuffled = {
        **example_tables,
        "outcomes": tuple(rows[i] for i in order),
        "targets": tuple(reversed(example_tables["targets"])),
    }
    plain = assess(as_of=AFTER, dataset=dataset_of({**example_tables, "outcomes": tuple(rows)}))
    other = assess(as_of=AFTER, dataset=dataset_of(shuffled))
    assert {row.id: row for row in plain} == {row.id: row for row in other}


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 12, 31)), st.integers(0, 4000))
def test_a_verdict_once_due_is_never_undue_again(
    real: Dataset, day: datetime.date, later: int
) -> None:
    before = assess(as_of=day, dataset=real)
    after = assess(as_of=day + datetime.timedelta(days=later), dataset=real)
    for judgement in before:
        if judgement.verdict != "not_due":
            assert after[judgement.id].verdict != "not_due"
        if judgement.verdict == "met":
            assert after[judgement.id].verdict == "met"
    assert sum(before.counts.values()) == len(real.targets) == len(before)


# Whole assessments


def test_the_example_is_met(example: Dataset) -> None:
    judged = assess(as_of=AFTER, dataset=example)
    assert judged[LANTERNS].verdict == "met"
    assert judged[LANTERNS].outcome_ids == (OUTCOME,)
    assert judged[LANTERNS].withheld_by is None
    assert judged[KILNS].verdict == "no_outcome"
    assert dict(judged.counts) == {
        "met": 1,
        "not_met": 0,
        "not_due": 0,
        "no_outcome": len(example.targets) - 1,
        "not_comparable": 0,
    }


def test_the_deadline_passes_at_the_end_of_its_day(example: Dataset) -> None:
    assert assess(as_of="2035-12-31", dataset=example)[LANTERNS].verdict == "not_due"
    assert assess(as_of="2035-12-31", dataset=example)[LANTERNS].withheld_by == "deadline"
    assert assess(as_of="2036-01-01", dataset=example)[LANTERNS].verdict == "met"


def test_what_misses_is_not_met(example_tables: Tables) -> None:
    short = changed(example_tables, "outcomes", OUTCOME, value=D(12_500_000_000))
    judgement = assess(as_of=AFTER, dataset=dataset_of(short))[LANTERNS]
    assert judgement.verdict == "not_met"
    assert "Not met. Asked: > 12.5 billion CNY, 2035" in judgement.explanation


def test_an_outcome_counts_from_the_day_its_source_was_published(example_tables: Tables) -> None:
    late = changed(
        example_tables, "references", "harbour-gazette", published_on=datetime.date(2036, 5, 1)
    )
    assert assess(as_of="2036-04-30", dataset=dataset_of(late))[LANTERNS].verdict == "no_outcome"
    assert assess(as_of="2036-05-01", dataset=dataset_of(late))[LANTERNS].verdict == "met"
    untold = changed(example_tables, "references", "harbour-gazette", published_on=None)
    assert assess(as_of="2036-01-01", dataset=dataset_of(untold))[LANTERNS].verdict == "met"


def test_what_is_counted_up_may_be_met_before_the_deadline(example_tables: Tables) -> None:
    flow = changed(example_tables, "indicators", "lantern-output", accounting="flow")
    part = changed(flow, "outcomes", OUTCOME, **bounds("2035-01/2035-10"))
    assert assess(as_of="2035-11-01", dataset=dataset_of(part))[LANTERNS].verdict == "met"
    short = changed(part, "outcomes", OUTCOME, value=D(10))
    judged = assess(as_of="2035-11-01", dataset=dataset_of(short))[LANTERNS]
    assert judged.verdict == "not_due"
    judged = assess(as_of=AFTER, dataset=dataset_of(short))[LANTERNS]
    assert (judged.verdict, judged.withheld_by) == ("not_comparable", "deadline")


def test_outcomes_that_disagree_decide_nothing(example_tables: Tables) -> None:
    first = example_tables["outcomes"][0]
    assert isinstance(first, Outcome)
    other = first.model_copy(update={"id": "outcome-less", "value": D(10)})
    judged = assess(as_of=AFTER, dataset=forged(example_tables, other))[LANTERNS]
    assert (judged.verdict, judged.withheld_by) == ("not_comparable", "agreement")
    assert judged.outcome_ids == (OUTCOME, "outcome-less")
    elsewhere = other.model_copy(update={"region_id": "lantern-land"})
    assert assess(as_of=AFTER, dataset=forged(example_tables, elsewhere))[LANTERNS].verdict == "met"


def test_the_closest_outcome_speaks(example_tables: Tables) -> None:
    far = changed(example_tables, "outcomes", OUTCOME, region_id="lantern-land", unit="percent")
    near = far["outcomes"][0].model_copy(update={"id": "outcome-z", "unit": "CNY"})
    assert isinstance(near, Outcome)
    judged = assess(as_of=AFTER, dataset=forged(far, near))[LANTERNS]
    assert judged.outcome_ids == ("outcome-z", OUTCOME)
    assert judged.failed == ("geography",)


def test_a_qualitative_target_is_never_met_nor_missed(real: Dataset) -> None:
    qualitative = {target.id for target in real.targets if target.kind == "qualitative"}
    for day in ("2020-01-01", "2026-11-22", "2040-01-01"):
        for judgement in assess(as_of=day, dataset=real):
            if judgement.id in qualitative:
                assert judgement.verdict in ("not_due", "no_outcome", "not_comparable")


def test_the_older_release_has_no_outcomes_to_judge_by() -> None:
    counts = assess(as_of="2026-11-22", dataset=cip.load("2026.1")).counts
    assert dict(counts) == dict.fromkeys(VERDICTS, 0) | {"not_due": 6, "no_outcome": 64}


def test_the_page_shows_the_verdicts_of_the_release() -> None:
    page = Path(__file__).parents[1] / "docs" / "outcomes.md"
    table = page.read_text("utf-8").partition("## As of 22 November 2026")[2]
    shown = re.findall(r"^\| `([\w-]+)` \|.*\| (\w+) \| (\w*) *\|$", table, flags=re.MULTILINE)
    judged = assess(as_of="2026-11-22", dataset=cip.load("2026.2"))
    assert shown == [
        (row.id, row.verdict, row.withheld_by or "")
        for row in judged
        if row.verdict != "no_outcome"
    ]
    tests = page.read_text("utf-8").partition("## Tests")[2].partition("### Periods")[0]
    assert re.findall(r"^\| `(\w+)` \|", tests, flags=re.MULTILINE) == list(COMPARABILITY)


# Dates


@pytest.mark.parametrize(
    "wrong",
    [
        *("", "2026", "2026-11", "2026-13-01", "2026-02-30", "22.11.2026", "20261122"),
        *("2026-W47-7", "yesterday", " 2026-11-22", "2026-11-22\n", "２０２６-11-22"),
        *(20261122, None, datetime.datetime(2026, 11, 22)),
    ],
)
def test_what_is_no_date_is_refused(wrong: Any) -> None:
    with pytest.raises(DateError, match="expected the form 2026-11-22") as caught:
        assess(as_of=wrong)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, cip.ChinaIndPolicyError)
    assert repr(wrong) in str(caught.value)


@given(st.dates())
def test_a_date_and_its_form_are_the_same(day: datetime.date) -> None:
    assert parse_date(day) == parse_date(day.isoformat()) == day


def test_no_date_is_taken_for_granted() -> None:
    with pytest.raises(TypeError, match="as_of"):
        assess()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


# The result


def test_an_assessment_is_frozen(example: Dataset) -> None:
    judged = assess(as_of=AFTER, dataset=example)
    with pytest.raises(FrozenInstanceError):
        judged.as_of = datetime.date(2020, 1, 1)  # type: ignore[misc]  # pyright: ignore
    with pytest.raises(FrozenInstanceError):
        judged[LANTERNS].verdict = "not_met"  # type: ignore[misc]  # pyright: ignore
    with pytest.raises(TypeError):
        judged.counts["met"] = 70  # type: ignore[index]  # pyright: ignore
    assert judged == assess(as_of=AFTER, dataset=example)
    assert judged != replace(judged, release="2040.1")


def test_its_frame_has_a_row_for_every_target_and_joins_back(real: Dataset) -> None:
    frame = assess(as_of="2026-11-22", dataset=real).frame()
    assert frame["id"].to_list() == list(real.targets.ids)
    assert frame.schema["verdict"] == pl.Enum(VERDICTS)
    joined = real.targets.frame().join(frame, on="id", how="inner")
    assert joined.height == len(real.targets)
    assert joined["value"].equals(joined["target_value"])
    withheld = frame.filter(pl.col("verdict").is_in(["not_due", "not_comparable"]))
    assert withheld["withheld_by"].null_count() == 0
    rest = frame.filter(~pl.col("verdict").is_in(["not_due", "not_comparable"]))
    assert rest["withheld_by"].null_count() == rest.height


def test_it_prints_its_counts_and_what_was_judged_by(example: Dataset) -> None:
    judged = assess(as_of=AFTER, dataset=example)
    assert str(judged).startswith("5 targets of release 2031.1 as of 2036-01-01: 1 met, 0 not met")
    assert f"{LANTERNS}: met\n  Met. Asked:" in str(judged)
    assert KILNS not in str(judged)
    assert repr(judged).startswith("<Assessment of 2031.1 as of 2036-01-01: 1 met")


def test_an_unknown_target_names_near_matches(example: Dataset) -> None:
    with pytest.raises(cip.UnknownNameError, match=f"no target 'harbour-kiln'.*{KILNS}"):
        assess(as_of=AFTER, dataset=example)["harbour-kiln"]


def test_rows_carry_the_certainty_of_what_they_rest_on(example_tables: Tables) -> None:
    weak = changed(example_tables, "outcomes", OUTCOME, certainty="memory", caution="Recalled.")
    judged = assess(as_of=AFTER, dataset=dataset_of(weak))
    (certainty,) = judged.frame().filter(pl.col("id") == LANTERNS)["certainty"]
    assert certainty == "memory"
    assert "; memory)" in judged[LANTERNS].explanation
    assert "Caution: Recalled." in judged[LANTERNS].explanation


# Records and rules of outcomes


def test_an_outcome_without_a_reference_is_refused() -> None:
    values = outcome().model_dump()
    with pytest.raises(ValueError, match="reference_id"):
        Outcome(**{key: value for key, value in values.items() if key != "reference_id"})


@pytest.mark.parametrize(
    ("update", "code"),
    [
        ({"comparator": None}, "value-without-comparator"),
        ({"unit": None}, "value-without-unit"),
        ({"measure": None}, "value-without-measure"),
        ({"comparator": "range"}, "range-without-upper"),
        ({"comparator": "range", "value_upper": D(1)}, "upper-below-value"),
        ({"unit": "percent"}, "unit-unlike-indicator"),
        ({"price_basis": None}, "money-without-price-basis"),
        ({"period_end": datetime.date(2036, 1, 1)}, "period-bounds"),
        ({"record_id": "harbour-lantern-plan"}, "id-dangling"),
        ({"record_id": "nothing"}, "id-dangling"),
        ({"indicator_id": "nothing"}, "id-dangling"),
        ({"region_id": "nothing"}, "id-dangling"),
        ({"reference_id": "nothing"}, "id-dangling"),
    ],
)
def test_a_bad_outcome_is_found(example_tables: Tables, update: dict[str, Any], code: str) -> None:
    report = cip.verify(dataset=dataset_of(changed(example_tables, "outcomes", OUTCOME, **update)))
    assert code in report.counts
    assert {finding.id for finding in report.findings} == {OUTCOME}


def test_an_outcome_prints_what_it_follows(example: Dataset) -> None:
    text = str(example.outcomes[OUTCOME])
    for words in ("= 12.6 billion CNY for 2035, harbour", f"follows {LANTERNS}", "(found)"):
        assert words in text


def test_a_frame_of_verdicts_is_plain_data(example: Dataset) -> None:
    rows = assess(as_of=AFTER, dataset=example).frame().to_dicts()
    assert json.loads(json.dumps(rows, default=str))[0]["as_of"] == AFTER
