"""Comparison of two expressions of quantity: `same_quantity`."""

from __future__ import annotations

from decimal import Decimal

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.quantity.core.numerals import times
from chinaindpolicy.quantity.parse import parse_quantity
from chinaindpolicy.quantity.types import Quantity
from chinaindpolicy.quantity.units import units


@public
@checked
def same_quantity(a: str | Quantity, b: str | Quantity) -> bool:
    """Return True if two expressions state the same quantity.

    Values are compared exactly, in the base unit of their dimension. Comparator and direction
    have to agree; an expression without a direction agrees with any. Counts of different things
    differ, but a plain number agrees with a count.

    Args:
        a: An English or Chinese expression, or a quantity.
        b: Another.

    Raises:
        QuantityError: If an expression cannot be read as one quantity. It is a ValueError.

    Example:
        >>> same_quantity("2.1 trillion yuan", "21000亿元")
        True
        >>> same_quantity("more than 30%", "30%")
        False
    """
    first, second = _read(a), _read(b)
    if first.comparator != second.comparator:
        return False
    if first.direction and second.direction and first.direction != second.direction:
        return False
    factors = _factors(first.unit, second.unit)
    if factors is None:
        return False
    return _equal(first.value, second.value, factors) and _equal(
        first.value_upper, second.value_upper, factors
    )


def _read(given: str | Quantity) -> Quantity:
    return given if isinstance(given, Quantity) else parse_quantity(given)


def _factors(first: str | None, second: str | None) -> tuple[Decimal, Decimal] | None:
    """Return the factors to a common unit; None if the units measure different things."""
    one = Decimal(1)
    if first == second:
        return one, one
    table = units()
    if first is None or second is None:
        known = table.get(first or second or "")
        counted = known is not None and known.dimension.startswith("count")
        return (one, one) if counted else None
    left, right = table.get(first), table.get(second)
    if left is None or right is None:
        return None
    if left.dimension != right.dimension:
        plain = {left.code, right.code} & {"item"}
        counted = left.dimension.startswith("count") and right.dimension.startswith("count")
        return (one, one) if counted and plain else None
    return left.factor, right.factor


def _equal(first: Decimal | None, second: Decimal | None, factors: tuple[Decimal, Decimal]) -> bool:
    if first is None or second is None:
        return first is second
    return times(first, factors[0]) == times(second, factors[1])
