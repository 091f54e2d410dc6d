"""Occurrences of an expression in a text, and the choice of one by context."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Literal

from chinaindpolicy.extraction.grounding.folding import FoldedText, fold
from chinaindpolicy.extraction.grounding.pieces import Piece

Status = Literal["exact", "normalized", "not_found"]
_CONTEXT = 200
_SHORTEST = 4
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a text.

    Attributes:
        start: Offset of the first character.
        end: Offset after the last character.
        status: `exact` for the same characters; `normalized` if width, case, spaces or quotes
            differ.
        count: Number of occurrences.
    """

    start: int
    end: int
    status: Status
    count: int


class Finder:
    """Finds expressions in one text."""

    def __init__(self, text: str) -> None:
        """Keep the text; it is folded when an expression is not found as it is.

        Args:
            text: The text.
        """
        self.text = text
        self._folded: FoldedText | None = None
        self._found: dict[str, _Spans] = {}
        self._by_context: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
        self._nearest: dict[str, tuple[int, int] | None] = {}

    @property
    def folded(self) -> FoldedText:
        """The text in folded form."""
        if self._folded is None:
            self._folded = FoldedText(self.text)
        return self._folded

    def find(self, piece: Piece, after: int, taken: Set[tuple[int, int]]) -> Place | None:
        """Return the place of a piece; None if the text does not contain it.

        Args:
            piece: The piece.
            after: Offset after the piece before it, where the search begins if nothing else
                distinguishes the occurrences.
            taken: Spans of earlier pieces; a span that is in it stays in it in later calls.
        """
        if not piece.text:
            return None
        found = self._found.get(piece.text)
        if found is None:
            found = self._found[piece.text] = self._spans(piece.text)
        if not found.spans:
            return None
        chosen = self._chosen(piece, found, after, taken)
        return Place(*chosen, found.status, len(found.spans))

    def _spans(self, text: str) -> _Spans:
        spans = list(_occurrences(self.text, text))
        if spans:
            return _Spans(self.text, spans, "exact")
        return _Spans(self.text, list(self._folded_occurrences(text)), "normalized")

    def _folded_occurrences(self, text: str) -> Iterator[tuple[int, int]]:
        wanted = fold(text)
        if not wanted:
            return
        for start, end in _occurrences(self.folded.folded, wanted):
            yield self.folded.span(start, end)

    def _chosen(
        self, piece: Piece, found: _Spans, after: int, taken: Set[tuple[int, int]]
    ) -> tuple[int, int]:
        if len(found.spans) == 1:
            return found.spans[0]
        context = piece.before[-_CONTEXT:], piece.after[:_CONTEXT]
        spans = found.spans
        if any(context):
            key = (piece.text, *context)
            if key not in self._by_context:
                self._by_context[key] = self._alike(found, *context)
            spans = self._by_context[key]
        if piece.start is not None:
            spans = _closest(spans, piece.start)
        if spans is found.spans:
            return found.next(after, taken)

        def rank(span: tuple[int, int]) -> tuple[object, ...]:
            return found.cuts(span), span in taken, span[0] < after, span[0]

        return min(spans, key=rank)

    def _alike(self, found: _Spans, before: str, after: str) -> list[tuple[int, int]]:
        """Return the spans whose context has the most characters of the given one."""
        whole = [
            (start, end)
            for start, end in found.spans
            if self.text.startswith(after, end)
            and self.text.endswith(before, max(0, start - len(before)), start)
        ]
        if whole:
            return whole
        # The context is not given as the text has it.
        plain = fold(before[::-1]), fold(after)
        most, best = -1, found.spans
        for span in found.spans:
            share = sum(map(_shared, self._folded_around(span, *map(len, plain)), plain))
            if share > most:
                most, best = share, [span]
            elif share == most:
                best.append(span)
        return best

    def _folded_around(self, span: tuple[int, int], before: int, after: int) -> tuple[str, str]:
        """Return folded text before a span, from its end, and after it, without outer spaces."""
        folded = self.folded
        start, end = map(folded.position, span)
        left = folded.folded[max(0, start - before - 1) : start].rstrip(" ")
        right = folded.folded[end : end + after + 1].lstrip(" ")
        return left[::-1], right

    def nearest(self, text: str) -> tuple[int, int] | None:
        """Return the span that is most similar to a text; None if nothing is similar."""
        wanted = fold(text)
        if len(wanted) < _SHORTEST or not self.folded.folded:
            return None
        if wanted not in self._nearest:
            self._nearest[wanted] = self._most_similar(wanted)
        return self._nearest[wanted]

    def _most_similar(self, wanted: str) -> tuple[int, int] | None:
        """Return the span around the longest part of a folded text that the text contains."""
        whole = self.folded.folded
        least = max(3, len(wanted) // 4)
        # Each part that the text lacks ends the search from its first character. The number of
        # searches is at most twice the length, and each is a search of one string.
        size, at = least - 1, -1
        for first in range(min(len(wanted), _LONGEST) - least + 1):
            while first + size < len(wanted) and wanted[first : first + size + 1] in whole:
                size, at = size + 1, first
        if at < 0:
            return None
        start = max(0, whole.find(wanted[at : at + size]) - at)
        end = min(len(whole), start + len(wanted))
        return self.folded.span(start, end) if end > start else None


class _Spans:
    """The occurrences of one expression, in the order of the text."""

    def __init__(self, text: str, spans: list[tuple[int, int]], status: Status) -> None:
        self.text = text
        self.spans = spans
        self.status: Status = status
        self._whole: list[_Free] = []

    def cuts(self, span: tuple[int, int]) -> bool:
        """Return True if a span begins or ends within a word or a number."""
        return _joined(self.text, span[0]) or _joined(self.text, span[1])

    def next(self, after: int, taken: Set[tuple[int, int]]) -> tuple[int, int]:
        """Return the next span after an offset that is free, else the first that is free.

        Spans that do not begin or end within a word come first.
        """
        if not self._whole:
            cut = [span for span in self.spans if self.cuts(span)]
            whole = [span for span in self.spans if not self.cuts(span)] if cut else self.spans
            self._whole = [_Free(each) for each in (whole, cut) if each]
        return self._whole[0].next(after, taken)


class _Free:
    """Spans in order, with the next free one of each."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans
        self._following: dict[int, int] = {}

    def next(self, after: int, taken: Set[tuple[int, int]]) -> tuple[int, int]:
        """Return the next free span after an offset, else the first free one, else the next."""
        spans = self._spans
        begin = bisect.bisect_left(spans, (after, 0))
        for number in (self._free(begin, taken), self._free(0, taken), begin):
            if number < len(spans):
                return spans[number]
        return spans[0]

    def _free(self, number: int, taken: Set[tuple[int, int]]) -> int:
        """Return the number of the first free span from a number on."""
        passed: list[int] = []
        while number < len(self._spans):
            if number in self._following:
                passed.append(number)
                number = self._following[number]
            elif self._spans[number] in taken:
                passed.append(number)
                number += 1
            else:
                break
        self._following |= dict.fromkeys(passed, number)
        return number


def _closest(spans: list[tuple[int, int]], start: int) -> list[tuple[int, int]]:
    """Return the spans whose start is closest to an offset."""
    after = bisect.bisect_left(spans, (start, 0))
    near = spans[max(0, after - 1) : after + 1]
    least = min(abs(each[0] - start) for each in near)
    return [each for each in near if abs(each[0] - start) == least]


def _occurrences(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    at = text.find(wanted)
    while at >= 0:
        yield at, at + len(wanted)
        at = text.find(wanted, at + 1)


def _shared(first: str, second: str) -> int:
    """Return the length of the common start of two texts."""
    count = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        count += 1
    return count


def _joined(text: str, at: int) -> bool:
    """Return True if the characters on both sides of an offset belong together."""
    if at <= 0 or at >= len(text):
        return False
    left, right = text[at - 1], text[at]
    if left.isdigit() and right in ",.%":
        return text[at + 1 : at + 2].isdigit() if right != "%" else True
    return (
        left.isalnum()
        and right.isalnum()
        and (left.isascii() == right.isascii())
        and left.isascii()
    )
