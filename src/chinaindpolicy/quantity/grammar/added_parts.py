"""Parts that add to a number after its unit: 两年半, 12元5角, 3 dollars 50 cents, 5 ft 2 in."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.chinese.numerals import DIGITS
from chinaindpolicy.quantity.core.numerals import added, divided, shifted, times
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.grammar.scaled_numbers import read_scaled_number

if TYPE_CHECKING:
    import re

    from chinaindpolicy.quantity.grammar.match import Match

# 12元5角, 123元1角1分, 三元五角: the tenths and hundredths of a yuan.
_DIGIT = "[0-9一二三四五六七八九两]"
_SMALL_MONEY = LazyPattern(
    rf"(?<=[元圆块])(?:零?(?P<tenths>{_DIGIT})[角毛](?:零?(?P<hundredths>{_DIGIT})分)?|零(?P<cents>{_DIGIT})分)"
)


def with_added_part(match: Match) -> Match | None:
    """Return a match with the half, the cents or the inches after its unit; None without any.

    Args:
        match: a number with its unit.
    """
    normalized, number, unit, end = match.cursor.normalized, match.number, match.unit, match.end
    if unit.code in ("CNY", "item") and (small := _SMALL_MONEY.match(normalized, end)):
        return _with_small_money(match, small)
    if unit.code in _MONEY_WITH_CENTS and (cents := _CENTS.match(normalized, end)):
        return _with_cents(match, cents)
    spelled = unit.code in _MONEY_WITH_CENTS and normalized.endswith(_MONEY_WORDS, 0, end)
    if spelled and (cents := _BARE_CENTS.match(normalized, end)):
        return _with_cents(match, cents)
    if unit.code == "USD" and (cents := _CHINESE_CENTS.match(normalized, end)):
        return _with_cents(match, cents)
    if unit.text in _FEET and (inches := _INCHES.match(normalized, end)):
        return _with_inches(match, inches)
    if normalized[end : end + 1] == "半" and number.high is None and number.scale is None:
        return _with_half(match)
    return None


# 3 dollars and 50 cents: the hundredths of a currency.
_MONEY_WITH_CENTS = frozenset(("USD", "EUR", "GBP", "AUD", "CAD", "HKD", "SGD"))
_CENTS = LazyPattern(
    r"(?:,? and|,)? (?P<cents>[0-9]{1,2}|[a-z]+(?:-[a-z]+)?)"
    r" (?:cents?|pence|penn(?:y|ies))(?![a-z])"
)
# 15 dollars 50: two digits after the word of the currency which count nothing themselves.
_MONEY_WORDS = ("dollar", "dollars", "euro", "euros", "pound", "pounds")
_BARE_CENTS = LazyPattern(
    r" (?P<cents>[0-9]{2})(?![0-9%‰°/:–—-]|[.,][0-9]|[㐀-鿿]"
    r"| (?!(?:and|or|for|in|on|at|per|each|a|to|with|from|last|this|the)(?![a-z]))[a-z0-9$€£])"
)


def _with_cents(match: Match, cents: re.Match[str]) -> Match:
    """Add the cents to a number of dollars, euros or pounds."""
    number = match.number
    part = read_scaled_number(match.cursor.at(cents.start("cents")))
    if number.high is not None or number.scale or part is None or part.end != cents.end("cents"):
        return match
    value = added(number.low, shifted(part.low, -2))
    return match._replace(number=number._replace(low=value), end=cents.end())


_CHINESE_CENTS = LazyPattern(r"[又零]?(?P<cents>[一二三四五六七八九两]|[0-9]{1,2})美分")
_FEET = ("feet", "foot", "ft")
_INCHES = LazyPattern(r"(?: and)? (?P<inches>[0-9]|1[01]) (?:inches|inch|in(?![a-z]|\.? [a-z]))")


def _with_inches(match: Match, inches: re.Match[str]) -> Match:
    """Add the inches to a number of feet."""
    number = match.number
    if number.high is not None or number.scale:
        return match
    value = added(number.low, divided(Decimal(inches["inches"]), Decimal(12)))
    return match._replace(number=number._replace(low=value), end=inches.end())


# 半 after a unit, and not 半 of the next word: 3年半导体投资.
_HALF_AFTER = LazyPattern("半(?![导价径数成自封年天月个载壁岛夜程山决场工官日球])")
_HALVED = ("year", "times", "day", "hour", "tonne", "mu", "week", "kilometre",
           "metre", "kilogram")  # fmt: skip
_HALVED_TEXTS = ("斤", "里", "两", "公担")
_HALF_OF_PERIOD = LazyPattern(
    "半(?:(?P<month>月(?!刊|报))|(?P<hour>小时|钟头)|(?P<week>星期|礼拜)|(?P<percentage_point>百分点))"
)
_HALF_YEARS = LazyPattern("半年度?(?![报会刊]|[末底])")


def _with_half(match: Match) -> Match:
    """Add the half of 两年半 and 三个半百分点."""
    normalized, number, unit, end = match.cursor.normalized, match.number, match.unit, match.end
    counted = unit.code == "item" and normalized[end - 1] == "个"
    if counted and (years := _HALF_YEARS.match(normalized, end)):
        # 三个半年 is three times half a year: years have no counter.
        unit = unit._replace(code="year", noun=False, structure=False, end=years.end())
        halved = number._replace(low=times(number.low, Decimal("0.5")))
        return match._replace(number=halved, unit=unit, end=years.end())
    number = number._replace(low=added(number.low, Decimal("0.5")))
    if (unit.code in _HALVED or unit.text in _HALVED_TEXTS) and _HALF_AFTER.match(normalized, end):
        return match._replace(number=number, end=end + 1)
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
