"""How values and places are put into words when a record is printed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Protocol, TypeGuard

__all__ = [
    "CERTAINTIES",
    "LIST_DELIMITER",
    "amount_in_words",
    "cell",
    "is_list",
    "json_number",
    "json_value",
    "number_in_words",
    "period_in_words",
    "place_in_words",
    "plain",
    "quantity_in_words",
]

CERTAINTIES: Mapping[str, str] = MappingProxyType(
    {
        "found": "read in a stored copy of the source",
        "internal": "proven by the texts themselves",
        "inference": "inferred from the wording",
        "memory": "recalled and not checked",
    }
)
"""What each degree of certainty means."""

LIST_DELIMITER = "|"
"""What parts the items of a list in a release's CSV."""

_SIGNS = {"eq": "=", "gt": ">", "ge": "≥", "lt": "<", "le": "≤", "approx": "≈", "range": ""}
# How a unit follows a number; any other follows by its code. What is counted one by one is
# named by the indicator.
_UNITS = {
    "percent": "%",
    "percentage_point": " percentage points",
    "times": " times",
    "item": "",
    "enterprise": " enterprises",
    "project": " projects",
    "vehicle": " vehicles",
    "person": " persons",
}
_SCALES = ((12, "trillion"), (9, "billion"), (6, "million"))


class Quantified(Protocol):
    """Anything with a value, as targets, figures and outcomes have."""

    @property
    def comparator(self) -> str | None: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def value_upper(self) -> Decimal | None: ...
    @property
    def unit(self) -> str | None: ...


class Valued(Quantified, Protocol):
    """Anything with a value that was read in a text, as targets and figures have."""

    @property
    def value_printed(self) -> Decimal | None: ...
    @property
    def stated(self) -> str | None: ...


class Placed(Protocol):
    """Anything with evidence in a document."""

    @property
    def document_id(self) -> str | None: ...
    @property
    def paragraph(self) -> int | None: ...
    @property
    def char_start(self) -> int | None: ...
    @property
    def char_end(self) -> int | None: ...


def is_list(value: object) -> TypeGuard[tuple[str, ...]]:
    """Tell a list column's value, a tuple of strings, from every other."""
    return isinstance(value, tuple)


def cell(value: Any) -> str:
    """Write a value as it stands in a release's CSV: missing as nothing, a list with `|`.

    Example:
        >>> cell(Decimal("1E+3")), cell(("miit", "moe")), cell(None)
        ('1000', 'miit|moe', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
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


def plain(value: Decimal) -> str:
    """Write a number without exponent or needless zeros, the one form used in releases.

    Example:
        >>> plain(Decimal("2.1E+12")), plain(Decimal("99.50"))
        ('2100000000000', '99.5')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def number_in_words(value: Decimal) -> str:
    """Write a number for people: thousands marks, and words from a million up.

    Example:
        >>> number_in_words(Decimal("16190000000000")), number_in_words(Decimal(8500))
        ('16.19 trillion', '8,500')
    """
    for exponent, name in _SCALES:
        if abs(value) >= Decimal(10) ** exponent:
            scaled = plain(value.scaleb(-exponent))
            if len(scaled.replace(".", "").lstrip("-")) <= 6:
                return f"{scaled} {name}"
    return f"{Decimal(plain(value)):,}"


def amount_in_words(record: Valued) -> str:
    """Write a record's value with comparator and unit, and what was printed if it differs."""
    if record.value is None:
        return f"“{record.stated}”" if record.stated else "(qualitative)"
    words = quantity_in_words(record)
    if record.value_printed is not None:
        words += f" (printed: {number_in_words(record.value_printed)}{_unit_in_words(record)})"
    return words


def quantity_in_words(record: Quantified) -> str:
    """Write a value with comparator and unit; "no number" where there is none."""
    if record.value is None:
        return "no number"
    sign = _SIGNS[record.comparator or "eq"]
    amount = number_in_words(record.value)
    if record.value_upper is not None:
        amount = f"{amount} to {number_in_words(record.value_upper)}"
    return f"{sign} {amount}{_unit_in_words(record)}".strip()


def _unit_in_words(record: Quantified) -> str:
    return _UNITS.get(record.unit or "item", f" {record.unit}")


def period_in_words(period: str | None) -> str:
    """Write a period for people; nothing where there is none.

    Example:
        >>> period_in_words("../2025"), period_in_words("2021/2023"), period_in_words("2024")
        ('by 2025', '2021 to 2023', '2024')
    """
    if period is None:
        return ""
    return f"by {period[3:]}" if period.startswith("../") else period.replace("/", " to ")


def place_in_words(record: Placed) -> str:
    """Write where a record's evidence stands in its document."""
    if record.document_id is None:
        return "from outside the documents"
    return (
        f"{record.document_id}, paragraph {record.paragraph}, "
        f"characters {record.char_start}-{record.char_end}"
    )
