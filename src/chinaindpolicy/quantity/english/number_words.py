"""Ordinals, fractions, multiples and set phrases among English number words."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.core.definitions import definitions, english
from chinaindpolicy.quantity.core.numerals import divided
from chinaindpolicy.quantity.core.patterns import LazyPattern, any_of
from chinaindpolicy.quantity.core.special_numeral import SpecialNumeral
from chinaindpolicy.quantity.english.numerals import english_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chinaindpolicy.quantity.core.cursor import Cursor


@cache
def _numbers(section: str) -> Mapping[str, int]:
    """Return the denominator of each fraction word, or the factor of each multiple."""
    words = definitions("english.txt").by_word(section)
    return {word: int(number) for word, number in words.items()}


@cache
def ordinals() -> frozenset[str]:
    """Return the ordinal number words."""
    return frozenset(english("number words", "ordinals"))


_FRACTION = LazyPattern(
    lambda: (
        rf"(?P<count>{any_of(tuple(english_values()))})[ -](?:a )?"
        rf"(?P<part>{any_of(tuple(_numbers('fractions')))})(?![a-z])"
        r"(?! (?:generation|ph|st|million|billion|trillion))"
    )
)
_ONE_IN = LazyPattern(
    lambda: (
        r"one (?:in|out of)(?: every)? "
        rf"(?P<base>{any_of(tuple(english_values())[2:])})(?![a-z-])"
    )
)
_SINGLE_PART = LazyPattern(
    r"(?P<part>half|third|quarter|fifth|tenth|fourth|sixth|eighth)(?= of(?! (?:19|20)[0-9]{2}))"
)
# A part that something changes by: "fell by a fifth", "rose almost a third in May".
_CHANGED_BY = LazyPattern(
    r"(?:(?<![a-z])by|(?<![a-z])(?:f[ae]ll|fall(?:en|ing)|r[io]se|rising|risen|grew|grow(?:n|ing)?"
    r"|gain(?:ed|ing)?|drop(?:p(?:ed|ing))?|decline[ds]?|jump(?:ed)?|shrank|shrunk|plunged|lost"
    r"|slid|down|up|increased?|decreased?|cut))"
    r"(?: (?:almost|nearly|about|around|roughly|over|under|approximately|close to|up to|at least"
    r"|at most|more than|less than|just over|just under|as much as))? a \Z"
)
_CHANGED_PART = LazyPattern(
    r"(?P<part>half|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
    r"(?= ?(?:\Z|[.,;:)]|(?:and|or|to|in|from|since|on|over|this|last|compared|year|by|than|while"
    r"|as|with|after|during|versus|against|between|within|until|before)(?![a-z])))"
)
_PERIOD = LazyPattern(
    r"(?:(?:first|second|third|fourth|latter|last) )?(?:half|quarter|three quarters"
    r"|nine months|six"
    r" months|ten days)(?: of)?(?: the year| this year| last year|,? (?:19|20)[0-9]{2})?"
    r"|(?:first|second) half-year"
)
_SET_PHRASE = LazyPattern(
    r"(?P<name>two sessions|one belt,? one road|one belt|one road|two mountains|double carbon"
    r"|double eleven|three gorges|four comprehensives|five-year plan|thousand trillion"
    r"|hundred million(?=[”\"’'])|double doubling|double first-class|third world|second-hand"
    r"|thirteenth five-year plan|fourteenth five-year plan|fifteenth five-year plan)(?![a-z])"
)
_HALVES = ("half", "halves", "quarter", "halved", "halve", "halving")


def special_word_at(cursor: Cursor, word: str) -> SpecialNumeral | None:
    """Return the special numeral that `word` at the cursor begins, or None for a cardinal.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> special_word_at(Cursor.of("two-thirds of firms"), "two").value
        Decimal('66.66666666666666666666666667')
        >>> special_word_at(Cursor.of("the second session", 4), "second").role
        'ordinal'
    """
    normalized, start = cursor.normalized, cursor.start
    if phrase := _SET_PHRASE.match(normalized, start):
        return SpecialNumeral(start, phrase.end(), "name")
    if word in _numbers("multiples"):
        return _multiple(cursor, word)
    if fraction := _FRACTION.match(normalized, start):
        count = english_values()[fraction["count"]]
        size = _numbers("fractions")[fraction["part"]]
        # "Six quarters" and "zero third-party risks" are not fractions.
        if 0 < count < size and not normalized.startswith("one half of 20", start):
            return _part(start, fraction.end(), count, size)
    if ratio := _ONE_IN.match(normalized, start):
        return _part(start, ratio.end(), 1, english_values()[ratio["base"]])
    if changed := _changed_part(cursor):
        return changed
    if word in _HALVES:
        return _half_or_quarter(cursor, word)
    if word in ordinals():
        return _ordinal(cursor, word)
    if word == "dual":
        return SpecialNumeral(start, start + 4, "other")
    return None


def _part(start: int, end: int, count: int, size: int) -> SpecialNumeral:
    percentage = divided(Decimal(100 * count), Decimal(size))
    return SpecialNumeral(start, end, "indicator", percentage, unit="percent")


def _changed_part(cursor: Cursor) -> SpecialNumeral | None:
    """Return the part that something changes by: "a fifth" of "costs fell by a fifth"."""
    part = _CHANGED_PART.match(cursor.normalized, cursor.start)
    if part is None or not _CHANGED_BY.search(cursor.preceding(40)):
        return None
    return _part(cursor.start - len("a "), part.end(), 1, _numbers("fractions")[part["part"]])


def _half_or_quarter(cursor: Cursor, word: str) -> SpecialNumeral:
    start, end = cursor.start, cursor.start + len(word)
    if word.startswith("halv") and word != "halves":
        return SpecialNumeral(
            start, end, "indicator", Decimal(50), unit="percent", direction="down"
        )
    before = cursor.preceding(14)
    period = _PERIOD.match(cursor.normalized, start)
    if word == "halves":
        return _ordinal(cursor, word)
    single = _SINGLE_PART.match(cursor.normalized, start)
    size = _numbers("fractions")[word]
    if single and not before.endswith(("first ", "second ", "latter ", "other ")):
        article = before.endswith((" a ", " an ")) or before in ("a ", "an ")
        return _part(start - 2 if article else start, single.end(), 1, size)
    if before.rstrip().endswith(_COMPARING) or before.endswith(("by ", "in ")):
        return _part(start, end, 1, size)
    if period and period.end() > end:
        return SpecialNumeral(start, period.end(), "date")
    return SpecialNumeral(start, end, "other")


def _ordinal(cursor: Cursor, word: str) -> SpecialNumeral:
    normalized, start = cursor.normalized, cursor.start
    before = cursor.preceding(14)
    single = _SINGLE_PART.match(normalized, start)
    if single and before.endswith("a ") and not before[-3:-2].isalpha():
        return _part(start - 2, single.end(), 1, _numbers("fractions")[word])
    period = _PERIOD.match(normalized, start)
    if period and word in ("first", "second", "third", "fourth"):
        return SpecialNumeral(start, period.end(), "date")
    end = start + len(word)
    if normalized.startswith("-generation", end):
        end += len("-generation")
    return SpecialNumeral(start, end, "other" if cursor.preceding(4) == "per " else "ordinal")


_COMPARING = (
    "more than", "less than", "over", "nearly", "almost", "about", "around", "at least", "exceed",
    "exceeds", "exceeded", "approximately", "roughly", "under", "below", "above", "up to",
    "close to",
)  # fmt: skip
_BEFORE_VERB = (
    "to", "will", "would", "should", "shall", "can", "could", "may", "might", "than", "nearly",
    "almost", "about", "roughly", "and", "or", "over", "least", "approximately",
)  # fmt: skip
_MULTIPLIED = LazyPattern(
    r" (?:the|that|its|their|what|in|by|from|output|revenue|investment)(?![a-z])"
)


def _multiple(cursor: Cursor, word: str) -> SpecialNumeral:
    normalized, start = cursor.normalized, cursor.start
    end = start + len(word)
    before = cursor.preceding(16)
    if word in ("double", "triple", "treble", "quadruple", "redouble"):
        verb = before.rstrip().endswith(_BEFORE_VERB) or _MULTIPLIED.match(normalized, end)
        if not (verb or (start == 0 and end == len(normalized.rstrip()))):
            return SpecialNumeral(start, end, "other")
    if before[-1:] in ("“", '"') or normalized[end : end + 1] in ("-", "”"):
        return SpecialNumeral(start, end, "other")
    factor = Decimal(_numbers("multiples")[word])
    return SpecialNumeral(start, end, "indicator", factor, unit="times")
