"""Texts in two languages: 地区 Region, 北京 (Beijing), Total 合计."""

from __future__ import annotations

import re

_CHINESE, _LATIN = re.compile("[\u3400-\u9fff]"), re.compile("[A-Za-z\u00c0-\u024f]")
_EDGE = " \t\r\n\u3000/|:：,，-–—"


def two_languages(text: str) -> tuple[str, str] | None:
    """Return the Chinese and the other half of a text; None if it is in one language.

    The halves may still say different things: compare what each of them means.

    Example:
        >>> two_languages("地区 Region"), two_languages("Beijing（北京）")
        (('地区', 'Region'), ('北京', 'Beijing'))
        >>> two_languages("人均GDP增速") is None
        True
    """
    if text.isascii():
        return None
    chinese = [match.start() for match in _CHINESE.finditer(text)]
    latin = [match.start() for match in _LATIN.finditer(text)]
    if not chinese or len(latin) < 2:
        return None
    if chinese[-1] < latin[0]:
        halves = text[: latin[0]], text[latin[0] :]
    elif latin[-1] < chinese[0]:
        halves = text[: chinese[0]], text[chinese[0] :]
    else:
        return None
    first, second = (half.strip(_EDGE) for half in halves)
    if first.endswith(("(", "（")) and second.endswith((")", "）")):
        first, second = first[:-1].rstrip(_EDGE), second[:-1].rstrip(_EDGE)
    if not first or not second:
        return None
    return (first, second) if chinese[-1] < latin[0] else (second, first)
