"""Days that stand for the month, quarter or year that their column states."""

from __future__ import annotations

import datetime
import re
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.period_forms import months

_DAY = re.compile(
    r"[0-9]{4}([-/.年])[0-9]{1,2}([-/.月])[0-9]{1,2}日?([ t][0:.]+z?)?|[0-9]{8}", re.IGNORECASE
)
_LENGTHS = {"month": 1, "quarter": 3, "year": 12}


def period_of_day(period: str, cell: Any, part: str) -> str:
    """Return the period that a day stands for in a column of months, quarters or years.

    pandas and spreadsheets have no months and years: they store the first or the last day.

    Args:
        period: The period that was read.
        cell: The cell: only dates and texts that are written as a date stand for a period.
        part: `month`, `quarter` or `year`, as the header of the column states; otherwise empty.

    Raises:
        CellError: If the day is neither the first nor the last of such a period.

    Example:
        >>> day = datetime.date(2024, 3, 31)
        >>> [period_of_day("2024-03-31", day, part) for part in ("month", "quarter", "")]
        ['2024-03', '2024-01/2024-03', '2024-03-31']
        >>> period_of_day("2024-12-31", "2024年底", "year")
        '2024-12-31'
    """
    length = _LENGTHS.get(part)
    if length is None or len(period) != len("2024-03-31") or not _is_day(cell):
        return period
    day = datetime.date.fromisoformat(period)
    first = (day.month - 1) // length * length + 1
    last = first + length - 1
    following = day + datetime.timedelta(days=1) if day < datetime.date.max else day
    begins = day.day == 1 and day.month in (first, last)
    ends = following.day == 1 and day.month == last
    # The first of December is no usual date of a year, but that of March is one of a quarter.
    if not ends and (not begins or (part == "year" and day.month != first)):
        raise CellError(
            "period-conflict",
            f"{period} is neither the first nor the last day of a {part}, which the header of the "
            f"column states; write the {part}, or name the column 'date' if its values are those "
            "of days",
        )
    if part == "month":
        return period[:7]
    return period[:4] if part == "year" else months(period[:4], first, last)


def _is_day(cell: Any) -> bool:
    if isinstance(cell, datetime.date):
        return True
    return isinstance(cell, str) and _DAY.fullmatch(nfkc(cell)) is not None
