"""The example collection, and ways to change a collection's records in memory."""

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
    "TEXTS",
    "Tables",
    "changed",
    "dataset_of",
    "names",
    "tables_of",
    "without",
]

TESTS = Path(__file__).parent
DATASETS = TESTS.parent / "datasets"
EXAMPLE = TESTS / "collections" / "example"
TEXTS = TESTS / "collections" / "example-texts"

Tables = Mapping[str, tuple[Record, ...]]


def tables_of(dataset: Dataset) -> Tables:
    """Every record of a dataset, by table."""
    return {name: tuple(table) for name, table in dataset.tables.items()}


def dataset_of(tables: Tables) -> Dataset:
    """The dataset that these records build, whatever is wrong with them."""
    return from_files(release_files(Settings(name="forged", release="2031.1"), tables))


def changed(tables: Tables, table: str, id: str, /, **update: Any) -> Tables:
    """The same tables with some values of one record replaced."""
    found = [record for record in tables[table] if record.id == id]
    assert len(found) == 1, f"{table} has no {id}"
    rows = tuple(
        record.model_copy(update=update) if record.id == id else record for record in tables[table]
    )
    return {**tables, table: rows}


def without(tables: Tables, table: str, id: str) -> Tables:
    """The same tables with one record left out."""
    rows = tuple(record for record in tables[table] if record.id != id)
    assert len(rows) == len(tables[table]) - 1, f"{table} has no {id}"
    return {**tables, table: rows}


def names(finding: Finding, id: str) -> bool:
    """Whether a finding names a record: as its row, or word for word in its message."""
    return finding.id == id or repr(id) in finding.message
