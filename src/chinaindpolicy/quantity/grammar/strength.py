"""Strength of the clause of a number: a commitment, an effort or an expectation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chinaindpolicy.quantity.core.normalize_text import normalize_text
from chinaindpolicy.quantity.core.patterns import LazyPattern

if TYPE_CHECKING:
    import re

    from chinaindpolicy.model.vocabularies import Strength
    from chinaindpolicy.quantity.types import QuantityMention

_REACH = 80
# First characters of every word of effort; they are cheap to search.
_EFFORT = LazyPattern("str[io]v|力[争求]|争取|努力|endeavo")
_WORDS = LazyPattern(
    r"(?P<commit>确保|必须|务必|保证|约束性|(?<![a-z])(?:ensur(?:e|es|ed|ing)|must|shall|guarantee[sd]?"
    r"|commit(?:s|ted|ting)?(?! to memory))(?![a-z]))"
    r"|(?P<strive>力争|争取|努力|力求|奋力|(?<![a-z])(?:striv(?:e|es|ed|en|ing)|strove"
    r"|endeavou?r(?:s|ed|ing)?|aim(?:s|ed|ing)? (?:to|for|at)|seek(?:s|ing)? to)(?![a-z]))"
    r"|(?P<expect>预期|预计|有望|预测|预估|(?<![a-z])(?:expect(?:s|ed|ing|ation|ations)?|projected"
    r"|forecasts?|anticipat(?:e|es|ed|ing)|likely)(?![a-z]))"
)
_SENTENCE_END = LazyPattern(r"[;。；!?！？\n]|\.(?![0-9])")
_CLAUSE_END = LazyPattern(r"[,，;:。；：!?！？\n]|\.(?![0-9])")
# A bound that the text itself sets is a commitment: 不低于5%, at least 100 labs.
_BOUND = LazyPattern(
    r"(?:不低于|不少于|不小于|不得|不超过|不高于|不突破"
    r"|(?<![a-z])(?:at least|no less than|no fewer than|no more than"
    r"|not (?:be )?(?:less|lower|more|exceed))(?![a-z]))"
)


def _last(normalized: str, start: int, end: int) -> re.Match[str] | None:
    last = None
    for match in _WORDS.finditer(normalized, start, end):
        last = match
    return last


def _sentence_start(normalized: str, start: int) -> int:
    begin = max(0, start - _REACH)
    for match in _SENTENCE_END.finditer(normalized, begin, start):
        begin = match.end()
    return begin


def is_striven_for(normalized: str, start: int) -> bool:
    """Return True if the last word of strength before an offset is one of effort.

    Args:
        normalized: normalized text.
        start: offset of the number, or of the words before it.

    Example:
        >>> text = "力争达到6%，确保完成5.5%"
        >>> is_striven_for(text, 4), is_striven_for(text, 11)
        (True, False)
    """
    if not _EFFORT.search(normalized, max(0, start - _REACH), start):
        return False
    last = _last(normalized, _sentence_start(normalized, start), start)
    return last is not None and last.lastgroup == "strive" and not _is_aim(last)


def _is_aim(word: re.Match[str]) -> bool:
    return word.group().startswith(("aim", "seek"))


def strength_of(text: str, mention: QuantityMention) -> Strength | None:
    """Return how firmly the text puts a number.

    The last word of strength before the number decides, up to the start of its sentence; then a
    word after it in the same clause; then the bound in the expression itself.

    Args:
        text: the text in which the mention was found.
        mention: a mention of `find_quantities(text)`.

    Returns:
        `commit` (确保, 必须, 不低于, ensure, shall), `strive` (力争, 努力, 争取, strive, aim to),
        `expect` (预期, 预计, expected), or None if the text states none.

    Example:
        >>> from chinaindpolicy.quantity import find_quantities
        >>> text = "力争达到6%，确保完成5.5%；预计增长5%"
        >>> [strength_of(text, mention) for mention in find_quantities(text)]
        ['strive', 'commit', 'expect']
    """
    normalized = normalize_text(text)
    start, end = mention.char_start, mention.char_end
    number = _first_digit(normalized, start, end)
    found = _last(normalized, _sentence_start(normalized, start), number)
    if found is None:
        stop = _CLAUSE_END.search(normalized, end, min(len(normalized), end + 40))
        found = _WORDS.search(
            normalized, end, stop.start() if stop else min(len(normalized), end + 40)
        )
    if found is not None:
        for strength in ("commit", "strive", "expect"):
            if found[strength]:
                return strength
    return "commit" if _BOUND.search(normalized, max(0, start - 4), end) else None


_FIRST_DIGIT = LazyPattern("[0-9一二三四五六七八九十百千万亿两零]")


def _first_digit(normalized: str, start: int, end: int) -> int:
    """Return where the words before the number of a mention end."""
    digit = _FIRST_DIGIT.search(normalized, start, end)
    return digit.start() if digit else start
