"""What a reading of a quantity expression is: `Quantity`, `Mention`, `QuantityError`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from chinaindpolicy._public import public
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.model.vocabularies import Comparator, Measure
from chinaindpolicy.model.vocabularies import MentionRole as Role

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = [
    "Comparator",
    "Direction",
    "Language",
    "Measure",
    "Mention",
    "Quantity",
    "QuantityError",
    "Role",
]

Direction = Literal["up", "down"]
Language = Literal["en", "zh"]


@public
class QuantityError(ChinaIndPolicyError, ValueError):
    """A text that cannot be read as one quantity.

    Attributes:
        text: what was given.
        start: offset in `text` where reading failed, half open with `end`.
        end: offset behind the part that could not be read.
        reason: what is wrong with that part, in words.

    Example:
        >>> from chinaindpolicy.quantity import parse_quantity
        >>> parse_quantity("the second session")
        Traceback (most recent call last):
            ...
        chinaindpolicy.QuantityError: 'second' at 4-10 is an ordinal, not a quantity
    """

    def __init__(self, text: str, start: int, end: int, reason: str) -> None:
        """Keep the place and the reason; the message is made of both."""
        self.text = text
        self.start = start
        self.end = end
        self.reason = reason
        part = text[start:end]
        shown = part if len(part) <= 60 else part[:57] + "..."
        super().__init__(f"{shown!r} at {start}-{end} {reason}")


@public
@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity, read exactly.

    Two quantities are equal when they mean the same: how and where they were written
    (`text`, `scale`, `start`, `end`) takes no part in the comparison.

    Attributes:
        comparator: `eq`, `gt`, `ge`, `lt`, `le`, `approx` or `range`.
        value: the number in its unit with the scale applied (yuan, not 亿元; percent as
            0-100); the lower end of a range; of a change, its size without a sign.
        value_upper: the upper end of a range, else None.
        unit: a code of the table in `chinaindpolicy.quantity.units`, or None.
        measure: what kind of value it is.
        text: the matched expression as printed.
        scale: the scale as printed ("billion", "万亿"), or None.
        start: offset of `text` in what was read.
        end: offset behind `text`.
        direction: `up` or `down` when the words around say that something changes by this.
        strive: whether the words before make it an endeavour (力争, strive to).
        alternatives: the other readings of an ambiguous expression; empty when there are none.

    Example:
        >>> from chinaindpolicy.quantity import parse_quantity
        >>> quantity = parse_quantity("超过2.1万亿元")
        >>> quantity.comparator, quantity.value, quantity.unit, quantity.scale
        ('gt', Decimal('2100000000000'), 'CNY', '万亿')
    """

    comparator: Comparator
    value: Decimal
    value_upper: Decimal | None = None
    unit: str | None = None
    measure: Measure = "level"
    text: str = field(default="", compare=False)
    scale: str | None = field(default=None, compare=False)
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    direction: Direction | None = None
    strive: bool = False
    alternatives: tuple[Quantity, ...] = ()

    @property
    def ambiguous(self) -> bool:
        """Whether the expression has a second reading.

        Example:
            >>> from chinaindpolicy.quantity import parse_quantity
            >>> parse_quantity("2.100 billion yuan").ambiguous
            True
        """
        return bool(self.alternatives)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place of a text where a number is written, whatever it is there for.

    Attributes:
        char_start: `str` offset of the first character.
        char_end: `str` offset behind the last character.
        text: the characters between the two.
        role: what the number does there. `indicator` is a value of something; `date`,
            `ordinal` and `name` are what they say; `structure` counts or numbers the parts of
            a document ("eight key tasks", "two-step", "一是"); `other` is the rest.
        quantity: the reading, for `indicator` and for a `structure` that counts; else None.

    Example:
        >>> from chinaindpolicy.quantity import find_quantities
        >>> [(found.text, found.role) for found in find_quantities("By 2025, more than 5 labs.")]
        [('2025', 'date'), ('more than 5 labs', 'indicator')]
    """

    char_start: int
    char_end: int
    text: str
    role: Role
    quantity: Quantity | None = None
