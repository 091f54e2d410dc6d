"""Dimensions in the plan: part of the key, and of combinations that add over regions."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.errors import DataError
from chinaindpolicy.rules.combination_rules import comparable
from chinaindpolicy.rules.dimensions import dimension_specs
from chinaindpolicy.rules.engines.base import InputColumn
from chinaindpolicy.rules.engines.polars import PolarsEngine
from chinaindpolicy.rules.engines.polars_columns import kind_of
from chinaindpolicy.rules.plan import plan_for
from chinaindpolicy.rules.reference_data import ReferenceData
from validation_rows import FIGURE


def reference(*, looks_up: bool = True) -> ReferenceData:
    frames = {name: table.frame() for name, table in cip.load().tables.items()}
    return ReferenceData(frames, looks_up=looks_up)


def test_dimensions_end_the_key_of_an_observation_alone() -> None:
    present = PolarsEngine(pl.DataFrame([FIGURE | {"model": "A", "run": 1}])).columns
    plain = plan_for("figures", "core", present, reference())
    plan = plan_for("figures", "core", present, reference(), dimensions=["model", "run", "absent"])
    assert plan.dimensions == ("model", "run")
    (ids, observations), (plain_ids, plain_observations) = plan.keys, plain.keys
    assert ids == plain_ids
    assert observations.columns == (*plain_observations.columns, "model", "run")
    assert observations.filled == plain_observations.filled
    assert {one.column for one in plain.findings} == {"model", "run"}
    assert plan.findings == ()
    assert plan.specs.keys() - plain.specs.keys() == {"model", "run"}


def test_skipped_look_ups_leave_out_rules_that_need_them() -> None:
    present = PolarsEngine(pl.DataFrame([FIGURE])).columns
    plan = plan_for("figures", "core", present, reference(looks_up=False))
    assert not any(rule.lookups for rule in (*plan.rows, *plan.tables))
    assert not any(rule.references for rule in plan.cells)
    assert "region-with-parent" not in plan.combinations
    full = plan_for("figures", "core", present, reference())
    left_out = {rule.code for rule in full.rows} - {rule.code for rule in plan.rows}
    assert all(code in plan.not_checked[0] for code in left_out)


@pytest.mark.parametrize(
    "dtype",
    [
        pl.String, pl.Categorical, pl.Enum(["a"]), pl.Int8, pl.UInt64, pl.Int128, pl.Float32,
        pl.Decimal(38, 3), pl.Boolean, pl.Date, pl.Datetime("ns", "UTC"), pl.Time,
        pl.Duration("us"), pl.Null,
    ],
    ids=str,
)  # fmt: skip
def test_every_scalar_dtype_can_be_prepared(dtype: pl.DataType) -> None:
    frame = pl.DataFrame({"model": pl.Series([None, None], dtype=dtype)})
    engine = PolarsEngine(frame)
    specs = dict(dimension_specs(["model"], engine.columns))
    engine.prepare(specs)
    assert engine.distinct(["model"], None).height == 1


@pytest.mark.parametrize(
    "dtype", [pl.List(pl.Int64), pl.Struct({"a": pl.Int8}), pl.Binary, pl.Object], ids=str
)
def test_other_dtypes_are_rejected(dtype: pl.DataType) -> None:
    kind = kind_of(pl.DataFrame(schema={"model": dtype}).schema["model"])
    present = {"model": InputColumn(kind, str(dtype))}
    with pytest.raises(DataError, match=r"dimension 'model' has type .*; expected a scalar type"):
        list(dimension_specs(["model"], present))


@given(st.lists(st.one_of(st.floats(), st.text(max_size=2), st.none(), st.booleans()), max_size=4))
def test_comparable_rows_equal_themselves(values: list[object]) -> None:
    assert comparable(values) == comparable(list(values))
    assert (comparable(values) == tuple(values)) == all(value == value for value in values)
