"""Cells without an exact value of their column's type are reported in every storage."""

from __future__ import annotations

import collections
import datetime
import enum
import fractions
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.errors import DataError
from chinaindpolicy.ingest.validate.inputs import EngineName
from chinaindpolicy.rules.engines.polars_exact import FIRST_DAY, LAST_DAY, show
from validation_rows import ENGINES, FIGURE, TASK, check

pytestmark = pytest.mark.full  # takes long; CI runs it

pa: Any = pyarrow
pandas: Any = pd

ROW = {
    "id": "a",
    "indicator_id": "electronic-component-sales",
    "region_id": "cn-bj",
    "period": "2023",
    "value": 2.1e12,
    "unit": "CNY",
}
OTHER = ROW | {"id": "b", "region_id": "cn-zj"}
SHANGHAI = "Asia/Shanghai"


def arrow(name: str, values: Any) -> Any:
    """Two sound rows as an Arrow table, with one column replaced or added."""
    table = cast("Any", pl.DataFrame([ROW, OTHER][: len(values)]).to_arrow())
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, values)
    return table.append_column(name, values)


def codes(data: Any) -> dict[str, int]:
    report = cip.validate(data, "figures")
    for part in (report.valid_rows(), report.invalid_rows()):
        if isinstance(part, pl.LazyFrame):
            part.collect()
    skipped = ("period-bounds", "column-unknown")
    return {code: count for code, count in report.counts.items() if code not in skipped}


def kind_name(value: Any) -> str:
    """The name of a case: of its type, for some of the values cannot be written."""
    return str(getattr(value, "type", None) or getattr(value, "dtype", type(value).__name__))


WRONG = {"type-wrong": 1}
EXACT: dict[str, int] = {}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([Decimal("1.5")], pa.decimal256(60, 2)), EXACT),
        (pa.array([Decimal("1" * 60)], pa.decimal256(70, 2)), WRONG),
        (pa.array([Decimal("2.00000000000000000001")], pa.decimal256(60, 20)), WRONG),
        (pa.array([Decimal("2.00000000000000000001")], pa.decimal128(38, 20)), WRONG),
        (pa.array([Decimal("0.1")], pa.decimal128(38, 20)), EXACT),
        (pa.array([Decimal("0.1")], pa.decimal32(5, 2)), EXACT),
        (pa.array([Decimal(100)], pa.decimal128(5, -2)), EXACT),
        (pa.array([2**53 + 1]), WRONG),
        (pa.array([2**60]), EXACT),
        (pa.array([2**64 - 1], pa.uint64()), WRONG),
        (pa.array([2**53 + 1]).dictionary_encode(), WRONG),
        (pa.RunEndEncodedArray.from_arrays([1], [2.5]), EXACT),
        (pa.RunEndEncodedArray.from_arrays([1], pa.array([2**53 + 1])), WRONG),
        (pa.array(np.array([1.5], dtype=np.float16)), EXACT),
        (pa.array([(1, 2, 3)], pa.month_day_nano_interval()), WRONG),
        (pa.array([b"1"]), {"dtype-wrong": 1}),
        (pa.array([1], pa.duration("s")), {"dtype-wrong": 1}),
        (pa.array([1], pa.time32("s")), {"dtype-wrong": 1}),
        (pa.array([{"a": 1}]), {"dtype-wrong": 1}),
        (pa.array([[1]], pa.list_view(pa.int64())), {"dtype-wrong": 1}),
        (pa.array([b"a" * 16], pa.uuid()), {"dtype-wrong": 1}),
        (pa.array(["1"], pa.json_()), {"dtype-wrong": 1}),
    ],
    ids=kind_name,
)
def test_arrow_numbers_are_exact_or_reported(values: Any, expected: dict[str, int]) -> None:
    assert codes(arrow("value", values)) == expected


def test_inexact_numbers_are_shown_with_the_nearest_float() -> None:
    number = Decimal("2.00000000000000000001")
    table = arrow("value", pa.array([number], pa.decimal128(38, 20)))
    frame = cast("pl.DataFrame", pl.from_arrow(table))
    for data in (table, frame, frame.lazy(), [ROW | {"value": number}]):
        (found,) = cip.validate(data, "figures").findings
        assert found.code == "type-wrong"
        assert str(number) in found.value
        assert found.message.endswith("no 64-bit float represents exactly; the nearest is 2.0")


@settings(max_examples=25)
@given(st.integers(-(2**63), 2**63 - 1) | st.integers(2**53, 2**53 + 9), st.booleans())
def test_an_integer_is_exact_in_a_frame_if_it_is_in_a_record(number: int, lazy: bool) -> None:
    frame = pl.DataFrame([ROW | {"value": number}], schema_overrides={"value": pl.Int64})
    of_rows = codes([ROW | {"value": number}])
    assert codes(frame.lazy() if lazy else frame) == of_rows
    assert of_rows == codes([ROW | {"value": Decimal(number)}])


@settings(max_examples=25)
@given(st.decimals(-(10**12), 10**12, places=20, allow_nan=False))
def test_a_decimal_is_exact_in_a_frame_and_a_file_if_it_is_in_a_record(
    tmp_path_factory: pytest.TempPathFactory, number: Decimal
) -> None:
    row = ROW | {"value": number}
    expected = codes([row])
    frame = pl.DataFrame([row], schema_overrides={"value": pl.Decimal(38, 20)})
    assert codes(frame) == codes(frame.lazy()) == codes(frame.to_arrow()) == expected
    folder = tmp_path_factory.mktemp("decimals")
    frame.write_csv(folder / "a.csv")
    frame.write_parquet(folder / "a.parquet")
    text = pl.DataFrame([ROW]).write_ndjson().replace("2.1e12", f"{number:f}")
    text = text.replace("2100000000000.0", f"{number:f}")
    assert f"{number:f}" in text
    (folder / "a.jsonl").write_text(text, encoding="utf-8")
    for name in ("a.csv", "a.parquet", "a.jsonl"):
        assert codes(folder / name) == expected, name


@settings(max_examples=25)
@given(st.floats(min_value=0, allow_nan=False, allow_infinity=False))
def test_every_float_is_exact_in_every_form_of_text(
    tmp_path_factory: pytest.TempPathFactory, number: float
) -> None:
    folder = tmp_path_factory.mktemp("floats")
    pl.DataFrame([ROW | {"value": number}]).write_csv(folder / "a.csv")
    assert codes(folder / "a.csv") == EXACT
    assert codes([ROW | {"value": Decimal(repr(number))}]) == EXACT
    text = f"{','.join(ROW)}\n{','.join(map(str, (ROW | {'value': repr(number)}).values()))}\n"
    (folder / "b.csv").write_text(text, encoding="utf-8")
    assert codes(folder / "b.csv") == EXACT


def days(number: int) -> Any:
    return pa.array([number], pa.int32()).view(pa.date32())


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (2**31 - 1, "5881580-07-11"),
        (-(2**31), "-5877641-06-23"),
        (LAST_DAY + 1, "10000-01-01"),
        (FIRST_DAY - 1, "0000-12-31"),
        (LAST_DAY, ""),
        (FIRST_DAY, ""),
    ],
)
@pytest.mark.parametrize("storage", ["arrow", "polars", "lazy", "parquet", "streaming"])
def test_days_outside_the_calendar_are_reported(
    storage: str, number: int, shown: str, tmp_path: Path
) -> None:
    table = arrow("period_start", days(number))
    table = table.append_column("period_end", pa.array([datetime.date(9999, 12, 31)]))
    frame = cast("pl.DataFrame", pl.from_arrow(table))
    pq.write_table(table, tmp_path / "a.parquet")
    data: dict[str, Any] = {
        "arrow": table,
        "polars": frame,
        "lazy": frame.lazy(),
        "streaming": frame,
        "parquet": tmp_path / "a.parquet",
    }
    engine: Any = "polars-streaming" if storage == "streaming" else None
    report = cip.validate(data[storage], "figures", engine=engine)
    found = [one for one in report.findings if one.code == "type-wrong"]
    assert [one.value for one in found] == ([shown] if shown else [])
    assert all("a date of the years 1 to 9999" in one.message for one in found)
    assert codes(data[storage]) == (WRONG if shown else EXACT)
    # A cell that cannot be read has one finding, and none about the bounds of the period.
    assert report.counts.get("period-bounds", 0) == (0 if shown else 1)


@pytest.mark.parametrize("day", ["0000-01-01", "0000-12-31", "10000-01-01", "-0001-01-01"])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".json"])
def test_days_outside_the_calendar_are_reported_in_text(
    day: str, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a{suffix}"
    frame = pl.DataFrame([ROW | {"period_start": day, "period_end": "2023-12-31"}])
    write: dict[str, Callable[[pl.DataFrame, Path], object]] = {
        ".csv": pl.DataFrame.write_csv,
        ".jsonl": pl.DataFrame.write_ndjson,
        ".json": pl.DataFrame.write_json,
    }
    write[suffix](frame, path)
    assert codes(path) == WRONG
    write[suffix](frame.with_columns(period_start=pl.lit("2023-01-01")), path)
    assert codes(path) == EXACT


@given(st.integers(-(2**31), 2**31 - 1))
def test_any_day_is_shown(number: int) -> None:
    text = show(number, pl.Date())
    if FIRST_DAY <= number <= LAST_DAY:
        assert text == str(datetime.date(1970, 1, 1) + datetime.timedelta(number))
    else:
        year = int(text[: text.index("-", 1)])
        assert not 1 <= year <= 9999
        assert abs(number / 365.2425 - (year - 1970)) < 2


def times(text: str, unit: Any, zone: str | None) -> Any:
    moment = datetime.datetime.fromisoformat(text)
    return pa.array([moment], pa.timestamp(unit, zone))


@pytest.mark.parametrize(
    ("utc", "zone", "is_day"),
    [
        ("2023-01-01", None, True),
        ("2023-01-01T12:00", None, False),
        ("2022-12-31T16:00", SHANGHAI, True),
        ("2022-12-31T16:00", "UTC", False),
        ("2022-12-31T18:30", "+05:30", True),
        ("2022-12-31T16:00", "+08:00", True),
        ("2023-01-02T00:00", "America/Los_Angeles", False),
    ],
)
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_midnight_of_the_own_time_zone_is_a_day(
    utc: str, zone: str | None, is_day: bool, unit: str
) -> None:
    table = arrow("period_start", times(utc, unit, zone))
    expected = EXACT if is_day else {"dtype-wrong": 1}
    assert codes(table) == expected
    frame = table.to_pandas()
    assert codes(frame) == expected
    assert codes(table.to_pandas(types_mapper=pd.ArrowDtype)) == expected
    if zone is None or "/" in zone:
        plain = cast("pl.DataFrame", pl.from_arrow(table))
        assert codes(plain) == codes(plain.lazy()) == expected
    frame["period_start"] = frame["period_start"].astype(object)
    assert codes(frame) == (EXACT if is_day else WRONG)
    (row,) = frame.to_dict("records")
    assert codes([row]) == (EXACT if is_day else WRONG)
    report = cip.validate(table, "figures")
    for found in report.findings:
        if found.code == "dtype-wrong":
            assert "none of them midnight in its time zone" in found.message
            assert zone is None or zone in found.message


def test_times_of_a_relation_are_read_in_the_zone_of_its_connection(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(arrow("period_start", times("2022-12-31T16:00", "us", SHANGHAI)), path)
    assert codes(path) == EXACT
    assert (
        cip.validate(path, "figures", engine="duckdb").counts
        == cip.validate(path, "figures").counts
    )
    connection = duckdb.connect()
    relation = connection.read_parquet(str(path))
    connection.execute("set TimeZone = 'Asia/Shanghai'")
    assert codes(relation) == EXACT
    connection.execute("set TimeZone = 'UTC'")
    (found,) = [
        one for one in cip.validate(relation, "figures").findings if one.code == "dtype-wrong"
    ]
    assert "midnight in UTC, the TimeZone of the DuckDB connection" in found.message


@pytest.mark.parametrize("engine", ENGINES)
def test_the_largest_level_of_a_task_is_compared_without_overflow(engine: EngineName) -> None:
    rows = [
        TASK | {"id": "a", "level": 2**63 - 1},
        TASK | {"id": "b", "parent_id": "a", "level": 2},
        TASK | {"id": "c", "parent_id": "d", "level": 2, "ordinal": 2},
        TASK | {"id": "d", "level": 1, "ordinal": 3},
    ]
    report = check("tasks", *rows, engine=engine)
    found = {one.row for one in report.findings if one.code == "task-not-under-parent"}
    assert found == {0, 1}


def test_the_times_among_days_are_reported_cell_by_cell() -> None:
    moments = pd.to_datetime(["2023-01-01 00:00:00", "2023-01-01 00:00:01"])
    for zone in (None, SHANGHAI):
        frame = pd.DataFrame([ROW, OTHER]).assign(period_start=moments.tz_localize(zone))
        report = cip.validate(frame, "figures")
        (found,) = [one for one in report.findings if one.code == "type-wrong"]
        assert (found.row, found.value) == (1, "2023-01-01 00:00:01")
        assert "which is not midnight" in found.message
        assert list(report.valid_rows()["id"]) == ["a"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([1, 1], "datetime64[ns]"), {"dtype-wrong": 1}),
        (np.array(["2023-01-01", "20230-01-01"], "datetime64[s]"), WRONG),
        (np.array([0, 2**61], "datetime64[s]"), WRONG),
        (np.array(["NaT", "NaT"], "datetime64[s]"), EXACT),
        (pd.period_range("2023-01", periods=2, freq="D"), {"type-wrong": 2}),
        (pd.to_timedelta([1, 2], unit="s"), {"type-wrong": 2}),
        (pd.arrays.SparseArray([np.nan, np.nan]), EXACT),
    ],
    ids=kind_name,
)
def test_pandas_times_are_days_or_reported(values: Any, expected: dict[str, int]) -> None:
    assert codes(pd.DataFrame([ROW, OTHER]).assign(period_start=values)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pd.Series([Decimal("sNaN"), 1], dtype=object), {"value-not-finite": 1}),
        (pd.Series([Decimal("2.00000000000000000001"), 1], dtype=object), WRONG),
        (pd.Series([np.int64(1), np.float32(0.5)], dtype=object), EXACT),
        (pd.Series(np.array([1, 2], dtype=np.longdouble)), EXACT),
        (pd.Series(np.array([1, 2], dtype=np.float16)), EXACT),
        (pd.Series([1j, 2j]), {"type-wrong": 2}),
        (pd.Series([2**53 + 1, 1], dtype="Int64"), WRONG),
        (pd.Series([2**53 + 1, 1]), WRONG),
        (pd.Series([1.0, 2.0], dtype="category"), EXACT),
        (pd.Series(["1", "2"], dtype="string"), {"type-wrong": 2}),
        (pd.Series(pandas.arrays.IntervalArray.from_breaks([0, 1, 2])), {"type-wrong": 2}),
        (pd.Series([Decimal("1.5")] * 2, dtype=pd.ArrowDtype(pa.decimal256(50, 2))), EXACT),
    ],
    ids=kind_name,
)
def test_pandas_numbers_are_exact_or_reported(values: Any, expected: dict[str, int]) -> None:
    assert codes(pd.DataFrame([ROW, OTHER]).assign(value=values)) == expected


class Word(enum.StrEnum):
    A = "a"


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("value", np.int64(1), ""),
        ("value", np.float64(1), ""),
        ("value", np.float32(0.5), ""),
        ("value", np.longdouble("0.1"), "type-wrong"),
        ("value", np.bool_(True), "type-wrong"),
        ("value", np.array([1.0]), "type-wrong"),
        ("value", np.datetime64("2023-01-01"), "type-wrong"),
        ("value", Decimal("2.00000000000000000001"), "type-wrong"),
        ("value", 2**53 + 1, "type-wrong"),
        ("value", 2**60, ""),
        ("value", fractions.Fraction(1, 3), "type-wrong"),
        ("value", Decimal("sNaN"), "value-not-finite"),
        ("value", Decimal("NaN"), "value-not-finite"),
        ("value", Decimal("Infinity"), "value-not-finite"),
        ("value", Decimal("1e-999999"), "type-wrong"),
        ("value", b"1", "type-wrong"),
        ("value", 1j, "type-wrong"),
        ("value", Unprintable(), "type-wrong"),
        ("value", pd.NA, "type-wrong"),
        ("paragraph", np.int32(3), ""),
        ("paragraph", 3.0, "type-wrong"),
        ("id", np.str_("a"), ""),
        ("id", Word.A, ""),
        ("id", "\ud800", "type-wrong"),
        ("period_start", np.datetime64("2023-01-01"), ""),
        ("period_start", np.datetime64("2023-01-01T00:00:00.000000001"), "type-wrong"),
        ("period_start", np.datetime64("NaT", "s"), "type-wrong"),
        ("period_start", np.datetime64("20000-01-01"), "type-wrong"),
        ("period_start", pd.Timestamp("2023-01-01", tz=SHANGHAI), ""),
        ("period_start", datetime.datetime(2023, 1, 1), "type-wrong"),
    ],
    ids=kind_name,
)
def test_python_cells_are_exact_or_reported(column: str, value: Any, code: str) -> None:
    row = ROW | {column: value}
    assert codes([row]) == ({code: 1} if code else EXACT)
    assert codes([collections.ChainMap(row)]) == ({code: 1} if code else EXACT)


def test_columns_of_one_name_are_rejected() -> None:
    frame = pd.DataFrame([ROW])
    twice = pandas.concat([frame, frame[["value"]]], axis=1)
    table = cast("Any", pl.DataFrame([ROW]).to_arrow())
    doubled = table.append_column("value", pa.array([1.0]))
    given: list[Any] = [twice, doubled, [ROW | {1: 2, "1": 3}]]
    for data in given:
        with pytest.raises(DataError, match="have the same name: rename one of them"):
            cip.validate(data, "figures")
    with pytest.raises(DataError, match="the columns of the frame have 2 levels"):
        cip.validate(pd.concat({"x": frame}, axis=1), "figures")
    with pytest.raises(DataError, match="are reserved"):
        cip.validate([ROW | {"@wrong:value": 1}], "figures")


def test_names_that_are_no_text_are_unknown_columns() -> None:
    names: list[Any] = [1, None, (1, 2), "\ud800", "@row"]
    for name in names:
        report = cip.validate([ROW | {name: 1}], "figures")
        assert report.ok and report.counts == {"column-unknown": 1}
    frame = pd.DataFrame([ROW | {1: 2}])
    assert cip.validate(frame, "figures", columns={}).counts == {"column-unknown": 1}
    lazy = pl.LazyFrame([ROW | {"@row": 1}])
    assert cip.validate(lazy, "figures").valid_rows().collect().columns == [*ROW, "@row"]


def test_the_index_of_pandas_is_named_where_it_is_a_column() -> None:
    frame = pd.DataFrame([ROW, OTHER]).set_index(["id", "region_id"])
    report = cip.validate(frame, "figures")
    told = {one.column: one.message for one in report.findings if one.code == "column-unknown"}
    assert set(told) == {"id", "region_id"}
    assert all("frame.reset_index()" in message for message in told.values())
    assert report.counts["column-missing"] == 1
    assert cip.validate(frame.reset_index(), "figures").ok


def test_tables_and_records_of_the_package_are_data() -> None:
    assert cip.validate(cip.targets, "targets", profile="traced").ok
    assert cip.validate(cip.targets, profile="traced").checked == {"targets": len(cip.targets)}
    some = cip.targets.where(strength="commit")
    report = cip.validate(some, "targets", profile="traced")
    assert report.ok
    assert report.valid_rows() == list(some)


def test_lists_of_any_arrow_type_are_lists() -> None:
    row = {"id": "zz", "name": "Z", "level": "country"}
    plain = cast("Any", pl.DataFrame([row]).to_arrow())
    kinds: list[Any] = [
        *(pa.list_(pa.string()), pa.large_list(pa.string()), pa.list_(pa.string(), 2)),
        *(pa.list_view(pa.string()), pa.large_list_view(pa.large_string())),
    ]
    for kind in kinds:
        table = plain.append_column("aliases", pa.array([["a", "b"]], kind))
        assert cip.validate(table, "regions").ok, kind
        frame = table.to_pandas(types_mapper=pd.ArrowDtype)
        assert cip.validate(frame, "regions").ok, kind
    frame = pl.DataFrame([row | {"aliases": ["a"]}])
    assert cip.validate(frame.with_columns(pl.col("aliases").list.to_array(1)), "regions").ok
    numpy_cells = pd.DataFrame([row]).assign(aliases=[np.array(["a", "b"], dtype=object)])
    assert cip.validate(numpy_cells, "regions").ok


def test_cells_of_another_type_are_not_lost_on_the_way_to_duckdb() -> None:
    frame = pd.DataFrame([ROW, OTHER]).assign(value=pd.Series([1.0, "2"], dtype=object))
    with pytest.raises(DataError, match=r"cells of another type \(value\)"):
        cip.validate(frame, "figures", engine="duckdb")
    days_of_pandas = pd.DataFrame([ROW]).assign(period_start=pd.Timestamp("2023-01-01"))
    assert cip.validate(days_of_pandas, "figures", engine="duckdb").ok
    days_of_pandas["period_start"] += pd.Timedelta(hours=1)
    with pytest.raises(DataError, match=r"cells of another type \(period_start\)"):
        cip.validate(days_of_pandas, "figures", engine="duckdb")


def test_data_that_changes_after_the_check_is_returned_as_checked_or_rejected() -> None:
    bad = OTHER | {"id": "Z"}
    frame = pd.DataFrame([ROW, bad])
    report = cip.validate(frame, "figures")
    frame.loc[:] = frame.iloc[::-1].to_numpy()
    frame.loc[:, "value"] = 0.0
    assert list(report.valid_rows()["id"]) == ["a"]
    assert list(report.invalid_rows()["value"]) == [2.1e12]
    objects = pd.DataFrame([ROW, bad]).astype(object)
    report = cip.validate(objects, "figures")
    objects.loc[:] = objects.iloc[::-1].to_numpy()
    assert list(report.valid_rows()["id"]) == ["a"]
    lists = pd.DataFrame([{"id": "zz", "name": "Z", "level": "country", "aliases": ["a"]}])
    report = cip.validate(lists, "regions")
    lists.loc[0, "aliases"].append(3)
    with pytest.raises(DataError, match="was changed after it was checked"):
        report.valid_rows()
    rows = [dict(ROW), dict(bad)]
    report = cip.validate(rows, "figures")
    rows.sort(key=lambda row: str(row["id"]))
    assert [row["id"] for row in report.valid_rows()] == ["a"]
    rows[1]["unit"] = "parsec"
    with pytest.raises(DataError, match="was changed after it was checked"):
        report.invalid_rows()
    polars = pl.DataFrame([ROW, bad])
    report = cip.validate(polars, "figures")
    polars[0, "unit"] = "parsec"
    polars.drop_in_place("value")
    polars.insert_column(0, pl.Series("x", [1, 2]))
    assert report.valid_rows().to_dicts() == [ROW]


def test_a_sound_frame_of_sound_figures_stays_sound() -> None:
    assert cip.validate(pd.DataFrame([FIGURE]), "figures").ok


@pytest.mark.parametrize("number", [2**31 - 1, -(2**31), LAST_DAY + 1, FIRST_DAY - 1])
def test_days_outside_the_calendar_are_findings_of_normalize(number: int, tmp_path: Path) -> None:
    table = arrow("period_start", days(number))
    pq.write_table(table, tmp_path / "a.parquet")
    far = pl.DataFrame([ROW]).with_columns(period_start=pl.lit(2**62).cast(pl.Datetime("us")))
    for data in (tmp_path / "a.parquet", pl.from_arrow(table), far):
        result = cip.normalize(data, "figures")
        assert not result.ok
        assert "period_start" in {found.column for found in result.findings}
