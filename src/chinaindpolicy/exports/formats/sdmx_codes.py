"""Cross-domain codes of SDMX: frequency, time period, observation status, area and unit."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.periods import period_bounds, shortest_spelling

NOT_APPLICABLE = "_Z"
"""The code of SDMX for a dimension that does not apply to an observation."""


@dataclass(frozen=True, slots=True)
class CrossDomainList:
    """A cross-domain code list of SDMX, limited to the codes that exports use.

    Attributes:
        id: Its id.
        version: Its version.
        name: Its name.
        codes: The names of the codes.
    """

    id: str
    version: str
    name: str
    codes: Mapping[str, str]


FREQ = CrossDomainList(
    "CL_FREQ",
    "2.1",
    "Frequency",
    MappingProxyType(
        {
            "A": "Annual",
            "S": "Half-yearly, semester",
            "Q": "Quarterly",
            "M": "Monthly",
            "D": "Daily",
            "_O": "Other",
        }
    ),
)
OBS_STATUS = CrossDomainList(
    "CL_OBS_STATUS",
    "2.2",
    "Observation status",
    MappingProxyType(
        {
            "A": "Normal value",
            "E": "Estimated value",
            "F": "Forecast value",
            "M": "Missing value; data cannot exist",
        }
    ),
)
UNIT_MULT = CrossDomainList(
    "CL_UNIT_MULT", "1.1", "Unit multiplier", MappingProxyType({"0": "Units"})
)
CROSS_DOMAIN_LISTS = (FREQ, OBS_STATUS, UNIT_MULT)

CROSS_DOMAIN_CONCEPTS: Mapping[str, str] = MappingProxyType(
    {
        "FREQ": "Frequency",
        "REF_AREA": "Reference area",
        "TIME_PERIOD": "Time period",
        "OBS_VALUE": "Observation value",
        "OBS_STATUS": "Observation status",
        "UNIT_MEASURE": "Unit of measure",
        "UNIT_MULT": "Unit multiplier",
    }
)
"""The cross-domain concepts of SDMX that exports use: ids and names."""

_STATUSES = MappingProxyType({"estimated": "E", "forecast": "F"})


def time_period(period: str) -> tuple[str, str]:
    """Return a period as an SDMX time period, and its code in CL_FREQ.

    The time period of a deadline (`../2025`) is its last year, month or day. An interval that is
    not a calendar period is a start and a duration, with the frequency `_O`.

    Example:
        >>> time_period("../2025"), time_period("2024-04/2024-06")
        (('2025', 'A'), ('2024-Q2', 'Q'))
        >>> time_period("2021/2023"), time_period("2024-01/2024-11")
        (('2021-01-01/P3Y', '_O'), ('2024-01-01/P11M', '_O'))
    """
    short = shortest_spelling(period).removeprefix("../")
    if "/" not in short:
        return short, {4: "A", 7: "M", 10: "D"}[len(short)]
    start, end = period_bounds(short)
    assert start is not None
    after = end + datetime.timedelta(days=1) if end < datetime.date.max else end
    months = (after.year - start.year) * 12 + after.month - start.month
    if start.day != 1 or after.day != 1:
        return f"{start}/P{(end - start).days + 1}D", "_O"
    for size, code, letter in ((3, "Q", "Q"), (6, "S", "S")):
        if months == size and start.month % size == 1:
            return f"{start.year:04}-{letter}{start.month // size + 1}", code
    duration = f"{months}M" if months % 12 else f"{months // 12}Y"
    return f"{start}/P{duration}", "_O"


def status(table: str, record: Any) -> str:
    """Return the code of a record in CL_OBS_STATUS.

    A target is F, because its value is one for the future; a figure is A, E or F by its kind; an
    outcome is A. A statement without a value is M.
    """
    if record.value is None:
        return "M"
    return "F" if table == "targets" else _STATUSES.get(getattr(record, "kind", ""), "A")


def area_codes(dataset: Dataset) -> Mapping[str, str]:
    """Return the code of each region in REF_AREA: ISO 3166-1 or 3166-2, else its id in capitals.

    Example:
        >>> import chinaindpolicy as cip
        >>> codes = area_codes(cip.load())
        >>> codes["cn"], codes["cn-zj"], codes["cn-zj-ningbo"]
        ('CN', 'CN-ZJ', 'CN-ZJ-NINGBO')
    """
    regions = [(region.id, region.iso_3166_2 or region.id.upper()) for region in dataset.regions]
    return _distinct(regions)


def unit_codes(dataset: Dataset) -> Mapping[str, str]:
    """Return the code of each unit in UNIT_MEASURE: that of SDMX where it has one, else its id.

    Example:
        >>> import chinaindpolicy as cip
        >>> codes = unit_codes(cip.load())
        >>> codes["percent"], codes["CNY"], codes["enterprise"]
        ('PT', 'CNY', 'enterprise')
    """
    return _distinct([(unit.id, unit.sdmx or unit.id) for unit in dataset.units])


def _distinct(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Return a code for each id; an id whose code another id has too keeps the id."""
    found = dict(pairs)
    uses = Counter([*found.values(), *found])
    return {id: code if code == id or uses[code] == 1 else id for id, code in found.items()}
