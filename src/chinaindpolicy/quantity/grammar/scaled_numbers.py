"""Numbers with their scale, and the words that join the two numbers of a range."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.chinese.numerals import (
    CHINESE_NUMERALS,
    CHINESE_SCALES,
    chinese_scale,
    read_chinese,
    read_mixed,
)
from chinaindpolicy.quantity.core.comparators import currency_code
from chinaindpolicy.quantity.core.numerals import (
    Numeral,
    added,
    divided,
    may_be_power,
    read_arabic,
    read_power,
    read_vulgar,
    shifted,
    times,
)
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.english.numerals import (
    AFTER_SCALE_LETTER,
    COUNTED_END,
    COUNTED_SUBJECT,
    SCALES,
    WAN_LETTER,
    added_fraction,
    first_scales,
    last_scales,
    read_english,
)

if TYPE_CHECKING:
    import re

    from chinaindpolicy.quantity.core.cursor import Cursor

_ENGLISH_SCALES = SCALES | {
    "k": 3, "mn": 6, "mln": 6, "m": 6, "bn": 9, "bln": 9, "b": 9, "tn": 12, "trn": 12, "tln": 12,
    "t": 12, "mm": 6, "w": 4,
    "lakh": 5, "lakhs": 5, "crore": 7, "crores": 7, "mio": 6, "mrd": 9, "milliard": 9,
    "milliards": 9, "quadrillion": 15,
}  # fmt: skip
_NUMERALS = frozenset(CHINESE_NUMERALS)
_SCALES = frozenset(CHINESE_SCALES)
_LONG = "|".join(SCALES)
_DOZENS = LazyPattern(r"[ -]dozens?(?![a-z])")
_ENGLISH_SCALE = LazyPattern(
    rf"(?: {{1,2}}|-)?(?P<word>{_LONG})(?![a-z])|\n(?P<wrapped>{_LONG})(?![a-z])"
    r"| ?(?P<short>bn|tn|mn|mln|bln|trn|tln|mrd|mio)(?![a-z])"
    r"| ?(?P<money>mm)(?![a-z0-9/²³])"
    r"|[ -](?P<foreign>lakhs?|crores?|milliards?|quadrillion)(?![a-z])"
    rf"|(?P<letter>[kmbt])(?![a-z0-9])|(?P<wan>{WAN_LETTER})"
)


class ScaledNumber(NamedTuple):
    """A number with its scale applied.

    Attributes:
        start: offset of its first character.
        end: offset after number and scale.
        low: the value, or the lower of two.
        high: the upper of two, else None.
        other: the other reading of an ambiguous thousands separator, else None.
        scale: the scale as printed, or None.
        power: the power of ten of the scale that follows the digits.
        excess: whether 多 or 余 follows the number.
        chinese: whether it is written in Chinese characters.
        currency: the currency code between number and scale: 12 USD million, 20 M€.
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
    currency: str | None = None

    def negated(self) -> ScaledNumber:
        """Return this number with the other sign."""
        other = None if self.other is None else self.other.copy_negate()
        return self._replace(low=self.low.copy_negate(), other=other)


def read_scaled_number(cursor: Cursor, *, money: bool = False) -> ScaledNumber | None:
    """Read the number and scale at the cursor.

    Args:
        cursor: the place of a digit, number word or Chinese numeral.
        money: whether a currency sign precedes it, so that "m" and "b" are scales.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> read_scaled_number(Cursor.of("16.19万亿元")).low
        Decimal('16190000000000')
        >>> read_scaled_number(Cursor.of("1.2 bn")).scale
        'bn'
    """
    normalized, start = cursor.normalized, cursor.start
    char = normalized[start]
    if "0" <= char <= "9":
        return _read_digits(cursor, money=money)
    if char in _NUMERALS:
        number = read_chinese(normalized, start)
        if number is None:
            return None
        written = _as_printed(cursor, number)._replace(chinese=True)
        if normalized.startswith("又", written.end):
            return _with_fraction(cursor, written)
        return _with_excess(cursor, _with_spaced_scale(cursor, written))
    number = read_vulgar(normalized, start) or read_english(normalized, start)
    if number is None:
        return None
    # "three million": the words of its scale are part of the number, and a range shares them.
    words = normalized[start : number.end]
    power = last_scales(words) or first_scales(words)
    scaled = _unscaled(start, number)._replace(power=power)
    if power and _HALF_AT_END.search(words):
        return scaled  # a billion and a half
    return with_scale(cursor, scaled, money=money)


def _with_spaced_scale(cursor: Cursor, number: ScaledNumber) -> ScaledNumber:
    """Apply 万 or 亿 after a space, which comes from the layout of a page: 二十 亿元."""
    normalized, end = cursor.normalized, number.end
    if not _SPACED_SCALE.match(normalized, end) or number.power >= _MYRIAD:
        return number
    power, after = chinese_scale(normalized, end + 1)
    return number._replace(
        end=after,
        low=shifted(number.low, power),
        high=_shifted(number.high, power),
        scale=cursor.text[end + 1 : after],
        power=power,
    )


_MYRIAD = 4
_SPACED_SCALE = LazyPattern(r" (?:万亿|[万亿])(?=[元吨人户亩辆家个千美港平立只头斤米 ，。、；]|\Z)")


_HALF_AT_END = LazyPattern(r"(?:hal(?:f|ves)|quarters?|thirds?)\Z")


def _shifted(value: Decimal | None, power: int) -> Decimal | None:
    return None if value is None else shifted(value, power)


def _unscaled(start: int, number: Numeral) -> ScaledNumber:
    end, value, upper, other, scale = number
    return ScaledNumber(start, end, value, upper, other, scale)


def _as_printed(cursor: Cursor, number: Numeral) -> ScaledNumber:
    """Return the number with its scale as printed: 萬 where the grammar reads 万."""
    start, scale = cursor.start, number.scale
    if scale:
        place = cursor.normalized.rfind(scale, start, number.end)
        number = number._replace(scale=cursor.text[place : place + len(scale)])
        power = chinese_scale(cursor.normalized, place)[0]
        return _unscaled(start, number)._replace(power=power)
    return _unscaled(start, number)


def _read_digits(cursor: Cursor, *, money: bool) -> ScaledNumber | None:
    normalized, start = cursor.normalized, cursor.start
    digits = read_arabic(normalized, start)
    if digits is None:
        return None
    end = digits.end
    number = _unscaled(start, digits)
    if end == len(normalized):
        return number
    if may_be_power(normalized, end) and (written := read_power(normalized, start)):
        return with_scale(cursor, _unscaled(start, written), money=money)
    if normalized[end] in _SCALES or normalized[end : end + 2].strip(" 个") in _SCALES:
        mixed = read_mixed(normalized, start)
        if mixed is not None:
            place = normalized.rfind(mixed.scale or "", start, mixed.end)
            power = chinese_scale(normalized, place)[0]
            other = _shifted(digits.other, power) if normalized[end - 1] == "0" else mixed.other
            number = _as_printed(cursor, mixed)._replace(power=power, other=other)
            return _with_excess(cursor, number)
    follower = normalized[end]
    if follower == "又":
        return _with_fraction(cursor, number)
    if follower in "多余来几" or (follower == " " and _SPACED_EXCESS.match(normalized, end)):
        return _with_excess(cursor, number)
    return with_scale(cursor, number, money=money)


# 一又二分之一, 2又1/2: a whole number and a fraction.
_AND_FRACTION = LazyPattern(
    rf"又(?:(?P<base>[{CHINESE_NUMERALS}]{{1,3}}|[0-9]{{1,3}})分之(?P<part>[{CHINESE_NUMERALS}]{{1,3}}"
    r"|[0-9]{1,3})|(?P<above>[0-9]{1,3})/(?P<below>[0-9]{1,3})(?![0-9/]))"
)


def _with_fraction(cursor: Cursor, number: ScaledNumber) -> ScaledNumber:
    """Add a fraction after 又 to a whole number."""
    match = _AND_FRACTION.match(cursor.normalized, number.end)
    if match is None or number.high is not None:
        return number
    part, whole = (_small(match[a] or match[b]) for a, b in (("part", "above"), ("base", "below")))
    if part is None or whole is None or not 0 < part < whole:
        return number
    fraction = divided(part, whole)
    return number._replace(end=match.end(), low=added(number.low, fraction), other=None)


def _small(text: str) -> Decimal | None:
    """Return the value of a numeral of a fraction."""
    if text.isascii():
        return Decimal(text)
    number = read_chinese(text, 0)
    return None if number is None or number.end != len(text) else number.value


_SPACED_EXCESS = LazyPattern(" [多余](?=[万亿])")


def _with_excess(cursor: Cursor, number: ScaledNumber) -> ScaledNumber:
    """Read 多, 余 and a scale after them: "200多万", "十余亿"."""
    position = number.end
    if _SPACED_EXCESS.match(cursor.normalized, position):
        position += 1
    if cursor.normalized[position : position + 1] not in ("多", "余", "几", "来"):
        return number
    power, end = chinese_scale(cursor.normalized, position + 1)
    return number._replace(
        end=end,
        low=shifted(number.low, power),
        high=_shifted(number.high, power),
        other=None,
        scale=cursor.text[position + 1 : end] or number.scale,
        power=power,
        excess=number.high is None,
    )


def with_scale(cursor: Cursor, number: ScaledNumber, *, money: bool) -> ScaledNumber:
    """Apply the English scale words after a number, or 万 and 亿.

    Example:
        >>> from decimal import Decimal
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> with_scale(Cursor.of("5 million"), ScaledNumber(0, 1, Decimal(5)), money=False).low
        Decimal('5000000')
    """
    normalized = cursor.normalized
    position, power = number.end, 0
    follower = normalized[position : position + 1]
    if follower in _BEFORE_SCALE:
        follower = normalized[position + 1 : position + 3].lstrip(" ")[:1]
    if follower not in _SCALE_FIRST:
        return _then_scale(cursor, number, money=money) if follower.isdecimal() else number
    if currency := _CURRENCY_THEN_SCALE.match(normalized, position):
        return _between(cursor, number, currency)
    if follower == "d" and (dozens := _DOZENS.match(normalized, position)):
        low = times(number.low, Decimal(12))
        return number._replace(end=dozens.end(), low=low, other=None, scale="dozen")
    for _ in range(3):
        match = _ENGLISH_SCALE.match(normalized, position)
        if match is None:
            break
        if match["letter"] and (power or not _is_scale_letter(cursor, match, money=money)):
            break
        if match["money"] and (power or not money):
            break  # US$ 5MM is five million, and 5 mm a length
        power += _ENGLISH_SCALES[match[match.lastgroup or 0]]
        position = match.end()
    if not power and normalized.startswith(("万", "亿"), position):
        power, position = chinese_scale(normalized, position)
    if not power:
        return _then_scale(cursor, number, money=money)
    scaled = number._replace(
        end=position,
        low=shifted(number.low, power),
        other=_shifted(number.other, power),
        scale=cursor.text[number.end : position].strip(" -\n"),
        power=power,
    )
    if rest := _SMALLER.match(normalized, position):
        return _with_smaller(cursor, scaled, rest)
    return _and_a_half(normalized, scaled)


# 5 million 300 thousand: a smaller scale after a larger one adds to it.
_SMALLER = LazyPattern(
    r" (?P<digits>[0-9]{1,3}) (?P<scale>hundred|thousand|million|billion)(?![a-z])"
)


def _with_smaller(cursor: Cursor, number: ScaledNumber, rest: re.Match[str]) -> ScaledNumber:
    power = _ENGLISH_SCALES[rest["scale"]]
    if power >= number.power or number.high is not None:
        return number
    part = shifted(Decimal(rest["digits"]), power)
    return number._replace(end=rest.end(), low=added(number.low, part), other=None)


def _and_a_half(normalized: str, number: ScaledNumber) -> ScaledNumber:
    """Add the half of "5 and a half years" and "3 million and a half"."""
    if number.high is not None:
        return number
    fraction = added_fraction(normalized, number.end)
    # 2024 1/2 and 2.5 1/2 are no numbers with a fraction.
    if fraction is None or (
        normalized[fraction[1] - 1].isdecimal() and not _SHORT.match(normalized, number.start)
    ):
        return number
    part = shifted(fraction[0], number.power)
    return number._replace(end=fraction[1], low=added(number.low, part), other=None)


def _then_scale(cursor: Cursor, number: ScaledNumber, *, money: bool) -> ScaledNumber:
    """Add a fraction to a number, and apply the scale after it: 2 1/2 million."""
    mixed = _and_a_half(cursor.normalized, number)
    return number if mixed is number else with_scale(cursor, mixed, money=money)


_SHORT = LazyPattern(r"[0-9]{1,3}(?:[ -]| and )[1-9]/|[a-z]")
_CURRENCY_THEN_SCALE = LazyPattern(
    r" ?(?:(?P<code>us\$|usd|rmb|cny|eur|hkd|jpy|gbp|yuan|us dollars|dollars|euros|[$¥€£])"
    rf" ?(?P<scale>{_LONG}|bn|tn|mn)(?![a-z])|(?P<letter>bn|mn|[kmb])(?:(?P<sign>[$¥€£])(?![0-9])"
    r"|(?P<iso>usd|eur|gbp|cny|rmb|hkd|aud)(?![a-z])))"
)
_BEFORE_SCALE = frozenset(" -\n")
# First characters of a scale, of a currency before it or of "and a half".
_SCALE_FIRST = frozenset("abcdeghjklmqrtuwy$¥€£万亿")
_CURRENCY_WORDS = {"yuan": "CNY", "us dollars": "USD", "dollars": "USD", "euros": "EUR"}


def _between(cursor: Cursor, number: ScaledNumber, match: re.Match[str]) -> ScaledNumber:
    """Apply a scale that a currency separates from the number: 12 USD million."""
    scale = match["scale"] or match["letter"]
    power = _ENGLISH_SCALES[scale]
    written = match["code"] or match["sign"] or match["iso"]
    return number._replace(
        end=match.end(),
        low=shifted(number.low, power),
        other=_shifted(number.other, power),
        scale=scale,
        power=power,
        currency=_CURRENCY_WORDS.get(written) or currency_code(written),
    )


def _is_scale_letter(cursor: Cursor, match: re.Match[str], *, money: bool) -> bool:
    """Return True for "$1.2b" and "300k yuan", False for 4K, 7B and 100 m."""
    if money or AFTER_SCALE_LETTER.match(cursor.normalized, match.end()):
        return True
    letter = cursor.text[match.start("letter")]
    if letter == "m" and COUNTED_END.match(cursor.normalized, match.end()):
        start = cursor.start
        return bool(COUNTED_SUBJECT.search(cursor.normalized, max(0, start - 80), start))
    # "300k users" but not 4K video; the capital is a name.
    return letter == "k"


def scale_power(scale: str) -> int:
    """Return the power of ten of a printed scale; 0 if it is not a scale.

    Example:
        >>> scale_power("million"), scale_power("万亿"), scale_power("dozen")
        (6, 12, 0)
    """
    words = scale.lower()
    if words.isascii():
        return sum(_ENGLISH_SCALES.get(word, 0) for word in words.split())
    return chinese_scale(words, 0)[0]


_JOINT_FIRST = frozenset(" -—~－至到与和ta")
_JOINT = LazyPattern(
    r" ?(?:(?P<to>(?:- )?(?:to|through))(?![a-z])|(?P<dash>[-—~－]{1,2}|至|到)"
    r"|(?P<and>and|与|和)(?![a-z])|(?P<or>or)(?![a-z])) ?"
    r"(?P<money>us ?\$|hk ?\$|rmb ?|usd ?|cny ?|[$¥€£])?"
)


def joint(normalized: str, start: int) -> re.Match[str] | None:
    """Match the joint between the two numbers of a range at `start`.

    Example:
        >>> joint(" to 30%", 0)["to"]
        'to'
    """
    if normalized[start : start + 1] not in _JOINT_FIRST:
        return None
    return _JOINT.match(normalized, start)
