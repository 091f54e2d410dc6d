"""Citations of a selection: its documents, its references and the release of the dataset."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from chinaindpolicy._arguments import checked, wrong_type
from chinaindpolicy._public import public
from chinaindpolicy.analysis.frame_ids import frame_ids, id_columns, is_frame
from chinaindpolicy.analysis.links import ReverseIndex
from chinaindpolicy.analysis.sums import sums_of_frame
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.lang.texts import ENGLISH, Texts, texts
from chinaindpolicy.loading import load
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.vocabularies import READ_TABLES

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from chinaindpolicy.lang.texts import Language

    Cited: TypeAlias = (
        str
        | Record
        | Iterable[str]
        | Iterable[Record]
        | Dataset
        | pl.DataFrame
        | pl.LazyFrame
        | pd.DataFrame
    )

Style = Literal["text", "bibtex", "csl-json", "ris"]


@dataclass(frozen=True, slots=True)
class _Source:
    """A cited source, independent of the style; unknown values are None."""

    key: str
    title: str
    publisher: str | None = None
    published_on: datetime.date | None = None
    url: str | None = None
    language: str | None = None
    release: str | None = None
    licence: str | None = None
    note: str | None = None


@public
@checked
def cite(
    what: Cited,
    style: Style = "text",
    dataset: Dataset | None = None,
    *,
    lang: Language = "en",
) -> str:
    """Cite the sources of a selection: its documents, its references and the release.

    The sources of a record are the document of its evidence, its own reference, the references
    of its policy, and the sources of its errata. The sources of a policy include the documents
    with records of that policy. Unknown details, such as a date, are omitted.

    Args:
        what: A record, its id, several of either, a table, a view, a frame that has a column
            `id`, or else `document_id` or `reference_id`; or a dataset, for the release alone.
            Ids after a join (`id_right`) and lists of ids after `group_by` count too.
        style: `text` (a line each), `bibtex`, `csl-json` or `ris`.
        dataset: The dataset of the selection; by default the dataset of a table, else the latest
            packaged release.
        lang: The language of the style `text`: `en` or `zh`. Titles and publishers stay as printed.

    Returns:
        Each source once: documents, references, then the release. If a frame lists several
        records in a row, the release names them and whether their values may be added. Rows of a
        collection and of its joined release cite both. The ids are the keys.

    Raises:
        UnknownNameError: If there is no such id, column or style; suggests similar names.
        ArgumentError: If `what` is of another type.

    Example:
        >>> import chinaindpolicy as cip
        >>> target = cip.load("2026.1").targets["zhejiang-2024-major-projects"]
        >>> for line in cip.cite(target, dataset=cip.load("2026.1")).splitlines():
        ...     print(line[:79])
        Digest of integrated-circuit priorities in fourteen local work reports of 2024.
        Targets, figures and tasks of Chinese industrial policy. Release 2026.1. 2026-1
    """
    say = texts(lang)
    if style not in STYLES:
        raise UnknownNameError("style", style, STYLES, near=_near_style(style))
    if dataset is None:
        own = what if isinstance(what, Dataset) else getattr(what, "dataset", None)  # of a table
        dataset = own if isinstance(own, Dataset) else load()
    collector = _SourceCollector(dataset)
    collector.add(what)
    releases = [_release(each) for each in collector.editions()]
    if is_frame(what):
        sums = sums_of_frame(what, id_columns(what, "cite", _CITED), ReverseIndex(dataset))
        note = " ".join(f"{each.line}." for each in sums)
        releases[-1] = dataclasses.replace(releases[-1], note=note or None)
    sources = [*collector.sources(), *releases]
    return _text(sources, say) if style == "text" else STYLES[style](sources)


_CITED = "an id, a record, a list of them, a table, a dataset, or a frame with the column id"


def _near_style(style: str) -> str | None:
    """Return the style that a name in another case stands for."""
    folded = style.casefold().replace("_", "-").replace(" ", "-")
    aliases = {"csl": "csl-json", "json": "csl-json", "bib": "bibtex", "biblatex": "bibtex"}
    aliases |= {"endnote": "ris", "zotero": "ris", "refman": "ris"}
    return folded if folded in STYLES else aliases.get(folded)


class _SourceCollector:
    """The ids of the documents and references that a selection is based on."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.documents: set[str] = set()
        self.references: set[str] = set()
        self._own = self._included = False
        self.errata: defaultdict[str, list[Any]] = defaultdict(list)
        for erratum in dataset.errata:
            for id in erratum.record_ids:
                self.errata[id].append(erratum)

    def add(self, what: Any) -> None:
        """Add the sources of a selection."""
        if isinstance(what, str):
            self._add_record(self.dataset.record(what))
        elif is_frame(what):
            self._add_frame(what)
        elif isinstance(what, Record):
            self._add_record(what)
        elif isinstance(what, Dataset):
            self._own, self._included = True, self.dataset.including is not None
        elif isinstance(what, Iterable) and not isinstance(what, Mapping):
            for each in cast("Iterable[object]", what):
                self.add(each)
        else:
            raise wrong_type("cite", "what", cast("object", what), _CITED)

    def _add_frame(self, frame: Any) -> None:
        own = id_columns(frame, "cite", _CITED)
        found = frame_ids(frame, own or ("id", "document_id", "reference_id"), "cite", _CITED)
        for name, ids in found.items():
            for id in ids:
                if name in own:
                    self._add_record(self.dataset.record(id))
                elif name == "document_id":
                    self.documents.add(self.dataset.documents[id].id)
                    self._note(id)
                else:
                    self.references.add(self.dataset.references[id].id)
                    self._note(id)

    def _note(self, id: str) -> None:
        """Record the release that a row belongs to."""
        if self.dataset.edition_of(id) is self.dataset.including:
            self._included = True
        else:
            self._own = True

    def editions(self) -> list[Dataset]:
        """Return the releases of the selection, the included one first."""
        included = self.dataset.including
        if included is None or not self._included:
            return [self.dataset.own]
        return [included, self.dataset.own] if self._own else [included]

    def _add_record(self, record: Any) -> None:
        self._note(record.id)
        if record.id in self.dataset.documents:
            self.documents.add(record.id)
        elif record.id in self.dataset.references:
            self.references.add(record.id)
        self._add_links(record)
        if record.id in self.dataset.policies:
            self.documents |= self._documents_of.get(record.id, set())
        for erratum in self.errata.get(record.id, ()):
            self._add_links(erratum)
        if policy := self.dataset.policies.get(getattr(record, "policy_id", None) or ""):
            self.references.update(policy.reference_ids)

    @functools.cached_property
    def _documents_of(self) -> Mapping[str, set[str]]:
        """The documents with records of each policy."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name in READ_TABLES:
            for each in self.dataset[name]:
                if each.policy_id and each.document_id:
                    found[each.policy_id].add(each.document_id)
        return found

    def _add_links(self, record: Any) -> None:
        self.documents.update(filter(None, [getattr(record, "document_id", None)]))
        self.references.update(filter(None, [getattr(record, "reference_id", None)]))
        self.references.update(getattr(record, "reference_ids", ()))

    def sources(self) -> Iterator[_Source]:
        """Yield the sources, in the order of the tables."""
        documents, references = self.dataset.documents, self.dataset.references
        for table, ids in ((documents, self.documents), (references, self.references)):
            for id in ids:
                _ = table[id]  # raises for the source of a record of another dataset
            for each in table:
                if each.id in ids:
                    yield _Source(
                        each.id,
                        each.title,
                        each.publisher,
                        each.published_on,
                        getattr(each, "url", None),
                        getattr(each, "language", None),
                    )


def _release(dataset: Dataset) -> _Source:
    slug = re.sub(r"[^A-Za-z0-9.]+", "-", f"{dataset.name} {dataset.release}").strip("-")
    licences: list[Mapping[str, str]] = list(dataset.descriptor.get("licenses", ()))
    return _Source(
        slug or "dataset",
        dataset.title,
        published_on=_day(str(dataset.descriptor.get("created", ""))[:10]),
        release=dataset.release,
        licence=", ".join(each["name"] for each in licences) or None,
    )


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:  # a collection may say "spring 2026", which no style can carry
        return None


def sources_of_each(
    dataset: Dataset,
) -> tuple[list[tuple[str, str]], dict[tuple[str, str], tuple[int, ...]]]:
    """Return the citations of all records of a dataset, each source once.

    Returns:
        Every source as text and as BibTeX, in the order of a citation; and for each table and
        id the positions of the sources of that record, the release last.
    """
    collector = _SourceCollector(dataset)
    collector.documents.update(dataset.documents.ids)
    collector.references.update(dataset.references.ids)
    sources = [*collector.sources(), _release(dataset)]
    documents = {id: place for place, id in enumerate(dataset.documents.ids)}
    references = {id: place for place, id in enumerate(dataset.references.ids, len(documents))}
    places: dict[tuple[str, str], tuple[int, ...]] = {}
    for name, table in dataset.tables.items():
        for record in table:
            collector.documents, collector.references = set(), set()
            collector.add(record)
            found = [documents[id] for id in collector.documents]
            found += [references[id] for id in collector.references]
            places[name, record.id] = (*sorted(found), len(sources) - 1)
    return [(_line(source), _entry(source)) for source in sources], places


_STOPS = ".?!。？！…"


def _text(sources: Iterable[_Source], say: Texts = ENGLISH) -> str:
    return "\n".join(_line(source, say) for source in sources)


def _line(source: _Source, say: Texts = ENGLISH) -> str:
    parts = [
        source.publisher,
        source.title,
        source.release and say("Release {release}", release=source.release),
        source.published_on and source.published_on.isoformat(),
        source.licence,
        source.note,
        source.url,
    ]
    sentences = [
        part if part[-1] in _STOPS or part == source.url else f"{part}." for part in parts if part
    ]
    return f"{' '.join(sentences)} [{source.key}]"


def _csl_json(sources: Iterable[_Source]) -> str:
    items: list[dict[str, Any]] = []
    for source in sources:
        item: dict[str, Any] = {
            "id": source.key,
            "type": "dataset" if source.release else "document",
            "title": source.title,
            "publisher": source.publisher,
            "issued": source.published_on and {"date-parts": [_date_parts(source.published_on)]},
            "version": source.release,
            "URL": source.url,
            "language": source.language,
            "note": source.note,
        }
        items.append({name: value for name, value in item.items() if value})
    return json.dumps(items, ensure_ascii=False, indent=1)


def _date_parts(day: datetime.date) -> list[int]:
    return [day.year, day.month, day.day]


# BibTeX counts escaped braces too, so braces are written as commands. It converts two hyphens or
# quotation marks to a dash or a double quotation mark.
_TEX = {
    "{": r"{\lbrace}",
    "}": r"{\rbrace}",
    "\\": r"{\textbackslash}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{mark: rf"\{mark}" for mark in "&%$#_"},
}
_LIGATURE = re.compile(r"([-'`])(?=\1)|([?!])(?=`)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _bibtex(sources: Iterable[_Source]) -> str:
    return "\n\n".join(_entry(source) for source in sources)


def _entry(source: _Source) -> str:
    day = source.published_on
    note = f"Data set, release {source.release}" if source.release else None
    fields = {
        "title": _tex(source.title),
        "publisher": _tex(source.publisher),
        # biblatex reads `date`, BibTeX reads `year` and `month`.
        "date": day and f"{{{day.isoformat()}}}",
        "year": day and f"{{{day.year:04}}}",
        "month": day and _MONTHS[day.month - 1],
        "version": _tex(source.release),
        "note": _tex(note and ", ".join(filter(None, [note, source.licence, source.note]))),
        "url": source.url and f"{{{_plain_url(source.url)}}}",
    }
    lines = [f"  {name} = {value}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{source.key},", *lines, "}"])


def _tex(text: str | None) -> str | None:
    """Write a text for TeX; the second pair of braces keeps capitals and names as they are."""
    if text is None:
        return None
    spaced = _LIGATURE.sub(r"\g<0>{}", "".join(_TEX.get(char, char) for char in text))
    return f"{{{{{spaced}}}}}"


def _plain_url(url: str) -> str:
    """Write the braces and backslashes that no address should have as their codes."""
    return re.sub(r"[{}\\]", lambda match: f"%{ord(match[0]):02X}", url)


def _ris(sources: Iterable[_Source]) -> str:
    return "\n\n".join(map(_reference, sources))


def _reference(source: _Source) -> str:
    day = source.published_on
    fields = (
        ("TY", "DATA" if source.release else "GEN"),
        ("ID", source.key),
        ("TI", source.title),
        ("PB", source.publisher),
        ("PY", day and f"{day.year:04}"),
        ("DA", day and f"{day.year:04}/{day.month:02}/{day.day:02}"),
        ("ET", source.release),
        ("C1", source.licence),
        ("LA", source.language),
        ("UR", source.url),
    )
    lines = [f"{tag}  - {' '.join(str(value).split())}" for tag, value in fields if value]
    return "\n".join([*lines, "ER  - "])


STYLES: Mapping[str, Callable[[Iterable[_Source]], str]] = MappingProxyType(
    {"text": _text, "bibtex": _bibtex, "csl-json": _csl_json, "ris": _ris}
)
"""The writer of each citation style."""
