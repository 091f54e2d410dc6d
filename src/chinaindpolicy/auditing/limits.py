"""Words that limit a number to a whole, a sector or a derived thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chinaindpolicy.auditing.vocabulary import Concept, word_pattern

if TYPE_CHECKING:
    from chinaindpolicy.auditing.sentences import Span

# The whole of a percentage, and wholes that any rate can have.
_WHOLE = re.compile(r"\s*(?:of\s+|的)(?P<whole>[^,.;:()，。；、]{1,40})")
_GENERIC_WHOLE = re.compile(
    r"(?:the |all |its |their |these |total )*"
    r"(?:time|cases?|instances?|occasions|total|it|them|all)(?![a-z])"
)
# A sector of the economy that limits a number.
_SECTOR = re.compile(
    r"(?<![a-z])in (?:the |its |china's |our )?(?P<sector>[a-z]+(?: [a-z]+){0,2}) "
    r"(?:sector|industry)(?![a-z])"
)
_GENERIC_SECTOR = re.compile(
    r"(?:same|whole|entire|this|that|relevant|private|public|state|domestic|chinese|local|national|global)"
)


def whole_fits(text: str, end: int, concept: Concept) -> bool:
    """Return False if a percentage is one of a whole that no word of the indicator names."""
    match = _WHOLE.match(text, end)
    if match is None or _GENERIC_WHOLE.match(match["whole"]):
        return True
    return _names(text, concept, match.start("whole"), match.end())


def is_derived(text: str, span: Span, concept: Concept) -> bool:
    """Return True if matched words are a part of a longer noun: "vehicle parts", 汽车库存."""
    for match in (
        word_pattern("scope", "derived").match(text, span[1] + 1),
        word_pattern("scope", "derived_zh").match(text, span[1]),
    ):
        if match is not None and not _names(text, concept, *match.span()):
            return True
    return False


def sector_fits(text: str, clause: Span, concept: Concept) -> bool:
    """Return False if the number is one of a sector that no word of the indicator names."""
    first, last = clause
    return all(
        _names(text, concept, match.start("sector"), match.end("sector"))
        for match in _SECTOR.finditer(text, max(first, 0), last)
        if not _GENERIC_SECTOR.match(match["sector"])
    )


def _names(text: str, concept: Concept, first: int, last: int) -> bool:
    """Return True if a word of the indicator matches within a part of the sentence."""
    patterns = [concept.phrases]
    for group in (concept.head, *concept.groups):
        patterns += [group.ok, group.open]
    return any(
        hit.start() < last and first < hit.end()
        for pattern in patterns
        if pattern is not None
        for hit in pattern.finditer(text)
    )
