"""Verification of damaged, older and real releases."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chinaindpolicy.curation import verify as verification
from chinaindpolicy.curation.build import build_release, write_release
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.curation.source_text import number_expressions
from chinaindpolicy.curation.verify import verify
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import CollectionError, ReleaseError, SourceTextError
from chinaindpolicy.loading import load
from chinaindpolicy.model.columns import ColumnSpec, columns
from chinaindpolicy.model.fields import Column
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.report import Report
from example import EXAMPLE, TEXTS
from text_changes import LOCATED, verify_texts

SOURCE_FILES = sorted(path.relative_to(EXAMPLE).as_posix() for path in EXAMPLE.rglob("*.yaml"))


@given(st.data())
@settings(max_examples=60)
def test_truncated_collection_file_is_found(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([name for name in SOURCE_FILES if "documents" in name]))
    text = (EXAMPLE / name).read_text(encoding="utf-8")
    cut = text[: data.draw(st.integers(1, len(text.rstrip()) - 1))]
    folder = tmp_path_factory.mktemp("cut") / "example"
    shutil.copytree(EXAMPLE, folder)
    (folder / name).write_text(cut, encoding="utf-8")
    try:
        report = verify(TEXTS, load(folder))
    except CollectionError as error:
        assert error.problems
    except SourceTextError as error:
        # Cut inside the name of the text.
        assert "cannot be read" in str(error)
    else:
        assert not report.ok


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_changed_release_file_is_rejected_by_name(tmp_path: Path, table: str) -> None:
    folder = tmp_path / "2031.1"
    write_release(build_release(read_collection(EXAMPLE)), folder)
    path = folder / f"{table}.csv"
    data = path.read_bytes()
    path.write_bytes(data[:-2] + (b"0" if data[-2:-1] != b"0" else b"1") + data[-1:])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    dataset = load(folder)
    message = f"{path} was changed: its digest is sha256:{digest}"
    with pytest.raises(ReleaseError, match=re.escape(message)):
        list(dataset[table])
    with pytest.raises(ReleaseError, match=re.escape(message)):
        dataset[table].frame()
    with pytest.raises(ReleaseError, match=re.escape(message)):
        verify(TEXTS, dataset)


def test_missing_release_file_is_named(tmp_path: Path) -> None:
    write_release(build_release(read_collection(EXAMPLE)), tmp_path / "2031.1")
    path = tmp_path / "2031.1" / "tasks.csv"
    path.unlink()
    with pytest.raises(ReleaseError, match=re.escape(f"{path}: cannot be read")):
        verify(TEXTS, load(tmp_path / "2031.1"))


# The real texts


def test_real_release_verifies_against_the_texts(real: Dataset, sources: Path) -> None:
    report = verify(sources, real)
    assert report.findings == ()
    assert report.not_checked == ()
    texts = [(sources / document.source_file).read_bytes().decode() for document in real.documents]
    expected = {
        "documents": 5,
        "mentions": len(real.mentions),
        "paragraphs": len(real.passages),
        "evidence spans": sum(
            getattr(record, "document_id", None) is not None
            for table in LOCATED
            for record in real[table]
        ),
        "number expressions": sum(sum(1 for _ in number_expressions(text)) for text in texts),
        "stated values": sum(
            record.value is not None and record.stated is not None
            for table in ("targets", "figures")
            for record in real[table]
        ),
    }
    assert expected.items() <= report.checked.items()


def test_real_release_verifies_without_the_texts(real: Dataset) -> None:
    report = verify(dataset=real)
    assert report.findings == ()
    assert len(report.not_checked) == 1


@pytest.mark.full
@given(st.data())
@settings(max_examples=40)
def test_changed_character_of_a_real_text_is_found(
    tmp_path_factory: pytest.TempPathFactory, real: Dataset, sources: Path, data: st.DataObject
) -> None:
    document = data.draw(st.sampled_from(list(real.documents)))
    text = (sources / document.source_file).read_bytes().decode()
    offset = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != text[offset]))
    folder = tmp_path_factory.mktemp("texts")
    for other in real.documents:
        shutil.copy(sources / other.source_file, folder)
    forged = text[:offset] + char + text[offset + 1 :]
    (folder / document.source_file).write_bytes(forged.encode())
    found = {(finding.code, finding.id) for finding in verify_texts(folder, real).findings}
    assert ("document-hash", document.id) in found
    if text[offset].isdigit():
        mention = next(
            mention
            for mention in real.mentions
            if mention.document_id == document.id
            and mention.char_start <= offset < mention.char_end
        )
        assert ("mention-text", mention.id) in found


def test_older_release_verifies_and_lists_missing_tables(tmp_path: Path) -> None:
    """Checks of columns that the release lacks are reported as skipped."""
    files = dict(build_release(read_collection(EXAMPLE)))
    package = json.loads(files["datapackage.json"])
    package["resources"] = [part for part in package["resources"] if part["name"] != "outcomes"]
    files["datapackage.json"] = json.dumps(package).encode()
    del files["outcomes.csv"]
    write_release(files, tmp_path / "2031.1")
    report = verify(TEXTS, load(tmp_path / "2031.1"))
    assert report.ok
    assert any("outcomes" in what for what in report.not_checked)


@pytest.mark.parametrize("later", [False, True])
def test_rules_are_skipped_for_a_release_without_their_columns(
    example: Dataset, monkeypatch: pytest.MonkeyPatch, later: bool
) -> None:
    called: list[object] = []

    def rules(frames: object) -> Report:
        called.append(frames)
        return Report()

    def more(table: str) -> tuple[ColumnSpec, ...]:
        spec = ColumnSpec("later", "string", True, Column("x", "x"))
        return (*columns(table), spec) if later and table == "outcomes" else columns(table)

    monkeypatch.setattr(verification, "check_tables", rules)
    monkeypatch.setattr(verification, "columns", more)
    reported = verification.verify(dataset=example).not_checked
    assert len(called) == (not later)
    assert [what for what in reported if what.startswith("rules: ")] == (
        ["rules: the release is older than columns of outcomes"] if later else []
    )
