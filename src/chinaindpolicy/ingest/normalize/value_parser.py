"""Parse values: plain numbers or quantity expressions, with their units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression
from chinaindpolicy.model.serialize import is_exact_float
from chinaindpolicy.quantity import QuantityError, parse_quantity
from chinaindpolicy.quantity.types import Quantity

_NUMBER = re.compile(
    r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?"
)
_LONE_DOT = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}")
# Words around a quantity that add nothing to it.
_BESIDE = re.compile(
    r"(?:同比|比上年|较上年)?(?:增长|上升|提高)?(?:达到|达|为)?|(?:up|grew|rose) (?:by )?"
)
_WORK = Context(prec=60)
_LARGEST = 400  # a 64-bit float ends at 308 digits; a unit takes or gives some


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """A parsed value in its base unit.

    Attributes:
        value: The value.
        upper: The upper end of a range.
        unit: The code of the unit, where one was told.
        comparator: How the value is meant.
        rule: The rule by which it was read.
    """

    value: Decimal
    upper: Decimal | None
    unit: str | None
    comparator: str
    rule: str


def number_in(cell: Any) -> Decimal | None:
    """Return the number that a cell is, if it is a plain one; None otherwise.

    Example:
        >>> number_in("１２，３４５．６")
        Decimal('12345.6')

    Raises:
        CellError: If no 64-bit float comes near it.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float, Decimal)):
        number = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
        return _sized(number) if number.is_finite() else None
    text = nfkc(str(cell)).removeprefix("'")
    return _sized(Decimal(text.replace(",", ""))) if _NUMBER.fullmatch(text) else None


def _sized(number: Decimal) -> Decimal:
    """Refuse a number so large or small that to reckon with it would overflow or give nought."""
    if number and abs(number.adjusted()) > _LARGEST:
        raise CellError(
            "value-inexact", "the number is larger, or nearer to nought, than a 64-bit float holds"
        )
    return number


def exact(number: Decimal) -> Decimal:
    """Return a number that a 64-bit float holds.

    Raises:
        CellError: If it would be changed.
    """
    # A number too large becomes infinite, and so another.
    if not is_exact_float(number):
        text = str(number)
        shown = text if len(text) <= 40 else f"{text[:24]}…{text[-12:]}"
        raise CellError(
            "value-inexact", f"{shown} has more digits, or is larger, than a 64-bit float holds"
        )
    return number


def dot_is_decimal(cells: list[Any]) -> bool:
    """Return whether a number of a column proves that its dots are decimal points.

    A number such as 2.100 may be two thousand one hundred; beside 16.19 or 1234.567 it is not.

    Example:
        >>> dot_is_decimal(["2.100", "16.19"]), dot_is_decimal(["2.100", "3.500"])
        (True, False)
    """
    for cell in cells:
        if isinstance(cell, str) and "." in cell:
            text = nfkc(cell)
            if _NUMBER.fullmatch(text) and not _LONE_DOT.fullmatch(text):
                return True
    return False


def read_amount(cell: Any, unit: UnitExpression | None, *, decimal_dots: bool) -> ParsedValue:
    """Read a value with the unit that its row tells.

    Args:
        cell: The cell of the value.
        unit: The unit that stands in another cell or in the header, if one does.
        decimal_dots: Whether it is known that dots are decimal points in this column.

    Raises:
        CellError: If it cannot be read, or in more than one way.

    Example:
        >>> from chinaindpolicy.ingest.normalize.unit_parser import read_unit
        >>> read_amount("16.19", read_unit("万亿元"), decimal_dots=True).value
        Decimal('16190000000000.00')
        >>> read_amount("超过3万亿元", None, decimal_dots=True).comparator
        'gt'
    """
    number = number_in(cell)
    if number is not None:
        return _plain_number(cell, number, unit, decimal_dots)
    text = nfkc(str(cell))
    found = _quantity(text)
    if found.unit is None and unit is not None:
        if found.scale is not None and unit.factor != 1:
            raise CellError(
                "unit-conflict",
                f"{text!r} has a scale of its own, and so has its unit {unit.text!r}",
            )
        found = _only_reading(text, found)
        return ParsedValue(
            _times(found.value, unit),
            None if found.value_upper is None else _times(found.value_upper, unit),
            unit.code,
            found.comparator,
            "quantity",
        )
    if unit is not None and found.unit != unit.code:
        raise CellError(
            "unit-conflict", f"{text!r} is in {found.unit}, its unit {unit.text!r} is {unit.code}"
        )
    found = _only_reading(text, found)
    return ParsedValue(found.value, found.value_upper, found.unit, found.comparator, "quantity")


def _plain_number(
    cell: Any, number: Decimal, unit: UnitExpression | None, decimal_dots: bool
) -> ParsedValue:
    if unit is None:
        return ParsedValue(number, None, None, "eq", "digits")
    if isinstance(cell, str) and not decimal_dots and _LONE_DOT.fullmatch(nfkc(cell)):
        text = f"{nfkc(cell)} {unit.text}"
        try:
            together = parse_quantity(text)
        except QuantityError:  # a unit with a number of its own, such as "10,000 yuan"
            together = parse_quantity(nfkc(cell))
        _only_reading(text, together)
    rule = "digits" if unit.factor == 1 else "scaled"
    return ParsedValue(_times(number, unit), None, unit.code, "eq", rule)


def _times(number: Decimal, unit: UnitExpression) -> Decimal:
    return _WORK.multiply(number, unit.factor)


def _quantity(text: str) -> Quantity:
    try:
        found = parse_quantity(text)
    except QuantityError as error:
        raise CellError(
            "value-unreadable", f"{text[:80]!r} is no number and no quantity: {error.reason}"
        ) from None
    _sized(found.value)
    if found.direction == "down":
        raise CellError(
            "value-direction",
            f"{text[:80]!r} is a fall: whether the indicator measures the fall or a growth below "
            "nought is not told",
            expected=f"{-found.value} or {found.value}",
        )
    beside = (text[: found.start] + text[found.end :]).strip()
    if not _BESIDE.fullmatch(beside):
        raise CellError(
            "value-unreadable",
            f"{text[:80]!r} says more than a quantity: {beside[:60]!r} beside {found.text!r}",
        )
    return found


def _only_reading(text: str, found: Quantity) -> Quantity:
    if found.alternatives:
        readings = [found.value, *(other.value for other in found.alternatives)]
        ways = " or ".join(format(value.normalize(), "f") for value in readings)
        raise CellError("value-ambiguous", f"{text!r} reads as {ways}", expected=ways)
    return found
