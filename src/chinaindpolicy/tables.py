"""Tables and datasets: typed records and Polars frames of a release or a collection."""

from __future__ import annotations

import datetime
import functools
import os
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from chinaindpolicy.codes import TABLE_NAMES
from chinaindpolicy.editions import (
    DESCRIPTOR,
    newest,
    packaged_releases,
    parse_descriptor,
    read_descriptor,
    read_table,
    release_path,
)
from chinaindpolicy.errors import ReleaseError, UnknownNameError, nearest
from chinaindpolicy.frames import Descriptor, read_frame, read_rows
from chinaindpolicy.history import unknown_id
from chinaindpolicy.markup import html_table
from chinaindpolicy.wording import cell

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy import records
    from chinaindpolicy.records import Record

    R = TypeVar("R", bound=Record, covariant=True)
else:
    R = TypeVar("R", covariant=True)

__all__ = ["Dataset", "Table", "from_files", "load"]

_NOTEBOOK_ROWS = 20
_ABSENT: Descriptor = MappingProxyType(
    {"description": "Not part of this release.", "rows": 0, "schema": {"fields": []}}
)
_ADMITTED: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "string": (str,),
        "integer": (int,),
        "number": (Decimal, int, float),
        "boolean": (bool,),
        "date": (datetime.date,),
        "list": (str, tuple),
    }
)


class Table(Generic[R]):
    """One table of a release: records by id, and a frame with declared dtypes.

    A table is read when it is first used and never changes. Iterating gives the records in
    reading order.
    """

    def __init__(
        self,
        name: str,
        resource: Descriptor,
        read: Callable[[], bytes],
        dataset: Dataset | None = None,
    ) -> None:
        self._name = name
        self._dataset = dataset
        self._resource = resource
        self._read = functools.cache(read)

    @property
    def name(self) -> str:
        """The table's name."""
        return self._name

    @property
    def dataset(self) -> Dataset | None:
        """The dataset the table is of."""
        return self._dataset

    @property
    def description(self) -> str:
        """What one row of the table is."""
        return str(self._resource["description"])

    @property
    def descriptor(self) -> Descriptor:
        """The table's part of the `datapackage.json`."""
        return MappingProxyType(dict(self._resource))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(field["name"] for field in self._resource["schema"]["fields"])

    @property
    def Record(self) -> type[R]:  # noqa: N802 - the public face names the class, as a class
        """The pydantic class of the table's records."""
        from chinaindpolicy.columns import record_class

        return cast("type[R]", record_class(self._name))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rows, in reading order."""
        return tuple(self._records)

    @functools.cached_property
    def _records(self) -> Mapping[str, R]:
        found: dict[str, R] = {}
        record = self.Record
        for values in read_rows(self._read(), self._resource["schema"], self._name):
            try:
                found[values["id"]] = record.model_validate(values)
            except (ValueError, KeyError) as error:
                raise ReleaseError(
                    f"{self._name}/{values.get('id', '?')}: is no record of this release: {error}"
                ) from error
        if len(found) != len(self):
            raise ReleaseError(
                f"table {self._name!r}: has {len(found)} records, its descriptor says {len(self)}"
            )
        return MappingProxyType(found)

    def csv(self) -> bytes:
        """Return the table as it is published: CSV in UTF-8, a missing value an empty cell."""
        return self._read()

    def frame(self) -> pl.DataFrame:
        """Return the table as a Polars frame with the declared dtypes.

        Example:
            >>> import chinaindpolicy as cip
            >>> cip.policies.frame().height
            17
        """
        # Frames have a few methods that change them in place; ours must not be reached.
        return self._frame.clone()

    @functools.cached_property
    def _frame(self) -> pl.DataFrame:
        return read_frame(self._read(), self._resource["schema"])

    def csv_bytes(self) -> bytes:
        """Return the table as the CSV file of a release."""
        return self._read()

    def lazy(self) -> pl.LazyFrame:
        """Return the table as a lazy Polars frame."""
        return self.frame().lazy()

    def get(self, id: str, default: Any = None) -> R | Any:
        """Return the record of an id, or a default."""
        return self._records.get(id, default)

    def where(self, **equal: object) -> tuple[R, ...]:
        """Return the records whose columns equal the given values.

        Args:
            equal: Column names and values; for a list column, a value it holds.

        Raises:
            UnknownNameError: If there is no such column, or no such code in it; names near matches.
            TypeError: If the column holds values of another type.

        Example:
            >>> import chinaindpolicy as cip
            >>> plan = "components-action-plan-2021"
            >>> [task.ordinal for task in cip.tasks.where(policy_id=plan, kind="safeguard")]
            [1, 2, 3, 4]
        """
        for column, wanted in equal.items():
            self._check_condition(column, wanted)
        return tuple(record for record in self if _matches(record, equal))

    def _check_condition(self, column: str, wanted: object) -> None:
        """Refuse what can equal nothing, so that an empty answer means that there is none."""
        fields = {field["name"]: field for field in self._resource["schema"]["fields"]}
        if column not in fields:
            raise UnknownNameError(f"column of {self._name}", column, fields)
        kind = fields[column]["type"]
        if wanted is not None and not isinstance(wanted, _ADMITTED[kind]):
            raise TypeError(
                f"{self._name}.{column} holds {kind} values, not {type(wanted).__name__}: "
                f"{wanted!r} equals none"
            )
        codes = fields[column].get("constraints", {}).get("enum")
        if codes and wanted is not None and wanted not in codes:
            raise UnknownNameError(f"code of {self._name}.{column}", wanted, codes)

    def __getitem__(self, id: str) -> R:
        try:
            return self._records[id]
        except KeyError:
            withdrawals = self._dataset.withdrawals if self._dataset else ()
            raise unknown_id(f"id in {self._name}", id, self._records, withdrawals) from None

    def __contains__(self, id: object) -> bool:
        return id in self._records

    def __iter__(self) -> Iterator[R]:
        return iter(self._records.values())

    def __len__(self) -> int:
        return int(self._resource["rows"])

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._records)

    def __repr__(self) -> str:
        return f"<Table {self._name}: {len(self)} rows, {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        shown = list(self)[:_NOTEBOOK_ROWS]
        more = f" (first {len(shown)} shown)" if len(shown) < len(self) else ""
        caption = f"{self._name}: {len(self)} rows{more}. {self.description}"
        rows = ([cell(getattr(record, name)) for name in self.columns] for record in shown)
        return html_table(caption, self.columns, rows)


def _matches(record: Any, equal: Mapping[str, object]) -> bool:
    for column, wanted in equal.items():
        found = getattr(record, column)
        if found != wanted and not (isinstance(found, tuple) and wanted in found):
            return False
    return True


class Dataset:
    """All tables of one release or collection.

    Attributes:
        release: Name of the release; of a collection, the one it would build.
        tables: The tables by name.
        including: The release that was joined to it, if any; its rows come first in each table.
        descriptor: What its `datapackage.json` says.
    """

    documents: Table[records.Document]
    policies: Table[records.Policy]
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
        read: Callable[[str], bytes],
        including: Dataset | None = None,
    ) -> None:
        self.including = including
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
        return name in self.tables

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def __getitem__(self, name: str) -> Table[Any]:
        try:
            return self.tables[name]
        except KeyError:
            raise UnknownNameError("table", name, self.tables) from None

    def __getattr__(self, name: str) -> Any:
        # Only reached for what is not there; the tables are attributes.
        near = nearest(name, TABLE_NAMES)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise AttributeError(f"a dataset has no {name!r}{hint}", name=name, obj=self)

    def record(self, id: str) -> Any:
        """Return the record of an id, whatever table it is in.

        Raises:
            UnknownNameError: If no table has it; names near matches, or what became of it.
        """
        present = [table for name, table in self.tables.items() if name != "withdrawals"]
        for table in present:
            if id in table:
                return table[id]
        known = [name for table in present for name in table.ids]
        raise unknown_id("record", id, known, self.withdrawals)

    def __repr__(self) -> str:
        rows = sum(len(table) for table in self.tables.values())
        return f"<Dataset {self.name} {self.release}: {len(self.tables)} tables, {rows} rows>"

    def _repr_html_(self) -> str:
        rows = ((name, str(len(table)), table.description) for name, table in self.tables.items())
        caption = f"{self.title}, release {self.release}"
        return html_table(caption, ("table", "rows", "one row is"), rows)


def load(release: str | Path | None = None, *, including: str | Path | None = None) -> Dataset:
    """Load a release or a collection.

    Args:
        release: The name of a packaged release; the folder of a release or of a collection;
            by default the newest packaged release.
        including: A release that a collection, or its release, refers to: the two are joined,
            so that regions, units, organizations and indicators need not be given again.

    Returns:
        The dataset; tables are read when first used.

    Raises:
        UnknownNameError: If there is no release of that name.
        ReleaseError: If a folder is missing or is no release.
        CollectionError: If a collection has problems, or gives an id that the included release
            has: all of them, with file and line.

    Example:
        >>> import chinaindpolicy as cip
        >>> cip.load("2026.1").release
        '2026.1'
    """
    if including is not None:
        from chinaindpolicy.joining import load_joined

        return load_joined(release, load(including))
    if isinstance(release, Path):
        return _load_folder(release)
    if release is not None and ("/" in release or os.sep in release):
        raise ReleaseError(f"{release!r} looks like a folder: give it as Path({release!r})")
    return _load_packaged(release if release is not None else newest(packaged_releases()))


@functools.cache
def _load_packaged(name: str) -> Dataset:
    return _load_release(release_path(name))


def _load_release(folder: Path) -> Dataset:
    descriptor = read_descriptor(folder)

    def read(table: str) -> bytes:
        return read_table(folder, descriptor["tables"][table])

    return Dataset(descriptor, read)


def _load_folder(folder: Path) -> Dataset:
    if not folder.is_dir():
        raise ReleaseError(f"{folder}: no such folder")
    if (folder / DESCRIPTOR).is_file():
        return _load_release(folder)
    from chinaindpolicy.build import build
    from chinaindpolicy.sources.collection import read_collection

    return from_files(build(read_collection(folder)))


def from_files(files: Mapping[str, bytes]) -> Dataset:
    """Return the dataset of a release's files in memory."""
    return Dataset(parse_descriptor(files[DESCRIPTOR]), lambda table: files[f"{table}.csv"])
