"""Extraction of claims from a text: `extract`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.extraction.candidates import Candidate, CandidateKind, Part
from chinaindpolicy.extraction.chinese_periods import chinese_periods
from chinaindpolicy.extraction.chinese_phrases import Phrase, Span, chinese_phrase, without_time
from chinaindpolicy.extraction.context import Context
from chinaindpolicy.extraction.cues import Cue, cues, is_negated
from chinaindpolicy.extraction.english_periods import english_periods
from chinaindpolicy.extraction.english_phrases import english_phrase
from chinaindpolicy.extraction.kinds import (
    KindWords,
    changes_target,
    kind_of,
    name_of_aim,
    sets_no_aim,
    states_nothing,
)
from chinaindpolicy.extraction.layout import Sentence, is_chinese, joined, split_sentences
from chinaindpolicy.extraction.lists import paired, split_years, with_role_of
from chinaindpolicy.extraction.objects import object_of
from chinaindpolicy.extraction.parties import (
    RegionWords,
    actor_of,
    is_place,
    nearest_region,
    place_part,
    region_words,
)
from chinaindpolicy.extraction.periods import TimeWord, until
from chinaindpolicy.extraction.relations import Relations, group_of, relate, thresholds
from chinaindpolicy.quantity.find import find_quantities
from chinaindpolicy.quantity.types import Mention
from chinaindpolicy.quantity.units import units

__all__ = ["extract", "iter_candidates"]

Language = Literal["en", "zh"]
_CLAUSE = re.compile(r"[，。；！？：;:\n]|,(?![0-9])")
_CONJUNCTION = re.compile(r"\s*(?:、|和|及|与|以及|,? and)\s*")
_CONVERSION = re.compile(r"(?i:[^,.;，。；]{0,3}[(（](?:about |around |approximately |约合?)?)")
_COMPANY = re.compile(r"(?i:company|group)$|公司$|集团$")


@public
@checked
def extract(text: str, *, lang: Language | None = None) -> tuple[Candidate, ...]:
    """Extract the claims of a text: each number with its indicator, region and period.

    The rules are deterministic and use no network. Deadline, period, indicator and kind may come
    from an earlier sentence of the paragraph or from the heading.

    Args:
        text: any `str`: a sentence, a page or a whole document with headings.
        lang: `zh` or `en`; default: decided for each sentence.

    Returns:
        The candidates in order of their place. Numbers of another role, such as dates, ordinals
        and names, are left out.

    Raises:
        ArgumentError: If `text` is not a `str`. It is a TypeError.
        UnknownNameError: If `lang` is another word.

    Example:
        >>> import chinaindpolicy as cip
        >>> text = "到2027年，软件业务收入力争突破5000亿元，比2023年增长40%。"
        >>> [(found.indicator.text, found.kind, found.strength) for found in cip.extract(text)]
        [('软件业务收入', 'target', 'strive'), ('软件业务收入', 'target', 'strive')]
        >>> cip.extract(text)[1].baseline_period
        Part(text='2023年', char_start=25, char_end=30, value='2023')
    """
    if lang not in (None, "en", "zh"):
        raise UnknownNameError("language", lang, ("en", "zh"))
    return tuple(iter_candidates(text, lang))


def iter_candidates(
    text: str, lang: Language | None = None, context: Context | None = None
) -> Iterator[Candidate]:
    """Yield the claims of a text in order; a context of the caller keeps the headings."""
    whole = joined(text)
    context = context or Context()
    mentions = [
        mention
        for mention in find_quantities(text)
        if mention.role == "indicator" and mention.quantity is not None
    ]
    place = 0
    for sentence in split_sentences(whole):
        chinese = lang == "zh" if lang else is_chinese(whole[sentence.start : sentence.end])
        find = chinese_periods if chinese else english_periods
        times = list(find(whole, sentence.start, sentence.end))
        if not chinese:
            times = split_years(whole, times, (sentence.start, sentence.end))
        context.enter(whole, sentence, times, chinese=chinese)
        found: list[Mention] = []
        while place < len(mentions) and mentions[place].char_start < sentence.end:
            found.append(mentions[place])
            place += 1
        reader = _Reader(text, whole, sentence, chinese, context, times, found)
        yield from reader.candidates()


@dataclass
class _Reader:
    """The claims of one sentence."""

    text: str
    whole: str
    sentence: Sentence
    chinese: bool
    context: Context
    times: Sequence[TimeWord]
    mentions: list[Mention]
    idle: frozenset[int] = frozenset()
    regions: tuple[RegionWords, dict[int, re.Match[str]]] | None = None

    def candidates(self) -> Iterator[Candidate]:
        mentions = self.mentions = [each for each in self.mentions if not self._is_time(each)]
        if not mentions:
            if not self.sentence.is_heading:
                self.context.leave(self.times, None, None)
            return
        bounds = (self.sentence.start, self.sentence.end)
        limits = thresholds(self.whole, mentions, chinese=self.chinese)
        relations = relate(self.whole, mentions, self.times, bounds, limits, chinese=self.chinese)
        relations = self._in_lists(relations)
        found_cues = tuple(cues(self.whole[slice(*bounds)], chinese=self.chinese))
        actor = actor_of(self.whole, *bounds, chinese=self.chinese)
        masked = self._masked(limits)
        last: Phrase | None = None
        before = Phrase(None)
        earlier: Candidate | None = None
        kind: CandidateKind | None = None
        bases = {each.baseline for each in relations}
        self.idle = frozenset(
            number for number in range(len(mentions)) if self._states_nothing(number, found_cues)
        )
        for number, mention in enumerate(mentions):
            phrase = _without_times(self._phrase(masked, number, limits), self.times, self.whole)
            if number and _CONVERSION.fullmatch(self._between(number)):
                phrase = before
            elif (phrase.indicator is None or _is_base(number, bases, phrase)) and (
                number not in limits
            ):
                phrase = self._inherited(phrase, last)
            before = phrase
            words = self._words(number, found_cues, relations[number].time)
            words = words._replace(earlier=kind, is_pair=relations[number].baseline is not None)
            if relations[number].baseline is not None and changes_target(words):
                phrase, relations[number] = self._of_changed_target(phrase, relations[number])
            candidate = self._candidate(number, phrase, words, relations[number], actor)
            if candidate.kind == "target" and self._is_past(relations[number], mention, found_cues):
                candidate = replace(candidate, kind="observed", strength=None)
            if self._is_coordinated(number) and earlier and "none" not in (
                candidate.kind, earlier.kind
            ):  # fmt: skip
                candidate = replace(candidate, kind=earlier.kind, strength=earlier.strength)
                shared = relations[number - 1].baseline_time
                if relations[number].baseline_time is None and earlier.baseline_value is None:
                    relations[number] = relations[number]._replace(baseline_time=shared)
            if number in limits:
                group = group_of(self.whole, mention, limits[number], chinese=self.chinese)
                candidate = replace(
                    candidate, kind="threshold", strength=None, subject=self._part(group)
                )
            elif number in bases and _is_of_revised(number, relations, words):
                candidate = replace(candidate, kind="none", strength=None)
            elif number in bases and candidate.kind == "target":
                candidate = replace(candidate, kind="observed", strength=None)
            if number in bases and candidate.kind == "observed" and _is_due(relations[number].time):
                # "By 2027, 70 percent, up from 25 percent": 2027 is the period of the aim alone.
                relations[number] = relations[number]._replace(time=None)
            candidate = self._with_times(candidate, relations[number], mentions)
            condition = self._condition(number, limits)
            if candidate.kind not in ("threshold", "none"):
                candidate = replace(candidate, threshold=condition)
                last = phrase if phrase.indicator else last
                kind = kind if number in bases else candidate.kind
            earlier = candidate
            yield candidate
        self.context.leave(self.times, last, kind)

    def _is_past(self, related: Relations, mention: Mention, found: Sequence[Cue]) -> bool:
        """Return True for a value of a year before the plan, without a word of intent."""
        if related.time is None or not self.context.precedes_plan(related.time):
            return False
        end = mention.char_end - self.sentence.start
        return not any(cue.strong and cue.kind == "target" and cue.start < end for cue in found)

    def _of_changed_target(self, phrase: Phrase, related: Relations) -> tuple[Phrase, Relations]:
        """Return the indicator and the period of a target that the sentence changes."""
        start = self.sentence.start
        if name := name_of_aim(self.whole[start : self.sentence.end]):
            phrase = phrase._replace(indicator=(name[0] + start, name[1] + start))
        if related.time is None:
            related = related._replace(time=related.baseline_time, baseline_time=None)
        return phrase, related

    def _in_lists(self, relations: list[Relations]) -> list[Relations]:
        """Return the relations with the period of each number of a list."""
        times = self.times
        bounds = (self.sentence.start, self.sentence.end)
        spans = [(word.start, word.end) for word in times]
        pairs = paired(self.whole, self.mentions, spans, bounds, chinese=self.chinese)
        first: TimeWord | None = None
        for number, item in pairs.items():
            if first is None or number - 1 not in pairs or pairs[number - 1] != item - 1:
                first = times[item]
            word = with_role_of(first, times[item])
            related = relations[number]
            if word.role == "from":
                relations[number] = related._replace(baseline_time=word)
            else:
                relations[number] = related._replace(time=word)
        return relations

    def _regions(self) -> tuple[RegionWords, dict[int, re.Match[str]]]:
        """Return the words for places of the sentence, and those of the numbers of a list."""
        if self.regions is None:
            start, end = self.sentence.start, self.sentence.end
            words = region_words(self.whole, start, end, chinese=self.chinese)
            places = words[0]
            pairs = paired(
                self.whole, self.mentions, [each.span() for each in places], (start, end),
                chinese=self.chinese,
            )  # fmt: skip
            self.regions = words, {number: places[item] for number, item in pairs.items()}
        return self.regions

    def _words(self, number: int, found: tuple[Cue, ...], time: TimeWord | None) -> KindWords:
        mention, start = self.mentions[number], self.sentence.start
        due = _is_due(time)
        return KindWords(
            self.whole[start : self.sentence.end],
            mention.char_start - start,
            mention.char_end - start,
            found,
            self.context.kind(),
            self.chinese,
            due,
            time.start - start if time is not None and due else -1,
        )

    def _states_nothing(self, number: int, found: tuple[Cue, ...]) -> bool:
        quantity = self.mentions[number].quantity
        return quantity is not None and states_nothing(self._words(number, found, None), quantity)

    def _is_coordinated(self, number: int) -> bool:
        """Return True for the second of two values that only a conjunction separates."""
        return number > 0 and _CONJUNCTION.fullmatch(self._between(number)) is not None

    def _between(self, number: int) -> str:
        return self.whole[self.mentions[number - 1].char_end : self.mentions[number].char_start]

    def _is_time(self, mention: Mention) -> bool:
        return any(
            word.start < mention.char_end and mention.char_start < word.end for word in self.times
        )

    def _masked(self, limits: dict[int, int]) -> str:
        """Return the sentence with spaces for the conditions on members of groups."""
        base = self.sentence.start
        masked = self.whole[base : self.sentence.end]
        if self.chinese:
            return masked
        for number, start in limits.items():
            end = self.mentions[number].char_end - base
            if masked[end : end + 1] == ")":
                end += 1
            masked = f"{masked[: start - base]}{' ' * (end - start + base)}{masked[end:]}"
        return masked

    def _phrase(self, masked: str, number: int, limits: dict[int, int]) -> Phrase:
        mention = self.mentions[number]
        start = self.sentence.start
        for earlier in range(number - 1, -1, -1):
            if earlier in self.idle:
                continue
            if number in limits or earlier not in limits or self.chinese:
                start = self.mentions[earlier].char_end
                break
        bounds = (mention.char_start, mention.char_end, self.sentence.end)
        if not self.chinese:
            base = self.sentence.start
            words = self.whole[base : self.sentence.end] if number in limits else masked
            first, last, end = (place - base for place in bounds)
            return _shifted(english_phrase(words, start - base, first, last, end), base)
        clause = [
            match.end()
            for match in _CLAUSE.finditer(self.whole, start, bounds[0])
            if match[0] not in "：:" or self.whole[match.end() : bounds[0]].strip()
        ]
        unit = mention.quantity.unit if mention.quantity else None
        counts = unit is None or units()[unit].dimension.startswith("count")
        first = clause[-1] if clause else start
        phrase = chinese_phrase(self.whole, first, *bounds, counts=counts)
        if phrase.indicator is None and clause and self.whole[first - 1] in "：:":
            # "Coal: from 5 to 6 tonnes" names the indicator before the colon.
            before = clause[-2] if len(clause) > 1 else start
            return chinese_phrase(self.whole, before, *bounds, counts=counts)
        return phrase

    def _inherited(self, phrase: Phrase, last: Phrase | None) -> Phrase:
        earlier = last or self.context.phrase(self.sentence)
        if earlier is None:
            return phrase
        return Phrase(earlier.indicator, phrase.subject or earlier.subject, earlier.follows)

    def _candidate(
        self, number: int, phrase: Phrase, words: KindWords, related: Relations, actor: Part | None
    ) -> Candidate:
        mention = self.mentions[number]
        quantity = mention.quantity
        assert quantity is not None
        if number in self.idle:
            return Candidate(mention.text, mention.char_start, mention.char_end, quantity, "none")
        if sets_no_aim(words):
            return Candidate(
                mention.text, mention.char_start, mention.char_end, quantity, "none", negated=True
            )
        kind, strength = kind_of(words, quantity)
        before = self.whole[max(self.sentence.start, mention.char_start - 40) : mention.char_start]
        after = self.whole[mention.char_end : min(self.sentence.end, mention.char_end + 12)]
        base = related.baseline
        places, listed = self._regions()
        if number in listed:
            region: Part | None = place_part(listed[number])
            if self.chinese:
                phrase = _without_places(self.whole, phrase, places[0])
        else:
            region = nearest_region(self.whole, places, mention.char_start)
            if self.chinese:
                phrase = _without_region(self.whole, phrase, region)
        return Candidate(
            mention.text,
            mention.char_start,
            mention.char_end,
            quantity,
            kind,
            indicator=self._part(phrase.indicator),
            subject=self._subject(phrase, actor),
            object=self._part(
                object_of(self.whole, phrase.indicator, chinese=self.chinese)
                if phrase.indicator
                else None
            ),
            region=region or self.context.region,
            baseline_value=self._value(base) if base is not None else None,
            strength=strength,
            negated=is_negated(before, mention.text, after, chinese=self.chinese),
            actor=actor,
        )

    def _subject(self, phrase: Phrase, actor: Part | None) -> Part | None:
        """Return the owner of a value; places are regions, and no subject."""
        if phrase.subject is not None:
            part = self._part(phrase.subject)
            place = part is not None and is_place(part.text, chinese=self.chinese)
            return None if place else part
        return actor if actor and _COMPANY.search(actor.text) else None

    def _with_times(
        self, candidate: Candidate, related: Relations, mentions: Sequence[Mention]
    ) -> Candidate:
        if candidate.kind in ("none", "threshold"):
            return candidate
        word = related.time or self.context.time(candidate.kind)
        growth = candidate.quantity.measure == "growth"
        part = self._time(word, candidate.kind, growth=growth)
        compared = self._compared(related.baseline_time, part)
        if candidate.kind in ("target", "forecast"):
            return replace(candidate, deadline=part, baseline_period=compared)
        return replace(candidate, period=part, baseline_period=compared)

    def _time(self, word: TimeWord | None, kind: CandidateKind, *, growth: bool) -> Part | None:
        if word is None:
            return None
        value = word.resolved(self.context.year)
        if kind == "target" and word is self.context.title_time and not growth:
            # A level is due at the end of a plan; a yearly growth is that of all its years.
            value = until(value.rpartition("/")[2]) if value else None
        if kind not in ("target", "forecast") and value and value.startswith("../"):
            value = value[3:]
        return Part(self.text[word.start : word.end], word.start, word.end, value)

    def _compared(self, word: TimeWord | None, period: Part | None) -> Part | None:
        if word is None:
            return None
        value = word.value
        if value is None and word.shift is not None:
            year = self.context.year
            if year is None and period is not None and isinstance(period.value, str):
                years = re.findall(r"[0-9]{4}", period.value)
                year = int(years[-1]) if years else None
            value = word.resolved(year)
        return Part(self.text[word.start : word.end], word.start, word.end, value)

    def _condition(self, number: int, limits: dict[int, int]) -> Part | None:
        """Return the condition on the members that a number counts."""
        if number in limits or not limits:
            return None
        mention = self.mentions[number]
        for limit in limits:
            other = self.mentions[limit]
            if self.chinese:
                near = 0 <= mention.char_start - other.char_end <= 24
                gap = self.whole[other.char_end : mention.char_start]
                if near and "，" not in gap and limit == number - 1:
                    return self._value(limit)
            elif abs(limit - number) <= 2:
                between = self.whole[
                    min(mention.char_end, other.char_end) : max(
                        mention.char_start, other.char_start
                    )
                ]
                if not re.search(r"[.;]\s|, (?:and|while)", between):
                    return self._value(limit)
        return None

    def _value(self, number: int) -> Part:
        mention = self.mentions[number]
        assert mention.quantity is not None
        return Part(mention.text, mention.char_start, mention.char_end, mention.quantity.value)

    def _part(self, span: Span | None) -> Part | None:
        return None if span is None else Part(self.text[slice(*span)], *span)


def _without_times(phrase: Phrase, times: Sequence[TimeWord], text: str) -> Phrase:
    """Return a phrase without the period that it begins with: 2025 revenue."""
    span = phrase.indicator
    if span is None:
        return phrase
    start, end = span
    for word in times:
        if word.start <= start < word.end:
            start = word.end
            while start < end and not text[start].isalnum():
                start += 1
    if start == span[0]:
        return phrase
    return phrase._replace(indicator=(start, end) if end - start >= 2 else None)


def _shifted(phrase: Phrase, by: int) -> Phrase:
    """Return a phrase of a sentence with offsets of the text."""
    spans = [
        (span[0] + by, span[1] + by) if span else None
        for span in (phrase.indicator, phrase.subject)
    ]
    return Phrase(spans[0], spans[1], phrase.follows)


def _without_region(text: str, phrase: Phrase, region: Part | None) -> Phrase:
    """Return the phrase without the place that it begins with: 深圳市工业增加值."""
    span = phrase.indicator
    if span is None or region is None or region.char_start != span[0]:
        return phrase
    rest = without_time(text, region.char_end, span[1])
    return phrase._replace(indicator=rest) if rest[1] - rest[0] >= 2 else phrase


_AFTER_PLACES = re.compile("(?:等地?)?(?:[0-9一二三四五六七八九十]{1,2}(?:省市?|市|个?地区))?的?")


def _without_places(text: str, phrase: Phrase, places: Sequence[re.Match[str]]) -> Phrase:
    """Return the phrase after the list of places that it contains: 上海、江苏的投资."""
    span = phrase.indicator
    if span is None:
        return phrase
    last = max((each.end() for each in places if span[0] <= each.end() <= span[1]), default=0)
    if last:
        match = _AFTER_PLACES.match(text, last, span[1])
        last = match.end() if match else last
    return phrase._replace(indicator=(last, span[1])) if span[1] - last >= 2 and last else phrase


def _is_base(number: int, bases: set[int | None], phrase: Phrase) -> bool:
    """Return True for a baseline whose indicator is that of the value before it."""
    return number in bases and phrase.follows


def _is_of_revised(number: int, relations: Sequence[Relations], words: KindWords) -> bool:
    """Return True for the former value of a target that the sentence changes."""
    return changes_target(words) and any(each.baseline == number for each in relations)


def _is_due(word: TimeWord | None) -> bool:
    return word is not None and word.role == "by" and word.value is not None
