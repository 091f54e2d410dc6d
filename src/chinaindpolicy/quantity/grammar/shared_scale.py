"""The scale that the second number of a range shares with the first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.chinese.numerals import CHINESE_POWERS
from chinaindpolicy.quantity.core.numerals import shifted, times

if TYPE_CHECKING:
    from chinaindpolicy.quantity.grammar.scaled_numbers import ScaledNumber


def share_scale(low: ScaledNumber, high: ScaledNumber) -> ScaledNumber:
    """Give the first number of a range the scale that is written on the second only.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> from chinaindpolicy.quantity.grammar.scaled_numbers import read_scaled_number
        >>> first = read_scaled_number(Cursor.of("10"))
        >>> second = read_scaled_number(Cursor.of("15 billion"))
        >>> share_scale(first, second).low
        Decimal('10000000000')
    """
    if high.scale and not high.scale.isascii():
        return _share_chinese_scale(low, high)
    if low.scale:
        return low
    if high.scale == "dozen" and times(low.low, Decimal(12)) < high.low:
        return low._replace(low=times(low.low, Decimal(12)), scale=high.scale)
    if not high.power:
        return low
    # "120 to two hundred million" shares the million alone.
    hundreds = high.power % 3 if high.scale else 0
    for power in (high.power, high.power - hundreds):
        if abs(low.low) < abs(shifted(high.low, -power)):
            return low._replace(
                low=shifted(low.low, power),
                other=None if low.other is None else shifted(low.other, power),
                power=high.power,
                scale=high.scale,
            )
    return low


# Of two numbers that differ more, the first is not taken to share a scale.
_MOST_APART = 10
# A thousand is the least scale that a higher first number shares: 五至二十家 starts at 5.
_THOUSAND = 3


def shares_falling(first: ScaledNumber, second: ScaledNumber) -> bool:
    """Return True if a higher first number shares the scale of the second: 5-3亿元.

    The two readings of the first number are compared, and the one nearer to the second is taken:
    500-1万元 starts at 500, and 30-5万元 at 300,000.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> from chinaindpolicy.quantity.grammar.scaled_numbers import read_scaled_number
        >>> def read(text):
        ...     return read_scaled_number(Cursor.of(text))
        >>> shares_falling(read("30"), read("5万")), shares_falling(read("500"), read("1万"))
        (True, False)
    """
    chinese = second.scale is not None and not second.scale.isascii()
    if first.scale or second.power < _THOUSAND + chinese or second.low <= 0:
        return False
    digits = shifted(second.low, -second.power)
    if first.low <= digits or first.low > digits * _MOST_APART:
        return False
    return times(first.low, first.low) < times(digits, second.low)


_HUNDRED = 2


def _share_chinese_scale(low: ScaledNumber, high: ScaledNumber) -> ScaledNumber:
    """Share the scale of the second number: 三至五千万, 三千至五千万, 八至三十万.

    The first number takes as much of the scale as leaves it the lower one. A digit takes 百 and
    千 too, but 十 only in words of its own: 三至五十家 is from 3.
    """
    assert high.scale is not None  # the caller has seen it
    whole = low.scale is None
    if not whole and any(char in _LARGE_SCALES for char in low.scale or ""):
        return low
    for place, char in enumerate(high.scale):
        power = high.power - sum(CHINESE_POWERS[first] for first in high.scale[:place])
        digits = shifted(high.low, -power)
        if char in _LARGE_SCALES:
            fits = True
        else:
            fits = whole and digits < _TEN and CHINESE_POWERS[char] >= _HUNDRED
        if fits and abs(low.low) < abs(digits) and not (high.chinese and digits >= _MOST):
            return low._replace(
                low=shifted(low.low, power),
                other=None if low.other is None else shifted(low.other, power),
                power=power,
                scale=high.scale[place:],
            )
    return low


_LARGE_SCALES = frozenset("万萬亿億兆")
_TEN = 10
_MOST = 100_000
