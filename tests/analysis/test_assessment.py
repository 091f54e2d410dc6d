"""Assessments: verdicts of targets as of a date, and the records and pages they depend on."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.analysis.assessment import VERDICTS, assess
from chinaindpolicy.analysis.comparability import COMPARABILITY
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import DateError
from chinaindpolicy.model.periods import parse_date
from chinaindpolicy.model.records import Outcome
from compared_records import bounds, outcome
from example import Tables, changed, dataset_of

LANTERNS, KILNS = "harbour-lantern-output-2035", "harbour-kilns-2035"
OUTCOME = "outcome-lantern-output"
AFTER = "2036-01-01"


def forged(tables: Tables, *more: Outcome) -> Dataset:
    return dataset_of({**tables, "outcomes": (*tables["outcomes"], *more)})


@given(st.permutations(range(4)))
def test_verdicts_do_not_depend_on_row_order(example_tables: Tables, order: list[int]) -> None:
    first = example_tables["outcomes"][0]
    assert isinstance(first, Outcome)
    rows = [
        first,
        first.model_copy(update={"id": "outcome-b", "region_id": "lantern-land"}),
        first.model_copy(update={"id": "outcome-c", "comparator": "gt", "value": Decimal(10)}),
        first.model_copy(update={"id": "outcome-d", "value": Decimal(13 * 10**9)}),
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
def test_due_and_met_verdicts_persist_at_later_dates(
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


def test_assessment_of_the_example_counts_each_verdict(example: Dataset) -> None:
    result = assess(as_of=AFTER, dataset=example)
    assert result[LANTERNS].verdict == "met"
    assert result[LANTERNS].outcome_ids == (OUTCOME,)
    assert result[LANTERNS].withheld_by is None
    assert result[KILNS].verdict == "no_outcome"
    assert dict(result.counts) == {
        "met": 1,
        "not_met": 0,
        "not_due": 0,
        "no_outcome": len(example.targets) - 1,
        "not_comparable": 0,
    }


def test_target_is_due_after_the_last_day_of_its_period(example: Dataset) -> None:
    assert assess(as_of="2035-12-31", dataset=example)[LANTERNS].verdict == "not_due"
    assert assess(as_of="2035-12-31", dataset=example)[LANTERNS].withheld_by == "deadline"
    assert assess(as_of="2036-01-01", dataset=example)[LANTERNS].verdict == "met"


def test_outcome_below_the_target_is_not_met(example_tables: Tables) -> None:
    short = changed(example_tables, "outcomes", OUTCOME, value=Decimal(12_500_000_000))
    judgement = assess(as_of=AFTER, dataset=dataset_of(short))[LANTERNS]
    assert judgement.verdict == "not_met"
    assert "Not met. Target: > 12.5 billion CNY, 2035" in judgement.explanation


def test_outcome_counts_from_the_publication_date_of_its_source(example_tables: Tables) -> None:
    late = changed(
        example_tables, "references", "harbour-gazette", published_on=datetime.date(2036, 5, 1)
    )
    assert assess(as_of="2036-04-30", dataset=dataset_of(late))[LANTERNS].verdict == "no_outcome"
    assert assess(as_of="2036-05-01", dataset=dataset_of(late))[LANTERNS].verdict == "met"
    month = changed(
        example_tables, "references", "harbour-gazette", published_on=None, published_in="2036-05"
    )
    assert assess(as_of="2036-05-30", dataset=dataset_of(month))[LANTERNS].verdict == "no_outcome"
    assert assess(as_of="2036-05-31", dataset=dataset_of(month))[LANTERNS].verdict == "met"
    year = changed(month, "references", "harbour-gazette", published_in="2036")
    assert assess(as_of="2036-12-30", dataset=dataset_of(year))[LANTERNS].verdict == "no_outcome"
    assert assess(as_of="2036-12-31", dataset=dataset_of(year))[LANTERNS].verdict == "met"
    untold = changed(example_tables, "references", "harbour-gazette", published_on=None)
    assert assess(as_of="2036-01-01", dataset=dataset_of(untold))[LANTERNS].verdict == "met"


def test_no_outcome_of_the_release_is_used_before_its_publication(real: Dataset) -> None:
    smes = "anhui-2024-technology-smes"
    assert assess(as_of="2025-01-19", dataset=real)[smes].verdict == "no_outcome"
    assert assess(as_of="2025-01-20", dataset=real)[smes].withheld_by == "object"
    giants = "jinan-2024-new-little-giants"
    assert assess(as_of="2025-12-30", dataset=real)[giants].verdict == "no_outcome"
    assert assess(as_of="2025-12-31", dataset=real)[giants].verdict == "met"
    for found in real.outcomes:
        reference = real.references[found.reference_id]
        published = reference.published_on or parse_date(
            f"{(reference.published_in or '')[:4]}-01-01"
        )
        before = published - datetime.timedelta(days=1)
        used = {id for row in assess(as_of=before, dataset=real) for id in row.outcome_ids}
        assert found.id not in used


def test_flow_target_can_be_met_before_the_deadline(example_tables: Tables) -> None:
    flow = changed(example_tables, "indicators", "lantern-output", accounting="flow")
    part = changed(flow, "outcomes", OUTCOME, **bounds("2035-01/2035-10"))
    assert assess(as_of="2035-11-01", dataset=dataset_of(part))[LANTERNS].verdict == "met"
    short = changed(part, "outcomes", OUTCOME, value=Decimal(10))
    result = assess(as_of="2035-11-01", dataset=dataset_of(short))[LANTERNS]
    assert result.verdict == "not_due"
    result = assess(as_of=AFTER, dataset=dataset_of(short))[LANTERNS]
    assert (result.verdict, result.withheld_by) == ("not_comparable", "deadline")


def test_conflicting_outcomes_withhold_the_verdict(example_tables: Tables) -> None:
    first = example_tables["outcomes"][0]
    assert isinstance(first, Outcome)
    other = first.model_copy(update={"id": "outcome-less", "value": Decimal(10)})
    result = assess(as_of=AFTER, dataset=forged(example_tables, other))[LANTERNS]
    assert (result.verdict, result.withheld_by) == ("not_comparable", "agreement")
    assert result.outcome_ids == (OUTCOME, "outcome-less")
    elsewhere = other.model_copy(update={"region_id": "lantern-land"})
    assert assess(as_of=AFTER, dataset=forged(example_tables, elsewhere))[LANTERNS].verdict == "met"


def test_outcome_with_fewest_failed_tests_is_reported(example_tables: Tables) -> None:
    far = changed(example_tables, "outcomes", OUTCOME, region_id="lantern-land", unit="percent")
    near = far["outcomes"][0].model_copy(update={"id": "outcome-z", "unit": "CNY"})
    assert isinstance(near, Outcome)
    result = assess(as_of=AFTER, dataset=forged(far, near))[LANTERNS]
    assert result.outcome_ids == ("outcome-z", OUTCOME)
    assert result.failed == ("geography",)


def test_qualitative_target_is_never_met_or_not_met(real: Dataset) -> None:
    qualitative = {target.id for target in real.targets if target.kind == "qualitative"}
    for day in ("2020-01-01", "2026-11-22", "2040-01-01"):
        for judgement in assess(as_of=day, dataset=real):
            if judgement.id in qualitative:
                assert judgement.verdict in ("not_due", "no_outcome", "not_comparable")


def test_release_without_outcomes_has_only_not_due_and_no_outcome() -> None:
    counts = assess(as_of="2026-11-22", dataset=cip.load("2026.1")).counts
    assert dict(counts) == dict.fromkeys(VERDICTS, 0) | {"not_due": 6, "no_outcome": 64}


def test_outcomes_page_lists_the_verdicts_of_the_release() -> None:
    page = Path(__file__).parents[2] / "docs" / "outcomes.md"
    table = page.read_text("utf-8").partition("## As of 22 November 2026")[2]
    shown = re.findall(r"^\| `([\w-]+)` \|.*\| (\w+) \| (\w*) *\|$", table, flags=re.MULTILINE)
    result = assess(as_of="2026-11-22")
    assert shown == [
        (row.id, row.verdict, row.withheld_by or "")
        for row in result
        if row.verdict != "no_outcome"
    ]
    tests = page.read_text("utf-8").partition("## Tests")[2].partition("### Periods")[0]
    assert re.findall(r"^\| `(\w+)` \|", tests, flags=re.MULTILINE) == list(COMPARABILITY)


# Dates


@pytest.mark.parametrize("midnight", [datetime.datetime(2026, 11, 22), pd.Timestamp("2026-11-22")])
def test_midnight_is_the_date(midnight: Any) -> None:
    assert assess(as_of=midnight) == assess(as_of="2026-11-22")
    assert type(assess(as_of=midnight).as_of) is datetime.date


def test_assessment_in_chinese_is_chinese_in_every_form() -> None:
    found = assess(as_of="2026-11-22", lang="zh")
    head, first, *_ = str(found).splitlines()
    assert head.startswith("发布版2026.3的69项目标，截至2026年11月22日：已实现5项、未实现0项")
    assert first == "anhui-2024-technology-smes: 不可比（对象）"
    for page in (
        found._repr_html_(),  # pyright: ignore[reportPrivateUsage]
        found["zhejiang-2024-major-projects"]._repr_html_(),  # pyright: ignore[reportPrivateUsage]
    ):
        text = re.sub("<style>.*?</style>|<[^>]*>", " ", page)
        assert "已实现" in text and "评估结论" in text and "不少于1000个项目" in text
        for word in ("not met", "not comparable", "more rows", "Explanation", " projects,"):
            assert word not in text
        for name in ("verdict", "value", "period", "outcome", "explanation"):
            assert f'data-label="{name}"' not in page


def test_verdict_of_one_target_is_a_table_in_a_notebook() -> None:
    found = assess(as_of="2026-11-22")["jinan-2024-nev-output"]
    page = found._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert "&gt; 400,000 vehicles" in page
    assert "A part of the period already exceeds it" in page
    assert "cells" not in repr(found)


@pytest.mark.parametrize(
    "wrong",
    [
        *("", "2026", "2026-11", "2026-13-01", "2026-02-30", "22.11.2026", "20261122"),
        *("2026-W47-7", "yesterday", " 2026-11-22", "2026-11-22\n", "２０２６-11-22"),
        *(20261122, None, datetime.datetime(2026, 11, 22, 1), pd.NaT),
        pd.Timestamp("2026-11-22", tz="Asia/Shanghai"),
        pd.Timestamp("2026-11-22 00:00:00.000000001"),
    ],
)
def test_invalid_date_raises_date_error(wrong: Any) -> None:
    with pytest.raises(DateError, match=r"expected YYYY-MM-DD, e\.g\. 2026-11-22") as caught:
        assess(as_of=wrong)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, cip.ChinaIndPolicyError)
    assert repr(wrong) in str(caught.value)


@given(st.dates())
def test_date_and_iso_text_are_equivalent(day: datetime.date) -> None:
    assert parse_date(day) == parse_date(day.isoformat()) == day


def test_as_of_is_required() -> None:
    with pytest.raises(TypeError, match="as_of"):
        assess()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


# Result


def test_assessment_is_immutable(example: Dataset) -> None:
    result = assess(as_of=AFTER, dataset=example)
    with pytest.raises(FrozenInstanceError):
        result.as_of = datetime.date(2020, 1, 1)  # type: ignore[misc]  # pyright: ignore
    with pytest.raises(FrozenInstanceError):
        result[LANTERNS].verdict = "not_met"  # type: ignore[misc]  # pyright: ignore
    with pytest.raises(TypeError):
        result.counts["met"] = 70  # type: ignore[index]  # pyright: ignore
    assert result == assess(as_of=AFTER, dataset=example)
    assert result != replace(result, release="2040.1")


def test_assessment_frame_has_one_row_per_target_and_joins(real: Dataset) -> None:
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


def test_str_of_assessment_contains_counts_and_verdicts(example: Dataset) -> None:
    result = assess(as_of=AFTER, dataset=example)
    assert str(result).startswith("5 targets of release 2031.1 as of 2036-01-01: 1 met, 0 not met")
    assert f"{LANTERNS}: met\n  Met. Target:" in str(result)
    assert KILNS not in str(result)
    assert repr(result).startswith("<Assessment of 2031.1 as of 2036-01-01: 1 met")


def test_unknown_target_suggests_similar_ids(example: Dataset) -> None:
    with pytest.raises(cip.UnknownNameError, match=f"no target 'harbour-kiln'.*{KILNS}"):
        assess(as_of=AFTER, dataset=example)["harbour-kiln"]


def test_verdict_has_the_certainty_of_its_outcome(example_tables: Tables) -> None:
    weak = changed(example_tables, "outcomes", OUTCOME, certainty="memory", caution="Recalled.")
    result = assess(as_of=AFTER, dataset=dataset_of(weak))
    (certainty,) = result.frame().filter(pl.col("id") == LANTERNS)["certainty"]
    assert certainty == "memory"
    assert "; memory)" in result[LANTERNS].explanation
    assert "Caution: Recalled." in result[LANTERNS].explanation


# Records and rules of outcomes


def test_outcome_without_reference_raises_value_error() -> None:
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
        ({"comparator": "range", "value_upper": Decimal(1)}, "upper-below-value"),
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
def test_invalid_outcome_is_reported_by_verify(
    example_tables: Tables, update: dict[str, Any], code: str
) -> None:
    report = cip.verify(dataset=dataset_of(changed(example_tables, "outcomes", OUTCOME, **update)))
    assert code in report.counts
    assert {finding.id for finding in report.findings} == {OUTCOME}


def test_str_of_outcome_contains_value_target_and_certainty(example: Dataset) -> None:
    text = str(example.outcomes[OUTCOME])
    for words in ("= 12.6 billion CNY for 2035, harbour", f"follows {LANTERNS}", "(found)"):
        assert words in text


def test_assessment_frame_converts_to_json(example: Dataset) -> None:
    rows = assess(as_of=AFTER, dataset=example).frame().to_dicts()
    assert json.loads(json.dumps(rows, default=str))[0]["as_of"] == AFTER
