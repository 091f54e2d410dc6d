"""Values of a list that each belong to a period or a place: 2025年、2030年分别达到5%、8%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chinaindpolicy.extraction.periods import YEAR, TimeWord, until
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.types import Mention

Span = tuple[int, int]
_EACH = {
    True: LazyPattern("分别|各自|依次"),
    False: LazyPattern(r"(?i:\brespectively\b|\bin that order\b)"),
}
_JOINT = {
    True: LazyPattern(r"\s*(?:、|，|,|和|及|与|以及|、和)\s*(?:到|至)?\s*"),
    False: LazyPattern(r"(?i:\s*(?:, and|,|and|&|/)\s+(?:by |in |for |the )*)"),
}
_BY = LazyPattern(r"(?i:\b(?:by|before|until)(?: the)?(?: end of)?(?: years?)? \Z)")
_TWO_YEARS = re.compile(rf"({YEAR}) (?:and|,) ({YEAR})")
_BREAK = LazyPattern(r"[；;。]")


class Run(NamedTuple):
    """Items in a row that only commas and conjunctions separate: first and last index."""

    first: int
    last: int

    def __len__(self) -> int:
        """Number of items."""
        return self.last - self.first + 1


def _runs(text: str, spans: Sequence[Span], *, chinese: bool) -> Iterator[Run]:
    first = 0
    for number in range(1, len(spans) + 1):
        if number < len(spans) and spans[number - 1][1] <= spans[number][0]:
            joint = _JOINT[chinese].match(text, spans[number - 1][1], spans[number][0])
            if joint and joint.end() == spans[number][0]:
                continue
        if number - first > 1:
            yield Run(first, number - 1)
        first = number


def paired(
    text: str, mentions: Sequence[Mention], spans: Sequence[Span], bounds: Span, *, chinese: bool
) -> dict[int, int]:
    """Return the item of each number of a list that has as many numbers as items.

    Args:
        text: the whole text.
        mentions: the numbers of the sentence.
        spans: the periods or places of the sentence in order.
        bounds: where the sentence begins and ends.
        chinese: whether it is Chinese.

    Example:
        >>> from chinaindpolicy.quantity import find_quantities
        >>> text = "上海、江苏分别增长5%、6%"
        >>> paired(text, find_quantities(text), [(0, 2), (3, 5)], (0, len(text)), chinese=True)
        {0: 0, 1: 1}
    """
    if len(spans) < 2 or len(mentions) < 2 or not _EACH[chinese].search(text, *bounds):
        return {}
    values = [(each.char_start, each.char_end) for each in mentions]
    items = list(_runs(text, spans, chinese=chinese))
    found: dict[int, int] = {}
    for group in _runs(text, values, chinese=chinese):
        start, end = values[group.first][0], values[group.last][1]
        equal = [run for run in items if len(run) == len(group)]
        before = [
            run
            for run in equal
            if spans[run.last][1] <= start and not _BREAK.search(text, spans[run.last][1], start)
        ]
        after = [
            run
            for run in equal
            if not chinese
            and spans[run.first][0] >= end
            and not _BREAK.search(text, end, spans[run.first][0])
        ]
        run = after[0] if after else before[-1] if before else None
        if run is not None:
            found.update(
                zip(range(group.first, group.last + 1), range(run.first, run.last + 1), strict=True)
            )
    return found


def split_years(text: str, times: Sequence[TimeWord], bounds: Span) -> list[TimeWord]:
    """Split "2025 and 2030" into two periods if its sentence assigns values to each.

    Example:
        >>> text = "by 2025 and 2030 it is 5% and 8% respectively"
        >>> [each.value for each in split_years(
        ...     text, [TimeWord(3, 16, "2025/2030", "at")], (0, len(text)))]
        ['../2025', '../2030']
    """
    if not _EACH[False].search(text, *bounds):
        return list(times)
    found: list[TimeWord] = []
    for word in times:
        pair = _TWO_YEARS.fullmatch(text, word.start, word.end)
        if pair is None:
            found.append(word)
            continue
        is_due = _BY.search(text, max(bounds[0], word.start - 24), word.start) is not None
        for group in (1, 2):
            value = until(pair[group]) if is_due else pair[group]
            role = "by" if is_due else word.role
            found.append(TimeWord(*pair.span(group), value, role))
    return found


def with_role_of(first: TimeWord, word: TimeWord) -> TimeWord:
    """Return a period of a list with the role of the first one: 到2025年、2030年.

    Example:
        >>> with_role_of(TimeWord(0, 5, "../2025", "by"), TimeWord(6, 11, "2030", "at"))
        TimeWord(start=6, end=11, value='../2030', role='by', shift=None)
    """
    if word.role == first.role or first.role == "at":
        return word
    value = until(word.value) if first.role == "by" else word.value
    return word._replace(role=first.role, value=value)
