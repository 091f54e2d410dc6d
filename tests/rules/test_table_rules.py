"""Rules that compare rows: keys, ordinals, cycles."""

from __future__ import annotations

from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.rules.engines import polars_checks
from validation_rows import DAY, FIGURE, TASK, check, counts


def test_composite_key_finding_names_its_columns() -> None:
    messages = {found.code: found.message for found in check("figures", FIGURE, FIGURE).findings}
    assert messages["id-duplicate"] == "id 'a' is in several rows"
    assert messages["observation-duplicate"].startswith(
        "several rows have the same indicator_id 'electronic-component-sales', period '2023', "
        "region_id 'cn', document_id 'components-plan-report', comparator 'eq', measure 'level', "
        "price_basis 'nominal'; "
    )
    places = {found.code: found.column for found in check("figures", FIGURE, FIGURE).findings}
    assert places["observation-duplicate"] == "indicator_id"


def test_task_cycles_are_reported_exactly() -> None:
    circle = [
        TASK | {"id": "a", "parent_id": "b", "level": 2},
        TASK | {"id": "b", "parent_id": "a", "level": 2},
        TASK | {"id": "c", "parent_id": "a", "level": 3},
        TASK | {"id": "d", "level": 1, "ordinal": 2},
    ]
    report = check("tasks", *circle)
    rows = sorted(found.row or 0 for found in report.findings if found.code == "task-cycle")
    assert rows == [0, 1]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({}, {}, True),
        ({}, {"indicator_id": "other"}, False),
        ({}, {"region_id": "cn-bj"}, False),
        ({}, {"period": "2022"}, False),
        ({}, {"document_id": "other"}, False),
        ({"indicator_id": "a", "region_id": "b"}, {"indicator_id": "b", "region_id": "a"}, False),
        ({"region_id": "a", "period": "b"}, {"region_id": "b", "period": "a"}, False),
    ],
)
@pytest.mark.parametrize("compared", [0, 1_000_000])
def test_observations_repeat_only_if_every_key_column_is_equal(
    monkeypatch: pytest.MonkeyPatch,
    first: dict[str, Any],
    second: dict[str, Any],
    same: bool,
    compared: int,
) -> None:
    """Whether suspects are compared or told apart by a second hash."""
    monkeypatch.setattr(polars_checks, "_COMPARED", compared)
    rows = [FIGURE | first, FIGURE | {"id": "b"} | second]
    year = {"period": "2001", "period_start": DAY(2001, 1, 1), "period_end": DAY(2001, 12, 31)}
    rows += [FIGURE | year | {"id": name} for name in ("c", "d", "e")]
    rows[-1]["region_id"] = "cn-zj"
    report = check("figures", *rows)
    assert report.counts["observation-duplicate"] == (4 if same else 2)
    assert {"c", "d"} <= set(report.invalid_rows()["id"])
    assert "e" in set(report.valid_rows()["id"])


def test_ordinals_are_separate_by_kind_at_the_first_level() -> None:
    first = [
        TASK | {"id": "a", "kind": "key_task"},
        TASK | {"id": "b", "kind": "safeguard"},
        TASK | {"id": "c", "parent_id": "a", "level": 2, "kind": "sub_task"},
        TASK | {"id": "d", "parent_id": "b", "level": 2, "kind": "sub_task"},
    ]
    assert "ordinal-repeated" not in check("tasks", *first).counts
    mixed = [*first, TASK | {"id": "e", "parent_id": "a", "level": 2, "kind": "key_task"}]
    report = check("tasks", *mixed)
    assert [one.id for one in report.findings if one.code == "ordinal-repeated"] == ["c", "e"]


def test_rows_without_id_are_not_duplicates() -> None:
    rows = [FIGURE, FIGURE, FIGURE | {"id": None}, FIGURE | {"id": None}]
    assert counts(*rows, code="id-duplicate") == 2


@pytest.mark.parametrize("without", ["ordinal", "policy_id"])
def test_tasks_with_missing_key_parts_are_not_duplicates(without: str) -> None:
    report = check("tasks", *(TASK | {"id": id, without: None} for id in ("a", "b")))
    assert report.counts == {"value-missing": 2}


def test_passages_with_missing_key_parts_are_not_duplicates(real: cip.Dataset) -> None:
    rows = [passage.model_dump() for passage in real.passages][:2]
    for without in ("document_id", "paragraph"):
        alike = {"document_id": "components-plan-report", "paragraph": 3, without: None}
        assert "passage-twice" not in check("passages", *(row | alike for row in rows)).counts


def test_composite_key_is_counted_by_its_first_column() -> None:
    counts = check("figures", FIGURE, FIGURE | {"id": "b"}).counts_by_column
    assert counts["figures", "observation-duplicate", "indicator_id"] == 2
