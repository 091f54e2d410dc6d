"""English units and symbols after a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.core.unit_match import UnitMatch, is_petaflops
from chinaindpolicy.quantity.english.nouns import counted_noun, phrase_words
from chinaindpolicy.quantity.units import english_words

if TYPE_CHECKING:
    from chinaindpolicy.quantity.core.cursor import Cursor

_WORD = LazyPattern(r"[a-z]+")
_POINTS = LazyPattern(r"%[ -]points?(?![a-z])")


def english_unit(cursor: Cursor, start: int, *, scaled: bool) -> UnitMatch:
    """Read an English unit or a symbol at `start`.

    Args:
        cursor: the place of the number.
        start: offset after the number and its scale.
        scaled: whether the number has a scale word; only then is "won" a currency.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> english_unit(Cursor.of("5 kilowatt hours"), 1, scaled=False).code
        'kilowatt_hour'
    """
    normalized = cursor.normalized
    position = start
    if normalized[position : position + 1] in (" ", "-", "\n"):
        position += 1
    char = normalized[position : position + 1]
    if char == "%":
        if points := _POINTS.match(normalized, position):
            return UnitMatch("percentage_point", points.end())
        return UnitMatch("percent", position + 1)
    match = _WORD.match(normalized, position)
    head = match.group() if match else normalized[position : position + (1 + (char == "°"))]
    if position == start and (code := _attached_letter(cursor, position, head)):
        return UnitMatch(code, position + 1)
    for phrase, code in english_words().get(head, ()):
        if normalized.startswith(phrase, position):
            end = position + len(phrase)
            follower = normalized[end : end + 1]
            if follower.isascii() and follower.isalnum() and phrase[-1].isalnum():
                continue
            if phrase == "won" and not scaled:
                continue
            if phrase == "m" and cursor.text[position] != "m":
                continue
            if normalized[start : start + 1] == " " and phrase in phrase_words("attributive"):
                noun = counted_noun(normalized, end, words=2)
                if noun.code:
                    return noun
            return UnitMatch(code, end)
    return UnitMatch(None, start)


def _attached_letter(cursor: Cursor, position: int, letter: str) -> str | None:
    """Return the unit of a letter without a space after the number: 1000P, 3x, 5t."""
    if letter == "p" and is_petaflops(cursor, position):
        return "petaflops"
    if letter == "x" and cursor.text[position] in "x×":
        return "times"
    return "tonne" if letter == "t" and cursor.text[position] == "t" else None
