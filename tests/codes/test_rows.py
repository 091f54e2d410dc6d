"""Rows of the code lists in the columns of the tables regions and units."""

from __future__ import annotations

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.codes.rows import LISTED_TABLES, listed_rows
from chinaindpolicy.ingest.extension.own_units import default_dimension
from chinaindpolicy.model.columns import columns


@pytest.mark.parametrize("table", LISTED_TABLES)
def test_listed_rows_have_the_columns_of_their_table(table: str) -> None:
    rows = listed_rows(table)
    assert rows.columns == [spec.name for spec in columns(table)]
    assert rows["id"].is_unique().all() and not rows["id"].has_nulls()


@pytest.mark.parametrize("release", cip.releases())
@pytest.mark.parametrize("table", LISTED_TABLES)
def test_listed_rows_agree_with_every_release(table: str, release: object) -> None:
    frame = cip.load(str(release))[table].frame()
    rows = listed_rows(table)
    both = frame.join(rows, on="id", suffix="_listed")
    missing = set(frame["id"]) - set(rows["id"])
    assert not missing
    same = ("parent_id", "gb_t_2260", "iso_3166_2", "dimension", "ucum", "iso_4217")
    for name in set(same) & set(frame.columns):
        listed = both[f"{name}_listed"].cast(pl.String)
        assert both[name].cast(pl.String).eq_missing(listed).all(), name


def test_every_parent_of_a_listed_region_is_a_region() -> None:
    rows = listed_rows("regions")
    assert set(rows["parent_id"].drop_nulls()) <= set(rows["id"])


def test_counts_of_divisions_and_units() -> None:
    regions = listed_rows("regions")
    divided = regions.filter(pl.col("gb_t_2260").is_not_null())
    assert divided.height == 34 + 333 + 2847
    assert regions.filter(level="country").height == 247 and listed_rows("units").height == 182


def test_dimensions_of_units_are_those_of_the_table() -> None:
    spec = next(spec for spec in columns("units") if spec.name == "dimension")
    assert set(listed_rows("units")["dimension"]) <= set(spec.categories)
    assert default_dimension("tonne") == "mass" and default_dimension("CNY_per_person") == "rate"
