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


def normalise(text: str) -> str:
    """Return `text` in lower case, with plain digits, spaces and dashes, of the same length.

    Args:
        text: any `str`.

    Returns:
        The text the grammar reads: offset `i` in it is offset `i` in `text`.

    Example:
        >>> normalise("超过１２．５％ – US$")
        '超过12.5% - us$'
    """
    if text.isascii():
        return text.lower()
    table = _table()
    if "，" in text:
        text = _wide_comma().sub(",", text)
    return _pattern().sub(lambda match: table[match.group()], text).lower()
