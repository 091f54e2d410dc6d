"""Sentences of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_ABBREVIATION = re.compile(
    r"(?:\b(?:u\.s|e\.g|i\.e|no|vs|inc|ltd|co|dr|mr|ms|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|approx|ca))$"
)
_SENTENCE_END = re.compile(r"[。！？!?；;]+[”\"’』」)）]*|\.(?=[\"”’)]*(?:\s|$))[\"”’)]*|\n+")
_LONGEST = 1200


def sentences(plain: str) -> list[Span]:
    """Return the sentences of a text; a sentence that is longer than any of prose is divided.

    Args:
        plain: The text in lower case.

    Example:
        >>> sentences("one. two!")
        [(0, 4), (4, 9)]
    """
    spans: list[Span] = []
    start = 0
    for match in _SENTENCE_END.finditer(plain):
        if match.group().startswith(".") and _ABBREVIATION.search(
            plain[max(0, match.start() - 8) : match.start()]
        ):
            continue
        if plain[start : match.end()].strip():
            spans.extend(_parts(plain, start, match.end()))
            start = match.end()
    if plain[start:].strip() or not spans:
        spans.extend(_parts(plain, start, len(plain)))
    return spans


def _parts(plain: str, start: int, end: int) -> Iterator[Span]:
    """Yield a sentence, or the parts of one that is longer than any sentence of prose."""
    while end - start > _LONGEST:
        cut = max(plain.rfind(mark, start + _LONGEST // 2, start + _LONGEST) for mark in "，、 ")
        cut = cut + 1 if cut > 0 else start + _LONGEST
        yield start, cut
        start = cut
    yield start, end
