"""The code lists that names, codes and units are looked up in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.unit_parser import UnitReader
from chinaindpolicy.ingest.normalize.unit_words import listed_words
from chinaindpolicy.model.names import fold, is_listed

if TYPE_CHECKING:
    from chinaindpolicy.ingest.extension.extension import Extension


class CodeLists:
    """The tables of a dataset as code lists, with the entries that the caller adds.

    Attributes:
        names: Lookups of names by table, created on first use.
        units: The reader of units.
    """

    def __init__(self, extension: Extension) -> None:
        self._extension = extension
        self._records: dict[str, dict[str, Any]] = {}
        self.names = NamesByTable(self)
        words = listed_words(unit for unit in self.records("units") if not is_listed(unit))
        words |= {fold(word): unit.code for unit in extension.units for word in unit.words}
        self.units = UnitReader(words)

    def records(self, table: str) -> Iterable[Any]:
        """Return the records of a table."""
        return self._by_id(table).values()

    def own_ids(self, table: str) -> frozenset[str]:
        """Return the ids of the entries that the caller adds to a table."""
        frame = self._extension.frames.get(table)
        return frozenset(frame["id"] if frame is not None else ())

    def record(self, table: str, id: str) -> Any:
        """Return the record of an id; None if there is none."""
        return self._by_id(table).get(id)

    def _by_id(self, table: str) -> dict[str, Any]:
        if table not in self._records:
            self._records[table] = {
                str(getattr(record, "id", "")): record for record in self._extension.records(table)
            }
        return self._records[table]


class NamesByTable(dict[str, NameLookup]):
    """Name lookups by table, created on first use."""

    def __init__(self, lists: CodeLists) -> None:
        super().__init__()
        self._lists = lists

    def __missing__(self, table: str) -> NameLookup:
        self[table] = NameLookup(self._lists.records(table), table, self._lists.own_ids(table))
        return self[table]
