"""Arabic numerals with either thousands separator, and exact arithmetic."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact
from typing import NamedTuple

from chinaindpolicy.quantity.core.patterns import LazyPattern

#: More digits than any quantity has; longer runs are serial numbers, and cheap to skip.
MAX_DIGITS = 100
_EXACT = Context(prec=4 * MAX_DIGITS, traps=[Inexact])
_ZERO = Decimal(0)
# A third has no exact decimal: every reading of it has the same 28 digits.
_DIVISION = Context(prec=28)
# Rounding only removes digits: as many as a product has are enough.
_ROUNDING = Context(prec=4 * MAX_DIGITS)


class Numeral(NamedTuple):
    """A numeral as read.

    Attributes:
        end: offset after it.
        value: the number, without any scale that follows.
        upper: the higher number of "七八", "三四十", "one or two"; else None.
        other: the second reading of an ambiguous thousands separator, else None.
        scale: the scale inside it as printed ("万亿"), or None.
    """

    end: int
    value: Decimal
    upper: Decimal | None = None
    other: Decimal | None = None
    scale: str | None = None


def shifted(value: Decimal, power: int) -> Decimal:
    """Return `value` times ten to the `power`, exact and written without an exponent.

    Example:
        >>> shifted(Decimal("16.19"), 12)
        Decimal('16190000000000')
    """
    if not power:
        return value
    return _EXACT.add(value.scaleb(power, _EXACT), _ZERO)  # a sum has no exponent above zero


def added(value: Decimal, other: Decimal) -> Decimal:
    """Return the exact sum.

    Example:
        >>> added(Decimal("0.1"), Decimal(3))
        Decimal('3.1')
    """
    return _EXACT.add(value, other)


def divided(value: Decimal, other: Decimal) -> Decimal:
    """Return the quotient to 28 digits, independent of the caller's context.

    Example:
        >>> divided(Decimal(200), Decimal(3))
        Decimal('66.66666666666666666666666667')
    """
    return _DIVISION.divide(value, other)


def times(value: Decimal, factor: Decimal) -> Decimal:
    """Return the exact product.

    Example:
        >>> times(Decimal("0.1"), Decimal(3))
        Decimal('0.3')
    """
    return _EXACT.multiply(value, factor)


def rounded(value: Decimal, places: int) -> Decimal:
    """Return the value with no more decimal places than these, independent of the caller's context.

    Example:
        >>> rounded(Decimal("66.66666666666666666666666667"), 1)
        Decimal('66.7')
    """
    if -int(value.as_tuple().exponent) <= places:
        return value
    return value.quantize(Decimal((0, (1,), -places)), context=_ROUNDING)


_ARABIC = LazyPattern(r"[0-9]+(?:[.,'’_][0-9]+)*")
# A space is a thousands separator before "000" ("10 000"), after a currency sign, before a scale
# or a currency, and in longer rows of groups; never in "2024 100 projects".
_SPACED = LazyPattern(
    r"[0-9]{1,3}(?: [0-9]{3}){0,4} 000(?![0-9.,])"
    r"|(?:(?<=[$¥€£])|(?<=[$¥€£] ))[1-9][0-9]{0,2}(?: [0-9]{3}){1,4}(?:[.,][0-9]{1,2})?(?![0-9])"
    r"|(?<![0-9] )[1-9][0-9]{0,2}(?: [0-9]{3}){1,4}(?:\.[0-9]{1,2})?"
    r"(?= (?:million|billion|trillion|yuan|rmb|usd|cny|us dollars|dollars|euros|tonnes|tons)"
    r"(?![a-z]))"
    r"|(?<![0-9] )[1-9][0-9]{0,2}(?: [0-9]{3}){2,4}(?![0-9 ,]|\.[0-9])"
)
_VULGAR = {
    "½": "0.5", "¼": "0.25", "¾": "0.75", "⅕": "0.2", "⅖": "0.4", "⅗": "0.6", "⅘": "0.8",
    "⅛": "0.125", "⅜": "0.375", "⅝": "0.625", "⅞": "0.875", "⅓": f"0.{'3' * 28}",
    "⅔": f"0.{'6' * 27}7", "⅙": f"0.1{'6' * 26}7", "⅚": f"0.8{'3' * 27}",
}  # fmt: skip
#: Signs of a fraction that may follow or be a number.
VULGAR_FRACTIONS = "".join(_VULGAR)


def arabic_run(normalized: str, start: int) -> int:
    """Return the end of the run of digits and separators at `start`."""
    match = _ARABIC.match(normalized, start)
    if match is None:
        return start
    end = match.end()
    if (
        end - start <= 3
        and normalized[end : end + 1] == " "
        and normalized[end + 1 : end + 4].isdecimal()
    ):
        spaced = _SPACED.match(normalized, start)
        return spaced.end() if spaced else end
    return end


def read_arabic(normalized: str, start: int) -> Numeral | None:
    """Read the digits at `start`.

    Args:
        normalized: normalized text.
        start: offset of the first digit.

    Returns:
        The numeral, `other` filled when its one dot may be a thousands separator; None when its
        separators make no number (a version, a section number, a serial number).

    Example:
        >>> read_arabic("2.100 billion", 0)
        Numeral(end=5, value=Decimal('2.100'), upper=None, other=Decimal('2100'), scale=None)
    """
    end = arabic_run(normalized, start)
    if end - start > MAX_DIGITS:
        return None
    run = normalized[start:end]
    fraction = _VULGAR.get(normalized[end : end + 1])
    if run.isdecimal():
        if fraction:
            return Numeral(end + 1, Decimal(run + fraction[1:]))
        return Numeral(end, Decimal(run))
    whole, dot, fraction = run.partition(".")
    if dot and whole.isdecimal() and fraction.isdecimal():
        other = Decimal(whole + fraction) if len(fraction) == 3 and _grouped(run, ".") else None
        return Numeral(end, Decimal(run), other=other)
    if "_" in run:
        return Numeral(end, Decimal(run.replace("_", ""))) if _grouped(run, "_") else None
    run = run.replace(" ", ",").replace("'", ",").replace("’", ",")
    commas = run.count(",")
    dots = run.count(".")
    if dots == 0:
        if _grouped(run, ",") or _is_indian(normalized, run, end):
            return Numeral(end, Decimal(run.replace(",", "")))
        head, _, tail = run.partition(",")
        if commas == 1 and len(tail) <= 2:
            return Numeral(end, Decimal(f"{head}.{tail}"))
        return None
    if commas == 0:
        return Numeral(end, Decimal(run.replace(".", ""))) if _grouped(run, ".") else None
    decimal = "." if run.rfind(".") > run.rfind(",") else ","
    whole, _, fraction = run.rpartition(decimal)
    mark = "," if decimal == "." else "."
    if decimal in whole or not (_grouped(whole, mark) or _is_indian(normalized, whole, end)):
        return None
    return Numeral(end, Decimal(f"{whole.replace(mark, '')}.{fraction}"))


def read_vulgar(normalized: str, start: int) -> Numeral | None:
    """Read a sign such as ½ at `start`.

    Example:
        >>> read_vulgar("½ a year", 0).value
        Decimal('0.5')
    """
    value = _VULGAR.get(normalized[start : start + 1])
    return Numeral(start + 1, Decimal(value)) if value else None


_POWER = LazyPattern(
    r"(?:(?P<factor>[0-9]+(?:\.[0-9]+)?) ?[×x*] ?)?10"
    r"(?:(?:\^|\*\*)(?P<low>[0-9]{1,2})|(?P<high>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})|的(?P<word>[0-9]{1,2})次方)(?![0-9.])"
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# The characters that follow the digits of a power of ten.
_POWER_SIGNS = frozenset("^*×x的⁰¹²³⁴⁵⁶⁷⁸⁹")


def may_be_power(normalized: str, end: int) -> bool:
    """Return True if the characters after digits may make them a power of ten.

    Example:
        >>> may_be_power("10^8", 2), may_be_power("10 km", 2)
        (True, False)
    """
    sign = normalized[end : end + 1]
    if sign == " ":
        sign = normalized[end + 1 : end + 2]
    return sign in _POWER_SIGNS


def read_power(normalized: str, start: int) -> Numeral | None:
    """Read a power of ten, with or without a factor: 10^8, 1.2×10⁸.

    Example:
        >>> read_power("1.2×10^8元", 0).value
        Decimal('120000000')
    """
    match = _POWER.match(normalized, start)
    if match is None:
        return None
    exponent = match["low"] or match["word"] or match["high"].translate(_SUPERSCRIPTS)
    return Numeral(match.end(), shifted(Decimal(match["factor"] or 1), int(exponent)))


_INDIAN = LazyPattern(r"[0-9]{1,2}(?:,[0-9]{2}){1,4},[0-9]{3}\Z")


def _is_indian(normalized: str, run: str, end: int) -> bool:
    """Return True for groups of two digits before Indian rupees: 12,34,567.89 rupees."""
    follows = normalized[end : end + 7].lstrip(" ").startswith(("rupee", "inr"))
    return follows and _INDIAN.match(run) is not None


def _grouped(run: str, mark: str) -> bool:
    head, *groups = run.split(mark)
    return (
        bool(groups)
        and len(head) <= 3
        and head[0] != "0"
        and all(len(group) == 3 for group in groups)
    )
