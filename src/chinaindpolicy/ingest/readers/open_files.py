"""Open data files of any supported format as one lazy frame."""

from __future__ import annotations

import glob
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from chinaindpolicy._similar import nearest
from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.csv import open_delimited
from chinaindpolicy.ingest.readers.folders import (
    FoundFile,
    files_of,
    open_delta,
    with_partition,
)
from chinaindpolicy.ingest.readers.json import open_json_array, open_json_lines
from chinaindpolicy.ingest.readers.parquet import open_ipc, open_parquet
from chinaindpolicy.ingest.readers.read_options import ReadOptions
from chinaindpolicy.ingest.readers.source_files import SourceData, SourceFile, joined, stamp_of

_START = 512
_SHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_CALAMINE = (".xls", ".xlsb", ".ods")
_FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".parquet": "parquet",
    ".pq": "parquet",
    **dict.fromkeys((".arrow", ".feather", ".ipc"), "ipc"),
    **dict.fromkeys(_SHEETS, "xlsx"),
    **dict.fromkeys(_CALAMINE, "calamine"),
}
# The first bytes of a file, its kind, and advice.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"PAR1", "parquet", ""),
    (b"PK\x03\x04", "xlsx", ""),
    (b"PK\x05\x06", "an empty archive", "save the data as CSV"),
    (b"\xd0\xcf\x11\xe0", "calamine", ""),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "unpack it first"),
    (b"BZh", "a bzip2 archive", "unpack it first"),
    (b"\xfd7zXZ", "an xz archive", "unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"%PDF", "a PDF", "copy its table into a spreadsheet or CSV"),
    (b"ARROW1", "ipc", ""),
    (b"FEA1", "a Feather file of version 1", "save it as Parquet"),
    (b"SQLite format 3", "an SQLite database", "export the table as CSV"),
    (b"\x89PNG", "an image", ""),
    (b"\xff\xd8\xff", "an image", ""),
    (b"GIF8", "an image", ""),
    (b"\x7fELF", "a program", ""),
    (b"\x89HDF", "an HDF5 file", "save the table as Parquet or CSV"),
)
_NAMES = {
    "parquet": "a Parquet file",
    "ipc": "an Arrow file",
    "xlsx": "a zip archive, perhaps a workbook",
}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table")


def open_data(
    source: str | Path | Sequence[str | Path],
    table: str,
    *,
    header: int | None = None,
    options: ReadOptions | None = None,
) -> SourceData:
    r"""Open one or more files of data as one frame.

    Formats are CSV and TSV (delimiter and encoding are detected), JSON Lines, a JSON array of
    objects, Parquet, Arrow IPC (Feather), and xlsx (with the extra `xlsx`); if `options` find the
    header, also xls, xlsb and ods (with the extra `excel`). A folder means its Parquet files;
    folders named `column=value` add a column. Parquet, Arrow, and CSV in UTF-8 stay lazy.

    Args:
        source: A file, a folder, several of them, or a pattern such as `"figures/*.csv"`. A sheet
            of a workbook follows a `#`: `"figures.xlsx#2024"`.
        table: The table of the data, for the findings.
        header: The line of the header, from 1; by default the first that is not blank.
        options: Further options, in place of `header`.

    Returns:
        The rows as a lazy frame, and the findings on unread rows.

    Raises:
        DataFileError: If a file cannot be read at all, or the files have different columns.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "a.csv")
        ...     _ = path.write_text("region,value\ncn-ah,1\ncn-bj\ncn-gd,2\n", encoding="utf-8")
        ...     opened = open_data(path, "figures")
        ...     rows = opened.frame.collect().rows()
        >>> rows
        [('cn-ah', '1'), ('cn-gd', '2')]
        >>> opened.problems[0].code, opened.problems[0].line
        ('row-ragged', 3)
    """
    several = [source] if isinstance(source, (str, Path)) else list(source)
    if not several:
        raise DataFileError("no file", "nothing was given to read")
    options = options or ReadOptions((header,) if header is not None else None)
    parts = [
        _stamped(found, replace(options, sheet=found.sheet or options.sheet), table)
        for given in several
        for found in _files(given)
    ]
    _check_alike(parts)
    return joined(parts)


def _files(given: str | Path) -> list[FoundFile]:
    """Return the files that were meant."""
    if not isinstance(given, (str, Path)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"expected the path of a file, not {type(given).__name__}")
    text = str(given)
    if "\0" in text:
        raise DataFileError(repr(text), "a path cannot contain a NUL character")
    path = Path(given)
    try:
        if path.is_dir():
            return files_of(path)
        if path.exists():
            return [FoundFile(path)]
    except OSError as error:
        raise DataFileError(text[:200], f"cannot be read: {error.strerror}") from None
    before, mark, sheet = text.rpartition("#")
    if mark and Path(before).is_file():
        if Path(before).suffix.lower() not in _SHEETS:
            raise DataFileError(before, f"is not a workbook, so it has no sheet {sheet!r}")
        return [FoundFile(Path(before), sheet)]
    if glob.has_magic(text):
        found = sorted(Path(each) for each in glob.glob(text, recursive=True))  # noqa: PTH207
        if found:
            return [
                file
                for each in found
                for file in (files_of(each) if each.is_dir() else [FoundFile(each)])
            ]
        raise DataFileError(text, "no file fits this pattern")
    raise DataFileError(text, _why_missing(path))


def _why_missing(path: Path) -> str:
    if path.is_symlink():
        return "is a link to a file that is not there"
    try:
        there = [each.name for each in path.parent.iterdir()]
    except OSError:
        return "no such file, and no such folder"
    near = nearest(path.name, there)
    return f"no such file{f'; did you mean {near[0]!r}?' if near else ''}"


def _stamped(found: FoundFile, options: ReadOptions, table: str) -> SourceFile:
    """Open a file with its stamp, to detect changes during reading."""
    path = found.path
    if path.is_dir():
        return open_delta(path)
    try:
        before = stamp_of(path)
    except OSError as error:
        raise DataFileError(path, f"cannot be read: {error.strerror or error}") from None
    part = replace(_open(path, options, table), stamp=before)
    return with_partition(part, found.partition, table) if found.partition else part


def _open(path: Path, options: ReadOptions, table: str) -> SourceFile:
    try:
        kind = _kind(path)
        if options.header is not None and kind not in ("csv", "xlsx", "calamine"):
            raise DataFileError(path, f"a file of {kind} has no header line to be named")
        if options.sheet is not None and kind not in ("xlsx", "calamine"):
            raise DataFileError(path, f"is not a workbook, so it has no sheet {options.sheet!r}")
        if options.encoding is not None and kind != "csv":
            raise DataFileError(path, f"encoding applies to CSV and TSV, not to {kind}")
        if kind == "xlsx":
            from chinaindpolicy.ingest.readers.xlsx import open_sheet

            return open_sheet(path, table, options)
        if kind == "calamine":
            if options.find_header is None:
                # Without number formats, only `normalize` can reject ambiguous cells.
                raise DataFileError(
                    path, "looks like an old Excel or Word file: save it as .xlsx or CSV"
                )
            from chinaindpolicy.ingest.readers.calamine import open_calamine

            return open_calamine(path, table, options)
        if kind == "csv":
            return open_delimited(path, table, options)
        openers: dict[str, Callable[[Path, str], SourceFile]] = {
            "jsonl": open_json_lines,
            "json": open_json_array,
            "parquet": open_parquet,
            "ipc": open_ipc,
        }
        return openers[kind](path, table)
    except OSError as error:
        raise DataFileError(path, f"cannot be read: {error.strerror or error}") from None


def _kind(path: Path) -> str:
    """Return the format by suffix, if the content does not contradict it."""
    if not path.is_file():
        raise DataFileError(path, "is not a regular file")
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(_START)
    looks = _looks(start)
    said = _FORMATS.get(suffix)
    if looks is not None:
        what, way = looks
        if what == said:
            return what
        if said == "calamine" and what == "xlsx":  # an .ods file is a zip archive as well
            return "calamine"
        if what == "calamine":
            raise DataFileError(
                path, f"looks like an old Excel or Word file, not like {suffix or 'text'}"
            )
        if what in _NAMES:
            # A zip archive is a workbook only if its suffix is that of a workbook.
            if said is None and what != "xlsx":
                return what
            plain = _NAMES[what]
            raise DataFileError(
                path, f"looks like {plain}, not like {suffix or 'text'}; correct its extension"
            )
        raise DataFileError(path, f"looks like {what}{f': {way}' if way else ''}")
    if said in (*_NAMES, "calamine"):
        if not start:
            raise DataFileError(path, "is empty")
        plain = suffix.removeprefix(".") if said == "calamine" else said
        raise DataFileError(path, f"is not a valid {plain} file: its first bytes differ")
    if said is not None:
        return said
    first = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if first == b"[":
        return "json"
    return "jsonl" if first == b"{" else "csv"


def _looks(start: bytes) -> tuple[str, str] | None:
    for magic, what, way in _MAGIC:
        if start.startswith(magic):
            return what, way
    markup = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if markup.startswith(_MARKUP):
        return "a web page or XML", "open it in a spreadsheet and save it as .xlsx or CSV"
    return None


def _check_alike(parts: Sequence[SourceFile]) -> None:
    """Raise DataFileError if files have different columns, because rows could not be combined."""
    filled = [part for part in parts if part.frame.collect_schema().names()]
    for part in filled[1:]:
        first = filled[0]
        if part.textual != first.textual:
            raise DataFileError(
                part.path, f"has another format than {first.path}; read it separately"
            )
        mine, its = part.frame.collect_schema(), first.frame.collect_schema()
        if mine.names() != its.names():
            raise DataFileError(part.path, _differing(mine.names(), its.names(), first.path))
        for name, dtype in mine.items():
            if dtype != its[name]:
                raise DataFileError(
                    part.path, f"column {name!r} is {dtype}, in {first.path} it is {its[name]}"
                )


def _differing(mine: list[str], its: list[str], other: Path) -> str:
    missing = [name for name in its if name not in mine]
    more = [name for name in mine if name not in its]
    if not missing and not more:
        return f"has the columns of {other} in another order; write both in one order"
    parts = [f"no column {', '.join(map(repr, missing))}"] if missing else []
    parts += [f"also column {', '.join(map(repr, more))}"] if more else []
    return f"has other columns than {other}: {'; '.join(parts)}"
