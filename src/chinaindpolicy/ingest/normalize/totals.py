"""Rows of totals: each is excluded if it is the sum of other rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chinaindpolicy.ingest.normalize.bilingual import two_languages
from chinaindpolicy.ingest.normalize.cell_values import strip_inner_spaces
from chinaindpolicy.ingest.normalize.marks import without_marks
from chinaindpolicy.model.serialize import format_decimal

TOTALS = frozenset(
    (
        *("合计", "总计", "共计", "小计", "总和", "合计数", "总合计", "总数"),
        *("total", "totals", "grand total", "sum", "subtotal", "sub-total", "sub total"),
        *("all countries", "all regions", "total all countries", "total of all countries"),
    )
)
"""Labels of totals."""

# OICA TOTAL and TOTAL EU are sums of the rows of an organization or a part of the world.
_OF_SOME = re.compile(r"(?!WORLD)[A-Z&]{2,8} TOTALS?|TOTAL (?!WORLD)[A-Z&]{2,8}")

_TOLERANCE = Decimal("0.001")
_ROUNDED = Decimal("0.5")


def is_total(cell: Any) -> bool:
    """Return True if a label is one of a total.

    Example:
        >>> is_total("合　计"), is_total("合计①"), is_total("合计 Total"), is_total("全国")
        (True, True, True, False)
        >>> is_total("OICA TOTAL"), is_total("Total, all countries"), is_total("WORLD TOTAL")
        (True, True, False)
    """
    if not isinstance(cell, str):
        return False
    text = without_marks(cell).text.strip().rstrip(":：")
    return _OF_SOME.fullmatch(" ".join(text.split())) is not None or is_plain_total(text)


def is_plain_total(text: str) -> bool:
    """Return True if a text is one of the labels of totals, in one language or two.

    Example:
        >>> is_plain_total("Total"), is_plain_total("OICA TOTAL")
        (True, False)
    """
    text = without_marks(text).text
    halves = two_languages(text) or (text,)
    return all(
        " ".join(re.sub("[,，()（）]", " ", strip_inner_spaces(half)).casefold().split()) in TOTALS
        for half in halves
    )


@dataclass(frozen=True)
class Entry:
    """A row of a group of rows that differ in their region only.

    Attributes:
        row: The row.
        value: Its value; None if it could not be read.
        missing: True if the row states no value.
        region: The id of its region; None for a total.
        is_total: True if its label is one of a total.
        outer: The texts of the places around its region.
        step: The last digit that is printed of the value, such as 0.1; zero for whole numbers.
    """

    row: int
    value: Decimal | None
    missing: bool
    region: str | None
    is_total: bool
    outer: tuple[str, ...] = ()
    step: Decimal = Decimal(0)


def check_totals(
    groups: Mapping[Any, Sequence[Entry]], is_within: Callable[[str, str], bool]
) -> tuple[set[int], dict[int, str]]:
    """Compare the totals of each group with the sums of its other rows.

    A total is the sum of all other rows, of those that are not part of another row, of the rows
    between it and the total before or after it, or of such subtotals.

    Args:
        groups: Rows by their key without the region, in the order of the table.
        is_within: Returns True if a region is another one or part of it.

    Returns:
        The rows of confirmed totals, and the reason by row for all others.
    """
    confirmed: set[int] = set()
    reasons: dict[int, str] = {}
    for entries in groups.values():
        open_totals: list[Entry] = []
        subtotals: list[Entry] = []
        for at, entry in enumerate(entries):
            if not entry.is_total:
                continue
            if entry.missing or any(
                _equal(entry, terms) for terms in _whole(entry, entries, is_within)
            ):
                confirmed.add(entry.row)
            elif any(_equal(entry, terms) for terms in _blocks(entries, at)):
                confirmed.add(entry.row)
                subtotals.append(entry)
            else:
                open_totals.append(entry)
        for entry in open_totals:
            if _equal(entry, subtotals):
                confirmed.add(entry.row)
            else:
                reasons[entry.row] = _reason(entry, entries)
    return confirmed, reasons


def _whole(
    total: Entry, entries: Sequence[Entry], is_within: Callable[[str, str], bool]
) -> Iterator[list[Entry]]:
    """Yield the rows that a total of a whole group may sum."""
    terms = [
        each
        for each in entries
        if not each.is_total and not each.missing and (not total.outer or each.outer == total.outer)
    ]
    yield terms
    regions = [each.region for each in terms if each.region]
    if len(regions) < 1_000:
        for inner in (True, False):
            yield [each for each in terms if not _nested(each.region, regions, is_within, inner)]


def _nested(
    region: str | None,
    regions: Sequence[str],
    is_within: Callable[[str, str], bool],
    inner: bool,
) -> bool:
    """Return True if a region is part of another one of some, or (not `inner`) contains one."""
    return region is not None and any(
        other != region and (is_within(region, other) if inner else is_within(other, region))
        for other in regions
    )


def _blocks(entries: Sequence[Entry], at: int) -> Iterator[list[Entry]]:
    """Yield the rows between a total and the total before it, then those to the next total."""
    for step in (-1, 1):
        block: list[Entry] = []
        place = at + step
        while 0 <= place < len(entries) and not entries[place].is_total:
            if not entries[place].missing:
                block.append(entries[place])
            place += step
        yield block


def _equal(total: Entry, terms: Sequence[Entry]) -> bool:
    if total.value is None or not terms or any(each.value is None for each in terms):
        return False
    difference = abs(total.value - _sum(terms))
    rounding = sum((each.step for each in terms), total.step) * _ROUNDED
    return difference <= max(abs(total.value) * _TOLERANCE, rounding)


def _sum(terms: Sequence[Entry]) -> Decimal:
    return sum((each.value for each in terms if each.value is not None), Decimal(0))


def _reason(total: Entry, entries: Sequence[Entry]) -> str:
    others = [each for each in entries if not each.is_total and not each.missing]
    if total.value is None:
        return "its value could not be read"
    if not others:
        return "no other row has its indicator, period and unit"
    unread = sum(each.value is None for each in others)
    if unread:
        return f"{unread} of the {len(others)} other rows could not be read"
    return (
        f"it is {format_decimal(total.value)}, but the sum of the other rows with its indicator, "
        f"period and unit ({len(others)}) is {format_decimal(_sum(others))}"
    )
