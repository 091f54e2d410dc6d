"""Lists of dicts and records as data to validate."""

from __future__ import annotations

import datetime
import sys
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

import chinaindpolicy as cip
from validation_rows import FIGURE


def test_python_values_are_as_strict_as_records() -> None:
    rows = [FIGURE | {"value": wrong} for wrong in ("40", True, [1], 2**70, FIGURE["value"])]
    rows += [FIGURE | {"period_start": datetime.datetime(2023, 1, 1)}, FIGURE | {"period": 2023}]
    rows = [row | {"id": f"row-{place}"} for place, row in enumerate(rows)]
    report = cip.validate(rows, "figures")
    assert report.counts_by_column["figures", "type-wrong", "value"] == 3
    assert report.counts_by_column["figures", "type-wrong", "period_start"] == 1
    assert report.counts_by_column["figures", "type-wrong", "period"] == 1
    values = [found.value for found in report.findings if found.code == "type-wrong"]
    assert "'40'" in values
    assert "value-without-unit" not in report.counts  # the wrong type alone is told


def test_row_of_another_type_is_rejected_with_its_number() -> None:
    with pytest.raises(cip.ChinaIndPolicyError, match="row 1 is a int: expected a dict"):
        cip.validate([FIGURE, 3], "figures")


def test_cell_of_wrong_type_is_shown_with_its_python_form() -> None:
    rows = [FIGURE | {"value": "2.1e12", "region_id": "cn-zz"}, FIGURE | {"unit": None}]
    told = {(one.code, one.column): one.value for one in cip.validate(rows, "figures").findings}
    assert told["type-wrong", "value"] == "'2.1e12'"
    assert told["id-dangling", "region_id"] == "cn-zz"
    assert told["value-without-unit", "unit"] == ""


def test_numeric_classes_are_accepted_as_numbers() -> None:
    """A Decimal, and a number of numpy, is the number that it is."""
    numbers = (Decimal("2.1e12"), np.float64(2.1e12), 2_100_000_000_000, 2.1e12, Decimal("1e400"))
    rows = [FIGURE | {"id": f"r-{n}", "value": value} for n, value in enumerate(numbers)]
    report = cip.validate(rows, "figures")
    assert "type-wrong" not in report.counts
    assert "value-magnitude" not in report.counts
    assert [one.row for one in report.findings if one.code == "value-not-finite"] == [4]


def test_limit_integers_are_valid_next_to_invalid_cells() -> None:
    rows = [{**FIGURE, "char_start": number} for number in (2**63 - 1, -(2**63), "x", 2**63)]
    report = cip.validate(rows, "figures", samples=9)
    told = [one.row for one in report.findings if one.code == "type-wrong"]
    assert told == [2, 3]


@pytest.mark.parametrize("items", [["a", 1], [None], ["half \ud800"], "a|b", {"a"}])
def test_list_items_must_be_texts(items: Any) -> None:
    row = {"id": "err-x", "record_ids": items}
    report = cip.validate([row, {"id": "err-y", "record_ids": ["b"]}], "errata")
    assert report.counts_by_column["errata", "type-wrong", "record_ids"] == 1


def test_boolean_is_not_a_number() -> None:
    figures = pl.DataFrame([FIGURE]).with_columns(value=pl.lit(True))
    report = cip.validate(figures, "figures")
    assert report.counts_by_column["figures", "dtype-wrong", "value"] == 1
    assert "Boolean" in next(one.value for one in report.findings if one.code == "dtype-wrong")


def test_integers_beyond_64_bits_are_reported() -> None:
    report = cip.validate([FIGURE | {"paragraph": 2**63}, FIGURE | {"id": "b"}], "figures")
    assert report.counts_by_column["figures", "type-wrong", "paragraph"] == 1


def test_integer_beyond_every_float_is_not_a_number() -> None:
    beyond = 2**1024 - 2**970  # half a step above the largest float
    with pytest.raises(OverflowError):
        float(beyond)
    largest = int(sys.float_info.max)
    values = ((beyond, 1), (-beyond, 1), (beyond - 1, 1), (1 - beyond, 1))
    for value, wrong in (*values, (largest, 0), (-largest, 0)):
        report = cip.validate([FIGURE | {"value_upper": value}], "figures")
        assert report.counts.get("type-wrong", 0) == wrong
        assert report.invalid_rows() == [FIGURE | {"value_upper": value}]
    rows = [FIGURE | {"id": id, "value_upper": value} for id, value in (("a", -beyond), ("b", 5))]
    assert cip.validate(rows, "figures").counts["type-wrong"] == 1


@pytest.mark.parametrize("column", ["value", "paragraph", "stated"])
def test_integer_too_long_to_print_is_reported(column: str) -> None:
    row = FIGURE | {column: 10**5000}
    report = cip.validate([row, FIGURE | {"id": "b", "region_id": "cn-zj"}], "figures")
    (told,) = [one for one in report.findings if one.code == "type-wrong"]
    assert (told.row, told.column, told.value) == (0, column, "int too long to be written")
    assert told.expected == {
        "value": "a number", "paragraph": "an integer", "stated": "a string"
    }[column]  # fmt: skip
    assert report.invalid_rows()[0] is row
