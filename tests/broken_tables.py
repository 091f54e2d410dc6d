"""Tables with some broken cells, and several validators that must agree on them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import duckdb
import pandera.errors
import polars as pl
from hypothesis import HealthCheck, Phase
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
    return {
        found.row
        for found in report.findings
        if (found.code in codes or is_no_id(found)) and found.row is not None
    }


def is_no_id(found: cip.Finding) -> bool:
    """Whether an unknown id has not even the form of an id: a record rejects it."""
    if found.code != "id-dangling":
        return False
    (spec,) = (each for each in columns(found.table) if each.name == found.column)
    pattern, longest = spec.pattern or "", spec.max_length or len(found.value)
    return spec.type == "string" and (
        len(found.value) > longest or not re.fullmatch(pattern[1:-1], found.value)
    )


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
