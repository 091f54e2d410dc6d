"""A place in a text that is being read."""

from __future__ import annotations

from typing import NamedTuple

from chinaindpolicy.quantity.core.normalize_text import normalize_text


class Cursor(NamedTuple):
    """The place of a number in a text.

    Attributes:
        text: the text as printed.
        normalized: the same text, normalized; offsets in both are the same.
        min_start: offset before which nothing is read: the end of the previous mention.
        start: offset of the first character of the number.
    """

    text: str
    normalized: str
    min_start: int
    start: int

    @classmethod
    def of(cls, text: str, start: int = 0) -> Cursor:
        """Return the cursor of a number in a text that has no other.

        Example:
            >>> Cursor.of("超过１２％", 2)
            Cursor(text='超过１２％', normalized='超过12%', min_start=0, start=2)
        """
        return cls(text, normalize_text(text), 0, start)

    def at(self, start: int) -> Cursor:
        """Return the cursor of another place in the same text."""
        if start == self.start:
            return self
        return Cursor(self.text, self.normalized, self.min_start, start)

    def preceding(self, size: int) -> str:
        """Return at most this many normalized characters before the number."""
        return self.normalized[max(self.min_start, self.start - size) : self.start]
