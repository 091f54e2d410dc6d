"""Tell ordinals, fractions, doublings and set phrases among English number words."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.numerals import divided, english_values
from chinaindpolicy.quantity.wordlists import ORDINALS

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Direction, Role


_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "fourth": 4,
    "fourths": 4,
    "fifth": 5,
    "fifths": 5,
    "sixth": 6,
    "sixths": 6,
    "seventh": 7,
    "sevenths": 7,
    "eighth": 8,
    "eighths": 8,
    "ninth": 9,
    "ninths": 9,
    "tenth": 10,
    "tenths": 10,
}
_MULTIPLES = {
    "double": 2,
    "doubled": 2,
    "doubles": 2,
    "doubling": 2,
    "redouble": 2,
    "twice": 2,
    "twofold": 2,
    "triple": 3,
    "tripled": 3,
    "triples": 3,
    "tripling": 3,
    "treble": 3,
    "trebled": 3,
    "thrice": 3,
    "threefold": 3,
    "quadruple": 4,
    "quadrupled": 4,
    "quadruples": 4,
    "quadrupling": 4,
    "fourfold": 4,
    "fivefold": 5,
    "sixfold": 6,
    "sevenfold": 7,
    "eightfold": 8,
    "ninefold": 9,
    "tenfold": 10,
    "quintuple": 5,
    "quintupled": 5,
    "hundredfold": 100,
    "thousandfold": 1000,
}


class Word(NamedTuple):
    """What a number word is when it is not a plain cardinal.

    Attributes:
        start: offset of its first character, an article before a fraction included.
        end: offset behind it.
        role: its role; `indicator` when `value` is given.
        value: a percentage for a fraction, a factor for a multiple.
        unit: `percent` or `times`.
        direction: the direction it says by itself.
    """

    start: int
    end: int
    role: Role
    value: Decimal | None = None
    unit: str | None = None
    direction: Direction | None = None


@cache
def _fraction() -> re.Pattern[str]:
    counts = "|".join(english_values())
    parts = "|".join(_PARTS)
    return re.compile(
        rf"(?P<count>{counts})[ -](?:a )?(?P<part>{parts})(?![a-z])(?! (?:generation|ph|st))"
    )


@cache
def _one_in() -> re.Pattern[str]:
    bases = "|".join(list(english_values())[2:])
    return re.compile(rf"one (?:in|out of)(?: every)? (?P<base>{bases})(?![a-z-])")


@cache
def _single_part() -> re.Pattern[str]:
    return re.compile(
        r"(?P<part>half|third|quarter|fifth|tenth|fourth|sixth|eighth)(?= of(?! (?:19|20)[0-9]{2}))"
    )


@cache
def _period() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?:first|second|third|fourth|latter|last) )?(?:half|quarter|three quarters"
        r"|nine months|six"
        r" months|ten days)(?: of)?(?: the year| this year| last year|,? (?:19|20)[0-9]{2})?"
        r"|(?:first|second) half-year"
    )


@cache
def _set_phrase() -> re.Pattern[str]:
    return re.compile(
        r"(?P<name>two sessions|one belt,? one road|one belt|one road|two mountains|double carbon"
        r"|double eleven|three gorges|four comprehensives|five-year plan|thousand trillion"
        r"|hundred million(?=[”\"’'])|double doubling|double first-class|third world|second-hand"
        r"|thirteenth five-year plan|fourteenth five-year plan|fifteenth five-year plan)(?![a-z])"
    )


def word_at(norm: str, floor: int, start: int, word: str) -> Word | None:
    """Return what the number word at `start` is, or None for a plain cardinal.

    Args:
        norm: normalised text.
        floor: offset before which nothing is read.
        start: offset of the word.
        word: the word.

    Example:
        >>> word_at("two-thirds of firms", 0, 0, "two").value
        Decimal('66.66666666666666666666666667')
        >>> word_at("the second session", 0, 4, "second").role
        'ordinal'
    """
    phrase = _set_phrase().match(norm, start)
    if phrase:
        return Word(start, phrase.end(), "name")
    if word in _MULTIPLES:
        return _multiple(norm, floor, start, word)
    fraction = _fraction().match(norm, start)
    if fraction:
        count = english_values()[fraction["count"]]
        size = _PARTS[fraction["part"]]
        # "Six quarters" and "zero third-party risks" are no part of a whole.
        if 0 < count < size and not (
            count == 1 and norm.startswith(" half", start + 3) and _is_period(norm, start)
        ):
            return _part(start, fraction.end(), count, size)
    ratio = _one_in().match(norm, start)
    if ratio:
        return _part(start, ratio.end(), 1, english_values()[ratio["base"]])
    if word in ORDINALS or word in ("half", "halves", "quarter", "halved", "halve", "halving"):
        return _ordinal(norm, floor, start, word)
    if word == "dual":
        return Word(start, start + 4, "other")
    return None


def _is_period(norm: str, start: int) -> bool:
    return norm.startswith("one half of 20", start)


def _part(start: int, end: int, count: int, size: int) -> Word:
    return Word(start, end, "indicator", divided(Decimal(100 * count), Decimal(size)), "percent")


def _ordinal(norm: str, floor: int, start: int, word: str) -> Word:
    if word.startswith("halv") and word != "halves":
        return Word(start, start + len(word), "indicator", Decimal(50), "percent", "down")
    period = _period().match(norm, start)
    before = norm[max(floor, start - 14) : start]
    single = _single_part().match(norm, start)
    comparing = before.rstrip().endswith(_COMPARING)
    if word in ("half", "quarter"):
        if single and not before.endswith(("first ", "second ", "latter ", "other ")):
            article = before.endswith((" a ", " an ")) or before in ("a ", "an ")
            return _part(start - 2 if article else start, single.end(), 1, _PARTS[word])
        if comparing or before.endswith("by ") or before.endswith("in "):
            return _part(start, start + len(word), 1, _PARTS[word])
        if period and period.end() > start + len(word):
            return Word(start, period.end(), "date")
        return Word(start, start + len(word), "other")
    if single and before.endswith("a ") and not before[-3:-2].isalpha():
        return _part(start - 2, single.end(), 1, _PARTS[word])
    if period and word in ("first", "second", "third", "fourth"):
        return Word(start, period.end(), "date")
    end = start + len(word)
    if norm.startswith("-generation", end):
        end += len("-generation")
    if norm[max(floor, start - 4) : start] == "per ":
        return Word(start, end, "other")
    return Word(start, end, "ordinal")


_COMPARING = (
    "more than",
    "less than",
    "over",
    "nearly",
    "almost",
    "about",
    "around",
    "at least",
    "exceed",
    "exceeds",
    "exceeded",
    "approximately",
    "roughly",
    "under",
    "below",
    "above",
    "up to",
    "close to",
)


def _multiple(norm: str, floor: int, start: int, word: str) -> Word:
    end = start + len(word)
    value = Decimal(_MULTIPLES[word])
    before = norm[max(floor, start - 16) : start]
    if word in ("double", "triple", "treble", "quadruple", "redouble"):
        verbal = before.rstrip().endswith(
            (
                "to",
                "will",
                "would",
                "should",
                "shall",
                "can",
                "could",
                "may",
                "might",
                "than",
                "nearly",
                "almost",
                "about",
                "roughly",
                "and",
                "or",
                "over",
                "least",
                "approximately",
            )
        )
        sized = re.compile(
            r" (?:the|that|its|their|what|in|by|from|output|revenue|investment)(?![a-z])"
        ).match(norm, end)
        if not (verbal or sized or (start == 0 and end == len(norm.rstrip()))):
            return Word(start, end, "other")
    if before[-1:] in ("“", '"') or norm[end : end + 1] in ("-", "”"):
        return Word(start, end, "other")
    return Word(start, end, "indicator", value, "times")
