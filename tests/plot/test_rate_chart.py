"""Chart of rates."""

from __future__ import annotations

from decimal import Decimal

import pytest

import chinaindpolicy as cip
from chinaindpolicy import plot
from chinaindpolicy.dataset.dataset import Dataset
from plot.rendering import assert_readable, by_id, heading, layers, notes, rows

CHIPS = "china-high-end-chip-self-sufficiency"
EQUIPMENT = "equipment-materials-foreign-dependence"


def test_less_than_thirty_percent_is_a_bar_from_zero_with_an_open_end(real: Dataset) -> None:
    chart = plot.rates([real.figures[CHIPS], real.figures[EQUIPMENT]])
    found = layers(chart)
    bars = found["interval"].drawn
    assert (bars[CHIPS]["from"], bars[CHIPS]["to"]) == (0, 30)
    assert (bars[EQUIPMENT]["from"], bars[EQUIPMENT]["to"]) == (70, 100)
    assert (bars[CHIPS]["low_end"], bars[CHIPS]["high_end"]) == ("|", ")")
    assert (bars[EQUIPMENT]["low_end"], bars[EQUIPMENT]["high_end"]) == ("(", "|")
    assert not found["exact"].drawn and not found["about"].drawn
    assert found["interval"].encoding["x"]["scale"]["domain"] == [0, 100]
    assert bars[CHIPS]["amount"] == "< 30%"


def test_rates_of_a_dataset_are_its_shares_in_percent(real: Dataset) -> None:
    shares = [
        record
        for name in ("targets", "figures", "outcomes")
        for record in real[name]
        if record.measure == "share" and record.unit == "percent"
    ]
    chart = plot.rates(real)
    assert [(row["id"], row["value"]) for row in rows(chart)] == [
        (record.id, float(record.value)) for record in shares
    ]
    assert heading(chart) == f"{len(shares)} rates"
    assert "shares of different wholes: do not add them" in notes(chart)
    assert "different wholes" not in notes(plot.rates(CHIPS))
    label = by_id(chart)[CHIPS]["label"].replace("\n", " ")
    assert "of China's demand for high-end chips" in label


def test_points_are_exact_values_only(real: Dataset) -> None:
    points = layers(plot.rates(real))["exact"]
    assert points.mark["type"] == "point"
    assert {row["comparator"] for row in points.drawn.values()} == {"eq"}
    assert "ymtc-yield-rate" in points.drawn


def test_approximate_values_and_ranges_have_their_own_marks(real: Dataset) -> None:
    about = real.figures[CHIPS].model_copy(update={"id": "about", "comparator": "approx"})
    between = real.figures[CHIPS].model_copy(
        update={"id": "between", "comparator": "range", "value_upper": Decimal(35)}
    )
    chart = plot.rates([about, between], dataset=real)
    found = layers(chart)
    assert found["about"].drawn["about"]["value"] == 30
    assert chart.to_dict()["config"]["style"]["about"]["shape"] == "diamond"
    (row,) = found["about_interval"].drawn.values()
    assert (row["about_from"], row["about_to"]) == (27, 33)
    (row,) = found["interval"].drawn.values()
    assert (row["id"], row["from"], row["to"]) == ("between", 30, 35)
    assert (row["low_end"], row["high_end"]) == ("|", "|")


def test_records_that_are_not_rates_are_rejected_by_id(real: Dataset) -> None:
    wrong = [CHIPS, "catl-battery-life-increase", "components-plan-patent-layout-2023"]
    with pytest.raises(cip.NotComparableError) as caught:
        plot.rates(wrong)
    assert "catl-battery-life-increase is growth in percent" in str(caught.value)
    assert "components-plan-patent-layout-2023 is without a number" in str(caught.value)
    assert CHIPS not in str(caught.value)


def test_rates_of_one_indicator_share_a_heading_in_the_given_order(real: Dataset) -> None:
    one, two = real.figures[CHIPS], real.figures[EQUIPMENT]
    again = one.model_copy(update={"id": "again"})
    chart = plot.rates([one, two, again], dataset=real)
    headings = [row["heading"] for row in rows(chart)]
    assert headings[0] == headings[2] != headings[1]
    facet = chart.to_dict()["vconcat"][0]["facet"]["row"]
    assert (facet["field"], facet["sort"]) == ("heading", {"field": "place", "op": "min"})


@pytest.mark.full
@pytest.mark.parametrize("count", [1, 60])
def test_picture_is_readable_with_long_labels(real: Dataset, count: int) -> None:
    records = [real.figures[EQUIPMENT].model_copy(update={"id": f"rate-{n}"}) for n in range(count)]
    chart = plot.rates([real.figures[CHIPS], *records], dataset=real, names="both")
    assert_readable(
        chart,
        "Self-sufficiency rate in high-end chips",
        "高端芯片自给率",
        "关键设备和材料对外依存度",
        "< 30%",
        "> 70%",
    )
    assert_readable(plot.rates(real, names="both"))
