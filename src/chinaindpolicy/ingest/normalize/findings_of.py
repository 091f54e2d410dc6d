"""Findings of a conversion, with file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chinaindpolicy.ingest.normalize.change_log import RejectedCell
from chinaindpolicy.ingest.normalize.raw_table import RawTable
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.registry import severity_of


def findings_of(
    table: str,
    cells: RawTable,
    found: Mapping[str, list[Any]],
    refused: Sequence[RejectedCell],
) -> tuple[Finding, ...]:
    """Return rejected cells as findings with file and line."""
    rows = sorted({each.row for each in refused if each.row is not None})
    places: dict[int, tuple[str, int | None]] = {}
    if cells.opened is not None:
        places = dict(
            zip(rows, cells.opened.lines([cells.source_row(row) for row in rows]), strict=True)
        )
    ids = found.get("id")

    def place_of(row: int | None) -> tuple[str, int | None]:
        return ("", None) if row is None else places.get(row, ("", None))

    made = [
        Finding(
            code=each.code,
            severity=severity_of(each.code, "core"),
            table=table,
            id=str(ids[each.row] or "") if ids and each.row is not None else "",
            column=each.column,
            value=each.value[:200],
            message=each.message,
            expected=each.expected,
            row=each.row,
            file=place_of(each.row)[0],
            line=place_of(each.row)[1],
        )
        for each in sorted(refused, key=lambda each: -1 if each.row is None else each.row)
    ]
    return (*cells.problems, *made)
