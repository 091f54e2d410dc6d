"""What a door rejects for its size or kind, and how it reads what files rarely hold."""

from __future__ import annotations

import datetime
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers import encoding
from chinaindpolicy.ingest.readers import json as json_rows
from chinaindpolicy.ingest.readers import parquet as columnar
from chinaindpolicy.ingest.readers import xlsx as spreadsheet
from chinaindpolicy.ingest.readers.header import column_names, table_rows
from chinaindpolicy.ingest.readers.number_formats import written
from chinaindpolicy.ingest.readers.open_files import open_data
from chinaindpolicy.ingest.readers.read_problems import ReadProblems
from chinaindpolicy.ingest.readers.source_files import SourceData
from chinaindpolicy.io.limits import MOST_CELL_BYTES, MOST_COLUMNS


def opened(folder: Path, data: bytes, name: str = "a.csv", **options: Any) -> SourceData:
    path = folder / name
    path.write_bytes(data)
    return open_data(path, "figures", **options)


def rows(found: SourceData) -> list[tuple[str | None, ...]]:
    return found.frame.collect().rows()


# Text


@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_utf_16_with_carriage_returns_is_read(tmp_path: Path, mark: str) -> None:
    text = (mark or "\ufeff") + "地区,数值\r北京市,1\r"
    assert rows(opened(tmp_path, text.encode("utf-16-le"))) == [("北京市", "1")]
    assert rows(opened(tmp_path, "地区,数值\r北京市,1\r".encode("gb18030"))) == [("北京市", "1")]


def test_utf_16_with_a_nul_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(
        DataFileError, match=r"a\.csv:3: contains a NUL character: it is not a text file"
    ):
        opened(tmp_path, "\ufeffa,b\n1,2\n3,\0\n".encode("utf-16-le"))


def test_the_encoding_is_detected_beyond_the_first_chunk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is surveyed in stretches; what the first one says holds for those behind."""
    monkeypatch.setattr(encoding, "_CHUNK", 8)
    text = "地区,数值\n北京市,1\n上海市,2\n"
    expected = [("北京市", "1"), ("上海市", "2")]
    assert rows(opened(tmp_path, text.encode("gb18030"))) == expected
    assert rows(opened(tmp_path, text.encode())) == expected
    cut = opened(tmp_path, text.encode() + b"3,\xe5\x8c")
    assert [(one.code, one.line) for one in cut.problems] == [("encoding-mixed", 4)]
    assert rows(cut) == expected


@pytest.mark.parametrize("length", [12, 100])
@pytest.mark.parametrize("end", [b"", b"\n1\n"])
def test_an_overlong_line_is_rejected_with_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int, end: bytes
) -> None:
    monkeypatch.setattr(encoding, "_CHUNK", 8)
    monkeypatch.setattr(encoding, "MOST_LINE_BYTES", 10)
    with pytest.raises(DataFileError, match=r"a\.csv:2: .* limit of 10 bytes"):
        opened(tmp_path, b"a\n" + b"1" * length + end)
    with pytest.raises(DataFileError, match=rf"has a line of {length} bytes, which is longer"):
        opened(
            tmp_path,
            f"\ufeffa\n{'1' * length}".encode("utf-16-le") + end.decode().encode("utf-16-le"),
        )
    assert rows(opened(tmp_path, b"a\n" + b"1" * 10 + b"\n")) == [("1" * 10,)]


def test_files_read_into_memory_have_a_size_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "MOST_BYTES_IN_MEMORY", 16)
    monkeypatch.setattr(json_rows, "MOST_BYTES_IN_MEMORY", 16)
    with pytest.raises(DataFileError, match="has 18 bytes, and a file that is not UTF-8"):
        opened(tmp_path, "\ufeffa,b\n1,2\n".encode("utf-16-le"))
    with pytest.raises(DataFileError, match="larger than 16 bytes, up to which JSON is read"):
        opened(tmp_path, json.dumps([{"a": 1, "b": 2}]).encode(), "a.json")
    assert rows(opened(tmp_path, b"a,b\n1,2\n" * 5))[0] == ("1", "2")


def test_json_in_two_encodings_is_rejected_with_the_line(tmp_path: Path) -> None:
    lines = ['{"地区": "北京市"}\n'.encode()] * 3 + ['{"地区": "广东省"}\n'.encode("gbk")]
    with pytest.raises(DataFileError, match=r"a\.jsonl:4: is in more than one encoding"):
        opened(tmp_path, b"".join(lines), "a.jsonl")


def test_a_tsv_file_is_split_at_tabs_only(tmp_path: Path) -> None:
    data = b"a,x\tb,y\n1,2\t3,4\n5,6\t7,8\n"
    found = opened(tmp_path, data, "a.tsv")
    assert found.frame.collect().columns == ["a,x", "b,y"]
    assert rows(found) == [("1,2", "3,4"), ("5,6", "7,8")]


# Headers


def test_a_table_without_rows_has_no_header() -> None:
    assert table_rows([]) is None
    assert table_rows([(1, ["", None])]) is None


def test_generated_column_names_are_unique(tmp_path: Path) -> None:
    """A name made up for a column must not be that of another."""
    problems = ReadProblems(tmp_path / "a.csv", "figures")
    names = column_names(["a", "a", "a (column 2)", ""], 1, problems)
    assert len(set(names)) == 4
    assert names[0] == "a" and names[2] == "a (column 2)"
    assert names[1] == "a (column 2)'"
    assert {finding.code for finding in problems.findings()} == {"header-duplicate", "header-empty"}


# Paths and formats


def test_sources_that_are_no_paths_are_rejected(tmp_path: Path) -> None:
    given: Any = [tmp_path / "a.csv", 3]
    (tmp_path / "a.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(TypeError, match="expected the path of a file, not int"):
        open_data(given, "figures")


def test_a_header_line_is_rejected_for_formats_without_one(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="a file of jsonl has no header line to be named"):
        opened(tmp_path, b'{"a": 1}\n', "a.jsonl", header=2)


def test_parquet_is_detected_by_content(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": [1, 2]})
    frame.write_parquet(tmp_path / "data")
    assert open_data(tmp_path / "data", "figures").frame.collect().equals(frame)


def test_read_errors_are_reported_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(self: Path, *_: object) -> Any:
        raise OSError(5, "Input/output error")

    (tmp_path / "a.csv").write_text("a\n1\n", encoding="utf-8")
    monkeypatch.setattr(Path, "open", failing)
    with pytest.raises(DataFileError, match=r"a\.csv: cannot be read: Input/output error"):
        open_data(tmp_path / "a.csv", "figures")


def test_tables_have_a_column_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "MOST_COLUMNS", 2)
    for width, fits in ((2, True), (3, False)):
        pl.DataFrame({str(name): [1] for name in range(width)}).write_parquet(
            tmp_path / "a.parquet"
        )
        if fits:
            assert open_data(tmp_path / "a.parquet", "figures").frame.collect().width == 2
        else:
            with pytest.raises(DataFileError, match="has 3 columns, more than the 2 that are read"):
                open_data(tmp_path / "a.parquet", "figures")


# Workbooks


@pytest.fixture
def book(tmp_path: Path) -> Callable[[list[list[Any]]], Path]:
    def write(rows: list[list[Any]]) -> Path:
        made = openpyxl.Workbook()
        sheet: Any = made.active
        for row in rows:
            sheet.append(row)
        made.save(tmp_path / "a.xlsx")
        return tmp_path / "a.xlsx"

    return write


def test_a_workbook_of_many_rows_is_read_whole(book: Callable[..., Path]) -> None:
    path = book([["a", "b"], *([number, number + 1] for number in range(300))])
    found = open_data(path, "figures")
    assert rows(found) == [(str(number), str(number + 1)) for number in range(300)]
    assert found.lines([299]) == [(str(path), 301)]


def test_empty_cells_do_not_count_as_columns(book: Callable[..., Path]) -> None:
    """Cells that are formatted and empty count for a sheet's width, and not for a table's."""
    nothing = [None] * MOST_COLUMNS
    found = open_data(book([["a", "b", *nothing, " "], [1, 2, *nothing, " "]]), "figures")
    assert (found.frame.collect().columns, rows(found)) == (["a", "b"], [("1", "2")])
    with pytest.raises(DataFileError, match=f"has {MOST_COLUMNS + 1} columns, more than the"):
        open_data(book([[*map(str, range(MOST_COLUMNS + 1))]]), "figures")


def test_cell_texts_have_a_length_limit(
    book: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_CELL_BYTES", 9)
    found = open_data(book([["a", "b"], ["1" * 9, 1], ["1" * 10, 2]]), "figures")
    assert [(one.code, one.line) for one in found.problems] == [("cell-too-long", 3)]
    assert rows(found)[0] == ("1" * 9, "1")
    assert "1" * 10 not in rows(found)[-1]
    assert MOST_CELL_BYTES > 9


def test_a_workbook_without_visible_sheets_is_rejected(
    tmp_path: Path, book: Callable[..., Path]
) -> None:
    path = book([["a"], [1]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'"visible"', b'"hidden"')
    assert b'"hidden"' in parts["xl/workbook.xml"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(DataFileError, match="has no sheet that is shown"):
        open_data(tmp_path / "a.xlsx", "figures")


def test_other_office_files_are_rejected(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(DataFileError, match=r"is not an \.xlsx workbook; save it as \.xlsx or CSV"):
        open_data(tmp_path / "a.xlsx", "figures")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime.date(2024, 2, 29), "2024-02-29"),
        (datetime.datetime(2024, 2, 29), "2024-02-29"),
        (datetime.datetime(2024, 2, 29, 12, 30), "2024-02-29T12:30:00"),
        (datetime.time(12, 30), "12:30:00"),
        (datetime.timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_dates_and_times_are_written_in_iso_8601(value: object, text: str) -> None:
    assert written(value, "General") == text
