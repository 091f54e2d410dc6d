"""Text formats: CSV with a Data Package, JSON, JSON Lines, and the JSON Schema of the JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chinaindpolicy.dataset.release_names import DESCRIPTOR
from chinaindpolicy.exports.bundle import ExportBundle, ExportTable
from chinaindpolicy.model.schemas import json_schema
from chinaindpolicy.model.serialize import json_value

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_text(value: Any) -> bytes:
    """Return JSON as files have it here: UTF-8, indented by one, a final line feed."""
    return f"{json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)}\n".encode()


def write_csv(contents: ExportBundle, folder: Path) -> None:
    """Write each table as CSV into a new folder."""
    folder.mkdir()
    for table in contents.tables.values():
        (folder / table.file).write_bytes(table.csv)


def write_package(contents: ExportBundle, folder: Path) -> None:
    """Write each table as CSV, and the Data Package that describes them."""
    write_csv(contents, folder)
    said = {
        key: value
        for key, value in contents.dataset.descriptor.items()
        if key not in ("tables", "resources")
    }
    package = {"$schema": _PROFILE} | said
    package.pop("created", None)
    package |= _credits(contents)
    if contents.created:
        package["created"] = f"{contents.created}T00:00:00Z"  # the standard requires a time
    package["resources"] = [_resource(table) for table in contents.tables.values()]
    (folder / DESCRIPTOR).write_bytes(json_text(package))


def _credits(contents: ExportBundle) -> dict[str, Any]:
    """Return the licences, the contributors and the sources of a package.

    Sources are the documents and references; a release that the dataset was joined with comes
    first, and only it has a version.
    """
    found: dict[str, Any] = {}
    licences = [
        {**licence, "path": licence.get("path") or contents.licence_url}
        if licence.get("name") == contents.licence and contents.licence_url
        else licence
        for licence in contents.dataset.descriptor.get("licenses", ())
    ]
    if licences:
        found["licenses"] = licences
    if not contents.dataset.descriptor.get("contributors") and contents.maintainers:
        found["contributors"] = [{"title": contents.maintainers, "roles": ["author", "curator"]}]
    dataset = contents.dataset
    works = [
        {"title": work.title} | ({"path": url} if (url := getattr(work, "url", None)) else {})
        for work in (*dataset.documents, *dataset.references)
    ]
    # A selection may have fewer documents than its release.
    joined = [each for each in dataset.descriptor.get("sources", ()) if "version" in each]
    sources = [*joined, *works]
    unique = {json.dumps(source, sort_keys=True): source for source in sources}
    if unique:
        found["sources"] = list(unique.values())
    return found


def _resource(table: ExportTable) -> dict[str, Any]:
    described = table.table.descriptor
    keys = [
        key
        for key in described["schema"].get("foreignKeys", ())
        if all(field in table.references for field in key["fields"])
    ]
    return {
        **described,
        "bytes": len(table.csv),
        "hash": f"sha256:{table.sha256}",
        "schema": {**described["schema"], "foreignKeys": keys},
    }


def write_json(contents: ExportBundle, path: Path) -> None:
    """Write all tables into one JSON file."""
    tables = {table.name: list(_objects(table)) for table in contents.tables.values()}
    path.write_bytes(json_text({**contents.about, "tables": tables}))


def write_json_lines(contents: ExportBundle, folder: Path) -> None:
    """Write each table as a file of lines, each the JSON object of a row."""
    folder.mkdir()
    for table in contents.tables.values():
        lines = (
            json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in _objects(table)
        )
        (folder / f"{table.name}.jsonl").write_bytes("".join(lines).encode())


def _objects(table: ExportTable) -> Iterator[dict[str, Any]]:
    names = [spec.name for spec in table.columns]
    for row in table.rows():
        yield dict(zip(names, map(json_value, row), strict=True))


def write_json_schema(contents: ExportBundle, path: Path) -> None:
    """Write the JSON Schema that the JSON export of these tables meets."""
    about = {key: {"type": "string"} for key in contents.about}
    about["release"] = {"const": contents.release}
    rows = {
        table.name: {
            "type": "array",
            "description": table.description,
            "uniqueItems": True,
            "items": {"$ref": f"#/$defs/{table.name}"},
        }
        for table in contents.tables.values()
    }
    schema = {
        "$schema": _DRAFT,
        "$id": f"{contents.urn}:schema",
        "title": contents.title,
        "description": contents.description,
        "type": "object",
        "additionalProperties": False,
        "required": [*about, "tables"],
        "properties": {
            **about,
            "tables": {
                "type": "object",
                "additionalProperties": False,
                "required": list(rows),
                "properties": rows,
            },
        },
        "$defs": {table.name: _row_schema(table) for table in contents.tables.values()},
    }
    path.write_bytes(json_text(schema))


def _row_schema(table: ExportTable) -> dict[str, Any]:
    """Return the schema of a row, with the columns that the release has."""
    schema = json_schema(table.name)
    names = [spec.name for spec in table.columns]
    del schema["$schema"], schema["$id"]
    return {
        **schema,
        "required": names,
        "properties": {name: schema["properties"][name] for name in names},
    }
