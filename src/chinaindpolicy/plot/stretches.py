"""Where a value may lie, as a chart draws it: a stretch with the nature of each of its ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from chinaindpolicy.analysis.intervals import interval_of

if TYPE_CHECKING:
    from decimal import Decimal

    from chinaindpolicy.model.vocabularies import Comparator, Measure

__all__ = ["End", "Stretch", "stretch_of"]

End = Literal["closed", "open", "endless"]
"""An end that belongs to the stretch, one that does not, or none at all."""

# What cannot be less than nothing. A level may (a balance), and so may a change or growth.
_FROM_NOTHING: tuple[Measure, ...] = ("share", "count", "capacity", "multiple")
_EVERYTHING: Mapping[str, int] = MappingProxyType({"percent": 100})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a value may lie.

    Attributes:
        low: Lower end; None where there is none.
        high: Upper end; None where there is none.
        low_end: The nature of the lower end.
        high_end: The nature of the upper end.
    """

    low: float | None
    high: float | None
    low_end: End
    high_end: End


def stretch_of(
    comparator: Comparator,
    value: Decimal,
    upper: Decimal | None = None,
    *,
    unit: str | None = None,
    measure: Measure | None = None,
) -> Stretch:
    """Return where a value may lie that is told with a comparator.

    What its measure cannot be is no part of it: a share in percent lies between 0 and 100, and
    nothing that is counted is below 0.

    Args:
        comparator: How the value is meant.
        value: The value; of a range, its lower end.
        upper: The upper end of a range.
        unit: The unit of the value.
        measure: What the value is of its indicator.

    Example:
        >>> from decimal import Decimal
        >>> stretch_of("lt", Decimal(30), unit="percent", measure="share")
        Stretch(low=0.0, high=30.0, low_end='closed', high_end='open')
        >>> stretch_of("gt", Decimal(20), unit="percent", measure="growth")
        Stretch(low=20.0, high=None, low_end='open', high_end='endless')
    """
    told = interval_of(comparator, value, upper)
    least, most = None, None
    if measure in _FROM_NOTHING and value >= 0:
        least = 0
        ceiling = _EVERYTHING.get(unit or "") if measure == "share" else None
        most = ceiling if ceiling is not None and max(value, upper or value) <= ceiling else None
    low, low_end = _end(told.low, told.low_open)
    high, high_end = _end(told.high, told.high_open)
    if least is not None and (low is None or low < least):
        low, low_end = float(least), "closed"
    if most is not None and (high is None or high > most):
        high, high_end = float(most), "closed"
    return Stretch(low, high, low_end, high_end)


def _end(at: Decimal | None, is_open: bool) -> tuple[float | None, End]:
    if at is None:
        return None, "endless"
    return float(at), "open" if is_open else "closed"
