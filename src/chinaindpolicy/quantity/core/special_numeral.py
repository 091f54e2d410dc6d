"""Numerals that are not plain cardinals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

    from chinaindpolicy.quantity.types import Direction, Role


class SpecialNumeral(NamedTuple):
    """A fraction, a multiple, a date, an ordinal or a set phrase.

    Attributes:
        start: offset of its first character, an article before a fraction included.
        end: offset after its last character.
        role: its role; `indicator` if it has a value.
        value: a percentage, a number per thousand, a factor or a period; the lower of two.
        upper: the higher of two values, else None.
        unit: the unit code of the value.
        direction: the direction of the change that the word itself expresses.
    """

    start: int
    end: int
    role: Role
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    direction: Direction | None = None
