"""Words that a sentence may contain and still assert its number."""

from __future__ import annotations

import functools
import re
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chinaindpolicy.auditing.numbers import Number
    from chinaindpolicy.auditing.reading import Reading
    from chinaindpolicy.auditing.sentences import Span
    from chinaindpolicy.dataset.dataset import Dataset

_WORD = re.compile(r"(?<![a-z0-9'])[a-z]{3,}(?![a-z0-9])")
_WORDS = re.compile(r"[a-z]{3,}")


def stem(word: str) -> str:
    """Return a word without its ending, so that forms of one word have one stem.

    Example:
        >>> stem("plans"), stem("planned"), stem("planner")
        ('plan', 'plan', 'plan')
    """
    if word.endswith(("ies", "ied")) and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for ending in ("ing", "ed", "er", "or", "ly", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] if word.endswith(("e", "i", "y")) and len(word) > 3 else word


@functools.cache
def _neutral() -> frozenset[str]:
    text = (files("chinaindpolicy.auditing") / "data" / "neutral.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def stems_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the stems of the English words of some texts."""
    return frozenset(stem(word) for text in texts for word in _WORDS.findall(text.lower()))


def known_stems(dataset: Dataset) -> frozenset[str]:
    """Return the stems of the packaged list, and of the words of a dataset's records.

    Args:
        dataset: The dataset; a collection of your own adds the words of its own records.
    """
    texts: list[str] = []
    for name in ("targets", "figures", "outcomes", "indicators", "organizations", "regions"):
        for record in dataset[name]:
            for key in ("name", "statement", "definition", "aliases", "evidence"):
                value: object = getattr(record, key, None)
                if isinstance(value, str):
                    texts.append(value)
                elif isinstance(value, tuple):
                    texts.extend(str(one) for one in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return _neutral() | stems_of(texts)


_CLAUSE_END = re.compile(r"[,;:()]")
_LINK = re.compile(
    r"(?<![a-z])(?:is|are|was|were|be|been|has|have|had|does|do|did|will|would|can|could|may|might|proves?"
    r"|proved|turns?|turned|rings?|rang|looks?|looked|sounds?|sounded|remains?|seems?|seemed)(?![a-z])"
)


def unknown_word(
    reading: Reading, number: Number, spans: Sequence[Span], known: frozenset[str]
) -> Span | None:
    """Return an unknown English word that may govern the statement of a number.

    It is before the words that a record matches, in their clause (critics scoff at ...), or in
    the predicate after the number (... is a chimera). Names are not looked at.

    Args:
        reading: The text.
        number: The number.
        spans: The words of the sentence that match the record.
        known: Stems of the known words.
    """
    start, end = reading.sentence(number)
    inside = [span for span in spans if start <= span[0] < end]
    head = min([number.core_start, *(span[0] for span in inside)])
    tail = max(number.core_end, number.end)
    text = reading.searchable
    before = max([start, *(match.end() for match in _CLAUSE_END.finditer(text, start, head))])
    if (found := _unknown(reading, (before, head), start, known)) is not None:
        return found
    match = _CLAUSE_END.search(text, tail, end)
    after = tail, match.start() if match else end
    link = _LINK.search(text, *after)
    return _unknown(reading, (link.end(), after[1]), start, known) if link else None


def _unknown(reading: Reading, span: Span, start: int, known: frozenset[str]) -> Span | None:
    names = [(one.start, one.end) for one in (*reading.places, *reading.organizations)]
    for match in _WORD.finditer(reading.searchable, *span):
        at, last = match.span()
        # A capital inside a sentence marks a name.
        if reading.text[at].isupper() and reading.text[start:at].strip():
            continue
        if stem(match.group()) in known:
            continue
        if not any(low < last and at < high for low, high in names):
            return at, last
    return None
