"""Read a text for an audit: numbers, years, places and organizations."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from chinaindpolicy.auditing.names import Named, NameIndex, is_inside
from chinaindpolicy.auditing.numbers import Number, numbers
from chinaindpolicy.auditing.patterns import NUMBER, OTHER_NUMBER
from chinaindpolicy.auditing.sentences import Span, sentences
from chinaindpolicy.auditing.vocabulary import Concept, word_pattern
from chinaindpolicy.quantity.core.normalize_text import normalize_text

YearUse = Literal["period", "document", "baseline"]

# "And" ends a clause if the subject has a second verb: had 10 labs and pledged to build 20.
_SECOND_VERB = (
    r"(?:then |now |also )?(?:aim(?:s|ed)|plans|planned to|pledge[sd]|promise[sd]|vow(?:s|ed)"
    r"|want(?:s|ed)|hope[sd]|expects|intend(?:s|ed)|seeks|sought|strives|will|has|have|had"
    r"|(?:is|are|was|were) (?:now |also |still )?(?:striving|aiming|planning|hoping|expecting"
    r"|seeking|targeting|expected|supposed|due|set to|going to|to (?!be (?:found|seen)))"
    r")(?![a-z])"
)
_CLAUSE_END = re.compile(
    r"[,，、:：]|(?<![a-z])(?:while|whereas|but|though|although)(?![a-z])|(?<!反)而(?!且)|但"
    rf"|(?<![a-z])and (?={_SECOND_VERB})"
    # A number of the next clause is its subject: planned 10 and nearly 20 were built.
    rf"|(?<![a-z])and (?=(?:(?:nearly|about|over|some|almost|only|more than|at least) )?"
    rf"{OTHER_NUMBER}+ ?(?:[a-z]+ ){{0,4}}?(?:were|was|had been|have been|has been) )"
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


_NEAR = 60  # characters around a name that show whether it is the place of a speaker


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
        self.sentences = sentences(self.plain)
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
        self._anaphors: dict[Span, bool] = {}
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
        if sentence not in self._anaphors:
            self._anaphors[sentence] = (
                _STRONG_ANAPHOR.search(self.searchable, *sentence) is not None
                or self.question_before(sentence) is not None
            )
        return self._anaphors[sentence]

    def is_question(self, sentence: Span) -> bool:
        """Return True if a sentence ends with a question mark."""
        return _QUESTION.search(self.searchable[slice(*sentence)]) is not None

    def question_before(self, sentence: Span) -> int | None:
        """Return the index of the sentence before if it is a question without a number."""
        at = self.sentence_index(sentence[0]) - 1
        if at < 0 or self.has_number(at):
            return None
        return at if _QUESTION.search(self.sentence_text(at)) else None

    def _related(self, names: list[Named]) -> list[Named]:
        """Return names; one with a relation is that of another: BOE's rival, a rival of BOE."""
        return [
            Named(f"other:{one.id}'s relation", one.start, one.end)
            if _relation().match(self.plain, one.end)
            or _relation_before().search(self.plain[max(0, one.start - _NEAR) : one.start])
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
            and not self._is_of_speaker(one)
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

    def _is_of_speaker(self, place: Named) -> bool:
        """Return True if a place is that of a speaker or an occasion: Beijing-based analysts."""
        sentence = self.sentences[self.sentence_index(place.start)]
        if word_pattern("lists", "same_place").search(self.searchable, *sentence):
            return False
        before = self.searchable[max(0, place.start - _NEAR) : place.start]
        after = self.searchable[place.end : place.end + _NEAR].replace("-", " ")
        return bool(word_pattern("lists", "speaker_places").search(f"{before}\0{after}"))

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


@functools.cache
def _relation() -> re.Pattern[str]:
    of_name = word_pattern("lists", "relations").pattern
    near = word_pattern("lists", "areas").pattern
    return re.compile(
        rf"(?:['’]s? |的)(?:{of_name})|(?:省|市)?的?(?:{near})"
        r"|\s(?:county|district|new area|township|development zone"
        r"|(?:rival|competitor|supplier|customer|client|subsidiary|affiliate|contractor)s?)(?![a-z])"
    )


@functools.cache
def _relation_before() -> re.Pattern[str]:
    of_name = word_pattern("lists", "relations").pattern
    return re.compile(
        rf"(?:(?<![a-z])(?:(?:{of_name}) (?:of|to|for) (?:the )?(?:(?:city|province) of )?"
        rf"|(?:{word_pattern('lists', 'apart').pattern})\s+(?:the )?)"
        r"|除了?|毗邻|邻近|临近|靠近|紧邻|不含|不包括|不同于|有别于)$"
    )
