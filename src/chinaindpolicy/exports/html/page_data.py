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
from chinaindpolicy.lang.texts import Texts, code_context
from chinaindpolicy.model.columns import cell, columns
from chinaindpolicy.model.describe import CERTAINTIES
from chinaindpolicy.model.names import names_of
from chinaindpolicy.model.schemas import table_schema
from chinaindpolicy.model.serialize import to_csv_cell
from chinaindpolicy.model.vocabularies import TABLE_NAMES, VALUE_TABLES

if TYPE_CHECKING:
    from chinaindpolicy.analysis.localized import Localized
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


def page_text(say: Texts, text: str, **values: object) -> str:
    """Return a text of the page in a language, with its placeholders filled."""
    found = say.code("page", text)
    return found.format_map(values) if values else found


def page_texts(say: Texts) -> dict[str, Any]:
    """Return the texts and the words for codes that the scripts use; none in English."""
    if say.lang == "en":
        return {}
    contexts = {name: name for name in ("table", "column", "count", "verdict", "test_name")}
    for table in TABLE_NAMES:
        coded = (spec.name for spec in columns(table) if spec.categories)
        contexts |= {name: code_context(name) for name in coded}
    codes: dict[str, dict[str, str]] = {}
    for name, context in contexts.items():
        codes[name] = {code: words for (of, code), words in say.catalogue.items() if of == context}
    text = {english: words for (of, english), words in say.catalogue.items() if of == "page"}
    own = (*CERTAINTIES.values(), *_SHARED)
    text |= {each: say(each) for each in own}
    return {"lang": say.lang, "text": text, "codes": codes}


# Texts of the scripts that other results have too.
_SHARED = (
    "{name} ({test})",
    "Caution: {caution}",
    "No outcome is known in release {release}.",
    "no period stated",
)


def contents(local: Localized, day: datetime.date | None) -> dict[str, Any]:
    """Return the page's blocks of data by name, each read by the page when it is first needed.

    Args:
        local: The dataset and the language.
        day: The date of the verdicts; None gives none.
    """
    dataset, say = local.dataset, local.say
    assessment = None if day is None else assess(as_of=day, dataset=dataset)
    tables = dataset.tables
    made = {name: _made(table, assessment, local) for name, table in tables.items()}
    blocks: dict[str, Any] = {
        "texts": page_texts(say),
        "about": {
            "name": dataset.name,
            "title": page_text(say, dataset.title),
            "description": page_text(say, dataset.descriptor.get("description", "")),
            "release": dataset.release,
            "created": dataset.descriptor.get("created", ""),
            "licence": ", ".join(each["name"] for each in dataset.descriptor.get("licenses", ())),
            "as_of": None if day is None else day.isoformat(),
            "verdicts": None if assessment is None else dict(assessment.counts),
            "tests": {
                name: words if say.lang == "en" else say.code("test", name)
                for name, words in COMPARABILITY.items()
            },
            "tables": [_described(table, made[name], say) for name, table in tables.items()],
        },
    }
    for name, table in tables.items():
        published = [
            [to_csv_cell(cell(record, field["name"])) for record in table]
            for field in _fields(table)
        ]
        added = [[value(record) for record in table] for _, _, value in made[name]]
        blocks[f"table-{name}"] = [_packed(cells) for cells in (*published, *added)]
    blocks["explained"] = _explained(local, tables, day)
    blocks["cited"] = _cited(dataset, tables)
    blocks["names"] = {
        table: {record.id: names_of(record) for record in dataset[table]} for table in _POINTED
    }
    return blocks


def _described(table: Table[Any], made: Iterable[Made], say: Texts) -> dict[str, Any]:
    fields = [_field(table.name, field, say) for field in _fields(table)]
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
        "description": table.description if say.lang == "en" else say.code("row", table.name),
        "first": [name for name in _first(table.name, say) if name in present],
        "columns": fields,
    }


def _first(table: str, say: Texts) -> Sequence[str]:
    """Return the columns that the page shows first.

    Statements are English, so a Chinese page names the indicator first.
    """
    names = FIRST[table]
    if say.lang == "en" or names[0] != "statement":
        return names
    return ("indicator_id", *names[1:], names[0])


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


def _field(table: str, field: Mapping[str, Any], say: Texts) -> dict[str, Any]:
    name = field["name"]
    described = {
        "name": name,
        "type": field["type"],
        "description": say.code("meaning", field["description"]),
        "unit": field.get("unit"),
        "leads": "*" if name in _linked_to_several(table) else field.get("references"),
        "codes": field.get("constraints", {}).get("enum"),
        "weight": _ID_WEIGHT if name == "id" else WEIGHTS.get(name),
        "points": name in _pointers(table) or None,
    }
    return {key: value for key, value in described.items() if value is not None}


def _made(table: Table[Any], assessment: Assessment | None, local: Localized) -> tuple[Made, ...]:
    """Return the columns that the page adds; they are computed and never stored."""
    present = {field["name"] for field in _fields(table)}
    made: list[Made] = []
    say = local.say
    if "value" in present:
        meaning = "The value as text; the printed text if it has no number."
        made.append(("amount", page_text(say, meaning), lambda record: _amount(record, local)))
    if "period" in present:
        meaning = page_text(say, "The period as text.")
        made.append(("when", meaning, lambda record: local.period(record.period)))
    if "value_printed" in present:
        meaning = "The printed value as text, if an erratum changes it."
        made.append(("printed", page_text(say, meaning), lambda record: _printed(record, local)))
    if table.name == "targets" and assessment is not None:
        made += _verdicts(assessment, local)
    return tuple(made)


def _verdicts(assessment: Assessment, local: Localized) -> Iterator[Made]:
    def verdict(record: Any) -> str:
        return assessment[record.id].verdict

    def failed(record: Any) -> str:
        return to_csv_cell(assessment[record.id].failed)

    day = local.day(assessment.as_of)
    meaning = page_text(local.say, "The verdict on {day}; never stored.", day=day)
    yield "verdict", meaning, verdict
    yield "failed", page_text(local.say, "The failed tests."), failed


def _amount(record: Any, local: Localized) -> str:
    if record.value is None:
        stated = getattr(record, "stated", None)
        return f"“{stated}”" if stated else ""
    # On the page a number without a sign is that number.
    return local.value(record).removeprefix("= ")


def _printed(record: Any, local: Localized) -> str:
    if record.value_printed is None:
        return ""
    printed = record.model_copy(update={"value": record.value_printed, "value_upper": None})
    return _amount(printed, local)


def _packed(values: list[str]) -> list[str] | dict[str, list[Any]]:
    """Return a column's cells; for repeated cells, the distinct ones and an index."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    if len(places) * 2 > len(values):
        return values
    return {"each": list(places), "at": [places[value] for value in values]}


def _explained(
    local: Localized, tables: Mapping[str, Table[Any]], day: datetime.date | None
) -> dict[str, Any]:
    records = [record for name in VALUE_TABLES for record in tables[name]]
    words: dict[str, int] = {}
    found: dict[str, dict[str, list[tuple[str, int]]]] = {}
    for explained in explain(records, local.dataset, as_of=day, lang=local.lang):
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
