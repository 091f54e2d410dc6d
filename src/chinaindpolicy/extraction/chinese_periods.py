"""Periods in Chinese: 2027年底, “十四五”期间, 前三季度, 比上年."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chinaindpolicy.extraction.periods import (
    YEAR,
    TimeRole,
    TimeWord,
    plan_years,
    quarters,
    until,
    valid,
)
from chinaindpolicy.quantity.core.patterns import LazyPattern

_N = "[一二三四五六七八九十两0-9]{1,2}"
_DASH = "(?:[-—–－~～至到]|——)"
_PATTERN = LazyPattern(
    rf"(?P<range>从?(?P<y1>{YEAR}) ?年? ?{_DASH} ?(?P<y2>{YEAR}) ?年(?:期间)?)"
    rf"|(?P<year>(?P<y>{YEAR}|[一二三四五六七八九〇零]{{4}}) ?年度?"
    rf"(?: ?(?P<m1>1[0-2]|0?[1-9])(?:{_DASH}(?P<m2>1[0-2]|0?[1-9]))? ?月份?"
    r"(?: ?(?P<day>[12][0-9]|3[01]|0?[1-9]) ?[日号])?"
    r"|(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|(?P<first>首季)度?"
    r"|前(?P<quarters>[一二三两])个?季度)?(?P<edge>(?:年?[底末初])?(?:之?前|以前)?))"
    r"|(?P<ordinal>第(?P<plannumber>十[一二三四五六七八]?)个五年(?=规划|计划)(?:规划|计划)(?:期间|时期)?)"
    r"|(?P<plan>[“\"「]?(?P<number>十[一二三四五六七八]?|[七八九])五[”\"」]?"
    r"(?P<planedge>期?末|收官之年)?(?:期间|时期|规划期|以来|阶段)?)(?![项个家条分成])"
    rf"|(?P<next>(?:未来|今后)(?:{_N}|几)年|(?<=[用经]){_N}年|{_N}年(?:时间)?[之以]?内)"
    rf"|(?P<past>(?:近|过去)(?:{_N})年[来间]?|(?:{_N})年来|上一?个?五年)"
    r"|(?P<relative>(?P<word>今年|本年度?|去年|上年|前年|明年|当年)"
    r"(?:上半年|下半年|年?[底末初]|第?[一二三四]季度|同期|全年)?)"
    rf"|(?P<vague>全年|年[末底]|上半年|前(?:{_N})个?[月季]度?|第?[一二三四1-4]季度"
    rf"|本?报告期[内末]?|(?<!年)同期|(?:1[0-2]|[1-9]){_DASH}(?:1[0-2]|[1-9])月份?"
    r"|(?<=截至)(?:1[0-2]|[1-9])月[底末]|(?<=截止)(?:1[0-2]|[1-9])月[底末])"
)
_BY = LazyPattern(r"(?:到|至|截至|截止)\Z")
_FROM = LazyPattern(r"(?:比|较|从|由|自|与|和|同|超过|高于|低于|不超过|达到?|在)\Z")
_BEFORE_ALWAYS_FROM = LazyPattern(r"(?:比|较|从|由|自)\Z")
_AFTER_FROM = LazyPattern(r"(?:的?(?:水平|基础上|基数|同期)|相比|以来|年?初?预算)")
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_SHIFTS = {"今": 0, "本": 0, "当": 0, "去": -1, "上": -1, "前": -2, "明": 1}


def chinese_periods(text: str, start: int, end: int) -> Iterator[TimeWord]:
    """Yield the periods of a sentence.

    Example:
        >>> text = "到2027年，收入比2024年增长20%"
        >>> [(text[word.start : word.end], word.value, word.role)
        ...  for word in chinese_periods(text, 0, len(text))]
        [('2027年', '../2027', 'by'), ('2024年', '2024', 'from')]
    """
    for match in _PATTERN.finditer(text, start, end):
        first, last = match.span()
        if match["plan"] and not _is_plan(text, match):
            continue
        role = _role(text, start, match)
        value = valid(_value(match))
        if value and (role == "by" or (match["edge"] or "").endswith("前")):
            role, value = "by", until(value)
        shift = _SHIFTS[match["word"][0]] if match["relative"] else None
        if match["range"] and text[first] == "从":
            role = "at"
        yield TimeWord(first, last, value, role, shift)


def _is_plan(text: str, match: re.Match[str]) -> bool:
    """Return False for a numeral that does not name a plan: 二十五个, 十五家."""
    before = text[match.start() - 1 : match.start()] if match.start() else ""
    quoted = match["plan"][0] in '“"「'
    after = text[match.end() : match.end() + 2]
    named = match["plan"].endswith(("期间", "时期", "末", "以来", "之年")) or after in (
        "规划",
        "计划",
    )
    return quoted or (named and before not in "一二三四五六七八九十百第")


def _role(text: str, start: int, match: re.Match[str]) -> TimeRole:
    before = text[max(start, match.start() - 4) : match.start()]
    after = _AFTER_FROM.match(text, match.end())
    if _BEFORE_ALWAYS_FROM.search(before):
        # 从2020年起 begins a period and compares nothing.
        return "at" if text.startswith(("起", "开始"), match.end()) else "from"
    if before.endswith(("是", "为", "相当于")) and text.startswith("的", match.end()):
        return "from"  # 是2012年的3.9倍
    if after and (_FROM.search(before) or after[0] != "以来"):
        return "from"
    return "by" if _BY.search(before) else "at"


def _value(match: re.Match[str]) -> str | None:
    if match["range"]:
        return f"{match['y1']}/{match['y2']}"
    if match["plan"] or match["ordinal"]:
        name = match["number"] or match["plannumber"]
        number = 10 + _DIGITS.get(name[1:], 0) if name[0] == "十" else _DIGITS[name]
        years = plan_years(number)
        return years.rpartition("/")[2] if match["planedge"] else years
    if not match["year"]:
        return None
    year = int(match["y"].translate(_NUMERALS))
    if match["m1"]:
        month = f"{year}-{int(match['m1']):02d}"
        if match["day"]:
            return f"{month}-{int(match['day']):02d}"
        return f"{month}/{year}-{int(match['m2']):02d}" if match["m2"] else month
    if match["half"]:
        return quarters(year, 1, 2) if match["half"] == "上" else quarters(year, 3, 4)
    if match["quarter"] or match["first"]:
        number = _number(match["quarter"]) if match["quarter"] else 1
        return quarters(year, number, number)
    if match["quarters"]:
        return quarters(year, 1, _number(match["quarters"]))
    return str(year)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _DIGITS[text]
