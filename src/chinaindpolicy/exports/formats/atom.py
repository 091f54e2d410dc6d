"""Atom feed of releases and errata."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.packaged import load_packaged
from chinaindpolicy.dataset.release_names import packaged_releases
from chinaindpolicy.exports.bundle import ExportBundle

_ATOM = "http://www.w3.org/2005/Atom"
_UNKNOWN_DAY = "2000-01-01"
# Characters that XML 1.0 cannot contain.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(contents: ExportBundle, path: Path) -> None:
    """Write an Atom feed: an entry for each release up to this one and for each erratum.

    The time of an erratum is the day of the first release that contains it. An id never changes,
    so that a reader of the feed notices new entries only.
    """
    releases = _releases(contents)
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _add(feed, "id", f"{contents.family_urn}:feed")
    _add(feed, "title", contents.title)
    _add(feed, "subtitle", "Releases and errata")
    _add(feed, "updated", _time(contents.created))
    _add(ET.SubElement(feed, "author"), "name", contents.publisher)
    if contents.licence:
        _add(feed, "rights", contents.licence)
    for release in reversed(releases):
        counts = [f"{len(table)} {name}" for name, table in release.tables.items() if len(table)]
        bundle = ExportBundle.of(release, ())
        title = f"Release {release.release}"
        _entry(feed, bundle.urn, title, bundle.created, "release", ", ".join(counts))
    if "errata" in contents.tables:
        for id, created in _first_days(contents, releases):
            erratum = contents.dataset.errata[id]
            meant = f", meant “{erratum.meant}”" if erratum.meant else ""
            title = f"Erratum in {erratum.document_id}: printed “{erratum.printed}”{meant}"
            text = erratum.explanation
            if erratum.record_ids:
                text += f" Records: {', '.join(erratum.record_ids)}."
            name = f"{contents.family_urn}:erratum:{id}"
            _entry(feed, name, title, created, "erratum", text)
    ET.indent(feed, " ")
    text = ET.tostring(feed, encoding="unicode")
    path.write_bytes(f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode())


def _releases(contents: ExportBundle) -> list[Dataset]:
    """Return the packaged releases before the dataset, and the dataset."""
    names = packaged_releases()
    own = contents.dataset
    if own.release in names and load_packaged(own.release).name == own.name:
        return [*(load_packaged(name) for name in names[: names.index(own.release)]), own]
    return [own]


def _first_days(
    contents: ExportBundle, releases: list[Dataset]
) -> Iterator[tuple[str, str | None]]:
    """Yield each erratum with the day of its first release, the latest release first."""
    days = {
        id: ExportBundle.of(release, ()).created
        for release in reversed(releases)
        for id in release.errata.ids
    }
    ids = contents.tables["errata"].table.ids
    yield from sorted(
        ((id, days.get(id, contents.created)) for id in ids),
        key=lambda each: each[1] or "",
        reverse=True,
    )


def _entry(
    feed: ET.Element, id: str, title: str, created: str | None, category: str, text: str
) -> None:
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", id)
    _add(entry, "title", title)
    _add(entry, "updated", _time(created))
    ET.SubElement(entry, "category", {"term": category})
    _add(entry, "content", text).set("type", "text")


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = _ILLEGAL.sub("\ufffd", text)
    return element


def _time(day: str | None) -> str:
    return f"{day or _UNKNOWN_DAY}T00:00:00Z"
