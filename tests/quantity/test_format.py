"""parse(format(quantity)) == quantity, in both languages."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.quantity import Quantity, format_quantity, parse_quantity
from chinaindpolicy.quantity.format import possible_measures
from chinaindpolicy.quantity.types import Comparator, Direction, Language
from chinaindpolicy.quantity.units import units

NUMBERS = st.decimals(
    min_value=Decimal("-1e18"), max_value=Decimal("1e18"), allow_nan=False, places=None
).map(lambda number: number.quantize(Decimal("0.000001"))) | st.sampled_from(
    [
        Decimal(text)
        for text in ("0", "1", "2.1", "2.100", "2024", "16190000000000", "1.234", "1e15")
    ]
)
DIRECTIONS: list[Direction | None] = [None, "up", "down"]


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    unit = draw(st.sampled_from([None, *units()]))
    possible: list[Direction | None] = [one for one in DIRECTIONS if possible_measures(unit, one)]
    direction = draw(st.sampled_from(possible))
    measure = draw(st.sampled_from(possible_measures(unit, direction)))
    comparator = draw(st.sampled_from(get_args(Comparator)))
    value = draw(NUMBERS)
    upper = None
    if comparator == "range":
        upper = value + draw(NUMBERS.map(abs)) + 1
    return Quantity(
        comparator, value, upper, unit, measure, direction=direction, strive=draw(st.booleans())
    )


@given(quantities(), st.sampled_from(get_args(Language)))
def test_formatted_quantity_is_parsed_to_the_same_quantity(
    quantity: Quantity, language: Language
) -> None:
    assert parse_quantity(format_quantity(quantity, language)) == quantity


@given(quantities())
def test_both_languages_are_parsed_to_the_same_quantity(quantity: Quantity) -> None:
    english = parse_quantity(format_quantity(quantity, "en"))
    assert english == parse_quantity(format_quantity(quantity, "zh"))


@pytest.mark.parametrize(
    "quantity",
    [
        Quantity("range", Decimal(1)),
        Quantity("eq", Decimal(1), Decimal(2)),
        Quantity("range", Decimal(2), Decimal(1)),
        Quantity("eq", Decimal("nan")),
        Quantity("eq", Decimal(1), unit="furlong"),
        Quantity("eq", Decimal(1), unit="CNY", measure="share"),
        Quantity("eq", Decimal(1), unit="enterprise", measure="count", direction="up"),
    ],
)
def test_impossible_quantity_is_rejected(quantity: Quantity) -> None:
    with pytest.raises(ValueError):
        format_quantity(quantity)


def test_unknown_language_is_rejected() -> None:
    with pytest.raises(ValueError, match="'fr'"):
        format_quantity(Quantity("eq", Decimal(1)), "fr")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("quantity", "english", "chinese"),
    [
        (
            Quantity("eq", Decimal("16190000000000"), unit="CNY"),
            "16.19 trillion yuan",
            "16.19万亿元",
        ),
        (Quantity("eq", Decimal(100_000_000), unit="CNY"), "100 million yuan", "1亿元"),
        (Quantity("gt", Decimal("2.1")), "more than 2.1", "超过2.1"),
        (Quantity("ge", Decimal("2.100"), None, "percent", "share"), "at least 2.1%", "不低于2.1%"),
        (
            Quantity("range", Decimal(20), Decimal(30), "percent", "share"),
            "20% to 30%",
            "20%至30%",
        ),
        (
            Quantity("range", Decimal("0.5"), Decimal("1.5"), "times", "multiple"),
            "0.5 to 1.5 times",
            "0.5至1.5倍",
        ),
        (
            Quantity("approx", Decimal(-1_000_000), unit="USD"),
            "about -1 million us dollars",
            "约-100万美元",
        ),
        (
            Quantity("le", Decimal("1234567.89"), None, "enterprise", "count"),
            "no more than 1,234,567.89 enterprises",
            "不超过1,234,567.89家",
        ),
        (Quantity("eq", Decimal("1E+15"), unit="tonne"), "1,000 trillion tonnes", "1,000万亿吨"),
        (Quantity("eq", Decimal(5), None, "gigawatt", "capacity"), "5 gigawatts", "5吉瓦"),
        (
            Quantity("eq", Decimal(5), None, "tonne", "capacity"),
            "a capacity of 5 tonnes",
            "产能5吨",
        ),
        (Quantity("eq", Decimal(2024)), "2,024", "2,024"),
        # Scale words only where two decimals are enough, and from the word's own size on.
        (Quantity("eq", Decimal(1_230_000), unit="CNY"), "1.23 million yuan", "123万元"),
        (Quantity("eq", Decimal(1_234_000), unit="CNY"), "1,234,000 yuan", "123.4万元"),
        (Quantity("eq", Decimal(500_000_000_000), unit="CNY"), "500 billion yuan", "5,000亿元"),
        (Quantity("eq", Decimal(1000), None, "item", "count"), "1,000 items", "1,000个"),
        (Quantity("eq", Decimal(0), unit="year"), "0 years", "0年"),
        (
            Quantity("eq", Decimal("1E-7"), unit="nanometre"),
            "0.0000001 nanometres",
            "0.0000001纳米",
        ),
        (
            Quantity("ge", Decimal(5), None, "percent", "growth", direction="up"),
            "an increase of at least 5%",
            "增长不低于5%",
        ),
        (
            Quantity("lt", Decimal(5), None, "percentage_point", "change", direction="down"),
            "a decline of less than 5 percentage points",
            "下降低于5个百分点",
        ),
        (
            Quantity("eq", Decimal(5), None, "percent", "share", strive=True),
            "strive for 5%",
            "力争5%",
        ),
        (
            Quantity("ge", Decimal(5), None, "CNY", "change", direction="up", strive=True),
            "strive for an increase of at least 5 yuan",
            "力争增长不低于5元",
        ),
    ],
)
def test_formatted_text(quantity: Quantity, english: str, chinese: str) -> None:
    assert format_quantity(quantity, "en") == english
    assert format_quantity(quantity, "zh") == chinese


def test_format_error_gives_the_reason() -> None:
    for quantity, message in (
        (Quantity("range", Decimal(2), Decimal(2)), "must be greater than value"),
        (Quantity("eq", Decimal(1), Decimal(2)), "comparator is 'eq', but value_upper is 2"),
        (Quantity("eq", Decimal("inf")), "value is Infinity; expected a finite number"),
        (Quantity("eq", Decimal(1), unit="furlong"), "unit 'furlong' is unknown"),
    ):
        with pytest.raises(ValueError, match=message):
            format_quantity(quantity)


def test_longest_formatted_number_can_be_parsed() -> None:
    longest = Quantity("eq", Decimal("1" * 100))
    assert format_quantity(longest) == "1" * 100
    assert parse_quantity(format_quantity(longest)) == longest
    with pytest.raises(ValueError, match="value has 101 digits; at most 100 are supported"):
        format_quantity(Quantity("eq", Decimal("1" * 101)))
