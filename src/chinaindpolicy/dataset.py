"""Datasets: all tables of a release or of a collection, loaded when they are used."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

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
from chinaindpolicy.history import unknown_id
from chinaindpolicy.io.text import html_table
from chinaindpolicy.model.dtypes import Descriptor
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.tables import Table

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from chinaindpolicy.model import records

__all__ = ["Dataset", "from_files", "load", "load_release"]

Reader = Callable[[str], bytes]
Origins = Mapping[tuple[str, str], tuple[str, int]]
_ABSENT: Descriptor = MappingProxyType(
    {"description": "Not part of this release.", "rows": 0, "schema": {"fields": []}}
)


class Dataset:
    """All tables of one release or collection.

    Attributes:
        release: Name of the release; of a collection, the one it would build.
        tables: The tables by name.
        including: The release that was joined to it, if any; its rows come first in each table.
        own: The rows that are not of that release; the dataset itself if there is none.
        descriptor: What its `datapackage.json` says.
        origins: File and line of each row by table and id, if it was read from a collection.
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
        read: Reader,
        including: Dataset | None = None,
        origins: Origins | None = None,
        own: Dataset | None = None,
    ) -> None:
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
        raise unknown_id(f"record of {self.name} {self.release}", id, known, self.withdrawals)

    def edition_of(self, id: str) -> Dataset:
        """Return the dataset that a row is of: the one that was joined to this, or its own."""
        return self.including if self.including and id in self._included else self.own

    @functools.cached_property
    def _included(self) -> frozenset[str]:
        tables = self.including.tables.values() if self.including else ()
        return frozenset(id for table in tables for id in table.frame()["id"])

    def select(self, *tables: str, **where: object) -> Dataset:
        """Return a dataset of some rows, what is said about them, and all that those refer to.

        What is said about a record are its errata, outcomes, mentions and restatements. So every
        id in a selection leads somewhere, and no slip is left behind.

        Args:
            tables: The tables whose rows are chosen; by default each that has all the columns of
                `where`.
            where: Column names and the values they have to equal, as in `Table.where`.

        Returns:
            A dataset with the same tables and columns; it has no rows if none was chosen.

        Raises:
            UnknownNameError: If there is no such table, column or code; names near matches.
            TypeError: If a column holds values of another type.

        Example:
            >>> import chinaindpolicy as cip
            >>> anhui = cip.load("2026.1").select("targets", region_id="cn-ah")
            >>> len(anhui.targets), len(anhui.regions)
            (5, 3)
        """
        from chinaindpolicy.selection import select

        return select(self, tables, tuple(where.items()))

    def __reduce__(self) -> tuple[Callable[..., Dataset], tuple[object, ...]]:
        # A packaged release is the same everywhere, so its name is enough, and a process that
        # unpickles it has it once. Anything else travels with its files.
        if _PACKAGED.get(self.release) is self:
            return _load_packaged, (self.release,)
        files = {name: table.csv() for name, table in self.tables.items()}
        descriptor = {**self.descriptor, "tables": dict(self.descriptor["tables"])}
        own = None if self.own is self else self.own
        return _unpickled, (descriptor, files, self.including, dict(self.origins), own)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.tables)

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
            so that regions, units, organizations and indicators need not be given again. By
            default the one that it names itself; the rows without it are `.own`.

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


# One dataset for each packaged release. `setdefault` decides between threads that load a release
# at once; a lock could be held by another thread when a process forks, and never be released.
_PACKAGED: dict[str, Dataset] = {}


def _load_packaged(name: str) -> Dataset:
    if name not in _PACKAGED:
        _PACKAGED.setdefault(name, load_release(release_path(name)))
    return _PACKAGED[name]


def load_release(folder: Traversable) -> Dataset:
    """Load the folder of a release, and nothing that it refers to."""
    descriptor = read_descriptor(folder)

    def read(table: str) -> bytes:
        return read_table(folder, descriptor["tables"][table])

    return Dataset(descriptor, read)


def _load_folder(folder: Path) -> Dataset:
    if not folder.is_dir():
        raise ReleaseError(f"{folder}: no such folder")
    if (folder / DESCRIPTOR).is_file():
        return _with_what_it_names(load_release(folder))
    from chinaindpolicy.build import built
    from chinaindpolicy.sources.collection import read_collection

    return built(read_collection(folder)).dataset


def _with_what_it_names(release: Dataset) -> Dataset:
    """Join a release with the one that its descriptor says it refers to."""
    for source in release.descriptor.get("sources", ()):
        if source.get("version") not in packaged_releases():
            raise ReleaseError(
                f"{release.name} {release.release} refers to {source.get('title')} "
                f"{source.get('version')}, which is not packaged: give it as `including`"
            )
        from chinaindpolicy.joining import joined

        return joined(release, load(str(source["version"])))
    return release


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
