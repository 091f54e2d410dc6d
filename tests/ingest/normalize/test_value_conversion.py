"""Conversion of cell values: booleans, numbers, units, periods and conflicts in a row."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.cell_parsers import is_missing, reader
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.period_parser import read_period
from chinaindpolicy.ingest.normalize.unit_parser import read_unit
from chinaindpolicy.ingest.normalize.unit_sources import UnitSources
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.fields import Column

ANY = Column("x", "x")


def test_missing_marks_booleans_and_numbers_are_parsed() -> None:
    truth = ColumnSpec("holds", "boolean", True, ANY)
    number = ColumnSpec("amount", "number", True, ANY)
    assert not is_missing(3, number, frozenset())
    assert reader(truth, {})("是").value is True
    assert reader(truth, {})("no").value is False
    with pytest.raises(CellError, match="'maybe' is neither true nor false"):
        reader(truth, {})("maybe")
    assert reader(number, {})("1,200.5").value == Decimal("1200.5")
    with pytest.raises(CellError, match="'much' is not a number"):
        reader(number, {})("much")


@pytest.mark.parametrize(
    ("text", "code"),
    [("cny", "CNY"), ("Percent", "percent"), ("Percentage_Point", "percentage_point")],
)
def test_unit_code_is_case_insensitive(text: str, code: str) -> None:
    assert (read_unit(text).code, read_unit(text).factor) == (code, Decimal(1))


@pytest.mark.parametrize(
    "text", ["Foo 2024", "2021-2099x", "x-2023", "..2020-2023", "by 2020-2023", "soon to 2025"]
)
def test_invalid_period_text_raises_cell_error(text: str) -> None:
    with pytest.raises(CellError):
        read_period(text)


def test_duplicate_pandas_columns_are_rejected() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["value", "value"])
    with pytest.raises(cip.ChinaIndPolicyError, match="columns that are called alike: value"):
        cip.normalize(frame, "figures")


def test_different_units_in_one_row_are_reported() -> None:
    row = {"indicator_id": "computing-power-scale", "region_id": "cn", "period": "2024"}
    result = cip.normalize([row | {"value": "3亿元", "value_printed": "5%"}], "figures")
    assert "unit-conflict" in {finding.code for finding in result.findings}
    for name in ("value", "value_printed", "unit"):
        assert name not in result.frame.columns or result.frame[name].to_list() == [None]


def test_range_is_converted_at_both_ends() -> None:
    row = {"indicator_id": "computing-power-scale", "region_id": "cn", "period": "2024"}
    (made,) = cip.normalize([row | {"value": "2 to 3 EFLOPS"}], "figures").frame.to_dicts()
    assert (made["value"], made["value_upper"], made["unit"]) == (2000.0, 3000.0, "petaflops")


@pytest.mark.parametrize("text", ["1" + "0" * 400, "3e400 items", "1e999999999999 items"])
def test_number_beyond_float_range_is_reported(text: str) -> None:
    row = {"indicator_id": "computing-power-scale", "region_id": "cn", "period": "2024"}
    result = cip.normalize([row | {"value": text, "unit": "petaflops"}], "figures")
    assert result.findings and not result.ok


def test_equal_units_are_one_unit_and_different_ones_conflict() -> None:
    unit, other = read_unit("亿元"), read_unit("100 million yuan")
    units = UnitSources(["亿元"], {"value": [other]}, {0: [unit]}, {}, ())
    assert units.of(0, "value") == unit
    with pytest.raises(CellError, match="two units are stated: '亿元' and '元'"):
        UnitSources(["亿元"], {"value": [read_unit("元")]}, {}, {}, ()).of(0, "value")
