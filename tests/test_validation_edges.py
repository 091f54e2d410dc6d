"""Checking data at the edges of rules: the last good value, the empty cell, the single row."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.validation.batches import repeated_values
from chinaindpolicy.validation.duckdb_engine import relation_of, relation_of_parquet
from chinaindpolicy.validation.inputs import EngineName
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
        with pytest.raises(ChinaIndPolicyError, match=r"figures\.parquet: "):
            relation_of_parquet([str(path)])


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
