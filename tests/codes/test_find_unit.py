"""Lookup of written units: scales, rates, indices and what is rejected."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.codes.lists import read_rows, unit_words
from chinaindpolicy.codes.unit_table import SCALES, base_unit
from chinaindpolicy.codes.units import NoUnit, Unit, find_unit
from chinaindpolicy.errors import UnknownNameError

WORDS = [
    (word, code, Decimal(factor), scale)
    for word, code, factor, _, scale, _, _ in read_rows("unit_words")
]


def read(word: str) -> tuple[str, Decimal]:
    unit = find_unit(word)
    assert isinstance(unit, Unit), unit
    return unit.code, unit.factor


def rejected(word: str) -> str:
    result = find_unit(word)
    assert isinstance(result, NoUnit), result
    assert not result
    assert repr(word) in result.message
    return result.reason


def test_every_word_of_the_list_is_read_as_listed() -> None:
    for word, code, factor, _ in WORDS:
        assert read(word) == (code, factor)


@pytest.mark.parametrize(
    ("word", "code", "factor"),
    [
        ("亿元", "CNY", "100000000"),
        ("百亿元", "CNY", "10000000000"),
        ("亿元人民币", "CNY", "100000000"),
        ("人民币万元", "CNY", "10000"),
        ("亿元（人民币）", "CNY", "100000000"),
        ("亿英镑", "GBP", "100000000"),
        ("10⁸元", "CNY", "100000000"),
        ("10^4 t", "tonne", "10000"),
        ("单位：万吨", "tonne", "10000"),
        ("（万吨）", "tonne", "10000"),
        ("万 吨", "tonne", "10000"),
        ("千克", "tonne", "0.001"),
        ("万千克", "tonne", "10"),
        ("千瓦", "kilowatt", "1"),
        ("百万千瓦", "kilowatt", "1000000"),
        ("亿千瓦小时", "kilowatt_hour", "100000000"),
        ("GWH", "kilowatt_hour", "1000000"),
        ("万㎡", "square_metre", "10000"),
        ("km²", "square_metre", "1000000"),
        ("百万千焦", "gigajoule", "1"),
        ("百帕", "hectopascal", "1"),
        ("百分点", "percentage_point", "1"),
        ("％", "percent", "1"),
        ("人次", "person_time", "1"),
        ("万人次", "person_time", "10000"),
        ("架次", "flight", "1"),
        ("标准箱", "TEU", "1"),
        ("万TEU", "TEU", "10000"),
        ("基点", "basis_point", "1"),
        ("kilowatt_hour", "kilowatt_hour", "1"),
        ("US dollar", "USD", "1"),
    ],
)
def test_scales_labels_and_spellings(word: str, code: str, factor: str) -> None:
    assert read(word) == (code, Decimal(factor))


@pytest.mark.parametrize(
    ("word", "code", "factor"),
    [
        ("元/人", "CNY_per_person", "1"),
        ("亿元/万人", "CNY_per_person", "10000"),
        ("元每人", "CNY_per_person", "1"),
        ("吨/人", "kilogram_per_person", "1000"),
        ("元/千克", "CNY_per_tonne", "1000"),
        ("吨标准煤/万元", "tonne_coal_equivalent_per_CNY", "0.0001"),
        ("吨标准煤/亿元", "tonne_coal_equivalent_per_CNY", "0.00000001"),
        ("万元/平方公里", "CNY_per_square_kilometre", "10000"),
        ("元/平方米", "CNY_per_square_metre", "1"),
        ("起/万人", "case_per_10000_person", "1"),
        ("起/千人", "case_per_10000_person", "10"),
        ("千瓦时/万元", "kilowatt_hour_per_CNY", "0.0001"),
    ],
)
def test_rates_have_both_units(word: str, code: str, factor: str) -> None:
    assert read(word) == (code, Decimal(factor))


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("上年=100", "previous_year"),
        ("上年＝100", "previous_year"),
        ("(上年=100)", "previous_year"),
        ("以上年为100", "previous_year"),
        ("上年同月=100", "same_month_previous_year"),
        ("上年同期=100", "same_period_previous_year"),
        ("上月=100", "previous_month"),
        ("上年价格=100", "previous_year_prices"),
        ("1978年=100", "1978"),
        ("1952=100", "1952"),
        ("2015年为100", "2015"),
        ("2020 = 100", "2020"),
        ("2015年12月=100", "2015-12"),
    ],
)
def test_index_has_its_base(word: str, base: str) -> None:
    unit = find_unit(word)
    assert isinstance(unit, Unit)
    assert (unit.code, unit.factor, unit.base) == ("index", Decimal(1), base)


def test_sex_ratio_is_not_an_index() -> None:
    unit = find_unit("女=100")
    assert isinstance(unit, Unit)
    assert (unit.code, unit.base) == ("sex_ratio", "")


@pytest.mark.parametrize(
    "word",
    [
        "万千升、万吨",
        "亿支、万箱",
        "吨或千升",
        "万吨/亿立方米/亿千瓦小时",
        "万吨/亿立方米",
    ],
)
def test_two_units_are_rejected(word: str) -> None:
    assert rejected(word) == "two-units"


def test_power_of_ten_of_an_unknown_unit_names_the_whole_text() -> None:
    assert rejected("10⁸bananas") == "unknown"
    assert rejected("10⁸%") == "no-scale"


def test_codes_of_the_reader_convert_to_the_one_code_of_a_unit() -> None:
    assert base_unit("gigawatt_hour") == ("kilowatt_hour", Decimal(10) ** 6)
    assert base_unit("percent") == ("percent", Decimal(1))
    with pytest.raises(UnknownNameError, match="no unit 'gigawatt_hours'; did you mean"):
        base_unit("gigawatt_hours")


@pytest.mark.parametrize("word", ["万", "亿", "万亿", "百"])
def test_scale_without_a_unit_is_rejected(word: str) -> None:
    assert rejected(word) == "scale-only"


@pytest.mark.parametrize("word", ["万%", "万个百分点", "亿倍", "10⁴%", "万上年=100"])
def test_scale_of_a_ratio_is_rejected(word: str) -> None:
    assert rejected(word) in ("no-scale", "unknown")
    assert rejected("万%") == "no-scale"


@pytest.mark.parametrize(
    "word", ["", "bananas", "108元", "①元", "元①", "亿万元", "米/千克", "元/平方米·月", "mW", "辆/"]
)
def test_unknown_units_are_rejected(word: str) -> None:
    assert rejected(word) == "unknown"


def test_similar_units_are_suggested() -> None:
    result = find_unit("亿千瓦小日")
    assert isinstance(result, NoUnit)
    assert "亿千瓦小时" in result.similar()


def test_codes_of_standards_are_given() -> None:
    unit = find_unit("亿千瓦时")
    assert isinstance(unit, Unit)
    assert (unit.dimension, unit.ucum, unit.iso_4217) == ("energy", "kW.h", "")
    unit = find_unit("万元")
    assert isinstance(unit, Unit)
    assert (unit.dimension, unit.ucum, unit.iso_4217, unit.text) == ("currency", "", "CNY", "万元")


@given(st.sampled_from(WORDS), st.sampled_from(sorted(SCALES)))
def test_scale_multiplies_the_factor_or_is_rejected(
    word: tuple[str, str, Decimal, str], scale: str
) -> None:
    text, code, factor, _ = word
    result = find_unit(f"{scale}{text}")
    if isinstance(result, Unit) and f"{scale}{text}" not in set(unit_words()["word"]):
        assert (result.code, result.factor) == (code, factor * SCALES[scale])


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_rate_is_the_quotient_of_its_units(
    above: tuple[str, str, Decimal, str], below: tuple[str, str, Decimal, str]
) -> None:
    rate = find_unit(f"{above[0]}/{below[0]}")
    once = find_unit(f"{above[1]}/{below[1]}")
    if isinstance(rate, Unit) and isinstance(once, Unit) and rate.code == once.code:
        assert abs(rate.factor / (once.factor * above[2] / below[2]) - 1) < Decimal("1e-20")


@given(st.text(max_size=20))
def test_any_text_has_a_unit_or_a_reason(text: str) -> None:
    result = find_unit(text)
    assert isinstance(result, Unit) or result.message
