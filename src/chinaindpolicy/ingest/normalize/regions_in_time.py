"""Names of regions that mean another place in other years: 巢湖市 was a prefecture until 2011."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from chinaindpolicy.ingest.normalize.marks import without_marks
from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.raw_table import text_of
from chinaindpolicy.model.periods import period_bounds

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def first_year(columns: Iterable[Iterable[Any]]) -> int:
    """Return the first year that is written in some columns; zero if some cells have none.

    Example:
        >>> first_year([["2005年", "2004-12"], [1998]]), first_year([["2004", "Jan-95"]])
        (1998, 0)
    """
    found: list[int] = []
    for cells in columns:
        texts = set(map(text_of, cells)) - {None}
        years = [[int(year) for year in _YEAR.findall(text or "")] for text in texts]
        if any(years):
            found += [year for each in years for year in each or [0]]
    return min(found, default=0)


def last_year(period: str | None) -> int | None:
    """Return the last year of a period, or None.

    Example:
        >>> last_year("2004-07/2005-06"), last_year(None)
        (2005, None)
    """
    return None if period is None else period_bounds(period)[1].year


def dated_regions(cells: Iterable[Any], regions: NameLookup, first: int) -> frozenset[Any]:
    """Return the cells that may mean another place in a year since the first.

    Args:
        cells: The cells of the region.
        regions: The names of regions.
        first: The first year of the data; zero if it is not known.
    """
    texts = {cell for cell in cells if isinstance(cell, (str, int, float))}
    return frozenset(cell for cell in texts if _depends(cell, regions, first))


def _depends(cell: Any, regions: NameLookup, first: int) -> bool:
    text = without_marks(cell).text if isinstance(cell, str) else text_of(cell) or ""
    return regions.depends_on_year(text.removesuffix(".0"), first)
