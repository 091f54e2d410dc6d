"""Charts of one value a row: what it is at the left, how much in words at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from chinaindpolicy.plot.finish import FADED, LINE_HEIGHT, finished, text_layer
from chinaindpolicy.plot.strokes import Axis, Stroke, legend, stroke_layers, stroke_of
from chinaindpolicy.plot.words import amount, lines_of

if TYPE_CHECKING:
    import altair as alt

    from chinaindpolicy.dataset.dataset import Dataset

__all__ = ["labelled"]

_WIDTH = 900
_LEFT, _RIGHT = 380, 740
_LABEL_COLUMNS = 60
_GAP = 14


def labelled(
    records: Sequence[Any],
    labels: Sequence[tuple[str, str]],
    dataset: Dataset,
    *,
    title: str,
    axis: Callable[[Sequence[Stroke], float, float], Axis],
    notes: Sequence[str],
) -> alt.VConcatChart:
    """Return a chart with a row for each record.

    Args:
        records: Targets, figures or outcomes with a value.
        labels: Of each, what stands beside it: its name, and what limits it.
        dataset: The dataset they are of.
        title: The title.
        axis: Makes the axis of the strokes, between two places.
        notes: What stands under the chart before the sources.
    """
    top: float = 10
    names: list[dict[str, Any]] = []
    details: list[dict[str, Any]] = []
    amounts: list[dict[str, Any]] = []
    strokes: list[Stroke] = []
    for record, (name, detail) in zip(records, labels, strict=True):
        name_lines = lines_of([name], _LABEL_COLUMNS)
        detail_lines = lines_of([detail], _LABEL_COLUMNS + 5)
        count = len(name_lines) + len(detail_lines)
        middle = top + (count - 1) * LINE_HEIGHT / 2
        names.append({"id": record.id, "y": top, "text": "\n".join(name_lines)})
        below = top + len(name_lines) * LINE_HEIGHT + 2
        details.append({"id": record.id, "y": below, "text": "\n".join(detail_lines)})
        amounts.append({"id": record.id, "y": middle, "text": amount(record)})
        strokes.append(stroke_of(record, middle))
        top += count * LINE_HEIGHT + 2 + _GAP
    height = round(top - _GAP + 8)
    line = axis(strokes, _LEFT, _RIGHT)
    layers = [
        *stroke_layers(strokes, line, height),
        text_layer(names, "names", field="text", at=0, height=height),
        text_layer(details, "details", field="text", at=0, height=height, color=FADED, size=11),
        text_layer(amounts, "amounts", field="text", at=_RIGHT + 14, height=height, bold=True),
    ]
    return finished(
        layers,
        title=title,
        subtitle=[legend(strokes)],
        width=_WIDTH,
        height=height,
        records=records,
        dataset=dataset,
        notes=notes,
    )
