"""One mention: the number at a place with all the words that belong to it."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.chinese.comparators import chinese_ends
from chinaindpolicy.quantity.chinese.numerals import CHINESE_NUMERALS, chinese_run
from chinaindpolicy.quantity.chinese.special_numerals import special_numeral_at
from chinaindpolicy.quantity.chinese.units import chinese_nouns, unit_starts
from chinaindpolicy.quantity.core.dates import YEAR, date_at
from chinaindpolicy.quantity.core.numerals import (
    VULGAR_FRACTIONS,
    arabic_run,
    divided,
    may_be_power,
    read_arabic,
    read_power,
    shifted,
    times,
)
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.core.special_numeral import SpecialNumeral
from chinaindpolicy.quantity.english.number_words import special_word_at
from chinaindpolicy.quantity.english.numerals import SCALE_WORDS, english_values
from chinaindpolicy.quantity.grammar.assemble import from_special, quantity_at, with_unit
from chinaindpolicy.quantity.grammar.classify import plain_mention
from chinaindpolicy.quantity.grammar.codes import code_at
from chinaindpolicy.quantity.grammar.match import leading_words
from chinaindpolicy.quantity.grammar.names import name_at
from chinaindpolicy.quantity.grammar.plain_numbers import plain_amount
from chinaindpolicy.quantity.grammar.scaled_numbers import (
    ScaledNumber,
    read_scaled_number,
    with_scale,
)

if TYPE_CHECKING:
    import re

    from chinaindpolicy.quantity.core.cursor import Cursor
    from chinaindpolicy.quantity.types import QuantityMention

_NUMERALS = frozenset(CHINESE_NUMERALS) | {"半", "翻"}
# A longer run of digits, separators and scales is not a number. It is skipped at once: reading
# its parts one by one would cost most of all texts.
_GLUED = 140
_GLUED_CHARS = frozenset("0123456789.,") | (frozenset(CHINESE_NUMERALS))
_GLUED_RUN = LazyPattern(rf"[0-9.,{CHINESE_NUMERALS}]{{{_GLUED},}}")
_OUT_OF = LazyPattern(
    r"([0-9]{1,3}) (?:out of (?:every )?([0-9]{1,3})"
    r"|in (?:every )?([2-9]|10)(?= [a-z]{3,}s(?![a-z]))"
    r"(?! (?:years|months|weeks|days|hours|minutes|decades|phases|stages|steps|regions|cities"
    r"|provinces|countries)(?![a-z])))(?![0-9.,]| ?%)"
)
_YEAR_BEFORE = LazyPattern(
    r"(?<![a-z])(?:in|by|of|since|until|during|for|to|from|before|after|through) \Z"
)
# After a year, words that count nothing and end no expression.
_YEAR_AND_MARK = LazyPattern(
    rf"{YEAR}(?:[,.;:)\n](?![0-9])|\Z"
    r"| (?:the|was|were|is|are|it|they|will|with|when|as|has|had|which|that|this|for|by|of|on|while"
    r"|from|because) )"
)
_SLASH = LazyPattern(r"([0-9]{1,3})/([0-9]{1,3})(?![0-9/])")
# What makes a fraction a number, and not a share: 1/2 million, 1/2 percent.
_SCALED_FRACTION = LazyPattern(
    r"[ -](?:thousand|million|billion|trillion|percent|per cent|percentage points?|yuan"
    r"|miles?|acres?|ounces?|inch|hours?|years?|months?"
    r"|kilomet(?:re|er)s?|met(?:re|er)s?|tons?|tonnes?|lit(?:re|er)s?|gallons?|pints?|cups?)(?![a-z])"
    r"| ?[%万亿]"
)
_SLASH_PARTS = LazyPattern(r"(?:/[0-9]{1,8}){1,4}")
_ROMAN = ("ii", "iii", "iv", "vi", "vii", "viii")
_PHASE = LazyPattern(r"phases? (?:[ivx]{1,4}|one|two|three|four)(?![a-z])")
_HALF_OF = LazyPattern(
    rf"(?:(?P<quarter>(?:three[ -])?quarters?(?: of)?(?: an?)? )|half(?: of)?[ -](?:an?[ -])?)"
    rf"(?:(?P<scale>{'|'.join(SCALE_WORDS)})(?![a-z])"
    r"|(?<= a )(?=(?:year|month|day|hour|century|percentage point|percent|point)(?![a-z])))"
)


def read_mention(cursor: Cursor, word: str) -> QuantityMention | None:
    """Read the number at the cursor.

    Args:
        cursor: the place of a digit, of a number word or of a Chinese numeral that may count
            (see `cannot_count`).
        word: the number word at the cursor; one character in the other cases.

    Returns:
        The mention, or None if there is no number.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> read_mention(Cursor.of("about 5%", 6), "5").quantity.comparator
        'approx'
    """
    _, normalized, _, start = cursor
    char = normalized[start]
    if run := _glued_run(normalized, start):
        return plain_mention(cursor.text, start, run.end(), "other")
    if "0" <= char <= "9":
        return _read_digits(cursor)
    if char in _NUMERALS:
        return _read_chinese(cursor)
    if char in VULGAR_FRACTIONS:
        return quantity_at(cursor)
    return _read_word(cursor, word)


def _glued_run(normalized: str, start: int) -> re.Match[str] | None:
    """Match a run that is too long for a number."""
    if normalized[start + _GLUED : start + _GLUED + 1] not in _GLUED_CHARS:
        return None
    return _GLUED_RUN.match(normalized, start)


def _read_digits(cursor: Cursor) -> QuantityMention:
    return plain_amount(cursor) or read_digits(cursor)


def read_digits(cursor: Cursor) -> QuantityMention:
    """Read the digits at the cursor by the whole grammar.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> read_digits(Cursor.of("in 2024", 3)).role
        'date'
    """
    text, normalized, _, start = cursor
    run_end = arabic_run(normalized, start)
    if run_end - start == 4 and _is_plain_year(cursor):
        return plain_mention(text, start, run_end, "date")
    if cursor.preceding(2).rstrip().endswith("±"):
        return plain_mention(text, start, run_end, "other")  # a deviation, and no level
    if normalized.startswith("‱", run_end) and (digits := read_arabic(normalized, start)):
        value = shifted(digits.value, -2)
        return from_special(
            cursor, SpecialNumeral(start, run_end + 1, "indicator", value, unit="percent")
        )
    if code := code_at(cursor, run_end):
        return plain_mention(text, *code)
    if may_be_power(normalized, run_end) and read_power(normalized, start):
        return quantity_at(cursor) or plain_mention(text, start, run_end, "other")
    if run_end - start <= 12 and (dated := date_at(cursor, run_end)):
        return plain_mention(text, *dated)
    if normalized.startswith(("分", " 分", "  分", "成", " 成", "折"), run_end):
        special = special_numeral_at(cursor)
        if special and special.value is not None:
            return from_special(cursor, special)
    if named := name_at(cursor, run_end):
        return plain_mention(text, *named)
    if normalized.startswith((" out of ", " in "), run_end):
        part = _OUT_OF.match(normalized, start)
        if part and int(part[1]) < int(part[2] or part[3]):
            return from_special(cursor, _ratio(part))
    if normalized.startswith("/", run_end):
        return _read_slash(cursor, run_end)
    return quantity_at(cursor) or plain_mention(text, start, run_end, "other")


_SMALL_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten"
_WORDS_OUT_OF = LazyPattern(
    rf"({_SMALL_WORDS}) (?:out of (?:every )?({_SMALL_WORDS})(?![a-z])"
    r"|in (?:every )?(ten)(?![a-z])(?! (?:years|months|weeks|days|hours|minutes|decades)(?![a-z])))"
)


def _share(match: re.Match[str], part: int, whole: int) -> SpecialNumeral:
    value = divided(Decimal(100 * part), Decimal(whole))
    return SpecialNumeral(match.start(), match.end(), "indicator", value, unit="percent")


def _ratio(part: re.Match[str]) -> SpecialNumeral:
    """Return the percentage of two numbers."""
    return _share(part, int(part[1]), int(part[2] or part[3]))


def _is_plain_year(cursor: Cursor) -> bool:
    """Recognise "by 2025," at little cost; other years need the whole grammar."""
    _, normalized, min_start, start = cursor
    return (
        _YEAR_AND_MARK.match(normalized, start) is not None
        and _YEAR_BEFORE.search(normalized, max(min_start, start - 8), start) is not None
    )


def _read_slash(cursor: Cursor, run_end: int) -> QuantityMention:
    text, normalized, _, start = cursor
    if normalized.startswith("/10万", run_end):
        return quantity_at(cursor) or plain_mention(text, start, run_end, "other")
    match = _SLASH.match(normalized, start)
    # 24/7 is no fraction, with a scale after it or without.
    if match and not 0 < int(match[1]) < int(match[2]):
        match = None
    if match and _SCALED_FRACTION.match(normalized, match.end()):
        number = ScaledNumber(start, match.end(), divided(Decimal(match[1]), Decimal(match[2])))
        leading = leading_words(cursor)
        scaled = with_scale(cursor, number, money=leading.currency is not None)
        if found := with_unit(cursor, scaled, leading):
            return found
    if match and match.group() != "7/24":
        return from_special(cursor, _ratio(match))
    if tail := _SLASH_PARTS.match(normalized, run_end):
        return plain_mention(text, start, tail.end(), "other")
    return quantity_at(cursor) or plain_mention(text, start, run_end, "other")


@cache
def _followers() -> frozenset[str]:
    """Return the characters that may follow a numeral that counts."""
    units = {word[0] for word in chinese_nouns()} | unit_starts()
    return frozenset(
        units
        | _NUMERALS
        | set("成折点分余多几来至到—-~ 以左上及或（(）)大步是、．期代届号季月世带川农会峡级")
    )


@cache
def _leaders() -> frozenset[str]:
    """Return the characters that may precede a numeral that counts."""
    return chinese_ends() | frozenset('第上过破前（(“"大多小') | _NUMERALS


def cannot_count(normalized: str, start: int) -> bool:
    """Reject at little cost a lone numeral that begins or ends a word: 统一, 一体, 进一步."""
    after = normalized[start + 1 : start + 2]
    if not after or normalized[start] not in CHINESE_NUMERALS:
        return False
    if after in _followers() and normalized[start : start + 2] not in ("一步", "一标"):
        return False
    if start == 0 or normalized[start - 1] in _leaders():
        return False
    return _glued_run(normalized, start) is None


def _read_chinese(cursor: Cursor) -> QuantityMention | None:
    if special := special_numeral_at(cursor):
        return _from_special(cursor, special)
    if chinese_run(cursor.normalized, cursor.start) == cursor.start:
        return None  # 百分之, 千瓦, 半, 翻
    return quantity_at(cursor)


def _from_special(cursor: Cursor, special: SpecialNumeral) -> QuantityMention:
    """Make the mention of a special numeral, with or without a value."""
    if special.value is None:
        return plain_mention(cursor.text, special.start, special.end, special.role)
    return from_special(cursor, special)


def _read_word(cursor: Cursor, word: str) -> QuantityMention | None:
    if word == "phase" or word in _ROMAN:
        return _read_roman(cursor, word)
    if cursor.normalized.startswith((" out of ", " in "), cursor.start + len(word)):
        part = _WORDS_OUT_OF.match(cursor.normalized, cursor.start)
        values = english_values()
        whole = part and values[part[2] or part[3]]
        if part and whole and 0 < values[part[1]] < whole:
            return from_special(cursor, _share(part, values[part[1]], whole))
    if word in ("half", "quarter", "three") and (half := _half_of_scale(cursor)):
        return half
    special = special_word_at(cursor, word)
    if special is None:
        begin = _article(cursor) if word in SCALE_WORDS else None
        end = cursor.start + len(word)
        return quantity_at(cursor, begin=begin) or plain_mention(
            cursor.text, cursor.start, end, "other"
        )
    return _from_special(cursor, special)


def _read_roman(cursor: Cursor, word: str) -> QuantityMention | None:
    text, start = cursor.text, cursor.start
    if word == "phase":
        match = _PHASE.match(cursor.normalized, start)
        return plain_mention(text, start, match.end(), "ordinal") if match else None
    end = start + len(word)
    return plain_mention(text, start, end, "ordinal") if text[start:end].isupper() else None


def _article(cursor: Cursor) -> int:
    """Return the offset of the article before the cursor, else of the cursor."""
    _, normalized, min_start, start = cursor
    for article in ("a ", "an "):
        begin = start - len(article)
        free = begin == 0 or not normalized[begin - 1].isalnum()
        if begin >= min_start and free and normalized.startswith(article, begin):
            return begin
    return start


_PARTS = {"half": Decimal("0.5"), "quart": Decimal("0.25"), "three": Decimal("0.75")}


def _half_of_scale(cursor: Cursor) -> QuantityMention | None:
    """Read "half a million" and "half a year"."""
    match = _HALF_OF.match(cursor.normalized, cursor.start)
    if match is None:
        return None
    half = _PARTS[match["quarter"][:5] if match["quarter"] else "half"]
    number = ScaledNumber(cursor.start, match.end(), half)
    if match["scale"]:
        scaled = read_scaled_number(cursor.at(match.start("scale")))
        assert scaled is not None  # a scale word alone is a number
        number = ScaledNumber(cursor.start, scaled.end, times(scaled.low, half), scale=scaled.scale)
    return with_unit(cursor, number, leading_words(cursor))
