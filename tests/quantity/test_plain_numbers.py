"""Plain amounts are read as the whole grammar reads them, in texts that are cut anywhere."""

from __future__ import annotations

import random

import pytest

from chinaindpolicy.quantity import Mention, find_quantities
from chinaindpolicy.quantity.core.cursor import Cursor
from chinaindpolicy.quantity.grammar import mentions
from chinaindpolicy.quantity.grammar.plain_numbers import plain_amount

from .conftest import rows
from .test_readings import LINES, unmarked
from .test_readings_by_kind import LINES as KINDS

MARKED = [unmarked(line) for line in (*LINES, *KINDS)]
TEXTS = [*MARKED, *(row["text"] for row in rows("reader-cases.jsonl"))]


def parts(text: str) -> list[tuple[object, ...]]:
    """Return the mentions with what equality of quantities leaves out."""
    found: list[tuple[object, ...]] = []
    for mention in find_quantities(text):
        quantity = mention.quantity
        printed = quantity and (quantity.text, quantity.scale, quantity.start, str(quantity.value))
        found.append((mention, printed))
    return found


def joined_texts(count: int) -> list[str]:
    """Return texts made of the start of one text and the end of another."""
    chosen = random.Random(20260301)
    texts: list[str] = []
    while len(texts) < count:
        first, second = chosen.choice(TEXTS), chosen.choice(TEXTS)
        cut, begin = chosen.randrange(len(first) + 1), chosen.randrange(len(second) + 1)
        texts.append(first[:cut] + second[begin:])
    return texts


def none_plain(cursor: Cursor) -> Mention | None:
    return None


def test_plain_amounts_are_read_as_by_the_whole_grammar(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*dict.fromkeys(TEXTS), *joined_texts(1500)]
    quick = [parts(text) for text in texts]
    monkeypatch.setattr(mentions, "plain_amount", none_plain)
    for text, found in zip(texts, quick, strict=True):
        assert found == parts(text)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("产值5亿元，", 2),
        ("增长5.3%；", 2),
        ("超过1,200家，", 2),
        ("达到80%以上。", 2),
        ("rose 3.5 percent in May", 5),
        ("worth 2 billion yuan.", 6),
        ("worth $5.2 million, and", 7),
    ],
)
def test_common_amounts_are_plain(text: str, start: int) -> None:
    found = plain_amount(Cursor.of(text, start))
    assert found is not None
    assert (found,) == find_quantities(text)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("第5家，", 1),
        ("负5%，", 1),
        ("增长5%至6%", 2),
        ("5%，", 0),
        ("编号5家，", 2),
        ("单价1.234元，", 2),
        ("约 5%，", 2),
        ("in May 5 percent of", 7),
        ("rose 3 percent or more", 5),
        ("around 5 percent.", 7),
        ("worth 2 billion.", 6),
        ("from 3 percent to 5 percent", 5),
    ],
)
def test_other_amounts_are_left_to_the_whole_grammar(text: str, start: int) -> None:
    assert plain_amount(Cursor.of(text, start)) is None
