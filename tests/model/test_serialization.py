"""Serialization: records and values round-trip through CSV and frames."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from chinaindpolicy.curation.build import release_files, table_csv
from chinaindpolicy.curation.collection import Settings
from chinaindpolicy.dataset.csv_tables import read_value
from chinaindpolicy.dataset.dataset import Dataset, from_files
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.describe import format_number
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.records import Unit
from chinaindpolicy.model.serialize import format_decimal, to_csv_cell
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.testing.field_strategies import numbers
from chinaindpolicy.testing.field_strategies import records as records_of
from example import Tables


def read_back(files: Mapping[str, bytes], table: str) -> tuple[Record, ...]:
    return tuple(from_files(files)[table])


def files_of(table: str, records: list[Record]) -> Mapping[str, bytes]:
    tables: Tables = dict.fromkeys(TABLE_NAMES, ()) | {table: tuple(records)}
    return release_files(Settings(), tables)


@pytest.mark.sampled(5)
@pytest.mark.parametrize("table", TABLE_NAMES)
@given(data=st.data())
@settings(max_examples=12)
def test_record_round_trips_through_csv(table: str, data: st.DataObject) -> None:
    record = data.draw(records_of(table))
    (found,) = read_back(files_of(table, [record]), table)
    assert found == record
    assert hash(found) == hash(record)


@pytest.mark.sampled(5)
@pytest.mark.parametrize("table", TABLE_NAMES)
@given(data=st.data())
@settings(max_examples=12)
def test_frame_row_equals_the_record(table: str, data: st.DataObject) -> None:
    record = data.draw(records_of(table))
    (row,) = from_files(files_of(table, [record]))[table].frame().iter_rows(named=True)
    for spec in columns(table):
        value, found = getattr(record, spec.name), row[spec.name]
        if spec.type == "number" and value is not None:
            # Decimal in the record, Float64 in the frame, with equal values.
            assert isinstance(found, float)
            assert Decimal(repr(found)) == value
        elif spec.type == "list":
            assert tuple(found) == value
        else:
            assert found == value
            assert type(found) is type(value)


def test_release_numbers_are_exact_in_frames(real: Dataset) -> None:
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
def test_control_character_round_trips_or_is_rejected(control: str) -> None:
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
def test_csv_special_characters_round_trip(text: str) -> None:
    units = [
        Unit(id="a", name=text, dimension="length"),
        Unit(id="b", name="b", name_zh=text, dimension="length"),
    ]
    files = files_of("units", list(units))
    assert read_back(files, "units") == tuple(units)
    assert from_files(files).units.frame()["name"].to_list() == [text, "b"]
    assert from_files(files).units.frame()["name_zh"].to_list() == [None, text]


@given(numbers())
def test_number_is_written_without_exponent_and_exactly(number: Decimal) -> None:
    text = format_decimal(number)
    assert Decimal(text) == number
    assert "E" not in text.upper()
    assert not ("." in text and text.endswith("0"))
    assert text == format_decimal(Decimal(text))


@given(st.integers(-(10**15), 10**15).map(Decimal))
def test_scaled_number_text_keeps_the_value(number: Decimal) -> None:
    words = format_number(number).replace(",", "")
    amount, _, scale = words.partition(" ")
    power = {"": 0, "million": 6, "billion": 9, "trillion": 12}[scale]
    assert Decimal(amount).scaleb(power) == number


def test_table_csv_has_header_and_one_row_per_record() -> None:
    unit = Unit(id="m", name="metre", dimension="length")
    rows = list(csv.reader(io.StringIO(table_csv("units", [unit]).decode())))
    assert rows == [
        ["id", "name", "name_zh", "symbol", "dimension", "ucum", "iso_4217", "sdmx", "code_list"],
        ["m", "metre", "", "", "length", "", "", "", ""],
    ]


def test_boolean_round_trips_through_csv_text() -> None:
    for value, text in ((True, "true"), (False, "false")):
        assert to_csv_cell(value) == text
        assert read_value("boolean", text) is value
    with pytest.raises(ValueError, match="'yes' is not a boolean"):
        read_value("boolean", "yes")
