"""Exports with missing metadata, too many rows, or occupied destinations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ExportError
from chinaindpolicy.exports.formats import xlsx
from chinaindpolicy.loading import load
from release_edits import update_descriptor


def test_exports_omit_missing_licence_and_publication_date(
    release_copy: Path, tmp_path: Path
) -> None:
    """A missing licence or publication date is omitted, not invented."""
    update_descriptor(release_copy, licenses=[], created="")
    for format in ("csvw", "ro-crate"):
        files = cip.export(load(release_copy), tmp_path / format, format, tables=None)
        metadata = json.dumps(json.loads(next(f for f in files if "json" in f.suffix).read_text()))
        assert "spdx.org" not in metadata
        assert '"dc:issued"' not in metadata and '"dc:license"' not in metadata
    update_descriptor(release_copy, licenses=[{"name": "As you like it"}])
    files = cip.export(load(release_copy), tmp_path / "odd", "csvw")
    assert "spdx.org" not in next(f for f in files if f.suffix == ".json").read_text()


def test_html_export_rejects_a_choice_of_tables(example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="'html' always contains all tables; omit tables="):
        cip.export(example, tmp_path / "a.html", "html", tables=["targets"])


def test_xlsx_export_rejects_too_many_rows(
    example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 3)
    with pytest.raises(
        ExportError, match=r"about has [0-9]+ rows, but a sheet has at most 2; use csv"
    ):
        cip.export(example, tmp_path / "a.xlsx", "xlsx")
    assert list(tmp_path.iterdir()) == []


def test_export_rejects_a_folder_in_place_of_a_file(example: Dataset, tmp_path: Path) -> None:
    (tmp_path / "out" / "targets.csv").mkdir(parents=True)
    with pytest.raises(
        ExportError, match=r"targets\.csv is a folder, but a file must be written there; remove"
    ):
        cip.export(example, tmp_path / "out", "csv", overwrite=True)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["targets.csv"]
