"""pandas frames as data to validate."""

from __future__ import annotations

from pathlib import Path
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


@pytest.mark.parametrize("dtype", ["float64", "Float64", "float64[pyarrow]", "datetime64[ns]"])
def test_column_without_values_has_no_type(dtype: str) -> None:
    """`pandas.read_csv` reads a column without values as floats."""
    rows = [FIGURE, FIGURE | {"id": "b", "region_id": "cn-zj"}]
    frame = pd.DataFrame(rows)
    expected = cip.validate(frame.assign(note=None, comparator=None), "figures")
    missing = pd.Series([None, None], dtype=dtype)
    report = cip.validate(frame.assign(note=missing, comparator=missing), "figures")
    assert report.counts == expected.counts
    assert report.not_checked == expected.not_checked
    assert len(report.valid_rows()) == len(expected.valid_rows())


def test_targets_pass_after_a_round_trip_through_csv(tmp_path: Path) -> None:
    path = tmp_path / "targets.csv"
    cip.targets.to_pandas().to_csv(path, index=False)
    report = cip.validate(pd.read_csv(path, parse_dates=["period_start", "period_end"]), "targets")
    assert report.ok, str(report)


def test_texts_in_a_column_of_days_are_reported_once() -> None:
    frame = pd.DataFrame([FIGURE]).assign(period_start="2024-01-01")
    report = cip.validate(frame, "figures")
    assert report.counts["type-wrong"] == 1
    assert "period-bounds" not in report.counts
    assert 'pd.to_datetime(df["period_start"])' in str(report)
    assert "为文本 '2024-01-01'" in report.to("text", lang="zh")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ([2024], 'df["period"].astype(str)'),
        ([2024.0], 'df["period"].astype("Int64")'),
        (pd.to_datetime(["2024-01-01"]), 'df["period"].dt.strftime("%Y")'),
    ],
)
def test_conversion_of_a_column_of_another_type_names_the_column(cells: Any, code: str) -> None:
    frame = pd.DataFrame([FIGURE]).assign(period=cells)
    report = cip.validate(frame, "figures")
    (found,) = [one for one in report.findings if one.code == "dtype-wrong"]
    assert code in found.message
    assert code in report.to("text", lang="zh")
