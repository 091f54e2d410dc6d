"""Stata files, read back by pandas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import Tables, changed, dataset_of
from exported import assert_same_values

pyreadstat: Any = pytest.importorskip("pyreadstat")


def read(path: Path, table: str) -> list[dict[str, Any]]:
    frame: Any = pd.read_stata(path)
    records: list[dict[str, Any]] = frame.to_dict("records")
    rows: list[dict[str, Any]] = []
    for record in records:
        rows.append({spec.name: value_of(spec.type, record[spec.name]) for spec in columns(table)})
    return rows


def value_of(kind: str, value: Any) -> Any:
    """Return a value as the column has it; Stata has neither lists nor missing integers."""
    if value is None or value != value or str(value) == "NaT":
        return None
    if kind == "date":
        return value.date()
    if kind == "list":
        return tuple(part for part in str(value).split("|") if part)
    return int(value) if kind == "integer" else value


def test_stata_files_contain_every_value(real: Dataset, tmp_path: Path) -> None:
    cip.export(real, tmp_path / "out", "stata")
    for table in TABLE_NAMES:
        rows = read(tmp_path / "out" / f"{table}.dta", table)
        assert_same_values(real, table, rows, typed=False)


def test_stata_has_variable_labels_and_value_labels(real: Dataset, tmp_path: Path) -> None:
    (file,) = cip.export(real.targets, tmp_path / "targets.dta")
    frame, meta = pyreadstat.read_dta(str(file))
    labels, values = meta.column_names_to_labels, meta.variable_value_labels
    assert meta.file_label == f"chinaindpolicy {real.release}: targets"
    for spec in columns("targets"):
        assert spec.meaning.description.startswith(labels[spec.name].removesuffix("…"))
        assert len(labels[spec.name]) <= 80
        if spec.categories:
            assert [*values[spec.name].values()] == [*spec.categories]
    places: list[Any] = frame["comparator"].dropna().tolist()
    named = [values["comparator"][int(place)] for place in places]
    assert named == [target.comparator for target in real.targets if target.comparator]


def test_stata_keeps_long_texts_and_early_dates(example_tables: Tables, tmp_path: Path) -> None:
    id = example_tables["policies"][0].id
    long = "港城" * 1000  # 6,000 bytes: more than a Stata string of fixed length has
    tables = changed(example_tables, "policies", id, title=long)
    dataset = dataset_of(tables)
    cip.export(dataset.policies, tmp_path / "policies.dta")
    assert_same_values(
        dataset, "policies", read(tmp_path / "policies.dta", "policies"), typed=False
    )
