"""Record stubs: the expressions of quantity of a text as rows of a collection.

A stub contains the parsed value, its claim as `extract` reads it, and a position that `locate`
finds. `stub_yaml` writes stubs as YAML.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from chinaindpolicy.curation.source_text import (
    Paragraph,
    PlaceError,
    locate_evidence,
    locate_expression,
    paragraphs,
    sentences,
)
from chinaindpolicy.extraction.candidates import Candidate
from chinaindpolicy.extraction.context import Context
from chinaindpolicy.extraction.extract import iter_candidates
from chinaindpolicy.quantity.find import find_quantities
from chinaindpolicy.quantity.types import Mention

_HAN = "\u3400-\u9fff"
_TOKEN = re.compile(rf"[^\W{_HAN}]+|\S")
# The maximum number of context words that distinguish an expression from equal ones.
_MOST_CONTEXT = 80


@dataclass(frozen=True, slots=True)
class Stub:
    """An expression of quantity and its locator.

    Attributes:
        table: `targets` or `figures` for a possible value, else `mentions`.
        paragraph: The number of its paragraph.
        mention: The parsed expression, with offsets in the whole text.
        at: A longer expression that contains it and occurs once in the paragraph; empty if there
            is no such expression and it cannot be located.
        candidate: The claim of the expression; None if it makes no claim.
        official: Whether a public body states the value: the document is one of its own, or it
            is the baseline of a target.
        baseline_unit: The unit of the value that the claim is compared with, if it names one.
        given: Values of keys that are known already.
    """

    table: str
    paragraph: int
    mention: Mention
    at: str
    candidate: Candidate | None = None
    baseline_unit: str | None = None
    official: bool = False
    given: Mapping[str, str] = field(default_factory=dict[str, str])


def find_stubs(text: str) -> Iterator[Stub]:
    r"""Yield a stub for every expression of quantity of a text, in reading order.

    Each paragraph is read separately, because a located expression is within one paragraph.

    Example:
        >>> text = "Notice of 2026\nOutput will exceed 5 billion yuan by 2030."
        >>> [(stub.table, stub.at) for stub in find_stubs(text)][1:]
        [('targets', 'exceed 5 billion yuan'), ('mentions', '2030')]
    """
    claims = _Claims.of(text)
    for part in paragraphs(text):
        bounds = list(sentences(text, part.start, part.end))
        for found in find_quantities(text[part.start : part.end]):
            yield _stub(text, part, bounds, _moved(found, part.start), claims)


def stub_of(text: str, mention: Mention, table: str | None, given: Mapping[str, str]) -> Stub:
    """Return the stub of one expression.

    Args:
        text: The text.
        mention: The expression, with offsets of the text.
        table: `targets` or `figures`; None to guess it.
        given: Values of keys that are known already.

    Raises:
        PlaceError: If the expression is not within one paragraph.
    """
    start, end = mention.char_start, mention.char_end
    part = next((one for one in paragraphs(text) if one.start <= start and end <= one.end), None)
    if part is None:
        raise PlaceError(f"{mention.text!r} at {start}-{end} is not within one paragraph")
    bounds = list(sentences(text, part.start, part.end))
    return _stub(text, part, bounds, mention, _Claims.of(text), table, given)


@dataclass(frozen=True)
class _Claims:
    """The candidates of a text by their place, and the context from its title."""

    starts: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    bases: frozenset[int]
    units: Mapping[int, str | None]
    official: bool

    @classmethod
    @lru_cache(maxsize=2)
    def of(cls, text: str) -> _Claims:
        context = Context()
        found = tuple(iter_candidates(text, context=context))
        bases = {
            each.baseline_value.char_start
            for each in found
            if each.baseline_value and each.kind == "target"
        }
        units = {each.char_start: each.quantity.unit for each in found}
        starts = tuple(each.char_start for each in found)
        return cls(starts, found, frozenset(bases), units, context.official)

    def at(self, mention: Mention) -> Candidate | None:
        """Return the candidate that overlaps a mention."""
        place = max(0, bisect_left(self.starts, mention.char_start) - 1)
        for candidate in self.candidates[place : place + 2]:
            if candidate.char_start < mention.char_end and mention.char_start < candidate.char_end:
                return candidate
        return None


def _stub(
    text: str,
    part: Paragraph,
    bounds: Iterable[tuple[int, int]],
    mention: Mention,
    claims: _Claims,
    table: str | None = None,
    given: Mapping[str, str] | None = None,
) -> Stub:
    sentence = next(
        (each for each in bounds if each[0] <= mention.char_start < each[1]),
        (part.start, part.end),
    )
    candidate = claims.at(mention)
    table = table or _table(mention, candidate)
    base = candidate.baseline_value if candidate else None
    return Stub(
        table,
        part.number,
        mention,
        _unique(text, part, sentence, mention, table),
        candidate,
        claims.units.get(base.char_start) if base else None,
        claims.official or mention.char_start in claims.bases,
        given or {},
    )


def _table(mention: Mention, candidate: Candidate | None) -> str:
    """Return the table of an expression; conditions and counts without indicator are mentions."""
    if mention.role != "indicator" or mention.quantity is None:
        return "mentions"
    if candidate is None:
        return "figures"
    tables = {"target": "targets", "observed": "figures", "forecast": "figures"}
    return tables.get(candidate.kind, "mentions")


def _moved(mention: Mention, by: int) -> Mention:
    start, end = mention.char_start + by, mention.char_end + by
    return Mention(start, end, mention.text, mention.role, mention.quantity)


def _unique(
    text: str, part: Paragraph, sentence: tuple[int, int], mention: Mention, table: str
) -> str:
    """Return the shortest text around the mention with which `locate` finds it."""
    for start, end in _contexts(text, part, sentence, mention):
        at = text[start:end]
        if _finds(text, part, mention, at, table):
            return at
    return ""


def _finds(text: str, part: Paragraph, mention: Mention, at: str, table: str) -> bool:
    """Return True if the text locates this mention and no other."""
    try:
        if table == "mentions":
            bounds = locate_expression(text, at, part.start, part.end, at)
        else:
            bounds = locate_evidence(text, part, at)
        found = locate_expression(text, mention.text, *bounds, at)
    except PlaceError:
        return False
    return found == (mention.char_start, mention.char_end)


def _contexts(
    text: str, part: Paragraph, sentence: tuple[int, int], mention: Mention
) -> Iterator[tuple[int, int]]:
    """Yield longer and longer spans around a mention: first in its sentence, then beyond it."""
    start, end = mention.char_start, mention.char_end
    yield start, end
    for low, high in (sentence, (part.start, part.end)):
        begin = max(low, start - 600)
        before = [token.start() for token in _TOKEN.finditer(text, begin, start)]
        after = (token.end() for token in _TOKEN.finditer(text, end, min(high, end + 600)))
        for _ in range(_MOST_CONTEXT):
            left, right = before.pop() if before else None, next(after, None)
            if left is not None:
                start = left
                yield start, end
            if right is not None:
                end = right
                yield start, end
            if left is None and right is None:
                break
