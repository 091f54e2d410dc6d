"""Record classes: column metadata, strict validation, immutability and printed form."""

from __future__ import annotations

import datetime
import json
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.model.columns import ColumnSpec, columns, describe_table, record_class
from chinaindpolicy.model.fields import Column
from chinaindpolicy.model.records import RECORDS, Outcome, Target
from chinaindpolicy.model.serialize import to_csv_cell
from chinaindpolicy.model.vocabularies import TABLE_NAMES

SPECS = [(table, spec) for table in TABLE_NAMES for spec in columns(table)]
IDS = [f"{table}.{spec.name}" for table, spec in SPECS]


def error_types(error: ValidationError) -> list[str]:
    return [part["type"] for part in error.errors()]


def example_value(spec: ColumnSpec) -> Any:
    """Return the example of a column as a record value."""
    text = spec.meaning.example
    if spec.type == "list":
        return tuple(text.split("|"))
    convert: dict[str, Any] = {
        "integer": int,
        "number": Decimal,
        "date": datetime.date.fromisoformat,
        "boolean": json.loads,
    }
    return convert.get(spec.type, str)(text)


# Columns


def test_every_table_has_a_record_class() -> None:
    assert tuple(RECORDS) == TABLE_NAMES
    for table, record in RECORDS.items():
        assert record_class(table) is record
        assert describe_table(table).endswith(".")


def test_unknown_table_raises_unknown_name_error() -> None:
    with pytest.raises(UnknownNameError, match="no table 'tragets'; did you mean 'targets'"):
        record_class("tragets")


@pytest.mark.parametrize(("table", "spec"), SPECS, ids=IDS)
def test_every_column_has_description_and_valid_example(table: str, spec: ColumnSpec) -> None:
    meaning = spec.meaning
    assert meaning.description[0].isupper()
    assert meaning.description.endswith(".")
    assert set(meaning.references) <= set(TABLE_NAMES)
    assert meaning.example == to_csv_cell(example_value(spec))
    # Every number column declares a unit.
    assert spec.type != "number" or meaning.unit
    if spec.categories:
        assert meaning.example in spec.categories


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_column_examples_form_a_valid_record(table: str) -> None:
    values = {spec.name: example_value(spec) for spec in columns(table)}
    record = RECORDS[table].model_validate(values)
    assert dict(record) == values
    assert record.id in str(record)


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_columns_match_model_fields_with_id_first(table: str) -> None:
    found = [spec.name for spec in columns(table)]
    assert found[0] == "id"
    assert sorted(found) == sorted(RECORDS[table].model_fields)


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_pydantic_json_schema_contains_column_descriptions(table: str) -> None:
    properties = RECORDS[table].model_json_schema()["properties"]
    for spec in columns(table):
        assert spec.meaning.description in json.dumps(properties[spec.name], ensure_ascii=False)


# Strictness


def wrong_values(spec: ColumnSpec) -> list[Any]:
    """Return values of wrong type or range that a lax model would accept or convert."""
    common: list[Any] = [b"x", object(), {"a": 1}]
    if spec.type == "list":
        return [*common, ["a"], "a", {"a"}, ("",), (1,), None, (" a",)]
    if spec.categories:
        return [*common, "nonsense", spec.categories[0].upper(), 1, True]
    if spec.type == "integer":
        return [*common, "40", True, 1.0, Decimal(1), -1, math.nan]
    if spec.type == "number":
        return [*common, "40", True, 1, 1.5, *(Decimal(n) for n in ("NaN", "sNaN", "Infinity"))]
    if spec.type == "date":
        return [*common, "2024-01-01", 0, datetime.datetime(2024, 1, 1), 1.5]
    return [*common, 1, True, "", " padded", "\n", Path("x"), 1.5, "\ud800"]


@pytest.mark.parametrize(("table", "spec"), SPECS, ids=IDS)
def test_wrong_type_is_rejected_without_coercion(table: str, spec: ColumnSpec) -> None:
    right = {each.name: example_value(each) for each in columns(table)}
    for wrong in wrong_values(spec):
        with pytest.raises(ValidationError) as caught:
            RECORDS[table].model_validate({**right, spec.name: wrong})
        assert {error["loc"][0] for error in caught.value.errors()} == {spec.name}


@pytest.mark.parametrize(("table", "spec"), SPECS, ids=IDS)
def test_none_is_accepted_only_in_nullable_columns(table: str, spec: ColumnSpec) -> None:
    right = {each.name: example_value(each) for each in columns(table)}
    record = RECORDS[table]
    if spec.nullable:
        assert getattr(record.model_validate({**right, spec.name: None}), spec.name) is None
    else:
        with pytest.raises(ValidationError):
            record.model_validate({**right, spec.name: None})


@pytest.mark.parametrize(
    ("table", "column", "wrong"),
    [
        ("units", "id", "no unit"),
        ("units", "id", "1x"),
        ("units", "iso_4217", "cny"),
        ("regions", "gb_t_2260", "11000"),
        ("regions", "iso_3166_2", "CN-"),
        ("references", "url", "ftp://x"),
        ("references", "url", "https://a b"),
        ("documents", "sha256", "0" * 63),
        ("documents", "sha256", "g" * 64),
        ("documents", "sha256", "A" * 64),
        ("documents", "language", "English"),
        ("documents", "n_paragraphs", 0),
        ("tasks", "id", "Harbour"),
        ("tasks", "id", "a--b"),
        ("tasks", "id", "-a"),
        ("tasks", "id", "a-"),
        ("tasks", "id", "a\n"),
        ("tasks", "id", "a" * 121),
        ("tasks", "title", "a" * 2001),
        ("tasks", "level", 0),
        ("targets", "period", "2024-13"),
        ("targets", "period", "2024-02-30"),
        ("targets", "period", "../2024-00"),
        ("targets", "period", "2025/2024"),
        ("targets", "period", "2024/.."),
        ("targets", "period", "..2025"),
        ("targets", "period", "2024Q1"),
        ("targets", "period", "２０２４"),
        ("targets", "value", Decimal("0.1234567890123456789")),
        ("targets", "value", Decimal(2**53 + 1)),
        ("targets", "value", Decimal("1E+400")),
        ("targets", "value", Decimal("1E-400")),
    ],
)
def test_value_outside_bounds_or_pattern_is_rejected(table: str, column: str, wrong: Any) -> None:
    right = {spec.name: example_value(spec) for spec in columns(table)}
    with pytest.raises(ValidationError) as caught:
        RECORDS[table].model_validate({**right, column: wrong})
    assert {error["loc"][0] for error in caught.value.errors()} == {column}


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_unknown_key_is_rejected(table: str) -> None:
    right = {spec.name: example_value(spec) for spec in columns(table)}
    with pytest.raises(ValidationError) as caught:
        RECORDS[table].model_validate({**right, "colour": "red"})
    assert error_types(caught.value) == ["extra_forbidden"]


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_record_is_frozen_and_hashable(table: str) -> None:
    values = {spec.name: example_value(spec) for spec in columns(table)}
    record, twin = RECORDS[table](**values), RECORDS[table](**values)
    for name, value in values.items():
        with pytest.raises(ValidationError) as caught:
            setattr(record, name, value)
        assert error_types(caught.value) == ["frozen_instance"]
        with pytest.raises(ValidationError) as caught:
            delattr(record, name)
        assert error_types(caught.value) == ["frozen_instance"]
    with pytest.raises(ValidationError):
        setattr(record, "colour", "red")  # noqa: B010
    assert (record, hash(record)) == (twin, hash(twin))
    assert len(dict.fromkeys([record, twin])) == 1


def test_printed_target_shows_range_or_stated_text() -> None:
    values = {spec.name: example_value(spec) for spec in columns("targets")}
    ranged = Target.model_validate(
        {**values, "comparator": "range", "value": Decimal(20), "value_upper": Decimal(30)}
    )
    assert "20 to 30 CNY" in str(ranged)
    nothing = dict.fromkeys(("comparator", "value", "value_upper", "unit", "value_printed"))
    assert "“2.100 billion yuan”" in str(Target.model_validate({**values, **nothing}))


def test_json_schema_marks_references_only_where_declared() -> None:
    marks = {
        name: {key for key in column if key.startswith("x-")}
        for name, column in RECORDS["targets"].model_json_schema()["properties"].items()
    }
    assert marks["policy_id"] == {"x-references"}
    assert marks["statement"] == set()
    spans = RECORDS["targets"].model_json_schema()["properties"]["char_start"]
    assert "x-references" not in spans


def test_printed_outcome_shows_value_period_and_record() -> None:
    values = {spec.name: example_value(spec) for spec in columns("outcomes")}
    nothing = dict.fromkeys(("comparator", "value", "value_upper", "unit", "measure"))
    complete = {**values, "comparator": "eq", "value_upper": None, "unit": "project"}
    full = str(Outcome.model_validate(complete)).splitlines()
    bare = str(Outcome.model_validate({**values, **nothing, "period": None})).splitlines()
    assert full[0] == bare[0] == "outcome-zhejiang-projects: 1,299 projects."
    assert full[1] == "  thousand-trillion-major-projects = 1,299 projects for 2024, cn"
    assert bare[1] == "  thousand-trillion-major-projects, cn"
    assert full[2] == bare[2]
    assert full[2] == "  follows zhejiang-2024-projects, from cns-2025-01-14 (found)"


def test_list_item_length_is_limited() -> None:
    values = {spec.name: example_value(spec) for spec in columns("regions")}
    made = record_class("regions").model_validate({**values, "aliases": ("a" * 200,)})
    assert getattr(made, "aliases", None) == ("a" * 200,)
    with pytest.raises(ValidationError) as caught:
        record_class("regions").model_validate({**values, "aliases": ("a" * 201,)})
    assert error_types(caught.value) == ["string_too_long"]


def test_field_without_metadata_or_column_type_is_rejected() -> None:
    from chinaindpolicy.model.columns import _spec  # pyright: ignore[reportPrivateUsage]

    with pytest.raises(TypeError, match="field 'x' has no Column metadata"):
        _spec("x", str, [])
    with pytest.raises(TypeError, match="field 'x' has a type that no table column supports"):
        _spec("x", complex, [Column("x", "x")])


def test_printed_target_shows_value_policy_and_source(example: Dataset) -> None:
    text = str(example.targets["harbour-lantern-output-2035"])
    for words in ("above 12.5 billion yuan", "> 12.5 billion CNY", "2035", "harbour"):
        assert words in text
    for words in ("set by harbour-lantern-plan", "harbour-report, paragraph 2, characters 89-142"):
        assert words in text


def test_printed_figure_shows_the_printed_value(example: Dataset) -> None:
    text = str(example.figures["harbour-lanterns-2030"])
    assert "= 4.1 billion (printed: 4.1 million)" in text
    assert "according to harbour-statistics-office" in text
