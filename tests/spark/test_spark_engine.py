"""Spark judges as Polars and DuckDB do: the same counts and rows, in both kinds of session."""

from __future__ import annotations

import datetime
import doctest
import os
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sessions import ASKED, functions, on_spark

import chinaindpolicy as cip
from broken_tables import QUICK, breakages, plain, relation_of
from chinaindpolicy.errors import DataError
from chinaindpolicy.model.columns import columns
from chinaindpolicy.testing.field_strategies import records as records_of
from page_blocks import blocks

# Spark warns of what it has not tried yet, and leaves sockets to the collector.
pytestmark = [
    pytest.mark.skipif(os.environ.get(ASKED) != "true", reason=f"needs a cluster: {ASKED}=true"),
    pytest.mark.filterwarnings("ignore"),
]
MANY = 10_000
FULL = ("figures", "targets", "tasks", "mentions", "errata", "indicators")


def told(report: cip.ValidationReport) -> Counter[tuple[str, ...]]:
    """What is found, without what tells rows that have no id: numbers, and on Spark a hash."""
    return Counter(
        (
            each.code,
            each.severity,
            "" if each.id.startswith("xxhash64:") else each.id,
            each.column,
            each.value,
            each.message,
            each.expected,
        )
        for each in report.findings
    )


def content(rows: Any) -> Counter[tuple[str, ...]]:
    frame = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(rows.toArrow())
    return Counter(tuple(map(repr, row)) for row in frame.iter_rows())


@st.composite
def dirty(draw: st.DrawFn) -> tuple[str, pl.DataFrame]:
    """Rows of a table, many of them broken, some of them twice."""
    table = draw(st.sampled_from(FULL))
    records = draw(st.lists(records_of(table), min_size=4, max_size=12))
    specs = {spec.name: spec for spec in columns(table)}
    rows = [{name: plain(getattr(record, name)) for name in specs} for record in records]
    for number, row in enumerate(rows):
        row["id"] = f"row-{number}"
    for row in [dict(row) for row in rows for _ in range(4)]:
        for name in draw(st.sets(st.sampled_from(sorted(specs)), max_size=2)):
            row[name] = draw(st.sampled_from(breakages(specs[name])))
        rows.append(row)
    return table, pl.DataFrame(rows, schema=cip.polars_schema(table))


@settings(max_examples=3, **QUICK)
@given(dirty())
def test_all_engines_agree(spark: Any, made: tuple[str, pl.DataFrame]) -> None:
    table, frame = made
    texts = frame.with_columns(pl.col(pl.Enum).cast(pl.String))
    report = cip.validate(on_spark(spark, frame), table, profile="traced", samples=MANY)
    assert report.engine == "spark"
    for data in (frame, frame.lazy(), relation_of(texts)):
        other = cip.validate(data, table, profile="traced", samples=MANY)
        assert report.counts_by_column == other.counts_by_column
        assert told(report) == told(other)
        assert report.not_checked == other.not_checked
    polars = cip.validate(texts, table, profile="traced")
    assert content(report.valid_rows()) == content(polars.valid_rows())
    assert content(report.invalid_rows()) == content(polars.invalid_rows())


def test_lists_are_judged_by_their_items(spark: Any, example: cip.Dataset) -> None:
    """Each value a list can hold, in a table of lists: the same rows as elsewhere, untouched."""
    (spec,) = [one for one in columns("errata") if one.name == "record_ids"]
    lists = breakages(spec)
    first = example["errata"].frame().head(1)
    frame = pl.concat([first] * len(lists)).with_columns(
        id=pl.Series([f"row-{number}" for number in range(len(lists))]),
        record_ids=pl.Series(lists, dtype=pl.List(pl.String)),
    )
    given = on_spark(spark, frame)
    report = cip.validate(given, "errata", profile="traced", samples=MANY)
    polars = cip.validate(frame, "errata", profile="traced", samples=MANY)
    assert report.counts_by_column == polars.counts_by_column
    assert told(report) == told(polars)
    assert {"record_ids"} < {each.column for each in report.findings}
    texts = frame.with_columns(pl.col(pl.Enum).cast(pl.String))
    assert report.invalid_rows().count() + report.valid_rows().count() == len(lists)
    judged = cip.validate(texts, "errata", profile="traced")
    assert content(report.invalid_rows()) == content(judged.invalid_rows())
    assert content(report.valid_rows()) == content(judged.valid_rows())
    # A list of anything but text is no list of ours.
    numbers = given.withColumn("record_ids", functions(spark).array(functions(spark).lit(1)))
    other = cip.validate(numbers, "errata", profile="traced")
    assert other.counts["dtype-wrong"] == 1
    assert other.counts == cip.validate(
        frame.with_columns(record_ids=pl.lit([1])), "errata", profile="traced"
    ).counts  # fmt: skip


def test_counts_are_exact_without_any_sample(spark: Any) -> None:
    """Breaches of a cell, of a row by its combination, and of an id that repeats."""
    frame = core(id=["a", "a", "b"], value=[float("nan"), 101.0, 3.0], unit=["percent", "CNY", "x"])
    # What cannot be read is only remarked upon.
    frame = frame.with_columns(stated=pl.Series(["nan", "101", "hardly any"]))
    all_told = cip.validate(on_spark(spark, frame), "figures", samples=MANY)
    none_told = cip.validate(on_spark(spark, frame), "figures", samples=0)
    assert none_told.counts == all_told.counts == cip.validate(frame, "figures").counts
    assert {"id-duplicate", "value-not-finite"} <= set(none_told.counts)
    rows = [each for each in none_told.findings if each.id or each.row is not None]
    assert rows == []
    assert none_told.invalid_rows().count() == all_told.invalid_rows().count() == 3


def test_every_rule_may_be_trusted(spark: Any) -> None:
    trust = cip.engine_self_test(lambda frame: on_spark(spark, frame))
    assert trust.ok, str(trust)
    assert trust.engine == "spark" and len(trust.rules) > 10


def test_a_session_that_checks_wrongly_is_not_trusted(spark: Any) -> None:
    f = functions(spark)

    def lossy(frame: pl.DataFrame) -> Any:
        given = on_spark(spark, frame)
        return given.withColumn("value", f.nanvl(f.col("value"), f.lit(None).cast("double")))

    trust = cip.engine_self_test(lossy)
    assert not trust.ok and not trust.rules["value-not-finite"]


def test_our_own_tables_pass(spark: Any, real: cip.Dataset) -> None:
    chosen = {name: on_spark(spark, real[name].frame()) for name in ("figures", "tasks")}
    report = cip.validate(chosen, profile="traced")
    assert report.ok, str(report)
    assert report.rows == sum(real[name].frame().height for name in chosen)


def test_an_id_of_two_tables_is_found_on_spark(spark: Any, real: cip.Dataset) -> None:
    figures = real["figures"].frame().head(3)
    twice = figures.with_columns(id=pl.Series([*real["targets"].frame()["id"][:1], "b", "c"]))
    together = {"targets": on_spark(spark, real["targets"].frame())}
    report = cip.validate(together | {"figures": on_spark(spark, twice)}, profile="traced")
    assert report.counts["id-in-two-tables"] == 1
    (found,) = [each for each in report.findings if each.code == "id-in-two-tables"]
    assert (found.id, found.row) == (twice["id"][0], None)
    assert report.invalid_rows("figures").filter(f"id = '{twice['id'][0]}'").count() == 1


CORE = {"indicator_id": "a", "region_id": "cn", "period": "2024", "value": 1.0, "unit": "percent"}


def core(**changes: list[Any]) -> pl.DataFrame:
    rows = max(map(len, changes.values()))
    given = {name: [value] * rows for name, value in CORE.items()} | changes
    return pl.DataFrame(given)


def test_a_row_without_id_is_reported_by_its_hash(spark: Any) -> None:
    frame = on_spark(spark, core(value=[1.0, float("nan"), 2.0], region_id=["cn", "cn", "x"]))
    report = cip.validate(frame, "figures")
    (found,) = [each for each in report.findings if each.code == "value-not-finite"]
    assert found.id.startswith("xxhash64:") and found.row is None
    f = functions(spark)
    hashed = frame.filter(f.xxhash64(*frame.columns) == int(found.id.removeprefix("xxhash64:")))
    assert [row["region_id"] for row in hashed.collect()] == ["cn"]


def test_the_report_is_the_same_however_the_data_is_parted(spark: Any, real: cip.Dataset) -> None:
    frame = real["figures"].frame().with_columns(unit=pl.lit("parsec"))
    given = on_spark(spark, frame)
    reports = [
        cip.validate(each, "figures", samples=3)
        for each in (given.repartition(5), given.coalesce(1))
    ]
    assert str(reports[0]) == str(reports[1])
    first = [each.id for each in reports[0].findings if each.code == "id-dangling"]
    assert first == sorted(frame["id"])[:3]


def test_data_that_differs_each_time_is_judged_as_it_was_once(spark: Any) -> None:
    f = functions(spark)
    chance = spark.range(1000).select(
        *(f.lit(value).alias(name) for name, value in CORE.items() if name != "value"),
        f.when(f.rand() < 0.5, f.lit(None)).otherwise(f.rand()).cast("double").alias("value"),
        f.concat(f.lit("row-"), f.col("id").cast("string")).alias("id"),
    )
    report = cip.validate(chance, "figures", samples=MANY)
    missing = {each.id for each in report.findings if each.code == "observation-incomplete"}
    assert 0 < report.counts["observation-incomplete"] == len(missing) < 1000
    for _ in range(2):
        bad, good = report.invalid_rows(), report.valid_rows()
        parts = [part.filter("value is null").collect() for part in (bad, good)]
        assert {row["id"] for part in parts for row in part} == missing
        assert bad.count() + good.count() == 1000


def test_names_that_spark_takes_for_others(spark: Any, real: cip.Dataset) -> None:
    frame = real["figures"].frame().drop_nulls(list(CORE)).head(4).drop("note")
    strange = frame.with_columns(
        pl.lit("x").alias("ID"), pl.lit(1).alias("unit.dimension"), pl.lit(2).alias("a`b")
    )
    session = on_spark(spark, strange)
    report = cip.validate(session, "figures")
    assert report.counts == {"column-unknown": 3}
    assert report.ok and report.valid_rows().columns == strange.columns
    assert content(report.valid_rows()) == content(strange.with_columns(pl.col(pl.Enum).cast(str)))
    upper = cip.validate(on_spark(spark, core(value=[1.0]).rename({"unit": "UNIT"})), "figures")
    assert upper.counts["column-missing"] == 1


def test_types_are_distinguished(spark: Any) -> None:
    frame = core(value=[Decimal("1.5"), Decimal("101.5")]).with_columns(
        period_start=pl.lit(datetime.datetime(2024, 1, 1, 12)),
        note=pl.lit(None),
        source=pl.lit("x"),
    )
    made = on_spark(spark, frame)
    plain_types = frame.with_columns(pl.col("value").cast(pl.Decimal(38, 18)))
    spark_report = cip.validate(made, "figures")
    polars_report = cip.validate(plain_types, "figures")
    assert spark_report.counts == polars_report.counts
    assert spark_report.counts["dtype-wrong"] == 1
    assert spark_report.not_checked == polars_report.not_checked
    assert spark_report.valid_rows().count() == 0
    assert spark_report.invalid_rows().schema == made.schema


def test_a_collation_does_not_make_codes_alike(spark: Any) -> None:
    f = functions(spark)
    frame = on_spark(spark, core(unit=["percent", "PERCENT"]))
    folded = frame.withColumn("unit", f.collate(f.col("unit"), "UTF8_LCASE"))
    assert folded.filter("unit = 'percent'").count() == 2
    report = cip.validate(folded, "figures")
    polars = cip.validate(core(unit=["percent", "PERCENT"]), "figures")
    assert report.counts == polars.counts


def test_renamed_columns_come_back_as_they_were_called(spark: Any) -> None:
    theirs = core(value=[1.0]).rename({"value": "Amount"})
    report = cip.validate(on_spark(spark, theirs), "figures", columns={"Amount": "value"})
    assert "column-missing" not in report.counts
    assert report.invalid_rows().columns == theirs.columns
    with pytest.raises(cip.UnknownNameError, match="Amuont"):
        cip.validate(on_spark(spark, theirs), "figures", columns={"Amuont": "value"})


def test_data_without_rows_is_a_warning(spark: Any) -> None:
    report = cip.validate(on_spark(spark, core(value=[1.0])).limit(0), "figures")
    assert report.counts == {"no-rows": 1} and report.rows == 0
    assert [each.severity for each in report.findings] == ["warning"]
    assert report.valid_rows().count() == report.invalid_rows().count() == 0


def test_what_spark_cannot_judge_is_rejected(spark: Any) -> None:
    frame = on_spark(spark, core(value=[1.0]))
    with pytest.raises(DataError, match="several columns are named 'value'"):
        cip.validate(frame.select("*", "value"), "figures")
    stream = spark.readStream.format("rate").load()
    with pytest.raises(DataError, match="foreachBatch"):
        cip.validate(stream, "figures")
    with pytest.raises(DataError, match="Spark DataFrame; use 'spark'"):
        cip.validate(frame, "figures", engine="duckdb")
    with pytest.raises(DataError, match="give the Spark DataFrame"):
        cip.validate(frame.groupBy("unit"), "figures")
    with pytest.raises(DataError, match="'spark' checks Spark DataFrames"):
        cip.validate(core(value=[1.0]), "figures", engine="spark")


def test_data_that_cannot_be_computed_is_an_error_that_says_so(spark: Any) -> None:
    f = functions(spark)
    broken = on_spark(spark, core(value=[1.0])).withColumn(
        "value", f.col("region_id").cast("double")
    )
    with pytest.raises(DataError, match=r"Spark could not compute the data: .+"):
        cip.validate(broken, "figures")


def test_the_examples_of_the_page_run(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Path(__file__).parents[2] / "docs" / "spark.md"
    examples = "\n".join(blocks(page, "pycon"))
    assert examples.count("cip.validate") == 1
    # A program has sessions of one kind; here functions have to be those of this session.
    monkeypatch.setitem(sys.modules, "pyspark.sql.functions", functions(spark))
    parsed = doctest.DocTestParser().get_doctest(examples, {"spark": spark}, "spark.md", None, 0)
    runner = doctest.DocTestRunner()
    runner.run(parsed)
    assert runner.summarize(verbose=True).failed == 0


SCALARS: list[tuple[Any, Any]] = [
    ("A", "a"),
    (1, 2),
    (0.5, float("nan")),
    (True, False),
    (Decimal("1.0000000000000000001"), Decimal("1.0000000000000000002")),
    (datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)),
    (datetime.datetime(2024, 1, 1, 0, 0, 0, 1), datetime.datetime(2024, 1, 1)),
]


def test_dimensions_of_every_type_separate_observations(spark: Any) -> None:
    names = [f"模型 `v{number}.0`" for number in range(len(SCALARS))]
    sound = {"indicator_id": "electronic-component-sales", "period": "2023", "value": 1.0}
    sound |= {"unit": "CNY", "region_id": "cn"}
    sound |= {name: first for name, (first, _) in zip(names, SCALARS, strict=True)}
    changed = [{name: second} for name, (_, second) in zip(names, SCALARS, strict=True)]
    changed += [dict.fromkeys([name]) for name in names]
    inner = {"region_id": "cn-bj"}
    rows = [sound, sound, *(sound | each for each in changed)]
    rows += [sound | inner | each for each in ({}, *changed[:4], changed[0] | changed[1])]
    frame = pl.DataFrame([{"id": str(number), **row} for number, row in enumerate(rows)])
    found = cip.validate(on_spark(spark, frame), "figures", dimensions=names)
    expected = cip.validate(frame, "figures", dimensions=names)
    assert found.counts == {"observation-duplicate": 2, "region-with-parent": 5}
    assert found.counts_by_column == expected.counts_by_column
    assert {(one.code, one.id) for one in found.findings} == {
        (one.code, one.id) for one in expected.findings
    }
    ids = [row["id"] for row in found.valid_rows().collect()]
    assert sorted(ids) == sorted(expected.valid_rows()["id"])


def test_own_codes_are_looked_up_on_spark(spark: Any) -> None:
    row = {"indicator_id": "steel-output", "region_id": "cn", "period": "2024", "value": 1.0}
    data = on_spark(spark, pl.DataFrame([row | {"unit": "tonne"}, row | {"unit": "CNY"}]))
    steel = {"id": "steel-output", "name": "Steel", "unit": "tonne"}
    report = cip.validate(
        data, "figures", extend={"indicators": [steel], "units": [{"id": "tonne"}]}
    )
    assert report.counts == {"observation-duplicate": 2, "unit-unlike-indicator": 1}
    skipped = cip.validate(data, "figures", references="skip")
    assert skipped.counts == {"observation-duplicate": 2}
