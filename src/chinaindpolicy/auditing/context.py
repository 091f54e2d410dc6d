"""Traits of a number from the words around it, and their comparison with a field of a record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chinaindpolicy.auditing.attachment import place_of, sources_of, years_of
from chinaindpolicy.auditing.comparing import State
from chinaindpolicy.auditing.denials import negation
from chinaindpolicy.auditing.moods import Mood, mood
from chinaindpolicy.auditing.names import Named
from chinaindpolicy.auditing.objections import is_change, qualifier, stated_direction
from chinaindpolicy.auditing.reading import Reading, within
from chinaindpolicy.auditing.sentences import Span
from chinaindpolicy.auditing.vocabulary import word_pattern, words
from chinaindpolicy.auditing.year_parts import part_of_year

if TYPE_CHECKING:
    from chinaindpolicy.auditing.index import AuditIndex
    from chinaindpolicy.auditing.numbers import Number

CARRIED = "from an earlier sentence"
TraitName = Literal[
    "indicator", "value", "comparator", "unit", "period", "region", "subject", "source", "kind"
]


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait of a number compared with a field of a record.

    Attributes:
        name: The trait.
        state: `ok`, `open` or `wrong`.
        reason: Reason of the claim if the trait is not `ok`.
        record: The field of the record, as text.
        spans: The words of the text that were compared.
        text: Explanation, if there is one.
    """

    name: TraitName
    state: State
    reason: str = ""
    record: str = ""
    spans: tuple[Span, ...] = ()
    text: str = ""


_SAYS = re.compile(
    r"\s*(?:says?|asks?|wants?|calls?|requires?|proposes?|sets?|states?|promises?|aims?|lists?)(?![a-z])"
    r"|[^，。]{0,4}(?:提出|要求|明确|指出|规定)"
)


class Context:
    """Traits of a number from the words around it; the same for all records."""

    def __init__(self, reading: Reading, number: Number, index: AuditIndex) -> None:
        """Read the sentence of a number.

        Args:
            reading: The text.
            number: The number.
            index: Indexes of the dataset.
        """
        self.reading = reading
        self.number = number
        self.index = index
        self.sentence = reading.sentence(number)
        self.clause = reading.clause(number)
        self.mood: Mood
        self.mood, self.mood_span, self.mood_certain = mood(reading, number)
        self.places = place_of(reading, number)
        self.years = years_of(reading, number)
        self.sources = sources_of(reading, number)
        self.china = self._first("scope", "china")
        self.world = self._first("scope", "world")
        self.part = part_of_year(reading, number)
        self.direction = stated_direction(reading, number)
        self.is_change = is_change(reading, number)
        self.negation = negation(reading, number)
        self.asked = reading.is_question(self.sentence)
        self.qualifier = qualifier(reading, number)
        self.anaphor = reading.has_anaphor(self.sentence)
        self.policy_kinds = self._policy_kinds()

    def _first(self, table: str, key: str) -> Span | None:
        text = self.reading.searchable
        taken = [(one.start, one.end) for one in within(self.reading.organizations, *self.sentence)]
        for match in word_pattern(table, key).finditer(text, *self.sentence):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                return match.span()
        return None

    def _policy_kinds(self) -> dict[str, Span]:
        found: dict[str, Span] = {}
        text = self.reading.searchable
        start, end = self.sentence
        for kind in words()["policy_kinds"]:
            for match in word_pattern("policy_kinds", kind).finditer(text, start, end):
                lead = text[start : match.start()]
                leads = len(lead) < (15 if re.search("[\u3400-\u9fff]", lead) else 50)
                if leads or _SAYS.match(text, match.end()):
                    found[kind] = match.span()
                    break
        return found

    def firms(self) -> list[Named]:
        """Return the firms that the sentence names as a subject, not as a source."""
        found: list[Named] = []
        for one in within(self.reading.organizations, *self.sentence):
            if one.id in self.index.attributed:
                continue
            listed = one.id.startswith("other:")
            known_firm = one.id in self.index.firms
            if listed and one.id.removeprefix("other:") in words()["lists"]["other_sources"]:
                continue
            if listed or known_firm:
                found.append(one)
        return found

    def carried_firms(self) -> list[Named]:
        """Return the firms of the sentences before, the nearest first."""
        index = self.reading.sentence_index(self.number.core_start)
        low = self.reading.sentences[max(0, index - 2)][0]
        return within(self.reading.organizations, low, self.sentence[0])[::-1]
