"""Rules on combinations of values that repeat: each is judged once, however many rows have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import narwhals as nw

from chinaindpolicy.model.periods import is_period, period_bounds
from chinaindpolicy.model.vocabularies import ADDITIVE_MEASURES
from chinaindpolicy.rules.reference_data import ReferenceData
from chinaindpolicy.rules.registry import TABLE_RULES

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "COMBINED",
    "CombinationRule",
    "Violation",
    "bounds_rule",
    "region_rule",
    "stated_rules",
]

COMBINED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "period-bounds": ("period", "period_start", "period_end"),
        "value-disagrees": ("stated", "value"),
        "region-with-parent": ("indicator_id", "period", "region_id"),
    }
)
"""The columns that the rules on combinations need."""


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with one combination."""

    code: str
    column: str
    message: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class CombinationRule:
    """Rules that look at some columns of a row alone, and cannot be an expression.

    Attributes:
        codes: The codes it may find.
        columns: The columns of a combination.
        where: The expression of the rows to look at.
        judge: Tells what is wrong, given the distinct combinations; one or more for each.
    """

    codes: tuple[str, ...]
    columns: tuple[str, ...]
    where: nw.Expr
    judge: Callable[[pl.DataFrame], Iterator[tuple[int, Violation]]]


def bounds_rule() -> CombinationRule:
    """Return the rule that `period_start` and `period_end` are the bounds of `period`."""
    code = "period-bounds"

    def judge(frame: pl.DataFrame) -> Iterator[tuple[int, Violation]]:
        for number, (period, start, end) in enumerate(frame.iter_rows()):
            if period is not None and not is_period(period):
                continue  # a finding of its own
            expected = period_bounds(period) if period else (None, None)
            if (start, end) != expected:
                words = f"{expected[0]} and {expected[1]}"
                yield number, Violation(code, "period", f"{TABLE_RULES[code]}: {words}", words)

    columns = COMBINED[code]
    filled = [~nw.col(name).is_null() for name in columns]
    return CombinationRule((code,), columns, filled[0] | filled[1] | filled[2], judge)


_STATED = ("stated", "value", "value_upper", "comparator", "unit", "value_printed")


def stated_rules(present: frozenset[str], known: ReferenceData) -> Iterator[CombinationRule]:
    """Yield the rules that a value is what `stated` says.

    Args:
        present: The columns that the data has.
        known: The tables it is held against: their errata account for slips.
    """
    columns = tuple(name for name in _STATED if name in present)
    judged = ~nw.col("stated").is_null() & ~nw.col("value").is_null()
    slips = known.slips
    if "id" not in present or not slips:
        yield CombinationRule(_CODES, columns, judged, lambda frame: _stated(frame, known))
        return
    slipped = nw.col("id").is_in(sorted(slips)).fill_null(False)
    yield CombinationRule(_CODES, columns, judged & ~slipped, lambda frame: _stated(frame, known))
    columns = ("id", *columns)
    yield CombinationRule(_CODES, columns, judged & slipped, lambda frame: _stated(frame, known))


_CODES = (
    "stated-unreadable",
    "stated-ambiguous",
    "value-magnitude",
    "value-disagrees",
    "comparator-disagrees",
    "unit-disagrees",
)


def _stated(frame: pl.DataFrame, known: ReferenceData) -> Iterator[tuple[int, Violation]]:
    # Reading quantities takes long to import, and most data of others has no `stated`.
    from chinaindpolicy.rules.stated_values import disagreement

    for number, row in enumerate(frame.iter_rows(named=True)):
        slips = known.slips.get(row.get("id", ""), frozenset())
        found = disagreement(
            row["stated"],
            row["value"],
            row.get("value_upper"),
            row.get("comparator"),
            row.get("unit"),
            row.get("value_printed"),
            slips,
        )
        if found is not None:
            yield number, Violation(*found)


def region_rule(
    present: frozenset[str], known: ReferenceData, *, measured: bool
) -> CombinationRule | None:
    """Return the rule on a region that stands beside one it lies in; None if there are no such.

    Args:
        present: The regions that the data has.
        known: The tables it is held against: their regions tell what lies in what.
        measured: Whether the data has a measure: values that nobody adds are left out.
    """
    code = "region-with-parent"
    ancestors = known.ancestors
    inner = {one for one in present if not present.isdisjoint(ancestors.get(one, ()))}
    outer = {other for one in inner for other in ancestors[one] if other in present}
    if not inner:
        return None
    columns = COMBINED[code]

    def judge(frame: pl.DataFrame) -> Iterator[tuple[int, Violation]]:
        rows = list(frame.iter_rows())
        around = {row for row in rows if row[2] in outer}
        for number, (indicator, period, region) in enumerate(rows):
            for other in ancestors.get(region, ()):
                if (indicator, period, other) in around:
                    message = (
                        f"{TABLE_RULES[code]}: {region} lies in {other}, which has a value of "
                        f"{indicator} for {period} too"
                    )
                    yield number, Violation(code, "region_id", message)
                    break

    where = nw.col("region_id").is_in(sorted(inner | outer)).fill_null(False)
    for name in columns[:2]:
        where = where & ~nw.col(name).is_null()
    if measured:
        where = where & nw.col("measure").is_in(list(ADDITIVE_MEASURES)).fill_null(True)
    return CombinationRule((code,), columns, where, judge)
