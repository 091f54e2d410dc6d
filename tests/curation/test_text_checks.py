"""Checks of records against one text: years, stated values, numbers, uncovered text, places."""

from __future__ import annotations

from typing import Any

import pytest

from chinaindpolicy.curation import verify as verification
from chinaindpolicy.curation.text_checks import by_document, check_text
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.model.records import Document, Mention
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import Report
from example import TEXTS, Tables, changed, dataset_of, without
from text_changes import no_rules


@pytest.fixture(autouse=True)
def texts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip the table rules: they use no text and take most of the time."""
    monkeypatch.setattr(verification, "check_tables", no_rules)


def found(tables: Tables, code: str) -> list[Finding]:
    findings = verification.verify(TEXTS, dataset_of(tables)).findings
    return [finding for finding in findings if finding.code == code]


def move_first(tables: Tables, table: str, id: str) -> Tables:
    """Return the tables with one record moved to the start of its table."""
    return {**tables, table: tuple(sorted(tables[table], key=lambda record: record.id != id))}


@pytest.mark.parametrize("column", ["period", "baseline_period"])
def test_year_without_printed_expression_is_found(example_tables: Tables, column: str) -> None:
    update: dict[str, Any] = {column: "2029/2030"}
    tables = changed(example_tables, "targets", "harbour-kilns-2035", **update)
    (reported,) = found(move_first(tables, "targets", "harbour-pass-rate-2035"), "year-not-printed")
    assert (reported.table, reported.id, reported.column) == (
        "targets",
        "harbour-kilns-2035",
        column,
    )
    assert reported.value == "2029"
    assert "has the year 2029; harbour-report does not print it" in reported.message
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
def test_stated_text_requires_a_mention_inside_the_evidence(
    example_tables: Tables, update: dict[str, Any], good: bool
) -> None:
    tables = changed(example_tables, "targets", "harbour-kilns-2035", **update)
    reported = found(
        move_first(tables, "targets", "harbour-pass-rate-2035"), "stated-not-mentioned"
    )
    assert [finding.id for finding in reported] == ([] if good else ["harbour-kilns-2035"])


def test_unaccounted_number_is_reported_with_place_and_mention_count(
    example_tables: Tables,
) -> None:
    tables = without(example_tables, "mentions", "harbour-report-m392")
    (reported,) = found(tables, "number-unaccounted")
    assert "'2030' at 392-396, paragraph" in reported.message
    assert "is in no mention; add one" in reported.message
    (mention,) = (one for one in example_tables["mentions"] if one.id == "harbour-report-m392")
    paragraph: int = mention.paragraph  # type: ignore[attr-defined]  # pyright: ignore
    assert f"paragraph {paragraph}, is in" in reported.message
    twice = (*example_tables["mentions"], mention.model_copy(update={"id": "harbour-report-m0"}))
    (reported,) = found({**example_tables, "mentions": twice}, "number-unaccounted")
    assert "is in more than one mention; keep one" in reported.message


def test_uncovered_text_is_reported_once_with_its_words(example_tables: Tables) -> None:
    spans = example_tables["spans"]
    reported = found({**example_tables, "spans": ()}, "text-uncovered")
    assert len(spans) > 0
    assert {finding.column for finding in reported} == {""}
    texts = {path.stem: path.read_bytes().decode() for path in TEXTS.iterdir()}
    for finding in reported:
        start, end = map(int, finding.value.split("-"))
        words = texts[finding.id.rpartition("-p")[0]][start:end]
        assert words.strip() and f"{words.strip()!r} at {start}-{end}" in finding.message


# One text and its records, without a dataset


REPORT = (TEXTS / "harbour-report.txt").read_bytes().decode()
NOTICE = (TEXTS / "harbour-notice.txt").read_bytes().decode()


def check(tables: Tables, text: str = REPORT, id: str = "harbour-report") -> Report:
    """Check the records of one document against a text."""
    (document,) = [one for one in tables["documents"] if one.id == id]
    assert isinstance(document, Document)
    return check_text(by_document(tables)[id], document, text, sha256_of(text))


def places_of(tables: Tables) -> list[tuple[str, str, str, str]]:
    found = check(tables).findings
    return [(one.code, one.table, one.id, one.column) for one in found]


def test_valid_text_is_counted(example_tables: Tables) -> None:
    report = check(example_tables)
    assert report.findings == ()
    assert report.checked == {
        "documents": 1,
        "paragraphs": 6,
        "evidence spans": 13,
        "mentions": 10,
        "number expressions": 13,
    }


@pytest.mark.parametrize(
    ("table", "id", "column"),
    [
        ("targets", "harbour-kilns-2035", "stated"),
        ("errata", "err-lantern-count", "printed"),
        ("products", "harbour-clear-glass", "name_printed"),
    ],
)
def test_expression_outside_the_evidence_is_reported(
    example_tables: Tables, table: str, id: str, column: str
) -> None:
    tables = changed(example_tables, table, id, **{column: "Harbour City"})
    assert places_of(tables) == [("expression-outside", table, id, column)]
    # An earlier invalid record hides no finding.
    other = "harbour-price-clarity-2035"
    both = move_first(changed(tables, "targets", other, text_sha256="0" * 64), "targets", other)
    assert places_of(both) == [
        ("evidence-hash", "targets", other, "text_sha256"),
        ("expression-outside", table, id, column),
    ]


@pytest.mark.parametrize("paragraph", [1, 2, 4, 6, 7])
def test_evidence_in_another_paragraph_is_reported(example_tables: Tables, paragraph: int) -> None:
    tables = changed(example_tables, "products", "harbour-clear-glass", paragraph=paragraph)
    reported = [code for code, *_ in places_of(tables)]
    assert reported[0] == "paragraph-wrong"
    # The passages of both paragraphs have record counts.
    assert reported[1:] == ["passage-count"] * (1 if paragraph == 7 else 2)


def test_passages_must_match_paragraphs_and_record_counts(example_tables: Tables) -> None:
    for column in ("targets", "figures", "tasks", "products", "projects", "mentions"):
        wrong = changed(example_tables, "passages", "harbour-report-p6", **{f"n_{column}": 1})
        place = ("passage-count", "passages", "harbour-report-p6", f"n_{column}")
        assert places_of(wrong) == [place]
        assert f"the paragraph has 0 {column}" in check(wrong).findings[0].message
    gone = without(example_tables, "passages", "harbour-report-p1")
    assert places_of(gone) == [("passage-missing", "documents", "harbour-report", "")]
    assert check(gone).findings[0].value == "1"
    for column, value in (("char_start", 1), ("char_end", 37)):
        moved = changed(example_tables, "passages", "harbour-report-p1", **{column: value})
        assert places_of(moved) == [
            ("passage-place", "passages", "harbour-report-p1", "char_start")
        ]
    more = changed(example_tables, "passages", "harbour-report-p6", paragraph=8)
    assert [code for code, *_ in places_of(more)] == ["passage-missing", "passage-surplus"]


def test_text_with_other_length_is_reported_with_its_counts(example_tables: Tables) -> None:
    report = check(example_tables, REPORT + "\nIt shone.\n")
    assert [one.code for one in report.findings] == [
        "document-hash",
        "document-length",
        "document-paragraphs",
        "passage-missing",
    ]
    assert f"has {len(REPORT) + 11} characters" in report.findings[1].message
    assert "has 7 paragraphs" in report.findings[2].message


@pytest.mark.parametrize(("wrong", "foreign"), [(0, False), (1, False), (2, True), (3, True)])
def test_text_without_most_of_its_evidence_is_foreign(
    example_tables: Tables, wrong: int, foreign: bool
) -> None:
    """The notice has three pieces of evidence."""
    tables = example_tables
    (span,) = [one.id for one in tables["spans"] if one.id.startswith("harbour-notice")]
    of_notice = [
        ("targets", "harbour-new-enterprises-2035"),
        ("figures", "harbour-pass-rate-2030"),
        ("spans", span),
    ]
    for table, id in of_notice[:wrong]:
        tables = changed(tables, table, id, text_sha256="0" * 64)
    reported = [one.code for one in check(tables, NOTICE, "harbour-notice").findings]
    assert reported == (["document-foreign"] if foreign else ["evidence-hash"] * wrong)


def test_text_with_half_of_its_evidence_is_not_foreign(example_tables: Tables) -> None:
    """Missing evidence is reported individually up to half of the evidence of a document."""
    evidence = [
        (table, record.id)
        for table in ("targets", "figures", "tasks", "products", "projects", "errata", "spans")
        for record in example_tables[table]
        if getattr(record, "document_id", None) == "harbour-report"
    ]
    for wrong in (6, 7):
        tables = example_tables
        for table, id in evidence[:wrong]:
            tables = changed(tables, table, id, text_sha256="0" * 64)
        reported = [code for code, *_ in places_of(tables)]
        assert reported == (["evidence-hash"] * 6 if wrong == 6 else ["document-foreign"])
    alone: Tables = {**example_tables, "targets": (), "spans": ()}
    alone = changed(alone, "figures", "harbour-pass-rate-2030", text_sha256="0" * 64)
    reported = [one.code for one in check(alone, NOTICE, "harbour-notice").findings]
    assert "evidence-hash" in reported and "document-foreign" not in reported


def test_uncovered_spans_have_exact_bounds(example_tables: Tables) -> None:
    report = check({**example_tables, "spans": (), "projects": ()})
    words = {
        REPORT[start:end].strip()
        for one in report.findings
        if one.code == "text-uncovered"
        for start, end in [map(int, one.value.split("-"))]
    }
    assert words == {
        "In 2031 the city council adopted a lantern plan.",
        "Output will pass 12.5 billion yuan at the end.",
    }


def test_uncovered_span_at_the_end_of_a_text_is_reported(example_tables: Tables) -> None:
    read = changed(example_tables, "passages", "harbour-report-p6", role="goal")
    for text in (REPORT, REPORT.rstrip("\n")):
        (gap,) = [one for one in check(read, text).findings if one.code == "text-uncovered"]
        start = REPORT.index("It rained.")
        assert gap.value == f"{start}-{start + len('It rained.')}"


def mention(start: int, end: int, paragraph: int = 1) -> Any:
    """Return a mention with these offsets and paragraph."""
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
        (0, 1, 3, False),
    ],
)
def test_mention_outside_its_paragraph_is_reported(
    start: int, end: int, paragraph: int, good: bool
) -> None:
    text = "  Four\nX"
    fields: dict[str, Any] = {"n_chars": len(text), "n_paragraphs": 2, "sha256": sha256_of(text)}
    document = Document.model_construct(id="d", source_file="d.txt", **fields)
    placed = by_document(
        dict.fromkeys(TABLE_NAMES, ()) | {"mentions": (mention(start, end, paragraph),)}
    )
    report = check_text(placed["d"], document, text, sha256_of(text))
    reported = [one for one in report.findings if one.code == "paragraph-wrong"]
    assert [one.message.partition(";")[0] for one in reported] == (
        [] if good else [f"{start}-{end} is not in paragraph {paragraph}"]
    )
    assert not any(one.code.startswith("document-") for one in report.findings)
    assert report.checked["documents"] == 1
