"""Values of one indicator by region, on a comparable basis or not at all."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from chinaindpolicy.analysis.comparability import COMPARABILITY, failed_tests
from chinaindpolicy.analysis.regions import region_tree
from chinaindpolicy.errors import NotComparableError
from chinaindpolicy.model.describe import period_in_words
from chinaindpolicy.plot.labels import labelled
from chinaindpolicy.plot.selection import checked_names, select
from chinaindpolicy.plot.strokes import axis_of
from chinaindpolicy.plot.words import circumstances, name_of, unit_name

if TYPE_CHECKING:
    import altair as alt

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.plot.selection import Drawable, Names, Observed, Selection

__all__ = ["figures_by_region"]

_CHART = "plot.figures_by_region"


def figures_by_region(
    data: Drawable,
    *,
    dataset: Dataset | None = None,
    title: str | None = None,
    names: Names = "en",
) -> alt.VConcatChart:
    """Draw values of one indicator by region, the greatest first.

    Drawn together is only what can be held against one another: values of the same indicator,
    unit, measure, prices and period. Comparators are drawn as such (see `rates`). Where a region
    lies in another of them, that is said: such values may be compared, but not added.

    Args:
        data: Targets, figures or outcomes, their ids, a table of them, or a frame with a column
            `id`.
        dataset: The dataset they are of; by default that of a table, else the newest packaged
            release.
        title: The title; by default the indicator's name and the period.
        names: Language of names: `en`, `zh` (Chinese where there is a Chinese name) or `both`.

    Returns:
        The chart; values are in the unit of the records, which the axis names.

    Raises:
        NothingSelectedError: If nothing was selected.
        NotComparableError: If the records are not comparable, with the first reason and what of
            the selection is; or if one has no value or region.
        UnknownNameError: If there is no such id or language of names.
        TypeError: If something is no target, figure or outcome.

    Example:
        >>> import chinaindpolicy as cip
        >>> from chinaindpolicy import plot
        >>> growth = cip.targets.where(indicator_id="digital-economy-core-value-added-growth")
        >>> chart = plot.figures_by_region(growth, names="both")
        >>> plot.figures_by_region([cip.targets[0] for _ in ()])
        Traceback (most recent call last):
            ...
        chinaindpolicy.NothingSelectedError: plot.figures_by_region: nothing was selected...
    """
    checked_names(names)
    chosen = select(data, ("targets", "figures", "outcomes"), dataset, chart=_CHART)
    _refuse_what_differs(chosen)
    own = chosen.dataset
    # What is told the greatest stands first; equal values in the order they were given.
    records = sorted(chosen.records, key=lambda record: -(record.value or 0))
    first = records[0]
    labels = [
        (
            name_of(own.regions[record.region_id or ""], names),
            circumstances(record, own, names, place=False),
        )
        for record in records
    ]
    indicator = name_of(own.indicators[first.indicator_id], names)
    return labelled(
        records,
        labels,
        own,
        title=title or f"{indicator}, {period_in_words(first.period) or 'no period told'}",
        axis=lambda strokes, left, right: axis_of(
            strokes,
            left=left,
            right=right,
            title=unit_name(first.unit, first.measure, own),
            bounds=(0, 100) if (first.measure, first.unit) == ("share", "percent") else None,
        ),
        notes=_notes(records, own),
    )


def _refuse_what_differs(chosen: Selection) -> None:
    for record in chosen.records:
        for column in ("value", "region_id"):
            if getattr(record, column) is None:
                raise NotComparableError(
                    f"{_CHART}: {record.id} has no {column}{_comparable(chosen)}"
                )
    first = chosen.records[0]
    for record in chosen.records[1:]:
        if reason := _difference(first, record, chosen.dataset):
            raise NotComparableError(
                f"{_CHART}: {first.id} and {record.id} are not comparable: "
                f"{reason}{_comparable(chosen)}"
            )


def _difference(first: Observed, second: Observed, dataset: Dataset) -> str:
    """Return why two values are not drawn on one axis; empty if they are."""
    indicators = {each.id: each for each in dataset.indicators}
    for name in failed_tests(first, second, indicators):
        if name == "object":
            return f"one is {first.indicator_id}, the other {second.indicator_id}"
        if name != "geography":  # places differ by intent
            return f"this does not hold: {name} ({COMPARABILITY[name]})"
    if first.period != second.period:
        return f"one is of {first.period}, the other of {second.period}"
    return ""


def _comparable(chosen: Selection) -> str:
    """Name what of a selection is comparable over regions, so that it can be asked for."""
    groups: defaultdict[tuple[object, ...], list[Observed]] = defaultdict(list)
    for record in chosen.records:
        if record.value is not None and record.region_id is not None:
            basis = (record.indicator_id, record.unit, record.measure, record.price_basis)
            groups[*basis, record.period].append(record)
    found = [
        f"{key[0]}, {key[-1]} ({', '.join(record.id for record in group)})"
        for key, group in groups.items()
        if len({record.region_id for record in group}) > 1
    ]
    if not found:
        return "; of this selection no two regions are comparable"
    return f"; of this selection comparable: {'; '.join(found)}"


def _notes(records: list[Observed], dataset: Dataset) -> list[str]:
    regions = tuple(dict.fromkeys(record.region_id or "" for record in records))
    if len(regions) < 2:
        return []
    reason = region_tree(dataset).why_not_added(regions)
    told = re.sub(r"[a-z0-9-]+", lambda found: _region_name(found[0], dataset), reason)
    return [f"Not to be added: {told}."] if told else []


def _region_name(word: str, dataset: Dataset) -> str:
    return dataset.regions[word].name if word in dataset.regions else word
