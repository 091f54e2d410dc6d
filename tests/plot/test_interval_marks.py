"""Interval marks: comparators as intervals, points and end signs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chinaindpolicy.analysis.intervals import interval_of
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.lang.texts import texts
from chinaindpolicy.loading import load
from chinaindpolicy.model.vocabularies import Comparator, Measure
from chinaindpolicy.plot.interval_marks import (
    axis_for,
    interval,
    interval_chart,
    legend,
    mark_for,
)
from chinaindpolicy.plot.labels import words_for
from chinaindpolicy.plot.theme import compose_chart
from plot.rendering import by_id, layers

WORDS = words_for(load(), "en", None)
CHIPS = "china-high-end-chip-self-sufficiency"
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
        ("gt", 20, None, "growth", (20, None, "open", "unbounded")),
        ("lt", 20, None, "growth", (None, 20, "unbounded", "open")),
        ("lt", 20, None, "count", (0, 20, "closed", "open")),
        ("range", 20, 30, "share", (20, 30, "closed", "closed")),
        ("eq", 95, None, "share", (95, 95, "closed", "closed")),
        ("approx", 50, None, "share", (45, 55, "closed", "closed")),
        ("approx", 95, None, "share", (85.5, 100, "closed", "closed")),
        ("gt", 120, None, "share", (120, None, "open", "unbounded")),
    ],
)
def test_comparator_and_measure_define_the_interval(
    comparator: Comparator, value: int, upper: int | None, measure: Measure, expected: Any
) -> None:
    high = None if upper is None else Decimal(upper)
    result = interval(comparator, Decimal(value), high, unit="percent", measure=measure)
    assert (result.low, result.high, result.low_end, result.high_end) == expected


@given(COMPARATORS, NUMBERS, UNITS, MEASURES)
def test_interval_contains_its_value_and_is_never_wider_than_the_comparator(
    comparator: Comparator, value: Decimal, unit: str | None, measure: Measure
) -> None:
    upper = value + 1 if comparator == "range" else None
    result = interval(comparator, value, upper, unit=unit, measure=measure)
    bounds = interval_of(comparator, value, upper)
    low = float("-inf") if result.low is None else result.low
    high = float("inf") if result.high is None else result.high
    assert low <= float(value) <= high
    assert (result.low is None) == (result.low_end == "unbounded")
    assert (result.high is None) == (result.high_end == "unbounded")
    assert (result.low_end == "open") == (comparator == "gt")
    assert (result.high_end == "open") == (comparator == "lt")
    if comparator in ("gt", "lt"):
        assert low < high or value == 0  # A count of less than zero is empty.
    assert bounds.low is None or low >= float(bounds.low)
    assert bounds.high is None or high <= float(bounds.high)


@pytest.mark.full
@settings(max_examples=12)
@given(st.lists(st.tuples(COMPARATORS, NUMBERS, UNITS, MEASURES), min_size=1, max_size=8))
def test_every_value_has_one_mark_and_only_exact_and_approximate_values_are_points(
    real: Dataset, quantities: list[tuple[Comparator, Decimal, str | None, Measure]]
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
        for place, (comparator, value, unit, measure) in enumerate(quantities)
    ]
    marks = [mark_for(each) for each in records]
    axis = axis_for(marks, "values", texts())
    names = [each.id for each in records]
    rows = interval_chart(records, marks, names, names, axis, WORDS)
    chart = compose_chart([rows], title="", subtitle=[], records=[record], words=WORDS)
    drawn = layers(chart)
    styles = {"eq": "exact", "approx": "about"}
    for each in records:
        shown = {name for name in ("exact", "about", "interval") if each.id in drawn[name].drawn}
        assert shown == {styles.get(str(each.comparator), "interval")}
    for each, row in zip(records, by_id(chart).values(), strict=True):
        assert row["value"] == float(each.value or 0)
        if each.comparator == "gt":
            assert (row["from"], row["low_end"]) == (row["value"], "(")
        if each.comparator == "lt":
            assert (row["to"], row["high_end"]) == (row["value"], ")")
        if each.comparator not in styles:
            assert axis.low <= row["from"] <= row["to"] <= axis.high
            assert (row["high"] is None) == (row["high_end"] == "▶")
            assert row["to"] == (axis.high if row["high"] is None else row["high"])


@pytest.mark.parametrize(
    ("comparator", "expected"),
    [
        ("eq", "● exact value"),
        ("approx", "◇ approximate value: drawn with 10 percent on either side"),
        ("lt", "bar: any value between its ends | end included ( ) end not included"),
        ("range", "bar: any value between its ends | end included"),
    ],
)
def test_legend_explains_only_the_symbols_in_use(
    real: Dataset, comparator: Comparator, expected: str
) -> None:
    update = {"comparator": comparator, "value_upper": Decimal(35)}
    mark = mark_for(real.figures[CHIPS].model_copy(update=update))
    assert " ".join(legend([mark], texts()).split()) == expected


def test_axis_without_bounds_includes_zero_and_every_end(real: Dataset) -> None:
    figure = real.figures[CHIPS].model_copy(update={"measure": "growth", "comparator": "lt"})
    axis = axis_for([mark_for(figure)], "percent", texts())
    assert axis.low < 0 and axis.high > 30
