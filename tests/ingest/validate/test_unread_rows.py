"""The rows that cannot be read are a third part of the data."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip

HEADER = "id,name,dimension"


def parts(report: cip.ValidationReport) -> tuple[list[str], list[str], list[str]]:
    valid, invalid = (
        rows.lazy().collect()["id"].to_list()
        for rows in (report.valid_rows(), report.invalid_rows())
    )
    return valid, invalid, report.unread_rows()["text"].to_list()


def test_ragged_rows_and_stray_quotation_marks_are_unread(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    lines = [HEADER, "a,A,count", "short,row", "b,B,wrong", "c,C,count,more", 'd,D"x,count']
    path.write_text("\r\n".join([*lines, "e,E,count", "", "note"]), encoding="utf-8")
    report = cip.validate(path, "units")
    assert parts(report)[:2] == (["a"], ["b"])
    assert report.unread_rows().select("line", "code", "text").rows() == [
        (3, "row-ragged", "short,row"),
        (5, "row-ragged", "c,C,count,more"),
        (6, "quote-open", 'd,D"x,count'),
        (7, "quote-open", "e,E,count"),
        (8, "quote-open", ""),
        (9, "quote-open", "note"),
    ]
    assert set(report.unread_rows()["file"]) == {str(path)}


def test_row_of_several_lines_is_one_unread_row(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(f'\ufeff{HEADER}\n"a\nb",A\nb,"two\nlines",count\n', encoding="utf-8")
    report = cip.validate(path, "units")
    assert parts(report) == ([], ["b"], ['"a\nb",A'])


def test_malformed_lines_of_json_are_unread(tmp_path: Path) -> None:
    path = tmp_path / "units.jsonl"
    good = json.dumps({"id": "a", "name": "A", "dimension": "count"})
    path.write_text(f'{good}\n{{"id": \n\n{{"id": "x", "id": "y"}}\n', encoding="utf-8")
    report = cip.validate(path, "units")
    assert parts(report) == (["a"], [], ['{"id": ', '{"id": "x", "id": "y"}'])
    assert report.unread_rows()["code"].to_list() == ["json-malformed", "json-key-duplicate"]


def test_rows_of_a_sheet_with_an_error_are_unread(tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (HEADER.split(","), ["a", "A", "count"], ["b", "#REF!", "count"], [*"wxyz"]):
        sheet.append(row)
    sheet["B3"].data_type = "e"
    book.save(path)
    report = cip.validate(path, "units")
    assert parts(report) == (["a"], [], ["b\t#REF!\tcount", "w\tx\ty\tz"])
    assert report.unread_rows().select("line", "code").rows() == [
        (3, "cell-error"),
        (4, "row-ragged"),
    ]


@pytest.mark.parametrize("data", [[], pl.DataFrame({"id": ["a"]})])
def test_data_in_memory_has_no_unread_rows(data: Any) -> None:
    unread = cip.validate(data, "units").unread_rows()
    assert unread.rows() == []
    assert unread.columns == ["file", "line", "code", "text"]


def test_changed_file_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(f"{HEADER}\nshort\n", encoding="utf-8")
    report = cip.validate(path, "units")
    path.write_text(f"{HEADER}\nanother,row\n", encoding="utf-8")
    with pytest.raises(cip.DataFileError, match="was changed"):
        report.unread_rows()
    with pytest.raises(cip.ChinaIndPolicyError, match="the unread rows stayed"):
        pickle.loads(pickle.dumps(report)).unread_rows()


ROW = st.sampled_from(
    ["a{n},A,count", "b{n},B,wrong", "c{n},C", "d{n},D,count,x", '"e{n}","E",count', "f{n},,count"]
)


@given(st.lists(ROW, max_size=12), st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_three_parts_are_the_file(tmp_path: Path, rows: list[str], end: str) -> None:
    lines = [row.format(n=number) for number, row in enumerate(rows)]
    path = tmp_path / "units.csv"
    path.write_text(end.join([HEADER, *lines]), encoding="utf-8", newline="")
    valid, invalid, unread = parts(cip.validate(path, "units"))
    names = [*valid, *invalid, *(text.partition(",")[0] for text in unread)]
    assert sorted(names) == sorted(line.partition(",")[0].strip('"') for line in lines)
    assert unread == [line for line in lines if line.count(",") != 2]
