"""Charts: what they draw is what the records tell, and nothing is drawn to a point that is none."""

from __future__ import annotations

import datetime
import itertools
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_args

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy import plot
from chinaindpolicy.analysis.intervals import interval_of
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.io.text import display_width
from chinaindpolicy.model.vocabularies import Comparator, Measure
from chinaindpolicy.plot.stretches import stretch_of
from chinaindpolicy.plot.strokes import axis_of, stroke_layers, stroke_of
from chinaindpolicy.plot.words import lines_of
from example import Tables, changed, dataset_of

CHIPS = "china-high-end-chip-self-sufficiency"
EQUIPMENT = "equipment-materials-import-dependence"
PLAN = "components-action-plan-2021"
GROWTH = "digital-economy-core-value-added-growth"
LANTERNS, OUTCOME = "harbour-lantern-output-2035", "outcome-lantern-output"
DAY = "2026-11-22"
SYMBOLS = {"point", "circle", "square"}


@dataclass(frozen=True)
class Layer:
    mark: dict[str, Any]
    rows: list[dict[str, Any]]
    encoding: dict[str, Any]

    def by_id(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in self.rows}


def layers(chart: Any) -> dict[str, Layer]:
    """Every layer of a chart, by the name of its data; the specification is validated by this."""

    def walk(spec: dict[str, Any]) -> Iterator[tuple[str, Layer]]:
        for part in (*spec.get("vconcat", ()), *spec.get("layer", ())):
            yield from walk(part)
        if "mark" in spec:
            data = spec["data"]
            yield data["name"], Layer(spec["mark"], data["values"], spec["encoding"])

    found = list(walk(chart.to_dict()))
    names = [name for name, _ in found]
    assert len(set(names)) == len(names)
    return dict(found)


def under(chart: Any) -> str:
    return " ".join(chart.to_dict()["title"]["text"])


def heading(chart: Any) -> str:
    return " ".join(chart.to_dict()["vconcat"][0]["title"]["text"])


def every_chart(dataset: Dataset) -> dict[str, Any]:
    return {
        "rates": plot.rates(dataset),
        "regions": plot.figures_by_region(dataset.targets.where(indicator_id=GROWTH)),
        "timeline": plot.targets_timeline(dataset),
        "tree": plot.task_tree(PLAN, dataset=dataset),
        "verdicts": plot.verdicts(cip.assess(as_of=DAY, dataset=dataset)),
    }


@pytest.fixture(scope="module")
def charts(real: Dataset) -> dict[str, Any]:
    return every_chart(real)


# Stretches

NUMBERS = st.decimals(-1000, 1000, places=2)
COMPARATORS = st.sampled_from(get_args(Comparator))
MEASURES = st.sampled_from(get_args(Measure))
UNITS = st.sampled_from(["percent", "CNY", "item", None])


@pytest.mark.parametrize(
    ("comparator", "value", "upper", "measure", "expected"),
    [
        ("lt", 30, None, "share", (0, 30, "closed", "open")),
        ("le", 30, None, "share", (0, 30, "closed", "closed")),
        ("gt", 70, None, "share", (70, 100, "open", "closed")),
        ("ge", 70, None, "share", (70, 100, "closed", "closed")),
        ("gt", 20, None, "growth", (20, None, "open", "endless")),
        ("lt", 20, None, "growth", (None, 20, "endless", "open")),
        ("lt", 20, None, "count", (0, 20, "closed", "open")),
        ("range", 20, 30, "share", (20, 30, "closed", "closed")),
        ("eq", 95, None, "share", (95, 95, "closed", "closed")),
        ("approx", 50, None, "share", (45, 55, "closed", "closed")),
        ("approx", 95, None, "share", (85.5, 100, "closed", "closed")),
        ("gt", 120, None, "share", (120, None, "open", "endless")),
    ],
)
def test_a_comparator_is_a_stretch(
    comparator: Comparator, value: int, upper: int | None, measure: Measure, expected: Any
) -> None:
    high = None if upper is None else Decimal(upper)
    found = stretch_of(comparator, Decimal(value), high, unit="percent", measure=measure)
    assert (found.low, found.high, found.low_end, found.high_end) == expected


@given(COMPARATORS, NUMBERS, UNITS, MEASURES)
def test_a_stretch_holds_its_value_and_says_of_each_end_what_it_is(
    comparator: Comparator, value: Decimal, unit: str | None, measure: Measure
) -> None:
    upper = value + 1 if comparator == "range" else None
    found = stretch_of(comparator, value, upper, unit=unit, measure=measure)
    told = interval_of(comparator, value, upper)
    low = float("-inf") if found.low is None else found.low
    high = float("inf") if found.high is None else found.high
    assert low <= float(value) <= high
    assert (found.low is None) == (found.low_end == "endless")
    assert (found.high is None) == (found.high_end == "endless")
    assert (found.low_end == "open") == (comparator == "gt")
    assert (found.high_end == "open") == (comparator == "lt")
    if comparator in ("gt", "lt"):
        assert low < high or value == 0  # “less than nothing” of what is counted is nothing
    # What its measure cannot be is cut off, and nothing is ever added.
    assert told.low is None or low >= float(told.low)
    assert told.high is None or high <= float(told.high)


# The law of points


def drawn_at_a_point(found: dict[str, Layer]) -> Iterator[dict[str, Any]]:
    """The rows whose values are drawn by a symbol, in any layer of a chart."""
    for layer in found.values():
        encoded = {part.get("field") for part in layer.encoding.values()}
        if layer.mark["type"] in SYMBOLS and encoded & {"value", "low", "high", "at", "from", "to"}:
            yield from layer.rows


@pytest.mark.parametrize("name", ["rates", "regions", "timeline", "tree", "verdicts"])
def test_no_chart_draws_a_point_for_what_is_none(charts: dict[str, Any], name: str) -> None:
    assert {row["comparator"] for row in drawn_at_a_point(layers(charts[name]))} <= {"eq", "approx"}


def test_points_are_drawn_where_values_are_told_to_the_point(charts: dict[str, Any]) -> None:
    rows = list(drawn_at_a_point(layers(charts["rates"])))
    assert {row["comparator"] for row in rows} == {"eq"}
    assert "ymtc-yield-rate" in {row["id"] for row in rows}


@settings(max_examples=40)
@given(
    st.lists(st.tuples(COMPARATORS, NUMBERS, UNITS, MEASURES), min_size=1, max_size=8),
)
def test_every_value_is_drawn_once_and_as_told(
    real: Dataset, told: list[tuple[Comparator, Decimal, str | None, Measure]]
) -> None:
    record = real.figures[CHIPS]
    records = [
        record.model_copy(
            update={
                "id": f"value-{place}",
                "comparator": comparator,
                "value": value,
                "value_upper": value + 5 if comparator == "range" else None,
                "unit": unit,
                "measure": measure,
            }
        )
        for place, (comparator, value, unit, measure) in enumerate(told)
    ]
    strokes = [stroke_of(each, 20 * place) for place, each in enumerate(records)]
    axis = axis_of(strokes, left=0, right=100, title="values")
    found = {
        layer["data"]["name"]: Layer(layer["mark"], layer["data"]["values"], layer["encoding"])
        for layer in (chart.to_dict(validate=False) for chart in stroke_layers(strokes, axis, 200))
    }
    assert {row["comparator"] for row in drawn_at_a_point(found)} <= {"eq", "approx"}
    homes = {"exact": {"eq"}, "about": {"approx"}, "stretches": {"gt", "ge", "lt", "le", "range"}}
    drawn: list[dict[str, Any]] = []
    for name, comparators in homes.items():
        if name in found:
            assert {row["comparator"] for row in found[name].rows} <= comparators
            drawn += found[name].rows
    assert sorted(row["id"] for row in drawn) == sorted(each.id for each in records)
    ends = {(row["id"], row["side"]): row["end"] for name in ("open_ends", "endless")
            if name in found for row in found[name].rows}  # fmt: skip
    by_id = {each.id: each for each in records}
    for row in drawn:
        each = by_id[row["id"]]
        assert row["value"] == float(each.value or 0)
        assert axis.low <= row["from"] <= row["to"] <= axis.high
        if each.comparator == "gt":
            assert row["low"] == row["value"]
            assert ends[each.id, "low"] == "open"
        if each.comparator == "lt":
            assert row["high"] == row["value"]
            assert ends[each.id, "high"] == "open"
        if row["high"] is None:
            assert ends[each.id, "high"] == "endless"
            assert row["to"] == axis.high


# Rates


def test_less_than_thirty_percent_is_a_stretch_from_nothing(real: Dataset) -> None:
    found = layers(plot.rates([real.figures[CHIPS], real.figures[EQUIPMENT]]))
    bars = found["stretches"].by_id()
    assert (bars[CHIPS]["from"], bars[CHIPS]["to"]) == (0, 30)
    assert (bars[EQUIPMENT]["from"], bars[EQUIPMENT]["to"]) == (70, 100)
    signs = {(row["id"], row["at"]): row["sign"] for row in found["open_ends"].rows}
    assert signs == {(CHIPS, 30): ")", (EQUIPMENT, 70): "("}
    assert "exact" not in found and "endless" not in found
    assert found["stretches"].encoding["x"]["scale"]["domain"] == [0, 100]
    assert found["amounts"].by_id()[CHIPS]["text"] == "< 30%"


def test_the_rates_of_a_dataset_are_its_shares_in_percent(
    real: Dataset, charts: dict[str, Any]
) -> None:
    shares = [
        record
        for name in ("targets", "figures", "outcomes")
        for record in real[name]
        if record.measure == "share" and record.unit == "percent"
    ]
    found = layers(charts["rates"])
    drawn = {row["id"]: row for name in ("exact", "stretches") for row in found[name].rows}
    assert {id: row["value"] for id, row in drawn.items()} == {
        record.id: float(record.value) for record in shares
    }
    assert set(found["names"].by_id()) == set(drawn)
    assert heading(charts["rates"]) == f"{len(shares)} rates, each as it is told"
    assert "of China's demand for high-end chips" in found["details"].by_id()[CHIPS][
        "text"
    ].replace("\n", " ")


def test_about_and_ranges_have_marks_of_their_own(real: Dataset) -> None:
    about = real.figures[CHIPS].model_copy(update={"id": "about", "comparator": "approx"})
    between = real.figures[CHIPS].model_copy(
        update={"id": "between", "comparator": "range", "value_upper": Decimal(35)}
    )
    found = layers(plot.rates([about, between], dataset=real))
    assert found["about"].by_id()["about"]["value"] == 30
    assert found["about"].mark["shape"] == "diamond"
    (row,) = found["about_stretches"].rows
    assert (row["low"], row["high"]) == (27, 33)
    (row,) = found["stretches"].rows
    assert (row["id"], row["from"], row["to"]) == ("between", 30, 35)
    assert [end["id"] for end in found["closed_ends"].rows] == ["between", "between"]


def test_what_is_no_rate_is_refused_and_all_of_it_is_named(real: Dataset) -> None:
    wrong = [CHIPS, "catl-battery-life-increase", "components-plan-patent-layout-2023"]
    with pytest.raises(cip.NotComparableError) as caught:
        plot.rates(wrong)
    assert "catl-battery-life-increase is growth in percent" in str(caught.value)
    assert "components-plan-patent-layout-2023 is without a number" in str(caught.value)
    assert CHIPS not in str(caught.value)


# Regions


def test_regions_are_drawn_on_one_basis(real: Dataset, charts: dict[str, Any]) -> None:
    found = layers(charts["regions"])
    assert [row["text"] for row in found["names"].rows] == ["Zhejiang", "Ningbo"]
    assert found["exact"].rows[0]["value"] == 8
    assert found["about"].rows[0]["value"] == 9
    assert found["exact"].encoding["x"]["axis"]["title"] == "percent (growth)"
    assert "Not to be added: Ningbo lies in Zhejiang" in under(charts["regions"])


def test_regions_with_money_are_drawn_in_words_of_the_axis(real: Dataset) -> None:
    one = real.targets["dalian-2024-next-generation-it-output"]
    more = one.model_copy(
        update={"id": "more", "region_id": "cn-zj", "value": Decimal("240000000000")}
    )
    found = layers(plot.figures_by_region([one, more]))
    assert [row["id"] for row in found["names"].rows] == ["more", one.id]
    axis = found["exact"].encoding["x"]["axis"]
    assert axis["title"] == "billion yuan renminbi"
    assert axis["labelExpr"] == "format(datum.value / 1000000000.0, ',')"
    assert {row["value"] for row in found["exact"].rows} == {180e9, 240e9}


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        ({"unit": "percentage_point"}, "does not hold: unit"),
        ({"measure": "share"}, "does not hold: measure"),
        ({"price_basis": "constant"}, "does not hold: price_basis"),
        ({"period": "2025"}, "one is of 2024, the other of 2025"),
        ({"indicator_id": "software-revenue-growth"}, "the other software-revenue-growth"),
        ({"indicator_id": "data-silo-rate"}, "does not hold: accounting"),
        ({"value": None}, "has no value"),
        ({"region_id": None}, "has no region_id"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_reason(
    real: Dataset, update: dict[str, Any], reason: str
) -> None:
    one, two = real.targets.where(indicator_id=GROWTH)
    other = two.model_copy(update={"id": "other", **update})
    with pytest.raises(cip.NotComparableError, match=reason):
        plot.figures_by_region([one, other])
    assert plot.figures_by_region([one, two])


def test_a_refusal_says_what_of_the_selection_is_comparable(real: Dataset) -> None:
    with pytest.raises(cip.NotComparableError) as caught:
        plot.figures_by_region(real.targets)
    assert f"comparable: {GROWTH}, 2024 (ningbo-2024-" in str(caught.value)
    with pytest.raises(cip.NotComparableError, match="no two regions are comparable"):
        plot.figures_by_region(real.figures)


# Time line


def test_every_target_stands_at_its_deadline(real: Dataset, charts: dict[str, Any]) -> None:
    found = layers(charts["timeline"])
    marks = found["deadlines"].by_id()
    assert set(marks) == set(real.targets.ids)
    for target in real.targets:
        row = marks[target.id]
        assert row["deadline"] == str(target.period_end)
        assert row["comparator"] == target.comparator
        assert row["value"] == (None if target.value is None else float(target.value))
        assert row["strength"] == target.strength
    open_starts = {target.id for target in real.targets if target.period_start is None}
    assert set(found["any_time"].by_id()) == open_starts
    assert set(found["periods"].by_id()) == set(real.targets.ids) - open_starts
    amounts = found["amounts"].by_id()
    assert amounts["reliability-opinions-enterprises-2025"]["text"] == "> 1,000 enterprises"
    assert amounts["components-plan-sales-2023"]["text"] == "= 2.1 trillion CNY †"
    assert set(found["without_number"].by_id()) == {
        target.id for target in real.targets if target.value is None
    }
    assert "† The text prints another number" in under(charts["timeline"])


def test_a_thin_line_leads_from_the_day_of_the_policy(charts: dict[str, Any]) -> None:
    row = layers(charts["timeline"])["any_time"].by_id()["reliability-opinions-platforms-2025"]
    assert (row["from"], row["to"]) == ("2023-06-02", "2025-12-31")


def test_targets_stand_under_their_policy(real: Dataset, charts: dict[str, Any]) -> None:
    found = layers(charts["timeline"])
    headings = sorted(found["policies"].rows, key=lambda row: row["y"])
    assert [row["id"] for row in headings] == list(
        dict.fromkeys(target.policy_id for target in real.targets)
    )
    for row in found["labels"].rows:
        above = [each["id"] for each in headings if each["y"] < row["y"]]
        assert above[-1] == real.targets[row["id"]].policy_id


def test_a_target_without_a_deadline_is_told_and_not_drawn(real: Dataset) -> None:
    one = real.targets["components-plan-sales-2023"]
    endless = one.model_copy(
        update={"id": "x", "period": None, "period_start": None, "period_end": None}
    )
    found = layers(plot.targets_timeline([one, endless]))
    assert set(found["deadlines"].by_id()) == {one.id}
    assert found["amounts"].by_id()["x"]["text"].endswith("(no deadline)")
    with pytest.raises(cip.NothingSelectedError, match=r"no target .* has a deadline"):
        plot.targets_timeline(endless)


# Tasks


def test_every_task_is_in_the_tree_below_its_parent(real: Dataset, charts: dict[str, Any]) -> None:
    found = layers(charts["tree"])
    rows = {row["task"]: row for row in found["signs"].rows}
    assert set(rows) == {task.id for task in real.tasks.where(policy_id=PLAN)}
    for id, row in rows.items():
        task = real.tasks[id]
        assert row["text"].replace("\n", " ") == task.title
        if task.parent_id:
            parent = rows[task.parent_id]
            assert parent["y"] < row["y"] and parent["x"] < row["x"]
    assert len(found["branches"].rows) == 2 * sum(1 for row in rows.values() if row["parent"])
    # No two rows of a column stand on one another.
    for left in {row["x"] - 22 * (row["level"] - 1) for row in rows.values()}:
        column = sorted(row["y"] for row in rows.values() if 0 <= row["x"] - left < 500)
        assert min(b - a for a, b in itertools.pairwise(column)) >= 15


def test_a_tree_may_be_cut_and_says_so(real: Dataset) -> None:
    chart = plot.task_tree(PLAN, levels=1)
    found = layers(chart)
    assert {row["level"] for row in found["signs"].rows} == {1}
    (subtitle, _) = chart.to_dict()["vconcat"][0]["title"]["subtitle"]
    assert subtitle == "17 tasks; 99 tasks of deeper levels not drawn"
    with pytest.raises(ValueError, match="levels is 0: expected 1 or more"):
        plot.task_tree(PLAN, levels=0)


@pytest.mark.parametrize("policy", [row.id for row in cip.policies])
def test_every_policy_of_the_release_has_a_tree(real: Dataset, policy: str) -> None:
    rows = layers(plot.task_tree(policy))["signs"].rows
    assert [row["task"] for row in rows]
    assert {row["task"] for row in rows} == {t.id for t in real.tasks.where(policy_id=policy)}


# Verdicts


def test_verdicts_are_counted_and_only_the_comparable_is_drawn(
    real: Dataset, charts: dict[str, Any]
) -> None:
    judged = cip.assess(as_of=DAY, dataset=real)
    found = layers(charts["verdicts"])
    assert {row["verdict"]: row["targets"] for row in found["counts"].rows} == dict(judged.counts)
    drawn = {row["id"]: row for name in ("exact", "about", "stretches") for row in found[name].rows}
    told = {row["id"] for row in found["told"].rows}
    for judgement in judged:
        if judgement.outcome is None:
            assert judgement.id not in told
            continue
        assert {judgement.id, judgement.outcome.id} <= told
        assert judgement.id in drawn
        withheld = bool(set(judgement.comparisons[0].failed) - {"bounds"})
        assert (judgement.outcome.id in drawn) != withheld
    row = drawn["outcome-zhejiang-2024-major-projects"]
    assert row["value"] == pytest.approx(129.9)
    row = drawn["zhejiang-2024-major-projects"]
    assert (row["comparator"], row["low"], row["high"]) == ("gt", 100, None)
    assert "Not comparable by denominator" in under(charts["verdicts"])


@pytest.mark.parametrize(
    ("update", "drawn"),
    [
        ({}, True),
        ({"region_id": "lantern-land"}, False),
        ({"unit": "USD"}, False),
        ({"period": "2030", "period_start": datetime.date(2030, 1, 1),
          "period_end": datetime.date(2030, 12, 31)}, False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("day", ["2035-06-01", "2036-06-01"])
def test_what_is_of_something_else_is_never_drawn_due_or_not(
    example_tables: Tables, update: dict[str, Any], drawn: bool, day: str
) -> None:
    early = {"published_on": datetime.date(2031, 1, 1)}
    tables = changed(example_tables, "references", "harbour-gazette", **early)
    dataset = dataset_of(changed(tables, "outcomes", OUTCOME, **update))
    judged = cip.assess(as_of=day, dataset=dataset)
    assert judged[LANTERNS].outcome_ids == (OUTCOME,)
    found = layers(plot.verdicts(judged, dataset=dataset))
    assert OUTCOME in found["told"].by_id()
    values = {row["id"] for name in ("exact", "about", "stretches") if name in found
              for row in found[name].rows}  # fmt: skip
    assert LANTERNS in values
    assert (OUTCOME in values) == drawn


def test_words_of_outcomes_fit_and_tell_another_period(charts: dict[str, Any]) -> None:
    found = layers(charts["verdicts"])
    told = found["told"].by_id()["outcome-jinan-2024-nev-output"]["text"].replace("\n", " ")
    assert told == "came about ≈ 500,000 vehicles, 2024-01 to 2024-11"
    for row in found["told"].rows:
        assert max(map(display_width, row["text"].split("\n"))) * 6.5 <= 288
    # No text of the right-hand column reaches down into the next.
    column = sorted(
        (row["y"], row["y"] + 15 * row["text"].count("\n"))
        for name in ("told", "verdicts")
        for row in found[name].rows
    )
    assert all(below[0] - above[1] >= 15 for above, below in itertools.pairwise(column))


def test_an_assessment_without_outcomes_is_its_counts(real: Dataset) -> None:
    found = layers(plot.verdicts(cip.assess(as_of="2020-01-01")))
    assert set(found) == {"counts", "verdict_names", "verdict_counts"}
    part = cip.assess(as_of=DAY).of(["jinan-2024-nev-output"])
    assert {row["targets"] for row in layers(plot.verdicts(part))["counts"].rows} == {0, 1}


def test_an_assessment_of_a_collection_needs_its_dataset(example: Dataset) -> None:
    judged = cip.assess(as_of="2036-01-01", dataset=example)
    with pytest.raises(cip.ReleaseError, match=r"2031\.1 is no packaged release: give dataset"):
        plot.verdicts(judged)
    found = layers(plot.verdicts(judged, dataset=example))
    assert found["verdicts"].by_id()[LANTERNS]["text"] == "met"
    with pytest.raises(cip.NothingSelectedError, match="of no targets"):
        plot.verdicts(judged.of([]), dataset=example)


@pytest.mark.parametrize("value", [0, -5])
def test_a_target_that_is_no_measure_is_told_and_not_drawn(
    example_tables: Tables, value: int
) -> None:
    """In percent of nothing there is no number, and in percent of less every sign is turned."""
    tables = changed(example_tables, "targets", LANTERNS, value=Decimal(value))
    dataset = dataset_of(tables)
    judged = cip.assess(as_of="2036-01-01", dataset=dataset)
    found = layers(plot.verdicts(judged, dataset=dataset))
    assert LANTERNS in found["told"].by_id()
    assert "stretches" not in found and "exact" not in found


# All charts


@pytest.mark.parametrize("name", ["rates", "regions", "timeline", "tree", "verdicts"])
def test_the_source_stands_under_every_chart(
    real: Dataset, charts: dict[str, Any], name: str
) -> None:
    spec = charts[name].to_dict()
    text = under(charts[name])
    assert spec["title"]["orient"] == "bottom"
    records = [real.record(id) for id in spec["usermeta"]["records"]]
    assert records
    bearing = {getattr(each, "document_id", None) or each.reference_id for each in records}
    for line in cip.cite(sorted(bearing)).splitlines():
        assert line in text
    assert spec["usermeta"]["citation"] == cip.cite(records)
    assert spec["usermeta"]["release"] == cip.release


def test_the_same_selection_is_the_same_chart(real: Dataset, charts: dict[str, Any]) -> None:
    for name, chart in every_chart(real).items():
        assert chart.to_json() == charts[name].to_json()


def test_a_selection_may_be_given_in_many_ways(real: Dataset) -> None:
    ids = [target.id for target in real.targets.where(policy_id="reliability-opinions-2023")]
    one = plot.targets_timeline([real.targets[id] for id in ids]).to_json()
    frame = real.targets.frame().filter(pl.col("id").is_in(ids))
    assert plot.targets_timeline(ids).to_json() == one
    assert plot.targets_timeline(frame).to_json() == one
    assert plot.targets_timeline(frame.lazy()).to_json() == one
    assert plot.targets_timeline(id for id in [*ids, *ids]).to_json() == one
    assert plot.rates(CHIPS).to_json() == plot.rates(real.figures[CHIPS]).to_json()


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ([], cip.NothingSelectedError, "nothing was selected, so there is nothing to draw"),
        ("china-high-end-chip", cip.UnknownNameError, CHIPS),
        ("components-plan-1", TypeError, "not Task components-plan-1"),
        ([3], TypeError, "not int 3"),
        (None, TypeError, "not NoneType None"),
        (pl.DataFrame({"ids": ["a"]}), cip.UnknownNameError, "no column of the frame 'id'"),
    ],
)
@pytest.mark.parametrize("draw", [plot.rates, plot.figures_by_region, plot.targets_timeline])
def test_a_wrong_selection_is_refused(draw: Any, wrong: Any, error: Any, words: str) -> None:
    with pytest.raises(error, match=words):
        draw(wrong)


def test_a_release_without_the_records_has_nothing_to_draw(example_tables: Tables) -> None:
    empty = dataset_of({**example_tables, "targets": (), "figures": (), "outcomes": (),
                        "tasks": ()})  # fmt: skip
    for draw in (plot.rates, plot.figures_by_region, plot.targets_timeline):
        with pytest.raises(cip.NothingSelectedError):
            draw(empty)
        with pytest.raises(cip.NothingSelectedError):
            draw(empty.targets)
    (policy, *_) = empty.policies
    with pytest.raises(cip.NothingSelectedError, match=f"no task of {policy.id}"):
        plot.task_tree(policy.id, dataset=empty)


def test_wrong_names_and_policies_are_refused_with_the_nearest() -> None:
    with pytest.raises(cip.UnknownNameError, match="no language of names 'cn'; there are: en, zh"):
        plot.rates(CHIPS, names="cn")  # type: ignore[arg-type]  # pyright: ignore
    with pytest.raises(cip.UnknownNameError, match=PLAN):
        plot.task_tree("components-action-plan")
    with pytest.raises(AttributeError, match="has no attribute 'rate'; did you mean 'rates'"):
        plot.rate  # type: ignore[attr-defined]  # pyright: ignore  # noqa: B018


def test_names_are_english_chinese_or_both(real: Dataset) -> None:
    def label(names: Any) -> str:
        return str(layers(plot.rates(CHIPS, names=names))["names"].rows[0]["text"])

    assert label("en") == "Self-sufficiency rate in high-end chips"
    assert label("zh") == "高端芯片自给率"
    assert label("both").replace("\n", " ") == f"{label('en')} {label('zh')}"
    report = plot.targets_timeline(
        real.targets.where(policy_id="work-report-2024-anhui"), names="zh"
    )
    assert layers(report)["policies"].rows[0]["text"] == "Government work report of Anhui, 2024"


def test_a_title_may_be_given(real: Dataset) -> None:
    assert heading(plot.rates(CHIPS, title="高端芯片")) == "高端芯片"


# Text


@given(st.lists(st.text("ab 高端 -，", max_size=40), max_size=3), st.integers(2, 30))
def test_lines_fit_and_lose_nothing(texts: list[str], width: int) -> None:
    found = lines_of(texts, width)
    assert all(display_width(line) <= width for line in found)
    assert "".join("".join(found).split()) == "".join("".join(texts).split())


def test_texts_of_the_release_fit_their_places(charts: dict[str, Any]) -> None:
    """About seven pixels a column is more than any of the fonts takes."""
    for name, room in (("labels", 388), ("amounts", 182), ("without_number", 182)):
        for row in layers(charts["timeline"])[name].rows:
            assert max(map(display_width, row["text"].split("\n"))) * 6.5 <= room
    for name in ("names", "details"):
        for row in layers(charts["rates"])[name].rows:
            assert max(map(display_width, row["text"].split("\n"))) * 6 <= 400


# Pictures


def test_a_picture_has_every_label_and_chinese_among_them(real: Dataset) -> None:
    import vl_convert

    chart = plot.rates([CHIPS, EQUIPMENT], names="both")
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    for words in ("高端芯片自给率", "关键设备与材料对外依存度", "&lt; 30%", "&gt; 70%"):
        assert words in svg
    assert svg == vl_convert.vegalite_to_svg(chart.to_dict())


@pytest.mark.skipif(
    "zh" not in subprocess.run(["sh", "-c", "fc-list :lang=zh lang 2>/dev/null"],
                               capture_output=True, text=True, check=False).stdout,
    reason="no font with Chinese characters is installed",
)  # fmt: skip
def test_chinese_is_drawn_and_not_boxes() -> None:
    import vl_convert

    def drawn(sign: str) -> bytes:
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
            f'<text x="4" y="30" font-size="28" font-family="{FONT}">{sign}</text></svg>'
        )
        return bytes(vl_convert.svg_to_png(svg))

    from chinaindpolicy.plot.finish import FONT

    nothing, box = drawn(""), drawn("\U000e0f00")
    found = [drawn(sign) for sign in "芯片自给率"]
    assert len({*found, nothing, box}) == len(found) + len({nothing, box})


# The extra


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_charts_are_loaded_when_they_are_drawn() -> None:
    done = run(
        "import sys; from chinaindpolicy import plot; dir(plot)\n"
        "print(sorted({'altair', 'polars', 'pydantic'} & set(sys.modules)))"
    )
    assert done.stdout == "[]\n", done.stderr


def test_without_altair_the_extra_is_named() -> None:
    done = run(
        "import sys; sys.modules['altair'] = None\n"
        "from chinaindpolicy import plot, MissingExtraError\n"
        "try: plot.rates\n"
        "except MissingExtraError as error: print(error, isinstance(error, ImportError))"
    )
    assert done.stdout.startswith("altair is not installed: "), done.stderr
    assert done.stdout.endswith(" True\n")
