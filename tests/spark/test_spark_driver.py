"""What a check sends to the driver is bounded, however many rows the cluster has."""

from __future__ import annotations

import os
from typing import Any

import polars as pl
import pytest
from sessions import ASKED, functions

import chinaindpolicy as cip
from chinaindpolicy.errors import DataError
from chinaindpolicy.rules.engines import spark_data
from validation_rows import TASK

pytestmark = [
    pytest.mark.skipif(os.environ.get(ASKED) != "true", reason=f"needs a cluster: {ASKED}=true"),
    pytest.mark.filterwarnings("ignore"),
]
MOST = 50
VALUE = {"indicator_id": "electronic-component-sales", "region_id": "cn", "unit": "CNY"}


class Driver:
    """The most rows that one query sent to the driver, and the rows of all."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kind: type[Any]) -> None:
        self.most = self.whole = 0
        for name in ("collect", "toArrow"):
            monkeypatch.setattr(kind, name, self.counting(getattr(kind, name)))

    def counting(self, method: Any) -> Any:
        def counted(frame: Any, *arguments: Any) -> Any:
            found = method(frame, *arguments)
            size = found.num_rows if hasattr(found, "num_rows") else len(found)
            self.most, self.whole = max(self.most, size), self.whole + size
            return found

        return counted


def figures(spark: Any, rows: int) -> Any:
    """Figures that no two values are alike in, all of them invalid by several rules."""
    f = functions(spark)
    number = f.col("id")
    text = number.cast("string")
    given = {name: f.lit(value) for name, value in VALUE.items()}
    return spark.range(rows).select(
        *(value.alias(name) for name, value in given.items() if name != "indicator_id"),
        f.concat(f.lit("indicator-"), text).alias("indicator_id"),
        f.concat(f.lit("period-"), text).alias("period"),
        f.concat(text, f.lit(" yuan")).alias("stated"),
        (number + 7).cast("double").alias("value"),
        f.concat(f.lit("row-"), text).alias("id"),
    )


def tasks(spark: Any, rows: int) -> Any:
    """Chains of tasks whose first one is invalid, and a circle."""
    f = functions(spark)
    number = f.col("id")

    def name(value: Any) -> Any:
        return f.concat(f.lit("t-"), value.cast("string"))

    follows = f.when(number % 10 > 0, name(number - 1))
    around = f.when(number < 5, name((number + 1) % 5))
    fixed = {key: f.lit(value) for key, value in TASK.items()}
    return spark.range(rows).select(
        *(value.alias(key) for key, value in fixed.items() if key not in ("id", "parent_id")),
        name(number).alias("id"),
        f.coalesce(around, follows).alias("parent_id"),
    )


def mentions(spark: Any, rows: int) -> Any:
    f = functions(spark)
    number = f.col("id")
    return spark.range(rows).select(
        f.concat(f.lit("m-"), number.cast("string")).alias("id"),
        f.lit("components-plan-report").alias("document_id"),
        (number * 2).alias("char_start"),
        (number * 2 + 3).alias("char_end"),
        f.lit("indicator").alias("role"),
        f.concat(f.lit("record-"), number.cast("string")).alias("record_id"),
    )


def check(spark: Any, made: Any, rows: int, monkeypatch: pytest.MonkeyPatch) -> Driver:
    """Check rows on Spark and by Polars; return what the driver received."""
    data: Any = made(spark, rows)
    table = made.__name__
    local = pl.DataFrame(data.toArrow())
    with monkeypatch.context() as patched:
        driver = Driver(patched, data.__class__)
        report = cip.validate(data, table, samples=3)
    polars = cip.validate(local, table, samples=3)
    assert report.counts_by_column == polars.counts_by_column
    assert report.not_checked == polars.not_checked
    assert report.invalid_rows().count() == polars.invalid_rows().height
    return driver


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(spark_data, "MOST_COLLECTED", MOST)
    monkeypatch.setattr(spark_data.SparkData, "most_listed", 10)
    return monkeypatch


@pytest.mark.parametrize("made", [figures, mentions])
def test_answers_to_the_driver_do_not_grow_with_the_data(
    spark: Any, small: pytest.MonkeyPatch, made: Any
) -> None:
    few, many = (check(spark, made, rows, small).most for rows in (MOST, 6 * MOST))
    # The largest answers: a batch of distinct values, and the samples of all rules.
    assert few <= MOST + 1
    assert many <= 2 * MOST


def test_chains_of_ids_are_followed_on_the_cluster(spark: Any, small: pytest.MonkeyPatch) -> None:
    check(spark, tasks, 60, small)


def test_more_ids_than_the_driver_holds_are_an_error(
    spark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark_data, "MOST_REFERENCED", 5)
    with pytest.raises(DataError, match="other rows refer to more than 5 ids of a Spark DataFrame"):
        cip.validate(tasks(spark, 6), "tasks")
    same = figures(spark, 6).select("id")
    with pytest.raises(DataError, match="other rows refer to more than 5 ids of a Spark DataFrame"):
        cip.validate({"figures": same, "targets": same})
