"""Workbooks: cells as they are shown, rows with their place, what cannot be read told."""

from __future__ import annotations

import datetime
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from chinaindpolicy.errors import DataFileError, MissingExtraError
from chinaindpolicy.ingest.readers import xlsx as spreadsheet
from chinaindpolicy.ingest.readers import xlsx_safety as workbook_survey
from chinaindpolicy.ingest.readers.open_files import open_data


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    def write(rows: list[list[Any]], change: Callable[[Any], None] | None = None) -> Path:
        made = openpyxl.Workbook()
        sheet: Any = made.active
        for row in rows:
            sheet.append(row)
        if change:
            change(sheet)
        made.save(tmp_path / "a.xlsx")
        return tmp_path / "a.xlsx"

    return write


def test_cells_are_read_as_displayed(book: Callable[..., Path]) -> None:
    def percent(sheet: Any) -> None:
        sheet["E3"].number_format = "0.0%"

    path = book(
        [
            ["地区", "时间", "数值", "是", "比"],
            ["北京", 2024, 0.1, True, datetime.date(2024, 6, 30)],
            [110000, "2024Q1", 16190000000000.0, False, 0.253],
            [],
            [None, None, 1e22, "", datetime.datetime(2024, 6, 30, 1, 2)],
        ],
        percent,
    )
    found = open_data(path, "figures")
    assert found.textual
    assert found.frame.collect().columns == ["地区", "时间", "数值", "是", "比"]
    assert found.frame.collect().rows() == [
        ("北京", "2024", "0.1", "true", "2024-06-30"),
        ("110000", "2024Q1", "16190000000000", "false", "25.3%"),
        (None, None, "10000000000000000000000", None, "2024-06-30T01:02:00"),
    ]
    assert found.problems == ()
    assert [line for _, line in found.lines([0, 1, 2])] == [2, 3, 5]


def test_formulas_errors_and_long_rows_are_reported(book: Callable[..., Path]) -> None:
    path = book([["a", "b"], ["=1+1", 2], [1, "#REF!"], [1, 2, 3], [5, 6]])
    found = open_data(path, "figures")
    told = [(finding.code, finding.line, finding.value) for finding in found.problems]
    assert told == [
        ("formula-uncached", 2, "=1+1"),
        ("cell-error", 3, "#REF!"),
        ("row-ragged", 4, "3"),
    ]
    assert found.frame.collect().rows() == [("5", "6")]
    assert found.lines([0])[0][1] == 5


def test_a_computed_formula_gives_its_value(book: Callable[..., Path]) -> None:
    path = book([["a", "b"], ["=1+1", 2]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = re.sub(rb"</f><v\s*/>|</f><v></v>", b"</f><v>2</v>", parts[name])
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    found = open_data(path, "figures")
    assert found.problems == ()
    assert found.frame.collect().rows() == [("2", "2")]


def test_unread_sheets_and_merged_cells_are_reported(book: Callable[..., Path]) -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.parent.create_sheet("二").append(["c"])

    path = book([["a", "b"], ["x", 1], [None, 2]], change)
    found = open_data(path, "figures")
    assert sorted(found.counts) == ["cells-merged", "sheets-unread"]
    assert all(finding.severity == "warning" for finding in found.problems)
    assert found.frame.collect().rows() == [("x", "1"), (None, "2")]
    assert open_data(f"{path}#二", "figures").frame.collect().columns == ["c"]
    with pytest.raises(DataFileError, match="has no sheet '三'; there are: Sheet, 二"):
        open_data(f"{path}#三", "figures")


def test_a_title_above_a_sheet_header_is_rejected(book: Callable[..., Path]) -> None:
    path = book([["表1 产值"], [], ["地区", "产值"], ["北京", 1], ["注：初步"]])
    with pytest.raises(DataFileError, match="on line 3; delete"):
        open_data(path, "figures")
    found = open_data(path, "figures", header=3)
    assert found.frame.collect().rows() == [("北京", "1"), ("注：初步", None)]
    assert [line for _, line in found.lines([0, 1])] == [4, 5]


def test_empty_sheets_are_reported(book: Callable[..., Path]) -> None:
    (problem,) = open_data(book([]), "figures").problems
    assert problem.code == "file-empty"
    found = open_data(book([["a", "b"]]), "figures")
    assert (found.problems, found.frame.collect().shape) == ((), (0, 2))


def test_files_that_are_no_workbook_are_rejected(tmp_path: Path, book: Callable[..., Path]) -> None:
    data = book([["a"], [1]]).read_bytes()
    path = tmp_path / "b.xlsx"
    for cut in (40, len(data) // 2, len(data) - 5):
        path.write_bytes(data[:cut])
        with pytest.raises(DataFileError, match=r"truncated|is not a workbook"):
            open_data(path, "figures")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(DataFileError, match="not a workbook; unpack it"):
        open_data(path, "figures")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/workbook.xml", "<a>")
    with pytest.raises(DataFileError, match="cannot be read as a workbook"):
        open_data(path, "figures")
    path.write_bytes(b"a,b\n1,2\n")
    with pytest.raises(DataFileError, match="is not a valid xlsx file"):
        open_data(path, "figures")


def _replace(path: Path, part: str, data: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in parts.items():
            archive.writestr(name, each)


def test_archive_bombs_are_rejected(
    book: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book([["a"], [1]])
    laughs = b"".join(
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(12)
    )
    _replace(
        path,
        "xl/worksheets/sheet1.xml",
        b'<?xml version="1.0"?><!DOCTYPE x [' + laughs + b"]><worksheet><sheetData><row><c>"
        b"<v>&l11;</v></c></row></sheetData></worksheet>",
    )
    with pytest.raises(DataFileError, match="declares a document type"):
        open_data(path, "figures")
    monkeypatch.setattr(workbook_survey, "MOST_UNPACKED_BYTES", 1_000_000)
    _replace(path, "xl/worksheets/sheet1.xml", b" " * 2_000_000)
    assert path.stat().st_size < 20_000
    with pytest.raises(DataFileError, match="unpacks to"):
        open_data(path, "figures")


def test_a_missing_openpyxl_names_the_extra(
    book: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book([["a"], [1]])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r'^openpyxl is not installed: .*"openpyxl'):
        open_data(path, "figures")


def test_all_merged_cells_are_counted(
    book: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def merge(sheet: Any) -> None:
        for row in (2, 4, 6):
            sheet.merge_cells(f"A{row}:A{row + 1}")

    path = book([["id", "value"], *[[f"r{n}", n] for n in range(6)]], merge)
    monkeypatch.setattr(workbook_survey, "MOST_PROBLEMS", 2)
    found = open_data(path, "figures")
    assert [one.value for one in found.problems] == ["A2:A3", "A4:A5"]
    assert found.counts["cells-merged"] == 3


def test_an_empty_cell_next_to_a_formula_is_null(book: Callable[..., Path]) -> None:
    opened = open_data(book([["id", "value", "unit"], [None, "=1+1", "CNY"]]), "figures")
    assert [(one.code, one.column) for one in opened.problems] == [("formula-uncached", "B")]


def test_a_row_number_beyond_the_limit_is_rejected(
    book: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number that only the reader of workbooks takes for one: the rows themselves are counted."""
    path = book([["id", "value"], ["a", 1]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    _replace(path, "xl/worksheets/sheet1.xml", sheet.replace(b'<row r="2"', b'<row r="2e1"'))
    monkeypatch.setattr(spreadsheet, "MOST_SHEET_ROWS", 10)
    with pytest.raises(DataFileError, match="has more than the 10 rows of a sheet"):
        open_data(path, "figures")


def test_an_unknown_xml_encoding_is_rejected(book: Callable[..., Path]) -> None:
    path = book([["id"], ["a"]])
    data = b'<?xml version="1.0" encoding="cp037"?><worksheet/>'
    _replace(path, "xl/worksheets/sheet1.xml", data)
    with pytest.raises(DataFileError, match="is in an encoding that no workbook has"):
        open_data(path, "figures")


def test_cells_without_reference_are_read(
    book: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, name = book([["id"], ["a"]]), "xl/worksheets/sheet1.xml"
    _replace(path, name, b"<s><row><c/><c/></row><row><c/><c><f/></c></row></s>")
    monkeypatch.setattr(workbook_survey, "MOST_PART_ELEMENTS", 3)  # no name of `f` is kept
    assert workbook_survey.sheet_features(path, name).formulas
    monkeypatch.setattr(workbook_survey, "MOST_CELLS", 3)
    with pytest.raises(DataFileError, match="has more than 3 cells"):
        workbook_survey.sheet_features(path, name)


@pytest.mark.parametrize("drawn", [True, False])
@pytest.mark.parametrize("place", [0, 1])
def test_chart_sheets_are_passed_over(tmp_path: Path, drawn: bool, place: int) -> None:
    workbook = openpyxl.Workbook()
    sheet: Any = workbook.active
    sheet.append(["id"])
    sheet.append(["a"])
    chart = workbook.create_chartsheet("chart", place)
    if drawn:
        bars = BarChart()
        bars.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
        chart.add_chart(bars)
    path = tmp_path / "charts.xlsx"
    workbook.save(path)
    found = open_data(path, "figures")
    assert found.frame.collect()["id"].to_list() == ["a"]
    assert found.problems == ()
    with pytest.raises(DataFileError, match="sheet 'chart' is a chart, without cells; name one of"):
        open_data(f"{path}#chart", "figures")
    workbook.remove(sheet)
    workbook.save(path)
    with pytest.raises(DataFileError, match="has no sheet of cells"):
        open_data(path, "figures")


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (7, "000", "007"),
        (1234, "000", "1234"),
        (-7, "000", "-007"),
        (7, '"A"000', "A007"),
        (7.5, "000", "7.5"),
        (202303, "0000-00", "2023-03"),
        (202303, "0000\\-00", "2023-03"),
        (1, "000-00-0000", "000-00-0001"),
        (7, "0", "7"),
        (7, "#,##0", "7"),
        (7.5, "00.00", "7.5"),
        (0.07, "00%", "7%"),
    ],
)
def test_codes_keep_the_leading_zeros_that_are_shown(
    book: Callable[..., Path], value: float, style: str, text: str
) -> None:
    path = book([["id"], [value]])
    workbook = openpyxl.load_workbook(path)
    sheet: Any = workbook.active
    sheet["A2"].number_format = style
    workbook.save(path)
    found = open_data(path, "figures")
    assert found.problems == ()
    assert found.frame.collect()["id"].to_list() == [text]
