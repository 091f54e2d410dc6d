"""Make values comparable: levels, shares, units. Exact decimals, nothing assumed."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, Overflow

from chinaindpolicy._public import public
from chinaindpolicy.errors import NotComparableError, UnknownNameError
from chinaindpolicy.quantity.units import units

Exact = Decimal | int

_DIGITS = 28
# What is worked out on the way may be larger than what is returned.
_WORK = Context(prec=100, Emin=MIN_EMIN, Emax=MAX_EMAX)
_RESULT = Context(prec=_DIGITS)


@public
def growth_to_level(base: Exact, growth: Exact) -> Decimal:
    """Return the level that a growth leads to.

    Args:
        base: The level before.
        growth: The growth in percent; negative for a fall, -100 at most.

    Returns:
        The level after, in the unit of `base`, to 28 significant digits.

    Raises:
        NotComparableError: If a value is not finite, or more than everything is lost.
        TypeError: If a value is no `Decimal` or `int`: a float is not what was printed.

    Example:
        >>> from decimal import Decimal
        >>> growth_to_level(Decimal("2.1e12"), Decimal("5.5"))
        Decimal('2215500000000')
    """
    before, percent = _exact(base, "base"), _exact(growth, "growth")
    if percent < -100:
        raise NotComparableError(f"growth of {percent} percent: more than everything is lost")
    return _result(_WORK.multiply(before, _WORK.add(1, _WORK.divide(percent, Decimal(100)))))


@public
def share_of(part: Exact, whole: Exact) -> Decimal:
    """Return the share of a part in a whole, in percent.

    Args:
        part: The part, in the unit of `whole`; between 0 and `whole`.
        whole: The whole, above 0.

    Returns:
        The share, from 0 to 100, to 28 significant digits.

    Raises:
        NotComparableError: If the whole is not above 0, or the part no part of it.
        TypeError: If a value is no `Decimal` or `int`.

    Example:
        >>> share_of(3, 8)
        Decimal('37.5')
    """
    some, everything = _exact(part, "part"), _exact(whole, "whole")
    if everything <= 0:
        raise NotComparableError(f"a whole of {everything} has no shares")
    if not 0 <= some <= everything:
        raise NotComparableError(f"{some} is no part of {everything}")
    return _result(_WORK.divide(_WORK.multiply(some, Decimal(100)), everything))


@public
def convert(value: Exact, unit: str, to: str) -> Decimal:
    """Return a value in another unit of the same dimension.

    Args:
        value: The value.
        unit: The code of its unit, one of those that the quantity reader reads.
        to: The code of the unit wanted.

    Returns:
        The value in `to`, to 28 significant digits.

    Raises:
        UnknownNameError: If there is no such unit; names near matches.
        NotComparableError: If the units measure different things. Currencies do: their rate is
            of a day, a place and a purpose, and none is assumed.
        TypeError: If the value is no `Decimal` or `int`.

    Example:
        >>> convert(3, "exaflops", "petaflops")
        Decimal('3000')
        >>> convert(3, "USD", "CNY")
        Traceback (most recent call last):
            ...
        chinaindpolicy.NotComparableError: USD and CNY are currencies: no rate ...
    """
    number = _exact(value, "value")
    known = units()
    for code in (unit, to):
        if code not in known:
            # It may be a word for a unit, such as MWh.
            words = ((word, unit.code) for unit in known.values() for word in unit.english)
            near = dict(words).get(code.lower())
            raise UnknownNameError("unit", code, known, near=near)
    if unit == to:
        return number
    first, second = known[unit], known[to]
    if first.dimension != second.dimension:
        raise NotComparableError(_why_not(unit, first.dimension, to, second.dimension))
    return _result(_WORK.divide(_WORK.multiply(number, first.factor), second.factor))


def _why_not(unit: str, first: str, to: str, second: str) -> str:
    if first.startswith("currency:") and second.startswith("currency:"):
        return (
            f"{unit} and {to} are currencies: no rate between them holds for all days and "
            "purposes, so none is assumed"
        )
    if {first, second} == {"ratio", "points"}:
        return f"{unit} and {to}: a share is no difference of shares"
    if first.startswith("count:") and second.startswith("count:"):
        return f"{unit} and {to} count different things"
    return f"{unit} measures {first} and {to} measures {second}"


def _exact(value: object, name: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise TypeError(f"{name}: expected a Decimal or int, not {type(value).__name__}")
    number = Decimal(value)
    if not number.is_finite():
        raise NotComparableError(f"{name}: {number} is no finite number")
    if abs(number.adjusted()) > _RESULT.Emax:
        raise NotComparableError(f"{name}: {number} is too large, or too near to nought")
    return number


def _result(value: Decimal) -> Decimal:
    """Round to the digits promised; a whole number is written without an exponent."""
    try:
        rounded = _RESULT.plus(value).normalize(_RESULT)
    except Overflow as error:
        raise NotComparableError(f"{value}: too large") from error
    whole = rounded == rounded.to_integral_value() and rounded.adjusted() < _DIGITS
    return rounded.quantize(Decimal(1), context=_RESULT) if whole else rounded
