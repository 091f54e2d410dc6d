"""What a text proves and where that ends: years, stated values, numbers, gaps."""

from __future__ import annotations

from typing import Any

import pytest

from chinaindpolicy import verification
from chinaindpolicy.report import Finding, Report
from example import TEXTS, Tables, changed, dataset_of, without


def no_rules(_: object) -> Report:
    return Report()


@pytest.fixture(autouse=True)
def texts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules over tables see no text, and take most of the time."""
    monkeypatch.setattr(verification, "check_frames", no_rules)


def found(tables: Tables, code: str) -> list[Finding]:
    findings = verification.verify(TEXTS, dataset_of(tables)).findings
    return [finding for finding in findings if finding.code == code]


def first(tables: Tables, table: str, id: str) -> Tables:
    """The same tables, one record before the others of its table."""
    return {**tables, table: tuple(sorted(tables[table], key=lambda record: record.id != id))}


@pytest.mark.parametrize("column", ["period", "baseline_period"])
def test_a_year_that_no_expression_prints_is_found(example_tables: Tables, column: str) -> None:
    update: dict[str, Any] = {column: "2029/2030"}
    tables = changed(example_tables, "targets", "harbour-kilns-2035", **update)
    (told,) = found(first(tables, "targets", "harbour-pass-rate-2035"), "year-not-printed")
    assert (told.table, told.id, told.column) == ("targets", "harbour-kilns-2035", column)
    assert told.value == "2029"
    assert "no expression of harbour-report prints the year 2029" in told.message
    # The other document prints another year.
    elsewhere = changed(example_tables, "figures", "harbour-pass-rate-2030", **{column: "2031"})
    assert len(found(elsewhere, "year-not-printed")) == 1
    assert found(example_tables, "year-not-printed") == []


@pytest.mark.parametrize(
    ("update", "good"),
    [
        ({"char_start": 231}, True),
        ({"char_start": 232}, False),
        ({"char_end": 242}, False),
        ({"stated": "3 to 5 kiln"}, False),
        ({"document_id": "harbour-notice"}, False),
        ({}, True),
    ],
)
def test_what_is_stated_is_mentioned_inside_the_evidence(
    example_tables: Tables, update: dict[str, Any], good: bool
) -> None:
    tables = changed(example_tables, "targets", "harbour-kilns-2035", **update)
    told = found(first(tables, "targets", "harbour-pass-rate-2035"), "stated-not-mentioned")
    assert [finding.id for finding in told] == ([] if good else ["harbour-kilns-2035"])


def test_a_number_is_told_with_its_place_and_how_often_it_is_mentioned(
    example_tables: Tables,
) -> None:
    tables = without(example_tables, "mentions", "harbour-report-m392")
    (told,) = found(tables, "number-unaccounted")
    assert "'2030' at 392-396, paragraph" in told.message
    assert "lies in no mention;" in told.message
    (mention,) = (one for one in example_tables["mentions"] if one.id == "harbour-report-m392")
    paragraph: int = mention.paragraph  # type: ignore[attr-defined]  # pyright: ignore
    assert f"paragraph {paragraph}, lies" in told.message
    twice = (*example_tables["mentions"], mention.model_copy(update={"id": "harbour-report-m0"}))
    (told,) = found({**example_tables, "mentions": twice}, "number-unaccounted")
    assert "lies in more than one mention;" in told.message


def test_a_gap_between_records_is_told_once_with_its_words(example_tables: Tables) -> None:
    spans = example_tables["spans"]
    told = found({**example_tables, "spans": ()}, "text-uncovered")
    assert len(spans) > 0
    assert {finding.column for finding in told} == {""}
    texts = {path.stem: path.read_bytes().decode() for path in TEXTS.iterdir()}
    for finding in told:
        start, end = map(int, finding.value.split("-"))
        words = texts[finding.id.rpartition("-p")[0]][start:end]
        assert words.strip() and f"{words.strip()!r} at {start}-{end}" in finding.message
