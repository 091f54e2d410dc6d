"""What an indicator's dimension says of its values, on every engine."""

from __future__ import annotations

from typing import Any

import pytest

import chinaindpolicy as cip
from validation_rows import ENGINES, RATE, Row, check

SALES: Row = RATE | {"indicator_id": "electronic-component-sales", "unit": "CNY"}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("row", "codes"),
    [
        (RATE, set[str]()),
        (RATE | {"value": 130.0}, {"share-outside-domain"}),
        (
            RATE | {"value": -0.5, "measure": None},
            {"share-outside-domain", "value-without-measure"},
        ),
        (RATE | {"value": 130.0, "measure": "level"}, {"share-outside-domain"}),
        (RATE | {"value": 130.0, "measure": "growth"}, set[str]()),
        (RATE | {"value": -130.0, "measure": "growth"}, {"growth-below-domain"}),
        (RATE | {"value": 0.3}, set[str]()),
        (
            RATE | {"comparator": "range", "value": 50.0, "value_upper": 130.0},
            {"share-outside-domain"},
        ),
        (RATE | {"comparator": "range", "value": 50.0, "value_upper": 60.0}, set[str]()),
        (RATE | {"comparator": "range"}, {"range-without-upper"}),
        (SALES | {"value": -1.0}, {"value-negative"}),
        (SALES | {"value": -1.0, "measure": "change"}, set[str]()),
        (SALES | {"value": 0.0}, set[str]()),
        (RATE | {"indicator_id": "software-revenue-growth", "value": -40.0}, set[str]()),
        (
            RATE | {"indicator_id": "software-revenue-growth", "value": -101.0},
            # Revenue cannot be negative, so that it cannot fall by more than 100 percent.
            {"growth-below-domain"},
        ),
        (
            RATE | {"indicator_id": "advantaged-component-competitiveness"},
            {"unit-unlike-indicator"},
        ),
        (RATE | {"indicator_id": "no-such-indicator", "value": -1.0}, {"id-dangling"}),
    ],
)
def test_dimension_of_the_indicator_decides_the_domain(
    engine: Any, row: Row, codes: set[str]
) -> None:
    assert set(check("figures", row, engine=engine).counts) == codes


@pytest.mark.parametrize("engine", ENGINES)
def test_fraction_among_percentages_is_a_warning(engine: Any) -> None:
    rows = [
        RATE | {"id": f"r-{number}", "region_id": region, "value": value}
        for number, (region, value) in enumerate([("cn-bj", 0.3), ("cn-zj", 58.0), ("cn-tj", 0.9)])
    ]
    report = check("figures", *rows, engine=engine)
    assert report.ok
    assert [(each.code, each.row) for each in report.findings] == [
        ("share-as-fraction", 0),
        ("share-as-fraction", 2),
    ]
    alone = check("figures", rows[0], rows[2], engine=engine)
    assert alone.counts == {}
    other = {"indicator_id": "defect-detection-accuracy"}
    assert check("figures", rows[0], rows[1] | other, engine=engine).counts == {}


def indicators(**more: Any) -> list[Row]:
    row = {"id": "own", "name": "Own", "definition": "d", "sector": "s", "desired_direction": "up"}
    return [row | {"unit": "CNY", "dimension": "currency"} | more]


@pytest.mark.parametrize(
    ("name", "name_zh", "negative"),
    [
        ("Sales of chips", None, False),
        ("Net exports of chips", None, True),
        ("Internet sales", None, False),
        ("Total profits", None, True),
        ("Chips", "集成电路贸易差额", True),
        ("Chips", "集成电路销售额", False),
        ("Air purifiers", "空气净化器产值", False),
    ],
)
def test_balances_may_be_negative(name: str, name_zh: str | None, negative: bool) -> None:
    row = SALES | {"indicator_id": "own", "value": -5.0}
    report = cip.validate({"figures": [row], "indicators": indicators(name=name, name_zh=name_zh)})
    assert ("value-negative" not in report.counts) is negative
