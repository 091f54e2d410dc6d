"""The self-test of an engine: what it carries there, and when it trusts what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.validate import engine_check as self_test
from chinaindpolicy.model.columns import columns
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.registry import RULES

GOOD = (0, 1)
PAIRS = ("id-duplicate", "observation-duplicate")
CODES = (
    *("value-missing", "value-not-finite", "pattern-mismatch", "too-long", "code-unknown"),
    *("id-dangling", "period-unparsable", "upper-below-value", "range-without-upper"),
    *("value-without-unit", "unit-unlike-indicator", "money-without-price-basis"),
    *PAIRS,
)
Change = Callable[[tuple[Finding, ...]], Iterable[Finding]]


def trust_after(monkeypatch: pytest.MonkeyPatch, change: Change) -> cip.EngineTrust:
    """Test an engine of which other findings come back than those it made."""

    def validate(*data: Any, **options: Any) -> cip.ValidationReport:
        report = cip.validate(*data, **options)
        return replace(report, findings=tuple(change(report.findings)))

    monkeypatch.setattr(self_test, "validate", validate)
    return cip.engine_self_test()


def carried() -> pl.DataFrame:
    """The rows that an engine is tested with."""
    frames: list[pl.DataFrame] = []

    def carry(frame: pl.DataFrame) -> pl.DataFrame:
        frames.append(frame)
        return frame

    cip.engine_self_test(carry)
    return frames[0]


def test_what_an_engine_is_tested_with_lies_at_the_edge() -> None:
    frame = carried()
    specs = {spec.name: spec for spec in columns("figures")}
    for name in ("id", "note"):
        longest = frame[name].str.len_chars().max()
        assert longest == specs[name].max_length + 1  # type: ignore[operator]
    assert frame["note"].to_list()[:2] == ["字" * 2000] * 2
    # Statistics of a file show an infinity, and leave NaN out: neither hides the other.
    assert set(map(str, frame["value"])) == {"nan", str(frame["value"][0])}
    *rest, upper = sorted(frame["value_upper"].drop_nulls(), key=abs, reverse=True)
    assert sorted(map(str, rest)) == ["-inf", "inf"]
    assert upper < frame["value"][0]


def test_an_engine_that_checks_as_it_should_is_trusted_in_every_rule() -> None:
    trust = cip.engine_self_test()
    assert trust.ok
    assert tuple(trust.rules) == CODES
    assert str(trust) == "polars is correct: 14 rules"


@pytest.mark.parametrize("code", CODES)
def test_a_rule_that_finds_nothing_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    trust = trust_after(monkeypatch, lambda found: [one for one in found if one.code != code])
    assert not trust.ok
    assert [name for name, good in trust.rules.items() if not good] == [code]
    (reason,) = trust.reasons
    assert reason.startswith(f"{code}: rows [")
    assert reason.endswith("] passed, good rows [] did not")
    assert str(trust) == f"polars is not correct: 14 rules\n{reason}"


@pytest.mark.parametrize("code", PAIRS)
@pytest.mark.parametrize("place", [0, -1])
def test_of_rows_that_repeat_each_has_to_be_found(
    monkeypatch: pytest.MonkeyPatch, code: str, place: int
) -> None:
    def change(found: tuple[Finding, ...]) -> Iterable[Finding]:
        rows = sorted(one.row or 0 for one in found if one.code == code)
        return [one for one in found if (one.code, one.row) != (code, rows[place])]

    trust = trust_after(monkeypatch, change)
    assert [name for name, good in trust.rules.items() if not good] == [code]


@pytest.mark.parametrize("row", GOOD)
@pytest.mark.parametrize("code", ["too-long", "id-duplicate"])
def test_a_rule_that_finds_a_good_row_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, code: str, row: int
) -> None:
    more = RULES[code].finding(table="figures", id=f"good-{row}", column="note", row=row)
    trust = trust_after(monkeypatch, lambda found: [*found, more])
    assert [name for name, good in trust.rules.items() if not good] == [code]
    assert trust.reasons == (f"{code}: rows [] passed, good rows [{row}] did not",)


def test_what_a_rule_finds_of_other_bad_rows_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def change(found: tuple[Finding, ...]) -> Iterable[Finding]:
        rows = {one.row for one in found}
        return [replace(found[0], code=code, row=row) for code in CODES for row in rows]

    assert trust_after(monkeypatch, change).ok


def test_where_rows_have_no_order_they_are_known_by_their_ids(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def change(found: tuple[Finding, ...]) -> Iterable[Finding]:
        return [replace(one, row=None) for one in found]

    assert trust_after(monkeypatch, change).ok


def test_rows_are_known_by_their_place_where_they_have_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An id may be what an engine loses."""

    def change(found: tuple[Finding, ...]) -> Iterable[Finding]:
        return [replace(one, id="") for one in found]

    assert trust_after(monkeypatch, change).ok


def test_good_rows_are_as_long_as_they_may_be_and_bad_ones_one_longer() -> None:
    frame = carried()
    notes = frame["note"].str.len_chars()
    assert [notes[row] for row in GOOD] == [2000, 2000]
    assert notes.max() == 2001
    assert frame["id"].str.len_chars().max() == 121


def test_each_bad_row_is_bad_in_one_way_alone() -> None:
    """Ids and observations repeat where they are meant to, and nowhere else."""
    frame = carried()
    report = cip.validate(frame, "figures", samples=frame.height)
    for code in PAIRS:
        assert report.counts[code] == 2
    assert frame.filter(pl.col("id").is_duplicated()).height == 2
    assert frame.filter(pl.col("period").is_duplicated()).height == 2
    assert not {one.row for one in report.findings} & set(GOOD)
    assert {one.row for one in report.findings} == set(range(2, frame.height))


def test_an_engine_that_skips_nan_by_statistics_is_not_trusted() -> None:
    """Such an engine reads no rows of a file whose greatest value, without NaN, is finite."""

    def skipping(frame: pl.DataFrame) -> pl.DataFrame:
        for name in ("value", "value_upper"):
            stated = frame[name].drop_nans().drop_nulls()
            if stated.is_finite().all():
                frame = frame.with_columns(pl.col(name).fill_nan(stated[0]))
        return frame

    trust = cip.engine_self_test(skipping)
    assert [name for name, good in trust.rules.items() if not good] == ["value-not-finite"]
    assert trust.reasons[0].startswith("value-not-finite: rows [3] passed")


def test_duckdb_is_trusted_on_parquet(tmp_path: Path) -> None:
    path = str(tmp_path / "figures.parquet")

    def carry(frame: pl.DataFrame) -> Any:
        frame.write_parquet(path)
        return duckdb.connect().read_parquet(path)

    trust = cip.engine_self_test(carry)
    assert trust.ok, str(trust)
    assert trust.engine == "duckdb"
