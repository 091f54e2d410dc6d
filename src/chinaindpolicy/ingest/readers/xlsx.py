"""Workbooks: a sheet's cells as text, as CSV would give them, each row with its place.

A spreadsheet's own types are guesses of the program it was typed into (2024 a number, a code
110000 as well), so every cell is handed on as text: dates in ISO form, numbers in full, a cell
that is shown in per cent as it is shown.
"""

from __future__ import annotations

import importlib
import re
import warnings
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from chinaindpolicy._similar import nearest
from chinaindpolicy.errors import DataFileError, MissingExtraError
from chinaindpolicy.ingest.readers.header import LOOKED_AT, filled, table_head
from chinaindpolicy.ingest.readers.number_formats import shown_otherwise, written
from chinaindpolicy.ingest.readers.read_options import ReadOptions
from chinaindpolicy.ingest.readers.read_problems import ReadProblems
from chinaindpolicy.ingest.readers.source_files import SourceFile, UnreadRow
from chinaindpolicy.ingest.readers.xlsx_safety import (
    Features,
    check_workbook,
    sheet_features,
)
from chinaindpolicy.io.limits import MOST_CELL_BYTES, MOST_COLUMNS, MOST_SHEET_ROWS

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

T = TypeVar("T")


def open_sheet(path: Path, table: str, options: ReadOptions) -> SourceFile:
    """Open a sheet of a workbook.

    Args:
        path: The workbook.
        table: The table of the data, for the findings.
        options: The sheet, the header rows and how they are found. With `find_header`, merged
            cells are filled down.

    Raises:
        DataFileError: If it is not a workbook, is damaged or too large, or has no such sheet.
        MissingExtraError: If openpyxl is not installed; names the extra to install.
    """
    try:
        importlib.import_module("openpyxl")
    except ImportError:
        raise MissingExtraError("openpyxl", "xlsx") from None
    problems = ReadProblems(path, table)
    check_workbook(path)
    # openpyxl warns about ignored styles and extensions; they do not affect values.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # Opened here, so that it is closed if openpyxl fails.
            with path.open("rb") as file:
                book = _load(file, formulas=False)
                return _read(path, book, options, problems)
        except (DataFileError, OSError, MemoryError):
            raise
        except Exception as error:
            # A damaged workbook can cause any exception in openpyxl.
            reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
            raise DataFileError(path, f"cannot be read as a workbook: {reason}") from error


def _load(file: BinaryIO, *, formulas: bool) -> Workbook:
    """Load a workbook for reading, without its charts.

    Charts have no cells, and openpyxl fails at a chart sheet that has no drawing.
    """
    from openpyxl.chartsheet import Chartsheet
    from openpyxl.reader.excel import ExcelReader

    class Reader(ExcelReader):
        def read_chartsheet(self, sheet: Any, rel: Any) -> None:
            book: Any = self.wb
            chart = Chartsheet(title=sheet.name, parent=book)
            chart.sheet_state = sheet.state
            book._add_sheet(chart)

    reader = Reader(file, read_only=True, data_only=not formulas, keep_links=False)
    reader.read()
    return reader.wb


def _read(path: Path, book: Workbook, options: ReadOptions, problems: ReadProblems) -> SourceFile:
    chosen = _sheet(path, book, options.sheet, problems)
    features = sheet_features(path, _part_of(chosen))
    fills = options.find_header is not None and features.n_merged == len(features.merged)
    for reference in () if fills else features.merged:
        problems.add(
            "cells-merged",
            f"cells {reference} are merged; only the first has the value, the others are empty",
            line=_row_of(reference),
            value=reference,
        )
    if more := features.n_merged - len(features.merged):
        problems.counts["cells-merged"] += more
    _report_hidden(features, problems)
    formulas = _formulas(path, chosen.title) if features.formulas else iter(())
    rows = _rows(chosen, formulas, problems)
    if fills:
        rows = merged_down(rows, features.merged)
    return read_rows(chosen.title, rows, options, problems)


def _report_hidden(features: Features, problems: ReadProblems) -> None:
    """Report rows and columns that a spreadsheet does not display."""
    from openpyxl.utils import get_column_letter

    parts = [
        f"{kind} {', '.join(names[:5])}{f' and {len(names) - 5} more' if len(names) > 5 else ''}"
        for kind, names in (
            ("rows", list(map(str, features.hidden_rows))),
            ("columns", [get_column_letter(each) for each in sorted(features.hidden_columns)]),
        )
        if names
    ]
    if parts:
        problems.add(
            "cells-hidden",
            f"{' and '.join(parts)} are hidden, and are read like the others; delete them if they "
            "do not belong to the table",
            line=features.hidden_rows[0] if features.hidden_rows else None,
        )


def read_rows(
    title: str,
    rows: Iterator[tuple[int, list[str | None]]],
    options: ReadOptions,
    problems: ReadProblems,
) -> SourceFile:
    """Return the rows of a sheet as a file.

    Args:
        title: The name of the sheet.
        rows: The rows that are not blank, each with its number.
        options: The header rows and how they are found.
        problems: Receives the findings.
    """
    first: list[tuple[int, list[str | None]]] = []
    for row in rows:
        first.append((row[0], _without_end(row[1])))
        if len(first) > LOOKED_AT and row[0] > max(options.header or (0,)):
            break
    top = table_head(first, options.header, options.find_header, problems)
    if top is None:
        problems.add("file-empty", f"sheet {title!r} is empty", line=1)
        return _part(problems, [], [], array("q"))
    names, index = list(top.names), top.end
    columns: list[list[str | None]] = [[] for _ in names]
    lines = array("q")

    def below() -> Iterator[tuple[int, list[str | None]]]:
        yield from first[index + 1 :]
        yield from rows

    unread: list[UnreadRow] = []
    for number, found in below():
        cells = _without_end(found)
        code = next((cell.code for cell in found if isinstance(cell, _Unreadable)), "")
        if not code and len(cells) > len(names):
            code = "row-ragged"
            problems.add_ragged(number, len(cells), len(names))
        if code:
            unread.append((number, code, "\t".join(cell or "" for cell in cells)))
            continue
        lines.append(number)
        cells += [None] * (len(names) - len(cells))
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
    return replace(_part(problems, names, columns, lines, unread), head=top, sheet=title)


def merged_down(
    rows: Iterator[tuple[int, list[str | None]]], merged: Sequence[str]
) -> Iterator[tuple[int, list[str | None]]]:
    """Yield rows in which a merged cell's value is in all rows that it spans, in its first column.

    Example:
        >>> list(merged_down(iter([(2, ["北京", "1"]), (3, [None, "2"])]), ["A2:A3"]))
        [(2, ['北京', '1']), (3, ['北京', '2'])]
    """
    spans = [span for reference in merged if (span := _span_of(reference))]
    values: dict[tuple[int, int, int], str | None] = {}
    for number, cells in rows:
        for span in spans:
            column, start, end = span
            if start <= number <= end and column < len(cells):
                if number == start:
                    values[span] = cells[column]
                elif cells[column] is None:
                    cells[column] = values.get(span)
        yield number, cells


def _span_of(reference: str) -> tuple[int, int, int] | None:
    """Return column and rows of a merged range of several rows, from 0 and 1."""
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})", reference)
    if match is None or match[2] == match[3]:
        return None
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - 64
    return column - 1, int(match[2]), int(match[3])


def _sheet(path: Path, book: Workbook, sheet: str | None, problems: ReadProblems) -> Any:
    names = [each.title for each in book.worksheets]
    charts = [each.title for each in book.chartsheets]
    if sheet is not None:
        if sheet in charts:
            there = f"name one of {', '.join(map(repr, names))}" if names else "there is no other"
            raise DataFileError(path, f"sheet {sheet!r} is a chart, without cells; {there}")
        if sheet not in names:
            near = nearest(sheet, names)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}"
            raise DataFileError(path, f"has no sheet {sheet!r}; {hint}")
        return next(each for each in book.worksheets if each.title == sheet)
    shown = [each for each in book.worksheets if each.sheet_state == "visible"]
    if not shown:
        what = "sheet of cells" if charts and not names else "sheet that is shown"
        raise DataFileError(path, f"has no {what}")
    others = [name for name in names if name != shown[0].title]
    if others:
        problems.add(
            "sheets-unread",
            f"only sheet {shown[0].title!r} is read, not {', '.join(map(repr, others))}: "
            f"name a sheet as {path.name}#{others[0]}",
            value=shown[0].title,
        )
    return shown[0]


def _part_of(sheet: Any) -> str:
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")


def _row_of(reference: str) -> int:
    digits = re.sub(r"[^0-9]", "", reference.partition(":")[0])[:9]
    return int(digits or 1)


def _formulas(path: Path, title: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows once more, with formulas in place of their values."""
    with path.open("rb") as file:
        book = _load(file, formulas=True)
        sheet: Any = next(each for each in book.worksheets if each.title == title)
        sheet.reset_dimensions()
        yield from sheet.iter_rows()


class _Unreadable(str):
    """The text of a cell that was reported as a problem, with its code."""

    code: str


def _rows(
    sheet: Any, formulas: Iterator[tuple[Any, ...]], problems: ReadProblems
) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the rows that are not blank, each with its number in the sheet."""
    # The declared size of a sheet can be wrong, so the rows are counted.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > MOST_SHEET_ROWS:
            raise DataFileError(
                problems.path, f"has more than the {MOST_SHEET_ROWS} rows of a sheet"
            )
        if len(cells) > MOST_COLUMNS:
            last = len(_without_end([cell.value for cell in cells]))
            if last > MOST_COLUMNS:
                raise DataFileError(
                    problems.path,
                    f"has {last} columns, more than the {MOST_COLUMNS} that are read",
                    number,
                )
        computed = next(formulas, ())
        row = [
            _text(cell, computed[at] if at < len(computed) else None, number, problems)
            # Most of a long row may be empty.
            if cell.value is not None or at < len(computed)
            else None
            for at, cell in enumerate(cells)
        ]
        if filled(row):
            yield number, row


def _text(cell: Any, computed: Any, line: int, problems: ReadProblems) -> str | None:
    value = cell.value

    def unreadable(code: str, message: str, value: object, column: str = "") -> str:
        problems.add(code, message, line=line, column=column, value=value)
        cell = _Unreadable(value)
        cell.code = code
        return cell

    if value is None:
        if computed is None or computed.data_type != "f":
            return None
        message = "a formula without a value: open the workbook in a spreadsheet and save it"
        formula = getattr(computed.value, "text", computed.value)
        return unreadable("formula-uncached", message, formula, str(computed.column_letter))
    column = str(cell.column_letter)
    if cell.data_type == "e":
        message = f"cell {column}{line} contains the error {value}; correct its formula"
        return unreadable("cell-error", message, value, column)
    if isinstance(value, str):
        if len(value) > MOST_CELL_BYTES:
            return unreadable("cell-too-long", f"a text of {len(value)} characters", value)
        return value or None
    style = str(cell.number_format or "")
    if shown_otherwise(value, style):
        message = (
            f"cell {column}{line} contains {value}, but its number format {style!r} displays "
            "another number; use the format General"
        )
        return unreadable("cell-shown-otherwise", message, value, column)
    return written(value, style)


def _without_end(cells: Sequence[T]) -> list[T]:
    """Return the cells without the empty ones at the end, which a sheet may have any number of."""
    end = len(cells)
    while end and (cells[end - 1] is None or str(cells[end - 1]).strip() == ""):
        end -= 1
    return list(cells[:end])


def _part(
    problems: ReadProblems,
    names: list[str],
    columns: list[list[str | None]],
    lines: array[int],
    unread: Sequence[UnreadRow] = (),
) -> SourceFile:
    import polars as pl

    schema = dict.fromkeys(names, pl.String)
    frame = pl.LazyFrame(dict(zip(names, columns, strict=True)), schema)
    return SourceFile.in_memory(problems, frame, lines, textual=True, unread=unread)
