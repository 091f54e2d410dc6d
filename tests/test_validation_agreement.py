"""One definition, many judges: records, pandera and every engine agree on every row."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import duckdb
import pandera.errors
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pandera.config import ValidationDepth, config_context

import chinaindpolicy as cip
from chinaindpolicy.model.columns import ColumnSpec, columns, record_class
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.registry import rules_of
from chinaindpolicy.testing.field_strategies import records as records_of

# A case has few rows as it is: to make it smaller would take minutes.
QUICK: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.explicit, Phase.reuse, Phase.generate],
}
MANY = 10_000


def breakages(spec: ColumnSpec) -> list[Any]:
    """Values that a frame's column can hold, good and bad ones."""
    if spec.type == "list":
        return [None, [], ["a"], ["A b", "c|d"], [None], [""], ["a\x1fb"], ["x" * 300]]
    if spec.categories:
        return [None, spec.categories[0]]
    if spec.type == "date":
        return [None, datetime.date(2024, 2, 29)]
    if spec.type == "integer":
        return [None, -1, 0, 1, 2**62]
    if spec.type == "number":
        return [None, float("nan"), float("inf"), -float("inf"), 0.0, -0.5, 1e308]
    if spec.type == "boolean":
        return [None, True]
    # Line ends, spaces of many kinds, digits that are none of ours, what is a little too long.
    texts = ["", " a", "a\n", "\u3000a", "a\u3000", "\u0662\u0660", "a" * 121, "字" * 2001, "A"]
    return [None, *texts, "a\x00b", "a\x85", "\x1fa", "2024", "2024-02-30", "2025/2024", "../2024"]


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, pl.DataFrame]:
    table = draw(st.sampled_from(TABLE_NAMES))
    records = draw(st.lists(records_of(table), min_size=1, max_size=5))
    specs = {spec.name: spec for spec in columns(table)}
    rows = [{name: plain(getattr(record, name)) for name in specs} for record in records]
    for row, number in zip(rows, range(len(rows)), strict=True):
        row["id"] = f"row-{number}"
        for name in draw(st.sets(st.sampled_from(sorted(specs)), max_size=2)):
            row[name] = draw(st.sampled_from(breakages(specs[name])))
    return table, pl.DataFrame(rows, schema=cip.polars_schema(table))


def plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return [*value] if type(value) is tuple else value  # pyright: ignore[reportUnknownVariableType]


def strict(value: Any) -> Any:
    """A frame's value as a record wants it."""
    if isinstance(value, float):
        return Decimal(repr(value))
    return (*value,) if type(value) is list else value  # pyright: ignore[reportUnknownVariableType]


def failing_for_records(table: str, frame: pl.DataFrame) -> set[int]:
    found: set[int] = set()
    for number, row in enumerate(frame.iter_rows(named=True)):
        values = {name: strict(value) for name, value in row.items()}
        try:
            record_class(table).model_validate(values)
        except ValueError:
            found.add(number)
    return found


def failing_for_pandera(table: str, frame: pl.DataFrame) -> set[int]:
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            cip.schema(table).validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            cases = cast("pl.DataFrame", errors.failure_cases)
            return set(cases.filter(pl.col("check") != "field_uniqueness")["index"].to_list())
    return set()


def failing_for_us(report: cip.ValidationReport) -> set[int]:
    codes = {rule.code for rule in rules_of("cell")}
    return {found.row for found in report.findings if found.code in codes and found.row is not None}


@settings(max_examples=60, **QUICK)
@given(tables())
def test_records_pandera_and_the_query_agree(made: tuple[str, pl.DataFrame]) -> None:
    table, frame = made
    report = cip.validate(frame, table, profile="traced", samples=MANY)
    failing = failing_for_us(report)
    assert failing == failing_for_records(table, frame)
    assert failing == failing_for_pandera(table, frame)
    rows = frame.with_columns(pl.col(pl.Enum).cast(pl.String)).to_dicts()
    assert failing == failing_for_us(cip.validate(rows, table, profile="traced", samples=MANY))


def relation_of(frame: pl.DataFrame) -> Any:
    held = cast("Any", frame.to_arrow())
    connection = duckdb.connect()
    connection.execute("create table held_rows as select * from held")
    assert held.num_rows == frame.height
    return connection.table("held_rows")


ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "lazy": pl.DataFrame.lazy,
    "relation": relation_of,
    "arrow": pl.DataFrame.to_arrow,
}


def as_frame(part: Any) -> pl.DataFrame:
    if isinstance(part, pl.LazyFrame):
        return part.collect()
    if hasattr(part, "pl"):
        return pl.DataFrame(part.pl())
    return part if isinstance(part, pl.DataFrame) else pl.DataFrame(pl.from_arrow(part))


def content(frame: pl.DataFrame) -> list[str]:
    return sorted(map(repr, frame.with_columns(pl.col(pl.Enum).cast(pl.String)).rows()))


@settings(max_examples=25, **QUICK)
@given(tables(), st.sampled_from(sorted(ENGINES)), st.booleans())
def test_every_engine_counts_the_same_and_parts_the_same(
    made: tuple[str, pl.DataFrame], engine: str, twice: bool
) -> None:
    table, frame = made
    frame = pl.concat([frame, frame]) if twice else frame
    expected = cip.validate(frame, table, profile="traced")
    found = cip.validate(ENGINES[engine](frame), table, profile="traced")
    assert found.counts_by_column == expected.counts_by_column
    assert found.findings == expected.findings
    assert found.not_checked == expected.not_checked
    valid, invalid = as_frame(found.valid_rows()), as_frame(found.invalid_rows())
    assert content(valid) == content(expected.valid_rows())
    assert content(invalid) == content(expected.invalid_rows())
    assert content(pl.concat([expected.valid_rows(), expected.invalid_rows()])) == content(frame)


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_of_sound_rows_all_are_valid_in_every_engine(engine: str, example: cip.Dataset) -> None:
    frame = example.documents.frame()
    found = cip.validate(ENGINES[engine](frame), "documents", profile="traced", against=example)
    assert found.ok, str(found)
    assert content(as_frame(found.valid_rows())) == content(frame)
    assert as_frame(found.invalid_rows()).height == 0


@pytest.mark.parametrize("carry", [None, *ENGINES.values()])
def test_the_self_test_trusts_our_engines(carry: Any) -> None:
    trust = cip.engine_self_test(carry)
    assert trust.ok, str(trust)
    assert len(trust.rules) >= 12


def test_the_self_test_finds_an_engine_that_takes_nan_for_missing() -> None:
    trust = cip.engine_self_test(lambda frame: frame.fill_nan(None))
    assert not trust.ok
    assert not trust.rules["value-not-finite"]
    assert trust.rules["pattern-mismatch"]
    assert "value-not-finite: rows" in str(trust)
    with pytest.raises(cip.ChinaIndPolicyError, match="`carry` loses rows"):
        cip.engine_self_test(lambda frame: frame.head(3))


@pytest.mark.parametrize("release", cip.releases())
@pytest.mark.parametrize("table", TABLE_NAMES)
def test_our_own_tables_pass(table: str, release: str) -> None:
    dataset = cip.load(release)
    frame = dataset[table].frame()
    report = cip.validate(frame, table, profile="traced", against=dataset)
    if frame.is_empty():
        assert set(report.counts) <= {"no-rows", "column-missing"}
        return
    assert report.ok, str(report)
    assert report.rows == frame.height
    assert report.not_checked == ()
    records = cip.validate(list(dataset[table]), table, profile="traced", against=dataset)
    assert records.counts == report.counts
