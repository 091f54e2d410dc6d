"""Patterns that are compiled on first use, and patterns of word lists."""

from __future__ import annotations

import re

import pytest

from chinaindpolicy.quantity.core.patterns import LazyPattern, any_of, word_forms


@pytest.mark.parametrize("source", ["[0-9]+", lambda: "[0-9]+"])
def test_pattern_is_compiled_on_first_use(source: str) -> None:
    pattern = LazyPattern(source)
    assert not pattern.compiled
    found = pattern.search("in 2025")
    assert found is not None and found.span() == (3, 7)
    assert pattern.compiled
    assert pattern.match("in 2025") is None
    assert pattern.sub("x", "1 2") == "x x"
    assert [each.group() for each in pattern.finditer("1 22")] == ["1", "22"]


def test_other_attributes_do_not_exist() -> None:
    pattern = LazyPattern("a")
    with pytest.raises(AttributeError, match="__wrapped__"):
        _ = pattern.__wrapped__
    assert not pattern.compiled


def test_words_match_literally() -> None:
    assert re.fullmatch(any_of(("a", "c$")), "c$")
    assert not re.fullmatch(any_of(("u.s.",)), "ubsb")


@pytest.mark.parametrize(
    ("word", "text", "matches"),
    [
        ("increas*", "increasing", True),
        ("increas*", "increas", True),
        ("rais+", "raised", True),
        ("rais+", "rais", False),
        ("grew", "grew", True),
        ("grew", "grewing", False),
    ],
)
def test_marks_are_endings(word: str, text: str, matches: bool) -> None:
    assert bool(re.fullmatch(word_forms((word,)), text)) is matches


def test_endings_and_what_follows_a_whole_word_can_be_chosen() -> None:
    assert word_forms(("grow*", "up"), "", " ") == "grow|up "
