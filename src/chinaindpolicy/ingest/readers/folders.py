"""Folders of Parquet files: partitions named `column=value`, and Delta tables."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.source_files import SourceFile
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.dtypes import plain_dtypes

if TYPE_CHECKING:
    import polars as pl

_MISSING = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True)
class FoundFile:
    """A file that was found for a path.

    Attributes:
        path: The file; of a Delta table, its folder.
        sheet: The sheet of a workbook that was named.
        partition: The columns whose value is in the names of folders, each with its value.
    """

    path: Path
    sheet: str | None = None
    partition: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])


def is_delta(path: Path) -> bool:
    """Return True if a folder is a Delta table."""
    return (path / "_delta_log").is_dir()


def files_of(folder: Path) -> list[FoundFile]:
    """Return the Parquet files of a folder and of the folders in it, in the order of their paths.

    Files and folders whose name starts with `_` or `.` are metadata and are left out.

    Raises:
        DataFileError: If there is none.
    """
    if is_delta(folder):
        return [FoundFile(folder)]
    found: list[FoundFile] = []
    for parent, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith(("_", ".")))
        for name in sorted(files):
            path = Path(parent, name)
            if path.suffix.lower() in (".parquet", ".pq") and not name.startswith(("_", ".")):
                found.append(FoundFile(path, None, _partition(path.relative_to(folder))))
    if not found:
        raise DataFileError(
            folder,
            f"is a folder without Parquet files: give its files, such as {folder / '*.csv'}",
        )
    return found


def _partition(path: Path) -> dict[str, str | None]:
    pairs = (part.partition("=") for part in path.parts[:-1])
    return {
        unquote(name): None if value == _MISSING else unquote(value)
        for name, mark, value in pairs
        if mark and name
    }


def with_partition(part: SourceFile, partition: Mapping[str, str | None], table: str) -> SourceFile:
    """Return a file with the columns whose value is in the names of its folders.

    Raises:
        DataFileError: If the file has such a column too, or the value is not of the column's type.
    """
    import polars as pl

    names = part.frame.collect_schema().names()
    types = {spec.name: plain_dtypes()[spec.type] for spec in columns(table)}
    values: list[pl.Series] = []
    for name, value in partition.items():
        if name in names:
            raise DataFileError(
                part.path,
                f"has a column {name!r}, and so has the name of its folder; to read the files "
                "alone, pass a pattern such as 'folder/**/*.parquet'",
            )
        dtype = types.get(name, pl.String())
        text = pl.Series(name, [value], dtype=pl.String)
        typed = (
            text.str.to_date(strict=False) if dtype == pl.Date else text.cast(dtype, strict=False)
        )
        if value is not None and typed[0] is None:
            raise DataFileError(
                part.path, f"the folder {name}={value} is not a {dtype} of the column {name!r}"
            )
        values.append(typed)
    added = [pl.lit(each[0], dtype=each.dtype).alias(each.name) for each in values]
    return replace(
        part,
        frame=part.frame.with_columns(added),
        partition={each.name: each[0] for each in values},
    )


def open_delta(path: Path) -> SourceFile:
    """Open a Delta table, lazily.

    Raises:
        DataFileError: If the package `deltalake` is not installed, or the table cannot be read.
    """
    import polars as pl

    if importlib.util.find_spec("deltalake") is None:
        raise DataFileError(
            path,
            "is a Delta table; to read it, install the package deltalake: "
            "python3 -m pip install deltalake",
        )
    try:
        frame = pl.scan_delta(str(path))
        frame.collect_schema()
    except Exception as error:  # deltalake has errors of its own
        reason = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
        raise DataFileError(path, f"cannot be read as a Delta table: {reason}") from error
    return SourceFile(
        path,
        frame,
        False,
        (),
        {},
        lambda: int(frame.select(pl.len()).collect().item()),
        lambda rows: [None for _ in rows],
    )
