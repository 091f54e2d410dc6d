"""The analysis view: rows, columns, names, provinces and verdicts."""

from __future__ import annotations

import pickle

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.vocabularies import VALUE_TABLES


@pytest.fixture(scope="module")
def frame(real: Dataset) -> pl.DataFrame:
    return cip.observations_of(real).frame()


def test_every_value_of_a_dataset_is_one_row(real: Dataset, frame: pl.DataFrame) -> None:
    expected = [id for table in VALUE_TABLES for id in real[table].ids]
    assert frame["id"].to_list() == expected
    assert len(cip.observations_of(real)) == len(expected)


def test_columns_are_those_of_the_design(frame: pl.DataFrame) -> None:
    assert tuple(frame.columns) == cip.observations.columns
    assert frame.schema["year"] == pl.Int32
    assert frame.schema["value"] == pl.Float64


@pytest.mark.parametrize("table", VALUE_TABLES)
def test_values_equal_those_of_the_tables(real: Dataset, frame: pl.DataFrame, table: str) -> None:
    names = ["id", "indicator_id", "region_id", "period", "value", "value_upper", "unit"]
    own = frame.filter(kind=table.removesuffix("s")).select(names)
    assert own.equals(real[table].frame().select(names))


def test_names_are_those_of_the_ids(real: Dataset, frame: pl.DataFrame) -> None:
    for row in frame.iter_rows(named=True):
        indicator = real.indicators[str(row["indicator_id"])]
        assert (row["indicator"], row["indicator_zh"]) == (indicator.name, indicator.name_zh)
        assert row["concept"] == real.concepts[str(indicator.concept_id)].name
        assert row["object"] == real.objects[str(indicator.object_id)].name
        if row["region_id"]:
            assert row["region"] == real.regions[row["region_id"]].name


def test_province_of_a_city_is_the_province_that_it_is_part_of(frame: pl.DataFrame) -> None:
    provinces = dict(frame.select("region_id", "province").iter_rows())
    assert provinces["cn-zj-ningbo"] == "cn-zj"
    assert provinces["cn-cq"] == "cn-cq"
    assert provinces["cn"] is None and provinces["world"] is None


def test_status_is_the_verdict_of_assess(real: Dataset) -> None:
    found = cip.observations_of(real).frame(as_of="2026-11-22")
    verdicts = {each.id: each.verdict for each in cip.assess(as_of="2026-11-22", dataset=real)}
    targets = dict(found.filter(kind="target").select("id", "status").iter_rows())
    assert targets == verdicts
    assert found.filter(pl.col("kind") != "target")["status"].null_count() == len(found) - len(
        targets
    )
    with pytest.raises(cip.DateError):
        cip.observations_of(real).frame(as_of="yesterday")


@pytest.mark.parametrize("release", cip.releases()[:2])
def test_older_release_has_the_same_columns(release: str) -> None:
    older = cip.observations_of(cip.load(release))
    assert tuple(older.frame().columns) == cip.observations.columns
    assert older.frame()["concept"].null_count() == len(older)


def test_collection_without_regions_of_provinces_has_rows(example: Dataset) -> None:
    found = cip.observations_of(example).frame()
    assert found.height == sum(len(example[table]) for table in VALUE_TABLES) > 0
    assert found["province"].null_count() == found.height


def test_frame_is_a_copy_and_pickle_keeps_the_dataset(real: Dataset) -> None:
    view = cip.observations_of(real)
    view.frame().insert_column(0, pl.lit(1).alias("extra"))
    assert "extra" not in view.frame().columns
    assert pickle.loads(pickle.dumps(view)).dataset is real
    assert pl.DataFrame(view).equals(view.frame())
    assert view.head(2).height == 2
    assert "Observations" in view._repr_html_()  # pyright: ignore[reportPrivateUsage]
