"""Tables of a dataset to export, with their columns, rows and keys."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.table import Table
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.lang.texts import Language
from chinaindpolicy.model.columns import ColumnSpec, cell, columns

MAINTAINERS = "The chinaindpolicy maintainers"
"""The authors of the package and of its releases."""
_OWN = "chinaindpolicy"

Value = Any
"""A cell as the record has it: str, int, Decimal, bool, date, a tuple of str, or None."""


@dataclass(frozen=True)
class ExportTable:
    """One table that is written.

    Attributes:
        table: The table.
        columns: Its columns, as its release has them.
        references: The table that each of its columns refers to, among those written.
    """

    table: Table[Any]
    columns: tuple[ColumnSpec, ...]
    references: Mapping[str, str]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @property
    def description(self) -> str:
        """The meaning of one row."""
        return self.table.description

    @property
    def file(self) -> str:
        """The name of its CSV file."""
        return f"{self.name}.csv"

    @cached_property
    def csv(self) -> bytes:
        """Its CSV file."""
        return self.table.csv()

    @cached_property
    def sha256(self) -> str:
        """The digest of its CSV file."""
        return sha256_of(self.csv)

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """Yield its rows, the values in the order of the columns."""
        names = [spec.name for spec in self.columns]
        for record in self.table:
            yield tuple(cell(record, name) for name in names)


@dataclass(frozen=True)
class ExportBundle:
    """Tables to export and the metadata of their dataset.

    Attributes:
        dataset: The dataset of the tables.
        tables: The tables, by name.
        lang: The language of the HTML page; other formats have no language.
    """

    dataset: Dataset
    tables: Mapping[str, ExportTable]
    lang: Language = "en"

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        names: tuple[str, ...],
        *,
        partial: bool = False,
        lang: Language = "en",
    ) -> ExportBundle:
        """Return the contents of some tables of a dataset.

        Args:
            dataset: The dataset.
            names: The tables.
            partial: True if a table lacks rows that its other rows refer to, such as parents;
                keys within the table are then not declared.
            lang: The language of the HTML page.
        """
        tables = {name: _exported(dataset[name], names, partial) for name in names}
        return cls(dataset, tables, lang)

    @property
    def name(self) -> str:
        """The dataset's name."""
        return self.dataset.name

    @property
    def title(self) -> str:
        """The dataset's title."""
        return self.dataset.title

    @property
    def release(self) -> str:
        """The name of the release."""
        return self.dataset.release

    @property
    def family_urn(self) -> str:
        """The URN of the dataset, without a release."""
        return f"urn:{quote(self.name, safe='')}"

    @property
    def urn(self) -> str:
        """The URN of the release; the id of a record follows a colon."""
        return f"{self.family_urn}:{quote(self.release, safe='')}"

    @property
    def stem(self) -> str:
        """Name and release as a file name."""
        return re.sub(r"[^A-Za-z0-9._-]+", "-", f"{self.name}-{self.release}")

    @property
    def description(self) -> str:
        """The description of the dataset; its title if there is none."""
        return str(self.dataset.descriptor.get("description") or self.title)

    @property
    def created(self) -> str | None:
        """The day of the release in ISO 8601, where it is known."""
        text = str(self.dataset.descriptor.get("created", ""))[:10]
        try:
            return datetime.date.fromisoformat(text).isoformat()
        except ValueError:  # a collection may say "spring 2026"
            return None

    @property
    def licence(self) -> str | None:
        """The SPDX identifier of the licence, where there is one."""
        licences = self.dataset.descriptor.get("licenses") or ()
        return licences[0].get("name") if licences else None

    @property
    def licence_url(self) -> str | None:
        """The address of the licence's text at SPDX, if its name is an identifier there."""
        if self.licence and re.fullmatch(r"[A-Za-z0-9.+-]+", self.licence):
            return f"https://spdx.org/licenses/{self.licence}"
        return None

    @property
    def maintainers(self) -> str | None:
        """The authors of the dataset, if it is that of this package."""
        return MAINTAINERS if self.name == _OWN else None

    @property
    def publisher(self) -> str:
        """Who publishes the dataset: its authors, else its title."""
        return self.maintainers or self.title

    @property
    def about(self) -> Mapping[str, str]:
        """Name, title, release, day and licence, if known."""
        known = {
            "name": self.name,
            "title": self.title,
            "release": self.release,
            "description": self.description,
            "created": self.created,
            "licence": self.licence,
        }
        return {key: value for key, value in known.items() if value}


def used_regions(dataset: Dataset) -> tuple[Any, ...]:
    """Return the regions that the records of a dataset refer to, and the regions around them.

    Example:
        >>> import chinaindpolicy as cip
        >>> len(used_regions(cip.load())) < len(cip.regions)
        True
    """
    used: set[str | None] = set()
    for table, rows in dataset.tables.items():
        names = [s.name for s in columns(table) if s.meaning.referenced_table == "regions"]
        if table != "regions":
            used |= {getattr(record, name, None) for record in rows for name in names}
    regions = dataset.regions
    around = {id: regions[id] for id in used if id is not None and id in regions}
    while around:
        parents = {region.parent_id for region in around.values()} - used
        used |= parents
        around = {id: regions[id] for id in parents if id is not None and id in regions}
    return tuple(region for region in regions if region.id in used)


def _exported(table: Table[Any], names: tuple[str, ...], partial: bool) -> ExportTable:
    written = [name for name in names if not partial or name != table.name]
    specs = tuple(spec for spec in columns(table.name) if spec.name in table.columns)
    references = {
        spec.name: spec.meaning.referenced_table
        for spec in specs
        if spec.meaning.referenced_table and spec.meaning.referenced_table in written
    }
    return ExportTable(table, specs, references)
