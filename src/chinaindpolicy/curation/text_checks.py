"""Check a dataset's records against the text they were read from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from chinaindpolicy.curation.source_text import Paragraph, number_expressions, paragraphs
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.model.vocabularies import COUNTED_TABLES, EVIDENCE_TABLES, OBSERVATION_TABLES
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.registry import record_finding
from chinaindpolicy.rules.report import Report

if TYPE_CHECKING:
    from chinaindpolicy.model.records import Document

_PLACED = (*EVIDENCE_TABLES, "mentions", "passages")
_COVERING = (*OBSERVATION_TABLES, "tasks", "projects", "spans")
_READ_ROLES = ("goal", "task", "figure")

# Between the clauses of a sentence a bare conjunction may be left over.
_JOINING = re.compile(r"(?:[\W_]|\b(?:and|or|as well as|while)\b|[和与并且及])*")

Placed = Mapping[str, list[Any]]


def is_placed(record: Any) -> bool:
    """Return whether a record has a complete place in a document."""
    place = (record.document_id, record.paragraph, record.char_start, record.char_end)
    return None not in place


def by_document(tables: Mapping[str, tuple[Any, ...]]) -> Mapping[str, Placed]:
    """Return each document's records, by table.

    A record without a place is skipped; the rules on rows report it.
    """
    found: defaultdict[str, defaultdict[str, list[Any]]]
    found = defaultdict(lambda: defaultdict(list))
    for table in _PLACED:
        for record in tables[table]:
            if is_placed(record):
                found[record.document_id][table].append(record)
    return found


def check_text(placed: Placed, document: Document, text: str, digest: str) -> Report:
    """Check one document's records against a text and its SHA-256."""
    findings: list[Finding] = []
    parts = paragraphs(text)
    spans = sum(len(placed[table]) for table in EVIDENCE_TABLES)
    if digest != document.sha256:
        message = f"{document.source_file} is not the text that was read: its SHA-256 is {digest}"
        findings.append(_of_document("document-hash", document, document.sha256, message))
    if len(text) != document.n_chars:
        message = f"{document.source_file} has {len(text)} characters"
        findings.append(_of_document("document-length", document, document.n_chars, message))
    if len(parts) != document.n_paragraphs:
        message = f"{document.source_file} has {len(parts)} paragraphs"
        findings.append(
            _of_document("document-paragraphs", document, document.n_paragraphs, message)
        )
    misplaced = list(_evidence(placed, text, parts))
    if len(misplaced) > max(spans // 2, 1):
        # Nothing of this text is where it was read: to list it all would hide the one reason.
        message = f"{document.source_file} is another text: {len(misplaced)} spans are not in it"
        findings.append(_of_document("document-foreign", document, len(misplaced), message))
    else:
        findings += misplaced
        findings += _mentions(placed, text, parts)
        findings += _completeness(placed, document, text, parts)
        findings += _passages(placed, document, parts)
        findings += _coverage(placed, text)
    checked = {
        "documents": 1,
        "paragraphs": len(parts),
        "evidence spans": spans,
        "mentions": len(placed["mentions"]),
        "number expressions": sum(1 for _ in number_expressions(text)),
    }
    return Report(tuple(findings), checked)


def _of_document(code: str, document: Document, value: object, message: str) -> Finding:
    return record_finding(code, "documents", document.id, "", value, message)


def _evidence(placed: Placed, text: str, parts: tuple[Paragraph, ...]) -> Iterator[Finding]:
    for table in EVIDENCE_TABLES:
        for record in placed[table]:
            passage = text[record.char_start : record.char_end]
            if sha256_of(passage) != record.text_sha256:
                place = f"{record.char_start}-{record.char_end}"
                message = f"characters {place} differ from the text that was read"
                value = record.text_sha256
                yield record_finding(
                    "evidence-hash", table, record.id, "text_sha256", value, message
                )
                continue
            for column in ("stated", "printed", "name_printed"):
                words = getattr(record, column, None)
                if words and words not in passage:
                    message = "the expression is not in the evidence"
                    yield record_finding(
                        "expression-outside", table, record.id, column, words, message
                    )
            yield from _paragraph(table, record, parts)


def _paragraph(table: str, record: Any, parts: tuple[Paragraph, ...]) -> Iterator[Finding]:
    """Yield a finding if the span is outside the paragraph that the record names."""
    number: int = record.paragraph
    part = parts[number - 1] if number <= len(parts) else None
    if part is None or not part.start <= record.char_start < record.char_end <= part.end:
        message = f"{record.char_start}-{record.char_end} is not in paragraph {number}"
        yield record_finding("paragraph-wrong", table, record.id, "paragraph", number, message)


def _mentions(placed: Placed, text: str, parts: tuple[Paragraph, ...]) -> Iterator[Finding]:
    for mention in placed["mentions"]:
        yield from _paragraph("mentions", mention, parts)
        found = text[mention.char_start : mention.char_end]
        if found != mention.text:
            message = f"characters {mention.char_start}-{mention.char_end} are {found!r}"
            yield record_finding(
                "mention-text", "mentions", mention.id, "text", mention.text, message
            )


def _completeness(
    placed: Placed, document: Document, text: str, parts: tuple[Paragraph, ...]
) -> Iterator[Finding]:
    """Yield a finding for each run of digits or number word not in exactly one mention."""
    claimed: Counter[int] = Counter()
    for mention in placed["mentions"]:
        claimed.update(range(mention.char_start, mention.char_end))
    for start, end in number_expressions(text):
        times = {claimed[offset] for offset in range(start, end)}
        if times != {1}:
            what = "no mention; add one" if 0 in times else "more than one mention; keep one"
            number = next(part.number for part in parts if start < part.end)
            message = f"{text[start:end]!r} at {start}-{end}, paragraph {number}, is in {what}"
            yield _of_document("number-unaccounted", document, text[start:end], message)


def _passages(
    placed: Placed, document: Document, parts: tuple[Paragraph, ...]
) -> Iterator[Finding]:
    rows = {passage.paragraph: passage for passage in placed["passages"]}
    counts = {
        table: Counter(record.paragraph for record in placed[table]) for table in COUNTED_TABLES
    }
    counts["restated"] = Counter(
        span.paragraph for span in placed["spans"] if span.role == "restatement"
    )
    for part in parts:
        passage = rows.pop(part.number, None)
        if passage is None:
            message = f"paragraph {part.number} has no passage"
            yield _of_document("passage-missing", document, part.number, message)
            continue
        if (passage.char_start, passage.char_end) != (part.start, part.end):
            message = f"paragraph {part.number} is at {part.start}-{part.end}"
            value = passage.char_start
            yield record_finding(
                "passage-place", "passages", passage.id, "char_start", value, message
            )
        for table in (*COUNTED_TABLES, "restated"):
            value, count = getattr(passage, f"n_{table}"), counts[table][part.number]
            if value != count and value is not None:  # an older release does not count them
                message = f"the paragraph has {count} {table}"
                yield record_finding(
                    "passage-count", "passages", passage.id, f"n_{table}", value, message
                )
    for passage in rows.values():
        message = f"the text has no paragraph {passage.paragraph}"
        value = passage.paragraph
        yield record_finding("passage-surplus", "passages", passage.id, "paragraph", value, message)


def _coverage(placed: Placed, text: str) -> Iterator[Finding]:
    """Yield a finding for each text with content in no record and no background span."""
    covered = bytearray(len(text))
    for table in _COVERING:
        for record in placed[table]:
            length = min(record.char_end, len(text)) - record.char_start
            covered[record.char_start : record.char_start + length] = b"\1" * length
    for passage in placed["passages"]:
        if passage.role not in _READ_ROLES:
            continue
        for start, end in _gaps(covered, text, passage.char_start, passage.char_end):
            message = f"{text[start:end].strip()!r} at {start}-{end} belongs to no record"
            place = f"{start}-{end}"
            yield record_finding("text-uncovered", "passages", passage.id, "", place, message)


def _gaps(covered: bytearray, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    offset = start
    while offset < min(end, len(text)):
        stop = covered.find(1 if not covered[offset] else 0, offset, end)
        stop = end if stop < 0 else stop
        if not covered[offset] and not _JOINING.fullmatch(text, offset, stop):
            yield offset, stop
        offset = stop
