"""Chart of the task tree of a policy."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import altair as alt

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.errors import NothingSelectedError
from chinaindpolicy.io.text import wrap
from chinaindpolicy.lang.texts import texts
from chinaindpolicy.loading import load
from chinaindpolicy.plot.labels import GAP, words_for
from chinaindpolicy.plot.theme import compose_chart, named_data, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.lang.texts import Language
    from chinaindpolicy.model.tasks import Task
    from chinaindpolicy.plot.labels import Words
    from chinaindpolicy.plot.selection import Names

_CHART = "plot.task_tree"
_ONE_COLUMN = 45
_TITLE_COLUMNS = 70
# Size of a level and of a line of the tree, in pixels.
_LEVEL, _LINE = 22, 18
_KINDS = MappingProxyType(
    {
        "goal": "◆",
        "key_task": "■",
        "sub_task": "□",
        "action": "–",
        "priority": "●",
        "safeguard": "▲",
        "project": "◇",
    }
)


@public
@checked
def task_tree(
    policy_id: str,
    *,
    dataset: Dataset | None = None,
    levels: int | None = None,
    title: str | None = None,
    names: Names | None = None,
    lang: Language = "en",
) -> alt.VConcatChart:
    """Draw the tree of a policy's tasks: goals, key tasks with their subtasks, safeguards.

    A tree of more than 45 tasks has two columns; a task of the first level and its subtasks stay
    in one column.

    Args:
        policy_id: The policy.
        dataset: The dataset that the policy belongs to; by default the latest packaged release.
        levels: The number of levels to draw; by default all.
        title: The title; by default that of the policy.
        names: Language of the policy's title: `en`, `zh` or `both`; by default `lang`. Tasks have
            English titles.
        lang: Language of the other texts: `en` or `zh`.

    Returns:
        The chart.

    Raises:
        UnknownNameError: If the policy or a language is unknown.
        NothingSelectedError: If the policy has no tasks.
        ValueError: If `levels` is less than 1.

    Example:
        >>> from chinaindpolicy import plot
        >>> chart = plot.task_tree("components-action-plan-2021", levels=2)
        >>> column = chart.to_dict()["vconcat"][0]["hconcat"][0]
        >>> [row["task"] for row in column["data"]["values"]][6:8]
        ['components-plan-1', 'components-plan-1-1']
    """
    texts(lang)
    if levels is not None and levels < 1:
        raise ValueError(f"levels is {levels}; expected 1 or more, or None for all levels")
    own = dataset or load()
    words = words_for(own, lang, names)
    say = words.say
    policy = own.policies[policy_id]
    every = own.tasks.where(policy_id=policy_id)
    tasks = tuple(task for task in every if levels is None or task.level <= levels)
    if not tasks:
        raise NothingSelectedError(
            f"{_CHART}(): policy {policy_id!r} has no tasks{_with_tasks(own)}"
        )
    columns = [_rows(branches) for branches in _columns(_branches(tasks))]
    lines = max(rows[-1]["line"] + 1 + rows[-1]["text"].count("\n") for rows in columns)
    kinds = [kind for kind in _KINDS if any(task.kind == kind for task in tasks)]
    hidden = len(every) - len(tasks)
    drawn = words.counted(len(tasks), "task")
    if hidden:
        drawn = say(
            "{drawn}; {hidden} of deeper levels not drawn",
            drawn=drawn,
            hidden=words.counted(hidden, "task"),
        )
    return compose_chart(
        [
            alt.hconcat(
                *(_column(rows, lines, f"tasks_{n}") for n, rows in enumerate(columns, 1)),
                spacing=30,
            )
        ],
        title=title or words.label(policy),
        subtitle=[
            drawn,
            GAP.join(f"{_KINDS[kind]} {_kind_name(kind, words)}" for kind in kinds),
        ],
        records=tasks,
        words=words,
        notes=[say("The titles of the tasks are in English.")] if words.chinese else [],
    )


def _kind_name(kind: str, words: Words) -> str:
    if words.chinese:
        return words.say.code("kind", kind)
    return "sub-task" if kind == "sub_task" else kind.replace("_", " ")


def _branches(tasks: Sequence[Task]) -> list[list[Task]]:
    """Return each root task with all tasks below it, in their order."""
    ids = {task.id for task in tasks}
    children: dict[str | None, list[Task]] = {}
    for task in tasks:
        parent = task.parent_id if task.parent_id in ids else None
        children.setdefault(parent, []).append(task)

    def walk(task: Task) -> Iterable[Task]:
        yield task
        for child in sorted(children.get(task.id, ()), key=lambda child: child.ordinal):
            yield from walk(child)

    return [list(walk(root)) for root in children.get(None, ())]


def _columns(branches: list[list[Task]]) -> list[list[list[Task]]]:
    """Distribute whole branches over one column, or two of similar length."""
    sizes = [len(branch) for branch in branches]
    if sum(sizes) <= _ONE_COLUMN or len(branches) < 2:
        return [branches]
    cut = min(range(1, len(branches)), key=lambda n: max(sum(sizes[:n]), sum(sizes[n:])))
    return [branches[:cut], branches[cut:]]


def _with_tasks(dataset: Dataset) -> str:
    """Return the fix that lists policies with tasks; empty if there are none."""
    ids = dict.fromkeys(task.policy_id for task in dataset.tasks if task.policy_id)
    return f"; policies with tasks: {', '.join(list(ids)[:5])}" if ids else ""


def _rows(branches: Iterable[Sequence[Task]]) -> list[dict[str, Any]]:
    """Return the tasks of a column with their lines; half a line separates branches."""
    rows: list[dict[str, Any]] = []
    line_of: dict[str, float] = {}
    line = 0.0
    for branch in branches:
        for task in branch:
            line_of[task.id] = line
            title = wrap(task.title, _TITLE_COLUMNS)
            rows.append(
                {
                    "task": task.id,
                    "parent": task.parent_id,
                    "kind": task.kind,
                    "level": task.level,
                    "line": line,
                    "parent_level": task.level - 1 if task.parent_id in line_of else None,
                    "parent_line": line_of.get(task.parent_id or ""),
                    "sign": _KINDS[task.kind],
                    "text": "\n".join(title),
                }
            )
            line += len(title)
        line += 0.5
    return rows


def _column(rows: Sequence[dict[str, Any]], lines: float, name: str) -> alt.LayerChart:
    """Return the tasks of a column, placed by level and line."""
    depth = max(row["level"] for row in rows)

    def at(channel: type[Any], field: str, start: float, end: float) -> Any:
        scale = alt.Scale(domain=[start, end], nice=False, zero=False)
        return channel(field, type="quantitative", scale=scale, axis=None)

    level, parent_level = (at(alt.X, field, 1, depth + 1) for field in ("level", "parent_level"))
    line = at(alt.Y, "line", lines, 0)
    weight = alt.expr("datum.level === 1 ? 'bold' : 'normal'")
    # A task at the top has no branch; its missing ends would be drawn as NaN.
    branches = alt.Chart().transform_filter("isValid(datum.parent_level)")
    layers = [
        branches.mark_rule(style="branch", aria=False, xOffset=5, y2Offset=8).encode(
            x=parent_level, y=line, y2=alt.Y2("parent_line")
        ),
        branches.mark_rule(style="branch", aria=False, xOffset=-3, x2Offset=5).encode(
            x=level, x2=alt.X2("parent_level"), y=line
        ),
        text("sign", style="sign", aria=False).encode(x=level, y=line),
        text("text", style="label", dx=16, dy=0, fontWeight=weight).encode(x=level, y=line),
    ]
    chart = alt.LayerChart(layer=layers, data=named_data(rows, name))
    sized: alt.LayerChart = chart.properties(width=_LEVEL * depth, height=_LINE * lines)
    return sized
