"""Chart of targets by policy and deadline."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy import plot
from chinaindpolicy.dataset.dataset import Dataset
from plot.rendering import assert_readable, by_id, heading, layers, notes, picture, rows


def numbered(dataset: Dataset) -> list[Any]:
    return [target for target in dataset.targets if target.value is not None]


def test_targets_without_a_number_are_counted_in_a_note(real: Dataset) -> None:
    chart = plot.targets_timeline(real)
    assert set(by_id(chart)) == {target.id for target in numbered(real)}
    hidden = len(real.targets) - len(numbered(real))
    assert f"Not drawn: {hidden} targets without a number: " in notes(chart)
    assert chart.to_dict()["usermeta"]["records"] == [target.id for target in numbered(real)]
    assert heading(chart) == f"{len(numbered(real))} targets of 12 policies, by deadline"
    (one,) = [
        target for target in real.targets if target.id == "reliability-opinions-professionals-2025"
    ]
    with pytest.raises(cip.NothingSelectedError, match="pass qualitative=True"):
        plot.targets_timeline(one)
    assert set(by_id(plot.targets_timeline(one, qualitative=True))) == {one.id}
    assert "Not drawn" not in notes(plot.targets_timeline(numbered(real)))


def test_the_legend_explains_only_what_is_drawn(real: Dataset) -> None:
    found = layers(plot.targets_timeline("components-plan-sales-2023"))
    assert found["deadline"].encoding["shape"]["scale"]["domain"] == ["commit"]
    assert found["line"].encoding["stroke"]["scale"]["domain"] == [False]


def test_every_target_is_at_its_deadline_with_its_quantity(real: Dataset) -> None:
    chart = plot.targets_timeline(real, qualitative=True)
    marks = layers(chart)["deadline"].drawn
    assert set(marks) == set(real.targets.ids)
    for target in real.targets:
        row = marks[target.id]
        assert row["deadline"] == str(target.period_end)
        assert row["comparator"] == target.comparator
        assert row["value"] == (None if target.value is None else float(target.value))
        assert row["strength"] == target.strength
        assert (row["amount"] == "no number") == (target.value is None)
    assert marks["reliability-opinions-enterprises-2025"]["amount"] == "≥ 1,000 enterprises"
    assert heading(chart) == "69 targets of 13 policies, by deadline"


def test_a_misprinted_value_has_a_mark_and_a_note(real: Dataset) -> None:
    chart = plot.targets_timeline(real)
    assert by_id(chart)["components-plan-sales-2023"]["amount"] == "2.1 trillion CNY †"
    assert "† The text prints another number" in notes(chart)


def test_line_is_the_period_or_leads_from_the_day_of_the_policy(real: Dataset) -> None:
    lines = layers(plot.targets_timeline(real, qualitative=True))["line"]
    assert {id for id, row in lines.drawn.items() if row["any_time"]} == {
        target.id for target in real.targets if target.period_start is None
    }
    assert set(lines.drawn) == set(real.targets.ids)
    row = lines.drawn["reliability-opinions-platforms-2025"]
    assert (row["start"], row["deadline"]) == ("2023-06-02", "2025-12-31")
    width = lines.encoding["strokeWidth"]["scale"]
    assert dict(zip(width["domain"], width["range"], strict=True)) == {False: 6, True: 1.2}


def test_a_deadline_before_the_policy_has_no_line(real: Dataset) -> None:
    target = real.targets["reliability-opinions-platforms-2025"]
    early = target.model_copy(update={"period_end": datetime.date(1950, 12, 31)})
    found = layers(plot.targets_timeline([early], dataset=real))
    assert found["deadline"].drawn[early.id]["deadline"] == "1950-12-31"
    assert not found["line"].drawn


def test_targets_are_under_their_policy_sorted_by_deadline(real: Dataset) -> None:
    table = rows(plot.targets_timeline(real, qualitative=True))
    policies = dict.fromkeys(target.policy_id for target in real.targets)
    titles = [real.policies[id or ""].title for id in policies]
    assert list(dict.fromkeys(row["heading"] for row in table)) == titles
    for row in table:
        assert row["heading"] == real.policies[real.targets[row["id"]].policy_id or ""].title
    for title in titles:
        deadlines = [row["deadline"] for row in table if row["heading"] == title]
        assert deadlines == sorted(deadlines)


def test_a_target_without_a_deadline_is_listed_but_not_drawn(real: Dataset) -> None:
    one = real.targets["components-plan-sales-2023"]
    endless = one.model_copy(
        update={"id": "x", "period": None, "period_start": None, "period_end": None}
    )
    chart = plot.targets_timeline([one, endless])
    assert set(layers(chart)["deadline"].drawn) == {one.id}
    assert by_id(chart)["x"]["amount"].replace("\n", " ").endswith("(no deadline)")
    with pytest.raises(cip.NothingSelectedError, match=r"none of the 1 targets has a deadline"):
        plot.targets_timeline(endless)


@pytest.mark.full
def test_years_do_not_depend_on_the_time_zone() -> None:
    code = (
        "import vl_convert\nfrom chinaindpolicy import plot\n"
        "chart = plot.targets_timeline('reliability-opinions-platforms-2025')\n"
        "print(vl_convert.vegalite_to_svg(chart.to_dict()))"
    )
    pictures = {
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "TZ": zone},
                       capture_output=True, check=True).stdout
        for zone in ("UTC", "America/New_York", "Asia/Shanghai")
    }  # fmt: skip
    (svg,) = pictures
    assert b">2023</text>" in svg and b">2022</text>" not in svg


@pytest.mark.sampled(3)
@pytest.mark.parametrize("names", ["en", "zh", "both"])
def test_picture_is_readable(real: Dataset, names: Any) -> None:
    chart = plot.targets_timeline(real, names=names, qualitative=True)
    amounts = [row["amount"] for row in rows(chart)]
    assert_readable(chart, "2021", "2030", "committed to", "striven for", "expected", *amounts)
    _, _, boxes = picture(chart)
    places = {box.text: box.top for box in boxes}
    titles = [row["heading"].split("\n")[0] for row in rows(chart)]
    assert sorted(set(titles), key=places.__getitem__) == list(dict.fromkeys(titles))
    assert_readable(plot.targets_timeline("components-plan-sales-2023", names=names))
