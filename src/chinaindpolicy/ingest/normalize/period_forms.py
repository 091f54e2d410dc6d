"""Written forms of periods, each with the function that writes it in ISO 8601."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.model.periods import period_bounds

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
MONTH_NAME = _MONTH.replace("?P<name>", "?:")
"""The name of a month in English."""

_SHORT = r"(?P<short>[0-9]{2})"
_COUNT = r"(?P<last>[1-9]|1[0-2]|[一二三四五六七八九十]{1,2})"
_COUNTS = {
    name: number
    for number, name in enumerate(
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], 1
    )
}
_FIRST_PLAN, _START = 6, 1981
_PLAN_NAMES = "六五 七五 八五 九五 十五 十一五 十二五 十三五 十四五 十五五 十六五"
_PLANS = {name: _START + 5 * index for index, name in enumerate(_PLAN_NAMES.split())}

Match = re.Match[str]


def _month(year: str, month: str) -> str:
    return f"{year}-{int(month):02}"


def months(year: str, first: int, last: int) -> str:
    """Return an interval of months of a year."""
    return f"{year}-{first:02}/{year}-{last:02}"


def _year(match: Match) -> str:
    """Return the year of a match; a two-digit year is in 1950 to 2049."""
    short = match.groupdict().get("short")
    return match["year"] if short is None else f"{20 if int(short) < 50 else 19}{short}"


def _quarter(match: Match) -> str:
    number = _QUARTERS[match["quarter"]]
    return months(_year(match), 3 * number - 2, 3 * number)


def _quarters(match: Match) -> str:
    first, last = _QUARTERS[match["first"]], _QUARTERS[match["last"]]
    return months(match["year"], 3 * first - 2, 3 * last)


def _first_months(match: Match) -> str:
    count = _COUNTS.get(match["last"]) or int(match["last"])
    return months(match["year"], 1, count)


def _month_end(match: Match) -> str:
    return period_bounds(_month(match["year"], match["month"]))[1].isoformat()


def _week(match: Match) -> str:
    try:
        monday = datetime.date.fromisocalendar(int(match["year"]), int(match["week"]), 1)
    except ValueError as error:
        raise CellError("period-unreadable", f"week {match['week']}: {error}") from None
    return f"{monday}/{monday + datetime.timedelta(days=6)}"


def _half(match: Match) -> str:
    first = match["half"] in ("1", "上")
    return months(match["year"], 1, 6) if first else months(match["year"], 7, 12)


def _some_months(match: Match) -> str:
    return months(match["year"], int(match["first"]), int(match["last"]))


def day_of(match: Match) -> str:
    """Return the day of a match."""
    return f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"


def _named_month(match: Match) -> str:
    number = _month_number(match["name"])
    day = match.groupdict().get("day")
    month = f"{_year(match)}-{number:02}"
    return f"{month}-{int(day):02}" if day else month


def _month_number(name: str) -> int:
    if name[:3] not in _MONTHS:
        raise CellError("period-unreadable", f"{name!r} is not a month")
    return _MONTHS.index(name[:3]) + 1


def _named_months(match: Match) -> str:
    first, last = _month_number(match["first"]), _month_number(match["last"])
    return months(match["year"], first, last)


def _plan(match: Match) -> str:
    start = _PLANS[match["plan"]]
    return str(start + 4) if match["end"] else f"{start}/{start + 4}"


def _numbered_plan(match: Match) -> str:
    number = int(match["number"])
    if not _FIRST_PLAN <= number < _FIRST_PLAN + len(_PLANS):
        raise CellError("period-unreadable", f"no dates are known of plan {number}")
    start = _START + 5 * (number - _FIRST_PLAN)
    return f"{start}/{start + 4}"


EARLIER, DASH = r"(?P<from>.+?)", r"(?:-{1,2}|—{1,2}|–|~|至|到|\bto\b|\buntil\b)"
_FORMS: tuple[tuple[str, Callable[[Match], str]], ...] = (
    (rf"{_YEAR}年?度?(?:全年)?", lambda match: match["year"]),
    (rf"{_YEAR}-?m(?P<month>0?[1-9]|1[0-2])", lambda m: _month(m["year"], m["month"])),
    (rf"{_YEAR}-?w(?P<week>[0-9]{{2}})", _week),
    (rf"(?P<quarter>[1-4])q[-' ]?{_SHORT}", _quarter),
    (rf"q(?P<quarter>[1-4])[-' ]{_SHORT}", _quarter),
    (rf"{_MONTH}[-']{_SHORT}", _named_month),
    (rf"{_YEAR}年?第?(?P<first>[一二三四1-4])(?:季度)?{DASH}第?(?P<last>[一二三四1-4])季度",
     _quarters),
    (rf"{_YEAR}年?前{_COUNT}个?月(?:份)?", _first_months),
    (rf"{_YEAR}年(?P<month>[0-9]{{1,2}})月[底末]", _month_end),
    (rf"{_YEAR}年(?P<last>[0-9]{{1,2}})月份?累计", _first_months),
    (rf"(?:cy|year) ?{_YEAR}", lambda match: match["year"]),
    (rf"{_YEAR}[-/.年](?P<month>0[1-9]|1[0-2])", lambda m: _month(m["year"], m["month"])),
    (rf"{_YEAR}(?P<month>0[1-9]|1[0-2])", lambda m: _month(m["year"], m["month"])),
    (rf"{_YEAR}[-/](?P<month>[1-9])", lambda m: _month(m["year"], m["month"])),
    (rf"{_YEAR}年(?P<month>[0-9]{{1,2}})月份?", lambda m: _month(m["year"], m["month"])),
    (rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})", day_of),
    (rf"{_YEAR}(?P<by>[-/.])(?P<month>[0-9]{{1,2}})(?P=by)(?P<day>[0-9]{{1,2}})"
     r"(?:[t ]00:00(?::00(?:\.0+)?)?)?", day_of),
    (rf"{_YEAR}年(?P<month>[0-9]{{1,2}})月(?P<day>[0-9]{{1,2}})[日号]", day_of),
    (rf"{_YEAR}年?[- ]?q(?P<quarter>[1-4])", _quarter),
    (rf"q(?P<quarter>[1-4])[- /]?{_YEAR}", _quarter),
    (rf"(?P<quarter>[1-4])q[- /]?{_YEAR}", _quarter),
    (rf"{_YEAR}年?第?(?P<quarter>[一二三四1-4])季度?", _quarter),
    (rf"{_YEAR}年?[- ]?h(?P<half>[12])", _half),
    (rf"h(?P<half>[12])[- /]?{_YEAR}", _half),
    (rf"(?P<half>[12])h[- /]?{_YEAR}", _half),
    (rf"{_YEAR}年?(?P<half>[上下])半年", _half),
    (rf"{_YEAR}年?前三季度", lambda match: months(match["year"], 1, 9)),
    (rf"{_YEAR}年?(?P<first>[0-9]{{1,2}})月?{DASH}(?P<last>[0-9]{{1,2}})月份?(?:累计)?",
     _some_months),
    (rf"{_YEAR}年(?:年)?[底末]", lambda match: f"{match['year']}-12-31"),
    (rf"(?:到|截至|by |by the end of ){_YEAR}年?[底末]?", lambda match: f"../{match['year']}"),
    (rf"{_MONTH}[- ]?{_YEAR}", _named_month),
    (rf"{_YEAR} ?{_MONTH}", _named_month),
    (rf"{_YEAR} ?(?P<first>{MONTH_NAME})\s*{DASH}\s*(?P<last>{MONTH_NAME})", _named_months),
    (rf"(?P<first>{MONTH_NAME})\s*{DASH}\s*(?P<last>{MONTH_NAME}),? ?{_YEAR}", _named_months),
    (rf"{_MONTH} (?P<day>[0-9]{{1,2}}),? {_YEAR}", _named_month),
    (rf"(?P<day>[0-9]{{1,2}})[- ]{_MONTH}[- ]{_YEAR}", _named_month),
    (rf"[“\"']?(?P<plan>{'|'.join(sorted(_PLANS, key=len, reverse=True))})[”\"']?"
     r"(?:时期|期间|规划)?(?P<end>末)?", _plan),
    (r"(?P<number>[0-9]{1,2})(?:th)? (?:five[- ]year plan|fyp)", _numbered_plan),
)  # fmt: skip
FORMS = tuple((re.compile(pattern), write) for pattern, write in _FORMS)
