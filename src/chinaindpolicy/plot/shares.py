"""Rates: shares in percent, each drawn as it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chinaindpolicy.errors import NotComparableError, NothingSelectedError
from chinaindpolicy.plot.labels import labelled
from chinaindpolicy.plot.selection import checked_names, select
from chinaindpolicy.plot.strokes import axis_of
from chinaindpolicy.plot.words import circumstances, name_of, plural

if TYPE_CHECKING:
    import altair as alt

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.plot.selection import Drawable, Names, Observed

__all__ = ["rates"]

_CHART = "plot.rates"


def rates(
    data: Drawable,
    *,
    dataset: Dataset | None = None,
    title: str | None = None,
    names: Names = "en",
) -> alt.VConcatChart:
    """Draw rates: self-sufficiency, dependence, coverage and other shares, from 0 to 100 percent.

    “< 30 %” is a stretch from 0 to 30 whose end does not belong to it, “> 70 %” one from 70 to
    100, a range is a range, “about” has a mark of its own; only what is told exactly is a point.
    Each rate is a part of a whole of its own, which stands beside it: rows are neither to be
    added nor, where the wholes differ, to be held against one another.

    Args:
        data: Targets, figures or outcomes, their ids, or a frame with a column `id`; of a table
            or dataset, its rates are taken.
        dataset: The dataset they are of; by default that of a table, else the newest packaged
            release.
        title: The title; by default it says how many rates there are.
        names: Language of names: `en`, `zh` (Chinese where there is a Chinese name) or `both`.

    Returns:
        The chart; the axis is in percent.

    Raises:
        NothingSelectedError: If nothing was selected, or a table has no rate.
        NotComparableError: If a record that was asked for is no share in percent.
        UnknownNameError: If there is no such id or language of names.
        TypeError: If something is no target, figure or outcome.

    Example:
        >>> import chinaindpolicy as cip
        >>> from chinaindpolicy import plot
        >>> ids = ["china-high-end-chip-self-sufficiency", "equipment-materials-import-dependence"]
        >>> chart = plot.rates([cip.figures[id] for id in ids])
        >>> stretches = chart.to_dict()["vconcat"][0]["layer"][0]["data"]["values"]
        >>> [(row["comparator"], row["low"], row["high"]) for row in stretches]
        [('lt', 0.0, 30.0), ('gt', 70.0, 100.0)]
    """
    checked_names(names)
    chosen = select(data, ("targets", "figures", "outcomes"), dataset, chart=_CHART)
    records = tuple(record for record in chosen.records if _is_rate(record))
    if not chosen.whole:
        _refuse_others(chosen.records)
    if not records:
        raise NothingSelectedError(f"{_CHART}: no record is a share in percent with a value")
    indicators = chosen.dataset.indicators
    labels = [
        (
            name_of(indicators[record.indicator_id], names),
            circumstances(record, chosen.dataset, names),
        )
        for record in records
    ]
    return labelled(
        records,
        labels,
        chosen.dataset,
        title=title or f"{plural(len(records), 'rate')}, each as it is told",
        axis=lambda strokes, left, right: axis_of(
            strokes,
            left=left,
            right=right,
            title="percent of the whole named in each row",
            bounds=(0, 100),
        ),
        notes=("Each rate has a whole of its own: rows do not add up.",),
    )


def _is_rate(record: Observed) -> bool:
    return record.measure == "share" and record.unit == "percent" and record.value is not None


def _refuse_others(records: tuple[Observed, ...]) -> None:
    others = [record for record in records if not _is_rate(record)]
    if others:
        told = "; ".join(
            f"{record.id} is {record.measure or 'without a number'}"
            + (f" in {record.unit}" if record.unit else "")
            for record in others
        )
        raise NotComparableError(f"{_CHART}: rates are shares in percent: {told}")
