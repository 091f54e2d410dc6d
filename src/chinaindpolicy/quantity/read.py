"""Read one mention: the number at an offset with all the words that belong to it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.amounts import Amount, read_amount
from chinaindpolicy.quantity.assemble import before_number, from_value, quantity_at, with_unit
from chinaindpolicy.quantity.before_chinese import chinese_ends
from chinaindpolicy.quantity.chinese_numerals import CHINESE_NUMERALS
from chinaindpolicy.quantity.dates import YEAR, date_at
from chinaindpolicy.quantity.hanzi import Hanzi, hanzi_at
from chinaindpolicy.quantity.judge import plain_mention
from chinaindpolicy.quantity.names import name_at
from chinaindpolicy.quantity.numerals import arabic_run, divided, times
from chinaindpolicy.quantity.units import chinese_words
from chinaindpolicy.quantity.units_chinese import CHINESE_NOUNS
from chinaindpolicy.quantity.words import Word, word_at

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Mention


_NUMERALS = frozenset(CHINESE_NUMERALS) | {"半", "翻"}


# A longer run of digits, marks and scales without anything between is no number: it is passed
# over at once, where reading its parts one by one would cost most of all texts.
_GLUED = 140
_GLUED_CHARS = frozenset("0123456789.,") | (frozenset(CHINESE_NUMERALS))


@cache
def _glued() -> re.Pattern[str]:
    return re.compile(rf"[0-9.,{CHINESE_NUMERALS}]{{{_GLUED},}}")


def read_mention(text: str, norm: str, floor: int, start: int, word: str) -> Mention | None:
    """Read the number at `start`.

    Args:
        text: the text as printed.
        norm: the same, normalised.
        floor: offset behind the mention before, which nothing may reach back over.
        start: offset of a digit, of a number word or of a Chinese numeral.
        word: the number word at `start`; one character in the other cases.

    Returns:
        The mention, or None when there is no number (一 in 统一).

    Example:
        >>> read_mention("about 5%", "about 5%", 0, 6, "5").quantity.comparator
        'approx'
    """
    char = norm[start]
    if norm[start + _GLUED : start + _GLUED + 1] in _GLUED_CHARS and (
        run := _glued().match(norm, start)
    ):
        return plain_mention(text, start, run.end(), "other")
    if "0" <= char <= "9":
        return _read_digits(text, norm, floor, start)
    if char in _NUMERALS:
        return _read_hanzi(text, norm, floor, start)
    return _read_word(text, norm, floor, start, word)


def _read_digits(text: str, norm: str, floor: int, start: int) -> Mention:
    run_end = arabic_run(norm, start)
    if _plain_year(norm, floor, start):
        return plain_mention(text, start, run_end, "date")
    dated = date_at(norm, floor, start) if run_end - start <= 12 else None
    if dated:
        return plain_mention(text, *dated)
    if norm.startswith(("分", " 分之", "成"), run_end):
        hanzi = hanzi_at(norm, floor, start)
        if hanzi and hanzi.value is not None:
            return _from_hanzi(text, norm, floor, hanzi)
    named = name_at(text, norm, floor, start, run_end)
    if named:
        return plain_mention(text, *named)
    if norm.startswith(" out of ", run_end):
        part = _out_of().match(norm, start)
        if part and int(part[1]) < int(part[2]):
            value = divided(Decimal(100 * int(part[1])), Decimal(int(part[2])))
            return from_value(text, norm, floor, start, part.end(), value, None, "percent")
    if norm.startswith("/", run_end):
        return _slash(text, norm, floor, start, run_end)
    found = quantity_at(text, norm, floor, start)
    return found or plain_mention(text, start, run_end, "other")


@cache
def _out_of() -> re.Pattern[str]:
    return re.compile(r"([0-9]{1,3}) out of (?:every )?([0-9]{1,3})(?![0-9.,]| ?%)")


@cache
def _year_before() -> re.Pattern[str]:
    return re.compile(
        r"(?<![a-z])(?:in|by|of|since|until|during|for|to|from|before|after|through) \Z"
    )


@cache
def _year_and_mark() -> re.Pattern[str]:
    return re.compile(rf"{YEAR}(?:[,.;:)\n](?![0-9])|\Z)")


def _plain_year(norm: str, floor: int, start: int) -> bool:
    """Recognise "by 2025," at little cost; all other years take the long way."""
    return (
        _year_and_mark().match(norm, start) is not None
        and _year_before().search(norm, max(floor, start - 8), start) is not None
    )


def _slash(text: str, norm: str, floor: int, start: int, run_end: int) -> Mention:
    match = re.compile(r"([0-9]{1,3})/([0-9]{1,3})(?![0-9/])").match(norm, start)
    if match is None or not 0 < int(match[1]) < int(match[2]):
        tail = re.compile(r"(?:/[0-9]{1,8}){1,4}").match(norm, run_end)
        if tail is None:
            return quantity_at(text, norm, floor, start) or plain_mention(
                text, start, run_end, "other"
            )
        return plain_mention(text, start, tail.end(), "other")
    value = divided(Decimal(100 * int(match[1])), Decimal(match[2]))
    return from_value(text, norm, floor, start, match.end(), value, None, "percent")


@cache
def _followers() -> frozenset[str]:
    units = {word[0] for word in chinese_words()} | {word[0] for word in CHINESE_NOUNS}
    return frozenset(
        units
        | _NUMERALS
        | set("成点分余多几来至到—-~ 以左上及或（(）)大步是、．期代届号季月世带川农会峡")
    )


@cache
def _leaders() -> frozenset[str]:
    return chinese_ends() | frozenset('第上过破前（(“"大多小') | _NUMERALS


def _cannot_count(norm: str, start: int) -> bool:
    """Reject at little cost a lone numeral that begins or ends a word: 统一, 一体, 进一步."""
    after = norm[start + 1 : start + 2]
    if not after or norm[start] in "半翻":
        return False
    if after in _followers() and norm[start : start + 2] not in ("一步", "一标"):
        return False
    return start > 0 and norm[start - 1] not in _leaders()


def _read_hanzi(text: str, norm: str, floor: int, start: int) -> Mention | None:
    if _cannot_count(norm, start):
        return None
    hanzi = hanzi_at(norm, floor, start)
    if hanzi:
        if hanzi.value is None:
            return plain_mention(text, hanzi.start, hanzi.end, hanzi.role)
        return _from_hanzi(text, norm, floor, hanzi)
    if norm[start] in "半翻":
        return None
    return quantity_at(text, norm, floor, start)


def _from_hanzi(text: str, norm: str, floor: int, hanzi: Hanzi) -> Mention:
    assert hanzi.value is not None
    return from_value(
        text,
        norm,
        floor,
        hanzi.start,
        hanzi.end,
        hanzi.value,
        hanzi.upper,
        hanzi.unit,
        self_directed=hanzi.direction,
    )


def _read_word(text: str, norm: str, floor: int, start: int, word: str) -> Mention | None:
    if word == "phase" or word in _ROMAN:
        return _roman(text, norm, start, word)
    special: Word | None = word_at(norm, floor, start, word)
    if special is None:
        begin = start
        if word in _SCALE_WORDS:
            begin = _article(norm, floor, start)
        return quantity_at(text, norm, floor, start, begin=begin) or plain_mention(
            text, start, start + len(word), "other"
        )
    if special.value is None:
        return _half_of_scale(text, norm, floor, start) or plain_mention(
            text, special.start, special.end, special.role
        )
    return from_value(
        text,
        norm,
        floor,
        special.start,
        special.end,
        special.value,
        None,
        special.unit,
        self_directed=special.direction,
    )


_ROMAN = ("ii", "iii", "iv", "vi", "vii", "viii")


_SCALE_WORDS = ("hundred", "thousand", "million", "billion", "trillion", "dozen")


def _roman(text: str, norm: str, start: int, word: str) -> Mention | None:
    if word == "phase":
        match = re.compile(r"phases? (?:[ivx]{1,4}|one|two|three|four)(?![a-z])").match(norm, start)
        return plain_mention(text, start, match.end(), "ordinal") if match else None
    if text[start : start + len(word)].isupper():
        return plain_mention(text, start, start + len(word), "ordinal")
    return None


def _article(norm: str, floor: int, start: int) -> int:
    for article in ("a ", "an "):
        begin = start - len(article)
        free = begin == 0 or not norm[begin - 1].isalnum()
        if begin >= floor and free and norm.startswith(article, begin):
            return begin
    return start


def _half_of_scale(text: str, norm: str, floor: int, start: int) -> Mention | None:
    """Read "half a million" and "half a year"."""
    match = re.compile(
        r"half[ -]an?[ -](?:(?P<scale>hundred|thousand|million|billion|trillion|dozen)(?![a-z])"
        r"|(?=(?:year|month|day|hour|century)(?![a-z])))"
    ).match(norm, start)
    if match is None:
        return None
    scale: str | None = None
    if match["scale"] is None:
        value, end = Decimal("0.5"), match.end()
    else:
        scaled = read_amount(text, norm, match.start("scale"))
        assert scaled is not None  # a scale word alone is a number
        value, end, scale = times(scaled.low, Decimal("0.5")), scaled.end, scaled.scale
    amount = Amount(start, end, value, scale=scale)
    return with_unit(text, norm, floor, amount, before_number(norm, floor, start))
