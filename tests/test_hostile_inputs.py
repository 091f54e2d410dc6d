"""Inputs made to do harm: each is refused by name, and none hangs, fills memory or runs.

What is refused, and by which bound, stands in docs/validating.md and docs/own-documents.md.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter  # type: ignore[import-untyped]

import chinaindpolicy as cip
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.curation.offsets import locate
from chinaindpolicy.dataset.release_files import parse_descriptor
from chinaindpolicy.errors import (
    ChinaIndPolicyError,
    CollectionError,
    DataFileError,
    MappingFileError,
    ReleaseError,
    SourceTextError,
)
from chinaindpolicy.ingest.normalize.mapping_file import read_mapping
from chinaindpolicy.ingest.normalize.writers import write_frame
from chinaindpolicy.ingest.readers.open_files import open_data
from chinaindpolicy.io import limits
from chinaindpolicy.io.safe_read import read_plain
from chinaindpolicy.io.text import escape_control
from chinaindpolicy.quantity import Quantity
from chinaindpolicy.rules.engines.polars_batches import read_in_batches
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import Report
from example import DATASETS, EXAMPLE, TEXTS

RELEASE = DATASETS / "releases" / "2026.1"
LOCATED = "located/harbour-report.csv"


@contextmanager
def within(seconds: float) -> Generator[None]:
    """What takes longer than a bound fails, machines under load included."""
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


# Collections: what a curator's folder may hold.


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "example"))


YAML: dict[str, tuple[str | bytes, str]] = {
    "a tag that runs code": (
        'targets: !!python/object/apply:os.system ["touch pwned"]\n',
        "tags are not used here",
    ),
    "aliases of aliases": (
        "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in ("ab", "bc", "cd")),
        "anchors and aliases are not used",
    ),
    "a duplicate key": ("units:\n- {id: x, id: y}\n", "duplicate key 'id'"),
    "lists nested a million deep": ("targets: " + "[" * 1_000_000, "nested too deeply"),
    "sequences nested by dashes": ("- " * 200_000, "nested too deeply"),
    "keys nested by indentation": (
        "\n".join(" " * depth + "a:" for depth in range(1000)),
        "nested too deeply",
    ),
    "a scalar of ten megabytes": ('targets: "' + "x" * 10_000_000 + '"', "expected a list of rows"),
    "a key of a megabyte": ('? "' + "k" * 1_000_000 + '"\n: 1\n', "(1000000 characters)"),
    "a number of 100,000 digits": (
        "targets:\n- value: " + "9" * 100_000 + "\n",
        "expected an unquoted number",
    ),
    "a NUL": ("targets: a\0b\n", "a character that YAML forbids"),
    "bytes that are no UTF-8": (b"targets: \xff\n", "not UTF-8 at byte 9"),
    "UTF-16": ("targets: []\n".encode("utf-16"), "not UTF-8 at byte 0"),
    "more values than are read": (
        "targets: [" + "1," * limits.MOST_YAML_NODES + "]",
        "more than 1000000 values, lists and mappings",
    ),
    "more problems than are told": (
        "".join(f"k{number}: 1\n" for number in range(200_000)),
        "here 1000 problems were met: the rest of the file is not read",
    ),
    "more tags than are told": (
        "units:\n" + "- !x {id: a}\n" * 50_000,
        "here 1000 problems were met",
    ),
}


@pytest.mark.parametrize("name", YAML)
def test_yaml_made_to_do_harm(folder: Path, name: str) -> None:
    content, said = YAML[name]
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "x.yaml").write_bytes(data)
    with within(20), pytest.raises(CollectionError) as caught:
        read_collection(folder)
    assert any(said in problem.message for problem in caught.value.problems)
    assert all(problem.file.startswith("example/") for problem in caught.value.problems)
    assert len(caught.value.problems) <= limits.MOST_PROBLEMS + 1
    assert max(len(str(problem)) for problem in caught.value.problems) < 2000
    assert not Path("pwned").exists()


def test_a_mapping_file_with_more_problems_than_are_told(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("columns:\n" + "".join(f"  k{n}: x{n}\n" for n in range(20_000)))
    with within(20), pytest.raises(MappingFileError, match="here 1000 problems were met"):
        read_mapping(path, "figures")


def _fifo(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def _link_to(target: str) -> Callable[[Path], None]:
    def link(path: Path) -> None:
        path.unlink(missing_ok=True)
        path.symlink_to(target)

    return link


def _holds(data: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


ODD_FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a pipe": (_fifo, "is no plain file"),
    "a device": (_link_to("/dev/zero"), "leads out of"),
    "a link to elsewhere": (_link_to("/etc/passwd"), "leads out of"),
    "a link to itself": (_link_to("x.yaml"), "leads out of"),
}


@pytest.mark.parametrize("name", ODD_FILES)
def test_files_of_a_collection_that_are_none(folder: Path, name: str) -> None:
    make, said = ODD_FILES[name]
    make(folder / "x.yaml")
    with pytest.raises(CollectionError) as caught:
        read_collection(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.code) == ("example/x.yaml", "file-unreadable")
    assert said in problem.message


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_fifo, "is no plain file"),
        (_link_to("/etc/passwd"), "leads out of"),
        (_holds(b"\xff\xfe"), "is not as `locate` writes it"),
        (_holds(b"paragraph,at\n" + b"x" * 200_000), "is not as `locate` writes it"),
        (_holds(b"a\0b"), "expected the columns"),
    ],
)
def test_offsets_that_are_none(folder: Path, make: Callable[[Path], None], said: str) -> None:
    make(folder / LOCATED)
    with pytest.raises(CollectionError, match=re.escape(said)) as caught:
        cip.load(folder)
    assert f"example/{LOCATED}:1:" in str(caught.value)


def test_folders_are_not_followed_out_of_a_collection(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "more.yaml").write_text("references:\n- {id: more, title: More}\n")
    (folder / "more").symlink_to(outside)
    with pytest.raises(CollectionError, match="is a link to a folder elsewhere") as caught:
        read_collection(folder)
    assert "example/more:1:" in str(caught.value)
    # A link that stays within is harmless, and so is a collection that is itself behind one.
    (folder / "more").unlink()
    (folder / "same").symlink_to(folder / "documents")
    (tmp_path / "linked").symlink_to(folder)
    assert read_collection(tmp_path / "linked").documents


@pytest.mark.parametrize(
    "name", ["../../../../etc/passwd", "/etc/passwd", "a/../../b", "C:\\x", "..\\x", "\\\\host\\x"]
)
def test_a_text_has_to_lie_among_the_texts(folder: Path, name: str) -> None:
    document = folder / "documents" / "harbour-report.yaml"
    said = f"source_file: {json.dumps(name)}"
    document.write_text(re.sub(r"source_file: .*", lambda _: said, document.read_text()))
    dataset = cip.load(folder)
    chosen = dataset.targets.where(document_id="harbour-report")[0]
    said = "a text has to lie in this folder"
    with pytest.raises(SourceTextError, match=said):
        cip.verify(TEXTS, dataset)
    with pytest.raises(SourceTextError, match=said):
        cip.quote(chosen.id, sources=TEXTS, dataset=dataset)
    with pytest.raises(SourceTextError, match=said):
        locate(read_collection(folder), TEXTS)


def test_a_release_that_is_a_path_is_no_release_to_include(folder: Path) -> None:
    settings = folder / "collection.yaml"
    text = settings.read_text()
    settings.write_text(text.replace("collection:\n", 'collection:\n  including: "../../etc"\n', 1))
    with pytest.raises(CollectionError, match=r"including: '\.\./\.\./etc' is not of the form"):
        read_collection(folder)


# Plain files.


def test_only_plain_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_plain(path, 5) == b"12345"
    with pytest.raises(OSError, match="has 5 bytes, more than the 4 that are read"):
        read_plain(path, 4)
    for odd, said in (("/dev/zero", "no plain file"), (str(tmp_path), "is a folder")):
        with pytest.raises(OSError, match=said):
            read_plain(Path(odd), 5)
    with pytest.raises(OSError, match="NUL"):
        read_plain(Path("a\0b"), 5)


# Releases.


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RELEASE, tmp_path / "release"))


def _described(release: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = release / "datapackage.json"
    descriptor = json.loads(path.read_bytes())
    change(descriptor)
    path.write_text(json.dumps(descriptor))


PATHS = ["../../etc/passwd", "/etc/passwd", "..", ".", "", "a/b", "a\0b", "C:\\x", "a\\b", "x\n"]


@pytest.mark.parametrize("path", PATHS)
def test_a_resource_of_a_package_lies_beside_it(release: Path, path: str) -> None:
    _described(release, lambda found: found["resources"][0].update(path=path))
    with pytest.raises(ReleaseError, match=r"datapackage\.json: .* is no plain file name"):
        cip.load(release)


def _first(**update: Any) -> Callable[[dict[str, Any]], object]:
    return lambda found: found["resources"][0].update(update)


def _field(**update: Any) -> Callable[[dict[str, Any]], object]:
    return lambda found: found["resources"][0]["schema"]["fields"][0].update(update)


DESCRIPTORS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "resources as an object": (lambda found: found.update(resources={"a": 1}), "is no list"),
    "resources of texts": (lambda found: found.update(resources=["x"]), "no JSON object"),
    "a version that is none": (lambda found: found.update(version=["x"]), "version is no text"),
    "sources of texts": (lambda found: found.update(sources=["x"]), "no JSON object"),
    "sources that are a number": (lambda found: found.update(sources=5), "sources: no list"),
    "a table twice": (lambda found: found["resources"].append(found["resources"][0]), "twice"),
    "a name that is a list": (_first(name=["x"]), "name is no text"),
    "a path that is a number": (_first(path=5), "path is no text"),
    "rows in words": (_first(rows="many"), "rows is no whole number"),
    "rows that are true": (_first(rows=True), "rows is no whole number"),
    "rows below zero": (_first(rows=-1), "is no number of rows"),
    "rows beyond all bounds": (_first(rows=10**30), "is no number of rows"),
    "a schema of text": (_first(schema="x"), "schema is no JSON object"),
    "a schema without fields": (_first(schema={}), "has no fields"),
    "fields that are a number": (_first(schema={"fields": 5}), "fields is no list"),
    "a field without a type": (_first(schema={"fields": [{"name": "id"}]}), "has no type"),
    "a type nobody knows": (_field(type="geopoint"), "of no type that is known"),
    "codes that are numbers": (_field(constraints={"enum": [1]}), "are not texts, each once"),
    "codes that repeat": (_field(constraints={"enum": ["a", "a"]}), "are not texts, each once"),
    "constraints of text": (_field(constraints="x"), "no JSON object"),
    "a column twice": (
        lambda found: found["resources"][0]["schema"]["fields"].append({"name": "id", "type": "x"}),
        "stands twice",
    ),
}


@pytest.mark.parametrize("name", DESCRIPTORS)
def test_descriptors_that_are_none(release: Path, name: str) -> None:
    change, said = DESCRIPTORS[name]
    _described(release, change)
    with pytest.raises(ReleaseError, match=re.escape(said)):
        cip.load(release)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 200_000, "nested too deeply"),
        (b"[]", "no JSON object"),
        (b'{"name": NaN, "version": "1", "resources": []}', "name is no text"),
    ],
)
def test_descriptors_that_are_no_json(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_descriptor(data)


@pytest.mark.parametrize("data", [b"\xff", b'{"name": ' + b"9" * 100_000 + b"}"])
def test_descriptors_that_python_cannot_decode(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse_descriptor(data)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_fifo, "is no plain file"),
        (_link_to("/dev/zero"), "leads out of"),
        (_link_to(str(RELEASE / "units.csv")), "leads out of"),
        (_holds(b"id\n"), "not the file that was published"),
    ],
)
def test_tables_that_are_none(release: Path, make: Callable[[Path], None], said: str) -> None:
    make(release / "units.csv")
    with pytest.raises(ReleaseError, match=re.escape(said)) as caught:
        cip.load(release).units.frame()
    assert "units.csv" in str(caught.value)


TABLES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a row too short": (lambda data: data + b"x,y\n", "has 2 cells, not"),
    "a row too long": (lambda data: data + b"," * 40 + b"\n", "has 41 cells, not"),
    "an open quotation mark": (lambda data: data + b'"x', "unexpected end of data"),
    "no UTF-8": (lambda data: data + b"\xff\n", "can't decode"),
    "a cell of 200 kB": (lambda data: data + b"x" * 200_000 + b"\n", "field limit"),
    "cut off": (lambda data: data[:-9], "cells, not"),
    "a row less": (lambda data: data[: data.rindex(b"\n", 0, -1) + 1], "its descriptor says"),
    "a code nobody knows": (lambda data: data.replace(b",currency,", b",currencies,"), "units"),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_that_are_not_as_described(release: Path, name: str) -> None:
    change, said = TABLES[name]
    path = release / "units.csv"
    data = change(path.read_bytes())
    assert data != path.read_bytes()
    path.write_bytes(data)
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    _described(
        release,
        lambda found: [
            part.update(hash=digest) for part in found["resources"] if part["name"] == "units"
        ],
    )
    units = cip.load(release).units
    with pytest.raises(ReleaseError, match=said):
        list(units)
    if name != "a code nobody knows":
        with pytest.raises(ReleaseError, match=said):
            units.frame()


# Workbooks.


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """The parts of a workbook with shared texts."""
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
        "is no workbook that can be read",
    ),
}


def _book(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks_made_to_do_harm(tmp_path: Path, parts: dict[str, bytes], name: str) -> None:
    part, change, said = WORKBOOKS[name]
    made = change(parts[part])
    assert made != parts[part]
    path = _book(tmp_path / "a.xlsx", {**parts, part: made})
    with within(20), pytest.raises(DataFileError, match=re.escape(said)) as caught:
        open_data(path, "figures")
    assert str(path) in str(caught.value)
    assert "root:" not in str(caught.value)


def test_a_sheet_that_inflates_is_refused_before_it_does(
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


def test_an_archive_that_lies_of_its_size_yields_no_more(
    tmp_path: Path, parts: dict[str, bytes]
) -> None:
    path = _book(tmp_path / "a.xlsx", {**parts, SHEET: parts[SHEET] + b" " * 5_000_000})
    data = bytearray(path.read_bytes())
    entry = next(
        at.start()
        for at in re.finditer(b"PK\x01\x02", data)
        if data[at.start() + 46 :].startswith(SHEET.encode())
    )
    data[entry + 24 : entry + 28] = struct.pack("<I", 500)
    path.write_bytes(data)
    with pytest.raises(DataFileError, match=r"sheet1\.xml' is damaged|is no workbook"):
        open_data(path, "figures")


def test_a_part_that_does_not_unpack(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = _book(tmp_path / "a.xlsx", parts)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo(STYLES).header_offset + 30 + len(STYLES)
    data[start : start + 60] = b"\xff" * 60
    path.write_bytes(data)
    with pytest.raises(DataFileError, match=r"its part 'xl/styles\.xml' is damaged"):
        open_data(path, "figures")


@pytest.mark.parametrize("name", ["../../x.xml", "/etc/x.xml", "xl/../../x", "C:/x", "..\\x"])
def test_parts_that_lead_out_of_their_archive(
    tmp_path: Path, parts: dict[str, bytes], name: str
) -> None:
    path = _book(tmp_path / "a.xlsx", {**parts, name: b"x"})
    with pytest.raises(DataFileError, match="leads out of it"):
        open_data(path, "figures")


def test_a_part_that_is_there_twice(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = _book(tmp_path / "a.xlsx", {**parts, SHEET.upper(): parts[SHEET]})
    with pytest.raises(DataFileError, match="is there twice"):
        open_data(path, "figures")


def test_a_part_that_is_a_link_is_what_it_holds(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name)
            if name == SHEET:
                info.external_attr = 0o120777 << 16
                part = b"/etc/passwd"
            archive.writestr(info, part)
    with pytest.raises(DataFileError, match="is no workbook that can be read"):
        open_data(path, "figures")


def test_what_a_sheet_claims_of_its_size_is_nothing(
    tmp_path: Path, parts: dict[str, bytes]
) -> None:
    sheet = parts[SHEET].replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert sheet != parts[SHEET]
    found = open_data(_book(tmp_path / "a.xlsx", {**parts, SHEET: sheet}), "figures")
    assert found.frame.collect().rows() == [("cn-bj", "3")]


def test_formulas_and_links_are_never_followed(tmp_path: Path, parts: dict[str, bytes]) -> None:
    formula = b"<f>WEBSERVICE(&quot;http://localhost:9/&quot;)</f><v>3</v>"
    linked = parts[SHEET].replace(b"<v>3</v>", formula)
    outside = b"<f>[1]Sheet1!A1</f><v>4</v>"
    path = _book(tmp_path / "a.xlsx", {**parts, SHEET: linked})
    assert open_data(path, "figures").frame.collect().rows() == [("cn-bj", "3")]
    path = _book(tmp_path / "a.xlsx", {**parts, SHEET: parts[SHEET].replace(b"<v>3</v>", outside)})
    assert open_data(path, "figures").frame.collect().rows() == [("cn-bj", "4")]


# Parquet.


def _parquet(tmp_path: Path) -> tuple[Path, bytes, bytes]:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"region_id": ["cn-bj"] * 1000, "value": [1.0] * 1000}).write_parquet(path)
    data = path.read_bytes()
    size = struct.unpack("<I", data[-8:-4])[0]
    return path, data[: -8 - size], data[-8 - size : -8]


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF, 0, 1])
def test_a_footer_of_any_size(tmp_path: Path, size: int) -> None:
    path, body, footer = _parquet(tmp_path)
    path.write_bytes(body + footer + struct.pack("<I", size) + b"PAR1")
    with pytest.raises(DataFileError, match="cannot be read, perhaps it is cut off"):
        cip.validate(path, "figures")


@pytest.mark.parametrize("rows", [2**62, 10**9])
def test_parquet_with_more_rows_than_it_has(tmp_path: Path, rows: int) -> None:
    path, body, footer = _parquet(tmp_path)
    said = footer.replace(_varint(1000), _varint(rows))
    path.write_bytes(body + said + struct.pack("<I", len(said)) + b"PAR1")
    with within(20), pytest.raises(DataFileError, match=r"a\.parquet: cannot be read, perhaps"):
        cip.validate(path, "figures")


def _varint(number: int) -> bytes:
    left, out = number * 2, b""
    while left >= 128:
        out, left = out + bytes([left % 128 | 128]), left // 128
    return out + bytes([left])


def test_damage_within_parquet_is_told_by_file(tmp_path: Path) -> None:
    good, path = tmp_path / "good.parquet", tmp_path / "bad.parquet"
    frame = pl.DataFrame({"region_id": [f"cn-{n}" for n in range(5000)]})
    for each in (good, path):
        frame.write_parquet(each, compression="uncompressed", statistics=False)
    data = bytearray(path.read_bytes())
    for place in range(40, len(data) - 1200, 7):
        data[place] = 0xFF
    path.write_bytes(data)
    with pytest.raises(DataFileError, match=r"bad\.parquet: cannot be read, perhaps"):
        cip.validate([good, path], "figures")
    with pytest.raises(DataFileError, match=r"bad\.parquet: cannot be read, perhaps"):
        cip.normalize(path, "figures")


@pytest.mark.full
def test_parquet_whose_counts_lie(tmp_path: Path) -> None:
    # Rows are counted for the file, for each group and for each column of it. Some readers go by
    # the one, some by the other: a filter, as a rule has it, or a plain reading.
    path = tmp_path / "a.parquet"
    frame = pl.DataFrame(
        {
            "id": ["a", "b", "c"],
            "indicator_id": ["electronic-component-sales"] * 3,
            "region_id": ["cn-bj", "cn-sh", None],
            "period": ["2021", "2022", "2023"],
            "value": [2.1e12, 3.5, 0.0],
            "unit": ["CNY", "percent", "CNY"],
            "stated": ["2.1万亿元", "3.5%", "0元"],
        }
    )
    frame.write_parquet(path, compression="uncompressed")
    data = path.read_bytes()
    footer = len(data) - 8 - struct.unpack("<I", data[-8:-4])[0]
    refused: list[str] = []
    for place in range(footer, len(data) - 8):
        for claimed in (0, 1, 2, 4, 7) if data[place : place + 1] == _varint(3) else ():
            path.write_bytes(data[:place] + _varint(claimed) + data[place + 1 :])
            try:
                assert cip.validate(path, "figures", engine="duckdb").rows == 3
            except DataFileError as error:
                refused.append(str(error))
            try:
                checked, read = cip.validate(path, "figures"), cip.normalize(path, "figures")
            except DataFileError as error:
                refused.append(str(error))
            else:
                # Nothing is lost in silence: if all are, so it is told.
                assert checked.rows == read.frame.height == (3 if checked.rows else 0)
                assert checked.rows or checked.counts["no-rows"]
    told = "cannot be read, perhaps it is cut off or damaged: "
    assert all(message.startswith(f"{path}: {told}") for message in refused)
    assert any("it says that it has 7 rows, and its groups have 3" in each for each in refused)
    assert any("it says that it has 3 rows, and its groups have 1" in each for each in refused)
    # The reason that the file's reader gives is passed on.
    assert any("it says that it has" not in each for each in refused)


@pytest.mark.parametrize("rows", [1, 999, 1001, 2000])
def test_parquet_that_tells_its_rows_in_two_ways(tmp_path: Path, rows: int) -> None:
    path, body, footer = _parquet(tmp_path)
    said = footer.replace(_varint(1000), _varint(rows), 1)
    path.write_bytes(body + said + struct.pack("<I", len(said)) + b"PAR1")
    told = f"it says that it has {rows} rows, and its groups have 1000"
    with pytest.raises(DataFileError, match=rf"a\.parquet: cannot be read, perhaps .*: {told}$"):
        cip.validate(path, "figures")
    for scan in (pl.scan_parquet(path), pl.scan_parquet(path).select("region_id", "value")):
        for engine in (None, "polars", "duckdb"):
            with pytest.raises(cip.DataError, match=f"a file of the data is damaged: {told}$"):
                cip.validate(scan, "figures", engine=engine)


def test_batches_that_end_early_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Polars ends its batches in silence where a damaged file makes it panic.
    path, *_ = _parquet(tmp_path)
    lazy = pl.scan_parquet(path).filter(pl.col("value") > 0)

    def nothing(*_: object, **__: object) -> list[pl.DataFrame]:
        return []

    monkeypatch.setattr(pl.LazyFrame, "collect_batches", nothing)
    with pytest.raises(ChinaIndPolicyError, match="ended after 0 of 1000 rows"):
        list(read_in_batches(lazy, [pl.col("value")], 100))


# JSON.

JSON: dict[str, tuple[str, str, str]] = {
    "arrays 100,000 deep": (".json", "[" * 100_000 + "]" * 100_000, "nested too deeply"),
    "an object 100,000 deep": (".jsonl", '{"a":' * 100_000 + "1", "json-malformed"),
    "NaN": (".json", '[{"value": NaN}]', "json-number"),
    "infinity": (".json", '[{"value": -Infinity}]', "json-number"),
    "an exponent beyond all": (".json", '[{"value": 1e999999999999}]', "json-number"),
    "an integer of 100,000 digits": (".json", f'[{{"v": {"9" * 100_000}}}]', "json-malformed"),
    "a key twice": (".json", '[{"value": 1, "value": 2}]', "json-key-duplicate"),
    "a key twice among many": (
        ".json",
        "[{" + ",".join(f'"k{n}": 1' for n in range(200_000)) + ', "k199999": 2}]',
        "json-key-duplicate",
    ),
    "keys without end": (
        ".json",
        "[{" + ",".join(f'"k{n}": 1' for n in range(200_000)) + "}]",
        "more than the 5000 columns",
    ),
    "no comma between objects": (".json", '[{"a": 1} {"a": 2}]', "no comma before an object"),
    "commas too many": (".json", '[{"a": 1},, {"a": 2}]', "a comma too many before an object"),
    "a comma before the end": (".json", '[{"a": 1},]', "a comma too many before the end"),
    "a comma before the first": (".json", '[,{"a": 1}]', "a comma too many"),
    "three million commas": (".json", "[" + "," * 3_000_000 + "]", "a comma too many"),
    "half a surrogate pair": (".json", '[{"a": "\\ud800"}]', "json-malformed"),
    "a NUL": (".jsonl", '{"a": "\0"}', "holds a NUL"),
}


@pytest.mark.parametrize("name", JSON)
def test_json_made_to_do_harm(tmp_path: Path, name: str) -> None:
    suffix, text, said = JSON[name]
    path = tmp_path / f"a{suffix}"
    path.write_text(text)
    with within(20):
        try:
            told = str(open_data(path, "figures").counts)
        except DataFileError as error:
            told = str(error)
            assert str(path) in told
    assert said in told


# CSV.


def test_a_header_longer_than_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join("c" * 300 + str(number) for number in range(4000)) + "\n1,2\n")
    with pytest.raises(DataFileError, match="the header is longer than 1048576 bytes"):
        open_data(path, "figures")


def test_a_field_of_a_gigabyte_and_a_mark_that_never_closes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b'region_id,value\n"')
        file.truncate(1024**3)  # sparse: it takes no room on the disk
    with within(5), pytest.raises(DataFileError, match="holds a NUL"):
        open_data(path, "figures")
    path.write_bytes(b'region_id,value\n"' + b"x" * 9_000_000)
    with within(5), pytest.raises(DataFileError, match="a line of more than 8388608 bytes"):
        open_data(path, "figures")
    path.write_bytes(b'region_id,value\n"' + b"x\n" * 500_000)
    with within(20):
        assert dict(open_data(path, "figures").counts) == {"quote-open": 1}


def test_a_file_without_known_columns_has_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n1,2\n3,4\n")
    report = cip.validate(path, "figures")
    assert report.rows == 2
    assert "no-rows" not in report.counts
    valid, invalid = report.valid_rows(), report.invalid_rows()
    assert (valid.lazy().collect().height, invalid.lazy().collect().height) == (0, 2)


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/stdin", "fifo.csv", "zero.csv", "."])
def test_what_is_no_file_is_not_read(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "fifo.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    with pytest.raises(DataFileError, match=r"is no plain file|is a folder"):
        open_data(tmp_path / name, "figures")


# The quantity reader takes time that grows with the length alone.

PIECES = (
    *("1", ",", "1,", "1.1.", "1 000 ", "9", "亿", "万亿", "一", "零", "百", "十二", "点", "分之"),
    *(" ", "\u3000", "more than ", "no less than ", "between 1 and ", "1 to ", "1至", "超过", "约"),
    *("one hundred ", "thousand and ", "million-", "%", "‰", "¥", "$1", "第", "2024年", "半", "翻"),
    *("(", "（1", "-", "—", "1/", "3rd ", "No. ", "1 of ", "1 per ", "and ", "a1", "５", "\ud800"),
)


@pytest.mark.parametrize("piece", PIECES)
def test_quantities_are_found_in_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    with within(10):
        cip.find_quantities(text)


def test_a_number_longer_than_is_read_is_not_written() -> None:
    for digits in (75, 77, 99, 100):
        value = cip.parse_quantity("9" * digits)
        assert cip.parse_quantity(cip.format_quantity(value)) == value
    with pytest.raises(ValueError, match="only 100 are read"):
        cip.format_quantity(Quantity("eq", Decimal("1e120")))


# What we write.


def test_a_report_steers_no_terminal_and_makes_no_lines() -> None:
    value = "\x1b]0;x\x07\x1b[31m\u202e\r\n::set-output name=x::y"
    finding = Finding("id-dangling", "error", "figures", value, "a", value, value, file=value)
    report = Report((finding,), {value: 1}, (value,))
    assert "\x1b" not in str(report) + report.to("text") + report.to("github")
    assert str(finding).count("\n") == 0
    assert all(line.startswith("::") for line in report.to("github").splitlines())
    assert escape_control("a\nb\tc\x1b") == "a\nb\tc\\x1b"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"])
def test_no_cell_of_a_report_is_run(start: str) -> None:
    cell = f"{start}1+1"
    report = Report((Finding("a", "error", "figures", cell, "a", f"x\r{cell}", cell),))
    rows = list(csv.reader(io.StringIO(report.to("csv"), newline="")))
    assert len(rows) == 2
    assert not any(text.startswith(start) for text in rows[1])
    assert f"<td>{start}1+1" not in report.to("html")


def test_a_carriage_return_ends_no_row_that_we_write(tmp_path: Path) -> None:
    frame = pl.DataFrame({"note": ["x\r=1+1", "＝1", "plain"]})
    write_frame(frame, ".csv", tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["note"], ["x\r=1+1"], ["'＝1"], ["plain"]]


# All of it once more from the outside: no traceback, and exit code 2.

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("validate", "fifo.csv", "--table", "figures"),
    ("validate", "zero.csv", "--table", "figures"),
    ("validate", "bad.parquet", "--table", "figures"),
    ("validate", "deep.json", "--table", "figures"),
    ("normalize", "fifo.csv", "--table", "figures"),
    ("show", "units", "--release", "release"),
    ("scan", "zero.csv"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_command_line_refuses_in_words(
    tmp_path: Path, release: Path, command: tuple[str, ...]
) -> None:
    os.mkfifo(tmp_path / "fifo.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1" + b"\xff" * 100 + b"PAR1")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (release / "datapackage.json").write_bytes(b"[" * 100_000)
    done = subprocess.run(
        [sys.executable, "-m", "chinaindpolicy", *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_the_bounds_are_where_users_look() -> None:
    docs = Path(__file__).parents[1] / "docs"
    told = (docs / "validating.md").read_text("utf-8")
    own = (docs / "own-documents.md").read_text("utf-8")
    for bound in ("MOST_COLUMNS", "MOST_SHEET_ROWS", "MOST_CELLS", "MOST_SHEETS"):
        assert f"| {getattr(limits, bound):,} |" in told, bound
    for bound in ("MOST_PART_ELEMENTS", "MOST_PROBLEMS", "MOST_FORMAT_CHARACTERS"):
        assert f"| {getattr(limits, bound):,}" in told, bound
    for bound, power, unit in (
        ("MOST_LINE_BYTES", 2, "MiB"),
        ("MOST_CELL_BYTES", 2, "MiB"),
        ("MOST_BYTES_IN_MEMORY", 3, "GiB"),
        ("MOST_UNPACKED_BYTES", 2, "MiB"),
    ):
        assert f"| {getattr(limits, bound) // 1024**power} {unit} |" in told, bound
    assert f"{limits.MOST_YAML_BYTES // 1024**2} MiB, {limits.MOST_YAML_NODES:,} values" in own
    assert f"{limits.MOST_YAML_DEPTH} levels" in own
    assert f"{limits.MOST_TEXT_BYTES // 1024**2} MiB, files of a release" in own
    assert f"up to {limits.MOST_RELEASE_BYTES // 1024**3} GiB" in own
