"""pandas frames as data to validate."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import chinaindpolicy as cip
from validation_rows import FIGURE


def test_pandas_missing_values_whole_floats_and_midnights_are_accepted() -> None:
    frame = pd.DataFrame([FIGURE, FIGURE | {"id": "b", "paragraph": None, "region_id": "cn-zj"}])
    frame["period_start"] = frame["period_start"].astype("datetime64[us]")
    frame.index = pd.Index([7, 7])
    report = cip.validate(frame, "figures")
    assert set(report.counts) == {"place-incomplete", "region-with-parent"}
    frame["period_start"] += pd.Timedelta(hours=1)
    assert cip.validate(frame, "figures").counts["dtype-wrong"] == 1
    assert list(report.valid_rows()["id"]) == ["a"]


@pytest.mark.parametrize("number", [1e30, float("inf"), 3.5])
def test_fractional_floats_are_not_integers(number: float) -> None:
    frame = pd.DataFrame([FIGURE | {"paragraph": number}])
    report = cip.validate(frame, "figures")
    assert report.counts_by_column["figures", "dtype-wrong", "paragraph"] == 1


@pytest.mark.parametrize("dtype", ["float64", "Float64", "float64[pyarrow]", "object"])
@pytest.mark.parametrize("number", [1e30, float("inf"), 3.5])
def test_fraction_among_whole_floats_is_reported_with_its_row(dtype: str, number: float) -> None:
    rows = [
        FIGURE,
        FIGURE | {"id": "b", "region_id": "cn-bj"},
        FIGURE | {"id": "c", "period": "2024"},
    ]
    frame = pd.DataFrame(rows).assign(paragraph=pd.Series([3.0, number, None], dtype=dtype))
    report = cip.validate(frame, "figures")
    (found,) = [each for each in report.findings if "wrong" in each.code]
    assert (found.row, found.code, found.column) == (1, "type-wrong", "paragraph")
    assert found.message == f"paragraph is {number!r}; expected an integer such as 3"


def test_column_of_missing_integers_is_empty() -> None:
    for rows in ([FIGURE | {"paragraph": None}], [FIGURE | {"paragraph": None}] * 2):
        assert "type-wrong" not in cip.validate(rows, "figures").counts


@pytest.mark.parametrize(
    ("column", "series", "dtype"),
    [
        ("id", pd.Series([1.5], dtype="float32"), "Float32"),
        ("id", pd.Series([1], dtype="int16"), "Int16"),
        ("value", pd.Series([True]), "Boolean"),
        ("period_start", pd.Series([1], dtype="uint8"), "UInt8"),
    ],
)
def test_wrong_pandas_type_is_reported(column: str, series: Any, dtype: str) -> None:
    frame = pd.DataFrame([FIGURE])
    frame[column] = series
    (told,) = [one for one in cip.validate(frame, "figures").findings if one.code == "dtype-wrong"]
    assert (told.column, told.value) == (column, dtype)


@pytest.mark.parametrize("dtype", ["uint64", "UInt64", "uint64[pyarrow]"])
def test_wide_pandas_integers_are_accepted(dtype: str) -> None:
    frame = pd.DataFrame([FIGURE, FIGURE | {"id": "b", "region_id": "cn-zj"}])
    frame["char_end"] = pd.Series([2**63, 5], dtype=dtype)
    assert cip.validate(frame, "figures").counts.get("dtype-wrong", 0) == 0
    if dtype != "uint64":
        frame["char_end"] = pd.Series([2**63, None], dtype=dtype)
        assert cip.validate(frame, "figures").counts.get("dtype-wrong", 0) == 0


def test_nullable_pandas_columns_are_accepted() -> None:
    """Each way in which pandas says that a value is missing says the same."""
    rows = [FIGURE, FIGURE | {"id": "b", "paragraph": None}]
    expected = cip.validate(rows, "figures").counts
    plain = pd.DataFrame(rows)
    for dtype in ("Int64", "int64[pyarrow]", "float64[pyarrow]", "float64", "Float64"):
        frame = plain.assign(paragraph=plain["paragraph"].astype(dtype))
        assert cip.validate(frame, "figures").counts == expected, dtype
    for dtype in ("boolean", "bool[pyarrow]", "object"):
        truths = pd.Series([True, None], dtype=dtype)
        report = cip.validate(plain.assign(value=truths), "figures")
        assert {"type-wrong", "dtype-wrong"} & set(report.counts), dtype
        assert not report.ok
    mixed = plain.assign(value=pd.Series([1.0, "2"], dtype=object))
    report = cip.validate(mixed, "figures")
    assert report.counts_by_column["figures", "type-wrong", "value"] == 1
