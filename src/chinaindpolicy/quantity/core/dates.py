"""Dates written with digits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.core.patterns import LazyPattern

if TYPE_CHECKING:
    from chinaindpolicy.quantity.core.cursor import Cursor
    from chinaindpolicy.quantity.types import Role

YEAR = r"(?:19|20)[0-9]{2}"
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_TO = r" ?(?:-|—|~|/|至|到|to|through|and) ?"
_DATE = LazyPattern(
    rf"(?:{YEAR}([-/.])[0-9]{{1,2}}\1[0-9]{{1,2}}(?![0-9])"
    rf"|{YEAR} ?年?{_TO}{YEAR}(?![0-9])(?: ?年)?"
    rf"|{YEAR} ?[-/—] ?[0-9]{{2}}(?![0-9%万亿千百十]|[.,][0-9])"
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
_AFTER_MONTH = LazyPattern(
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?(?: ?- ?[0-9]{{1,2}}(?:st|nd|rd|th)?)?(?![0-9%])"
    rf"(?:,? ?{YEAR}(?![0-9]))?|{YEAR}(?![0-9]))"
)
_MONTH_BEFORE = LazyPattern(rf"(?<![a-z])(?:{_MONTHS})\.? ?\Z")


_IN_DATE = frozenset("-/—~.年至到月日号时点世季:stnrapojfmd")
_AFTER_NAME = frozenset(" .")
# The ends of the names of months: cheap to look for.
_MONTH_ENDS = frozenset(month[-3:] for month in _MONTHS.split("|"))


def ends_with_month(normalized: str, end: int) -> bool:
    """Return True if the words before an offset may end with the name of a month.

    Example:
        >>> ends_with_month("in may ", 7), ends_with_month("in total ", 9)
        (True, False)
    """
    return normalized[max(0, end - 5) : end].rstrip(" .")[-3:] in _MONTH_ENDS


class NonQuantity(NamedTuple):
    """A number that is not a quantity: its span and its role."""

    start: int
    end: int
    role: Role


def date_at(cursor: Cursor, run_end: int | None = None) -> NonQuantity | None:
    """Return the date at the cursor, with the month before it; a bare year is not decided.

    Args:
        cursor: the place of the first digit.
        run_end: offset after the run of digits and separators, if known: most are no date, which
            the next character shows.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> date_at(Cursor.of("on January 21, 2024, at", 11))
        NonQuantity(start=3, end=19, role='date')
    """
    normalized, start = cursor.normalized, cursor.start
    if normalized[start - 1 : start] in _AFTER_NAME and ends_with_month(normalized, start):
        month = _MONTH_BEFORE.search(normalized, max(cursor.min_start, start - 12), start)
        if month and (match := _AFTER_MONTH.match(normalized, start)):
            return NonQuantity(month.start(), match.end(), "date")
    if run_end is not None and run_end - start <= 4:
        follower = normalized[run_end : run_end + 1]
        if follower == " ":
            follower = normalized[run_end + 1 : run_end + 2]
        if follower not in _IN_DATE:
            return None
    match = _DATE.match(normalized, start)
    return NonQuantity(start, match.end(), "date") if match else None
