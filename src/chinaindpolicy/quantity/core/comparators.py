"""Comparators that both languages share: signs, words after a number, and combinations."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.core.definitions import definitions
from chinaindpolicy.quantity.core.patterns import LazyPattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chinaindpolicy.quantity.types import Comparator

#: How far before a number its words may begin: the length of the longest that are read.
REACH = 110
#: The comparator of a negated one: "does not exceed" is at most.
NEGATED: Mapping[Comparator, Comparator] = {
    "gt": "le",
    "ge": "lt",
    "lt": "ge",
    "le": "gt",
    "eq": "lt",
    "approx": "approx",
    "range": "range",
}
#: The comparator of each sign before a number.
SIGNS: Mapping[str, Comparator] = {
    "≥": "ge",
    ">=": "ge",
    "≧": "ge",
    "⩾": "ge",
    ">": "gt",
    "≤": "le",
    "<=": "le",
    "≦": "le",
    "⩽": "le",
    "<": "lt",
    "≈": "approx",
    "~": "approx",
}


class LeadingWords(NamedTuple):
    """The words before a number.

    Attributes:
        start: offset of the first of them; the offset of the number if there are none.
        comparator: their comparator, or None.
        currency: the currency code of a sign or word, or None.
        distant: whether other words separate the comparator from the number.
    """

    start: int
    comparator: Comparator | None = None
    currency: str | None = None
    distant: bool = False


@cache
def currency_signs() -> Mapping[str, str]:
    """Return the ISO 4217 code of every sign before an amount."""
    english, chinese = definitions("english.txt"), definitions("chinese.txt")
    return english.by_word("currency signs") | chinese.by_word("currency signs")


def currency_code(sign: str | None) -> str | None:
    """Return the ISO 4217 code of a sign before a number.

    Example:
        >>> currency_code("us$"), currency_code(None)
        ('USD', None)
    """
    if not sign:
        return None
    sign = sign.replace(" ", "")
    return currency_signs().get(sign) or currency_signs().get(sign.rstrip("¥$€"))


def is_cjk(char: str) -> bool:
    """Return True if a character belongs to Chinese text.

    Example:
        >>> is_cjk("达"), is_cjk("a")
        (True, False)
    """
    return "\u3000" <= char <= "\u9fff" or char in _PUNCTUATION


# Marks of Chinese outside its block, and quotation marks that both languages have.
_PUNCTUATION = frozenset("“”（），：；")

# A number follows: the words compare it, and not the one before: 5 firms and over 100 banks.
_OF_NEXT = (
    r"(?! (?:of |the )?(?:[0-9$¥€£₹]|(?:us|hk|nt|[acs])\$|(?:rmb|cny|usd|eur|rs\.?) ?[0-9]"
    r"|(?:an? )?(?:hundred|thousand|million|billion|trillion|dozen|third|quarter|half)(?![a-z])"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety)(?![a-z])))"
)
_AFTER_FIRST = frozenset(" -以之及或和并与含（(左上前许,+pao")
_AFTER = LazyPattern(
    r" ?(?:"
    r"(?P<over>[（(]不含[^）)]{0,4}[）)]以(?:上|(?P<over_down>下)))"
    r"|(?P<incl>(?:[（(] ?(?:含|含本数|含本级)[^）)]{0,4}[）)]|含|及|或|和|并|与)(?:其)?以"
    r"(?:上|(?P<incl_down>下)))"
    r"|(?P<ge>以上(?!述)(?:[（(](?:含|包括)[^）)]{0,6}[）)])?"
    r"(?P<excluding>[（(](?:不含|不包括)[^）)]{0,6}[）)])?)"
    r"|(?P<le>以下(?:[（(](?:含|包括)[^）)]{0,6}[）)])?"
    r"(?P<excluding_down>[（(](?:不含|不包括)[^）)]{0,6}[）)])?|(?:以|之)内)"
    r"|(?P<gt>之上(?!述)|以外)|(?P<lt>之下)"
    r"|(?P<approx>左右|上下|前后|许(?![多可诺]))|(?P<none>之间|之多)"
    r"|(?P<more>,?[( ]{0,2}(?:or|and) (?:more|(?:above|over|upwards?|beyond)(?![a-z])"
    + _OF_NEXT
    + r"|higher|greater|better|longer|larger)(?![a-z])\)?(?! than)|-?plus(?![a-z])|\+"
    r"|at (?:a )?(?:minimum|least)(?![a-z])" + _OF_NEXT + r")"
    r"|(?P<less>,?[( ]{0,2}(?:or|and) (?:less|(?:below|under)(?![a-z])"
    + _OF_NEXT
    + r"|lower|fewer|smaller|shorter)(?![a-z])\)?(?! than)|at (?:the )?(?:most|maximum)(?![a-z])"
    + _OF_NEXT
    + r")"
    r"|(?P<so>or so(?![a-z])|or thereabouts))"
)
# The comparator of each group. The last group that matched is the most specific.
_AFTER_COMPARATORS: Mapping[str, Comparator | None] = {
    "over": "gt",
    "over_down": "lt",
    "incl": "ge",
    "incl_down": "le",
    "ge": "ge",
    "excluding": "gt",
    "le": "le",
    "excluding_down": "lt",
    "gt": "gt",
    "lt": "lt",
    "approx": "approx",
    "none": None,
    "more": "ge",
    "less": "le",
    "so": "approx",
}


def comparator_after(normalized: str, start: int) -> tuple[Comparator | None, int]:
    """Read the comparing words at `start`, after a number or its unit.

    Returns:
        The comparator (None for words like 之间 that only close a range), and the end offset.

    Example:
        >>> comparator_after("及以上公共服务平台", 0), comparator_after(" or more", 0)
        (('ge', 3), ('ge', 8))
    """
    if normalized[start : start + 1] not in _AFTER_FIRST:
        return None, start
    match = _AFTER.match(normalized, start)
    if match is None:
        return None, start
    last = [name for name, words in match.groupdict().items() if words][-1]
    return _AFTER_COMPARATORS[last], match.end()


def combined(before: Comparator | None, after: Comparator | None, *, excess: bool) -> Comparator:
    """Return the comparator of an expression from the words on its two sides.

    Args:
        before: the comparator before the number.
        after: the comparator after it.
        excess: whether 多 or 余 is part of the number.

    Example:
        >>> combined("eq", "gt", excess=False), combined("le", None, excess=True)
        ('gt', 'le')
    """
    if before in (None, "eq", "approx"):
        if after:
            return after
        return "gt" if excess else (before or "eq")
    return before
