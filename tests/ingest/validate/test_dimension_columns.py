"""Dimensions: extra columns that separate observations, on every engine and kind of data."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, cast

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from broken_tables import QUICK
from chinaindpolicy.errors import ChinaIndPolicyError, DataError, UnknownNameError
from chinaindpolicy.ingest.validate.dimensions import dimension_series
from chinaindpolicy.ingest.validate.inputs import EngineName
from chinaindpolicy.rules.engines.duckdb_relations import relation_of
from validation_rows import ENGINES, Row

pytestmark = pytest.mark.full  # takes long; CI runs it

OBSERVATION: Row = {
    "indicator_id": "electronic-component-sales",
    "region_id": "cn",
    "period": "2023",
    "value": 2.1e12,
    "unit": "CNY",
}
NAN = float("nan")
# Two different values of each type.
PAIRS: list[tuple[Any, Any]] = [
    ("A", "a"),
    ("A", "A "),
    (1, 2),
    (2**63 - 1, 2**63 - 2),
    (0.5, NAN),
    (1e300, float("inf")),
    (True, False),
    (Decimal("1.0000000000000000001"), Decimal("1.0000000000000000002")),
    (datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)),
    (datetime.datetime(2024, 1, 1, 0, 0, 0, 1), datetime.datetime(2024, 1, 1)),
    (
        datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC),
        datetime.datetime(2024, 1, 1, 1, tzinfo=datetime.UTC),
    ),
    (datetime.time(1, 2), datetime.time(1, 3)),
    (datetime.timedelta(seconds=1), datetime.timedelta(seconds=2)),
]


def rows_with(*values: Any, **changed: Any) -> list[Row]:
    return [OBSERVATION | changed | {"model": value} for value in values]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: type(pair[0]).__name__)
def test_every_scalar_type_separates_observations(
    pair: tuple[Any, Any], engine: EngineName
) -> None:
    first, second = pair
    frame = pl.DataFrame(rows_with(first, second, None))
    apart = cip.validate(frame, "figures", engine=engine, dimensions=["model"])
    assert apart.ok and apart.counts == {}, str(apart)
    twice = pl.concat([frame, frame.filter(pl.col("model").is_null()), frame[:1]])
    found = cip.validate(twice, "figures", engine=engine, dimensions=["model"], samples=9)
    assert found.counts == {"observation-duplicate": 4}
    rows = [one.row for one in found.findings]
    assert rows == [0, 2, 3, 4]
    valid = found.valid_rows()
    assert valid.lazy().collect().height == 1 if engine != "duckdb" else len(valid) == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_region_next_to_its_parent_is_reported_within_a_dimension_alone(engine: EngineName) -> None:
    outer = rows_with(0.5, NAN, None)
    inner = rows_with(0.5, NAN, None, 2.0, region_id="cn-bj")
    frame = pl.DataFrame(outer + inner)
    report = cip.validate(frame, "figures", engine=engine, dimensions=["model"])
    assert report.counts == {"region-with-parent": 3}
    assert [one.row for one in report.findings] == [3, 4, 5]
    assert report.findings[0].message.endswith("for 2023 (model 0.5); do not add the two values")
    # Without the dimension the same rows repeat, and the column is unknown.
    plain = cip.validate(frame, "figures", engine=engine)
    assert plain.counts == {
        "column-unknown": 1, "observation-duplicate": 7, "region-with-parent": 4,
    }  # fmt: skip


def test_python_rows_and_pandas_frames_keep_dimensions() -> None:
    for pair in PAIRS:
        first, second = pair
        rows = rows_with(first, second, None)
        assert cip.validate(rows, "figures", dimensions=["model"]).counts == {}, (first, second)
        again = [*rows, dict(rows[0])]
        found = cip.validate(again, "figures", dimensions=["model"])
        assert found.counts == {"observation-duplicate": 2}, (first, second)
        assert found.valid_rows() == rows[1:]
        # In pandas NaN is a missing value, and integers with missing cells are floats.
        if NAN not in pair and 2**63 - 1 not in pair:
            frame = pd.DataFrame(again)
            assert cip.validate(frame, "figures", dimensions=["model"]).counts == found.counts


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: type(pair[0]).__name__)
def test_arrow_and_narwhals_data_keep_dimensions(pair: tuple[Any, Any]) -> None:
    first, second = pair
    frame = pl.DataFrame(rows_with(first, second, None, first))
    arrow = cast("Any", frame.to_arrow())
    for data in (arrow, arrow.to_reader(), nw.from_native(frame), nw.from_native(frame.lazy())):
        found = cip.validate(data, "figures", dimensions=["model"])
        assert found.counts == {"observation-duplicate": 2}
        assert [one.row for one in found.findings] == [0, 3]


@pytest.mark.parametrize(
    "dtype", ["category", "string", "string[pyarrow]", "object"], ids=lambda name: str(name)
)
def test_pandas_texts_of_every_dtype_are_dimensions(dtype: str) -> None:
    frame = pd.DataFrame(rows_with("A", "B", None, "B"))
    frame["model"] = frame["model"].astype(dtype)
    report = cip.validate(frame, "figures", dimensions=["model"])
    assert report.counts == {"observation-duplicate": 2}
    assert [one.row for one in report.findings] == [1, 3]


def test_pandas_numbers_with_missing_cells_are_dimensions() -> None:
    for dtype in ("float64", "Int64", "int64[pyarrow]"):
        frame = pd.DataFrame(rows_with(1, None, 2, None))
        frame["model"] = frame["model"].astype(dtype)
        report = cip.validate(frame, "figures", dimensions=["model"])
        assert [one.row for one in report.findings] == [1, 3], dtype


def test_mixed_python_values_stay_distinct() -> None:
    one = uuid.uuid4()
    assert dimension_series("run", [1, "1", None, Decimal("1.0"), Decimal(1)]).to_list() == [
        "1", "'1'", None, "1", "1",
    ]  # fmt: skip
    assert dimension_series("run", [1, 1.5]).to_list() == [1.0, 1.5]
    assert dimension_series("run", [2**53 + 1, 2.0**53]).n_unique() == 2
    assert dimension_series("run", [2**70, 2**70 + 1]).n_unique() == 2
    assert dimension_series("run", [True, 1]).n_unique() == 2
    assert dimension_series("run", [one, one, uuid.uuid4()]).n_unique() == 2
    assert dimension_series("run", ["\ud800", "\ud801"]).n_unique() == 2
    assert dimension_series("run", [np.int64(3), 3, np.str_("a")]).n_unique() == 2
    day = datetime.datetime(2024, 1, 1)
    assert dimension_series("run", [pd.Timestamp("2024"), day]).n_unique() == 1
    zoned = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    assert dimension_series("run", [zoned, day]).n_unique() == 2


@pytest.mark.parametrize("suffix", ["csv", "parquet", "json"])
def test_files_have_dimensions(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"figures.{suffix}"
    frame = pl.DataFrame(rows_with("A", "B", None, "B"))
    getattr(frame, f"write_{suffix}")(path)
    report = cip.validate(path, "figures", dimensions=["model"])
    assert report.counts == {"observation-duplicate": 2}
    assert {one.row for one in report.findings} == {1, 3}
    assert "model 'B'" in report.findings[0].message


def test_column_is_renamed_to_a_dimension() -> None:
    rows = [{("模型" if name == "model" else name): value for name, value in row.items()}
            for row in rows_with("A", "B")]  # fmt: skip
    frame = pl.DataFrame(rows)
    for data in (rows, frame, frame.to_pandas(), relation_of(frame)):
        report = cip.validate(data, "figures", columns={"模型": "model"}, dimensions=["model"])
        assert report.counts == {}
        valid = report.valid_rows()
        names = list(valid[0]) if data is rows else list(valid.columns)
        assert names[-1] == "模型"
    with pytest.raises(UnknownNameError, match=r"no column of figures 'modell'.*'model'"):
        cip.validate(frame, "figures", columns={"模型": "modell"}, dimensions=["model"])


@pytest.mark.parametrize(
    ("dimensions", "kind", "message"),
    [
        (["modell"], UnknownNameError, "no dimension column 'modell'; did you mean 'model'?"),
        (["model", "note"], ChinaIndPolicyError, "dimension 'note' is a column of figures"),
        (["period"], ChinaIndPolicyError, "dimension 'period' is a column of figures"),
        ("model", ChinaIndPolicyError, r"expected a list of column names: \['model'\]"),
        (["@row"], ChinaIndPolicyError, "a name that validation uses itself"),
        (["unit:dimension"], ChinaIndPolicyError, "a name that validation uses itself"),
        ([1], ChinaIndPolicyError, "dimensions has 1; expected the name of a column"),
        ([["model"]], ChinaIndPolicyError, "dimensions has .*; expected the name of a column"),
        (None, ChinaIndPolicyError, "dimensions is None; expected a list of column names"),
    ],
)
def test_unusable_dimension_is_an_error(
    dimensions: Any, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        cip.validate(rows_with("A"), "figures", dimensions=dimensions)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, ["a"], b"x"], ids=repr)
def test_nested_dimension_is_an_error(value: Any, engine: EngineName) -> None:
    with pytest.raises(DataError, match=r"dimension 'model' .*expected a scalar"):
        cip.validate(pl.DataFrame(rows_with(value)), "figures", engine=engine, dimensions=["model"])


def test_nested_python_value_names_its_row() -> None:
    with pytest.raises(DataError, match=r"row 1: dimension 'model' has a list; expected a scalar"):
        cip.validate(rows_with("A", ["B"]), "figures", dimensions=["model"])


def test_dimension_of_one_of_several_tables_is_used_there() -> None:
    figures = pl.DataFrame(rows_with("A", "B"))
    targets = pl.DataFrame([OBSERVATION])
    tables = {"figures": figures, "targets": targets}
    assert cip.validate(tables, dimensions=["model"]).counts == {}
    with pytest.raises(UnknownNameError, match="modell"):
        cip.validate(tables, dimensions=["modell"])


VALUES = st.one_of(
    st.lists(st.sampled_from([None, "A", "a", "", " ", "é", "e\u0301"]), max_size=8),
    st.lists(st.sampled_from([None, 0, 1, -1]), max_size=8),
    st.lists(st.sampled_from([None, 0.5, NAN, float("inf")]), max_size=8),
    st.lists(st.sampled_from([None, True, False]), max_size=8),
)


@settings(max_examples=20, **QUICK)
@given(VALUES, st.data())
def test_rows_repeat_exactly_if_key_and_dimensions_do(
    values: list[Any], data: st.DataObject
) -> None:
    runs = [data.draw(st.sampled_from([None, "x", "y"])) for _ in values]
    regions = [data.draw(st.sampled_from(["cn-bj", "cn-zj"])) for _ in values]
    rows = [
        OBSERVATION | {"region_id": region, "model": value, "run": run}
        for value, run, region in zip(values, runs, regions, strict=True)
    ]
    keys = [(region, "NaN" if value != value else value, run)
            for value, run, region in zip(values, runs, regions, strict=True)]  # fmt: skip
    repeated = Counter(keys)
    expected = [number for number, key in zip(count(), keys, strict=False) if repeated[key] > 1]
    if not rows:
        return
    frame = pl.DataFrame(rows, schema_overrides={"run": pl.String})
    for engine in ENGINES:
        report = cip.validate(frame, "figures", engine=engine, dimensions=["model", "run"])
        assert report.counts.get("observation-duplicate", 0) == len(expected)
        assert sorted(one.row or 0 for one in report.findings) == expected, engine


@pytest.mark.parametrize("engine", ENGINES)
def test_skipped_references_are_listed_and_codes_still_checked(engine: EngineName) -> None:
    row = OBSERVATION | {"indicator_id": "own", "region_id": "own", "unit": "own"}
    frame = pl.DataFrame([row | {"comparator": ">", "measure": "level", "price_basis": None}])
    checked = cip.validate(frame, "figures", engine=engine)
    assert checked.counts == {"code-unknown": 1, "id-dangling": 3}
    report = cip.validate(frame, "figures", engine=engine, references="skip")
    assert report.counts == {"code-unknown": 1}
    first, reason = report.not_checked[0].split(": ", 1)
    assert reason == "references='skip': ids of other tables are not looked up"
    assert first.startswith("id-dangling (indicator_id, region_id, unit), ")
    needing = {"unit-unlike-indicator", "money-without-price-basis", "region-with-parent"}
    assert needing <= set(first.split(", "))


def test_skipped_references_leave_out_rules_that_compare_with_other_tables() -> None:
    frame = cip.mentions.frame()
    report = cip.validate(frame, "mentions", references="skip")
    assert report.ok
    assert "mention-of-no-value" in report.not_checked[0]
    with pytest.raises(UnknownNameError, match="no references 'none'; available: check, skip"):
        cip.validate(frame, "mentions", references="none")  # type: ignore[arg-type]
