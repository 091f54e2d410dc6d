"""Interval marks: values with comparators on a common axis.

Only an exact or approximate value is a point; every other comparator is a bar from end to end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import altair as alt

from chinaindpolicy.analysis.intervals import interval_of
from chinaindpolicy.lang.texts import texts
from chinaindpolicy.plot.labels import GAP
from chinaindpolicy.plot.row_layout import MARKS, labelled_rows, row
from chinaindpolicy.plot.theme import text

if TYPE_CHECKING:
    from chinaindpolicy.lang.texts import Texts
    from chinaindpolicy.model.vocabularies import Comparator, Measure
    from chinaindpolicy.plot.labels import Words

    End = Literal["closed", "open", "unbounded"]

# Measures that cannot be negative. A level (a balance), a change and growth can.
_NON_NEGATIVE: tuple[Measure, ...] = ("share", "count", "capacity", "multiple")
_LOW_SIGNS = {"closed": "|", "open": "(", "unbounded": "◀"}
_HIGH_SIGNS = {"closed": "|", "open": ")", "unbounded": "▶"}
_MAGNITUDES = {
    "en": ((1e12, "trillion "), (1e9, "billion "), (1e6, "million ")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e5, "万")),
}
_DIVISORS = {"万": 1e4}


@dataclass(frozen=True, slots=True)
class Interval:
    """Interval of a comparator, clipped to the domain of the measure; None is unbounded."""

    low: float | None
    high: float | None
    low_end: End
    high_end: End


def interval(
    comparator: Comparator,
    value: Decimal,
    upper: Decimal | None = None,
    *,
    unit: str | None = None,
    measure: Measure | None = None,
) -> Interval:
    """Return the interval of a value with a comparator.

    A share in percent is clipped to 0 and 100, and a count to 0.

    Example:
        >>> from decimal import Decimal
        >>> interval("lt", Decimal(30), unit="percent", measure="share")
        Interval(low=0.0, high=30.0, low_end='closed', high_end='open')
        >>> interval("gt", Decimal(20), unit="percent", measure="growth")
        Interval(low=20.0, high=None, low_end='open', high_end='unbounded')
    """
    bounds = interval_of(comparator, value, upper)
    low, low_end = _end(bounds.low, bounds.low_open)
    high, high_end = _end(bounds.high, bounds.high_open)
    if measure in _NON_NEGATIVE and value >= 0:
        if low is None or low < 0:
            low, low_end = 0.0, "closed"
        is_percentage = measure == "share" and unit == "percent"
        if is_percentage and max(value, upper or value) <= 100 and (high is None or high > 100):
            high, high_end = 100.0, "closed"
    return Interval(low, high, low_end, high_end)


def _end(bound: Decimal | None, is_open: bool) -> tuple[float | None, End]:
    if bound is None:
        return None, "unbounded"
    return float(bound), "open" if is_open else "closed"


@dataclass(frozen=True, slots=True)
class IntervalMark:
    """Mark of one value with its comparator."""

    comparator: Comparator
    value: float
    value_upper: float | None
    interval: Interval

    @property
    def is_bar(self) -> bool:
        """True if the mark is a bar with signs at its ends, not a point."""
        return self.comparator not in ("eq", "approx")

    @property
    def numbers(self) -> tuple[float, ...]:
        """All finite numbers of the mark, which the axis includes."""
        ends = (self.value, self.value_upper, self.interval.low, self.interval.high)
        return tuple(end for end in ends if end is not None)

    def fields(self, axis: Axis) -> dict[str, Any]:
        """Return the data of the mark; an unbounded bar ends with the axis."""
        say = axis.say
        bounds = self.interval
        start = axis.low if bounds.low is None else bounds.low
        end = axis.high if bounds.high is None else bounds.high
        common: dict[str, Any] = {
            "comparator": self.comparator,
            "value": self.value,
            "value_upper": self.value_upper,
            "low": bounds.low,
            "high": bounds.high,
        }
        if self.comparator == "eq":
            return {
                **common,
                "exact": self.value,
                "extent": say("at {value}", value=_plain(self.value)),
            }
        extent = say("from {start} to {end}", start=_plain(start), end=_plain(end))
        common["extent"] = extent
        if self.comparator == "approx":
            return {**common, "about": self.value, "about_from": start, "about_to": end}
        signs = {"low_end": _LOW_SIGNS[bounds.low_end], "high_end": _HIGH_SIGNS[bounds.high_end]}
        return {**common, "from": start, "to": end, **signs}


def mark_for(record: Any, *, per: Decimal | None = None) -> IntervalMark:
    """Return the mark of a target, figure or outcome; with `per`, in percent of that value."""
    comparator: Comparator = record.comparator or "eq"
    value, upper, unit = record.value, record.value_upper, record.unit
    if per is not None:
        # A proportion of a share may exceed 100 percent, so the unit does not clip it.
        value, unit = value / per * 100, None
        upper = None if upper is None else upper / per * 100
    bounds = interval(comparator, value, upper, unit=unit, measure=record.measure)
    return IntervalMark(comparator, float(value), None if upper is None else float(upper), bounds)


@dataclass(frozen=True, slots=True)
class Axis:
    """Common axis of interval marks, in the unit of the values.

    Its labels are divided by `divisor`: 1e9 if the title says billion.
    """

    low: float
    high: float
    title: str
    divisor: float = 1
    say: Texts = field(default_factory=texts)

    def x(self, field: str) -> alt.X:
        """Return the encoding of a field."""
        return alt.X(field, type="quantitative", scale=self._scale, axis=self._axis)

    def constant(self, value: float) -> alt.XDatum:
        """Return the encoding of one value for all rows."""
        return alt.XDatum(value, type="quantitative", scale=self._scale, axis=self._axis)

    @property
    def _scale(self) -> alt.Scale:
        return alt.Scale(domain=[self.low, self.high], range=list(MARKS), nice=False, zero=False)

    @property
    def _axis(self) -> alt.Axis:
        return alt.Axis(
            title=self.title,
            titleX=sum(MARKS) / 2,
            labelExpr=f"format(datum.value / {self.divisor!r}, ',')",
            labelFlush=False,
            grid=True,
            tickCount=6,
        )


def axis_for(
    marks: Sequence[IntervalMark],
    title: str,
    say: Texts,
    *,
    bounds: tuple[float, float] | None = None,
) -> Axis:
    """Return an axis with the given bounds, or one that includes all marks and zero."""
    if bounds is not None:
        return Axis(*bounds, title, say=say)
    numbers = [0.0, *(number for mark in marks for number in mark.numbers)]
    low, high = min(numbers), max(numbers)
    margin = (high - low or 1.0) * 0.12
    has_left_margin = low < 0 or any(mark.interval.low is None for mark in marks)
    magnitudes = _MAGNITUDES[say.lang]
    divisor, name = next((each for each in magnitudes if max(-low, high) >= each[0]), (1.0, ""))
    start = low - margin if has_left_margin else 0.0
    return Axis(start, high + margin, f"{name}{title}", _DIVISORS.get(name, divisor), say)


def legend(marks: Iterable[IntervalMark], say: Texts) -> str:
    """Return the meaning of the symbols that the marks use."""
    marks = tuple(marks)
    comparators = {mark.comparator for mark in marks}
    bars = [mark.interval for mark in marks if mark.is_bar]
    ends = {end for bar in bars for end in (bar.low_end, bar.high_end)}
    entries = [
        (say("● exact value"), "eq" in comparators),
        (say("◇ approximate value: drawn with 10 percent on either side"), "approx" in comparators),
        (say("bar: any value between its ends"), bool(bars)),
        (say("| end included"), "closed" in ends),
        (say("( ) end not included"), "open" in ends),
        (say("▶ no end"), "unbounded" in ends),
    ]
    return GAP.join(name for name, is_used in entries if is_used)


def _plain(number: float) -> str:
    return f"{number:,.10g}"


def interval_layers(axis: Axis) -> list[alt.Chart]:
    """Return the layers that draw `IntervalMark.fields`; the style of each names its marks."""
    signs = [("low_end", "from"), ("high_end", "to")]
    bars = [("interval", "from", "to"), ("about_interval", "about_from", "about_to")]
    return [
        *(
            alt.Chart()
            .mark_bar(style=style, height=10)
            .encode(x=axis.x(start), x2=alt.X2(end), y=row())
            for style, start, end in bars
        ),
        *(text(sign, style="end").encode(x=axis.x(place), y=row()) for sign, place in signs),
        *(
            alt.Chart().mark_point(style=style).encode(x=axis.x(style), y=row())
            for style in ("exact", "about")
        ),
    ]


def interval_chart(
    records: Sequence[Any],
    marks: Sequence[IntervalMark],
    headings: Sequence[str],
    labels: Sequence[str],
    axis: Axis,
    words: Words,
) -> alt.FacetChart:
    """Return a row for each record with its heading, label, mark and amount."""
    rows = [
        {"id": record.id, "heading": heading, "label": label, "amount": words.amount(record)}
        | {name: getattr(record, name) for name in ("unit", "period", "region_id")}
        | mark.fields(axis)
        for record, mark, heading, label in zip(records, marks, headings, labels, strict=True)
    ]
    return labelled_rows(rows, interval_layers(axis), label_style="detail")
