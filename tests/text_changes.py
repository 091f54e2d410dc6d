"""Changed source texts of the example, and verification against them."""

from __future__ import annotations

from pathlib import Path

import pytest

from chinaindpolicy.curation import verify as verification
from chinaindpolicy.curation.verify import verify
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.rules.report import Report
from example import TEXTS, Tables, changed

LOCATED = ("targets", "figures", "tasks", "products", "projects", "spans", "errata")


def texts_of(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in sorted(folder.iterdir())}


def write_texts(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    return folder


EXAMPLE_TEXTS = texts_of(TEXTS)


def no_rules(_: object) -> Report:
    return Report()


def verify_texts(folder: Path, dataset: Dataset) -> Report:
    """Verify without table rules: they use no text and take most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verification, "check_tables", no_rules)
        return verify(folder, dataset)


def without_hash(tables: Tables, texts: dict[str, str]) -> Tables:
    """Return tables with document hashes and lengths forged for changed texts."""
    for document in tables["documents"]:
        text = texts[getattr(document, "source_file", "")]
        update = {"sha256": sha256_of(text), "n_chars": len(text)}
        tables = changed(tables, "documents", document.id, **update)
    return tables
