"""How every chart looks, and the source under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from chinaindpolicy.analysis.citation import cite
from chinaindpolicy.plot.words import SLIP, lines_of

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset

__all__ = [
    "BAND",
    "FADED",
    "FONT",
    "GRID",
    "INK",
    "LINE_HEIGHT",
    "SIZE",
    "VALUE",
    "data",
    "finished",
    "pixels",
    "text_layer",
    "value",
]

# Names of fonts with Chinese characters, for each system, so that no label falls to boxes.
FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
SIZE = 12
"""Size of text, in pixels."""
LINE_HEIGHT = 15
# Dark and light of one blue, told apart in grey and by every eye; no meaning hangs on hue.
INK = "#1b1b1b"
FADED = "#595959"
VALUE = "#0b4884"
BAND = "#a6c8e8"
GRID = "#e3e3e3"

_COLUMN_WIDTH = 6.2
"""About how wide a column of text is, in pixels."""


def data(rows: Iterable[Mapping[str, Any]], name: str) -> alt.InlineData:
    """Return rows as a chart's data, under a name by which they are found in its specification."""
    return alt.InlineData(values=[dict(row) for row in rows], name=name)


def pixels(field: str, height: int) -> alt.Y:
    """Return a vertical place given in pixels from the top."""
    scale = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    return alt.Y(field, type="quantitative", scale=scale, axis=None)


def value(pixel: float) -> Any:
    """Return a horizontal place given in pixels from the left."""
    return alt.value(pixel)


def text_layer(
    rows: Sequence[Mapping[str, Any]],
    name: str,
    *,
    field: str,
    at: float,
    height: int,
    align: str = "left",
    color: str = INK,
    size: int = SIZE,
    bold: bool = False,
) -> alt.Chart:
    """Return a column of texts: one of each row, its first line at the row's `y`."""
    mark: dict[str, Any] = {"align": align, "baseline": "middle", "lineBreak": "\n"}
    mark |= {"lineHeight": LINE_HEIGHT, "fontSize": size, "color": color}
    if bold:
        mark["fontWeight"] = "bold"
    text = alt.Text(field, type="nominal")
    chart: alt.Chart = alt.Chart(data(rows, name)).mark_text(**mark)
    chart = chart.encode(x=value(at), y=pixels("y", height), text=text)
    return chart


def finished(
    layers: Sequence[alt.Chart],
    *,
    above: alt.LayerChart | alt.FacetChart | None = None,
    title: str,
    subtitle: Sequence[str],
    width: int,
    height: int,
    records: Sequence[Any],
    dataset: Dataset,
    notes: Sequence[str] = (),
) -> alt.VConcatChart:
    """Return a chart of layers with its title over it, and notes and sources under it.

    Another chart may stand above the layers, with axes of its own.

    Under it stand the documents and references that bear the records, and the release; its
    `usermeta` has the whole citation and the records' ids.
    """
    columns = int(width / _COLUMN_WIDTH)
    drawn = [alt.layer(*layers).properties(width=width, height=height)] if layers else []
    first, *others = drawn if above is None else [above, *drawn]
    titled = first.properties(
        title=alt.TitleParams(
            text=lines_of([title], int(columns * 0.72)),
            subtitle=lines_of(subtitle, columns),
            anchor="start",
            frame="group",
            offset=14,
        ),
    )
    under = [*lines_of(notes, columns), *lines_of(_sources(records, dataset), columns)]
    chart = alt.vconcat(titled, *others, spacing=18).properties(
        title=alt.TitleParams(
            text=under,
            orient="bottom",
            anchor="start",
            frame="bounds",
            fontSize=11,
            fontWeight="normal",
            color=FADED,
            lineHeight=15,
            offset=14,
        ),
        description=". ".join([title, *subtitle]),
        background="white",
        padding=16,
        usermeta={
            "citation": cite(records, dataset=dataset),
            "records": [record.id for record in records],
            "release": dataset.release,
        },
    )
    styled: alt.VConcatChart = (
        chart.configure(font=FONT)
        .configure_view(stroke=None)
        .configure_title(
            fontSize=17,
            subtitleFontSize=12,
            subtitleColor=FADED,
            subtitleLineHeight=16,
            subtitlePadding=6,
            color=INK,
        )
        .configure_axis(
            labelFontSize=11,
            titleFontSize=12,
            titleFontWeight="normal",
            labelColor=FADED,
            titleColor=INK,
            gridColor=GRID,
            domainColor="#8a8a8a",
            tickColor="#8a8a8a",
        )
    )
    return styled


def _sources(records: Sequence[Any], dataset: Dataset) -> list[str]:
    """Cite what bears the records themselves: the texts they were read in, and the release."""
    lines: list[str] = []
    if any(getattr(record, "value_printed", None) is not None for record in records):
        lines.append(f"{SLIP} The text prints another number, by a slip; drawn is what is meant.")
    bearing = [
        getattr(record, "document_id", None) or getattr(record, "reference_id", None)
        for record in records
    ]
    cited = cite(list(dict.fromkeys(filter(None, bearing))), dataset=dataset).splitlines()
    return [*lines, *(f"Source: {line}" if n == 0 else line for n, line in enumerate(cited))]
