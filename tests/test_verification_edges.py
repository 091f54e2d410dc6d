"""What a text proves and where that ends: years, stated values, numbers, gaps."""

from __future__ import annotations

from typing import Any

import pytest

from chinaindpolicy import verification
from chinaindpolicy.codes import TABLE_NAMES
from chinaindpolicy.provenance import sha256_of
from chinaindpolicy.records import Document, Mention
from chinaindpolicy.report import Finding, Report
from chinaindpolicy.texts import by_document, check_text
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


@pytest.mark.parametrize(("wrong", "foreign"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_text_is_foreign_once_most_of_its_evidence_is_not_there(
    example_tables: Tables, wrong: int, foreign: bool
) -> None:
    """The notice has three pieces of evidence."""
    tables = example_tables
    spans = [one.id for one in tables["spans"] if one.id.startswith("harbour-notice")]
    of_notice = [
        ("targets", "harbour-new-enterprises-2035"),
        ("figures", "harbour-pass-rate-2030"),
        ("spans", spans[0]),
    ]
    assert len(spans) == 1
    for table, id in of_notice[:wrong]:
        tables = changed(tables, table, id, text_sha256="0" * 64)
    assert len(found(tables, "document-foreign")) == foreign
    assert len(found(tables, "evidence-hash")) == (0 if foreign else wrong)


def test_gaps_are_told_from_their_first_to_their_last_character(example_tables: Tables) -> None:
    report = (TEXTS / "harbour-report.txt").read_bytes().decode()
    tables = {**example_tables, "spans": (), "projects": ()}
    places = {(one.id, one.value) for one in found(tables, "text-uncovered")}
    words = {
        report[start:end].strip()
        for id, place in places
        if id.startswith("harbour-report")
        for start, end in [map(int, place.split("-"))]
    }
    assert words == {
        "In 2031 the city council adopted a lantern plan.",
        "Output will pass 12.5 billion yuan at the end.",
    }


def mention(start: int, end: int, paragraph: int = 1) -> Any:
    """A mention of a text that nobody wrote down, at a place."""
    return Mention.model_construct(
        id="m",
        document_id="d",
        paragraph=paragraph,
        char_start=start,
        char_end=end,
        text="",
        role="name",
    )


@pytest.mark.parametrize(
    ("start", "end", "paragraph", "good"),
    [
        (2, 6, 1, True),
        (1, 6, 1, False),
        (2, 7, 1, False),
        (2, 3, 1, True),
        (4, 4, 1, False),
        (5, 3, 1, False),
        (7, 8, 2, True),
        (7, 8, 1, False),
        (2, 6, 2, False),
        (7, 8, 3, False),
    ],
)
def test_a_place_lies_in_its_paragraph_to_the_character(
    start: int, end: int, paragraph: int, good: bool
) -> None:
    text = "  Four\nX"
    fields: dict[str, Any] = {"n_chars": len(text), "n_paragraphs": 2, "sha256": sha256_of(text)}
    document = Document.model_construct(id="d", source_file="d.txt", **fields)
    placed = by_document(
        dict.fromkeys(TABLE_NAMES, ()) | {"mentions": (mention(start, end, paragraph),)}
    )
    report = check_text(placed["d"], document, text, sha256_of(text))
    told = [one for one in report.findings if one.code == "paragraph-wrong"]
    assert [one.message.partition(";")[0] for one in told] == (
        [] if good else [f"{start}-{end} does not lie in paragraph {paragraph}"]
    )
    assert not {one.code for one in report.findings} & {"document-hash", "document-length"}
