"""Data of the browse page: tables, verdicts, explanations, citations, names."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy.analysis.assessment import VERDICTS, Assessment, assess
from chinaindpolicy.analysis.citation import sources_of_each
from chinaindpolicy.analysis.comparability import COMPARABILITY
from chinaindpolicy.analysis.explanation import explain
from chinaindpolicy.analysis.search_entries import WEIGHTS
from chinaindpolicy.model.columns import cell, columns
from chinaindpolicy.model.describe import format_period, format_value
from chinaindpolicy.model.names import names_of
from chinaindpolicy.model.schemas import table_schema
from chinaindpolicy.model.serialize import to_csv_cell
from chinaindpolicy.model.vocabularies import VALUE_TABLES

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.dataset.table import Table

# The columns of each table that the page shows first; the name of a row is first.
FIRST: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "documents": ("title", "kind", "publisher", "published_on", "n_paragraphs", "n_chars"),
        "policies": ("title", "title_zh", "kind", "level", "region_id", "when"),
        "concepts": ("name", "name_zh", "dimension", "complement_id", "definition"),
        "objects": ("name", "name_zh", "kind", "gbt4754", "isic4", "hs"),
        "indicators": ("name", "name_zh", "unit", "dimension", "accounting", "sector"),
        "targets": (
            *("statement", "amount", "when", "region_id", "policy_id"),
            *("strength", "verdict", "erratum_id"),
        ),
        "figures": (
            *("statement", "amount", "when", "region_id", "kind", "basis"),
            *("attributed_to", "erratum_id"),
        ),
        "tasks": ("title", "kind", "level", "policy_id", "region_id", "summary"),
        "products": ("name", "name_printed", "kind", "segment", "policy_id", "task_id"),
        "projects": ("name", "action", "phase", "region_id", "organization_ids", "summary"),
        "regions": ("name", "name_zh", "level", "parent_id", "iso_3166_2", "gb_t_2260"),
        "organizations": ("name", "name_zh", "kind", "aliases", "certainty"),
        "units": ("name", "name_zh", "symbol", "dimension", "ucum", "iso_4217"),
        "mentions": ("text", "role", "record_id", "document_id", "paragraph"),
        "passages": (
            *("id", "document_id", "paragraph", "role", "n_targets", "n_figures"),
            *("n_tasks", "n_products", "n_projects", "n_mentions"),
        ),
        "spans": ("id", "role", "record_id", "document_id", "paragraph"),
        "errata": ("printed", "meant", "kind", "certainty", "explanation", "document_id"),
        "references": ("title", "publisher", "published_on", "certainty", "url"),
        "outcomes": ("statement", "amount", "when", "region_id", "record_id", "certainty"),
        "withdrawals": ("id", "successor_id", "reason", "withdrawn_in"),
    }
)
# A column that the page adds: its name, its meaning, and its cell of a record.
Made = tuple[str, str, Callable[[Any], str]]
_POINTED = ("organizations", "regions")
_ID_WEIGHT = 6
_MADE_LISTS = {"failed": "list"}


def contents(dataset: Dataset, day: datetime.date | None) -> dict[str, Any]:
    """Return the page's blocks of data by name, each read by the page when it is first needed.

    Args:
        dataset: The dataset.
        day: The date of the verdicts; None gives none.
    """
    assessment = None if day is None else assess(as_of=day, dataset=dataset)
    tables = dataset.tables
    made = {name: _made(table, assessment) for name, table in tables.items()}
    blocks: dict[str, Any] = {
        "about": {
            "name": dataset.name,
            "title": dataset.title,
            "description": dataset.descriptor.get("description", ""),
            "release": dataset.release,
            "created": dataset.descriptor.get("created", ""),
            "licence": ", ".join(each["name"] for each in dataset.descriptor.get("licenses", ())),
            "as_of": None if day is None else day.isoformat(),
            "verdicts": None if assessment is None else dict(assessment.counts),
            "tests": dict(COMPARABILITY),
            "tables": [_described(table, made[name]) for name, table in tables.items()],
        }
    }
    for name, table in tables.items():
        published = [
            [to_csv_cell(cell(record, field["name"])) for record in table]
            for field in _fields(table)
        ]
        added = [[value(record) for record in table] for _, _, value in made[name]]
        blocks[f"table-{name}"] = [_packed(cells) for cells in (*published, *added)]
    blocks["explained"] = _explained(dataset, tables, day)
    blocks["cited"] = _cited(dataset, tables)
    blocks["names"] = {
        table: {record.id: names_of(record) for record in dataset[table]} for table in _POINTED
    }
    return blocks


def _described(table: Table[Any], made: Iterable[Made]) -> dict[str, Any]:
    fields = [_field(table.name, field) for field in _fields(table)]
    fields += [
        {"name": name, "type": _MADE_LISTS.get(name, "string")}
        | {"description": description, "made": True}
        | ({"codes": list(VERDICTS)} if name == "verdict" else {})
        for name, description, _ in made
    ]
    present = {field["name"] for field in fields}
    return {
        "name": table.name,
        "rows": len(table),
        "description": table.description,
        "first": [name for name in FIRST[table.name] if name in present],
        "columns": fields,
    }


def _fields(table: Table[Any]) -> Sequence[Mapping[str, Any]]:
    """Return a table's columns as its release describes them, else as the package does."""
    own: Sequence[Mapping[str, Any]] = table.descriptor["schema"]["fields"]
    return own or table_schema(columns(table.name))["fields"]


def _pointers(table: str) -> frozenset[str]:
    """Return the columns of a table that refer to an organization or a region."""
    return frozenset(
        spec.name for spec in columns(table) if spec.meaning.referenced_table in _POINTED
    )


def _linked_to_several(table: str) -> frozenset[str]:
    """Return the columns of a table that refer to several tables."""
    return frozenset(spec.name for spec in columns(table) if len(spec.meaning.references) > 1)


def _field(table: str, field: Mapping[str, Any]) -> dict[str, Any]:
    name = field["name"]
    described = {
        "name": name,
        "type": field["type"],
        "description": field["description"],
        "unit": field.get("unit"),
        "leads": "*" if name in _linked_to_several(table) else field.get("references"),
        "codes": field.get("constraints", {}).get("enum"),
        "weight": _ID_WEIGHT if name == "id" else WEIGHTS.get(name),
        "points": name in _pointers(table) or None,
    }
    return {key: value for key, value in described.items() if value is not None}


def _made(table: Table[Any], assessment: Assessment | None) -> tuple[Made, ...]:
    """Return the columns that the page adds; they are computed and never stored."""
    present = {field["name"] for field in _fields(table)}
    made: list[Made] = []
    if "value" in present:
        made.append(("amount", "The value as text; the printed text if it has no number.", _amount))
    if "period" in present:
        made.append(("when", "The period as text.", _when))
    if "value_printed" in present:
        meaning = "The printed value as text, if an erratum changes it."
        made.append(("printed", meaning, _printed))
    if table.name == "targets" and assessment is not None:
        made += _verdicts(assessment)
    return tuple(made)


def _verdicts(assessment: Assessment) -> Iterator[Made]:
    def verdict(record: Any) -> str:
        return assessment[record.id].verdict

    def failed(record: Any) -> str:
        return to_csv_cell(assessment[record.id].failed)

    yield "verdict", f"The verdict on {assessment.as_of}; never stored.", verdict
    yield "failed", "The failed tests.", failed


def _amount(record: Any) -> str:
    if record.value is None:
        stated = getattr(record, "stated", None)
        return f"“{stated}”" if stated else ""
    # On the page a number without a sign is that number.
    return format_value(record).removeprefix("= ")


def _when(record: Any) -> str:
    return format_period(record.period)


def _printed(record: Any) -> str:
    if record.value_printed is None:
        return ""
    return _amount(record.model_copy(update={"value": record.value_printed, "value_upper": None}))


def _packed(values: list[str]) -> list[str] | dict[str, list[Any]]:
    """Return a column's cells; for repeated cells, the distinct ones and an index."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    if len(places) * 2 > len(values):
        return values
    return {"each": list(places), "at": [places[value] for value in values]}


def _explained(
    dataset: Dataset, tables: Mapping[str, Table[Any]], day: datetime.date | None
) -> dict[str, Any]:
    records = [record for name in VALUE_TABLES for record in tables[name]]
    words: dict[str, int] = {}
    found: dict[str, dict[str, list[tuple[str, int]]]] = {}
    for explained in explain(records, dataset, as_of=day):
        found.setdefault(explained.table, {})[explained.id] = [
            (aspect, words.setdefault(sentence, len(words)))
            for aspect, sentence in explained.sentences
        ]
    return {"sentences": list(words), "records": found}


def _cited(dataset: Dataset, tables: Mapping[str, Table[Any]]) -> dict[str, Any]:
    """Return each source's citation once, and the sources of each record."""
    sources, cited = sources_of_each(dataset)
    sets: dict[tuple[int, ...], int] = {}
    found = {
        name: [sets.setdefault(cited[name, record.id], len(sets)) for record in table]
        for name, table in tables.items()
    }
    return {"sources": sources, "sets": list(sets), "records": found}
