"""Forms that are rarely printed: each is read for what it says, or left alone, and never fails."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from chinaindpolicy.quantity import (
    Mention,
    QuantityError,
    find_quantities,
    parse_quantity,
)
from chinaindpolicy.quantity.check import compare
from chinaindpolicy.quantity.core.comparators import REACH
from chinaindpolicy.quantity.core.cursor import Cursor
from chinaindpolicy.quantity.core.numerals import divided
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.english import comparators
from chinaindpolicy.quantity.grammar import mentions

FORMS: list[tuple[str, list[str]]] = [
    ("-/x-5G", ["x-5G: name"]),
    ("0.5 points", ["0.5 points: eq 0.5 percentage_point"]),
    (
        "1 2 3 4 5 6 7 8 9 10",
        [
            "1: eq 1",
            "2: eq 2",
            "3: eq 3",
            "4: eq 4",
            "5: eq 5",
            "6: eq 6",
            "7: eq 7",
            "8: eq 8",
            "9: eq 9",
            "10: eq 10",
        ],
    ),
    (
        "1.234 to 2.345 million tonnes",
        ["1.234 to 2.345 million tonnes: range 1234000..2345000 tonne"],
    ),
    ("1/", ["1: eq 1"]),
    ("1/3", ["1/3: eq 33.333333333 percent"]),
    ("100 inch", ["100 inch: eq 100 inch"]),
    ("2 % points", ["2 % points: eq 2 percentage_point"]),
    (
        "2 million million million yuan",
        ["2 million million million yuan: eq 2000000000000000000 CNY"],
    ),
    ("2 yuan to 3 thousand yuan", ["2 yuan to 3 thousand yuan: range 2..3000 CNY"]),
    ("3 generation", ["3: eq 3"]),
    ("3 out of 5 firms", ["3 out of 5: eq 60 percent"]),
    ("30,000 wafers per month9", ["30,000 wafers per month: eq 30000 wafers_per_month", "9: eq 9"]),
    ("3x", ["3x: eq 3 times"]),
    ("5 %-point rise", ["5 %-point: eq 5 percentage_point up"]),
    ("5 M", ["5: eq 5"]),
    (
        "5 new big red nice long fine large small short tall deep wide far modern sunny items",
        ["5: eq 5"],
    ),
    ("5 or 60 enterprises", ["5: eq 5 enterprise", "60 enterprises: eq 60 enterprise"]),
    ("5 to and six firms", ["5: eq 5", "six firms: eq 6 enterprise"]),
    ("5 won", ["5: eq 5"]),
    ("5t", ["5t: eq 5 tonne"]),
    ("7 out of 3", ["7: eq 7", "3: eq 3"]),
    ("a tenth of", ["a tenth: eq 10 percent"]),
    ("abc-1999", ["abc-1999: date"]),
    ("about the 500", ["500: eq 500"]),
    ("first-generation", ["first-generation: ordinal"]),
    ("five and twenty", ["five: other", "twenty: other"]),
    ("five-day week", ["five: other"]),
    ("growing to a 5%", ["5%: eq 5 percent"]),
    ("growth due to exports of 5%", ["5%: eq 5 percent up"]),
    ("half a year", ["half a year: eq 0.5 year"]),
    ("halved", ["halved: eq 50 percent down"]),
    ("iv", []),
    ("march 500 firms", ["500 firms: eq 500 enterprise"]),
    ("no 5", ["no 5: ordinal"]),
    ("one half of 2025", ["one: other", "half of 2025: date"]),
    ("one in five", ["one in five: eq 20 percent"]),
    ("one million thousand", ["one million thousand: eq 1000000000"]),
    ("per third", ["third: other"]),
    ("rose; 5%", ["5%: eq 5 percent"]),
    ("up 5%-point", ["5%-point: eq 5 percentage_point up"]),
    ("vol. 3 %", ["3 %: eq 3 percent"]),
    ("zero five", ["zero: other", "five: other"]),
    ("-5元至-3万元", ["-5元: eq -5 CNY", "-3万元: eq -30000 CNY"]),
    ("2000至十余万元", ["2000至十余万元: range 2000..100000 CNY"]),
    ("20项任务，千亿级集群", ["20项: eq 20 item", "千亿级: eq 100000000000 CNY"]),
    ("25 “little giant” enterprises", ["25 “little giant” enterprises: eq 25 enterprise"]),
    ("25 “专精特新”企业", ["25: eq 25"]),
    ("3天内", ["3天内: le 3 day"]),
    ("3届", ["3届: ordinal"]),
    ("3度", ["3: eq 3"]),
    ("3成", ["3成: eq 30 percent"]),
    ("5 “three” firms", ["5: eq 5 enterprise", "three: name"]),
    ("5个小企业", ["5个: eq 5 enterprise"]),
    ("5元到1万元", ["5元到1万元: range 5..10000 CNY"]),
    ("5大", ["5大: structure"]),
    ("doubled”", ["doubled: other"]),
    ("一二三家", ["一二三家: eq 123 enterprise"]),
    ("一大", []),
    ("一百零五百家", ["五百家: eq 500 enterprise"]),
    ("三kma级", []),
    ("三p", []),
    ("三五点二亿", ["五点二亿: eq 520000000"]),
    ("三千四千五六家", ["四千五六家: range 4500..4600 enterprise"]),
    ("三四十余亿元", ["三四十余亿元: range 3000000000..4000000000 CNY"]),
    ("三四百多家企业", ["三四百多家: range 300..400 enterprise"]),
    ("上半年", ["上半年: date"]),
    ("3年行动", ["3年: structure"]),
    ("several thousand firms", ["thousand: other"]),
    ("No.5", ["5: ordinal"]),
    ("3倍多", ["3倍多: gt 3 times"]),
    ("二三成", ["二三成: range 20..30 percent"]),
    ("从10家到20家", ["10家: eq 10 enterprise", "20家: eq 20 enterprise"]),
    ("减免5%", ["5%: eq 5 percent"]),
    ("前3年", ["前3年: date"]),
    ("前5", ["前5: ordinal"]),
    ("前598%", ["598%: eq 598 percent"]),
    ("十三亿万元", ["十三亿万元: eq 13000000000000 CNY"]),
    ("一百零五亿亿元", ["一百零五亿亿元: eq 1050000000000000000 CNY"]),
    ("半个月", ["半个月: eq 0.5 month"]),
    ("半年", ["半年: eq 0.5 year"]),
    ("建成一是加快", []),
    ("月产3万片晶圆", ["3万片: eq 30000 wafers_per_month"]),
    ("每100人", ["100: other"]),
    ("甲一、", []),
    ("第3届", ["第3: ordinal"]),
    ("第5季度增长5%", ["第5季度: date", "5%: eq 5 percent up"]),
    ("第三季度", ["第三季度: date"]),
    ("约为近10家", ["约为近10家: approx 10 enterprise"]),
    ("至少增长5%", ["至少增长5%: ge 5 percent up"]),
    ("超过超过超过超过超过超过10家", ["超过超过超过超过超过10家: gt 10 enterprise"]),
    ("达到达到10家", ["达到达到10家: eq 10 enterprise"]),
    ("降至-2.100%", ["-2.100%: eq -2.1 percent"]),
    ("零分之五", []),
    ("零分之五三", []),
    ("（三千五百", ["三千五百: eq 3500"]),
    ("several 0.5 percent", ["0.5 percent: eq 0.5 percent"]),
    ("Model 123456 cars", ["Model 123456: name"]),
    ("twenty-zero", ["twenty: other", "zero: other"]),
    ("5 to ", ["5: eq 5"]),
    ("5-", ["5: eq 5"]),
    ("五年多，改革", ["五年多: gt 5 year"]),
    ("5年多来", ["5年多: gt 5 year"]),
    ("5年多以前", ["5年多: gt 5 year"]),
    ("半年内", ["半年内: le 0.5 year"]),
    ("半年内完成", ["半年内: le 0.5 year"]),
    ("半个月内", ["半个月内: le 0.5 month"]),
    ("半年内需", ["半年: eq 0.5 year"]),
    ("逾半小时", ["逾半小时: gt 0.5 hour"]),
    ("半个小时内", ["半个小时内: le 0.5 hour"]),
    ("近半小时", ["近半小时: approx 0.5 hour"]),
    ("近半个月", ["近半个月: date"]),
    ("打造一个半小时经济圈", []),
    ("过去半年内蒙古", ["半年: eq 0.5 year"]),
    ("外资企业50家多来自日本", ["50家: eq 50 enterprise"]),
    ("5年多以来", ["5年多: gt 5 year"]),
    ("500/day", ["500: eq 500"]),
    ("第三方", ["第三: ordinal"]),
    ("统一二三四五六七八九十家", []),
    ("growing demand 5%", ["5%: eq 5 percent up"]),
    ('5 "of" labs', ["5: eq 5 item"]),
    ("1080P屏", ["1080P: name"]),
    ("21080P算力", ["21080P: eq 21080 petaflops"]),
    ("算力1440P", ["1440P: name"]),
]


def told(mention: Mention) -> str:
    """What a mention says, in one line: its text, and its role or its quantity."""
    found = mention.quantity
    if found is None:
        return f"{mention.text}: {mention.role}"
    value = format(round(found.value, 9).normalize(), "f")
    if found.value_upper is not None:
        value += f"..{found.value_upper.normalize():f}"
    parts = (f"{mention.text}:", found.comparator, value, found.unit, found.direction)
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_rare_forms_have_the_expected_mentions(text: str, expected: list[str]) -> None:
    found = find_quantities(text)
    assert [told(mention) for mention in found] == expected
    assert all(text[one.char_start : one.char_end] == one.text for one in found)


@pytest.mark.parametrize(("digits", "role"), [(100, "indicator"), (101, "other")])
def test_longest_run_of_digits_is_a_quantity(digits: int, role: str) -> None:
    (found,) = find_quantities(f"of {'7' * digits} firms")
    assert found.role == role
    assert found.text.startswith("7" * digits)


@pytest.mark.parametrize("word", ["in", "By", "through", "within", "x of"])
@pytest.mark.parametrize("year", ["2025", "1949", "2100", "2025.5", "20251", "19.5"])
def test_fast_path_of_years_agrees_with_the_grammar(
    monkeypatch: pytest.MonkeyPatch, word: str, year: str
) -> None:
    ends = ("", ",", ".", ": 30", ":30", "; 5 firms", ")", "\n5 firms", ",5", ".5.", "-30")
    texts = [f"grew 5% {word} {year}{end}" for end in ends]
    short = [find_quantities(text) for text in texts]

    def never(cursor: Cursor) -> bool:
        return False

    monkeypatch.setattr(mentions, "_is_plain_year", never)
    assert [find_quantities(text) for text in texts] == short


PARTS = [
    *enumerate(["third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 3)
]
MULTIPLES = {
    2: "doubled doubles doubling twice twofold",
    3: "tripled triples tripling trebled thrice threefold",
    4: "quadrupled quadruples quadrupling fourfold",
    5: "quintupled fivefold",
    **{n: f"{word}fold" for n, word in enumerate(["six", "seven", "eight", "nine", "ten"], 6)},
    100: "hundredfold",
    1000: "thousandfold",
}


@pytest.mark.parametrize(("size", "part"), PARTS)
def test_fraction_words_are_shares(size: int, part: str) -> None:
    assert parse_quantity(f"one {part} of firms").value == divided(Decimal(100), Decimal(size))
    assert parse_quantity(f"two {part}s of firms").value == divided(Decimal(200), Decimal(size))


@pytest.mark.parametrize("factor", MULTIPLES)
def test_multiple_words_are_factors(factor: int) -> None:
    for word in MULTIPLES[factor].split():
        found = parse_quantity(f"output {word}")
        assert (found.value, found.unit) == (Decimal(factor), "times")


@pytest.mark.parametrize(
    ("factor", "verb"),
    [(2, "double"), (2, "redouble"), (3, "triple"), (3, "treble"), (4, "quadruple")],
)
def test_multiple_after_an_auxiliary_verb_is_a_factor(factor: int, verb: str) -> None:
    assert parse_quantity(f"output will {verb}").value == factor


def test_only_indicator_is_chosen_among_structure_counts() -> None:
    parts = " ".join(f"{number} key tasks;" for number in range(2, 14))
    assert parse_quantity(f"{parts} 5%").text == "5%"


def test_only_indicator_is_chosen_if_it_names_a_size() -> None:
    found = parse_quantity("20项任务，千亿级集群")
    assert (found.value, found.unit) == (Decimal(10) ** 11, "CNY")


def test_numbers_below_a_hundred_hundreds_have_no_scale() -> None:
    found = parse_quantity("ninety-nine hundred dollars")
    assert (found.value, found.scale) == (Decimal(9900), None)


def test_rejected_expression_is_reported_with_its_place() -> None:
    with pytest.raises(QuantityError) as caught:
        parse_quantity("第一季度末")
    assert str(caught.value) == "'第一季度' at 0-4 is a date, not a quantity"


def test_quantity_after_from_is_chosen() -> None:
    assert parse_quantity("由3家增加到5家").value == 5


def test_error_names_the_second_quantity() -> None:
    with pytest.raises(QuantityError, match="'2' at 2-3 is a second quantity after '1'"):
        parse_quantity(" ".join(map(str, range(1, 30))))


def test_zero_has_no_power_of_ten_ratio() -> None:
    assert compare("0%", 5).verdict == compare("5%", 0).verdict == "value"
    assert compare("0%", 5).message == "stated reads as 0"
    assert compare("0%", 0).verdict == "agrees"


@pytest.mark.parametrize("value", ["five", "", float("nan"), float("inf"), "1e"])
def test_value_that_is_not_a_number_is_not_compared(value: float | str) -> None:
    found = compare("5%", value)
    assert found.verdict == "not_judged"
    assert found.message == f"value {value!r} is not a finite number"


def test_reach_is_the_length_of_the_longest_comparator() -> None:
    parser: Any = vars(re)["_parser"]
    pattern: LazyPattern = vars(comparators)["_COMPARATOR"]
    assert parser.parse(pattern.pattern).getwidth()[1] == REACH
