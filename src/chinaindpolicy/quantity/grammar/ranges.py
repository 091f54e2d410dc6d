"""Ranges: the second number of one, and the unit after a number."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.chinese.numerals import CHINESE_NUMERALS, DIGITS
from chinaindpolicy.quantity.chinese.units import chinese_unit
from chinaindpolicy.quantity.core.comparators import LeadingWords, is_cjk
from chinaindpolicy.quantity.core.definitions import english
from chinaindpolicy.quantity.core.numerals import VULGAR_FRACTIONS, added, shifted, times
from chinaindpolicy.quantity.core.patterns import LazyPattern, word_forms
from chinaindpolicy.quantity.core.unit_match import UnitMatch
from chinaindpolicy.quantity.english.nouns import counted_noun
from chinaindpolicy.quantity.english.units import english_unit
from chinaindpolicy.quantity.grammar.scaled_numbers import joint, read_scaled_number
from chinaindpolicy.quantity.grammar.shared_scale import share_scale

if TYPE_CHECKING:
    import re

    from chinaindpolicy.quantity.core.cursor import Cursor
    from chinaindpolicy.quantity.grammar.match import Match
    from chinaindpolicy.quantity.grammar.scaled_numbers import ScaledNumber

# A range of losses does not end at many times its start: -5元至-3亿元 are two amounts.
_MOST_FALL = Decimal(100)
# Words after a bare 千亿 that make it an amount of money: 千亿级, 百亿企业.
_CLUSTER = (
    "级", "产业", "企业", "集群", "园区", "规模", "俱乐部", "大关", "项目", "工程", "投资", "订单",
    "县", "市值", "强县", "强镇", "税收", "基金", "平台",
)  # fmt: skip
# "rose 0.4 points": a fraction of a point is not an item.
# 12元5角, 123元1角1分, 三元五角: the tenths and hundredths of a yuan.
_DIGIT = "[0-9一二三四五六七八九两]"
_SMALL_MONEY = LazyPattern(
    rf"(?<=[元圆块])(?:零?(?P<tenths>{_DIGIT})[角毛](?:零?(?P<hundredths>{_DIGIT})分)?|零(?P<cents>{_DIGIT})分)"
)
_POINTS = LazyPattern(r" points?(?![a-z])")
_CHANGE_FROM = LazyPattern(
    lambda: (
        rf"(?:{word_forms(english('changes', 'before from'), '', ' ')})"
        r"[a-z ,-]{0,50}from\s{0,3}\Z"
    )
)
_CHINESE_FROM = LazyPattern(r"[从由自]\s{0,3}\Z")
_NUMBER = LazyPattern(rf"[-负]?[0-9a-z{CHINESE_NUMERALS}{VULGAR_FRACTIONS}]")
_BETWEEN = LazyPattern(r"(?:(?P<english>between)|介于|在|之间|于)\s{0,3}\Z")


def unit_after(
    cursor: Cursor, number: ScaledNumber, currency: str | None, position: int
) -> UnitMatch:
    """Read the unit after a number, or take the currency before it if there is none."""
    normalized = cursor.normalized
    currency = number.currency or currency
    follower = normalized[position : position + 1]
    if follower == " ":
        follower = normalized[position + 1 : position + 2]
    if not follower:
        return UnitMatch(currency, position)
    # Both languages quote so, and only English has a unit after a quoted name.
    if (is_cjk(follower) and follower != "“") or (number.chinese and not follower.isspace()):
        hundred_millions = "亿" in (number.scale or "")
        if currency is None and hundred_millions and normalized.startswith(_CLUSTER, position):
            return UnitMatch("CNY", position + (follower == "级"))
        found = chinese_unit(
            cursor,
            position,
            large=number.power >= 4 or hundred_millions,
            value=None if _is_scale(number) else number.low,
            bare=number.chinese and number.low < _TEN and number.scale is None,
        )
        return found if found.known else UnitMatch(currency, position)
    if "." in normalized[number.start : number.end]:
        point = _POINTS.match(normalized, position)
        if point:
            return UnitMatch("percentage_point", point.end())
    found = english_unit(cursor, position, scaled=number.scale is not None)
    if found.known:
        return found
    if currency:
        return UnitMatch(currency, position)
    return counted_noun(normalized, position, single=number.low == 1 and number.high is None)


def _is_scale(number: ScaledNumber) -> bool:
    """Return True for a scale alone: 百, 万亿."""
    return number.scale is not None and number.end - number.start == len(number.scale)


_TEN = 10


def join_range(
    cursor: Cursor, number: ScaledNumber, leading: LeadingWords
) -> tuple[ScaledNumber, LeadingWords]:
    """Join the second number of a range, if one follows and the words allow it."""
    normalized = cursor.normalized
    if number.high is not None or number.currency is not None:
        return number, leading
    link = joint(normalized, number.end)
    if link is None or not _NUMBER.match(normalized, link.end()):
        return number, leading
    begin = leading.start
    low = max(cursor.min_start, begin - 70)
    between = _BETWEEN.search(normalized, low, begin)
    if (
        (link["and"] and not between)
        or (link["to"] and _CHANGE_FROM.search(normalized, low, begin))
        or (link["dash"] in ("至", "到") and _CHINESE_FROM.search(normalized, low, begin))
        or (not link["dash"] and _is_year_of_level(cursor, number))
    ):
        return number, leading
    money = bool(link["money"] or leading.currency)
    joined = _join(number, _second(cursor.at(link.end()), money=money), link)
    if joined is None:
        return number, leading
    if between and between["english"]:
        leading = leading._replace(start=between.start())
    return joined, leading


_YEAR = LazyPattern(r"(?:19|20)[0-9]{2}(?![0-9])")
_IN = LazyPattern(r"(?<![a-z])(?:in|since|of|during|by|before|after|until|at) \Z")


def _is_year_of_level(cursor: Cursor, number: ScaledNumber) -> bool:
    """Return True for the year of the first level: from 80 GW in 2020 to 3,000 GW."""
    normalized, start = cursor.normalized, number.start
    if number.end - start != 4 or not _YEAR.match(normalized, start):
        return False
    return _IN.search(normalized, max(0, start - 7), start) is not None


_SIGN = LazyPattern(r"-|负|(?:minus|negative) ")


def _second(cursor: Cursor, *, money: bool) -> ScaledNumber | None:
    """Read the second number of a range, with its sign."""
    sign = _SIGN.match(cursor.normalized, cursor.start)
    if sign is None:
        return read_scaled_number(cursor, money=money)
    if sign.end() == len(cursor.normalized):
        return None
    number = read_scaled_number(cursor.at(sign.end()), money=money)
    return number and number._replace(low=number.low.copy_negate())


def _join(
    first: ScaledNumber, second: ScaledNumber | None, link: re.Match[str]
) -> ScaledNumber | None:
    """Return the range from the first number to the second, or None if it does not rise.

    Two negative numbers may fall: a loss of 2 to 3 million is written "-2 to -3 million".
    """
    if second is None or second.high is not None:
        return None
    low = share_scale(first, second)
    if not _in_order(low.low, second.low):
        return None
    if link["or"]:
        # "Two or three", and never "2024 or 2025".
        digits, step = (
            shifted(value, -second.power) for value in (second.low, second.low - low.low)
        )
        if not (digits <= 20 and step in (1, 2)) and not (digits < 100 and step == 1):
            return None
    return low._replace(
        end=second.end,
        high=second.low,
        other=low.other if second.other is not None else None,
        scale=second.scale or low.scale,
        power=second.power,
    )


# 两个多月 is more than two months.
_ODD_PERIOD = LazyPattern("个[多余](?:(?P<month>月)|(?P<hour>小时)|(?P<week>星期))")


def _in_order(low: Decimal, high: Decimal) -> bool:
    return low < high or (times(low, _MOST_FALL) < high < low < 0)


def half_or_range(match: Match) -> Match:
    """Read 两年半, 两倍半, 一个半月, and a range that repeats its unit ("20% to 30%")."""
    cursor, number, leading, unit, _, end = match
    normalized = cursor.normalized
    follower = normalized[end : end + 1]
    if unit.code in ("CNY", "item") and (small := _SMALL_MONEY.match(normalized, end)):
        return _with_small_money(match, small)
    if follower == "半" and number.high is None and number.scale is None:
        return _with_half(match)
    if follower in ("余", "多") and (
        unit.code == "times"
        or normalized[end + 1 : end + 2] in ("", "，", "。", "的", "；", "、")
        or (unit.code == "year" and normalized.startswith(("来", "以来", "以前"), end + 1))
    ):
        return match._replace(number=number._replace(excess=True), end=end + 1)
    if unit.code == "item" and (odd := _ODD_PERIOD.match(normalized, end - 1)):
        period = unit._replace(code=odd.lastgroup, noun=False)
        return match._replace(number=number._replace(excess=True), unit=period, end=odd.end())
    if number.high is not None or joint(normalized, end) is None:
        return match
    joined, words = join_range(cursor, number._replace(end=end), leading)
    # With a unit of its own, the first number shares no scale with the second.
    joined = joined._replace(low=number.low)
    if joined.high is None or not _in_order(joined.low, joined.high):
        return match
    second = unit_after(cursor, joined, leading.currency, joined.end)
    if second.code != unit.code or second.text != unit.text:
        return match
    return match._replace(
        number=joined, leading=words, unit=second, end=max(second.end, joined.end)
    )


# 半 after a unit, and not 半 of the next word: 3年半导体投资.
_HALF_AFTER = LazyPattern("半(?![导价径数成自封年天月个载壁岛夜程山决场工官日球])")
_HALVED = ("year", "times", "day", "hour", "tonne", "mu", "week", "kilometre")
_HALF_OF_PERIOD = LazyPattern(
    "半(?:(?P<month>月(?!刊|报))|(?P<hour>小时|钟头)|(?P<week>星期|礼拜)|(?P<percentage_point>百分点))"
)


def _with_half(match: Match) -> Match:
    """Add the half of 两年半 and 三个半百分点."""
    normalized, number, unit, end = match.cursor.normalized, match.number, match.unit, match.end
    number = number._replace(low=added(number.low, Decimal("0.5")))
    if unit.code in _HALVED and _HALF_AFTER.match(normalized, end):
        return match._replace(number=number, end=end + 1)
    counted = unit.code == "item" and normalized[end - 1] == "个"
    if counted and (half := _HALF_OF_PERIOD.match(normalized, end)):
        unit = unit._replace(code=half.lastgroup, noun=False, structure=False, end=half.end())
        return match._replace(number=number, unit=unit, end=half.end())
    return match


def _with_small_money(match: Match, small: re.Match[str]) -> Match:
    """Add 角 and 分 to a number of yuan."""
    number = match.number
    if number.high is not None or number.scale is not None:
        return match
    value = number.low
    for name, power in (("tenths", -1), ("hundredths", -2), ("cents", -2)):
        if char := small[name]:
            digit = int(char) if char.isascii() else DIGITS[char]
            value = added(value, shifted(Decimal(digit), power))
    end = small.end()
    unit = match.unit._replace(code="CNY", noun=False)
    return match._replace(number=number._replace(low=value), unit=unit, end=end)
