"""Messages for cells of another type than their column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, DecimalException
from types import MappingProxyType

from chinaindpolicy.model.columns import ColumnType

_DECIMAL = re.compile(r"Decimal\('(.*)'\)")
_DAY = re.compile(r"(?P<year>-?[0-9]{4,})-[0-9]{2}-[0-9]{2}(?P<time>[ T].*)?")
_DAY_TEXT = re.compile(r"(['\"])[0-9]{4}-[0-9]{2}-[0-9]{2}\1")
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_EXPECTED: Mapping[ColumnType, str] = MappingProxyType(
    {
        "string": "a text",
        "integer": "an integer such as 3",
        "number": "a number such as 1000",
        "boolean": "true or false",
        "date": "a date such as 2024-02-29",
        "list": "a list of texts",
    }
)


def wrong_cell(column: str, kind: ColumnType, value: str) -> str:
    """Return the message about a cell of the wrong type.

    Args:
        column: The column.
        kind: Its type.
        value: The value, as a finding shows it.

    Example:
        >>> wrong_cell("value", "number", "2.00000000000000000001")[9:]
        '2.00000000000000000001, which no 64-bit float represents exactly; the nearest is 2.0'
        >>> wrong_cell("value", "number", "'1,000'")
        "value is '1,000'; expected a number such as 1000; write 1000, or run cip.normalize first"
        >>> wrong_cell("level", "integer", "1.0")
        'level is 1.0; expected an integer such as 3; write 1, or run cip.normalize first'
        >>> wrong_cell("period_end", "date", "10000-01-01")
        'period_end is 10000-01-01; expected a date of the years 1 to 9999, such as 2024-02-29'
    """
    short = value if len(value) <= 60 else f"{value[:59]}…"
    if kind == "number" and (near := _nearest(value)) is not None:
        exact = f"which no 64-bit float represents exactly; the nearest is {near!r}"
        return f"{column} is {short}, {exact}"
    day = _DAY.fullmatch(value) if kind == "date" else None
    if day is not None and not 1 <= int(day["year"]) <= 9999:
        return f"{column} is {short}; expected a date of the years 1 to 9999, such as 2024-02-29"
    if day is not None and day["time"]:
        return f"{column} is {short}, which is not midnight; expected {_EXPECTED[kind]}"
    if kind == "date" and _DAY_TEXT.fullmatch(value):
        text = f"{column} is the text {short}; expected a date; convert the column, such as "
        return f'{text}`pd.to_datetime(df["{column}"])` in pandas or `.str.to_date()` in Polars'
    plain = re.sub(r"[\s,']", "", value) if kind in ("number", "integer") else ""
    if kind == "integer":
        plain = re.sub(r"\.0+$", "", plain)
    usable = _PLAIN.fullmatch(plain) and not (kind == "integer" and "." in plain)
    hint = f"; write {plain}, or run cip.normalize first" if usable else ""
    return f"{column} is {short}; expected {_EXPECTED[kind]}{hint}"


def _nearest(value: str) -> float | None:
    """Return the float nearest to a number; None if the value is not a number."""
    inner = _DECIMAL.fullmatch(value)
    try:
        return float(Decimal(inner[1] if inner else value))
    except (DecimalException, OverflowError, ValueError):
        return None
