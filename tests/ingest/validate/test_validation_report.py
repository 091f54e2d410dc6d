"""The report of a validation."""

from __future__ import annotations

import pickle
from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.validate.inputs import EngineName
from chinaindpolicy.ingest.validate.validate import run
from chinaindpolicy.lang.plural import plural
from validation_rows import ENGINES, FIGURE, check


def test_report_text_is_exact() -> None:
    rows = [FIGURE | {"id": "A", "paragraph": 0}, FIGURE | {"id": "b", "paragraph": 0}]
    lines = str(check("figures", *rows, samples=1)).splitlines()
    assert "error below-minimum figures/paragraph: 1 more" in lines
    assert not any("pattern-mismatch figures/id" in line and "more" in line for line in lines)
    assert lines[-1].startswith("failed: ")
    assert "checked 2 rows of figures (core, polars)" in lines[-1]
    untold = str(check("figures", *rows, samples=0)).splitlines()
    assert "error pattern-mismatch figures/id: 1 more" in untold
    assert "error below-minimum figures/paragraph: 2 more" in untold


def test_totals_equal_the_counts() -> None:
    report = check("figures", FIGURE | {"paragraph": 0})
    errors = sum(n for code, n in report.counts.items() if report.severities[code] == "error")
    warnings = sum(report.counts.values()) - errors
    last = str(report).splitlines()[-1]
    assert (
        f": {errors} {plural(errors, 'errors')}, {warnings} {plural(warnings, 'warnings')}: "
        in last
    )
    assert errors == report.counts["below-minimum"] == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_valid_and_invalid_rows_are_the_given_rows(engine: EngineName) -> None:
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


def test_progress_reports_each_step_in_order() -> None:
    told: list[str] = []
    frame = pl.DataFrame([FIGURE])
    options: dict[str, Any] = dict.fromkeys(("against", "columns", "engine"))
    run(frame, "figures", profile="core", samples=1, progress=told.append, **options)
    assert told == [
        "checking distinct values",
        "checking rows",
        "checking combinations of values",
        "comparing rows",
    ]
    told.clear()
    run(frame.head(0), "figures", profile="core", samples=1, progress=told.append, **options)
    assert told == ["checking distinct values", "checking rows"]


def test_pickled_report_has_no_rows() -> None:
    report = check("figures", FIGURE | {"unit": None})
    sent = pickle.loads(pickle.dumps(report))
    assert str(sent) == str(report)
    with pytest.raises(ChinaIndPolicyError, match="the valid rows stayed in the process"):
        sent.valid_rows()
    with pytest.raises(ChinaIndPolicyError, match="the invalid rows stayed in the process"):
        sent.invalid_rows()


def test_skipped_rules_are_printed() -> None:
    row = {name: value for name, value in FIGURE.items() if name != "char_start"}
    report = check("figures", row)
    assert report.not_checked == ("place-incomplete, span-reversed: column char_start is missing",)
    assert str(report).splitlines()[-1] == "2 rules skipped: column char_start is missing"


def test_equal_reports_compare_equal_and_hide_internals() -> None:
    report, again = (check("figures", FIGURE) for _ in range(2))
    assert report == again
    assert "_parts" not in repr(report) and "severities" not in repr(report)
