"""What holds of the mentions of any text."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.quantity import QuantityError, find_quantities, parse_quantity

PIECES = [
    "1",
    "12",
    "2024",
    "1,000",
    "2.100",
    "1.2.3",
    "16,19",
    "%",
    "‰",
    "percent",
    "个百分点",
    "万",
    "亿",
    "万亿",
    "千",
    "百",
    "十",
    "一",
    "两",
    "三",
    "半",
    "翻",
    "番",
    "成",
    "倍",
    "点",
    "分之",
    "百分之",
    "第",
    "年",
    "月",
    "日",
    "家",
    "个",
    "项",
    "台",
    "元",
    "人民币",
    "美元",
    "超过",
    "不低于",
    "不得",
    "约",
    "近",
    "以上",
    "及以上",
    "以内",
    "左右",
    "至",
    "到",
    "-",
    "—",
    "~",
    "to",
    "and",
    "or",
    "between",
    "from",
    "more",
    "than",
    "over",
    "about",
    "around",
    "no",
    "not",
    "less",
    "one",
    "two",
    "twenty",
    "hundred",
    "thousand",
    "million",
    "billion",
    "trillion",
    "half",
    "third",
    "double",
    "first",
    "second",
    "dozen",
    "yuan",
    "US$",
    "RMB",
    "$",
    "enterprises",
    "projects",
    "chains",
    "GWh",
    "P",
    "nm",
    "5G",
    "3D",
    "415X",
    "th",
    "st",
    "January",
    "Phase",
    "II",
    "increase",
    "by",
    "strive",
    "力争",
    "增长",
    "下降",
    "十四五",
    "（",
    "）",
    "(",
    ")",
    "“",
    "”",
    "。",
    "，",
    ",",
    ".",
    ";",
    ":",
    "/",
    "+",
    "×",
    "\n",
    "İ",
    "K",
    "１２",
    "，０００",
    "�",
    "😀",
]
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=25).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda joint: joint.join(pieces))
)


@given(TEXTS)
def test_mentions_are_ordered_and_do_not_overlap(text: str) -> None:
    behind = 0
    for mention in find_quantities(text):
        assert behind <= mention.char_start < mention.char_end <= len(text)
        assert mention.text == text[mention.char_start : mention.char_end]
        behind = mention.char_end


@given(TEXTS)
def test_every_run_of_digits_is_in_exactly_one_mention(text: str) -> None:
    spans = [(mention.char_start, mention.char_end) for mention in find_quantities(text)]
    for run in re.finditer(r"[0-9０-９]+", text):
        holding = [span for span in spans if span[0] <= run.start() and run.end() <= span[1]]
        assert len(holding) == 1


WORDS = [
    "one",
    "two",
    "three",
    "ten",
    "twenty",
    "hundred",
    "billion",
    "first",
    "second",
    "third",
    "half",
    "double",
    "doubled",
    "dual",
]


@given(TEXTS, st.sampled_from(WORDS), TEXTS)
def test_every_number_word_is_in_exactly_one_mention(before: str, word: str, after: str) -> None:
    text = f"{before} {word} {after}"
    start = len(before) + 1
    holding = [
        mention
        for mention in find_quantities(text)
        if mention.char_start <= start and start + len(word) <= mention.char_end
    ]
    assert len(holding) == 1


@given(TEXTS)
def test_quantities_have_the_offsets_of_their_mention(text: str) -> None:
    for mention in find_quantities(text):
        quantity = mention.quantity
        if quantity is not None:
            assert (quantity.start, quantity.end) == (mention.char_start, mention.char_end)
            assert quantity.text == mention.text
            assert (quantity.comparator == "range") == (quantity.value_upper is not None)
            assert quantity.value.is_finite()


@given(TEXTS)
def test_parsing_any_text_returns_a_quantity_or_raises_quantity_error(text: str) -> None:
    try:
        quantity = parse_quantity(text)
    except QuantityError as error:
        assert 0 <= error.start <= error.end <= len(text)
        assert error.reason in str(error)
    else:
        assert text[quantity.start : quantity.end] == quantity.text


@pytest.mark.parametrize("bad", [b"5%", None, 5, ["5%"]])
def test_non_string_raises_type_error(bad: object) -> None:
    with pytest.raises(TypeError):
        find_quantities(bad)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        parse_quantity(bad)  # type: ignore[arg-type]


def _steps(text: str) -> int:
    """Count the calls that reading a text takes, those into the regular expressions included."""
    import sys

    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        find_quantities(text)
    finally:
        sys.setprofile(None)
    return count


UNITS = [
    "1",
    "1,",
    "1,000,",
    "万",
    "亿",
    "一",
    "十",
    "千",
    "百分之",
    "百分之一",
    "and ",
    " ",
    "\n",
    "one ",
    "one hundred and ",
    "twenty-",
    "more than ",
    "1-",
    "1 to ",
    "1亿",
    "第一",
    "a-",
    "“",
    "1/",
    "1%",
    "1% to ",
    "不得",
    "超过",
    "半",
    "翻",
    "1.000 ",
    "1 000 ",
    "1:",
    "1+",
    "1_",
    "no more than ",
    "(",
    "1 enterprises ",
    "strive ",
    "increase ",
    "最高奖励",
    "1 new ",
    "１，",
]


@pytest.mark.sampled(5)
@pytest.mark.parametrize("unit", UNITS)
def test_calls_grow_linearly_with_length(unit: str) -> None:
    short = unit * 500
    find_quantities(short)  # compiles the patterns
    assert _steps(unit * 4000) <= 10 * _steps(short) + 1000


@pytest.mark.parametrize("unit", ["1", "1,", "亿", "一", "十", "百分之", "and ", " ", "1亿", "千"])
def test_megabyte_of_repeated_text_is_read(unit: str) -> None:
    # A quadratic reading of a megabyte would take hours.
    text = unit * (1_000_000 // len(unit.encode()))
    for mention in find_quantities(text):
        assert mention.char_end <= len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it will exceed 3.2 billion yuan, up from 1.9 billion yuan", ["level", "level"]),
        ("sales reached 98 million yuan, up 12% on the year", ["level", "growth"]),
        ("sales were 3 billion yuan, up by about 5%", ["level", "growth"]),
        ("exports of 5 billion dollars, down from 6 billion dollars", ["level", "level"]),
        ("the share was 60%, higher than before", ["growth"]),
        ("the share was 60%, up from 35%", ["share", "share"]),
        ("5% up from last year", ["growth"]),
    ],
)
def test_change_after_a_comma_belongs_to_the_next_number(text: str, expected: list[str]) -> None:
    found = [each.quantity.measure for each in find_quantities(text) if each.quantity]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,25亿元", "325000000"),
        ("12,345.6万元", "123456000"),
        ("2,100亿元", "210000000000"),
        ("1.234,5万元", "12345000"),
        ("3亿5000万元", "350000000"),
    ],
)
def test_comma_before_a_chinese_scale_is_read_as_without_scale(text: str, value: str) -> None:
    assert parse_quantity(text).value == Decimal(value)


@pytest.mark.parametrize("text", ["1,2345亿元", "1,23,456万元", "1.2.3亿元"])
def test_invalid_separators_before_a_chinese_scale_are_rejected(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_quantity(text)


@pytest.mark.parametrize("ending", ["", " growth", ", then", "."])
@pytest.mark.parametrize("points", ["%-point", "%-points", "% points"])
def test_end_of_percentage_points(points: str, ending: str) -> None:
    (found,) = find_quantities(f"up 5{points}{ending}")
    assert found.text == f"5{points}"
    assert found.quantity is not None and found.quantity.unit == "percentage_point"
