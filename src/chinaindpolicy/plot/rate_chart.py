"""Chart of rates: shares in percent with their comparators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.errors import NotComparableError, NothingSelectedError
from chinaindpolicy.lang.texts import texts
from chinaindpolicy.plot.interval_marks import axis_for, interval_chart, legend, mark_for
from chinaindpolicy.plot.labels import words_for
from chinaindpolicy.plot.selection import select
from chinaindpolicy.plot.theme import compose_chart

if TYPE_CHECKING:
    import altair as alt

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.lang.texts import Language
    from chinaindpolicy.plot.selection import Drawable, Names, Observed

_CHART = "plot.rates"


@public
@checked
def rates(
    data: Drawable,
    *,
    dataset: Dataset | None = None,
    title: str | None = None,
    names: Names | None = None,
    lang: Language = "en",
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
        names: Language of names: `en`, `zh` (Chinese where there is a Chinese name) or `both`; by
            default `lang`.
        lang: Language of the other texts, numbers and periods: `en` or `zh`.

    Returns:
        The chart; its axis is in percent.

    Raises:
        NothingSelectedError: If nothing was selected, or a table has no rate.
        NotComparableError: If a selected record is not a share in percent.
        UnknownNameError: If an id or a language is unknown.
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
    texts(lang)
    selection = select(data, ("targets", "figures", "outcomes"), dataset, chart=_CHART)
    words = words_for(selection.dataset, lang, names)
    say = words.say
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
    axis = axis_for(marks, say("percent of the whole named in each row"), say, bounds=(0, 100))
    headings = [words.label(own.indicators[record.indicator_id]) for record in records]
    details = [words.circumstances(record) for record in records]
    wholes = {own.indicators[record.indicator_id].denominator for record in records}
    different = say("The rates are shares of different wholes: do not add them.")
    return compose_chart(
        [interval_chart(records, marks, headings, details, axis, words)],
        title=title or words.counted(len(records), "rate"),
        subtitle=[legend(marks, say)],
        records=records,
        words=words,
        notes=[different] if len(wholes) > 1 else [],
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
            f"{_CHART}() requires shares in percent, but {'; '.join(reasons[:3])}; select them, "
            "e.g. cip.figures.where(measure='share', unit='percent')"
        )
