"""Sentences and headings of a text, as claims are read from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chinaindpolicy.quantity.core.normalize_text import normalize_text
from chinaindpolicy.quantity.core.patterns import LazyPattern

_WIDTH = {0xFEE0 + code: code for code in (*range(48, 58), *range(65, 91), *range(97, 123))} | {
    ord("．"): ord("."),
    ord("％"): ord("%"),
    0xA0: 32,
    0x3000: 32,
}
HAN = "\u3400-\u9fff"
_STOP = LazyPattern(r"[.!?]+[\"”’')\]]*(?=\s|\Z)|[。！？]+[”’」』）]*")
_ABBREVIATION = LazyPattern(
    r"(?:\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Mr|Mrs|Ms|Dr|vs|cf|approx|Corp"
    r"|Ltd|Inc|Co|U\.S)|\b[A-Z])\.\Z"
)
_ITEM = LazyPattern(
    r"\s*(?:[-*•·■●◆]\s*|--\s*|#{1,6}\s+|[（(][一二三四五六七八九十0-9]{1,3}[)）]\s*"
    r"|第[一二三四五六七八九十百]{1,4}[章节篇条编]\s*|[一二三四五六七八九十]{1,3}、\s*"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}[.、)）]\s*|[IVX]{1,4}\.\s+|(?:Part|Chapter"
    r"|Section) \w+[:.]?\s+)"
)
_LONGEST_HEADING = {"zh": 45, "en": 110}
_LONGEST = 800
_CLAUSE_END = LazyPattern(r"[；;，]|, |\s")
_ENDS = frozenset("。；;，,、！？!?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        paragraph: number of its line, so that sentences of one paragraph are known.
        heading: offsets of the heading it is under; None without one.
        is_heading: whether it is a heading itself.
    """

    start: int
    end: int
    paragraph: int
    heading: tuple[int, int] | None
    is_heading: bool


def joined(text: str) -> str:
    r"""Return the text with a space for every line end within a sentence, of the same length.

    Full-width digits and letters become plain ones.

    Example:
        >>> joined("more than\n5 labs\nTargets")
        'more than 5 labs\nTargets'
    """
    if not text.isascii():
        text = text.translate(_WIDTH)
    if "\n" not in text:
        return text
    normalized = normalize_text(text)
    return "".join(
        " " if char == "\n" and normalized[place] == " " else char
        for place, char in enumerate(text)
    )


def is_chinese(text: str) -> bool:
    """Return True if Chinese characters are more than a sixth of a text.

    Example:
        >>> is_chinese("GDP增长5%"), is_chinese("the GDP of 上海")
        (True, False)
    """
    return len(re.findall(f"[{HAN}]", text)) > len(text) / 6


def split_sentences(text: str) -> Iterator[Sentence]:
    r"""Yield the sentences of a joined text with the heading that each is under.

    Example:
        >>> text = "二、主要目标\n到2027年，收入达到5亿元。就业稳定。"
        >>> [(text[each.start : each.end], each.is_heading) for each in split_sentences(text)]
        [('二、主要目标', True), ('到2027年，收入达到5亿元。', False), ('就业稳定。', False)]
    """
    heading: tuple[int, int] | None = None
    offset = number = 0
    for line in text.split("\n"):
        start = offset + len(line) - len(line.lstrip())
        end = offset + len(line.rstrip())
        offset += len(line) + 1
        if start >= end:
            continue
        number += 1
        bounds = list(_sentences(text, start, end))
        if len(bounds) == 1 and _is_heading(text[start:end]):
            heading = (start, end)
            yield Sentence(start, end, number, None, True)
            continue
        for first, last in bounds:
            yield Sentence(first, last, number, heading, False)


def _is_heading(line: str) -> bool:
    longest = _LONGEST_HEADING["zh" if is_chinese(line) else "en"]
    if len(line) > longest or line[-1] in _ENDS or line[-1] == "." or "，" in line:
        return False
    if line[-1] in ":：":
        return True
    body = line[match.end() :] if (match := _ITEM.match(line)) else line
    if re.search(r"[0-9](?:\.[0-9]+)? ?(?:%|％|亿|万|percent|billion|million|trillion)", body):
        return False
    numbered = match is not None and not line.lstrip().startswith(("-", "*", "•", "·"))
    if is_chinese(line):
        return True
    words = [word for word in body.split() if word[:1].isalpha()]
    titled = sum(word[0].isupper() for word in words)
    return numbered or (len(words) <= 14 and titled * 3 >= len(words))


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if text[stop.start()] == "." and not _ends_sentence(text, stop, end):
            continue
        yield from _pieces(text, begin, stop.end())
        begin = stop.end()
    yield from _pieces(text, begin, end)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence; one of great length, such as a table without stops, in pieces."""
    while end - start > _LONGEST:
        cut = start + _LONGEST
        breaks = _CLAUSE_END.finditer(text, start + _LONGEST // 2, cut)
        cut = max((match.end() for match in breaks), default=cut)
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _ends_sentence(text: str, stop: re.Match[str], end: int) -> bool:
    following = text[stop.end() : min(end, stop.end() + 8)].lstrip()
    if following[:1].islower():
        return False
    before = text[max(0, stop.start() - 8) : stop.start() + 1]
    return _ABBREVIATION.search(before) is None


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
