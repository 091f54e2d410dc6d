"""Checks of values that depend on their column, their indicator or the rest of their row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.plain_numbers import number_in
from chinaindpolicy.ingest.normalize.value_parser import ParsedValue


def mixes_percent(cells: Sequence[Any]) -> bool:
    """Return True if some cells of a column end in a percent sign and some do not."""
    marked = [
        isinstance(cell, str) and cell.rstrip().endswith(("%", "％"))
        for cell in cells
        if cell is not None
    ]
    return any(marked) and not all(marked)


def all_fractions(cells: Sequence[Any]) -> bool:
    """Return True if all numbers of a column are from -1 to 1."""
    try:
        numbers = [number_in(cell) for cell in cells if cell is not None]
    except CellError:
        return False
    return all(number is None or abs(number) <= 1 for number in numbers)


def check_fraction(amount: ParsedValue, cell: Any) -> None:
    """Raise CellError if a number next to percentages may be a fraction."""
    if amount.unit == "percent" and not amount.percent_sign and 0 < abs(amount.value) <= 1:
        ways = f"{amount.value} or {amount.value * 100}"
        raise CellError(
            "value-ambiguous",
            f"{cell!r} is a percentage or a fraction: other cells, or the format of the cell, may "
            "have a percent sign; write percentages as 95 or 95%",
            ways,
        )


def check_growth(
    amount: ParsedValue,
    cell: Any,
    measure: Any,
    indicator: str | None,
    is_growth: Callable[[str], bool],
) -> None:
    """Raise CellError for a growth in words if the indicator measures a level."""
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
            "no cell, header or title states the unit of the value; pass units=, e.g. '亿元'",
            wanted or "",
        )
    if wanted and unit != wanted:
        return CellError(
            "unit-conflict",
            f"the unit is {unit!r}, but {indicator} is measured in {wanted!r}",
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
    """Return what keeps a value from being what the rest of its row says; None if nothing does."""
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
