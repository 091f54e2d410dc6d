"""Exclude rows that repeat others: totals, and cumulative values of a first period.

The table is converted once for the comparison.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from chinaindpolicy.ingest.normalize.completeness import FURTHER_KEYS
from chinaindpolicy.ingest.normalize.known_headers import CUMULATIVE
from chinaindpolicy.ingest.normalize.long_table import LongTable
from chinaindpolicy.ingest.normalize.raw_table import Note, text_of
from chinaindpolicy.ingest.normalize.totals import Entry, check_totals, is_total
from chinaindpolicy.model.periods import is_period, shortest_spelling

Convert = Callable[[LongTable], tuple[Mapping[str, Sequence[Any]], Collection[int]]]
"""Converts the fields of a table; also returns the rows with a rejected value."""

_DECIMALS = re.compile(r"[0-9][0-9,]*\.(?P<decimals>[0-9]+)")
_PLACES = ("province", "city", "country")
# A note or statement next to a total differs from those of the other rows.
APART = ("id", "record_id", "statement", "note", "comparator", "attributed_to", "organization_id")
"""Columns of the key of a row that a total does not share with the rows that it sums."""


def without_totals(
    made: LongTable,
    convert: Convert,
    is_within: Callable[[str, str], bool],
    dimensions: Sequence[str],
) -> LongTable:
    """Return a table without the totals that are sums of other rows; they become notes.

    Args:
        made: The table.
        convert: Converts the fields of a table; also returns the rows with a rejected value.
        is_within: Returns True if a region is another one or part of it.
        dimensions: Further source columns of the key.

    Returns:
        The table; `total_reasons` gives the reason for each total that remains.
    """
    labels = made.fields.get("region_id")
    if labels is None or "value" not in made.fields:
        return made
    totals = {cell for cell in set(filter(_is_text, labels)) if is_total(cell)}
    if not totals:
        return made
    found, rejected = convert(made)
    rows: dict[Any, list[tuple[Any, Entry]]] = {}
    keys = _keys(made, found, dimensions)
    outer = [made.context[name] for name in _PLACES if name in made.context]
    nothing: list[Any] = [None] * made.table.height
    values, read = found.get("value", nothing), found.get("region_id", nothing)
    units = found.get("unit", nothing)
    for row, label in enumerate(labels):
        value = values[row]
        total = _is_text(label) and label in totals
        entry = Entry(
            row,
            value,
            value is None and row not in rejected,
            None if total else read[row],
            total,
            tuple(str(column[row]) for column in outer if not is_total(column[row])),
            _step(made.fields["value"][row], value),
        )
        rows.setdefault(keys[row], []).append((units[row], entry))
    groups = {(key, unit): each for key, pairs in rows.items() for unit, each in _by_unit(pairs)}
    confirmed, reasons = check_totals(groups, is_within)
    for row in sorted(confirmed):
        note_row(made, row, "total")
    kept = [row for row in range(made.table.height) if row not in confirmed]
    places = {row: at for at, row in enumerate(kept)}
    rest = made.without(confirmed) if confirmed else made
    rest.total_reasons = {places[row]: reason for row, reason in reasons.items()}
    return rest


def without_repeated(made: LongTable, convert: Convert, dimensions: Sequence[str]) -> LongTable:
    """Return a table without cumulative values that equal the value of the period itself.

    The cumulative value of January, or of a first quarter, is stated twice; it becomes a note.
    """
    names = set(filter(_is_text, made.fields.get("indicator_id", ())))
    named = any(word in name for name in names for word in CUMULATIVE)
    if "value" not in made.fields or not (named or any(made.cumulative)):
        return made
    found, _ = convert(made)
    flags = made.cumulative  # with those of names
    keys = _keys(made, found, dimensions)
    nothing: list[Any] = [None] * made.table.height
    regions, values = (found.get(name, nothing) for name in ("region_id", "value"))
    units = found.get("unit", nothing)
    rows = list(zip(keys, regions, units, values, strict=True))
    current = {row for row, flag in zip(rows, flags, strict=True) if not flag}
    repeated = {
        at
        for at, (row, flag) in enumerate(zip(rows, flags, strict=True))
        if flag and row[3] is not None and row in current
    }
    for row in sorted(repeated):
        note_row(made, row, "repeated")
    return made.without(repeated) if repeated else made


def note_row(made: LongTable, row: int, kind: str) -> None:
    """Add the texts of a row to the notes of its table."""
    file, line = made.table.place(row)
    text = " ".join(str(cells[row]) for cells in made.fields.values() if cells[row] is not None)
    made.table.notes.append(Note(kind, file, line, text))


def _by_unit(pairs: Sequence[tuple[Any, Entry]]) -> Iterator[tuple[Any, list[Entry]]]:
    """Yield rows by unit; a row without a value may be in any unit."""
    units = dict.fromkeys(unit for unit, each in pairs if each.value is not None)
    for unit in units or (None,):
        yield unit, [each for own, each in pairs if own == unit or each.value is None]


def _is_text(cell: Any) -> bool:
    return isinstance(cell, str)


def _keys(
    made: LongTable, found: Mapping[str, Sequence[Any]], dimensions: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Return the key of each row without its region."""
    names = ("indicator_id", *(name for name in FURTHER_KEYS if name not in APART))
    columns: list[Sequence[Any]] = [_read_or_raw(made, found, name) for name in names]
    columns.append([_one_spelling(cell) for cell in _read_or_raw(made, found, "period")])
    columns += [made.table.columns[name] for name in dimensions]
    return [tuple(map(repr, key)) for key in zip(*columns, strict=True)]


def _read_or_raw(
    made: LongTable, found: Mapping[str, Sequence[Any]], name: str
) -> list[tuple[bool, Any]]:
    nothing = [None] * made.table.height
    read, raw = found.get(name, nothing), made.fields.get(name, nothing)
    return [
        (True, id) if id is not None else (False, cell) for id, cell in zip(read, raw, strict=True)
    ]


def _one_spelling(cell: tuple[bool, Any]) -> Any:
    read, period = cell
    return shortest_spelling(period) if read and is_period(str(period)) else cell


def _step(cell: Any, value: Decimal | None) -> Decimal:
    """Return the last digit that is printed of a value, such as 0.1; zero for whole numbers."""
    match = _DECIMALS.search(text_of(cell) or "")
    number = Decimal(match[0].replace(",", "")) if match else Decimal(0)
    if match is None or not value or not number:
        return Decimal(0)
    return abs(value / number).scaleb(-len(match["decimals"]))
