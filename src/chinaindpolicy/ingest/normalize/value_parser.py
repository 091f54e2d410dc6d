"""Parse values: plain numbers or quantity expressions, with their units.

A cell is an expression within the context of its row. The unit of the row gives the scale; a unit
in the cell must be the same one, and a currency sign in the cell leaves the scale to the row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.marks import powers_of_ten, reject_other_digits
from chinaindpolicy.ingest.normalize.plain_numbers import DIGITS, number_in, sized
from chinaindpolicy.ingest.normalize.unit_parser import SIGN_BEFORE, UnitExpression, UnitReader
from chinaindpolicy.ingest.normalize.unit_sources import combine, reject_scale_of_ratio
from chinaindpolicy.ingest.normalize.unit_words import (
    CURRENCY_SIGNS,
    ENGLISH_SCALES,
    family_of,
)
from chinaindpolicy.quantity.parse import parse_quantity
from chinaindpolicy.quantity.types import Quantity, QuantityError

_LONE_DOT = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}")
_EXPRESSION = re.compile(
    rf"(?P<minus>-?)(?P<before>[^-+0-9.,()]*?)\s*(?P<number>[-+]?{DIGITS})\s*"
    r"(?P<after>[^0-9.,\s].*|1(?:0{4}|0{8}) .+)?"
)
# Words around a quantity that add nothing to it.
_BESIDE = re.compile(
    r"(?:同比|比上年|较上年)?(?:增长|上升|提高)?(?:达到|达|为)?|(?:up|grew|rose) (?:by )?"
)
_GROWTH = re.compile(r"同比|比上年|较上年|增长|上升|提高|up|grew|rose")
# 13.8M in a column whose unit is stated; a lower-case b may be a flag.
_LETTER = re.compile(rf"(?P<number>[-+]?{DIGITS})(?P<scale>[kKmMB])")
_COUNTED = ("currency", "count")
_WORK = Context(prec=60)


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """A parsed value in its base unit.

    Attributes:
        value: The value.
        upper: The upper end of a range.
        unit: The code of the unit, where one was stated.
        comparator: The comparator.
        rule: The rule by which it was read.
        growth: True if words in the cell make it a growth.
        percent_sign: True if the cell itself states the unit percent.
    """

    value: Decimal
    upper: Decimal | None
    unit: str | None
    comparator: str
    rule: str
    growth: bool = False
    percent_sign: bool = False


class ValueReader:
    """Reader of values with the units of one list."""

    def __init__(self, units: UnitReader | None = None) -> None:
        self.units = units or UnitReader()

    def read(self, cell: Any, unit: UnitExpression | None, *, decimal_dots: bool) -> ParsedValue:
        """Read a value with the unit of its row; see `read_amount`."""
        if isinstance(cell, str) and not cell.isascii():
            reject_other_digits(cell)
        number = number_in(cell)
        if number is not None:
            return _plain_number(cell, number, unit, decimal_dots)
        text = nfkc(powers_of_ten(str(cell)))
        return (
            self._with_letter(text, unit)
            or self._expression(text, unit, decimal_dots)
            or self._sentence(text, unit)
        )

    def _with_letter(self, text: str, unit: UnitExpression | None) -> ParsedValue | None:
        """Read a number with the letter of a scale: 13.8M of a currency or of things."""
        sign = SIGN_BEFORE.match(text.lower())
        match = _LETTER.fullmatch(text[sign.end() :] if sign else text)
        if match is None:
            return None
        own = UnitExpression("", ENGLISH_SCALES[match["scale"].lower()], text, scaled=True)
        if sign:
            own = replace(own, code=CURRENCY_SIGNS[sign[0].lower()])
        measured = own.code or (unit.code if unit else "")
        if not measured or family_of(measured) not in _COUNTED:
            return None
        code, factor = merged_unit(text, own, unit)
        number = sized(Decimal(match["number"].replace(",", "")))
        return ParsedValue(_WORK.multiply(number, factor), None, code, "eq", "quantity")

    def _expression(
        self, text: str, unit: UnitExpression | None, decimal_dots: bool
    ) -> ParsedValue | None:
        """Read a number with a currency sign before it, a unit after it, or both."""
        match = _EXPRESSION.fullmatch(text)
        if match is None:
            return None
        try:
            own = combine(
                [
                    self.units.scale_or_unit(part)
                    for part in (match["before"], match["after"])
                    if part
                ]
            )
        except CellError:
            return None
        if own is None:
            return None
        if not decimal_dots and _LONE_DOT.fullmatch(match["number"]):
            try:
                _only_reading(text, parse_quantity(text))
            except QuantityError:
                return None
        number = Decimal(match["number"].replace(",", ""))
        code, factor = merged_unit(text, own, unit)
        value = _WORK.multiply(sized(-number if match["minus"] else number), factor)
        return ParsedValue(
            value, None, code or None, "eq", "quantity", percent_sign=own.code == "percent"
        )

    def _sentence(self, text: str, unit: UnitExpression | None) -> ParsedValue:
        """Read an expression with words: 超过3万亿元, 3-5亿元, about 3."""
        found = _quantity(text)
        if found.unit is not None and not self.units.mentions(text, found.unit):
            raise CellError("unit-unreadable", f"{text[:80]!r} has no known unit")
        if found.unit is None and found.unit_text:  # 3 kg/x
            raise CellError(
                "unit-unreadable", f"{text[:80]!r}: {found.unit_text!r} is not a known unit"
            )
        factor = Decimal(1)
        if found.unit is not None or found.scale is not None:
            scaled = found.scale is not None
            own_factor = self.units.factor_of(found.scale) if found.scale else Decimal(1)
            own = UnitExpression(found.unit or "", own_factor, text, scaled=scaled)
            code, both = merged_unit(text, own, unit)
            factor = both / own_factor  # found.value has the scale of the cell
        else:
            code = unit.code if unit else ""
            factor = unit.factor if unit else Decimal(1)
        found = _only_reading(text, found)
        beside = text[: found.start] + text[found.end :]
        return ParsedValue(
            _WORK.multiply(found.value, factor),
            None if found.value_upper is None else _WORK.multiply(found.value_upper, factor),
            code or None,
            found.comparator,
            "quantity",
            growth=found.direction == "up" or _GROWTH.search(beside) is not None,
            percent_sign=found.unit == "percent",
        )


def merged_unit(text: str, own: UnitExpression, unit: UnitExpression | None) -> tuple[str, Decimal]:
    """Return the code and factor of a cell's own unit within the unit of its row.

    Raises:
        CellError: If they contradict each other.
    """
    if own.code and own.scaled:
        reject_scale_of_ratio(own.code, text)
    if unit is None:
        return own.code, own.factor
    if own.code and own.code != unit.code:
        raise CellError(
            "unit-conflict", f"{text!r} is in {own.code}, but its unit {unit.text!r} is {unit.code}"
        )
    if own.sign and not own.scaled:
        return unit.code, unit.factor
    if not own.code and own.factor != 1:
        reject_scale_of_ratio(unit.code, text)
    agrees = own.code and own.factor == unit.factor
    if unit.factor != 1 and not agrees:
        raise CellError(
            "unit-conflict",
            f"{text!r} states a unit or scale of its own, and its row states {unit.text!r}",
        )
    return unit.code, own.factor


def read_amount(cell: Any, unit: UnitExpression | None, *, decimal_dots: bool) -> ParsedValue:
    """Read a value with the unit that its row states.

    Args:
        cell: The cell of the value.
        unit: The unit in another cell, the header or a title; None if none states one.
        decimal_dots: True if dots are known to be decimal points in this column.

    Raises:
        CellError: If it cannot be read, or in more than one way.

    Example:
        >>> from chinaindpolicy.ingest.normalize.unit_parser import read_unit
        >>> read_amount("16.19", read_unit("万亿元"), decimal_dots=True).value
        Decimal('16190000000000.00')
        >>> read_amount("¥7.5", read_unit("亿元"), decimal_dots=True).value
        Decimal('750000000.0')
    """
    return ValueReader().read(cell, unit, decimal_dots=decimal_dots)


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
    return ParsedValue(_WORK.multiply(number, unit.factor), None, unit.code, "eq", rule)


def _quantity(text: str) -> Quantity:
    try:
        found = parse_quantity(text)
    except QuantityError as error:
        raise CellError(
            "value-unreadable", f"{text[:80]!r} is not a number or quantity: {error.reason}"
        ) from None
    sized(found.value)
    if found.direction == "down":
        raise CellError(
            "value-direction",
            f"{text[:80]!r} is a fall, and it is not stated whether the indicator measures the "
            "fall or a growth below zero; write a signed number",
            expected=f"{-found.value} or {found.value}",
        )
    beside = (text[: found.start] + text[found.end :]).strip()
    if not _BESIDE.fullmatch(beside):
        raise CellError(
            "value-unreadable",
            f"{text[:80]!r} contains more than a quantity: {beside[:60]!r} next to {found.text!r}",
        )
    return found


def _only_reading(text: str, found: Quantity) -> Quantity:
    if found.alternatives:
        readings = [found.value, *(other.value for other in found.alternatives)]
        ways = " or ".join(format(value.normalize(), "f") for value in readings)
        raise CellError("value-ambiguous", f"{text!r} reads as {ways}", expected=ways)
    return found
