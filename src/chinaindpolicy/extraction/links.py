"""Indicators and concepts of a dataset that an extracted phrase may name."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from chinaindpolicy._public import public
from chinaindpolicy.model.names import as_tuple

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.extraction.candidates import Candidate

_LATIN = re.compile(r"[a-z0-9&]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_STOPWORDS = frozenset((
    "the", "a", "an", "of", "in", "for", "and", "per", "to", "by", "on", "with", "at", "from",
    "rate", "value", "total", "number", "share", "level", "its",
))  # fmt: skip
_LEAST = 0.45


@public
@dataclass(frozen=True, slots=True)
class CandidateLink:
    """An indicator or concept that a phrase may name.

    Attributes:
        table: `indicators` or `concepts`.
        id: the id of the record.
        name: the name that matched best, in English or Chinese.
        score: how much of the distinguishing words of phrase and name agree, above 0 up to 1.

    Example:
        >>> import chinaindpolicy as cip
        >>> found = cip.extract("电子元器件销售总额达到21000亿元")[0].links()
        >>> found[0].id, found[0].score
        ('electronic-component-sales', 1.0)
    """

    table: str
    id: str
    name: str
    score: float


def link_candidate(
    candidate: Candidate, dataset: Dataset | None, table: str, most: int
) -> tuple[CandidateLink, ...]:
    """Return the records whose names share most of the words of a claim's phrase."""
    if candidate.indicator is None:
        return ()
    if dataset is None:
        from chinaindpolicy.loading import load

        dataset = load()
    if table not in dataset.tables:
        return ()
    index = _index(dataset, table)
    words = " ".join(part.text for part in (candidate.subject, candidate.indicator) if part)
    phrase = Counter(_terms(candidate.indicator.text))
    wider = Counter(_terms(words))
    found: dict[str, CandidateLink] = {}
    for id, name, terms in index.names:
        score = max(index.overlap(phrase, terms), index.overlap(wider, terms))
        unit = index.units.get(id)
        if unit and candidate.quantity.unit and unit != candidate.quantity.unit:
            # A level in another unit is another indicator; a growth fits every unit.
            score *= 1.0 if candidate.quantity.measure in ("growth", "change", "multiple") else 0.6
        if score >= _LEAST and (id not in found or found[id].score < score):
            found[id] = CandidateLink(table, id, name, round(score, 3))
    return tuple(sorted(found.values(), key=lambda link: (-link.score, link.id))[:most])


@dataclass(frozen=True)
class _Index:
    """The names of the records of a table, and how rare their words are."""

    names: tuple[tuple[str, str, Mapping[str, int]], ...]
    weights: Mapping[str, float]
    units: Mapping[str, str | None]

    def overlap(self, one: Mapping[str, int], other: Mapping[str, int]) -> float:
        """Return the weight of the shared words relative to that of all words (Dice)."""
        shared = sum(
            self._weight(word) * min(n, other[word]) for word, n in one.items() if word in other
        )
        whole = sum(self._weight(word) * n for each in (one, other) for word, n in each.items())
        return 2 * shared / whole if whole else 0.0

    def _weight(self, word: str) -> float:
        return self.weights.get(word, 1.0)


@functools.lru_cache(maxsize=4)
def _index(dataset: Dataset, table: str) -> _Index:
    names = tuple(
        (row.id, name, Counter(_terms(name)))
        for row in dataset.tables[table]
        for name in _names_of(row)
    )
    counts = Counter(word for _, _, terms in names for word in terms)
    size = len(names) or 1
    weights = {word: 0.2 + log(1 + size / count) for word, count in counts.items()}
    top = max(weights.values(), default=1.0)
    weights = {word: weight / top for word, weight in weights.items()}
    units = {row.id: getattr(row, "unit", None) for row in dataset.tables[table]}
    return _Index(names, weights, units)


def _names_of(row: object) -> Iterator[str]:
    for column in ("name", "name_zh", "aliases", "aliases_zh"):
        for name in as_tuple(getattr(row, column, None)):
            if name:
                yield str(name)


def _terms(text: str) -> Iterator[str]:
    """Yield the words of a phrase: English words without their plural, pairs of Chinese signs."""
    lowered = text.lower()
    for match in _LATIN.finditer(lowered):
        word = match[0]
        if word not in _STOPWORDS:
            yield word[:-1] if len(word) > 3 and word.endswith("s") and word[-2:] != "ss" else word
    for match in _HAN.finditer(lowered):
        run = match[0]
        yield from ([run] if len(run) == 1 else (run[i : i + 2] for i in range(len(run) - 1)))
