"""Parquet: typed columns; release, table and primary key in each file's key-values."""

from __future__ import annotations

import json
from pathlib import Path

from chinaindpolicy.exports.bundle import ExportBundle, ExportTable
from chinaindpolicy.io.parquet import parquet_bytes

PREFIX = "chinaindpolicy:"
"""Prefix of metadata keys of this package."""


def file_name(table: ExportTable) -> str:
    """Return the name of a table's file."""
    return f"{table.name}.parquet"


def write(contents: ExportBundle, folder: Path) -> None:
    """Write each table as Parquet into a new folder."""
    folder.mkdir()
    for table in contents.tables.values():
        said = {
            **contents.about,
            "table": table.name,
            "table_description": table.description,
            "primary_key": "id",
            "foreign_keys": json.dumps(table.references),
            "columns": json.dumps(
                {spec.name: spec.meaning.description for spec in table.columns}, ensure_ascii=False
            ),
            "csv_sha256": table.sha256,
        }
        metadata = {f"{PREFIX}{key}": value for key, value in said.items()}
        written = parquet_bytes(table.table.frame(), metadata)
        (folder / file_name(table)).write_bytes(written)
