"""English comparators before a number: more than, does not exceed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from chinaindpolicy.quantity.core.comparators import (
    NEGATED,
    REACH,
    SIGNS,
    LeadingWords,
    currency_code,
)
from chinaindpolicy.quantity.core.definitions import english
from chinaindpolicy.quantity.core.patterns import LazyPattern

if TYPE_CHECKING:
    from chinaindpolicy.quantity.core.cursor import Cursor
    from chinaindpolicy.quantity.types import Comparator

_ENGLISH = {
    "gt": r"more than|over|above|(?:greater|higher|larger|bigger|longer) than|in excess of"
    r"|upwards? of|beyond|north of",
    "gtv": r"exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp(?:ed|ing)|tops"
    r"|(?:to|will|would|should|could|may|might|can|must|shall) (?:top|pass)|(?<= to )(?:top|pass)"
    r"|(?:break|breaks|broke|breaking|broken) (?:through|past|the)|cross(?:ed|es|ing)?"
    r"|outstripp?(?:s|ed|ing)?|pass(?:es|ed|ing)",
    "ge": r"at least|at the least|(?:a )?minimum of|minimum"
    r"|(?:equal to or|equals or) (?:more|greater"
    r"|higher) than|(?:at|equal to) or above|(?:more|greater|higher) than or equal to"
    r"|(?:reach(?:es)?|meets?|equals?) or"
    r" exceeds?|(?:equal to or above)|as (?:low|few|little) as|starting (?:at|from)",
    "lt": r"less than|below|under|(?:fewer|lower|smaller|shorter) than|short of|shy of",
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
    r"(?:not|never|cannot|no|without|nor|[a-z]{2,6}n['’]t|fail(?:s|ed)? to"
    r"|yet to|far from|still to)"
    r" (?:(?:be|to|fall|falls|go|drop|rise|have|been|yet|allowed|permitted|get|any) ){0,3}"
)
_FILLER = (
    r"(?:(?:a|an|the) (?:total|sum|average|combined|cumulative|annual|further|additional|record)"
    r" (?:of )?|another |an additional |a further )"
)
_MONEY = (
    # A space after the letter of a$ would take the article of "a $48 million".
    r"(?:(?<![a-z])(?:us ?\$|hk ?\$|nt ?\$|[sac]\$|c \$|u\.s\.? ?\$|rmb ?¥?|cny ?¥?|usd ?\$?"
    r"|aud ?\$?|cad ?\$?|eur ?€?|jpy|hkd|gbp|krw|sgd|twd|chf|inr|rs\.?)|[$¥€£₩￡₹])"
)
_COMPARATOR = LazyPattern(
    rf"(?<![a-z])(?P<neg>{_NEGATION})?(?:{_ADVERB})?"
    rf"(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _ENGLISH.items())})"
    rf"(?P<the> the| rmb)?(?: {_FILLER})?[ ]?(?P<money>{_MONEY})?[ ]?[-+]?\Z"
)
_SIGN = LazyPattern(rf"(?P<sign>≥|>=|≧|⩾|>|≤|<=|≦|⩽|<|≈|~|约)? ?(?P<money>{_MONEY})? ?[-+]?\Z")
# The last words of comparators; they are cheap to search, and most words are not in the set.
_LAST_WORD = LazyPattern(
    r"(?:than|over|above|of|beyond|past|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp(?:ed|ing)"
    r"|tops?|through|the|cross(?:ed|es|ing)?|outstripp?(?:s|ed|ing)?|pass(?:es|ed|ing)?|least|minimum|as|at|from|to"
    r"|below|under|within|most|maximum|about|around|approx.*|roughly|nearly|almost|some|circa"
    r"|ca\.|estimated|near(?:ing)?|virtually|practically|so|take|reach(?:es|ed|ing)?|hits?"
    r"|totall?(?:s|ed|ing)?|exactly|precisely|equals?|total|sum|average|combined|cumulative"
    r"|annual|further|additional|record|another|us|rmb|cny|usd|eur|jpy|hkd|gbp|krw|sgd|twd"
    r"|aud|cad|chf|inr|rs\.?|hk"
    r"|than.*|over.*|.*[($“\"‘'—-].*|exceeds?)\Z"
)
# Amounts that something "passes": a large number or a percentage, but not two laws.
_LARGE = LazyPattern(
    r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{4,}"
    r"|[0-9.]+ ?(?:%|percent|per cent|million|billion|trillion|bn)"
    r"|(?:[a-z]+ )?(?:hundred|thousand|million|billion|trillion)(?![a-z])"
)
_SIGN_ENDS = frozenset("≥>=≧⩾≤<≦⩽≈~约$¥€£₩￡₹")
_RUPEES = ("rs", "rs.")
_CODE_ENDS = ("rmb", "cny", "usd", "eur", "jpy", "hkd", "gbp", "krw", "sgd", "twd", "aud",
               "cad", "chf", "inr")  # fmt: skip


def _last_word(words: str) -> str:
    parts = words.split()
    return parts[-1] if parts else ""


def english_leading_words(cursor: Cursor) -> LeadingWords:
    """Read the English words before the cursor that compare, and the currency.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> english_leading_words(Cursor.of("does not exceed US$ 5", 20))
        LeadingWords(start=5, comparator='le', currency='USD', distant=False)
    """
    start = cursor.start
    window = cursor.preceding(REACH)
    stripped = window.rstrip(" +-")
    bare = _last_word(stripped.rstrip(" $¥€£₹"))
    match = None
    if bare and _LAST_WORD.match(bare):
        begin = start - len(window)
        match = _COMPARATOR.search(cursor.normalized, _phrase_start(window) + begin, start)
    if match is None:
        return _leading_sign(cursor, window, _last_word(stripped))
    name = next(name for name in _ENGLISH if match[name])
    if match["the"] == " the" and name not in ("gtv", "eq"):
        return LeadingWords(start)
    if (
        name == "gtv"
        and "pass" in match["gtv"]
        and "surpass" not in match["gtv"]
        and not _LARGE.match(cursor.normalized, start)
    ):
        return LeadingWords(start)  # passed 2 laws
    found = cast("Comparator", "gt" if name == "gtv" else name)
    if match["neg"] and name != "approx":
        found = NEGATED[found]
    money = currency_code(match["money"] or (match["the"] or "").replace(" the", "").strip())
    return LeadingWords(match.start(), found, money)


@cache
def _phrase_words() -> frozenset[str]:
    """Return every word that a comparing phrase may contain."""
    verbs = english("comparing phrases", "verbs")
    endings = ("", "s", "es", "ed", "ing")
    inflected = {verb + ending for verb in verbs for ending in endings}
    return frozenset((*english("comparing phrases", "words"), *inflected))


_PHRASE_SIGNS = "$¥€£₩￡₹+-"


def _phrase_start(window: str) -> int:
    """Return the offset of the first word that a comparing phrase at the end may begin in."""
    words = _phrase_words()
    end = len(window.rstrip(" "))
    while end > 0:
        begin = window.rfind(" ", 0, end) + 1
        word = window[begin:end].strip(_PHRASE_SIGNS)
        if word and word not in words and not word.endswith(("n't", "n’t")):
            return begin
        end = begin - 1
    return 0


def _leading_sign(cursor: Cursor, window: str, word: str) -> LeadingWords:
    """Read a comparing sign and a currency sign at the end of the window."""
    start = cursor.start
    ends = word[-1:] in _SIGN_ENDS or word.endswith(_CODE_ENDS) or word in _RUPEES
    if not ends:
        return LeadingWords(start)
    match = _SIGN.search(window)
    if match is None or match.start() == len(window):
        return LeadingWords(start)
    found = SIGNS.get(match["sign"] or "")
    money = currency_code(match["money"])
    before_money = window[max(0, match.start("money") - 1) : match.start("money")] if money else ""
    if before_money.isascii() and before_money.isalpha():
        money = None
    if not (found or money):
        return LeadingWords(start)
    words = window[match.start() :]
    return LeadingWords(start - len(words.lstrip(" ")), found, money)
