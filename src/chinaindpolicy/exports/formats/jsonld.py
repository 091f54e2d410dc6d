"""JSON-LD descriptions of the whole: schema.org for search engines, RO-Crate for archives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chinaindpolicy.exports.bundle import ExportBundle, ExportTable, used_regions
from chinaindpolicy.exports.formats.text import json_text, write_csv
from chinaindpolicy.model.vocabularies import VALUE_TABLES

SCHEMA_ORG_FILE = "dataset.jsonld"
RO_CRATE_FILE = "ro-crate-metadata.json"
_RO_CRATE = "https://w3id.org/ro/crate/1.1"


def write_schema_org(contents: ExportBundle, folder: Path) -> None:
    """Write the tables, and their description in the words of schema.org."""
    write_csv(contents, folder)
    said = {
        # The vocabulary by name, not by address: nothing has to be fetched to read it.
        "@context": {"@vocab": "https://schema.org/"},
        "@type": "Dataset",
        **_about(contents),
        "license": contents.licence_url,
        "inLanguage": ["en", "zh"],
        "spatialCoverage": _places(contents),
        "temporalCoverage": _time(contents),
        "variableMeasured": _variables(contents),
        "citation": _works(contents),
        "distribution": [
            thing(
                "DataDownload",
                name=table.name,
                description=table.description,
                contentUrl=table.file,
                encodingFormat="text/csv",
                contentSize=f"{len(table.csv)} B",
                sha256=table.sha256,
            )
            for table in contents.tables.values()
        ],
    }
    (folder / SCHEMA_ORG_FILE).write_bytes(json_text(_filled(said)))


def write_ro_crate(contents: ExportBundle, folder: Path) -> None:
    """Write the tables as a research object: RO-Crate 1.1."""
    write_csv(contents, folder)
    files = [_crate_file(table) for table in contents.tables.values()]
    works = _works(contents)
    publishers: dict[str, str] = {}
    for work in works:
        work["@id"] = f"#{work['identifier']}"
        if "publisher" in work:  # a crate is flat: every entity is separate
            name = work["publisher"]["name"]
            publishers.setdefault(name, f"#publisher-{len(publishers) + 1}")
            work["publisher"] = {"@id": publishers[name]}
    root = {
        "@id": "./",
        "@type": "Dataset",
        **_about(contents),
        "license": {"@id": contents.licence_url} if contents.licence_url else None,
        "hasPart": [{"@id": file["@id"]} for file in files],
        "citation": [{"@id": work["@id"]} for work in works],
    }
    licence = {
        "@id": contents.licence_url,
        "@type": "CreativeWork",
        "name": contents.licence,
        "description": f"The licence {contents.licence}, by its SPDX identifier.",
    }
    descriptor = {
        "@id": RO_CRATE_FILE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _RO_CRATE},
        "about": {"@id": "./"},
    }
    graph: list[dict[str, Any]] = [descriptor, _filled(root), *files, *works]
    graph += [{"@id": id, "@type": "Organization", "name": name} for name, id in publishers.items()]
    if contents.licence_url:
        graph.append(licence)
    crate = {"@context": f"{_RO_CRATE}/context", "@graph": graph}
    (folder / RO_CRATE_FILE).write_bytes(json_text(crate))


def _about(contents: ExportBundle) -> dict[str, Any]:
    return {
        "name": contents.title,
        "identifier": contents.name,
        "description": contents.description,
        "version": contents.release,
        "datePublished": contents.created,
    }


def _filled(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the known values: neither None nor empty."""
    return {key: value for key, value in said.items() if value not in (None, [], "")}


def thing(kind: str, **said: Any) -> dict[str, Any]:
    """Return an entity of schema.org with its known properties.

    Example:
        >>> thing("Organization", name="Ministry", url=None)
        {'@type': 'Organization', 'name': 'Ministry'}
    """
    return {"@type": kind, **_filled(said)}


def _crate_file(table: ExportTable) -> dict[str, Any]:
    return {
        "@id": table.file,
        "@type": "File",
        "name": table.name,
        "description": table.description,
        "encodingFormat": "text/csv",
        "contentSize": str(len(table.csv)),
        "sha256": table.sha256,
    }


def _places(contents: ExportBundle) -> list[dict[str, Any]]:
    return [
        thing(
            "Place",
            name=region.name,
            alternateName=region.name_zh,
            identifier=region.iso_3166_2 or region.id,
        )
        for region in used_regions(contents.dataset)
    ]


def _time(contents: ExportBundle) -> str | None:
    """Return the period of the values, as an ISO 8601 interval."""
    values = [row for name in VALUE_TABLES for row in contents.dataset[name]]
    days = [day for row in values for day in (row.period_start, row.period_end) if day]
    return f"{min(days)}/{max(days)}" if days else None


def _variables(contents: ExportBundle) -> list[dict[str, Any]]:
    units = contents.dataset.units
    return [
        thing(
            "PropertyValue",
            name=indicator.name,
            alternateName=indicator.name_zh,
            identifier=indicator.id,
            description=indicator.definition,
            unitText=units[indicator.unit].name if indicator.unit else None,
        )
        for indicator in contents.dataset.indicators
    ]


def _works(contents: ExportBundle) -> list[dict[str, Any]]:
    """Return the texts that were read, and the sources outside them."""
    dataset = contents.dataset
    return [
        thing(
            "CreativeWork",
            name=work.title,
            identifier=work.id,
            publisher=thing("Organization", name=work.publisher) if work.publisher else None,
            datePublished=work.published_on.isoformat() if work.published_on else None,
            inLanguage=getattr(work, "language", None),
            url=getattr(work, "url", None),
        )
        for work in (*dataset.documents, *dataset.references)
    ]
