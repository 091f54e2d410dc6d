"""Theme of the charts, and their titles, notes and sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import altair as alt

from chinaindpolicy.analysis.citation import cite
from chinaindpolicy.io.text import wrap

if TYPE_CHECKING:
    from chinaindpolicy.plot.labels import Words

    Part = alt.LayerChart | alt.FacetChart | alt.HConcatChart

__all__ = ["DARK", "FONT", "LIGHT", "LINE", "WIDTH", "compose_chart", "named_data", "text"]

# Fonts with Chinese characters on Linux, macOS and Windows.
FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
WIDTH = 960
LINE = 15
"""Height of a line of text, in pixels."""
# Columns of text per line of the title, and per line of the subtitle and the notes.
_TITLE_COLUMNS, _NOTE_COLUMNS = 110, 155

# A dark and a light blue differ in grayscale too; no meaning depends on hue.
DARK, LIGHT = "#0b4884", "#a6c8e8"
_INK, _FADED, _LINE = "#1b1b1b", "#595959", "#8a8a8a"

# A legend is part of its chart, below the title.
_INDEPENDENT: Mapping[str, Literal["independent"]] = MappingProxyType(
    dict.fromkeys(("fill", "shape", "stroke", "strokeWidth"), "independent")
)


def _config() -> dict[str, Any]:
    """Return the Vega-Lite configuration; marks refer to it by style name."""
    point = {"filled": True, "opacity": 1, "stroke": DARK}
    return {
        "font": FONT,
        "view": {"stroke": None},
        "title": {
            **{"anchor": "start", "frame": "group", "color": _INK, "fontSize": 17, "offset": 14},
            **{"subtitleColor": _FADED, "subtitleFontSize": 12},
            **{"subtitleLineHeight": 16, "subtitlePadding": 6},
        },
        "axis": {
            **{"labelFontSize": 11, "labelColor": _FADED, "titleFontSize": 12},
            **{"titleFontWeight": "normal", "titleColor": _INK},
            **{"gridColor": "#e3e3e3", "domainColor": _LINE, "tickColor": _LINE},
        },
        "header": {
            **{"title": None, "labelOrient": "top", "labelAnchor": "start", "labelAngle": 0},
            **{"labelFontWeight": "bold", "labelFontSize": 12, "labelColor": _INK},
            **{"labelLimit": 0, "labelPadding": 2, "labelLineHeight": LINE, "labelBaseline": "top"},
        },
        "legend": {
            **{"orient": "top", "titleOrient": "left", "titleFontWeight": "normal", "offset": 0},
            **{"labelFontSize": 12, "titleFontSize": 12, "labelColor": _FADED},
            **{"titleColor": _FADED, "labelLimit": 0, "padding": 6},
        },
        "text": {"align": "left", "baseline": "middle", "lineBreak": "\n", "lineHeight": LINE},
        "style": {
            "label": {"color": _INK, "fontSize": 12},
            "detail": {"color": _FADED, "fontSize": 11},
            "sign": {"color": DARK, "fontSize": 12},
            "end": {"color": DARK, "align": "center", "fontSize": 16, "fontWeight": "bold"},
            "interval": {"color": LIGHT},
            "about_interval": {"color": "white", "stroke": DARK, "strokeDash": [3, 3]},
            "exact": {**point, "shape": "circle", "size": 90, "color": DARK},
            "about": {**point, "shape": "diamond", "size": 130, "color": "white", "strokeWidth": 2},
            "deadline": {**point, "size": 70, "strokeWidth": 1.6},
            "branch": {"color": "#b5b5b5"},
            "reference": {"color": _LINE},
            "count": {"color": LIGHT, "stroke": DARK},
        },
    }


def named_data(rows: Iterable[Mapping[str, Any]], name: str) -> alt.InlineData:
    """Return rows as inline data with a name, by which a reader of the specification finds them."""
    return alt.InlineData(values=[dict(row) for row in rows], name=name)


def text(field: str, *, style: str, **mark: Any) -> alt.Chart:
    """Return a text mark; several lines are centred on their place, unless `dy` is passed."""
    lines = f"length(split(datum[{field!r}], '\\n'))"
    mark.setdefault("dy", alt.expr(f"{-LINE / 2} * ({lines} - 1)"))
    encoded: alt.Chart = alt.Chart().mark_text(style=style, **mark)
    encoded = encoded.encode(
        text=alt.Text(field, type="nominal"), description=alt.Description(field, type="nominal")
    )
    return encoded


def compose_chart(
    parts: Sequence[Part],
    *,
    title: str,
    subtitle: Sequence[str],
    records: Sequence[Any],
    words: Words,
    notes: Sequence[str] = (),
) -> alt.VConcatChart:
    """Return parts below one another with a title above and notes and sources below.

    The sources are the documents and references of the records, and the release. `usermeta`
    contains the full citation with addresses and ids, and the ids of the records.
    """
    first, *others = parts
    heading = alt.TitleParams(
        text=wrap(title, _TITLE_COLUMNS),
        subtitle=_wrapped(subtitle) or alt.Undefined,
    )
    footer = alt.TitleParams(
        text=_wrapped([*notes, *_sources(records, words)]),
        orient="bottom",
        frame="bounds",
        fontSize=11,
        fontWeight="normal",
        color=_FADED,
        lineHeight=LINE,
    )
    chart: alt.VConcatChart = (
        alt.vconcat(first.properties(title=heading), *others, spacing=18)
        .resolve_legend(**_INDEPENDENT)
        .properties(
            title=footer,
            description=". ".join([title, *subtitle]),
            background="white",
            padding=16,
            usermeta={
                "citation": cite(records, dataset=words.dataset),
                "records": [record.id for record in records],
                "release": words.dataset.release,
            },
        )
        .configure(**_config())
    )
    return chart


def _wrapped(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in wrap(text, _NOTE_COLUMNS)]


def _sources(records: Sequence[Any], words: Words) -> list[str]:
    """Cite the texts that the records were read from, and the release, without ids."""
    say = words.say
    lines: list[str] = []
    if any(getattr(record, "value_printed", None) is not None for record in records):
        lines.append(
            say("† The text prints another number, by mistake; the chart shows the right one.")
        )
    ids = [
        getattr(record, "document_id", None) or getattr(record, "reference_id", None)
        for record in records
    ]
    cited = cite(list(dict.fromkeys(filter(None, ids))), "csl-json", words.dataset)
    sources = ("；" if words.chinese else "; ").join(
        _source(entry, words) for entry in json.loads(cited)
    )
    return [*lines, say("Sources: {sources}.", sources=sources)]


def _source(entry: Mapping[str, Any], words: Words) -> str:
    """Return publisher, title, release and date of a source; its address is in `usermeta`."""
    say = words.say
    date = entry.get("issued", {"date-parts": [[]]})["date-parts"][0]
    version = say("release {version}", version=entry["version"]) if "version" in entry else ""
    day = "-".join(f"{part:02}" for part in date)
    comma = "，" if words.chinese else ", "
    return comma.join(filter(None, (entry.get("publisher"), entry["title"], version, day)))
