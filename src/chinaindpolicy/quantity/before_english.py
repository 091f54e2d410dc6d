"""Read the English words before a number that compare: more than, does not exceed."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from chinaindpolicy.quantity.comparators import NEGATED, REACH, SIGNS, Before, currency_code

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Comparator


_ENGLISH = {
    "gt": r"more than|over|above|(?:greater|higher|larger|bigger|longer) than|in excess of"
    r"|upwards? of|beyond|north of",
    "gtv": r"exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp(?:ed|ing)|(?:to|will|would) top|tops"
    r"|(?:break|breaks|broke|breaking|broken) (?:through|past|the)|cross(?:ed|es|ing)?"
    r"|outstripp?(?:s|ed|ing)?",
    "ge": r"at least|at the least|(?:a )?minimum of|minimum"
    r"|(?:equal to or|equals or) (?:more|greater"
    r"|higher) than|(?:at|equal to) or above|(?:more|greater|higher) than or equal to"
    r"|(?:reach(?:es)?|meets?|equals?) or"
    r" exceeds?|(?:equal to or above)|as (?:low|few|little) as|starting (?:at|from)",
    "lt": r"less than|below|under|(?:fewer|lower|smaller|shorter) than|short of",
    "le": r"up to|as (?:high|much|many|long|large) as|at (?:the )?most|within|(?:a )?maximum of"
    r"|maximum|capped at|(?:less|lower|fewer) than or equal to|limited to|a ceiling of"
    r"|(?:at|equal to) or (?:below|less than)",
    "approx": r"about|around|approximately|approx\.?|roughly|nearly|almost|(?:come |came )?close to"
    r"|some|circa|ca\.|in the region of|(?:on|in|of) the order of|an estimated|estimated at"
    r"|estimated|near|nearing|approach(?:es|ed|ing)?|virtually|practically|or so|give or take",
    "eq": r"reach(?:es|ed|ing)?|hits?|totall?(?:s|ed|ing)?|amount(?:s|ed|ing)? to"
    r"|(?:stands?|stood) at|add(?:s|ed)? up to|exactly|precisely|equals?|equal to",
}


_ADVERB = r"(?:just|well|slightly|far|much|significantly|a little|a bit|somewhat|considerably) "


_NEGATION = (
    r"(?:not|never|cannot|no|without|nor|[a-z]{2,6}n['’]t|fail(?:s|ed)? to)"
    r" (?:(?:be|to|fall|falls|go|drop|rise|have|been|yet|allowed|permitted|get|any) ){0,3}"
)


_FILLER = (
    r"(?:(?:a|an|the) (?:total|sum|average|combined|cumulative|annual|further|additional|record)"
    r" (?:of )?|another |an additional |a further )"
)


_MONEY = (
    r"(?:us ?\$|hk ?\$|nt ?\$|s ?\$|a ?\$|c ?\$|u\.s\. ?\$|rmb ?¥?|cny ?¥?|usd ?\$?|eur ?€?|jpy"
    r"|hkd|gbp|krw|sgd|twd|[$¥€£₩￡])"
)


@cache
def _english_before() -> re.Pattern[str]:
    groups = "|".join(f"(?P<{name}>{words})" for name, words in _ENGLISH.items())
    return re.compile(
        rf"(?<![a-z])(?P<neg>{_NEGATION})?(?:{_ADVERB})?(?:{groups})"
        rf"(?P<the> the| rmb)?(?: {_FILLER})?[ ]?(?P<money>{_MONEY})?[ ]?[-+]?\Z"
    )


@cache
def _symbol_before() -> re.Pattern[str]:
    return re.compile(rf"(?P<sign>≥|>=|≧|⩾|>|≤|<=|≦|⩽|<|≈|~|约)? ?(?P<money>{_MONEY})? ?[-+]?\Z")


@cache
def _last_words() -> re.Pattern[str]:
    return re.compile(
        r"(?:than|over|above|of|beyond|past|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp(?:ed|ing)"
        r"|tops?|through|the|cross(?:ed|es|ing)?|outstripp?(?:s|ed|ing)?|least|minimum|as|at|from|to"
        r"|below|under|within|most|maximum|about|around|approx.*|roughly|nearly|almost|some|circa"
        r"|ca\.|estimated|near(?:ing)?|virtually|practically|so|take|reach(?:es|ed|ing)?|hits?"
        r"|totall?(?:s|ed|ing)?|exactly|precisely|equals?|total|sum|average|combined|cumulative"
        r"|annual|further|additional|record|another|us|rmb|cny|usd|eur|jpy|hkd|gbp|krw|sgd|twd|hk"
        r"|than.*|over.*|.*[($“\"‘'—-].*|exceeds?)\Z"
    )


def _may_compare(word: str) -> bool:
    """Return whether a word can be the last of those that compare; most words cannot."""
    return bool(word) and _last_words().match(word) is not None


_SIGN_ENDS = frozenset("≥>=≧⩾≤<≦⩽≈~约$¥€£₩￡")
_CODE_ENDS = ("rmb", "cny", "usd", "eur", "jpy", "hkd", "gbp", "krw", "sgd", "twd")


def _has_sign(word: str) -> bool:
    """Return whether a word ends with a sign or a currency code; most words do not."""
    return word[-1:] in _SIGN_ENDS or word.endswith(_CODE_ENDS)


def _last_word(window: str) -> str:
    parts = window.split()
    return parts[-1] if parts else ""


def _is_letter(window: str, index: int) -> bool:
    return index >= 0 and window[index].isascii() and window[index].isalpha()


def english_before(norm: str, floor: int, start: int) -> Before:
    """Read the English words that end at `start`, not before `floor`.

    Example:
        >>> english_before("does not exceed us$ 5", 0, 20)
        Before(start=5, comparator='le', currency='USD', distant=False)
    """
    low = max(floor, start - REACH)
    window = norm[low:start]
    stripped = window.rstrip(" +-")
    word = _last_word(stripped)
    bare = _last_word(stripped.rstrip(" $¥€£"))
    match = _english_before().search(window) if _may_compare(bare) else None
    if match is None:
        sign = _symbol_before().search(window) if _has_sign(word) else None
        if sign is None or sign.start() == len(window):
            return Before(start)
        found = SIGNS.get(sign["sign"] or "")
        begin = start
        money = currency_code(sign["money"])
        if money and _is_letter(window, sign.start("money") - 1):
            money = None
        if found or money:
            begin = low + sign.start()
            while norm[begin] == " ":
                begin += 1
        return Before(begin, found, money)
    name = next(name for name in _ENGLISH if match[name])
    found = cast("Comparator", "gt" if name == "gtv" else name)
    if match["the"] == " the" and name not in ("gtv", "eq"):
        return Before(start)
    if match["neg"] and name != "approx":
        found = NEGATED[found]
    money = currency_code(match["money"] or (match["the"] or "").replace(" the", "").strip())
    return Before(low + match.start(), found, money)
