"""A dataset's words, folded once: names that stand for each other, and records that hold them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.names import as_tuple, fold, names_of

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset

# What is searched, and how much a match there weighs: what a record is called comes first.
WEIGHTS: Mapping[str, int] = {
    **dict.fromkeys(("name", "name_zh", "title", "title_zh", "aliases", "name_printed"), 8),
    **dict.fromkeys(("id", "document_number", "iso_3166_2", "gb_t_2260", "symbol"), 6),
    **dict.fromkeys(("statement", "stated", "text", "printed", "meant"), 4),
    **dict.fromkeys(("summary", "definition", "segment", "sector", "phase", "session"), 2),
    **dict.fromkeys(("publisher", "delivered_by", "delivered_by_zh", "denominator"), 2),
    **dict.fromkeys(("explanation", "caution", "note"), 1),
}
# A record that points to what was asked for, without naming it.
_BY_REFERENCE = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several words that are a name with all the other names it stands for."""

    forms: tuple[str, ...]
    pattern: re.Pattern[str]
    whole: re.Pattern[str]
    ids: frozenset[str] = frozenset()

    def stands_in(self, text: str) -> bool:
        """Whether any of the forms stands in a folded text."""
        return any(form in text for form in self.forms) and bool(self.pattern.search(text))


def _term(forms: Iterable[str], ids: Iterable[str] = ()) -> Term:
    ordered = sorted(set(forms), key=len, reverse=True)
    # A name ends where it ends; a word may go on ("enterprise" finds "enterprises").
    whole = "|".join(_edged(form, end=True) for form in ordered)
    begun = whole if ids else "|".join(_edged(form, end=False) for form in ordered)
    return Term(tuple(ordered), re.compile(begun), re.compile(whole), frozenset(ids))


def _edged(form: str, *, end: bool) -> str:
    before = r"(?<![a-z0-9])" if re.match("[a-z0-9]", form) else ""
    after = r"(?![a-z0-9])" if end and re.search("[a-z0-9]$", form) else ""
    return f"{before}{re.escape(form)}{after}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with what is searched of it, folded."""

    table: str
    record: Any
    fields: tuple[tuple[str, str], ...]
    whole: str
    points_to: frozenset[str]

    def has_all(self, terms: tuple[Term, ...]) -> bool:
        """Whether every term stands in the record, or is what it points to."""
        return all(
            not term.ids.isdisjoint(self.points_to) or term.stands_in(self.whole) for term in terms
        )

    def score(self, terms: tuple[Term, ...]) -> tuple[int, str]:
        """Return how well the record matches, and the column that does best."""
        score, best, best_column = 0, 0, ""
        for term in terms:
            found, column = self._best(term)
            score += found
            if found > best:
                best, best_column = found, column
        return score, best_column

    def _best(self, term: Term) -> tuple[int, str]:
        if self.record.id in term.ids:
            return 100, "id"
        best, best_column = 0, ""
        for column, text in self.fields:
            if term.stands_in(text):
                found = WEIGHTS[column] * (2 if term.whole.search(text) else 1)
                if found > best:
                    best, best_column = found, column
        if not best:
            pointing = next(
                (
                    column
                    for column in pointers(self.table)
                    if not term.ids.isdisjoint(as_tuple(getattr(self.record, column)))
                ),
                "",
            )
            return _BY_REFERENCE, pointing
        return best, best_column


@functools.cache
def pointers(table: str) -> tuple[str, ...]:
    """Return the columns that point to an organization or a region."""
    pointed = ("organizations", "regions")
    return tuple(spec.name for spec in columns(table) if spec.meaning.referenced_table in pointed)


class Index:
    """A dataset's records, folded once."""

    def __init__(self, dataset: Dataset) -> None:
        self.entries = tuple(
            _entry(name, record) for name, table in dataset.tables.items() for record in table
        )
        # Names of organizations and regions, folded, with the ids they stand for.
        self._names: dict[str, set[str]] = {}
        self.forms: dict[str, tuple[str, ...]] = {}
        for table in ("organizations", "regions"):
            for record in dataset[table]:
                self.forms[record.id] = names = names_of(record)
                for name in names:
                    self._names.setdefault(name, set()).add(record.id)
        self._longest = max((len(name.split()) for name in self._names), default=1)
        self._dataset = dataset

    def terms(self, words: list[str]) -> tuple[Term, ...]:
        """Return the terms of some words: the longest names first, then single words."""
        found: list[Term] = []
        while words:
            for length in range(min(self._longest, len(words)), 0, -1):
                ids = self._names.get(" ".join(words[:length]))
                if ids:
                    found.append(_term((name for id in ids for name in self.forms[id]), ids))
                    break
            else:
                length = 1
                found.append(_term(words[:1]))
            words = words[length:]
        return tuple(found)


def _entry(table: str, record: Any) -> Entry:
    fields = tuple(
        (column, fold("\n".join(values)))
        for column in _searched(table)
        if (values := as_tuple(getattr(record, column)))
    )
    pointed = (id for column in pointers(table) for id in as_tuple(getattr(record, column)))
    whole = "\n".join(text for _, text in fields)
    return Entry(table, record, fields, whole, frozenset((record.id, *pointed)))


@functools.cache
def _searched(table: str) -> tuple[str, ...]:
    return tuple(spec.name for spec in columns(table) if spec.name in WEIGHTS)


@functools.lru_cache(maxsize=4)
def index_of(dataset: Dataset) -> Index:
    """Return a dataset's index, made when it is first searched."""
    return Index(dataset)
