"""Read quantity expressions exactly, in English and Chinese.

Example:
    >>> from chinaindpolicy.quantity import find_quantities, format_quantity, parse_quantity
    >>> quantity = parse_quantity("more than 1000 enterprises")
    >>> quantity.comparator, quantity.value, quantity.unit
    ('gt', Decimal('1000'), 'enterprise')
    >>> format_quantity(quantity, "zh")
    '超过1,000家'
"""

from __future__ import annotations

from chinaindpolicy.quantity.find import find_quantities
from chinaindpolicy.quantity.format import format_quantity
from chinaindpolicy.quantity.grammar.strength import strength_of
from chinaindpolicy.quantity.parse import parse_quantity
from chinaindpolicy.quantity.types import Mention, Quantity, QuantityError, QuantityMention

__all__ = [
    "Mention",
    "Quantity",
    "QuantityError",
    "QuantityMention",
    "find_quantities",
    "format_quantity",
    "parse_quantity",
    "strength_of",
]
