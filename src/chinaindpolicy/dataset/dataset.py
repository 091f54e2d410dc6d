"""Datasets: all tables of a release or of a collection, each loaded when first used."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy._similar import nearest
from chinaindpolicy.dataset.ids import unknown_id
from chinaindpolicy.dataset.release_files import parse_descriptor
from chinaindpolicy.dataset.release_names import DESCRIPTOR
from chinaindpolicy.dataset.table import Table
from chinaindpolicy.dataset.tables_by_name import TablesByName
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.io.html_view import html_table, html_view
from chinaindpolicy.lang.plural import plural
from chinaindpolicy.model.dtypes import Descriptor
from chinaindpolicy.model.names import as_tuple, fold, names_of
from chinaindpolicy.model.vocabularies import TABLE_NAMES

if TYPE_CHECKING:
    from chinaindpolicy.dataset.rows import Rows
    from chinaindpolicy.dataset.selection import Condition
    from chinaindpolicy.model import records

Reader = Callable[[str], bytes]
Reconstruct = Callable[[], "Dataset"]
"""Returns the dataset again when it is unpickled."""
Origins = Mapping[tuple[str, str], tuple[str, int]]
_ABSENT: Descriptor = MappingProxyType(
    {"description": "Not part of this release.", "rows": 0, "schema": {"fields": []}}
)


@public
class Dataset(TablesByName):
    """All tables of one release or collection.

    Attributes:
        release: Name of the release; for a collection, the release that it builds.
        tables: The tables by name.
        including: The joined release, if any; its rows come first in each table.
        own: The rows that are not part of the joined release; the dataset itself without one.
        descriptor: The content of `datapackage.json`.
        origins: File and line of each row by table and id, if read from a collection.
    """

    documents: Table[records.Document]
    policies: Table[records.Policy]
    concepts: Table[records.Concept]
    objects: Table[records.Object]
    indicators: Table[records.Indicator]
    targets: Table[records.Target]
    figures: Table[records.Figure]
    tasks: Table[records.Task]
    products: Table[records.Product]
    projects: Table[records.Project]
    regions: Table[records.Region]
    organizations: Table[records.Organization]
    units: Table[records.Unit]
    mentions: Table[records.Mention]
    passages: Table[records.Passage]
    spans: Table[records.Span]
    errata: Table[records.Erratum]
    references: Table[records.Reference]
    outcomes: Table[records.Outcome]
    withdrawals: Table[records.Withdrawal]

    def __init__(
        self,
        descriptor: Descriptor,
        read: Reader,
        including: Dataset | None = None,
        origins: Origins | None = None,
        own: Dataset | None = None,
    ) -> None:
        self._reconstruct: Reconstruct | None = None
        self._referring: dict[tuple[str, str], Mapping[str, tuple[Any, ...]]] = {}
        self.including = including
        self.own: Dataset = own or self
        self.origins: Origins = origins or MappingProxyType({})
        self.descriptor = descriptor
        self.release: str = str(descriptor["version"])
        self.name: str = str(descriptor["name"])
        self.title: str = str(descriptor.get("title", self.name))
        resources = descriptor["tables"]
        tables: dict[str, Table[Any]] = {}
        for name in TABLE_NAMES:
            if name in resources:
                tables[name] = Table(name, resources[name], functools.partial(read, name), self)
            else:  # the release is older than the table
                tables[name] = Table(name, _ABSENT, lambda: b"\n", self)
        self.tables: Mapping[str, Table[Any]] = MappingProxyType(tables)
        self.__dict__.update(tables)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self.tables

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def keys(self) -> tuple[str, ...]:
        """Return the names of the tables; `dict(dataset)` has the tables by name."""
        return tuple(self.tables)

    def values(self) -> tuple[Table[Any], ...]:
        """Return the tables."""
        return tuple(self.tables.values())

    def items(self) -> tuple[tuple[str, Table[Any]], ...]:
        """Return the names and tables."""
        return tuple(self.tables.items())

    def __getattr__(self, name: str) -> Any:
        # Called for unknown attributes only; the tables are attributes.
        near = nearest(name, TABLE_NAMES)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise AttributeError(f"a dataset has no attribute {name!r}{hint}", name=name, obj=self)

    @checked
    def record(self, id: str) -> Any:
        """Return the record of an id, from any table.

        Raises:
            UnknownNameError: If no table has it; suggests similar ids, or the successor of a
                withdrawn id. If a region and a unit have it, as `mu`.
        """
        present = [table for name, table in self.tables.items() if name != "withdrawals"]
        for table in present:
            if id in table:
                self._check_shared(table.name, id)
                return table[id]
        known = [name for table in present for name in table.ids]
        place = f"{self.name} {self.release}"
        raise unknown_id("record", id, known, self.withdrawals, place, self._ids_named(id))

    def _ids_named(self, name: str) -> tuple[str, ...]:
        """Return the ids of the records that have a name, such as a region or an indicator."""
        folded = fold(name)
        found = (
            record.id
            for table in self.tables.values()
            if "name" in table.columns
            for record in table
            if folded in names_of(record)
        )
        return tuple(itertools.islice(found, 3))

    def _check_shared(self, table: str, id: str) -> None:
        """Raise UnknownNameError if an id is that of a region and of a unit."""
        other = {"regions": "units", "units": "regions"}.get(table)
        if other is not None and id in self[other]:
            choices = f"a region and a unit have this id; use .regions[{id!r}] or .units[{id!r}]"
            raise UnknownNameError("unique id", id, (), fate=choices)

    def referring(self, table: str, column: str) -> Mapping[str, tuple[Any, ...]]:
        """Return the records of a table by the ids in one of its columns, in reading order.

        Example:
            >>> import chinaindpolicy as cip
            >>> children = cip.load("2026.2").referring("regions", "parent_id")
            >>> [region.id for region in children["cn-zj"]]
            ['cn-zj-ningbo']
        """
        if (table, column) not in self._referring:
            found: dict[str, list[Any]] = {}
            for record in self[table]:
                for id in as_tuple(getattr(record, column)):
                    found.setdefault(id, []).append(record)
            # `setdefault` decides between threads that read a table at once.
            rows = MappingProxyType({id: tuple(records) for id, records in found.items()})
            self._referring.setdefault((table, column), rows)
        return self._referring[table, column]

    def edition_of(self, id: str) -> Dataset:
        """Return the dataset that a row belongs to: the joined release or the own rows."""
        return self.including if self.including and id in self._included else self.own

    @functools.cached_property
    def _included(self) -> frozenset[str]:
        tables = self.including.tables.values() if self.including else ()
        return frozenset(id for table in tables for id in table.ids)

    def select(self, *tables: str, **where: object) -> Dataset:
        """Return a dataset of the matching rows, their annotations and all rows they refer to.

        The annotations of a record are its errata, outcomes, mentions and restatements. Every id
        in a selection can therefore be resolved within the selection.

        Args:
            tables: The tables to select from; by default all that have the columns of `where`.
            where: Column names and conditions, as in `Table.where`.

        Returns:
            A dataset with the same tables and columns; without rows if no row matches.

        Raises:
            UnknownNameError: If there is no such table, column, code or id; suggests similar
                names.
            ConditionError: If a range or period is not valid.
            ArgumentError: If a column has values of another type. It is a TypeError.

        Example:
            >>> import chinaindpolicy as cip
            >>> anhui = cip.load("2026.1").select("targets", region_id="cn-ah")
            >>> len(anhui.targets), len(anhui.regions)
            (5, 3)
        """
        return select_rows(self, tables, tuple(where.items()))

    def __reduce__(self) -> tuple[Callable[..., Dataset], tuple[object, ...]]:
        if self._reconstruct is not None:
            return self._reconstruct, ()
        # A dataset that is not a packaged release is pickled with its files.
        files = {name: table.csv() for name, table in self.tables.items()}
        descriptor = {**self.descriptor, "tables": dict(self.descriptor["tables"])}
        own = None if self.own is self else self.own
        return _unpickled, (descriptor, files, self.including, dict(self.origins), own)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.tables)

    def __repr__(self) -> str:
        rows = sum(len(table) for table in self.tables.values())
        tables = f"{len(self.tables)} {plural(len(self.tables), 'tables')}"
        counted = f"{rows} {plural(rows, 'rows')}"
        return f"<Dataset {self.name} {self.release}: {tables}, {counted}>"

    def _repr_html_(self) -> str:
        rows = ((name, str(len(table)), table.description) for name, table in self.tables.items())
        caption = f"{self.title}, release {self.release}"
        return html_view(html_table(caption, ("table", "rows", "one row is"), rows, whole=True))


def select_rows(
    dataset: Dataset,
    tables: Sequence[str] = (),
    conditions: Sequence[Condition | str] = (),
) -> Dataset:
    """Return the dataset of `Dataset.select` for conditions given as pairs or `COLUMN=VALUE`.

    A column may occur in several conditions.

    Raises:
        UnknownNameError: If there is no such table, column or code; suggests similar names.
        ConditionError: If a condition is malformed, or its column has other values.
    """
    from chinaindpolicy.dataset.selection import select

    descriptor, files = select(dataset, tables, conditions)
    return Dataset(descriptor, files.__getitem__, including=dataset.including)


def dataset_of_rows(rows: Rows[Any]) -> Dataset:
    """Return a dataset whose table of some rows has only these rows."""
    from chinaindpolicy.dataset.selection import files_of_rows

    descriptor, files = files_of_rows(rows)
    return Dataset(descriptor, files.__getitem__, including=rows.dataset.including)


def from_files(files: Mapping[str, bytes], origins: Origins | None = None) -> Dataset:
    """Return the dataset of a release's files in memory."""
    descriptor = parse_descriptor(files[DESCRIPTOR])
    return Dataset(descriptor, lambda table: files[f"{table}.csv"], origins=origins)


def _unpickled(
    descriptor: Descriptor,
    files: Mapping[str, bytes],
    including: Dataset | None,
    origins: Origins,
    own: Dataset | None,
) -> Dataset:
    return Dataset(descriptor, files.__getitem__, including, origins, own)
