"""Readers of fields whose cells are qualified by other columns: places and periods."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

from chinaindpolicy.ingest.normalize.cell_parsers import scalar
from chinaindpolicy.ingest.normalize.cell_values import CellError, ParsedCell
from chinaindpolicy.ingest.normalize.change_log import ChangeLog
from chinaindpolicy.ingest.normalize.dated_periods import period_of_day
from chinaindpolicy.ingest.normalize.header_context import tenth_months
from chinaindpolicy.ingest.normalize.known_headers import (
    CUMULATIVE,
    FREQUENCIES,
    is_growth_to_date,
    split_accumulation,
)
from chinaindpolicy.ingest.normalize.long_table import LongTable
from chinaindpolicy.ingest.normalize.marks import without_marks
from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.period_parser import (
    fiscal_years,
    from_january,
    of_span,
    read_part_of_year,
    read_period_and_kind,
)
from chinaindpolicy.ingest.normalize.raw_table import text_of
from chinaindpolicy.ingest.normalize.totals import is_plain_total, is_total
from chinaindpolicy.ingest.normalize.unit_parser import names_unit
from chinaindpolicy.model.periods import period_bounds

_OUTER = ("city", "province", "country")


def read_places(
    made: LongTable,
    cells: Sequence[Any],
    regions: NameLookup,
    log: ChangeLog,
    years: Sequence[int | None] = (),
) -> list[str | None]:
    """Return the region of each row, resolved within the place next to it.

    Args:
        made: The table.
        cells: The cells of the region.
        regions: The names of regions.
        log: Receives changes and rejected cells.
        years: The year of each row where the name may mean another place in other years.
    """
    outer_names = [made.context[level] for level in _OUTER if level in made.context]
    outers: list[list[str | None]] = []
    for column in reversed(outer_names):
        around = outers[-1:]

        def read_outer(cell: Any, *within: str | None) -> ParsedCell:
            text = without_marks(cell).text if isinstance(cell, str) else cell
            return ParsedCell(regions.find_within(text, next(filter(None, within), "") or ""))

        outers.append(log.column("region_id", column, read_outer, around))

    texts = {cell for cell in cells if isinstance(cell, str)}
    # Countries by M49 have three digits, provinces by GB/T 2260 two.
    has_m49 = any(re.fullmatch("[0-9]{3}", str(cell).strip()) for cell in cells)
    among_cities = not made.level and len(texts) < 10_000 and regions.has_city(texts)
    among_provinces = functools.cache(lambda: regions.has_province(texts))
    years = years or [None] * len(cells)

    def read(cell: Any, year: int | None, *around: str | None) -> ParsedCell:
        marked = without_marks(cell) if isinstance(cell, str) else None
        text = marked.text if marked else scalar(cell)
        # TOTAL OECD is a place, and OICA TOTAL is not.
        if is_total(text) and (is_plain_total(text) or not regions.has(text)):
            return ParsedCell(None)
        if has_m49 and re.fullmatch("[0-9]{1,2}", str(text).strip()):
            raise CellError(
                "name-ambiguous",
                f"{text!r} may be a code of M49 without its zeros, or of GB/T 2260; use the id",
            )
        outer = next(filter(None, around), "") or ""
        if not outer and made.level not in ("city", "county"):
            found = regions.find(text)
            if among_cities or (
                not made.level and regions.is_province(found) and not among_provinces()
            ):
                regions.check_among_cities(str(text), found)
        else:
            found = regions.find_within(text, outer, made.level)
        if year is not None:
            city = among_cities or made.level == "city"
            found = regions.in_year(text, found, year, outer, made.level, city=city)
        return ParsedCell(found, "name", marked.marks if marked else "")

    found = log.column("region_id", cells, read, [years, *outers[::-1]])
    for row, cell in enumerate(cells):
        if found[row] is None and is_total(cell):
            log.refuse(row, "region_id", cell, _total_error(cell, made.total_reasons.get(row, "")))
    return [
        None
        if id is not None
        and any(
            _unread(column, own, row)
            for column, own in zip(reversed(outer_names), outers, strict=True)
        )
        else id
        for row, id in enumerate(found)
    ]


def _total_error(cell: str, reason: str) -> CellError:
    why = f" and cannot be set aside: {reason}" if reason else ""
    return CellError(
        "name-ambiguous",
        f"{cell!r} is a total{why}; correct the numbers, delete the row, or state the id of "
        f"the region of the total with values={{'region_id': {{{cell!r}: ID}}}}",
    )


def _unread(column: Sequence[Any], found: Sequence[str | None], row: int) -> bool:
    """Return True if the place around a row is stated and could not be read."""
    return column[row] is not None and found[row] is None


def read_periods(
    made: LongTable, cells: Sequence[Any], kinds: list[str], log: ChangeLog
) -> list[str | None]:
    """Return the period of each row from all columns that state a part of it.

    Args:
        made: The table.
        cells: The cells of the period.
        kinds: By row, the kind of figure; receives `forecast` for periods such as 2024E.
        log: Receives changes and rejected cells.
    """
    names = [name for name in ("year", "quarter", "freq") if name in made.context]
    context = [made.context[name] for name in names]
    cumulative = made.cumulative or [False] * len(cells)
    spans = made.spans or [""] * len(cells)
    fiscal = fiscal_years(cells)
    # 2016.1 between 2016.09 and 2016.11 is October: a number lost its last digit.
    october = tenth_months(list(dict.fromkeys(text_of(cell) or "" for cell in cells)))
    rows_of_kind: dict[tuple[Any, ...], str] = {}

    def read(cell: Any, to_date: bool, span: str, *around: Any) -> ParsedCell:
        stated = dict(zip(names, around, strict=True))
        marked = without_marks(cell) if isinstance(cell, str) else None
        text = marked.text if marked else scalar(cell)
        if text_of(cell) in october:
            return ParsedCell(october[text_of(cell) or ""], "period")
        if cell in fiscal:
            raise CellError(
                "period-ambiguous",
                f"{cell!r} is a month or a fiscal year: all such texts of the column name a year "
                "and the one after it; write months as 2011-12-01/2011-12-31, or fiscal years as "
                "2011-04/2012-03",
            )
        kind = ""
        if stated.get("year") is not None:
            year = stated["year"]
            year = without_marks(year).text if isinstance(year, str) else year
            period = read_part_of_year(year, text, made.part)
        else:
            if made.part == "month" and isinstance(text, int) and text < 13:
                raise CellError("period-unreadable", f"{text!r} is a month without a year")
            period, kind = read_period_and_kind(text)
        period = period_of_day(period, text, made.part)
        # A year states no month until which its cumulative values are.
        of_part = span and not (to_date and len(period) > len("2024"))
        last = of_span(period, span) if of_part else period
        period = from_january(period) if to_date else last
        _check_parts(period, stated)
        if kind:
            rows_of_kind[(cell, *around)] = kind
        return ParsedCell(period, "period", marked.marks if marked else "", kind)

    found = log.column("period", cells, read, [cumulative, spans, *context])
    for row, cell in enumerate(cells):
        if found[row] is not None and rows_of_kind:
            kind = rows_of_kind.get((cell, *(column[row] for column in context)), "")
            kinds[row] = kinds[row] or kind
    return found


def _check_parts(period: str, stated: dict[str, Any]) -> None:
    """Raise CellError if a quarter or frequency next to a period contradicts it."""
    if stated.get("quarter") is not None:
        quarter = read_part_of_year(period[:4], stated["quarter"], "quarter")
        start, end = period_bounds(period)
        first, last = period_bounds(quarter)
        if not (first and last and start and first <= start and end <= last):
            raise CellError(
                "period-conflict", f"{period} is not part of the quarter {stated['quarter']!r}"
            )
    frequency = stated.get("freq")
    lengths = FREQUENCIES.get(str(frequency).strip().casefold()) if frequency is not None else None
    if lengths and len(period) not in lengths:
        raise CellError(
            "period-conflict", f"the period {period} has not the frequency {frequency!r}"
        )


def read_indicators(
    cells: Sequence[Any],
    known: NameLookup,
    log: ChangeLog,
    split: Callable[[str], tuple[str, Any] | None],
) -> tuple[list[str | None], dict[int, Any], set[int]]:
    """Return the indicator of each row, the units in names, and the rows of cumulative values."""
    names: dict[str, str] = {}
    units: dict[str, Any] = {}
    to_date: set[str] = set()
    for text in {cell for cell in cells if isinstance(cell, str)}:
        name = text
        pair = split(name)
        if pair and known.has(name):
            if names_unit(name, pair[1]):
                units[text] = pair[1]
        elif pair:
            name, units[text] = pair
        apart = None if known.has(name) else split_accumulation(name)
        if apart and known.has(apart[0]):
            name = apart[0]
            if apart[1] in CUMULATIVE:
                to_date.add(text)
        if is_growth_to_date(name):
            to_date.add(text)
        names[text] = name

    def read(cell: Any) -> ParsedCell:
        text = names.get(cell, cell) if isinstance(cell, str) else scalar(cell)
        try:
            return ParsedCell(known.find(text), "name")
        except CellError:
            marked = without_marks(text) if isinstance(text, str) else None
            if marked is None or not marked.marks or not known.has(marked.text):
                raise
            return ParsedCell(known.find(marked.text), "name", marked.marks)

    found = log.column("indicator_id", cells, read)
    named = {
        row: units[cell]
        for row, cell in enumerate(cells)
        if isinstance(cell, str) and cell in units
    }
    cumulative = {
        row for row, cell in enumerate(cells) if isinstance(cell, str) and cell in to_date
    }
    return found, named, cumulative
