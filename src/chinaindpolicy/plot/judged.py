"""Targets against outcomes, with every verdict counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from chinaindpolicy.analysis.comparability import COMPARABILITY
from chinaindpolicy.dataset.release_files import packaged_releases
from chinaindpolicy.errors import NothingSelectedError, ReleaseError
from chinaindpolicy.loading import load
from chinaindpolicy.model.describe import period_in_words
from chinaindpolicy.plot.finish import (
    BAND,
    FADED,
    INK,
    LINE_HEIGHT,
    VALUE,
    data,
    finished,
    pixels,
    text_layer,
)
from chinaindpolicy.plot.selection import checked_names
from chinaindpolicy.plot.strokes import Stroke, axis_of, legend, stroke_layers, stroke_of
from chinaindpolicy.plot.words import amount, lines_of, name_of, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chinaindpolicy.analysis.assessment import Assessment, Judgement
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.plot.selection import Names

__all__ = ["verdicts"]

_CHART = "plot.verdicts"
_WIDTH = 1000
_LEFT, _RIGHT = 330, 700
_ROW = 25
_COUNTS = 140
_TOLD_COLUMNS = 44
# What withholds a verdict and yet leaves both values on one axis.
_ON_ONE_AXIS = {"bounds", "deadline"}


def verdicts(
    assessment: Assessment,
    *,
    dataset: Dataset | None = None,
    title: str | None = None,
    names: Names = "en",
) -> alt.VConcatChart:
    """Draw targets against what came about, and how many have which verdict.

    Of every target for which an outcome is known, what was asked and what came about are drawn
    one under the other, in percent of the target's own number. Where the two are not of one
    thing, place, time, unit or whole, the outcome stands in words alone: on the axis it would be
    held against what it must not be. Targets without an outcome are counted above.

    Args:
        assessment: What `chinaindpolicy.assess` returned, whole or a part (`of`).
        dataset: The dataset that was assessed; by default the packaged release of that name.
        title: The title; by default it says how many targets were judged, as of when.
        names: Language of names: `en`, `zh` (Chinese where there is a Chinese name) or `both`.

    Returns:
        The chart; its axis is in percent of each target's number.

    Raises:
        NothingSelectedError: If the assessment is of no targets.
        ReleaseError: If no dataset is given and none of that name comes with the package.
        UnknownNameError: If there is no such language of names.

    Example:
        >>> import chinaindpolicy as cip
        >>> from chinaindpolicy import plot
        >>> chart = plot.verdicts(cip.assess(as_of="2026-11-22"))
        >>> counts = chart.to_dict()["vconcat"][0]["layer"][0]["data"]["values"]
        >>> [(row["verdict"], row["targets"]) for row in counts][:2]
        [('met', 3), ('not_met', 0)]
    """
    checked_names(names)
    if not len(assessment):
        raise NothingSelectedError(f"{_CHART}: the assessment is of no targets")
    if dataset is None:
        if assessment.release not in packaged_releases():
            raise ReleaseError(
                f"{_CHART}: {assessment.release} is no packaged release: give dataset=..."
            )
        dataset = load(assessment.release)
    rows = _Rows(dataset, names)
    told = [judgement for judgement in assessment if judgement.outcome is not None]
    for judgement in told:
        rows.add(judgement)
    shown = [record for each in told for record in (each.target, each.outcome)]
    records = shown or [judgement.target for judgement in assessment]
    return finished(
        rows.layers(),
        above=_counted(assessment),
        title=title
        or f"{plural(len(assessment), 'target')} against outcomes known on {assessment.as_of}",
        subtitle=[legend(rows.strokes)] if rows.strokes else [],
        width=_WIDTH,
        height=rows.height,
        records=records,
        dataset=dataset,
        notes=_notes(told),
    )


def _counted(assessment: Assessment) -> alt.LayerChart | alt.FacetChart:
    """Return how many targets have each verdict, with the number at the bar."""
    counts = [
        {
            "verdict": verdict,
            "targets": count,
            "y": 8 + 19 * place,
            "words": verdict.replace("_", " "),
            "number": str(count),
        }
        for place, (verdict, count) in enumerate(assessment.counts.items())
    ]
    height = 19 * len(counts)
    # Its axis is told by the numbers.
    scale = alt.Scale(domain=[0, len(assessment)], range=[_COUNTS, _LEFT + 150], nice=False)
    x = alt.X("targets", type="quantitative", scale=scale, axis=None)
    bars = (
        alt.Chart(data(counts, "counts"))
        .mark_bar(height=11, color=BAND, stroke=VALUE, orient="horizontal")
        .encode(x=x, x2=alt.X2Datum(0), y=pixels("y", height))
    )
    return alt.layer(
        bars,
        text_layer(counts, "verdict_names", field="words", at=0, height=height),
        text_layer(
            counts,
            "verdict_counts",
            field="number",
            at=_COUNTS - 8,
            height=height,
            align="right",
            bold=True,
        ),
    ).properties(width=_WIDTH, height=height)


def _notes(told: Sequence[Judgement]) -> list[str]:
    """Say what is not drawn, and what each test that withheld a verdict asks for."""
    tests = [name for name in COMPARABILITY if any(each.withheld_by == name for each in told)]
    notes = [
        f"Not comparable by {name}: this does not hold: {COMPARABILITY[name]}." for name in tests
    ]
    if not all(_on_one_axis(each) for each in told):
        notes.append(
            "An outcome of something else, or of another time, is told in words and not drawn."
        )
    return notes


def _on_one_axis(judgement: Judgement) -> bool:
    """Tell whether the outcome may be drawn under its target.

    The verdict's own reason does not tell: of a target that is not due, it is the deadline.
    """
    closest = judgement.comparisons[0]
    return set(closest.failed) <= _ON_ONE_AXIS and closest.timing != "outside"


class _Rows:
    """The rows of the chart as they are laid out, from the top."""

    def __init__(self, dataset: Dataset, names: Names) -> None:
        self.dataset = dataset
        self.names: Names = names
        self.top = 0.0
        self.labels: list[dict[str, Any]] = []
        self.details: list[dict[str, Any]] = []
        self.told: list[dict[str, Any]] = []
        self.verdicts: list[dict[str, Any]] = []
        self.strokes: list[Stroke] = []

    @property
    def height(self) -> int:
        """The height of all rows, in pixels."""
        return round(self.top + 4)

    def add(self, judgement: Judgement) -> None:
        """Add a target with the outcome that decided, or came closest to it."""
        target, outcome = judgement.target, judgement.outcome
        assert outcome is not None
        place = self.dataset.regions[target.region_id] if target.region_id else None
        name = name_of(self.dataset.indicators[target.indicator_id], self.names)
        where = f"{name_of(place, self.names)}, " if place else ""
        top = self.top + 10
        lines = lines_of([name], 50)
        self.labels.append({"id": target.id, "y": top, "text": "\n".join(lines)})
        below = top + len(lines) * LINE_HEIGHT + 1
        when = period_in_words(target.period) or "no period told"
        self.details.append({"id": target.id, "y": below, "text": f"{where}{when}"})
        # What was asked stands in the first place, what came about in a second, then the verdict.
        y, second = top, top + _ROW
        for word, record in (("asked", target), ("came about", outcome)):
            words = amount(record) if record.value is not None else record.statement
            if word == "came about" and outcome.period != target.period:
                words += f", {period_in_words(outcome.period) or 'no period told'}"
            lines = lines_of([f"{word} {words}"], _TOLD_COLUMNS)
            self.told.append({"id": record.id, "y": y, "text": "\n".join(lines)})
            second = y if record is outcome else second
            y += _ROW + (len(lines) - 1) * LINE_HEIGHT
        verdict = judgement.verdict.replace("_", " ")
        withheld = f" by {judgement.withheld_by}" if judgement.withheld_by else ""
        self.verdicts.append({"id": target.id, "y": y, "text": f"{verdict}{withheld}"})
        # Of nothing there is no percentage, and in percent of less “more” would look like less.
        if target.value is not None and target.value > 0:
            self.strokes.append(stroke_of(target, top, per=target.value))
            if _on_one_axis(judgement):
                self.strokes.append(stroke_of(outcome, second, per=target.value))
        self.top = max(y + 14, below + LINE_HEIGHT) + 10

    def layers(self) -> list[alt.Chart]:
        """Return the layers of the chart."""
        height = self.height
        return [*self._texts(height), *self._drawn(height)]

    def _texts(self, height: int) -> list[alt.Chart]:
        return [
            text_layer(rows, name, field=field, at=at, height=height, bold=bold, color=color)
            for rows, name, field, at, bold, color in (
                (self.labels, "labels", "text", 0, False, INK),
                (self.details, "details", "text", 0, False, FADED),
                (self.told, "told", "text", _RIGHT + 12, False, FADED),
                (self.verdicts, "verdicts", "text", _RIGHT + 12, True, INK),
            )
            if rows
        ]

    def _drawn(self, height: int) -> list[alt.Chart]:
        if not self.strokes:
            return []
        axis = axis_of(self.strokes, left=_LEFT, right=_RIGHT, title="percent of what was asked")
        asked = alt.Chart(data([{"asked": 100}], "asked")).mark_rule(color="#8a8a8a")
        return [asked.encode(x=axis.x("asked")), *stroke_layers(self.strokes, axis, height)]
