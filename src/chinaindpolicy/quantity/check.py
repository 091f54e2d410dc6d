"""Comparison of values with stated expressions: `compare` for one, `stated_check` for a frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.codes.unit_table import base_unit, unit_table
from chinaindpolicy.codes.units import Unit, find_unit
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.quantity.core.numerals import divided, rounded, times
from chinaindpolicy.quantity.parse import parse_quantity
from chinaindpolicy.quantity.types import Quantity, QuantityError
from chinaindpolicy.quantity.units import units

if TYPE_CHECKING:
    import polars as pl

Verdict = Literal[
    "agrees",
    "comparator",
    "unit",
    "value",
    "order_of_magnitude",
    "ambiguous",
    "unreadable",
    "not_judged",
]
Number = Decimal | int | float | str

_COUNTED = "item"
# More digits than any printed number has: a third, for example, has no exact decimal.
_ENDLESS = 20


@dataclass(frozen=True, slots=True)
class Agreement:
    """Result of comparing a value with the expression it was taken from.

    Attributes:
        verdict: `agrees`, or the first difference. `ambiguous` means that the value is
            one of the two readings of the expression; `unreadable` that the expression has no
            reading; `not_judged` that there is nothing to compare.
        message: the difference, as text; empty if there is none.
        ratio: value divided by the stated value, if they differ by a power of ten.
        quantity: the reading, or None.
    """

    verdict: Verdict
    message: str = ""
    ratio: Decimal | None = None
    quantity: Quantity | None = None


def compare(
    stated: str | None,
    value: Number | None,
    value_upper: Number | None = None,
    comparator: str | None = None,
    unit: str | None = None,
    measure: str | None = None,
    *,
    signed: bool = True,
) -> Agreement:
    """Compare a value with the expression it was read from.

    A fall is negative: "fell by 40 %" states -40. Where the expression itself names no direction,
    such as "by 40 %", a growth or change of either sign agrees.

    Args:
        stated: the expression as printed.
        value: the value in data, in its unit; of a range the lower end. A fall is negative,
            as `Quantity.signed` returns it.
        value_upper: the upper end of a range.
        comparator: the comparator in data; None is not compared.
        unit: the unit code in data; None is not compared. Units of one dimension are converted.
        measure: the measure in data.
        signed: False for data of releases before 2026.3, in which a fall is a magnitude.

    Returns:
        The verdict with its reason.

    Raises:
        TypeError: if `stated` is neither `str` nor None.

    Example:
        >>> compare("more than 1000 enterprises", 1000, None, "gt", "enterprise").verdict
        'agrees'
        >>> compare("21000亿元", 21_000_000_000, None, "eq", "CNY").message
        'value is 1/100 of what is stated'
        >>> compare("fell by more than 20%", -20, None, "lt", "percent").verdict
        'agrees'
    """
    if stated is None or value is None:
        return Agreement("not_judged")
    try:
        quantity = parse_quantity(stated)
    except QuantityError as error:
        return Agreement("unreadable", str(error))
    quantity = _as_recorded(quantity, value, measure) if signed else quantity
    numbers = _decimal(value), _decimal(value_upper)
    if numbers[0] is None:
        return Agreement("not_judged", f"value {value!r} is not a finite number", None, quantity)
    if numbers[0] < 0 and quantity.direction == "down":
        quantity = quantity.signed()
    factor = _factor(quantity, unit)
    if factor is None:
        printed = quantity.unit or quantity.unit_text
        return Agreement("unit", f"unit is {unit}, stated is {printed}", None, quantity)
    readings = (quantity, *quantity.alternatives)
    if not any(_same(reading, numbers, factor) for reading in readings):
        return _differing(quantity, numbers, factor)
    if quantity.alternatives:
        both = " or ".join(format(reading.value, "f") for reading in readings)
        return Agreement("ambiguous", f"stated reads as {both}", None, quantity)
    if comparator is not None and comparator != quantity.comparator:
        message = f"comparator is {comparator}, stated is {quantity.comparator}"
        return Agreement("comparator", message, None, quantity)
    return Agreement("agrees", "", None, quantity)


def _as_recorded(quantity: Quantity, value: Number, measure: str | None) -> Quantity:
    """Return a quantity with the sign of a record: of its direction, or of the value."""
    number = _decimal(value)
    falls = quantity.direction is None and measure in ("growth", "change")
    if falls and number is not None and number < 0 < quantity.value:
        return replace(quantity, direction="down").signed()
    return quantity.signed()


def _decimal(number: Number | None) -> Decimal | None:
    if number is None:
        return None
    try:
        # The shortest text of a float, so that 0.1 is a tenth.
        exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None


def _factor(quantity: Quantity, unit: str | None) -> Decimal | None:
    """Return the factor from the stated unit to that of the data; None if they differ in kind."""
    stated = quantity.unit
    if quantity.unit_text and unit is not None and (found := find_unit(quantity.unit_text)):
        # A unit of the code lists without a code of its own: 斤 is 0.0005 tonnes.
        code, size = base_unit(unit) if unit in unit_table().codes else (unit, Decimal(1))
        return (
            divided(found.factor, size) if isinstance(found, Unit) and found.code == code else None
        )
    if stated is None or unit is None or stated == unit:
        return Decimal(1)
    table = units()
    first, second = table.get(stated), table.get(unit)
    if stated == _COUNTED and second is None:
        return Decimal(1)  # a unit of a code list that names what is counted
    if first is None or second is None or first.dimension != second.dimension:
        return None
    return divided(first.factor, second.factor)


def _same(
    quantity: Quantity, numbers: tuple[Decimal | None, Decimal | None], factor: Decimal
) -> bool:
    value, upper = numbers
    return _equal(quantity.value, value, factor) and _equal(quantity.value_upper, upper, factor)


def _equal(stated: Decimal | None, number: Decimal | None, factor: Decimal) -> bool:
    if stated is None or number is None:
        return stated is number
    expected = times(stated, factor)
    if len(expected.as_tuple().digits) > _ENDLESS:
        exponent = number.as_tuple().exponent
        return rounded(expected, max(1, -int(exponent))) == number
    return expected == number


def _differing(
    quantity: Quantity, numbers: tuple[Decimal | None, Decimal | None], factor: Decimal
) -> Agreement:
    value = numbers[0]
    stated = times(quantity.value, factor)
    if value and stated:
        ratio = divided(value, stated).normalize()
        digits = ratio.as_tuple()
        if digits.digits == (1,) and digits.exponent not in (0,) and not digits.sign:
            power = int(digits.exponent)
            words = f"{10**power} times" if power > 0 else f"1/{10**-power} of"
            return Agreement(
                "order_of_magnitude", f"value is {words} what is stated", ratio, quantity
            )
    shown = [
        format(number, "f")
        for number in (quantity.value, quantity.value_upper)
        if number is not None
    ]
    return Agreement("value", f"stated reads as {' to '.join(shown)}", None, quantity)


@public
@checked
def stated_check(frame: pl.DataFrame) -> pl.DataFrame:
    """Add a verdict to every row that has an expression and a value.

    Args:
        frame: a Polars frame with the columns `stated` and `value`, and optionally
            `value_upper`, `comparator`, `unit` and `measure`.

    Returns:
        The frame with three more columns: `stated_verdict` (str), `stated_message` (str) and
        `stated_ratio` (f64, filled for `order_of_magnitude`).

    Raises:
        UnknownNameError: if `stated` or `value` is missing. It is a KeyError.

    Example:
        >>> import polars as pl
        >>> frame = pl.DataFrame({"stated": ["1.2万亿元"], "value": [1.2e9], "unit": ["CNY"]})
        >>> stated_check(frame).select("stated_verdict", "stated_message").row(0)
        ('order_of_magnitude', 'value is 1/1000 of what is stated')
    """
    import polars as pl

    for name in ("stated", "value"):
        if name not in frame.columns:
            raise UnknownNameError("column", name, frame.columns, place="the frame")
    optional = ("value_upper", "comparator", "unit", "measure")
    columns = [frame["stated"].cast(pl.String).to_list(), frame["value"].to_list()]
    for name in optional:
        if name in frame.columns:
            columns.append(frame[name].to_list())
        else:
            columns.append([None] * frame.height)
    found = [compare(*row) for row in zip(*columns, strict=True)]
    added = [
        pl.Series("stated_verdict", [one.verdict for one in found], dtype=pl.String),
        pl.Series("stated_message", [one.message for one in found], dtype=pl.String),
        pl.Series(
            "stated_ratio",
            [None if one.ratio is None else float(one.ratio) for one in found],
            dtype=pl.Float64,
        ),
    ]
    kept = frame.drop([series.name for series in added], strict=False)
    return kept.hstack(added)
