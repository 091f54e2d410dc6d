"""Chart of one indicator by region."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy import plot
from chinaindpolicy.dataset.dataset import Dataset
from plot.rendering import assert_readable, heading, layers, notes, rows

GROWTH = "digital-economy-core-value-added-growth"


def test_regions_are_sorted_by_value_on_one_axis(real: Dataset) -> None:
    chart = plot.figures_by_region(real.targets.where(indicator_id=GROWTH))
    assert [row["heading"] for row in rows(chart)] == ["Zhejiang", "Ningbo"]
    found = layers(chart)
    assert [row["value"] for row in found["about"].drawn.values()] == [9]
    assert [row["value"] for row in found["exact"].drawn.values()] == [8]
    assert found["exact"].encoding["x"]["axis"]["title"] == "percent (growth)"
    assert heading(chart) == "Growth of digital-economy core value added, 2024"


def test_a_region_in_another_one_is_noted(real: Dataset) -> None:
    chart = plot.figures_by_region(real.targets.where(indicator_id=GROWTH))
    assert "The values are not amounts: do not add them. Ningbo is part of Zhejiang." in notes(
        chart
    )


def test_amounts_of_a_region_and_a_part_of_it_are_not_added(real: Dataset) -> None:
    money = real.targets["dalian-2024-next-generation-it-output"]
    more = money.model_copy(update={"id": "more", "region_id": "cn-ln"})
    chart = plot.figures_by_region([money, more])
    assert "Dalian is part of Liaoning, whose value includes it: do not add them." in notes(chart)


def test_targets_and_figures_are_not_on_one_axis(real: Dataset) -> None:
    target = real.targets.where(indicator_id=GROWTH)[0]
    figure = real.figures[0].model_copy(
        update={name: getattr(target, name) for name in (
            "indicator_id", "comparator", "value", "value_upper", "unit", "measure", "price_basis",
            "period", "period_start", "period_end")} | {"region_id": "cn-zj-ningbo"}
    )  # fmt: skip
    with pytest.raises(cip.NotComparableError, match="one is a target, the other a figure"):
        plot.figures_by_region([target, figure], dataset=real)


def test_axis_of_large_amounts_is_in_billions(real: Dataset) -> None:
    one = real.targets["dalian-2024-next-generation-it-output"]
    more = one.model_copy(
        update={"id": "more", "region_id": "cn-zj", "value": Decimal("240000000000")}
    )
    chart = plot.figures_by_region([one, more])
    points = layers(chart)["exact"]
    assert list(points.drawn) == ["more", one.id]
    axis = points.encoding["x"]["axis"]
    assert axis["title"] == "billion yuan renminbi"
    assert axis["labelExpr"] == "format(datum.value / 1000000000.0, ',')"
    assert {row["value"] for row in points.drawn.values()} == {180e9, 240e9}


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        ({"unit": "percentage_point"}, "test unit failed"),
        ({"measure": "share"}, "test measure failed"),
        ({"price_basis": "constant"}, "test price_basis failed"),
        ({"period": "2025"}, "period is '2024' and '2025'"),
        ({"indicator_id": "software-revenue-growth"}, "and 'software-revenue-growth'"),
        ({"indicator_id": "high-tech-enterprises"}, "test accounting failed"),
        ({"value": None}, "value of other is empty"),
        ({"region_id": None}, "region_id of other is empty"),
    ],
)
def test_incomparable_records_are_rejected_with_the_reason(
    real: Dataset, update: dict[str, Any], reason: str
) -> None:
    one, two = real.targets.where(indicator_id=GROWTH)
    other = two.model_copy(update={"id": "other", **update})
    with pytest.raises(cip.NotComparableError, match=reason):
        plot.figures_by_region([one, other])
    assert plot.figures_by_region([one, two])


def test_the_error_lists_the_comparable_part_of_the_selection(real: Dataset) -> None:
    with pytest.raises(cip.NotComparableError) as caught:
        plot.figures_by_region(real.targets)
    assert f"comparable in this selection: {GROWTH}, 2024 (ningbo-2024-" in str(caught.value)
    with pytest.raises(
        cip.NotComparableError, match="no two regions of this selection are comparable"
    ):
        plot.figures_by_region(real.figures)


@pytest.mark.parametrize("count", [1, 60])
def test_picture_is_readable(real: Dataset, count: int) -> None:
    one, _ = real.targets.where(indicator_id=GROWTH)
    regions = [region.id for region in real.regions][:count]
    records = [one.model_copy(update={"id": f"r-{region}", "region_id": region,
               "value": Decimal(place)}) for place, region in enumerate(regions)]  # fmt: skip
    chart = plot.figures_by_region(records, dataset=real, names="both")
    assert [row["value"] for row in rows(chart)] == sorted(range(len(regions)), reverse=True)
    names = [real.regions[id].name_zh or "" for id in regions]
    assert_readable(chart, real.indicators[GROWTH].name_zh or "", *names)
