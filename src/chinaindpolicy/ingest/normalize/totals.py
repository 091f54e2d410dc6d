"""Rows of totals: they are set aside if they are the sum of the other rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, strip_inner_spaces
from chinaindpolicy.ingest.normalize.plain_numbers import number_in

TOTALS = frozenset(
    ("合计", "总计", "共计", "小计", "总和", "total", "totals", "grand total", "sum", "subtotal")
)
"""Labels of totals."""

_TOLERANCE = Decimal("0.001")


def is_total(cell: Any) -> bool:
    """Return True if a label is one of a total.

    Example:
        >>> is_total("合　计"), is_total("全国")
        (True, False)
    """
    return isinstance(cell, str) and strip_inner_spaces(cell).casefold() in TOTALS


def confirmed_totals(
    labels: Sequence[Any], values: Sequence[Any], others: Mapping[str, Sequence[Any]]
) -> set[int]:
    """Return the rows of totals if each is the sum of the other rows with its key.

    Args:
        labels: The cells of the region.
        values: The cells of the value.
        others: The other columns of the key.

    Returns:
        All rows of totals; none if one of them is another number than the sum.
    """
    totals = [row for row, label in enumerate(labels) if is_total(label)]
    if not totals:
        return set()
    sums: dict[tuple[Any, ...], list[Decimal]] = {}
    for row, label in enumerate(labels):
        if not is_total(label):
            number = _number(values[row])
            if number is not None:
                sums.setdefault(_key(others, row), []).append(number)
    for row in totals:
        total, terms = _number(values[row]), sums.get(_key(others, row), [])
        if total is None and not terms:
            continue
        if total is None or len(terms) < 2:
            return set()
        if abs(total - sum(terms)) > max(abs(total) * _TOLERANCE, Decimal(0)):
            return set()
    return set(totals)


def _key(others: Mapping[str, Sequence[Any]], row: int) -> tuple[Any, ...]:
    return tuple(repr(column[row]) for column in others.values())


def _number(cell: Any) -> Decimal | None:
    try:
        return None if cell is None else number_in(cell)
    except CellError:
        return None
