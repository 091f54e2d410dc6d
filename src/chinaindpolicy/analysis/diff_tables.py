"""Changes of one table between two releases: records and columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from chinaindpolicy.errors import ReleaseError

if TYPE_CHECKING:
    from chinaindpolicy.dataset.table import Table
    from chinaindpolicy.model.records import Withdrawal

RecordKind = Literal["added", "withdrawn", "renamed", "corrected", "changed"]
ColumnKind = Literal["column-added", "column-removed", "column-retyped"]
Cells = Mapping[str, str]
Rows = dict[str, dict[str, str]]

# A record is corrected if one of these columns changes: the claim, not its wording.
_VALUE_COLUMNS = frozenset(
    {
        *("comparator", "value", "value_upper", "unit", "measure", "price_basis"),
        *("baseline", "baseline_period", "period", "period_start", "period_end", "value_printed"),
    }
)


@dataclass(frozen=True, slots=True)
class RecordChange:
    """The change of one record.

    Attributes:
        kind: `added`; `withdrawn`; `renamed` (withdrawn, with a successor in the same table);
            `corrected` (the claim changed); `changed` (other columns changed).
        table: The table.
        id: The record's id; for a renamed record, the old id.
        cells: Each column that differs, with the text before and after as in the release's CSV;
            None is a missing value. For an added or withdrawn record, every value.
        successor_id: The successor of a withdrawn id.
        erratum_id: The erratum that affects a corrected record.
        reason: The reason for a withdrawal.
    """

    kind: RecordKind
    table: str
    id: str
    cells: Mapping[str, tuple[str | None, str | None]]
    successor_id: str | None = None
    erratum_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column that only one of two releases has, or that has another type.

    Attributes:
        kind: `column-added`, `column-removed` or `column-retyped`.
        table: The table.
        column: The column.
        before: The type in the earlier release.
        after: The type in the later release.
        values: The values of an added column, by id, for records in both releases.
    """

    kind: ColumnKind
    table: str
    column: str
    before: str | None
    after: str | None
    values: Mapping[str, str] = field(default_factory=dict[str, str])


def rows_by_id(table: Table[Any]) -> Rows:
    """Return a table's rows as published, by id."""
    reader = csv.reader(io.StringIO(table.csv().decode(), newline=""))
    header = next(reader)
    rows: Rows = {}
    for cells in reader:
        row = dict(zip(header, cells, strict=True))
        if row["id"] in rows:
            raise ReleaseError(f"{table.name}: id {row['id']!r} occurs twice; an id must be unique")
        rows[row["id"]] = row
    return rows


def record_changes(
    before: Table[Any],
    after: Table[Any],
    was: Rows,
    now: Rows,
    withdrawals: Mapping[str, Withdrawal],
) -> Iterator[RecordChange]:
    """Yield the change of each record of a table; `was` and `now` are its rows by id."""
    common = [column for column in before.columns if column in after.columns]
    named: set[str] = set()
    for id, row in was.items():
        if id in now:
            continue
        withdrawal = withdrawals.get(id)
        successor = _successor(id, withdrawals, now)
        reason = withdrawal.reason if withdrawal else None
        if successor in now:
            named.add(successor)
            cells = _cells(common, row, now[successor])
            yield RecordChange("renamed", after.name, id, cells, successor, reason=reason)
        else:
            cells = _cells(before.columns, row, {})
            yield RecordChange("withdrawn", after.name, id, cells, successor, reason=reason)
    for id, row in now.items():
        if id not in was:
            if id not in named:
                yield RecordChange("added", after.name, id, _cells(after.columns, {}, row))
        elif cells := _cells(common, was[id], row):
            if cells.keys() & _VALUE_COLUMNS:
                erratum = row.get("erratum_id") or None
                yield RecordChange("corrected", after.name, id, cells, erratum_id=erratum)
            else:
                yield RecordChange("changed", after.name, id, cells)


def _successor(id: str, withdrawals: Mapping[str, Withdrawal], now: Rows) -> str | None:
    """Return the successor of a withdrawn id, through successors that were withdrawn later."""
    seen: set[str] = set()
    found: str | None = None
    while id in withdrawals and id not in seen and id not in now:
        seen.add(id)
        found = withdrawals[id].successor_id
        id = found or ""
    return found


def _cells(
    columns: list[str] | tuple[str, ...], before: Cells, after: Cells
) -> dict[str, tuple[str | None, str | None]]:
    if before == after:
        return {}
    pairs = {column: (before.get(column) or None, after.get(column) or None) for column in columns}
    return {column: pair for column, pair in pairs.items() if pair[0] != pair[1]}


def column_changes(
    before: Table[Any], after: Table[Any], now: Rows, changed: list[RecordChange]
) -> Iterator[ColumnChange]:
    """Yield the columns that only one release of a table has."""
    types, new_types = _types(before), _types(after)
    whole = {change.id for change in changed if change.kind == "added"}
    for column in before.columns:
        if column not in new_types:
            yield ColumnChange("column-removed", after.name, column, types[column], None)
    for column in after.columns:
        if column not in types:
            values = {id: row[column] for id, row in now.items() if row[column] and id not in whole}
            kind = new_types[column]
            yield ColumnChange("column-added", after.name, column, None, kind, values)


def retyped(before: Table[Any], after: Table[Any]) -> Iterator[ColumnChange]:
    """Yield the columns whose type differs."""
    types, new_types = _types(before), _types(after)
    for column, kind in new_types.items():
        if types.get(column, kind) != kind:
            yield ColumnChange("column-retyped", after.name, column, types[column], kind)


def _types(table: Table[Any]) -> dict[str, str]:
    return {part["name"]: str(part["type"]) for part in table.descriptor["schema"]["fields"]}
