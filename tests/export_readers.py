"""Readers of exported files: the rows of every table, as another tool reads them."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pytest

from chinaindpolicy.exports.registry import FORMATS
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from exported import Rows

Reader = Callable[[Path], Mapping[str, Rows]]


_MODULES = {"xlsx": "xlsxwriter", "duckdb": "duckdb", "stata": "pyreadstat"}


def formats(names: Iterable[str] = FORMATS) -> list[Any]:
    """Return names of formats as parameters; skipped if what a format needs is not installed."""
    return [
        pytest.param(
            name,
            marks=pytest.mark.skipif(
                bool(extra := FORMATS[name].extra) and find_spec(_MODULES[extra]) is None,
                reason=f"{name} needs the extra {FORMATS[name].extra}",
            ),
        )
        for name in names
    ]


def place(folder: Path, format: str) -> Path:
    return folder / f"out{FORMATS[format].suffix}"


def read_csv(folder: Path) -> Mapping[str, Rows]:
    return {
        path.stem: list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
        for path in folder.glob("*.csv")
    }


def read_json(path: Path) -> Mapping[str, Rows]:
    tables: Mapping[str, Rows] = json.loads(path.read_text("utf-8"))["tables"]
    return tables


def read_json_lines(folder: Path) -> Mapping[str, Rows]:
    return {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]
        for path in folder.glob("*.jsonl")
    }


def read_parquet(folder: Path) -> Mapping[str, Rows]:
    return {path.stem: pl.read_parquet(path).to_dicts() for path in folder.glob("*.parquet")}


def _unescaped(value: Any) -> Any:
    """Return a cell with its control characters, which openpyxl leaves as `_x001B_`."""
    if not isinstance(value, str):
        return value
    return re.sub("_x00([01][0-9A-F])_", lambda found: chr(int(found[1], 16)), value)


def read_xlsx(path: Path) -> Mapping[str, Rows]:
    book = openpyxl.load_workbook(path)
    found: dict[str, Rows] = {}
    for sheet in book.worksheets:
        header, *rows = ([_unescaped(cell.value) for cell in row] for row in sheet.iter_rows())
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
        found[sheet.title] = [dict(zip(map(str, header), row, strict=True)) for row in rows]
    return found


def read_sqlite(path: Path) -> Mapping[str, Rows]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        # Without the full-text index `search` and its own tables.
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master "
                                                      "WHERE type = 'table'")
                 if not row[0].startswith("search")]  # fmt: skip
        found: dict[str, list[dict[str, Any]]] = {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
            for name in names
        }
    finally:
        connection.close()
    for table in set(TABLE_NAMES) & set(found):
        for spec in columns(table):
            # An older release has no table of a column that it lacks.
            if spec.type == "list" and f"{table}_{spec.name}" in found:
                items = sorted(found.pop(f"{table}_{spec.name}"), key=lambda r: r["position"])
                for row in found[table]:
                    row[spec.name] = [each["value"] for each in items if each["id"] == row["id"]]
    order = {
        table: [spec.name for spec in columns(table)] for table in found if table in TABLE_NAMES
    }
    return {
        table: [{name: row[name] for name in order[table] if name in row} for row in rows]
        if table in order
        else rows
        for table, rows in found.items()
    }


def read_duckdb(path: Path) -> Mapping[str, Rows]:
    connection = duckdb.connect(str(path), read_only=True)
    try:
        names = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
        found: dict[str, Rows] = {}
        for name in names:
            cursor = connection.execute(f'SELECT * FROM "{name}"')
            header = [part[0] for part in cursor.description or ()]
            found[name] = [dict(zip(header, row, strict=True)) for row in cursor.fetchall()]
        return found
    finally:
        connection.close()


READERS: Mapping[str, tuple[Reader, bool, bool]] = {
    # reader, has types, keeps the order of rows
    "csv": (read_csv, False, True),
    "json": (read_json, False, True),
    "jsonl": (read_json_lines, False, True),
    "parquet": (read_parquet, True, True),
    "croissant": (read_parquet, True, True),
    "xlsx": (read_xlsx, False, True),
    "sqlite": (read_sqlite, False, False),
    "duckdb": (read_duckdb, True, False),
    **dict.fromkeys(("datapackage", "csvw", "schema-org", "ro-crate"),
                    (read_csv, False, True)),
}  # fmt: skip
