"""Paths of the checkout, and changes of the example collection's records in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chinaindpolicy.curation.build import release_files
from chinaindpolicy.curation.collection import Settings
from chinaindpolicy.dataset.dataset import Dataset, from_files
from chinaindpolicy.model.fields import Record
from chinaindpolicy.rules.findings import Finding

__all__ = [
    "DATASETS",
    "EXAMPLE",
    "RELEASES",
    "ROOT",
    "TEXTS",
    "Tables",
    "changed",
    "dataset_of",
    "names",
    "tables_of",
    "without",
]

TESTS = Path(__file__).parent
ROOT = TESTS.parent
DATASETS = ROOT / "datasets"
RELEASES = DATASETS / "releases"
EXAMPLE = TESTS / "collections" / "example"
TEXTS = TESTS / "collections" / "example-texts"

Tables = Mapping[str, tuple[Record, ...]]


def tables_of(dataset: Dataset) -> Tables:
    """Return every record of a dataset, by table."""
    return {name: tuple(table) for name, table in dataset.tables.items()}


def dataset_of(tables: Tables) -> Dataset:
    """Return the dataset that these records build, valid or not."""
    return from_files(release_files(Settings(name="forged", release="2031.1"), tables))


def changed(tables: Tables, table: str, id: str, /, **update: Any) -> Tables:
    """Return the tables with some values of one record replaced."""
    found = [record for record in tables[table] if record.id == id]
    assert len(found) == 1, f"{table} has no {id}"
    rows = tuple(
        record.model_copy(update=update) if record.id == id else record for record in tables[table]
    )
    return {**tables, table: rows}


def without(tables: Tables, table: str, id: str) -> Tables:
    """Return the tables without one record."""
    rows = tuple(record for record in tables[table] if record.id != id)
    assert len(rows) == len(tables[table]) - 1, f"{table} has no {id}"
    return {**tables, table: rows}


def names(finding: Finding, id: str) -> bool:
    """Return True if a finding names a record: as its row, or quoted in its message."""
    return finding.id == id or repr(id) in finding.message
