"""Places, years and sources that a number may refer to."""

from __future__ import annotations

import bisect
import functools
import re

from chinaindpolicy.auditing.names import Named
from chinaindpolicy.auditing.numbers import Number
from chinaindpolicy.auditing.reading import Found, Reading, Year, within
from chinaindpolicy.auditing.vocabulary import word_pattern

_BY = re.compile(r"(?<![a-z])by\s+(?:the\s+)?$")
_MEASURED = re.compile(
    r"(?<![a-z])(?:put at|put|puts|estimated|valued|calculated|reported|found|measured|forecast|"
    r"surveyed|given|published|quoted|cited|counted|survey)(?![a-z])"
)
_CARRIED_SENTENCES = 3
# Words between a number and its year: 6,348 in 2022, 6,348 (2022).
_ATTACHED = re.compile(r"\s*(?:in|for|during|by|at the end of|by the end of|\()\s*(?:the )?")

# Words before a year that begins the next item: 1,000 petaflops and, by 2026, 2,000 petaflops.
_NEXT_ITEM = re.compile(
    r"(?<![a-z])(?:and|but|then),?\s+(?:by|in|before|until)\s+(?:the end of\s+)?$"
    r"|[,，、;；]\s*[再并]?[到至]\s*$"
)
_TO_NUMBER = re.compile(
    r",?\s*(?:(?:some|about|over|more than|at least|around|nearly|to|reach|another|a) ){0,2}"
    r"|年?[底末]?[,，]?[^，。；,.;和及与]{0,6}"
)

# Words between a year of comparison and its own value: 比2019年的1.86万亿元.
_OWN_VALUE = re.compile(r"年?(?:[初末底]|同期)?的(?:约|近|逾|超过?|不足|不到)?")


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
    topics = bisect.bisect_left(reading.topics, sentence[0], key=lambda one: one.start)
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
    years = within(reading.years, *sentence)
    inside = [
        one for one in years if one.use == "period" and not _of_next_item(reading, number, one)
    ]
    for one in years:
        start = max(one.end, number.core_start)
        if one.use == "baseline" and _OWN_VALUE.fullmatch(reading.plain, one.end, start):
            return [(one, False, True), *((other, False, False) for other in inside)]
    own = [one for one in inside if clause[0] <= one.start < clause[1]]
    before = [one for one in inside if one.end <= number.core_start]
    pool = own or before or inside
    if pool:
        chosen = min(pool, key=lambda one: _gap(reading, number, one))
        sure = len({(one.first, one.last) for one in inside}) == 1 or chosen in own
        return [
            (chosen, False, sure),
            *((one, False, False) for one in inside if one is not chosen),
        ]
    index = reading.sentence_index(number.core_start)
    low = reading.sentences[max(0, index - _CARRIED_SENTENCES)][0]
    carried = [one for one in within(reading.years, low, sentence[0]) if one.use == "period"]
    return [(one, True, False) for one in reversed(carried)]


def _of_next_item(reading: Reading, number: Number, one: Year) -> bool:
    """Return True for a year after the number that introduces another number."""
    if one.start < number.core_end:
        return False
    following = next((each for each in reading.numbers if each.start >= one.end), None)
    return (
        following is not None
        and _TO_NUMBER.fullmatch(reading.plain, one.end, following.start) is not None
        and _NEXT_ITEM.search(reading.plain, number.core_end, one.start) is not None
    )


def _gap(reading: Reading, number: Number, one: Year) -> int:
    """Return the distance of a year; one that "in" attaches to the number is the nearest."""
    if _ATTACHED.fullmatch(reading.plain, number.core_end, max(number.core_end, one.start)):
        return 0
    return max(one.start - number.core_end, number.core_start - one.end)


def sources_of(reading: Reading, number: Number) -> list[Named]:
    """Return the organizations that a sentence names as the source of a number."""
    sentence = reading.sentence(number)
    inside = within(reading.organizations, *sentence)
    found = [one for one in inside if is_source(reading, one)]
    found = found or _unknown_sources(reading, *sentence)
    before = [one for one in found if one.end <= number.core_start]
    return before[-1:] or found[:1]


# A source with a proper name: "according to Acme Bank", 据某某研究院.
_UNKNOWN_SOURCE = re.compile(
    r"(?i:(?<![a-z])(?:according to|citing|quoting|as per|(?:data|figures|estimates?) (?:from|by)"
    r"|source:)\s+(?:(?:the|an?|new|recent|research by|data from|analysts at)\s+)*)"
    r"(?P<latin>[A-Z][\w.&'’-]*(?:\s+(?:(?:of|for|and|on|the|&)\s+)*[A-Z][\w.&'’-]*)*)"
    r"|(?:根?据|援引|来源[:：])(?P<chinese>[^，。；：、“”《》\s]{2,24}?(?:研究[院所]|协会|学会|联盟|公司|集团"
    r"|银行|证券|基金会|大学|学院|科学院|工程院|智库|机构|咨询|中心|商会))"
)


def _unknown_sources(reading: Reading, start: int, end: int) -> list[Named]:
    """Return the names of sources that are neither organizations known here nor media."""
    found: list[Named] = []
    for match in _UNKNOWN_SOURCE.finditer(reading.text, start, end):
        group = "latin" if match["latin"] else "chinese"
        first, last = match.span(group)
        if not word_pattern("source", "carriers").search(reading.searchable, first, last):
            found.append(Named(f"unknown:{match[group]}", first, last))
    return found


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
