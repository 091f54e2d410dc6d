"""Chart of targets and outcomes, with the number of targets per verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.analysis.comparability import COMPARABILITY
from chinaindpolicy.dataset.release_names import packaged_releases
from chinaindpolicy.errors import NothingSelectedError, ReleaseError
from chinaindpolicy.lang.texts import texts
from chinaindpolicy.loading import load
from chinaindpolicy.plot.interval_marks import (
    IntervalMark,
    axis_for,
    interval_layers,
    legend,
    mark_for,
)
from chinaindpolicy.plot.labels import words_for
from chinaindpolicy.plot.row_layout import MARKS, labelled_rows
from chinaindpolicy.plot.theme import WIDTH, compose_chart, named_data, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chinaindpolicy.analysis.assessment import Assessment, Judgement
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.lang.texts import Language
    from chinaindpolicy.plot.labels import Words
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
    names: Names | None = None,
    lang: Language = "en",
) -> alt.VConcatChart:
    """Draw targets and their outcomes, and the number of targets per verdict.

    Each target with a known outcome has two rows, target and outcome, in percent of the target's
    value. An outcome of another object, place, time, unit or whole is printed but not drawn,
    because the two are not comparable. Targets without an outcome are counted only.

    Args:
        assessment: The result of `chinaindpolicy.assess`, or a part of it (`of`).
        dataset: The dataset that was assessed; by default the packaged release of that name.
        title: The title; by default the number of targets and the date.
        names: Language of names: `en`, `zh` (Chinese where there is a Chinese name) or `both`; by
            default `lang`.
        lang: Language of the other texts, numbers and periods: `en` or `zh`.

    Returns:
        The chart; its axis is in percent of each target's value.

    Raises:
        NothingSelectedError: If the assessment has no targets.
        ReleaseError: If no dataset is passed and no packaged release has that name.
        UnknownNameError: If a language is unknown.

    Example:
        >>> import chinaindpolicy as cip
        >>> from chinaindpolicy import plot
        >>> chart = plot.verdicts(cip.assess(as_of="2026-11-22"))
        >>> counts = chart.to_dict()["vconcat"][0]["data"]["values"]
        >>> [(row["verdict"], row["targets"]) for row in counts][:2]
        [('met', 5), ('not_met', 0)]
    """
    texts(lang)
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
    words = words_for(dataset, lang, names)
    say = words.say
    compared = [judgement for judgement in assessment if judgement.outcome is not None]
    pairs = [(each, record) for each in compared for record in (each.target, each.outcome)]
    marks = [_mark(judgement, record) for judgement, record in pairs]
    drawn = [mark for mark in marks if mark]
    bounds = None if drawn else (0.0, 112.0)
    axis = axis_for(drawn, say("percent of the target's value"), say, bounds=bounds)
    rows = [
        {
            **_texts(judgement, record, words),
            **(mark.fields(axis) if mark else {}),
        }
        for (judgement, record), mark in zip(pairs, marks, strict=True)
    ]
    parts: list[Part] = [_counts(assessment, words)]
    if rows:
        reference = (
            alt.Chart().mark_rule(style="reference", aria=False).encode(x=axis.constant(100))
        )
        parts.append(labelled_rows(rows, [reference, *interval_layers(axis)]))
    default = say(
        "{targets} and the outcomes known on {day}",
        targets=words.counted(len(assessment), "target"),
        day=words.day(assessment.as_of),
    )
    return compose_chart(
        parts,
        title=title or default,
        subtitle=[legend(drawn, say)] if drawn else [],
        records=[record for _, record in pairs] or [each.target for each in assessment],
        words=words,
        notes=_notes(compared, words),
    )


def _counts(assessment: Assessment, words: Words) -> alt.LayerChart:
    """Return a bar per verdict with its number of targets."""
    counts = [
        {
            "verdict": verdict,
            "targets": count,
            "name": _verdict(verdict, words),
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


def _verdict(verdict: str, words: Words) -> str:
    return words.say.code("verdict", verdict).replace("_", " ")


def _texts(judgement: Judgement, record: Any, words: Words) -> dict[str, Any]:
    say, dataset, target = words.say, words.dataset, judgement.target
    indicator = words.label(dataset.indicators[target.indicator_id])
    places = [words.label(dataset.regions[target.region_id])] if target.region_id else []
    where = (", " if not words.chinese else "，").join([*places, words.period(target)])
    is_target = record is target
    found = record.statement if record.value is None else words.amount(record)
    if record.period != target.period:
        found += f"{'，' if words.chinese else ', '}{words.period(record)}"
    verdict = _verdict(judgement.verdict, words)
    if judgement.withheld_by:
        test = say.code("test_name", judgement.withheld_by)
        verdict = say("{verdict} by {test}", verdict=verdict, test=test)
    return {
        "id": record.id,
        "target_id": target.id,
        "heading": f"{indicator}（{where}）" if words.chinese else f"{indicator} ({where})",
        "label": f"{say('target') if is_target else say('outcome')} {found}",
        "amount": "" if is_target else verdict,
        "verdict": judgement.verdict,
    }


def _notes(compared: Sequence[Judgement], words: Words) -> list[str]:
    """Explain each test that prevented a verdict, and the outcomes that are not drawn."""
    say = words.say
    withheld = {judgement.withheld_by for judgement in compared}
    notes = [
        say(
            "By {test}: a verdict requires that {requirement}.",
            test=say.code("test_name", name),
            requirement=say.code("test", name) if words.chinese else requirement,
        )
        for name, requirement in COMPARABILITY.items()
        if name in withheld
    ]
    if not all(map(_is_comparable, compared)):
        notes.append(say("An outcome that is not comparable is printed but not drawn."))
    return notes


def _is_comparable(judgement: Judgement) -> bool:
    """Return True if target and outcome share an axis.

    The reason of the verdict is not enough: for a target that is not due, it is the deadline.
    """
    closest = judgement.comparisons[0]
    return set(closest.failed) <= _ON_ONE_AXIS and closest.timing != "outside"
