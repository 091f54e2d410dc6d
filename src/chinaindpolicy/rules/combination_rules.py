"""Rules on combinations of values that repeat: each is checked once, however many rows have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

from chinaindpolicy.model.periods import is_period, period_bounds
from chinaindpolicy.model.vocabularies import ADDITIVE_MEASURES
from chinaindpolicy.rules.dimensions import dimension_words
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
        where: The expression of the rows to look at.
        findings: Yields what is wrong, given the distinct combinations: the number of one, and a
            finding without its place. A combination has one finding of a code at most.
    """

    columns: tuple[str, ...]
    where: nw.Expr
    findings: Callable[[pl.DataFrame], Iterator[tuple[int, Finding]]]


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
                message = f"{rule.message}: {text}"
                yield number, rule.finding(message, column="period", expected=text)

    filled = [~nw.col(name).is_null() for name in rule.columns]
    return Combinations(rule.columns, filled[0] | filled[1] | filled[2], findings)


_STATED = ("stated", "value", "value_upper", "comparator", "unit", "value_printed")


def stated(present: frozenset[str], reference: ReferenceData) -> Iterator[Combinations]:
    """Yield the checks that a value is what `stated` says.

    Args:
        present: The columns that the data has.
        reference: The other tables: their errata explain differences.
    """
    columns = tuple(name for name in _STATED if name in present)
    has_both = ~nw.col("stated").is_null() & ~nw.col("value").is_null()
    errata = reference.errata

    def findings(frame: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
        return _disagreements(frame, errata)

    if "id" not in present or not errata:
        yield Combinations(columns, has_both, findings)
        return
    with_erratum = nw.col("id").is_in(sorted(errata)).fill_null(False)
    yield Combinations(columns, has_both & ~with_erratum, findings)
    yield Combinations(("id", *columns), has_both & with_erratum, findings)


def _disagreements(
    frame: pl.DataFrame, errata: Mapping[str, frozenset[str]]
) -> Iterator[tuple[int, Finding]]:
    # Reading quantities takes long to import, and most data of others has no `stated`.
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
        )
        if found is not None:
            yield number, found


_PERCENT = nw.col("unit") == "percent"


PERCENTAGES = (_PERCENT & (nw.col("value") > 1)).fill_null(False)
"""The rows with a percentage above 1."""


def fraction_rows(reference: ReferenceData, *, measured: bool) -> nw.Expr:
    """Return the expression of rows with a share in percent that may be a fraction.

    Args:
        reference: The other tables.
        measured: Whether the data has a measure.
    """
    share = nw.col("indicator_id").is_in(sorted(reference.ratios)).fill_null(False)
    if measured:
        measure = nw.col("measure")
        change = measure.is_in(["growth", "change", "multiple"]).fill_null(False)
        share = (share & ~change) | (measure == "share").fill_null(False)
    small = _PERCENT & (nw.col("value") > 0) & (nw.col("value") < 1)
    return small.fill_null(False) & share


def fractions(where: nw.Expr, indicators: frozenset[str]) -> Combinations:
    """Return the check for fractions next to percentages of the same indicator.

    Args:
        where: The rows that may be fractions.
        indicators: The indicators that have percentages above 1.
    """
    rule = RULES["share-as-fraction"]

    def findings(frame: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
        for number, (indicator,) in enumerate(frame.iter_rows()):
            if indicator in indicators:
                message = (
                    "the value is below 1 percent, and other values of this indicator are not: "
                    "multiply it by 100 if it is a fraction"
                )
                yield number, rule.finding(message, column="value", expected="0 to 100")

    return Combinations(("indicator_id",), where, findings)


def regions(
    present: frozenset[str],
    reference: ReferenceData,
    *,
    measured: bool,
    period: str = "period",
    dimensions: tuple[str, ...] = (),
) -> Combinations | None:
    """Return the check for a region next to one it lies in; None if there are no such regions.

    Args:
        present: The regions that the data has.
        reference: The other tables: their regions have parents.
        measured: Whether the data has a measure: values that nobody adds are left out.
        period: The column of periods.
        dimensions: The columns of the data that separate observations, such as a model.
    """
    rule = RULES["region-with-parent"]
    ancestors = reference.ancestors
    inner = {region for region in present if not present.isdisjoint(ancestors.get(region, ()))}
    outer = {other for region in inner for other in ancestors[region] if other in present}
    if not inner:
        return None

    def findings(frame: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
        rows = [comparable(row) for row in frame.iter_rows()]
        around = {row for row in rows if row[2] in outer}
        for number, (indicator, period, region, *more) in enumerate(rows):
            for other in ancestors.get(region, ()):
                if (indicator, period, other, *more) in around:
                    message = (
                        f"{rule.message}: {region} lies in {other}, which has a value of "
                        f"{indicator} for {period} too{dimension_words(dimensions, more)}"
                    )
                    yield number, rule.finding(message, column="region_id")
                    break

    where = nw.col("region_id").is_in(sorted(inner | outer)).fill_null(False)
    for name in ("indicator_id", period):
        where = where & ~nw.col(name).is_null()
    if measured:
        where = where & nw.col("measure").is_in(list(ADDITIVE_MEASURES)).fill_null(True)
    return Combinations(("indicator_id", period, "region_id", *dimensions), where, findings)


def comparable(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return values as a key; NaN, which equals nothing, by its name.

    Example:
        >>> comparable([1, float("nan")])
        (1, 'NaN')
    """
    return tuple("NaN" if isinstance(each, float) and each != each else each for each in values)
