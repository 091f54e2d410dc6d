"""DuckDB columns of every type, and NaN in Parquet, which the statistics of a file leave out."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

import chinaindpolicy as cip
from validation_rows import FIGURE

pytestmark = pytest.mark.full  # takes long; CI runs it

READ_IN_A_DOCUMENT = ("stated", "document_id", "paragraph", "text_sha256", "basis")
ROW = {name: value for name, value in FIGURE.items() if name not in READ_IN_A_DOCUMENT}
FRAME = pl.DataFrame([ROW])
TYPES = (
    *("5::hugeint", "5::uhugeint", "170141183460469231731687303715884105727::hugeint"),
    *("340282366920938463463374607431768211455::uhugeint", "18446744073709551615::ubigint"),
    *("99999999999999999999999999999999999999::decimal(38,0)", "1.5::decimal(38,37)"),
    *("12::bignum", "interval 1 day", "'101'::bit", "'a'::blob", "time '10:00'", "1.5::float"),
    *("timestamp '2024-01-01'", "'2024-01-01'::timestamp_ns", "'2024-01-01'::timestamp_s"),
    *("{'a': 'nan'::double}", "map {'a': 1}", "union_value(a := 1)", "'[1]'::json", "null"),
    *("['nan'::float]", "['a', 'b']::varchar[2]", "[['a']]", "[null]", "true", "''"),
    *("'level'::enum('level')", "['level'::enum('level')]", "'nan'::float", "'inf'::float"),
    *("date '0001-01-01 (BC)'", "date '5000000-01-01'", "date 'infinity'", "date '-infinity'"),
    *("timestamptz '2024-01-01 00:00:00+00'", "'infinity'::timestamp", "'x' collate nocase"),
)


REPLACED = ("id", "value", "value_upper", "period_start", "comparator", "char_start", "measure")
REJECTED = ("dtype-wrong", "type-wrong", "value-not-finite")


def relation_with(expression: str, *names: str) -> Any:
    kept = ", ".join(name for name in FRAME.columns if name not in names)
    replaced = ", ".join(f"{expression} as {name}" for name in names)
    rows = cast("Any", FRAME.to_arrow())
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    return connection.from_arrow(rows).project(f"{kept}, {replaced}")


@pytest.mark.full
def test_columns_of_any_type_are_checked_or_reported() -> None:
    accepted: dict[str, set[str]] = {name: set() for name in REPLACED}
    for expression in TYPES:
        relation = relation_with(expression, *REPLACED)
        report = cip.validate(relation, "figures")
        valid, invalid = report.valid_rows(), report.invalid_rows()
        assert valid.columns == invalid.columns == relation.columns
        assert list(map(str, valid.types)) == list(map(str, relation.types))
        assert (len(valid), len(invalid)) == (0, 1)
        for name in REPLACED:
            if not any(("figures", code, name) in report.counts_by_column for code in REJECTED):
                accepted[name].add(expression)
    integers = {each for each in TYPES if each.endswith(("hugeint", "::ubigint"))} | {"null"}
    numbers = {"5::hugeint", "5::uhugeint", "1.5::decimal(38,37)", "1.5::float", "null"}
    texts = {"null", "''", "'[1]'::json", "'level'::enum('level')", "'x' collate nocase"}
    assert accepted == {
        **dict.fromkeys(("id", "comparator", "measure"), texts),
        **dict.fromkeys(("value", "value_upper"), numbers),
        "period_start": {each for each in TYPES if "'2024-01-01" in each} | {"null"},
        "char_start": integers,
    }


@pytest.mark.parametrize("day", ["0001-01-01 (BC)", "5000000-01-01", "infinity", "-infinity"])
def test_dates_that_python_cannot_hold_are_reported_with_their_text(day: str) -> None:
    report = cip.validate(relation_with(f"date '{day}'", "period_start"), "figures")
    (wrong,) = [one for one in report.findings if one.code == "type-wrong"]
    assert (wrong.column, wrong.value, wrong.row) == ("period_start", day, 0)
    assert len(report.invalid_rows()) == 1


def test_integers_beyond_64_bits_are_compared_as_they_are() -> None:
    task = {"id": "t", "ordinal": 1, "level": 1}
    big = "(1::hugeint << 100)"
    rows = pl.DataFrame([task, task | {"id": "u"}])
    relation = (
        duckdb.connect()
        .from_arrow(rows)
        .project(
            "id, 'components-action-plan-2021' as policy_id, 'cn' as region_id, "
            "null as parent_id, level::hugeint as level, "
            f"case id when 't' then {big} else -{big} end as ordinal, "
            "'key_task' as kind, 'Title' as title, 'Summary' as summary"
        )
    )
    report = cip.validate(relation, "tasks")
    assert report.counts.get("ordinal-repeated", 0) == 0
    assert report.counts["below-minimum"] == 1
    (below,) = [one for one in report.findings if one.code == "below-minimum"]
    assert below.value == str(-(1 << 100))


MIDNIGHT, NOON = datetime.datetime(2023, 1, 1), datetime.datetime(2023, 1, 1, 12)
SAME_AS_POLARS: dict[str, tuple[str, list[Any], pl.DataType]] = {
    "Int64": ("value", [1, 2**53, 2**53 + 1, 2**62, -5], pl.Int64()),
    "UInt64": ("value", [1, 2**53 + 1, 2**63, 2**64 - 1], pl.UInt64()),
    "Int128": ("value", [1, 2**53 + 1, 2**100, 2**100 + 1, 10**23], pl.Int128()),
    "long decimal": (
        "value",
        [Decimal("0.1"), Decimal("0.12345678901234567890"), Decimal("1234567890123456.7"), None],
        pl.Decimal(38, 20),
    ),
    "decimal": ("value", [Decimal("9007199254740993.00"), Decimal("99.5")], pl.Decimal(18, 2)),
    "times": ("period_start", [MIDNIGHT, NOON, None], pl.Datetime("us")),
    "no midnight": ("period_start", [NOON, NOON], pl.Datetime("ms")),
    "a microsecond": (
        "period_start",
        [MIDNIGHT, MIDNIGHT.replace(microsecond=1)],
        pl.Datetime("ns"),
    ),
    "no times": ("period_start", [None, None], pl.Datetime("us")),
    "zone": (
        "period_start",
        [MIDNIGHT - datetime.timedelta(hours=8), NOON],
        pl.Datetime("us", "Asia/Shanghai"),
    ),
    "array": ("note", [["a", "b"], ["c", None]], pl.Array(pl.String(), 2)),
}


@pytest.mark.parametrize("case", sorted(SAME_AS_POLARS))
def test_numbers_and_times_are_checked_as_by_polars(case: str) -> None:
    name, values, dtype = SAME_AS_POLARS[case]
    rows = [ROW | {"id": f"a-{n}", "region_id": "cn-bj"} for n in range(len(values))]
    frame = pl.DataFrame(rows).with_columns(pl.Series(name, values, dtype=dtype))
    expected = cip.validate(frame, "figures")
    report = cip.validate(frame, "figures", engine="duckdb")
    assert report.counts_by_column == expected.counts_by_column
    assert report.valid_rows().project("id").fetchall() == expected.valid_rows().select("id").rows()


def test_arrays_of_text_are_lists() -> None:
    expression = "['row-a', 'b c']::varchar[2]"
    array = cip.validate(relation_with(expression, "id", "record_ids"), "errata")
    listed = cip.validate(
        relation_with(expression.replace("[2]", "[]"), "id", "record_ids"), "errata"
    )
    assert array.counts_by_column == listed.counts_by_column
    assert ("errata", "id-dangling", "record_ids") in array.counts_by_column


def as_parquet(folder: Path, frame: pl.DataFrame, name: str = "figures.parquet") -> str:
    path = str(folder / name)
    pq.write_table(cast("Any", frame.to_arrow()), path)
    return path


def created(path: str, body: str) -> Any:
    connection = duckdb.connect()
    connection.execute(f"create {body} as from read_parquet('{path}')")
    return connection.table("t")


READ: dict[str, Callable[[str], Any]] = {
    "path": lambda path: path,
    "relation": lambda path: duckdb.connect().read_parquet(path),
    "query": lambda path: duckdb.connect().sql(f"from '{path}'"),
    "view": lambda path: created(path, "view t"),
    "table": lambda path: created(path, "table t"),
    "filtered": lambda path: duckdb.connect().read_parquet(path).filter("id is not null"),
}


@pytest.mark.parametrize("dtype", [pl.Float32, pl.Float64])
@pytest.mark.parametrize("column", ["value", "value_upper"])
def test_nan_in_parquet_is_found(tmp_path: Path, column: str, dtype: type[pl.DataType]) -> None:
    row = ROW | {"comparator": "range", "value": 1.0, "value_upper": 2.0}
    rows = [row | {"id": "a", column: float("nan")}, row | {"id": "b", "region_id": "cn-zj"}]
    numbers = {"value": dtype, "value_upper": dtype}
    frame = pl.DataFrame(rows, schema_overrides=numbers)
    expected = cip.validate(frame, "figures").counts
    assert expected["value-not-finite"] == 1
    for kind, read in READ.items():
        data = read(as_parquet(tmp_path, frame))
        report = cip.validate(data, "figures", engine="duckdb")
        assert report.counts == expected, kind
        assert report.valid_rows().project("id").fetchall() == [("b",)], kind
        assert report.invalid_rows().project("id").fetchall() == [("a",)], kind


def test_a_share_that_is_nan_in_parquet_is_found(tmp_path: Path) -> None:
    share = {"indicator_id": "chip-yield-rate", "unit": "percent", "measure": "share"}
    row = ROW | share | {"price_basis": None}
    frame = pl.DataFrame([row | {"value": float("nan")}, row | {"id": "b", "value": 50.0}])
    report = cip.validate(as_parquet(tmp_path, frame), "figures", engine="duckdb")
    assert report.counts == cip.validate(frame, "figures").counts
    assert report.counts["share-outside-domain"] == 1
