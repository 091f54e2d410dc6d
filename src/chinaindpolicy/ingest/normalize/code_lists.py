"""The code lists that names, codes and units are looked up in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.unit_parser import UnitReader
from chinaindpolicy.ingest.normalize.unit_words import listed_words

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset


class CodeLists:
    """The tables of a dataset as code lists.

    Attributes:
        names: Lookups of names by table, created on first use.
        units: The reader of units.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._records: dict[str, dict[str, Any]] = {}
        self.names = NamesByTable(self)
        self.units = UnitReader(listed_words(self.records("units")))

    def records(self, table: str) -> Iterable[Any]:
        """Return the records of a table."""
        return self._by_id(table).values()

    def record(self, table: str, id: str) -> Any:
        """Return the record of an id; None if there is none."""
        return self._by_id(table).get(id)

    def _by_id(self, table: str) -> dict[str, Any]:
        if table not in self._records:
            self._records[table] = {str(record.id): record for record in self._dataset[table]}
        return self._records[table]


class NamesByTable(dict[str, NameLookup]):
    """Name lookups by table, created on first use."""

    def __init__(self, lists: CodeLists) -> None:
        super().__init__()
        self._lists = lists

    def __missing__(self, table: str) -> NameLookup:
        self[table] = NameLookup(self._lists.records(table), table)
        return self[table]
