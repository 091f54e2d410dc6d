"""CSV and TSV that are not ours: what fits is read as it stands, what does not is told."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.open_files import open_data
from chinaindpolicy.ingest.readers.source_files import SourceData
from chinaindpolicy.io.limits import MOST_PROBLEMS


def opened(folder: Path, data: str | bytes, name: str = "a.csv", **options: Any) -> SourceData:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return open_data(path, "figures", **options)


def rows(found: SourceData) -> list[tuple[str | None, ...]]:
    return found.frame.collect().rows()


def told(found: SourceData) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.line) for finding in found.problems]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_line_ends_are_detected(tmp_path: Path, end: str, delimiter: str) -> None:
    text = end.join(delimiter.join(row) for row in ("abc", "123", "4 6")) + end
    found = opened(tmp_path, text)
    assert found.textual
    assert found.frame.collect().columns == ["a", "b", "c"]
    assert rows(found) == [("1", "2", "3"), ("4", " ", "6")]
    assert found.problems == ()
    assert found.lines([1, 0]) == [(str(tmp_path / "a.csv"), 3), (str(tmp_path / "a.csv"), 2)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_encodings_are_detected(tmp_path: Path, encoding: str) -> None:
    text = "地区,数值\n北京市,“—”\n联通,1\n"
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    found = opened(tmp_path, (mark + text).encode(encoding))
    assert found.frame.collect().columns == ["地区", "数值"]
    assert rows(found) == [("北京市", "“—”"), ("联通", "1")]
    assert found.problems == ()


def test_lines_in_another_encoding_are_reported_and_dropped(tmp_path: Path) -> None:
    utf8 = "地区,数值\n北京市,1\n上海市,2\n".encode()
    found = opened(tmp_path, utf8 + "广东省,3\n".encode("gbk") + "安徽省,4\n".encode())
    assert rows(found) == [("北京市", "1"), ("上海市", "2"), ("安徽省", "4")]
    assert told(found) == [("encoding-mixed", 4)]
    assert [line for _, line in found.lines([0, 1, 2])] == [2, 3, 5]
    gbk = "地区,数值\n北京市,1\n上海市,2\n".encode("gbk")
    found = opened(tmp_path, gbk + "广东省,3\n".encode() + "安徽省,4\n".encode("gbk"))
    assert rows(found) == [("北京市", "1"), ("上海市", "2"), ("安徽省", "4")]
    assert told(found) == [("encoding-mixed", 4)]


def test_bytes_of_no_encoding_are_rejected(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="neither UTF-8 nor GB18030"):
        opened(tmp_path, b"a,b\n\xff\xff,1\n\xff\xfe\xff,2\n")


def test_ragged_rows_are_reported_and_dropped(tmp_path: Path) -> None:
    found = opened(tmp_path, "a,b\n1,2\n3\n\n4,5,6\n7,8\n")
    assert rows(found) == [("1", "2"), ("7", "8")]
    assert told(found) == [("row-ragged", 3), ("row-ragged", 5)]
    assert [line for _, line in found.lines([0, 1])] == [2, 6]
    assert found.counts == {"row-ragged": 2}
    assert "1 cells, the header 2" in found.problems[0].message
    assert found.problems[0].file == str(tmp_path / "a.csv")


def test_well_formed_rows_give_no_finding(tmp_path: Path) -> None:
    assert opened(tmp_path, 'a,b\n"1,5",2\n,\n').problems == ()


def test_line_ends_inside_quoted_cells_are_kept(tmp_path: Path) -> None:
    found = opened(tmp_path, 'a,b\n1,"x\n\ny"\n"p\nq",2\n"r\ns"\n3,4\n')
    assert rows(found) == [("1", "x\n\ny"), ("p\nq", "2"), ("3", "4")]
    assert told(found) == [("row-ragged", 7)]
    assert [line for _, line in found.lines([0, 1, 2])] == [2, 5, 9]


def test_a_header_may_take_two_lines(tmp_path: Path) -> None:
    found = opened(tmp_path, 'a,"b\nc"\n1,2\n')
    assert found.frame.collect().columns == ["a", "b\nc"]
    assert found.lines([0])[0][1] == 3


@pytest.mark.parametrize("width", [2, 64, 65, 300])
def test_ragged_quoted_rows_of_any_width_are_reported(tmp_path: Path, width: int) -> None:
    row = '"x,"",y"' + ',"z"' * (width - 1)
    names = ",".join(f"c{n}" for n in range(width))
    found = opened(tmp_path, f"{names}\n{row}\n{row},1\n{row[:-4]}\n{row}\n")
    assert told(found) == [("row-ragged", 3), ("row-ragged", 4)]
    assert rows(found) == [('x,",y', *["z"] * (width - 1))] * 2


def test_a_stray_quotation_mark_is_reported(tmp_path: Path) -> None:
    found = opened(tmp_path, 'a,b\n1,2\n5" pipe,3\n6" pipe,4\n7,8\n')
    assert told(found) == [("quote-open", 3)]
    assert rows(found) == [("1", "2"), ("7", "8")]
    assert [line for _, line in found.lines([0, 1])] == [2, 5]
    assert told(opened(tmp_path, 'a,b\n1,"2\n3,4\n')) == [("quote-open", 2)]
    assert rows(opened(tmp_path, 'a,b\n1,"2\n3,4\n')) == []


def test_empty_cells_are_null(tmp_path: Path) -> None:
    assert rows(opened(tmp_path, 'a,b\n"",1\n,2\n')) == [(None, "1"), (None, "2")]


def test_empty_files_are_reported(tmp_path: Path) -> None:
    for data in ("", "\n\n", "\ufeff"):
        found = opened(tmp_path, data)
        assert told(found) == [("file-empty", 1)]
        assert found.frame.collect().height == 0
    found = opened(tmp_path, "a,b\n")
    assert found.problems == ()
    assert found.frame.collect().shape == (0, 2)


def test_missing_and_duplicate_column_names_are_reported(tmp_path: Path) -> None:
    found = opened(tmp_path, "a,a,,b\n1,2,3,4\n")
    assert [finding.code for finding in found.problems] == ["header-duplicate", "header-empty"]
    assert found.frame.collect().columns == ["a", "a (column 2)", "(column 3)", "b"]
    assert rows(found) == [("1", "2", "3", "4")]


def test_a_title_above_the_header_is_rejected(tmp_path: Path) -> None:
    text = "表1 主要指标,,\n单位：亿元,,\n地区,时间,数值\n北京,2024,1\n"
    with pytest.raises(
        DataFileError, match=r"a\.csv:1: '表1 主要指标' looks like .* on line 3; delete"
    ):
        opened(tmp_path, text)
    found = opened(tmp_path, text, header=3)
    assert found.frame.collect().columns == ["地区", "时间", "数值"]
    assert rows(found) == [("北京", "2024", "1")]
    assert found.lines([0])[0][1] == 4
    with pytest.raises(DataFileError, match="no row starts on line 9"):
        opened(tmp_path, text, header=9)


def test_empty_cells_above_the_header_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("|\n¡,NaN\n", encoding="utf-8")
    message = "a line of empty cells looks like a title above the table: .* on line 2"
    with pytest.raises(DataFileError, match=message):
        open_data(path, "figures")


def test_a_single_column_file_is_read(tmp_path: Path) -> None:
    found = opened(tmp_path, "a\n1\n\n2\n")
    assert rows(found) == [("1",), ("2",)]
    assert [line for _, line in found.lines([0, 1])] == [2, 4]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,b\n1,\x002\n", "a.csv:2: contains a NUL"),
        (b"a,b\n" + b"x" * 9_000_000, "a.csv:2: a line is longer than the limit of"),
        (",".join(f"c{n}" for n in range(6000)).encode() + b"\n", "6000 columns"),
        (b"a,b\n".decode().encode("utf-32"), "UTF-32"),
        (b"PAR1....", "looks like a Parquet file, not like .csv"),
        (b"PK\x03\x04....", "looks like a zip archive"),
        (b"\x1f\x8b....", "gzip"),
        (b"\xd0\xcf\x11\xe0....", "old Excel"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html><table>", "a web page"),
        (b"\xff\xfea", "UTF-16"),
    ],
)
def test_files_that_are_no_text_table_are_rejected(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(DataFileError) as caught:
        opened(tmp_path, data)
    assert said in str(caught.value)


def test_a_million_columns_are_rejected(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"columns|line of more than"):
        opened(tmp_path, b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n")


def test_a_cell_of_a_hundred_megabytes_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,")
        for _ in range(100):
            file.write(b"x" * 1_000_000)
    with pytest.raises(DataFileError, match=r"a\.csv:2"):
        open_data(path, "figures")


def test_all_problems_are_counted_and_the_first_are_kept(tmp_path: Path) -> None:
    found = opened(tmp_path, "a,b\n" + "1\n" * 3000 + "1,2\n")
    assert found.counts == {"row-ragged": 3000}
    assert len(found.problems) == MOST_PROBLEMS
    assert found.lines([0])[0][1] == 3002


CELL = st.text(alphabet='ab,;"\n é北', max_size=4)


@given(
    table=st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=6)
    ),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_files_of_the_csv_module_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], end: str
) -> None:
    width = len(table[0]) if table else 2
    if width == 1:
        # Whether a mark between words parts cells, or spaces alone are a row, nothing would tell.
        plain = [[cell.replace(";", ".") for cell in row] for row in table]
        table = [[cell if cell.strip(" ") or not cell else "x" for cell in row] for row in plain]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    starts: list[int] = []
    writer.writerow([f"column-{n}" for n in range(width)])
    for row in table:
        starts.append(out.getvalue().count("\n") + 1)
        writer.writerow(row)
    found = opened(tmp_path_factory.mktemp("csv"), out.getvalue())
    kept = list(zip(table, starts, strict=True))
    assert rows(found) == [tuple(cell or None for cell in row) for row, _ in kept]
    assert found.problems == ()
    assert [line for _, line in found.lines(range(len(kept)))] == [line for _, line in kept]


@given(widths=st.lists(st.integers(1, 5), max_size=12), quoted=st.booleans())
def test_only_rows_that_fit_the_header_are_kept(
    tmp_path_factory: pytest.TempPathFactory, widths: list[int], quoted: bool
) -> None:
    cell = '"x\ny"' if quoted else "x"
    lines = [",".join([cell] * width) for width in widths]
    found = opened(tmp_path_factory.mktemp("csv"), "\n".join(["a,b,c", *lines]) + "\n")
    line, good, bad = 2, list[int](), list[int]()
    for width in widths:
        (good if width == 3 else bad).append(line)
        line += 1 + (width if quoted else 0)
    # One column below a header of three may be a title above it: both readings are rejected alike.
    assert [each for _, each in told(found)] == bad
    assert len(rows(found)) == len(good)
    assert [each for _, each in found.lines(range(len(good)))] == good
