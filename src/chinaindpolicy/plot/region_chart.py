"""Chart of one indicator by region, on a comparable basis only."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.analysis.comparability import COMPARABILITY, failed_tests
from chinaindpolicy.analysis.regions import region_tree
from chinaindpolicy.errors import NotComparableError
from chinaindpolicy.lang.texts import texts
from chinaindpolicy.model.records import Target
from chinaindpolicy.model.vocabularies import ADDITIVE_MEASURES
from chinaindpolicy.plot.interval_marks import axis_for, interval_chart, legend, mark_for
from chinaindpolicy.plot.labels import words_for
from chinaindpolicy.plot.selection import select
from chinaindpolicy.plot.theme import compose_chart

if TYPE_CHECKING:
    import altair as alt

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.lang.texts import Language
    from chinaindpolicy.plot.labels import Words
    from chinaindpolicy.plot.selection import Drawable, Names, Observed, Selection

_CHART = "plot.figures_by_region"


@public
@checked
def figures_by_region(
    data: Drawable,
    *,
    dataset: Dataset | None = None,
    title: str | None = None,
    names: Names | None = None,
    lang: Language = "en",
) -> alt.VConcatChart:
    """Draw values of one indicator by region, the greatest first.

    All values must have the same indicator, unit, measure, prices and period, and must all be
    targets, or all be figures and outcomes. Comparators are drawn as in `rates`. If a region is
    part of another one, a note states it.

    Args:
        data: Targets, figures or outcomes, their ids, a table of them, or a frame with a column
            `id`.
        dataset: The dataset that the records belong to; by default that of a table, else the
            latest packaged release.
        title: The title; by default the indicator's name and the period.
        names: Language of names: `en`, `zh` (Chinese where there is a Chinese name) or `both`; by
            default `lang`.
        lang: Language of the other texts, numbers and periods: `en` or `zh`.

    Returns:
        The chart; values are in the unit of the records, which the axis names.

    Raises:
        NothingSelectedError: If nothing was selected.
        NotComparableError: If the records are not comparable, with the first reason and the
            comparable part of the selection; or if a record has no value or region.
        UnknownNameError: If an id or a language is unknown.
        TypeError: If an item is not a target, figure or outcome.

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
    texts(lang)
    selection = select(data, ("targets", "figures", "outcomes"), dataset, chart=_CHART)
    _reject_incomparable(selection)
    own = selection.dataset
    words = words_for(own, lang, names)
    say = words.say
    # The greatest value comes first; equal values keep the given order.
    records = sorted(selection.records, key=lambda record: -(record.value or 0))
    first = records[0]
    marks = [mark_for(record) for record in records]
    axis = axis_for(
        marks,
        words.unit_name(first.unit, first.measure),
        say,
        bounds=(0, 100) if (first.measure, first.unit) == ("share", "percent") else None,
    )
    headings = [words.label(own.regions[record.region_id or ""]) for record in records]
    details = [words.circumstances(record, place=False) for record in records]
    indicator = words.label(own.indicators[first.indicator_id])
    default = say("{indicator}, {period}", indicator=indicator, period=words.period(first))
    return compose_chart(
        [interval_chart(records, marks, headings, details, axis, words)],
        title=title or default,
        subtitle=[legend(marks, say)],
        records=records,
        words=words,
        notes=_notes(records, words),
    )


def _reject_incomparable(selection: Selection) -> None:
    for record in selection.records:
        for column in ("value", "region_id"):
            if getattr(record, column) is None:
                raise NotComparableError(
                    f"{_CHART}(): {column} of {record.id} is empty{_comparable(selection)}"
                )
    first = selection.records[0]
    for record in selection.records[1:]:
        if reason := _difference(first, record, selection.dataset):
            raise NotComparableError(
                f"{_CHART}(): {first.id} and {record.id} are not comparable: "
                f"{reason}{_comparable(selection)}"
            )


def _difference(first: Observed, second: Observed, dataset: Dataset) -> str:
    """Return the reason why two values do not share an axis; empty if they do."""
    if isinstance(first, Target) != isinstance(second, Target):
        return "one is a target, the other a figure or outcome"
    indicators = {indicator.id: indicator for indicator in dataset.indicators}
    for name in failed_tests(first, second, indicators):
        if name == "object":
            return f"indicator_id is {first.indicator_id!r} and {second.indicator_id!r}"
        if name != "geography":  # The regions differ by design.
            return f"test {name} failed ({COMPARABILITY[name]})"
    if first.period != second.period:
        return f"period is {first.period!r} and {second.period!r}"
    return ""


def _comparable(selection: Selection) -> str:
    """List the comparable parts of a selection, so that the user can select one."""
    groups: defaultdict[tuple[object, ...], list[Observed]] = defaultdict(list)
    for record in selection.records:
        if record.value is not None and record.region_id is not None:
            basis = (record.indicator_id, record.unit, record.measure, record.price_basis)
            groups[*basis, record.period].append(record)
    parts = [
        f"{key[0]}, {key[-1]} ({', '.join(record.id for record in group)})"
        for key, group in groups.items()
        if len({record.region_id for record in group}) > 1
    ]
    if not parts:
        return "; no two regions of this selection are comparable"
    return f"; comparable in this selection: {'; '.join(parts)[:200]}"


def _notes(records: list[Observed], words: Words) -> list[str]:
    """Return why values must not be added: other measures, or a region in another one."""
    say, dataset = words.say, words.dataset
    ids = tuple(dict.fromkeys(record.region_id or "" for record in records))
    if len(ids) < 2:
        return []
    notes: list[str] = []
    if records[0].measure not in ADDITIVE_MEASURES:
        notes.append(say("The values are not amounts: do not add them."))
    tree = region_tree(dataset)
    pairs = [(inner, outer) for inner in ids for outer in tree.ancestors(inner) if outer in ids]
    for inner, outer in pairs:
        names = {"inner": words.label(dataset.regions[inner])}
        names["outer"] = words.label(dataset.regions[outer])
        notes.append(
            say("{inner} is part of {outer}, whose value includes it: do not add them.", **names)
            if records[0].measure in ADDITIVE_MEASURES
            else say("{inner} is part of {outer}.", **names)
        )
    return notes
