"""Numbers that are no quantities, and which words belong to a quantity."""

from __future__ import annotations

import pickle
import subprocess
import sys
from decimal import Decimal

import pytest

from chinaindpolicy.quantity import QuantityError, find_quantities, parse_quantity

ROLES = [
    ("on January 21, 2024, at", "January 21, 2024", "date"),
    ("on Jan. 23, 2019.", "Jan. 23, 2019", "date"),
    ("plan (2021-2023) of", "2021-2023", "date"),
    ("dated 2025-09-09 here", "2025-09-09", "date"),
    ("by 2025, all", "2025", "date"),
    ("于2024年1月21日召开", "2024年1月21日", "date"),
    ("2021—2025年期间", "2021—2025年", "date"),
    ("二〇三五年远景目标", "二〇三五年", "date"),
    ("近三年累计", "近三年", "date"),
    ("前三季度运行", "三季度", "date"),
    ("in Q3 2024 it", "Q3 2024", "date"),
    ("the first half of 2025 was", "first half of 2025", "date"),
    ("for 5G and", "5G", "name"),
    ("6G、3D打印", "6G", "name"),
    ("the 415X clusters", "415X", "name"),
    ('the "33618" system', "33618", "name"),
    ("such as C2M (user", "C2M", "name"),
    ("Microchip ICS552R-01LNT for", "ICS552R-01LNT", "name"),
    ("BOE 8.6th-generation line", "8.6th-generation", "name"),
    ("a 128-layer stack", "128-layer", "name"),
    ("“十四五”期间", "十四五", "name"),
    ("the 14th Five-Year Plan", "14th Five-Year Plan", "name"),
    ("of the two sessions in", "two sessions", "name"),
    ("One Belt One Road", "One Belt One Road", "name"),
    ("〔2021〕5号文件", "〔2021〕5号", "name"),
    ("Industry 4.0 plants", "Industry 4.0", "name"),
    ("under COVID-19 rules", "COVID-19", "name"),
    ("世界500强企业", "500强", "name"),
    ("the 16th congress", "16th", "ordinal"),
    ("the second session", "second", "ordinal"),
    ("Yuexin Phase III, which", "Phase III", "ordinal"),
    ("第三代半导体", "第三", "ordinal"),
    ("二期工程", "二期", "ordinal"),
    ("Kion Forklift II, which", "II", "ordinal"),
    ("The plan has 7 key tasks.", "7 key tasks", "structure"),
    ("puts forward four safeguard measures:", "four safeguard measures", "structure"),
    ('a "two-step" goal', "two", "structure"),
    ("八大重点任务", "八大", "structure"),
    ("“两步走”战略", "两步走", "structure"),
    ("1. Build platforms", "1", "structure"),
    ("运行7×24小时", "7×24", "other"),
    ("dual-wheel drive", "dual", "other"),
    ("one of them", "one", "other"),
    ("hundreds of firms", "hundreds", "other"),
]


@pytest.mark.parametrize(("text", "expected", "role"), ROLES)
def test_role(text: str, expected: str, role: str) -> None:
    found = find_quantities(text)
    assert (found[0].text, found[0].role) == (expected, role)


@pytest.mark.parametrize(
    "text", ["统一规划", "进一步", "一批", "半导体", "零部件", "万物互联", "三一重工", "形成"]
)
def test_numeral_characters_that_do_not_count(text: str) -> None:
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    "text",
    ["", "no number", "2024", "十四五", "5G", "the second session", "two-step", "5 and 6 tonnes"],
)
def test_expression_without_a_quantity_is_rejected(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_quantity(text)


def test_error_has_offsets_and_can_be_pickled() -> None:
    with pytest.raises(QuantityError) as caught:
        parse_quantity("by the year 2025")
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.start, error.end, error.reason) == (12, 16, "is a date, not a quantity")
    assert "'2025' at 12-16" in str(error)


def test_single_dot_is_ambiguous() -> None:
    quantity = parse_quantity("reached 2.100 billion yuan")
    assert quantity.ambiguous
    assert quantity.value == Decimal("2.1e9")
    assert [one.value for one in quantity.alternatives] == [Decimal("2.1e12")]


@pytest.mark.parametrize(
    "text", ["2,100 billion yuan", "2.10 billion yuan", "99.500%", "0.125 billion yuan"]
)
def test_other_separators_are_not_ambiguous(text: str) -> None:
    assert not parse_quantity(text).ambiguous


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("around 50 chains", "eq"),
        ("including around 50 key industrial chains", "eq"),
        ("build around 50 chains", "approx"),
        ("Around 10 provincial emerging industrial clusters", "approx"),
        ("围绕50条产业链", "eq"),
        ("节约120万吨标准煤", "eq"),
        ("不得超过5%", "le"),
        ("cannot be lower than 5%", "ge"),
        ("did not reach 5%", "lt"),
        ("未达到80%", "lt"),
        ("最高奖励达到5万元", "le"),
        ("最高限价100元", "le"),
        ("最高运营时速达400公里/小时", "eq"),
        ("最高温度达38℃", "eq"),
    ],
)
def test_comparator(text: str, comparator: str) -> None:
    assert parse_quantity(text).comparator == comparator


@pytest.mark.parametrize(
    ("text", "comparators"),
    [
        ("more than 8,500 firms and over 60,000 shops", ["gt", "gt"]),
        ("8,500 firms and over 100 banks", ["eq", "gt"]),
        ("5 firms and above ten banks", ["eq", "gt"]),
        ("5 firms and upwards of 200 banks", ["eq", "gt"]),
        ("5 firms and under US$ 30 million", ["eq", "lt"]),
        ("5 firms and below a hundred banks", ["eq", "lt"]),
        ("8,500 firms and over", ["ge"]),
        ("aged 60 or above", ["ge"]),
        ("30 or under in 2020", ["le"]),
        ("30 or more staff", ["ge"]),
    ],
)
def test_words_after_and_compare_the_next_number_if_there_is_one(
    text: str, comparators: list[str]
) -> None:
    found = [one.quantity.comparator for one in find_quantities(text) if one.quantity]
    assert found == comparators


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("seven in ten firms", [70]),
        ("Three in every ten firms", [30]),
        ("seven in ten days", [10]),
        ("two in three people", [3]),
    ],
)
def test_part_of_ten(text: str, values: list[int]) -> None:
    found = [one.quantity.value for one in find_quantities(text) if one.quantity]
    assert found == [Decimal(value) for value in values]


@pytest.mark.parametrize("text", ["Rs 500 crore", "Rs. 500 crore", "₹500 crore"])
def test_signs_of_rupees(text: str) -> None:
    quantity = parse_quantity(text)
    assert (quantity.value, quantity.unit) == (Decimal(5_000_000_000), "INR")


@pytest.mark.parametrize(
    ("text", "measure", "direction"),
    [
        ("grew by 8%", "growth", "up"),
        ("grew to 8%", "share", None),
        ("costs were cut by 8%", "change", "down"),
        ("下降8%", "change", "down"),
        ("提高到8%", "share", None),
        ("提高8个百分点", "change", "up"),
        ("气温升高1.5℃", "change", "up"),
        ("人民币贬值1.1%", "change", "down"),
        ("工业增加值占比8%", "share", None),
    ],
)
def test_change(text: str, measure: str, direction: str | None) -> None:
    quantity = parse_quantity(text)
    assert (quantity.measure, quantity.direction) == (measure, direction)


def test_change_between_two_levels_is_not_a_range() -> None:
    values = [
        one.quantity.value for one in find_quantities("rose from 85% to 99.5%") if one.quantity
    ]
    assert values == [Decimal(85), Decimal("99.5")]


def test_import_compiles_no_pattern_and_reads_no_file() -> None:
    code = (
        "import sys, chinaindpolicy.quantity as q\n"
        "from chinaindpolicy.quantity import find, units\n"
        "from chinaindpolicy.quantity.core import definitions\n"
        "assert not {'polars', 'pydantic', 'pandas'} & set(sys.modules)\n"
        "assert not find._LATIN_ANCHOR.compiled\n"
        "assert definitions.definitions.cache_info().currsize == 0\n"
        "assert units.units.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
