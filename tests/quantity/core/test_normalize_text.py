"""Where a line ends within a sentence, it is read as if it went on; elsewhere the end stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chinaindpolicy.quantity import Quantity, find_quantities
from chinaindpolicy.quantity.core.normalize_text import normalize_text
from quantity.conftest import rows

# A capital may begin a sentence or an item, and a change after a number the next row of a table,
# so that these lines stay separate.
_SEPARATE = ("Hong\nKong", "U.S.\ndollars", "10%\nincrease")


def _sentences() -> Iterator[tuple[str, int, int]]:
    """Yield sentences with the offsets of their annotated expression."""
    for row in rows("expressions.jsonl"):
        start = row["text"].find(row["expression"])
        if start >= 0 and row["comparator"]:
            yield row["text"], start, start + len(row["expression"])


def _reading(text: str, place: int) -> tuple[object, ...] | None:
    for found in find_quantities(text):
        if found.char_start <= place < found.char_end and found.quantity is not None:
            one: Quantity = found.quantity
            return one.comparator, one.value, one.value_upper, one.unit, one.measure, one.direction
    return None


def test_expression_may_wrap_at_every_space() -> None:
    tried = 0
    for text, start, end in _sentences():
        digits = [place for place in range(start, end) if text[place].isdigit()]
        place = digits[0] if digits else (start + end) // 2
        expected = _reading(text, place)
        for space in range(start, end):
            if text[space] == " ":
                tried += 1
                wrapped = f"{text[:space]}\n{text[space + 1 :]}"
                if not any(known in wrapped for known in _SEPARATE):
                    assert _reading(wrapped, place) == expected, wrapped
    assert tried > 200


GOES_ON = (
    "Approximately|1 EFLOPS;at least|5 labs;more|than 5%;5%|or more;10 labs or|more;"
    "twenty|five labs;5 percentage|points;5%|to 10%;5% to|10%;between 5%|and 10%;"
    "RMB|5 billion;≥|95%;≥|95 GW;"
    "surpassed|2 trillion yuan;exceed|300 EFLOPS;over|10 MW;than|40.;to|3.5%;worth|$5;"
    "sophisticated|“little giant” firms;labs,|50 of them;nearly|US$5 million;5%|in cities;5%|is;"
    "5%|it. one;5%|upon;not|lower than 5%;made|up 5%;达到|5亿元;超过|5%;5亿元|以上;5亿元|以上，;"
    "5亿元|左右;5%|至10%;5%至|10%"
)
ANOTHER = (
    "goals|1. growth;goals|1.growth;goals|1. 5%;goals|12) growth;goals|3、growth;goals|1 Overview;"
    "growth|1） labs;任务为|1）加强;over|1. Growth;5%|a) one;5%|(a) one;5%|a）one;5%|iv. one;"
    "5%|(iv) one;5%|ii）one;5%|i. one;5%||to 10%;5%|- 10%;5%-|10%;5%|10%;2023|500 labs;Labs|Growth;"
    "|5 labs;labs.|5 of them;labs.|or more;|or more;labs|;coverage 90%|growth of 6%;"
    "5%|decline in use;5%|up 6%;5 billion yuan|growth;一、目标|5家;"
    "附件3|到2025年;12|到 2030 年;20%|以上指标均为预期;"
    "5亿元|以上海为龙头;5家|以内需为主"
)


@pytest.mark.parametrize("text", GOES_ON.split(";"))
def test_line_end_within_a_sentence_is_a_space(text: str) -> None:
    assert normalize_text(text.replace("|", "\n")) == normalize_text(text.replace("|", " "))


@pytest.mark.parametrize("text", ANOTHER.split(";"))
def test_line_end_before_another_item_stays(text: str) -> None:
    given = text.replace("|", "\n")
    assert normalize_text(given) == given.lower()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5%\n- 10%", ["5%", "10%"]),
        ("5%\n\nto 10%", ["5%", "10%"]),
        ("5% to\n\n10%", ["5%", "10%"]),
        ("reached\n1. Growth", ["1"]),
    ],
)
def test_numbers_on_separate_lines_are_separate_mentions(text: str, read: list[str]) -> None:
    assert [found.text.lstrip("- ") for found in find_quantities(text)] == read
