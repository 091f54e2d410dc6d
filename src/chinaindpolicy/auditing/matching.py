"""Indicators that the words around a number identify."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chinaindpolicy.auditing.limits import is_derived, sector_fits, whole_fits
from chinaindpolicy.auditing.nouns import is_own_noun, noun_span
from chinaindpolicy.auditing.numbers import Number, counts
from chinaindpolicy.auditing.patterns import NUMBER, OTHER_NUMBER, Group, Quality
from chinaindpolicy.auditing.reading import Reading
from chinaindpolicy.auditing.sentences import Span
from chinaindpolicy.auditing.vocabulary import Concept, word_pattern

_SEPARATOR = re.compile(
    r"[,，、:：;；]|(?<![a-z])(?:(?<!small\s)(?<!science\s)(?<!scientific\s)(?<!research\s)(?<!equipment\s)and|while|but|whereas|or)(?![a-z])|[和与及]|而|但"
)
_CHINESE = re.compile("[\u3400-\u9fff]")
_FAR = 60.0
_WINDOW = 450
# The number counts things of the sentence before, or is the figure of it.
_PRONOUN = re.compile(
    rf"{NUMBER}+\s*(?:of\s+)?(?:them|these|those|which)(?![a-z])"
    r"|(?<![a-z])(?:the|this|that|whose|its) (?:number|figure|total|value|amount|sum)(?![a-z])"
    r"|(?<![a-z])(?:that|this|it) (?:is|was|would be|will be|means|meant|equals|represents|makes)"
    rf"(?: an?| a rise| growth| an increase| some| of| about| over| more than){{0,4}} {NUMBER}"
    r"|(?:这一|该|上述|这个)(?:数字|数量|数值|数据|指标|总数)"
)


@dataclass(frozen=True, slots=True)
class Match:
    """An indicator that the words around a number identify.

    Attributes:
        concept: The words of the indicator.
        quality: `ok`; `open` if one of the words leaves the indicator open; `wrong` if the words
            name another trait of the same indicator.
        reason: The trait, if the quality is `wrong`.
        spans: The words that matched, with offsets in the text.
        strength: Number of matched characters.
        cost: Distance between the number and the head, with separators.
        partial: True if the head matches, and a further group does not.
        threshold: True if the number belongs to the definition of the indicator.
    """

    concept: Concept
    quality: Quality
    reason: str
    spans: tuple[Span, ...]
    strength: int
    cost: float
    partial: bool = False
    threshold: bool = False


@dataclass(frozen=True, slots=True)
class _Hit:
    quality: Quality
    span: Span
    cost: float
    reason: str = ""


def _clipped(sentence: Span, number: Number) -> Span:
    """Return the part of a long sentence around a number."""
    low, high = number.core_start - _WINDOW, number.core_end + _WINDOW
    return max(sentence[0], low), min(sentence[1], high)


class Matcher:
    """Finds the indicators of a number by the words of its sentence."""

    def __init__(self, reading: Reading, number: Number) -> None:
        """Prepare the sentence of a number.

        Args:
            reading: The text.
            number: The number.
        """
        self.reading = reading
        self.number = number
        self.sentence = _clipped(reading.sentence(number), number)
        self.clause = _clipped(reading.clause(number), number)
        self.text = reading.masked(number, self.sentence)
        self.offset = self.sentence[0]
        self.core = (number.core_start - self.offset, number.core_end - self.offset)
        self.chinese = _CHINESE.search(self.text) is not None
        self.noun = (
            noun_span(self.text, self.core[1], chinese=self.chinese)
            if counts(number.quantity.unit)
            else None
        )

    def match(self, concept: Concept, *, threshold: bool = False) -> Match | None:
        """Return how the words around the number match an indicator; None if they do not.

        Args:
            concept: The words of the indicator.
            threshold: True if the number is compared with the threshold of the definition.
        """
        phrase = self._phrase(concept)
        head = phrase or self._head(concept, threshold=threshold) or self._earlier_head(concept)
        if head is None or self._excluded(concept, head):
            return None
        quality, reason = head.quality, head.reason
        spans = [head.span]
        partial = False
        for group in concept.groups:
            hit = self._group(group, head, across=concept.threshold is not None)
            if hit is None:
                # A name or an alias of the indicator identifies it by itself.
                partial = partial or phrase is None
                continue
            if hit.quality == "wrong" and quality != "wrong":
                quality, reason = "wrong", hit.reason
            elif hit.quality == "open" and quality == "ok":
                quality = "open"
            if hit.span[1] > hit.span[0]:
                spans.append(hit.span)
        if quality == "ok" and any(is_derived(self.text, span, concept) for span in spans):
            quality, reason = "open", "subject"
        if quality == "ok" and any(self._is_negated(span) for span in spans):
            quality, reason = "open", "value"
        if quality == "ok" and not self._limits_fit(concept):
            quality, reason = "open", "denominator"
        covered: set[int] = set()
        for start, end in spans:
            covered.update(range(start, end))
        placed = tuple(sorted({self._placed(span) for span in spans}))
        return Match(concept, quality, reason, placed, len(covered), head.cost, partial, threshold)

    def _is_negated(self, span: Span) -> bool:
        """Return True if a Chinese negation precedes matched words: 不缺人才."""
        return self.text[max(0, span[0] - 1) : span[0]] in ("不", "未", "没", "非")

    def _limits_fit(self, concept: Concept) -> bool:
        """Return False if the number is one of a whole or sector of another thing."""
        percent = self.number.quantity.unit == "percent"
        clause = max(self.clause[0] - self.offset, 0), self.clause[1] - self.offset
        return (not percent or whole_fits(self.text, self.core[1], concept)) and sector_fits(
            self.text, clause, concept
        )

    def _placed(self, span: Span) -> Span:
        return span[0] + self.offset, span[1] + self.offset

    def _phrase(self, concept: Concept) -> _Hit | None:
        if concept.phrases is None:
            return None
        hits = list(self._hits(concept.phrases, "ok"))
        return self._nearest(hit for hit in hits if self._reachable(hit))

    def _hits(
        self, pattern: re.Pattern[str] | None, quality: Quality, reason: str = ""
    ) -> Iterable[_Hit]:
        if pattern is None:
            return
        for match in pattern.finditer(self.text):
            yield _Hit(quality, match.span(), self._cost(match.span()), reason)

    @staticmethod
    def _nearest(hits: Iterable[_Hit]) -> _Hit | None:
        return min(hits, key=lambda hit: hit.cost, default=None)

    def _cost(self, span: Span) -> float:
        start, end = self.core
        if span[0] < end and start < span[1]:
            return 0.0
        between = self.text[span[1] : start] if span[1] <= start else self.text[end : span[0]]
        scale = 3.0 if _CHINESE.search(between) else 8.0
        separators = len(_SEPARATOR.findall(between))
        others = len(re.findall(f"{OTHER_NUMBER}+", between))
        # After an English rate or sum, the measured noun may follow; it usually precedes.
        behind = 2.0 if span[0] >= end else 0.0
        return len(between) / scale + 5.0 * separators + 10.0 * others + behind

    def _head(self, concept: Concept, *, threshold: bool) -> _Hit | None:
        group = concept.head
        hits = [*self._hits(group.ok, "ok"), *self._hits(group.open, "open")]
        for reason, pattern in group.wrong:
            hits.extend(self._hits(pattern, "wrong", reason))
        near = [hit for hit in hits if hit.cost <= _FAR]
        if not threshold:
            near = [hit for hit in near if self._reachable(hit, concept)]
            if self.noun is None and counts(self.number.quantity.unit) and self.chinese:
                near = [hit for hit in near if hit.span[0] < self.core[0]]
            if self.noun is not None:
                first, last = self.noun
                near = [hit for hit in near if hit.span[0] < last + 1 and hit.span[1] > first - 1]
        # Of overlapping matches, the longer one names the thing.
        kept = [
            hit
            for hit in near
            if not any(
                other.span != hit.span
                and other.span[0] <= hit.span[0]
                and hit.span[1] <= other.span[1]
                for other in near
                if other.quality != hit.quality
            )
        ]
        return self._nearest(kept)

    def _earlier_head(self, concept: Concept) -> _Hit | None:
        """Return the head in the sentence before, for "of them", "the figure", and an answer."""
        question = self.reading.question_before(self.sentence) is not None and self.noun is None
        if not question and not _PRONOUN.search(self.text):
            return None
        return self._from_earlier(concept.head)

    def _reachable(self, hit: _Hit, concept: Concept | None = None) -> bool:
        """Return False if there is another number with its own noun in between."""
        start, end = self.core
        if hit.span[0] < end and start < hit.span[1]:
            return True
        if hit.span[0] >= end:
            after = self.text[end : hit.span[0]]
            listed = self.noun is not None and hit.span[0] <= self.noun[1]
            aside = after.startswith((",", "，")) and len(after) < 12
            apart = _SEPARATOR.search(after[1:] if aside else after) is not None
            # The number of a threshold may precede the noun: 15家营收过百亿元的企业.
            defined = listed and concept is not None and concept.threshold is not None
            return (defined or OTHER_NUMBER not in after) and (listed or not apart)
        between = self.text[hit.span[1] : start]
        cut = between.rfind(OTHER_NUMBER)
        if cut < 0:
            return True
        own = between[cut + 1 :]
        if concept is not None:
            # Words of the indicator itself are not the noun of another thing.
            for group in (concept.head, *concept.groups):
                own = group.ok.sub(" ", own) if group.ok else own
        return not is_own_noun(own)

    def _own_text(self, head: _Hit) -> str:
        """Return the text of the number's clause and of the head's clause, up to other numbers."""
        start, end = self.core
        first = self.clause[0] - self.offset
        last = self.clause[1] - self.offset
        before = self.text[first:start]
        cut = before.rfind(OTHER_NUMBER)
        if cut >= 0:
            first = first + cut + 1
            # In a list of counts, the words before a separator are the noun of the other number.
            if self.noun is not None and (match := _SEPARATOR.search(self.text, first, start)):
                first = match.end()
        after = self.text[end:last]
        cut = after.find(OTHER_NUMBER)
        if cut >= 0:
            last = end + cut
        own = self.text[first:last]
        if 0 <= head.span[1] <= first or head.span[0] >= last:
            own += " " + self._around(head.span)
        return own

    def _around(self, span: Span) -> str:
        """Return the part of the sentence between separators that contains a span."""
        first = max(
            (match.end() for match in re.finditer(r"[,，、:：]", self.text[: span[0]])), default=0
        )
        match = re.compile(r"[,，、:：]").search(self.text, span[1])
        return self.text[first : match.start() if match else len(self.text)]

    def _excluded(self, concept: Concept, head: _Hit) -> bool:
        own = self._own_text(head)
        if concept.excluded is not None and concept.excluded.search(own):
            return True
        field = word_pattern("lists", "foreign_fields").search(own)
        if field is None:
            return False
        named = concept.phrases is not None and concept.phrases.search(self.text)
        return not named

    def _group(self, group: Group, head: _Hit, *, across: bool) -> _Hit | None:
        """Return the best match of a group; None if it is mandatory and has none.

        Args:
            group: The group.
            head: The match of the head.
            across: True if words after another number count, such as those of a threshold.
        """
        fine = self._nearest(
            hit for hit in self._hits(group.ok, "ok") if across or self._same_part(hit)
        )
        own_start, own_end = self.clause[0] - self.offset, self.clause[1] - self.offset
        for reason, pattern in group.wrong:
            for hit in self._hits(pattern, "wrong", reason):
                inside = own_start <= hit.span[0] < own_end or self._overlaps(hit.span, head.span)
                nearer = fine is None or hit.cost < fine.cost
                contains = (
                    fine is not None and hit.span[0] <= fine.span[0] and fine.span[1] <= hit.span[1]
                )
                if inside and nearer and not contains and self._belongs(hit):
                    return hit
        unclear = self._nearest(
            hit for hit in self._hits(group.open, "open") if across or self._same_part(hit)
        )
        if fine is not None and unclear is not None:
            covered = unclear.span[0] <= fine.span[0] and fine.span[1] <= unclear.span[1]
            return unclear if covered else fine
        found = fine or unclear
        if found is not None:
            return found
        if group.absent == "open" and (earlier := self._from_earlier(group)):
            return earlier
        if group.absent is not None:
            return _Hit(group.absent, (head.span[0], head.span[0]), 0.0)
        return self._from_earlier(group)

    def _same_part(self, hit: _Hit) -> bool:
        """Return False for words after another number that follows the audited one."""
        if hit.span[0] < self.core[1]:
            return True
        between = self.text[self.core[1] : hit.span[0]]
        return OTHER_NUMBER not in self.text[self.core[1] : hit.span[1]] and not (
            re.search(r"[,，;；]", between) and self._next_number_clause(hit)
        )

    def _next_number_clause(self, hit: _Hit) -> bool:
        """Return True if the words are in a later clause that has a number of its own."""
        return OTHER_NUMBER in self._around(hit.span)

    def _belongs(self, hit: _Hit) -> bool:
        """Return False if there is another number or a separator between a word and the number."""
        if hit.span[0] >= self.core[1]:
            between = self.text[self.core[1] : hit.span[0]]
            return OTHER_NUMBER not in between and _SEPARATOR.search(between) is None
        return OTHER_NUMBER not in self.text[hit.span[1] : self.core[0]]

    @staticmethod
    def _overlaps(first: Span, second: Span) -> bool:
        return first[0] < second[1] and second[0] < first[1]

    def _from_earlier(self, group: Group) -> _Hit | None:
        """Return a match in the sentence before, if the sentence refers to it."""
        index = self.reading.sentence_index(self.number.core_start)
        if not index or not self.reading.has_anaphor(self.sentence) or group.ok is None:
            return None
        start, end = self.reading.sentences[index - 1]
        match = group.ok.search(self.reading.searchable, start, end)
        if match is None:
            return None
        return _Hit("ok", (match.start() - self.offset, match.end() - self.offset), _FAR)
