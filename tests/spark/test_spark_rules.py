"""Spark finds the same in a fixed set of broken rows as Polars, whatever the session's settings."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from sessions import ASKED, functions, on_spark

import chinaindpolicy as cip
from chinaindpolicy.rules.engines import spark_data
from validation_rows import DAY, TASK, Row

pytestmark = [
    pytest.mark.skipif(os.environ.get(ASKED) != "true", reason=f"needs a cluster: {ASKED}=true"),
    pytest.mark.filterwarnings("ignore"),
]
RATE: Row = {
    "indicator_id": "chip-yield-rate",
    "region_id": "cn",
    "period": "2023",
    "value": 90.0,
    "unit": "percent",
    "measure": None,
    "organization_id": None,
}
SALES: Row = RATE | {"indicator_id": "electronic-component-sales", "unit": "CNY"}
FIGURES: tuple[Row, ...] = (
    RATE,
    RATE | {"value": 130.0, "region_id": "cn-bj"},
    RATE | {"value": -0.5, "region_id": "cn-tj"},
    RATE | {"value": float("nan"), "region_id": "cn-he"},
    RATE | {"value": float("-inf"), "region_id": "cn-ln"},
    RATE | {"value": 130.0, "measure": "level", "region_id": "cn-zj"},
    RATE | {"value": -130.0, "measure": "growth"},
    RATE | {"value": 0.3, "region_id": "cn-ah"},
    SALES | {"value": -1.0},
    SALES | {"value": -1.0, "measure": "change"},
    SALES | {"value": 1.0, "period": "2023/2023", "region_id": "cn-bj"},
    SALES | {"value": 1.0, "period": "2023-01/2023-12", "region_id": "cn-bj"},
    SALES | {"value": 1.0, "period": "no period", "region_id": "cn-tj"},
    SALES | {"value": 1.0, "period": None, "region_id": "cn-tj"},
    SALES | {"region_id": None, "organization_id": "catl"},
    SALES | {"region_id": None, "organization_id": "catl", "value": 3.0},
    SALES | {"region_id": None},
    RATE | {"indicator_id": "software-revenue-growth", "value": -101.0},
    RATE | {"indicator_id": "advantaged-component-competitiveness"},
    RATE | {"indicator_id": "no-such-indicator", "value": -1.0},
    RATE | {"unit": None},
    RATE | {"indicator_id": None},
)
DATED: tuple[Row, ...] = (
    {"period": "2024", "period_start": DAY(2024, 1, 1), "period_end": DAY(2024, 12, 31)},
    {"period": "2024-02", "period_start": DAY(2024, 2, 1), "period_end": DAY(2024, 2, 28)},
    {"period": "../2025", "period_start": None, "period_end": DAY(2025, 12, 31)},
    {"period": None, "period_start": DAY(2024, 1, 1), "period_end": None},
    {"period": "2023", "period_start": DAY(2024, 1, 1), "period_end": DAY(2023, 1, 1)},
)


def frame_of(table: str, rows: tuple[Row, ...]) -> pl.DataFrame:
    declared = cip.polars_schema(table)
    schema = {
        name: pl.String if isinstance(declared[name], pl.Enum) else declared[name]
        for name in {name: None for row in rows for name in row}
    }
    return pl.DataFrame(list(rows), schema=schema)


def figures() -> pl.DataFrame:
    numbered = tuple(row | {"id": f"r-{n:02}"} for n, row in enumerate(FIGURES))
    return frame_of("figures", numbered)


def level(id: str) -> int:
    return 1 if id == "d" else 1 + "abc".find(id)


def tasks() -> pl.DataFrame:
    """A chain below an invalid task, a circle of three, a task below it, and one under itself."""
    after = {"a": None, "b": "a", "c": "b", "x": "y", "y": "z", "z": "x", "d": "x", "s": "s"}
    rows = tuple(
        TASK | {"id": id, "parent_id": parent, "ordinal": number, "level": level(id)}
        for number, (id, parent) in enumerate(after.items())
    )
    return frame_of("tasks", rows).with_columns(
        region_id=pl.when(pl.col("id") == "a").then(pl.lit("cn-zz")).otherwise(pl.lit("cn"))
    )


def found(report: cip.ValidationReport) -> Counter[tuple[str, ...]]:
    return Counter(
        (each.code, each.severity, each.id, each.column, each.value, each.message)
        for each in report.findings
    )


def agree(data: Any, frame: pl.DataFrame, table: str, **options: Any) -> cip.ValidationReport:
    """Check data on Spark and the same rows by Polars; compare all of both reports."""
    report = cip.validate(data, table, samples=1000, **options)
    polars = cip.validate(frame, table, samples=1000, **options)
    assert report.counts_by_column == polars.counts_by_column
    assert found(report) == found(polars)
    assert report.not_checked == polars.not_checked
    ids = [{row["id"] for row in each.select("id").collect()} for each in parts(report)]
    assert ids == [set(each["id"]) for each in parts(polars)]
    return report


def parts(report: cip.ValidationReport) -> tuple[Any, Any]:
    return report.valid_rows(), report.invalid_rows()


@contextmanager
def configured(spark: Any, **settings: str) -> Generator[None]:
    names = {f"spark.sql.{name.replace('_', '.')}": value for name, value in settings.items()}
    before = {name: spark.conf.get(name) for name in names}
    for name, value in names.items():
        spark.conf.set(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            spark.conf.set(name, value)


@pytest.mark.parametrize("measured", [True, False])
def test_figures_are_checked_as_by_polars(spark: Any, measured: bool) -> None:
    frame = figures() if measured else figures().drop("measure", "organization_id")
    report = agree(on_spark(spark, frame), frame, "figures")
    expected = {"share-outside-domain", "value-negative", "region-with-parent", "id-dangling"}
    expected |= {"share-as-fraction", "observation-duplicate", "period-unparsable"}
    assert expected <= set(report.counts)


def test_chains_of_tasks_are_checked_as_by_polars(spark: Any) -> None:
    frame = tasks()
    report = agree(on_spark(spark, frame), frame, "tasks")
    assert report.counts["task-cycle"] == 4 and report.counts["reference-invalid"] == 3


@pytest.mark.parametrize("table", ["mentions", "passages", "spans", "tasks", "targets"])
def test_rules_of_a_table_find_the_same(spark: Any, real: cip.Dataset, table: str) -> None:
    whole = real[table].frame().with_columns(pl.col(pl.Enum).cast(pl.String))
    again = whole.head(5).with_columns(id=pl.col("id") + "x")
    frame = pl.concat([whole.head(30), again])
    if "char_end" in frame.columns:
        frame = frame.with_columns(char_end=pl.col("char_end") + 40)
    report = agree(on_spark(spark, frame), frame, table, profile="traced")
    assert not report.ok


def test_long_lists_of_values_are_joined(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_data.SparkData, "most_listed", 1)
    monkeypatch.setattr(spark_data, "MOST_COLLECTED", 2)
    frame = figures().with_columns(stated=pl.col("period"))
    agree(on_spark(spark, frame), frame, "figures")


@pytest.mark.parametrize("ansi", ["true", "false"])
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Shanghai"])
def test_settings_of_the_session_change_nothing(spark: Any, ansi: str, zone: str) -> None:
    rows = tuple(RATE | row | {"id": f"r-{n}"} for n, row in enumerate(DATED))
    frame = frame_of("figures", rows)
    with configured(spark, ansi_enabled=ansi, session_timeZone=zone):
        report = agree(on_spark(spark, frame), frame, "figures")
    assert report.counts["period-bounds"] == 3


@pytest.mark.parametrize("sensitive", ["true", "false"])
def test_names_that_differ_in_case_are_different_columns(spark: Any, sensitive: str) -> None:
    frame = figures().with_columns(
        pl.lit("x").alias("ID"), pl.lit(1).alias("@row"), pl.lit(2).alias("@0"), select=pl.lit(3)
    )
    with configured(spark, caseSensitive=sensitive):
        given = on_spark(spark, frame)
        report = cip.validate(given, "figures")
        assert report.counts == cip.validate(frame, "figures").counts
        assert report.counts["column-unknown"] == 4
        assert report.invalid_rows().columns == frame.columns
        assert report.invalid_rows().count() + report.valid_rows().count() == frame.height


@pytest.mark.parametrize("ansi", ["true", "false"])
@pytest.mark.parametrize(
    "values",
    [
        [2**53, 2**53 + 1, -(2**53) - 1, 2**60, 2**63 - 1, None],
        [Decimal("1.50"), Decimal("99999999999999999.99"), Decimal("-0.01"), None],
        [Decimal("0.12345678901234567890"), Decimal("0.1"), Decimal("123.456")],
    ],
)
def test_numbers_that_no_float_represents_are_reported(
    spark: Any, values: list[Any], ansi: str
) -> None:
    rows = tuple(SALES | {"id": f"r-{n}", "period": f"{2000 + n}"} for n in range(len(values)))
    frame = frame_of("figures", rows).with_columns(value=pl.Series(values))
    with configured(spark, ansi_enabled=ansi):
        report = agree(on_spark(spark, frame), frame, "figures")
    assert report.counts["type-wrong"] >= 1


def test_nested_columns_are_no_values(spark: Any) -> None:
    f = functions(spark)
    frame = figures()
    given = on_spark(spark, frame)
    nested = {
        "note": f.struct(f.lit(1).alias("a")),
        "source": f.create_map(f.lit("a"), f.lit(1)),
        "stated": f.array(f.array(f.lit("a"))),
    }
    report = cip.validate(given.withColumns(nested), "figures")
    structs = frame.with_columns(note=pl.struct(a=1), source=pl.struct(a=1), stated=pl.lit([["a"]]))
    polars = cip.validate(structs, "figures")
    assert report.counts == polars.counts and report.not_checked == polars.not_checked
    assert report.invalid_rows().count() == frame.height
    assert report.invalid_rows().columns == [*frame.columns, *nested]


def test_collations_of_ids_and_keys_are_ignored(spark: Any) -> None:
    f = functions(spark)
    frame = figures().with_columns(id=pl.col("id").replace("r-01", "R-00"))
    given = on_spark(spark, frame)
    names = ["id", "indicator_id", "region_id", "period", "unit"]
    folded = given.withColumns({name: f.collate(f.col(name), "UTF8_LCASE") for name in names})
    agree(folded, frame, "figures")
