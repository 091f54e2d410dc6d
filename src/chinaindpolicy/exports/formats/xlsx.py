"""One xlsx workbook: a sheet for each table, the metadata, and the dictionary."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

from chinaindpolicy.errors import ExportError
from chinaindpolicy.exports.bundle import ExportBundle, Value
from chinaindpolicy.exports.column_dictionary import DICTIONARY, dictionary
from chinaindpolicy.exports.registry import optional
from chinaindpolicy.model.serialize import is_exact_float, to_csv_cell

_LONGEST_CELL = 32_767
_MOST_ROWS = 1_048_576
_WIDEST, _NARROWEST = 60, 8
_ABOUT = ("what", "which")
_FIRST_DAY = datetime.date(1900, 3, 1)  # before it, spreadsheets count a day that never was
_NO_CHARACTERS = frozenset("\ufffe\uffff")  # XML has none of them
# The clock has no part in it: the same tables give the same bytes.
_CREATED = datetime.datetime(2000, 1, 1)
# Every text stays text: neither formula, link nor number is made of one.
_AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write(contents: ExportBundle, path: Path) -> None:
    """Write the workbook."""
    xlsxwriter = optional("xlsxwriter", "xlsx")
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, _AS_TEXT)
    created = contents.created
    book.set_properties(
        {
            "title": contents.title,
            "subject": f"Release {contents.release}",
            "comments": contents.description,
            "created": datetime.datetime.fromisoformat(created) if created else _CREATED,
        }
    )
    sheets = _Sheets(book)
    about = [list(pair) for pair in contents.about.items()]
    # Spreadsheets, and pandas.read_excel, open the first sheet: of one table, its rows.
    is_alone = len(contents.tables) == 1
    if not is_alone:
        sheets.add("about", _ABOUT, about)
    for table in contents.tables.values():
        rows = [list(row) for row in table.rows()]
        sheets.add(table.name, tuple(spec.name for spec in table.columns), rows)
    if is_alone:
        sheets.add("about", _ABOUT, about)
    sheets.add("dictionary", DICTIONARY, [list(row) for row in dictionary(contents)])
    book.close()
    path.write_bytes(data.getvalue())


class _Sheets:
    """The sheets of a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._date = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._bold = book.add_format({"bold": False})

    def add(self, name: str, header: tuple[str, ...], rows: list[list[Value]]) -> None:
        """Add a sheet: the header stays in sight, and each column can be filtered."""
        if len(rows) >= _MOST_ROWS:
            raise ExportError(
                f"{name} has {len(rows)} rows, but a sheet has at most {_MOST_ROWS - 1}; use csv"
            )
        sheet = self._book.add_worksheet(name)
        widths = [len(title) + 3 for title in header]
        for place, title in enumerate(header):
            sheet.write_string(0, place, title, self._head)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if value is not None and value != () and value != "":
                    self._write(sheet, number, place, value)
                    widths[place] = max(widths[place], len(to_csv_cell(value)) + 1)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(max(width, _NARROWEST), _WIDEST))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)

    def _write(self, sheet: Any, row: int, column: int, value: Value) -> None:
        if isinstance(value, datetime.date) and value >= _FIRST_DAY:
            sheet.write_datetime(row, column, value, self._date)
        elif isinstance(value, (int, Decimal)) and _survives(value):
            sheet.write_number(row, column, value)
        else:
            self._write_text(sheet, row, column, to_csv_cell(value))

    def _write_text(self, sheet: Any, row: int, column: int, text: str) -> None:
        if {*text} & _NO_CHARACTERS:
            raise ExportError(
                f"{sheet.get_name()}, row {row + 1}: {text[:60]!a} has a character that a sheet "
                "cannot store; remove it or use csv"
            )
        if _utf16(text) > _LONGEST_CELL:
            raise ExportError(
                f"{sheet.get_name()}, row {row + 1}: a text has {len(text)} characters, but a cell "
                f"has at most {_LONGEST_CELL}; use csv"
            )
        if text.startswith("<r>") and text.endswith("</r>"):
            # xlsxwriter would interpret such a text as markup.
            sheet.write_rich_string(row, column, text[0], self._bold, text[1:])
        else:
            sheet.write_string(row, column, text)


def _survives(number: int | Decimal) -> bool:
    """Return whether a sheet, with 16 digits, stores a number unchanged."""
    return Decimal(f"{number:.16G}") == number and is_exact_float(number)


def _utf16(text: str) -> int:
    """Return the length of a text as spreadsheets count it."""
    return len(text.encode("utf-16-le")) // 2
