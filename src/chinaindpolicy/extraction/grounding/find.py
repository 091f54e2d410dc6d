"""Occurrences of an expression in a text, and the choice of one by context."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from chinaindpolicy.extraction.grounding.folding import FoldedText, fold
from chinaindpolicy.extraction.grounding.pieces import Piece

Status = Literal["exact", "normalized", "not_found"]
_CONTEXT = 200
_SHORTEST = 4


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

    @property
    def folded(self) -> FoldedText:
        """The text in folded form."""
        if self._folded is None:
            self._folded = FoldedText(self.text)
        return self._folded

    def find(self, piece: Piece, after: int, taken: frozenset[tuple[int, int]]) -> Place | None:
        """Return the place of a piece; None if the text does not contain it.

        Args:
            piece: The piece.
            after: Offset after the piece before it, where the search begins if nothing else
                distinguishes the occurrences.
            taken: Spans of earlier pieces.
        """
        if not piece.text:
            return None
        spans, status = list(_occurrences(self.text, piece.text)), "exact"
        if not spans:
            spans, status = list(self._folded_occurrences(piece.text)), "normalized"
        if not spans:
            return None
        chosen = spans[0] if len(spans) == 1 else self._chosen(piece, spans, after, taken)
        return Place(*chosen, "exact" if status == "exact" else "normalized", len(spans))

    def _folded_occurrences(self, text: str) -> Iterator[tuple[int, int]]:
        wanted = fold(text)
        if not wanted:
            return
        for start, end in _occurrences(self.folded.folded, wanted):
            yield self.folded.span(start, end)

    def _chosen(
        self,
        piece: Piece,
        spans: list[tuple[int, int]],
        after: int,
        taken: frozenset[tuple[int, int]],
    ) -> tuple[int, int]:
        given = piece.before[-_CONTEXT:][::-1], piece.after[:_CONTEXT]
        whole = sum(map(len, given))
        shares = [sum(map(_shared, self._around(span), given)) for span in spans]
        if whole and max(shares) < whole:  # the context is not given as the text has it
            plain = tuple(map(fold, given))
            shares = [sum(map(_shared, map(fold, self._around(span)), plain)) for span in spans]

        def rank(number: int) -> tuple[object, ...]:
            start, end = span = spans[number]
            far = abs(start - piece.start) if piece.start is not None else 0
            used = (self._cuts(start, end), span in taken, start < after)
            return (-shares[number], far, *used, start)

        return spans[min(range(len(spans)), key=rank)]

    def _around(self, span: tuple[int, int]) -> tuple[str, str]:
        """Return the text before a span, from its end, and the text after it."""
        start, end = span
        return self.text[max(0, start - _CONTEXT) : start][::-1], self.text[end : end + _CONTEXT]

    def _cuts(self, start: int, end: int) -> bool:
        """Return True if a span begins or ends within a word or a number."""
        return _joined(self.text, start) or _joined(self.text, end)

    def nearest(self, text: str) -> tuple[int, int] | None:
        """Return the span that is most similar to a text; None if nothing is similar."""
        wanted = fold(text)
        if len(wanted) < _SHORTEST or not self.folded.folded:
            return None
        whole = self.folded.folded
        matcher = SequenceMatcher(None, whole, wanted, autojunk=len(whole) > 5000)
        longest = matcher.find_longest_match()
        if longest.size < max(3, len(wanted) // 4):
            return None
        first = max(0, longest.a - longest.b)
        last = min(len(whole), first + len(wanted))
        return self.folded.span(first, last) if last > first else None


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
