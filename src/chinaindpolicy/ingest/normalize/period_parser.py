"""Parse Chinese and English periods to ISO 8601."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.minguo import minguo_hint, western_years
from chinaindpolicy.ingest.normalize.period_forms import DASH, EARLIER, FORMS, months
from chinaindpolicy.model.periods import is_period, period_bounds

_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_SERIAL = range(36526, 73051)  # the days of 2000 to 2099 as spreadsheets count them
_SPAN = re.compile(rf"{EARLIER}\s*{DASH}\s*(?P<until>(?:19|20)[0-9]{{2}}.*)")
_CHINESE_YEAR = re.compile(r"[一二三四五六七八九〇零]{4}(?=年)")
_REPEATED = re.compile(r"(?P<one>.+?)\s*\[(?:yr)?(?P<two>[^\]]+)\]", re.IGNORECASE)
_KINDS = re.compile(
    r"(?P<period>.*[0-9年度季月])\s*[(（]?(?P<kind>[EFAefa]|预测|预计|预估|forecast|est\.?|estimated?)[)）]?"
)
_OBSERVED = ("a",)
_TWO_YEARS = re.compile(r"(?P<first>(?:19|20)[0-9]{2})[/-](?P<second>[0-9]{2})")
_IS_MONTH = re.compile(r"(?:19|20)[0-9]{2}[/-](?:0?[1-9]|1[0-2])")
_PARTS = (
    ("month", re.compile(r"(?:19|20)[0-9]{2}[-/.年]?m?([0-9]{2})月?"), 12),
    ("quarter", re.compile(r"(?:19|20)[0-9]{2}年?[- ]?(?:q|第)([0-9])(?:季度)?"), 4),
    ("half-year", re.compile(r"(?:19|20)[0-9]{2}年?[- ]?h([0-9])"), 2),
)
_DAY_OR_MONTH_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]((?:19|20)[0-9]{2})")


def read_period(cell: Any) -> str:
    """Read a period.

    Args:
        cell: A text, a year as a number, or a date.

    Returns:
        The period in ISO 8601, as `period_bounds` reads it; a quarter is an interval of months.

    Raises:
        CellError: If its form is unknown, it is ambiguous, or the day does not exist.

    Example:
        >>> [read_period(text) for text in ("2024年", "2024Q1", "2021-2023年", "十四五")]
        ['2024', '2024-01/2024-03', '2021/2023', '2021/2025']
    """
    if isinstance(cell, datetime.datetime):
        if cell.time() != datetime.time():
            raise CellError("period-unreadable", f"{cell} is a moment, not a period")
        return cell.date().isoformat()
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    given = str(cell)
    if is_period(given):
        return given
    text = _CHINESE_YEAR.sub(lambda match: match[0].translate(_NUMERALS), nfkc(given))
    text = western_years(text).lower()
    if twice := _REPEATED.fullmatch(text):  # 2024 [YR2024]
        first, second = (_read(twice[part], given) for part in ("one", "two"))
        text = twice["one"] if first == second else text
    found = _read(text, given) or _read(text.replace(" ", ""), given)
    if found is None:
        raise CellError(
            "period-unreadable", f"{given[:80]!r} is not a period{_hint(text)}", "2024Q1"
        )
    try:
        period_bounds(found)
    except ValueError as error:
        raise CellError("period-unreadable", f"{given!r} is not a period: {error}") from None
    return found


def read_period_and_kind(cell: Any) -> tuple[str, str]:
    """Read a period that may be marked as a forecast.

    Returns:
        The period, and `forecast` or an empty text.

    Raises:
        CellError: If it is not a period.

    Example:
        >>> read_period_and_kind("2024E"), read_period_and_kind("2023年")
        (('2024', 'forecast'), ('2023', ''))
    """
    try:
        return read_period(cell), ""
    except CellError:
        match = _KINDS.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if match is None:
            raise
        kind = "" if match["kind"].lower() in _OBSERVED else "forecast"
        return read_period(match["period"]), kind


def from_january(period: str) -> str:
    """Return the period from January to the end of a month, quarter, half-year or year.

    Raises:
        CellError: If the period is a day or spans several years.

    Example:
        >>> from_january("2024-09"), from_january("2024-07/2024-09")
        ('2024-01/2024-09', '2024-01/2024-09')
    """
    end = period.rpartition("/")[2]
    if re.fullmatch(r"[0-9]{4}|[0-9]{4}-01", period):
        return period
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", end) or not period.startswith(end[:4]):
        raise CellError(
            "period-unreadable",
            f"{period!r} is not a month or quarter, so it has no cumulative value",
        )
    return months(end[:4], 1, int(end[5:]))


def of_span(period: str, span: str) -> str:
    """Return the last month or quarter of a period.

    Args:
        period: The period: a month or quarter, or one from January on.
        span: `month` or `quarter`.

    Raises:
        CellError: If it is another period, or January and February, which may be published
            together.

    Example:
        >>> of_span("2024-01/2024-06", "month"), of_span("2024-01/2024-09", "quarter")
        ('2024-06', '2024-07/2024-09')
    """
    first, _, last = period.partition("/")
    year, month = (last or first)[:4], (last or first)[5:]
    if len(first) > len("2024-06"):
        return period  # a day that stands for its month
    if month and span == "month" and not last:
        return period
    if month and last and first == f"{year}-01":
        if span == "month" and int(month) > 2:
            return last
        if span == "quarter" and int(month) % 3 == 0:
            return months(year, int(month) - 2, int(month))
    if span == "quarter" and last and int(month) - int(first[5:] or 0) == 2 and int(month) % 3 == 0:
        return period
    raise CellError(
        "period-conflict",
        f"the header states values of a {span}, and {period} is none; state the {span} with "
        "constants={'period': ...}, or set the column aside with columns={...: None}",
    )


def years_of_parts(cells: Sequence[Any], parts: Sequence[str]) -> list[Any]:
    """Return the years of months and quarters in headers, below a title with a year or month.

    A part that ends after the period of the title may be one of the year before: the cell stays.

    Example:
        >>> years_of_parts(["2024年5月"] * 3, ["1-5月", "5月", "12月"])
        ['2024', '2024', '2024年5月']
    """
    known: dict[tuple[Any, str], Any] = {}
    for cell, part in zip(cells, parts, strict=True):
        if (cell, part) not in known:
            known[cell, part] = _year_of_part(cell, part)
    return [known[each] for each in zip(cells, parts, strict=True)]


def _year_of_part(cell: Any, part: str) -> Any:
    try:
        period = read_period(cell)
        found = read_part_of_year(period[:4], part, "month")
        end, own = period_bounds(period)[1], period_bounds(found)[1]
    except (CellError, ValueError):
        return cell
    same_year = period.rpartition("/")[2][:4] == period[:4]
    return period[:4] if same_year and end and own and own <= end else cell


def read_part_of_year(year: Any, part: Any, name: str) -> str:
    """Read a period from two cells: a year, and a month or quarter.

    Args:
        year: The cell of the year.
        part: The cell of the other column: 1, 1月, 第一季度, Q1, 1-9月, or a period with its year.
        name: `month`, `quarter` or an empty text if the column does not say which.

    Raises:
        CellError: If they give no period, or contradict each other.

    Example:
        >>> read_part_of_year("2023年", "1", "month"), read_part_of_year(2023, "Q1", "quarter")
        ('2023-01', '2023-01/2023-03')
    """
    whole = read_period(year)
    text = nfkc(str(int(part) if isinstance(part, float) and part.is_integer() else part))
    if not re.fullmatch(r"[0-9]{4}", whole):
        raise CellError(
            "period-unreadable",
            f"{year!r} is not a year, so the year of {part!r} is not certain; state the year, such "
            "as constants={'period': '2024'}",
        )
    try:
        alone = read_period(part)
    except CellError:
        alone = ""
    if alone:
        if whole in (alone[:4], alone.rpartition("/")[2][:4]):
            return alone
        raise CellError("period-conflict", f"{part!r} is not a part of the year {year!r}")
    if not re.fullmatch(r"0?[1-9]|1[0-2]", text):
        return (
            read_period(f"{whole}年{text.removesuffix('累计') if '前' in text else text}")
            if re.search(r"[月季半年]", text)
            else read_period(f"{whole} {text}")
        )
    if not name:
        raise CellError("period-unreadable", f"{part!r} may be a month or a quarter")
    return read_period(f"{whole}年{int(text)}{'月' if name == 'month' else '季度'}")


def read_day(cell: Any) -> datetime.date:
    """Read a day.

    Raises:
        CellError: If it is a longer period, or none.
    """
    start, end = period_bounds(read_period(cell))
    if start != end:
        raise CellError("period-unreadable", f"{cell!r} is not a single day", "2024-06-30")
    return end


def _read(text: str, given: str) -> str | None:
    for form, write in FORMS:
        match = form.fullmatch(text)
        if match:
            return write(match)
    match = _DAY_OR_MONTH_FIRST.fullmatch(text)
    if match:
        return _day_or_month_first(match, given)
    span = _SPAN.fullmatch(text)
    if span:
        # "2021-2023年": the unit of the end applies to the beginning, too.
        start, end = _part(span["from"], given), _part(span["until"], given)
        if start and end:
            return f"{start.partition('/')[0]}/{end.rpartition('/')[2]}"
    return None


def _part(text: str, given: str) -> str | None:
    for form, write in FORMS:
        match = form.fullmatch(text.strip())
        if match:
            found = write(match)
            return None if found.startswith("..") else found
    return None


def _day_or_month_first(match: re.Match[str], given: str) -> str:
    first, second, year = int(match[1]), int(match[2]), match[3]
    ways = [
        f"{year}-{month:02}-{day:02}"
        for day, month in dict.fromkeys(((first, second), (second, first)))
        if is_period(f"{year}-{month:02}-{day:02}")
    ]
    if len(ways) == 2:
        raise CellError(
            "period-ambiguous", f"{given!r} reads as {ways[0]} or {ways[1]}", " or ".join(ways)
        )
    if not ways:
        raise CellError("period-unreadable", f"{given!r} is not a day of the calendar")
    return ways[0]


def _hint(text: str) -> str:
    if text.isdigit() and len(text) == 5 and int(text) in _SERIAL:
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text))
        return f"; as a spreadsheet counts days it is {day}: format the column as dates"
    if hint := minguo_hint(text):
        return f"; {hint}"
    if re.search(r"^fy|财年|fiscal", text) or _names_two_years(text):
        return (
            ": a fiscal year starts in a month that is not stated; write the interval, such as "
            "2023-04/2024-03"
        )
    if re.fullmatch(r"(?:19|20)[0-9]{2}\.[1-9]", text):
        return ": it may be a month, or the tenth month cut short"
    for part, pattern, most in _PARTS:
        number = pattern.fullmatch(text)
        if number and not 0 < int(number[1]) <= most:
            return f": {part} {int(number[1])} does not exist"
    return "; write a year, month, quarter or interval, such as 2024, 2024-06 or 2024Q1"


def _names_two_years(text: str) -> bool:
    """Return True if a text such as 2011/12 may name a year and the one after it."""
    years = _TWO_YEARS.fullmatch(text)
    return years is not None and (int(years["first"]) + 1) % 100 == int(years["second"])


def fiscal_years(cells: Iterable[Any]) -> frozenset[str]:
    """Return the texts of a column that may be a month or a fiscal year: 2011/12.

    A text is a month if another one of the column is a month and cannot be a fiscal year.

    Example:
        >>> sorted(fiscal_years(["2011/12", "2012/13"])), len(fiscal_years(["2011/12", "2012/1"]))
        (['2011/12', '2012/13'], 0)
    """
    texts = {cell for cell in cells if isinstance(cell, str)}
    found = {text for text in texts if _names_two_years(nfkc(text))}
    if len(found) < 2:
        return frozenset()
    months = {text for text in texts - found if _IS_MONTH.fullmatch(nfkc(text))}
    return frozenset() if months else frozenset(found)
