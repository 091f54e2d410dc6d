"""Export of tables and views, formats from suffixes, and the full-text index of SQLite."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, cast, get_args

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ArgumentError, ExportError, UnknownNameError
from chinaindpolicy.exports.export import FormatName
from chinaindpolicy.exports.registry import FORMATS


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("t.xlsx", b"PK"),
        ("t.sqlite", b"SQLite format 3"),
        ("t.db", b"SQLite format 3"),
        ("t.json", b"{"),
        ("t.html", b"<!"),
        ("t.schema.json", b"{"),
        ("t.csv", b"id,"),
        ("t.parquet", b"PAR1"),
        ("t.jsonl", b'{"id"'),
        ("t.CSV", b"id,"),
    ],
)
def test_format_is_that_of_the_suffix(
    name: str, start: bytes, example: Dataset, tmp_path: Path
) -> None:
    for number, rows in enumerate((example.targets, example.targets[1:3])):
        folder = tmp_path / str(number)
        folder.mkdir()
        (file,) = cip.export(rows, folder / name)
        assert file == folder / name and file.read_bytes().startswith(start)
        assert [path.name for path in folder.iterdir()] == [name]


def test_files_of_a_view_have_its_rows_in_its_order(example: Dataset, tmp_path: Path) -> None:
    view = example.targets.sort("id", descending=True).head(3)
    (csv,) = cip.export(view, tmp_path / "v.csv")
    (parquet,) = cip.export(view, tmp_path / "v.parquet")
    (lines,) = cip.export(view, tmp_path / "v.jsonl")
    assert pl.read_csv(csv)["id"].to_list() == list(view.ids)
    assert pl.read_parquet(parquet)["id"].to_list() == list(view.ids)
    assert pl.read_ndjson(lines)["id"].to_list() == list(view.ids)
    files = cip.export(view, tmp_path / "folder")
    assert [file.name for file in files] == ["datapackage.json", "targets.csv"]
    assert files[1].read_bytes() == csv.read_bytes()


def test_view_without_parents_can_be_written_to_databases(real: Dataset, tmp_path: Path) -> None:
    for name in ("t.sqlite", "t.duckdb"):
        assert cip.export(real.tasks.where(kind="action")[:5], tmp_path / name)


def test_suffix_of_one_table_requires_one_table(example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"x\.csv is one file, but there are \d+ tables"):
        cip.export(example, tmp_path / "x.csv")
    (file,) = cip.export(example, tmp_path / "x.csv", tables=["units"])
    assert file.read_bytes() == example.units.csv()
    assert len(cip.export(example, tmp_path / "y.csv", "csv")) > 5
    with pytest.raises(UnknownNameError, match=r"'\.xls'; did you mean '\.xlsx'"):
        cip.export(example, tmp_path / "x.xls")
    with pytest.raises(UnknownNameError, match=r"no format for the suffix '\.sav'"):
        cip.export(example.units, tmp_path / "x.sav")
    with pytest.raises(cip.NothingSelectedError):
        cip.export(example.units[:0], tmp_path / "u.csv")
    with pytest.raises(ArgumentError, match="dataset is a Unit; expected a Dataset, a table or"):
        cip.export(example.units[0], tmp_path / "u.csv")  # type: ignore[arg-type]  # pyright: ignore
    assert not list(tmp_path.glob("*.xls")) and not (tmp_path / "u.csv").exists()


def test_release_names_are_folders(example: Dataset, tmp_path: Path) -> None:
    files = cip.export(example, tmp_path / "release-2031.1")
    assert files[0].parent == tmp_path / "release-2031.1"


def test_type_of_formats_lists_all_formats() -> None:
    assert get_args(FormatName) == tuple(FORMATS)


def test_full_text_index_of_sqlite(real: Dataset, tmp_path: Path) -> None:
    (file,) = cip.export(real, tmp_path / "t.sqlite")
    connection = sqlite3.connect(file)

    def ids(condition: str, table: str) -> set[str]:
        query = f'SELECT id FROM search WHERE {condition} AND "table" = ?'
        return {row[0] for row in connection.execute(query, (table,))}

    assert "china-high-end-chip-self-sufficiency" in ids("search MATCH '自给率'", "figures")
    assert ids("search MATCH 'wafer'", "outcomes") == ids("text LIKE '%wafer%'", "outcomes")
    assert "ymtc-yield-rate" in ids("instr(text, '芯片') > 0", "figures")
    assert ids("text LIKE '%components-plan-report%'", "targets") == set()
    (count,) = connection.execute("SELECT count(*) FROM search").fetchone()
    assert count == sum(len(table) for table in real.tables.values())
    connection.close()


def test_a_frame_or_a_result_is_written_by_its_own_method(tmp_path: Path) -> None:
    things = [
        (cip.targets.frame(), "frame.write_csv(...)"),
        (cip.observations, "observations.frame().write_csv(...)"),
        (cip.assess(as_of="2026-11-22"), "assessment.frame().write_csv(...)"),
        (cip.targets.to_pandas(), "frame.to_excel(...)"),
    ]
    for thing, words in things:
        with pytest.raises(ArgumentError) as caught:
            cip.export(cast("Any", thing), tmp_path / "x.csv")
        assert words in str(caught.value)
    assert not list(tmp_path.iterdir())
