"""Read one numeral, without its unit: Arabic with either thousands mark, English, Chinese."""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact
from functools import cache
from typing import NamedTuple

#: More digits than any quantity has; longer runs are serial numbers, and stay cheap to pass over.
MAX_DIGITS = 100
_EXACT = Context(prec=4 * MAX_DIGITS, traps=[Inexact])

# A third has no exact decimal: 28 digits, rounded, are what every reading of it gives.
_DIVISION = Context(prec=28)

# What is rounded only grows shorter: as many digits as a product has are enough.
_ROUNDING = Context(prec=4 * MAX_DIGITS)


class Numeral(NamedTuple):
    """A numeral as read.

    Attributes:
        end: offset behind it.
        value: the number, without any scale that follows.
        upper: the higher number of "七八", "三四十", "one or two"; else None.
        other: the second reading of an ambiguous thousands mark, else None.
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
    return added(value.scaleb(power, _EXACT), Decimal(0))  # a sum has no exponent above zero


def added(value: Decimal, other: Decimal) -> Decimal:
    """Return the exact sum.

    Example:
        >>> added(Decimal("0.1"), Decimal(3))
        Decimal('3.1')
    """
    return _EXACT.add(value, other)


def divided(value: Decimal, other: Decimal) -> Decimal:
    """Return the quotient to 28 digits, whatever the context of the caller.

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
    """Return the value with no more decimal places than these, whatever the caller's context.

    Example:
        >>> rounded(Decimal("66.66666666666666666666666667"), 1)
        Decimal('66.7')
    """
    if -int(value.as_tuple().exponent) <= places:
        return value
    return value.quantize(Decimal((0, (1,), -places)), context=_ROUNDING)


@cache
def _arabic() -> re.Pattern[str]:
    # A space is a thousands mark only before "000": "10 000", but never "2024 100 projects".
    return re.compile(r"[0-9]{1,3}(?: [0-9]{3}){0,4} 000(?![0-9.,])|[0-9]+(?:[.,'’][0-9]+)*")


def arabic_run(norm: str, start: int) -> int:
    """Return the offset behind the run of digits and marks that starts at `start`."""
    match = _arabic().match(norm, start)
    return match.end() if match else start


def read_arabic(norm: str, start: int) -> Numeral | None:
    """Read the digits at `start`.

    Args:
        norm: normalised text.
        start: offset of the first digit.

    Returns:
        The numeral, `other` filled when its one dot may be a thousands mark; None when its marks
        make no number (a version, a section number, a serial number).

    Example:
        >>> read_arabic("2.100 billion", 0)
        Numeral(end=5, value=Decimal('2.100'), upper=None, other=Decimal('2100'), scale=None)
    """
    end = arabic_run(norm, start)
    if end - start > MAX_DIGITS:
        return None
    run = norm[start:end]
    if run.isdigit():
        return Numeral(end, Decimal(run))
    run = run.replace(" ", ",").replace("'", ",").replace("’", ",")
    commas = run.count(",")
    dots = run.count(".")
    if dots == 0:
        if _grouped(run, ","):
            return Numeral(end, Decimal(run.replace(",", "")))
        head, _, tail = run.partition(",")
        if commas == 1 and len(tail) <= 2:
            return Numeral(end, Decimal(f"{head}.{tail}"))
        return None
    if commas == 0:
        if dots == 1:
            other = Decimal(run.replace(".", "")) if _grouped(run, ".") else None
            return Numeral(end, Decimal(run), other=other)
        return Numeral(end, Decimal(run.replace(".", ""))) if _grouped(run, ".") else None
    decimal = "." if run.rfind(".") > run.rfind(",") else ","
    whole, _, fraction = run.rpartition(decimal)
    mark = "," if decimal == "." else "."
    if decimal in whole or not _grouped(whole, mark):
        return None
    return Numeral(end, Decimal(f"{whole.replace(mark, '')}.{fraction}"))


def _grouped(run: str, mark: str) -> bool:
    head, *groups = run.split(mark)
    return (
        bool(groups)
        and len(head) <= 3
        and head[0] != "0"
        and all(len(group) == 3 for group in groups)
    )


@cache
def english_values() -> dict[str, int]:
    """Return the cardinal number words below a hundred."""
    words = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ]
    values = {word: number for number, word in enumerate(words)}
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    return values | {word: 10 * number for number, word in enumerate(tens, 2)}


#: Powers of ten of the scale words, in full and as abbreviated.
SCALES = {
    "hundred": 2,
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
    "thousands": 3,
    "millions": 6,
    "billions": 9,
    "trillions": 12,
}


@cache
def _english_token() -> re.Pattern[str]:
    words = "|".join((*english_values(), *list(SCALES)[:5], "dozen"))
    return re.compile(rf"(?:[ -]|[ ]?and[ ]|-and-)?({words})(?![a-z])")


def read_english(norm: str, start: int) -> Numeral | None:
    """Read number words: "one hundred and twenty million", "two and a half million".

    Args:
        norm: normalised text.
        start: offset of the first word; an article before a scale word belongs to the caller.

    Returns:
        The numeral, or None when no number word stands at `start`.

    Example:
        >>> read_english("one hundred and twenty million yuan", 0).value
        Decimal('120000000')
    """
    token = _english_token()
    values = english_values()
    total = current = 0
    room = 100  # what the next word must stay below: 100 at first, 10 after "twenty"
    limit = 10**15  # scales must fall: "two million three thousand"
    seen_scale = False
    position = behind = start
    scale: str | None = None
    while match := token.match(norm, position):
        word = match.group(1)
        first = position == start
        joint = norm[position : match.start(1)]
        if (joint and first) or ("and" in joint and not seen_scale):
            break
        value = values.get(word)
        if value is not None:
            if value >= room or (value == 0 and not first):
                break
            current += value
            room = 10 if value >= 20 else 0
        else:
            if not first and (not current or (word == "hundred" and current >= 100)):
                break
            power = 12 if word == "dozen" else 10 ** SCALES[word]
            if word == "hundred":
                current = (current or 1) * 100
            elif power < limit:
                total += (current or 1) * power
                current, limit = 0, power
                scale = word
                behind = match.end()
            elif power == limit:  # another number: "two million three million"
                current, position = 0, behind
                break
            else:
                break
            room = 100
            seen_scale = True
        position = match.end()
    if position == start:
        return None
    number = Numeral(position, Decimal(total + current), scale=scale)
    return _and_a_half(norm, number)


def last_scales(words: str) -> int:
    """Return the power of ten of the scale words that number words end with.

    Example:
        >>> last_scales("two hundred million")
        8
    """
    powers = [SCALES.get(word, 0) for word in re.split("[ -]", words)]
    power = 0
    while powers and powers[-1]:
        power += powers.pop()
    # "two million three hundred thousand" is no number of hundred thousands.
    return 0 if any(earlier > power for earlier in powers) else power


def _and_a_half(norm: str, number: Numeral) -> Numeral:
    """Add "and a half", and the scale that may follow it."""
    if not norm.startswith(" and a half", number.end):
        return number
    value = added(number.value, Decimal("0.5"))
    return Numeral(number.end + len(" and a half"), value)
