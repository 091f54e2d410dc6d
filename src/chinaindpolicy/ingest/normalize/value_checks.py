"""Checks of values that depend on their column, their indicator or the rest of their row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.value_parser import ParsedValue
from chinaindpolicy.model.serialize import format_decimal


def mixes_percent(cells: Sequence[Any]) -> bool:
    """Return True if some cells of a column end in a percent sign and some do not."""
    marked = [
        isinstance(cell, str) and cell.rstrip().endswith(("%", "％"))
        for cell in cells
        if cell is not None
    ]
    return any(marked) and not all(marked)


def fraction_indicators(
    parsed: Mapping[str, Sequence[ParsedValue | CellError | None]],
    indicators: Sequence[str | None],
    *,
    confirmed: bool,
) -> frozenset[str | None]:
    """Return the indicators whose percentages are all between -1 and 1, and may be fractions.

    Args:
        parsed: The values of each column, by row.
        indicators: The indicator of each row.
        confirmed: True if the caller states that the values are percentages.
    """
    small: dict[str | None, bool] = {}
    for values in () if confirmed else parsed.values():
        for indicator, value in zip(indicators, values, strict=True):
            if isinstance(value, ParsedValue) and value.unit == "percent":
                fraction = not value.percent_sign and abs(value.value) <= 1
                small[indicator] = small.get(indicator, True) and fraction
    return frozenset(indicator for indicator, all_small in small.items() if all_small)


def percent_columns(
    values: Sequence[ParsedValue | CellError | None], groups: Sequence[str]
) -> frozenset[str]:
    """Return the columns of growths of which most values are above 1, and so no fractions.

    Args:
        values: The values of all rows.
        groups: By row, the column of growths that its value is in, or an empty text.
    """
    large: dict[str, list[bool]] = {}
    for group, value in zip(groups, values, strict=False):
        if group and isinstance(value, ParsedValue) and value.unit == "percent" and value.value:
            large.setdefault(group, []).append(abs(value.value) > 1)
    return frozenset(group for group, each in large.items() if 2 * sum(each) >= len(each))


def check_fraction(amount: ParsedValue, cell: Any, *, mixed: bool) -> None:
    """Raise CellError if a percentage without a percent sign may be a fraction.

    Args:
        amount: The value.
        cell: Its cell.
        mixed: True if other cells of its column have a percent sign.
    """
    if amount.unit == "percent" and not amount.percent_sign and 0 < abs(amount.value) <= 1:
        ways = f"{format_decimal(amount.value)} or {format_decimal(amount.value * 100)}"
        reason = (
            "other cells have a percent sign"
            if mixed
            else "all values of its indicator are between -1 and 1"
        )
        raise CellError(
            "value-ambiguous",
            f"{cell!r} is {ways} percent: {reason}; write the percent sign in each cell, or "
            "confirm percentages in a file without number formats with units='%'",
            ways,
        )


def check_growth(
    amount: ParsedValue,
    cell: Any,
    measure: Any,
    indicator: str | None,
    is_growth: Callable[[str], bool],
) -> None:
    """Raise CellError for a growth stated as text if the indicator measures a level."""
    if not amount.growth or measure in ("growth", "change"):
        return
    if indicator is None or not is_growth(indicator):
        raise CellError(
            "value-direction",
            f"{cell!r} is a growth, but {indicator or 'the indicator'} does not measure a "
            "growth; state the indicator of the growth, or measure 'growth'",
        )


def unit_error(unit: str | None, wanted: str | None, indicator: str | None) -> CellError | None:
    """Return the error of a value without unit, or in another unit than its indicator's."""
    if unit is None:
        return CellError(
            "unit-missing",
            "no cell, header or title states the unit of the value; pass units=, e.g. '亿元', or "
            "by indicator or column, e.g. {'GDP': '亿元'}",
            wanted or "",
        )
    if wanted and unit != wanted:
        return CellError(
            "unit-conflict",
            f"the unit is {unit!r}, but {indicator} is measured in {wanted!r}; correct it, or if "
            "the text means that unit, pass units={text: unit}",
            wanted,
        )
    return None


def comparator_conflict(
    row: int,
    amount: ParsedValue | None,
    comparators: Sequence[str | None],
    columns: Mapping[str, Sequence[Any]],
    unread: Collection[int],
) -> CellError | None:
    """Return the conflict between a value and the rest of its row; None if there is none."""
    if amount is None:
        return None
    if row in unread:
        return CellError("comparator-unreadable", "its comparator cannot be read")
    told = comparators[row]
    if told is not None and amount.comparator not in ("eq", told):
        return CellError(
            "comparator-conflict", f"the row states {told!r}, its value {amount.comparator!r}"
        )
    given = columns["value_upper"][row] if "value_upper" in columns else None
    if amount.upper is not None and given is not None:
        return CellError("comparator-conflict", "the upper value is stated twice")
    return None
