"""The valid rows of a table refer to no invalid row of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from validation_rows import ENGINES, TASK, Row, check


def chain(*parents: int | None, wrong: frozenset[int] = frozenset()) -> list[Row]:
    levels: list[int] = []
    rows: list[Row] = []
    for number, parent in enumerate(parents):
        levels.append(1 if parent is None else levels[parent] + 1)
        rows.append(
            TASK
            | {
                "id": f"t-{number}",
                "ordinal": number + 1,
                "level": levels[number],
                "parent_id": None if parent is None else f"t-{parent}",
                "region_id": "cn-zz" if number in wrong else "cn",
            }
        )
    return rows


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_below_an_invalid_row_are_invalid(engine: Any) -> None:
    rows = chain(None, 0, 1, None, 3, wrong=frozenset({0}))
    report = check("tasks", *rows, engine=engine)
    found = [(each.row, each.value) for each in report.findings if each.code == "reference-invalid"]
    assert found == [(1, "t-0"), (2, "t-1")]
    assert report.counts == {"id-dangling": 1, "reference-invalid": 2}


@pytest.mark.full
@given(st.data())
@settings(deadline=None, max_examples=60)
def test_valid_rows_are_valid_by_themselves(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 8))
    parents = [
        data.draw(st.none() | st.integers(0, number - 1)) if number else None
        for number in range(size)
    ]
    wrong = data.draw(st.frozensets(st.integers(0, size - 1)))
    rows = chain(*parents, wrong=wrong)
    report = cip.validate(rows, "tasks")
    valid = report.valid_rows()
    assert len(valid) + len(report.invalid_rows()) == size
    assert cip.validate(valid, "tasks").ok, str(cip.validate(valid, "tasks"))

    def is_valid(number: int | None) -> bool:
        return number is None or (number not in wrong and is_valid(parents[number]))

    assert valid == [row for number, row in enumerate(rows) if is_valid(number)]


def test_region_below_an_invalid_region_is_invalid() -> None:
    row = {"id": "x", "name": "X", "level": "country", "parent_id": None}
    rows = [row | {"level": "kingdom"}, row | {"id": "y", "parent_id": "x"}]
    report = cip.validate(rows, "regions")
    assert report.counts == {"code-unknown": 1, "reference-invalid": 1}
    assert report.valid_rows() == []


def test_child_of_an_id_in_two_tables_is_invalid() -> None:
    units = [{"id": "xx", "name": "X", "dimension": "count"}]
    region = {"id": "xx", "name": "X", "level": "country"}
    child = {"id": "yy", "name": "Y", "level": "country", "parent_id": "xx"}
    report = cip.validate({"units": units, "regions": [region, child]})
    assert report.counts == {"id-in-two-tables": 1, "reference-invalid": 1}
    assert report.valid_rows("regions") == []
