"""Tell dates written with digits from quantities."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Role


_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)


YEAR = r"(?:19|20)[0-9]{2}"


class Named(NamedTuple):
    """A number that is no quantity: its span and its role."""

    start: int
    end: int
    role: Role


@cache
def _date() -> re.Pattern[str]:
    dash = r" ?(?:-|—|~|/|至|到|to|through|and) ?"
    return re.compile(
        rf"(?:{YEAR}([-/.])[0-9]{{1,2}}\1[0-9]{{1,2}}(?![0-9])"
        rf"|{YEAR} ?年?{dash}{YEAR}(?![0-9])(?: ?年)?"
        rf"|{YEAR} ?[-/—] ?[0-9]{{2}}(?![0-9%.,万亿千百十])"
        rf"|{YEAR} ?年(?: ?(?:1[0-2]|0?[1-9]) ?月(?:份)?(?: ?[0-9]{{1,2}} ?(?:日|号))?)?"
        r"(?:底|末|初|前|以前|以后|以来|上半年|下半年)?"
        r"|(?:1[0-2]|0?[1-9]) ?月 ?[0-9]{1,2} ?(?:日|号)|[0-9]{1,2}(?:-|—|~|至"
        r"|到)[0-9]{1,2} ?月(?:份)?"
        r"|(?:1[0-2]|0?[1-9]) ?月(?:份|底|末|初|中旬|上旬|下旬)?(?!产)"
        r"|[0-9]{1,2} ?(?:日|时许?|点钟?整?)(?![内间产均本常程])(?=[，。、上下 在至到起前\n-]|\Z)"
        r"|[0-9]{2} ?世纪(?: ?[0-9]0 ?年代)?|[0-9]{2} ?年代|[1-4] ?季度|(?:19|20)?[0-9]0s(?![a-z])"
        r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[ap]\.?m\.?)?(?![0-9:])|[0-9]{1,2} ?[ap]\.m\."
        rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})(?![a-z])\.?(?:,? {YEAR}(?![0-9]))?)"
    )


@cache
def _after_month() -> re.Pattern[str]:
    return re.compile(
        rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?(?: ?- ?[0-9]{{1,2}}(?:st|nd|rd|th)?)?(?![0-9%])"
        rf"(?:,? ?{YEAR}(?![0-9]))?|{YEAR}(?![0-9]))"
    )


@cache
def _month_before() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{_MONTHS})\.? ?\Z")


def date_at(norm: str, floor: int, start: int) -> Named | None:
    """Return the date written at `start`, with the month before it; a bare year is not decided.

    Example:
        >>> date_at("on january 21, 2024, at", 0, 11)
        Named(start=3, end=19, role='date')
    """
    if norm[start - 1 : start] == " " or norm[start - 1 : start] == ".":
        month = _month_before().search(norm, max(floor, start - 12), start)
        if month:
            match = _after_month().match(norm, start)
            if match:
                return Named(month.start(), match.end(), "date")
    match = _date().match(norm, start)
    if match:
        return Named(start, match.end(), "date")
    return None
