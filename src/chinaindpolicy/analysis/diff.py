"""Differences between two releases by table, record and column, which can be applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.analysis.diff_tables import (
    ColumnChange,
    RecordChange,
    column_changes,
    record_changes,
    retyped,
    rows_by_id,
)
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.display import TEXT_COLUMNS
from chinaindpolicy.dataset.table import Table
from chinaindpolicy.errors import ReleaseError
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.io.frame_hints import FrameHints
from chinaindpolicy.io.html_view import MOST_ROWS, html_table, html_text, html_view
from chinaindpolicy.io.text import to_csv
from chinaindpolicy.loading import load
from chinaindpolicy.model.dtypes import Descriptor

if TYPE_CHECKING:
    import polars as pl

FRAME = (
    *("table", "id", "change", "column", "before", "after"),
    *("successor_id", "erratum_id", "reason"),
)
"""The columns of a difference's frame."""


@public
@dataclass(frozen=True, slots=True)
class Difference(FrameHints):
    """The changes from one release to another; True if there are any.

    Attributes:
        before: Name and release of the earlier one.
        after: Name and release of the later one.
        records: The changed records, table by table.
        columns: The columns that only one release has, or that have another type.
    """

    before: str
    after: str
    records: tuple[RecordChange, ...]
    columns: tuple[ColumnChange, ...]
    _descriptor: Descriptor = field(repr=False)
    _orders: Mapping[str, tuple[str, ...]] = field(repr=False)

    def __reduce__(self) -> tuple[type[Difference], tuple[object, ...]]:
        descriptor = {**self._descriptor, "tables": dict(self._descriptor["tables"])}
        parts = (self.before, self.after, self.records, self.columns)
        return Difference, (*parts, descriptor, dict(self._orders))

    def __bool__(self) -> bool:
        return bool(self.records or self.columns)

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """The number of changes of each kind, by table; a table without changes is left out."""
        found: dict[str, Counter[str]] = {}
        changes: list[RecordChange | ColumnChange] = [*self.records, *self.columns]
        for change in changes:
            found.setdefault(change.table, Counter())[change.kind] += 1
        return {table: dict(kinds) for table, kinds in found.items()}

    def frame(self) -> pl.DataFrame:
        """Return one row for every column of a record that changed; all columns are strings.

        Example:
            >>> import chinaindpolicy as cip
            >>> cip.diff("2026.1", "2026.1").frame().height
            0
        """
        import polars as pl

        schema = dict.fromkeys(FRAME, pl.String)
        return pl.DataFrame(list(self.rows()), schema=schema, orient="row")

    def rows(self) -> Iterator[tuple[str | None, ...]]:
        """Yield the rows of the frame."""
        for one in self.columns:
            row = (one.table, None, one.kind, one.column, one.before, one.after)
            yield (*row, None, None, None)
        for change in self.records:
            tail = (change.successor_id, change.erratum_id, change.reason)
            for column, (before, after) in change.cells.items():
                yield (change.table, change.id, change.kind, column, before, after, *tail)

    def apply(self, dataset: Dataset) -> Dataset:
        """Return the release that results from this difference.

        Args:
            dataset: The release from which the difference starts; of a joined dataset, its own
                rows are used.

        Raises:
            ReleaseError: If the difference starts from another release. The digests of the result
                are compared with those of the later release.

        Example:
            >>> import chinaindpolicy as cip
            >>> first = cip.load("2026.1")
            >>> same = cip.diff("2026.1", "2026.1").apply(first)
            >>> same.targets.csv() == first.targets.csv()
            True
        """
        dataset = dataset.own
        files: dict[str, bytes] = {}
        for name, resource in self._descriptor["tables"].items():
            try:
                files[name] = self._replay(dataset[str(name)], resource)
            except KeyError as error:
                raise ReleaseError(
                    f"{name}: {dataset.release} has no row {error}; pass {self.before}, from which "
                    "this difference starts"
                ) from error
            if f"sha256:{sha256_of(files[name])}" != resource["hash"]:
                raise ReleaseError(
                    f"{name} of {dataset.name} {dataset.release} does not lead to {self.after}; "
                    f"pass {self.before}, from which this difference starts"
                )
        return Dataset(self._descriptor, files.__getitem__)

    def _replay(self, table: Table[Any], resource: Descriptor) -> bytes:
        if table.name not in self._orders:
            return table.csv()
        header = [part["name"] for part in resource["schema"]["fields"]]
        rows = rows_by_id(table)
        made = dict(rows)
        for change in self.records:
            if change.table == table.name and change.kind != "withdrawn":
                row = {} if change.kind == "added" else dict(rows[change.id])
                row |= {column: after or "" for column, (_, after) in change.cells.items()}
                made[row["id"]] = row
        for column in self.columns:
            for id, value in column.values.items() if column.table == table.name else ():
                made[id] = {**made[id], column.column: value}
        ordered = (made[id] for id in self._orders[table.name])
        lines = ([row.get(column, "") for column in header] for row in ordered)
        return to_csv([header, *lines]).encode()

    def _repr_html_(self) -> str:
        heading = f"{self.before} → {self.after}"
        if not self:
            return html_view(f"<p>{html_text(heading)}: no difference</p>")
        counts = [
            (table, ", ".join(f"{count} {kind}" for kind, count in kinds.items()))
            for table, kinds in self.counts.items()
        ]
        header = ("record", "change", "column", "before", "after", "table", "reason")
        rows = list(self._shown())
        return html_view(
            html_table(heading, ("table", "changes"), counts, whole=True),
            html_table("Changes", header, rows[:MOST_ROWS], total=len(rows)),
        )

    def _shown(self) -> Iterator[tuple[str, ...]]:
        """Yield the changes as a notebook shows them: values first, whole records last."""
        order = ("corrected", "renamed", "changed", "withdrawn", "added")
        for change in sorted(self.records, key=lambda each: order.index(each.kind)):
            head, tail = (change.id, change.kind), (change.table, change.reason or "")
            if change.kind in ("corrected", "changed"):
                for column, (before, after) in change.cells.items():
                    yield (*head, column, before or "", after or "", *tail)
            else:
                texts = (change.cells.get(name) for name in TEXT_COLUMNS)
                before, after = next(filter(None, texts), (None, None))
                yield (*head, "", before or "", change.successor_id or after or "", *tail)
        for one in self.columns:
            yield ("", one.kind, one.column, one.before or "", one.after or "", one.table, "")

    def __str__(self) -> str:
        lines = [f"{self.before} → {self.after}"]
        for table, counts in self.counts.items():
            lines.append(f"{table}: {', '.join(f'{n} {kind}' for kind, n in counts.items())}")
            lines += [
                f"  {one.kind} {one.column}: {one.before or 'none'} → {one.after or 'none'}"
                for one in self.columns
                if one.table == table
            ]
            for change in self.records:
                if change.table == table:
                    lines += _change_lines(change)
        return "\n".join(lines if self else [*lines, "no difference"])


@public
@checked
def diff(a: str | Path | Dataset, b: str | Path | Dataset | None = None) -> Difference:
    """Return the changes between two releases or collections.

    For a collection that is joined with a release, its own rows are compared.

    Args:
        a: The earlier one: the name of a packaged release, the Path of the folder of a release
            or collection, or a dataset.
        b: The later one; by default the latest packaged release.

    Returns:
        Records added, withdrawn, renamed, corrected and otherwise changed, by column with the
        text before and after; columns that only one has.

    Raises:
        UnknownNameError: If there is no release of that name.
        ReleaseError: If a folder is not a release, or an id occurs twice in a table.
        CollectionError: If a collection has problems.

    Example:
        >>> import chinaindpolicy as cip
        >>> bool(cip.diff("2026.1", "2026.1"))
        False
    """
    old, new = (
        (one if isinstance(one, Dataset) else load(one)).own
        for one in (a, "latest" if b is None else b)
    )
    withdrawals = {row.id: row for row in new.withdrawals}
    records: list[RecordChange] = []
    columns: list[ColumnChange] = []
    orders: dict[str, tuple[str, ...]] = {}
    for name, table in new.tables.items():
        before = old[name]
        if before.csv() == table.csv():
            columns += retyped(before, table)
            continue
        was, now = rows_by_id(before), rows_by_id(table)
        orders[name] = tuple(now)
        changed = list(record_changes(before, table, was, now, withdrawals))
        records += changed
        columns += column_changes(before, table, now, changed)
        columns += retyped(before, table)
    return Difference(
        f"{old.name} {old.release}",
        f"{new.name} {new.release}",
        tuple(records),
        tuple(columns),
        new.descriptor,
        MappingProxyType(orders),
    )


def _change_lines(change: RecordChange) -> Iterator[str]:
    """Yield the lines that describe a change of a record."""
    words = f"  {change.kind} {change.id}"
    if change.successor_id:
        words += f" → {change.successor_id}"
    if change.reason:
        words += f": {change.reason}"
    if change.erratum_id:
        words += f" (erratum {change.erratum_id})"
    yield words
    if change.kind in ("renamed", "corrected", "changed"):
        for column, (before, after) in change.cells.items():
            if column != "id":
                yield f"    {column}: {before or 'none'} → {after or 'none'}"
