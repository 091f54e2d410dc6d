"""Chart of targets, outcomes and verdicts."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy import plot
from chinaindpolicy.dataset.dataset import Dataset
from example import Tables, changed, dataset_of
from plot.rendering import assert_readable, by_id, heading, layers, notes, rows

LANTERNS, OUTCOME = "harbour-lantern-output-2035", "outcome-lantern-output"
DAY = "2026-11-22"


def drawn(chart: Any) -> dict[str, dict[str, Any]]:
    found = layers(chart)
    return {id: row for name in ("exact", "about", "interval") if name in found
            for id, row in found[name].drawn.items()}  # fmt: skip


def counts(chart: Any) -> dict[str, int]:
    return {row["verdict"]: row["targets"] for row in layers(chart)["number"].rows}


def test_verdicts_are_counted_and_comparable_outcomes_are_drawn(real: Dataset) -> None:
    assessment = cip.assess(as_of=DAY, dataset=real)
    chart = plot.verdicts(assessment)
    assert counts(chart) == dict(assessment.counts)
    listed, marks = by_id(chart), drawn(chart)
    for judgement in assessment:
        if judgement.outcome is None:
            assert judgement.id not in listed
            continue
        assert {judgement.id, judgement.outcome.id} <= set(listed)
        assert judgement.id in marks
        withheld = bool(set(judgement.comparisons[0].failed) - {"bounds"})
        assert (judgement.outcome.id in marks) != withheld
    assert marks["outcome-zhejiang-2024-major-projects"]["value"] == pytest.approx(129.9)
    row = marks["zhejiang-2024-major-projects"]
    assert (row["comparator"], row["low"], row["high"]) == ("ge", 100, None)
    assert "By object: a verdict requires that the outcome measures" in notes(chart)
    assert "By deadline: a verdict requires that the outcome covers" in notes(chart)
    assert "An outcome that is not comparable is printed but not drawn." in notes(chart)
    assert heading(chart) == f"{len(real.targets)} targets and the outcomes known on 2026-11-22"


def test_target_and_outcome_are_two_rows_and_the_second_has_the_verdict(real: Dataset) -> None:
    table = rows(plot.verdicts(cip.assess(as_of=DAY, dataset=real)))
    place = next(n for n, row in enumerate(table) if row["id"] == "jinan-2024-nev-output")
    target, outcome = table[place : place + 2]
    assert target["heading"] == outcome["heading"] == "New energy vehicle output (Jinan, 2024)"
    assert (target["label"], target["amount"]) == ("target > 400,000 vehicles", "")
    assert outcome["label"] == "outcome ≈ 500,000 vehicles, 2024-01 to 2024-11"
    assert outcome["amount"] == "met"


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("update", "is_drawn"),
    [
        ({}, True),
        ({"region_id": "lantern-land"}, False),
        ({"unit": "USD"}, False),
        ({"period": "2030", "period_start": datetime.date(2030, 1, 1),
          "period_end": datetime.date(2030, 12, 31)}, False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("day", ["2035-06-01", "2036-06-01"])
def test_an_incomparable_outcome_is_listed_but_not_drawn(
    example_tables: Tables, update: dict[str, Any], is_drawn: bool, day: str
) -> None:
    early = {"published_on": datetime.date(2031, 1, 1)}
    tables = changed(example_tables, "references", "harbour-gazette", **early)
    dataset = dataset_of(changed(tables, "outcomes", OUTCOME, **update))
    assessment = cip.assess(as_of=day, dataset=dataset)
    assert assessment[LANTERNS].outcome_ids == (OUTCOME,)
    chart = plot.verdicts(assessment, dataset=dataset)
    assert OUTCOME in by_id(chart)
    assert LANTERNS in drawn(chart)
    assert (OUTCOME in drawn(chart)) == is_drawn


def test_an_assessment_without_outcomes_shows_counts_only(real: Dataset) -> None:
    chart = plot.verdicts(cip.assess(as_of="2020-01-01", dataset=real))
    assert set(layers(chart)) == {"count", "number"}
    assert_readable(chart, "no outcome", str(len(real.targets)))
    part = cip.assess(as_of=DAY).of(["jinan-2024-nev-output"])
    assert set(counts(plot.verdicts(part)).values()) == {0, 1}


def test_an_assessment_of_a_collection_needs_its_dataset(example: Dataset) -> None:
    assessment = cip.assess(as_of="2036-01-01", dataset=example)
    with pytest.raises(cip.ReleaseError, match=r"2031\.1.* is not packaged; pass dataset"):
        plot.verdicts(assessment)
    assert by_id(plot.verdicts(assessment, dataset=example))[OUTCOME]["amount"] == "met"
    with pytest.raises(cip.NothingSelectedError, match="the assessment has no targets"):
        plot.verdicts(assessment.of([]), dataset=example)


@pytest.mark.parametrize("value", [0, -5])
def test_a_target_of_zero_or_less_is_listed_but_not_drawn(
    example_tables: Tables, value: int
) -> None:
    """Zero has no percentages, and percentages of a negative value reverse every comparator."""
    dataset = dataset_of(changed(example_tables, "targets", LANTERNS, value=Decimal(value)))
    assessment = cip.assess(as_of="2036-01-01", dataset=dataset)
    chart = plot.verdicts(assessment, dataset=dataset)
    assert LANTERNS in by_id(chart)
    assert not drawn(chart)
    assert_readable(chart)


def test_a_long_statement_without_a_number_is_printed_in_full(example_tables: Tables) -> None:
    words = "The lantern works report that output has grown more than planned in every district. "
    update = {"value": None, "value_upper": None, "comparator": None, "unit": None,
              "measure": None, "statement": (words * 3).strip()}  # fmt: skip
    dataset = dataset_of(changed(example_tables, "outcomes", OUTCOME, **update))
    chart = plot.verdicts(cip.assess(as_of="2036-01-01", dataset=dataset), dataset=dataset)
    label = by_id(chart)[OUTCOME]["label"]
    assert label.replace("\n", " ") == f"outcome {update['statement']}"
    assert_readable(chart, *label.split("\n"))


@pytest.mark.parametrize("names", ["en", "both"])
def test_picture_is_readable(real: Dataset, names: Any) -> None:
    assessment = cip.assess(as_of=DAY, dataset=real)
    chart = plot.verdicts(assessment, names=names)
    labels = [row["label"] for row in rows(chart)]
    count = str(assessment.counts["no_outcome"])
    assert_readable(chart, "not comparable by deadline", "not met", count, *labels)
