"""Bases of indices: 上年=100 and 2015年=100 under one indicator are different measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.unit_sources import UnitSources

_INDEX = "index"
_UNSTATED = "without a base"

Bases = Mapping[str, Mapping[str, str]]
"""By indicator and base, the unit as it was written."""


def read_bases(units: UnitSources, values: Sequence[Any], indicators: Sequence[str | None]) -> None:
    """Collect the bases of the indices of each indicator in `units.bases`."""
    for row, cell in enumerate(values):
        if cell is None:
            continue
        try:
            unit = units.of(row, "value")
        except CellError:
            continue
        indicator = indicators[row]
        if unit is not None and unit.code == _INDEX and indicator is not None:
            units.bases.setdefault(indicator, {}).setdefault(unit.base, unit.text)


def check_base(units: UnitSources, indicator: str | None) -> None:
    """Raise CellError if the values of an indicator are indices with several bases."""
    found = units.bases.get(indicator or "", {})
    if len(found) < 2:
        return
    stated = [f"{text!r} ({base.replace('_', ' ') or _UNSTATED})" for base, text in found.items()]
    raise CellError(
        "unit-conflict",
        f"the values of {indicator} are indices with different bases: "
        f"{' and '.join(stated)}; convert the rows of one base, or state a unit and an indicator "
        "for each base in extend=",
    )


def base_notes(bases: Bases) -> Iterator[str]:
    """Yield a note on the base of each indicator that has one.

    Example:
        >>> list(base_notes({"cpi": {"2015": "2015年=100"}}))
        ["cpi is an index with the base 2015 ('2015年=100')"]
    """
    for indicator, found in bases.items():
        for base, text in found.items():
            if base:
                yield f"{indicator} is an index with the base {base.replace('_', ' ')} ({text!r})"
