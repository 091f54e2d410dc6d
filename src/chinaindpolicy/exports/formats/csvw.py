"""CSV on the Web: the tables as CSV, and the metadata that types them (W3C, 2015)."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any

from chinaindpolicy.exports.bundle import ExportBundle, ExportTable
from chinaindpolicy.exports.formats.text import json_text, write_csv
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.serialize import LIST_DELIMITER

FILE = "csv-metadata.json"
"""The file in which readers of CSV on the Web look for the metadata of a folder."""

# A type that is not named here has the same name in XML Schema.
_BASES = MappingProxyType({"number": "decimal", "list": "string"})


def write(contents: ExportBundle, folder: Path) -> None:
    """Write the tables, and the metadata."""
    write_csv(contents, folder)
    metadata: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": contents.title,
        "dc:description": contents.description,
        "schema:version": contents.release,
    }
    if contents.created:
        metadata["dc:issued"] = {"@value": contents.created, "@type": "xsd:date"}
    if contents.licence_url:
        metadata["dc:license"] = {"@id": contents.licence_url}
    metadata["dialect"] = {"header": True, "encoding": "utf-8", "commentPrefix": None}
    metadata["tables"] = [_table(table) for table in contents.tables.values()]
    (folder / FILE).write_bytes(json_text(metadata))


def _table(table: ExportTable) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [_column(spec) for spec in table.columns],
        "primaryKey": ["id"],
    }
    # The standard knows no key over the items of a list, and none that may be missing.
    keys = [
        {
            "columnReference": [spec.name],
            "reference": {
                "resource": f"{table.references[spec.name]}.csv",
                "columnReference": ["id"],
            },
        }
        for spec in table.columns
        if spec.name in table.references and spec.type != "list" and not spec.nullable
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "url": table.file,
        "dc:title": table.name,
        "dc:description": table.description,
        "tableSchema": schema,
    }


def _column(spec: ColumnSpec) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": spec.name,
        "titles": spec.name,
        "dc:description": spec.meaning.description,
        "datatype": _datatype(spec),
    }
    if not spec.nullable and spec.type != "list":
        column["required"] = True
    if spec.type == "list":
        column["separator"] = LIST_DELIMITER
    if spec.name.endswith("_zh"):
        column["lang"] = "zh"
    return column


def _datatype(spec: ColumnSpec) -> dict[str, Any]:
    datatype: dict[str, Any] = {"base": _BASES.get(spec.type, spec.type)}
    if spec.type == "date":
        datatype["format"] = "yyyy-MM-dd"
    if spec.categories:
        datatype["format"] = f"({'|'.join(spec.categories)})"
    if spec.minimum is not None:
        datatype["minimum"] = spec.minimum
    if spec.max_length is not None:
        datatype["maxLength"] = spec.max_length
    return datatype
