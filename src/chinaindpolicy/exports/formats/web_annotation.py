"""W3C Web Annotations: each place in a document that a record was read from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chinaindpolicy.errors import ExportError
from chinaindpolicy.exports.bundle import ExportBundle
from chinaindpolicy.exports.formats.text import json_text
from chinaindpolicy.model.vocabularies import PLACED_TABLES

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_MOTIVATIONS = {"mentions": "highlighting", "passages": "classifying", "errata": "editing"}
_STATING = ("mentions", "spans")
_TEXTS = ("statement", "summary", "explanation", "name", "role")


def write(contents: ExportBundle, path: Path) -> None:
    """Write an annotation page with an annotation for each place of a record.

    Offsets count the characters of the text as it was read. An expression that the release
    quotes, such as `stated`, is a TextQuoteSelector; sentences of the documents are not quoted.
    """
    tables = [contents.tables[name] for name in PLACED_TABLES if name in contents.tables]
    items = [
        _annotation(contents, table.name, record)
        for table in tables
        for record in table.table
        if record.document_id is not None and record.char_start is not None
    ]
    if not items:
        raise ExportError(
            f"web-annotation contains places from the tables {', '.join(PLACED_TABLES)} only, and "
            "there are none here; use another format, e.g. json"
        )
    page = {
        "@context": _CONTEXT,
        "id": f"{contents.urn}:annotations",
        "type": "AnnotationPage",
        "partOf": {
            "id": f"{contents.urn}:annotation-collection",
            "type": "AnnotationCollection",
            "label": f"{contents.title}, release {contents.release}",
            "total": len(items),
        },
        "startIndex": 0,
        "items": items,
    }
    path.write_bytes(json_text(page))


def _annotation(contents: ExportBundle, table: str, record: Any) -> dict[str, Any]:
    body: list[dict[str, Any]] = []
    # A mention or span identifies the record that it states; a passage identifies none.
    subject = record.record_id if table in _STATING else record.id
    if table == "passages":
        subject = None
    if subject:
        identified = {"purpose": "identifying", "source": f"{contents.urn}:{subject}"}
        body.append({"type": "SpecificResource", **identified})
    text = next((value for name in _TEXTS if (value := getattr(record, name, None))), None)
    if text:
        purpose = "classifying" if text == getattr(record, "role", None) else "describing"
        body.append({"type": "TextualBody", "purpose": purpose, "value": text,
                     "format": "text/plain", "language": "en"})  # fmt: skip
    if table == "errata" and record.meant:
        body.append({"type": "TextualBody", "purpose": "editing", "value": record.meant,
                     "format": "text/plain"})  # fmt: skip
    created = {"created": f"{contents.created}T00:00:00Z"} if contents.created else {}
    return {
        "id": f"{contents.urn}:annotation:{record.id}",
        "type": "Annotation",
        "motivation": _MOTIVATIONS.get(table, "describing"),
        **created,
        "body": body,
        "target": {
            "type": "SpecificResource",
            "source": _source(contents, record.document_id),
            "selector": _selector(table, record),
        },
    }


def _source(contents: ExportBundle, id: str) -> dict[str, Any]:
    source: dict[str, Any] = {
        "id": f"{contents.urn}:{id}",
        "type": "Text",
        "format": "text/plain",
    }
    document = contents.dataset.documents.get(id)
    if document is not None:
        source["language"] = document.language
        if url := getattr(document, "url", None):
            source["via"] = url
    return source


def _selector(table: str, record: Any) -> Any:
    place = {
        "type": "TextPositionSelector",
        "start": record.char_start,
        "end": record.char_end,
    }
    if table == "mentions":  # the place of the expression itself
        return [place, {"type": "TextQuoteSelector", "exact": record.text}]
    stated = getattr(record, "stated", None)
    if stated:  # the expression is in the place
        return {**place, "refinedBy": {"type": "TextQuoteSelector", "exact": stated}}
    return place
