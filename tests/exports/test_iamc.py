"""IAMC export: each record is an annual value of one meaning, or listed with the reason."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.vocabularies import VALUE_TABLES
from example import Tables, changed, dataset_of

KEY = ("model", "scenario", "region", "variable", "unit", "year")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_iamc_lists_every_record(real: Dataset, tmp_path: Path) -> None:
    cip.export(real, tmp_path / "out", "iamc")
    data, records = (rows_of(tmp_path / "out" / f"{name}.csv") for name in ("data", "records"))
    assert {row["id"] for row in records} == {
        record.id for table in VALUE_TABLES for record in real[table]
    }
    written = [row for row in records if not row["omitted"]]
    assert [{key: row[key] for key in (*KEY, "value")} for row in written] == data
    assert len({tuple(row[key] for key in KEY) for row in data}) == len(data)
    for row in written:
        record = real.record(row["id"])
        assert int(row["year"]) == record.period_end.year
        upper = row["variable"].endswith("|Upper bound")
        end = record.value_upper if record.comparator == "range" and upper else record.value
        assert float(row["value"]) == float(end)
        bounds = {
            "gt": "Lower bound",
            "ge": "Lower bound",
            "lt": "Upper bound",
            "le": "Upper bound",
        }
        if record.comparator in bounds:
            assert row["variable"].endswith(f"|{bounds[record.comparator]}")
        assert ("|Growth" in row["variable"]) == (record.measure == "growth")
    reasons = {row["id"]: row["omitted"] for row in records if row["omitted"]}
    for id, reason in reasons.items():
        record = real.record(id)
        is_year = len((record.period or "").removeprefix("../")) == 4
        missing = record.value is None or record.region_id is None or not is_year
        assert missing and reason, id


def test_part_of_a_year_is_no_annual_value(example_tables: Tables, tmp_path: Path) -> None:
    tables = changed(
        example_tables, "outcomes", "outcome-lantern-output", period="2035-01/2035-06",
    )  # fmt: skip
    cip.export(dataset_of(tables), tmp_path / "out", "iamc")
    reasons = {row["id"]: row["omitted"] for row in rows_of(tmp_path / "out" / "records.csv")}
    assert reasons["outcome-lantern-output"] == "period 2035-01/2035-06 is not a year"


def test_names_without_reserved_characters_stay_distinct(
    example_tables: Tables, tmp_path: Path
) -> None:
    tables = example_tables
    for place, indicator in enumerate(example_tables["indicators"]):
        name = ('Output | "net"; {all}: a', "Output / 'net', (all) - a")[place % 2]
        tables = changed(tables, "indicators", indicator.id, name=name)
    cip.export(dataset_of(tables), tmp_path / "out", "iamc")
    codes: list[Any] = yaml.safe_load((tmp_path / "out" / "variable.yaml").read_text("utf-8"))
    names = [name for code in codes for name in code]
    assert len({*names}) == len(names)
    assert not any(mark in name for name in names for mark in ':;"{}')
    used = {row["variable"] for row in rows_of(tmp_path / "out" / "data.csv")}
    assert used == {*names}


def test_iamc_without_annual_values_raises_export_error(real: Dataset, tmp_path: Path) -> None:
    with pytest.raises(cip.ExportError, match="iamc contains annual values of regions"):
        cip.export(real, tmp_path / "out", "iamc", tables=["tasks"])
