"""SDMX-CSV 2.0: the observations, with their structure as SDMX-JSON 2.0.

Each target, figure and outcome is an observation with its id as a dimension. The tables that they
refer to become code lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chinaindpolicy.errors import ExportError
from chinaindpolicy.exports.bundle import ExportBundle, ExportTable
from chinaindpolicy.exports.formats.text import json_text
from chinaindpolicy.io.text import to_csv
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.serialize import to_csv_cell
from chinaindpolicy.model.vocabularies import VALUE_TABLES

STRUCTURE_FILE = "structure.json"
_DIMENSIONS = ("id", "indicator_id")
_MEASURE = "value"
# Columns with a common name in SDMX; other columns keep their own name.
_COMMON = MappingProxyType(
    {
        "id": "RECORD",
        "indicator_id": "INDICATOR",
        "region_id": "REF_AREA",
        "unit": "UNIT_MEASURE",
        "value": "OBS_VALUE",
    }
)
# A type that is not named here has the same name in SDMX.
_TYPES = MappingProxyType({"integer": "BigInteger", "number": "Decimal", "date": "GregorianDay"})
_SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/"
    "schemas/2.0.0/sdmx-json-structure-schema.json"
)
_CONCEPTS = "CONCEPTS"


@dataclass(frozen=True)
class _Names:
    """Names of artefacts: their agency and version."""

    agency: str
    version: str

    def urn(self, kind: str, id: str, item: str = "") -> str:
        """Return the URN of an artefact, or of an item of it."""
        tail = f".{item}" if item else ""
        return f"urn:sdmx:org.sdmx.infomodel.{kind}={self.agency}:{id}({self.version}){tail}"

    def artefact(self, id: str, name: str, **more: Any) -> dict[str, Any]:
        """Return the head of an artefact."""
        return {
            "id": id,
            "agencyID": self.agency,
            "version": self.version,
            "name": name,
            "names": {"en": name},
            **more,
        }


def component(column: str) -> str:
    """Return the component that a column becomes.

    Example:
        >>> component("region_id"), component("value_upper")
        ('REF_AREA', 'VALUE_UPPER')
    """
    return _COMMON.get(column, column.upper())


def write(contents: ExportBundle, folder: Path) -> None:
    """Write a file of observations for each table that has any, and their structure."""
    tables = [contents.tables[name] for name in VALUE_TABLES if name in contents.tables]
    tables = [table for table in tables if len(table.table)]
    if not tables:
        raise ExportError(
            f"sdmx-csv contains the tables {', '.join(VALUE_TABLES)} only, and none of them has a "
            "row here; select one of them or use another format, e.g. csv"
        )
    numbered = re.fullmatch(r"(\d+)\.(\d+)", contents.release)
    names = _Names(
        re.sub(r"[^A-Za-z0-9_-]", "-", contents.name).upper(),
        f"{contents.release}.0" if numbered else "1.0.0",
    )
    folder.mkdir()
    for table in tables:
        (folder / f"{table.name}.csv").write_bytes(_observations(table, names))
    (folder / STRUCTURE_FILE).write_bytes(json_text(_structure(contents, tables, names)))


def _observations(table: ExportTable, names: _Names) -> bytes:
    header = ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    header += [component(spec.name) for spec in table.columns]
    flow = f"{names.agency}:{table.name.upper()}({names.version})"
    rows = (["dataflow", flow, "I", *map(to_csv_cell, row)] for row in table.rows())
    return to_csv([header, *rows]).encode()


def _structure(contents: ExportBundle, tables: list[ExportTable], names: _Names) -> dict[str, Any]:
    columns = {spec.name: spec for table in tables for spec in table.columns}
    concepts = names.artefact(
        _CONCEPTS,
        "Columns",
        concepts=[
            {
                "id": component(spec.name),
                "name": component(spec.name),
                "names": {"en": component(spec.name)},
                "description": spec.meaning.description,
                "descriptions": {"en": spec.meaning.description},
            }
            for spec in columns.values()
        ],
    )
    flows = [
        names.artefact(
            table.name.upper(),
            table.name.capitalize(),
            description=table.description,
            descriptions={"en": table.description},
            structure=names.urn("datastructure.DataStructure", table.name.upper()),
        )
        for table in tables
    ]
    return {
        "meta": {
            "schema": _SCHEMA,
            "id": contents.stem.replace(".", "_"),
            "test": False,
            "prepared": f"{contents.created or '2000-01-01'}T00:00:00Z",
            "contentLanguages": ["en", "zh"],
            "sender": {"id": names.agency},
        },
        "data": {
            "conceptSchemes": [concepts],
            "codelists": [
                *_codelists(contents, columns.values(), names),
                *(_vocabulary(table, spec, names) for table in tables for spec in table.columns
                  if spec.categories),
            ],
            "dataStructures": [_data_structure(table, names) for table in tables],
            "dataflows": flows,
        },
    }  # fmt: skip


def _codelists(
    contents: ExportBundle, specs: Iterable[ColumnSpec], names: _Names
) -> list[dict[str, Any]]:
    """Return the tables that the observations refer to, as code lists."""
    wanted = {spec.meaning.referenced_table for spec in specs if _named_table(spec)}
    found: list[dict[str, Any]] = []
    for name, table in contents.dataset.tables.items():
        if name in wanted:
            codes = [_code(record) for record in table]
            found.append(names.artefact(name.upper(), name.capitalize(), codes=codes))
    return found


def _code(record: Any) -> dict[str, Any]:
    name = getattr(record, "name", None) or record.title
    code: dict[str, Any] = {"id": record.id, "name": name, "names": {"en": name}}
    chinese = getattr(record, "name_zh", None) or getattr(record, "title_zh", None)
    if chinese:
        code["names"]["zh"] = chinese
    if getattr(record, "parent_id", None):
        code["parent"] = record.parent_id
    return code


def _named_table(spec: ColumnSpec) -> str | None:
    """Return the table that a column refers to, if its rows have names; errata have none."""
    target = spec.meaning.referenced_table
    return target if target != "errata" else None


def _vocabulary(table: ExportTable, spec: ColumnSpec, names: _Names) -> dict[str, Any]:
    codes = [{"id": code, "name": code, "names": {"en": code}} for code in spec.categories]
    return names.artefact(_vocabulary_id(table, spec), f"{spec.name} of {table.name}", codes=codes)


def _vocabulary_id(table: ExportTable, spec: ColumnSpec) -> str:
    # Columns of one name may have other codes in another table.
    return f"{table.name}_{spec.name}".upper()


def _data_structure(table: ExportTable, names: _Names) -> dict[str, Any]:
    dimensions: list[dict[str, Any]] = []
    attributes: list[dict[str, Any]] = []
    measures: list[dict[str, Any]] = []
    for spec in table.columns:
        part = {
            "id": component(spec.name),
            "conceptIdentity": names.urn("conceptscheme.Concept", _CONCEPTS, component(spec.name)),
            "localRepresentation": _representation(table, spec, names),
        }
        usage = "optional" if spec.nullable else "mandatory"
        if spec.name in _DIMENSIONS:
            dimensions.append({**part, "position": len(dimensions) + 1})
        elif spec.name == _MEASURE:
            measures.append({**part, "usage": usage})
        else:
            attributes.append(
                {**part, "usage": usage, "attributeRelationship": {"observation": {}}}
            )
    return names.artefact(
        table.name.upper(),
        table.name.capitalize(),
        dataStructureComponents={
            "dimensionList": {"id": "DimensionDescriptor", "dimensions": dimensions},
            "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
            "measureList": {"id": "MeasureDescriptor", "measures": measures},
        },
    )


def _representation(table: ExportTable, spec: ColumnSpec, names: _Names) -> dict[str, Any]:
    if spec.categories:
        codelist = _vocabulary_id(table, spec)
    else:
        codelist = (_named_table(spec) or "").upper()
    if codelist:
        return {"enumeration": names.urn("codelist.Codelist", codelist)}
    return {"format": {"dataType": _TYPES.get(spec.type, spec.type.capitalize())}}
