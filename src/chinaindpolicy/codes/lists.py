"""Files of the code lists, as frames and as rows."""

from __future__ import annotations

import csv
import functools
import io
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy.errors import UnknownNameError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    import polars as pl

_INDUSTRIES: Mapping[str, str] = MappingProxyType({"gbt4754": "gbt4754_2017", "isic4": "isic_rev4"})
# Columns that are not text.
_YEARS = ("valid_from", "valid_to")
_FACTORS = ("factor", "base_factor", "numerator_factor", "denominator_factor")
_LISTS = ("successors", "aliases", "members")


def codelists_folder() -> Traversable:
    """Return where the lists are: in the wheel, or in the checkout of an editable install."""
    here = Path(__file__).parents[1]
    if (packaged := here / "_codelists").is_dir():
        return packaged
    if here.parent.name == "src":
        return here.parents[1] / "datasets" / "codelists"
    from importlib.resources import files  # imported from a zip

    return files("chinaindpolicy") / "_codelists"


@functools.cache
def descriptor() -> Mapping[str, Any]:
    """Return the descriptor of each list by its name: standard, edition, state and sources.

    Example:
        >>> descriptor()["divisions"]["standard"]
        'GB/T 2260'
    """
    package = json.loads((codelists_folder() / "datapackage.json").read_bytes())
    return MappingProxyType({resource["name"]: resource for resource in package["resources"]})


def read_rows(name: str) -> list[list[str]]:
    """Return the rows of a list as text, without the header.

    Args:
        name: The name of the list.
    """
    data = (codelists_folder() / f"{name}.csv").read_bytes().decode()
    rows = csv.reader(io.StringIO(data, newline=""))
    next(rows)
    return list(rows)


@functools.cache
def read_list(name: str) -> pl.DataFrame:
    """Return a list as a frame; an empty cell is null, codes are text.

    Args:
        name: The name of the list, as in the descriptor.

    Raises:
        UnknownNameError: If there is no such list; suggests similar names.

    Example:
        >>> read_list("hs2022").height
        1326
    """
    import polars as pl

    if name not in descriptor():
        raise UnknownNameError("code list", name, descriptor())
    data = (codelists_folder() / f"{name}.csv").read_bytes()
    frame = pl.read_csv(io.BytesIO(data), infer_schema=False)
    columns = frame.columns
    return frame.with_columns(
        *(pl.col(column).cast(pl.Int32) for column in _YEARS if column in columns),
        *(pl.col(column).cast(pl.Float64) for column in _FACTORS if column in columns),
        *(
            pl.when(pl.col(column).is_null())
            .then(pl.lit([], dtype=pl.List(pl.String)))
            .otherwise(pl.col(column).str.split("|"))
            .alias(column)
            for column in _LISTS
            if column in columns
        ),
    )


def divisions(*, year: int | None = None, history: bool = False) -> pl.DataFrame:
    """Return the administrative divisions of China by GB/T 2260.

    Args:
        year: The year whose state at 31 December to return, from 1983; by default the latest.
        history: Return the rows of all years instead, one for each name of a code.

    Returns:
        One row per division, sorted by code.

    Raises:
        ValueError: If the year is before 1983, or a year is given with `history`.

    Example:
        >>> divisions().height, divisions(year=1983).height
        (3214, 3129)
    """
    import polars as pl

    frame = read_list("divisions")
    if history:
        if year is not None:
            raise ValueError("pass either year or history=True")
        return frame
    if year is None:
        return frame.filter(pl.col("valid_to").is_null())
    if year < 1983:
        raise ValueError(f"year {year} is before 1983, the first year of the list")
    ended = pl.col("valid_to").is_not_null() & (pl.col("valid_to") <= year)
    return frame.filter((pl.col("valid_from") <= year) & ~ended)


def countries() -> pl.DataFrame:
    """Return the countries and areas by ISO 3166-1 and UN M49.

    Example:
        >>> countries().filter(code="KOR").select("id", "m49", "name_zh", "name_world_bank").row(0)
        ('kr', '410', '韩国', 'Korea, Rep.')
    """
    return read_list("countries")


def aggregates() -> pl.DataFrame:
    """Return the groups of countries, each with its definer, edition and members.

    Example:
        >>> aggregates().filter(id="oecd-members")["members"].item().len()
        38
    """
    return read_list("aggregates")


def areas() -> pl.DataFrame:
    """Return the regions of China above the province, with their members.

    Example:
        >>> areas().filter(id="jing-jin-ji")["members"].item().to_list()
        ['110000', '120000', '130000']
    """
    return read_list("areas")


def units() -> pl.DataFrame:
    """Return the unit codes, with dimension and UCUM or ISO 4217 code.

    Example:
        >>> units().filter(code="kilowatt_hour").select("name_zh", "dimension", "ucum").row(0)
        ('千瓦时', 'energy', 'kW.h')
    """
    return read_list("units")


def unit_words() -> pl.DataFrame:
    """Return the written units, each with its code and factor.

    Example:
        >>> unit_words().filter(word="亿千瓦小时").select("code", "factor").row(0)
        ('kilowatt_hour', 100000000.0)
    """
    return read_list("unit_words")


def industries(classification: str = "gbt4754") -> pl.DataFrame:
    """Return a classification of industries.

    Args:
        classification: `gbt4754` (GB/T 4754-2017) or `isic4` (ISIC Rev. 4).

    Raises:
        UnknownNameError: If there is no such classification.

    Example:
        >>> industries().filter(code="3973")["name_zh"].item()
        '集成电路制造'
    """
    if classification not in _INDUSTRIES:
        raise UnknownNameError("classification", classification, _INDUSTRIES)
    return read_list(_INDUSTRIES[classification])


def products() -> pl.DataFrame:
    """Return the chapters and headings of the Harmonized System, 2022.

    Example:
        >>> products().filter(code="8542")["level"].item()
        'heading'
    """
    return read_list("hs2022")
