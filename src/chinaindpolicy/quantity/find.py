"""Search for every number of a text: `find_quantities`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.quantity.chinese.numerals import CHINESE_NUMERALS, chinese_run
from chinaindpolicy.quantity.core.cursor import Cursor
from chinaindpolicy.quantity.core.definitions import english
from chinaindpolicy.quantity.core.normalize_text import normalize_text
from chinaindpolicy.quantity.core.numerals import VULGAR_FRACTIONS
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.english.number_words import ordinals
from chinaindpolicy.quantity.english.numerals import english_values
from chinaindpolicy.quantity.grammar.coordination import coordinate
from chinaindpolicy.quantity.grammar.exchange_rates import exchange_rates
from chinaindpolicy.quantity.grammar.mentions import cannot_count, read_mention

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chinaindpolicy.quantity.types import Mention, QuantityMention


@cache
def _by_first_letter() -> Mapping[str, str]:
    """Return a pattern of the rest of every number word, by its first letter."""
    by_first: dict[str, list[str]] = {}
    for word in sorted({*english_values(), *ordinals(), *english("number words", "other")}):
        by_first.setdefault(word[0], []).append(word[1:])
    return {first: f"(?:{'|'.join(rests)})" for first, rests in by_first.items()}


def _latin_anchor() -> str:
    words = "|".join(first + rests for first, rests in _by_first_letter().items())
    numerals = f"[0-9{CHINESE_NUMERALS}半翻{VULGAR_FRACTIONS}]"
    return rf"[^a-z](?:(?<={numerals})|(?=[a-z])(?:{words})(?![a-z]))"


def _chinese_anchor() -> str:
    words = "|".join(
        rf"{first}(?<![a-z0-9]{first}){rests}(?![a-z])"
        for first, rests in _by_first_letter().items()
    )
    return rf"[0-9]|[{CHINESE_NUMERALS}半翻{VULGAR_FRACTIONS}]|(?:{words})"


# Two patterns find the same starts. Both begin with one set of characters, which the engine can
# skip by: in Latin text the rarer character is the one before a word, in Chinese text it is the
# first letter of a word.
_LATIN_ANCHOR = LazyPattern(_latin_anchor)
_CHINESE_ANCHOR = LazyPattern(_chinese_anchor)
_SHORT_RUN = 6
_SEPARATORS = frozenset("%\"”’)]-’'")


def mentions(text: str) -> Iterator[QuantityMention]:
    """Return the mentions of a text, in order and without overlap.

    Args:
        text: any `str`.

    Returns:
        One mention for each number.

    Example:
        >>> [found.text for found in mentions("5G and 3%")]
        ['5G', '3%']
    """
    normalized = normalize_text(text)
    return exchange_rates(normalized, coordinate(normalized, _each_mention(text, normalized)))


def _each_mention(text: str, normalized: str) -> Iterator[QuantityMention]:
    """Yield the mentions, each read without the others."""
    # If more than every sixth byte is Chinese, letters are rare.
    size = len(normalized)
    latin = normalized.isascii() or len(normalized.encode("utf-8", "surrogatepass")) < 1.33 * size
    search = (_LATIN_ANCHOR if latin else _CHINESE_ANCHOR).search
    # The Latin pattern requires a character before a word, which the first word has not.
    match = _CHINESE_ANCHOR.match(normalized) or search(normalized)
    min_start = 0
    while match:
        start, word = match.start(), match.group()
        if latin and len(word) > 1 and not word[0].isalpha():
            start, word = start + 1, word[1:]
        found = None
        if word.isascii() or not cannot_count(normalized, start):
            found = read_mention(Cursor(text, normalized, min_start, start), word)
        if found is None:
            position = _next_position(normalized, start, word)
        else:
            yield found
            min_start = position = max(found.char_end, start + 1)
            if latin and normalized[position - 1] in _SEPARATORS:
                position -= 1  # the character before a word may be the last of a mention
        match = search(normalized, position)


def _next_position(normalized: str, start: int, word: str) -> int:
    """Return where to continue after a start that is not a number.

    A short run of Chinese numerals is tried again from its next character (统一三家), a long one
    is skipped: trying each of its characters would take the square of its length.
    """
    if word.isascii():
        return start + len(word)
    end = chinese_run(normalized, start)
    return end if end - start > _SHORT_RUN else start + 1


@public
@checked
def find_quantities(text: str) -> tuple[Mention, ...]:
    """Find every number of a text, with its place and its role.

    Args:
        text: any `str`; the time taken grows with its length alone.

    Returns:
        The mentions in order, no two overlapping. Every run of digits and every number word is
        in exactly one.

    Raises:
        ArgumentError: if `text` is not a `str`. It is a TypeError.

    Example:
        >>> found = find_quantities("By 2027, exceed 16.2 trillion yuan in 5G.")
        >>> [(one.text, one.role) for one in found]
        [('2027', 'date'), ('exceed 16.2 trillion yuan', 'indicator'), ('5G', 'name')]
    """
    return tuple(mentions(text))
