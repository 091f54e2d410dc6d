"""Chart of targets by policy and deadline."""

from __future__ import annotations

import datetime
import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import altair as alt

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.errors import NothingSelectedError
from chinaindpolicy.plot.labels import amount, label, plural
from chinaindpolicy.plot.row_layout import MARKS, labelled_rows, row
from chinaindpolicy.plot.selection import checked_names, select
from chinaindpolicy.plot.theme import DARK, LIGHT, compose_chart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.observations import Target
    from chinaindpolicy.model.policies import Policy
    from chinaindpolicy.plot.selection import Drawable, Names

_CHART = "plot.targets_timeline"
_STRENGTHS = MappingProxyType(
    {"commit": "committed to", "strive": "striven for", "expect": "expected"}
)
_LINES = MappingProxyType(
    {False: "period of the target", True: "any time from the policy to the deadline"}
)


@public
@checked
def targets_timeline(
    data: Drawable,
    *,
    dataset: Dataset | None = None,
    title: str | None = None,
    names: Names = "en",
) -> alt.VConcatChart:
    """Draw targets by policy on a time line, each with its deadline and its quantity.

    A thick line is the period of a target. A thin line leads from the day of the policy to the
    deadline of a target that may be reached at any time before it (`../2025`). The mark at the
    deadline shows the strength of the target. The quantity is printed with its comparator; a
    target without a number has a text instead.

    Args:
        data: Targets, their ids, a table, a dataset, or a frame with a column `id`.
        dataset: The dataset that the records belong to; by default that of a table, else the
            latest packaged release.
        title: The title; by default the numbers of targets and policies.
        names: Language of names: `en`, `zh` (Chinese where there is a Chinese name) or `both`.

    Returns:
        The chart; its axis is in days.

    Raises:
        NothingSelectedError: If nothing was selected, or no target has a deadline.
        UnknownNameError: If an id or a language of names is unknown.
        TypeError: If an item is not a target.

    Example:
        >>> import chinaindpolicy as cip
        >>> from chinaindpolicy import plot
        >>> plan = cip.targets.where(policy_id="reliability-opinions-2023")
        >>> chart = plot.targets_timeline(plan, names="zh")
        >>> rows = chart.to_dict()["data"]["values"]
        >>> sorted({row["deadline"] for row in rows})
        ['2025-12-31', '2030-12-31']
    """
    checked_names(names)
    selection = select(data, ("targets",), dataset, chart=_CHART)
    targets: tuple[Any, ...] = selection.records
    if not any(target.period_end for target in targets):
        raise NothingSelectedError(
            f"{_CHART}(): none of the {len(targets)} targets has a deadline; select targets with a "
            "period"
        )
    # Policies in the given order, the targets of each by deadline.
    policies = list(dict.fromkeys(target.policy_id for target in targets))
    deadline = {target.id: target.period_end or datetime.date.max for target in targets}
    ordered = sorted(targets, key=lambda each: (policies.index(each.policy_id), deadline[each.id]))
    rows = [_row(target, selection.dataset, names) for target in ordered]
    count = "1 policy" if len(policies) == 1 else f"{len(policies)} policies"
    return compose_chart(
        [labelled_rows(rows, _layers(rows))],
        title=title or f"{plural(len(targets), 'target')} of {count}, by deadline",
        subtitle=[],
        records=targets,
        dataset=selection.dataset,
    )


def _row(target: Target, dataset: Dataset, names: Names) -> dict[str, Any]:
    policy = dataset.policies[target.policy_id] if target.policy_id else None
    deadline, start = target.period_end, target.period_start or _day_of(policy)
    quantity = amount(target) if deadline else f"{amount(target)} (no deadline)"
    has_line = bool(deadline and start and start < deadline)
    days = f"{start} to {deadline}" if has_line else f"{deadline or 'no deadline'}"
    return {
        "id": target.id,
        "heading": label(policy, names) if policy else "No policy",
        "label": label(dataset.indicators[target.indicator_id], names),
        "amount": quantity,
        "extent": f"{days}; {_STRENGTHS[target.strength]}",
        "deadline": deadline and deadline.isoformat(),
        "start": start.isoformat() if has_line and start else None,
        "any_time": target.period_start is None if has_line else None,
        "period": target.period,
        "strength": target.strength,
        "comparator": target.comparator,
        "value": None if target.value is None else float(target.value),
        "value_upper": None if target.value_upper is None else float(target.value_upper),
        "unit": target.unit,
    }


def _day_of(policy: Policy | None) -> datetime.date | None:
    """Return the day on which a policy was issued, or else published."""
    return (policy.issued_on or policy.published_on) if policy else None


def _layers(rows: Sequence[Mapping[str, Any]]) -> list[alt.Chart]:
    """Return the lines and the marks at the deadlines, with their legends."""
    days = [day for row in rows for day in (row["start"], row["deadline"]) if day]
    years = range(int(min(days)[:4]), int(max(days)[:4]) + 1)
    edges = [f"{years[0]}-01-01", f"{years[-1] + 1:04}-01-01"]
    # In UTC, so that a day does not change with the reader's time zone.
    scale = alt.Scale(type="utc", domain=edges, range=list(MARKS), nice=False)
    axis = alt.Axis(
        orient="top",
        offset=6,
        title=None,
        format="%Y",
        values=[f"{year}-01-01" for year in years],
        labelAlign="left",
        labelFlush=False,
    )

    def x(field: str) -> alt.X:
        return alt.X(field, type="temporal", scale=scale, axis=axis)

    strengths, lines = ("deadline", "strength", _STRENGTHS), ("line", "any_time", _LINES)
    return [
        alt.Chart()
        .mark_rule(style="line")
        .encode(
            x=x("start"),
            x2=alt.X2("deadline"),
            y=row(),
            stroke=_with_legend(alt.Stroke, *lines, [LIGHT, DARK]),
            strokeWidth=_with_legend(alt.StrokeWidth, *lines, [6, 1.2]),
        ),
        alt.Chart()
        .mark_point(style="deadline", stroke=DARK)
        .encode(
            x=x("deadline"),
            y=row(),
            shape=_with_legend(alt.Shape, *strengths, ["square", "triangle-up", "circle"]),
            fill=_with_legend(alt.Fill, *strengths, [DARK, "white", "white"]),
        ),
    ]


def _with_legend(
    channel: type[Any], title: str, field: str, names: Mapping[Any, str], values: list[Any]
) -> Any:
    """Return the encoding of a nominal field by a channel, with a legend."""
    return channel(
        field,
        type="nominal",
        scale=alt.Scale(domain=list(names), range=values),
        legend=alt.Legend(title=title, labelExpr=f"({json.dumps(dict(names))})[datum.value]"),
    )
