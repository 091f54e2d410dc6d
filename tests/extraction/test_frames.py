"""Mentions and candidates of frames: the same on every engine."""

from __future__ import annotations

import pickle
from typing import Any, cast

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal

import chinaindpolicy as cip
from chinaindpolicy.extraction.frame_rows import (
    CANDIDATE_COLUMNS,
    MENTION_COLUMNS,
    candidate_rows,
    mention_rows,
)
from chinaindpolicy.extraction.frames import _SparkReader  # pyright: ignore[reportPrivateUsage]

TEXTS = pl.DataFrame(
    {
        "id": ["a", "b", None, "d", "a"],
        "text": [
            "到2027年，软件业务收入力争突破5000亿元，比2023年增长40%。",
            None,
            "By 2027, at least 30 enterprises with sales above 10 billion yuan.",
            "",
            "R&D intensity rose to 3.2 percent from 2.6 percent in 2023.",
        ],
        "other": range(5),
    }
)
READERS = {
    "scan": (cip.scan_frame, MENTION_COLUMNS, mention_rows),
    "extract": (cip.extract_frame, CANDIDATE_COLUMNS, candidate_rows),
}


@pytest.fixture(params=READERS)
def reading(request: pytest.FixtureRequest) -> Any:
    """The public function, its columns and its function of rows."""
    return READERS[request.param]


def arrow(frame: pl.DataFrame) -> Any:
    """Return a frame as an Arrow table."""
    return cast("Any", frame.to_arrow(compat_level=pl.CompatLevel.oldest()))


def arrow_frame(table: Any) -> pl.DataFrame:
    """Return an Arrow table as a Polars frame."""
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def test_engines_return_equal_rows(reading: Any) -> None:
    read, columns, _ = reading
    expected = read(TEXTS)
    assert expected.height > 4
    assert expected.columns == ["id", *columns]
    lazy = read(TEXTS.lazy())
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect_schema() == expected.schema
    assert_frame_equal(lazy.collect(), expected)
    assert_frame_equal(lazy.collect(engine="streaming"), expected, check_row_order=False)
    connection = duckdb.connect()
    relation = connection.from_arrow(arrow(TEXTS))
    found = read(relation)
    assert isinstance(found, duckdb.DuckDBPyRelation)
    assert_frame_equal(arrow_frame(found.to_arrow_table()), expected)
    assert found.filter("id = 'a'").count("*").fetchall()[0][0] == expected["id"].eq("a").sum()


def test_spark_reader_returns_equal_rows(reading: Any) -> None:
    read, columns, rows = reading
    reader = pickle.loads(pickle.dumps(_SparkReader(columns, rows, "id")))
    batches = arrow(TEXTS.select("id", "text")).to_batches(2)
    found = arrow_frame(pa.Table.from_batches(list(reader(iter(batches)))))
    assert_frame_equal(found, read(TEXTS))


def test_two_processes_return_equal_rows() -> None:
    many = pl.concat([TEXTS] * 500)
    assert_frame_equal(cip.scan_frame(many, processes=2), cip.scan_frame(many))


@pytest.mark.parametrize("empty", [TEXTS.clear(), TEXTS.filter(pl.col("text").is_null())])
def test_schema_is_the_same_without_rows(reading: Any, empty: pl.DataFrame) -> None:
    read, _, _ = reading
    expected = read(TEXTS)
    assert read(empty).schema == expected.schema
    assert read(empty.lazy()).collect().schema == expected.schema
    relation = duckdb.connect().from_arrow(arrow(empty))
    found = read(relation)
    assert found.fetchall() == []
    assert found.types == read(duckdb.connect().from_arrow(arrow(TEXTS))).types


def test_rows_are_those_of_single_texts() -> None:
    (text,) = TEXTS.filter(pl.col("other") == 0)["text"].to_list()
    frame = cip.extract_frame(TEXTS.filter(pl.col("other") == 0))
    for row, candidate in zip(frame.iter_rows(named=True), cip.extract(text), strict=True):
        assert candidate.indicator is not None
        assert row["indicator"] == candidate.indicator.text
        assert text[row["indicator_start"] : row["indicator_end"]] == row["indicator"]
        assert row["value"] == float(candidate.quantity.value)
        assert row["deadline_period"] == (candidate.deadline.value if candidate.deadline else None)


def test_id_keeps_its_name_and_type() -> None:
    frame = TEXTS.with_columns(doc=pl.col("other").cast(pl.Date), body="text")
    found = cip.scan_frame(frame, text="body", id="doc")
    assert found.columns[0] == "doc" and found.schema["doc"] == pl.Date


def test_unusable_arguments_are_reported(reading: Any) -> None:
    read, _, _ = reading
    with pytest.raises(cip.ArgumentError, match=r"frame is .*list.*; pass a Polars DataFrame"):
        read([1])
    with pytest.raises(cip.ArgumentError, match="processes is 0"):
        read(TEXTS, processes=0)
    with pytest.raises(cip.UnknownNameError, match="no column 'txt' in the frame; did you mean"):
        read(TEXTS, text="txt")
    with pytest.raises(cip.DataError, match="column 'other' has type Int64, expected text"):
        read(TEXTS, text="other")
    with pytest.raises(cip.DataError, match="expected text"):
        read(duckdb.connect().from_arrow(arrow(TEXTS)), text="other")
    with pytest.raises(cip.DataError, match="the id column is named 'text'"):
        read(TEXTS, id="text")
