"""Chinese numerals: plain, financial, positional, of two neighbours, mixed with digits."""

from __future__ import annotations

from decimal import Decimal
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.core.numerals import MAX_DIGITS, Numeral, added, read_arabic, shifted
from chinaindpolicy.quantity.core.patterns import LazyPattern

if TYPE_CHECKING:
    import re

#: The value of each digit.
DIGITS = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **{char: value for value, char in enumerate("○弌貳參肆伍陸柒捌玖")},
    "两": 2,
    "兩": 2,
    "弍": 2,
    "叄": 3,
}
_SMALL = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3}
_BIG = {"万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12}
#: The power of ten of each scale character.
CHINESE_POWERS = _SMALL | _BIG
# Two digits that mean from the one to the other.
_NEIGHBOURS = ("12", "23", "34", "45", "56", "67", "78", "89", "35")

# 廿五 is 二十五.
_TENS = {"廿": "二十", "卅": "三十", "卌": "四十"}
#: Every character a Chinese numeral can begin with.
CHINESE_NUMERALS = "".join((*DIGITS, *CHINESE_POWERS, *_TENS))
#: The scale characters that may follow Arabic digits.
CHINESE_SCALES = "".join(CHINESE_POWERS)


# 千 and 百 also begin units (千瓦, 千米, 百分之), and 兆 is a scale of money only: not in 兆瓦.
_MONEY = "[元圆]|美元|美金|日元|日圆|欧元|港元|韩元|新?台币|人民币|英镑|卢比"
#: What may not begin at a scale character.
NOT_UNIT = (
    "(?!千[瓦克米伏赫卡升焦乏帕]|千分之|百分[之点比位数制]|百帕"
    f"|兆(?!(?:(?:[0-9][0-9,.]{{0,7}}[百千]?|[零一二三四五六七八九十百千]{{1,8}})[万亿])?[余多]?(?:{_MONEY})))"
)


_SCALE = f"(?:{NOT_UNIT}[{CHINESE_SCALES}])"
# The scale of 五个亿, and not the word after 五个: 五个亿元村, 五个万亿级产业.
_COUNTED = (
    "(?:万亿|[万亿])(?![级强产园企村县镇乡户店项工基板平俱市大规国以一二三四五六七八九十百千万亿0-9])"
    "(?![^，。；、\\s]{1,3}级)(?!元(?!人民币|[，。；、：）的以左上下多!?,.;)\\s]|\\Z))"
)
_AFTER_POINT = "".join(char for char in DIGITS if char not in "两兩")
_RUN = LazyPattern(f"(?:{NOT_UNIT}[{CHINESE_NUMERALS}])+(?:点[{_AFTER_POINT}]+{_SCALE}*)?")
# 10个亿 and 3亿零5万: a counter before the scale, a zero between two parts.
_MIXED = LazyPattern(
    rf"(?:(?<=[{CHINESE_SCALES}])零)?(?P<number>[0-9]+(?:[.,][0-9]+)*) ?"
    rf"(?:(?P<scale>{_SCALE}{{1,4}})|个(?P<counted>{_COUNTED}))"
)
# 3万5000元 and 13万2: digits after a scale, which add to it.
_REST = LazyPattern(
    "(?:(?P<digits>[0-9]{2,8})(?![0-9.,]|[年月日号至—~/%-]| ?年)"
    r"|零(?P<zero>[0-9]{1,7})(?![0-9.,]|[年月日号至—~/%-])"
    r"|(?P<digit>[1-9])(?=[元圆块美港人名吨亩户辆多余，。；、！？,;)）\s]|公里|平方|立方|左右|以[上下]|\Z))"
)
_SCALES = LazyPattern(f"{_SCALE}{{1,4}}")
_LAST_SCALES = LazyPattern(rf"[{CHINESE_SCALES}]+\Z")


def chinese_scale(normalized: str, start: int) -> tuple[int, int]:
    """Return the power of ten of the scale characters at `start`, and their end offset.

    Example:
        >>> chinese_scale("万亿元", 0), chinese_scale("元", 0)
        ((12, 2), (0, 0))
    """
    match = _SCALES.match(normalized, start)
    power = _power(match.group()) if match else None
    return (power, match.end()) if match and power is not None else (0, start)


def chinese_run(normalized: str, start: int) -> int:
    """Return the end of the Chinese numeral characters at `start`."""
    match = _RUN.match(normalized, start)
    return match.end() if match else start


# 五亿三元 is ambiguous: 500,000,003 or, as in 五亿三 without a unit, 530 million.
_UNITS_AFTER_DIGIT = frozenset("元圆块美港人名吨亩户辆家个")
_HUNDRED_MILLIONS = frozenset("亿億兆")


def _last_digit_as_one(run: str) -> Decimal:
    """Return what to add for a last digit that is not a tenth of the scale before it."""
    digit = Decimal(DIGITS[run[-1]])
    return added(digit, shifted(digit, _BIG[run[-2]] - 1).copy_negate())


_COUNTED_SCALE = LazyPattern(f"个半?(?P<scale>{_COUNTED})")


def counted_scale(normalized: str, start: int) -> str:
    """Return the scale after 个 at `start`: 亿 in 五个亿 and 五个半亿; empty if there is none.

    Example:
        >>> counted_scale("五个亿", 1), counted_scale("五个亿元村", 1)
        ('亿', '')
    """
    match = _COUNTED_SCALE.match(normalized, start)
    return str(match["scale"]) if match else ""


_BEFORE_LIANG = frozenset(f"{CHINESE_SCALES}二")


class _Parts(NamedTuple):
    value: Decimal
    upper: Decimal | None = None


def read_chinese(normalized: str, start: int) -> Numeral | None:
    """Read the Chinese numeral at `start`.

    Args:
        normalized: normalized text.
        start: offset of its first character.

    Returns:
        The numeral, `upper` filled when two neighbouring digits make a range; None when the
        characters make no number (十四五, 千万亿万).

    Example:
        >>> read_chinese("三千五百家", 0).value
        Decimal('3500')
        >>> read_chinese("三四十家", 0)[1:3]
        (Decimal('30'), Decimal('40'))
    """
    end = chinese_run(normalized, start)
    if end == start or end - start > MAX_DIGITS:
        return None
    if end - start > 1 and normalized[end - 1] == "两" and normalized[end - 2] in _BEFORE_LIANG:
        end -= 1  # 三十两 is a weight: the digit two would be 二
    run = normalized[start:end]
    if normalized.startswith("个", end) and (counted := counted_scale(normalized, end)):
        parts = _whole(run) if "点" not in run else _decimal(run)
        if parts is None or run[-1] in _BIG:
            return None
        power = _power(counted)
        assert power is not None  # the pattern matches falling scales only
        upper = None if parts.upper is None else shifted(parts.upper, power)
        value = parts.value
        if normalized[end + 1] == "半" and upper is None:  # 两个半亿
            value, end = added(value, Decimal("0.5")), end + 1
        end += 1 + len(counted)
        return Numeral(end, shifted(value, power), upper, scale=counted)
    if normalized.startswith("、", end) and (pair := _enumerated(normalized, start)):
        joined = f"{pair['low']}{pair['high']}"
        if (parts := _whole(joined)) and parts.upper is not None:
            scale = _LAST_SCALES.search(joined)
            return Numeral(
                pair.end(), parts.value, parts.upper, scale=scale.group() if scale else None
            )
    parts = _whole(run) if "点" not in run else _decimal(run)
    if parts is None:
        return None
    scale = _LAST_SCALES.search(run)
    value, other = parts.value, None
    unit = normalized[end : end + 1]
    if run[-2:-1] in _HUNDRED_MILLIONS and run[-1] in DIGITS and unit in _UNITS_AFTER_DIGIT:
        other, value = value, added(parts.value, _last_digit_as_one(run))
    return Numeral(end, value, parts.upper, other, scale.group() if scale else None)


# 五、六十万 and 七、八个: two neighbouring digits, which scale or unit make one number.
_ENUMERATED = LazyPattern(
    rf"(?P<low>(?:[一二三四五六七八九]?十)?[一二三四五六七八九])、"
    rf"(?P<high>[一二三四五六七八九](?:{_SCALE}{{1,4}}(?![{''.join(DIGITS)}])|(?=[个家倍名位户亩吨天人])(?!人[民口]|天[然津])))"
)


def _enumerated(normalized: str, start: int) -> re.Match[str] | None:
    """Match two numerals that make one number; "三、四个" on a new line numbers an item."""
    pair = _ENUMERATED.match(normalized, start)
    new_line = normalized[start - 1 : start] == "\n"
    return None if pair and new_line and pair["high"] in DIGITS else pair


def _decimal(run: str) -> _Parts | None:
    whole, _, rest = run.partition("点")
    digits = rest.rstrip(CHINESE_SCALES)
    head = _whole(whole)
    power = _power(rest[len(digits) :])
    if head is None or head.upper is not None or power is None:
        return None
    fraction = "".join(str(DIGITS[char]) for char in digits)
    return _Parts(shifted(Decimal(f"{head.value}.{fraction}"), power))


def _power(scales: str) -> int | None:
    """Return the power of ten of a run of scale characters: 千亿 is 11."""
    steps = [CHINESE_POWERS[char] for char in scales]
    return sum(steps) if steps == sorted(steps) else None


def _whole(run: str) -> _Parts | None:
    for char in _TENS.keys() & set(run):
        run = run.replace(char, _TENS[char])
    head = run.rstrip(CHINESE_SCALES)
    if not head:
        power = _power(run)
        return None if power is None or power > 20 else _Parts(shifted(Decimal(1), power))
    if all(char in DIGITS for char in head):
        return _digits(head, run[len(head) :])
    value = _sum(run)
    if value is not None:
        return _Parts(value)
    # 十七八, 二十三四, 一百五六十: two neighbouring digits
    for place in range(len(run) - 1):
        if _neighbours(run[place : place + 2]):
            low, high = (
                _sum(run[: place + 1] + run[place + 2 :]),
                _sum(run[:place] + run[place + 1 :]),
            )
            return _Parts(low, high) if low is not None and high is not None else None
    return None


def _digits(digits: str, scales: str) -> _Parts | None:
    power = _power(scales)
    if power is None:
        return None
    if len(digits) == 1:
        return _Parts(shifted(Decimal(DIGITS[digits]), power))
    if len(digits) == 2 and _neighbours(digits):
        low, high = (shifted(Decimal(DIGITS[char]), power) for char in digits)
        return _Parts(low, high)
    if len(digits) > 2 and not scales:
        return _Parts(Decimal("".join(str(DIGITS[char]) for char in digits)))
    return None


def _neighbours(pair: str) -> bool:
    return "".join(str(DIGITS.get(char)) for char in pair) in _NEIGHBOURS


def _sum(run: str) -> Decimal | None:
    """Add up digits and falling scales; None when the order makes no number."""
    total = section = 0
    digit: int | None = None
    small = big = inf
    for char in run:
        if char in DIGITS:
            if digit:
                return None
            digit = DIGITS[char]
        elif char in _SMALL:
            power = _SMALL[char]
            if power >= small or (digit == 0 and power != 1):
                return None
            section += (digit or 1) * 10**power  # 一百零十五 is 115
            small, digit = power, None
        else:
            power = _BIG[char]
            section += digit or 0
            if power > big:  # 万亿: the scale multiplies all before it
                total = (total + section) * 10**power
            elif section or not total:
                total += (section or 1) * 10**power
            else:
                total *= 10**power
            big, small, section, digit = power, inf, 0, None
    # 三万五 is 35,000, and 三万零五 is 30,005.
    place = CHINESE_POWERS.get(run[-2:-1], 1) - 1
    return Decimal(total + section + (digit or 0) * 10**place)


def read_mixed(normalized: str, start: int) -> Numeral | None:
    """Read digits with Chinese scales: "2.1万亿", "3亿5000万".

    Args:
        normalized: normalized text.
        start: offset of the first digit.

    Returns:
        The numeral, or None when no Chinese scale follows the digits.

    Example:
        >>> read_mixed("3亿5000万元", 0).value
        Decimal('350000000')
    """
    value: Decimal | None = None
    last = inf
    position = start
    scale = ""
    while match := _MIXED.match(normalized, position):
        written = match["scale"] or match["counted"]
        power = _power(written)
        # A comma separates thousands or decimals, as it does without a scale.
        number = read_arabic(match["number"], 0)
        if power is None or number is None or number.end < len(match["number"]):
            break
        if power >= last:
            # 8千5百万: the big scale at the end multiplies both.
            big = CHINESE_POWERS[written[-1]]
            if value is None or big < 4 or not power - big < last < 4:
                break
            value = shifted(added(value, shifted(number.value, power - big)), big)
            scale, position, last = written, match.end(), big
            continue
        part = shifted(number.value, power)
        value = part if value is None else added(value, part)
        scale = written
        position, last = match.end(), power
    if value is None:
        return None
    if rest := _REST.match(normalized, position):
        digits = rest["digits"] or rest["zero"] or rest["digit"]
        part = shifted(Decimal(digits), int(last) - 1 if rest["digit"] else 0)
        if len(digits) <= last:
            other = None
            unit = normalized[rest.end() : rest.end() + 1]
            if rest["digit"] and last >= _BIG["亿"] and unit in _UNITS_AFTER_DIGIT:
                part, other = Decimal(digits), added(value, part)
            position, value = rest.end(), added(value, part)
            return Numeral(position, value, other=other, scale=scale)
    return Numeral(position, value, scale=scale)
