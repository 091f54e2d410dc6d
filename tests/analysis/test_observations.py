"""The analysis view: rows, columns, names, provinces and verdicts."""

from __future__ import annotations

import pickle
from typing import Any

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


def ids_of(frame: pl.DataFrame) -> set[str]:
    return set(frame["id"].to_list())


@pytest.mark.parametrize(
    ("condition", "expression"),
    [
        ({"concept": "revenue"}, pl.col("concept") == "Revenue"),
        ({"kind": "Target"}, pl.col("kind") == "target"),
        ({"kind": ["Target", "figure"]}, pl.col("kind") != "outcome"),
        ({"province": "Zhejiang"}, pl.col("province") == "cn-zj"),
        ({"province": ["浙江省", "cn-ah"]}, pl.col("province").is_in(["cn-zj", "cn-ah"])),
        ({"province": None}, pl.col("province").is_null()),
        ({"region_id": "zhejiang"}, pl.col("region_id") == "cn-zj"),
        ({"region": "浙江"}, pl.col("region_id") == "cn-zj"),
        ({"region_zh": "Zhejiang"}, pl.col("region_id") == "cn-zj"),
        ({"unit": "元"}, pl.col("unit") == "CNY"),
        ({"unit": "yuan"}, pl.col("unit") == "CNY"),
        ({"year": "2024"}, pl.col("year") == 2024),
        ({"year": [2023, 2024]}, pl.col("year").is_in([2023, 2024])),
        ({"year": (2023, 2025)}, pl.col("year").is_between(2023, 2025)),
        ({"year": None}, pl.col("year").is_null()),
        ({"year": [2024, None]}, (pl.col("year") == 2024) | pl.col("year").is_null()),
        ({"policy_year": 2023}, pl.col("policy_year") == 2023),
        ({"value": (1e12, float("inf"))}, pl.col("value") >= 1e12),
        ({"value": 2.5}, pl.col("value") == 2.5),
        ({"value_upper": None}, pl.col("value_upper").is_null()),
        ({"object": "HIGH-END CHIPS"}, pl.col("object") == "High-end chips"),
        ({"object": "高端芯片"}, pl.col("object") == "High-end chips"),
        ({"period": ("2024", "2025")}, pl.col("year").is_between(2024, 2025)),
        ({"kind": "target", "year": 2025}, (pl.col("kind") == "target") & (pl.col("year") == 2025)),
    ],
)
def test_conditions_select_the_rows_of_the_expression(
    frame: pl.DataFrame, real: Dataset, condition: dict[str, Any], expression: pl.Expr
) -> None:
    found = cip.observations_of(real).filter(**condition)
    assert ids_of(found) == ids_of(frame.filter(expression))
    assert found.schema == frame.schema
    assert cip.observations_of(real).filter(expression, **condition).equals(found)


@pytest.mark.parametrize("column", ["region_id", "province", "unit", "year", "indicator_id"])
def test_conditions_mean_the_same_as_those_of_tables(
    frame: pl.DataFrame, real: Dataset, column: str
) -> None:
    for value in frame[column].unique().to_list():
        found = cip.observations_of(real).filter(kind="target", **{column: value})
        assert tuple(found["id"]) == real.targets.where(**{column: value}).ids


@pytest.mark.parametrize("column", ["value", "value_upper"])
def test_each_value_finds_its_own_rows(frame: pl.DataFrame, real: Dataset, column: str) -> None:
    for value in frame[column].drop_nulls():
        expected = ids_of(frame.filter(pl.col(column) == value))
        assert ids_of(cip.observations_of(real).filter(**{column: value})) == expected
        alone: dict[str, Any] = {column: (value, value)}
        assert ids_of(cip.observations_of(real).filter(**alone)) == expected


@pytest.mark.parametrize(
    ("condition", "error", "words"),
    [
        ({"yeer": 2024}, cip.UnknownNameError, r"did you mean 'year'.*filter\(year=2024\)"),
        ({"deadline": 2024}, cip.UnknownNameError, "'year'"),
        ({"year": True}, cip.ArgumentError, "True"),
        ({"year": 2024.0}, cip.ArgumentError, "contains integers"),
        ({"year": "next"}, cip.ArgumentError, "contains integers"),
        ({"year": (2025, 2021)}, cip.ConditionError, "empty"),
        ({"year": (2021, 2022, 2023)}, cip.ConditionError, "range"),
        ({"value": True}, cip.ArgumentError, "contains numbers"),
        ({"value": float("nan")}, cip.ConditionError, "None for missing"),
        ({"value": "5"}, cip.ArgumentError, "use 5"),
        ({"kind": "targets"}, cip.UnknownNameError, "'target'"),
        ({"kind": True}, cip.ArgumentError, "contains text"),
        ({"comparator": ">="}, cip.UnknownNameError, "'ge'"),
        ({"concept": "Revenu"}, cip.UnknownNameError, "'Revenue'"),
        ({"object": "end chips"}, cip.UnknownNameError, "High-end chips"),
        ({"province": "Zhejang"}, cip.UnknownNameError, "cn-zj"),
        ({"province": "Ningbo"}, cip.ConditionError, "region_id='cn-zj-ningbo'"),
        ({"province": 5}, cip.ArgumentError, "not a region"),
        ({"region_id": "Zhejang"}, cip.UnknownNameError, "cn-zj"),
        ({"region_id": ("cn-zj", "cn-ah")}, cip.ConditionError, "use a list"),
        ({"unit": "yuann"}, cip.UnknownNameError, "CNY"),
        ({"unit_label": "yuann"}, cip.UnknownNameError, "CNY"),
        ({"id": "components-plan-sale-2023"}, cip.UnknownNameError, "components-plan-sales-2023"),
        ({"period": "soon"}, cip.ConditionError, "ISO 8601"),
        ({"sector": "no such"}, cip.UnknownNameError, "sector"),
        ({"status": "met"}, cip.ConditionError, "as_of"),
    ],
)
def test_condition_that_names_nothing_is_the_librarys_error(
    real: Dataset, condition: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        cip.observations_of(real).filter(**condition)


def test_status_is_a_condition_with_a_day(real: Dataset) -> None:
    found = cip.observations_of(real).filter(status=["MET", None], as_of="2026-11-22")
    assert set(found["status"]) == {"met", None}
    with pytest.raises(cip.UnknownNameError, match="not_met"):
        cip.observations_of(real).filter(status="notmet", as_of="2026-11-22")
