"""Whether a number is stated as an aim or as a fact."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Literal

from chinaindpolicy.auditing.numbers import Number
from chinaindpolicy.auditing.reading import Reading
from chinaindpolicy.auditing.sentences import Span
from chinaindpolicy.auditing.vocabulary import word_pattern

Mood = Literal["target", "task", "fact", "met", "missed", "none"]

_BY_YEAR = re.compile(r"(?<![a-z])by (?:the (?:end|close) of )?20[0-9]{2}|到\s?20[0-9]{2}\s?年")
# A noun such as "target" in a later clause does not make the number an aim.
_AIM_VERB = re.compile(
    r"will|should|wants?|aims|hopes?|expects?|calls?|asks?|strive|intends|is |are |plans to"
    r"|要|将|力争|提出|要求|争取|拟"
)
# A label in brackets after a number: 1,000 (target), 1,299 (result).
_LABEL = re.compile(
    r"(?:\s*[a-z-]+){0,4}?\s*[(（]\s*(?:(?:19|20)[0-9]{2}年?\s*)?(?:the )?"
    r"(?:(targets?|plan(?:ned)?|goals?|aims?|目标|计划|规划)|(?:results?|actual(?:ly)?|outcomes?|achieved|realized|realised"
    r"|实际|结果|完成))(?:值|数|情况)?(?: (?:for )?(?:19|20)[0-9]{2})?\s*[)）]"
)

# The participle of a present passive, "are built", may be that of an aim.
_PRESENT_BEFORE = re.compile(r"(?<![a-z])(?:is|are|be|being)(?: newly| \w+ly)?(?: \w+ed and)? $")
# A participle after its noun: investment attracted grows.
_PRESENT_AFTER = re.compile(r" (?:amounts|grows|reaches|is|are|totals|makes|rises)(?![a-z])")


@functools.cache
def _moods() -> tuple[tuple[Mood, re.Pattern[str]], ...]:
    return (
        ("missed", word_pattern("mood", "missed")),
        ("met", word_pattern("mood", "met")),
        ("fact", word_pattern("mood", "fact")),
        ("target", word_pattern("mood", "target")),
        ("fact", word_pattern("mood", "past")),
        ("task", word_pattern("mood", "task")),
        ("fact", word_pattern("mood", "weak_past")),
    )


@functools.cache
def _inner_imperative() -> re.Pattern[str]:
    return re.compile(rf"[,;:]\s+(?:and )?(?:{word_pattern('mood', 'imperative').pattern})(?=\s)")


def mood(reading: Reading, number: Number) -> tuple[Mood, Span | None, bool]:
    """Return whether a number is stated as an aim or as a fact.

    Args:
        reading: The text.
        number: The number.

    Returns:
        The mood, the words that show it, and whether they are in the clause of the number.
    """
    sentence, clause = reading.sentence(number), reading.clause(number)
    if label := _LABEL.match(reading.plain, max(number.end, number.core_end)):
        return "target" if label[1] else "fact", label.span(), True
    for one, pattern in _moods()[:-1]:
        text = reading.masked(number, clause)
        if match := next(_found(pattern, text), None):
            return one, (clause[0] + match.start(), clause[0] + match.end()), True
    if aim := _named_aim(reading, number):
        return "target", aim, False
    before = (sentence[0], clause[0])
    after = (clause[1], sentence[1])
    for span in (before, after, clause):
        text = reading.masked(number, span)
        for one, pattern in _moods():
            if span is after and one in ("missed", "met"):
                continue
            matches = list(_found(pattern, text))
            if span is after and one == "target":
                matches = [match for match in matches if _AIM_VERB.match(match.group())]
            if matches:
                match = matches[-1]
                return one, (span[0] + match.start(), span[0] + match.end()), False
    text = reading.masked(number, sentence)
    lead = re.compile(rf"[\s—-]*(?:{word_pattern('mood', 'imperative').pattern})").match(text)
    if lead:
        return "target", (sentence[0], sentence[0] + lead.end()), False
    inner = _inner_imperative().search(text, 0, number.core_start - sentence[0])
    if inner:
        return "target", (sentence[0] + inner.start(), sentence[0] + inner.end()), False
    by = _BY_YEAR.search(text)
    if by:
        return "target", (sentence[0] + by.start(), sentence[0] + by.end()), False
    return "none", None, False


def _found(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a mood; a participle in the present is no word of the past."""
    past = word_pattern("mood", "past")
    for match in pattern.finditer(text):
        if pattern is not past or not (
            _PRESENT_BEFORE.search(text[max(0, match.start() - 24) : match.start()])
            or _PRESENT_AFTER.match(text, match.end())
        ):
            yield match


def _named_aim(reading: Reading, number: Number) -> Span | None:
    """Return the words after a number, up to the next sentence, that name it as an aim."""
    pattern = word_pattern("mood", "named_aim")
    match = pattern.search(reading.searchable, number.core_end, reading.sentence(number)[1])
    at = reading.sentence_index(number.core_start) + 1
    if match is None and at < len(reading.sentences) and not reading.has_number(at):
        match = pattern.search(reading.searchable, *reading.sentences[at])
    return match.span() if match else None
