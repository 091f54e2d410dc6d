"""DuckDB relations as data to validate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import chinaindpolicy as cip
from broken_tables import breakages
from broken_tables import relation_of as table_of
from chinaindpolicy.errors import DataError
from chinaindpolicy.model.columns import columns
from chinaindpolicy.rules.engines.duckdb_relations import (
    relation_of,
)
from interpreter import paths, run
from validation_rows import FIGURE, TASK, check


def on_duckdb(frame: pl.DataFrame) -> Any:
    """A relation whose columns are plain text, numbers, dates and lists."""
    return table_of(frame.with_columns(pl.col(pl.Enum).cast(pl.String)))


@pytest.mark.parametrize("absent", ["duckdb", "pyarrow"])
def test_missing_duckdb_names_the_extra(absent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.DataFrame([FIGURE])
    monkeypatch.setitem(sys.modules, absent, None)
    with pytest.raises(cip.MissingExtraError, match=rf'^{absent} is not installed: .*"duckdb'):
        cip.validate(frame, "figures", engine="duckdb")


def test_column_names_may_contain_quotes() -> None:
    frame = pl.DataFrame([FIGURE]).rename({"id": 'the "id"'})
    relation = relation_of(frame)
    assert isinstance(relation, duckdb.DuckDBPyRelation)
    named = cip.validate(relation, "figures", columns={'the "id"': "id"})
    plain = cip.validate(relation_of(pl.DataFrame([FIGURE])), "figures")
    assert named.counts == plain.counts


def test_relations_need_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    relation = relation_of(pl.DataFrame([FIGURE]))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(cip.MissingExtraError, match=r'^pyarrow is not installed: .*"duckdb'):
        cip.validate(relation, "figures")


def test_duckdb_checks_list_items(real: cip.Dataset) -> None:
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


def test_duckdb_keeps_row_order_where_keys_repeat() -> None:
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


def test_duckdb_renames_marks_and_splits_like_other_engines() -> None:
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
    with pytest.raises(DataError, match="'duckdb' cannot check a list of dicts"):
        cip.validate([FIGURE], "figures", engine="duckdb")


@pytest.mark.sampled(4)
@pytest.mark.parametrize("machine", ["Asia/Shanghai", "America/New_York"])
def test_zone_of_a_file_and_not_of_the_machine_decides_what_is_a_day(
    machine: str, tmp_path: Path
) -> None:
    for zone in ("UTC", "Asia/Shanghai", None):
        start = pl.col("period_start").cast(pl.Datetime("us")).dt.replace_time_zone(zone)
        path = tmp_path / f"{str(zone).replace('/', '-')}.parquet"
        pl.DataFrame([FIGURE]).with_columns(start).write_parquet(path)
    code = (
        "import pathlib, chinaindpolicy as cip\n"
        f"for path in pathlib.Path({str(tmp_path)!r}).iterdir():\n"
        "    for engine in 'polars', 'duckdb':\n"
        "        print(cip.validate(path, 'figures', engine=engine).counts)"
    )
    out = run(code, env={"PYTHONPATH": paths(), "TZ": machine})
    assert out == f"{dict(check('figures', FIGURE).counts)}\n" * 6


def test_several_zones_are_an_error_under_duckdb() -> None:
    frame = pl.DataFrame([FIGURE]).with_columns(
        pl.col(name).cast(pl.Datetime("us")).dt.replace_time_zone(zone)
        for name, zone in (("period_start", "Asia/Shanghai"), ("period_end", "UTC"))
    )
    with pytest.raises(DataError, match=r"times in 2 zones \(Asia/Shanghai, UTC\)"):
        cip.validate(frame, "figures", engine="duckdb")
