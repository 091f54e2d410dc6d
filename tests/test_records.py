"""Records: strict, frozen, described; what is written is what is read."""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from chinaindpolicy.curation.build import release_files, table_csv
from chinaindpolicy.curation.collection import Settings
from chinaindpolicy.dataset.dataset import Dataset, from_files
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.model.columns import ColumnSpec, columns, describe_table, record_class
from chinaindpolicy.model.describe import number_in_words
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.periods import period_bounds
from chinaindpolicy.model.records import RECORDS, Outcome, Target, Unit
from chinaindpolicy.model.serialize import format_decimal, to_csv_cell
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.testing.field_strategies import numbers, periods
from chinaindpolicy.testing.field_strategies import records as records_of
from example import Tables

SPECS = [(table, spec) for table in TABLE_NAMES for spec in columns(table)]
IDS = [f"{table}.{spec.name}" for table, spec in SPECS]


def read_back(files: Mapping[str, bytes], table: str) -> tuple[Record, ...]:
    return tuple(from_files(files)[table])


def files_of(table: str, records: list[Record]) -> Mapping[str, bytes]:
    tables: Tables = dict.fromkeys(TABLE_NAMES, ()) | {table: tuple(records)}
    return release_files(Settings(), tables)


def error_types(error: ValidationError) -> list[str]:
    return [part["type"] for part in error.errors()]


def example_value(spec: ColumnSpec) -> Any:
    """A column's example as the record holds it."""
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


def test_there_is_a_record_for_every_table() -> None:
    assert tuple(RECORDS) == TABLE_NAMES
    for table, record in RECORDS.items():
        assert record_class(table) is record
        assert describe_table(table).endswith(".")


def test_an_unknown_table_has_no_record() -> None:
    with pytest.raises(UnknownNameError, match="no table 'tragets'; did you mean 'targets'"):
        record_class("tragets")


@pytest.mark.parametrize(("table", "spec"), SPECS, ids=IDS)
def test_every_column_says_what_it_means(table: str, spec: ColumnSpec) -> None:
    meaning = spec.meaning
    assert meaning.description[0].isupper()
    assert meaning.description.endswith(".")
    assert set(meaning.references) <= set(TABLE_NAMES)
    assert meaning.example == to_csv_cell(example_value(spec))
    # A number has a unit, be it the one that another column names; a count of things has too.
    assert spec.type != "number" or meaning.unit
    if spec.categories:
        assert meaning.example in spec.categories


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_the_examples_make_a_valid_record(table: str) -> None:
    values = {spec.name: example_value(spec) for spec in columns(table)}
    record = RECORDS[table].model_validate(values)
    assert dict(record) == values
    assert record.id in str(record)


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_columns_are_the_fields_id_first(table: str) -> None:
    found = [spec.name for spec in columns(table)]
    assert found[0] == "id"
    assert sorted(found) == sorted(RECORDS[table].model_fields)


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_the_models_own_json_schema_carries_the_meanings(table: str) -> None:
    properties = RECORDS[table].model_json_schema()["properties"]
    for spec in columns(table):
        assert spec.meaning.description in json.dumps(properties[spec.name], ensure_ascii=False)


# Strictness


def wrong_values(spec: ColumnSpec) -> list[Any]:
    """Values of another type, or beyond the bounds, that a lax model would take or bend."""
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
def test_nothing_is_coerced(table: str, spec: ColumnSpec) -> None:
    right = {each.name: example_value(each) for each in columns(table)}
    for wrong in wrong_values(spec):
        with pytest.raises(ValidationError) as caught:
            RECORDS[table].model_validate({**right, spec.name: wrong})
        assert {error["loc"][0] for error in caught.value.errors()} == {spec.name}


@pytest.mark.parametrize(("table", "spec"), SPECS, ids=IDS)
def test_only_what_may_be_missing_may_be_missing(table: str, spec: ColumnSpec) -> None:
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
def test_a_value_beyond_its_bounds_is_refused(table: str, column: str, wrong: Any) -> None:
    right = {spec.name: example_value(spec) for spec in columns(table)}
    with pytest.raises(ValidationError) as caught:
        RECORDS[table].model_validate({**right, column: wrong})
    assert {error["loc"][0] for error in caught.value.errors()} == {column}


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_an_unknown_key_is_refused(table: str) -> None:
    right = {spec.name: example_value(spec) for spec in columns(table)}
    with pytest.raises(ValidationError) as caught:
        RECORDS[table].model_validate({**right, "colour": "red"})
    assert error_types(caught.value) == ["extra_forbidden"]


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_a_record_cannot_be_changed_and_can_be_hashed(table: str) -> None:
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


# Periods


@given(periods())
def test_a_period_starts_before_it_ends(period: str) -> None:
    start, end = period_bounds(period)
    assert (start is None) == period.startswith("../")
    assert start is None or start <= end


@given(st.dates())
def test_a_day_is_its_own_period(day: datetime.date) -> None:
    assert period_bounds(day.isoformat()) == (day, day)


@given(st.dates(max_value=datetime.date(9999, 11, 30)))
def test_a_month_is_all_its_days_and_no_more(day: datetime.date) -> None:
    start, end = period_bounds(f"{day.year:04}-{day.month:02}")
    one = datetime.timedelta(days=1)
    assert start is not None
    assert start <= day <= end
    assert (start.day, (end + one).day) == (1, 1)
    assert (start.month, start.year) == (end.month, end.year) == (day.month, day.year)


@given(st.dates())
def test_a_year_is_from_new_year_to_its_last_day(day: datetime.date) -> None:
    assert period_bounds(f"{day.year:04}") == (
        day.replace(month=1, day=1),
        day.replace(month=12, day=31),
    )


@given(st.dates(), st.dates())
def test_an_interval_is_from_its_first_to_its_last_day(
    first: datetime.date, last: datetime.date
) -> None:
    period = f"{first.isoformat()}/{last.isoformat()}"
    if first <= last:
        assert period_bounds(period) == (first, last)
    else:
        with pytest.raises(ValueError, match="ends before it starts"):
            period_bounds(period)


@given(periods().filter(lambda period: "/" not in period))
def test_an_open_start_changes_no_end(period: str) -> None:
    assert period_bounds(f"../{period}") == (None, period_bounds(period)[1])


def test_the_last_month_of_the_calendar_is_a_month() -> None:
    last = datetime.date(9999, 12, 31)
    assert period_bounds("9999-12") == (datetime.date(9999, 12, 1), last)


@pytest.mark.parametrize(
    "period",
    [
        *("", "24", "2024-1", "2024-13", "2024-00", "2024-02-30", "2023-02-29", "0000"),
        *("../2024-13", "../2024-00", "../2024-02-30", "2021/2024-13", "2021/2024-00"),
        *("2024/", "/2024", "../", "2024/..", "2024/2025/2026", "../../2024", "..2024"),
        *("2024-01-01T00:00", "2024Q1", "２０２４", "2024 ", "2024\n", "-2024"),
    ],
)
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        period_bounds(period)


# Round trips


@pytest.mark.parametrize("table", TABLE_NAMES)
@given(data=st.data())
@settings(max_examples=12)
def test_a_record_survives_the_file(table: str, data: st.DataObject) -> None:
    record = data.draw(records_of(table))
    (found,) = read_back(files_of(table, [record]), table)
    assert found == record
    assert hash(found) == hash(record)


@pytest.mark.parametrize("table", TABLE_NAMES)
@given(data=st.data())
@settings(max_examples=12)
def test_a_record_is_the_same_in_the_frame(table: str, data: st.DataObject) -> None:
    record = data.draw(records_of(table))
    (row,) = from_files(files_of(table, [record]))[table].frame().iter_rows(named=True)
    for spec in columns(table):
        value, found = getattr(record, spec.name), row[spec.name]
        if spec.type == "number" and value is not None:
            # Exact on the record, Float64 in the frame, and no value changes on the way.
            assert isinstance(found, float)
            assert Decimal(repr(found)) == value
        elif spec.type == "list":
            assert tuple(found) == value
        else:
            assert found == value
            assert type(found) is type(value)


def test_every_value_of_the_release_is_the_same_in_the_frame(real: Dataset) -> None:
    for table in real.tables.values():
        numeric = [spec.name for spec in columns(table.name) if spec.type == "number"]
        for record, row in zip(table, table.frame().iter_rows(named=True), strict=True):
            for name in numeric:
                value = getattr(record, name)
                assert (value is None) == (row[name] is None)
                assert value is None or Decimal(repr(row[name])) == value


@pytest.mark.parametrize(
    "control", ["\n", "\r", "\r\n", "\t", "\x00", "\x1f", "\x85", "\u2028", "\x7f"]
)
def test_a_control_character_in_a_text_survives_the_file_or_is_refused(control: str) -> None:
    name = f"one{control}two"
    try:
        unit = Unit(id="m", name=name, dimension="length")
    except ValidationError as error:
        assert {part["loc"][0] for part in error.errors()} == {"name"}
    else:
        files = files_of("units", [unit])
        assert read_back(files, "units") == (unit,)
        assert from_files(files).units.frame()["name"].to_list() == [name]


@pytest.mark.parametrize("text", ['"', '""', ",", ";", "'", '"a",b', "#", "NA", "null"])
def test_what_a_csv_reader_may_trip_over_survives(text: str) -> None:
    units = [
        Unit(id="a", name=text, dimension="length"),
        Unit(id="b", name="b", name_zh=text, dimension="length"),
    ]
    files = files_of("units", list(units))
    assert read_back(files, "units") == tuple(units)
    assert from_files(files).units.frame()["name"].to_list() == [text, "b"]
    assert from_files(files).units.frame()["name_zh"].to_list() == [None, text]


@given(numbers())
def test_a_number_is_written_plainly_and_exactly(number: Decimal) -> None:
    text = format_decimal(number)
    assert Decimal(text) == number
    assert "E" not in text.upper()
    assert not ("." in text and text.endswith("0"))
    assert text == format_decimal(Decimal(text))


@given(st.integers(-(10**15), 10**15).map(Decimal))
def test_a_number_in_words_is_the_number(number: Decimal) -> None:
    words = number_in_words(number).replace(",", "")
    amount, _, scale = words.partition(" ")
    power = {"": 0, "million": 6, "billion": 9, "trillion": 12}[scale]
    assert Decimal(amount).scaleb(power) == number


def test_a_table_is_one_line_of_names_and_one_row_each() -> None:
    unit = Unit(id="m", name="metre", dimension="length")
    rows = list(csv.reader(io.StringIO(table_csv("units", [unit]).decode())))
    assert rows == [
        ["id", "name", "name_zh", "symbol", "dimension", "ucum", "iso_4217", "sdmx"],
        ["m", "metre", "", "", "length", "", "", ""],
    ]


def test_a_target_in_print_shows_a_range_and_no_number() -> None:
    values = {spec.name: example_value(spec) for spec in columns("targets")}
    ranged = Target.model_validate(
        {**values, "comparator": "range", "value": Decimal(20), "value_upper": Decimal(30)}
    )
    assert "20 to 30 CNY" in str(ranged)
    nothing = dict.fromkeys(("comparator", "value", "value_upper", "unit", "value_printed"))
    assert "“2.100 billion yuan”" in str(Target.model_validate({**values, **nothing}))


def test_a_period_may_be_one_day_and_its_edges_are_what_they_say() -> None:
    day = datetime.date
    assert period_bounds("2024-05-01/2024-05-01") == (day(2024, 5, 1), day(2024, 5, 1))
    assert period_bounds("2024-02/2024-02") == (day(2024, 2, 1), day(2024, 2, 29))
    assert period_bounds("2021/2023") == (day(2021, 1, 1), day(2023, 12, 31))
    assert period_bounds("2021-03") == (day(2021, 3, 1), day(2021, 3, 31))
    with pytest.raises(ValueError, match="ends before it starts"):
        period_bounds("2024-05-02/2024-05-01")


def test_a_column_says_its_unit_and_reference_in_the_schema_or_nothing() -> None:
    told = {
        name: {key for key in column if key.startswith("x-")}
        for name, column in RECORDS["targets"].model_json_schema()["properties"].items()
    }
    assert told["policy_id"] == {"x-references"}
    assert told["statement"] == set()
    spans = RECORDS["targets"].model_json_schema()["properties"]["char_start"]
    assert "x-references" not in spans


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ("0000", "there is no year 0000"),
        ("0000-01/2024", "there is no year 0000"),
        ("2024-13", "there is no month 13"),
        ("2024-00", "there is no month 00"),
        ("2024-02-30", "2024-02 has 29 days, and no day 30"),
        ("2023-02-00", "2023-02 has 28 days, and no day 00"),
        ("../..", "is no ISO 8601 period such as 2024"),
    ],
)
def test_a_period_that_no_calendar_has_is_told_in_words_of_our_own(
    period: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        period_bounds(period)


def test_an_outcome_in_print_says_what_came_when_and_what_it_follows() -> None:
    values = {spec.name: example_value(spec) for spec in columns("outcomes")}
    nothing = dict.fromkeys(("comparator", "value", "value_upper", "unit", "measure"))
    told = {**values, "comparator": "eq", "value_upper": None, "unit": "project"}
    full = str(Outcome.model_validate(told)).splitlines()
    bare = str(Outcome.model_validate({**values, **nothing, "period": None})).splitlines()
    assert full[0] == bare[0] == "outcome-zhejiang-projects: 1,299 projects."
    assert full[1] == "  thousand-trillion-major-projects = 1,299 projects for 2024, cn"
    assert bare[1] == "  thousand-trillion-major-projects, cn"
    assert full[2] == bare[2]
    assert full[2] == "  follows zhejiang-2024-projects, from cns-2025-01-14 (found)"


def test_an_item_of_a_list_has_as_many_characters_as_are_admitted() -> None:
    values = {spec.name: example_value(spec) for spec in columns("regions")}
    made = record_class("regions").model_validate({**values, "aliases": ("a" * 200,)})
    assert getattr(made, "aliases", None) == ("a" * 200,)
    with pytest.raises(ValidationError) as caught:
        record_class("regions").model_validate({**values, "aliases": ("a" * 201,)})
    assert error_types(caught.value) == ["string_too_long"]
