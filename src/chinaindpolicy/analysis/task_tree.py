"""The tasks of a policy as a tree: text, Markdown and HTML."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from chinaindpolicy._arguments import checked_except, wrong_type
from chinaindpolicy._public import public
from chinaindpolicy.analysis.localized import Localized
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.ids import resolve_name
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.io.html_view import html_text, html_view
from chinaindpolicy.io.text import escape_control, wrap
from chinaindpolicy.loading import load
from chinaindpolicy.model.records import Policy

if TYPE_CHECKING:
    from chinaindpolicy.lang.texts import Language
    from chinaindpolicy.model.records import Target, Task

TreeFormat = Literal["text", "markdown", "html"]
_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>"})


@public
@dataclass(frozen=True, repr=False)
class TaskTree:
    """The tasks of a policy, each below the task that it is part of, with the targets.

    `print` writes it as text; a notebook shows it as HTML.

    Attributes:
        policy: The policy.
        roots: The tasks without a parent, in reading order.
        untied: The targets that quantify no task.
    """

    policy: Policy
    roots: tuple[Task, ...]
    untied: tuple[Target, ...]
    _local: Localized = field(repr=False, compare=False)

    def to(self, format: TreeFormat = "text") -> str:
        """Return the tree as `text`, `markdown` or `html`.

        Raises:
            UnknownNameError: If there is no such format.
        """
        if format == "text":
            return self._text(0)
        if format == "markdown":
            lines = _markdown_lines(self.roots, self.untied, 0, self._local)
            return "\n".join([f"**{_escaped(self._heading())}**", "", *lines])
        if format == "html":
            heading = f"<p><b>{html_text(self._heading())}</b></p>"
            return html_view(heading, *_html_parts(self.roots, self.untied, self._local))
        raise UnknownNameError("format", format, get_args(TreeFormat))

    def __str__(self) -> str:
        return self._text(shutil.get_terminal_size((100, 24)).columns)

    def _text(self, width: int) -> str:
        """Return the tree as text, wrapped at a width; 0 wraps nothing."""
        lines = _text_lines(self.roots, self.untied, width, self._local)
        return "\n".join([*_lines(self._heading(), width), *lines])

    def __repr__(self) -> str:
        return f"<TaskTree of {self.policy.id}: {len(self)} tasks>"

    def __len__(self) -> int:
        return sum(1 for _ in _walk(self.roots))

    def _repr_html_(self) -> str:
        return self.to("html")

    def _heading(self) -> str:
        return self._local.say(
            "{title} ({id}): {count} tasks",
            title=self._local.name_of(self.policy),
            id=self.policy.id,
            count=len(self),
        )


@public
@checked_except("policy")
def tree(
    policy: Policy | str, dataset: Dataset | None = None, *, lang: Language = "en"
) -> TaskTree:
    """Return the tasks of a policy as a tree, with the targets that quantify them.

    Args:
        policy: A policy, or its id or title.
        dataset: The dataset; by default the latest packaged release.
        lang: The language of the text: `en` or `zh`. Titles without a Chinese title stay English.

    Raises:
        UnknownNameError: If there is no such policy or language; suggests similar names.

    Example:
        >>> import chinaindpolicy as cip
        >>> print(cip.tree("work-report-2024-tianshui"))
        Government work report of Tianshui, 2024 (work-report-2024-tianshui): 8 tasks
        ├── Industrial upgrading and traditional industries (priority)
        │   ├── Action to strengthen industry (project)
        │   ├── More support for key enterprises (action)
        │   ├── Chip packaging cluster and manufacturing demonstration zone (action)
        │   ├── High-end, intelligent and green upgrading projects (action)
        │   │   └── target: = 30 projects, 2024: Three-transformation upgrading projects
        │   └── Strengthen projects in key industries (action)
        └── Effective investment and new tracks (priority)
            ├── target: = 65.8 billion CNY, 2024: Investment attracted
            ├── target: > 20%, 2024: Growth of investment attracted
            └── Industrial clusters of the ten-billion-yuan class (action)
    """
    chosen = dataset if dataset is not None else load()
    if not isinstance(policy, (Policy, str)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise wrong_type("tree", "policy", policy, "a policy, its id or its title")
    id = policy.id if isinstance(policy, Policy) else resolve_name(chosen, "policies", policy)
    found = chosen.policies[id]
    roots = tuple(task for task in found.tasks if task.parent_id is None)
    untied = tuple(target for target in found.targets if target.task_id is None)
    return TaskTree(found, roots, untied, Localized(lang, chosen))


def _walk(tasks: Sequence[Task]) -> Iterator[Task]:
    for task in tasks:
        yield task
        yield from _walk(task.children)


def _task(task: Task, local: Localized) -> str:
    # The period of the policy is that of most of its tasks: only another one is shown.
    other = task.period if task.period != task.policy.period else None
    say = local.say
    return say(
        "{title} ({kind}{period})",
        title=task.title,
        kind=say.code("kind", task.kind).replace("_", " "),
        period=say(", {day}", day=local.period(other)) if other else "",
    )


def _target(target: Target, local: Localized) -> str:
    say = local.say
    return say(
        "target: {amount}{period}: {indicator}",
        amount=local.amount(target),
        period=say(", {day}", day=local.period(target.period)) if target.period else "",
        indicator=local.name_of(target.indicator),
    )


def _text_lines(
    tasks: Sequence[Task], targets: Sequence[Target], width: int, local: Localized
) -> Iterator[str]:
    rows: list[tuple[str, Task | None]] = [
        *((_target(target, local), None) for target in targets),
        *((_task(task, local), task) for task in tasks),
    ]
    inner = max(width - 4, 20) if width else 0
    for number, (words, task) in enumerate(rows, 1):
        first, others = ("└── ", "    ") if number == len(rows) else ("├── ", "│   ")
        below = [] if task is None else list(_text_lines(task.children, task.targets, inner, local))
        # A line of wrapped words keeps the branch to the tasks below it.
        line, *wrapped = _lines(words, inner)
        yield first + line
        for more in (*(f"{'│' if below else ' '}   {each}" for each in wrapped), *below):
            yield others + more


def _lines(words: str, width: int) -> list[str]:
    return wrap(escape_control(words), width) if width else [escape_control(words)]


def _markdown_lines(
    tasks: Sequence[Task], targets: Sequence[Target], depth: int, local: Localized
) -> Iterator[str]:
    indent = "  " * depth
    for target in targets:
        yield f"{indent}- {_escaped(_target(target, local))}"
    for task in tasks:
        yield f"{indent}- {_escaped(_task(task, local))}"
        yield from _markdown_lines(task.children, task.targets, depth + 1, local)


def _html_parts(
    tasks: Sequence[Task], targets: Sequence[Target], local: Localized
) -> Iterator[str]:
    if not tasks and not targets:
        return
    yield "<ul>"
    for target in targets:
        yield f"<li>{html_text(_target(target, local))}</li>"
    for task in tasks:
        yield f'<li title="{html_text(task.summary)}">{html_text(_task(task, local))}'
        yield from _html_parts(task.children, task.targets, local)
        yield "</li>"
    yield "</ul>"


def _escaped(text: str) -> str:
    return text.translate(_MARKDOWN)
