"""Conversion of levels, shares and units with exact decimals and no assumptions."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, Overflow

from chinaindpolicy._arguments import checked_except, wrong_type
from chinaindpolicy._public import public
from chinaindpolicy.errors import NotComparableError, UnknownNameError
from chinaindpolicy.quantity.parse import parse_quantity
from chinaindpolicy.quantity.types import QuantityError
from chinaindpolicy.quantity.units import units

Exact = Decimal | int

_DIGITS = 28
# Intermediate results may be larger than the returned value.
_WORK = Context(prec=100, Emin=MIN_EMIN, Emax=MAX_EMAX)
_RESULT = Context(prec=_DIGITS)


@public
@checked_except("base", "growth")
def growth_to_level(base: Exact, growth: Exact) -> Decimal:
    """Return the level after a growth.

    Args:
        base: The level before.
        growth: The growth in percent; negative for a fall, -100 at most.

    Returns:
        The level after, in the unit of `base`, to 28 significant digits.

    Raises:
        NotComparableError: If a value is not finite, or the growth is below -100 percent.
        ArgumentError: If a value is not a `Decimal` or `int`; a float differs from the printed
            number. It is a TypeError.

    Example:
        >>> from decimal import Decimal
        >>> growth_to_level(Decimal("2.1e12"), Decimal("5.5"))
        Decimal('2215500000000')
    """
    before = _exact(base, "growth_to_level", "base")
    percent = _exact(growth, "growth_to_level", "growth")
    if percent < -100:
        raise NotComparableError(f"growth is {percent} percent; it must be at least -100")
    return _result(_WORK.multiply(before, _WORK.add(1, _WORK.divide(percent, Decimal(100)))))


@public
@checked_except("part", "whole")
def share_of(part: Exact, whole: Exact) -> Decimal:
    """Return the share of a part in a whole, in percent.

    Args:
        part: The part, in the unit of `whole`; between 0 and `whole`.
        whole: The whole, above 0.

    Returns:
        The share, from 0 to 100, to 28 significant digits.

    Raises:
        NotComparableError: If the whole is not above 0, or the part is not between 0 and the whole.
        ArgumentError: If a value is not a `Decimal` or `int`. It is a TypeError.

    Example:
        >>> share_of(3, 8)
        Decimal('37.5')
    """
    some, everything = _exact(part, "share_of", "part"), _exact(whole, "share_of", "whole")
    if everything <= 0:
        raise NotComparableError(f"whole is {everything}; it must be greater than 0")
    if not 0 <= some <= everything:
        raise NotComparableError(f"part is {some}; it must be between 0 and whole ({everything})")
    return _result(_WORK.divide(_WORK.multiply(some, Decimal(100)), everything))


@public
@checked_except("value")
def convert(value: Exact, unit: str, to: str) -> Decimal:
    """Return a value in another unit of the same dimension.

    Args:
        value: The value.
        unit: The code of its unit, one of those that the quantity reader reads.
        to: The code of the required unit.

    Returns:
        The value in `to`, to 28 significant digits.

    Raises:
        UnknownNameError: If there is no such unit; suggests similar codes.
        NotComparableError: If the units have different dimensions. Each currency has its own,
            because a rate depends on day, place and purpose.
        ArgumentError: If the value is not a `Decimal` or `int`. It is a TypeError.

    Example:
        >>> convert(3, "exaflops", "petaflops")
        Decimal('3000')
        >>> convert(3, "USD", "CNY")
        Traceback (most recent call last):
            ...
        chinaindpolicy.NotComparableError: 'USD' and 'CNY' are currencies; ...
    """
    known = units()
    for code in (unit, to):
        if code not in known:
            raise _unknown_unit(code)
    first, second = known[unit], known[to]
    if first.dimension != second.dimension:
        raise NotComparableError(_why_not(unit, first.dimension, to, second.dimension))
    number = _exact(value, "convert", "value")
    if unit == to:
        return number
    return _result(_WORK.divide(_WORK.multiply(number, first.factor), second.factor))


def _unknown_unit(code: str) -> UnknownNameError:
    """Return the error of an unknown unit code, with the code of a unit word or scale word."""
    for written in (f"1 {code}", f"1{code}"):
        try:
            found = parse_quantity(written)
        except QuantityError:
            continue
        if found.unit is not None:
            words = f"it is the word for unit {found.unit!r}"
            if found.value != 1:
                words = f"it is {found.value} {found.unit}; convert the value of parse_quantity()"
            return UnknownNameError("unit", code, (), fate=words, near=found.unit)
        if found.value != 1:
            fate = (
                f"it is a scale word; multiply the value by {found.value:f}, or use "
                f"cip.parse_quantity('1 {code} yuan')"
            )
            return UnknownNameError("unit", code, (), fate=fate, near=())
    return UnknownNameError("unit", code, units(), see="cip.units.ids")


def _why_not(unit: str, first: str, to: str, second: str) -> str:
    if first.startswith("currency:") and second.startswith("currency:"):
        return (
            f"{unit!r} and {to!r} are currencies; their exchange rate depends on day and purpose, "
            "so multiply by the rate you need"
        )
    if {first, second} == {"ratio", "points"}:
        return f"{unit!r} cannot be converted to {to!r}: a share is not a difference of shares"
    if first.startswith("count:") and second.startswith("count:"):
        return f"{unit!r} cannot be converted to {to!r}: they count different things"
    names = ", ".join(each.code for each in units().values() if each.dimension == first)
    return (
        f"{unit!r} ({first}) cannot be converted to {to!r} ({second}); "
        f"units of {first}: {names[:150]}"
    )


def _exact(value: object, function: str, name: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise wrong_type(function, name, value, (Decimal, int))
    number = Decimal(value)
    if not number.is_finite():
        raise NotComparableError(f"{function}(): {name} is {number}; expected a finite number")
    if abs(number.adjusted()) > _RESULT.Emax:
        raise NotComparableError(
            f"{function}(): {name} is {number:.6e}; its exponent must be between "
            f"-{_RESULT.Emax} and {_RESULT.Emax}"
        )
    return number


def _result(value: Decimal) -> Decimal:
    """Round to 28 digits; a whole number has no exponent."""
    try:
        rounded = _RESULT.plus(value).normalize(_RESULT)
    except Overflow as error:
        raise NotComparableError(
            f"the result {value:.6e} is too large; the limit is an exponent of {_RESULT.Emax}"
        ) from error
    whole = rounded == rounded.to_integral_value() and rounded.adjusted() < _DIGITS
    return rounded.quantize(Decimal(1), context=_RESULT) if whole else rounded
