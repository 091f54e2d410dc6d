"""Laws of conversion: the place of a unit, marks, and the form of a table do not change values."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.marks import number_marks, without_marks
from chinaindpolicy.ingest.normalize.period_parser import read_part_of_year, read_period
from chinaindpolicy.ingest.normalize.plain_numbers import number_in
from chinaindpolicy.ingest.normalize.unit_parser import read_unit
from chinaindpolicy.ingest.normalize.value_parser import read_amount
from chinaindpolicy.model.periods import period_bounds

pytestmark = pytest.mark.full  # takes long; CI runs it

KEY = {"指标": "电子元器件销售总额", "地区": "广东", "时间": "2023年"}
NUMBERS = st.decimals(Decimal("0.01"), Decimal(10**6), places=2)
SCALES = st.sampled_from(["元", "万元", "百万元", "亿元", "10⁸元", "billion yuan", "RMB mn"])
MARKS = st.text(alphabet="①②③⑩¹²³⁴*†", min_size=1, max_size=2)
INDICATORS = {
    "高新技术企业": ("high-tech-enterprises", "家"),
    "芯片良率": ("chip-yield-rate", "%"),
    "电子元器件销售总额": ("electronic-component-sales", "亿元"),
}
REGIONS = {"北京": "cn-bj", "上海": "cn-sh", "广东": "cn-gd"}
YEARS = ("2021年", "2022年", "2023年")


def value_of(row: dict[str, Any], **options: Any) -> float:
    result = cip.normalize([row], "figures", **options)
    assert result.ok, str(result)
    (value,) = result.frame["value"]
    assert isinstance(value, float)
    return value


@given(NUMBERS, SCALES)
@settings(max_examples=25)
def test_a_unit_gives_the_same_value_wherever_it_is_stated(number: Decimal, unit: str) -> None:
    expected = float(number * read_unit(unit).factor)
    cell = f"{number}"
    assert value_of(KEY | {"数值": cell, "单位": unit}) == expected
    assert value_of(KEY | {f"数值({unit})": cell}) == expected
    assert value_of(KEY | {"指标": f"{KEY['指标']}({unit})", "数值": cell}) == expected
    assert value_of(KEY | {"数值": cell}, units=unit) == expected
    assert value_of(KEY | {"数值": cell}, constants={"unit": unit}) == expected
    assert value_of(KEY | {f"数值({unit})": f"¥{cell}"}) == expected


@given(NUMBERS, SCALES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_a_unit_in_a_title_or_unit_row_gives_the_same_value(
    tmp_path: Path, number: Decimal, unit: str
) -> None:
    expected = float(number * read_unit(unit).factor)
    path = tmp_path / "a.csv"
    texts = (
        f"单位：{unit}\n指标,地区,时间,数值\n电子元器件销售总额,广东,2023年,{number}\n"
        if " " not in unit
        else f"Unit: {unit}\n指标,地区,时间,数值\n电子元器件销售总额,广东,2023年,{number}\n",
        f"地区,时间,电子元器件销售总额\n,,{unit}\n广东,2023年,{number}\n",
        f"地区,时间,电子元器件销售总额_{unit}\n广东,2023年,{number}\n",
    )
    for text in texts:
        path.write_text(text, encoding="utf-8")
        result = cip.normalize(path, "figures")
        assert result.ok, str(result)
        assert result.frame["value"].to_list() == [expected]


@given(NUMBERS, st.sampled_from([*range(10), 11, 12]), st.booleans())
def test_a_column_of_exponents_multiplies_the_value(
    number: Decimal, power: int, is_word: bool
) -> None:
    words = {0: "Units", 3: "Thousands", 6: "Millions", 9: "Billions", 12: "Trillions"}
    scale = words.get(power, str(power)) if is_word else str(power)
    row = KEY | {"数值": f"{number}", "UNIT_MEASURE": "CNY", "UNIT_MULT": scale}
    assert value_of(row) == float(number * Decimal(10) ** power)


@given(NUMBERS, MARKS, st.booleans())
def test_marks_never_change_a_value(number: Decimal, marks: str, before: bool) -> None:
    cell = f"{marks}{number}" if before else f"{number}{marks}"
    row = KEY | {"数值(亿元)": cell}
    result = cip.normalize([row], "figures")
    assert result.frame["value"].to_list() == [float(number * 10**8)]
    assert result.marks.rows() == [(0, "value", marks, cell)]


@given(MARKS)
def test_marks_never_change_a_name_or_period(marks: str) -> None:
    row = {name: f"{cell}{marks}" for name, cell in KEY.items()} | {"数值(亿元)": "1"}
    result = cip.normalize([row], "figures")
    assert result.ok, str(result)
    expected = ("electronic-component-sales", "cn-gd", "2023")
    assert result.frame.select("indicator_id", "region_id", "period").row(0) == expected
    assert result.marks.height == 3


@given(st.text(alphabet="0123456789.,①②³⁵₂½Ⅳ④ -¥亿元%*", max_size=8))
def test_a_character_that_is_no_digit_never_becomes_one(text: str) -> None:
    plain = "".join(char for char in text if char in "0123456789")
    try:
        found = number_in(number_marks(text).text)
    except CellError:
        return
    if found is not None:
        digits = f"{abs(found):f}".replace(".", "")
        assert digits.strip("0") in plain or not digits.strip("0")


@given(st.text(max_size=12))
def test_marks_and_text_together_are_the_cell(text: str) -> None:
    found = without_marks(text)
    kept = sorted("".join((found.text, found.marks)).replace(" ", ""))
    assert len(kept) <= len(text)
    assert set(kept) <= set(text)


@st.composite
def tables(draw: st.DrawFn) -> dict[tuple[str, str, str], Decimal]:
    """Return values by indicator, region and year."""
    indicators = draw(st.lists(st.sampled_from(sorted(INDICATORS)), min_size=1, unique=True))
    regions = draw(st.lists(st.sampled_from(sorted(REGIONS)), min_size=1, unique=True))
    years = draw(st.lists(st.sampled_from(YEARS), min_size=1, unique=True))
    keys = itertools.product(indicators, regions, years)
    # Percentages of which all are at most 1 may be fractions.
    shares = st.decimals(Decimal("1.01"), Decimal(100), places=2)
    return {key: draw(shares if key[0] == "芯片良率" else NUMBERS) for key in keys}


def frame_of(rows: list[dict[str, Any]], **options: Any) -> pl.DataFrame:
    result = cip.normalize(rows, "figures", **options)
    assert result.ok, str(result)
    names = ("indicator_id", "region_id", "period", "value", "unit")
    return result.frame.select(names).sort(names)


def spread(values: dict[tuple[str, str, str], Decimal], at: int) -> list[dict[str, Any]]:
    """Return one row for each key without its part `at`, which names the columns."""
    names = ("指标", "地区", "时间")
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for key, value in values.items():
        indicator = f"{key[0]}({INDICATORS[key[0]][1]})"
        texts = (indicator, key[1], key[2])
        others = tuple(text for place, text in enumerate(texts) if place != at)
        labels = [name for place, name in enumerate(names) if place != at]
        row = rows.setdefault(others, dict(zip(labels, others, strict=True)))
        row[texts[at]] = str(value)
    return list(rows.values())


@given(tables())
@settings(max_examples=25)
def test_wide_and_long_forms_of_a_table_give_the_same_frame(
    values: dict[tuple[str, str, str], Decimal],
) -> None:
    long = [
        {"指标": indicator, "地区": region, "时间": year, "数值": str(value), "单位": unit}
        for (indicator, region, year), value in values.items()
        for unit in (INDICATORS[indicator][1],)
    ]
    expected = frame_of(long)
    for at, wide in ((2, "period"), (1, "region"), (0, "indicator")):
        rows = spread(values, at)
        assert frame_of(rows).equals(expected)
        assert frame_of(rows, wide=wide).equals(expected)


@given(tables())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_two_header_rows_give_the_same_frame(
    tmp_path: Path, values: dict[tuple[str, str, str], Decimal]
) -> None:
    indicators = list(dict.fromkeys(key[0] for key in values))
    years = list(dict.fromkeys(key[2] for key in values))
    regions = list(dict.fromkeys(key[1] for key in values))
    upper = [f"{name}({INDICATORS[name][1]})" for name in indicators for _ in years]
    lower = years * len(indicators)
    lines = [",".join(("地区", *upper)), ",".join(("", *lower))]
    for region in regions:
        cells = [values[name, region, year] for name in indicators for year in years]
        lines.append(",".join((region, *map(str, cells))))
    path = tmp_path / "a.csv"
    path.write_text("\n".join((*lines, "")), encoding="utf-8")
    long = [
        {"指标": name, "地区": region, "时间": year, "数值": str(value)}
        | {"单位": INDICATORS[name][1]}
        for (name, region, year), value in values.items()
    ]
    result = cip.normalize(path, "figures", header=(1, 2))
    assert result.ok, str(result)
    names = ("indicator_id", "region_id", "period", "value", "unit")
    assert result.frame.select(names).sort(names).equals(frame_of(long))


@given(st.integers(1990, 2049), st.integers(1, 12))
def test_a_month_in_its_own_column_is_the_month_of_one_text(year: int, month: int) -> None:
    expected = f"{year}-{month:02}"
    texts = (f"{month}月", f"{month:02}月份", f"{year}年{month}月")
    for cell in (month, str(month), expected, *texts):
        assert read_part_of_year(year, cell, "month") == expected
    assert read_period(f"{year}年1-{month}月累计") == f"{year}-01/{expected}"
    start, end = period_bounds(read_period(f"{year}年{month}月末"))
    assert start == end and end is not None and end.month == month


@given(NUMBERS, SCALES, SCALES)
def test_a_unit_in_a_cell_never_cancels_the_scale_of_its_row(
    number: Decimal, own: str, unit: str
) -> None:
    first, second = read_unit(own), read_unit(unit)
    try:
        found = read_amount(f"{number}{own}", second, decimal_dots=True)
    except CellError:
        return
    assert found.value == number * first.factor
    assert second.factor in (1, first.factor)
