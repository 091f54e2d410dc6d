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
