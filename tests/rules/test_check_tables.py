"""The cache of checked tables: never a finding more or less than a check without it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest
from hypothesis import given, settings

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.rules import check_tables as checking
from chinaindpolicy.rules.check_tables import check_tables, shared_ids
from chinaindpolicy.rules.report import Report
from chinaindpolicy.testing import Violation, violations

pytestmark = pytest.mark.full  # takes long; CI runs it

_cached = checking._cached  # pyright: ignore[reportPrivateUsage]


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    _cached.cache_clear()
    yield
    _cached.cache_clear()


def frames_of(dataset: Dataset) -> dict[str, pl.DataFrame]:
    return {name: table.frame() for name, table in dataset.tables.items()}


def without_cache(frames: dict[str, pl.DataFrame]) -> Report:
    _cached.cache_clear()
    return check_tables(frames)


@given(violations())
@settings(max_examples=8)
def test_a_changed_table_is_checked_as_without_the_cache(violation: Violation) -> None:
    before, after = frames_of(violation.sound.dataset), frames_of(violation.dataset)
    first = check_tables(before)
    changed = check_tables(after)
    assert check_tables(before) == first  # what was cached in between changes nothing
    assert changed == without_cache(after)
    assert first == without_cache(before)


def test_a_repeated_check_computes_nothing(real: Dataset) -> None:
    first = check_tables(frames_of(real))
    misses = _cached.cache_info().misses
    assert check_tables(frames_of(real)) == first
    assert _cached.cache_info().misses == misses > 10


def test_only_what_changed_and_what_refers_to_it_is_checked_again(real: Dataset) -> None:
    frames = frames_of(real)
    check_tables(frames)
    misses = _cached.cache_info().misses
    title = pl.lit("Another title").alias("title")
    check_tables({**frames, "tasks": frames["tasks"].with_columns(title)})
    assert _cached.cache_info().misses == misses + 1  # no rule of another table reads titles
    assert not check_tables({**frames, "units": frames["units"].head(1)}).ok


@pytest.mark.parametrize("column", ["id", "dimension"])
def test_a_changed_reference_is_noticed(real: Dataset, column: str) -> None:
    """The table itself stays as it was checked; what it refers to does not."""
    frames = frames_of(real)
    assert check_tables(frames).ok
    units = frames["units"]
    other = units.with_columns(units[column].reverse().alias(column))
    if column == "id":
        other = other.tail(units.height - 1)
    report = check_tables({**frames, "units": other})
    assert "indicators" in {finding.table for finding in report.findings}
    assert report == without_cache({**frames, "units": other})


def test_dtypes_are_part_of_the_content(real: Dataset) -> None:
    frames = frames_of(real)
    assert check_tables(frames).ok
    for dtype in (pl.Int32, pl.String):  # equal values, another type
        changed = {**frames, "tasks": frames["tasks"].with_columns(pl.col("level").cast(dtype))}
        assert check_tables(changed) == without_cache(changed)
        check_tables(frames)
    one, two = (pl.DataFrame({"x": ["a"]}, {"x": pl.Enum(["a", b])}) for b in ("b", "c"))
    digest = checking._digest  # pyright: ignore[reportPrivateUsage]
    assert digest(one) != digest(two)
    assert digest(one) == digest(one.clone())


def test_large_tables_are_not_kept(real: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = check_tables(frames_of(real))
    _cached.cache_clear()
    monkeypatch.setattr(checking, "_MOST_CACHED_BYTES", 0)
    assert check_tables(frames_of(real)) == expected
    assert _cached.cache_info().currsize == 0


def test_withdrawn_ids_are_not_shared_ids() -> None:
    ids: dict[str, list[str | None]] = {
        "withdrawals": ["x", "y"],
        "targets": ["x", None],
        "figures": ["x", None, "y"],
    }
    found = shared_ids({table: pl.Series(names) for table, names in ids.items()})
    assert list(found) == [("figures", 0, "x", "targets")]
