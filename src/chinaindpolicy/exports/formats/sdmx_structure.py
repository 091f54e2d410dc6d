"""Structure of the SDMX export: concepts, code lists, region hierarchy and data structures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chinaindpolicy.exports.bundle import ExportBundle
from chinaindpolicy.exports.formats.sdmx_codes import (
    CROSS_DOMAIN_CONCEPTS,
    CROSS_DOMAIN_LISTS,
    NOT_APPLICABLE,
    CrossDomainList,
    area_codes,
    unit_codes,
)
from chinaindpolicy.exports.formats.sdmx_components import Component, Flow

_SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/"
    "schemas/2.0.0/sdmx-json-structure-schema.json"
)
_CONCEPTS = "CONCEPTS"
_REGIONS = "REGIONS"


@dataclass(frozen=True)
class Names:
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


_CROSS_DOMAIN = Names("SDMX", "2.0")


def structure(contents: ExportBundle, flows: Sequence[Flow], names: Names) -> dict[str, Any]:
    """Return the structure message of some dataflows, as SDMX-JSON."""
    parts = {part.id: part for flow in flows for part in flow.components}
    data: dict[str, Any] = {
        "conceptSchemes": _concept_schemes(parts, names),
        "codelists": [
            *(_cross_domain_list(each) for each in CROSS_DOMAIN_LISTS
              if any(part.common is each for part in parts.values())),
            *_codelists(contents, flows, names),
            *_vocabularies(flows, names),
        ],
        "hierarchies": _hierarchies(contents, names),
        "dataStructures": [_data_structure(flow, names) for flow in flows],
        "dataflows": [_dataflow(flow, names) for flow in flows],
    }  # fmt: skip
    return {
        "meta": {
            "schema": _SCHEMA,
            "id": contents.stem.replace(".", "_"),
            "test": False,
            "prepared": f"{contents.created or '2000-01-01'}T00:00:00Z",
            "contentLanguages": ["en", "zh"],
            "sender": {"id": names.agency},
        },
        "data": {key: value for key, value in data.items() if value},
    }


def _named(id: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "name": name, "names": {"en": name}, **more}


def _concept_schemes(parts: Mapping[str, Component], names: Names) -> list[dict[str, Any]]:
    common = [_named(id, name) for id, name in CROSS_DOMAIN_CONCEPTS.items() if id in parts]
    own = [
        _named(
            part.id, part.id, description=part.description, descriptions={"en": part.description}
        )
        for part in parts.values()
        if part.id not in CROSS_DOMAIN_CONCEPTS
    ]
    return [
        _CROSS_DOMAIN.artefact(
            "CROSS_DOMAIN_CONCEPTS", "SDMX cross-domain concepts", isPartial=True, concepts=common
        ),
        names.artefact(_CONCEPTS, "Columns", concepts=own),
    ]


def _concept(part: Component, names: Names) -> str:
    if part.id in CROSS_DOMAIN_CONCEPTS:
        return _CROSS_DOMAIN.urn("conceptscheme.Concept", "CROSS_DOMAIN_CONCEPTS", part.id)
    return names.urn("conceptscheme.Concept", _CONCEPTS, part.id)


def _cross_domain_list(each: CrossDomainList) -> dict[str, Any]:
    codes = [_named(code, name) for code, name in each.codes.items()]
    return Names("SDMX", each.version).artefact(each.id, each.name, isPartial=True, codes=codes)


def _codelists(
    contents: ExportBundle, flows: Sequence[Flow], names: Names
) -> Iterator[dict[str, Any]]:
    """Yield the tables that the observations refer to, as code lists."""
    wanted = {part.codelist for flow in flows for part in flow.components if not part.names}
    codes_of = {"regions": area_codes(contents.dataset), "units": unit_codes(contents.dataset)}
    for name, table in contents.dataset.tables.items():
        if name.upper() not in wanted:
            continue
        codes = [_code(record, codes_of.get(name, {})) for record in table]
        if name.upper() == _REGIONS or not codes:
            codes.append(_named(NOT_APPLICABLE, "Not applicable"))
        yield names.artefact(name.upper(), name.capitalize(), codes=codes)


def _code(record: Any, codes: Mapping[str, str]) -> dict[str, Any]:
    name = getattr(record, "name", None) or record.title
    code = _named(codes.get(record.id, record.id), name)
    chinese = getattr(record, "name_zh", None) or getattr(record, "title_zh", None)
    if chinese:
        code["names"]["zh"] = chinese
    if parent := getattr(record, "parent_id", None):
        code["parent"] = codes.get(parent, parent)
    if code["id"] != record.id:
        code["annotations"] = [{"type": "id", "title": record.id}]
    return code


def _vocabularies(flows: Sequence[Flow], names: Names) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for flow in flows:
        for part in flow.components:
            if part.names and part.codelist not in seen:
                seen.add(part.codelist)
                codes = [_named(code, code.replace("_", " ")) for code in part.names]
                name = f"{part.id} of {flow.table.name}"
                yield names.artefact(part.codelist, name, codes=codes)


def _hierarchies(contents: ExportBundle, names: Names) -> list[dict[str, Any]]:
    """Return the hierarchy of the regions."""
    codes = area_codes(contents.dataset)
    children: dict[str | None, list[str]] = {}
    for region in contents.dataset.regions:
        parent = region.parent_id if region.parent_id in codes else None
        children.setdefault(parent, []).append(region.id)

    def branch(id: str) -> dict[str, Any]:
        found: dict[str, Any] = {
            "id": codes[id],
            "code": names.urn("codelist.Code", _REGIONS, codes[id]),
        }
        if id in children:
            found["hierarchicalCodes"] = [branch(child) for child in children[id]]
        return found

    roots = [branch(id) for id in children.get(None, ())]
    if not roots:
        return []
    return [
        names.artefact(
            "REGION_HIERARCHY", "Regions by administrative level",
            hasFormalLevels=False, hierarchicalCodes=roots,
        )
    ]  # fmt: skip


def _dataflow(flow: Flow, names: Names) -> dict[str, Any]:
    undated = "" if flow.is_dated else " Without a period."
    description = f"{flow.table.description}{undated}"
    return names.artefact(
        flow.id,
        flow.file.replace("-", ", ").capitalize(),
        description=description,
        descriptions={"en": description},
        structure=names.urn("datastructure.DataStructure", flow.id),
    )


def _data_structure(flow: Flow, names: Names) -> dict[str, Any]:
    dimensions: list[dict[str, Any]] = []
    times: list[dict[str, Any]] = []
    attributes: list[dict[str, Any]] = []
    measures: list[dict[str, Any]] = []
    for part in flow.components:
        said: dict[str, Any] = {
            "id": part.id,
            "conceptIdentity": _concept(part, names),
            "localRepresentation": _representation(part, names),
        }
        usage = "mandatory" if part.is_required else "optional"
        if part.role == "dimension":
            dimensions.append({**said, "position": len(dimensions) + 1})
        elif part.role == "time":
            times.append(said)
        elif part.role == "measure":
            measures.append({**said, "usage": usage})
        else:
            relation: dict[str, Any] = {"attributeRelationship": {"observation": {}}}
            attributes.append({**said, "usage": usage, **relation})
    keys: dict[str, Any] = {"id": "DimensionDescriptor", "dimensions": dimensions}
    if times:
        keys["timeDimension"] = times[0]
    return names.artefact(
        flow.id,
        flow.file.replace("-", ", ").capitalize(),
        dataStructureComponents={
            "dimensionList": keys,
            "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
            "measureList": {"id": "MeasureDescriptor", "measures": measures},
        },
    )


def _representation(part: Component, names: Names) -> dict[str, Any]:
    if part.common is not None:
        common = Names("SDMX", part.common.version)
        return {"enumeration": common.urn("codelist.Codelist", part.common.id)}
    if part.codelist:
        return {"enumeration": names.urn("codelist.Codelist", part.codelist)}
    return {"format": {"dataType": part.type}}
