"""Schemas: dtypes, pandera, JSON Schema and data dictionary agree with the record classes."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pandera.errors import SchemaError, SchemaErrors

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.columns import ColumnSpec, columns
from chinaindpolicy.model.dtypes import dtypes
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.records import RECORDS
from chinaindpolicy.model.schemas import (
    _checks,  # pyright: ignore[reportPrivateUsage]
    json_schema,
    polars_schema,
    schema,
)
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.testing.field_strategies import is_free_text
from chinaindpolicy.testing.field_strategies import records as records_of
from example import ROOT
from interpreter import paths, run

SPECS = [(table, spec) for table in TABLE_NAMES for spec in columns(table)]
IDS = [f"{table}.{spec.name}" for table, spec in SPECS]
Frame = Callable[[Dataset, str], pl.DataFrame]


def own_frame(dataset: Dataset, table: str) -> pl.DataFrame:
    return dataset[table].frame()


def built_frame(dataset: Dataset, table: str) -> pl.DataFrame:
    """Build a frame of the same rows with the declared dtypes."""
    rows = [[_plain(value) for value in record.values()] for record in dataset[table]]
    names = list(RECORDS[table].model_fields)
    declared = polars_schema(table)
    return pl.DataFrame(rows, schema={name: declared[name] for name in names}, orient="row").select(
        list(declared)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return list(value) if isinstance(value, tuple) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


both_frames = pytest.mark.parametrize("frame", [own_frame, built_frame])


def rejected(table: str, frame: pl.DataFrame) -> set[str]:
    """Assert that a frame is rejected; return the columns and cases of its failures."""
    with pytest.raises(SchemaErrors) as caught:
        schema(table).validate(frame, lazy=True)
    cases = cast("pl.DataFrame", caught.value.failure_cases)
    return {*cases["column"].to_list(), *cases["failure_case"].to_list()}


# Dtypes


def test_every_table_has_a_polars_schema() -> None:
    assert tuple(RECORDS) == TABLE_NAMES
    for table in TABLE_NAMES:
        assert list(polars_schema(table)) == [spec.name for spec in columns(table)]


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_frames_have_the_declared_dtypes(example: Dataset, real: Dataset, table: str) -> None:
    for dataset in (example, real):
        assert dict(dataset[table].frame().schema) == polars_schema(table)
        assert dict(dataset[table].lazy().collect_schema()) == polars_schema(table)


@pytest.mark.parametrize(("table", "spec"), SPECS, ids=IDS)
def test_dtype_matches_the_record_field(table: str, spec: ColumnSpec) -> None:
    dtype = polars_schema(table)[spec.name]
    if spec.categories:
        assert dtype == pl.Enum(list(spec.categories))
    else:
        plain: dict[str, pl.DataType] = {
            "string": pl.String(),
            "integer": pl.Int64(),
            "number": pl.Float64(),
            "boolean": pl.Boolean(),
            "date": pl.Date(),
            "list": pl.List(pl.String()),
        }
        assert dtype == plain[spec.type]


def test_unknown_column_type_raises_key_error() -> None:
    with pytest.raises(KeyError):
        dtypes({"fields": [{"name": "x", "type": "duration"}]})


def test_frames_contain_no_nan_and_no_empty_string(real: Dataset) -> None:
    for table in real.tables.values():
        frame = table.frame()
        for name, dtype in frame.schema.items():
            if dtype == pl.Float64:
                assert frame[name].is_finite().all()
            if dtype == pl.String:
                assert not (frame[name] == "").any()
            if dtype == pl.List(pl.String):
                assert frame[name].null_count() == 0
                assert not (frame[name].explode() == "").any()


# The pandera schema


@both_frames
@pytest.mark.parametrize("table", TABLE_NAMES)
def test_schema_accepts_package_frames(example: Dataset, table: str, frame: Frame) -> None:
    data = frame(example, table)
    assert data.height > 0
    assert schema(table).validate(data).equals(data)
    assert schema(table).validate(data, lazy=True).equals(data)


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_schema_accepts_release_frames(real: Dataset, table: str) -> None:
    assert cip.schema(table).validate(real[table].frame(), lazy=True).height == len(real[table])


@both_frames
def test_frame_built_from_records_equals_table_frame(example: Dataset, frame: Frame) -> None:
    for table in TABLE_NAMES:
        assert frame(example, table).equals(example[table].frame())


def wrong_dtypes(spec: ColumnSpec) -> list[pl.Expr]:
    """Return expressions that cast a column to dtypes other than the declared one."""
    column = pl.col(spec.name)
    if spec.categories:
        return [column.cast(pl.String), column.cast(pl.String).cast(pl.Enum(["?"]), strict=False)]
    return {
        "string": [column.cast(pl.Binary), column.cast(pl.Categorical)],
        "integer": [column.cast(pl.Float64), column.cast(pl.Int32)],
        "number": [column.cast(pl.Float32), column.cast(pl.String)],
        "boolean": [column.cast(pl.Int64), column.cast(pl.String)],
        "date": [column.cast(pl.Datetime), column.cast(pl.String)],
        "list": [column.list.join("|"), column.list.len()],
    }[spec.type]


@pytest.mark.sampled(4)
@both_frames
@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("table", TABLE_NAMES)
def test_wrong_dtype_is_rejected_in_every_column(
    example: Dataset, table: str, frame: Frame, which: int
) -> None:
    wrong = frame(example, table).with_columns(wrong_dtypes(spec)[which] for spec in columns(table))
    with pytest.raises(SchemaErrors) as caught:
        schema(table).validate(wrong, lazy=True)
    reported = {str(error.schema.name) for error in caught.value.schema_errors}  # pyright: ignore
    assert {spec.name for spec in columns(table)} <= reported


def spoil(data: pl.DataFrame, values: dict[str, Any]) -> pl.DataFrame:
    """Replace values of the first row, keeping the dtypes."""
    first = pl.int_range(pl.len()) == 0
    return data.with_columns(
        pl.when(first)
        .then(pl.lit(value, dtype=data.schema[name]))
        .otherwise(pl.col(name))
        .alias(name)
        for name, value in values.items()
    )


@pytest.mark.sampled(4)
@both_frames
@pytest.mark.parametrize("table", TABLE_NAMES)
def test_null_is_rejected_in_required_columns(example: Dataset, table: str, frame: Frame) -> None:
    data = frame(example, table)
    may = [spec.name for spec in columns(table) if spec.nullable]
    must = [spec.name for spec in columns(table) if not spec.nullable]
    assert schema(table).validate(spoil(data, dict.fromkeys(may))).height == data.height
    assert set(must) <= rejected(table, spoil(data, dict.fromkeys(must)))


def test_list_item_length_is_unlimited_without_max_length() -> None:
    spec = next(each for each in columns("policies") if each.type == "list")
    assert spec.max_length is not None
    frame = pl.DataFrame({spec.name: [["a" * (spec.max_length + 1)]]})
    for longest, fine in ((spec.max_length, False), (None, True)):
        (check, *_) = _checks(replace(spec, max_length=longest, pattern="a+"))
        frame_schema = pa.DataFrameSchema({spec.name: pa.Column(pl.List(pl.String), check)})
        if fine:
            assert frame_schema.validate(frame).height == 1
        else:
            with pytest.raises(SchemaError):
                frame_schema.validate(frame)


def bad_values(spec: ColumnSpec) -> list[Any]:
    """Return values of the column dtype that the record class rejects."""
    if spec.categories or spec.type in ("date", "boolean", "list"):
        return []
    if spec.type == "number":
        return [float("nan"), float("inf"), float("-inf")]
    if spec.type == "integer":
        return [(spec.minimum or 0) - 1]
    bad: list[Any] = ["", " padded", "\n"]
    if spec.max_length is not None:
        bad.append("a" * (spec.max_length + 1))
    if spec.pattern and not is_free_text(spec):
        bad += ["no such thing!", "\u00e9"]
    return bad


@pytest.mark.sampled(5)
@both_frames
@pytest.mark.parametrize("which", range(6))
@pytest.mark.parametrize("table", TABLE_NAMES)
def test_value_rejected_by_the_record_is_rejected_by_the_schema(
    example: Dataset, table: str, frame: Frame, which: int
) -> None:
    values = {
        spec.name: bad_values(spec)[which]
        for spec in columns(table)
        if len(bad_values(spec)) > which
    }
    if values:
        data = spoil(frame(example, table), values)
        assert set(values) <= rejected(table, data), set(values) - rejected(table, data)


@pytest.mark.parametrize(
    ("table", "column"), [(table, spec.name) for table, spec in SPECS if spec.type == "list"]
)
@pytest.mark.parametrize("item", ["", " padded", "a|b", None], ids=repr)
def test_list_item_rejected_by_the_record_is_rejected_by_the_schema(
    example: Dataset, table: str, column: str, item: str | None
) -> None:
    data = spoil(example[table].frame(), {column: ["fine", item]})
    assert column in rejected(table, data)


@pytest.mark.sampled(4)
@both_frames
@pytest.mark.parametrize("table", TABLE_NAMES)
def test_extra_or_missing_columns_and_duplicate_ids_are_rejected(
    example: Dataset, table: str, frame: Frame
) -> None:
    data = frame(example, table)
    for wrong in (
        data.with_columns(extra=pl.lit(1)),
        data.drop("id"),
        data.rename({data.columns[-1]: "other"}),
        pl.concat([data, data.head(1)]),
    ):
        rejected(table, wrong)
        with pytest.raises(SchemaError):
            schema(table).validate(wrong)


def test_unknown_code_cannot_be_cast_to_the_enum(example: Dataset) -> None:
    with pytest.raises(pl.exceptions.InvalidOperationError):
        example.targets.frame().with_columns(
            pl.lit("vow").cast(polars_schema("targets")["strength"]).alias("strength")
        )


def test_schema_has_table_name_and_column_descriptions() -> None:
    found = schema("targets")
    assert isinstance(found, pa.DataFrameSchema)
    assert found.name == "targets"
    assert found.strict is True
    assert found.coerce is False
    for spec in columns("targets"):
        assert found.columns[spec.name].description == spec.meaning.description
        assert found.columns[spec.name].nullable is spec.nullable


# JSON Schema


def as_json(record: Record) -> dict[str, Any]:
    """Return a record as a JSON object."""

    def value_of(value: object) -> Any:
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        if isinstance(value, datetime.date):
            return value.isoformat()
        return value

    found: dict[str, Any] = json.loads(
        json.dumps({name: value_of(value) for name, value in record.items()})
    )
    return found


def validator(table: str) -> Draft202012Validator:
    return Draft202012Validator(
        json_schema(table), format_checker=Draft202012Validator.FORMAT_CHECKER
    )


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_every_row_conforms_to_the_json_schema(example: Dataset, real: Dataset, table: str) -> None:
    check = validator(table)
    for record in (*example[table], *real[table]):
        assert list(check.iter_errors(as_json(record))) == []


@pytest.mark.sampled(5)
@pytest.mark.parametrize("table", TABLE_NAMES)
@given(data=st.data())
@settings(max_examples=10)
def test_any_valid_record_conforms_to_the_json_schema(table: str, data: st.DataObject) -> None:
    assert list(validator(table).iter_errors(as_json(data.draw(records_of(table))))) == []


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_json_schema_is_valid_and_describes_the_columns(table: str) -> None:
    found = cip.json_schema(table)
    Draft202012Validator.check_schema(found)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["title"] == table
    assert list(found["properties"]) == [spec.name for spec in columns(table)]
    for spec in columns(table):
        column = found["properties"][spec.name]
        assert column["description"] == spec.meaning.description
        assert column.get("x-unit") == spec.meaning.unit
        assert column.get("x-references") == spec.meaning.referenced_table
        for example in column["examples"]:
            assert Draft202012Validator(column).is_valid(example)


@pytest.mark.parametrize(("table", "spec"), SPECS, ids=IDS)
def test_value_rejected_by_the_record_is_rejected_by_the_json_schema(
    example: Dataset, table: str, spec: ColumnSpec
) -> None:
    check = validator(table)
    right = as_json(next(iter(example[table])))
    wrong: list[Any] = [{}]
    if not spec.nullable:
        wrong.append(None)
    by_type: dict[str, list[Any]] = {
        "string": [1, True, [], "", " padded", "\n"],
        "integer": ["1", 1.5, -1, True],
        "number": ["1", True, []],
        "date": [20240101, "1 May 2024", "2024-13-01"],
        "boolean": [1, "true"],
        "list": ["a", [1], [None]],
    }
    wrong += by_type[spec.type]
    if spec.categories:
        wrong.append(spec.categories[0].upper())
    for value in wrong:
        assert not check.is_valid({**right, spec.name: value}), value


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_json_with_extra_or_missing_keys_is_rejected(example: Dataset, table: str) -> None:
    check = validator(table)
    right = as_json(next(iter(example[table])))
    assert not check.is_valid({**right, "colour": "red"})
    for spec in columns(table):
        rest = {name: value for name, value in right.items() if name != spec.name}
        assert check.is_valid(rest) is (spec.nullable or spec.type == "list")


# The dictionary


def test_page_of_tables_lists_every_column() -> None:
    page = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    parts = page.split("\n## ")[1:]
    assert [part.split("\n")[0] for part in parts] == list(TABLE_NAMES)
    for table, part in zip(TABLE_NAMES, parts, strict=True):
        rows = [line for line in part.split("\n") if line.startswith("| `")]
        assert [row.split("`")[1] for row in rows] == [spec.name for spec in columns(table)]
        for row, spec in zip(rows, columns(table), strict=True):
            assert row.replace("\\|", "").count("|") == 6, row
            assert spec.meaning.description in row
            assert ("| may |" in row) is (spec.nullable or spec.type == "list")
            for code in spec.categories:
                assert f"`{code}`" in row
            if spec.meaning.referenced_table:
                assert spec.meaning.referenced_table in row


def test_dimensions_are_required_columns_of_any_scalar_type(real: Dataset) -> None:
    frame = real.figures.frame()
    wide = frame.with_columns(model=pl.lit("A"), run=pl.lit(None, pl.Int8))
    dimensions = ["model", "run"]
    assert cip.schema("figures", dimensions).validate(wide, lazy=True).width == wide.width
    for wrong in (frame, wide.drop("run"), wide.with_columns(other=pl.lit(1))):
        with pytest.raises(SchemaErrors):
            cip.schema("figures", dimensions).validate(wrong, lazy=True)
    validator = Draft202012Validator(cip.json_schema("figures", dimensions))
    row = json.loads(next(iter(real.figures)).model_dump_json())
    for cell in ("x", 1, 0.5, True, None):
        assert validator.is_valid(row | {"model": "A", "run": cell})
    for wrong_row in (row, row | {"model": "A"}, row | {"model": "A", "run": [1]}):
        assert not validator.is_valid(wrong_row)
    assert cip.json_schema("figures", ()) == cip.json_schema("figures")
    for make in (cip.schema, cip.json_schema):
        with pytest.raises(cip.ChinaIndPolicyError, match="'period' is a column of figures"):
            make("figures", ["period"])


def test_schema_leaves_the_environment_as_it_was() -> None:
    """The import of pandera lets PyArrow ignore time zones in the whole process."""
    code = (
        "import os, chinaindpolicy as cip; cip.schema('figures');"
        "print(os.environ.get('PYARROW_IGNORE_TIMEZONE'))"
    )
    assert run(code) == "None\n"
    env = {"PYTHONPATH": paths(), "PYARROW_IGNORE_TIMEZONE": "1"}
    assert run(code, env=env) == "1\n"
