"""SDMX export: time periods, codes, and the structure of observations."""

from __future__ import annotations

import csv
import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.exports.formats.sdmx_codes import area_codes, time_period, unit_codes
from chinaindpolicy.model.periods import period_bounds
from example import Tables, changed, dataset_of

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31))


def last_day(text: str) -> datetime.date:
    """The last day of an SDMX time period, read independently of the package."""
    if match := re.fullmatch(r"(\d{4})-([QS])(\d)", text):
        months = {"Q": 3, "S": 6}[match[2]]
        year, month = divmod(int(match[1]) * 12 + int(match[3]) * months, 12)
        return datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)/P(\d+)([YMD])", text):
        start, number = datetime.date(*map(int, match.groups()[:3])), int(match[4])
        if match[5] == "D":
            return start + datetime.timedelta(days=number - 1)
        months = start.month - 1 + number * {"Y": 12, "M": 1}[match[5]]
        end = datetime.date(start.year + months // 12, months % 12 + 1, start.day)
        return end - datetime.timedelta(days=1)
    return period_bounds(text)[1]


@settings(max_examples=200, deadline=None)
@given(DAYS, DAYS, st.sampled_from((4, 7, 10)), st.sampled_from((4, 7, 10)))
def test_time_period_has_the_bounds_of_the_period(
    one: datetime.date, other: datetime.date, size: int, other_size: int
) -> None:
    start, end = sorted((one, other))
    for period in (f"{start}"[:size], f"{start}"[:size] + "/" + f"{end}"[:other_size]):
        try:
            first, last = period_bounds(period)
        except ValueError:
            continue
        text, freq = time_period(period)
        assert last_day(text) == last
        assert text.startswith(f"{first}"[:4])
        assert (freq == "_O") == ("/" in text)
    assert last_day(time_period(f"../{end}"[: size + 3])[0]) == period_bounds(f"{end}"[:size])[1]


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("2023-01/2023-12", ("2023", "A")),
        ("2024-07/2024-12", ("2024-S2", "S")),
        ("2024-10/2024-12", ("2024-Q4", "Q")),
        ("2024-02/2024-04", ("2024-02-01/P3M", "_O")),
        ("2024-01-11", ("2024-01-11", "D")),
        ("2024-02-10/2024-02-17", ("2024-02-10/P8D", "_O")),
        ("../2025-06", ("2025-06", "M")),
        ("2021/2025", ("2021-01-01/P5Y", "_O")),
    ],
)
def test_time_period(period: str, found: tuple[str, str]) -> None:
    assert time_period(period) == found


def read(folder: Path) -> tuple[dict[str, list[dict[str, str]]], dict[str, Any]]:
    rows = {
        path.stem: list(csv.DictReader(path.read_text("utf-8").splitlines()))
        for path in folder.glob("*.csv")
    }
    return rows, json.loads((folder / "structure.json").read_text("utf-8"))["data"]


def test_sdmx_marks_targets_forecasts_and_missing_values(real: Dataset, tmp_path: Path) -> None:
    cip.export(real, tmp_path / "out", "sdmx-csv")
    rows, data = read(tmp_path / "out")
    status = {row["RECORD"]: row["OBS_STATUS"] for each in rows.values() for row in each}
    for target in real.targets:
        assert status[target.id] == ("M" if target.value is None else "F")
    kinds = {"observed": "A", "estimated": "E", "forecast": "F"}
    for figure in real.figures:
        assert status[figure.id] == ("M" if figure.value is None else kinds[figure.kind])
    # A record without a period or region is in the data all the same.
    assert len(status) == len(real.targets) + len(real.figures) + len(real.outcomes)
    assert {row["RECORD"] for row in rows["figures-undated"]} == {
        figure.id for figure in real.figures if figure.period is None
    }
    assert {row["REF_AREA"] for row in rows["figures-undated"]} >= {"_Z"}
    for structure in data["dataStructures"]:
        parts = structure["dataStructureComponents"]["dimensionList"]
        assert ("timeDimension" in parts) == ("UNDATED" not in structure["id"])


def test_codes_of_two_units_stay_distinct(example_tables: Tables) -> None:
    units = [unit.id for unit in example_tables["units"]]
    tables = example_tables
    for id in units[:2]:
        tables = changed(tables, "units", id, sdmx="PT")
    found = unit_codes(dataset_of(tables))
    assert [found[id] for id in units[:2]] == units[:2]
    assert len({*found.values()}) == len(units)


def test_areas_are_iso_codes(real: Dataset) -> None:
    codes = area_codes(real)
    assert {id: code for id, code in codes.items() if real.regions[id].iso_3166_2} == {
        region.id: region.iso_3166_2 for region in real.regions if region.iso_3166_2
    }
    assert len({*codes.values()}) == len(codes)
