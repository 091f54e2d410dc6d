"""Validation where data is rarely so: each type in a CSV, odd frames, no or many findings."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.release_files import release_path
from chinaindpolicy.errors import DataError
from chinaindpolicy.ingest.readers import read_problems as problems
from chinaindpolicy.io import limits
from chinaindpolicy.model.columns import ColumnSpec, columns
from chinaindpolicy.model.fields import Column
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules import registry, value_checks
from chinaindpolicy.rules.cell_rules import cell_rules
from chinaindpolicy.rules.engines import polars_batches as batches
from chinaindpolicy.rules.engines import polars_checks
from chinaindpolicy.rules.engines.polars import PolarsEngine
from chinaindpolicy.rules.reference_data import referred_tables
from chinaindpolicy.rules.registry import ROW_RULES, RULES
from test_validation import FIGURE, TASK, check
from test_validation_agreement import breakages, relation_of

# CSV: every type is text there


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_a_table_of_ours_is_sound_as_csv_too(real: cip.Dataset, table: str) -> None:
    path = release_path(real.release) / f"{table}.csv"
    report = cip.validate(path, table, profile="traced")
    assert report.rows == real[table].frame().height
    if report.rows:
        assert report.ok, str(report)


def test_cells_that_are_no_values_are_told_by_type(real: cip.Dataset, tmp_path: Path) -> None:
    frame = real["policies"].frame().head(3).with_columns(
        pl.col(pl.List(pl.String)).list.join("|"), pl.col(pl.Enum, pl.Date).cast(pl.String)
    )  # fmt: skip
    wrong = frame.with_columns(
        published_on=pl.Series(["2024-02-30", "20240229", None]),
        issuers=pl.Series(["miit|moe", "miit||moe", "nobody"]),
    )
    wrong.write_csv(tmp_path / "policies.csv")
    report = cip.validate(tmp_path / "policies.csv", "policies", profile="traced")
    by_column = report.counts_by_column
    assert by_column["policies", "type-wrong", "published_on"] == 2
    assert {code for _, code, column in by_column if column == "issuers"} == {
        "id-dangling",
        "pattern-mismatch",
    }
    tasks = real["tasks"].frame().head(2).with_columns(pl.col(pl.Enum).cast(pl.String))
    tasks.with_columns(level=pl.Series(["1.5", "one"])).write_csv(tmp_path / "tasks.csv")
    report = cip.validate(tmp_path / "tasks.csv", "tasks", profile="traced")
    assert report.counts_by_column["tasks", "type-wrong", "level"] == 2


def test_errata_in_a_csv_account_for_slips(real: cip.Dataset, tmp_path: Path) -> None:
    """Tables that are given together are held against each other, however they are given."""
    folder = Path(str(release_path(real.release)))
    given = {name: folder / f"{name}.csv" for name in ("targets", "errata")}
    assert cip.validate(given, profile="traced").ok
    errata = pl.read_csv(folder / "errata.csv", infer_schema=False)
    kept = errata.filter(~pl.col("kind").is_in(["magnitude", "number"]))
    kept.write_csv(tmp_path / "errata.csv")
    without = cip.validate(given | {"errata": tmp_path / "errata.csv"}, profile="traced")
    assert without.counts["stated-ambiguous"] == 1
    kept.head(0).write_csv(tmp_path / "errata.csv")
    none = cip.validate(given | {"errata": tmp_path / "errata.csv"}, profile="traced")
    assert none.counts["unit-disagrees"] == none.counts["comparator-disagrees"] == 1


def test_booleans_are_read_where_a_table_would_have_them() -> None:
    """No table has any; the types that a record's field can have include them."""
    spec = ColumnSpec("holds", "boolean", True, Column("x", "x"))
    engine = PolarsEngine(pl.DataFrame({"holds": ["true", "false", "", "yes"]}), textual=True)
    engine.prepare({"holds": spec})
    assert engine.narrow(["holds"])["holds"].to_list() == [True, False, None, None]


def test_a_boolean_is_no_number() -> None:
    figures = pl.DataFrame([FIGURE]).with_columns(value=pl.lit(True))
    report = cip.validate(figures, "figures")
    assert report.counts_by_column["figures", "dtype-wrong", "value"] == 1
    assert "Boolean" in next(one.value for one in report.findings if one.code == "dtype-wrong")


# Frames of many kinds


@pytest.mark.parametrize("engine", ["polars", "polars-streaming", "duckdb"])
@pytest.mark.parametrize("lazy", [True, False])
def test_each_engine_says_the_same_of_a_frame(engine: Any, lazy: bool) -> None:
    other = FIGURE | {"id": "b", "region_id": "cn-zj"}
    rows = [FIGURE, other | {"unit": "parsec"}, other | {"period": "2022"}]
    frame = pl.DataFrame(rows).lazy() if lazy else pl.DataFrame(rows)
    report = cip.validate(frame, "figures", engine=engine)
    named = {"polars-streaming": "polars, streaming", "duckdb": "duckdb"}
    told = {named.get(engine, "polars, streaming" if lazy and engine != "polars" else "polars")}
    assert {report.engine} == told
    assert report.counts == cip.validate(rows, "figures").counts
    valid = report.valid_rows()
    kept = valid.pl() if hasattr(valid, "pl") else valid.lazy().collect()
    assert kept["id"].to_list() == ["a"]


def test_arrow_and_pandas_can_be_judged_by_duckdb() -> None:
    other = FIGURE | {"id": "b", "region_id": "cn-zj", "unit": "parsec"}
    frame = pl.DataFrame([FIGURE, other])
    expected = cip.validate(frame, "figures").counts
    given: list[Any] = [frame.to_arrow(), frame.to_pandas()]
    for data in given:
        report = cip.validate(data, "figures", engine="duckdb")
        assert (report.engine, report.counts) == ("duckdb", expected)
        assert report.valid_rows().pl()["id"].to_list() == ["a"]


def test_rows_and_frames_may_have_columns_of_their_own() -> None:
    """What is no column of the table is named, and does not hinder."""
    own = FIGURE | {"mood": object()}
    for data in ([own], pd.DataFrame([own])):
        report = cip.validate(data, "figures")
        assert report.counts == {"column-unknown": 1} and report.ok
        assert len(report.valid_rows()) == 1


def test_integers_beyond_64_bits_are_told() -> None:
    report = cip.validate([FIGURE | {"paragraph": 2**63}, FIGURE | {"id": "b"}], "figures")
    assert report.counts_by_column["figures", "type-wrong", "paragraph"] == 1


def test_nullable_columns_of_pandas() -> None:
    """Each way in which pandas says that a value is missing says the same."""
    rows = [FIGURE, FIGURE | {"id": "b", "paragraph": None}]
    expected = cip.validate(rows, "figures").counts
    plain = pd.DataFrame(rows)
    for dtype in ("Int64", "int64[pyarrow]", "float64[pyarrow]", "float64", "Float64"):
        frame = plain.assign(paragraph=plain["paragraph"].astype(dtype))
        assert cip.validate(frame, "figures").counts == expected, dtype
    for dtype in ("boolean", "bool[pyarrow]", "object"):
        truths = pd.Series([True, None], dtype=dtype)
        report = cip.validate(plain.assign(value=truths), "figures")
        assert {"type-wrong", "dtype-wrong"} & set(report.counts), dtype
        assert not report.ok
    mixed = plain.assign(value=pd.Series([1.0, "2"], dtype=object))
    report = cip.validate(mixed, "figures")
    assert report.counts_by_column["figures", "type-wrong", "value"] == 1


# Together


def test_columns_are_renamed_in_one_table_alone() -> None:
    data = {"figures": [FIGURE], "tasks": [TASK]}
    with pytest.raises(cip.ChinaIndPolicyError, match="renamed in one table: check it by itself"):
        cip.validate(data, columns={"amount": "value"})


def test_what_other_tables_lack_leaves_rules_unchecked(real: cip.Dataset) -> None:
    indicators = real["indicators"].frame().drop("unit")
    errata = real["errata"].frame().drop("record_ids")
    given: dict[str, Any] = {"figures": [FIGURE], "indicators": indicators, "errata": errata}
    report = cip.validate(given)
    assert any("table indicators has no column unit" in why for why in report.not_checked)
    # A slip that nobody can look up accounts for nothing.
    slip = FIGURE | {"stated": "2.1 billion yuan", "erratum_id": errata["id"][0]}
    assert "value-magnitude" in cip.validate(given | {"figures": [slip]}).counts


def test_a_release_that_is_older_than_a_table_has_no_rows_of_it(
    tmp_path: Path, real: cip.Dataset
) -> None:
    folder = shutil.copytree(Path(str(release_path(real.release))), tmp_path / "old")
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    package["resources"] = [part for part in package["resources"] if part["name"] != "errata"]
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    old = cip.load(folder)
    report = cip.validate([FIGURE | {"erratum_id": "err-none"}], "figures", against=old)
    assert report.counts_by_column["figures", "id-dangling", "erratum_id"] == 1


def test_ids_of_two_tables_are_counted_without_samples() -> None:
    data = {"figures": [FIGURE | {"id": "t"}], "tasks": [TASK]}
    told, silent = cip.validate(data), cip.validate(data, samples=0)
    assert told.counts == silent.counts and told.counts["id-in-two-tables"] == 1
    assert "id-in-two-tables" in {one.code for one in told.findings}
    assert "id-in-two-tables" not in {one.code for one in silent.findings}


def test_problems_that_are_too_many_to_tell_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problems, "MOST_PROBLEMS", 3)
    (tmp_path / "a.csv").write_text("id,unit\n" + "x\n" * 10 + "a,CNY\n", encoding="utf-8")
    report = cip.validate(tmp_path / "a.csv", "figures")
    assert limits.MOST_PROBLEMS > 3
    assert sum(one.code == "row-ragged" for one in report.findings) == 3
    assert report.counts["row-ragged"] == 10
    # Those that are told stand by their column, the others by none.
    lines = "".join(f'{{"id": "row-{number}", "value": 1e999}}\n' for number in range(10))
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    counts = cip.validate(tmp_path / "a.jsonl", "figures").counts_by_column
    assert counts["figures", "json-number", "value"] == 3
    assert counts["figures", "json-number", ""] == 7


def test_duckdb_reads_parquet_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\na\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.csv: engine 'duckdb' reads Parquet files only"):
        cip.validate(tmp_path / "a.csv", "figures", engine="duckdb")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(cip.ChinaIndPolicyError, match=r"a\.parquet: "):
        cip.validate(tmp_path / "a.parquet", "figures", engine="duckdb")


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("tasks", "level", ["1", "two", None]),
        ("tasks", "level", [[1], [2], None]),
        ("tasks", "id", [1, 2, 3]),
        ("tasks", "id", [["a"], ["b"], ["c"]]),
        ("tasks", "policy_id", [1.5, 2.5, None]),
        ("errata", "record_ids", ["a|b", "c", None]),
        ("errata", "record_ids", [1, 2, 3]),
        ("policies", "issued_on", ["2024-01-01", "soon", None]),
        ("policies", "issued_on", [True, False, None]),
        ("regions", "parent_id", [None, None, None]),
    ],
)
def test_a_column_of_a_wrong_type_is_told_where_other_rows_look_it_up(
    real: cip.Dataset, table: str, column: str, values: list[Any]
) -> None:
    """Rules that look into it find nothing there; it must not end the judging."""
    frame = real[table].frame().head(3).with_columns(pl.Series(column, values))
    other = {"tasks": "targets"}.get(table, "tasks")
    for data in (frame, frame.lazy()):
        report = cip.validate({table: data, other: real[other].frame()})
        told = report.counts_by_column.get((table, "dtype-wrong", column), 0)
        assert told == (0 if values == [None, None, None] else 1)


# What is told of which row


@pytest.mark.parametrize("without", ["ordinal", "policy_id"])
def test_tasks_without_a_part_of_their_place_repeat_none(without: str) -> None:
    report = check("tasks", *(TASK | {"id": id, without: None} for id in ("a", "b")))
    assert report.counts == {"value-missing": 2}


def test_passages_without_a_part_of_their_place_repeat_none(real: cip.Dataset) -> None:
    rows = [passage.model_dump() for passage in real.passages][:2]
    for without in ("document_id", "paragraph"):
        alike = {"document_id": "components-plan-report", "paragraph": 3, without: None}
        assert "passage-twice" not in check("passages", *(row | alike for row in rows)).counts


def test_each_row_is_told_what_is_wrong_with_its_own_value() -> None:
    values = {"a": 2.1e13, "b": 2.1e15, "c": float("nan"), "d": float("nan")}
    rows = [FIGURE | {"id": id, "value": value, "period": None} for id, value in values.items()]
    told = [one for one in check("figures", *rows).findings if one.code.startswith("value-")]
    by_id = {one.id: one.message for one in told if one.code == "value-magnitude"}
    assert "10 times" in by_id["a"] and "1000 times" in by_id["b"]
    assert len(by_id) == 2
    assert [one.id for one in told if one.code == "value-not-finite"] == ["c", "d"]


def test_a_key_is_counted_by_its_first_column() -> None:
    counts = check("figures", FIGURE, FIGURE | {"id": "b"}).counts_by_column
    assert counts["figures", "observation-duplicate", "indicator_id"] == 2


def test_a_table_without_rows_beside_others_is_remarked() -> None:
    empty = pl.DataFrame(schema=cip.polars_schema("targets"))
    report = cip.validate({"figures": pl.DataFrame([FIGURE]), "targets": empty})
    assert (report.ok, report.severities["no-rows"]) == (True, "warning")
    alone = cip.validate(empty, "targets")
    assert (alone.ok, alone.severities["no-rows"]) == (False, "error")


def test_an_integer_beyond_every_float_is_no_number() -> None:
    beyond = 2**1024 - 2**970  # half a step above the largest float
    with pytest.raises(OverflowError):
        float(beyond)
    for value, wrong in ((beyond, 1), (-beyond, 1), (beyond - 1, 0), (1 - beyond, 0)):
        report = cip.validate([FIGURE | {"value_upper": value}], "figures")
        assert report.counts.get("type-wrong", 0) == wrong
        assert report.invalid_rows() == [FIGURE | {"value_upper": value}]
    rows = [FIGURE | {"id": id, "value_upper": value} for id, value in (("a", -beyond), ("b", 5))]
    assert cip.validate(rows, "figures").counts["type-wrong"] == 1


@pytest.mark.parametrize("column", ["value", "paragraph", "stated"])
def test_an_integer_too_long_to_be_written_is_told(column: str) -> None:
    row = FIGURE | {column: 10**5000}
    report = cip.validate([row, FIGURE | {"id": "b", "region_id": "cn-zj"}], "figures")
    (told,) = [one for one in report.findings if one.code == "type-wrong"]
    assert (told.row, told.column, told.value) == (0, column, "int too long to be written")
    assert told.expected == {
        "value": "a number", "paragraph": "an integer", "stated": "a string"
    }[column]  # fmt: skip
    assert report.invalid_rows()[0] is row


def test_a_report_shows_what_was_found_and_equals_its_like() -> None:
    report, again = (check("figures", FIGURE) for _ in range(2))
    assert report == again
    assert "_parts" not in repr(report) and "severities" not in repr(report)


def test_tables_are_held_against_those_that_their_columns_and_rules_name() -> None:
    for rule in ROW_RULES:
        for table in rule.tables:
            assert {each.table for each in rule.lookups} <= referred_tables(table)
    assert referred_tables("outcomes") >= {"indicators", "regions", "units"}


# Ways to the same answer that are chosen by size


def test_many_repeated_ids_are_told_apart_by_a_second_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [FIGURE | {"id": f"row-{number // 2}"} for number in range(20)]
    rows.append(FIGURE | {"id": "once"})
    exact = cip.validate(pl.DataFrame(rows), "figures")
    monkeypatch.setattr(polars_checks, "_COMPARED", 2)
    hashed = cip.validate(pl.DataFrame(rows), "figures")
    assert str(hashed) == str(exact)
    assert exact.counts["id-duplicate"] == 20


def test_many_bad_values_are_judged_by_their_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [FIGURE | {"id": f"row-{n}", "unit": f"unit-{n % 9}"} for n in range(2000)]
    listed = cip.validate(pl.DataFrame(rows), "figures")
    monkeypatch.setattr(value_checks, "_MOST_LISTED", 3)
    ruled = cip.validate(pl.DataFrame(rows), "figures")
    assert ruled.counts == listed.counts
    assert ruled.counts_by_column["figures", "id-dangling", "unit"] == 2000


def test_one_thread_does_what_many_do(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [FIGURE, FIGURE | {"id": "b", "unit": "parsec"}]
    many = cip.validate(pl.LazyFrame(rows), "figures")
    assert list(batches.map_ordered(str, range(50))) == list(map(str, range(50)))
    monkeypatch.setattr(pl, "thread_pool_size", lambda: 1)
    assert list(batches.map_ordered(str, range(50))) == list(map(str, range(50)))
    assert str(cip.validate(pl.LazyFrame(rows), "figures")) == str(many)


def test_no_rows_are_asked_of_no_data() -> None:
    engine = PolarsEngine(pl.LazyFrame(schema={"note": pl.String}))
    engine.prepare({"note": ColumnSpec("note", "string", True, Column("x", "x"))})
    assert engine.take([], ["note"]) == {}


def test_items_have_the_rules_of_their_column_alone() -> None:
    meaning = Column("x", "x")
    free = ColumnSpec("names", "list", True, meaning)
    long = ColumnSpec("names", "list", True, meaning, max_length=3)

    def codes(spec: ColumnSpec) -> set[str]:
        rules = cell_rules(
            spec, optional=True, marked=False, references=(), ids=lambda _: frozenset()
        )
        return {rule.code for rule in rules}

    assert codes(free) == set()
    assert codes(long) == {"too-long"}


def test_warnings_make_no_row_invalid() -> None:
    """A rule that only warns is counted, and its rows stay valid, for rows and combinations."""
    outer = FIGURE | {"id": "b", "region_id": "cn-zj", "measure": "count"}
    report = check("figures", FIGURE | {"measure": "count"}, outer)
    assert report.counts.get("region-with-parent") == 1, str(report)
    assert len(report.valid_rows()) == 2 or not report.ok


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize(
    ("code", "table", "row"),
    [
        ("figure-without-source", "figures", FIGURE | {"document_id": None}),
        ("task-cycle", "tasks", TASK | {"parent_id": "t", "level": 2}),
    ],
)
def test_any_rule_may_only_warn(
    monkeypatch: pytest.MonkeyPatch, engine: Any, code: str, table: str, row: dict[str, Any]
) -> None:
    """Its breaches are counted as before, and make no row invalid."""

    def counted() -> tuple[int, set[str], int]:
        report = check(table, row, engine=engine)
        severities: set[str] = {one.severity for one in report.findings if one.code == code}
        return report.counts[code], severities, len(report.valid_rows())

    assert counted() == (1, {"error"}, 0)
    warnings = {each.code: replace(each, severity="warning") for each in RULES.values()}
    monkeypatch.setattr(registry, "RULES", warnings)
    assert counted() == (1, {"warning"}, 1)


def test_without_a_measure_every_region_may_be_added() -> None:
    """A share is added to none; where no measure is told, values may be such that are added."""
    outer = FIGURE | {"id": "b", "region_id": "cn-zj"}
    told = [one | {"measure": "share"} for one in (FIGURE, outer)]
    untold = [{k: v for k, v in one.items() if k != "measure"} for one in (FIGURE, outer)]
    assert "region-with-parent" not in check("figures", *told).counts
    assert check("figures", *untold).counts["region-with-parent"] == 1


# DuckDB


def on_duckdb(frame: pl.DataFrame) -> Any:
    """A relation whose columns are plain text, numbers, dates and lists."""
    return relation_of(frame.with_columns(pl.col(pl.Enum).cast(pl.String)))


def test_duckdb_judges_lists_by_their_items(real: cip.Dataset) -> None:
    (spec,) = [one for one in columns("errata") if one.name == "record_ids"]
    lists = breakages(spec)
    frame = pl.concat([real["errata"].frame().head(1)] * len(lists)).with_columns(
        id=pl.Series([f"row-{number}" for number in range(len(lists))]),
        record_ids=pl.Series(lists, dtype=pl.List(pl.String)),
    )
    report = cip.validate(on_duckdb(frame), "errata", profile="traced", samples=100)
    polars = cip.validate(frame, "errata", profile="traced", samples=100)
    assert report.counts_by_column == polars.counts_by_column
    assert {(one.code, one.id, one.value) for one in report.findings} == {
        (one.code, one.id, one.value) for one in polars.findings
    }
    kept = report.valid_rows().pl()["id"].to_list()
    assert kept == polars.valid_rows()["id"].to_list()
    numbers = frame.with_columns(record_ids=pl.lit([1]))
    assert cip.validate(on_duckdb(numbers), "errata").counts["dtype-wrong"] == 1


def test_duckdb_parts_rows_in_their_own_order_where_keys_repeat() -> None:
    """Looking for what repeats puts them in that of the keys."""
    ids = [f"r{(number * 7) % 50}" for number in range(100)] + ["once"]
    frame = pl.DataFrame([FIGURE | {"id": id} for id in ids]).with_row_index("n")
    year = pl.col("n") + 1900
    frame = frame.with_columns(
        period=year.cast(pl.String),
        period_start=pl.date(year, 1, 1),
        period_end=pl.date(year, 12, 31),
    )
    report = cip.validate(frame, "figures", engine="duckdb")
    assert report.counts["id-duplicate"] == 100
    assert report.invalid_rows().pl()["n"].to_list() == list(range(100))
    assert report.valid_rows().pl()["id"].to_list() == ["once"]


def test_duckdb_renames_marks_and_parts_as_others_do() -> None:
    other = FIGURE | {"id": "t", "region_id": "cn-zj"}
    frame = pl.DataFrame([FIGURE, other])
    theirs = frame.rename({"value": 'the "value"'})
    renamed = cip.validate(on_duckdb(theirs), "figures", columns={'the "value"': "value"})
    assert renamed.counts == cip.validate(frame, "figures").counts
    assert renamed.valid_rows().columns == theirs.columns
    # An id of two tables makes its row invalid, wherever the tables are.
    together = cip.validate({"tasks": [TASK], "figures": on_duckdb(frame)})
    assert together.counts["id-in-two-tables"] == 1
    assert together.valid_rows("figures").pl()["id"].to_list() == ["a"]
    # Without a column that is needed no row is valid.
    without = cip.validate(on_duckdb(frame.drop("value")), "figures")
    assert without.counts["column-missing"] == 1
    assert len(without.valid_rows()) == 0 and len(without.invalid_rows()) == 2
    unknown = on_duckdb(frame.with_columns(unit=pl.lit("parsec")))
    silent = cip.validate(unknown, "figures", samples=0)
    assert silent.counts["id-dangling"] == 2
    assert not [one for one in silent.findings if one.row is not None]
    with pytest.raises(DataError, match="'duckdb' cannot judge a list of dicts"):
        cip.validate([FIGURE], "figures", engine="duckdb")
