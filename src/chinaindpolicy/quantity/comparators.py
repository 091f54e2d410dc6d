"""What compares: signs, the words behind a number, and how two sides combine."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chinaindpolicy.quantity.types import Comparator


#: How far before a number its words may begin: as far as the longest that are looked for.
REACH = 110


#: What a negation makes of a comparator: "does not exceed" is at most.
NEGATED: Mapping[Comparator, Comparator] = {
    "gt": "le",
    "ge": "lt",
    "lt": "ge",
    "le": "gt",
    "eq": "lt",
    "approx": "approx",
    "range": "range",
}


class Before(NamedTuple):
    """What stands before a number.

    Attributes:
        start: where the expression begins with these words.
        comparator: what they say, or None.
        currency: the currency sign or code, or None.
        distant: whether other words stand between the comparing word and the number.
    """

    start: int
    comparator: Comparator | None = None
    currency: str | None = None
    distant: bool = False


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


CURRENCY_SIGNS = {
    "us$": "USD",
    "$": "USD",
    "usd": "USD",
    "u.s.$": "USD",
    "hk$": "HKD",
    "hkd": "HKD",
    "nt$": "TWD",
    "twd": "TWD",
    "s$": "SGD",
    "sgd": "SGD",
    "a$": "AUD",
    "c$": "CAD",
    "rmb": "CNY",
    "cny": "CNY",
    "¥": "CNY",
    "eur": "EUR",
    "€": "EUR",
    "jpy": "JPY",
    "gbp": "GBP",
    "£": "GBP",
    "￡": "GBP",
    "krw": "KRW",
    "₩": "KRW",
    "美元": "USD",
    "人民币": "CNY",
    "港币": "HKD",
}


def currency_code(sign: str | None) -> str | None:
    """Return the ISO 4217 code of a sign before a number.

    Example:
        >>> currency_code("us$"), currency_code(None)
        ('USD', None)
    """
    if not sign:
        return None
    sign = sign.replace(" ", "")
    return CURRENCY_SIGNS.get(sign) or CURRENCY_SIGNS.get(sign.rstrip("¥$€"))


def is_cjk(char: str) -> bool:
    """Return whether a character is written in Chinese text.

    Example:
        >>> is_cjk("达"), is_cjk("a")
        (True, False)
    """
    return "\u3000" <= char <= "\u9fff" or char in _PUNCTUATION


# With the marks of Chinese beyond its block: quotation marks that both languages have.
_PUNCTUATION = frozenset("“”（），：；")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(
        r" ?(?:"
        r"(?P<incl>(?:[（(] ?(?:含|含本数|含本级)[^）)]{0,4}[）)]|含|及|或|和|并|与)(?:其)?以"
        r"(?:上|(?P<incl_down>下)))"
        r"|(?P<gt>(?:以|之)上(?!述)(?P<held>[（(](?:含|包括)[^）)]{0,6}[）)])?)"
        r"|(?P<lt>(?:以|之)下(?P<held_down>[（(](?:含|包括)[^）)]{0,6}[）)])?)"
        r"|(?P<le>(?:以|之)内)|(?P<approx>左右|上下|前后|许(?![多可]))|(?P<none>之间|之多)"
        r"|(?P<more>,?[( ]{0,2}(?:or|and) (?:more|above|over|higher|greater|better|upwards?|beyond"
        r"|longer|larger)(?![a-z])\)?(?! than)|-?plus(?![a-z])|\+|at (?:a )?(?:minimum"
        r"|least)(?![a-z]))"
        r"|(?P<less>,?[( ]{0,2}(?:or|and) (?:less|below|under|lower|fewer|smaller|shorter)(?![a-z])"
        r"\)?(?! than)|at (?:the )?(?:most|maximum)(?![a-z]))"
        r"|(?P<so>or so(?![a-z])|or thereabouts))"
    )


def comparator_after(norm: str, start: int) -> tuple[Comparator | None, int]:
    """Read the comparing words at `start`, behind a number or its unit.

    Returns:
        The comparator (None for words like 之间 that only close a range), and the offset behind.

    Example:
        >>> comparator_after("及以上公共服务平台", 0), comparator_after(" or more", 0)
        (('ge', 3), ('ge', 8))
    """
    if norm[start : start + 1] not in _AFTER_FIRST:
        return None, start
    match = _after().match(norm, start)
    if match is None:
        return None, start
    groups = match.groupdict()
    if groups["incl"]:
        return ("le" if groups["incl_down"] else "ge"), match.end()
    if groups["gt"]:
        return ("ge" if groups["held"] else "gt"), match.end()
    if groups["lt"]:
        return ("le" if groups["held_down"] else "lt"), match.end()
    for name, comparator in _AFTER.items():
        if groups[name]:
            return comparator, match.end()
    return None, match.end()


_AFTER_FIRST = frozenset(" -以之及或和并与含（(左上前许,+pao")


_AFTER: Mapping[str, Comparator] = {
    "le": "le",
    "approx": "approx",
    "more": "ge",
    "less": "le",
    "so": "approx",
}


def combined(before: Comparator | None, after: Comparator | None, *, excess: bool) -> Comparator:
    """Return the comparator of an expression from the words on its two sides.

    Args:
        before: what stands before the number.
        after: what stands behind it.
        excess: whether 多 or 余 stands inside.

    Example:
        >>> combined("eq", "gt", excess=False), combined("le", None, excess=True)
        ('gt', 'le')
    """
    if before in (None, "eq", "approx"):
        if after:
            return after
        return "gt" if excess else (before or "eq")
    return before
