"""The task tree of a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from chinaindpolicy.errors import NothingSelectedError
from chinaindpolicy.loading import load
from chinaindpolicy.plot.finish import (
    LINE_HEIGHT,
    VALUE,
    data,
    finished,
    pixels,
    text_layer,
)
from chinaindpolicy.plot.selection import checked_names
from chinaindpolicy.plot.words import GAP, lines_of, name_of, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.records import Task
    from chinaindpolicy.plot.selection import Names

__all__ = ["task_tree"]

_CHART = "plot.task_tree"
_COLUMN = 520
_GUTTER = 30
_INDENT = 22
_ROW, _APART = 19, 9
_ONE_COLUMN = 45
# How many pixels a column of text takes, on the safe side.
_PER_SIGN = 6.4
_KINDS = {
    "goal": ("◆", "goal"),
    "key_task": ("■", "key task"),
    "sub_task": ("□", "sub-task"),
    "action": ("–", "action"),
    "priority": ("●", "priority"),
    "safeguard": ("▲", "safeguard"),
    "project": ("◇", "project"),
}


def task_tree(
    policy_id: str,
    *,
    dataset: Dataset | None = None,
    levels: int | None = None,
    title: str | None = None,
    names: Names = "en",
) -> alt.VConcatChart:
    """Draw the tree of a policy's tasks: goals, key tasks, what they are made of, safeguards.

    A tree of more than 45 tasks is laid out in two columns, and never broken within a task of
    the first level.

    Args:
        policy_id: The policy.
        dataset: The dataset it is of; by default the newest packaged release.
        levels: How many levels to draw; by default all.
        title: The title; by default that of the policy.
        names: Language of the policy's title: `en`, `zh` or `both`; tasks have English titles.

    Returns:
        The chart.

    Raises:
        UnknownNameError: If there is no such policy or language of names.
        NothingSelectedError: If the policy has no tasks.
        ValueError: If `levels` is less than 1.

    Example:
        >>> from chinaindpolicy import plot
        >>> chart = plot.task_tree("components-action-plan-2021", levels=2)
        >>> roots = chart.to_dict()["vconcat"][0]["layer"][0]["data"]["values"]
        >>> [task["task"] for task in roots[6:9]]
        ['components-plan-1', 'components-plan-2', 'components-plan-3']
    """
    checked_names(names)
    if levels is not None and levels < 1:
        raise ValueError(f"levels is {levels}: expected 1 or more, or None for all")
    own = dataset or load()
    policy = own.policies[policy_id]
    every = own.tasks.where(policy_id=policy_id)
    tasks = tuple(task for task in every if levels is None or task.level <= levels)
    if not tasks:
        raise NothingSelectedError(f"{_CHART}: no task of {policy_id} was read")
    columns = _columns(_branches(tasks))
    layout = _Layout(tasks)
    for number, branches in enumerate(columns):
        layout.add_column(number * (_COLUMN + _GUTTER), branches)
    kinds = [kind for kind in _KINDS if any(task.kind == kind for task in tasks)]
    hidden = len(every) - len(tasks)
    more = f"; {plural(hidden, 'task')} of deeper levels not drawn" if hidden else ""
    return finished(
        layout.layers(),
        title=title or name_of(policy, names),
        subtitle=[
            f"{plural(len(tasks), 'task')}{more}",
            GAP.join(f"{_KINDS[kind][0]} {_KINDS[kind][1]}" for kind in kinds),
        ],
        width=len(columns) * (_COLUMN + _GUTTER) - _GUTTER,
        height=layout.height,
        records=tasks,
        dataset=own,
    )


def _branches(tasks: Sequence[Task]) -> list[list[Task]]:
    """Return the tasks of each root with all below it, in the order of their places."""
    ids = {task.id for task in tasks}
    below: dict[str | None, list[Task]] = {}
    for task in tasks:
        parent = task.parent_id if task.parent_id in ids else None
        below.setdefault(parent, []).append(task)

    def walk(task: Task) -> Iterable[Task]:
        yield task
        for child in sorted(below.get(task.id, ()), key=lambda each: each.ordinal):
            yield from walk(child)

    return [list(walk(root)) for root in below.get(None, ())]


def _columns(branches: list[list[Task]]) -> list[list[list[Task]]]:
    """Part the branches into one column, or two as even as whole branches allow."""
    sizes = [len(branch) for branch in branches]
    if sum(sizes) <= _ONE_COLUMN or len(branches) < 2:
        return [branches]
    cut = min(range(1, len(branches)), key=lambda n: max(sum(sizes[:n]), sum(sizes[n:])))
    return [branches[:cut], branches[cut:]]


class _Layout:
    """Where each task stands, and the lines that lead to it."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self.parents = {task.id: task.parent_id for task in tasks}
        self.bottom = 0.0
        self.rows: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.places: dict[str, tuple[float, float]] = {}

    @property
    def height(self) -> int:
        """The height of the longest column, in pixels."""
        return round(self.bottom + 4)

    def add_column(self, left: float, branches: Iterable[Sequence[Task]]) -> None:
        """Add branches, one under the other."""
        top = 0.0
        for branch in branches:
            for task in branch:
                top += self._add(task, left, top)
            top += _APART
        self.bottom = max(self.bottom, top)

    def _add(self, task: Task, left: float, top: float) -> float:
        parent = self.places.get(task.parent_id or "")
        x = left + (task.level - 1) * _INDENT
        y = top + _ROW / 2
        self.places[task.id] = (x, y)
        text_at = x + 16
        room = int((left + _COLUMN - text_at) / _PER_SIGN)
        text = lines_of([task.title], room)
        self.rows.append(
            {
                "task": task.id,
                "parent": task.parent_id,
                "level": task.level,
                "kind": task.kind,
                "x": x,
                "text_x": text_at,
                "y": y,
                "sign": _KINDS[task.kind][0],
                "text": "\n".join(text),
            }
        )
        if parent:
            stem, above = parent[0] + 5, parent[1] + 8
            self.lines += [
                {"x": stem, "x2": stem, "y": above, "y2": y},
                {"x": stem, "x2": x - 2, "y": y, "y2": y},
            ]
        return _ROW + (len(text) - 1) * LINE_HEIGHT

    def layers(self) -> list[alt.Chart]:
        """Return the layers of the chart."""
        width = max(row["x"] for row in self.rows) + _COLUMN
        scale = alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False)
        height = self.height

        def x(field: str) -> alt.X:
            return alt.X(field, type="quantitative", scale=scale, axis=None)

        layers: list[alt.Chart] = []
        for rows, name, bold in (
            ([row for row in self.rows if row["level"] == 1], "roots", True),
            ([row for row in self.rows if row["level"] > 1], "tasks", False),
        ):
            if rows:
                texts = text_layer(rows, name, field="text", at=0, height=height, bold=bold)
                layers.append(texts.encode(x=x("text_x")))
        signs = text_layer(self.rows, "signs", field="sign", at=0, height=height, color=VALUE)
        layers.append(signs.encode(x=x("x")))
        if self.lines:
            layers.append(
                alt.Chart(data(self.lines, "branches"))
                .mark_rule(color="#b5b5b5")
                .encode(x=x("x"), x2=alt.X2("x2"), y=pixels("y", height), y2=alt.Y2("y2"))
            )
        return layers
