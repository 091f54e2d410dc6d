"""Records, pandera and every engine agree on tables with broken cells."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from broken_tables import (
    ENGINES,
    MANY,
    QUICK,
    as_frame,
    content,
    failing_for_pandera,
    failing_for_records,
    failing_for_us,
    tables,
)
from chinaindpolicy.model.vocabularies import TABLE_NAMES

pytestmark = pytest.mark.full  # takes long; CI runs it


@settings(max_examples=60, **QUICK)
@given(tables())
def test_records_pandera_and_the_query_agree(made: tuple[str, pl.DataFrame]) -> None:
    table, frame = made
    report = cip.validate(frame, table, profile="traced", samples=MANY)
    failing = failing_for_us(report)
    assert failing == failing_for_records(table, frame)
    assert failing == failing_for_pandera(table, frame)
    rows = frame.with_columns(pl.col(pl.Enum).cast(pl.String)).to_dicts()
    assert failing == failing_for_us(cip.validate(rows, table, profile="traced", samples=MANY))


@settings(max_examples=25, **QUICK)
@given(tables(), st.sampled_from(sorted(ENGINES)), st.booleans())
def test_every_engine_counts_the_same_and_parts_the_same(
    made: tuple[str, pl.DataFrame], engine: str, twice: bool
) -> None:
    table, frame = made
    frame = pl.concat([frame, frame]) if twice else frame
    expected = cip.validate(frame, table, profile="traced")
    found = cip.validate(ENGINES[engine](frame), table, profile="traced")
    assert found.counts_by_column == expected.counts_by_column
    assert found.findings == expected.findings
    assert found.not_checked == expected.not_checked
    valid, invalid = as_frame(found.valid_rows()), as_frame(found.invalid_rows())
    assert content(valid) == content(expected.valid_rows())
    assert content(invalid) == content(expected.invalid_rows())
    assert content(pl.concat([expected.valid_rows(), expected.invalid_rows()])) == content(frame)


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_of_sound_rows_all_are_valid_in_every_engine(engine: str, example: cip.Dataset) -> None:
    frame = example.documents.frame()
    found = cip.validate(ENGINES[engine](frame), "documents", profile="traced", against=example)
    assert found.ok, str(found)
    assert content(as_frame(found.valid_rows())) == content(frame)
    assert as_frame(found.invalid_rows()).height == 0


@pytest.mark.parametrize("carry", [None, *ENGINES.values()])
def test_the_self_test_trusts_our_engines(carry: Any) -> None:
    trust = cip.engine_self_test(carry)
    assert trust.ok, str(trust)
    assert len(trust.rules) >= 12


def test_the_self_test_finds_an_engine_that_takes_nan_for_missing() -> None:
    trust = cip.engine_self_test(lambda frame: frame.fill_nan(None))
    assert not trust.ok
    assert not trust.rules["value-not-finite"]
    assert trust.rules["pattern-mismatch"]
    assert "value-not-finite: rows" in str(trust)
    with pytest.raises(cip.ChinaIndPolicyError, match="`carry` loses rows"):
        cip.engine_self_test(lambda frame: frame.head(3))


@pytest.mark.parametrize("release", cip.releases())
@pytest.mark.parametrize("table", TABLE_NAMES)
def test_our_own_tables_pass(table: str, release: str) -> None:
    dataset = cip.load(release)
    frame = dataset[table].frame()
    report = cip.validate(frame, table, profile="traced", against=dataset)
    if frame.is_empty():
        assert set(report.counts) <= {"no-rows", "column-missing"}
        return
    assert report.ok, str(report)
    assert report.rows == frame.height
    skipped = "withdrawn-present, successor-missing: these rules need all tables"
    assert [each.partition(";")[0] for each in report.not_checked] == (
        [skipped] if table == "withdrawals" else []
    )
    records = cip.validate(list(dataset[table]), table, profile="traced", against=dataset)
    assert records.counts == report.counts


def test_columns_newer_than_the_release_are_checked_in_records() -> None:
    dataset = cip.load("2026.1")
    record = dataset.figures[0].model_copy(update={"period_basis": "not_stated"})
    report = cip.validate([record], "figures", profile="traced", against=dataset)
    assert report.counts == {"period-unlike-basis": 1}
    row = dataset.figures.frame().head(1).to_dicts()[0] | {"period_basis": "not_stated"}
    as_dict = cip.validate([row], "figures", profile="traced", against=dataset)
    assert as_dict.counts == {"column-unknown": 1}
