"""English units and symbols after a number."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.core.comparators import currency_code
from chinaindpolicy.quantity.core.definitions import english
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.core.unit_match import UnitMatch, is_petaflops
from chinaindpolicy.quantity.english.nouns import counted_noun, phrase_words
from chinaindpolicy.quantity.units import english_words, rate_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chinaindpolicy.quantity.core.cursor import Cursor

# Rates in symbols whose first symbol alone is not a unit: 4 g/kWh.
_SYMBOLS = LazyPattern(
    r"(?:(?:m?g|t|kg|kj|mj|[kg]?gce|tce|k?g ce)/(?:kwh|km|m3|m³|l|kg|h|d|t|mwh|gj)|kws?pm)"
    r"(?![a-z0-9])"
)
_PER_100000 = " per 100,000"
_WORD = LazyPattern(r"[a-z]+")
_POINTS = LazyPattern(r"%[ -]points?(?![a-z])")


@cache
def _unlisted() -> Mapping[str, tuple[str, ...]]:
    """Return the unit phrases without a code by their first word, the longest first."""
    found: dict[str, list[str]] = {}
    for phrase in sorted(english("unlisted units", "words"), key=len, reverse=True):
        word = _WORD.match(phrase)
        found.setdefault(word.group() if word else phrase[:2], []).append(phrase)
    return {head: tuple(phrases) for head, phrases in found.items()}


# A sign after the amount, and not that of the next amount: 10 €.
_SIGN_AFTER = LazyPattern("([€$£¥₩])(?![a-z0-9])(?: (?=[0-9.,]+ ?\\1)|(?! [0-9]))")


def _without_code(cursor: Cursor, start: int, position: int, head: str) -> UnitMatch | None:
    """Read a sign of money after the number, or a unit that no code stands for."""
    normalized = cursor.normalized
    if _SIGN_AFTER.match(normalized, position):
        return UnitMatch(currency_code(normalized[position]), position + 1)
    for phrase in _unlisted().get(head, ()):
        if normalized.startswith(phrase, position):
            end = position + len(phrase)
            follower = normalized[end : end + 1]
            if not (follower.isascii() and follower.isalnum()):
                return UnitMatch(None, end, text=cursor.text[position:end])
    return None


_OPENING = frozenset("([{<")
_BRACKETED = LazyPattern(r"[(\[{<](?P<unit>[a-z]{1,12}[23²³]?)[)\]}>]")


def _in_brackets(cursor: Cursor, start: int) -> UnitMatch | None:
    """Read a unit in brackets: 20 (kg)."""
    match = _BRACKETED.match(cursor.normalized, start)
    code = _unit_of(match["unit"]) if match else None
    return UnitMatch(code, match.end()) if match and code else None


def english_unit(cursor: Cursor, start: int, *, scaled: bool) -> UnitMatch:
    """Read an English unit or a symbol at `start`.

    Args:
        cursor: the place of the number.
        start: offset after the number and its scale.
        scaled: whether the number has a scale word; only then is "won" a currency.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> english_unit(Cursor.of("5 kilowatt hours"), 1, scaled=False).code
        'kilowatt_hour'
    """
    normalized = cursor.normalized
    position = start
    if normalized.startswith(_PER_100000, start):
        return UnitMatch("per_100000", start + len(_PER_100000))
    if normalized[position : position + 1] in (" ", "-", "\n"):
        position += 1
    char = normalized[position : position + 1]
    if char == "%":
        if points := _POINTS.match(normalized, position):
            return UnitMatch("percentage_point", points.end())
        return UnitMatch("percent", position + 1)
    match = _WORD.match(normalized, position)
    head = match.group() if match else normalized[position : position + (1 + (char == "°"))]
    for phrase, code in english_words().get(head, ()):
        if normalized.startswith(phrase, position):
            end = position + len(phrase)
            follower = normalized[end : end + 1]
            if follower.isascii() and follower.isalnum() and phrase[-1].isalnum():
                continue
            if phrase == "won" and not scaled:
                continue
            if phrase == "m" and cursor.text[position] != "m":
                continue
            if phrase in ("w", "v") and (position > start or cursor.text[position] == phrase):
                continue
            if normalized[start : start + 1] == " " and phrase in phrase_words("attributive"):
                noun = counted_noun(normalized, end, words=2)
                if noun.code:
                    return noun
            return _rate(cursor, position, end, code) or UnitMatch(code, end)
    if without := _without_code(cursor, start, position, head):
        return without
    if char in _OPENING and (inside := _in_brackets(cursor, position)):
        return inside
    if symbol := _SYMBOLS.match(normalized, position):
        return UnitMatch(None, symbol.end(), text=cursor.text[position : symbol.end()])
    if position == start and (letter := _attached_letter(cursor, position, head)):
        end = position + 1
        return _rate(cursor, position, end, letter) or UnitMatch(letter, end)
    return UnitMatch(None, start)


_PER = LazyPattern(
    r"(?:(?P<slash>/)|[ -]per[ -]| (?P<article>an?|each|every) )"
    r"(?P<number>1,?0{2,5}(?:,000)? |(?:hundred|thousand|ten thousand|million) )?"
    r"(?P<below>[a-zμ][a-z0-9²³]*(?:[ -](?:metres?|meters?|kilomet(?:re|er)s?|hours?|coal))?)"
)
_PER_FIRST = frozenset("pae")
_HEADS = {"head": "person", "capita": "person", "person": "person", "people": "person",
          "inhabitant": "person", "inhabitants": "person", "residents": "person", "h": "hour",
          "s": "second", "household": "household", "l": "litre", "d": "day", "share": "share",
          "kwh": "kilowatt_hour"}  # fmt: skip
# "yuan a year" is an amount in a time, as the annual value of anything is.
_CALENDAR = frozenset(
    ("year", "month", "day", "week", "quarter", "annum", "yr", "decade", "time", "cent")
)
_NUMBERS = {"hundred": 100, "thousand": 1000, "ten thousand": 10_000, "million": 1_000_000}


def _rate(cursor: Cursor, start: int, end: int, code: str) -> UnitMatch | None:
    """Read one unit per another: km/h, kWh per head; None if there is no denominator.

    The value stays as printed: a rate that no code stands for has no code, but its text.
    """
    normalized = cursor.normalized
    sign = normalized[end : end + 1]
    if sign != "/" and not (sign in (" ", "-") and normalized[end + 1 : end + 2] in _PER_FIRST):
        return None
    per = _PER.match(normalized, end)
    if per is None:
        return None
    word = per["below"]
    below = _HEADS.get(word) or _unit_of(word)
    if per["article"] and below is None:
        return None
    if word in _CALENDAR:
        known = rate_code(code, word, Decimal(1))
        if known or per["slash"]:
            return UnitMatch(known or code, per.end())
        return None
    if below is None and not per["slash"]:
        first = word.split(" ")[0].split("-")[0]
        below, word = _HEADS.get(first) or _unit_of(first), first
        if below is None or first in _CALENDAR:
            return None
    after = per.start("below") + len(word)
    written = (per["number"] or "1").strip().replace(",", "")
    factor = Decimal(_NUMBERS.get(written) or written)
    known = rate_code(code, below, factor) if below else None
    return UnitMatch(known, after, text=None if known else cursor.text[start:after])


def rate_of_sign(cursor: Cursor, end: int, currency: str) -> UnitMatch | None:
    """Read the denominator of an amount whose currency is before it: $1.5 per watt."""
    found = _rate(cursor, end, end, currency)
    if found is None or found.text is None:
        return found
    return found._replace(text=f"{currency}{found.text}")


def _unit_of(word: str) -> str | None:
    """Return the code of a unit word."""
    head = _WORD.match(word)
    phrases = english_words().get(head.group() if head else word[:1], ())
    return next((code for phrase, code in phrases if phrase == word), None)


def _attached_letter(cursor: Cursor, position: int, letter: str) -> str | None:
    """Return the unit of a letter without a space after the number: 1000P, 3x, 5t."""
    if letter == "p" and is_petaflops(cursor, position):
        return "petaflops"
    if letter == "x" and cursor.text[position] in "x×":
        return "times"
    return "tonne" if letter == "t" and cursor.text[position] == "t" else None
