"""Chart of targets by policy and deadline."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import altair as alt

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.errors import NothingSelectedError
from chinaindpolicy.lang.texts import texts
from chinaindpolicy.plot.labels import words_for
from chinaindpolicy.plot.row_layout import MARKS, labelled_rows, row
from chinaindpolicy.plot.selection import select
from chinaindpolicy.plot.theme import DARK, LIGHT, compose_chart

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.lang.texts import Language, Texts
    from chinaindpolicy.model.observations import Target
    from chinaindpolicy.model.policies import Policy
    from chinaindpolicy.plot.labels import Words
    from chinaindpolicy.plot.selection import Drawable, Names

_CHART = "plot.targets_timeline"


def _strengths(say: Texts) -> dict[Any, str]:
    return {
        "commit": say("committed to"),
        "strive": say("striven for"),
        "expect": say("expected"),
    }


def _lines(say: Texts) -> dict[Any, str]:
    return {
        False: say("period of the target"),
        True: say("any time from the policy to the deadline"),
    }


@public
@checked
def targets_timeline(
    data: Drawable,
    *,
    dataset: Dataset | None = None,
    title: str | None = None,
    names: Names | None = None,
    qualitative: bool = False,
    lang: Language = "en",
) -> alt.VConcatChart:
    """Draw targets by policy on a time line, each with its deadline and its quantity.

    A thick line is the period of a target. A thin line leads from the day of the policy to the
    deadline of a target that may be reached at any time before it (`../2025`). The mark at the
    deadline shows the strength of the target. The quantity is printed with its comparator and
    unit. A note counts the targets without a number, by policy.

    Args:
        data: Targets, their ids, a table, a dataset, or a frame with a column `id`.
        dataset: The dataset that the records belong to; by default that of a table, else the
            latest packaged release.
        title: The title; by default the numbers of targets and policies.
        names: Language of names: `en`, `zh` (Chinese where there is a Chinese name) or `both`; by
            default `lang`.
        qualitative: True to draw targets without a number, too; otherwise a note counts them.
        lang: Language of the other texts, numbers and periods: `en` or `zh`.

    Returns:
        The chart; its axis is in days.

    Raises:
        NothingSelectedError: If nothing was selected, or no target has a number and a deadline.
        UnknownNameError: If an id or a language is unknown.
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
    texts(lang)
    selection = select(data, ("targets",), dataset, chart=_CHART)
    words = words_for(selection.dataset, lang, names)
    say = words.say
    every: tuple[Any, ...] = selection.records
    targets = [each for each in every if qualitative or each.value is not None]
    if not targets:
        raise NothingSelectedError(
            f"{_CHART}(): none of the {len(every)} targets has a number; pass qualitative=True to "
            "draw targets without one"
        )
    if not any(target.period_end for target in targets):
        raise NothingSelectedError(
            f"{_CHART}(): none of the {len(targets)} targets has a deadline; select targets with a "
            "period"
        )
    # Policies in the given order, the targets of each by deadline.
    policies = list(dict.fromkeys(target.policy_id for target in targets))
    deadline = {target.id: target.period_end or datetime.date.max for target in targets}
    ordered = sorted(targets, key=lambda each: (policies.index(each.policy_id), deadline[each.id]))
    rows = [_row(target, words) for target in ordered]
    default = say(
        "{targets} of {policies}, by deadline",
        targets=words.counted(len(targets), "target"),
        policies=words.counted(len(policies), "policy"),
    )
    return compose_chart(
        [labelled_rows(rows, _layers(rows, say))],
        title=title or default,
        subtitle=[],
        records=targets,
        words=words,
        notes=_notes([each for each in every if each not in targets], words),
    )


def _notes(folded: Sequence[Target], words: Words) -> list[str]:
    """Count the targets that are not drawn, by policy."""
    if not folded:
        return []
    say, comma = words.say, "、" if words.chinese else ", "
    counts = Counter(each.policy_id for each in folded)
    parts = [
        f"{_policy_name(id, words)}（{count}项）"
        if words.chinese
        else f"{_policy_name(id, words)} ({count})"
        for id, count in counts.items()
    ]  # fmt: skip
    targets = words.counted(len(folded), "target")
    policies = comma.join(parts)
    return [say("Not drawn: {targets} without a number: {policies}.", targets=targets,
                policies=policies)]  # fmt: skip


def _policy_name(id: str | None, words: Words) -> str:
    say = words.say
    return words.label(words.dataset.policies[id]) if id else say("No policy")


def _row(target: Target, words: Words) -> dict[str, Any]:
    say, dataset = words.say, words.dataset
    policy = dataset.policies[target.policy_id] if target.policy_id else None
    deadline, start = target.period_end, target.period_start or _day_of(policy)
    quantity = words.amount(target)
    if not deadline:
        quantity = say("{amount} (no deadline)", amount=quantity)
    has_line = bool(deadline and start and start < deadline)
    days = say("{start} to {end}", start=start, end=deadline) if has_line else ""
    strength = _strengths(say)[target.strength]
    return {
        "id": target.id,
        "heading": _policy_name(target.policy_id, words),
        "label": words.label(dataset.indicators[target.indicator_id]),
        "amount": quantity,
        "extent": f"{days or deadline or say('no deadline')}; {strength}",
        "deadline": deadline and deadline.isoformat(),
        "start": start.isoformat() if has_line and start else None,
        "any_time": target.period_start is None if has_line else None,
        "period": target.period,
        "region_id": target.region_id,
        "strength": target.strength,
        "comparator": target.comparator,
        "value": None if target.value is None else float(target.value),
        "value_upper": None if target.value_upper is None else float(target.value_upper),
        "unit": target.unit,
    }


def _day_of(policy: Policy | None) -> datetime.date | None:
    """Return the day on which a policy was issued, or else published."""
    return (policy.issued_on or policy.published_on) if policy else None


def _layers(rows: Sequence[Mapping[str, Any]], say: Texts) -> list[alt.Chart]:
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

    strengths = _legend_of(rows, "strength", say("deadline"), _strengths(say))
    lines = _legend_of(rows, "any_time", say("line"), _lines(say))
    return [
        alt.Chart()
        .mark_rule(style="line")
        .encode(
            x=x("start"),
            x2=alt.X2("deadline"),
            y=row(),
            stroke=lines(alt.Stroke, {False: LIGHT, True: DARK}),
            strokeWidth=lines(alt.StrokeWidth, {False: 6, True: 1.2}),
        ),
        alt.Chart()
        .mark_point(style="deadline", stroke=DARK)
        .encode(
            x=x("deadline"),
            y=row(),
            shape=strengths(
                alt.Shape, {"commit": "square", "strive": "triangle-up", "expect": "circle"}
            ),
            fill=strengths(alt.Fill, {"commit": DARK, "strive": "white", "expect": "white"}),
        ),
    ]


def _legend_of(
    rows: Sequence[Mapping[str, Any]], field: str, title: str, names: Mapping[Any, str]
) -> Callable[[type[Any], Mapping[Any, Any]], Any]:
    """Return a function that encodes a field; its legend has the values in use."""
    used = [name for name in names if any(row[field] == name for row in rows)]
    label = f"({json.dumps(dict(names))})[datum.value]"
    legend = alt.Legend(title=title, labelExpr=label) if used else None

    def encoded(channel: type[Any], values: Mapping[Any, Any]) -> Any:
        domain = used or list(names)
        scale = alt.Scale(domain=domain, range=[values[name] for name in domain])
        return channel(field, type="nominal", scale=scale, legend=legend)

    return encoded
