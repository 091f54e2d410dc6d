"""Chart of targets and outcomes, with the number of targets per verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.analysis.comparability import COMPARABILITY
from chinaindpolicy.dataset.release_names import packaged_releases
from chinaindpolicy.errors import NothingSelectedError, ReleaseError
from chinaindpolicy.loading import load
from chinaindpolicy.plot.interval_marks import (
    IntervalMark,
    axis_for,
    interval_layers,
    legend,
    mark_for,
)
from chinaindpolicy.plot.labels import amount, label, period, plural
from chinaindpolicy.plot.row_layout import MARKS, labelled_rows
from chinaindpolicy.plot.selection import checked_names
from chinaindpolicy.plot.theme import WIDTH, compose_chart, named_data, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chinaindpolicy.analysis.assessment import Assessment, Judgement
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.plot.selection import Names
    from chinaindpolicy.plot.theme import Part

_CHART = "plot.verdicts"
_COUNTS = (120, MARKS[0])
# Failed tests that prevent a verdict but allow a common axis.
_ON_ONE_AXIS = {"bounds", "deadline"}


@public
@checked
def verdicts(
    assessment: Assessment,
    *,
    dataset: Dataset | None = None,
    title: str | None = None,
    names: Names = "en",
) -> alt.VConcatChart:
    """Draw targets and their outcomes, and the number of targets per verdict.

    Each target with a known outcome has two rows, target and outcome, in percent of the target's
    value. An outcome of another object, place, time, unit or whole is printed but not drawn,
    because the two are not comparable. Targets without an outcome are counted only.

    Args:
        assessment: The result of `chinaindpolicy.assess`, or a part of it (`of`).
        dataset: The dataset that was assessed; by default the packaged release of that name.
        title: The title; by default the number of targets and the date.
        names: Language of names: `en`, `zh` (Chinese where there is a Chinese name) or `both`.

    Returns:
        The chart; its axis is in percent of each target's value.

    Raises:
        NothingSelectedError: If the assessment has no targets.
        ReleaseError: If no dataset is passed and no packaged release has that name.
        UnknownNameError: If the language of names is unknown.

    Example:
        >>> import chinaindpolicy as cip
        >>> from chinaindpolicy import plot
        >>> chart = plot.verdicts(cip.assess(as_of="2026-11-22"))
        >>> counts = chart.to_dict()["vconcat"][0]["data"]["values"]
        >>> [(row["verdict"], row["targets"]) for row in counts][:2]
        [('met', 5), ('not_met', 0)]
    """
    checked_names(names)
    if not len(assessment):
        raise NothingSelectedError(
            f"{_CHART}(): the assessment has no targets; pass an assessment of at least one"
        )
    if dataset is None:
        if assessment.release not in packaged_releases():
            raise ReleaseError(
                f"{_CHART}(): release {assessment.release!r} of the assessment is not packaged; "
                "pass dataset=..."
            )
        dataset = load(assessment.release)
    compared = [judgement for judgement in assessment if judgement.outcome is not None]
    pairs = [(each, record) for each in compared for record in (each.target, each.outcome)]
    marks = [_mark(judgement, record) for judgement, record in pairs]
    drawn = [mark for mark in marks if mark]
    axis = axis_for(drawn, "percent of the target's value", bounds=None if drawn else (0, 112))
    rows = [
        {
            **_texts(judgement, record, dataset, names),
            **(mark.fields(axis) if mark else {}),
        }
        for (judgement, record), mark in zip(pairs, marks, strict=True)
    ]
    parts: list[Part] = [_counts(assessment)]
    if rows:
        reference = (
            alt.Chart().mark_rule(style="reference", aria=False).encode(x=axis.constant(100))
        )
        parts.append(labelled_rows(rows, [reference, *interval_layers(axis)]))
    return compose_chart(
        parts,
        title=title
        or f"{plural(len(assessment), 'target')} and the outcomes known on {assessment.as_of}",
        subtitle=[legend(drawn)] if drawn else [],
        records=[record for _, record in pairs] or [each.target for each in assessment],
        dataset=dataset,
        notes=_notes(compared),
    )


def _counts(assessment: Assessment) -> alt.LayerChart:
    """Return a bar per verdict with its number of targets."""
    counts = [
        {
            "verdict": verdict,
            "targets": count,
            "name": verdict.replace("_", " "),
            "number": str(count),
        }
        for verdict, count in assessment.counts.items()
    ]
    scale = alt.Scale(domain=[0, len(assessment)], range=list(_COUNTS), nice=False)
    names = alt.Axis(title=None, offset=-_COUNTS[0], domain=False, ticks=False, labelLimit=0)
    chart = alt.LayerChart(
        layer=[
            alt.Chart().mark_bar(style="count"),
            text("number", style="label", dx=6, fontWeight="bold"),
        ],
        data=named_data(counts, "counts"),
        width=WIDTH,
        height=alt.Step(19),
    )
    encoded: alt.LayerChart = chart.encode(
        x=alt.X("targets", type="quantitative", scale=scale, axis=None),
        y=alt.Y("name", type="nominal", sort=None, axis=names),
    )
    return encoded


def _mark(judgement: Judgement, record: Any) -> IntervalMark | None:
    """Return the mark of a target or outcome in percent of the target; None if not comparable.

    A target of zero or less has no percentages.
    """
    value = judgement.target.value
    if value is None or value <= 0:
        return None
    if record is not judgement.target and not _is_comparable(judgement):
        return None
    return mark_for(record, per=value)


def _texts(judgement: Judgement, record: Any, dataset: Dataset, names: Names) -> dict[str, Any]:
    target = judgement.target
    place = f"{label(dataset.regions[target.region_id], names)}, " if target.region_id else ""
    indicator = label(dataset.indicators[target.indicator_id], names)
    is_target = record is target
    words = record.statement if record.value is None else amount(record)
    if record.period != target.period:
        words += f", {period(record)}"
    withheld = f" by {judgement.withheld_by}" if judgement.withheld_by else ""
    return {
        "id": record.id,
        "heading": f"{indicator} ({place}{period(target)})",
        "label": f"{'target' if is_target else 'outcome'} {words}",
        "amount": "" if is_target else f"{judgement.verdict.replace('_', ' ')}{withheld}",
    }


def _notes(compared: Sequence[Judgement]) -> list[str]:
    """Explain each test that prevented a verdict, and the outcomes that are not drawn."""
    withheld = {judgement.withheld_by for judgement in compared}
    notes = [
        f"Not comparable by {name}: not fulfilled: {requirement}."
        for name, requirement in COMPARABILITY.items()
        if name in withheld
    ]
    if not all(map(_is_comparable, compared)):
        notes.append("An outcome of another object or period is printed but not drawn.")
    return notes


def _is_comparable(judgement: Judgement) -> bool:
    """Return True if target and outcome share an axis.

    The reason of the verdict is not enough: for a target that is not due, it is the deadline.
    """
    closest = judgement.comparisons[0]
    return set(closest.failed) <= _ON_ONE_AXIS and closest.timing != "outside"
