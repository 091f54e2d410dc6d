"""Chart of rates: shares in percent with their comparators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.errors import NotComparableError, NothingSelectedError
from chinaindpolicy.plot.interval_marks import axis_for, interval_chart, legend, mark_for
from chinaindpolicy.plot.labels import circumstances, label, plural
from chinaindpolicy.plot.selection import checked_names, select
from chinaindpolicy.plot.theme import compose_chart

if TYPE_CHECKING:
    import altair as alt

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.plot.selection import Drawable, Names, Observed

_CHART = "plot.rates"


@public
@checked
def rates(
    data: Drawable,
    *,
    dataset: Dataset | None = None,
    title: str | None = None,
    names: Names = "en",
) -> alt.VConcatChart:
    """Draw rates: self-sufficiency, dependence, coverage and other shares, from 0 to 100 percent.

    “< 30 %” is a bar from 0 to 30 without its upper end, “> 70 %” a bar from 70 to 100. A range
    is a bar, an approximate value a diamond, and only an exact value a point. Each rate is a share
    of its own whole, which its label names: do not add the rows.

    Args:
        data: Targets, figures or outcomes, their ids, or a frame with a column `id`; of a table
            or dataset, the chart takes the rates.
        dataset: The dataset that the records belong to; by default that of a table, else the
            latest packaged release.
        title: The title; by default the number of rates.
        names: Language of names: `en`, `zh` (Chinese where there is a Chinese name) or `both`.

    Returns:
        The chart; its axis is in percent.

    Raises:
        NothingSelectedError: If nothing was selected, or a table has no rate.
        NotComparableError: If a selected record is not a share in percent.
        UnknownNameError: If an id or a language of names is unknown.
        TypeError: If an item is not a target, figure or outcome.

    Example:
        >>> import chinaindpolicy as cip
        >>> from chinaindpolicy import plot
        >>> ids = ["china-high-end-chip-self-sufficiency", "equipment-materials-foreign-dependence"]
        >>> chart = plot.rates([cip.figures[id] for id in ids])
        >>> rows = chart.to_dict()["data"]["values"]
        >>> [(row["comparator"], row["low"], row["high"]) for row in rows]
        [('lt', 0.0, 30.0), ('gt', 70.0, 100.0)]
    """
    checked_names(names)
    selection = select(data, ("targets", "figures", "outcomes"), dataset, chart=_CHART)
    records = tuple(record for record in selection.records if _is_rate(record))
    if not selection.is_table:
        _reject_others(selection.records)
    if not records:
        raise NothingSelectedError(
            f"{_CHART}(): none of the {len(selection.records)} records is a share in percent with "
            "a value; select records with measure='share'"
        )
    own = selection.dataset
    marks = [mark_for(record) for record in records]
    axis = axis_for(marks, "percent of the whole named in each row", bounds=(0, 100))
    headings = [label(own.indicators[record.indicator_id], names) for record in records]
    details = [circumstances(record, own, names) for record in records]
    return compose_chart(
        [interval_chart(records, marks, headings, details, axis)],
        title=title or plural(len(records), "rate"),
        subtitle=[legend(marks)],
        records=records,
        dataset=own,
        notes=["Each rate is a share of its own whole: do not add the rows."],
    )


def _is_rate(record: Observed) -> bool:
    return record.measure == "share" and record.unit == "percent" and record.value is not None


def _reject_others(records: tuple[Observed, ...]) -> None:
    reasons = [
        f"{record.id} is {record.measure or 'without a number'}"
        + (f" in {record.unit}" if record.unit else "")
        for record in records
        if not _is_rate(record)
    ]
    if reasons:
        raise NotComparableError(
            f"{_CHART}() requires shares in percent, but {'; '.join(reasons[:3])}"
        )
