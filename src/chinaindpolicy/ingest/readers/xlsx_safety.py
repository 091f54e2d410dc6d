"""Check the parts of a workbook before openpyxl reads it.

A workbook is a zip archive of XML. A streaming pass over its parts refuses archives that would
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
_STRINGS = "xl/sharedstrings.xml"
_TYPES = "[Content_Types].xml"
_BOOK = "xl/workbook.xml"
_BOOK_TYPES = re.compile(r".*(sheet|template)(\.macroEnabled)?\.main\+xml", re.IGNORECASE)
# What is not read, and may be long: caches, pictures, notes.
_PASSED_OVER = re.compile(r"xl/(pivot|drawings|media|charts|comments|externalLinks|customXml).*")


@dataclass
class Features:
    """Features of a sheet besides its cell values.

    Attributes:
        formulas: Whether a cell holds a formula.
        merged: The cells that are merged; the first of them, so many are kept as are told.
        n_merged: How many times cells are merged.
    """

    formulas: bool = False
    merged: list[str] = field(default_factory=list[str])
    n_merged: int = 0


class _Refused(Exception):
    """A part of a workbook that must not be read."""


def check_workbook(path: Path) -> None:
    """Refuse an archive that is no workbook, or one that must not be opened.

    Raises:
        DataFileError: If it is no workbook, unpacks to too much, names other files, holds
            declarations of entities, or more sheets, styles or formats than any real one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_names(path, [part.filename for part in parts])
            # What an archive declares is what can be read of it: no part yields more.
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
        raise DataFileError(path, f"is no workbook, or is cut off: {error}") from error


def _check_names(path: Path, names: list[str]) -> None:
    if _TYPES not in names:
        raise DataFileError(path, "is an archive, but no workbook: unpack it first")
    if _BOOK not in names:
        raise DataFileError(path, "is no .xlsx workbook: save it as .xlsx or CSV")
    folded = [name.casefold() for name in names]
    if len(set(folded)) < len(folded):
        twice = next(name for name in names if folded.count(name.casefold()) > 1)
        raise DataFileError(path, f"is damaged: its part {twice!r} is there twice")
    for name in names:
        if ".." in name.split("/") or name.startswith("/") or "\\" in name or ":" in name:
            raise DataFileError(path, f"is no workbook: its part {name!r} leads out of it")


def _check_part(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename.casefold()
    # Sheets are walked through to the end when they are read; here only up to their root.
    briefly = name.startswith(_SHEETS) or _PASSED_OVER.fullmatch(name) is not None
    walk = _Walk(bounded=name != _STRINGS, stop_at_root=briefly)
    try:
        _parse(archive, part.filename, walk.parser)
    except _Refused as refused:
        raise DataFileError(path, f"its part {part.filename!r} {refused}") from None


class _Walk:
    """A walk through the elements of a part that is no sheet."""

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
            raise _Refused(f"has more than {MOST_PART_ELEMENTS} elements")
        local = name.rpartition(":")[2]
        if local == "sheet":
            self._sheets += 1
            if self._sheets > MOST_SHEETS:
                raise _Refused(f"names more than {MOST_SHEETS} sheets")
        elif local == "numFmt":
            size = len(attributes.get("formatCode", ""))
            if size > MOST_FORMAT_CHARACTERS:
                raise _Refused(f"has a number format of {size} characters")
        elif (
            # Another part would be taken for the workbook than the one that was looked at.
            local == "Override"
            and _BOOK_TYPES.fullmatch(attributes.get("ContentType", ""))
            and attributes.get("PartName", "") != f"/{_BOOK}"
        ):
            raise _Refused(f"names another workbook than {_BOOK}")


class _Done(Exception):
    """End of a walk before the end of the part."""


def _parser(start: Callable[[str, dict[str, str]], None]) -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = False
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise _Refused("declares a document type, which no workbook does: entities are not read")


def _parse(archive: zipfile.ZipFile, name: str, parser: Any) -> None:
    """Walk through a part; what is no XML ends the walk, and whoever reads it will say so."""
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
                raise _Refused("is in an encoding that no workbook has") from None
        except (zlib.error, EOFError, zipfile.BadZipFile) as error:
            raise _Refused(f"is damaged: {error}") from None
        except (LookupError, ValueError):
            raise _Refused("is in an encoding that no workbook has") from None


def sheet_features(path: Path, name: str) -> Features:
    """Return features of a sheet that openpyxl does not report when streaming.

    Raises:
        DataFileError: If it has more rows or cells than are read.
    """
    sheet = _SheetWalk()
    with zipfile.ZipFile(path) as archive:
        try:
            _parse(archive, name, sheet.parser)
        except _Refused as refused:
            raise DataFileError(path, f"its part {name!r} {refused}") from None
    return sheet.found


class _SheetWalk:
    """A walk through the elements of a sheet."""

    def __init__(self) -> None:
        self.found = Features()
        self.parser = _parser(self._start)
        self._kinds: dict[str, str] = {}
        self._row = self._cells = self._in_row = self._column = 0

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
        elif local == "f":
            self.found.formulas = True
        elif local == "mergeCell":
            self.found.n_merged += 1
            if len(self.found.merged) < MOST_PROBLEMS:
                self.found.merged.append(attributes.get("ref", ""))
            self._in_row = 0
            if self.found.n_merged > MOST_CELLS // 20:
                raise _Refused(f"merges cells more than {MOST_CELLS // 20} times")
        if self._in_row > MOST_PART_ELEMENTS:
            raise _Refused(f"has more than {MOST_PART_ELEMENTS} elements in one row")

    def _start_row(self, reference: str) -> None:
        self._row += 1
        if reference.isdecimal():
            self._row = int(reference) if len(reference) < 12 else MOST_SHEET_ROWS + 1
        if self._row > MOST_SHEET_ROWS:
            raise _Refused(
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
        # A row is as long as its cell farthest to the right: those before it stand empty.
        self._cells += max(column - self._column, 1)
        self._column = max(column, self._column)
        if self._cells > MOST_CELLS:
            raise _Refused(
                f"has more than {MOST_CELLS} cells, those before the last of a row included: "
                "save it as CSV"
            )
