"""Rows of the code lists in the columns of the tables regions and units."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, cast

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
def completing_rows(table: str) -> tuple[dict[str, Any], ...]:
    """Return the rows that complete a table of a release: those of the lists, without counties.

    Args:
        table: `regions` or `units`.

    Returns:
        One mapping of columns per row, without empty cells; a list of names is a tuple.

    Example:
        >>> len(completing_rows("regions")), len(completing_rows("units"))
        (834, 182)
    """
    rows = listed_rows(table)
    if table == "regions":
        counties = divisions().filter(tier="county").select("id")
        rows = rows.join(counties, on="id", how="anti", maintain_order="left")
    return tuple(
        {name: _cell(cell) for name, cell in row.items() if cell}
        for row in rows.iter_rows(named=True)
    )


def _cell(cell: Any) -> Any:
    return tuple(cast("list[str]", cell)) if isinstance(cell, list) else cell


def is_shared_code(id: str, table: str, other: str) -> bool:
    """Return True if the code lists have one code for a region and a unit of two tables.

    Standards set both codes, so that neither can be renamed.

    Example:
        >>> is_shared_code("mu", "regions", "units")  # Mauritius, and 亩
        True
    """
    if {table, other} != set(LISTED_TABLES):
        return False
    return all(id in listed_rows(each)["id"] for each in LISTED_TABLES)


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
        pl.when(pl.col("short_zh") == pl.col("name_zh"))
        .then("aliases")
        .otherwise(pl.concat_list("short_zh", "aliases"))
        .alias("aliases"),
        code_list=pl.lit("divisions"),
    )
    states = countries().filter(~pl.col("id").is_in(_OF_CHINA))
    groups = aggregates()
    parts = (
        ("countries", states, "country", "world", pl.col("alpha_2")),
        ("aggregates", groups.filter(id="world"), "world", None, nothing),
        ("aggregates", groups.filter(pl.col("id") != "world"), "area", "world", nothing),
        ("areas", areas(), "area", "cn", nothing),
    )
    others = [
        frame.select(
            *names,
            level=pl.lit(level),
            parent_id=pl.lit(parent, dtype=pl.String),
            iso_3166_2=code,
            gb_t_2260=nothing,
            aliases="aliases",
            code_list=pl.lit(name),
        )
        for name, frame, level, parent, code in parts
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
        code_list=pl.lit("units"),
    )
