"""Reports on every storage agree with a checker that is written from the pages alone."""

from __future__ import annotations

import pytest

import chinaindpolicy as cip
import compared_storages
from checker_cells import Key
from checker_tables import TABLES, columns, rows
from chinaindpolicy.model.columns import columns as package_columns
from compared_storages import Tally, compare
from independent_checker import check
from stored_cases import default_kind
from stored_tables import STORAGES

QUICK = ("list of dicts", "parquet without statistics", "duckdb table", "pandas object",
         "pyarrow run ends", "csv", "xlsx", "json lines")  # fmt: skip


def last(seeds: range, names: tuple[str, ...]) -> Tally:
    """Return the tally after all seeds."""
    *_, tally = compare(seeds, names)
    return tally


@pytest.mark.parametrize("table", TABLES)
def test_checker_finds_no_fault_in_the_release(table: str) -> None:
    kinds = {name: default_kind(spec) for name, spec in columns(table).items()}
    assert [*kinds] == [spec.name for spec in package_columns(table)]
    every = rows(table)
    expected = check(table, kinds, every, rows(table), "typed")
    assert not expected.required and not expected.groups


def test_lost_finding_is_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison finds an engine that does not report one of the rules."""
    whole = compared_storages.found_in

    def without_patterns(report: cip.ValidationReport) -> set[Key]:
        return {key for key in whole(report) if key[1] != "pattern-mismatch"}

    monkeypatch.setattr(compared_storages, "found_in", without_patterns)
    assert "pattern-mismatch" in {code for code, _, _ in last(range(6), ("csv",)).differing}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("seed", range(2))
def test_random_rows_have_the_expected_findings(seed: int) -> None:
    tally = last(range(seed, seed + 1), QUICK)
    assert tally.differing == {}
    assert tally.agreed


@pytest.mark.full
@pytest.mark.parametrize("name", sorted(STORAGES))
def test_random_rows_have_the_expected_findings_in_each_storage(name: str) -> None:
    assert last(range(100, 106), (name,)).differing == {}
