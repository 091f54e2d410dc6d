"""Plain numbers: digits with thousands separators, signs and exponents, and nothing else."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.model.serialize import is_exact_float

DIGITS = r"(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
NUMBER = re.compile(rf"[-+]?{DIGITS}")
_SPACED = re.compile(r"[-+]?[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?")
_NEGATIVE = re.compile(rf"\((?P<brackets>{DIGITS})\)|[△▲]\s*(?P<triangle>{DIGITS})")
_LARGEST = 400  # a 64-bit float ends at 308 digits; a unit takes or gives some


def number_in(cell: Any) -> Decimal | None:
    """Return the number that a cell is, if it is a plain one; None otherwise.

    Example:
        >>> number_in("１２，３４５．６"), number_in("(12.3)"), number_in("1 234"), number_in(".5")
        (Decimal('12345.6'), Decimal('-12.3'), Decimal('1234'), Decimal('0.5'))

    Raises:
        CellError: If no 64-bit float comes near it.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float, Decimal)):
        number = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
        return sized(number) if number.is_finite() else None
    text = nfkc(str(cell)).removeprefix("'")
    if NUMBER.fullmatch(text):
        return sized(Decimal(text.replace(",", "")))
    if _SPACED.fullmatch(text):
        return sized(Decimal(text.replace(" ", "")))
    if negative := _NEGATIVE.fullmatch(text):
        digits = negative["brackets"] or negative["triangle"]
        return sized(-Decimal(digits.replace(",", "")))
    return None


def is_number(cell: Any) -> bool:
    """Return True if a cell is a plain number.

    Example:
        >>> is_number("1,234.5"), is_number("12 p")
        (True, False)
    """
    try:
        return number_in(cell) is not None
    except CellError:
        return False


def sized(number: Decimal) -> Decimal:
    """Reject a number so large or small that a calculation would overflow or give zero."""
    if number and abs(number.adjusted()) > _LARGEST:
        raise CellError(
            "value-inexact", "the number is larger, or nearer to zero, than a 64-bit float allows"
        )
    return number


def exact(number: Decimal) -> Decimal:
    """Return a number that a 64-bit float represents.

    Raises:
        CellError: If the float nearest to it is another number.
    """
    if not is_exact_float(number):
        text = str(number)
        shown = text if len(text) <= 40 else f"{text[:24]}…{text[-12:]}"
        raise CellError(
            "value-inexact", f"{shown} has more digits, or is larger, than a 64-bit float allows"
        )
    return number


def nearest_float(number: Decimal) -> Decimal:
    """Return the number that the nearest 64-bit float is written as.

    Raises:
        CellError: If the number is beyond the range of floats.
    """
    near = float(number)
    if near in (float("inf"), float("-inf")) or (near == 0 and number != 0):
        return exact(number)
    return number if is_exact_float(number) else Decimal(repr(near))
