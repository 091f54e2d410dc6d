"""What is read in each text of `readings.txt`: a reading that changes is seen, wherever it is.

A line is a text with its mentions marked, `⟦words|reading⟧`: the role, or what the quantity is.
Texts were chosen so that every small change of the grammar alters some reading; many are cut or
changed on purpose, and pin where a reading ends. `↵` stands for the end of a line.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chinaindpolicy.quantity import Mention, Quantity, find_quantities

LINES = Path(__file__).with_name("readings.txt").read_text(encoding="utf-8").splitlines()
# Lines of one test: as many as are quickly read.
TOGETHER = 40


def said(quantity: Quantity) -> str:
    upper = "" if quantity.value_upper is None else f"..{quantity.value_upper}"
    parts = [
        quantity.comparator,
        f"{quantity.value}{upper}",
        quantity.unit or "-",
        quantity.measure,
        quantity.direction or "",
        "strive" if quantity.strive else "",
        "" if quantity.scale is None else f"scale={quantity.scale}",
        *(f"or {said(other)}" for other in quantity.alternatives),
    ]
    return " ".join(part for part in parts if part)


def marked(text: str) -> str:
    """Return the text as a line of the file: each mention with its reading."""
    pieces: list[str] = []
    behind = 0
    for mention in find_quantities(text):
        pieces += [text[behind : mention.char_start], f"⟦{mention.text}|{reading(mention)}⟧"]
        behind = mention.char_end
    return "".join((*pieces, text[behind:])).replace("\n", "↵")


def reading(mention: Mention) -> str:
    if mention.quantity is None:
        return mention.role
    quantity = mention.quantity
    assert (quantity.start, quantity.end) == (mention.char_start, mention.char_end)
    assert quantity.text == mention.text
    return f"{'structure ' if mention.role == 'structure' else ''}{said(quantity)}"


def unmarked(line: str) -> str:
    return re.sub(r"⟦([^|⟧]*)\|[^⟧]*⟧", r"\1", line).replace("↵", "\n")


@pytest.mark.parametrize("first", range(0, len(LINES), TOGETHER))
def test_readings_of_texts(first: int) -> None:
    lines = LINES[first : first + TOGETHER]
    assert [marked(unmarked(line)) for line in lines] == lines


def test_every_text_is_listed_once() -> None:
    texts = [unmarked(line) for line in LINES]
    assert len(texts) == len(set(texts)) > 300
