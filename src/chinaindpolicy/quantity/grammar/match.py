"""A number with the words on its two sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.chinese.comparators import chinese_leading_words
from chinaindpolicy.quantity.core.comparators import LeadingWords, is_cjk
from chinaindpolicy.quantity.english.comparators import english_leading_words

if TYPE_CHECKING:
    from chinaindpolicy.quantity.core.cursor import Cursor
    from chinaindpolicy.quantity.core.unit_match import UnitMatch
    from chinaindpolicy.quantity.grammar.scaled_numbers import ScaledNumber
    from chinaindpolicy.quantity.types import Comparator


class Match(NamedTuple):
    """A number with the words that belong to it.

    Attributes:
        cursor: the place of the number.
        number: the number with its scale.
        leading: the words before it.
        unit: the unit after it.
        trailing: the comparator after number or unit, or None.
        end: offset after all of them.
    """

    cursor: Cursor
    number: ScaledNumber
    leading: LeadingWords
    unit: UnitMatch
    trailing: Comparator | None
    end: int

    @property
    def compared(self) -> bool:
        """True if a comparator precedes or follows the number."""
        return self.leading.comparator is not None or self.trailing is not None


def leading_words(cursor: Cursor) -> LeadingWords:
    """Read the words before a number, in the language of the character before it.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> leading_words(Cursor.of("超过5%", 2)).comparator
        'gt'
    """
    if is_cjk(_last_before(cursor)):
        return chinese_leading_words(cursor)
    found = english_leading_words(cursor)
    if found.comparator is None and found.start != cursor.start:
        earlier = cursor.at(found.start)
        if is_cjk(_last_before(earlier)):
            return chinese_leading_words(earlier)._replace(currency=found.currency)
    return found


def _last_before(cursor: Cursor) -> str:
    """Return the last character before the cursor that is not a space; empty if none."""
    _, normalized, min_start, start = cursor
    while start > min_start and normalized[start - 1] == " ":
        start -= 1
    return normalized[max(min_start, start - 1) : start]
