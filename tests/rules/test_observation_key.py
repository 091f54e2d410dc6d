"""Which columns tell two observations apart, and how periods are compared, on every engine."""

from __future__ import annotations

from typing import Any

import pytest

from validation_rows import ENGINES, Row, check

FIGURE: Row = {
    "id": "a",
    "indicator_id": "electronic-component-sales",
    "region_id": "cn",
    "period": "2023",
    "value": 1.0,
    "unit": "CNY",
}


def duplicates(engine: Any, *rows: Row) -> int:
    numbered = [row | {"id": f"r-{number}"} for number, row in enumerate(rows)]
    return check("figures", *numbered, engine=engine).counts.get("observation-duplicate", 0)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("comparator", ("ge", "lt")),
        ("kind", ("observed", "forecast")),
        ("measure", ("level", "change")),
        ("price_basis", ("nominal", "constant")),
        ("attributed_to", ("wsts", "catl")),
        ("organization_id", ("wsts", "catl")),
        ("document_id", ("components-plan-report", "electronics-digital-plan")),
        ("region_id", ("cn", None)),
    ],
)
def test_observations_that_differ_in_a_key_column_are_no_duplicates(
    engine: Any, column: str, values: tuple[Any, Any]
) -> None:
    first, second = (FIGURE | {column: value} for value in values)
    assert duplicates(engine, first, second) == 0
    assert duplicates(engine, first, second, second | {"value": 2.0}) == 2


@pytest.mark.sampled(4)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2023", "2023/2023", True),
        ("2023", "2023-01/2023-12", True),
        ("2023-02", "2023-02-01/2023-02-28", True),
        ("2023", "../2023", False),
        ("2023", "2023-01/2023-11", False),
        ("2023", "no period", False),
    ],
)
def test_one_period_in_two_spellings_is_a_duplicate(
    engine: Any, first: str, second: str, same: bool
) -> None:
    rows = [FIGURE | {"period": first}, FIGURE | {"period": second}]
    assert duplicates(engine, *rows) == (2 if same else 0)
    others = [FIGURE | {"period": "2021"}, FIGURE | {"period": "2022"}]
    report = check("figures", *others, *rows, engine=engine)
    wrong = [each.row for each in report.findings if each.code == "observation-duplicate"]
    assert wrong == ([2, 3] if same else [])


@pytest.mark.parametrize("engine", ENGINES)
def test_region_next_to_its_parent_is_found_in_another_spelling_of_the_period(engine: Any) -> None:
    rows = [FIGURE, FIGURE | {"region_id": "cn-bj", "period": "2023/2023"}]
    report = check("figures", *(row | {"id": row["region_id"]} for row in rows), engine=engine)
    assert report.counts == {"region-with-parent": 1}


@pytest.mark.parametrize("engine", ENGINES)
def test_figures_of_one_organization_without_a_region_are_compared(engine: Any) -> None:
    row = FIGURE | {"region_id": None, "organization_id": "catl"}
    assert duplicates(engine, row, row | {"value": 3.0}) == 2
    assert check("figures", row, engine=engine).counts == {}
