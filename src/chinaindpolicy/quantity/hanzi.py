"""Tell fractions, tenths, doublings, dates, ordinals and set phrases among Chinese numerals."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.chinese_numerals import (
    CHINESE_NUMERALS,
    DIGITS,
    chinese_run,
    read_chinese,
)
from chinaindpolicy.quantity.numerals import Numeral, divided, read_arabic, times

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Direction, Role


class Hanzi(NamedTuple):
    """What a Chinese numeral is when it is not a plain cardinal.

    Attributes:
        start: offset of its first character.
        end: offset behind it.
        role: its role; `indicator` when `value` is given.
        value: a percentage, a number per thousand or a factor; the lower of two.
        upper: the higher of two values, else None.
        unit: `percent`, `per_mille` or `times`.
        direction: the direction it says by itself.
    """

    start: int
    end: int
    role: Role
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    direction: Direction | None = None


_N = f"[{CHINESE_NUMERALS}]"
_D = "[一二三四五六七八九两]"


@cache
def _part() -> re.Pattern[str]:
    number = rf"(?:[0-9]+(?:\.[0-9]+)?|{_N}+(?:点{_N}+)?)"
    return re.compile(
        rf"(?P<base>{_N}{{1,4}}|[0-9]{{1,3}}) ?分之 ?(?P<low>{number})"
        rf"(?: ?(?:至|到|-|—|~) ?(?:(?P=base)分之)?(?P<high>{number}))?"
    )


@cache
def _tenths() -> re.Pattern[str]:
    not_tenth = "(?![为立长功果本员品熟效都交因就人])"
    return re.compile(
        rf"(?:(?P<pair>{_D}{_D})成{not_tenth}|(?P<low>{_D}|[1-9])(?:成(?P<five>{_D})?)?"
        rf"(?:[至到—~-](?P<high>{_D}|[1-9])成(?P<five_high>{_D})?{not_tenth}|(?<=成){not_tenth}"
        rf"|(?<=成{_D})))"
    )


@cache
def _doubling() -> re.Pattern[str]:
    return re.compile(rf"翻(?:了|上)?(?P<count>{_D}|[1-9])?(?:个)?番")


@cache
def _phrase() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<name>十[一二三四五六]五(?=[”\"’'规时期末初以]|计划|，|。|、|\Z)|一带一路|双一流|两个一百年|百家争鸣|千家万户"
        r"|千方百计|成千上万|百花齐放|三农|万众创新|两化融合|千千万万|三位一体|五位一体|四个全面|四个自信|两个毫不动摇"
        r"|千项万亿|千人计划|万人计划|百千万|十三五|十四五|十五五|十二五|一国两制|三百六十行|三峡|四川|三亚|九江|万达|万科"
        r"|千年大计|百年大计|百年变局|百年未有)"
        rf"|(?P<date>[一二三四]季度|{_N}{{1,3}}月(?:{_N}{{1,3}}日)?(?:份)?|[二一][〇零○九][〇零○一二三四五六七八九]{{2}}年"
        rf"(?:{_N}{{1,3}}月(?:{_N}{{1,3}}日)?)?|{_N}{{2,3}}世纪(?:{_N}{{1,2}}年代)?)"
        rf"|(?P<ordinal>{_N}{{1,3}}(?:期(?!间|限|货|待)|代(?!表|替|码|理|工|人|价)|届|号(?!召)))"
        rf"|(?P<structure>{_N}{{1,3}}(?:大(?!量|约|力|型|概|会|学|批|规|幅|胆|气|局|于|都|多)|步走|是(?=[要加强推实建提深完优培发大促构扩支，坚抓开持着全突做进聚创]))"
        rf"|{_N}{{1,2}}[、．](?!{_N}))"
    )


@cache
def _half() -> re.Pattern[str]:
    return re.compile(
        r"一半|半数|半壁江山|(?<![大多小])半(?=以上|的|\Z|企业|，|。)|(?<=[过超近逾])半(?![导径岛天夜年月个小])"
    )


def hanzi_at(norm: str, floor: int, start: int) -> Hanzi | None:
    """Return what the Chinese numeral at `start` is, or None for a plain cardinal.

    Example:
        >>> hanzi_at("百分之三十至四十", 0, 0)[3:6]
        (Decimal('30'), Decimal('40'), 'percent')
        >>> hanzi_at("八成五", 0, 0).value
        Decimal('85')
        >>> hanzi_at("翻两番", 0, 0).value
        Decimal('4')
    """
    char = norm[start]
    if char == "翻":
        match = _doubling().match(norm, start)
        if match is None:
            return None
        factor = Decimal(2) ** _digit(match["count"] or "一")
        return Hanzi(start, match.end(), "indicator", factor, None, "times", "up")
    half = _half().match(norm, start)
    if half:
        return Hanzi(start, half.end(), "indicator", Decimal(50), None, "percent")
    if char == "半":
        return _half_other(norm, floor, start)
    if norm[start - 1 : start] == "第":
        end = start
        while end < len(norm) and end - start < 8 and norm[end] in CHINESE_NUMERALS:
            end += 1
        if norm.startswith("季度", end):
            return Hanzi(start - 1, end + 2, "date")
        return Hanzi(start - 1, end, "ordinal")
    found = _part().match(norm, start)
    if found:
        return _fraction(found)
    tenths = _tenths().match(norm, start)
    if tenths and "成" in tenths.group():
        return _tenth(tenths)
    if norm[start - 1 : start] in ("（", "("):
        end = chinese_run(norm, start)
        if norm[end : end + 1] in ("）", ")") and end - start <= 3:
            return Hanzi(start, end, "structure")
    phrase = _phrase().match(norm, start)
    if phrase:
        return _phrase_at(norm, floor, start, phrase)
    return None


_HALVED = ("year", "month", "hour")


@cache
def _half_period() -> re.Pattern[str]:
    return re.compile("半(?:(?P<year>年)|(?P<month>个月)|(?P<hour>个?小时))")


def _half_other(norm: str, floor: int, start: int) -> Hanzi | None:
    period = _half_period().match(norm, start)
    if period is None or norm[start - 1 : start] == "个":  # 一个半小时 is no half
        return None
    unit = next(code for code in _HALVED if period[code])
    if unit != "hour" and norm[start - 1 : start] in ("上", "下", "近") and start > floor:
        return Hanzi(start - 1, period.end(), "date")
    return Hanzi(start, period.end(), "indicator", Decimal("0.5"), None, unit)


def _phrase_at(norm: str, floor: int, start: int, phrase: re.Match[str]) -> Hanzi | None:
    if phrase["name"]:
        return Hanzi(start, phrase.end(), "name")
    if phrase["date"]:
        return Hanzi(start, phrase.end(), "date")
    if phrase["ordinal"]:
        return Hanzi(start, phrase.end(), "ordinal")
    last = phrase.group()[-1]
    before = norm[start - 1 : start] if start > floor else ""
    if last == "是" and before not in ("", "。", "；", "，", "：", "\n", " ", ",", ";", "、"):
        return None
    if last in "、．" and before not in ("", "\n", " ", "\t"):
        return None
    if last == "大" and norm[start] in "一" and phrase.end() - start == 2:
        return None
    return Hanzi(start, phrase.end(), "structure")


def _whole(written: str) -> Numeral | None:
    """Read a number that is nothing but a number."""
    numeral = read_chinese(written, 0) or read_arabic(written, 0)
    return numeral if numeral and numeral.end == len(written) else None


def _fraction(found: re.Match[str]) -> Hanzi | None:
    whole, part = _whole(found["base"]), _whole(found["low"])
    if whole is None or not whole.value or part is None:
        return None
    base, low, upper = whole.value, part.value, part.upper
    if found["high"]:
        end = _whole(found["high"])
        upper = end.value if end else None
    if base == 1000:
        return Hanzi(found.start(), found.end(), "indicator", low, upper, "per_mille")
    high = None if upper is None else _percent(upper, base)
    return Hanzi(found.start(), found.end(), "indicator", _percent(low, base), high, "percent")


def _percent(part: Decimal, base: Decimal) -> Decimal:
    return part if base == 100 else divided(times(part, Decimal(100)), base)


def _tenth(found: re.Match[str]) -> Hanzi | None:
    end = found.end()
    if found["pair"]:
        if read_chinese(found["pair"], 0) is None:
            return None
        low, other = _tens(found["pair"][0], None), _tens(found["pair"][1], None)
        return Hanzi(found.start(), end, "indicator", low, other, "percent")
    low = _tens(found["low"], found["five"])
    high = _tens(found["high"], found["five_high"]) if found["high"] else None
    return Hanzi(found.start(), end, "indicator", low, high, "percent")


def _tens(ten: str, one: str | None) -> Decimal:
    return Decimal(10) * _digit(ten) + _digit(one or "零")


def _digit(char: str) -> int:
    return int(char) if char.isascii() else DIGITS[char]
