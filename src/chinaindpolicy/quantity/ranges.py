"""Join the two numbers of a range, and read the unit behind a number."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from chinaindpolicy.quantity.amounts import Amount, joint, read_amount, share_scale
from chinaindpolicy.quantity.chinese_numerals import CHINESE_NUMERALS
from chinaindpolicy.quantity.comparators import Before, is_cjk
from chinaindpolicy.quantity.nouns import UnitRead, counted_noun
from chinaindpolicy.quantity.numerals import added, shifted
from chinaindpolicy.quantity.units_chinese import chinese_unit
from chinaindpolicy.quantity.units_english import english_unit

# Words behind a bare 千亿 that make it an amount of money: 千亿级, 百亿企业.
_CLUSTER = ("级", "产业", "企业", "集群", "园区", "规模", "俱乐部", "大关")


@cache
def _points() -> re.Pattern[str]:
    # "rose 0.4 points": a fraction of a point is no item.
    return re.compile(r" points?(?![a-z])")


def unit_behind(text: str, norm: str, amount: Amount, position: int, before: Before) -> UnitRead:
    """Read the unit behind a number, the currency before it if there is none behind."""
    follower = norm[position : position + 1]
    if follower == " ":
        follower = norm[position + 1 : position + 2]
    if not follower:
        return UnitRead(before.currency, position)
    # Both languages quote so, and only English has a unit behind what is quoted.
    if (is_cjk(follower) and follower != "“") or (amount.chinese and not follower.isspace()):
        hundred_millions = "亿" in (amount.scale or "")
        if before.currency is None and hundred_millions and norm.startswith(_CLUSTER, position):
            return UnitRead("CNY", position + (1 if follower == "级" else 0))
        found = chinese_unit(text, norm, position, large=amount.power >= 4 or hundred_millions)
        return found if found.code else UnitRead(before.currency, position)
    scaled = amount.scale is not None
    if "." in norm[amount.start : amount.end] and (point := _points().match(norm, position)):
        return UnitRead("percentage_point", point.end())
    found = english_unit(text, norm, position, scaled=scaled)
    if found.code:
        return found
    if before.currency:
        return UnitRead(before.currency, position)
    return counted_noun(norm, position, single=amount.low == 1 and amount.high is None)


@cache
def _change_from() -> re.Pattern[str]:
    return re.compile(
        r"(?:increas|grow|grew|ris|rose|expand|improv|rais|climb|jump|lift|decreas|declin|drop|fall"
        r"|fell|cut|reduc|lower|shorten|shr|upgrad|mov|went|go|up |down )[a-z ,-]{0,50}"
        r"from\s{0,3}\Z"
    )


@cache
def _number() -> re.Pattern[str]:
    return re.compile(rf"-?[0-9a-z{CHINESE_NUMERALS}]")


@cache
def _between() -> re.Pattern[str]:
    return re.compile(r"(?:(?P<english>between)|介于|在|之间|于)\s{0,3}\Z")


@cache
def _chinese_from() -> re.Pattern[str]:
    return re.compile(r"[从由自]\s{0,3}\Z")


def join_range(
    text: str, norm: str, floor: int, amount: Amount, before: Before, unit: str | None = None
) -> tuple[Amount, Before]:
    """Join the second number of a range, if one follows and the words allow it."""
    if amount.high is not None:
        return amount, before
    link = joint(norm, amount.end)
    if link is None or not _number().match(norm, link.end()):
        return amount, before
    begin = before.start
    low = max(floor, begin - 70)
    between = _between().search(norm, low, begin)
    if link["and"] and not between:
        return amount, before
    if link["to"] and _change_from().search(norm, low, begin):
        return amount, before
    if link["dash"] in ("至", "到") and _chinese_from().search(norm, low, begin):
        return amount, before
    return _second(text, norm, amount, before, link, between)


def _second(
    text: str,
    norm: str,
    amount: Amount,
    before: Before,
    link: re.Match[str],
    between: re.Match[str] | None,
) -> tuple[Amount, Before]:
    position = link.end()
    negative = norm[position] == "-"
    second = read_amount(
        text, norm, position + negative, money=bool(link["money"] or before.currency)
    )
    if second is None or second.high is not None:
        return amount, before
    if negative:
        second = second._replace(low=second.low.copy_negate())
    low = share_scale(amount, second)
    if second.low <= low.low:
        return amount, before
    if link["or"]:
        # "Two or three", and never "2024 or 2025".
        digits, step = (
            shifted(value, -second.power) for value in (second.low, second.low - low.low)
        )
        if digits >= 20 or step not in (1, 2):
            return amount, before
    other = low.other if low.other is not None and second.other is not None else None
    joined = low._replace(
        end=second.end,
        high=second.low,
        other=other,
        scale=second.scale or low.scale,
        power=second.power,
    )
    if between and between["english"]:
        return joined, before._replace(start=between.start())
    return joined, before


def half_or_range(
    text: str, norm: str, floor: int, amount: Amount, unit: UnitRead, end: int, before: Before
) -> tuple[Amount, UnitRead, int, Before]:
    """Read 两年半, 两倍半, 一个半月, and a range that repeats its unit ("20% to 30%")."""
    if norm.startswith("半", end) and unit.code in ("year", "times") and amount.high is None:
        return (
            amount._replace(low=added(amount.low, Decimal("0.5"))),
            unit,
            end + 1,
            before,
        )
    if norm[end : end + 1] in ("余", "多") and (
        unit.code == "times"
        or norm[end + 1 : end + 2] in ("", "，", "。", "的", "；", "、")
        or (unit.code == "year" and norm.startswith(("来", "以来", "以前"), end + 1))
    ):
        return amount._replace(excess=True), unit, end + 1, before
    if amount.high is not None:
        return amount, unit, end, before
    joined, found = join_range(text, norm, floor, amount._replace(end=end), before)
    # With a unit of its own, the first number shares no scale with the second.
    joined = joined._replace(low=amount.low)
    if joined.high is None or joined.high <= joined.low:
        return amount, unit, end, before
    second = unit_behind(text, norm, joined, joined.end, before)
    if second.code != unit.code:
        return amount, unit, end, before
    return joined, second, max(second.end, joined.end), found
