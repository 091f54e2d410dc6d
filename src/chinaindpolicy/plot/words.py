"""Names and lines of text in charts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from chinaindpolicy.io.text import display_width
from chinaindpolicy.model.describe import period_in_words, quantity_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.plot.selection import Names

__all__ = ["GAP", "SLIP", "amount", "circumstances", "lines_of", "name_of", "plural", "unit_name"]

GAP = "\u2003"
"""Between the parts of a legend: a blank that no writer of SVG folds away."""

SLIP = "†"
"""Marks a value that is printed otherwise in the text, by a slip."""

_NAMES = ("China",)
_MEASURED = {"share": "share", "growth": "growth", "change": "change", "multiple": "multiple"}


def name_of(record: Any, names: Names) -> str:
    """Return what a region, indicator, policy or organisation is called.

    Where there is no Chinese name, the English one stands for it.
    """
    english = getattr(record, "name", None) or record.title
    chinese = getattr(record, "name_zh", None) or getattr(record, "title_zh", None)
    if chinese is None or names == "en":
        return str(english)
    return str(chinese) if names == "zh" else f"{english} {chinese}"


def amount(record: Any) -> str:
    """Return how much a record tells, with comparator and unit, and a mark if it is a slip."""
    if record.value is None:
        return "no number"
    words = quantity_in_words(record)
    return f"{words} {SLIP}" if getattr(record, "value_printed", None) is not None else words


def circumstances(record: Any, dataset: Dataset, names: Names, *, place: bool = True) -> str:
    """Return what limits a value: the whole it is a part of, where, when, who says so."""
    indicator = dataset.indicators[record.indicator_id]
    sort = {"Target": "target", "Outcome": "outcome"}.get(type(record).__name__)
    parts = [sort or str(record.kind)]
    if record.measure == "share" and indicator.denominator:
        parts.append(f"of {_lowered(indicator.denominator)}")
    if organization := getattr(record, "organization_id", None):
        parts.append(name_of(dataset.organizations[organization], names))
    if place and record.region_id:
        parts.append(name_of(dataset.regions[record.region_id], names))
    parts.append(period_in_words(record.period) or "no period told")
    if who := getattr(record, "attributed_to", None):
        parts.append(f"attributed to {name_of(dataset.organizations[who], names)}")
    elif getattr(record, "basis", None) == "claim":
        parts.append("claim without a source")
    return "; ".join(parts)


def _lowered(text: str) -> str:
    """Begin a phrase small, unless it begins with a name such as AI or China."""
    first = text.split(" ")[0].removesuffix("'s")
    return text if first.isupper() or first in _NAMES else text[0].lower() + text[1:]


def unit_name(unit: str | None, measure: str | None, dataset: Dataset) -> str:
    """Return the words of an axis: the unit, and what the value is of its indicator."""
    known = dataset.units.get(unit or "")
    name = known.name.partition(" (")[0] if known else unit or ""
    return f"{name} ({_MEASURED[measure]})" if measure in _MEASURED else name


def plural(count: int, one: str) -> str:
    """Return a number of things.

    Example:
        >>> plural(1, "target"), plural(70, "target")
        ('1 target', '70 targets')
    """
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


def lines_of(texts: Iterable[str], width: int) -> list[str]:
    """Break texts into lines of at most so many columns; a Chinese character takes two.

    Example:
        >>> lines_of(["High-end chips", "高端芯片自给率"], 8)
        ['High-end', 'chips', '高端芯片', '自给率']
    """
    return [line for text in texts for line in _broken(text, width)]


# What a line breaks only if it must: a word, or Chinese characters in a row, and blanks after it.
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_PIECE = re.compile(rf"[{_WIDE}]+\s*|[^\s{_WIDE}]+\s*|\s+")


def _broken(text: str, width: int) -> list[str]:
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and display_width(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
        while display_width(lines[-1].rstrip()) > width and len(lines[-1].rstrip()) > 1:
            # One word, too long for any line: an address, say.
            cut = next(n for n in range(len(lines[-1]), 0, -1) if _fits(lines[-1][:n], width))
            lines[-1:] = [lines[-1][:cut], lines[-1][cut:]]
    return [line.strip() for line in lines if line.strip()] or [""]


def _fits(text: str, width: int) -> bool:
    return len(text) == 1 or display_width(text) <= width
