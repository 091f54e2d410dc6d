"""Read an English unit or a symbol behind a number."""

from __future__ import annotations

import re
from functools import cache

from chinaindpolicy.quantity.nouns import UnitRead, counted_noun
from chinaindpolicy.quantity.units import english_words
from chinaindpolicy.quantity.units_chinese import is_petaflops
from chinaindpolicy.quantity.wordlists import ATTRIBUTIVE

_ATTRIBUTIVE = frozenset(ATTRIBUTIVE)


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[a-z]+")


def english_unit(text: str, norm: str, start: int, *, scaled: bool) -> UnitRead:
    """Read an English unit or a symbol at `start`.

    Args:
        text: the text as printed.
        norm: the same, normalised.
        start: offset behind the number and its scale.
        scaled: whether a scale word stands before; only then is "won" a currency.

    Example:
        >>> english_unit(" kilowatt hours", " kilowatt hours", 0, scaled=True).code
        'kilowatt_hour'
    """
    position = start
    if norm[position : position + 1] in (" ", "-", "\n"):
        position += 1
    char = norm[position : position + 1]
    if char == "%":
        for points in ("% points", "%-points", "%-point"):
            if norm.startswith(points, position):
                return UnitRead("percentage_point", position + len(points))
        return UnitRead("percent", position + 1)
    match = _word().match(norm, position)
    head = match.group() if match else norm[position : position + (2 if char == "°" else 1)]
    attached = position == start
    if attached and head == "p" and is_petaflops(text, position):
        return UnitRead("petaflops", position + 1)
    if attached and head == "x" and text[position] in "x×":
        return UnitRead("times", position + 1)
    if attached and head == "t" and text[position] == "t":
        return UnitRead("tonne", position + 1)
    for phrase, code in english_words().get(head, ()):
        if norm.startswith(phrase, position):
            end = position + len(phrase)
            follower = norm[end : end + 1]
            if follower.isascii() and follower.isalnum() and phrase[-1].isalnum():
                continue
            if phrase == "won" and not scaled:
                continue
            if phrase == "m" and text[position] != "m":
                continue
            if phrase in _ATTRIBUTIVE and norm[start : start + 1] == " ":
                noun = counted_noun(norm, end, words=2)
                if noun.code:
                    return noun
            return UnitRead(code, end)
    return UnitRead(None, start)
