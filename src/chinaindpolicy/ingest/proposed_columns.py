"""Columns of a file that are not read: those that may contain values, and dimensions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from chinaindpolicy.ingest.normalize.cell_parsers import is_missing
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.conversion import Conversion
from chinaindpolicy.ingest.normalize.plain_numbers import DIGITS, is_number
from chinaindpolicy.ingest.normalize.totals import is_total
from chinaindpolicy.ingest.normalize.unit_parser import UnitReader
from chinaindpolicy.ingest.normalize.unit_words import (
    CHINESE_SCALES,
    CURRENCY_SIGNS,
    ENGLISH_SCALES,
)

MOST_TEXTS = 2000
"""Number of different texts that are looked at."""

_NUMERIC = 0.8
# A number with a scale or per cent: 13.8M, US$1.2bn, 5 million, 3千万.
_SIGNS, _SCALES = (
    "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    for words in (CURRENCY_SIGNS, (*ENGLISH_SCALES, *CHINESE_SCALES))
)
_SCALED = re.compile(rf"(?:{_SIGNS})?\s*[-+]?{DIGITS}\s*(?:{_SCALES}|[%％‰])?", re.IGNORECASE)


def proposed_dimensions(conversion: Conversion) -> tuple[str, ...]:
    """Return the columns of texts that are not read and may separate rows of one key.

    Columns whose texts are numbers, units, scales or periods are not proposed: they may change the
    meaning of the values.
    """
    cells, match = conversion.cells, conversion.match
    if not ("value" in match.ours or match.wide or value_columns(conversion)):
        return ()
    reader = conversion.lists.units
    return tuple(
        name
        for name, reason in match.unknown.items()
        if _is_unknown(reason) and _is_label(cells.columns[name], reader)
    )


def _is_unknown(reason: str) -> bool:
    """Return True if a column has no field; other columns compete for one."""
    return " is mapped to " not in reason and " is used as " not in reason


def _is_label(cells: Iterable[Any], units: UnitReader) -> bool:
    texts = {cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()}
    some = list(texts)[:MOST_TEXTS]
    qualifying = sum(_is_scaled(text) or _reads(units.scale_or_unit)(text) for text in some)
    return bool(some) and 2 * qualifying < len(some)


def _is_scaled(text: str) -> bool:
    return is_number(text) or _SCALED.fullmatch(text.strip()) is not None


def _reads(read: Callable[[str], Any]) -> Callable[[str], bool]:
    def test(text: str) -> bool:
        try:
            read(text)
        except CellError:
            return False
        return True

    return test


def value_columns(conversion: Conversion) -> list[str]:
    """Return the columns of numbers whose headers are not known."""
    match, cells = conversion.match, conversion.cells
    regions = any("region_id" in context.fields for context in match.wide.values())
    stated = conversion.made.sources.get("indicator_id", "the headers") != "the headers"
    if "value" in match.ours or stated or regions:
        return []
    return [
        name
        for name, reason in match.unknown.items()
        if (_is_unknown(reason) or is_total(name)) and _is_numeric(cells.columns[name], conversion)
    ]


def _is_numeric(cells: Iterable[Any], conversion: Conversion) -> bool:
    spec, marks = conversion.specs["value"], conversion.options.missing
    filled = [cell for cell in cells if cell is not None and not is_missing(cell, spec, marks)]
    numbers = sum(not isinstance(cell, str) or _is_scaled(cell) for cell in filled)
    return bool(filled) and numbers >= _NUMERIC * len(filled)
