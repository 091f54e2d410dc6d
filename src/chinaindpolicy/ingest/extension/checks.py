"""Checks of the entries of an extension among each other and against the dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy._similar import nearest
from chinaindpolicy.ingest.extension.entries import Entry, Problems, check_keys
from chinaindpolicy.ingest.extension.keys import keys_of, required_keys
from chinaindpolicy.ingest.extension.values import WrongValueError, read_value, shown
from chinaindpolicy.ingest.lookup_tables import DatasetTables
from chinaindpolicy.model.code_lists import ancestors
from chinaindpolicy.rules.reference_data import ReferenceData, reference_of, reference_words

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.columns import ColumnSpec

_CYCLES: Mapping[str, str] = MappingProxyType({"regions": "region-cycle", "tasks": "task-cycle"})

Rows = dict[str, list[dict[str, Any]]]
"""The values of the valid entries of each table."""


class EntryChecks:
    """The checks of all entries; collects problems instead of stopping at the first.

    Args:
        entries: The entries of each table.
        dataset: The dataset that they extend.
        problems: Collects the problems.
    """

    def __init__(
        self, entries: Mapping[str, list[Entry]], dataset: Dataset, problems: Problems
    ) -> None:
        self._entries = entries
        self._dataset = dataset
        self._problems = problems
        self._reference = ReferenceData(DatasetTables(dataset))

    def rows(self) -> Rows:
        """Return the values of the entries, checked one by one and together."""
        read = {table: self._read(table) for table in self._entries}
        for table, pairs in read.items():
            self._check_repeats(pairs)
            self._check_references(table, pairs, read)
            self._check_cycles(table, pairs)
        return {table: [values for _, values in pairs] for table, pairs in read.items()}

    def _read(self, table: str) -> list[tuple[Entry, dict[str, Any]]]:
        keys = keys_of(table, self._dataset)
        entries = self._entries[table]
        check_keys(entries, keys, required_keys(table), self._problems)
        return [(entry, dict(self._values(entry, keys))) for entry in entries]

    def _values(self, entry: Entry, keys: Mapping[str, ColumnSpec]) -> Iterator[tuple[str, Any]]:
        for key, value in entry.values.items():
            if key in keys:
                spec = keys[key]
                if reference_of(entry.table, spec):
                    # The look-up of the id has a better message than its form.
                    spec = replace(spec, pattern=None, max_length=None)
                try:
                    found = read_value(spec, value, textual=entry.textual)
                    if key == "factor" and found <= 0:
                        message = f"factor is {found}; expected a number above 0"
                        raise WrongValueError("below-minimum", message)
                    yield key, found
                except WrongValueError as error:
                    self._problems.add(entry.problem(key, str(error), error.code))

    def _check_repeats(self, pairs: Iterable[tuple[Entry, dict[str, Any]]]) -> None:
        first: dict[str, Entry] = {}
        for entry, values in pairs:
            id = values.get("id")
            other = first.setdefault(id, entry) if id is not None else entry
            if other is not entry:
                place = f"{other.file}:{other.line}" if other.line else other.file
                message = f"id {id!r} is used twice, first in {place}; give each entry its own id"
                self._problems.add(entry.problem("id", message, "id-duplicate"))

    def _check_references(
        self,
        table: str,
        pairs: Iterable[tuple[Entry, dict[str, Any]]],
        read: Mapping[str, list[tuple[Entry, dict[str, Any]]]],
    ) -> None:
        keys = keys_of(table, self._dataset)
        for key, spec in keys.items():
            tables = reference_of(table, spec)
            if not tables:
                continue
            # Also ids that are invalid, because they have a separate problem.
            others = [pair for each in tables for pair in read.get(each, ())]
            own = {str(entry.values.get("id")) for entry, _ in others}
            valid = [values["id"] for _, values in others if "id" in values]
            for entry, values in pairs:
                named = values.get(key, ())
                for id in (named,) if isinstance(named, str) else named:
                    if id not in own and id not in self._reference.ids(tables):
                        message = self._unknown(key, id, tables, valid)
                        self._problems.add(entry.problem(key, message, "id-dangling"))

    def _unknown(self, key: str, id: str, tables: tuple[str, ...], own: list[str]) -> str:
        words = reference_words(tables)
        near = self._nearest(id, tables, own)
        hint = f"did you mean {near!r}? I" if near else "i"
        return f"{key} {shown(id)} is not in {words}; {hint}f it is new, add an entry to {words}"

    def _nearest(self, id: str, tables: tuple[str, ...], own: list[str]) -> str:
        hint = self._reference.hint(id, tables)
        close = () if hint.certain else nearest(id, own, most=1)
        return close[0] if close else hint.id

    def _check_cycles(self, table: str, pairs: list[tuple[Entry, dict[str, Any]]]) -> None:
        if table not in _CYCLES:
            return
        frame = self._dataset[table].frame()
        parents: dict[str, str | None] = {}
        if {"id", "parent_id"} <= set(frame.columns):
            parents = dict(frame.select("id", "parent_id").iter_rows())
        parents |= {values["id"]: values.get("parent_id") for _, values in pairs if "id" in values}
        for entry, values in pairs:
            id, parent = values.get("id"), values.get("parent_id")
            if id is None or parent is None:
                continue
            around = ancestors(id, parents)
            if parent == id or (around and parents.get(around[-1]) == id):
                path = " -> ".join([id, *around, id])
                message = f"parent_id {parent!r} makes a cycle: {path}; a parent cannot be inside"
                self._problems.add(entry.problem("parent_id", message, _CYCLES[table]))
