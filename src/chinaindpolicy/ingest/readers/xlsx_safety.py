"""Check the parts of a workbook before openpyxl reads it.

A workbook is a zip archive of XML. A streaming pass over its parts rejects archives that would
exhaust time or memory, or read other files.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.io.limits import (
    MOST_CELLS,
    MOST_FORMAT_CHARACTERS,
    MOST_PART_ELEMENTS,
    MOST_PROBLEMS,
    MOST_SHEET_ROWS,
    MOST_SHEETS,
    MOST_UNPACKED_BYTES,
)

_CHUNK = 256 * 1024
_SHEETS = "xl/worksheets/"
_TRUE = ("1", "true")
_STRINGS = "xl/sharedstrings.xml"
_TYPES = "[Content_Types].xml"
_BOOK = "xl/workbook.xml"
_BOOK_TYPES = re.compile(r".*(sheet|template)(\.macroEnabled)?\.main\+xml", re.IGNORECASE)
# Ignored parts, which can be long: caches, pictures, notes.
_IGNORED = re.compile(r"xl/(pivot|drawings|media|charts|comments|externalLinks|customXml).*")


@dataclass
class Features:
    """Features of a sheet besides its cell values.

    Attributes:
        formulas: True if a cell has a formula.
        merged: The merged ranges; only as many as are reported.
        n_merged: The number of merged ranges.
        hidden_rows: The hidden rows that contain a value; only as many as are reported.
        hidden_columns: The hidden columns that contain a value, from 1.
    """

    formulas: bool = False
    merged: list[str] = field(default_factory=list[str])
    n_merged: int = 0
    hidden_rows: list[int] = field(default_factory=list[int])
    hidden_columns: set[int] = field(default_factory=set[int])


class _RejectedError(Exception):
    """A part of a workbook that must not be read."""


def check_workbook(path: Path) -> None:
    """Raise DataFileError for an archive that is not a workbook or not safe to open.

    Raises:
        DataFileError: If it is not a workbook, is too large when unpacked, names other files,
            declares entities, or has too many sheets, styles or formats.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_names(path, [part.filename for part in parts])
            # A part never returns more bytes than the archive declares.
            size = sum(part.file_size for part in parts)
            if size > MOST_UNPACKED_BYTES:
                raise DataFileError(
                    path,
                    f"unpacks to {size} bytes, more than the {MOST_UNPACKED_BYTES} that are read: "
                    "save the sheet as CSV",
                )
            for part in parts:
                _check_part(path, archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
        raise DataFileError(path, f"is not a workbook, or is truncated: {error}") from error


def _check_names(path: Path, names: list[str]) -> None:
    if _TYPES not in names:
        raise DataFileError(path, "is an archive, but not a workbook; unpack it first")
    if _BOOK not in names:
        raise DataFileError(path, "is not an .xlsx workbook; save it as .xlsx or CSV")
    folded = [name.casefold() for name in names]
    if len(set(folded)) < len(folded):
        twice = next(name for name in names if folded.count(name.casefold()) > 1)
        raise DataFileError(path, f"is damaged: its part {twice!r} occurs twice")
    for name in names:
        if ".." in name.split("/") or name.startswith("/") or "\\" in name or ":" in name:
            raise DataFileError(
                path, f"is not a workbook: the path of its part {name!r} is outside the archive"
            )


def _check_part(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename.casefold()
    # Sheets are walked through to the end when they are read; here only up to their root.
    briefly = name.startswith(_SHEETS) or _IGNORED.fullmatch(name) is not None
    walk = _Walk(bounded=name != _STRINGS, stop_at_root=briefly)
    try:
        _parse(archive, part.filename, walk.parser)
    except _RejectedError as error:
        raise DataFileError(path, f"its part {part.filename!r} {error}") from None


class _Walk:
    """A pass over the elements of a part other than a sheet."""

    def __init__(self, *, bounded: bool, stop_at_root: bool) -> None:
        self.parser = _parser(self._start)
        self._bounded = bounded
        self._stop = stop_at_root
        self._elements = self._sheets = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._stop:
            raise _Done
        self._elements += 1
        if self._bounded and self._elements > MOST_PART_ELEMENTS:
            raise _RejectedError(f"has more than {MOST_PART_ELEMENTS} elements")
        local = name.rpartition(":")[2]
        if local == "sheet":
            self._sheets += 1
            if self._sheets > MOST_SHEETS:
                raise _RejectedError(f"names more than {MOST_SHEETS} sheets")
        elif local == "numFmt":
            size = len(attributes.get("formatCode", ""))
            if size > MOST_FORMAT_CHARACTERS:
                raise _RejectedError(f"has a number format of {size} characters")
        elif (
            # Another part than the checked one would be read as the workbook.
            local == "Override"
            and _BOOK_TYPES.fullmatch(attributes.get("ContentType", ""))
            and attributes.get("PartName", "") != f"/{_BOOK}"
        ):
            raise _RejectedError(f"names another workbook than {_BOOK}")


class _Done(Exception):
    """End of a walk before the end of the part."""


def _parser(start: Callable[[str, dict[str, str]], None]) -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = False
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _reject_doctype
    return parser


def _reject_doctype(*_: object) -> None:
    raise _RejectedError("declares a document type, which is not allowed in a workbook")


def _parse(archive: zipfile.ZipFile, name: str, parser: Any) -> None:
    """Pass over a part; invalid XML ends the pass, because the reader reports it later."""
    with archive.open(name) as part:
        try:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except _Done:
            pass
        except expat.ExpatError as error:
            wrong = expat.errors.codes.get(expat.errors.XML_ERROR_UNKNOWN_ENCODING)
            if error.code == wrong:
                raise _RejectedError("is in an encoding that no workbook has") from None
        except (zlib.error, EOFError, zipfile.BadZipFile) as error:
            raise _RejectedError(f"is damaged: {error}") from None
        except (LookupError, ValueError):
            raise _RejectedError("is in an encoding that no workbook has") from None


def sheet_features(path: Path, name: str) -> Features:
    """Return features of a sheet that openpyxl does not report when streaming.

    Raises:
        DataFileError: If it has more rows or cells than are read.
    """
    sheet = _SheetWalk()
    with zipfile.ZipFile(path) as archive:
        try:
            _parse(archive, name, sheet.parser)
        except _RejectedError as refused:
            raise DataFileError(path, f"its part {name!r} {refused}") from None
    return sheet.found


class _SheetWalk:
    """A walk through the elements of a sheet."""

    def __init__(self) -> None:
        self.found = Features()
        self.parser = _parser(self._start)
        self._kinds: dict[str, str] = {}
        self._row = self._cells = self._in_row = self._column = 0
        self._is_hidden = False
        self._hidden: list[tuple[int, int]] = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._kinds.get(name)
        if local is None:
            local = name.rpartition(":")[2]
            if len(self._kinds) < MOST_PART_ELEMENTS:
                self._kinds[name] = local
        self._in_row += 1
        if local == "c":
            self._cell(attributes.get("r", ""))
        elif local == "row":
            self._start_row(attributes.get("r", ""))
            self._is_hidden = attributes.get("hidden") in _TRUE
        elif local in ("v", "is"):
            self._note_hidden()
        elif (
            local == "col"
            and attributes.get("hidden") in _TRUE
            and len(self._hidden) < MOST_PROBLEMS
        ):
            span = (attributes.get("min", ""), attributes.get("max", ""))
            if all(each.isdecimal() and len(each) < 8 for each in span):
                self._hidden.append((int(span[0]), int(span[1])))
        elif local == "f":
            self.found.formulas = True
        elif local == "mergeCell":
            self.found.n_merged += 1
            if len(self.found.merged) < MOST_PROBLEMS:
                self.found.merged.append(attributes.get("ref", ""))
            self._in_row = 0
            if self.found.n_merged > MOST_CELLS // 20:
                raise _RejectedError(f"merges cells more than {MOST_CELLS // 20} times")
        if self._in_row > MOST_PART_ELEMENTS:
            raise _RejectedError(f"has more than {MOST_PART_ELEMENTS} elements in one row")

    def _note_hidden(self) -> None:
        """Note the row and column of a value that are hidden."""
        rows = self.found.hidden_rows
        if self._is_hidden and len(rows) < MOST_PROBLEMS and rows[-1:] != [self._row]:
            rows.append(self._row)
        if self._hidden and any(first <= self._column <= last for first, last in self._hidden):
            self.found.hidden_columns.add(self._column)

    def _start_row(self, reference: str) -> None:
        self._row += 1
        if reference.isdecimal():
            self._row = int(reference) if len(reference) < 12 else MOST_SHEET_ROWS + 1
        if self._row > MOST_SHEET_ROWS:
            raise _RejectedError(
                f"has a row {reference[:12] or self._row}; a sheet has {MOST_SHEET_ROWS}"
            )
        self._in_row = self._column = 0

    def _cell(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        column = self._column + 1
        if 0 < len(letters) <= 3 and letters.isascii() and letters.isalpha():
            column = 0
            for letter in letters.upper():
                column = column * 26 + ord(letter) - 64
        # The length of a row is the column of its last cell; earlier cells can be empty.
        self._cells += max(column - self._column, 1)
        self._column = max(column, self._column)
        if self._cells > MOST_CELLS:
            raise _RejectedError(
                f"has more than {MOST_CELLS} cells, those before the last of a row included: "
                "save it as CSV"
            )
