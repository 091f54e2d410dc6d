"""Groups of near-duplicate texts."""

from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip

WORDS = [f"word{number}" for number in range(400)]


def article(seed: int, size: int = 200) -> str:
    """Return a text of random words."""
    return " ".join(random.Random(seed).choices(WORDS, k=size))


def groups(texts: list[str | None], **options: float) -> list[int]:
    """Return the group of each text by its place."""
    frame = pl.DataFrame(
        {"id": range(len(texts)), "text": texts}, schema_overrides={"text": pl.String}
    )
    return cip.near_duplicates(frame, **options)["group"].to_list()  # type: ignore[arg-type]


def test_reprints_are_grouped_and_other_texts_are_not() -> None:
    text = article(1)
    reprint = f"Source: a paper. {text} (End)"
    excerpt = text[: len(text) // 2]
    assert groups([text, article(2), reprint, excerpt, text.upper(), None, None, ""]) == [
        0, 1, 0, 3, 0, 5, 6, 7,
    ]  # fmt: skip


def test_similarity_is_the_limit() -> None:
    text = article(3)
    half = text[: len(text) * 6 // 10]
    assert groups([text, half], similarity=0.5) == [0, 0]
    assert groups([text, half], similarity=0.7) == [0, 1]


@settings(max_examples=20)
@given(st.lists(st.text(max_size=12), max_size=8))
def test_equal_texts_are_in_one_group(texts: list[str]) -> None:
    found = groups([*texts])
    for place, text in enumerate(texts):
        if text.strip():
            assert found[place] == found[texts.index(text)]
    assert all(found[group] == group for group in found)


def test_each_of_many_texts_is_found_again() -> None:
    texts: list[str | None] = [article(number, 30) for number in range(150)]
    assert groups(texts + texts) == [*range(150), *range(150)]


def test_unusable_arguments_are_reported() -> None:
    frame = pl.DataFrame({"id": [1, 1], "text": ["a", "b"]})
    with pytest.raises(cip.DataError, match="id 1 occurs more than once"):
        cip.near_duplicates(frame)
    with pytest.raises(cip.DataError, match="similarity is 2"):
        cip.near_duplicates(frame, similarity=2.0)
    with pytest.raises(cip.UnknownNameError, match="no column 'body'"):
        cip.near_duplicates(frame, text="body")
