"""Values as text in CSV and as numbers in JSON."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, TypeGuard

LIST_DELIMITER = "|"
"""Delimiter of list items in the CSV of a release."""


def is_list(value: object) -> TypeGuard[tuple[str, ...]]:
    """Return whether a value is that of a list column, a tuple of strings."""
    return isinstance(value, tuple)


def to_csv_cell(value: Any) -> str:
    """Format a value as a CSV cell of a release: empty if missing, list items joined by `|`.

    Example:
        >>> to_csv_cell(Decimal("1E+3")), to_csv_cell(("miit", "moe")), to_csv_cell(None)
        ('1000', 'miit|moe', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format_decimal(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return LIST_DELIMITER.join(value) if is_list(value) else str(value)


def json_number(value: Decimal) -> int | float:
    """Return a number as JSON has it: a whole one without a point.

    Example:
        >>> json_number(Decimal("2.1E+12")), json_number(Decimal("99.50"))
        (2100000000000, 99.5)
    """
    return int(value) if value == value.to_integral_value() else float(value)


def json_value(value: Any) -> Any:
    """Return a record's value as JSON has it: a date as ISO 8601, a list as a list.

    Example:
        >>> json_value(datetime.date(2026, 11, 22)), json_value(("miit", "moe")), json_value(None)
        ('2026-11-22', ['miit', 'moe'], None)
    """
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return list(value) if is_list(value) else value


def format_decimal(value: Decimal) -> str:
    """Write a number without exponent or needless zeros, the one form used in releases.

    Example:
        >>> format_decimal(Decimal("2.1E+12")), format_decimal(Decimal("99.50"))
        ('2100000000000', '99.5')
    """
    text = decimal_digits(value)
    return "0" if text == "-0" else text


def decimal_digits(value: Decimal) -> str:
    """Write a number without exponent or trailing zeros, a negative zero with its sign."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_exact_float(value: int | Decimal) -> bool:
    """Return True if a 64-bit float has this value to the last digit.

    A float has the value of its shortest decimal form and, if it is whole, its exact value.

    Args:
        value: A finite number, at most as large as the largest float.

    Example:
        >>> is_exact_float(Decimal("99.5")), is_exact_float(Decimal("0.12345678901234567890"))
        (True, False)
        >>> is_exact_float(2**60), is_exact_float(2**53 + 1)
        (True, False)
    """
    number = float(value)
    return Decimal(repr(number)) == value or (number.is_integer() and number == value)
