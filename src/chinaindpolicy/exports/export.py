"""Export of a dataset in one of the formats."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from chinaindpolicy._arguments import checked_except, wrong_type
from chinaindpolicy._public import public
from chinaindpolicy.dataset.dataset import Dataset, dataset_of_rows
from chinaindpolicy.dataset.rows import Rows
from chinaindpolicy.dataset.table import Table
from chinaindpolicy.errors import ExportError, NothingSelectedError, UnknownNameError
from chinaindpolicy.exports.bundle import ExportBundle
from chinaindpolicy.exports.registry import FORMATS, Format
from chinaindpolicy.io.atomic_write import write_atomically
from chinaindpolicy.lang.texts import Language, checked_language

FormatName = Literal[
    "csv",
    "parquet",
    "json",
    "jsonl",
    "json-schema",
    "xlsx",
    "sqlite",
    "duckdb",
    "datapackage",
    "csvw",
    "croissant",
    "schema-org",
    "ro-crate",
    "sdmx-csv",
    "prov-json",
    "web-annotation",
    "claim-review",
    "iamc",
    "stata",
    "atom",
    "html",
]
"""The name of a format."""


@public
@checked_except("dataset")
def export(
    dataset: Dataset | Rows[Any],
    destination: str | os.PathLike[str],
    format: FormatName | str | None = None,
    *,
    tables: Iterable[str] | None = None,
    overwrite: bool = False,
    lang: Language = "en",
) -> tuple[Path, ...]:
    """Write a dataset or a table in a format that other tools read.

    All formats contain the same records: numbers are exact, dates are ISO 8601, a missing value
    is empty or null. To write fewer rows, export a selection (`Dataset.select`) or a view
    (`Table.where`).

    Args:
        dataset: A release, a collection, a selection of either, a table or a view.
        destination: The file, or the folder for formats of several files. Its parent folder must
            exist; an existing folder keeps its other files.
        format: One of the formats that the page on exporting lists, such as `xlsx`. By default
            the format of the suffix of the destination; without a suffix `csv`.
        tables: Write only these tables; keys to other tables are not declared.
        overwrite: True to replace existing files that differ.
        lang: The language of the HTML page, `en` or `zh`; other formats have no language.

    Returns:
        The files, in the order of their names. They are written atomically. One table with the
        suffix `.csv`, `.parquet`, `.jsonl` or `.dta` is one file.

    Raises:
        UnknownNameError: If there is no such format, suffix, table or language; suggests similar
            names.
        NothingSelectedError: If there are no rows to write.
        MissingExtraError: If the format requires a package that is not installed.
        ExportError: If the destination cannot be written, or contains another file.

    Example:
        >>> import tempfile
        >>> import chinaindpolicy as cip
        >>> anhui = cip.load("2026.1").targets.where(region_id="Anhui")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     (file,) = cip.export(anhui, f"{folder}/anhui.jsonl")
        ...     file.name, len(file.read_text("utf-8").splitlines())
        ('anhui.jsonl', 5)
    """
    if isinstance(dataset, Rows):
        own = _dataset_of(dataset)
        names: tuple[str, ...] = (dataset.name,)
    elif isinstance(dataset, Dataset):  # pyright: ignore[reportUnnecessaryIsInstance]
        own, names = dataset, _names(dataset, tables)
    else:
        raise wrong_type("export", "dataset", dataset, f"{_EXPORTED}{_frame_writer(dataset)}")
    path = Path(destination)
    chosen = FORMATS[_format_of(path, format, names)]
    if checked_language(lang) != "en" and chosen.name != "html":
        raise ExportError(
            f"lang is {lang!r}, but format {chosen.name!r} has no language; use format='html', "
            "or omit lang"
        )
    if isinstance(dataset, Rows) and chosen.name == "html":  # the page links to other tables
        own = dataset.dataset.select(dataset.name, id=list(dataset.ids))
        names = _names(own, None)
    partial = isinstance(dataset, Rows) and not isinstance(dataset, Table)
    contents = ExportBundle.of(own, names, partial=partial and len(names) == 1, lang=lang)
    if not any(len(table.table) for table in contents.tables.values()):
        raise NothingSelectedError(
            "the dataset has no rows in the selected tables, so nothing was written; "
            "check the conditions of the selection"
        )
    is_one_file = format is None and not chosen.suffix and _FOLDERS.get(path.suffix.lower())
    write = _one_file if is_one_file else Format.write
    return write_atomically(
        lambda place: write(chosen, contents, place),
        path,
        folder=not chosen.suffix and not is_one_file,
        overwrite=overwrite,
    )


_EXPORTED = "a Dataset, a table or a view, e.g. cip.load() or cip.targets"


def _frame_writer(thing: object) -> str:
    """Return the method that writes a frame, or the frame of a result; empty for other things."""
    library = type(thing).__module__.partition(".")[0]
    if library == "pandas":
        return "; write a frame with its own method: frame.to_csv(...) or frame.to_excel(...)"
    frame = "frame" if library == "polars" else ""
    if callable(getattr(type(thing), "frame", None)):
        frame = f"{type(thing).__name__.lower()}.frame()"
    return f"; write {frame} with {frame}.write_csv(...) or .write_excel(...)" if frame else ""


def _dataset_of(rows: Rows[Any]) -> Dataset:
    return rows.dataset if isinstance(rows, Table) else dataset_of_rows(rows)


# The formats of several files whose file of one table has a suffix of its own.
_FOLDERS: Mapping[str, str] = {
    **{".csv": "csv", ".parquet": "parquet", ".pq": "parquet", ".jsonl": "jsonl"},
    **{".ndjson": "jsonl", ".dta": "stata"},
}
_FILES: Mapping[str, str] = {
    **{each.suffix: each.name for each in FORMATS.values() if each.suffix},
    **{".db": "sqlite", ".sqlite3": "sqlite", ".htm": "html"},
}


def _format_of(path: Path, format: str | None, names: tuple[str, ...]) -> str:
    """Return the format of an export: the given one, or that of the suffix.

    Raises:
        UnknownNameError: If there is no such format or suffix.
        ExportError: If the suffix is that of one table, but there are several.
    """
    if format is not None:
        if format not in FORMATS:
            near = _OTHER_NAMES.get(format.lower())
            raise UnknownNameError("format", format, FORMATS, near=near)
        return format
    lower = path.name.lower()
    for suffix in sorted(_FILES, key=len, reverse=True):
        if lower.endswith(suffix):
            return _FILES[suffix]
    suffix = path.suffix.lower()
    if suffix in _FOLDERS:
        if len(names) == 1:
            return _FOLDERS[suffix]
        raise ExportError(
            f"{path.name} is one file, but there are {len(names)} tables; pass one table, e.g. "
            f"cip.export(cip.targets, {path.name!r}), or format={_FOLDERS[suffix]!r} for a folder"
        )
    # "release-2026.1" is the name of a folder.
    if suffix[1:].isalpha():
        known = (*_FILES, *_FOLDERS)
        raise UnknownNameError(
            "format for the suffix", suffix, known, near=_NEAR_SUFFIXES.get(suffix)
        )
    return "csv"


_NEAR_SUFFIXES = {**dict.fromkeys((".xls", ".xlsb", ".ods", ".xlsm"), ".xlsx"), ".tsv": ".csv"}


def _one_file(format: Format, contents: ExportBundle, path: Path) -> None:
    """Write the file of the only table of a format of several files."""
    with tempfile.TemporaryDirectory(dir=path.parent) as place:
        folder = Path(place) / "tables"
        format.write(contents, folder)
        (table,) = contents.tables
        suffix = "dta" if format.name == "stata" else format.name
        shutil.move(folder / f"{table}.{suffix}", path)


_OTHER_NAMES = {
    **{"excel": "xlsx", "xls": "xlsx", "ndjson": "jsonl", "jsonlines": "jsonl", "sql": "sqlite"},
    **{"db": "sqlite", "jsonld": "schema-org", "json-ld": "schema-org", "sdmx": "sdmx-csv"},
    **{"htm": "html", "frictionless": "datapackage", "prov": "prov-json", "rocrate": "ro-crate"},
    **{"dta": "stata", "annotation": "web-annotation", "annotations": "web-annotation"},
    **{"claimreview": "claim-review", "pyam": "iamc", "feed": "atom", "rss": "atom"},
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
