"""PROV-JSON: the derivation of each record from the characters of a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chinaindpolicy.exports.bundle import ExportBundle, ExportTable
from chinaindpolicy.exports.formats.text import json_text
from chinaindpolicy.model.columns import cell

_EVIDENCE = ("paragraph", "char_start", "char_end", "text_sha256", "stated")
_DOCUMENT = ("title", "publisher", "language", "source_file", "sha256", "n_chars", "url")
_STATING = ("mentions", "spans")
_NAMES = ("name", "title", "statement", "printed")


def write(contents: ExportBundle, path: Path) -> None:
    """Write the provenance of every record of the tables.

    Each record is an entity and a member of the release. It is derived from its document, with
    the position and the hash of the evidence, from its references and from the expressions that
    state it. Errata that affect it are influences. A figure is attributed to its source, and a
    policy to its issuers.
    """
    graph = _Graph(contents)
    for table in contents.tables.values():
        for record in table.table:
            graph.add(table, record)
    path.write_bytes(json_text(graph.document()))


class _Graph:
    """The parts of a PROV document."""

    def __init__(self, contents: ExportBundle) -> None:
        self._contents = contents
        self._release = f"data:{contents.stem}"
        self._known = {record.id for table in contents.tables.values() for record in table.table}
        self._parts: dict[str, dict[str, Any]] = {
            "entity": {
                self._release: _said(
                    {
                        "prov:type": _name("prov:Collection"),
                        "dct:title": contents.title,
                        "dct:description": contents.description,
                        "dct:issued": contents.created,
                        "dct:license": contents.licence_url,
                        "data:release": contents.release,
                    }
                )
            },
            "agent": {},
            "wasDerivedFrom": {},
            "wasAttributedTo": {},
            "wasInfluencedBy": {},
            "hadMember": {},
        }

    def document(self) -> dict[str, Any]:
        """Return the document."""
        base = f"urn:{self._contents.name}:{self._contents.release}:"
        prefixes = {"data": base, "dct": "http://purl.org/dc/terms/"}
        return {"prefix": prefixes, **{key: part for key, part in self._parts.items() if part}}

    def add(self, table: ExportTable, record: Any) -> None:
        """Add a record: its entity, its derivations and its attribution."""
        id = f"data:{record.id}"
        columns = {spec.name for spec in table.columns}
        if table.name == "organizations":
            self._parts["agent"][id] = {
                "prov:type": _name("prov:Organization"),
                "prov:label": record.name,
            }
            return
        entity: dict[str, Any] = {"prov:type": _name(f"data:{table.name}")}
        label = next((cell(record, name) for name in _NAMES if name in columns), None)
        if label:
            entity["prov:label"] = label
        if table.name in ("documents", "references"):
            entity |= {
                f"data:{name}": cell(record, name)
                for name in _DOCUMENT
                if name in columns and cell(record, name) is not None
            }
        self._parts["entity"][id] = entity
        self._relate("hadMember", {"prov:collection": self._release, "prov:entity": id})
        if getattr(record, "document_id", None):
            self._derive(id, record.document_id, "prov:PrimarySource", self._evidence(record))
        for found in (getattr(record, "reference_id", None), *getattr(record, "reference_ids", ())):
            self._derive(id, found)
        if table.name in _STATING:
            self._derive(f"data:{record.record_id}", record.id)
        for found in getattr(record, "record_ids", ()):
            if found in self._known:
                said = {"prov:influencee": f"data:{found}", "prov:influencer": id}
                self._relate("wasInfluencedBy", said)
        agents = getattr(record, "issuers", ()) or (getattr(record, "attributed_to", None),)
        for agent in filter(None, agents):
            if agent in self._known:
                said = {"prov:entity": id, "prov:agent": f"data:{agent}"}
                self._relate("wasAttributedTo", said)

    def _derive(
        self,
        id: str,
        source: str | None,
        kind: str = "",
        said: dict[str, Any] | None = None,
    ) -> None:
        if source in self._known and id.removeprefix("data:") in self._known:
            relation: dict[str, Any] = {
                "prov:generatedEntity": id,
                "prov:usedEntity": f"data:{source}",
            }
            if kind:
                relation["prov:type"] = _name(kind)
            self._relate("wasDerivedFrom", relation | (said or {}))

    def _relate(self, kind: str, said: dict[str, Any]) -> None:
        part = self._parts[kind]
        part[f"_:{kind}{len(part) + 1}"] = said

    @staticmethod
    def _evidence(record: Any) -> dict[str, Any]:
        return _said({f"data:{name}": getattr(record, name, None) for name in _EVIDENCE})


def _name(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
