"""The form of a text that the grammar reads, with every offset kept."""

from __future__ import annotations

import re
from functools import cache

from chinaindpolicy.quantity.core.definitions import chinese, english
from chinaindpolicy.quantity.core.patterns import LazyPattern, word_forms

# Full-width digits, letters and the signs of numbers. The full-width comma, colon and brackets
# stay: in Chinese they are punctuation, not part of a number.
_WIDE = (
    "０１２３４５６７８９"
    "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
    "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ"
    "％．＋－＄￥＜＞～"
)
_NARROW = "0123456789abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz%.+-$¥<>~"
# Other spaces and dashes, one to one; İ is the only character whose lower case is longer.
_OTHER = "\u00a0\u2009\u202f\u3000‐‑−﹣–－〜∼İ∶"


@cache
def _table() -> dict[str, str]:
    wide = dict(zip(_WIDE, _NARROW, strict=True))
    other = dict(zip(_OTHER, " " * 4 + "-" * 6 + "~~i:", strict=True))
    return wide | other | {pair[0]: pair[1] for pair in chinese("traditional", "forms")}


_REPLACED = LazyPattern(lambda: "[" + "".join(map(re.escape, _table())) + "]")
# Only between full-width digits is the full-width comma a thousands separator.
_WIDE_COMMA = LazyPattern("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
# A thin space between groups of digits is a thousands separator: 1 234 567.
_THIN_SPACE = LazyPattern("(?<=[0-9])[\u202f\u2009](?=[0-9]{3}(?![0-9]))")
# A dot in the middle is a decimal point before a unit or a scale: 12·7%, and not in 9·11事件.
_MIDDLE_DOT = LazyPattern(
    "(?<=[0-9０-９])[·・‧•∙](?=[0-9０-９]{1,4} ?(?:[个個]百分"
    "|[%％‰万萬亿億千百倍元美港日欧歐吨噸公平立米克度亩畝升瓦]))"
)
_DOTS = "·・‧•∙"
# A line can continue a sentence with a small letter, a Chinese word after a number, or a number,
# unless these begin an item ("a)", "iv.", "1."). A number before a capital may count a heading.
_LINE_END = LazyPattern(
    r"\n(?=[\"“(]?(?:[a-z](?![.)）])(?!(?<=[ivx])[ivx]{1,3}[.)）]))"
    r"|(?<=[0-9一二三四五六七八九十百千万]\n)(?:[万亿](?![物达科众向里])|[%％‰]|个百分点|元(?![旦件素月])|吨|公里|千瓦)"
    r"|(?:以[上下内]|左右)(?:[，。；、,.的\s）)]|\Z)|[至到](?! ?(?:19|20)[0-9]{2} ?年)"
    r"|(?P<number>(?:US|HK|RMB|CNY|USD)? ?[$¥€£≥≤<>]?[0-9]"
    r"(?![0-9]{0,2}[.)、．）](?:[ \t]+\S|[^\s0-9]))(?P<heading>[0-9]{0,2} [A-Z])?))"
)
# Words that a number follows: a line that ends with one is continued by any number.
_LEADS = LazyPattern(
    r"(?:(?i:\b(?:to|by|of|at|in|or|and|from|over|than|least|most|about|above|below|under|around"
    r"|nearly|almost|roughly|approximately|between|exceed(?:s|ed|ing)?|reach(?:es|ed|ing)?"
    r"|rmb|cny|usd|jpy|eur|hkd|us|hk|nt))"
    r"|[至到达约近逾超过于破足为≥≤<>])\Z"
)
_LONGEST = len("approximately")
_BEFORE_WORD = frozenset(",%)")
_BEFORE_NUMBER = frozenset(",≥≤<>")
_CHANGE = LazyPattern(lambda: rf"\n(?:{word_forms(english('changes', 'next row'))})(?![a-z])")
_NUMBER_END = LazyPattern(r"(?:[0-9%)]|yuan|percent|points|dollars)\Z")


def _ends_row(text: str, line_end: int) -> bool:
    """Return True if a table row ends here and the next line begins with a change."""
    if _CHANGE.match(text, line_end) is None:
        return False
    return _NUMBER_END.search(text, max(0, line_end - _LONGEST), line_end) is not None


def _join_line(match: re.Match[str]) -> str:
    """Return a space for a line end within a sentence, else the line end."""
    text, line_end = match.string, match.start()
    last = text[line_end - 1 : line_end]
    if match["number"] is None:
        continues = (last.isalnum() or last in _BEFORE_WORD) and not _ends_row(text, line_end)
    elif match["heading"] is None and (last.islower() or last in _BEFORE_NUMBER):
        continues = True
    else:
        continues = _LEADS.search(text, max(0, line_end - _LONGEST), line_end) is not None
    return " " if continues else "\n"


def normalize_text(text: str) -> str:
    r"""Return `text` in lower case, with plain digits, spaces and dashes, of the same length.

    Args:
        text: any `str`.

    Returns:
        The text that the grammar reads: offset `i` in it is offset `i` in `text`. A line end
        within a sentence is a space.

    Example:
        >>> normalize_text("超过１２．５％ – US$")
        '超过12.5% - us$'
        >>> normalize_text("at least\n5 labs\n2. Second")
        'at least 5 labs\n2. second'
    """
    if "\n" in text:
        text = _LINE_END.sub(_join_line, text)
    if text.isascii():
        return text.lower()
    table = _table()
    if "，" in text:
        text = _WIDE_COMMA.sub(",", text)
    if "\u202f" in text or "\u2009" in text:
        text = _THIN_SPACE.sub(",", text)
    if any(dot in text for dot in _DOTS):
        text = _MIDDLE_DOT.sub(".", text)
    return _REPLACED.sub(lambda match: table[match.group()], text).lower()
