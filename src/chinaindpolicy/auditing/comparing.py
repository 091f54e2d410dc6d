"""Comparison of the value of a number with the value of a record."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal

from chinaindpolicy.auditing.numbers import Number, counts
from chinaindpolicy.quantity.types import Quantity
from chinaindpolicy.quantity.units import units

State = Literal["ok", "open", "wrong"]

_UPPER = ("lt", "le")
_LOWER = ("gt", "ge")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Result of comparing a number with a value.

    Attributes:
        state: `ok`, `open`, or `wrong`.
        reason: `value`, `magnitude`, `unit` or `comparator`; empty if the state is `ok`.
        text: The comparison, as text.
    """

    state: State
    reason: str = ""
    text: str = ""


def admissible(unit: str | None, of_record: str | None) -> bool:
    """Return True if a number with a unit can be a value in the unit of a record.

    Example:
        >>> admissible("EUR", "USD"), admissible("percent", "CNY")
        (True, False)
    """
    if of_record is None:
        return False
    if counts(of_record):
        return counts(unit)
    if unit is None:
        return False
    ratios = {"percent", "percentage_point", "times"}
    return unit == of_record or {unit, of_record} <= ratios or _kind(unit) == _kind(of_record)


def _kind(unit: str) -> str:
    found = units().get(unit)
    return found.dimension.partition(":")[0] if found else unit


def converted(value: Decimal, unit: str | None, to: str) -> Decimal | None:
    """Return a value in another unit; None if the units cannot be converted."""
    if unit == to or counts(to):
        return value
    table = units()
    first, second = table.get(unit or ""), table.get(to)
    if first is None or second is None or first.dimension != second.dimension:
        return None
    return value * first.factor / second.factor


def compare_value(
    number: Number,
    value: Decimal,
    upper: Decimal | None,
    unit: str,
    comparator: str,
    printed: Decimal | None,
    *,
    counted: bool = False,
) -> tuple[Agreement, Agreement]:
    """Compare a number with a value, and the comparators of both.

    Args:
        number: The number of the text.
        value: The value of the record.
        upper: The upper end of a range.
        unit: The unit of the record.
        comparator: The comparator of the record.
        printed: The value that the document prints by mistake, if any.
        counted: True if the unit counts things; counts are compared as they are.

    Returns:
        The agreement of the values, and that of the comparators.
    """
    quantity = number.quantity
    own = quantity.value if counted else converted(quantity.value, quantity.unit, unit)
    if own is None:
        return _other_unit(quantity, value, unit), Agreement("ok")
    factor = own / quantity.value if quantity.value else Decimal(1)
    same = _same(number, own, factor, value, comparator)
    if upper is not None or quantity.value_upper is not None:
        high = None if quantity.value_upper is None else quantity.value_upper * factor
        if own == value and high == upper:
            return Agreement("ok"), Agreement("ok")
        if high is None and upper is not None and own in (value, upper):
            return Agreement("open", "value", "one end of the range"), Agreement("ok")
        return Agreement("wrong", "value", f"the record has {value} to {upper}"), Agreement("ok")
    if same == "ok":
        return Agreement("ok"), compare_comparators(
            quantity.comparator, comparator, exact=number.exact
        )
    if same == "rounded":
        return Agreement("ok", "", f"rounded from {value:f}"), Agreement("ok")
    if printed is not None and own == printed:
        text = f"the document prints this value by mistake; {value:f} is meant"
        return Agreement("wrong", "magnitude", text), Agreement("ok")
    if quantity.unit != unit and quantity.value == value:
        return Agreement("wrong", "unit", f"the record has {value:f} {unit}"), Agreement("ok")
    if _is_power_of_ten(own, value):
        return Agreement("wrong", "magnitude", f"the record has {value:f}"), Agreement("ok")
    return Agreement("wrong", "value", f"the record has {value:f}"), Agreement("ok")


def _other_unit(quantity: Quantity, value: Decimal, unit: str) -> Agreement:
    if {quantity.unit, unit} == {"percent", "percentage_point"} and quantity.value == value:
        return Agreement("open", "unit", "percent or percentage points")
    if {quantity.unit, unit} == {"percent", "times"}:
        percent = quantity.value if quantity.unit == "percent" else quantity.value * 100
        times = value * 100 if unit == "times" else value
        if percent in (times, times - 100):
            return Agreement("open", "unit", "a multiple or a percentage")
        return Agreement("wrong", "value", f"the record has {value:f} {unit}")
    if quantity.value == value:
        return Agreement("wrong", "unit", f"the record has {value:f} {unit}")
    return Agreement("wrong", "value and unit", f"the record has {value:f} {unit}")


def _same(
    number: Number, own: Decimal, factor: Decimal, value: Decimal, comparator: str
) -> Literal["ok", "rounded", "no"]:
    if own == value:
        return "ok"
    if own and value and abs(own / value - 1) < Decimal("1e-12"):
        return "ok"
    if comparator != "eq" or number.exact:
        return "no"
    step = number.step * factor
    sign = number.quantity.comparator
    if step <= 0:
        return "no"
    if sign in _UPPER:
        return "no"
    if sign in ("approx", *_LOWER):
        # "over 16 trillion", "some 1,300": zeros at the end are not significant.
        coarse, digits = step, number.digits
        while digits > 2 and own % (coarse * 10) == 0:
            coarse, digits = coarse * 10, digits - 1
        step = coarse
    if number.digits < 2:
        return "no"
    rounding = ROUND_DOWN if sign in _LOWER else ROUND_HALF_UP
    rounded = (value / step).quantize(Decimal(1), rounding=rounding) * step
    if rounded == own and value / step != (value / step).to_integral_value():
        return "rounded"
    return "no"


def _is_power_of_ten(own: Decimal, value: Decimal) -> bool:
    if not own or not value:
        return False
    digits = (own / value).normalize().as_tuple()
    return digits.digits == (1,) and digits.exponent != 0


def compare_comparators(own: str, of_record: str, *, exact: bool = False) -> Agreement:
    """Compare the comparator of a number with that of a record with the same value.

    `gt` and `ge` agree, and so do `lt` and `le`. A hedge on an exact value agrees. A stricter, a
    dropped and a reversed comparator do not.

    Example:
        >>> compare_comparators("ge", "gt").state, compare_comparators("lt", "gt").state
        ('ok', 'wrong')
    """
    for same in (_LOWER, _UPPER):
        if own in same and of_record in same:
            return Agreement("ok")
    if own == of_record:
        return Agreement("ok")
    words = f"the record has {of_record}"
    if of_record == "eq" and own == "approx":
        return Agreement("ok")
    if of_record == "approx" and own == "eq" and not exact:
        return Agreement("open", "comparator", words)
    return Agreement("wrong", "comparator", words)
