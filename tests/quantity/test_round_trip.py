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
def test_what_is_written_is_read_again(quantity: Quantity, language: Language) -> None:
    assert parse_quantity(format_quantity(quantity, language)) == quantity


@given(quantities())
def test_both_languages_mean_the_same(quantity: Quantity) -> None:
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
def test_what_nothing_means_is_refused(quantity: Quantity) -> None:
    with pytest.raises(ValueError):
        format_quantity(quantity)


def test_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'fr'"):
        format_quantity(Quantity("eq", Decimal(1)), "fr")  # type: ignore[arg-type]
