"""Fractions, tenths, multiples, dates, ordinals and set phrases among Chinese numerals."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.chinese.numerals import (
    CHINESE_NUMERALS,
    DIGITS,
    NOT_UNIT,
    chinese_run,
    read_chinese,
)
from chinaindpolicy.quantity.core.numerals import Numeral, added, divided, read_arabic, times
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.core.special_numeral import SpecialNumeral

if TYPE_CHECKING:
    import re

    from chinaindpolicy.quantity.core.cursor import Cursor

_N = f"[{CHINESE_NUMERALS}]"
_D = "[一二三四五六七八九两]"
_NUMBER = rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|{_N}+(?:点{_N}+)?)"
# After 分之 the characters of a number may have spaces between them, from the layout of a page.
_SPACED = rf"(?:{NOT_UNIT}{_N})+(?: (?:{NOT_UNIT}{_N})+)*(?: ?点 ?{_N}+(?: {_N}+)*)?(?!{_N})"
_PART = _NUMBER.replace(rf"|{_N}+(?:点{_N}+)?)", f"|{_SPACED})")
_FRACTION = LazyPattern(
    rf"(?P<base>{_N}{{1,4}}|[0-9]{{1,3}}) {{0,2}}分 {{0,2}}之 {{0,2}}(?P<low>{_PART})"
    rf"(?: ?(?:至|到|-|—|~) ?(?:(?P=base)分之)?(?P<high>{_PART}))?"
)
_NOT_TENTH = "(?![为立长功果本员品熟效都交因就人绩份型])"
_PART_OF_TEN = (
    rf"(?:10|[0-9](?:\.[0-9]{{1,2}})?|(?:{_D}|零)点[零一二三四五六七八九]{{1,2}}|{_D}|十)"
)
# After 成 a digit or 半 is hundredths (八成五, 七成半); 八点二成 has them before it.
_HUNDREDTHS = rf"(?:{_D}(?!{_N}|成)|半)"
_TENTHS = LazyPattern(
    rf"(?:(?P<pair>{_D}、?{_D})成{_NOT_TENTH}|(?P<low>{_PART_OF_TEN})"
    rf"(?:(?:(?<=[0-9]) )?成(?P<five>{_HUNDREDTHS})?)?"
    rf"(?:[至到—~-](?P<high>{_PART_OF_TEN})成(?P<five_high>{_HUNDREDTHS})?{_NOT_TENTH}"
    rf"|(?<=成){_NOT_TENTH}|(?<=成[一二三四五六七八九两半])))"
)
# A discount names the part of the price that remains: 八五折 is 85 percent.
_DISCOUNT = LazyPattern(
    rf"(?:(?P<tens>[0-9](?:\.[0-9])?|{_D}(?:点{_D})?|半)|(?P<percent>[1-9][0-9]|{_D}{{2}}))"
    "折(?![合旧算叠射弯页返现腾磨断扇子损线])"
)
_DOUBLING = LazyPattern(rf"翻(?:了|上)?(?P<count>{_D}|[1-9])?(?:个)?番")
# A day of a month, and not a number of days: 会议于廿五日召开.
_DAY = (
    "(?<!工期)(?<!为期)(?<!历时)(?:[二三]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?)日"
    "(?=[，。、上下 在至到起前\\n召举开闭发宣公印-]|\\Z)"
)
_PHRASE = LazyPattern(
    rf"(?P<name>(?:十[一二三四五六七八九]|二十)大(?=[报以精召会闭开，。”」、\n]|\Z)|十[一二三四五六]五(?=[”\"’'规时期末初以]|计划|，|。|、|\Z)|一带一路|双一流|两个一百年|百家争鸣|千家万户"
    r"|千方百计|成千上万|百花齐放|三农|万众创新|两化融合|千千万万|三位一体|五位一体|四个全面|四个自信|两个毫不动摇"
    r"|千项万亿|千人计划|万人计划|百千万|十三五|十四五|十五五|十二五|一国两制|三百六十行|三峡|四川|三亚|九江|万达|万科"
    r"|千年大计|百年大计|百年变局|百年未有)"
    rf"|(?P<date>[零一二三四五六七八九十]{{1,3}}点(?:[零一二三四五六七八九十]{{1,3}}分(?!之)|整|钟|半(?!导))|[一二三四]季度|{_N}{{1,3}}月(?:{_N}{{1,3}}日|初{_N}|[廿卅][一二三四五六七八九]?(?!{_N}|[家个户年]))?(?:份)?|[二一][〇零○九][〇零○一二三四五六七八九]{{2}}年"
    rf"(?:{_N}{{1,3}}月(?:{_N}{{1,3}}日)?)?|{_DAY}|{_N}{{2,3}}世纪(?:{_N}{{1,2}}年代)?)"
    rf"|(?P<grade>[一二三四五六七八九十]{{1,2}}级(?!跳|联))"
    rf"|(?P<ordinal>{_N}{{1,3}}(?:期(?!间|限|货|待)|代(?!表|替|码|理|工|人|价)|届|号(?!召)))"
    rf"|(?P<structure>{_N}{{1,3}}(?:大(?!类|关(?![键口系])|量|约|力|型|概|会|学|批|规|幅|胆|气|局|于|都|多)|步走|是(?=[要加强推实建提深完优培发大促构扩支，坚抓开持着全突做进聚创]))"
    rf"|{_N}{{1,2}}[、．](?!{_N}))"
)
_HALF = LazyPattern(
    r"一半|半数|半壁江山|(?<![大多小年天月斤里亩吨倍钟时])半(?=以上|的|\Z|企业|，|。)|(?<=[过超近逾])半(?![导径岛天夜年月个小])"
)
_HALF_PERIOD = LazyPattern("半(?:(?P<year>年)|(?P<month>个月)|(?P<hour>个?小时))")


def special_numeral_at(cursor: Cursor) -> SpecialNumeral | None:
    """Return the special numeral at the cursor, or None for a plain cardinal.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> special_numeral_at(Cursor.of("百分之三十至四十"))[3:6]
        (Decimal('30'), Decimal('40'), 'percent')
        >>> special_numeral_at(Cursor.of("八成五")).value
        Decimal('85')
        >>> special_numeral_at(Cursor.of("翻两番")).value
        Decimal('4')
    """
    normalized, start = cursor.normalized, cursor.start
    char, previous = normalized[start], normalized[start - 1 : start]
    if char == "翻":
        match = _DOUBLING.match(normalized, start)
        if match is None:
            return None
        factor = Decimal(2) ** _digit(match["count"] or "一")
        return SpecialNumeral(start, match.end(), "indicator", factor, None, "times", "up")
    if half := _HALF.match(normalized, start):
        return SpecialNumeral(start, half.end(), "indicator", Decimal(50), None, "percent")
    if discount := _DISCOUNT.match(normalized, start):
        return _discount(discount)
    if char == "半":
        return _half_period(cursor)
    if previous == "第":
        return _ordinal(normalized, start)
    if fraction := _FRACTION.match(normalized, start):
        return _fraction(fraction)
    if (tenths := _TENTHS.match(normalized, start)) and "成" in tenths.group():
        return _tenths(tenths)
    if previous in ("（", "("):
        end = chinese_run(normalized, start)
        if normalized[end : end + 1] in ("）", ")") and end - start <= 3:
            return SpecialNumeral(start, end, "structure")
    phrase = _PHRASE.match(normalized, start)
    return _set_phrase(cursor, phrase) if phrase else None


def _ordinal(normalized: str, start: int) -> SpecialNumeral:
    """Read the numeral after 第."""
    end = start
    while end < len(normalized) and end - start < 8 and normalized[end] in CHINESE_NUMERALS:
        end += 1
    if normalized.startswith("季度", end):
        return SpecialNumeral(start - 1, end + 2, "date")
    return SpecialNumeral(start - 1, end, "ordinal")


def _half_period(cursor: Cursor) -> SpecialNumeral | None:
    start, previous = cursor.start, cursor.normalized[cursor.start - 1 : cursor.start]
    period = _HALF_PERIOD.match(cursor.normalized, start)
    if period is None or previous == "个":  # 一个半小时 is one hour and a half
        return None
    unit = period.lastgroup
    if unit != "hour" and previous in ("上", "下", "近") and start > cursor.min_start:
        return SpecialNumeral(start - 1, period.end(), "date")
    return SpecialNumeral(start, period.end(), "indicator", Decimal("0.5"), None, unit)


def _set_phrase(cursor: Cursor, phrase: re.Match[str]) -> SpecialNumeral | None:
    start, end = cursor.start, phrase.end()
    if phrase["name"] or phrase["grade"]:
        return SpecialNumeral(start, end, "name")
    if phrase["date"]:
        return SpecialNumeral(start, end, "date")
    if phrase["ordinal"]:
        return SpecialNumeral(start, end, "ordinal")
    last = phrase.group()[-1]
    before = cursor.preceding(1)
    if last == "是" and before not in ("", "。", "；", "，", "：", "\n", " ", ",", ";", "、"):
        return None
    if last in "、．" and before not in ("", "\n", " ", "\t"):
        return None
    if phrase.group() == "一大":
        return None
    return SpecialNumeral(start, end, "structure")


def _whole(written: str) -> Numeral | None:
    """Read a number that is nothing but a number."""
    written = written.replace(" ", "")
    numeral = read_chinese(written, 0) or read_arabic(written, 0)
    return numeral if numeral and numeral.end == len(written) else None


def _fraction(found: re.Match[str]) -> SpecialNumeral | None:
    whole, part = _whole(found["base"]), _whole(found["low"])
    if whole is None or not whole.value or part is None:
        return None
    base, low, upper = whole.value, part.value, part.upper
    if found["high"]:
        end = _whole(found["high"])
        upper = end.value if end else None
    unit = "per_mille"
    if base != 1000:
        unit, low = "percent", _percent(low, base)
        upper = None if upper is None else _percent(upper, base)
    return SpecialNumeral(found.start(), found.end(), "indicator", low, upper, unit)


def _percent(part: Decimal, base: Decimal) -> Decimal:
    return part if base == 100 else divided(times(part, Decimal(100)), base)


def _tenths(found: re.Match[str]) -> SpecialNumeral | None:
    pair: str | None = found["pair"]
    if pair:
        pair = pair.replace("、", "")
        if read_chinese(pair, 0) is None:
            return None
        low, high = _tens(pair[0], None), _tens(pair[1], None)
        return SpecialNumeral(found.start(), found.end(), "indicator", low, high, "percent")
    low = _tens(found["low"], found["five"])
    upper = _tens(found["high"], found["five_high"]) if found["high"] else None
    return SpecialNumeral(found.start(), found.end(), "indicator", low, upper, "percent")


def _tens(tenths: str, hundredths: str | None) -> Decimal:
    number = _whole(tenths)
    assert number is not None  # the pattern matches numbers only
    percentage = times(number.value, Decimal(10))
    if hundredths is None:
        return percentage
    return added(percentage, Decimal(5 if hundredths == "半" else _digit(hundredths)))


def _discount(found: re.Match[str]) -> SpecialNumeral:
    if found["tens"]:
        value = Decimal(50) if found["tens"] == "半" else _tens(found["tens"], None)
    else:
        value = Decimal("".join(str(_digit(char)) for char in found["percent"]))
    return SpecialNumeral(found.start(), found.end(), "indicator", value, None, "percent")


def _digit(char: str) -> int:
    return int(char) if char.isascii() else DIGITS[char]
