"""New collections written by `init`."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from chinaindpolicy.curation.build import build_release
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.curation.offsets import locate, write_located
from chinaindpolicy.errors import ChinaIndPolicyError, CollectionError, ExportError, SourceTextError
from chinaindpolicy.extraction.scaffold import init_collection
from chinaindpolicy.loading import load
from example import TEXTS


@pytest.mark.parametrize("empty", [True, False])
def test_new_collection_builds(tmp_path: Path, empty: bool) -> None:
    folder = tmp_path / "My lamps"
    if empty:
        folder.mkdir()
    texts = [TEXTS / "harbour-report.txt", TEXTS / "harbour-notice.txt"]
    assert init_collection(folder, texts) == folder
    collection = read_collection(folder)
    assert collection.settings.name == "my-lamps"
    assert [row.text("id") for row in collection.rows["units"]] == [
        "CNY", "percent", "enterprise", "item",
    ]  # fmt: skip
    write_located(locate(collection, TEXTS))
    assert build_release(collection)
    languages = {row.id: row.language for row in load(folder).documents}
    assert languages == {"harbour-report": "en", "harbour-notice": "zh"}
    assert [path.name for path in tmp_path.iterdir()] == ["My lamps"]


def test_known_units_are_excluded_from_a_new_collection(tmp_path: Path) -> None:
    init_collection(tmp_path / "own", [TEXTS / "harbour-notice.txt"], ["CNY", "percent"])
    rows = read_collection(tmp_path / "own").rows["units"]
    assert [row.text("id") for row in rows] == ["enterprise"]


def test_init_rejects_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    for path in (tmp_path, tmp_path / "a.txt"):
        with pytest.raises(ChinaIndPolicyError, match="not an empty folder"):
            init_collection(path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_init_rejects_unusable_texts_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "plan.txt").write_text("5%", encoding="utf-8")
    (tmp_path / "other" / "plan.txt").write_text("6%", encoding="utf-8")
    (tmp_path / "blank.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "binary.txt").write_bytes(b"\xff")
    twice = [tmp_path / "plan.txt", tmp_path / "other" / "plan.txt"]
    for texts, kind, message in (
        (twice, CollectionError, "'plan' would be that of"),
        ([tmp_path / "blank.txt"], CollectionError, "there is no text in it"),
        ([tmp_path / "binary.txt"], SourceTextError, "not UTF-8"),
        ([tmp_path / "missing.txt"], SourceTextError, "cannot be read"),
    ):
        with pytest.raises(kind, match=message):
            init_collection(tmp_path / "own", texts)
        assert not (tmp_path / "own").exists()


def test_failed_init_leaves_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    real = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "no space")
        written.append(path)
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ExportError, match="own: cannot be written: no space"):
        init_collection(tmp_path / "own")
    assert list(tmp_path.iterdir()) == []
