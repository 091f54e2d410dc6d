"""Offsets: located spans, problems of `locate`, and writing of offsets files."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.curation.collection import Collection, read_collection
from chinaindpolicy.curation.offsets import (
    Locator,
    evidence_locator,
    locate,
    read_located,
    stated_locator,
    write_located,
)
from chinaindpolicy.errors import CollectionError, ExportError, SourceTextError
from chinaindpolicy.io.digests import sha256_of
from example import DATASETS, EXAMPLE, TEXTS

REPORT = "documents/harbour-report.yaml"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} has {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems_of(folder: Path, texts: Path = TEXTS) -> tuple[str, ...]:
    with pytest.raises(CollectionError) as caught:
        locate(read_collection(folder), texts)
    return tuple(map(str, caught.value.problems))


def test_example_offsets_are_current() -> None:
    files = locate(read_collection(EXAMPLE), TEXTS)
    assert {path.name for path in files} == {"harbour-report.csv", "harbour-notice.csv"}
    for path, text in files.items():
        assert path.read_bytes() == text.encode()


def test_real_offsets_are_current(real_collection: Collection, sources: Path) -> None:
    files = locate(real_collection, sources)
    assert set(files) == set((DATASETS / "located").iterdir())
    for path, text in files.items():
        assert path.read_bytes() == text.encode(), path.name


@pytest.mark.parametrize("document", ["harbour-report", "harbour-notice"])
def test_every_located_span_matches_its_hash(document: str) -> None:
    text = (TEXTS / f"{document}.txt").read_bytes().decode()
    located = read_located(read_collection(EXAMPLE), document)
    assert (located[Locator(0)].start, located[Locator(0)].end) == (0, len(text))
    for locator, place in located.items():
        assert 0 <= place.start < place.end <= len(text)
        assert place.sha256 == sha256_of(text[place.start : place.end])
        if locator.expression:
            assert text[place.start : place.end] == locator.expression
        elif locator.to:
            assert text[place.start : place.end].endswith(locator.to)
        assert locator.paragraph == 0 or (
            located[Locator(locator.paragraph)].start <= place.start
            and place.end <= located[Locator(locator.paragraph)].end
        )


def test_every_locator_is_in_the_offsets_file() -> None:
    collection = read_collection(EXAMPLE)
    expected = {
        (row.document_id, locator)
        for rows in collection.rows.values()
        for row in rows
        for locator in (evidence_locator(row), stated_locator(row))
        if locator is not None and row.document_id
    }
    found = {
        (document.text("id"), locator)
        for document in collection.documents
        for locator in read_located(collection, document.text("id") or "")
    }
    assert expected
    assert expected <= found
    # Other rows of the file are paragraphs or complete texts.
    assert all(not locator.at and not locator.expression for _, locator in found - expected)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("at: firms will buy", "at: firms will sell", "'firms will sell' does not occur in para"),
        ("to: more clearly", "to: less clearly", "'less clearly' does not follow 'prices will be'"),
        ("stated: 3 to 5 kilns", "stated: 4 to 5 kilns", "'4 to 5 kilns' does not occur in the ev"),
        ("at: Output will pass", "at: would pass", "'would pass' does not occur in paragraph 5"),
        ("at: glass workshop", "at: glass", "'glass' occurs more than once in paragraph 3; give"),
        ("paragraph: 6", "paragraph: 7", "there is no paragraph 7: the text has 6"),
        ('text: "2030"\n    in: year, 2030', 'text: "2036"', "'2036' does not occur in the evide"),
        ("name_printed: clear glass", "name_printed: dark glass", "'dark glass' does not occur"),
    ],
)
def test_missing_expression_is_reported_with_its_line(
    folder: Path, old: str, new: str, message: str
) -> None:
    edit(folder / REPORT, old, new)
    lines = (folder / REPORT).read_text(encoding="utf-8").splitlines()
    reported = problems_of(folder)
    assert any(message in problem for problem in reported), reported
    for problem in reported:
        name, line, _ = problem.split(":", 2)
        assert name == f"example/{REPORT}"
        assert lines[int(line) - 1].lstrip(" -").startswith("paragraph: ")


def test_wrong_context_of_a_mention_is_reported(folder: Path) -> None:
    """A wrong `in` is an error even if the expression is unique."""
    edit(folder / REPORT, "in: year, 2030", "in: year, 2031")
    assert any("year, 2031" in problem for problem in problems_of(folder))


def test_all_missing_expressions_are_reported_at_once(folder: Path) -> None:
    edit(folder / REPORT, "at: firms will buy", "at: firms will sell")
    edit(folder / REPORT, "at: In 2031", "at: In 2032")
    edit(folder / "documents/harbour-notice.yaml", "stated: 98%", "stated: 99%")
    reported = "\n".join(problems_of(folder))
    for words in ("firms will sell", "In 2032", "99%"):
        assert words in reported


def test_missing_folder_or_text_raises_source_text_error(folder: Path, tmp_path: Path) -> None:
    collection = read_collection(folder)
    with pytest.raises(SourceTextError, match="nowhere does not exist"):
        locate(collection, tmp_path / "nowhere")
    (tmp_path / "texts").mkdir()
    with pytest.raises(
        SourceTextError,
        match=r"these files do not exist: harbour-notice\.txt, harbour-report\.txt$",
    ):
        locate(collection, tmp_path / "texts")


def test_failed_locate_writes_no_file(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    edit(folder / REPORT, "at: firms will buy", "at: firms will sell")
    before[folder / REPORT] = (folder / REPORT).read_bytes()
    problems_of(folder)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_write_located_writes_only_changed_files(folder: Path) -> None:
    files = locate(read_collection(folder), TEXTS)
    assert write_located(files) == ()
    edit(folder / REPORT, "stated: more clearly", "stated: clearly")
    files = locate(read_collection(folder), TEXTS)
    path = folder / "located" / "harbour-report.csv"
    assert write_located(files) == (path,)
    assert path.read_text(encoding="utf-8") == files[path]
    assert write_located(files) == ()
    assert not list((folder / "located").glob(".*"))


def test_failed_write_keeps_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "located" / "harbour-report.csv"
    before = path.read_bytes()

    def fail(self: Path, target: Any) -> Path:
        raise OSError(f"no space for {target}")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(ExportError, match="cannot be written: no space"):
        write_located({path: "paragraph\n"})
    assert path.read_bytes() == before


def test_document_id_with_path_cannot_leave_the_folder(folder: Path) -> None:
    """`locate` names a file by the document id; an id with a path is rejected."""
    edit(folder / "documents/harbour-notice.yaml", "id: harbour-notice", "id: ../../outside")
    try:
        files = locate(read_collection(folder), TEXTS)
    except CollectionError as error:
        assert any("outside" in str(problem) for problem in error.problems)
    else:
        root = (folder / "located").resolve()
        assert all(path.resolve().parent == root for path in files)


@given(st.randoms(use_true_random=False))
def test_order_of_offset_rows_is_irrelevant(
    tmp_path_factory: pytest.TempPathFactory, rng: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("shuffled") / "example"
    shutil.copytree(EXAMPLE, folder)
    path = folder / "located" / "harbour-report.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    rng.shuffle(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    assert read_located(read_collection(folder), "harbour-report") == read_located(
        read_collection(EXAMPLE), "harbour-report"
    )
