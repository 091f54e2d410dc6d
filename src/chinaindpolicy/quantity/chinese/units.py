"""Chinese measure words and units after a number."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.chinese.numerals import chinese_scale
from chinaindpolicy.quantity.core.definitions import chinese, definitions
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.core.unit_match import UnitMatch, is_petaflops
from chinaindpolicy.quantity.units import chinese_words, natural_measure, rate_code

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


@cache
def _by_first_char() -> Mapping[str, tuple[tuple[str, str | None], ...]]:
    """Return the unit words with their codes by their first character, the longest first."""
    codes: dict[str, str | None] = dict.fromkeys(chinese("counters", "words"))
    codes.update(chinese_words())
    found: dict[str, list[tuple[str, str | None]]] = {}
    for word in sorted(codes, key=len, reverse=True):
        found.setdefault(word[0], []).append((word, codes[word]))
    return {char: tuple(words) for char, words in found.items()}


def unit_starts() -> frozenset[str]:
    """Return the characters that unit words begin with.

    Example:
        >>> "吨" in unit_starts(), "在" in unit_starts()
        (True, False)
    """
    return frozenset(_by_first_char())


@cache
def _weak_words() -> frozenset[str]:
    """Return the words that count only after digits or a scale: not in 两手, 一头."""
    return frozenset(chinese("counters", "weak"))


_NOUN = LazyPattern(
    r"[^，。；、：！？\n,;的和及与等将超达约0-9]{0,12}?"
    r"(?:(?P<project>项目)|(?P<enterprise>企业|公司|小巨人)|(?P<structure>任务|措施|原则|方面|步骤|部分"
    r"|环节|阶段|步走|目标|要求|部门|举措|意见|要点|关系|行动|内容|事项))"
)
_INDEX = LazyPattern(
    r"[（(](?:以)?(?:上年|去年|上月|上季度?|(?:19|20)[0-9]{2}年?)(?:同期|同月|价格)?(?:=|＝|为)100[）)]"
)
# Spaces between characters come from the layout of a page.
_SPACED_POINTS = LazyPattern(" {0,4}个 ?百 ?分 ?点")
_PER = LazyPattern(r"[/每](?P<scale>(?:10)?[百千万亿])?")
# An amount in a calendar period keeps the unit of the amount, as in "5万辆一年".
_CALENDAR = LazyPattern("年|季度?|个?月|周|日|天")
_CALENDAR_CODES = {"年": "year", "季": "quarter", "季度": "quarter", "月": "month", "个月": "month",
                   "周": "week", "日": "day", "天": "day"}  # fmt: skip
# A counter that no list has: the characters between a number and a comparator.
_COUNTER = LazyPattern(
    r"(?P<word>[\u4e00-\u9fff]{1,4}?)(?:[（(]?含?[)）]?(?:及|或)?以[上下内外]|左右|上下)"
    r"(?![级述海])"
)
_NOT_COUNTER = LazyPattern(
    r"[的了在和与及或、将达超约近为是上下以比较占用于]|(?:级|规模|限额|[省市县区乡镇])\Z"
)
_VALUE_OF_POINTS = 100


def chinese_unit(
    cursor: Cursor, start: int, *, large: bool, value: Decimal | None = None, bare: bool = False
) -> UnitMatch:
    """Read a Chinese measure word or unit at `start`.

    Args:
        cursor: the place of the number.
        start: offset after the number.
        large: whether the number has a scale of 万 or 亿; only then is 度 a kilowatt-hour.
        value: the number, or None for a scale alone; only a large one has the unit 点.
        bare: whether the number is one Chinese digit, which 手 and 头 do not count.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> chinese_unit(Cursor.of("5个重大项目"), 1, large=False).code
        'project'
        >>> chinese_unit(Cursor.of("8000元/人"), 4, large=False).code
        'CNY_per_person'
        >>> chinese_unit(Cursor.of("500斤以上"), 3, large=False).text
        '斤'
    """
    normalized = cursor.normalized
    char = normalized[start : start + 1]
    if char in " 个" and (points := _SPACED_POINTS.match(normalized, start)):
        return UnitMatch("percentage_point", points.end())
    if char == " ":
        start += 1
        char = normalized[start : start + 1]
    if char in "（(" and (index := _INDEX.match(normalized, start)):
        return UnitMatch("index", index.end())
    for word, code in _by_first_char().get(char, ()):
        if not normalized.startswith(word, start):
            continue
        end = start + len(word)
        follower = normalized[end : end + 1]
        if follower and follower in _other_words().get(word, ""):
            bound = follower == "以" and normalized[end + 1 : end + 2] in tuple("上下内外")
            if not bound:
                continue
        if follower.isascii() and follower.isalnum() and word[-1].isascii() and word[-1].isalnum():
            continue
        if word == "p" and not is_petaflops(cursor, start):
            continue
        if word == "度" and not large:
            continue
        if bare and word in _weak_words():
            continue
        if word == "点" and (value is None or value < _VALUE_OF_POINTS):
            continue
        if follower in ("/", "每"):
            return _rate(cursor, start, end, code)
        if code is None:
            return UnitMatch(None, end, text=cursor.text[start:end])
        if word in ("个", "项", "类", "大类") and (noun := _NOUN.match(normalized, end)):
            if noun["project"] and word != "类":
                return UnitMatch("project", end, noun=True)
            if noun["enterprise"] and word == "个":
                return UnitMatch("enterprise", end, noun=True)
            return UnitMatch(code, end, structure=bool(noun["structure"]), noun=True)
        return UnitMatch(code, end, noun=code in ("item", "enterprise"))
    noun_code = chinese_nouns().get(normalized[start : start + 2])
    if noun_code:
        return UnitMatch(noun_code, start + 2, noun=True)
    return _unknown_counter(cursor, start)


def _unknown_counter(cursor: Cursor, start: int) -> UnitMatch:
    """Read an unlisted counter between a number and a comparator: 5000锭以上."""
    counter = _COUNTER.match(cursor.normalized, start)
    if counter is None or _NOT_COUNTER.search(counter["word"]):
        return UnitMatch(None, start)
    return UnitMatch(None, counter.end("word"), text=cursor.text[start : counter.end("word")])


def _rate(cursor: Cursor, start: int, end: int, code: str | None) -> UnitMatch:
    """Read one unit per another: 元/人, 吨标准煤/万元.

    The value stays as printed: a rate that no code stands for has no code, but its text.
    """
    normalized = cursor.normalized
    per = _PER.match(normalized, end)
    assert per is not None  # the caller has seen the sign
    only_known = normalized[end] == "每" and (code is None or _counts(code))
    if calendar := _CALENDAR.match(normalized, end + 1):
        if code and (known := rate_code(code, _CALENDAR_CODES[calendar.group()], Decimal(1))):
            return UnitMatch(known, calendar.end())
        if normalized[end] == "每":
            text = None if code else cursor.text[start:end]
            return UnitMatch(code, end, noun=code in ("item", "enterprise"), text=text)
        text = None if code else cursor.text[start : calendar.end()]
        return UnitMatch(code, calendar.end(), noun=code in ("item", "enterprise"), text=text)
    for place, scale in ((end + 1, ""), (per.end(), per["scale"] or "")):
        for word, below in _by_first_char().get(normalized[place : place + 1], ()):
            if not normalized.startswith(word, place):
                continue
            after = place + len(word)
            factor = _factor(scale)
            known = rate_code(code, below, factor) if code and below else None
            if known is None and only_known:
                continue
            text = None if known else cursor.text[start:after]
            return UnitMatch(known, after, text=text)
    text = None if code else cursor.text[start:end]
    return UnitMatch(code, end, noun=code in ("item", "enterprise"), text=text)


def _counts(code: str) -> bool:
    """Return True for counted things: in 1000人每人, 每 begins another phrase."""
    return natural_measure(code) == "count"


def _factor(scale: str) -> Decimal:
    digits = scale.rstrip("百千万亿")
    power, _ = chinese_scale(scale, len(digits))
    return Decimal(digits or 1).scaleb(power)
