"""Parts of a year that a text names: quarters, halves and months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chinaindpolicy.auditing.reading import within
from chinaindpolicy.auditing.vocabulary import word_pattern

if TYPE_CHECKING:
    from chinaindpolicy.auditing.numbers import Number
    from chinaindpolicy.auditing.reading import Reading
    from chinaindpolicy.auditing.sentences import Span

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_FEW_COUNTS = ("one", "two", "three", "four", "five", "six")
_COUNTS = (
    [*_FEW_COUNTS, "seven", "eight", "nine", "ten", "eleven", "twelve"],
    [*"一二三四五六七八九十", "十一", "十二"],
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4} | {
    "opening": 1,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}
_ORDINAL = "|".join(_ORDINALS)
_COUNT = r"[0-9]{1,2}|" + "|".join(sorted((*_COUNTS[0], *_COUNTS[1]), key=len, reverse=True))
_PART = re.compile(
    rf"(?<![a-z0-9])q(?P<q>[1-4])(?![0-9])|(?<![a-z0-9])(?P<q2>[1-4])q(?![a-z])"
    rf"|(?<![a-z])(?P<oq>{_ORDINAL}) quarters?(?! of (?:a|the) century)(?![a-z])"
    rf"|(?<![a-z0-9])h(?P<h>[12])(?![0-9a-z])"
    rf"|(?<![a-z])(?P<oh>first|second|1st|2nd|last) half(?![a-z])"
    rf"|(?<![a-z])first (?P<nq>two|three|2|3) quarters(?![a-z])"
    rf"|(?<![a-z])(?:first|initial|opening) (?P<nm>{_COUNT}) months(?![a-z])"
    rf"|(?<![a-z0-9])(?P<xm>{_COUNT}) months (?:of|to|through|in)(?![a-z])"
    rf"|(?<![a-z])(?:{_MONTH})\.?\s*(?:to|[-–—]|through|until|till)\s*(?P<to>{_MONTH})(?![a-z])"
    r"|[0-9一二三四五六七八九十]{1,2}\s?月?份?\s?[-–—~～至到]\s?(?P<zt>[0-9一二三四五六七八九十]{1,2})\s?月"
    r"|前(?P<zq>[两二三2-3])个?季度?|(?P<first>首季|首个季度|头季)"
    r"|(?<!前)(?:第?(?P<zo>[一二三四1-4])季度?)|(?P<up>上半年|前半年|年中(?!国|心|央|期)"
    r"|(?<![a-z])mid[- ]?(?:year|(?:19|20)[0-9]{2})(?![a-z0-9])"
    r"|(?<![a-z])middle of (?:the year|(?:19|20)[0-9]{2})(?![0-9]))|(?P<low>下半年|后半年)"
    r"|[前头](?P<zm>[0-9]{1,2}|十[一二]|[一二三四五六七八九十])个?月"
)

# A single month dates a document as often as a value; December ends the year.
_SINGLE = re.compile(
    rf"(?<![a-z])(?:in|during|for|by|of|until) (?:the )?(?:(?:end|close) of )?(?P<en>{_MONTH})"
    r"(?![a-z])(?!\.?\s(?:[0-9]{1,2}(?![0-9])))"
    r"|年\s?(?P<zh>1[0-2]|[1-9])\s?月(?:份|底|末)?(?!\s?[0-9至到—–~-])"
)
_DATED = re.compile(
    r"(?<![a-z])(?:said|says?|told|reports?|reported|announc\w*|publi\w*|issue[ds]?|releas\w*|"
    r"plans? of|according|session|congress|meeting|adopted|notice|opinions|commentary|article|"
    r"survey)(?![a-z])"
    r"|据|发布|公布|报告|提出|印发|显示|会议|两会|通知|方案|规划|文章|评论|出台"
)


@dataclass(frozen=True, slots=True)
class YearPart:
    """A part of a year.

    Attributes:
        start: Offset of the first character.
        end: Offset after the last character.
        last_month: The last month, from 1 to 12.
        carried: True if it is in another sentence, or in a later clause.
        frame: True if words such as "figures" make it the period of the numbers around it.
    """

    start: int
    end: int
    last_month: int
    carried: bool = False
    frame: bool = False

    @property
    def span(self) -> Span:
        """Where the part is named."""
        return self.start, self.end


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text == "两":
        return 2
    return next(names.index(text) + 1 for names in _COUNTS if text in names)


def _last_month(match: re.Match[str]) -> int:
    found = {key: value for key, value in match.groupdict().items() if value}
    for key, value in found.items():
        if key in ("q", "q2", "nq", "zq", "zo"):
            return 3 * _number(value)
        if key == "oq":
            return 3 * _ORDINALS[value]
        if key in ("nm", "xm", "zt", "zm"):
            return _number(value)
        if key == "h":
            return 6 * int(value)
        if key == "oh":
            return 6 if value in ("first", "1st") else 12
        if key == "to":
            return _NAMES.index(value[:3]) + 1
    return 3 if "first" in found else 6 if "up" in found else 12


def part_of_year(reading: Reading, number: Number) -> YearPart | None:
    """Return the part of a year that a number is about.

    The part is named in the clause of the number, or before it in the sentence with no other
    year between. A clause about the whole year has none. A part in a sentence before or after is
    carried.

    Args:
        reading: The text.
        number: The number.
    """
    start, end = reading.sentence(number)
    first, last = reading.clause(number)
    if word_pattern("period", "whole_year").search(reading.searchable, first, last):
        return None
    chosen: re.Match[str] | None = None
    for match in _PART.finditer(reading.plain, start, end):
        if match.start() < number.core_end and number.core_start < match.end():
            continue
        inside = first <= match.start() < last
        between = any(
            match.end() <= one.start and one.end <= number.core_start
            for one in reading.years
            if one.start > match.end() + 6
        )
        if inside or (match.end() <= number.core_start and not between):
            chosen = match
    if chosen is None:
        return _single_month(reading, (start, end), (first, last)) or _carried(reading, number)
    return YearPart(chosen.start(), chosen.end(), _last_month(chosen))


def _carried(reading: Reading, number: Number) -> YearPart | None:
    """Return the part of a year in a comment on a number, or in a sentence before it."""
    start, end = reading.sentence(number)
    last = reading.clause(number)[1]
    behind = next((one.core_start for one in reading.numbers if one.core_start > last), end)
    if found := _framed(reading, (last, min(behind, end))):
        return found
    at = reading.sentence_index(number.core_start)
    if at + 1 < len(reading.sentences) and not reading.is_paragraph_end(at):
        after = reading.sentences[at + 1]
        comment = word_pattern("period", "part_comment").search(reading.searchable, *after)
        framed = _framed(reading, after) if comment and not reading.has_number(at + 1) else None
        if framed is not None:
            return framed
    if not at or reading.is_paragraph_end(at - 1):
        return None
    before = reading.sentences[at - 1]
    if word_pattern("period", "whole_year").search(reading.searchable, *before):
        return None
    framed = None if reading.has_number(at - 1) else _framed(reading, before)
    own = [one for one in within(reading.years, start, end) if one.use == "period"]
    if framed is not None or own:
        return framed
    parts = list(_PART.finditer(reading.plain, *before))
    if not parts:
        return None
    match = parts[-1]
    return YearPart(match.start(), match.end(), _last_month(match), carried=True)


def _framed(reading: Reading, span: Span) -> YearPart | None:
    """Return the part of a year in a span that says what numbers are about."""
    match = _PART.search(reading.plain, *span)
    if match is None or not word_pattern("period", "frame").search(reading.searchable, *span):
        return None
    return YearPart(match.start(), match.end(), _last_month(match), carried=True, frame=True)


def _single_month(reading: Reading, sentence: Span, clause: Span) -> YearPart | None:
    """Return a month in the clause, or at the start of the sentence, that dates no document."""
    if _DATED.search(reading.searchable, *sentence):
        return None
    for match in _SINGLE.finditer(reading.plain, sentence[0], clause[1]):
        if match.start() < clause[0] and match.start() - sentence[0] > 6:
            continue
        month = int(match["zh"]) if match["zh"] else _NAMES.index(match["en"][:3]) + 1
        if month != 12:
            return YearPart(match.start(), match.end(), month)
    return None
