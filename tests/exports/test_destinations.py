"""Files and folders that an export writes to: overwriting, permissions and failures."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.exports.registry import FORMATS
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from export_readers import formats, place

FOLDERS = sorted(name for name, format in FORMATS.items() if not format.suffix)
FILES = sorted(name for name, format in FORMATS.items() if format.suffix)


@pytest.mark.parametrize("format", ["json", "csv"])
def test_existing_file_is_replaced_only_with_overwrite(
    format: str, example: Dataset, tmp_path: Path
) -> None:
    path = place(tmp_path, format)
    files = cip.export(example, path, format)
    assert cip.export(example, path, format) == files  # identical content
    before = files[-1].read_bytes()
    files[-1].write_text("mine", "utf-8")
    with pytest.raises(cip.ExportError, match="already exists with other content; to replace"):
        cip.export(example, path, format)
    assert files[-1].read_text("utf-8") == "mine"
    assert cip.export(example, path, format, overwrite=True) == files
    assert files[-1].read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_other_files_in_the_folder_are_kept(example: Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", "utf-8")
    for format in ("csv", "csvw", "croissant", "schema-org", "ro-crate", "parquet", "jsonl"):
        cip.export(example, folder, format)
    assert (folder / "notes.txt").read_text("utf-8") == "mine"
    assert len(list(folder.glob("*.csv"))) == len(TABLE_NAMES)


@pytest.mark.parametrize("format", formats(FOLDERS))
def test_folder_format_rejects_a_file(format: str, example: Dataset, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(cip.ExportError, match=r"out is a file; this format writes a folder"):
        cip.export(example, tmp_path / "out", format, overwrite=True)
    assert (tmp_path / "out").read_text("utf-8") == "mine"


@pytest.mark.parametrize("format", formats(FILES))
def test_file_format_rejects_a_folder(format: str, example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(cip.ExportError, match="is a folder; this format writes one file"):
        cip.export(example, tmp_path, format, overwrite=True)
    assert list(tmp_path.iterdir()) == []


def test_export_needs_write_access_to_the_folder_only(
    example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parent of a user's folder can be read-only."""
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def only_own(path: Path, _: int) -> bool:
        return path == folder

    monkeypatch.setattr(os, "access", only_own)
    before = tempfile.TemporaryDirectory

    def only_inside(**given: Any) -> tempfile.TemporaryDirectory[str]:
        assert given["dir"].resolve() == folder
        return before(**given)

    monkeypatch.setattr(tempfile, "TemporaryDirectory", only_inside)
    assert len(cip.export(example, ".", "jsonl")) == len(TABLE_NAMES) == len([*folder.iterdir()])


def test_missing_folder_raises_export_error(example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(cip.ExportError, match="nowhere does not exist"):
        cip.export(example, tmp_path / "nowhere" / "out.json", "json")


@pytest.mark.parametrize("format", ["json", "csv", "duckdb"])
def test_unwritable_path_raises_export_error(format: str, example: Dataset) -> None:
    with pytest.raises(cip.ExportError, match=r"/proc.*: cannot be written: "):
        cip.export(example, f"/proc/out{FORMATS[format].suffix}", format)


@pytest.mark.parametrize("format", ["json", "parquet", "sqlite", "xlsx"])
def test_failed_write_leaves_no_files(
    format: str, example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    path = place(tmp_path, format)
    if format == "parquet":
        monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    else:
        monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(cip.ExportError, match=r"out.*: cannot be written: No space left"):
        cip.export(example, path, format)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_failed_rename_restores_all_files(
    example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    files = cip.export(example, folder, "csv")
    for file in files:
        file.write_text("mine", "utf-8")
    (folder / "documents.csv").unlink()
    (folder / "notes.txt").write_text("mine", "utf-8")
    rename = Path.rename

    def stubborn(self: Path, target: Path) -> Path:
        if self.name == "targets.csv" and "new" in self.parts:
            raise OSError(5, "Input/output error", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(cip.ExportError, match="Input/output error"):
        cip.export(example, folder, "csv", overwrite=True)
    assert {file.read_text("utf-8") for file in folder.iterdir()} == {"mine"}
    assert len(list(folder.iterdir())) == len(files)


def test_exported_files_follow_the_umask(example: Dataset, tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        (file,) = cip.export(example, tmp_path / "out.json", "json")
        (folder,) = {path.parent for path in cip.export(example, tmp_path / "out", "csv")}
    finally:
        os.umask(mask)
    assert file.stat().st_mode & 0o777 == 0o644
    assert folder.stat().st_mode & 0o777 == 0o755
