"""Chart of the task tree of a policy."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import vl_convert

import chinaindpolicy as cip
from chinaindpolicy import plot
from chinaindpolicy.dataset.dataset import Dataset
from plot.rendering import assert_readable, subtitle

PLAN = "components-action-plan-2021"


def columns(chart: Any) -> list[list[dict[str, Any]]]:
    spec = chart.to_dict()
    parts = spec["vconcat"][0]["hconcat"]
    # Altair moves the data of a single column to the top.
    return [part.get("data", spec.get("data"))["values"] for part in parts]


def tasks(chart: Any) -> dict[str, dict[str, Any]]:
    return {row["task"]: row for column in columns(chart) for row in column}


def test_every_task_is_below_and_right_of_its_parent(real: Dataset) -> None:
    rows = tasks(plot.task_tree(PLAN, dataset=real))
    assert set(rows) == {task.id for task in real.tasks.where(policy_id=PLAN)}
    for id, row in rows.items():
        task = real.tasks[id]
        assert row["text"].replace("\n", " ") == task.title
        assert (row["parent"], row["level"]) == (task.parent_id, task.level)
        if task.parent_id:
            parent = rows[task.parent_id]
            assert (row["parent_line"], row["parent_level"]) == (parent["line"], parent["level"])
            assert parent["line"] < row["line"] and parent["level"] < row["level"]
        else:
            assert row["parent_line"] is None and row["parent_level"] is None


def test_a_long_tree_has_two_columns_of_whole_branches(real: Dataset) -> None:
    chart = plot.task_tree(PLAN, dataset=real)
    left, right = columns(chart)
    assert left[0]["level"] == right[0]["level"] == 1
    assert abs(len(left) - len(right)) < 15
    for column in (left, right):
        lines = [row["line"] for row in column]
        assert all(after - before >= 1 for before, after in pairwise(lines))
    assert len(columns(plot.task_tree(PLAN, levels=1))) == 1


def test_hidden_levels_are_counted(real: Dataset) -> None:
    chart = plot.task_tree(PLAN, levels=1)
    assert {row["level"] for row in tasks(chart).values()} == {1}
    assert subtitle(chart).startswith("17 tasks; 99 tasks of deeper levels not drawn ◆ goal")
    with pytest.raises(ValueError, match="levels is 0; expected 1 or more"):
        plot.task_tree(PLAN, levels=0)


@pytest.mark.sampled(5)
@pytest.mark.parametrize("policy", [row.id for row in cip.policies])
def test_every_policy_of_the_release_has_a_tree(real: Dataset, policy: str) -> None:
    rows = tasks(plot.task_tree(policy))
    assert rows
    assert set(rows) == {task.id for task in real.tasks.where(policy_id=policy)}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("levels", [1, 2, None])
def test_picture_is_readable(real: Dataset, levels: int | None) -> None:
    chart = plot.task_tree(PLAN, dataset=real, levels=levels, names="both")
    titles = [line for row in tasks(chart).values() for line in row["text"].split("\n")]
    assert_readable(chart, "基础电子元器件产业发展行动计划", "■", *titles)


def test_picture_has_no_undefined_coordinate(real: Dataset) -> None:
    for policy in ("components-action-plan-2021", "work-report-2024-ningbo"):
        svg = vl_convert.vegalite_to_svg(plot.task_tree(policy, dataset=real).to_json())
        assert "NaN" not in svg
