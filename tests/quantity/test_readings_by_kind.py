"""Readings of expressions of the kinds that were once misread, in other words, units and orders."""

from __future__ import annotations

from pathlib import Path

import pytest

from .test_readings import marked, unmarked

FILE = Path(__file__).with_name("readings-by-kind.txt")
LINES = FILE.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", LINES)
def test_expressions_of_a_kind_are_read(line: str) -> None:
    assert marked(unmarked(line)) == line


def test_the_kinds_are_many_and_each_text_is_listed_once() -> None:
    texts = [unmarked(line) for line in LINES]
    assert len(texts) == len(set(texts)) > 130
