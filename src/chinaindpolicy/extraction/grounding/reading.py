"""Quantities, sentences and years of one text, found once and looked up by offset."""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from typing import TYPE_CHECKING

from chinaindpolicy.curation.source_text import sentences
from chinaindpolicy.quantity.find import find_quantities

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Quantity

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


def years_in(text: str) -> list[str]:
    """Return the years of a text or period, in order.

    Example:
        >>> years_in("2021/2025")
        ['2021', '2025']
    """
    return _YEAR.findall(text)


class Reading:
    """What a text says, by offset.

    Example:
        >>> reading = Reading("In 2024, 5 labs. By 2030, 9 labs.")
        >>> reading.quantity(9, 15).value, reading.years_at(9)
        (Decimal('5'), {'2024'})
    """

    def __init__(self, text: str) -> None:
        """Keep a text.

        Args:
            text: The text.
        """
        self.text = text

    @functools.cached_property
    def _mentions(self) -> list[tuple[int, int, Quantity]]:
        found = find_quantities(self.text)
        return [(each.char_start, each.char_end, each.quantity) for each in found if each.quantity]

    @functools.cached_property
    def _reached(self) -> list[int]:
        """The last offset that each mention, or an earlier one, reaches."""
        return list(itertools.accumulate((end for _, end, _ in self._mentions), max))

    def quantity(self, start: int, end: int) -> Quantity | None:
        """Return the first quantity that shares characters with a span; None without one."""
        first = bisect.bisect_right(self._reached, start)
        for begin, stop, quantity in itertools.islice(self._mentions, first, None):
            if begin >= end:
                return None
            if stop > start:
                return quantity
        return None

    @functools.cached_property
    def _sentences(self) -> list[tuple[int, int]]:
        return list(sentences(self.text, 0, len(self.text)))

    @functools.cached_property
    def _years(self) -> list[tuple[int, str]]:
        return [(match.start(), match[1]) for match in _YEAR.finditer(self.text)]

    def years_at(self, offset: int) -> set[str]:
        """Return the years of the sentence at an offset, else the last year before it."""
        number = bisect.bisect_right(self._sentences, offset, key=lambda each: each[0]) - 1
        start, end = self._sentences[number] if number >= 0 else (0, 0)
        if not start <= offset < end:
            start, end = 0, len(self.text)
        first = bisect.bisect_left(self._years, start, key=lambda each: each[0])
        last = bisect.bisect_left(self._years, end, key=lambda each: each[0])
        return {
            year for _, year in self._years[first:last] or self._years[max(0, first - 1) : first]
        }
