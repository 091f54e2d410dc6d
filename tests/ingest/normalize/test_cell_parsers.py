"""Single cells: units, values, periods, names."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.period_parser import read_day, read_period
from chinaindpolicy.ingest.normalize.plain_numbers import number_in
from chinaindpolicy.ingest.normalize.unit_parser import bracketed_unit, read_unit
from chinaindpolicy.ingest.normalize.value_parser import read_amount
from chinaindpolicy.model.names import is_listed
from chinaindpolicy.model.periods import period_bounds


@pytest.mark.parametrize(
    ("text", "code", "factor"),
    [
        ("万人次", "person_time", 10**4),
        ("标准箱", "TEU", 1),
        ("架次", "flight", 1),
        ("元/吨", "CNY_per_tonne", 1),
        ("元", "CNY", 1),
        ("万元", "CNY", 10**4),
        ("亿元", "CNY", 10**8),
        ("万亿元", "CNY", 10**12),
        ("单位：亿元", "CNY", 10**8),
        ("亿美元", "USD", 10**8),
        ("百万美元", "USD", 10**6),
        ("万台", "device", 10**4),
        ("万吨", "tonne", 10**4),
        ("亿千瓦时", "kilowatt_hour", 10**8),
        ("％", "percent", 1),
        ("个百分点", "percentage_point", 1),
        ("家", "enterprise", 1),
        ("billion yuan", "CNY", 10**9),
        ("100 million yuan", "CNY", 10**8),
        ("RMB bn", "CNY", 10**9),
        ("US$ million", "USD", 10**6),
        ("cny", "CNY", 1),
        ("petaflops", "petaflops", 1),
    ],
)
def test_units_are_parsed(text: str, code: str, factor: int) -> None:
    found = read_unit(text)
    assert (found.code, found.factor) == (code, Decimal(factor))


@pytest.mark.parametrize(
    "text", ["亿香蕉", "—", "more than", "3", "bananas", "亿", "亿元、%", "万%", "三 bananas"]
)
def test_unknown_units_are_refused(text: str) -> None:
    with pytest.raises(CellError) as caught:
        read_unit(text)
    assert caught.value.code == "unit-unreadable"
    assert repr(text) in caught.value.message


@pytest.mark.parametrize(
    ("header", "name", "code"),
    [
        ("数值(亿元)", "数值", "CNY"),
        ("数值（单位：万元）", "数值", "CNY"),
        ("value (bn yuan)", "value", "CNY"),
        ("产值/亿元", "产值", "CNY"),
        ("GDP, RMB bn", "GDP", "CNY"),
        ("增速【%】", "增速", "percent"),
    ],
)
def test_bracketed_units_of_headers_are_parsed(header: str, name: str, code: str) -> None:
    found = bracketed_unit(header)
    assert found is not None
    assert (found[0], found[1].code) == (name, code)


@pytest.mark.parametrize("header", ["value", "value (revised)", "GDP (2024)", "(亿元)", "a/b"])
def test_headers_without_units_have_none(header: str) -> None:
    assert bracketed_unit(header) is None


@pytest.mark.parametrize(
    ("cell", "unit", "value", "code", "comparator"),
    [
        ("16.19万亿元", None, "16190000000000", "CNY", "eq"),
        ("16.19", "万亿元", "16190000000000", "CNY", "eq"),
        (16.19, "万亿元", "16190000000000", "CNY", "eq"),
        ("超过3万亿元", None, "3000000000000", "CNY", "gt"),
        ("约3", "万亿元", "3000000000000", "CNY", "approx"),
        ("１２，３４５．６", "亿元", "1234560000000", "CNY", "eq"),
        ("-5.2", "%", "-5.2", "percent", "eq"),
        ("−5.2%", None, "-5.2", "percent", "eq"),
        ("增长8.5%", None, "8.5", "percent", "eq"),
        ("16.19万", "元", "161900", "CNY", "eq"),
        ("2024", "亿元", "202400000000", "CNY", "eq"),
        ("16.19万亿元", "元", "16190000000000", "CNY", "eq"),
        (2100, None, "2100", None, "eq"),
        ("1.5e3", None, "1500", None, "eq"),
        ("'12", None, "12", None, "eq"),
    ],
)
def test_values_are_parsed_with_unit_and_comparator(
    cell: Any, unit: str | None, value: str, code: str | None, comparator: str
) -> None:
    found = read_amount(cell, read_unit(unit) if unit else None, decimal_dots=False)
    assert (found.value, found.unit, found.comparator) == (Decimal(value), code, comparator)


def test_a_range_takes_the_unit_of_its_row() -> None:
    found = read_amount("3-5", read_unit("亿元"), decimal_dots=False)
    assert (found.value, found.upper, found.comparator) == (
        Decimal(3 * 10**8),
        Decimal(5 * 10**8),
        "range",
    )


@pytest.mark.parametrize(
    ("cell", "unit", "code"),
    [
        ("2.100 billion yuan", None, "value-ambiguous"),
        ("2.100", "billion yuan", "value-ambiguous"),
        ("2.100", "RMB billion", "value-ambiguous"),
        ("-2.100", "10,000 yuan", "value-ambiguous"),
        ("+2.100", "100 million yuan", "value-ambiguous"),
        ("约2.100", "亿元", "value-ambiguous"),
        ("下降3%", None, "value-direction"),
        ("8.5%", "亿元", "unit-conflict"),
        ("16.19万", "亿元", "unit-conflict"),
        ("abc", None, "value-unreadable"),
        ("100*", None, "value-unreadable"),
        ("100（估计）", None, "value-unreadable"),
        ("3 5", None, "value-unreadable"),
        (True, None, "value-unreadable"),
        (datetime.date(2024, 1, 1), None, "value-unreadable"),
    ],
)
def test_unreadable_values_are_refused(cell: Any, unit: str | None, code: str) -> None:
    with pytest.raises(CellError) as caught:
        read_amount(cell, read_unit(unit) if unit else None, decimal_dots=False)
    assert caught.value.code == code


def test_ambiguous_dots_are_refused_unless_the_column_decides() -> None:
    with pytest.raises(CellError, match="2100000000 or 2100000000000"):
        read_amount("2.100", read_unit("billion yuan"), decimal_dots=False)
    found = read_amount("2.100", read_unit("billion yuan"), decimal_dots=True)
    assert found.value == 2_100_000_000


@given(
    number=st.decimals(-(10**9), 10**9, places=4),
    unit=st.sampled_from(["元", "万元", "亿元", "万亿元", "billion yuan", "%", "万台"]),
    grouped=st.booleans(),
)
def test_numbers_are_scaled_exactly(number: Decimal, unit: str, grouped: bool) -> None:
    text = f"{number:,f}" if grouped else f"{number:f}"
    assert number_in(text) == number
    found = read_amount(text, read_unit(unit), decimal_dots=True)
    assert found.value == number * read_unit(unit).factor


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2024年", "2024"),
        ("2024年度", "2024"),
        (2024, "2024"),
        (2024.0, "2024"),
        ("２０２４年", "2024"),
        ("二〇二四年", "2024"),
        ("2024Q1", "2024-01/2024-03"),
        ("2024年一季度", "2024-01/2024-03"),
        ("2024年第4季度", "2024-10/2024-12"),
        ("Q3 2024", "2024-07/2024-09"),
        ("2024年前三季度", "2024-01/2024-09"),
        ("2024H1", "2024-01/2024-06"),
        ("2024年下半年", "2024-07/2024-12"),
        ("2024-06", "2024-06"),
        ("2024年6月", "2024-06"),
        ("202406", "2024-06"),
        ("2024.10", "2024-10"),
        ("June 2024", "2024-06"),
        ("Jun-2024", "2024-06"),
        ("2024年1—6月", "2024-01/2024-06"),
        ("2021-2023年", "2021/2023"),
        ("2021—2023", "2021/2023"),
        ("2021年至2023年", "2021/2023"),
        ("2024年6月-2025年5月", "2024-06/2025-05"),
        ("2024-06-30", "2024-06-30"),
        ("2024/6/30", "2024-06-30"),
        ("2024年6月30日", "2024-06-30"),
        ("20240630", "2024-06-30"),
        ("30 June 2024", "2024-06-30"),
        ("13/06/2024", "2024-06-13"),
        ("2024-06-30 00:00:00", "2024-06-30"),
        (datetime.date(2024, 6, 30), "2024-06-30"),
        (datetime.datetime(2024, 6, 30), "2024-06-30"),
        ("2024年末", "2024-12-31"),
        ("到2025年", "../2025"),
        ("../2025", "../2025"),
        ("十四五", "2021/2025"),
        ("“十五五”时期", "2026/2030"),
        ("十四五末", "2025"),
        ("14th Five-Year Plan", "2021/2025"),
    ],
)
def test_periods_are_converted_to_iso_8601(cell: Any, period: str) -> None:
    assert read_period(cell) == period
    assert read_period(period) == period
    period_bounds(period)


@pytest.mark.parametrize(
    ("cell", "code", "said"),
    [
        ("2024-02-30", "period-unreadable", "2024-02 has 29 days"),
        ("2024年13月", "period-unreadable", "month"),
        ("02/03/2024", "period-ambiguous", "2024-03-02 or 2024-02-03"),
        ("31/02/2024", "period-unreadable", "not a day of the calendar"),
        ("2024.1", "period-unreadable", "tenth month cut short"),
        (2024.1, "period-unreadable", "tenth month cut short"),
        ("45473", "period-unreadable", "2024-06-30: format"),
        ("2023—2021", "period-unreadable", "ends before it starts"),
        ("24年", "period-unreadable", "not a period"),
        ("FY2024", "period-unreadable", "not a period"),
        ("soon", "period-unreadable", "not a period"),
        ("2021-22", "period-unreadable", "not a period"),
        ("99th five-year plan", "period-unreadable", "plan 99"),
        (datetime.datetime(2024, 6, 30, 1), "period-unreadable", "a moment"),
        (True, "period-unreadable", "not a period"),
    ],
)
def test_unreadable_periods_are_refused(cell: Any, code: str, said: str) -> None:
    with pytest.raises(CellError) as caught:
        read_period(cell)
    assert caught.value.code == code
    assert said in caught.value.message


def test_single_days_are_parsed() -> None:
    assert read_day("2024年6月30日") == datetime.date(2024, 6, 30)
    with pytest.raises(CellError, match="not a single day"):
        read_day("2024年6月")


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2099, 12, 31)))
def test_all_date_forms_give_the_same_day(day: datetime.date) -> None:
    forms = (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        day.strftime("%Y%m%d"),
        f"{day:%B} {day.day}, {day.year}",
        day,
        datetime.datetime(day.year, day.month, day.day),
    )
    assert {read_period(form) for form in forms} == {day.isoformat()}


@given(st.text(max_size=12) | st.text(alphabet="0123456789年月日-/.Qq季度至上半 ", max_size=14))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    try:
        found = read_period(text)
    except CellError:
        return
    period_bounds(found)


@given(st.text(max_size=12) | st.text(alphabet="0123456789.,万亿元%-超过约 ", max_size=12))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        found = read_amount(text, None, decimal_dots=False)
    except CellError as error:
        assert error.message
    else:
        assert found.value.is_finite()


@pytest.mark.parametrize(
    ("cell", "id"),
    [
        ("北京市", "cn-bj"),
        ("北京", "cn-bj"),
        ("Beijing", "cn-bj"),
        ("BEIJING Municipality", "cn-bj"),
        (110000, "cn-bj"),
        (110000.0, "cn-bj"),
        ("110000", "cn-bj"),
        ("110000000000", "cn-bj"),
        ("CN-BJ", "cn-bj"),
        ("cn-bj", "cn-bj"),
        ("安徽省", "cn-ah"),
        ("Anhui Province", "cn-ah"),
        ("香港", "cn-hk"),
        ("全国", "cn"),
        ("广东省深圳市", "cn-gd-shenzhen"),
        ("广东 深圳", "cn-gd-shenzhen"),
        ("Shenzhen, Guangdong", "cn-gd-shenzhen"),
    ],
)
def test_region_names_and_codes_are_found(real: Dataset, cell: Any, id: str) -> None:
    assert NameLookup(real["regions"], "regions").find(cell) == id


@pytest.mark.parametrize(
    ("cell", "said"),
    [("Bejing", "did you mean 'cn-bj'"), ("999999", "nothing"), ("安徽省深圳市", "")],
)
def test_unknown_region_names_are_refused(real: Dataset, cell: str, said: str) -> None:
    with pytest.raises(CellError) as caught:
        NameLookup(real["regions"], "regions").find(cell)
    assert caught.value.code == "name-unknown"
    assert said in caught.value.message


def test_an_ambiguous_name_is_refused(real: Dataset) -> None:
    names = NameLookup(real["indicators"], "indicators")
    twice = next(iter(real.indicators))
    names._forms["twice"] = {twice.id, "another"}  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(CellError) as caught:
        names.find("Twice")
    assert caught.value.code == "name-ambiguous"


def test_ids_of_listed_regions_are_found_unless_they_may_be_words(real: Dataset) -> None:
    names = NameLookup(real.regions, "regions")
    for region in real.regions:
        if len(region.id) > 2:
            assert names.find(region.id) == region.id
    assert names.find("KR") == "kr" and names.find("NO") == "no"
    with pytest.raises(CellError, match=r"'no' may be a word or the id of a country; use .* 'NO'"):
        names.find("no")
    with pytest.raises(CellError, match="'bj' may be the code of a country or 'cn-bj'"):
        names.find("bj")


def test_every_name_of_every_region_and_indicator_is_found(real: Dataset) -> None:
    for table in ("regions", "indicators"):
        names = NameLookup(real[table], table)
        for record in real[table]:
            if is_listed(record):
                continue  # the code lists decide what these names mean
            for name in (record.id, record.name, record.name_zh):
                if name == "Suzhou":  # 苏州 and 宿州
                    with pytest.raises(CellError, match="is the name of several places"):
                        names.find(name)
                else:
                    assert name is None or names.find(name) == record.id
