"""Format values, periods and places of records for people."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol, cast

from chinaindpolicy.model.serialize import format_decimal

CERTAINTIES: Mapping[str, str] = MappingProxyType(
    {
        "found": "read in a stored copy of the source",
        "internal": "proven by the texts themselves",
        "inference": "inferred from the wording",
        "memory": "recalled and not checked",
    }
)
"""The meaning of each degree of certainty."""


_SIGNS = {"eq": "=", "gt": ">", "ge": "≥", "lt": "<", "le": "≤", "approx": "≈", "range": ""}
# The text of a unit after a number; other units use their code. The indicator names the
# things that are counted one by one.
_UNITS = {
    "percent": "%",
    "percentage_point": " percentage points",
    "times": " times",
    "item": "",
    "enterprise": " enterprises",
    "project": " projects",
    "vehicle": " vehicles",
    "platform": " platforms",
    "demonstration": " demonstrations",
    "pilot": " pilots",
    "category": " categories",
    "cluster": " clusters",
    "laboratory": " laboratories",
    "data_centre": " data centres",
    "innovation_unit": " innovation units",
    "technology": " technologies",
    "person": " persons",
}
_SCALES = ((12, "trillion"), (9, "billion"), (6, "million"))


class Quantified(Protocol):
    """Anything with a value, as targets, figures and outcomes have."""

    @property
    def comparator(self) -> str | None:
        """The comparator; a missing one means eq."""
        ...

    @property
    def value(self) -> Decimal | None:
        """The value, or the lower end of a range."""
        ...

    @property
    def value_upper(self) -> Decimal | None:
        """The upper end of a range."""
        ...

    @property
    def unit(self) -> str | None:
        """The code of the unit."""
        ...


class Valued(Quantified, Protocol):
    """Anything with a value that was read in a text, as targets and figures have."""

    @property
    def value_printed(self) -> Decimal | None:
        """The printed value, if an erratum changes it."""
        ...

    @property
    def stated(self) -> str | None:
        """The shortest printed expression."""
        ...


class _Placed(Protocol):
    """Anything with evidence in a document."""

    @property
    def document_id(self) -> str | None: ...
    @property
    def paragraph(self) -> int | None: ...
    @property
    def char_start(self) -> int | None: ...
    @property
    def char_end(self) -> int | None: ...


def format_number(value: Decimal) -> str:
    """Format a number for people: thousands separators, and words from a million up.

    Example:
        >>> format_number(Decimal("16190000000000")), format_number(Decimal(8500))
        ('16.19 trillion', '8,500')
    """
    for exponent, name in _SCALES:
        if abs(value) >= Decimal(10) ** exponent:
            scaled = format_decimal(value.scaleb(-exponent))
            if len(scaled.replace(".", "").lstrip("-")) <= 6:
                return f"{scaled} {name}"
    return f"{Decimal(format_decimal(value)):,}"


def format_amount(record: Valued) -> str:
    """Format a record's value with comparator and unit, and the printed value if it differs."""
    if record.value is None:
        return f"“{record.stated}”" if record.stated else "(qualitative)"
    words = format_value(record)
    if record.value_printed is not None:
        words += f" (printed: {format_number(record.value_printed)}{_format_unit(record)})"
    return words


def short_value(record: object) -> str:
    """Format a value for a table: of a qualitative record its printed expression, or a dash.

    Example:
        >>> import chinaindpolicy as cip
        >>> short_value(cip.targets["components-plan-supply-security-2023"])
        '“significantly improved”'
        >>> short_value(cip.units["CNY"])
        ''
    """
    if not hasattr(record, "value"):
        return ""
    if getattr(record, "value") is not None:  # noqa: B009 - a record of any table
        return format_value(cast("Quantified", record))
    stated = getattr(record, "stated", None)
    return f"“{stated}”" if stated else "–"


def format_value(record: Quantified) -> str:
    """Format a value with comparator and unit; "no number" if the value is missing."""
    if record.value is None:
        return "no number"
    sign = _SIGNS[record.comparator or "eq"]
    amount = format_number(record.value)
    if record.value_upper is not None:
        amount = f"{amount} to {format_number(record.value_upper)}"
    return f"{sign} {amount}{_format_unit(record)}".strip()


def _format_unit(record: Quantified) -> str:
    return _UNITS.get(record.unit or "item", f" {record.unit}")


def format_period(period: str | None) -> str:
    """Format a period for people; an empty string if it is missing.

    Example:
        >>> format_period("../2025"), format_period("2021/2023"), format_period("2024")
        ('by 2025', '2021 to 2023', '2024')
    """
    if period is None:
        return ""
    return f"by {period[3:]}" if period.startswith("../") else period.replace("/", " to ")


def format_place(record: _Placed) -> str:
    """Format the location of a record's evidence in its document."""
    if record.document_id is None:
        return "from outside the documents"
    return (
        f"{record.document_id}, paragraph {record.paragraph}, "
        f"characters {record.char_start}-{record.char_end}"
    )
