"""Read a text for an audit: sentences, numbers, years, places, organizations and moods."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from chinaindpolicy.auditing.names import Named, NameIndex, is_inside
from chinaindpolicy.auditing.numbers import Number, numbers
from chinaindpolicy.auditing.patterns import NUMBER, OTHER_NUMBER
from chinaindpolicy.auditing.vocabulary import Concept, word_pattern
from chinaindpolicy.quantity.core.normalize_text import normalize_text

Span = tuple[int, int]
Mood = Literal["target", "task", "fact", "met", "missed", "none"]
YearUse = Literal["period", "document", "baseline"]

_ABBREVIATION = re.compile(
    r"(?:\b(?:u\.s|e\.g|i\.e|no|vs|inc|ltd|co|dr|mr|ms|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|approx|ca))$"
)
_SENTENCE_END = re.compile(r"[。！？!?；;]+[”\"’』」)）]*|\.(?=[\"”’)]*(?:\s|$))[\"”’)]*|\n+")
_CLAUSE_END = re.compile(
    r"[,，、:：]|(?<![a-z])(?:while|whereas|but|though|although)(?![a-z])|(?<!反)而(?!且)|但"
)
_SPACED = str.maketrans(dict.fromkeys('-/"“”«»„「」『』《》', " ") | {"’": "'", "‘": "'"})
_YEAR = re.compile(
    r"(?<![0-9.,])((?:19|20)[0-9]{2})(?:\s?[-–—~至到/]\s?((?:19|20)?[0-9]{2})(?![0-9]))?(?![0-9]|[.,][0-9])"
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_MONTH_BEFORE = re.compile(rf"(?<![a-z])(?:{_MONTHS})\.?(?:\s+[0-9]{{1,2}}(?:st|nd|rd|th)?)?,?\s*$")
_MONTH_AFTER = re.compile(r"\s?年\s?[0-9一二三四五六七八九十]{1,2}\s?月(?!\s?(?:[-–—~至到]|底))")
_MONTH_RANGE = re.compile(
    rf"(?:(?<![a-z])(?:{_MONTHS})\s*(?:to|-|–|—|through|until)\s*(?:{_MONTHS})(?![a-z])"
    r"|[0-9]{1,2}\s?月?\s?[-–—~至到]\s?[0-9]{1,2}\s?月|前[0-9一二三四五六七八九十]{1,2}个月"
    r"|(?<![a-z])first (?:[0-9]+|\w+) months|(?<![a-z])(?:eleven|11) months|上半年|first half)"
)
_BY_YEAR = re.compile(r"(?<![a-z])by (?:the (?:end|close) of )?20[0-9]{2}|到\s?20[0-9]{2}\s?年")
# A noun such as "target" in a later clause does not make the number an aim.
_AIM_VERB = re.compile(
    r"will|should|wants?|aims|hopes?|expects?|calls?|asks?|strive|intends|is |are |plans to"
    r"|要|将|力争|提出|要求|争取|拟"
)
_BY = re.compile(r"(?<![a-z])by\s+(?:the\s+)?$")
_MEASURED = re.compile(
    r"(?<![a-z])(?:put at|put|puts|estimated|valued|calculated|reported|found|measured|forecast|"
    r"surveyed|given|published|quoted|cited|counted|survey)(?![a-z])"
)
_UNTIL = re.compile(r"(?:(?<![a-z])(?:by|end of|until)\s+)$")
_STRONG_ANAPHOR = re.compile(
    r"(?<![a-z])(?:it|its|they|their|them|these|this|those|there|then|whose|the same"
    r"|that (?:is|was|would|will|means|meant|makes|made|equals|compares)"
    r"|(?:that|such an?) (?:increase|rise|growth|amount|sum|figure|number))(?![a-z])"
    r"|该|其(?!中|他|它)|它|这|此|届时|同期|全市|全省|本市|本省|当地|还"
)
# The words after or before a place that make it the topic of the following text.
_TOPIC_AFTER = re.compile(
    r"\s*(?:[:：]|(?:city|province|municipality|provincial|municipal|省|市)?(?:'s)?\s*"
    r"(?:municipal|provincial|city|local)?\s*(?:people's congress|people's government|"
    r"government work report|work report|government(?='s| work)"
    r"|人大|人民代表大会|人民政府|政府工作报告|政府))"
)
_QUESTION = re.compile(r"[?？][\"”’』」)）\s]*$")
_CARRIED_SENTENCES = 3
_LONGEST = 1200


@dataclass(frozen=True, slots=True)
class Year:
    """A year in a text.

    Attributes:
        start: Offset of the first character.
        end: Offset after the last character.
        first: First year.
        last: Last year.
        use: `period` of a value, date of a `document`, or `baseline` of a change.
        months: True if a part of the year is named.
    """

    start: int
    end: int
    first: int
    last: int
    use: YearUse
    months: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Something found for a number.

    Attributes:
        value: The value found.
        span: Where it was found.
        carried: True if it is in an earlier sentence.
        certain: True if it is in the clause of the number.
    """

    value: str
    span: Span
    carried: bool = False
    certain: bool = True


def _start(one: Named | Year) -> int:
    return one.start


_T = TypeVar("_T", Named, Year)


def within(items: Sequence[_T], low: int, high: int) -> list[_T]:
    """Return the items that begin in a span; they are in the order of the text."""
    first = bisect.bisect_left(items, low, key=_start)
    return list(items[first : bisect.bisect_left(items, high, first, key=_start)])


def _overlaps(spans: Sequence[Span], starts: Sequence[int], start: int, end: int) -> bool:
    """Return True if one of some spans, in order and without overlap, shares a character."""
    index = bisect.bisect_left(starts, end) - 1
    return index >= 0 and spans[index][1] > start


def plain_words(text: str) -> str:
    """Return a text as it is searched: lower case, without quotes and hyphens.

    Example:
        >>> plain_words("High-tech “giants”")
        'high tech  giants '
    """
    return normalize_text(text).translate(_SPACED)


class Reading:
    """A text with the positions that an audit needs."""

    def __init__(self, text: str, places: NameIndex, organizations: NameIndex) -> None:
        """Read a text.

        Args:
            text: The text.
            places: Names of places.
            organizations: Names of organizations.
        """
        self.text = text
        self.plain = normalize_text(text)
        self.searchable = self.plain.translate(_SPACED)
        self.numbers = numbers(text, self.plain)
        self.sentences = _sentences(self.plain)
        self._starts = [start for start, _ in self.sentences]
        self.organizations = self._related(organizations.find(text))
        self.places = self._find_places(places)
        self.years = self._find_years()
        masked = list(self.searchable)
        for number in self.numbers:
            masked[number.core_start : number.core_end] = OTHER_NUMBER * (
                number.core_end - number.core_start
            )
        self._masked = "".join(masked)
        self._heads: dict[int, frozenset[str]] = {}
        self.topics = [one for one in self.places if self._is_topic(one)]

    def _is_topic(self, place: Named) -> bool:
        """Return True if a place begins a section, or names the body that reports."""
        match = _TOPIC_AFTER.match(self.plain, place.end)
        if match is None:
            return False
        if match.group().strip() not in (":", "："):
            return True
        line = self.plain.rfind("\n", 0, place.start) + 1
        return not self.plain[line : place.start].strip()

    def masked(self, number: Number, span: Span) -> str:
        """Return the searchable text of a span; numbers are replaced by their marks.

        Args:
            number: The number that is audited.
            span: The part of the text.
        """
        start, end = span
        part = self._masked[start:end]
        first, last = number.core_start - start, number.core_end - start
        if last <= 0 or first >= len(part):
            return part
        return part[:first] + NUMBER * (last - first) + part[last:]

    def sentence_index(self, offset: int) -> int:
        """Return the index of the sentence that contains an offset."""
        return max(0, bisect.bisect_right(self._starts, offset) - 1)

    def sentence(self, number: Number) -> Span:
        """Return the sentence of a number."""
        return self.sentences[self.sentence_index(number.core_start)]

    def clause(self, number: Number) -> Span:
        """Return the part of the sentence between separators that contains a number."""
        start, end = self.sentence(number)
        for match in _CLAUSE_END.finditer(self._masked, start, end):
            if match.end() <= number.core_start:
                start = match.end()
            elif match.start() >= number.core_end:
                return start, match.start()
        return start, end

    def sentence_text(self, index: int) -> str:
        """Return a sentence as it is searched, with every number masked."""
        return self._masked[slice(*self.sentences[index])]

    def has_number(self, index: int) -> bool:
        """Return True if a sentence has a number that is a claim."""
        return OTHER_NUMBER in self.sentence_text(index)

    def is_paragraph_end(self, index: int) -> bool:
        """Return True if a blank line follows a sentence."""
        end = self.sentences[index][1]
        around = self.plain[end - 1 : end + 40]
        return around[: len(around) - len(around.lstrip())].count("\n") > 1

    def heads(self, index: int, concepts: Iterable[Concept]) -> frozenset[str]:
        """Return the ids of the concepts whose head can match in a sentence.

        Args:
            index: Index of the sentence.
            concepts: The same concepts in each call.
        """
        if index not in self._heads:
            text = self._masked[slice(*self.sentences[index])]
            self._heads[index] = frozenset(
                concept.indicator_id for concept in concepts if concept.probe.search(text)
            )
        return self._heads[index]

    def has_anaphor(self, sentence: Span) -> bool:
        """Return True if a sentence refers to an earlier one, or answers its question."""
        return (
            _STRONG_ANAPHOR.search(self.searchable, *sentence) is not None
            or self.question_before(sentence) is not None
        )

    def question_before(self, sentence: Span) -> int | None:
        """Return the index of the sentence before if it is a question without a number."""
        at = self.sentence_index(sentence[0]) - 1
        if at < 0 or self.has_number(at):
            return None
        return at if _QUESTION.search(self.sentence_text(at)) else None

    def _related(self, names: list[Named]) -> list[Named]:
        """Return names; one with a relation, such as "BOE's rival", is that of another."""
        return [
            Named(f"other:{one.id}'s relation", one.start, one.end)
            if _RELATION().match(self.plain, one.end)
            or self.plain[max(0, one.start - 1) : one.start] == "除"
            else one
            for one in names
        ]

    def _find_places(self, places: NameIndex) -> list[Named]:
        taken = [(one.start, one.end) for one in self.organizations]
        starts = [start for start, _ in taken]
        found = [
            one
            for one in self._related(places.find(self.text))
            if not _overlaps(taken, starts, one.start, one.end)
            and not re.match(
                r"(?:\.?s?\.? dollars?|元)", self.plain[one.end : one.end + 10].lstrip()
            )
        ]
        kept: list[Named] = []
        for one in found:
            if kept and self.plain[kept[-1].end : one.start].strip(" 省市,'s’(（") == "":
                last = kept[-1]
                if is_inside(one.id, last.id):  # Jilin's Changchun
                    kept[-1] = Named(one.id, last.start, one.end)
                    continue
                if is_inside(last.id, one.id):  # Changchun, Jilin
                    kept[-1] = Named(last.id, last.start, one.end)
                    continue
            kept.append(one)
        return kept

    def _find_years(self) -> list[Year]:
        years: list[Year] = []
        values = [(one.core_start, one.core_end) for one in self.numbers]
        starts = [first for first, _ in values]
        for match in _YEAR.finditer(self.plain):
            start, end = match.span()
            if _overlaps(values, starts, start, end):
                continue
            first = int(match[1])
            second = match[2]
            last = first if second is None else int(f"{match[1][: 4 - len(second)]}{second}")
            around = self.plain[max(0, start - 30) : start], self.plain[end : end + 30]
            months = _MONTH_RANGE.search(self.plain[max(0, start - 30) : end + 16]) is not None
            years.append(
                Year(start, end, first, max(first, last), self._use(*around, months), months)
            )
        return years

    def _use(self, before: str, after: str, months: bool) -> YearUse:
        if not months and (_MONTH_BEFORE.search(before) or _MONTH_AFTER.match(after)):
            month = _MONTH_BEFORE.search(before)
            if not (month and _UNTIL.search(before[: month.start()])):
                return "document"
        if word_pattern("period", "document_after").match(after.lstrip(" '’s")):
            return "document"
        for match in word_pattern("period", "document_before").finditer(before):
            if not before[match.end() :].strip(" the"):
                return "document"
        for match in word_pattern("scope", "baseline").finditer(before):
            if not before[match.end() :].strip(" the年") and match.end() >= len(before) - 5:
                return "period" if months else "baseline"
        return "period"


def _sentences(plain: str) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for match in _SENTENCE_END.finditer(plain):
        if match.group().startswith(".") and _ABBREVIATION.search(
            plain[max(0, match.start() - 8) : match.start()]
        ):
            continue
        if plain[start : match.end()].strip():
            spans.extend(_parts(plain, start, match.end()))
            start = match.end()
    if plain[start:].strip() or not spans:
        spans.extend(_parts(plain, start, len(plain)))
    return spans


def _parts(plain: str, start: int, end: int) -> Iterator[Span]:
    """Yield a sentence, or the parts of one that is longer than any sentence of prose."""
    while end - start > _LONGEST:
        cut = max(plain.rfind(mark, start + _LONGEST // 2, start + _LONGEST) for mark in "，、 ")
        cut = cut + 1 if cut > 0 else start + _LONGEST
        yield start, cut
        start = cut
    yield start, end


@functools.cache
def _RELATION() -> re.Pattern[str]:  # noqa: N802
    of_name = word_pattern("lists", "relations").pattern
    near = word_pattern("lists", "areas").pattern
    return re.compile(rf"(?:['’]s? |的)(?:{of_name})|(?:省|市)?的?(?:{near})")


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
def _INNER_IMPERATIVE() -> re.Pattern[str]:  # noqa: N802
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
    for one, pattern in _moods()[:-1]:
        text = reading.masked(number, clause)
        if match := pattern.search(text):
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
            matches = list(pattern.finditer(text))
            if span is after and one == "target":
                matches = [match for match in matches if _AIM_VERB.match(match.group())]
            if matches:
                match = matches[-1]
                return one, (span[0] + match.start(), span[0] + match.end()), False
    text = reading.masked(number, sentence)
    lead = re.compile(rf"[\s—-]*(?:{word_pattern('mood', 'imperative').pattern})").match(text)
    if lead:
        return "target", (sentence[0], sentence[0] + lead.end()), False
    inner = _INNER_IMPERATIVE().search(text, 0, number.core_start - sentence[0])
    if inner:
        return "target", (sentence[0] + inner.start(), sentence[0] + inner.end()), False
    by = _BY_YEAR.search(text)
    if by:
        return "target", (sentence[0] + by.start(), sentence[0] + by.end()), False
    return "none", None, False


def _named_aim(reading: Reading, number: Number) -> Span | None:
    """Return the words after a number, up to the next sentence, that name it as an aim."""
    pattern = word_pattern("mood", "named_aim")
    match = pattern.search(reading.searchable, number.core_end, reading.sentence(number)[1])
    at = reading.sentence_index(number.core_start) + 1
    if match is None and at < len(reading.sentences) and not reading.has_number(at):
        match = pattern.search(reading.searchable, *reading.sentences[at])
    return match.span() if match else None


def place_of(reading: Reading, number: Number) -> list[Found]:
    """Return the places that a number may refer to; the first is the most likely.

    Places in earlier sentences are carried: they can satisfy a record, but not contradict it.
    """
    sentence, clause = reading.sentence(number), reading.clause(number)
    inside = within(reading.places, *sentence)
    before = [one for one in inside if one.end <= number.core_start]
    chosen = before[-1] if before else (inside[0] if inside else None)
    if chosen is not None:
        span = (chosen.start, chosen.end)
        first = Found(chosen.id, span, certain=clause[0] <= chosen.start < clause[1])
        others = [
            Found(one.id, (one.start, one.end), certain=False)
            for one in inside
            if one is not chosen
        ]
        return [first, *others]
    index = reading.sentence_index(number.core_start)
    low = reading.sentences[max(0, index - _CARRIED_SENTENCES)][0]
    carried = within(reading.places, low, sentence[0])
    found = [
        Found(one.id, (one.start, one.end), carried=True, certain=False)
        for one in reversed(carried)
    ]
    topics = bisect.bisect_left(reading.topics, sentence[0], key=_start)
    if topics:
        last = reading.topics[topics - 1]
        found.append(Found(last.id, (last.start, last.end), carried=True))
    return found


def years_of(reading: Reading, number: Number) -> list[tuple[Year, bool, bool]]:
    """Return the years that a number may refer to, the most likely first.

    Returns:
        Years, each with whether it is carried from an earlier sentence, and whether it is certain.
    """
    sentence, clause = reading.sentence(number), reading.clause(number)
    inside = [one for one in within(reading.years, *sentence) if one.use == "period"]
    own = [one for one in inside if clause[0] <= one.start < clause[1]]
    before = [one for one in inside if one.end <= number.core_start]
    pool = own or before or inside
    if pool:
        chosen = min(pool, key=lambda one: _gap(number, one))
        sure = len({(one.first, one.last) for one in inside}) == 1 or chosen in own
        return [
            (chosen, False, sure),
            *((one, False, False) for one in inside if one is not chosen),
        ]
    index = reading.sentence_index(number.core_start)
    low = reading.sentences[max(0, index - _CARRIED_SENTENCES)][0]
    carried = [one for one in within(reading.years, low, sentence[0]) if one.use == "period"]
    return [(one, True, False) for one in reversed(carried)]


def _gap(number: Number, one: Year) -> int:
    return max(one.start - number.core_end, number.core_start - one.end)


def sources_of(reading: Reading, number: Number) -> list[Named]:
    """Return the organizations that a sentence names as the source of a number."""
    sentence = reading.sentence(number)
    inside = within(reading.organizations, *sentence)
    found = [one for one in inside if is_source(reading, one)]
    before = [one for one in found if one.end <= number.core_start]
    return before[-1:] or found[:1]


@functools.cache
def _source_before() -> re.Pattern[str]:
    words = word_pattern("source", "before").pattern
    return re.compile(rf"(?:{words})\s*(?:the |a |an |new |research |recent |its )*$")


@functools.cache
def _source_after() -> re.Pattern[str]:
    words = word_pattern("source", "after").pattern
    bracket = r"(?:\([^)]*\)|（[^）]*）)?"
    between = r"(?:'s|的|也|还|则|最新|近日|曾)?\s*(?:(?!to)\w+ )?"
    return re.compile(rf"\s*{bracket}\s*{between}(?:{words})")


def is_source(reading: Reading, name: Named) -> bool:
    """Return True if the words around a name make it a source."""
    before = reading.searchable[max(0, name.start - 40) : name.start]
    after = reading.searchable[name.end : name.end + 40]
    if _source_before().search(before) or _source_after().match(after):
        return True
    start, end = reading.sentences[reading.sentence_index(name.start)]
    return (
        _BY.search(before) is not None and _MEASURED.search(reading.plain, start, end) is not None
    )
