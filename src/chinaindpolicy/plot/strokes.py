"""Values as strokes on a common axis: points only where a value is told to the point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import altair as alt

from chinaindpolicy.plot.finish import BAND, VALUE, data, pixels
from chinaindpolicy.plot.stretches import Stretch, stretch_of
from chinaindpolicy.plot.words import GAP

if TYPE_CHECKING:
    from chinaindpolicy.model.vocabularies import Comparator

__all__ = ["Axis", "Stroke", "axis_of", "legend", "stroke_layers", "stroke_of"]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One value as it is drawn.

    Attributes:
        id: The record.
        y: Where, in pixels from the top.
        comparator: How the value is meant.
        value: The value.
        value_upper: The upper end of a range.
        stretch: Where it may lie.
    """

    id: str
    y: float
    comparator: str
    value: float
    value_upper: float | None
    stretch: Stretch

    @property
    def finite(self) -> tuple[float, ...]:
        """What the axis must show of it."""
        ends = (self.value, self.value_upper, self.stretch.low, self.stretch.high)
        return tuple(end for end in ends if end is not None)


def stroke_of(record: Any, y: float, *, per: Decimal | None = None) -> Stroke:
    """Return the stroke of a target, figure or outcome with a value.

    Args:
        record: The record.
        y: Where it is drawn.
        per: What its value is taken as a percentage of; None to draw the value itself.
    """
    comparator: Comparator = record.comparator or "eq"
    number, upper = record.value, record.value_upper
    if per is None:
        stretch = stretch_of(comparator, number, upper, unit=record.unit, measure=record.measure)
        return Stroke(record.id, y, comparator, float(number), _float(upper), stretch)
    number, upper = number / per * 100, None if upper is None else upper / per * 100
    # Counts stay above nothing; what bounds a share in percent does not bound its proportion.
    stretch = stretch_of(comparator, number, upper, measure=record.measure)
    return Stroke(record.id, y, comparator, float(number), _float(upper), stretch)


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis that strokes are drawn on.

    Attributes:
        low: Its lower end, in base units.
        high: Its upper end.
        left: Where it begins, in pixels.
        right: Where it ends.
        title: What it measures, with the unit.
        divisor: What its labels are divided by: 1e9 where its title says billion.
    """

    low: float
    high: float
    left: float
    right: float
    title: str
    divisor: float = 1

    def x(self, field: str) -> alt.X:
        """Return the encoding of a field on the axis."""
        scale = alt.Scale(
            domain=[self.low, self.high], range=[self.left, self.right], nice=False, zero=False
        )
        label = f"format(datum.value / {self.divisor!r}, ',')"
        axis = alt.Axis(
            title=self.title, labelExpr=label, tickCount=6, titleX=_middle(self), labelFlush=False
        )
        return alt.X(field, type="quantitative", scale=scale, axis=axis)


def _middle(axis: Axis) -> float:
    return (axis.left + axis.right) / 2


_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def axis_of(
    strokes: Iterable[Stroke],
    *,
    left: float,
    right: float,
    title: str,
    bounds: tuple[float, float] | None = None,
) -> Axis:
    """Return an axis that shows all of some strokes, and zero.

    Args:
        strokes: The strokes.
        left: Where the axis begins, in pixels.
        right: Where it ends.
        title: What it measures.
        bounds: Its ends, if they are given by what it measures.
    """
    strokes = tuple(strokes)
    if bounds is not None:
        return Axis(*bounds, left, right, title)
    ends = [end for stroke in strokes for end in stroke.finite] or [0.0]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = (high - low or 1.0) * 0.12
    divisor, scale = next(((d, f"{s} ") for d, s in _SCALES if max(-low, high) >= d), (1.0, ""))
    return Axis(
        low - room if low < 0 or _endless(strokes, "low_end") else 0.0,
        high + room,
        left,
        right,
        f"{scale}{title}",
        divisor,
    )


def _endless(strokes: Sequence[Stroke], end: str) -> bool:
    return any(getattr(stroke.stretch, end) == "endless" for stroke in strokes)


def legend(strokes: Iterable[Stroke]) -> str:
    """Return what the marks of some strokes mean: of those marks alone that they have."""
    strokes = tuple(strokes)
    kinds = {stroke.comparator for stroke in strokes}
    ends = {
        end
        for stroke in strokes
        if stroke.comparator not in ("eq", "approx")
        for end in (stroke.stretch.low_end, stroke.stretch.high_end)
    }
    signs = {
        "closed": "| end included",
        "open": "( ) end not included",
        "endless": "▶ no end",
    }
    parts: list[str] = []
    if "eq" in kinds:
        parts.append("● told exactly")
    if "approx" in kinds:
        parts.append("◇ told as about: a tenth more or less is drawn")
    if ends:
        told = [text for end, text in signs.items() if end in ends]
        parts.append(f"bar: anywhere from end to end{GAP}{GAP.join(told)}")
    return GAP.join(parts)


def stroke_layers(strokes: Iterable[Stroke], axis: Axis, height: int) -> list[alt.Chart]:
    """Return the layers that draw values, in data named by what is drawn.

    `exact` are points told as such; `about` points told as about; `stretches` bars from end to
    end; `closed_ends`, `open_ends` and `endless` the marks at their ends. What is told as more
    or less than a value is in the last four alone.
    """
    strokes = tuple(strokes)
    drawn = [stroke for stroke in strokes if stroke.comparator != "eq"]
    told = [_row(stroke, axis) for stroke in strokes]
    bars = [row for row in told if row["comparator"] not in ("eq", "approx")]
    abouts = [row for row in told if row["comparator"] == "approx"]
    exacts = [row for row in told if row["comparator"] == "eq"]
    ends = [row for stroke in drawn for row in _ends(stroke, axis)]
    closed = [row for row in ends if row["end"] == "closed" and row["comparator"] != "approx"]
    y = pixels("y", height)
    x, x2, at, point = axis.x("from"), alt.X2("to"), axis.x("at"), axis.x("value")

    def chart(rows: list[dict[str, Any]], name: str) -> alt.Chart:
        return alt.Chart(data(rows, name))

    about: dict[str, Any] = {
        "color": "white",
        "stroke": VALUE,
        "strokeDash": [3, 3],
        "strokeWidth": 1,
    }
    tick: dict[str, Any] = {"color": VALUE, "thickness": 2, "size": 18, "orient": "vertical"}
    sign: dict[str, Any] = {"color": VALUE, "fontWeight": "bold", "baseline": "middle"}
    layers = [
        (bars, chart(bars, "stretches").mark_bar(height=10, color=BAND).encode(x=x, x2=x2, y=y)),
        (
            abouts,
            chart(abouts, "about_stretches").mark_bar(height=10, **about).encode(x=x, x2=x2, y=y),
        ),
        (closed, chart(closed, "closed_ends").mark_tick(**tick).encode(x=at, y=y)),
        (
            exacts,
            chart(exacts, "exact")
            .mark_point(shape="circle", size=90, filled=True, color=VALUE, opacity=1)
            .encode(x=point, y=y),
        ),
        (
            abouts,
            chart(abouts, "about")
            .mark_point(
                shape="diamond", size=130, fill="white", stroke=VALUE, strokeWidth=2, opacity=1
            )
            .encode(x=point, y=y),
        ),
    ]
    for kind, name, size in (("open", "open_ends", 20), ("endless", "endless", 12)):
        rows = [row for row in ends if row["end"] == kind]
        text = alt.Text("sign", type="nominal")
        layers.append(
            (rows, chart(rows, name).mark_text(**sign, fontSize=size).encode(x=at, y=y, text=text))
        )
    return [layer for rows, layer in layers if rows]


def _row(stroke: Stroke, axis: Axis) -> dict[str, Any]:
    low, high = stroke.stretch.low, stroke.stretch.high
    return {
        "id": stroke.id,
        "y": stroke.y,
        "comparator": stroke.comparator,
        "value": stroke.value,
        "value_upper": stroke.value_upper,
        "low": low,
        "high": high,
        "from": axis.low if low is None else low,
        "to": axis.high if high is None else high,
    }


_SIGNS: Mapping[tuple[str, str], str] = {
    ("low", "open"): "(",
    ("high", "open"): ")",
    ("low", "endless"): "◀",
    ("high", "endless"): "▶",
    ("low", "closed"): "|",
    ("high", "closed"): "|",
}


def _ends(stroke: Stroke, axis: Axis) -> Iterable[dict[str, Any]]:
    row = _row(stroke, axis)
    for side, at, end in (
        ("low", row["from"], stroke.stretch.low_end),
        ("high", row["to"], stroke.stretch.high_end),
    ):
        yield {
            "id": stroke.id,
            "y": stroke.y,
            "comparator": stroke.comparator,
            "side": side,
            "end": end,
            "at": at,
            "sign": _SIGNS[side, end],
        }
