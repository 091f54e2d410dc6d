"""Rules on combinations of values that repeat: each is checked once, however many rows have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

from chinaindpolicy.model.periods import is_period, period_bounds
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.reference_data import ReferenceData
from chinaindpolicy.rules.registry import RULES
from chinaindpolicy.rules.rule import Lookup

if TYPE_CHECKING:
    import polars as pl

COMBINATION_RULES = (
    RULES["period-bounds"],
    RULES["value-disagrees"],
    replace(RULES["region-with-parent"], lookups=(Lookup("region_id", "regions", "parent_id"),)),
    replace(
        RULES["share-as-fraction"], lookups=(Lookup("indicator_id", "indicators", "dimension"),)
    ),
)
"""The rules by which combinations are planned; `value-disagrees` for all on stated values."""


@dataclass(frozen=True, slots=True)
class Combinations:
    """Columns whose distinct combinations are checked one by one.

    Attributes:
        columns: The columns of a combination.
        where: The expression that selects the rows to check.
        findings: Yields the number of each invalid combination and its finding, which has no
            position yet. A combination has at most one finding per code, independent of the
            other combinations.
    """

    columns: tuple[str, ...]
    where: nw.Expr
    findings: Callable[[pl.DataFrame], Iterator[tuple[int, Finding]]]

    def finding(self, code: str, row: Mapping[str, Any]) -> Finding:
        """Return the finding of a code on a row that has one."""
        import polars as pl

        frame = pl.DataFrame([{name: row[name] for name in self.columns}])
        return next(found for _, found in self.findings(frame) if found.code == code)


def bounds() -> Combinations:
    """Return the check that `period_start` and `period_end` are the bounds of `period`."""
    rule = RULES["period-bounds"]

    def findings(frame: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
        for number, (period, start, end) in enumerate(frame.iter_rows()):
            if period is not None and not is_period(period):
                continue  # a finding of its own
            expected = period_bounds(period) if period else (None, None)
            if (start, end) != expected:
                text = f"{expected[0]} and {expected[1]}"
                message = (
                    f"period_start is {start or 'empty'} and period_end is {end or 'empty'}, but "
                    f"the first and the last day of period {period} are {text}"
                )
                yield number, rule.finding(message, column="period", expected=text)

    filled = [~nw.col(name).is_null() for name in rule.columns]
    return Combinations(rule.columns, filled[0] | filled[1] | filled[2], findings)


_STATED = (*("stated", "value", "value_upper", "comparator", "unit", "value_printed", "measure"),)


def stated(present: frozenset[str], reference: ReferenceData) -> Iterator[Combinations]:
    """Yield the checks that a value is equal to its `stated` expression.

    Args:
        present: The columns of the data.
        reference: The other tables; their errata explain differences.
    """
    columns = tuple(name for name in _STATED if name in present)
    has_both = ~nw.col("stated").is_null() & ~nw.col("value").is_null()
    errata = reference.errata

    signed = reference.signed

    def findings(frame: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
        return _disagreements(frame, errata, signed)

    if "id" not in present or not errata:
        yield Combinations(columns, has_both, findings)
        return
    with_erratum = nw.col("id").is_in(sorted(errata)).fill_null(False)
    yield Combinations(columns, has_both & ~with_erratum, findings)
    yield Combinations(("id", *columns), has_both & with_erratum, findings)


def _disagreements(
    frame: pl.DataFrame, errata: Mapping[str, frozenset[str]], signed: bool
) -> Iterator[tuple[int, Finding]]:
    # The quantity parser takes long to import, and most third-party data has no `stated`.
    from chinaindpolicy.rules.stated_findings import disagreement

    for number, row in enumerate(frame.iter_rows(named=True)):
        found = disagreement(
            row["stated"],
            row["value"],
            row.get("value_upper"),
            row.get("comparator"),
            row.get("unit"),
            row.get("value_printed"),
            errata.get(row.get("id", ""), frozenset()),
            row.get("measure"),
            signed=signed,
        )
        if found is not None:
            yield number, found


def comparable(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return values as a key; NaN, which equals nothing, by its name.

    Example:
        >>> comparable([1, float("nan")])
        (1, 'NaN')
    """
    return tuple("NaN" if isinstance(each, float) and each != each else each for each in values)
