"""Chinese measure words and units after a number."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.core.definitions import definitions
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.core.unit_match import UnitMatch, is_petaflops
from chinaindpolicy.quantity.units import chinese_words, longest_chinese_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chinaindpolicy.quantity.core.cursor import Cursor


@cache
def chinese_nouns() -> Mapping[str, str]:
    """Return the unit code of each noun that follows a number without a measure word."""
    return definitions("chinese.txt").by_word("nouns")


@cache
def _other_words() -> Mapping[str, str]:
    """Return the characters after which a unit word is part of another word: 5部门, 3元件."""
    entries = definitions("chinese.txt").sections["not units"]
    return {word: entry.words[0] for word, entry in entries.items()}


_NOUN = LazyPattern(
    r"[^，。；、：！？\n,;的和及与等将超达约0-9]{0,12}?"
    r"(?:(?P<project>项目)|(?P<enterprise>企业|公司|小巨人)|(?P<structure>任务|措施|原则|方面|步骤|部分"
    r"|环节|阶段|步走|目标|要求|部门|举措|意见|要点|关系))"
)


def chinese_unit(cursor: Cursor, start: int, *, large: bool) -> UnitMatch:
    """Read a Chinese measure word or unit at `start`.

    Args:
        cursor: the place of the number.
        start: offset after the number.
        large: whether the number has a scale of 万 or 亿; only then is 度 a kilowatt-hour.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> chinese_unit(Cursor.of("5个重大项目"), 1, large=False).code
        'project'
    """
    words = chinese_words()
    normalized = cursor.normalized
    if normalized[start : start + 1] == " ":
        start += 1
    for size in range(min(longest_chinese_word(), len(normalized) - start), 0, -1):
        word = normalized[start : start + size]
        code = words.get(word)
        if code is None:
            continue
        follower = normalized[start + size : start + size + 1]
        if follower and follower in _other_words().get(word, ""):
            continue
        if follower and (joint := word[-1] + follower).isascii() and joint.isalnum():
            continue
        if (word == "p" and not is_petaflops(cursor, start)) or (word == "度" and not large):
            continue
        if word in ("个", "项", "类", "大类") and (noun := _NOUN.match(normalized, start + size)):
            if noun["project"] and word != "类":
                return UnitMatch("project", start + size, noun=True)
            if noun["enterprise"] and word == "个":
                return UnitMatch("enterprise", start + size, noun=True)
            return UnitMatch(code, start + size, structure=bool(noun["structure"]), noun=True)
        return UnitMatch(code, start + size, noun=code in ("item", "enterprise"))
    noun_code = chinese_nouns().get(normalized[start : start + 2])
    if noun_code:
        return UnitMatch(noun_code, start + 2, noun=True)
    return UnitMatch(None, start)
