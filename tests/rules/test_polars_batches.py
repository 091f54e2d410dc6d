"""Reading in batches: every row once and in order, however the rows are stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.validate.python_records import columns_of, from_rows
from chinaindpolicy.rules.engines import polars_batches as batches
from chinaindpolicy.rules.engines.base import invalid_flag
from chinaindpolicy.rules.engines.polars_batches import (
    map_ordered,
    read_in_batches,
    repeated_values,
)

ROWS = 23


def stored(folder: Path) -> pl.DataFrame:
    """Write rows into two files, the groups of rows smaller and greater than what is read."""
    frame = pl.DataFrame({"id": [f"row-{number}" for number in range(ROWS)]}).with_row_index("n")
    frame.head(9).write_parquet(folder / "a.parquet", row_group_size=2)
    frame.slice(9).write_parquet(folder / "b.parquet", row_group_size=14)
    return frame


def test_every_row_is_read_once_and_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_READ", 5)
    frame = stored(tmp_path)
    both = pl.scan_parquet(tmp_path / "*.parquet")
    one = pl.scan_parquet(tmp_path / "b.parquet")
    lazies = {
        "scan": (both, frame),
        "one file": (one, frame.slice(9)),
        "renamed": (both.rename({"id": "x"}).rename({"x": "id"}), frame),
        "filtered": (both.filter(pl.col("n") % 3 == 1), frame.filter(pl.col("n") % 3 == 1)),
        "sorted": (both.sort("n", descending=True), frame.reverse()),
        "below each other": (pl.concat([one, both]), pl.concat([frame.slice(9), frame])),
        "in memory": (frame.lazy(), frame),
    }
    for name, (lazy, expected) in lazies.items():
        read = list(read_in_batches(lazy, [pl.col("n"), pl.col("id")], 3))
        assert pl.concat(read).equals(expected), name
        assert max(batch.height for batch in read) <= 3, name


def test_parquet_is_read_by_place_and_nothing_else_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(tmp_path)
    scan = pl.scan_parquet(tmp_path / "*.parquet")
    streamed: list[str] = []
    whole = pl.LazyFrame.collect_batches

    def told(lazy: pl.LazyFrame, **options: object) -> object:
        streamed.append(lazy.explain())
        assert options["maintain_order"]
        return whole(lazy, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pl.LazyFrame, "collect_batches", told)
    list(read_in_batches(scan.rename({"id": "x"}), [pl.col("x").str.len_chars()], 3))
    assert streamed == []
    list(read_in_batches(scan.filter(pl.col("n") > 3), [pl.col("id")], 3))
    assert len(streamed) == 1


def test_batches_that_end_early_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a damaged file makes Polars panic, its batches end early and in silence."""
    stored(tmp_path)
    scan = pl.scan_parquet(tmp_path / "*.parquet").filter(pl.col("n") > 3)
    whole = pl.LazyFrame.collect_batches

    def ending(lazy: pl.LazyFrame, **options: object) -> object:
        return iter([next(iter(whole(lazy, **options)))])  # type: ignore[arg-type]

    monkeypatch.setattr(pl.LazyFrame, "collect_batches", ending)
    with pytest.raises(ChinaIndPolicyError, match=f"ended after 3 of {ROWS - 4} rows"):
        list(read_in_batches(scan, [pl.col("id")], 3))


def test_a_check_of_many_files_finds_the_same_as_one_of_a_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_READ", 7)
    row = {"indicator_id": "electronic-component-sales", "region_id": "cn", "unit": "CNY"}
    number = pl.int_range(40)
    frame = pl.select(
        pl.format("figure-{}", number % 37).alias("id"),
        *(pl.lit(value).alias(name) for name, value in row.items()),
        pl.format("{}", 1980 + number % 38).alias("period"),
        pl.when(number % 11 == 3).then(float("nan")).otherwise(1.0).alias("value"),
    )
    for place in range(0, 40, 10):
        frame.slice(place, 10).write_parquet(tmp_path / f"{place}.parquet", row_group_size=3)
    whole = cip.validate(frame, "figures")
    files = cip.validate(tmp_path / "*.parquet", "figures")
    scan = cip.validate(pl.scan_parquet(tmp_path / "*.parquet"), "figures")
    assert whole.counts == {"id-duplicate": 6, "observation-duplicate": 4, "value-not-finite": 4}
    assert files.counts == scan.counts == whole.counts
    assert [found.row for found in files.findings] == [found.row for found in whole.findings]
    assert files.valid_rows().collect().equals(whole.valid_rows())


@given(
    st.lists(st.lists(st.one_of(st.none(), st.integers(0, 12)), max_size=6), min_size=1),
    st.integers(1, 40),
)
def test_repeated_values_are_found_in_parts_of_any_size(
    chunks: list[list[int | None]], size: int
) -> None:
    hashes = pl.concat([pl.Series(chunk, dtype=pl.UInt64) for chunk in chunks], rechunk=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "_SORTED", size)
        found = repeated_values(hashes).to_list()
    times = Counter(value for chunk in chunks for value in chunk if value is not None)
    assert sorted(found) == sorted(value for value, count in times.items() if count > 1)


def test_python_rows_of_any_shape_are_columns_of_the_same_values() -> None:
    row = {"id": "a", "indicator_id": "electronic-component-sales", "region_id": "cn"}
    rows = [row | {"id": f"a-{number}"} for number in range(2500)]
    rows[3] = {"region_id": "cn", "id": "b"}
    rows[1500] = {"note": "", **rows[1500]}
    rows[2000]["note"] = "half \ud800"
    made = from_rows(columns_of(rows), len(rows), "figures", {})
    frame, wrong = made.frame(), made.wrong
    assert frame["id"].to_list() == [each["id"] for each in rows]
    assert frame["indicator_id"].is_null().arg_true().to_list() == [3]
    notes = {number: text for number, text in enumerate(frame["note"]) if text is not None}
    assert notes == {1500: ""}
    assert wrong == {"note"}
    assert frame[invalid_flag("note")].arg_true().to_list() == [2000]


def test_a_mapping_that_makes_up_what_it_lacks_is_left_as_it_is() -> None:
    rows: list[defaultdict[str, str]] = [defaultdict(str, id="a"), defaultdict(str, note="b")]
    report = cip.validate(rows, "figures")
    assert [dict(row) for row in rows] == [{"id": "a"}, {"note": "b"}]
    assert report.counts["value-missing"] >= 1


@pytest.mark.parametrize(("threads", "drawn"), [(1, 1), (2, 3), (4, 5)])
def test_as_many_batches_are_drawn_as_are_worked_on_and_one(
    monkeypatch: pytest.MonkeyPatch, threads: int, drawn: int
) -> None:
    """Side by side, and in little memory."""
    monkeypatch.setattr(pl, "thread_pool_size", lambda: threads)
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(20):
            taken.append(number)
            yield number

    results = map_ordered(str, numbers())
    assert next(results) == "0"
    assert len(taken) == drawn
    assert list(results) == [str(number) for number in range(1, 20)]
