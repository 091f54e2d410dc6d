"""Hostile values in written tables are quoted and escaped."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl

from chinaindpolicy.ingest.normalize.writers import write_frame


def test_written_csv_quotes_carriage_returns_and_escapes_formulas(tmp_path: Path) -> None:
    frame = pl.DataFrame({"note": ["x\r=1+1", "＝1", "plain"]})
    write_frame(frame, ".csv", tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["note"], ["x\r=1+1"], ["'＝1"], ["plain"]]
