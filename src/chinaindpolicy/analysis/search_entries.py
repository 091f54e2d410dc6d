"""Searchable texts of a record: its texts, and the names of the records that it refers to."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy.analysis.search_words import searchable
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.names import as_tuple
from chinaindpolicy.model.vocabularies import VALUE_TABLES

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset

NAMES = (
    *("name", "name_zh", "short_name", "short_name_zh", "title", "title_zh", "aliases"),
    *("iso_3166_2", "gb_t_2260", "symbol", "stock_code", "uscc", "lei", "wikidata"),
)
"""The columns of names and codes."""
WEIGHTS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(NAMES, 8),
        **dict.fromkeys(("document_number", "name_printed"), 6),
        **dict.fromkeys(("statement", "stated", "text", "printed", "meant"), 5),
        **dict.fromkeys(("segment", "group_printed", "sector", "session", "phase"), 3),
        **dict.fromkeys(("summary", "definition", "denominator", "denominator_zh"), 2),
        **dict.fromkeys(("publisher", "delivered_by", "delivered_by_zh", "reason"), 2),
        **dict.fromkeys(("explanation", "caution", "note"), 1),
    }
)
"""The weight of a match, by column. Ids and places in documents are not searched as words."""
# The weight of the names of a record that another refers to, by its table.
_FOLLOWED: Mapping[str, int] = MappingProxyType(
    {
        **{"indicators": 7, "objects": 6, "concepts": 6, "organizations": 3, "regions": 3},
        **{"tasks": 2, "units": 2, "policies": 1},
    }
)
_COMPLEMENT = 2
# Their ids contain offsets in documents.
_PLACES = ("documents", "mentions", "passages", "spans")


@dataclass(frozen=True, slots=True)
class Field:
    """One searched text of a record.

    Attributes:
        column: The column; of a record referred to, both, such as `indicator_id.name_zh`.
        weight: The weight of a match.
        texts: The texts.
        words: The texts in the form that is searched.
    """

    column: str
    weight: int
    texts: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with its searched texts.

    Attributes:
        table: The table.
        record: The record.
        fields: The texts, the record's own first.
        words: All texts in the form that is searched.
        refers_to: The ids of the records whose names are searched, with column and weight.
        id: The id, if it can be searched.
    """

    table: str
    record: Any
    fields: tuple[Field, ...]
    words: str
    refers_to: Mapping[str, tuple[str, int]]
    id: str

    @property
    def text(self) -> str:
        """The searched texts, one a line."""
        return "\n".join(dict.fromkeys(text for field in self.fields for text in field.texts))

    @property
    def has_value(self) -> bool:
        """True for a target, a figure or an outcome."""
        return self.table in VALUE_TABLES


def entries_of(dataset: Dataset) -> Iterator[Entry]:
    """Yield the entries of all records of a dataset, in reading order."""
    named: dict[str, list[str]] = {}
    for table in ("products", "projects"):
        for record in dataset[table]:
            if record.task_id:
                named.setdefault(record.task_id, []).append(record.name)
    names = _Names(dataset)
    for table, rows in dataset.tables.items():
        for record in rows:
            fields = [*_own(table, record), *names.followed(table, record)]
            if table == "tasks" and record.id in named:
                fields.append(_field("products.name", 2, tuple(named[record.id])))
            yield Entry(
                table,
                record,
                tuple(fields),
                "\n".join(field.words for field in fields),
                names.ids(table, record),
                "" if table in _PLACES else record.id,
            )


def _field(column: str, weight: int, texts: tuple[str, ...]) -> Field:
    return Field(column, weight, texts, searchable(texts))


@functools.cache
def _searched(table: str) -> tuple[str, ...]:
    return tuple(spec.name for spec in columns(table) if spec.name in WEIGHTS)


def _own(table: str, record: Any) -> Iterator[Field]:
    for column in _searched(table):
        if texts := as_tuple(getattr(record, column)):
            yield _field(column, WEIGHTS[column], texts)
    if years := _years(record):
        yield _field("period", 2, years)


def _years(record: Any) -> tuple[str, ...]:
    """Return the first and last years of the period of a record, or of its dates."""
    days = [getattr(record, name, None) for name in ("period_start", "period_end", "issued_on")]
    found = {f"{day.year}" for day in days if day is not None}
    return tuple(sorted(found))


@functools.cache
def _links(table: str) -> tuple[tuple[str, str], ...]:
    """Return the columns of a table that refer to records whose names are searched."""
    return tuple(
        (spec.name, target)
        for spec in columns(table)
        if (target := spec.meaning.referenced_table or "") in _FOLLOWED and spec.name != "parent_id"
    )


class _Names:
    """The names of the records that others refer to, each read once."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._fields = functools.cache(self._names_of)

    def _names_of(self, table: str, id: str, prefix: str, weight: int) -> tuple[Field, ...]:
        """Return the names of a record, and of the records that define an indicator."""
        record = self._dataset[table].get(id)
        if record is None:
            return ()
        found = [
            _field(f"{prefix}.{column}", weight, texts)
            for column in NAMES
            if (texts := as_tuple(getattr(record, column, None)))
        ]
        if table == "indicators":
            for column, target in _links(table):
                for other in as_tuple(getattr(record, column)):
                    found += self._fields(target, other, column, _FOLLOWED[target])
            if record.sector:
                found.append(_field(f"{prefix}.sector", 3, (record.sector,)))
        # Complements refer to each other.
        if table == "concepts" and record.complement_id and prefix != "complement_id":
            found += self._fields(table, record.complement_id, "complement_id", _COMPLEMENT)
        return tuple(found)

    def followed(self, table: str, record: Any) -> Iterator[Field]:
        """Yield the names of the records that a record refers to."""
        for column, target in _links(table):
            for id in as_tuple(getattr(record, column)):
                yield from self._fields(target, id, column, _FOLLOWED[target])

    def ids(self, table: str, record: Any) -> Mapping[str, tuple[str, int]]:
        """Return the ids of these records, with the column and the weight of each."""
        found: dict[str, tuple[str, int]] = {}
        for column, target in _links(table):
            for id in as_tuple(getattr(record, column)):
                if target == "units" and id in self._dataset.regions:
                    continue  # the id means the region
                found.setdefault(id, (column, _FOLLOWED[target]))
                if target == "indicators" and (indicator := self._dataset.indicators.get(id)):
                    for name, other in self.ids(target, indicator).items():
                        found.setdefault(name, other)
                concept = self._dataset.concepts.get(id) if target == "concepts" else None
                if concept is not None and concept.complement_id:
                    found.setdefault(concept.complement_id, ("complement_id", _COMPLEMENT))
        return found
