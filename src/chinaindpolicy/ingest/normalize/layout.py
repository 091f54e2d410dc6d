"""Layout of a sheet or CSV file: title lines, header rows, and a row of units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.known_headers import (
    KNOWN_HEADERS,
    is_growth_header,
    is_share_header,
    known_field,
)
from chinaindpolicy.ingest.normalize.period_parser import read_period
from chinaindpolicy.ingest.normalize.unit_parser import UnitReader
from chinaindpolicy.ingest.readers.header import HeaderRows, filled, table_rows, text_in
from chinaindpolicy.ingest.readers.notes import is_note

_TITLE = re.compile(
    r"[:：]|^[(（]|^(?:附?[表图]|table|figure|fig\.|单位|units?\b|数据库|注|data source)"
    r"|^last updated",
    re.IGNORECASE,
)
_UNIT_LINE = re.compile(r"[(（]?\s*(?:计量)?单\s*位\s*[:：]|units?\s*:", re.IGNORECASE)
_NUMERIC = re.compile(r"[-+(]?[0-9][0-9,.\s]*[%)]?")

Rows = Sequence[tuple[int, Sequence[object]]]


class LayoutFinder:
    """Finder of the header rows of a table; see `readers.header.HeaderFinder`."""

    def __init__(self, units: UnitReader) -> None:
        self._units = units

    def __call__(self, path: Path, rows: Rows, header: tuple[int, ...] | None) -> HeaderRows | None:
        """Return the header rows among the first rows of a file.

        Raises:
            DataFileError: If no row is on a line that is given.
        """
        if header is not None:
            return self._given(path, rows, header)
        if not rows:
            return None
        found = self._first_header(rows)
        first = found
        while first and _continues_above([text_in(cell) for cell in rows[first - 1][1]]):
            first -= 1
        count = found - first + 1
        translated = set[int]()
        while True:
            if _translates(rows, first + count):
                translated.add(count)
            elif not self._continues_below(rows, first, count):
                break
            count += 1
        return self._with_units(rows, first, count, translated)

    def _first_header(self, rows: Rows) -> int:
        """Return the first row that can be the header and states no unit of the table."""
        start = 0
        while start < len(rows):
            found = start + (table_rows(rows[start:]) or 0)
            texts = [text_in(cell) for cell in rows[found][1]]
            title = texts[:1] and texts[0].startswith(("(", "（"))
            if not (title or any(map(_UNIT_LINE.match, texts))) or found + 1 == len(rows):
                return found
            start = found + 1
        return 0

    def _given(self, path: Path, rows: Rows, header: tuple[int, ...]) -> HeaderRows:
        indexes = [
            index for wanted in header for index, (line, _) in enumerate(rows) if line == wanted
        ]
        if len(indexes) != len(header):
            lines = [line for line, _ in rows]
            missing = next(wanted for wanted in header if wanted not in lines)
            raise DataFileError(path, f"no row starts on line {missing} that could be the header")
        if indexes != list(range(indexes[0], indexes[0] + len(indexes))):
            raise DataFileError(path, f"header rows must follow each other, not {header}")
        below = range(1, len(indexes))
        translated = {row for row in below if _translates(rows, indexes[row])}
        return self._with_units(rows, indexes[0], len(indexes), translated)

    def _with_units(self, rows: Rows, first: int, count: int, translated: set[int]) -> HeaderRows:
        unit = self._is_unit_row(rows, first + count)
        repeated = {count + 1} if unit and self._repeats_units(rows, first + count) else set[int]()
        return HeaderRows(first, count, unit, frozenset(translated | repeated))

    def _is_unit_row(self, rows: Rows, index: int) -> bool:
        """Return True if a row contains no numbers, and half of its texts are units."""
        if index >= len(rows):
            return False
        texts = [text_in(cell) for cell in rows[index][1]]
        if texts and texts[0] in ("单位", "计量单位", "Unit", "Units", "unit"):
            texts = texts[1:]
        elif texts and texts[0] and index and texts[0] == text_in(rows[index - 1][1][0]):
            texts = texts[1:]  # the header of the labels is merged over the rows
        elif texts and texts[0]:
            return False
        given = [text for text in texts if text]
        if any(_NUMERIC.fullmatch(text) for text in given):
            return False
        others = [text for text in given if not self._is_unit(text)]
        if others and any(map(self._is_growth, others)):
            return False  # 万辆 and 比上年增长(%) below one header
        return bool(given) and 2 * len(others) <= len(given)

    def _repeats_units(self, rows: Rows, index: int) -> bool:
        """Return True if the row after a row of units states them in another language."""
        if not self._is_unit_row(rows, index + 1):
            return False
        above, below = ([text_in(cell) for cell in rows[at][1]] for at in (index, index + 1))
        pairs = [(a, b) for a, b in zip(above, below, strict=False) if (a or b) and a != b]
        return bool(pairs) and all(a and b and a.isascii() != b.isascii() for a, b in pairs)

    def _is_growth(self, text: str) -> bool:
        pair = self._units.split(text)
        name = pair[0] if pair else text
        return is_growth_header(name) or is_share_header(name)

    def _is_unit(self, text: str) -> bool:
        try:
            self._units.scale_or_unit(text)
        except CellError:
            return False
        return True

    def _continues_below(self, rows: Rows, first: int, count: int) -> bool:
        """Return True if the row after the header rows belongs to the header."""
        at = first + count
        if at >= len(rows) or self._is_unit_row(rows, at):
            return False
        above = [[text_in(cell) for cell in cells] for _, cells in rows[first:at]]
        texts = [text_in(cell) for cell in rows[at][1]]
        if len([text for text in texts if text]) < 2:
            return False
        # The label column has one header, in the first of the rows or merged over all of them.
        if texts[0] and all(texts[0] != row[0] for row in above if row):
            return False
        last = above[-1]
        gaps = any(not text for text in last[1:]) or len(last) < len(texts)
        labels = all(not _NUMERIC.fullmatch(text) or _is_period(text) for text in texts[1:] if text)
        return gaps and labels


def _translates(rows: Rows, index: int) -> bool:
    """Return True if a row repeats the header row above it in another language.

    One of the headers names the same field in both rows: 地区 and Region.
    """
    if not 0 < index < len(rows):
        return False
    above, below = ([text_in(cell) for cell in rows[at][1]] for at in (index - 1, index))
    pairs = list(zip(above, below, strict=False))
    fields = tuple(KNOWN_HEADERS)
    same = any(
        first and second and first.isascii() != second.isascii()
        and (field := known_field(first, fields)) is not None
        and field == known_field(second, fields)
        for first, second in pairs
    )  # fmt: skip
    if not same or any(_NUMERIC.fullmatch(text) and not _is_period(text) for text in below):
        return False
    # A translation has a text for each text above, and no other.
    return all(bool(first) == bool(second) or _is_period(first) for first, second in pairs)


def _continues_above(texts: Sequence[str]) -> bool:
    """Return True if a row above the header is a header row of groups and not a title."""
    given = [text for text in texts if text]
    if any(_TITLE.search(text) or is_note(text) for text in given):
        return False
    return filled(texts) > 1 or (bool(given) and not texts[0])


def _is_period(text: str) -> bool:
    try:
        read_period(text)
    except CellError:
        return False
    return True
