"""Results of reading text: `Quantity`, `QuantityMention`, `QuantityError`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
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
    "QuantityMention",
    "Role",
]

Direction = Literal["up", "down"]
_FLIPPED: Mapping[Comparator, Comparator] = MappingProxyType(
    {
        "gt": "lt",
        "ge": "le",
        "lt": "gt",
        "le": "ge",
        "eq": "eq",
        "approx": "approx",
        "range": "range",
    }
)
Language = Literal["en", "zh"]


@public
class QuantityError(ChinaIndPolicyError, ValueError):
    """A text that cannot be read as one quantity.

    Attributes:
        text: the text that was read.
        start: offset in `text` where reading failed, half open with `end`.
        end: offset after the part that could not be read.
        reason: the problem with that part, as text.

    Example:
        >>> from chinaindpolicy.quantity import parse_quantity
        >>> parse_quantity("the second session")
        Traceback (most recent call last):
            ...
        chinaindpolicy.QuantityError: 'second' at 4-10 is an ordinal, not a quantity
    """

    def __init__(self, text: str, start: int, end: int, reason: str) -> None:
        """Keep the place and the reason, and make the message of both."""
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

    Two quantities are equal when they mean the same: the printed form and its place
    (`text`, `scale`, `start`, `end`) are not compared.

    Attributes:
        comparator: `eq`, `gt`, `ge`, `lt`, `le`, `approx` or `range`.
        value: the number in its unit with the scale applied (yuan, not 亿元; percent as
            0-100); the lower end of a range; of a change, its size without a sign.
        value_upper: the upper end of a range, else None.
        unit: a code of the table in `chinaindpolicy.quantity.units`, or None.
        measure: the kind of value.
        text: the matched expression as printed.
        scale: the scale as printed ("billion", "万亿"), or None.
        start: offset of `text` in the text that was read.
        end: offset after `text`.
        direction: `up` or `down` if the context makes the value a change, else None.
        strive: whether somebody strives for it (力争, strive to).
        alternatives: the other readings of an ambiguous expression; empty if there are none.
        unit_text: the unit as printed if no code stands for it (斤, km/h); else None. The value
            then is in this unit.

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
    unit_text: str | None = None

    def signed(self) -> Quantity:
        """Return the quantity in the form of a record: a fall is negative.

        The reader returns the printed size of a change with its `direction`. In a record the sign
        has the direction: "fell by more than 20%" is less than -20, and the ends of a range
        change places. A fall in percent or in times is a `growth`,
        any other fall a `change`.

        Returns:
            The quantity with a negative value if `direction` is `down`; else the quantity itself,
            with the lower end of a range first.

        Example:
            >>> from chinaindpolicy.quantity import parse_quantity
            >>> fall = parse_quantity("costs fell by more than 20%").signed()
            >>> fall.comparator, fall.value, fall.measure
            ('lt', Decimal('-20'), 'growth')
            >>> parse_quantity("costs are to fall by 20% to 30%").signed().value
            Decimal('-30')
        """
        value, upper = self.value, self.value_upper
        comparator, measure = self.comparator, self.measure
        direction = self.direction
        if direction == "down":
            value, upper = value.copy_negate(), None if upper is None else upper.copy_negate()
            comparator = _FLIPPED[comparator]
            direction = None
            measure = "growth" if self.unit in ("percent", "times") else "change"
        if upper is not None and upper < value:
            value, upper = upper, value
        if value == self.value and direction == self.direction:
            return self
        return replace(
            self,
            comparator=comparator,
            value=value,
            value_upper=upper,
            measure=measure,
            direction=direction,
            alternatives=tuple(other.signed() for other in self.alternatives),
        )

    @property
    def ambiguous(self) -> bool:
        """True if the expression has a second reading.

        Example:
            >>> from chinaindpolicy.quantity import parse_quantity
            >>> parse_quantity("2.100 billion yuan").ambiguous
            True
        """
        return bool(self.alternatives)


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """One number in a text, with any role.

    Attributes:
        char_start: `str` offset of the first character.
        char_end: `str` offset after the last character.
        text: the characters between the two offsets.
        role: the function of the number: `indicator` is a value of something; `date`,
            `ordinal` and `name` as usual; `structure` counts or numbers the parts of
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


#: The public name of `QuantityMention`.
Mention = QuantityMention
