"""Ranges: the second number of one, and the unit after a number."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.chinese.numerals import CHINESE_NUMERALS
from chinaindpolicy.quantity.chinese.units import chinese_unit
from chinaindpolicy.quantity.core.comparators import LeadingWords, is_cjk
from chinaindpolicy.quantity.core.definitions import english
from chinaindpolicy.quantity.core.numerals import VULGAR_FRACTIONS, shifted, times
from chinaindpolicy.quantity.core.patterns import LazyPattern, word_forms
from chinaindpolicy.quantity.core.unit_match import UnitMatch
from chinaindpolicy.quantity.english.nouns import counted_noun
from chinaindpolicy.quantity.english.units import english_unit, rate_of_sign
from chinaindpolicy.quantity.grammar.added_parts import with_added_part
from chinaindpolicy.quantity.grammar.scaled_numbers import joint, read_scaled_number
from chinaindpolicy.quantity.grammar.shared_scale import share_scale, shares_falling

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
_POINTS = LazyPattern(r" points?(?![a-z])")
_CHINESE_POINTS = LazyPattern("个点(?!位)")
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
        if "." in normalized[number.start : number.end]:
            point = _CHINESE_POINTS.match(normalized, position)
            if point:
                return UnitMatch("percentage_point", point.end())
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
        if not found.known:
            return UnitMatch(currency, position)
        bare_yuan = normalized[position : found.end].strip() in ("元", "圆")
        if currency and bare_yuan and not _ends_with_amount(normalized, number.start):
            return found._replace(code=currency)  # 新台币500亿元, US$5亿元
        return found
    if "." in normalized[number.start : number.end]:
        point = _POINTS.match(normalized, position)
        if point:
            return UnitMatch("percentage_point", point.end())
    found = english_unit(cursor, position, scaled=number.scale is not None)
    if found.known:
        if currency and found.code != currency and _NEXT_AMOUNT.match(normalized, found.end):
            return UnitMatch(currency, position)  # RMB 10 USD 20
        return found
    if currency:
        return rate_of_sign(cursor, position, currency) or UnitMatch(currency, position)
    return counted_noun(normalized, position, single=number.low == 1 and number.high is None)


_AMOUNT = LazyPattern(
    r"[0-9十百千万亿] ?"
    r"(?:美[元金]|港[币元]|日元|欧元|英镑|韩元|澳元|加元|新加坡元|新?台币|澳门元|人民币)\Z"
)


def _ends_with_amount(normalized: str, end: int) -> bool:
    """Return True if a currency before `end` is that of another amount: 5美元30元."""
    return _AMOUNT.search(normalized, max(0, end - 6), end) is not None


_NEXT_AMOUNT = LazyPattern(r"(?<=[a-z]{3}) ?[0-9]")


def _is_scale(number: ScaledNumber) -> bool:
    """Return True for a scale alone: 百, 万亿."""
    return number.scale is not None and number.end - number.start == len(number.scale)


_TEN = 10


def join_range(
    cursor: Cursor, number: ScaledNumber, leading: LeadingWords, *, own_unit: bool = False
) -> tuple[ScaledNumber, LeadingWords]:
    """Join the second number of a range, if one follows and the words allow it.

    Args:
        cursor: the place of the first number.
        number: the first number.
        leading: the words before it.
        own_unit: whether a unit follows the first number: it then shares no scale.
    """
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
    second = _second(cursor.at(link.end()), money=money)
    joined = _join(number, second, link, own_unit=own_unit)
    if joined is None and second is not None and (link["dash"] or link["and"]):
        alone = own_unit or not shares_falling(number, second)
        if not alone or (link["dash"] and link["dash"] not in ("至", "到")):
            joined = _falling(cursor, number, second, leading, own_unit=alone)
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
    first: ScaledNumber, second: ScaledNumber | None, link: re.Match[str], *, own_unit: bool
) -> ScaledNumber | None:
    """Return the range from the first number to the second, or None if it does not rise.

    Two negative numbers may fall: a loss of 2 to 3 million is written "-2 to -3 million".
    """
    if second is None or second.high is not None:
        return None
    low = first if own_unit else share_scale(first, second)
    if not _in_order(low.low, second.low) or (not own_unit and shares_falling(low, second)):
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


_CODE = LazyPattern(r"0[0-9]|(?:19|20)[0-9]{2}(?![0-9.,])")


def _falling(
    cursor: Cursor,
    first: ScaledNumber,
    second: ScaledNumber,
    leading: LeadingWords,
    *,
    own_unit: bool,
) -> ScaledNumber | None:
    """Join two numbers of which the first is the higher: 5-3亿元, 10-5%.

    Without a unit or scale of its own the first number takes the scale of the second. The range
    has its lower end first. A unit of measurement or a Chinese counter has to follow: "a vote of
    5-3" and 2024-05 are no ranges.
    """
    if first.low < 0 or second.high is not None or _CODE.match(cursor.normalized, first.start):
        return None
    high = first
    if not own_unit:
        value = shifted(first.low, second.power)
        high = first._replace(low=value, other=None, scale=second.scale, power=second.power)
    if not 0 <= second.low < high.low:
        return None
    joined = second._replace(
        start=first.start, high=high.low, other=None, chinese=first.chinese, scale=second.scale
    )
    unit = unit_after(cursor, joined, leading.currency, second.end)
    if not unit.known or (unit.noun and not is_cjk(cursor.normalized[unit.end - 1])):
        return None
    return joined


# 两个多月 is more than two months.
_ODD_PERIOD = LazyPattern("个[多余](?:(?P<month>月)|(?P<hour>小时)|(?P<week>星期))")


def _in_order(low: Decimal, high: Decimal) -> bool:
    return low < high or (times(low, _MOST_FALL) < high < low < 0)


def half_or_range(match: Match) -> Match:
    """Read 两年半, 两倍半, 一个半月, and a range that repeats its unit ("20% to 30%")."""
    cursor, number, leading, unit, _, end = match
    normalized = cursor.normalized
    follower = normalized[end : end + 1]
    if extended := with_added_part(match):
        return extended
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
    joined, words = join_range(cursor, number._replace(end=end), leading, own_unit=True)
    if joined.high is None:
        return match
    second = unit_after(cursor, joined, leading.currency, joined.end)
    if second.code != unit.code or second.text != unit.text:
        return match
    return match._replace(
        number=joined, leading=words, unit=second, end=max(second.end, joined.end)
    )
