"""Rows of the code lists in the columns of the tables regions and units."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from chinaindpolicy.codes.lists import aggregates, areas, countries, divisions, read_list

if TYPE_CHECKING:
    import polars as pl

LISTED_TABLES = ("regions", "units")
"""The tables whose rows the code lists complete."""

_DIMENSIONS = (
    *("currency", "count", "ratio", "multiple", "computing", "energy", "power", "mass", "length"),
    *("area", "volume", "time"),
)
"""The dimensions that the table units has too."""
_OF_CHINA = ("cn-tw", "cn-hk", "cn-mo")
"""Places that ISO 3166-1 lists as countries; here they are divisions of China."""


@functools.cache
def listed_rows(table: str) -> pl.DataFrame:
    """Return the rows of the code lists for a table.

    Regions are the current administrative divisions of China, countries, groups of countries and
    groups of provinces.

    Args:
        table: `regions` or `units`.

    Returns:
        One row per id, with the columns of the table that the lists have. A county has no English
        name.

    Example:
        >>> listed_rows("regions").filter(id="cn-gd-foshan").select("name_zh", "parent_id").row(0)
        ('佛山市', 'cn-gd')
        >>> listed_rows("units").filter(id="tonne")["dimension"][0]
        'mass'
    """
    return _regions() if table == "regions" else _units()


def _regions() -> pl.DataFrame:
    import polars as pl

    china = divisions()
    parents = china.select(parent_code="code", parent_id="id")
    nothing = pl.lit(None, dtype=pl.String)
    names = ("id", "name", "name_zh")
    divided = china.join(parents, on="parent_code", how="left").select(
        *names,
        "level",
        pl.col("parent_id").fill_null(pl.lit("cn")),
        "iso_3166_2",
        pl.col("code").alias("gb_t_2260"),
        "aliases",
    )
    states = countries().filter(~pl.col("id").is_in(_OF_CHINA))
    groups = (
        (states, pl.lit("country"), pl.lit("world"), pl.col("alpha_2")),
        (aggregates().filter(pl.col("id") != "world"), pl.lit("area"), pl.lit("world"), nothing),
        (areas(), pl.lit("area"), pl.lit("cn"), nothing),
    )
    others = [
        frame.select(
            *names,
            level=level,
            parent_id=parent,
            iso_3166_2=code,
            gb_t_2260=nothing,
            aliases="aliases",
        )
        for frame, level, parent, code in groups
    ]
    return pl.concat([divided, *others]).unique("id", keep="first", maintain_order=True)


def _units() -> pl.DataFrame:
    import polars as pl

    dimension = pl.col("dimension")
    # Beds per 1,000 people are no share of anything.
    rate = dimension.str.contains("/") | (dimension == "data rate")
    rate |= (dimension == "ratio") & pl.col("code").str.contains(r"_per_|sex_ratio")
    return read_list("units").select(
        pl.col("code").alias("id"),
        *("name", "name_zh", "symbol"),
        pl.when(rate)
        .then(pl.lit("rate"))
        .when(dimension.is_in(_DIMENSIONS))
        .then(dimension)
        .when(dimension == "apparent power")
        .then(pl.lit("power"))
        .otherwise(pl.lit("none"))
        .alias("dimension"),
        *("ucum", "iso_4217", "sdmx"),
    )
