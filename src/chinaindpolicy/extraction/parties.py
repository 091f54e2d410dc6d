"""Regions and actors that a sentence names."""

from __future__ import annotations

import re
from functools import cache

from chinaindpolicy.codes.matches import Match
from chinaindpolicy.codes.place_index import place_index
from chinaindpolicy.codes.places import find_place
from chinaindpolicy.extraction.candidates import Part
from chinaindpolicy.quantity.core.patterns import LazyPattern

_AREAS = (
    "长三角(?:地区)?|长江三角洲(?:地区)?|珠三角(?:地区)?|珠江三角洲|京津冀(?:地区)?|粤港澳大湾区"
    "|成渝地区(?:双城经济圈)?|长江经济带|长江中游城市群|黄河流域|(?:东北|东部|中部|西部)地区"
)
_ENGLISH_AREAS = (
    "Yangtze River (?:Delta|Economic Belt)|Pearl River Delta|Beijing-Tianjin-Hebei"
    "|(?:Guangdong-Hong Kong-Macao )?Greater Bay Area"
)
_AREA = LazyPattern(rf"(?:{_AREAS}|{_ENGLISH_AREAS})\Z")
_WORDS = "中华人民共和国|全省|全市|全县|全区|我省|我市|我区|本省|本市|我国|全国|全球|中国"
_ENDED = (
    r"(?![年和与及或在对从向到由为将])[\u3400-\u9fff]{2,6}?"
    r"(?:省(?![级内份略去])|市(?![场值价面况])|自治区|特别行政区|自治州)"
)
_VALUES = {
    "中华人民共和国": "cn",
    "我国": "cn",
    "全国": "cn",
    "中国": "cn",
    "china": "cn",
    "全球": "world",
}
_ENGLISH_WORDS = LazyPattern(
    r"(?i:\b(?:the (?:country|nation|province|city|municipality"
    r"|county))\b(?!['’]s (?:state|people)))"
)
_NAME_BEFORE = LazyPattern(
    r"(?:(?:健康|数字|美丽|平安|法治|质量|制造|占|超过|高于|低于)|(?i:\b(?:digital|made in"
    r"|healthy|beautiful)"
    r" ))\Z"
)
_WHOLE_AFTER = LazyPattern(r"['’]s (?:total|overall)\b|占|平均水平|最大|领先|第一")
_ACTOR_CHINESE = LazyPattern(
    r"(?P<actor>国家统计局|国务院|中钢协|[\u3400-\u9fff]{2,8}(?:统计局|协会|研究院|工信部"
    r"|发展改革委|财政部|商务部)"
    r"|[一二三四五六七八九十]部门|业界|我们)(?=[：:数预统发印联，]|将|要|计划|表示|提出|认为)"
    r"|(?:\A|[，。；])(?P<doer>各区[\u3400-\u9fff]{2,8}|公司|集团)(?=应当|计划|预计|将|拟|力争)"
)
_DOER_ENGLISH = LazyPattern(
    r"(?P<doer>(?:The|the) (?:plan|company|country|province|city|ministry|government"
    r"|guideline|group)"
    r"|[Ww]e|China(?:['’]s government)?"
    r"|(?!It\b|This\b|That\b|They\b|There\b|These\b|Which\b|And\b)[A-Z][a-z]+(?: Province| City)?)"
    r"(?= (?:also |further )?(?:aims?|plans?|will|strives?|targets?|calls|requires"
    r"|projects|proposes|expects"
    r"|said|pledges?|seeks|sets|shall)\b)"
)
_SAID = LazyPattern(
    r"(?i:\baccording to (?P<source>[^,.;]{2,70})|(?P<said>the \w+(?: \w+)?) said\b)"
)


@cache
def _chinese_regions() -> LazyPattern:
    """Match the names of provinces and prefectures."""
    return LazyPattern(f"{_WORDS}|{_AREAS}|{_listed(chinese=True)}|{_ENDED}")


@cache
def _english_regions() -> LazyPattern:
    return LazyPattern(
        rf"\b(?:China|{_ENGLISH_AREAS}|{_listed(chinese=False)})\b"
        r"(?: (?:Province|City|Municipality))?"
    )


def _listed(*, chinese: bool) -> str:
    names: set[str] = set()
    for places in place_index().names.values():
        for place in places:
            if place.tier not in ("province", "prefecture") or place.valid_to is not None:
                continue
            name = place.name_zh if chinese else place.name
            if chinese:
                names.add(name)
                short = name.removesuffix("市").removesuffix("省")
                if (len(short) >= 2 and place.tier == "province") or len(short) >= 3:
                    names.add(short)
            elif name and len(name) > 3:
                names.add(name)
    return "|".join(sorted(names, key=len, reverse=True))


def region_of(text: str, start: int, first: int, *, chinese: bool) -> Part | None:
    """Return the place named before a value in its sentence, the nearest one.

    Example:
        >>> text = "到2025年，湖北省产业规模突破1万亿元"
        >>> region_of(text, 0, text.index("1"), chinese=True)
        Part(text='湖北省', char_start=7, char_end=10, value='cn-hb')
    """
    return nearest_region(text, region_words(text, start, first, chinese=chinese), first)


RegionWords = tuple[tuple[re.Match[str], ...], ...]


def region_words(text: str, start: int, end: int, *, chinese: bool) -> RegionWords:
    """Return the words for places of a sentence: names, then words such as "the country".

    Example:
        >>> [[match.group() for match in found]
        ...  for found in region_words("Across the country", 0, 18, chinese=False)]
        [[], ['the country']]
    """
    patterns = (_chinese_regions(),) if chinese else (_english_regions(), _ENGLISH_WORDS)
    return tuple(tuple(pattern.finditer(text, start, end)) for pattern in patterns)


def nearest_region(text: str, words: RegionWords, first: int) -> Part | None:
    """Return the last place of a sentence that ends before an offset."""
    for number, matches in enumerate(words):
        for match in reversed(matches):
            if match.end() > first:
                continue
            if _NAME_BEFORE.search(text, max(match.pos, match.start() - 12), match.start()):
                continue
            if _WHOLE_AFTER.match(text, match.end()):
                continue
            value = _place_id(match[0])
            if value or match[0] in _WORDS.split("|") or number or _is_area(match[0]):
                return Part(match[0], *match.span(), value)
    return None


def _is_area(name: str) -> bool:
    """Return True for an area of several provinces; it has no id."""
    return _AREA.match(name) is not None


def place_part(match: re.Match[str]) -> Part:
    """Return the place of a match of `region_words`."""
    return Part(match[0], *match.span(), _place_id(match[0]))


def _place_id(name: str) -> str | None:
    known = _VALUES.get(name.lower())
    if known:
        return known
    for suffix in ("", " Province", " City", " Municipality"):
        found = find_place(name.removesuffix(suffix)) if suffix else find_place(name)
        if isinstance(found, Match):
            return found.id
    return None


def is_place(words: str, *, chinese: bool) -> bool:
    """Return True for a place, its possessive included.

    Example:
        >>> is_place("China's", chinese=False), is_place("公司", chinese=True)
        (True, False)
    """
    bare = words.removesuffix("'s").removesuffix("’s")
    pattern = _chinese_regions() if chinese else _english_regions()
    match = pattern.match(bare)
    if match and match.end() == len(bare):
        return True
    return not chinese and _ENGLISH_WORDS.match(bare) is not None


def actor_of(text: str, start: int, end: int, *, chinese: bool) -> Part | None:
    """Return who promises, reports or expects the values of a sentence.

    Example:
        >>> text = "The plan requires a PUE below 1.25."
        >>> actor_of(text, 0, len(text), chinese=False).text
        'The plan'
    """
    if chinese:
        match = _ACTOR_CHINESE.search(text[start:end])
        if match is None:
            return None
        group = "actor" if match["actor"] else "doer"
        first, last = match.span(group)
        return Part(match[group], start + first, start + last)
    for pattern in (_SAID, _DOER_ENGLISH):
        if match := pattern.search(text[start:end]):
            group = next(name for name, words in match.groupdict().items() if words)
            first, last = match.span(group)
            words = match[group]
            if words.lower().startswith("the ") and group == "source":
                first += 4 if " white" not in words.lower() else 0
            return Part(text[start + first : start + last], start + first, start + last)
    return None
