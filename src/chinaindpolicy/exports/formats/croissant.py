"""Croissant 1.1: the tables as Parquet, and the description that machine-learning tools load.

From CSV the tools guess types, and make `2024.0` of the period `2024`; Parquet has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chinaindpolicy.exports.bundle import ExportBundle, ExportTable
from chinaindpolicy.exports.formats.parquet import file_name
from chinaindpolicy.exports.formats.parquet import write as write_parquet
from chinaindpolicy.exports.formats.text import json_text
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.model.columns import ColumnSpec

FILE = "croissant.json"
# A type that is not named here has the same name in schema.org.
_TYPES = MappingProxyType({"string": "Text", "number": "Float", "list": "Text"})
_TERMS = (
    *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field"),
    *("fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset"),
    *("jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex"),
    *("repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"),
)
_CONTEXT = MappingProxyType(
    {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "sc": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "dct": "http://purl.org/dc/terms/",
        "conformsTo": "dct:conformsTo",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
        "name": {"@container": "@language"},
        "description": {"@container": "@language"},
        **{term: f"cr:{term}" for term in _TERMS},
    }
)


def write(contents: ExportBundle, folder: Path) -> None:
    """Write the tables, and the description."""
    write_parquet(contents, folder)
    # The tools cannot load a record set without rows.
    tables = {name: table for name, table in contents.tables.items() if len(table.table)}
    known = {
        "version": f"{contents.release}.0",
        "datePublished": contents.created,
        "license": contents.licence_url,
    }
    description = {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "name": contents.name,
        "alternateName": contents.title,
        "description": contents.description,
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "citeAs": f"{contents.title}. Release {contents.release}.",
        **{key: value for key, value in known.items() if value},
        "inLanguage": ["en", "zh"],
        "isLiveDataset": False,
        "distribution": [_file(table, folder) for table in contents.tables.values()],
        "recordSet": [_records(table, tables) for table in tables.values()],
    }
    (folder / FILE).write_bytes(json_text(description))


def _file(table: ExportTable, folder: Path) -> dict[str, Any]:
    data = (folder / file_name(table)).read_bytes()
    return {
        "@type": "cr:FileObject",
        "@id": file_name(table),
        "name": file_name(table),
        "description": table.description,
        "contentUrl": file_name(table),
        "contentSize": f"{len(data)} B",
        "encodingFormat": "application/x-parquet",
        "sha256": sha256_of(data),
    }


def _records(table: ExportTable, tables: Mapping[str, ExportTable]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": {"@id": f"{table.name}/id"},
        "field": [_field(table, spec, tables) for spec in table.columns],
    }


def _joins(table: ExportTable, spec: ColumnSpec) -> bool:
    """Return whether a column can be declared a reference.

    Tools join declared references. They fail if a value is missing, if a table refers to itself,
    and if the joined table has references too.
    """
    target = table.references.get(spec.name, table.name)
    return target != table.name and not spec.nullable and spec.type != "list"


def _field(
    table: ExportTable, spec: ColumnSpec, tables: Mapping[str, ExportTable]
) -> dict[str, Any]:
    source: dict[str, Any] = {
        "fileObject": {"@id": file_name(table)},
        "extract": {"column": spec.name},
    }
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{spec.name}",
        "name": spec.name,
        "description": spec.meaning.description,
        "dataType": f"sc:{_TYPES.get(spec.type, spec.type.capitalize())}",
    }
    if spec.type == "list":
        field |= {"isArray": True, "arrayShape": "-1"}
    target = table.references.get(spec.name, "")
    if target in tables:
        field["description"] += f" An id in {target}."
        if _joins(table, spec) and not any(
            _joins(tables[target], each) for each in tables[target].columns
        ):
            field["references"] = {"field": {"@id": f"{target}/id"}}
    return {**field, "source": source}
