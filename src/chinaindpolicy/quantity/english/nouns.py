"""The noun that an English number counts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.core.definitions import definitions, english
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.core.unit_match import UnitMatch

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping


@cache
def _nouns(section: str) -> Mapping[str, str]:
    """Return the unit code of each noun of a section."""
    return definitions("english.txt").by_word(section)


@cache
def phrase_words(key: str) -> frozenset[str]:
    """Return a list of the words of noun phrases."""
    return frozenset(english("noun phrases", key))


_PHRASE_WORD = LazyPattern(r"(?:[ \t]{1,2}[\"“”‘'(]{0,2}|\r?\n)([a-z][a-z'’/&-]*)[\"“”'’)]{0,2}")
_NUMBERED_NAME = LazyPattern(
    r" ?[\"“]?[0-9]{1,4}(?:[a-z]{1,2}|th-generation|-[a-z]{2,12})"
    r"(?:-[a-z]{2,12})?(?![a-z0-9])[\"”]?"
)


def _next_to_quote(normalized: str, match: re.Match[str], name_start: int) -> bool:
    """Return True if a number word opens a quoted name, or closes one that was skipped."""
    opened = normalized[match.start(1) - 1] in '"“”'
    return opened or (name_start > 0 and normalized[match.end() - 1] in '"”’')


def counted_noun(
    normalized: str, start: int, *, single: bool = False, words: int = 12
) -> UnitMatch:
    """Find the noun that an English number counts.

    The noun is the first plural of the phrase, and the last of two plurals side by side
    ("electronics companies"); the phrase ends at punctuation, at a preposition or a verb.

    Args:
        normalized: normalized text.
        start: offset after the number.
        single: whether the number is one, so that the noun is singular.
        words: how many words to look at.

    Example:
        >>> counted_noun(' specialized and new "little giant" enterprises', 0)
        UnitMatch(code='enterprise', end=47, structure=False, noun=True, text=None)
    """
    stop = phrase_words("stop")
    position = start
    found: UnitMatch | None = None
    name_start = 0  # where a name with a number of its own begins: 25 5A data centres
    for index in range(words):
        match = _PHRASE_WORD.match(normalized, position)
        if match is None:
            name = _NUMBERED_NAME.match(normalized, position)
            if name is None or found is not None:
                break
            name_start = name_start or position
            position = name.end()
            continue
        word = match.group(1)
        if word in stop and found is None and _next_to_quote(normalized, match, name_start):
            name_start = name_start or position
            position = match.end()
            continue
        if word in stop or (word == "and" and (index == 0 or found is not None)):
            break
        if index == 0 and word in ("layer", "layers", "bit", "bits", "generation"):
            break
        position = match.end()
        code = _unit_of(word, single=single)
        if code is not None:
            structure = word in phrase_words("structure")
            found = UnitMatch(code, match.end(), structure=structure, noun=True)
            if code != "item":
                break
        elif found is not None:
            break
    if found is None:
        return UnitMatch(None, start)
    return found._replace(end=name_start) if name_start else found


def _unit_of(word: str, *, single: bool) -> str | None:
    """Return the unit code of a noun: `item` for an unknown plural, None for other words."""
    code = _nouns("nouns").get(word) or (_nouns("singular nouns").get(word) if single else None)
    return code or ("item" if _is_plural(word) else None)


def _is_plural(word: str) -> bool:
    return (
        len(word) > 3
        and word[-1] == "s"
        and word[-2] not in "su'’"
        and word[-2:] != "is"
        and word not in phrase_words("not plural")
    ) or word in phrase_words("plural")
