"""Offsets of a collection's expressions in its texts, found once and stored next to the records.

Curators write a paragraph and an expression. `locate` looks each up in the text and writes
`located/<document>.csv`; a build needs that file, not the text. A row there is keyed by the
words it was looked up with, so a changed expression has no row until it is located again.
"""

from __future__ import annotations

import csv
import functools
import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from chinaindpolicy.curation.collection import ANCHORS, Collection, SourceRow
from chinaindpolicy.curation.sections import Sections, at_paragraph
from chinaindpolicy.curation.source_text import (
    Paragraph,
    PlaceError,
    locate_evidence,
    locate_expression,
    paragraphs,
    read_text,
    require_texts,
    text_path,
)
from chinaindpolicy.errors import CollectionError, Problem
from chinaindpolicy.io.atomic_write import export_errors, write_atomically
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.io.limits import MOST_RELEASE_BYTES
from chinaindpolicy.io.progress import Progress, no_progress
from chinaindpolicy.io.safe_read import read_plain
from chinaindpolicy.io.text import to_csv

NOT_LOCATED = "not located: run `chinaindpolicy locate` with the texts"
_HEADER = ("paragraph", "at", "to", "expression", "char_start", "char_end", "sha256")


@dataclass(frozen=True, slots=True, order=True)
class Locator:
    """The words a place is looked up with.

    With no words it is the paragraph; with `expression`, an expression inside the evidence;
    paragraph 0 is the whole text. With `section` it is the paragraph counted from a heading.
    """

    paragraph: int
    at: str = ""
    to: str = ""
    expression: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A span of a text and the SHA-256 of its characters."""

    start: int
    end: int
    sha256: str


OffsetIndex = Mapping[Locator, TextSpan]
WHOLE = Locator(0)


def evidence_locator(row: SourceRow) -> Locator | None:
    """Return the locator of a row's evidence, if it has the required keys."""
    if row.table == "mentions":
        return None
    if row.table == "passages":
        return Locator(row.paragraph) if row.paragraph else None
    if row.table not in ANCHORS or not row.paragraph or not row.at:
        return None
    return Locator(row.paragraph, row.at, row.text("to") or "")


def stated_locator(row: SourceRow) -> Locator | None:
    """Return the locator of the expression of quantity a row states, if it states one."""
    if not row.paragraph:
        return None
    if row.table == "mentions":
        text = row.text("text") or ""
        return Locator(row.paragraph, row.text("in") or text, "", text) if text else None
    stated = row.text("stated")
    if not stated or not row.at:
        return None
    return Locator(row.paragraph, row.at, row.text("to") or "", stated)


def locate(
    collection: Collection, sources: Path, progress: Progress = no_progress
) -> dict[Path, str]:
    """Find every expression of a collection in its texts.

    Args:
        collection: The collection as read.
        sources: The folder of the texts, named as in `source_file`.
        progress: Receives the documents as they are located.

    Returns:
        The files to write, by path.

    Raises:
        SourceTextError: If texts are missing or cannot be read: all of them.
        CollectionError: If an expression is not found, or found more than once: all at once.
    """
    problems: list[Problem] = []
    files: dict[Path, str] = {}
    rows = _rows_by_document(collection)
    require_texts(
        sources, (document.text("source_file") or "" for document in collection.documents)
    )
    for document in progress(collection.documents, "locating"):
        document_id = document.text("id") or ""
        text, digest = read_text(text_path(sources, document.text("source_file") or ""))
        parts = paragraphs(text)
        sections = Sections(text, parts)
        found = {WHOLE: TextSpan(0, len(text), digest)}
        for part in parts:
            found[Locator(part.number)] = _place(text, part.start, part.end)
        for row in rows.get(document_id, ()):
            try:
                if row.section and row.paragraph:
                    number = sections.paragraph(row.section, row.paragraph)
                    asked = Locator(row.paragraph, section=row.section)
                    found[asked] = found[Locator(number)]
                    row = at_paragraph(row, number)
                found |= _places(text, parts, row)
            except PlaceError as error:
                problems.append(row.problem("expression-not-found", str(error), "paragraph"))
        files[collection.located_path(document_id)] = _write(found)
    if problems:
        raise CollectionError(problems)
    return files


def _rows_by_document(collection: Collection) -> Mapping[str | None, list[SourceRow]]:
    found: defaultdict[str | None, list[SourceRow]] = defaultdict(list)
    for rows in collection.rows.values():
        for row in rows:
            found[row.document_id].append(row)
    return found


def with_paragraphs(
    collection: Collection, located: Mapping[str, OffsetIndex], problems: list[Problem]
) -> Collection:
    """Return a collection whose rows all count paragraphs from the beginning of their text.

    Args:
        collection: The collection as read.
        located: The places of each document.
        problems: Gets a problem for each row whose section was not located; such a row is
            left out.
    """
    starts = {
        document: {
            place.start: locator.paragraph
            for locator, place in places.items()
            if locator == Locator(locator.paragraph) != WHOLE
        }
        for document, places in located.items()
    }

    def whole(row: SourceRow) -> SourceRow | None:
        document = row.document_id or ""
        if not row.section or not row.paragraph or document not in located:
            return row
        place = located[document].get(Locator(row.paragraph, section=row.section))
        if place is None:
            problems.append(row.problem("not-located", NOT_LOCATED, "section"))
            return None
        return at_paragraph(row, starts[document][place.start])

    rows = {
        table: tuple(found for row in rows if (found := whole(row)) is not None)
        for table, rows in collection.rows.items()
    }
    return replace(collection, rows=rows)


def _places(text: str, parts: tuple[Paragraph, ...], row: SourceRow) -> dict[Locator, TextSpan]:
    found: dict[Locator, TextSpan] = {}
    evidence, stated = evidence_locator(row), stated_locator(row)
    for locator in (evidence, stated):
        if locator is None:
            continue
        if not 1 <= locator.paragraph <= len(parts):
            raise PlaceError(
                f"there is no paragraph {locator.paragraph}: the text has {len(parts)}"
            )
        part = parts[locator.paragraph - 1]
        start, end = part.start, part.end
        if row.table == "mentions":
            start, end = locate_expression(text, locator.at, start, end, locator.at)
        elif locator.at:
            start, end = locate_evidence(text, part, locator.at, locator.to or None)
        if locator.expression:
            start, end = locate_expression(text, locator.expression, start, end, locator.at)
        found[locator] = _place(text, start, end)
    return found


def _place(text: str, start: int, end: int) -> TextSpan:
    return TextSpan(start, end, sha256_of(text[start:end]))


def _write(found: OffsetIndex) -> str:
    # Most texts have no headings that anything is counted from.
    sections = any(locator.section for locator in found)
    header = (*_HEADER, "section") if sections else _HEADER
    rows = (
        (
            locator.paragraph,
            locator.at,
            locator.to,
            locator.expression,
            held.start,
            held.end,
            held.sha256,
            *((locator.section,) if sections else ()),
        )
        for locator, held in sorted(found.items())
    )
    return to_csv([header, *rows])


def write_located(files: Mapping[Path, str]) -> tuple[Path, ...]:
    """Write the changed files of offsets, each atomically; return their paths."""
    written: list[Path] = []
    for path, text in files.items():
        data = text.encode()
        if path.is_file() and path.read_bytes() == data:
            continue
        with export_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(functools.partial(_put, data), path, folder=False, overwrite=True)
        written.append(path)
    return tuple(written)


def _put(data: bytes, path: Path) -> None:
    path.write_bytes(data)


def read_located(collection: Collection, document_id: str) -> OffsetIndex:
    """Read the offsets kept for a document.

    Raises:
        CollectionError: If the file is missing or not as `locate` writes it.
    """
    path = collection.located_path(document_id)
    name = path.relative_to(collection.root.parent).as_posix()

    def refused(line: int, message: str) -> CollectionError:
        return CollectionError([Problem(name, line, message, "not-located")])

    try:
        data = read_plain(path, MOST_RELEASE_BYTES, within=collection.root)
        rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise refused(1, f"is not as `locate` writes it: {error}") from error
    except OSError as error:
        message = f"cannot be read ({error.strerror}): run `chinaindpolicy locate` with the texts"
        raise refused(1, message) from error
    if not rows or tuple(rows[0]) not in (_HEADER, (*_HEADER, "section")):
        raise refused(1, f"expected the columns {', '.join(_HEADER)}")
    found: dict[Locator, TextSpan] = {}
    for line, cells in enumerate(rows[1:], 2):
        try:
            if len(cells) != len(rows[0]):
                raise ValueError
            paragraph, at, to, expression, start, end, digest, *section = cells
            locator = Locator(int(paragraph), at, to, expression, *section)
            found[locator] = TextSpan(int(start), int(end), digest)
        except ValueError:
            message = f"expected {len(rows[0])} columns, offsets as digits"
            raise refused(line, message) from None
    return found
