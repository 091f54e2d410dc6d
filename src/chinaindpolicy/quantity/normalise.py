"""Bring a text into the one form the grammar is written for, keeping every offset."""

from __future__ import annotations

import re
from functools import cache

# Full-width digits, letters and the signs that stand inside or beside numbers. The full-width
# comma, colon and brackets stay: in Chinese they are punctuation, not part of a number.
_WIDE = (
    "０１２３４５６７８９"
    "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
    "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ"
    "％．＋－＄￥＜＞～"
)
_NARROW = "0123456789abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz%.+-$¥<>~"
# Spaces and dashes of other kinds, one to one; İ is the only character whose lower case is longer.
_OTHER = "\u00a0\u2009\u202f\u3000‐‑−﹣–－〜∼İ"


@cache
def _table() -> dict[str, str]:
    wide = dict(zip(_WIDE, _NARROW, strict=True))
    other = dict(zip(_OTHER, " " * 4 + "-" * 6 + "~~i", strict=True))
    return wide | other


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("[" + "".join(map(re.escape, _table())) + "]")


@cache
def _wide_comma() -> re.Pattern[str]:
    # Between full-width digits alone is the full-width comma a thousands mark.
    return re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


@cache
def _line_end() -> re.Pattern[str]:
    # What may go on a sentence, and counts no item ("a)", "iv.", "1."): a small letter, a word
    # behind a number in Chinese, a number. One before a capital may count a heading.
    return re.compile(
        r"\n(?=[\"“(]?(?:[a-z](?![.)）])(?!(?<=[ivx])[ivx]{1,3}[.)）]))"
        r"|(?:以[上下内]|左右)(?:[，。；、,.的\s）)]|\Z)|[至到](?! ?(?:19|20)[0-9]{2} ?年)"
        r"|(?P<number>(?:US|HK|RMB|CNY|USD)? ?[$¥€£≥≤<>]?[0-9]"
        r"(?![0-9]{0,2}[.)、．）](?:[ \t]+\S|[^\s0-9]))(?P<heading>[0-9]{0,2} [A-Z])?))"
    )


@cache
def _leads() -> re.Pattern[str]:
    """Match words that a number follows: a line that ends with one goes on, whatever follows."""
    return re.compile(
        r"(?:(?i:\b(?:to|by|of|at|in|or|and|from|over|than|least|most|about|above|below|under|around"
        r"|nearly|almost|roughly|approximately|between|exceed(?:s|ed|ing)?|reach(?:es|ed|ing)?"
        r"|rmb|cny|usd|jpy|eur|hkd))"
        r"|[至到达约近逾超过于破足为≥≤<>])\Z"
    )


_LONGEST = len("approximately")
_BEFORE_WORD = frozenset(",%)")
_BEFORE_NUMBER = frozenset(",≥≤<>")


@cache
def _change() -> re.Pattern[str]:
    return re.compile(
        r"\n(?:grow|increas|ris|expan|improv|up(?![a-z])|upgrad|declin|decreas|drop|fall|reduc|down)"
    )


@cache
def _amount() -> re.Pattern[str]:
    return re.compile(r"(?:[0-9%)]|yuan|percent|points|dollars)\Z")


def _next_row(text: str, place: int) -> bool:
    """Tell a row of names and numbers that ends: the change behind it is that of the next."""
    if _change().match(text, place) is None:
        return False
    return _amount().search(text, max(0, place - _LONGEST), place) is not None


def _unbroken(match: re.Match[str]) -> str:
    """Return a space for the end of a line within a sentence, else the end of the line."""
    text, place = match.string, match.start()
    last = text[place - 1 : place]
    if match["number"] is None:
        goes_on = (last.isalnum() or last in _BEFORE_WORD) and not _next_row(text, place)
    elif match["heading"] is None and (last.islower() or last in _BEFORE_NUMBER):
        goes_on = True
    else:
        goes_on = _leads().search(text, max(0, place - _LONGEST), place) is not None
    return " " if goes_on else "\n"


def normalise(text: str) -> str:
    r"""Return `text` in lower case, with plain digits, spaces and dashes, of the same length.

    Args:
        text: any `str`.

    Returns:
        The text the grammar reads: offset `i` in it is offset `i` in `text`. The end of a line
        within a sentence is a space.

    Example:
        >>> normalise("超过１２．５％ – US$")
        '超过12.5% - us$'
        >>> normalise("at least\n5 labs\n2. Second")
        'at least 5 labs\n2. second'
    """
    if "\n" in text:
        text = _line_end().sub(_unbroken, text)
    if text.isascii():
        return text.lower()
    table = _table()
    if "，" in text:
        text = _wide_comma().sub(",", text)
    return _pattern().sub(lambda match: table[match.group()], text).lower()
