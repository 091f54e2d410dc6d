"""One expression, one quantity: which of several is meant, and what is said of none."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

from chinaindpolicy.quantity import Quantity, QuantityError, parse_quantity

SECOND = "; pass one quantity, or use cip.find_quantities(text)"


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("5 firms (6 projects)", "5 firms"),
        ("5 firms (about 6 projects)", "5 firms"),
        ("5家（约6个）", "5家"),
        ("5家（6个）", "5家"),
        ("5 firms (approx. 6)", "5 firms"),
        ("from 5 firms it grew to 6 firms", "6 firms"),
        ("由5家增长6家", "6家"),
        ("从5家增加6家", "6家"),
        ("5个千亿级产业集群", "5个"),
        ("千亿级产业5个", "5个"),
        ("1 10-billion-yuan cluster", "1"),
        ("10-billion-yuan clusters and 5 5-dollar things", "5"),
        ("eight key tasks and 5 firms", "5 firms"),
        ("5G and 5 firms", "5 firms"),
        ("eight key tasks", "eight key tasks"),
    ],
)
def test_the_leading_quantity_is_chosen(text: str, chosen: str) -> None:
    assert parse_quantity(text).text == chosen


@pytest.mark.parametrize(
    ("text", "start", "end", "reason"),
    [
        ("5 firms and 6 projects", 12, 22, "is a second quantity after '5 firms'" + SECOND),
        ("5 of 6 firms and 7 labs", 5, 12, "is a second quantity after '5'" + SECOND),
        ("千亿级 百亿级", 4, 7, "is a second quantity after '千亿级'" + SECOND),
        (
            "eight key tasks and six priority areas",
            *(20, 38),
            "is a second quantity after 'eight key tasks'" + SECOND,
        ),
        ("2家 3家 4家 5家 6家 7家 8家 9家 10家", 3, 5, "is a second quantity after '2家'" + SECOND),
        ("5G", 0, 2, "is part of a name, not a quantity"),
        ("2024 and 5G", 0, 4, "is a date, not a quantity"),
        ("the first", 4, 9, "is an ordinal, not a quantity"),
        ("two-step", 0, 3, "numbers or counts sections of a text, and is not a quantity"),
        ("one of", 0, 3, "is a number without a unit or counted noun; add one, e.g. '5 labs'"),
        ("no number", 0, 9, "contains no number; pass a quantity such as '5 labs' or '2.1万亿元'"),
        ("", 0, 0, "contains no number; pass a quantity such as '5 labs' or '2.1万亿元'"),
    ],
)
def test_error_has_the_place_and_the_reason(text: str, start: int, end: int, reason: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_quantity(text)
    error = caught.value
    assert (error.text, error.start, error.end, error.reason) == (text, start, end, reason)
    assert str(error) == f"{text[start:end]!r} at {start}-{end} {reason}"
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.text, again.start) == (str(error), text, start)


def test_new_quantity_has_no_text_and_no_offsets() -> None:
    made = Quantity("eq", Decimal(5))
    assert (made.start, made.end, made.text, made.ambiguous) == (0, 0, "", False)


@pytest.mark.parametrize("length", [59, 60, 61])
def test_error_message_shortens_a_long_expression(length: int) -> None:
    text = "x" * (length - 1) + "5"
    message = str(QuantityError(text, 0, length, "is long"))
    shown = text if length <= 60 else f"{text[:57]}..."
    assert message == f"{shown!r} at 0-{length} is long"


@pytest.mark.parametrize("text", ["from 10 to 5 percent", "从10到5%", "±5%", "± 0.5个百分点", "5M"])
def test_expression_without_one_reading_is_rejected(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_quantity(text)


def test_second_of_two_levels_with_a_verb_is_returned() -> None:
    assert parse_quantity("fell from 10 to 5 percent").value == 5
