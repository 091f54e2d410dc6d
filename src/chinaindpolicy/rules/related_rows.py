"""Rules on rows next to other rows of the same data, evaluated by the engine as joins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from chinaindpolicy.model.vocabularies import ADDITIVE_MEASURES
from chinaindpolicy.rules.combination_rules import comparable
from chinaindpolicy.rules.dimensions import dimension_words
from chinaindpolicy.rules.engines.base import ROW, Bring, Find, plain_name
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.reference_data import ReferenceData
from chinaindpolicy.rules.registry import RULES

if TYPE_CHECKING:
    import polars as pl

    Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class RelatedRows:
    """Rows that a rule finds next to other rows.

    Attributes:
        code: The rule.
        column: The column that a finding points to.
        columns: The columns that the query and the finding need.
        find: The query.
        near: The columns and the expression of the rows that the findings on some rows need.
        finding: Returns the finding on a row, without its place, given those rows.
    """

    code: str
    column: str
    columns: tuple[str, ...]
    find: Find
    finding: Callable[[frozenset[tuple[Any, ...]], Mapping[str, Any]], Finding]
    near: tuple[tuple[str, ...], Callable[[Rows], nw.Expr]] | None = None


_PERCENT = nw.col("unit") == "percent"


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


def fractions(where: nw.Expr, columns: tuple[str, ...]) -> RelatedRows:
    """Return the check for fractions next to percentages of the same indicator.

    Args:
        where: The rows that may be fractions.
        columns: The columns that this expression needs.
    """
    rule = RULES["share-as-fraction"]
    percentages = (_PERCENT & (nw.col("value") > 1)).fill_null(False)

    def find(frame: nw.LazyFrame[Any], bring: Bring) -> nw.LazyFrame[Any]:
        others = frame.filter(percentages).select("indicator_id").unique()
        return frame.filter(where).join(others, on="indicator_id", how="semi")

    def finding(near: frozenset[tuple[Any, ...]], row: Mapping[str, Any]) -> Finding:
        message = (
            "the value is below 1 percent, and other values of this indicator are not: "
            "multiply it by 100 if it is a fraction"
        )
        return rule.finding(message, column="value", expected="0 to 100")

    return RelatedRows(rule.code, "value", columns, find, finding)


def places(reference: ReferenceData) -> list[str]:
    """Return the regions that are part of another one, and those that contain others."""
    inner = reference.ancestors.items()
    return sorted({name for region, outer in inner if outer for name in (region, *outer)})


def regions(
    present: frozenset[str],
    reference: ReferenceData,
    *,
    measured: bool,
    period: str = "period",
    dimensions: tuple[str, ...] = (),
) -> RelatedRows | None:
    """Return the check for a region and a region that contains it; None without such regions.

    Args:
        present: The regions that the data has, of those in `places`.
        reference: The other tables: their regions have parents.
        measured: True if the data has a measure; values that are not additive are then ignored.
        period: The column of periods.
        dimensions: The columns of the data that separate observations, such as a model.
    """
    rule = RULES["region-with-parent"]
    ancestors = reference.ancestors
    pairs = [
        (region, other)
        for region in sorted(present)
        for other in ancestors.get(region, ())
        if other in present
    ]
    if not pairs:
        return None
    key = ("indicator_id", period, "region_id")
    outer = sorted({other for _, other in pairs})
    where = nw.col("region_id").is_in(sorted({name for pair in pairs for name in pair}))
    where = where.fill_null(False)
    for name in ("indicator_id", period):
        where = where & ~nw.col(name).is_null()
    if measured:
        where = where & nw.col("measure").is_in(list(ADDITIVE_MEASURES)).fill_null(True)

    def find(frame: nw.LazyFrame[Any], bring: Bring) -> nw.LazyFrame[Any]:
        # As text: in a join, missing values and NaN equal nothing.
        texts = [
            nw.col(plain_name(name)).cast(nw.String).fill_null("\0").alias(f"@{number}")
            for number, name in enumerate(dimensions)
        ]
        names = [f"@{number}" for number in range(len(dimensions))]
        rows = frame.filter(where).select(ROW, *key, *texts)
        around = rows.filter(nw.col("region_id").is_in(outer))
        around = around.select(*key[:2], *names, nw.col("region_id").alias("@outer")).unique()
        lying_in = rows.join(bring(_frame_of(pairs)), on="region_id", how="inner")
        return (
            lying_in.join(around, on=[*key[:2], *names, "@outer"], how="semi").select(ROW).unique()
        )

    def near(rows: Rows) -> nw.Expr:
        alike = where & nw.col("region_id").is_in(outer)
        for name in key[:2]:
            alike = alike & nw.col(name).is_in(sorted({row[name] for row in rows}))
        return alike

    def finding(near: frozenset[tuple[Any, ...]], row: Mapping[str, Any]) -> Finding:
        indicator, shown, region = row["indicator_id"], row[period], row["region_id"]
        more = comparable(row[name] for name in dimensions)
        around = (each for each in ancestors[region] if (indicator, shown, each, *more) in near)
        message = (
            f"{region} is part of {next(around)}, which also has a value of {indicator} for "
            f"{row['period']}{dimension_words(dimensions, more)}; do not add the two values"
        )
        return rule.finding(message, column="region_id")

    more = ("period", *(("measure",) if measured else ()), *dimensions)
    columns = tuple(dict.fromkeys((*key, *more)))
    return RelatedRows(rule.code, "region_id", columns, find, finding, ((*key, *dimensions), near))


def _frame_of(pairs: list[tuple[str, str]]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(pairs, schema={"region_id": pl.String, "@outer": pl.String}, orient="row")
