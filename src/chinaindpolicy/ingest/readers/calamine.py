"""Workbooks of other formats (.xls, .xlsb, .ods), read by python-calamine.

python-calamine gives values without their number formats: a cell that is displayed as 25.3% is
0.253, and one that is displayed as 2024-06 is a day. `SourceFile.formatted` is False, so that such
values can be rejected. All values are handed on as text, as CSV would give them.
"""

from __future__ import annotations

import datetime
import importlib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from chinaindpolicy._similar import nearest
from chinaindpolicy.errors import DataFileError, MissingExtraError
from chinaindpolicy.ingest.readers.number_formats import written
from chinaindpolicy.ingest.readers.read_options import ReadOptions
from chinaindpolicy.ingest.readers.read_problems import ReadProblems
from chinaindpolicy.ingest.readers.source_files import SourceFile
from chinaindpolicy.ingest.readers.xlsx import merged_down, read_rows
from chinaindpolicy.io.limits import (
    MOST_BYTES_IN_MEMORY,
    MOST_CELL_BYTES,
    MOST_COLUMNS,
    MOST_SHEET_ROWS,
)


def open_calamine(path: Path, table: str, options: ReadOptions) -> SourceFile:
    """Open a sheet of a workbook of an older or other format.

    Args:
        path: The workbook.
        table: The table of the data, for the findings.
        options: The sheet, the header rows and how they are found.

    Raises:
        DataFileError: If it is not a workbook, is damaged or too large, or has no such sheet.
        MissingExtraError: If python-calamine is not installed; names the extra to install.
    """
    try:
        python_calamine: Any = importlib.import_module("python_calamine")
    except ImportError:
        raise MissingExtraError("python_calamine", "excel") from None
    size = path.stat().st_size
    if size > MOST_BYTES_IN_MEMORY:
        raise DataFileError(path, f"has {size} bytes; save the table as CSV")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MOST_BYTES_IN_MEMORY:
            raise DataFileError(path, f"unpacks to {unpacked} bytes; save the table as CSV")
    problems = ReadProblems(path, table)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        title = _title(path, book, options.sheet, problems)
        sheet = book.get_sheet_by_name(title)
        rows = _rows(path, sheet)
        if options.find_header is not None:
            rows = merged_down(rows, _merged(sheet))
        return replace(read_rows(title, rows, options, problems), formatted=False)
    except (DataFileError, OSError, MemoryError):
        raise
    except Exception as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise DataFileError(path, f"cannot be read as a workbook: {reason}") from error


def _title(path: Path, book: Any, sheet: str | None, problems: ReadProblems) -> str:
    """Return the name of the sheet to read: the requested one, or the first visible one."""
    names: list[str] = list(book.sheet_names)
    if sheet is not None:
        if sheet in names:
            return sheet
        near = nearest(sheet, names)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}"
        raise DataFileError(path, f"has no sheet {sheet!r}; {hint}")
    shown: list[str] = [
        each.name for each in book.sheets_metadata if str(each.visible).endswith("Visible")
    ]
    shown = [name for name in shown if name in names] or names
    if not shown:
        raise DataFileError(path, "has no sheet that is shown")
    if others := [name for name in names if name != shown[0]]:
        problems.add(
            "sheets-unread",
            f"only sheet {shown[0]!r} is read, not {', '.join(map(repr, others))}: pass "
            f"sheet={others[0]!r}, or name it as {path.name}#{others[0]}",
            value=shown[0],
        )
    return shown[0]


def _merged(sheet: Any) -> list[str]:
    """Return the merged ranges in the form A1:A3."""
    found: list[str] = []
    for (row, column), (end, last) in sheet.merged_cell_ranges or ():
        found.append(f"{_letters(column)}{row + 1}:{_letters(last)}{end + 1}")
    return found


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _rows(path: Path, sheet: Any) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the rows that are not blank, each with its number in the sheet."""
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        if number > MOST_SHEET_ROWS:
            raise DataFileError(path, f"has more than the {MOST_SHEET_ROWS} rows of a sheet")
        row = [_text(cell) for cell in cells]
        filled = [at for at, cell in enumerate(row) if cell is not None]
        if filled and filled[-1] >= MOST_COLUMNS:
            raise DataFileError(
                path, f"has {filled[-1] + 1} columns, more than the {MOST_COLUMNS} that are read"
            )
        if any(cell is not None and len(cell) > MOST_CELL_BYTES for cell in row):
            raise DataFileError(path, f"row {number} has a text of more than {MOST_CELL_BYTES}")
        if filled:
            yield number, row


def _text(value: Any) -> str | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return written(int(value), "General")
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, datetime.date) and value.day == 1:
        # The format decides whether the day or its month is displayed.
        return f"{value:%Y-%m-%d} or {value:%Y-%m}"
    return written(value, "General")
