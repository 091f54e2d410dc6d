"""Characters of Chinese text."""

from __future__ import annotations

import pytest

from chinaindpolicy.quantity.core.comparators import is_cjk


@pytest.mark.parametrize("char", ["\u3000", "一", "\u9fff", "，", "“"])
def test_chinese_characters_are_cjk(char: str) -> None:
    assert is_cjk(char)


@pytest.mark.parametrize("char", ["a", "é", "\u2fff", "\ua000"])
def test_other_characters_are_not_cjk(char: str) -> None:
    assert not is_cjk(char)
