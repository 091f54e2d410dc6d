"""Verification against changed, missing and unrelated texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chinaindpolicy.curation import verify as verification
from chinaindpolicy.curation.source_text import number_expressions, paragraphs
from chinaindpolicy.curation.verify import verify
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import SourceTextError
from chinaindpolicy.rules.report import CheckFailedError
from example import EXAMPLE, TEXTS, Tables, dataset_of, tables_of, without
from text_changes import EXAMPLE_TEXTS, LOCATED, verify_texts, without_hash, write_texts

REPORT = EXAMPLE_TEXTS["harbour-report.txt"]
NOTICE = EXAMPLE_TEXTS["harbour-notice.txt"]
DIGITS = [
    (name, offset)
    for name, text in EXAMPLE_TEXTS.items()
    for offset, char in enumerate(text)
    if char.isdigit()
]


# The complete example


def test_example_verifies_with_complete_counts(example: Dataset) -> None:
    report = verify(TEXTS, example)
    assert report.findings == ()
    assert report.not_checked == ()
    numbers = sum(sum(1 for _ in number_expressions(text)) for text in EXAMPLE_TEXTS.values())
    expected = {
        "rows": sum(len(table) for table in example.tables.values()),
        "documents": len(example.documents),
        "paragraphs": len(example.passages),
        "evidence spans": sum(
            getattr(record, "document_id", None) is not None
            for table in LOCATED
            for record in example[table]
        ),
        "mentions": len(example.mentions),
        "number expressions": numbers,
    }
    assert expected.items() <= report.checked.items()
    assert all(expected.values())


def test_verify_without_texts_reports_skipped_checks(example: Dataset) -> None:
    report = verify(dataset=example)
    assert report.ok
    assert len(report.not_checked) == 1
    assert "they need the source texts" in report.not_checked[0]
    assert "not checked: " in str(report)
    assert "evidence spans" not in report.checked


def test_raise_if_failed_carries_the_report(example_tables: Tables) -> None:
    report = verify(TEXTS, dataset_of(without(example_tables, "spans", "harbour-report-s40")))
    with pytest.raises(CheckFailedError, match="text-uncovered") as caught:
        report.raise_if_failed()
    assert caught.value.report is report
    assert report.counts == {"text-uncovered": 1}
    frame = report.frame()
    assert frame["code"].to_list() == ["text-uncovered"]
    assert frame.columns == ["code", "severity", "table", "id", "column", "value", "message"]
    verify(TEXTS, dataset_of(example_tables)).raise_if_failed()


@pytest.mark.parametrize(("name", "offset"), DIGITS)
def test_changed_digit_is_found_by_document_and_mention(
    example: Dataset, tmp_path: Path, name: str, offset: int
) -> None:
    text = EXAMPLE_TEXTS[name]
    mention = next(
        mention
        for mention in example.mentions
        if example.documents[mention.document_id].source_file == name
        and mention.char_start <= offset < mention.char_end
    )
    for digit in "0123456789".replace(text[offset], ""):
        forged = {**EXAMPLE_TEXTS, name: text[:offset] + digit + text[offset + 1 :]}
        report = verify_texts(write_texts(tmp_path, forged), example)
        assert not report.ok
        found = {(finding.code, finding.id) for finding in report.findings}
        assert ("document-hash", mention.document_id) in found
        assert ("mention-text", mention.id) in found


@pytest.mark.parametrize(("name", "offset"), DIGITS[::3])
def test_changed_digit_is_found_with_a_forged_hash(
    example_tables: Tables, tmp_path: Path, name: str, offset: int
) -> None:
    text = EXAMPLE_TEXTS[name]
    digit = "7" if text[offset] != "7" else "8"
    forged = {**EXAMPLE_TEXTS, name: text[:offset] + digit + text[offset + 1 :]}
    report = verify_texts(
        write_texts(tmp_path, forged), dataset_of(without_hash(example_tables, forged))
    )
    assert "document-hash" not in report.counts
    assert "mention-text" in report.counts


@given(st.data())
@settings(max_examples=60)
def test_changed_text_fails_the_document_hash(
    tmp_path_factory: pytest.TempPathFactory, example: Dataset, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(EXAMPLE_TEXTS)))
    text = EXAMPLE_TEXTS[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 3, len(text))))
    fresh = data.draw(st.text(max_size=3))
    forged = text[:start] + fresh + text[end:]
    assume(forged != text)
    folder = write_texts(tmp_path_factory.mktemp("texts"), {**EXAMPLE_TEXTS, name: forged})
    report = verify_texts(folder, example)
    found = {(finding.code, finding.id) for finding in report.findings}
    assert ("document-hash", name.removesuffix(".txt")) in found


@given(st.data())
@settings(max_examples=40)
def test_added_number_is_found_with_a_forged_hash(
    tmp_path_factory: pytest.TempPathFactory, example_tables: Tables, data: st.DataObject
) -> None:
    name = "harbour-report.txt"
    word = data.draw(st.sampled_from([" 7", " seven", " 3,000", " twice"]))
    forged = {**EXAMPLE_TEXTS, name: EXAMPLE_TEXTS[name].rstrip("\n") + word + "\n"}
    folder = write_texts(tmp_path_factory.mktemp("texts"), forged)
    report = verify_texts(folder, dataset_of(without_hash(example_tables, forged)))
    reported = [
        finding.message
        for finding in report.findings
        if finding.code == "number-unaccounted" and finding.value == word.strip()
    ]
    end = len(forged[name]) - 1
    start, number = end - len(word.strip()), len(paragraphs(forged[name]))
    place = f"{word.strip()!r} at {start}-{end}, paragraph {number}, is in no mention; add one"
    assert reported == [place]


def test_unrelated_text_is_reported_as_foreign(tmp_path: Path, example: Dataset) -> None:
    forged = {**EXAMPLE_TEXTS, "harbour-report.txt": "Quite another text, as long as you like.\n"}
    report = verify(write_texts(tmp_path, forged), example)
    assert report.counts["document-foreign"] == report.counts["document-hash"] == 1
    assert {finding.code.partition("-")[0] for finding in report.findings} == {"document"}
    assert {finding.id for finding in report.findings} == {"harbour-report"}


def test_swapped_texts_are_found(tmp_path: Path, example: Dataset) -> None:
    first, second = EXAMPLE_TEXTS
    swapped = {first: EXAMPLE_TEXTS[second], second: EXAMPLE_TEXTS[first]}
    report = verify(write_texts(tmp_path, swapped), example)
    assert {finding.id for finding in report.findings if finding.code == "document-hash"} == {
        "harbour-report",
        "harbour-notice",
    }


def test_windows_line_ends_fail_the_document_hash(tmp_path: Path, example: Dataset) -> None:
    forged = {name: text.replace("\n", "\r\n") for name, text in EXAMPLE_TEXTS.items()}
    report = verify(write_texts(tmp_path, forged), example)
    assert report.counts["document-hash"] == 2


# Unusable text folders


@pytest.mark.parametrize("sources", ["nowhere", "file.txt", "empty", "", "partial", "binary"])
def test_unusable_text_folder_raises_source_text_error(
    tmp_path: Path, example: Dataset, sources: str
) -> None:
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    write_texts(tmp_path / "partial", {"harbour-report.txt": REPORT})
    write_texts(tmp_path / "binary", EXAMPLE_TEXTS)
    (tmp_path / "binary" / "harbour-report.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceTextError, match=re.escape(str(tmp_path / sources))):
        verify(tmp_path / sources, example)


def test_text_truncated_inside_a_character_raises_source_text_error(
    tmp_path: Path, example: Dataset
) -> None:
    write_texts(tmp_path, EXAMPLE_TEXTS)
    path = tmp_path / "harbour-notice.txt"
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(SourceTextError, match=r"harbour-notice\.txt: not UTF-8"):
        verify(tmp_path, example)


@given(st.integers(0, len(REPORT) - 1))
@settings(max_examples=25)
def test_truncated_text_is_found(
    tmp_path_factory: pytest.TempPathFactory, example: Dataset, length: int
) -> None:
    forged = {**EXAMPLE_TEXTS, "harbour-report.txt": REPORT[:length]}
    report = verify_texts(write_texts(tmp_path_factory.mktemp("cut"), forged), example)
    assert report.counts["document-length"] == 1


def test_all_missing_texts_are_named_at_once(example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(SourceTextError, match=r"harbour-notice\.txt, harbour-report\.txt$"):
        verification.verify(tmp_path, example)


def test_finding_has_the_file_and_line_of_its_row(example: Dataset, tmp_path: Path) -> None:
    (tmp_path / "harbour-notice.txt").write_bytes(NOTICE.encode())
    (tmp_path / "harbour-report.txt").write_bytes(REPORT.replace("3 to 5", "3 to 6").encode())
    lines = (EXAMPLE / "documents" / "harbour-report.yaml").read_text("utf-8").splitlines()
    reported = {
        one.id: (one.file.rpartition("/")[2], one.line)
        for one in verification.verify(tmp_path, example).findings
        if one.code == "evidence-hash"
    }
    place = 1 + lines.index("  - id: harbour-kilns-2035")
    assert reported["harbour-kilns-2035"] == ("harbour-report.yaml", place)
    read_back = dataset_of(tables_of(example))
    assert {one.file for one in verification.verify(tmp_path, read_back).findings} == {""}
