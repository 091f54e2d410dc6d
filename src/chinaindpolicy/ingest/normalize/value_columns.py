"""Parse value, upper value, comparator and unit of a row together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from chinaindpolicy.errors import NotComparableError, UnknownNameError
from chinaindpolicy.ingest.normalize.cell_parsers import says_same
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.change_log import ChangeLog
from chinaindpolicy.ingest.normalize.decimal_marks import DecimalMark, decimal_mark
from chinaindpolicy.ingest.normalize.index_bases import check_base, read_bases
from chinaindpolicy.ingest.normalize.plain_numbers import exact, nearest_float
from chinaindpolicy.ingest.normalize.raw_table import is_scalar
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression
from chinaindpolicy.ingest.normalize.unit_sources import UnitSources
from chinaindpolicy.ingest.normalize.value_checks import (
    check_fraction,
    check_growth,
    comparator_conflict,
    fraction_indicators,
    mixes_percent,
    percent_columns,
    unit_error,
)
from chinaindpolicy.ingest.normalize.value_parser import ParsedValue, ValueReader, merged_unit
from chinaindpolicy.quantity.conversion import convert

SCALED = ("value", "value_upper", "value_printed", "baseline")
"""Columns in the unit of the row."""


def read_amounts(
    columns: Mapping[str, Sequence[Any]],
    raw: Mapping[str, Sequence[Any]],
    units: UnitSources,
    indicators: Sequence[str | None],
    unit_of: Callable[[str], str | None],
    is_growth: Callable[[str], bool],
    log: ChangeLog,
    unread: Collection[int] = (),
    *,
    semicolons: bool = False,
    formatted: bool = True,
    sampled: bool = False,
    groups: Sequence[str] = (),
) -> dict[str, list[Any]]:
    """Read the values of all rows with their units and comparators.

    Args:
        columns: The cells of the columns in `SCALED` and of `comparator`, those that there are.
            Of the comparators, the codes that were read.
        raw: The same cells with their footnote marks, for the list of changes.
        units: The sources of units.
        indicators: The indicator of each row, where it is known.
        unit_of: Returns the unit of an indicator.
        is_growth: Returns True if an indicator measures a growth.
        log: Receives changes and rejected cells.
        unread: The rows whose comparator could not be read.
        semicolons: True if the cells come from a file that is delimited by semicolons.
        formatted: False if percentages may be stored as fractions.
        sampled: True if the rows are a sample, in which all percentages may be small by chance.
        groups: By row, the column of growths that its value is in, or an empty text.

    Returns:
        The columns; `unit`, `comparator` and `value_upper` also where only values state them.
    """
    scaled = [name for name in SCALED if name in columns]
    height = len(indicators)
    found: dict[str, list[Any]] = {name: [None] * height for name in scaled}
    found["unit"] = [None] * height
    found["comparator"] = list(columns.get("comparator", [None] * height))
    found.setdefault("value_upper", [None] * height)
    any_comparator, any_unit = "comparator" in columns, bool(units.cells)
    if units.titles:
        rows = {
            row for name in scaled for row, cell in enumerate(columns[name]) if cell is not None
        }
        units = replace(units, titles_apply=units.applies_titles(sorted(rows), "value"))
    parsed = {
        name: _parsed(
            name, columns[name], units, decimal_mark(columns[name], semicolons=semicolons)
        )
        for name in scaled
    }
    if units.states_base and "value" in columns:
        read_bases(units, columns["value"], indicators)
    may_be_fractions = fraction_indicators(
        parsed, indicators, confirmed=sampled or (formatted and units.states_percent)
    )
    in_percent = percent_columns(parsed.get("value", ()), groups)
    mixed = mixes_percent(columns.get("value", ()))
    measures = columns.get("measure", ())
    rounded: list[int] = []
    for row in range(height):
        amounts: dict[str, ParsedValue] = {}
        for name in scaled:
            known = parsed[name][row]
            if known is None:
                continue
            cell = columns[name][row]
            try:
                if isinstance(known, CellError):
                    raise known
                if name == "value" and units.bases:
                    check_base(units, indicators[row])
                check_growth(
                    known, cell, measures[row] if measures else None, indicators[row], is_growth
                )
                small = indicators[row] in may_be_fractions
                if mixed or (small and not (groups and groups[row] in in_percent)):
                    check_fraction(known, cell, mixed=mixed)
                amount = _in_unit_of(known, indicators[row], unit_of)
                amounts[name] = amount
            except CellError as error:
                log.refuse(row, name, cell, error)
        conflict = comparator_conflict(
            row, amounts.get("value"), found["comparator"], columns, unread
        )
        if conflict is not None:
            # A value without its comparator would be read as exactly that value.
            del amounts["value"]
            log.refuse(row, "value", columns["value"][row], conflict)
        wanted = unit_of(indicators[row] or "")
        _settle_unit(row, amounts, units, found, log, wanted if units.cells else None)
        wrong = unit_error(found["unit"][row], wanted, indicators[row])
        if wrong and "value" in amounts:
            del amounts["value"]
            log.refuse(row, "value", raw["value"][row], wrong)
        elif wrong and wrong.code == "unit-conflict" and units.cells and raw["value"][row] is None:
            log.refuse(row, "unit", units.cells[row], wrong)
            found["unit"][row] = None
        for name, amount in amounts.items():
            before, value = raw[name][row], nearest_float(amount.value)
            found[name][row] = value
            if value != amount.value:
                rounded.append(row)
            if not says_same(before, value):
                log.change(
                    row, name, before, value, "rounded" if value != amount.value else amount.rule
                )
        if "value" in amounts:
            _settle_comparator(row, amounts["value"], found, columns, log)
    if rounded:
        message = rounded_message(len(rounded), rounded[0])
        log.refuse(None, "value", len(rounded), CellError("value-rounded", message))
    _report_titles(units, log)
    if "value_upper" not in columns and not any(x is not None for x in found["value_upper"]):
        del found["value_upper"]
    if not any_comparator:
        _comparators_if_needed(found, log)
    if not any_unit and not any(found["unit"]):
        del found["unit"]
    return found


def rounded_message(count: int, first: int) -> str:
    """Return the message of values with more digits than a float has."""
    values = "1 value has" if count == 1 else f"{count} values have"
    return (
        f"{values} more digits than a 64-bit float represents; the nearest "
        f"float was taken, first in row {first}"
    )


def _parsed(
    name: str, cells: Sequence[Any], units: UnitSources, mark: DecimalMark
) -> list[ParsedValue | CellError | None]:
    """Return the value of each cell with its unit, or the error of reading it."""
    values = ValueReader(units.reader)
    known: dict[Any, ParsedValue | CellError] = {}
    found: list[ParsedValue | CellError | None] = []
    for row, cell in enumerate(cells):
        if cell is None:
            found.append(None)
            continue
        if not is_scalar(cell):
            found.append(CellError("type-unreadable", "the cell is a list; a value is expected"))
            continue
        try:
            unit = units.of(row, name)
        except CellError as error:
            found.append(error)
            continue
        key = (type(cell).__name__, cell, unit)
        if key not in known:
            known[key] = _try(values, cell, unit, mark)
        found.append(known[key])
    return found


def _try(
    values: ValueReader, cell: Any, unit: UnitExpression | None, mark: DecimalMark
) -> ParsedValue | CellError:
    try:
        plain = mark.read(cell) if isinstance(cell, str) else cell
        amount = values.read(plain, unit, decimal_dots=bool(mark.mark))
        nearest_float(amount.value)
        if amount.upper is not None:
            exact(amount.upper)
    except CellError as error:
        return error
    return amount


def plain_scale(
    units: UnitSources,
    row: int,
    indicator: str | None,
    unit_of: Callable[[str], str | None],
    own: UnitExpression | None = None,
) -> tuple[Decimal, str | None, str] | None:
    """Return the factor, unit and rule of plain numbers in a row.

    Args:
        units: The sources of units.
        row: The row.
        indicator: Its indicator.
        unit_of: Returns the unit of an indicator.
        own: The unit in the cell, behind the number.

    Returns:
        None if no unit is stated, or some numbers cannot be converted exactly.
    """
    try:
        unit = units.of(row, "value")
        if own is not None:
            code, factor = merged_unit(own.text, own, unit)
        elif unit is not None:
            code, factor = unit.code, unit.factor
        else:
            return None
    except CellError:
        return None
    wanted = unit_of(indicator) if indicator else None
    if not code:
        return None
    rule = "quantity" if own is not None else "digits" if factor == 1 else "scaled"
    amount = ParsedValue(factor, None, code, "eq", rule)
    found = _in_unit_of(amount, indicator, unit_of)
    if wanted and found.unit != wanted:
        return None
    return found.value, found.unit, found.rule


def _report_titles(units: UnitSources, log: ChangeLog) -> None:
    """Report units in title lines that apply to no value, or not to all."""
    messages = [
        f"a title line states the unit {title!r}; values that state {stated!r} are in {stated!r}"
        for stated, title in units.unread_titles.items()
    ]
    messages += [
        f"a title line states the unit {title.text!r}, and no value is in it"
        for title in units.unused_titles()
        if title.text not in units.unread_titles.values()
    ]
    for message in messages:
        log.refuse(None, "unit", "", CellError("title-unit-unused", message))


def _in_unit_of(
    amount: ParsedValue, indicator: str | None, unit_of: Callable[[str], str | None]
) -> ParsedValue:
    """Return an amount in the unit of its indicator, if that measures the same, and exactly."""
    wanted = unit_of(indicator) if indicator else None
    if not wanted or not amount.unit or wanted == amount.unit:
        return amount
    try:
        value = exact(convert(amount.value, amount.unit, wanted))
        upper = amount.upper
        if upper is not None:
            upper = exact(convert(upper, amount.unit, wanted))
    except (NotComparableError, UnknownNameError, CellError):
        return amount
    return ParsedValue(value, upper, wanted, amount.comparator, "converted")


def _settle_unit(
    row: int,
    amounts: dict[str, ParsedValue],
    units: UnitSources,
    found: dict[str, list[Any]],
    log: ChangeLog,
    wanted: str | None,
) -> None:
    """Set the row's unit to the one unit of its values; else to its indicator's if similar."""
    cell = units.cells[row] if units.cells else None
    codes = {amount.unit for amount in amounts.values() if amount.unit}
    if len(codes) > 1:
        error = CellError("unit-conflict", f"the values of the row are in {', '.join(codes)}")
        for name in list(amounts):
            log.refuse(row, name, amounts.pop(name).value, error)
        codes = set[str]()
    if codes:
        found["unit"][row] = next(iter(codes))
    elif cell is not None:
        try:
            unit = units.of(row, "")
            code = unit.code if unit else None
            if code and wanted and code not in units.listed and are_alike(code, wanted):
                code = wanted
        except CellError as error:
            log.refuse(row, "unit", cell, error)
            return
        # Without a value, nothing is in this unit; its code is kept, its scale is not needed.
        found["unit"][row] = code
    log.change(row, "unit", cell, found["unit"][row], "unit")


def are_alike(first: str, second: str) -> bool:
    """Return True if two units measure the same, so that one can be converted to the other."""
    try:
        convert(Decimal(1), first, second)
    except (NotComparableError, UnknownNameError):
        return False
    return True


def _settle_comparator(
    row: int,
    amount: ParsedValue,
    found: dict[str, list[Any]],
    columns: Mapping[str, Sequence[Any]],
    log: ChangeLog,
) -> None:
    """Set the comparator and upper value of the row from its value."""
    if amount.upper is not None and found["value_upper"][row] is None:
        found["value_upper"][row] = amount.upper
        log.change(row, "value_upper", None, amount.upper, "quantity")
    if found["comparator"][row] is None:
        found["comparator"][row] = amount.comparator
        if "comparator" in columns:
            log.change(row, "comparator", None, amount.comparator, "comparator")


def _comparators_if_needed(found: dict[str, list[Any]], log: ChangeLog) -> None:
    """Keep the comparators if any of them is not plain equality."""
    comparators = found["comparator"]
    if not any(comparator not in (None, "eq") for comparator in comparators):
        del found["comparator"]
        return
    for row, comparator in enumerate(comparators):
        log.change(row, "comparator", None, comparator, "quantity")
