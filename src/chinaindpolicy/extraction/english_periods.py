"""Periods in English: the end of 2027, the 14th Five-Year Plan period, last year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chinaindpolicy.extraction.periods import (
    YEAR,
    TimeRole,
    TimeWord,
    plan_years,
    quarters,
    until,
    valid,
)
from chinaindpolicy.quantity.core.patterns import LazyPattern

_N = "(?:two|three|four|five|six|seven|eight|nine|ten|eleven|[0-9]{1,2})"
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DASH = "[-–—]"
_PATTERN = LazyPattern(
    rf"(?i:(?P<range>(?:between |from )?(?<![0-9.,])(?P<y1>{YEAR})(?: ?{_DASH} ?| (?:and|to"
    rf"|through) )"
    rf"(?P<y2>{YEAR})(?![0-9])(?: period)?)"
    r"|(?P<plan>(?:the )?(?P<number>[0-9]{1,2})th five[- ]year plan(?: period)?"
    rf"(?: \({YEAR} ?{_DASH} ?{YEAR}\))?)"
    r"|(?P<year>(?:the )?(?:(?:very )?(?:end|close|beginning|start|middle) of (?:the year )?)?"
    r"(?:(?:the )?(?P<part>first|second|third|fourth) (?P<unit>half|quarter)(?: of)? "
    rf"|(?:the )?first (?P<months>{_N}) months of (?:the )?|q(?P<q>[1-4]) |h(?P<h>[12]) )?"
    rf"(?:(?P<month>{_MONTH})(?: (?P<day>[0-9]{{1,2}}),?)? )?"
    rf"(?:(?:end|mid|early|late)-|(?<![0-9.,$¥€-]))(?P<y>{YEAR})(?![0-9]|[.,][0-9]|-(?:yuan|ton)))"
    rf"|(?P<first>the first {_N} months(?: of (?:the|this) (?:current )?year)?)"
    rf"|(?P<span>the {_MONTH} ?{_DASH} ?{_MONTH} period(?: (?:of )?this year)?)"
    r"|(?P<relative>(?P<word>this|last|next|the previous|the preceding|the current)"
    r" year(?![- ](?:plan|on)))"
    r"|(?P<vague>(?:the |this )(?:five-year|whole|full|same) period|the end of the year"
    r"|the end of (?:this|the) decade|the middle of (?:this|the) century|mid-century"
    r"|(?:(?<=for )|(?<=of )|(?<=by ))the year\b(?! [0-9])|the (?:year|period) under review"
    r"|year-end|the reporting period)"
    rf"|(?P<next>(?:the )?(?:coming|next) (?:{_N}|few) years?|within {_N} years)"
    r"|(?P<earlier>(?:a year|one year|the year|12 months) (?:earlier|ago|before)"
    r"|the (?:year-earlier|year-ago) (?:period|level|quarter))"
    rf"|(?P<past>(?:the )?(?:past|last) (?:{_N} years|decade)))"
)
_BY = LazyPattern(
    r"(?i:\b(?:by|before|until|till|through|no later than|prior to))(?: around| about)? \Z"
)
_FROM = LazyPattern(
    r"(?i:\b(?:than(?: that)?|since|compared (?:with|to)(?: that)?|against|over|relative to|versus"
    r"|vs\.?|on|from|double|of))(?: that)?(?: in| of| for)?(?: the| its| their)? \Z"
)
_WEAK = LazyPattern(r"(?i:\b(?:of|on))(?: the)? \Z")
_LEVEL = LazyPattern(r"(?i:['’]?s? (?:level|levels|figure|baseline|gdp)\b)")
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_COUNTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11,
}  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SHIFTS = {
    "this": 0,
    "the current": 0,
    "last": -1,
    "the previous": -1,
    "the preceding": -1,
    "next": 1,
}


def english_periods(text: str, start: int, end: int) -> Iterator[TimeWord]:
    """Yield the periods of a sentence.

    Example:
        >>> text = "By the end of 2027, it will be 20% higher than in 2024."
        >>> [(text[word.start : word.end], word.value, word.role)
        ...  for word in english_periods(text, 0, len(text))]
        [('the end of 2027', '../2027', 'by'), ('2024', '2024', 'from')]
    """
    for match in _PATTERN.finditer(text, start, end):
        if match["year"] and _is_name(text, match):
            continue
        role = _role(text, start, match)
        value = valid(_value(match))
        if value and role == "by":
            value = until(value)
        shift = _SHIFTS[match["word"].lower()] if match["relative"] else None
        if match["earlier"]:
            role, shift = "from", -1
        yield TimeWord(match.start(), match.end(), value, role, shift)


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Return True for the year of a name: Made in China 2025, 2030 Agenda."""
    before = text[max(0, match.start() - 16) : match.start()]
    after = text[match.end() : match.end() + 8]
    return before.endswith(("Made in China ", "Vision ", "Agenda ")) or after.startswith(" Agenda")


def _role(text: str, start: int, match: re.Match[str]) -> TimeRole:
    before = text[max(start, match.start() - 32) : match.start()]
    if match["range"] or match["past"] or match["next"] or match["plan"]:
        return "at"
    if _LEVEL.match(text, match.end()):
        return "from"
    if _BY.search(before):
        return "by"
    if _FROM.search(before) and not _WEAK.search(before):
        return "from"
    return "at"


def _value(match: re.Match[str]) -> str | None:
    if match["range"]:
        return f"{match['y1']}/{match['y2']}"
    if match["plan"]:
        return plan_years(int(match["number"]))
    if not match["year"]:
        return None
    year = int(match["y"])
    if match["part"]:
        number = _QUARTERS[match["part"].lower()]
        if match["unit"].lower() == "half":
            return quarters(year, 1, 2) if number == 1 else quarters(year, 3, 4)
        return quarters(year, number, number)
    if match["months"]:
        words = match["months"].lower()
        count = _COUNTS.get(words) or int(words)
        return f"{year}-01/{year}-{count:02d}"
    if match["q"]:
        return quarters(year, int(match["q"]), int(match["q"]))
    if match["h"]:
        return quarters(year, 2 * int(match["h"]) - 1, 2 * int(match["h"]))
    if match["month"]:
        month = f"{year}-{_MONTHS.index(match['month'][:3].lower()) + 1:02d}"
        return f"{month}-{int(match['day']):02d}" if match["day"] else month
    return str(year)
