"""Targets on a time line, by policy, with deadlines and comparators."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import altair as alt

from chinaindpolicy.errors import NothingSelectedError
from chinaindpolicy.plot.finish import (
    FADED,
    GRID,
    INK,
    LINE_HEIGHT,
    VALUE,
    finished,
    pixels,
    text_layer,
    value,
)
from chinaindpolicy.plot.finish import (
    data as data_of,
)
from chinaindpolicy.plot.selection import checked_names, select
from chinaindpolicy.plot.words import GAP, amount, lines_of, name_of, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.records import Policy, Target
    from chinaindpolicy.plot.selection import Drawable, Names

__all__ = ["targets_timeline"]

_CHART = "plot.targets_timeline"
_WIDTH = 1000
_LEFT, _RIGHT = 400, 800
_ROW, _HEADING = 21, 30
_MARKS = {"commit": "square", "strive": "triangle-up", "expect": "circle"}
_STRENGTHS = f"deadline: ■ committed to{GAP}△ striven for{GAP}○ expected"


def targets_timeline(
    data: Drawable,
    *,
    dataset: Dataset | None = None,
    title: str | None = None,
    names: Names = "en",
) -> alt.VConcatChart:
    """Draw targets on a time line: by policy, each with its deadline and how much is aimed at.

    A thick line is the period that a target is for. A thin one leads from the day of the policy
    to the deadline where the target may be reached at any time before it (`../2025`). The mark
    at the deadline tells how firmly the target is put. What is aimed at stands in words with its
    comparator; a target without a number says so.

    Args:
        data: Targets, their ids, a table, a dataset, or a frame with a column `id`.
        dataset: The dataset they are of; by default that of a table, else the newest packaged
            release.
        title: The title; by default it says how many targets of how many policies there are.
        names: Language of names: `en`, `zh` (Chinese where there is a Chinese name) or `both`.

    Returns:
        The chart; its axis is in days of the calendar.

    Raises:
        NothingSelectedError: If nothing was selected, or no target has a deadline.
        UnknownNameError: If there is no such id or language of names.
        TypeError: If something is no target.

    Example:
        >>> import chinaindpolicy as cip
        >>> from chinaindpolicy import plot
        >>> plan = cip.targets.where(policy_id="reliability-opinions-2023")
        >>> chart = plot.targets_timeline(plan, names="zh")
        >>> marks = chart.to_dict()["vconcat"][0]["layer"][2]["data"]["values"]
        >>> sorted({mark["deadline"] for mark in marks})
        ['2025-12-31', '2030-12-31']
    """
    checked_names(names)
    chosen = select(data, ("targets",), dataset, chart=_CHART)
    targets: tuple[Any, ...] = chosen.records
    if not any(target.period_end for target in targets):
        raise NothingSelectedError(f"{_CHART}: no target that was selected has a deadline")
    rows = _Rows(chosen.dataset, names)
    groups = _by_policy(targets)
    for policy_id, group in groups:
        rows.add_policy(policy_id, group)
    return finished(
        rows.layers(),
        title=title
        or f"{plural(len(targets), 'target')} of {len(groups)} "
        f"{'policy' if len(groups) == 1 else 'policies'}, by deadline",
        subtitle=[
            _STRENGTHS,
            f"thick line: the period it is for{GAP}thin line: at any time from the policy's day on",
        ],
        width=_WIDTH,
        height=rows.height,
        records=targets,
        dataset=chosen.dataset,
    )


def _by_policy(targets: Sequence[Target]) -> list[tuple[str | None, list[Target]]]:
    """Group targets by policy, in the order they come, each group by deadline."""
    groups: dict[str | None, list[Target]] = {}
    for target in targets:
        groups.setdefault(target.policy_id, []).append(target)
    last = datetime.date.max
    return [
        (policy_id, sorted(group, key=lambda target: target.period_end or last))
        for policy_id, group in groups.items()
    ]


class _Rows:
    """The rows of the chart as they are laid out, from the top."""

    def __init__(self, dataset: Dataset, names: Names) -> None:
        self.dataset = dataset
        self.names: Names = names
        self.top = 0.0
        self.headings: list[dict[str, Any]] = []
        self.labels: list[dict[str, Any]] = []
        self.amounts: list[dict[str, Any]] = []
        self.bars: list[dict[str, Any]] = []
        self.deadlines: list[dict[str, Any]] = []

    @property
    def height(self) -> int:
        """The height of all rows, in pixels."""
        return round(self.top + 6)

    def add_policy(self, policy_id: str | None, targets: Sequence[Target]) -> None:
        """Add a policy's heading and its targets."""
        policy = self.dataset.policies[policy_id] if policy_id else None
        heading = name_of(policy, self.names) if policy else "No policy"
        self.headings.append({"id": policy_id, "y": self.top + _HEADING * 0.6, "text": heading})
        self.top += _HEADING
        for target in targets:
            self._add(target, policy)
        self.top += 6

    def _add(self, target: Target, policy: Policy | None) -> None:
        name = name_of(self.dataset.indicators[target.indicator_id], self.names)
        lines = lines_of([name], 62)
        y = self.top + _ROW / 2
        middle = y + (len(lines) - 1) * LINE_HEIGHT / 2
        self.labels.append({"id": target.id, "y": y, "text": "\n".join(lines)})
        told = amount(target) if target.period_end else f"{amount(target)} (no deadline)"
        self.amounts.append({"id": target.id, "y": middle, "text": told})
        self.top += _ROW + (len(lines) - 1) * LINE_HEIGHT
        if target.period_end is None:
            return
        deadline = target.period_end.isoformat()
        start = target.period_start or _day_of(policy)
        if start is not None and start < target.period_end:
            self.bars.append(
                {
                    "id": target.id,
                    "y": middle,
                    "from": start.isoformat(),
                    "to": deadline,
                    "any_time": target.period_start is None,
                }
            )
        self.deadlines.append(
            {
                "id": target.id,
                "y": middle,
                "deadline": deadline,
                "period": target.period,
                "strength": target.strength,
                "comparator": target.comparator,
                "value": None if target.value is None else float(target.value),
                "value_upper": None if target.value_upper is None else float(target.value_upper),
                "unit": target.unit,
            }
        )

    def layers(self) -> list[alt.Chart]:
        """Return the layers of the chart."""
        days = [row["deadline"] for row in self.deadlines] + [row["from"] for row in self.bars]
        years = range(int(min(days)[:4]), int(max(days)[:4]) + 1)
        # Years are read in UTC: a day must not slip with the reader's time zone.
        scale = alt.Scale(
            type="utc",
            domain=[f"{years[0]}-01-01", f"{years[-1] + 1}-01-01"],
            range=[_LEFT, _RIGHT],
            nice=False,
        )
        # A year's name stands in its middle: a deadline at its end must not look the next one's.
        axis = alt.Axis(
            orient="top",
            format="%Y",
            values=[f"{year}-07-02" for year in years],
            title=None,
            grid=False,
            ticks=False,
        )

        def x(field: str) -> alt.X:
            return alt.X(field, type="temporal", scale=scale, axis=axis)

        height = self.height
        y = pixels("y", height)
        edges = [{"day": f"{year}-01-01"} for year in (*years, years[-1] + 1)]
        layers = [
            alt.Chart(data_of(edges, "years")).mark_rule(color=GRID).encode(x=x("day")),
        ]
        layers += [
            alt.Chart(data_of(rows, name))
            .mark_rule(color=VALUE, strokeWidth=width, opacity=opacity)
            .encode(x=x("from"), x2=alt.X2("to"), y=y)
            for rows, name, width, opacity in (
                ([row for row in self.bars if row["any_time"]], "any_time", 1.2, 1),
                ([row for row in self.bars if not row["any_time"]], "periods", 6, 0.4),
            )
            if rows
        ]
        shape = alt.Shape(
            "strength",
            type="nominal",
            legend=None,
            scale=alt.Scale(domain=list(_MARKS), range=list(_MARKS.values())),
        )
        fill = alt.Fill(
            "strength",
            type="nominal",
            legend=None,
            scale=alt.Scale(domain=list(_MARKS), range=[VALUE, "white", "white"]),
        )
        layers.append(
            alt.Chart(data_of(self.deadlines, "deadlines"))
            .mark_point(size=70, stroke=VALUE, strokeWidth=1.6, opacity=1)
            .encode(x=x("deadline"), y=y, shape=shape, fill=fill)
        )
        rules = [{"y": row["y"] - _HEADING * 0.5} for row in self.headings[1:]]
        if rules:
            layers.append(
                alt.Chart(data_of(rules, "separators"))
                .mark_rule(color="#c8c8c8")
                .encode(x=value(0), x2=value(_WIDTH), y=y)
            )
        numbers = [row for row in self.amounts if row["text"] != "no number"]
        without = [row for row in self.amounts if row["text"] == "no number"]
        layers += [
            text_layer(rows, name, field="text", at=at, height=height, color=color, bold=bold)
            for rows, name, at, color, bold in (
                (self.headings, "policies", 0, INK, True),
                (self.labels, "labels", 12, INK, False),
                (numbers, "amounts", _RIGHT + 18, INK, True),
                (without, "without_number", _RIGHT + 18, FADED, False),
            )
            if rows
        ]
        return layers


def _day_of(policy: Policy | None) -> datetime.date | None:
    """Return the day a policy was issued, else made public."""
    return (policy.issued_on or policy.published_on) if policy else None
