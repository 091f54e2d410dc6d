"""Commas and dots in values: one convention per column, and an error if it is not decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.decimal_marks import decimal_mark


def normalized(cells: list[Any], **options: Any) -> Any:
    rows = [
        {"指标": "算力规模", "地区": "北京", "时间": 2000 + at, "数值": cell}
        for at, cell in enumerate(cells)
    ]
    return cip.normalize(rows, "figures", **options)


@pytest.mark.parametrize("unit", ["PFLOPS", "EFLOPS"])
@pytest.mark.parametrize("cell", ["3,25", "12,34", "1,2345", "３，２５"])
def test_an_ambiguous_comma_is_reported(cell: str, unit: str) -> None:
    found = normalized(["1,234,567", "1,234", cell], units=unit)
    assert [(each.code, each.row) for each in found.findings] == [("value-ambiguous", 2)]
    assert not found.ok
    assert " or " in found.findings[0].expected
    assert found.frame["value"].is_null().to_list() == [False, False, True]


@pytest.mark.parametrize("cell", ["3,25亿元", "约12,34亿元", "3,25-4,5亿元"])
def test_an_ambiguous_comma_in_a_quantity_is_reported(cell: str) -> None:
    row = {"指标": "电子元器件销售总额", "地区": "北京", "时间": 2024, "数值": cell}
    found = cip.normalize([row], "figures")
    assert [each.code for each in found.findings] == ["value-ambiguous"]
    assert found.frame["value"].to_list() == [None]


def test_one_unambiguous_cell_decides_the_decimal_mark() -> None:
    commas = normalized(["3,25", "1.234,56", "2,100", "0,5"], units="PFLOPS")
    assert commas.frame["value"].to_list() == [3.25, 1234.56, 2.1, 0.5]
    contrary = normalized(["3,25", "0,5", "1,234.5"], units="PFLOPS")
    assert [each.row for each in contrary.findings] == [0, 1]
    assert contrary.frame["value"].to_list() == [None, None, 1234.5]


def test_misplaced_commas_are_unreadable() -> None:
    assert [each.code for each in normalized(["1,23,456"], units="PFLOPS").findings] == [
        "value-unreadable"
    ]


def test_semicolon_files_use_decimal_commas(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "指标;地区;时间;数值(PFLOPS)\n算力规模;北京;2023;3,25\n算力规模;北京;2024;12,5\n", "utf-8"
    )
    found = cip.normalize(path, "figures")
    assert (found.frame["value"].to_list(), found.findings) == ([3.25, 12.5], ())
    path.write_text(
        '指标,地区,时间,数值(PFLOPS)\n算力规模,北京,2023,"3,25"\n算力规模,北京,2024,"1,234"\n',
        "utf-8",
    )
    found = cip.normalize(path, "figures")
    assert [(each.code, each.line) for each in found.findings] == [("value-ambiguous", 2)]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["2.345", "1.234.567"], [2345, 1234567]),
        (["2.345", "1.234.567", "3,5"], [2345, 1234567, 3.5]),
        (["2.345", "1234.5"], [2.345, 1234.5]),
        (["2,345", "1234.5"], [2345, 1234.5]),
        # Both conventions: only a number that fits one of them, and is the usual one, is read.
        (["2.345", "2,345", "1.234.567", "12.5"], [None, None, None, 12.5]),
        (["2,345", "0,5", "1,234,567"], [None, None, 1234567]),
    ],
)
def test_a_column_has_one_convention(cells: list[str], values: list[float | None]) -> None:
    found = normalized(cells, units="PFLOPS")
    assert found.frame["value"].to_list() == values
    rejected = [row for row, value in enumerate(values) if value is None]
    assert [(each.code, each.row) for each in found.findings] == [
        ("value-ambiguous", row) for row in rejected
    ]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1,234", "2,345"], [None, None]),
        (["1.234", "2.345"], [None, None]),
        (["1,234", "2,5"], [1.234, 2.5]),
        (["1.234", "2.345,5"], [1234, 2345.5]),
        (["1,234", "12.5"], [1234, 12.5]),
        (["1,234", "1,234,567"], [1234, 1234567]),
    ],
)
def test_a_semicolon_file_needs_a_number_that_decides(
    cells: list[str], values: list[float | None], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    lines = [f"算力规模;北京;{2000 + at};{cell}" for at, cell in enumerate(cells)]
    path.write_text("\n".join(["指标;地区;时间;数值(PFLOPS)", *lines]), "utf-8")
    found = cip.normalize(path, "figures")
    assert found.frame["value"].to_list() == values
    assert found.ok == (None not in values)


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=5),
    st.lists(st.integers(1, 99), min_size=1, max_size=3),
)
@settings(max_examples=50, deadline=None)
def test_numbers_are_read_in_both_conventions(wholes: list[int], cents: list[int]) -> None:
    # One number with a group and a decimal part decides for the others.
    numbers = [1234567.5, *wholes, *(whole / 100 for whole in cents)]
    english = [f"{number:,}" for number in numbers]
    swapped = str.maketrans(",.", ".,")
    for cells in (english, [cell.translate(swapped) for cell in english]):
        mark = decimal_mark(cells)
        read = [float(mark.read(cell).replace(",", "")) for cell in cells]
        assert read == numbers


@given(st.lists(st.text("0123456789.,", min_size=1, max_size=9), max_size=5))
@settings(max_examples=100, deadline=None)
def test_a_number_has_one_reading_or_is_rejected(cells: list[str]) -> None:
    mark = decimal_mark(cells)
    for cell in cells:
        try:
            read = mark.read(cell)
        except CellError:
            continue
        if mark.mark == ",":
            assert "," not in read.rstrip(",").lstrip(",") or read == cell


@pytest.mark.parametrize("unit", ["PFLOPS", "EFLOPS"])
@pytest.mark.parametrize(
    "cell",
    ["9" * 1_000_001, "0." + "0" * 1_000_001 + "1", 10**5000, "9" * 500, "1e999"],
    ids=["text", "small", "int", "float", "exponent"],
)
def test_numbers_beyond_64_bit_floats_are_reported(cell: Any, unit: str) -> None:
    found = normalized([cell], units=unit)
    assert [each.code for each in found.findings] == ["value-inexact"]
    assert found.frame["value"].to_list() == [None]
