"""Writing a dataset in one of the formats."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from chinaindpolicy._public import public
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import NothingSelectedError, UnknownNameError
from chinaindpolicy.exports.bundle import ExportBundle
from chinaindpolicy.exports.registry import FORMATS
from chinaindpolicy.io.atomic_write import write_atomically


@public
def export(
    dataset: Dataset,
    destination: str | os.PathLike[str],
    format: str = "csv",
    *,
    tables: Iterable[str] | None = None,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Write a dataset in a format that other tools read.

    All formats are made from the same records: numbers read back as the same numbers, dates are
    ISO 8601, what is missing is empty or null. To write fewer rows, export a selection
    (`Dataset.select`).

    Args:
        dataset: A release, a collection, or a selection of either.
        destination: The file, or for formats of several files the folder. Its own folder must
            exist; a folder that exists keeps what else is in it.
        format: One of the formats that the page on exporting lists, such as `xlsx`.
        tables: Write only these tables; keys to the others are then not declared.
        overwrite: Whether files that are there and differ may be replaced.

    Returns:
        The files, in the order of their names. They appear whole or not at all.

    Raises:
        UnknownNameError: If there is no such format or table; names near matches.
        NothingSelectedError: If there is no row to write.
        MissingExtraError: If the format needs a package that is not installed.
        ExportError: If the place cannot be written to, or holds something else.

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
        raise UnknownNameError("format", format, FORMATS)
    chosen = FORMATS[format]
    contents = ExportBundle.of(dataset, _names(dataset, tables))
    if not any(len(table.table) for table in contents.tables.values()):
        raise NothingSelectedError("nothing is selected: no row of any table; nothing was written")
    return write_atomically(
        lambda path: chosen.write(contents, path),
        Path(destination),
        folder=not chosen.suffix,
        overwrite=overwrite,
    )


def file_name(dataset: Dataset, format: str) -> str:
    """Return what an export is called if nobody says: name and release, and the format's ending.

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
