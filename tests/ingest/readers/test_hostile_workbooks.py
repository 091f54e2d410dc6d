"""Hostile xlsx workbooks are rejected by name and within limits."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.open_files import open_data
from hostile_files import within


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """Return the parts of a workbook with shared strings."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("figures")
    sheet.write_row(0, 0, ["region_id", "value"])
    sheet.write_row(1, 0, ["cn-bj", 3])
    book.close()
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


SHEET, STRINGS, STYLES, BOOK, TYPES = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "[Content_Types].xml",
)
EXTERNAL = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]>"
)


def _doctype(declared: bytes) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(b"?>", b"?>" + declared, 1)


def _rows(added: str) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(b"</sheetData>", added.encode() + b"</sheetData>")


def _format(code: str) -> Callable[[bytes], bytes]:
    made = f'<numFmts count="1"><numFmt numFmtId="170" formatCode="{code}"/></numFmts><fonts'
    return lambda part: part.replace(b"<fonts", made.encode(), 1)


WORKBOOKS: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "an external entity in a sheet": (SHEET, _doctype(EXTERNAL), "declares a document type"),
    "an external entity in texts": (STRINGS, _doctype(EXTERNAL), "declares a document type"),
    "an external entity in the book": (BOOK, _doctype(EXTERNAL), "declares a document type"),
    "a document type that is elsewhere": (
        STYLES,
        _doctype(b'<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">'),
        "declares a document type",
    ),
    "entities of entities": (STRINGS, _doctype(LAUGHS), "declares a document type"),
    "a document type in UTF-16": (
        STRINGS,
        lambda part: (
            _doctype(EXTERNAL)(part).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
        ).encode("utf-16"),
        "declares a document type",
    ),
    "an encoding of its own": (
        STRINGS,
        lambda part: part.replace(b'encoding="UTF-8"', b'encoding="UTF-7"'),
        "is in an encoding that no workbook has",
    ),
    "a row beyond the last": (
        SHEET,
        _rows('<row r="1000000000"><c r="A1000000000"><v>1</v></c></row>'),
        "has a row 1000000000; a sheet has 1048576",
    ),
    "a row of 5000 digits": (SHEET, _rows(f'<row r="{"9" * 5000}"/>'), "a sheet has 1048576"),
    "more rows than a sheet has": (SHEET, _rows("<row/>" * 1_048_577), "a sheet has 1048576"),
    "rows that are empty but for the last column": (
        SHEET,
        _rows("".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(3, 3003))),
        "has more than 20000000 cells",
    ),
    "a million cells of one place": (
        SHEET,
        _rows('<row r="3">' + '<c r="A3"/>' * 300_000 + "</row>"),
        "has more than 200000 elements in one row",
    ),
    "a column beyond the bound": (
        SHEET,
        lambda part: part.replace(b'r="B2"', b'r="XFD2"'),
        "has 16384 columns, more than the 5000 that are read",
    ),
    "merged cells without end": (
        SHEET,
        lambda part: part.replace(
            b"</sheetData>",
            b'</sheetData><mergeCells><mergeCell ref="A1:B1"/>'
            + b"<mergeCell/>" * 1_000_000
            + b"</mergeCells>",
        ),
        "merges cells more than 1000000 times",
    ),
    "styles without end": (
        STYLES,
        lambda part: part.replace(b"<cellXfs", b"<x/>" * 200_001 + b"<cellXfs"),
        "has more than 200000 elements",
    ),
    "a number format without end": (
        STYLES,
        _format("[&lt;" * 501),
        "has a number format of 1002 characters",
    ),
    "sheets without end": (
        BOOK,
        lambda part: part.replace(
            b"</sheets>", b'<sheet name="x" sheetId="9" r:id="rId1"/>' * 1001 + b"</sheets>"
        ),
        "names more than 1000 sheets",
    ),
    "another workbook within": (
        TYPES,
        lambda part: part.replace(b"/xl/workbook.xml", b"/xl/other.xml"),
        "names another workbook",
    ),
    "a relation that leads out": (
        "xl/_rels/workbook.xml.rels",
        lambda part: part.replace(b"worksheets/sheet1.xml", b"../../../../etc/passwd"),
        "has no sheet that is shown",
    ),
    "an index of no text": (
        SHEET,
        lambda part: part.replace(b"<v>0</v>", b"<v>99999</v>"),
        "cannot be read as a workbook",
    ),
}


def _book(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


@pytest.mark.parametrize("name", WORKBOOKS)
def test_hostile_workbook_is_rejected_within_limits(
    tmp_path: Path, parts: dict[str, bytes], name: str
) -> None:
    part, change, expected = WORKBOOKS[name]
    made = change(parts[part])
    assert made != parts[part]
    path = _book(tmp_path / "a.xlsx", {**parts, part: made})
    with within(20), pytest.raises(DataFileError, match=re.escape(expected)) as caught:
        open_data(path, "figures")
    assert str(path) in str(caught.value)
    assert "root:" not in str(caught.value)


def test_inflating_sheet_is_rejected_before_unpacking(
    tmp_path: Path, parts: dict[str, bytes]
) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, part in parts.items():
            if name != SHEET:
                archive.writestr(name, part)
        with archive.open(SHEET, "w", force_zip64=True) as sheet:
            for _ in range(600):
                sheet.write(b" " * 1024 * 1024)
    assert path.stat().st_size < 1024 * 1024
    with within(2), pytest.raises(DataFileError, match="more than the 536870912 that are read"):
        open_data(path, "figures")


def test_archive_with_wrong_size_is_rejected(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = _book(tmp_path / "a.xlsx", {**parts, SHEET: parts[SHEET] + b" " * 5_000_000})
    data = bytearray(path.read_bytes())
    entry = next(
        at.start()
        for at in re.finditer(b"PK\x01\x02", data)
        if data[at.start() + 46 :].startswith(SHEET.encode())
    )
    data[entry + 24 : entry + 28] = struct.pack("<I", 500)
    path.write_bytes(data)
    with pytest.raises(DataFileError, match=r"sheet1\.xml' is damaged|is not a workbook"):
        open_data(path, "figures")


def test_damaged_workbook_part_is_rejected(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = _book(tmp_path / "a.xlsx", parts)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo(STYLES).header_offset + 30 + len(STYLES)
    data[start : start + 60] = b"\xff" * 60
    path.write_bytes(data)
    with pytest.raises(DataFileError, match=r"its part 'xl/styles\.xml' is damaged"):
        open_data(path, "figures")


@pytest.mark.parametrize("name", ["../../x.xml", "/etc/x.xml", "xl/../../x", "C:/x", "..\\x"])
def test_part_names_outside_the_archive_are_rejected(
    tmp_path: Path, parts: dict[str, bytes], name: str
) -> None:
    path = _book(tmp_path / "a.xlsx", {**parts, name: b"x"})
    with pytest.raises(DataFileError, match="is outside the archive"):
        open_data(path, "figures")


def test_duplicate_workbook_part_is_rejected(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = _book(tmp_path / "a.xlsx", {**parts, SHEET.upper(): parts[SHEET]})
    with pytest.raises(DataFileError, match="occurs twice"):
        open_data(path, "figures")


def test_symlink_part_is_not_followed(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name)
            if name == SHEET:
                info.external_attr = 0o120777 << 16
                part = b"/etc/passwd"
            archive.writestr(info, part)
    with pytest.raises(DataFileError, match="cannot be read as a workbook"):
        open_data(path, "figures")


def test_declared_sheet_dimension_is_ignored(tmp_path: Path, parts: dict[str, bytes]) -> None:
    sheet = parts[SHEET].replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert sheet != parts[SHEET]
    found = open_data(_book(tmp_path / "a.xlsx", {**parts, SHEET: sheet}), "figures")
    assert found.frame.collect().rows() == [("cn-bj", "3")]


def test_formulas_and_external_links_are_not_followed(
    tmp_path: Path, parts: dict[str, bytes]
) -> None:
    formula = b"<f>WEBSERVICE(&quot;http://localhost:9/&quot;)</f><v>3</v>"
    linked = parts[SHEET].replace(b"<v>3</v>", formula)
    outside = b"<f>[1]Sheet1!A1</f><v>4</v>"
    path = _book(tmp_path / "a.xlsx", {**parts, SHEET: linked})
    assert open_data(path, "figures").frame.collect().rows() == [("cn-bj", "3")]
    path = _book(tmp_path / "a.xlsx", {**parts, SHEET: parts[SHEET].replace(b"<v>3</v>", outside)})
    assert open_data(path, "figures").frame.collect().rows() == [("cn-bj", "4")]
