"""Words of queries and texts in one form: case, spelling, plural and Chinese characters."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from chinaindpolicy.model.names import fold
from chinaindpolicy.quantity.core.simplified import simplified

# Ideographs, and the full stop between the parts of Chinese names.
_CHINESE = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
_PIECE = re.compile(rf"[{_CHINESE}]+|[^\W_{_CHINESE}]+(?:\.[0-9]+)*")
# Quotation marks and brackets within a Chinese name do not divide it.
_WITHIN = re.compile(rf"(?<=[{_CHINESE}])[“”‘’「」《》\"'（）()·、]+(?=[{_CHINESE}])")
_SPELLINGS = (
    (re.compile(r"is(?=(ations?|e|ed|es|er|ers|ing)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})our(?=s?$)"), "or"),
    (re.compile(r"centre(?=s?$)"), "center"),
    (re.compile(r"programme(?=s?$)"), "program"),
)
_SHORTEST_PLURAL = 4
_EMPTY_WORDS = frozenset(
    (*("of", "the", "in", "for", "and", "to", "a", "an", "by", "on", "with", "at", "from", "its"),
     *("的", "了", "和", "与", "及", "在"))
)  # fmt: skip


def is_chinese(word: str) -> bool:
    """Return True if a word consists of Chinese characters.

    Example:
        >>> is_chinese("芯片"), is_chinese("chip")
        (True, False)
    """
    return re.match(rf"[{_CHINESE}]", word) is not None


@functools.lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return a word in American spelling and without its plural ending.

    Example:
        >>> [stem(word) for word in ("chips", "batteries", "digitalisation", "labour", "gas")]
        ['chip', 'battery', 'digitalization', 'labor', 'gas']
    """
    for pattern, spelling in _SPELLINGS:
        word = pattern.sub(spelling, word)
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in one form, without articles and prepositions.

    Chinese characters without a space are one word; traditional ones are simplified.

    Example:
        >>> words_of("Self-sufficiency rates: 高端芯片“自给率”")
        ('self', 'sufficiency', 'rate', '高端芯片自给率')
    """
    whole = _WITHIN.sub("", simplified(fold(text)))
    pieces: list[str] = _PIECE.findall(whole)
    kept = [piece for piece in pieces if piece not in _EMPTY_WORDS]
    return tuple(stem(piece) for piece in kept or pieces)


def searchable(texts: Iterable[str]) -> str:
    r"""Return texts in the form that is searched: each word between spaces, a text on each line.

    Example:
        >>> searchable(["Wafer projects", "晶圆项目"])
        ' wafer project \n 晶圆项目 '
    """
    return "\n".join(f" {' '.join(words)} " for text in texts if (words := words_of(text)))


def distance(one: str, other: str, most: int) -> int:
    """Return the number of edits between words, swaps of neighbours included; `most + 1` if more.

    Example:
        >>> distance("zhejang", "zhejiang", 2), distance("circut", "circuit", 1)
        (1, 1)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        now = [i]
        for j, right in enumerate(other, 1):
            cost = min(row[j] + 1, now[j - 1] + 1, row[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, row = row, now
    return row[-1]
