"""English number words: cardinals, scales, and numbers made of both."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from chinaindpolicy.quantity.core.definitions import english
from chinaindpolicy.quantity.core.numerals import Numeral, added, divided, shifted
from chinaindpolicy.quantity.core.patterns import LazyPattern


@cache
def english_values() -> dict[str, int]:
    """Return the cardinal number words below a hundred."""
    below_twenty, tens = english("number words", "below twenty"), english("number words", "tens")
    values = {word: number for number, word in enumerate(below_twenty)}
    return values | {word: 10 * number for number, word in enumerate(tens, 2)}


#: Powers of ten of the scale words.
SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12} | {
    "hundreds": 2, "thousands": 3, "millions": 6, "billions": 9, "trillions": 12
}  # fmt: skip
#: The words that scale other number words.
SCALE_WORDS = ("hundred", "thousand", "million", "billion", "trillion", "dozen")

#: What makes k, m and b after digits a scale: money or things that are counted by thousands.
AFTER_SCALE_LETTER = LazyPattern(
    r" ?(?:yuan|rmb|cny|usd|us dollars|u\.s\. dollars|dollars|euros?|yen|eur|元|美元|欧元)"
    r"|(?: [a-z-]{2,16})? (?:people|persons|firms|companies|enterprises|businesses|jobs|units|users"
    r"|vehicles|cars|households|families|workers|employees|projects|patents|items|tonnes|tons"
    r"|customers|residents|visitors|students|graduates|subscribers|devices|chips|wafers)(?![a-z-])"
)
#: A subject that is counted: "deliveries rose to 1.2m from 0.9m" are millions and no metres.
COUNTED_SUBJECT = LazyPattern(
    r"(?<![a-z])(?:sales|deliveries|shipments|registrations|subscribers|subscriptions|users"
    r"|customers|visitors|visits|passengers|orders|jobs|population|workforce|downloads|members"
    r"|employees|graduates|patents)(?![a-z])"
    r"(?:[^.,;:()\n]|[.,](?=[0-9])|,(?= (?:up|down|compared|against|versus|from) )){0,60}"
    r"(?<!within )(?<!every )\Z"
)
#: What follows such a number; in "orders for 300m cables" and "1.2m wide", m is a length.
COUNTED_END = LazyPattern(
    r"[.,;:)\n]|\Z| (?:from|to|in|by|and|or|but|up|down|this|last|over|after|at|on|as|while|with"
    r"|a (?:year|month)|per|compared|versus|against|than|during|worldwide|globally)(?![a-z])"
)
#: An informal 万: 2.5w元, 3w+人.
WAN_LETTER = r"w(?=\+?(?:[元人台辆家户吨件次块片套]|以上|左右|美元|欧元)|\+)"

# "And three quarters" adds a fraction: the word before is no part of the whole number.
_PART_AFTER = LazyPattern(
    r"[ -](?:hal(?:f|ves)|thirds?|quarters?|fourths?|fifths?|sixths?"
    r"|eighths?|ninths?|tenths?)(?![a-z])"
)
_TOKEN = LazyPattern(
    lambda: (
        r"(?: {1,2}|-| {0,2}and {1,2}|-and-)?"
        rf"({'|'.join((*english_values(), *SCALE_WORDS, '(?<=[ -])dozens'))})(?![a-z])"
    )
)


_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# Digit by digit after the point: two point five million.
_POINT = LazyPattern(
    lambda: (
        rf"(?P<whole>{'|'.join(english_values())})(?:[ -](?P<unit>{'|'.join(_DIGITS[1:])}))? point"
        rf"(?P<digits>(?: (?:{'|'.join(_DIGITS)})(?![a-z-])){{1,6}})"
        r"(?: (?P<scale>hundred|thousand|million|billion|trillion)(?![a-z]))?"
    )
)


def _with_point(normalized: str, start: int) -> Numeral | None:
    match = _POINT.match(normalized, start)
    if match is None:
        return None
    values = english_values()
    whole = values[match["whole"]]
    if match["unit"]:
        if whole < 20:
            return None
        whole += values[match["unit"]]
    digits = "".join(str(_DIGITS.index(word)) for word in match["digits"].split())
    scale = match["scale"]
    value = Decimal(f"{whole}.{digits}")
    if scale:
        value = shifted(value, SCALES[scale])
    return Numeral(match.end(), value, scale=None if scale == "hundred" else scale)


def read_english(normalized: str, start: int) -> Numeral | None:
    """Read number words: "one hundred and twenty million", "two and a half million".

    Args:
        normalized: normalized text.
        start: offset of the first word; an article before a scale word belongs to the caller.

    Returns:
        The numeral, or None if there is no number word at `start`.

    Example:
        >>> read_english("one hundred and twenty million yuan", 0).value
        Decimal('120000000')
    """
    if " point " in normalized[start : start + 30] and (found := _with_point(normalized, start)):
        return found
    values = english_values()
    total = current = 0
    room = 100  # the exclusive upper bound of the next word: 100 at first, 10 after "twenty"
    limit = 10**15  # scales must fall: "two million three thousand"
    seen_scale = False
    position = scale_end = start
    sum_at_scale = 0  # the number up to the last scale word
    scale: str | None = None
    while match := _TOKEN.match(normalized, position):
        word = match.group(1)
        first = position == start
        joint = normalized[position : match.start(1)]
        if (joint and first) or ("and" in joint and not seen_scale):
            break
        if "and" in joint and _PART_AFTER.match(normalized, match.end()):
            break
        value = values.get(word)
        if value is not None:
            if value >= room or (value == 0 and not first):
                break
            current += value
            room = 10 if value >= 20 else 0
        else:
            if not first and (not current or (word == "hundred" and current >= 100)):
                if current and scale_end > start:  # "one hundred two hundred" is two numbers
                    total, current, position = sum_at_scale, 0, scale_end
                break
            power = 12 if word in ("dozen", "dozens") else 10 ** SCALES[word]
            if word == "hundred":
                current = (current or 1) * 100
                scale_end, sum_at_scale = match.end(), total + current
            elif power < limit:
                total += (current or 1) * power
                current, limit = 0, power
                scale = word
                scale_end, sum_at_scale = match.end(), total
            elif power == limit:  # another number: "two million three million"
                total, current, position = sum_at_scale, 0, scale_end
                break
            else:
                break
            room = 100
            seen_scale = True
        position = match.end()
    if position == start:
        return None
    return _and_a_half(normalized, start, Numeral(position, Decimal(total + current), scale=scale))


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
    # "two million three hundred thousand" is not a number of hundred thousands.
    return 0 if any(earlier > power for earlier in powers) else power


def first_scales(words: str) -> int:
    """Return the power of ten that multiplies the first word of number words.

    Example:
        >>> first_scales("two million three hundred thousand")
        6
        >>> first_scales("two hundred and fifty"), first_scales("twenty-five")
        (2, 0)
    """
    power = largest = 0
    for word in re.split("[ -]", words):
        scale = SCALES.get(word, 0)
        if scale > largest:
            power, largest = power + scale, scale
    return power


_ADDED = LazyPattern(
    r"(?P<and>[ -]and[ -])(?:(?P<half>a half|one[ -]half)|(?P<quarter>an?|one|three)[ -]quarters?"
    r"|(?P<third>a|one|two)[ -]thirds?(?= (?:hundred|thousand|million|billion|trillion|percent"
    r"|per cent|times|years|months)(?![a-z])))(?![a-z-]| of(?![a-z]))"
    r"|(?:[ -]| and )(?P<part>[1-9])/(?P<whole>[2-9])(?![0-9/.,]*[0-9/])"
)


def added_fraction(normalized: str, position: int) -> tuple[Decimal, int] | None:
    """Read a fraction that adds to the number before it, and its end.

    Example:
        >>> added_fraction("two and three quarters", 3), added_fraction("2 1/2 percent", 1)
        ((Decimal('0.75'), 22), (Decimal('0.5'), 5))
    """
    if normalized[position : position + 1] not in (" ", "-"):
        return None
    match = _ADDED.match(normalized, position)
    if match is None:
        return None
    if match["half"]:
        part, whole = 1, 2
    elif match["quarter"]:
        part, whole = 3 if match["quarter"] == "three" else 1, 4
    elif match["third"]:
        part, whole = 2 if match["third"] == "two" else 1, 3
    else:
        part, whole = int(match["part"]), int(match["whole"])
        if part >= whole:
            return None
    return divided(Decimal(part), Decimal(whole)), match.end()


def _and_a_half(normalized: str, start: int, number: Numeral) -> Numeral:
    """Add "and a half": of one, or of the scale ("two million and a half")."""
    fraction = added_fraction(normalized, number.end)
    if fraction is None:
        return number
    part = shifted(fraction[0], last_scales(normalized[start : number.end]))
    return number._replace(end=fraction[1], value=added(number.value, part))
