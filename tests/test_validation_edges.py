"""Checking data at the edges of rules: the last good value, the empty cell, the single row."""

from __future__ import annotations

import datetime
import pickle
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import ChinaIndPolicyError, DataError, DataFileError
from chinaindpolicy.ingest.validate.inputs import EngineName
from chinaindpolicy.ingest.validate.validate import run
from chinaindpolicy.model.columns import columns
from chinaindpolicy.rules import value_checks
from chinaindpolicy.rules.cell_rules import cell_rules, display_value
from chinaindpolicy.rules.check_tables import shared_ids
from chinaindpolicy.rules.engines import polars as polars_engine
from chinaindpolicy.rules.engines import polars_checks
from chinaindpolicy.rules.engines.base import ITEM_START, UniqueKey, items_of
from chinaindpolicy.rules.engines.duckdb_relations import (
    reading_parquet,
    relation_of,
    relation_of_parquet,
)
from chinaindpolicy.rules.engines.polars import PolarsEngine
from chinaindpolicy.rules.engines.polars_batches import repeated_values
from chinaindpolicy.rules.plan import plan_for
from chinaindpolicy.rules.reference_data import ReferenceData
from test_validation import FIGURE, TASK, check

DAY = datetime.date
ENGINES: tuple[EngineName, ...] = ("polars", "polars-streaming", "duckdb")


def counts(*rows: dict[str, Any], code: str, engine: str = "polars") -> int:
    return check("figures", *rows, engine=engine).counts.get(code, 0)


def test_the_last_number_is_finite() -> None:
    most = sys.float_info.max
    for value in (most, -most):
        assert counts(FIGURE | {"value": value}, code="value-not-finite") == 0
    for value in (float("inf"), -float("inf"), float("nan")):
        assert counts(FIGURE | {"value": value}, code="value-not-finite") == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_cell_breaks_no_rule_on_values(engine: str) -> None:
    bad = FIGURE | {"id": "b", "period": "2024-02-30", "basis": "rumour"}
    empty = FIGURE | {"id": "c", "period": None, "basis": None}
    report = check("figures", FIGURE, bad, empty, engine=engine)
    assert report.counts["period-unparsable"] == 1
    assert report.counts["code-unknown"] == 1
    assert [found.row for found in report.findings if found.code == "period-unparsable"] == [1]


@pytest.mark.parametrize(
    ("period", "start", "end", "good"),
    [
        ("2023", DAY(2023, 1, 1), DAY(2023, 12, 31), True),
        ("../2023", None, DAY(2023, 12, 31), True),
        (None, None, None, True),
        ("2023", None, None, False),
        ("2023", None, DAY(2023, 12, 31), False),
        (None, DAY(2023, 1, 1), None, False),
        (None, None, DAY(2023, 12, 31), False),
    ],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_bounds_are_those_of_the_period(
    period: str | None, start: DAY | None, end: DAY | None, good: bool, engine: str
) -> None:
    row = FIGURE | {"period": period, "period_start": start, "period_end": end}
    report = check("figures", row, engine=engine)
    codes = {found.code for found in report.findings if found.column == "period"}
    assert ("period-bounds" in codes) is not good


def test_a_report_says_what_was_counted_word_for_word() -> None:
    rows = [FIGURE | {"id": "A", "paragraph": 0}, FIGURE | {"id": "b", "paragraph": 0}]
    lines = str(check("figures", *rows, samples=1)).splitlines()
    assert "error below-minimum figures/paragraph: 1 more" in lines
    assert not any("pattern-mismatch figures/id" in line and "more" in line for line in lines)
    assert lines[-1].startswith("failed: ")
    assert "checked 2 rows of figures (core, polars)" in lines[-1]
    untold = str(check("figures", *rows, samples=0)).splitlines()
    assert "error pattern-mismatch figures/id: 1 more" in untold
    assert "error below-minimum figures/paragraph: 2 more" in untold


def test_totals_are_those_of_the_counts() -> None:
    report = check("figures", FIGURE | {"paragraph": 0})
    errors = sum(n for code, n in report.counts.items() if report.severities[code] == "error")
    warnings = sum(report.counts.values()) - errors
    last = str(report).splitlines()[-1]
    assert f": {errors} errors, {warnings} warnings: " in last
    assert errors == report.counts["below-minimum"] == 1


def test_a_key_of_several_columns_names_them_and_an_id_does_not() -> None:
    messages = {found.code: found.message for found in check("figures", FIGURE, FIGURE).findings}
    assert messages["id-duplicate"] == "an id names one row"
    assert messages["observation-duplicate"].endswith(
        ": indicator_id, region_id, period, document_id repeat"
    )
    places = {found.code: found.column for found in check("figures", FIGURE, FIGURE).findings}
    assert places["observation-duplicate"] == "indicator_id"


@pytest.mark.parametrize("engine", ENGINES)
def test_parts_are_of_the_rows_that_were_given(engine: EngineName) -> None:
    rows = cip.load().figures.frame().head(2)
    first, wrong = rows["id"].to_list()
    stated = pl.when(pl.col("id") == wrong).then(pl.lit("77 zlotys")).otherwise("stated")
    changed = rows.with_columns(stated.alias("stated"))
    report = cip.validate(changed, "figures", engine=engine)
    found = [each.row for each in report.findings if each.severity == "error"]
    assert set(found) == {1}
    invalid, valid = (
        [row[0] for row in part.fetchall()] if engine == "duckdb" else part["id"].to_list()
        for part in (report.invalid_rows(), report.valid_rows())
    )
    assert invalid == [wrong]
    assert valid == [first]


def test_a_file_that_is_no_parquet_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "figures.parquet"
    for text in (None, b"no parquet"):
        if text is not None:
            path.write_bytes(text)
        told = "cannot be read: IO" if text is None else "cannot be read, perhaps it is cut off"
        with pytest.raises(DataFileError, match=rf"figures\.parquet: {told}"):
            relation_of_parquet([str(path)])


def test_a_file_that_is_not_to_blame_is_not_blamed(tmp_path: Path) -> None:
    path = tmp_path / "figures.parquet"
    pl.DataFrame([FIGURE]).write_parquet(path)
    with pytest.raises(duckdb.CatalogException), reading_parquet([str(path)]):
        duckdb.sql("select * from nowhere")
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + bytes(len(whole) // 2) + whole[4 + len(whole) // 2 :])
    with pytest.raises(DataFileError) as caught, reading_parquet([str(path)]):
        duckdb.sql("select * from nowhere")
    assert caught.value.path == str(path)
    assert caught.value.reason.startswith("cannot be read, perhaps it is cut off or damaged: ")


def test_a_name_with_a_quote_is_a_name_like_any_other() -> None:
    frame = pl.DataFrame([FIGURE]).rename({"id": 'the "id"'})
    relation = relation_of(frame)
    assert isinstance(relation, duckdb.DuckDBPyRelation)
    named = cip.validate(relation, "figures", columns={'the "id"': "id"})
    plain = cip.validate(relation_of(pl.DataFrame([FIGURE])), "figures")
    assert named.counts == plain.counts


def test_tasks_in_a_circle_are_told_and_no_others() -> None:
    circle = [
        TASK | {"id": "a", "parent_id": "b", "level": 2},
        TASK | {"id": "b", "parent_id": "a", "level": 2},
        TASK | {"id": "c", "parent_id": "a", "level": 3},
        TASK | {"id": "d", "level": 1, "ordinal": 2},
    ]
    report = check("tasks", *circle)
    rows = sorted(found.row or 0 for found in report.findings if found.code == "task-cycle")
    assert rows == [0, 1]


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63)])
def test_integers_are_read_up_to_the_last_that_fits(number: int) -> None:
    row = {**FIGURE, "char_start": number}
    assert "type-wrong" not in cip.validate([row], "figures").counts
    more = {**FIGURE, "char_start": number + (1 if number > 0 else -1)}
    report = cip.validate([more], "figures")
    assert report.counts["type-wrong"] == 1


@pytest.mark.parametrize("missing", [False, True])
def test_a_dataset_with_rows_beside_an_empty_table_is_only_remarked(missing: bool) -> None:
    rows = pl.DataFrame([FIGURE]).head(0 if missing else 1)
    report = cip.validate({"figures": rows, "outcomes": pl.DataFrame()})
    severities = {
        found.table: found.severity for found in report.findings if found.code == "no-rows"
    }
    assert severities["outcomes"] == ("error" if missing else "warning")


def test_a_value_that_is_there_often_is_repeated_once() -> None:
    assert repeated_values(pl.Series([3, 3, 1, 3, 3], dtype=pl.UInt64)).to_list() == [3]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "column", [{"mood": ["good", "bad"]}, {"issued_on": [DAY(2024, 1, 1), None]}]
)
def test_data_of_which_nothing_can_be_judged_is_told_as_that(
    column: dict[str, Any], engine: EngineName
) -> None:
    """Neither a column that is none of the table's nor one without a rule ends the judging."""
    report = cip.validate(pl.DataFrame(column), "policies", engine=engine)
    assert report.rows == 2
    assert report.counts["column-missing"] >= 3
    assert len(report.invalid_rows().lazy().collect() if engine != "duckdb" else [1, 2]) == 2


def of_year(year: int) -> dict[str, Any]:
    bounds = {"period_start": DAY(year, 1, 1), "period_end": DAY(year, 12, 31)}
    return {"period": str(year), **bounds}


WRONG: list[dict[str, Any]] = [
    FIGURE | {"id": "good"} | of_year(2020),
    FIGURE | {"id": "twice"},
    FIGURE | {"id": "twice", "region_id": "cn-bj-x"},
    FIGURE | {"id": None},
    FIGURE | {"id": None, "organization_id": "catl"},
    FIGURE | {"id": "bounds", "period_end": DAY(2023, 12, 30), "organization_id": "catl"},
    FIGURE | {"id": "value", "value": 2.2e12, "document_id": None, "policy_id": "x"},
    FIGURE | {"id": "again", "period": "2022", "period_end": DAY(2022, 1, 1)},
    FIGURE | {"id": "slip", "period": "2021", "erratum_id": "err-002-sales-magnitude"},
    FIGURE | {"id": "unit", "period": "2019", "unit": "USD"},
    FIGURE | {"id": "long", "period": "2018", "stated": "2.1 trillion yuan" + " " * 2000},
    FIGURE | {"id": "none", "period": None, "measure": None, "char_start": -1},
    FIGURE | {"id": "bounds-alone", "period": "2017"},
    FIGURE | {"id": "value-alone", "value": 2.3e12} | of_year(2016),
    FIGURE | {"id": "duplicate-alone"} | of_year(2014),
    FIGURE | {"id": "duplicate-too"} | of_year(2014),
    FIGURE | {"id": "erratum-alone", "erratum_id": "err-002-sales-magnitude"} | of_year(2013),
    FIGURE | {"id": "remarked", "stated": "a good deal"} | of_year(2015),
]  # fmt: skip


def test_every_engine_finds_the_same_and_parts_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is wrong, and in however many batches the rows are read."""
    frame = pl.DataFrame(WRONG, infer_schema_length=None).with_row_index("n")
    whole = cip.validate(frame, "figures")
    told = [(one.code, one.row, one.column, one.value, one.message) for one in whole.findings]
    assert len(set(told)) == len(told) == sum(whole.counts.values())
    assert whole.counts["id-duplicate"] == 2
    assert whole.counts["value-disagrees"] == 2
    valid = whole.valid_rows()["n"].to_list()
    assert whole.valid_rows()["id"].to_list() == ["good", "remarked"]
    monkeypatch.setattr(polars_engine, "_BATCH", 2)
    for engine in ENGINES:
        once = cip.validate(frame, "figures", engine=engine, samples=1)
        places = [(one.code, one.column) for one in once.findings]
        assert len(set(places)) == len(places) == len(whole.counts_by_column), engine
        report = cip.validate(frame, "figures", engine=engine)
        assert report.counts_by_column == whole.counts_by_column, engine
        assert [
            (one.code, one.row, one.column, one.value, one.message) for one in report.findings
        ] == told, engine
        for part, numbers in (
            (report.valid_rows(), valid),
            (report.invalid_rows(), [n for n in range(len(WRONG)) if n not in valid]),
        ):
            found = part.pl() if engine == "duckdb" else part
            assert found["n"].to_list() == numbers, engine


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({}, {}, True),
        ({}, {"indicator_id": "other"}, False),
        ({}, {"region_id": "cn-bj"}, False),
        ({}, {"period": "2022"}, False),
        ({}, {"document_id": "other"}, False),
        ({"indicator_id": "a", "region_id": "b"}, {"indicator_id": "b", "region_id": "a"}, False),
        ({"region_id": "a", "period": "b"}, {"region_id": "b", "period": "a"}, False),
    ],
)
@pytest.mark.parametrize("compared", [0, 1_000_000])
def test_observations_are_the_same_in_every_column_of_their_key(
    monkeypatch: pytest.MonkeyPatch,
    first: dict[str, Any],
    second: dict[str, Any],
    same: bool,
    compared: int,
) -> None:
    """Whether suspects are compared or told apart by a second hash."""
    monkeypatch.setattr(polars_checks, "_COMPARED", compared)
    rows = [FIGURE | first, FIGURE | {"id": "b"} | second]
    year = {"period": "2001", "period_start": DAY(2001, 1, 1), "period_end": DAY(2001, 12, 31)}
    rows += [FIGURE | year | {"id": name} for name in ("c", "d", "e")]
    rows[-1]["region_id"] = "cn-zj"
    report = check("figures", *rows)
    assert report.counts["observation-duplicate"] == (4 if same else 2)
    assert {"c", "d"} <= set(report.invalid_rows()["id"])
    assert "e" in set(report.valid_rows()["id"])


def test_the_second_hash_is_another_one() -> None:
    hashed: Callable[..., pl.Expr] = vars(polars_checks)["_hash"]
    frame = pl.DataFrame({"a": ["x", "y"], "b": ["y", "x"]})
    for columns_ in (("a",), ("a", "b")):
        key = UniqueKey("code", columns_, len(columns_))
        first, second = (frame.select(hashed(key, seed)) for seed in (0, len(columns_)))
        assert frame.select(hashed(key)).equals(first)
        assert not set(first["code"]) & set(second["code"])


@pytest.mark.parametrize("compared", [0, 1_000_000])
def test_rows_that_share_a_hash_alone_are_no_duplicates(
    monkeypatch: pytest.MonkeyPatch, compared: int
) -> None:
    """Few of them are compared; many are told apart by a second hash."""
    second: Callable[..., pl.Expr] = vars(polars_checks)["_hash"]

    def alike(key: Any, seed: int = 0) -> pl.Expr:
        if seed and not compared:
            return second(key, seed)
        return pl.when(pl.col(key.columns[0]).is_not_null()).then(pl.lit(7)).alias(key.code)

    monkeypatch.setattr(polars_checks, "_hash", alike)
    monkeypatch.setattr(polars_checks, "_COMPARED", compared)
    rows = [FIGURE | {"id": name, "period": name} for name in ("a", "b", "c", "c")]
    report = check("figures", *rows)
    assert report.counts["id-duplicate"] == report.counts["observation-duplicate"] == 2


def test_texts_may_be_as_long_as_their_column_admits() -> None:
    for length, bad in ((120, 0), (121, 1)):
        assert counts(FIGURE | {"id": "a" * length}, code="too-long") == bad
    for length, bad in ((2000, 0), (2001, 1)):
        assert counts(FIGURE | {"note": "字" * length}, code="too-long") == bad
    for length, bad in ((200, 0), (201, 1)):
        rows = [{"id": "a", "name": "A", "aliases": ["b", "c" * length]}]
        report = cip.validate(rows, "organizations")
        assert report.counts.get("too-long", 0) == bad


def test_a_value_that_is_not_stated_and_words_without_a_value_are_not_held_together() -> None:
    row = FIGURE | {"stated": "more clearly", "value": None}
    for one in (row, row | {"stated": None}, row | {"stated": None, "value": 2.0}):
        told = set(check("figures", one).counts)
        assert not told & {"stated-unreadable", "stated-ambiguous", "value-disagrees"}


def test_a_region_within_two_others_is_told_with_the_innermost() -> None:
    regions = ("cn", "cn-gd", "cn-gd-shenzhen")
    rows = [FIGURE | {"id": name, "region_id": name} for name in regions]
    report = check("figures", *rows)
    told = {one.id: one.message for one in report.findings if one.code == "region-with-parent"}
    assert report.counts["region-with-parent"] == len(told) == 2
    assert "cn-gd lies in cn, which has a value" in told["cn-gd"]
    assert "cn-gd-shenzhen lies in cn-gd, which has a value" in told["cn-gd-shenzhen"]


@pytest.mark.parametrize(
    ("measure", "told"), [("level", 1), ("count", 1), (None, 1), ("share", 0), ("growth", 0)]
)
def test_regions_count_twice_where_values_may_be_added(measure: str | None, told: int) -> None:
    rows = [FIGURE | {"measure": measure}, FIGURE | {"id": "b", "region_id": "cn-zj"}]
    rows[1]["measure"] = measure
    assert counts(*rows, code="region-with-parent") == told


def test_a_breach_names_the_value_of_its_own_row() -> None:
    """Two rows that state the same and have different values are told apart."""
    rows = [
        FIGURE | {"id": "a", "value": 2.1e9},
        FIGURE | {"id": "b", "value": 3.0, "period": "2022"},
        FIGURE | {"id": "c", "value": float("nan"), "period": "2021"},
    ]
    told = {
        one.id: (one.code, one.value)
        for one in check("figures", *rows).findings
        if one.code.startswith("value-") and one.code != "value-not-finite"
    }
    assert told["a"] == ("value-magnitude", "2100000000.0")
    assert told["b"] == ("value-disagrees", "3.0")


def test_a_name_that_is_nearly_an_id_is_told_with_the_id() -> None:
    (told,) = check("figures", FIGURE | {"region_id": "cn-zjj"}).findings
    assert (told.value, told.expected) == ("cn-zjj", "cn-zj")
    assert told.message == "no row 'cn-zjj' in regions; did you mean 'cn-zj'?"
    (far,) = check("figures", FIGURE | {"region_id": "qqqq"}).findings
    assert (far.expected, far.message) == ("", "no row 'qqqq' in regions")


def test_hints_are_given_for_the_first_names_alone() -> None:
    """To look for the nearest is to look at every id."""
    rows = [FIGURE | {"id": f"r-{n}", "region_id": f"cn-zj{n}"} for n in range(100, 130)]
    told = [
        one.expected
        for one in check("figures", *rows, samples=30).findings
        if one.code == "id-dangling"
    ]
    assert len(told) == 30
    assert sum(map(bool, told)) == 20


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("mentions", {"record_id": "nobody"}, "no row 'nobody' in record"),
        ("outcomes", {"record_id": "nobody"}, "no row 'nobody' in targets, figures or projects"),
        ("figures", {"unit": "nothing"}, "no row 'nothing' in units"),
    ],
)
def test_what_a_column_refers_to_is_named(table: str, row: dict[str, Any], words: str) -> None:
    (told,) = [one for one in check(table, row).findings if one.code == "id-dangling"]
    assert told.message.partition(";")[0] == words


def test_a_misspelt_column_is_told_with_the_nearest() -> None:
    row = {("regoin_id" if name == "region_id" else name): value for name, value in FIGURE.items()}
    told = {one.code: one.message for one in check("figures", row).findings}
    assert "did you mean region_id? give columns={'regoin_id'" in told["column-unknown"]
    assert "is it 'regoin_id'? give columns={'regoin_id'" in told["column-missing"]


def given_as(kind: str, frame: pl.DataFrame, folder: Path) -> Any:
    """Return a frame as data of some kind."""
    match kind:
        case "csv":
            frame.write_csv(folder / "a.csv")
            return folder / "a.csv"
        case "parquet":
            frame.write_parquet(folder / "a.parquet")
            return folder / "a.parquet"
        case "pandas":
            return frame.to_pandas()
        case "arrow":
            return cast("Any", frame.to_arrow())
        case "rows":
            return frame.to_dicts()
        case "relation":
            return relation_of(frame)
        case "lazy":
            return frame.lazy()
        case _:
            return frame


KINDS = ("csv", "parquet", "pandas", "arrow", "rows", "relation", "lazy", "frame")


@pytest.mark.parametrize("kind", KINDS)
def test_renames_that_cannot_be_are_refused_of_data_of_every_kind(
    kind: str, tmp_path: Path
) -> None:
    data = given_as(kind, pl.DataFrame([FIGURE]), tmp_path)
    with pytest.raises(cip.UnknownNameError, match="no column of the data 'area'"):
        cip.validate(data, "figures", columns={"area": "region_id"})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("engine", [None, "polars", "polars-streaming"])
def test_the_engine_is_the_one_that_was_asked_for(
    kind: str, engine: EngineName | None, tmp_path: Path
) -> None:
    data = given_as(kind, pl.DataFrame([FIGURE]), tmp_path)
    if kind == "relation" and engine is not None:
        with pytest.raises(DataError, match="it is judged by 'duckdb'"):
            cip.validate(data, "figures", engine=engine)
        return
    by_itself = {"relation": "duckdb"} | dict.fromkeys(
        ("csv", "parquet", "lazy"), "polars, streaming"
    )
    named = {"polars": "polars", "polars-streaming": "polars, streaming"}
    expected = named[engine] if engine else by_itself.get(kind, "polars")
    assert cip.validate(data, "figures", engine=engine).engine == expected


@pytest.mark.parametrize("kind", ["pandas", "rows", "frame", "csv"])
def test_columns_behind_one_of_their_own_are_judged_too(kind: str, tmp_path: Path) -> None:
    frame = pl.DataFrame([{"mood": "good"} | FIGURE | {"region_id": "cn-zz"}])
    report = cip.validate(given_as(kind, frame, tmp_path), "figures")
    assert report.counts == {"column-unknown": 1, "id-dangling": 1}


def test_a_finding_of_a_whole_file_names_it_and_of_several_none(tmp_path: Path) -> None:
    frame = pl.DataFrame([FIGURE]).drop("unit")
    for name in ("a.csv", "b.csv"):
        frame.write_csv(tmp_path / name)
    (one,) = [
        found
        for found in cip.validate(tmp_path / "a.csv", "figures").findings
        if found.code == "column-missing"
    ]
    assert (one.file, one.line) == (str(tmp_path / "a.csv"), None)
    (two,) = [
        found
        for found in cip.validate(tmp_path / "*.csv", "figures").findings
        if found.code == "column-missing"
    ]
    assert (two.file, two.line) == ("", None)


def test_a_cell_of_a_list_of_dicts_is_shown_as_what_it_is() -> None:
    rows = [FIGURE | {"value": "2.1e12", "region_id": "cn-zz", "unit": None}]
    told = {(one.code, one.column): one.value for one in cip.validate(rows, "figures").findings}
    assert told["type-wrong", "value"] == "'2.1e12'"
    assert told["id-dangling", "region_id"] == "cn-zz"
    assert told["value-missing", "unit"] == ""


def test_relations_need_what_duckdb_and_frames_meet_in(monkeypatch: pytest.MonkeyPatch) -> None:
    relation = relation_of(pl.DataFrame([FIGURE]))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(cip.MissingExtraError, match=r'^pyarrow is not installed: .*"duckdb'):
        cip.validate(relation, "figures")


@pytest.mark.parametrize("number", [1e30, float("inf"), 3.5])
def test_floats_of_pandas_that_are_no_integers_stay_floats(number: float) -> None:
    frame = pd.DataFrame([FIGURE | {"paragraph": number}])
    report = cip.validate(frame, "figures")
    assert report.counts_by_column["figures", "dtype-wrong", "paragraph"] == 1


def test_a_column_of_nothing_but_missing_integers_has_none() -> None:
    for rows in ([FIGURE | {"paragraph": None}], [FIGURE | {"paragraph": None}] * 2):
        assert "type-wrong" not in cip.validate(rows, "figures").counts


def test_numbers_of_every_class_are_numbers() -> None:
    """A Decimal, and a number of numpy, is the number that it is."""
    numbers = (Decimal("2.1e12"), np.float64(2.1e12), 2_100_000_000_000, 2.1e12, Decimal("1e400"))
    rows = [FIGURE | {"id": f"r-{n}", "value": value} for n, value in enumerate(numbers)]
    report = cip.validate(rows, "figures")
    assert "type-wrong" not in report.counts
    assert "value-magnitude" not in report.counts
    assert [one.row for one in report.findings if one.code == "value-not-finite"] == [4]


def test_tasks_are_numbered_apart_by_kind_at_the_first_level_alone() -> None:
    first = [
        TASK | {"id": "a", "kind": "key_task"},
        TASK | {"id": "b", "kind": "safeguard"},
        TASK | {"id": "c", "parent_id": "a", "level": 2, "kind": "sub_task"},
        TASK | {"id": "d", "parent_id": "b", "level": 2, "kind": "sub_task"},
    ]
    assert "ordinal-repeated" not in check("tasks", *first).counts
    mixed = [*first, TASK | {"id": "e", "parent_id": "a", "level": 2, "kind": "key_task"}]
    report = check("tasks", *mixed)
    assert [one.id for one in report.findings if one.code == "ordinal-repeated"] == ["c", "e"]


def test_no_rows_are_asked_of_data_that_has_some() -> None:
    for data in (pl.DataFrame({"id": ["a", "b"]}), pl.LazyFrame({"id": ["a", "b"]})):
        engine = PolarsEngine(data)
        engine.prepare({"id": next(one for one in columns("figures") if one.name == "id")})
        assert engine.take([], ["id"]) == {}
        assert engine.take([1], ["id"]) == {1: {"id": "b"}}


def test_what_cannot_be_judged_names_its_table_where_there_are_several() -> None:
    row = {name: value for name, value in FIGURE.items() if name != "char_start"}
    alone = check("figures", row).not_checked
    assert alone == ("place-incomplete, span-reversed: column char_start is missing",)
    together = cip.validate({"figures": [row], "tasks": [TASK]}).not_checked
    assert "figures: place-incomplete, span-reversed: column char_start is missing" in together
    assert all(why.startswith(("figures: ", "tasks: ")) for why in together)


def test_a_watcher_is_told_each_step_in_its_order() -> None:
    told: list[str] = []
    frame = pl.DataFrame([FIGURE])
    options: dict[str, Any] = dict.fromkeys(("against", "columns", "engine"))
    run(frame, "figures", profile="core", samples=1, progress=told.append, **options)
    assert told == [
        "looking at each distinct value once",
        "judging the rows",
        "judging combinations of values",
        "holding rows against each other",
    ]
    told.clear()
    run(frame.head(0), "figures", profile="core", samples=1, progress=told.append, **options)
    assert told == ["looking at each distinct value once", "judging the rows"]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    pl.DataFrame([FIGURE | {"id": f"r-{n}"} for n in range(5000)]).write_parquet(
        tmp_path / "a.parquet"
    )
    data = bytearray((tmp_path / "a.parquet").read_bytes())
    data[200:400] = bytes(200)
    (tmp_path / "a.parquet").write_bytes(bytes(data))
    with pytest.raises(ChinaIndPolicyError, match=r"a\.parquet"):
        cip.validate(tmp_path / "a.parquet", "figures")


def test_long_values_and_names_are_shown_in_part() -> None:
    for length, told in ((200, "x" * 200), (201, "x" * 199 + "…")):
        found = check("figures", FIGURE | {"region_id": "x" * length}).findings
        assert {one.value for one in found} == {told}
    (cell,) = [
        one
        for one in cip.validate([FIGURE | {"value": "x" * 300}], "figures").findings
        if one.code == "type-wrong"
    ]
    assert cell.value == "'" + "x" * 199
    (unknown,) = check("figures", FIGURE | {"y" * 600: "x"}).findings
    assert unknown.column == "y" * 200
    assert len(unknown.message) == 500


@pytest.mark.parametrize("engine", ENGINES)
def test_whole_numbers_are_numbers_and_wide_integers_integers(engine: EngineName) -> None:
    frame = pl.DataFrame([FIGURE | {"value": 3, "char_end": 2**63}], infer_schema_length=None)
    frame = frame.with_columns(pl.col("char_end").cast(pl.UInt64), pl.col("value").cast(pl.Int32))
    (told,) = cip.validate(frame, "figures", engine=engine).findings
    assert (told.code, told.value) == ("value-disagrees", "3.0")


def test_rows_that_differ_have_different_hashes() -> None:
    key = UniqueKey("some-code", tuple("abcdefgh"), 3)
    rows = [
        {name: f"{name}-{(n >> place) & 1}" for place, name in enumerate("abcdefgh")}
        for n in range(256)
    ]
    hashed = pl.DataFrame(rows).select(vars(polars_checks)["_hash"](key))
    assert hashed["some-code"].n_unique() == 256
    swapped = pl.DataFrame([{**rows[0], "a": "x", "b": "y"}, {**rows[0], "a": "y", "b": "x"}])
    assert swapped.select(vars(polars_checks)["_hash"](key)).to_series().n_unique() == 2


def test_a_table_is_known_before_its_data_is_read() -> None:
    with pytest.raises(cip.UnknownNameError, match="did you mean 'figures'"):
        cip.validate("no-such-file.csv", "figure")


@pytest.mark.parametrize("samples", [0, 1, 2, 3])
def test_ids_of_two_tables_are_told_as_often_as_was_asked(samples: int) -> None:
    data = {
        "figures": [FIGURE | {"id": "t"}, FIGURE | {"id": "u", "period": "2022"}],
        "tasks": [TASK, TASK | {"id": "u", "ordinal": 2}],
    }
    report = cip.validate(data, samples=samples)
    told = [one.row for one in report.findings if one.code == "id-in-two-tables"]
    assert report.counts["id-in-two-tables"] == 2
    assert told == [0, 1][:samples]


def test_many_bad_periods_are_judged_value_by_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(value_checks, "_MOST_LISTED", 3)
    rows = [FIGURE | {"id": f"r-{n}", "period": f"20{n}-13"} for n in range(10, 20)]
    assert counts(*rows, code="period-unparsable") == 10


def test_a_period_that_is_none_hides_no_wrong_bounds() -> None:
    bad = FIGURE | {"id": "b", "period": "0-bad"}
    late = FIGURE | {"id": "c", "period": "2022"}
    assert counts(FIGURE, bad, late, code="period-bounds") == 1
    assert counts(FIGURE, bad, late, code="period-unparsable") == 1


def test_slips_account_for_the_records_that_they_bear_on_alone(real: cip.Dataset) -> None:
    """By the id of a row; without an id a value is held against what is stated."""
    frame = real.targets.frame().filter(pl.col("id") == "components-plan-sales-2023")
    other = frame.with_columns(id=pl.lit("another-plan"))
    for data, told in ((frame, 0), (other, 1), (frame.drop("id"), 1)):
        report = cip.validate(data, "targets", profile="traced")
        assert report.counts.get("stated-ambiguous", 0) == told
        errata = real.errata.frame()
        without = cip.validate({"targets": data, "errata": errata.head(0)}, profile="traced")
        assert without.counts["stated-ambiguous"] == 1


@pytest.mark.parametrize("missing", ["period", "indicator_id", "region_id"])
def test_values_of_no_period_or_indicator_are_not_added(missing: str) -> None:
    rows = [FIGURE | {missing: None}, FIGURE | {"id": "b", "region_id": "cn-zj", missing: None}]
    rows.append(FIGURE | {"id": "c", "period": "2001"})
    assert counts(*rows, code="region-with-parent") == 0


def test_the_last_integers_are_integers_beside_what_is_none() -> None:
    rows = [{**FIGURE, "char_start": number} for number in (2**63 - 1, -(2**63), "x", 2**63)]
    report = cip.validate(rows, "figures", samples=9)
    told = [one.row for one in report.findings if one.code == "type-wrong"]
    assert told == [2, 3]


def test_integers_of_a_file_that_are_too_long_are_told(tmp_path: Path) -> None:
    rows = [FIGURE | {"paragraph": "9" * 30}, FIGURE | {"id": "b", "paragraph": "7"}]
    pl.DataFrame(rows).write_csv(tmp_path / "a.csv")
    report = cip.validate(tmp_path / "a.csv", "figures")
    (told,) = [one for one in report.findings if one.code == "type-wrong"]
    assert (told.value, told.file, told.line) == ("9" * 30, str(tmp_path / "a.csv"), 2)


def test_rows_are_not_taken_from_a_file_that_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    pl.DataFrame([FIGURE]).write_csv(path)
    report = cip.validate(path, "figures")
    assert report.valid_rows().collect().height == 1
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(ChinaIndPolicyError, match=r"a\.csv"):
        report.valid_rows()


def test_a_report_that_was_sent_says_that_the_rows_were_not() -> None:
    report = check("figures", FIGURE | {"unit": None})
    sent = pickle.loads(pickle.dumps(report))
    assert str(sent) == str(report)
    with pytest.raises(ChinaIndPolicyError, match="the valid rows stayed in the process"):
        sent.valid_rows()
    with pytest.raises(ChinaIndPolicyError, match="the invalid rows stayed in the process"):
        sent.invalid_rows()


def test_what_was_not_checked_is_printed() -> None:
    row = {name: value for name, value in FIGURE.items() if name != "char_start"}
    report = check("figures", row)
    line = "not checked: place-incomplete, span-reversed: column char_start is missing"
    assert line in str(report).splitlines()


@pytest.mark.parametrize(
    ("column", "series", "dtype"),
    [
        ("id", pd.Series([1.5], dtype="float32"), "Float32"),
        ("id", pd.Series([1], dtype="int16"), "Int16"),
        ("value", pd.Series([True]), "Boolean"),
        ("period_start", pd.Series([1], dtype="uint8"), "UInt8"),
    ],
)
def test_a_wrong_type_of_pandas_is_told_as_what_it_is(column: str, series: Any, dtype: str) -> None:
    frame = pd.DataFrame([FIGURE])
    frame[column] = series
    (told,) = [one for one in cip.validate(frame, "figures").findings if one.code == "dtype-wrong"]
    assert (told.column, told.value) == (column, dtype)


@pytest.mark.parametrize("dtype", ["uint64", "UInt64", "uint64[pyarrow]"])
def test_wide_integers_of_pandas_are_integers(dtype: str) -> None:
    frame = pd.DataFrame([FIGURE, FIGURE | {"id": "b", "region_id": "cn-zj"}])
    frame["char_end"] = pd.Series([2**63, 5], dtype=dtype)
    assert cip.validate(frame, "figures").counts.get("dtype-wrong", 0) == 0
    if dtype != "uint64":
        frame["char_end"] = pd.Series([2**63, None], dtype=dtype)
        assert cip.validate(frame, "figures").counts.get("dtype-wrong", 0) == 0


def test_ids_that_went_are_no_ids_of_a_table() -> None:
    ids: dict[str, list[str | None]] = {
        "withdrawals": ["x", "y"],
        "targets": ["x", None],
        "figures": ["x", None, "y"],
    }
    found = shared_ids({table: pl.Series(names) for table, names in ids.items()})
    assert list(found) == [("figures", 0, "x", "targets")]


def test_a_plan_says_what_is_judged_and_what_cannot_be(real: cip.Dataset) -> None:
    present = PolarsEngine(pl.DataFrame([FIGURE])).columns
    frames = {name: table.frame() for name, table in real.tables.items()}
    plan = plan_for("figures", "core", present, ReferenceData(frames))
    assert plan.not_checked == ()
    assert [(key.code, key.columns, key.filled) for key in plan.keys] == [
        ("id-duplicate", ("id",), 1),
        ("observation-duplicate", ("indicator_id", "region_id", "period", "document_id"), 3),
    ]
    frames["indicators"] = frames["indicators"].drop("unit")
    frames["errata"] = frames["errata"].drop("record_ids")
    less = plan_for("figures", "core", present, ReferenceData(frames))
    assert less.not_checked == (
        "unit-unlike-indicator: table indicators has no column unit",
        "erratum-of-another: table errata has no column record_ids",
    )
    assert {rule.code for rule in plan.rows} - {rule.code for rule in less.rows} == {
        "unit-unlike-indicator"
    }
    assert [rule.code for rule in plan.tables] == ["erratum-of-another"]
    assert less.tables == ()
    assert plan.combinations == ("period-bounds", "value-disagrees", "region-with-parent")
    tasks = plan_for(
        "tasks", "core", PolarsEngine(pl.DataFrame([TASK])).columns, ReferenceData(frames)
    )
    assert [key.code for key in tasks.keys] == ["id-duplicate"]
    assert tasks.combinations == ()


# Parts of a check by themselves


def broken(
    code: str, name: str, values: list[Any], ids: frozenset[str] = frozenset()
) -> list[bool]:
    """Which of some values of a column of figures break a rule."""
    (spec,) = [one for one in columns("figures") if one.name == name]
    rules = cell_rules(
        spec,
        optional=True,
        marked=False,
        references=spec.meaning.references,
        ids=lambda tables: ids,
    )
    (violation,) = [rule.violation() for rule in rules if rule.code == code]
    frame = nw.from_native(pl.DataFrame({name: values}, strict=False))
    return frame.select(broken=violation).to_native()["broken"].to_list()


def test_a_rule_on_cells_marks_what_breaks_it_and_nothing_else() -> None:
    most = sys.float_info.max
    numbers = [most, -most, None, float("inf"), -float("inf"), float("nan")]
    assert broken("value-not-finite", "value", numbers) == [False] * 3 + [True] * 3
    assert broken("id-dangling", "unit", ["CNY", "x", None], frozenset({"CNY"})) == [
        False,
        True,
        False,
    ]
    assert broken("id-dangling", "unit", ["CNY", None]) == [True, False]
    assert broken("below-minimum", "paragraph", [0, 1, None]) == [True, False, False]
    assert broken("too-long", "id", ["a" * 120, "a" * 121, None]) == [False, True, False]


def test_a_cell_is_shown_whole_up_to_a_length() -> None:
    assert display_value("x" * 200) == "x" * 200
    assert display_value("x" * 201) == "x" * 199 + "…"
    assert (display_value(None), display_value(3.5)) == ("", "3.5")
    joined = ITEM_START + "miit" + ITEM_START + "moe"
    assert (items_of(joined), items_of("")) == (["miit", "moe"], [])
    assert display_value(joined) == "miit|moe"


def test_rows_without_an_id_are_no_duplicates_beside_those_that_are() -> None:
    rows = [FIGURE, FIGURE, FIGURE | {"id": None}, FIGURE | {"id": None}]
    assert counts(*rows, code="id-duplicate") == 2


@pytest.mark.parametrize("items", [["a", 1], [None], ["half \ud800"], "a|b", {"a"}])
def test_items_of_a_list_of_dicts_are_texts(items: Any) -> None:
    row = {"id": "err-x", "record_ids": items}
    report = cip.validate([row, {"id": "err-y", "record_ids": ["b"]}], "errata")
    assert report.counts_by_column["errata", "type-wrong", "record_ids"] == 1
