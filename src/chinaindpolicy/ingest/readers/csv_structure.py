"""Row structure of a delimited text: where each row starts, and which rows fit the header."""

from __future__ import annotations

import io
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

from chinaindpolicy.ingest.readers.encoding import TextFile
from chinaindpolicy.ingest.readers.notes import is_note
from chinaindpolicy.ingest.readers.read_problems import ReadProblems


def _numbers() -> array[int]:
    return array("q")


@dataclass
class RowStructure:
    """The rows below the header, numbered from 0, as far as they are not plain.

    Attributes:
        text: The file.
        skipped: Number of lines up to the end of the header.
        total: Number of rows, the dropped ones included.
        dropped: Numbers of the rows that are blank or do not fit, ascending.
        dropped_lines: The lines of the dropped rows, ascending.
        unread: First line, last line and code of the dropped rows that are not blank.
    """

    text: TextFile
    skipped: int
    total: int = 0
    dropped: array[int] = field(default_factory=_numbers)
    dropped_lines: array[int] = field(default_factory=_numbers)
    unread: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    # The rows of more than one line, and by how many lines each shifts the rows below it.
    _tall: array[int] = field(default_factory=_numbers)
    _shifts: array[int] = field(default_factory=lambda: array("q", [0]))
    # How many rows that are read come before each dropped row.
    _kept_before: array[int] = field(default_factory=_numbers)

    def add(self, n_lines: int, *, keep: bool) -> None:
        """Add the next row."""
        if not keep:
            line = self.skipped + 1 + self.total + self._shifts[-1]
            self._kept_before.append(self.total - len(self.dropped))
            self.dropped.append(self.total)
            self.dropped_lines.extend(range(line, line + n_lines))
        if n_lines > 1:
            self._tall.append(self.total)
            self._shifts.append(self._shifts[-1] + n_lines - 1)
        self.total += 1

    def height(self) -> int:
        """Return the number of rows that are read."""
        return self.total - len(self.dropped)

    def lines(self, rows: Sequence[int]) -> list[int | None]:
        """Return the lines on which some rows, numbered among those read, start."""
        return [self._line(row + bisect_right(self._kept_before, row)) for row in rows]

    def _line(self, row: int) -> int:
        return self.skipped + 1 + row + self._shifts[bisect_left(self._tall, row)]

    def unread_rows(self) -> Iterator[tuple[int, str, str]]:
        """Yield line, code and text of the rows that could not be read.

        After a misplaced quotation mark, rows cannot be distinguished from cells of several
        lines. Each line is then a row.
        """
        unread = iter(self.unread)
        first, last, code = next(unread, (0, 0, ""))
        parts: list[bytes] = []
        with _opened(self.text) as file:
            for number, line in enumerate(file, 1):
                if not first <= number <= last:
                    continue
                parts.append(line)
                if number == last or code == "quote-open":
                    text = b"".join(parts).decode("utf-8", "replace").removeprefix("\ufeff")
                    yield number - len(parts) + 1, code, text.removesuffix("\n").removesuffix("\r")
                    parts.clear()
                if number == last:
                    first, last, code = next(unread, (0, 0, ""))

    def without_dropped(self) -> bytes:
        """Return the text below the header without the lines of the dropped rows."""
        drop = iter(self.dropped_lines)
        next_drop = next(drop, None)
        kept = io.BytesIO()
        with _opened(self.text) as file:
            for number, line in enumerate(islice(file, self.skipped, None), self.skipped + 1):
                if number == next_drop:
                    next_drop = next(drop, None)
                else:
                    kept.write(line)
        return kept.getvalue()


def survey(
    text: TextFile,
    skipped: int,
    delimiter: str,
    width: int,
    problems: ReadProblems,
    notes: list[tuple[int, str]] | None = None,
) -> RowStructure:
    """Find the rows below the header that do not fit it.

    Args:
        text: The file.
        skipped: Number of lines up to the end of the header.
        delimiter: The delimiter of cells.
        width: Number of cells of the header.
        problems: Receives a finding for each row that is neither read nor blank.
        notes: Receives line and text of each note below the table; None if notes are findings.
    """
    rows = RowStructure(text, skipped)
    mark, foreign = delimiter.encode(), frozenset(text.foreign)
    well_formed = _well_formed(mark).fullmatch
    for first, last, row in _suspects(rows, _fits_header(mark, width), foreign):
        row = row.removesuffix(b"\n").removesuffix(b"\r")
        n_cells = re.sub(rb'"[^"]*"', b"", row).count(mark) + 1
        keep = False
        code = ""
        if not well_formed(row):
            code = "quote-open"
            _report_quote(problems, first)
        elif not foreign.isdisjoint(range(first, last + 1)):
            code = "encoding-mixed"
            message = "the line is not in the encoding of the others"
            problems.add("encoding-mixed", message, line=first)
        elif n_cells == width and row:
            keep = True
        elif notes is not None and (said := _note(row.decode(), mark.decode(), width, notes)):
            notes.append((first, said))
        elif row.decode().strip():
            code = "row-ragged"
            note = "; it looks like a note below the table" if n_cells == 1 else ""
            problems.add_ragged(first, n_cells, width, note)
        if code:
            rows.unread.append((first, last, code))
        rows.add(last - first + 1, keep=keep)
    return rows


def _note(row: str, mark: str, width: int, notes: list[tuple[int, str]]) -> str:
    """Return the text of a note: one filled cell that looks like a note or follows one."""
    cells = [cell.strip().strip('"').strip() for cell in row.split(mark)]
    said = [cell for cell in cells if cell]
    if width < 2 or not said:
        return ""
    if is_note(said[0]) or (len(said) == 1 and notes):
        return " ".join(said)
    return ""


def _report_quote(problems: ReadProblems, line: int) -> None:
    problems.add(
        "quote-open",
        "a quotation mark is inside a cell, or opens a cell that is not closed; the rows up to "
        "the next mark were not read",
        line=line,
        expected='a doubled mark in a quoted cell: "5"" pipe"',
    )


@contextmanager
def _opened(text: TextFile) -> Generator[IO[bytes]]:
    source = text.source
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        yield file


def _suspects(
    rows: RowStructure, is_good: Callable[[bytes], object], foreign: frozenset[int]
) -> Iterator[tuple[int, int, bytes]]:
    """Count the good rows of one line; yield first line, last line and text of every other row.

    A line end within a pair of quotation marks is part of a cell, as Polars reads it.
    """
    parts: list[bytes] = []
    n_good, number = 0, rows.skipped
    with _opened(rows.text) as file:
        for number, line in enumerate(islice(file, rows.skipped, None), rows.skipped + 1):
            if not parts and is_good(line) and number not in foreign:
                n_good += 1  # by far the most frequent case
                continue
            parts.append(line)
            if (line.count(b'"') % 2 == 1) == (len(parts) > 1):
                rows.total += n_good
                yield number - len(parts) + 1, number, b"".join(parts)
                n_good = 0
                parts.clear()
    rows.total += n_good
    if parts:
        yield number - len(parts) + 1, number, b"".join(parts)


def _cell(mark: bytes, beyond: bytes = b"") -> bytes:
    return rb'(?:"[^"]*+(?:""[^"]*+)*+"|[^"%b]*+)' % (re.escape(mark) + beyond)


def _well_formed(mark: bytes) -> re.Pattern[bytes]:
    """Return the pattern of a row whose quotation marks open and close cells."""
    return re.compile(b"%b(?:%b%b)*+" % (_cell(mark), re.escape(mark), _cell(mark)))


def _fits_header(mark: bytes, width: int) -> Callable[[bytes], object]:
    """Return a predicate: true for a line that is a row by itself and fits the header."""
    cell = _cell(mark, rb"\r\n")
    row = rb"(?![\r\n])%b(?:%b%b){%d}\r?\n?" % (cell, re.escape(mark), cell, width - 1)
    matches, n_marks = re.compile(row).fullmatch, width - 1

    def fits(line: bytes) -> object:
        # Counting is several times faster than the pattern, and most lines have no quotation mark.
        if line.count(mark) == n_marks and b'"' not in line and b"\r" not in line:
            return True
        return matches(line)

    # A blank line has as many delimiters as a row of one column.
    return fits if n_marks else matches
