"""The unit that follows a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.core.patterns import LazyPattern

if TYPE_CHECKING:
    from chinaindpolicy.quantity.core.cursor import Cursor


class UnitMatch(NamedTuple):
    """The unit that was read after a number.

    Attributes:
        code: the unit code, or None.
        end: offset after the unit.
        structure: whether the noun counts parts of a document or plan.
        noun: whether it is a counted noun, and not a unit of measurement.
        text: the unit as printed, if no code stands for it; else None.
    """

    code: str | None
    end: int
    structure: bool = False
    noun: bool = False
    text: str | None = None

    @property
    def known(self) -> bool:
        """True if a unit was read, with or without a code."""
        return self.code is not None or self.text is not None


_SCREEN = LazyPattern(r"(?<=(?<![0-9])(?:1080|2160|1440))")


def is_petaflops(cursor: Cursor, position: int) -> bool:
    """Return True for the P of computing power (1000P, 21080P), False for a screen (1080p)."""
    return cursor.text[position] in "PＰ" and not _SCREEN.match(cursor.text, position)
