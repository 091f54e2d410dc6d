"""The index of a dataset: the terms of a query, and how well a record matches them."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chinaindpolicy.analysis.search_entries import NAMES, Field, entries_of
from chinaindpolicy.analysis.search_synonyms import synonyms
from chinaindpolicy.analysis.search_words import distance, is_chinese, words_of
from chinaindpolicy.model.names import as_tuple

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset

# The tables whose names stand for their records in a query.
_PROPER = ("organizations", "regions")
_CODES = ("indicators", "objects", "concepts")
_NAMED = (*_PROPER, *_CODES)
_FUNCTION_WORDS = frozenset("的了和与及在")
_SAME, _WHOLE, _BEGUN = 3, 2, 1
_IDENTITY, _CODE = 100, 12
_REFERENCE = 7
_CODE_REFERENCE = 2
_SHORTEST_TYPO, _LONG_NAME, _LONG_WORD = 4, 5, 8


@dataclass(frozen=True, slots=True)
class Match:
    """A match for a word of the query.

    Attributes:
        word: The word or words of the query.
        column: The column of the record; of a record it refers to, both, such as
            `indicator_id.name_zh`.
        text: The matching text.
    """

    word: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a name of a query.

    Attributes:
        form: The word in the form that is searched.
        names: Other names of the same organization or region, in that form.
        others: Synonyms and other names, in that form.
        ids: The records that have this name.
        other_ids: The records that have a synonym as their name.
        parts: The words that it consists of; a record with all of them matches less well.
    """

    form: str
    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()
    other_ids: frozenset[str] = frozenset()
    parts: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Quality and place of an entry's match for a term.

    Attributes:
        quality: The quality of the match.
        column: The column.
        text: The matching text: an id, or a field with the form that it contains.
    """

    quality: int
    column: str
    text: str | tuple[Field, str]

    def match(self, word: str) -> Match:
        """Return the match as it is shown."""
        if isinstance(self.text, str):
            return Match(word, self.column, self.text)
        field, form = self.text
        return Match(word, self.column, _matching_text(field, form))


@functools.lru_cache(maxsize=8192)
def _needle(form: str) -> str:
    """Return a form as it is contained in searched texts: Chinese anywhere, a word at its start."""
    return form if is_chinese(form) else f" {form}"


def _contains(words: str, form: str) -> bool:
    return _needle(form) in words


def _quality(field: Field, form: str) -> int:
    if f" {form} " not in field.words:
        # Chinese has no spaces: any place in a text may be the beginning of a word.
        return field.weight * (_WHOLE if is_chinese(form) else _BEGUN)
    same = any(line == f" {form} " for line in field.words.split("\n"))
    return field.weight * (_SAME if same else _WHOLE)


def _matching_text(field: Field, form: str) -> str:
    if len(field.texts) == 1:
        return field.texts[0]
    return next(
        (text for text in field.texts if _contains(f" {' '.join(words_of(text))} ", form)),
        field.texts[0],
    )


class Index:
    """The entries of a dataset and the names in it."""

    def __init__(self, dataset: Dataset) -> None:
        self.entries = tuple(entries_of(dataset))
        # A unit may have the id of a region, which comes first.
        self._positions: dict[str, int] = {}
        for position, entry in enumerate(self.entries):
            self._positions.setdefault(entry.record.id, position)
        # Records of one indicator share the fields with its names.
        owners: dict[int, tuple[Field, list[int]]] = {}
        self._referring: dict[str, list[tuple[int, str, int]]] = {}
        for position, entry in enumerate(self.entries):
            for field in entry.fields:
                owners.setdefault(id(field), (field, []))[1].append(position)
            for name, (column, weight) in entry.refers_to.items():
                self._referring.setdefault(name, []).append((position, column, weight))
        self._fields = tuple(owners.values())
        names: dict[str, set[str]] = {}
        forms: dict[str, tuple[str, ...]] = {}
        for table in _NAMED:
            for record in dataset[table]:
                texts = [
                    " ".join(words_of(text))
                    for column in NAMES
                    for text in as_tuple(getattr(record, column, None))
                ]
                # "Yangtze Memory Technologies (YMTC)" is also called that without the bracket.
                bare = [record.name.partition(" (")[0]] if " (" in record.name else []
                texts += [" ".join(words_of(text)) for text in bare]
                forms[record.id] = tuple(dict.fromkeys(filter(None, texts)))
                for form in (*forms[record.id], record.id):
                    names.setdefault(form, set()).add(record.id)
        self._names: Mapping[str, set[str]] = names
        self._forms = forms
        self._synonyms = synonyms()
        self._longest = max((len(name.split()) for name in names), default=1)
        self._vocabulary = Counter(
            word for entry in self.entries for word in entry.words.split() if len(word) > 1
        )
        known = {*names, *self._synonyms}
        chinese = (each for each in known if is_chinese(each))
        self._chinese = sorted(chinese, key=lambda each: (len(each), each), reverse=True)
        self._places = sorted(
            form for table in ("regions", "organizations") for record in dataset[table]
            for form in forms[record.id] if len(form) >= _LONG_NAME and form.isalpha()
        )  # fmt: skip
        self._all_words = "\n".join(entry.words for entry in self.entries)
        self._ids = {entry.id for entry in self.entries if entry.id}

    def terms(self, text: str) -> tuple[tuple[Term, ...], Mapping[str, str]]:
        """Return the terms of a query, and its corrected words.

        An id is one term. Then the longest names are terms, then single words.
        """
        plain = text.strip()
        for name in (plain, plain.lower()):
            if name in self._ids and name not in self._names:
                return (Term(name, ids=frozenset([name])),), {}
        corrected: dict[str, str] = {}
        words = [self._corrected(word, corrected) for word in words_of(text)]
        found: list[Term] = []
        while words:
            length = self._name_length(words)
            form = " ".join(words[:length])
            found.append(self._term(form, words[:length]))
            words = words[length:]
        return tuple(found), corrected

    def _name_length(self, words: list[str]) -> int:
        """Return the number of words of the longest name at the start; 1 without a name."""
        for length in range(min(self._longest, len(words)), 1, -1):
            form = " ".join(words[:length])
            if form in self._names or form in self._synonyms:
                return length
        return 1

    def _term(self, form: str, words: Iterable[str]) -> Term:
        ids = frozenset(self._names.get(form, ()))
        others = [*self._synonyms.get(form, ())]
        other_ids = frozenset(id for each in others for id in self._names.get(each, ())) - ids
        # An alias that several records have would lead to records of another kind.
        names = dict.fromkeys(
            name for id in sorted(ids) for name in self._forms[id] if self._names[name] <= ids
        )
        is_proper = any(self.entries[self._positions[id]].table in _PROPER for id in ids)
        parts = () if is_proper else tuple(words)
        if len(parts) == 1:
            parts = self._segments(form) if is_chinese(form) else ()
        return Term(
            form,
            tuple(each for each in names if each != form) if is_proper else (),
            tuple(dict.fromkeys(others if is_proper else [*others, *names])),
            ids,
            other_ids,
            tuple(self._term(part, [part]) for part in parts) if len(parts) > 1 else (),
        )

    def matches(self, term: Term) -> dict[int, Found]:
        """Return the entries that match a term, by their position."""
        found: dict[int, Found] = {}

        def add(position: int, quality: int, column: str, text: str | tuple[Field, str]) -> None:
            if position not in found or quality > found[position].quality:
                found[position] = Found(quality, column, text)

        for ids, divisor in ((term.ids, 1), (term.other_ids, 2)):
            for name in sorted(ids):
                for position, column, weight in self._referring.get(name, ()):
                    is_code = self.entries[position].table in _NAMED
                    factor = _CODE_REFERENCE if is_code else _REFERENCE
                    add(position, factor * weight // divisor, column, name)
        for forms, divisor in (((term.form, *term.names), 1), (term.others, 2)):
            for form in forms:
                needle = _needle(form)
                if needle not in self._all_words:
                    continue
                for field, positions in self._fields:
                    if needle in field.words:
                        quality = _quality(field, form) // divisor
                        for position in positions:
                            add(position, quality, field.column, (field, form))
        for name in term.ids:
            # Other code lists are less useful than the records that use them.
            position = self._positions[name]
            is_code = self.entries[position].table in _CODES
            found[position] = Found(_CODE if is_code else _IDENTITY, "id", name)
        if term.parts:
            self._add_parts(term, found)
        return found

    def _add_parts(self, term: Term, found: dict[int, Found]) -> None:
        """Add the entries that match all words of a term, which are not together in them."""
        parts = [self.matches(part) for part in term.parts]
        common = set(parts[0]).intersection(*parts[1:])
        for position in sorted(common - found.keys()):
            some = [part[position] for part in parts]
            best = max(some, key=lambda each: each.quality)
            quality = sum(each.quality for each in some) // (len(some) + 1)
            found[position] = Found(quality, best.column, best.text)

    def _segments(self, text: str) -> tuple[str, ...]:
        """Return the known names in a Chinese text, longest first, and the rest between them."""
        rest: list[str] = [text]
        for name in self._chinese:
            if name == text or len(name) < 2:
                continue
            rest = [part for each in rest for part in _split(each, name)]
        return tuple(part for part in rest if part not in _FUNCTION_WORDS)

    def _corrected(self, word: str, corrected: dict[str, str]) -> str:
        """Return a word, or the most frequent similar one if no text contains it."""
        chinese = is_chinese(word)
        if len(word) < _SHORTEST_TYPO or not word.isalpha() or word in self._vocabulary:
            return word
        if _contains(self._all_words, word):
            # The beginning of a word, unless a letter of a name is missing.
            near = [each for each in self._places if distance(word, each, 1) == 1]
            if chinese or not near:
                return word
            corrected[word] = near[0]
            return near[0]
        if chinese and len(self._segments(word)) > 1:
            return word
        most = 1 if chinese or len(word) < _LONG_WORD else 2
        known = self._chinese if chinese else self._vocabulary
        ranked = [(distance(word, each, most), -self._vocabulary[each], each) for each in known]
        best = min(ranked, default=(most + 1, 0, ""))
        if best[0] > most:
            return word
        corrected[word] = best[2]
        return best[2]


def _split(text: str, name: str) -> Iterator[str]:
    """Yield the parts of a text: a name, and the texts before and after it."""
    if name not in text or text == name:
        yield text
        return
    before, _, after = text.partition(name)
    for part in (before, name, after):
        if part:
            yield part


@functools.lru_cache(maxsize=4)
def index_of(dataset: Dataset) -> Index:
    """Return a dataset's index, built when it is first searched."""
    return Index(dataset)
