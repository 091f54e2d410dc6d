"""Rows of mentions and candidates of many texts, as columns of plain Python values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from chinaindpolicy.extraction.candidates import Candidate, Part
from chinaindpolicy.extraction.extract import iter_candidates
from chinaindpolicy.quantity.find import find_quantities
from chinaindpolicy.quantity.types import Mention, Quantity

ColumnType = Literal["int", "float", "text", "bool"]
Rows = tuple[list[int], dict[str, list[Any]]]
"""For each row the number of its text, and the columns."""

MENTION_COLUMNS: Mapping[str, ColumnType] = MappingProxyType(
    {
        "char_start": "int", "char_end": "int", "text": "text", "role": "text",
        "comparator": "text", "value": "float", "value_upper": "float", "unit": "text",
        "measure": "text", "direction": "text",
    }
)  # fmt: skip
"""Columns of `scan_frame`, after the id."""

_TEXT_PARTS = ("indicator", "subject", "object", "actor")
_VALUE_PARTS: Mapping[str, tuple[str, ColumnType]] = MappingProxyType(
    {
        "region": ("region_id", "text"),
        "deadline": ("deadline_period", "text"),
        "baseline_value": ("baseline_value_read", "float"),
        "baseline_period": ("baseline_period_read", "text"),
        "threshold": ("threshold_read", "float"),
        "period": ("period_read", "text"),
    }
)


def _candidate_columns() -> dict[str, ColumnType]:
    columns: dict[str, ColumnType] = {
        "char_start": "int", "char_end": "int", "text": "text", "kind": "text",
        "strength": "text", "negated": "bool",
    }  # fmt: skip
    columns |= {
        name: kind for name, kind in MENTION_COLUMNS.items() if name not in (*columns, "role")
    }
    for part in (*_TEXT_PARTS, *_VALUE_PARTS):
        columns[part] = "text"
        if part in _VALUE_PARTS:
            name, kind = _VALUE_PARTS[part]
            columns[name] = kind
        columns |= {f"{part}_start": "int", f"{part}_end": "int"}
    return columns


CANDIDATE_COLUMNS: Mapping[str, ColumnType] = MappingProxyType(_candidate_columns())
"""Columns of `extract_frame`, after the id."""


def mention_rows(texts: Iterable[str | None]) -> Rows:
    """Return the mentions of texts; a missing text has none.

    Example:
        >>> numbers, columns = mention_rows(["5 labs", None, "3%"])
        >>> numbers, columns["text"], columns["value"]
        ([0, 2], ['5 labs', '3%'], [5.0, 3.0])
    """
    numbers: list[int] = []
    found: list[tuple[Any, ...]] = []
    for number, text in enumerate(texts):
        if text:
            mentions = find_quantities(text)
            numbers += [number] * len(mentions)
            found += map(_mention_cells, mentions)
    return numbers, _columns(MENTION_COLUMNS, found)


def candidate_rows(texts: Iterable[str | None]) -> Rows:
    """Return the candidates of texts; a missing text has none.

    Example:
        >>> numbers, columns = candidate_rows(["Output reached 5 tonnes in 2024."])
        >>> columns["indicator"], columns["kind"], columns["period_read"]
        (['Output'], ['observed'], ['2024'])
    """
    numbers: list[int] = []
    found: list[tuple[Any, ...]] = []
    for number, text in enumerate(texts):
        if text:
            candidates = list(iter_candidates(text))
            numbers += [number] * len(candidates)
            found += map(_candidate_cells, candidates)
    return numbers, _columns(CANDIDATE_COLUMNS, found)


RowReader = Callable[[Sequence["str | None"]], Rows]


def _columns(names: Iterable[str], rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(list(names))
    return {name: list(values) for name, values in zip(names, cells, strict=True)}


def _mention_cells(mention: Mention) -> tuple[Any, ...]:
    return (
        mention.char_start,
        mention.char_end,
        mention.text,
        mention.role,
        *_quantity_cells(mention.quantity),
    )


def _quantity_cells(quantity: Quantity | None) -> tuple[Any, ...]:
    if quantity is None:
        return (None,) * 6
    upper = quantity.value_upper
    return (
        quantity.comparator,
        float(quantity.value),
        None if upper is None else float(upper),
        quantity.unit,
        quantity.measure,
        quantity.direction,
    )


def _candidate_cells(candidate: Candidate) -> tuple[Any, ...]:
    cells: list[Any] = [
        candidate.char_start, candidate.char_end, candidate.text, candidate.kind,
        candidate.strength, candidate.negated, *_quantity_cells(candidate.quantity),
    ]  # fmt: skip
    for name in (*_TEXT_PARTS, *_VALUE_PARTS):
        part: Part | None = getattr(candidate, name)
        cells.append(part.text if part else None)
        if name in _VALUE_PARTS:
            value = part.value if part else None
            cells.append(float(value) if isinstance(value, Decimal) else value)
        cells += [part.char_start, part.char_end] if part else [None, None]
    return tuple(cells)
