"""Indices with different bases are different measures and are never mixed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.codes.units import NoUnit, find_unit
from chinaindpolicy.ingest.normalize import columnar
from chinaindpolicy.ingest.normalize.conversion import convert_table, request_for
from chinaindpolicy.ingest.normalize.options import Options
from columnar_tables import assert_equal, convert_small_tables

EXTEND: dict[str, Any] = {
    "indicators": [
        {"id": "cpi", "name": "Consumer price index", "name_zh": "居民消费价格指数",
         "unit": "index"},
        {"id": "gdp-index", "name": "GDP index", "name_zh": "生产总值指数", "unit": "index"},
    ]
}  # fmt: skip
ROW = {"指标": "居民消费价格指数", "地区": "全国", "年份": "2020", "数值": "102.5"}


def read(data: Any, **options: Any) -> cip.Normalized:
    return cip.normalize(data, "figures", extend=EXTEND, **options)


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("上年=100", "previous_year"),
        ("上年＝100", "previous_year"),
        ("以上年为100", "previous_year"),
        ("上年同月=100", "same_month_previous_year"),
        ("上月=100", "previous_month"),
        ("2015年=100", "2015"),
        ("以2015年为100", "2015"),
        ("2010 = 100", "2010"),
        ("Index, 2015=100", "2015"),
        ("index (2015 = 100)", "2015"),
        ("2014-2016 = 100", "2014/2016"),
        ("2020年12月=100", "2020-12"),
        ("preceding year = 100", "previous_year"),
        ("the previous month=100", "previous_month"),
        ("same month of the last year=100", "same_month_previous_year"),
    ],
)
def test_the_base_of_an_index_is_read(written: str, base: str) -> None:
    found = find_unit(written)
    assert not isinstance(found, NoUnit)
    assert (found.code, found.base) == ("index", base)


@pytest.mark.parametrize("written", ["2015=1", "五年前=100", "=100", "2015=1000"])
def test_an_unknown_base_is_no_unit(written: str) -> None:
    assert not find_unit(written)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("上年=100", "2015年=100"),
        ("上年=100", "上月=100"),
        ("1978=100", "2010=100"),
        ("index", "2010=100"),
        ("preceding year=100", "上年同月=100"),
    ],
)
def test_rows_with_different_bases_are_rejected(first: str, second: str) -> None:
    rows = [ROW | {"单位": first}, ROW | {"年份": "2021", "单位": second}]
    found = read(rows)
    assert not found.ok
    assert found.frame["value"].to_list() == [None, None]
    messages = {each.message for each in found.findings if each.code == "unit-conflict"}
    assert all(repr(first) in text and repr(second) in text for text in messages) and messages


def test_equal_bases_and_bases_of_two_indicators_are_read_with_a_note() -> None:
    rows = [ROW | {"单位": "上年=100"}, ROW | {"年份": "2021", "单位": "preceding year=100"}]
    found = read(rows)
    assert found.ok
    wide = {
        "地区": "全国", "年份": "2020", "居民消费价格指数(上年=100)": "102.5",
        "生产总值指数(1978=100)": "4000",
    }  # fmt: skip
    both = read([wide])
    assert both.ok
    assert both.frame["value"].to_list() == [102.5, 4000.0]
    assert both.notes.filter(kind="base")["text"].to_list() == [
        "cpi is an index with the base previous year ('上年=100')",
        "gdp-index is an index with the base 1978 ('1978=100')",
    ]


@pytest.mark.parametrize(
    "headers",
    [
        ("居民消费价格指数(上年=100)", "居民消费价格指数(1978=100)"),
        ("Consumer price index, 2010=100", "Consumer price index, 2015=100"),
    ],
)
def test_bases_in_headers_are_compared(headers: tuple[str, str]) -> None:
    found = read([{"地区": "全国", "年份": "2020", headers[0]: "102.5", headers[1]: "130"}])
    assert found.frame["value"].to_list() == [None, None]
    assert {each.code for each in found.findings if each.severity == "error"} == {"unit-conflict"}


def test_the_base_of_a_title_is_compared_with_that_of_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    head = "居民消费价格指数（上年=100）,,,,\n指标,地区,年份,单位,数值\n"
    path.write_text(f"{head}居民消费价格指数,全国,2020,2015年=100,102.5\n", "utf-8")
    found = read(path)
    assert found.frame["value"].to_list() == [None]
    path.write_text(f"{head}居民消费价格指数,全国,2020,index,102.5\n", "utf-8")
    found = read(path)
    assert found.ok
    assert found.notes.filter(kind="base")["text"].item().endswith("previous year ('index')")
    path.write_text("居民消费价格指数（前五年=100）\n地区,2020年\n全国,102.5\n", "utf-8")
    assert not read(path).ok


def test_units_with_another_base_than_the_data_are_rejected() -> None:
    assert not read([ROW | {"单位": "上年=100"}], units="2015=100").ok
    assert read([ROW | {"单位": "上年=100"}], units="上年=100").ok


def test_the_conversion_by_column_compares_bases(monkeypatch: pytest.MonkeyPatch) -> None:
    convert_small_tables(monkeypatch)
    frame = pl.DataFrame(
        [
            ROW | {"年份": str(year), "单位": unit, "数值": f"{year}.5"}
            for year in range(1990, 2020)
            for unit in (("上年=100", "2015年=100")[year > 2010],)
        ]
    )
    options = Options()
    by_column = columnar.convert_columns(request_for(frame, "figures", options, None, EXTEND))
    whole = convert_table(request_for(frame, "figures", options, None, EXTEND)).result()
    assert whole.frame["value"].null_count() == 30
    if by_column is not None:
        assert_equal(by_column, whole)
    one = frame.with_columns(单位=pl.lit("上年=100"))
    by_column = columnar.convert_columns(request_for(one, "figures", options, None, EXTEND))
    assert by_column is not None
    assert_equal(
        by_column, convert_table(request_for(one, "figures", options, None, EXTEND)).result()
    )
