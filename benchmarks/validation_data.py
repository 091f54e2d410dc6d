"""Figures in any number, clean or broken, for the benchmark of `validate`."""

from __future__ import annotations

import datetime

import polars as pl

import chinaindpolicy as cip

SEVEN = (
    "value-not-finite",
    "id-dangling",
    "period-unparsable",
    "upper-below-value",
    "code-unknown",
    "id-duplicate",
    "unit-unlike-indicator",
)
"""The rules that the dirty table breaks."""


def clean(rows: int, start: int = 0) -> pl.DataFrame:
    """Return figures that break no rule: 14 columns, all text as a third party has it.

    Args:
        rows: How many.
        start: The number of the first: figures of other numbers are others.
    """
    indicators = cip.indicators.frame().filter(pl.col("unit").is_not_null())
    regions = [region.id for region in cip.regions if region.level in ("province", "municipality")]
    organizations = [one.id for one in cip.organizations][:40]
    days = [datetime.date(2015, 1, 1) + datetime.timedelta(each) for each in range(3650)]
    number = pl.int_range(start, start + rows, dtype=pl.Int64)
    sizes = (indicators.height, len(regions), len(days), len(organizations))
    frame = pl.select(
        pl.format("figure-of-somebody-{}", number).alias("id"),
        # Each combination once: the number written in mixed radix.
        (number % sizes[0]).alias("i"),
        (number // sizes[0] % sizes[1]).alias("r"),
        (number // (sizes[0] * sizes[1]) % sizes[2]).alias("d"),
        (number // (sizes[0] * sizes[1] * sizes[2]) % sizes[3]).alias("o"),
        # Of a share, too, a value that is no fraction.
        ((number * 7919) % 9_900 / 100.0 + 1.0).alias("value"),
    )
    day = pl.Series(days)
    by_indicator = indicators.select(
        pl.col("id").alias("indicator_id"),
        "unit",
        pl.when(pl.col("dimension") == "currency").then(pl.lit("nominal")).alias("price_basis"),
        pl.when(pl.col("unit") == "percent")
        .then(pl.lit("share"))
        .otherwise(pl.lit("level"))
        .alias("measure"),
    )
    place = frame["i"]
    return frame.select(
        "id",
        by_indicator["indicator_id"].gather(place),
        pl.Series(regions).gather(frame["r"]).alias("region_id"),
        pl.Series(organizations).gather(frame["o"]).alias("organization_id"),
        day.cast(pl.String).gather(frame["d"]).alias("period"),
        day.gather(frame["d"]).alias("period_start"),
        day.gather(frame["d"]).alias("period_end"),
        pl.when(number % 10 == 0).then(pl.lit("range")).otherwise(pl.lit("eq")).alias("comparator"),
        "value",
        pl.when(number % 10 == 0).then(pl.lit(100.0)).alias("value_upper"),
        by_indicator["unit"].gather(place),
        by_indicator["measure"].gather(place),
        by_indicator["price_basis"].gather(place),
        pl.lit("observed").alias("kind"),
    )


def broken(frame: pl.DataFrame, one_in: int) -> pl.DataFrame:
    """Return the figures with one row in some breaking each of the seven rules, or each row all."""
    number = pl.int_range(frame.height)

    def hit(which: int) -> pl.Expr:
        return (number % one_in == which) if one_in > 1 else pl.lit(True)

    def put(column: str, which: int, bad: pl.Expr) -> pl.Expr:
        return pl.when(hit(which)).then(bad).otherwise(pl.col(column)).alias(column)

    return frame.with_columns(
        put("region_id", 1, pl.lit("cn-nowhere")),
        put("period", 2, pl.lit("2024-02-30")),
        pl.when(hit(0))
        .then(float("nan"))
        .when(hit(3))
        .then(100.0)
        .otherwise(pl.col("value"))
        .alias("value"),
        put("value_upper", 3, pl.lit(-1.0)),
        pl.when(hit(3))
        .then(pl.lit("range"))
        .when(hit(4))
        .then(pl.lit("around"))
        .otherwise(pl.col("comparator"))
        .alias("comparator"),
        put("kind", 4, pl.lit("guessed")),
        put("id", 5, pl.format("figure-of-somebody-{}", number // 2 * 2)),
        put("unit", 6, pl.lit("percentage_point")),
    )
