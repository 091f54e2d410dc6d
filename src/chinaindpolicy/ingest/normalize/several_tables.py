"""Further tables below the first one on a sheet or in a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.plain_numbers import is_number
from chinaindpolicy.ingest.normalize.raw_table import RawTable, text_of
from chinaindpolicy.ingest.readers.notes import is_note

_TITLE = re.compile(
    r"(?:附?[表图]|table)\s*[0-9一二三四五六七八九十]+|.*(?:单\s*位|\bunits?)\s*[:：]",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"续|continue|cont\.", re.IGNORECASE)
_MISSING = frozenset(
    ("-", "–", "—", "--", "…", "...", "..", ".", "x", "/", "na", "n/a", "nan", ":")
)


def second_table(cells: RawTable) -> int | None:
    """Return the first row of a second table, which has a title or unit line above its header.

    The row after a title is a header if it contains no numbers, or repeats the header of the file.
    A table that goes on (续表) is the same table.

    Example:
        >>> columns = {"地区": ["北京", "表2 钢材", "地区"], "2022年": ["5", None, "2022年"]}
        >>> second_table(RawTable(columns, 3))
        1
    """
    if len(cells.columns) < 2:
        return None
    columns = list(cells.columns.values())
    values = [name for name, column in cells.columns.items() if _is_of_numbers(column)]
    begin: int | None = None
    unit, data = False, False
    for row in range(cells.height):
        given = [column[row] for column in columns if not _is_empty(column[row])]
        if not given:
            continue
        text = text_of(given[0]) or ""
        if len(given) == 1 and isinstance(given[0], str):
            if _CONTINUED.search(text) or is_note(text):
                begin, unit = None, False
            elif data:
                begin = row if begin is None else begin
                unit = unit or (_TITLE.match(nfkc(text)) is not None and "位" in text)
            continue
        if begin is not None and (unit or _is_header(cells, row, values)):
            return begin
        begin, unit, data = None, False, True
    return None


def table_error(cells: RawTable, row: int) -> CellError:
    """Return the error of a second table that begins at a row."""
    _, line = cells.place(row)
    text = next(text for column in cells.columns.values() if (text := text_of(column[row])))
    place = f"line {line}" if line else f"row {row}"
    return CellError(
        "tables-several",
        f"{place} ({text.strip()[:60]!r}) begins another table, which is not read; save each table "
        "in a file or sheet of its own",
    )


def _is_of_numbers(column: Sequence[Any]) -> bool:
    filled = [cell for cell in column if not _is_empty(cell) and not _is_missing(cell)]
    return bool(filled) and 2 * sum(map(is_number, filled)) >= len(filled)


def _is_header(cells: RawTable, row: int, values: Sequence[str]) -> bool:
    """Return True if most cells of a row in columns of numbers are texts or parts of the header."""
    named = [_names(cells.columns, cells.parts(name), name, row) for name in values]
    stated = [each for each in named if each is not None]
    return bool(stated) and all(stated) and 2 * len(stated) >= len(values)


def _names(
    columns: Mapping[str, Sequence[Any]], parts: Sequence[str], name: str, row: int
) -> bool | None:
    """Return whether a cell is text like that of a header; None if it is empty."""
    cell = columns[name][row]
    if _is_empty(cell) or _is_missing(cell):
        return None
    text = (text_of(cell) or "").strip()
    return text in (name, *parts) or not any(map(str.isdigit, text)) or not (
        is_number(text) or _starts_with_number(text)
    )  # fmt: skip


def _starts_with_number(text: str) -> bool:
    """Return True for a number with a mark or unit; False for a year or months: 2022年, 1-6月."""
    return text[:1].isdigit() and re.match(r"[0-9][0-9,.\-—~]*\s*[年月季]", text) is None


def _is_missing(cell: Any) -> bool:
    return isinstance(cell, str) and cell.strip().casefold() in _MISSING


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
