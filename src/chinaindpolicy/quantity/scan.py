"""Find every number of a text: `find_quantities`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy._public import public
from chinaindpolicy.quantity.chinese_numerals import CHINESE_NUMERALS, chinese_run
from chinaindpolicy.quantity.normalise import normalise
from chinaindpolicy.quantity.numerals import english_values
from chinaindpolicy.quantity.read import read_mention
from chinaindpolicy.quantity.wordlists import ORDINALS, OTHER_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chinaindpolicy.quantity.types import Mention


def _by_first_letter() -> dict[str, list[str]]:
    by_first: dict[str, list[str]] = {}
    for word in {*english_values(), *ORDINALS, *OTHER_NUMBERS}:
        by_first.setdefault(word[0], []).append(word[1:])
    return {first: sorted(rests) for first, rests in by_first.items()}


# Two patterns find the same starts. Both begin with one set of characters, which is what the
# engine can skip by: in Latin text the rarer character is the one before a word, in Chinese text
# it is the first letter of a word.


@cache
def _latin_anchor() -> re.Pattern[str]:
    words = "|".join(
        f"{first}(?:{'|'.join(rests)})" for first, rests in sorted(_by_first_letter().items())
    )
    return re.compile(rf"[^a-z](?:(?<=[0-9{CHINESE_NUMERALS}半翻])|(?=[a-z])(?:{words})(?![a-z]))")


@cache
def _chinese_anchor() -> re.Pattern[str]:
    words = "|".join(
        rf"{first}(?<![a-z0-9]{first})(?:{'|'.join(rests)})(?![a-z])"
        for first, rests in sorted(_by_first_letter().items())
    )
    return re.compile(rf"[0-9]|[{CHINESE_NUMERALS}半翻]|(?:{words})")


def mentions(text: str) -> Iterator[Mention]:
    """Yield the mentions of a text, in order and without overlap.

    Args:
        text: any `str`.

    Yields:
        One mention for each number.

    Example:
        >>> [found.text for found in mentions("5G and 3%")]
        ['5G', '3%']
    """
    norm = normalise(text)
    # More than every sixth byte Chinese: then letters are rare.
    latin = norm.isascii() or len(norm.encode("utf-8", "surrogatepass")) < 1.33 * len(norm)
    search = (_latin_anchor() if latin else _chinese_anchor()).search
    # The Latin pattern wants a character before a word, which the first word has not.
    match = _chinese_anchor().match(norm) or search(norm)
    floor = 0
    while match:
        start, word = match.start(), match.group()
        if latin and len(word) > 1 and not word[0].isalpha():
            start, word = start + 1, word[1:]
        found = read_mention(text, norm, floor, start, word)
        if found is None:
            position = _behind(norm, start, word)
        else:
            yield found
            floor = position = max(found.char_end, start + 1)
            if latin and norm[position - 1] in _SEPARATORS:
                position -= 1  # the character before a word may be the last of a mention
        match = search(norm, position)


def _behind(norm: str, start: int, word: str) -> int:
    """Return where to go on behind a start that was none.

    A short run of Chinese numerals is tried again from its next character (统一三家), a long one
    is left whole: trying each of its characters would take the square of its length.
    """
    if word.isascii():
        return start + len(word)
    end = chinese_run(norm, start)
    return end if end - start > _SHORT_RUN else start + 1


_SHORT_RUN = 6
_SEPARATORS = frozenset("%\"”’)]-’'")


@public
def find_quantities(text: str) -> tuple[Mention, ...]:
    """Find every number of a text, with its place and its role.

    Args:
        text: any `str`; the time taken grows with its length alone.

    Returns:
        The mentions in order, no two overlapping. Every run of digits and every number word is
        in exactly one.

    Raises:
        TypeError: when `text` is not a `str`.

    Example:
        >>> found = find_quantities("By 2027, exceed 16.2 trillion yuan in 5G.")
        >>> [(one.text, one.role) for one in found]
        [('2027', 'date'), ('exceed 16.2 trillion yuan', 'indicator'), ('5G', 'name')]
    """
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"find_quantities reads str, not {type(text).__name__}")
    return tuple(mentions(text))
