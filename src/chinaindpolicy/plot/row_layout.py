"""Rows under headings: a label at the left, marks on a common axis, a text at the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import altair as alt

from chinaindpolicy.io.text import wrap
from chinaindpolicy.plot.theme import LINE, WIDTH, named_data, text

MARKS = (380, 740)
"""Range of the marks in a row, in pixels; labels precede it and texts follow it."""
# Display columns of a line of text.
_HEADING, _LABEL, _AMOUNT = 130, MappingProxyType({"label": 58, "detail": 64}), 30


def row() -> alt.Y:
    """Return the encoding of a row, by its place."""
    return alt.Y("place", type="ordinal", axis=None)


def labelled_rows(
    rows: Iterable[Mapping[str, Any]], layers: Sequence[alt.Chart], *, label_style: str = "label"
) -> alt.FacetChart:
    """Return rows in the given order under their headings.

    A row has a `heading`, a `label` at the left, an `amount` at the right (bold unless its
    `value` is null) and the fields of the layers, which are encoded by `row()` and an axis. The
    accessible name of its marks consists of these texts and the `extent` of the marks.
    """
    widths = {"heading": _HEADING, "label": _LABEL[label_style], "amount": _AMOUNT}
    values: list[dict[str, Any]] = []
    for place, fields in enumerate(rows):
        words = [fields[name] for name in (*widths, "extent") if fields.get(name)]
        wrapped = {name: "\n".join(wrap(fields[name], width)) for name, width in widths.items()}
        values.append({**fields, **wrapped, "place": place, "description": "; ".join(words)})
    lines = max(value[name].count("\n") + 1 for value in values for name in ("label", "amount"))
    weight = alt.expr("datum.value === null ? 'normal' : 'bold'")
    texts = [
        text("label", style=label_style).encode(x=alt.value(12), y=row()),
        text("amount", style="label", fontWeight=weight).encode(
            x=alt.value(MARKS[1] + 14), y=row()
        ),
    ]
    description = alt.Description("description", type="nominal")
    heading = alt.Row(
        "heading",
        type="nominal",
        sort=alt.EncodingSortField(field="place", op="min"),
        header=alt.Header(labelExpr="split(datum.label, '\\n')"),
    )
    chart = alt.LayerChart(
        layer=[*texts, *(layer.encode(description=description) for layer in layers)],
        data=named_data(values, "rows"),
        width=WIDTH,
        height=alt.Step(LINE * lines + 6),
    )
    facets: alt.FacetChart = chart.facet(row=heading, spacing=10).resolve_scale(y="independent")
    return facets
