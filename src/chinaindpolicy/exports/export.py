"""Export of a dataset in one of the formats."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import NothingSelectedError, UnknownNameError
from chinaindpolicy.exports.bundle import ExportBundle
from chinaindpolicy.exports.registry import FORMATS
from chinaindpolicy.io.atomic_write import write_atomically


@public
@checked
def export(
    dataset: Dataset,
    destination: str | os.PathLike[str],
    format: str = "csv",
    *,
    tables: Iterable[str] | None = None,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Write a dataset in a format that other tools read.

    All formats contain the same records: numbers are exact, dates are ISO 8601, a missing value
    is empty or null. To write fewer rows, export a selection (`Dataset.select`).

    Args:
        dataset: A release, a collection, or a selection of either.
        destination: The file, or the folder for formats of several files. Its parent folder must
            exist; an existing folder keeps its other files.
        format: One of the formats that the page on exporting lists, such as `xlsx`.
        tables: Write only these tables; keys to other tables are not declared.
        overwrite: True to replace existing files that differ.

    Returns:
        The files, in the order of their names. They are written atomically.

    Raises:
        UnknownNameError: If there is no such format or table; suggests similar names.
        NothingSelectedError: If there are no rows to write.
        MissingExtraError: If the format requires a package that is not installed.
        ExportError: If the destination cannot be written, or contains another file.

    Example:
        >>> import tempfile
        >>> import chinaindpolicy as cip
        >>> anhui = cip.load("2026.1").select("targets", region_id="cn-ah")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     files = cip.export(anhui, f"{folder}/anhui", "jsonl", tables=["targets"])
        ...     [file.name for file in files], len(files[0].read_text("utf-8").splitlines())
        (['targets.jsonl'], 5)
    """
    if format not in FORMATS:
        raise UnknownNameError("format", format, FORMATS, near=_OTHER_NAMES.get(format.lower()))
    chosen = FORMATS[format]
    contents = ExportBundle.of(dataset, _names(dataset, tables))
    if not any(len(table.table) for table in contents.tables.values()):
        raise NothingSelectedError(
            "the dataset has no rows in the selected tables, so nothing was written; "
            "check the conditions of the selection"
        )
    return write_atomically(
        lambda path: chosen.write(contents, path),
        Path(destination),
        folder=not chosen.suffix,
        overwrite=overwrite,
    )


_OTHER_NAMES = {
    **{"excel": "xlsx", "xls": "xlsx", "ndjson": "jsonl", "jsonlines": "jsonl", "sql": "sqlite"},
    **{"db": "sqlite", "jsonld": "schema-org", "json-ld": "schema-org", "sdmx": "sdmx-csv"},
    **{"htm": "html", "frictionless": "datapackage", "prov": "prov-json", "rocrate": "ro-crate"},
    **{"jsonschema": "json-schema", "schema": "json-schema", "pq": "parquet"},
}


def file_name(dataset: Dataset, format: str) -> str:
    """Return the default file name of an export: name, release and the extension of the format.

    Example:
        >>> from chinaindpolicy import load
        >>> file_name(load("2026.1"), "xlsx"), file_name(load("2026.1"), "parquet")
        ('chinaindpolicy-2026.1.xlsx', 'chinaindpolicy-2026.1-parquet')
    """
    chosen = FORMATS[format]
    return ExportBundle.of(dataset, ()).stem + (chosen.suffix or f"-{chosen.name}")


def _names(dataset: Dataset, tables: Iterable[str] | None) -> tuple[str, ...]:
    """Return the names of the tables to write, in their order."""
    present = [name for name, table in dataset.tables.items() if table.columns]
    if tables is None:
        return tuple(present)
    wanted = [tables] if isinstance(tables, str) else list(tables)
    for name in wanted:
        if name not in present:
            raise UnknownNameError("table", name, present)
    return tuple(name for name in present if name in wanted)
