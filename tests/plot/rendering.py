"""Marks and texts of a chart: of its specification, and of the SVG that a reader sees."""

from __future__ import annotations

import functools
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import vl_convert

from chinaindpolicy.io.text import display_width as display_width

_NUMBER = r"(-?[\d.]+)"


@dataclass(frozen=True)
class Layer:
    """One layer of a chart: its mark, encoding, and the rows that Vega-Lite draws."""

    mark: dict[str, Any]
    encoding: dict[str, Any]
    rows: list[dict[str, Any]]

    @property
    def drawn(self) -> dict[str, dict[str, Any]]:
        """Rows by id, without those whose place on the axis is null."""
        fields = [self.encoding[channel].get("field") for channel in ("x", "y")
                  if channel in self.encoding]  # fmt: skip
        return {
            row["id"]: row
            for row in self.rows
            if all(row.get(field) is not None for field in fields if field)
        }


def layers(chart: Any) -> dict[str, Layer]:
    """Return the layers by text field or by style; `to_dict` validates the specification."""

    def walk(
        spec: dict[str, Any], data: dict[str, Any], shared: dict[str, Any]
    ) -> Iterator[tuple[str, Layer]]:
        data = spec.get("data", data)
        encoding = shared | spec.get("encoding", {})
        inner = [spec["spec"]] if "spec" in spec else []
        for part in (*spec.get("vconcat", ()), *spec.get("layer", ()), *inner):
            yield from walk(part, data, encoding)
        if "mark" in spec:
            name = encoding["text"]["field"] if "text" in encoding else spec["mark"]["style"]
            yield name, Layer(spec["mark"], encoding, data["values"])

    return dict(walk(chart.to_dict(), {}, {}))


def rows(chart: Any) -> list[dict[str, Any]]:
    """Return the rows of a chart with labelled rows, from top to bottom."""
    spec = chart.to_dict()
    parts = (spec, *spec["vconcat"])
    data = [part["data"] for part in parts if "data" in part]
    return next(list(each["values"]) for each in data if each["name"] == "rows")


def by_id(chart: Any) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows(chart)}


def heading(chart: Any) -> str:
    return " ".join(chart.to_dict()["vconcat"][0]["title"]["text"])


def subtitle(chart: Any) -> str:
    return " ".join(chart.to_dict()["vconcat"][0]["title"]["subtitle"])


def notes(chart: Any) -> str:
    return " ".join(chart.to_dict()["title"]["text"])


def accessible_names(chart: Any) -> list[str]:
    """Return the texts that a screen reader reads, in the order of the picture."""
    root = ElementTree.fromstring(vl_convert.vegalite_to_svg(chart.to_dict()))
    return [name for element in root.iter() if (name := element.get("aria-label"))]


@dataclass(frozen=True)
class Box:
    """A line of text in a picture; its width is an estimate."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def picture(chart: Any) -> tuple[float, float, list[Box]]:
    """Return the width, height and texts of a chart's SVG."""
    root = ElementTree.fromstring(vl_convert.vegalite_to_svg(chart.to_dict()))
    boxes: list[Box] = []

    def walk(element: ElementTree.Element, x: float, y: float) -> None:
        if move := re.match(rf"translate\({_NUMBER},{_NUMBER}\)", element.get("transform", "")):
            x, y = x + float(move[1]), y + float(move[2])
        if element.tag.endswith("text"):
            boxes.extend(_boxes(element, x, y))
        for child in element:
            walk(child, x, y)

    walk(root, 0, 0)
    return float(root.get("width", 0)), float(root.get("height", 0)), boxes


def _boxes(element: ElementTree.Element, x: float, y: float) -> Iterator[Box]:
    size = float(element.get("font-size", "11px").removesuffix("px"))
    for line in [element, *element]:
        y += float(line.get("dy", 0))
        if words := (line.text or "").strip():
            width = display_width(words) * size * 0.5
            start = {"end": 1.0, "middle": 0.5}.get(element.get("text-anchor", ""), 0.0)
            left = x - width * start
            # A line of text is as high as its capitals; descenders may touch the next line.
            yield Box(words, left, y - 0.7 * size, left + width, y)


@functools.cache
def has_chinese_font() -> bool:
    """Return True if fontconfig lists a font with Chinese characters."""
    command = ["sh", "-c", "fc-list :lang=zh lang 2>/dev/null"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:  # a system without a shell
        return False
    return "zh" in done.stdout


def assert_readable(chart: Any, *texts: str) -> None:
    """Assert that texts are in the picture, inside its edges and not on one another.

    The widths of texts are estimates for the fonts of the charts. Where these are missing, Vega
    lays the chart out for other widths, and only the texts are compared.
    """
    width, height, boxes = picture(chart)
    words = " ".join(box.text for box in boxes)
    assert not [text for text in texts if text not in words]
    if not has_chinese_font():
        return
    assert not [box for box in boxes if box.left < 0 or box.right > width
                or box.top < 0 or box.bottom > height]  # fmt: skip
    assert not [(one, two) for one, two in combinations(boxes, 2) if one.overlaps(two)]
