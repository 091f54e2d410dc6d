"""Read a number with its scale, and the second number of a range."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.chinese_numerals import (
    CHINESE_NUMERALS,
    CHINESE_SCALES,
    chinese_scale,
    read_chinese,
    read_mixed,
)
from chinaindpolicy.quantity.numerals import (
    SCALES,
    Numeral,
    last_scales,
    read_arabic,
    read_english,
    shifted,
)

if TYPE_CHECKING:
    from decimal import Decimal

_ENGLISH_SCALES = SCALES | {
    "k": 3, "mn": 6, "mln": 6, "m": 6, "bn": 9, "bln": 9, "b": 9, "tn": 12, "trn": 12, "t": 12,
}  # fmt: skip
_NUMERALS = frozenset(CHINESE_NUMERALS)
_SCALES = frozenset(CHINESE_SCALES)


class Amount(NamedTuple):
    """A number with its scale applied.

    Attributes:
        start: offset of its first character.
        end: offset behind number and scale.
        low: the value, or the lower of two.
        high: the upper of two, else None.
        other: the other reading of an ambiguous thousands mark, else None.
        scale: the scale as printed, or None.
        power: the power of ten of the scale that follows the digits.
        excess: whether 多 or 余 stands behind the number.
        chinese: whether it is written in Chinese characters.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal | None = None
    other: Decimal | None = None
    scale: str | None = None
    power: int = 0
    excess: bool = False
    chinese: bool = False


@cache
def _english_scale() -> re.Pattern[str]:
    long = "|".join(SCALES)
    return re.compile(
        rf"[ -]?(?P<word>{long})(?![a-z])|\n(?P<wrapped>{long})(?![a-z])"
        r"| ?(?P<short>bn|tn|mn|mln|bln|trn)(?![a-z])|(?P<letter>[kmbt])(?![a-z0-9])"
    )


def read_amount(text: str, norm: str, start: int, *, money: bool = False) -> Amount | None:
    """Read the number and scale at `start`.

    Args:
        text: the text as printed.
        norm: the same, normalised.
        start: offset of a digit, number word or Chinese numeral.
        money: whether a currency sign stands before it, so that "m" and "b" are scales.

    Example:
        >>> read_amount("16.19万亿元", "16.19万亿元", 0).low
        Decimal('16190000000000')
        >>> read_amount("1.2 bn", "1.2 bn", 0).scale
        'bn'
    """
    char = norm[start]
    number: Numeral | None
    if char in _NUMERALS:
        number = read_chinese(norm, start)
        if number is None:
            return None
        amount = _amount(start, number, chinese=True)
        return _chinese_tail(text, norm, amount)
    if "0" <= char <= "9":
        number = read_arabic(norm, start)
        if number is None:
            return None
        end = number.end
        if end < len(norm) and (norm[end] in _SCALES or norm[end : end + 2].strip() in _SCALES):
            mixed = read_mixed(norm, start)
            if mixed is not None:
                power = chinese_scale(norm, mixed.end - len(mixed.scale or ""))[0]
                other = number.other if norm[number.end - 1] == "0" else None
                amount = _amount(start, mixed)._replace(
                    power=power,
                    other=None if other is None else shifted(other, power),
                )
                return _chinese_tail(text, norm, amount)
        amount = _amount(start, number)
        if end < len(norm) and norm[end] in "多余来几":
            return _chinese_tail(text, norm, amount)
        return _scaled(text, norm, amount, money=money)
    number = read_english(norm, start)
    if number is None:
        return None
    # "three million": the words of its scale are part of the number, and a range shares them.
    amount = _amount(start, number)._replace(power=last_scales(norm[start : number.end]))
    return _scaled(text, norm, amount, money=money)


def _amount(start: int, number: Numeral, *, chinese: bool = False) -> Amount:
    return Amount(
        start,
        number.end,
        number.value,
        number.upper,
        number.other,
        number.scale,
        chinese=chinese,
    )


def _chinese_tail(text: str, norm: str, amount: Amount) -> Amount:
    """Read 多, 余 and a scale behind them: "200多万", "十余亿"."""
    position = amount.end
    if norm[position : position + 1] not in ("多", "余", "几", "来"):
        return amount
    power, end = chinese_scale(norm, position + 1)
    return amount._replace(
        end=end,
        low=shifted(amount.low, power),
        high=None if amount.high is None else shifted(amount.high, power),
        other=None,
        scale=text[position + 1 : end] or amount.scale,
        power=power,
        excess=amount.high is None,
    )


def _scaled(text: str, norm: str, amount: Amount, *, money: bool) -> Amount:
    """Apply the English scale words behind a number."""
    pattern = _english_scale()
    position, power = amount.end, 0
    for _ in range(3):
        match = pattern.match(norm, position)
        if match is None:
            break
        letter = match["letter"]
        if letter and (power or not _is_scale_letter(text, norm, match, money=money)):
            break
        power += _ENGLISH_SCALES[
            match["word"] or match["wrapped"] or match["short"] or match["letter"]
        ]
        position = match.end()
    if not power:
        if norm.startswith("万", position) or norm.startswith("亿", position):
            power, position = chinese_scale(norm, position)
        if not power:
            return amount
    return amount._replace(
        end=position,
        low=shifted(amount.low, power),
        other=None if amount.other is None else shifted(amount.other, power),
        scale=text[amount.end : position].strip(" -\n"),
        power=power,
    )


@cache
def _money_behind() -> re.Pattern[str]:
    return re.compile(r" ?(?:yuan|rmb|cny|usd|us dollars|u\.s\. dollars|dollars|euros?|yen|eur)")


def _is_scale_letter(text: str, norm: str, match: re.Match[str], *, money: bool) -> bool:
    """Tell "$1.2b" and "300k yuan" from 4K, 7B and 100 m."""
    if money or _money_behind().match(norm, match.end()):
        return True
    # "300k users" but not 4K video; the capital is a name.
    return text[match.start("letter")] == "k"


@cache
def _joint() -> re.Pattern[str]:
    return re.compile(
        r" ?(?:(?P<to>(?:- )?(?:to|through))(?![a-z])|(?P<dash>[-—~－]{1,2}|至|到)"
        r"|(?P<and>and|与|和)(?![a-z])|(?P<or>or)(?![a-z])) ?"
        r"(?P<money>us ?\$|hk ?\$|rmb ?|usd ?|cny ?|[$¥€£])?"
    )


def joint(norm: str, start: int) -> re.Match[str] | None:
    """Match what may join the two numbers of a range at `start`.

    Example:
        >>> joint(" to 30%", 0)["to"]
        'to'
    """
    if norm[start : start + 1] not in _JOINT_FIRST:
        return None
    return _joint().match(norm, start)


_JOINT_FIRST = frozenset(" -—~－至到与和ta")


def share_scale(low: Amount, high: Amount) -> Amount:
    """Give the first number of a range the scale that is written on the second only.

    Example:
        >>> first = read_amount("10", "10", 0)
        >>> second = read_amount("15 billion", "15 billion", 0)
        >>> share_scale(first, second).low
        Decimal('10000000000')
    """
    if low.scale or not high.power:
        return low
    # "120 to two hundred million" shares the million alone; 亿 is one scale.
    hundreds = high.power % 3 if high.scale and high.scale.isascii() else 0
    for power in (high.power, high.power - hundreds):
        if low.low < shifted(high.low, -power):
            return low._replace(
                low=shifted(low.low, power),
                other=None if low.other is None else shifted(low.other, power),
                power=high.power,
                scale=high.scale,
            )
    return low
