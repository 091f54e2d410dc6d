"""Names, amounts and wrapped text of the charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chinaindpolicy.model.describe import format_period, format_value

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.plot.selection import Names

GAP = "\u2003"
"""Separator of legend entries: a space that SVG does not collapse."""

ERRATUM = "†"
"""Mark of a value that the text misprints."""

_NAMES = ("China",)
_MEASURES = ("share", "growth", "change", "multiple")


def label(record: Any, names: Names) -> str:
    """Return the name of a region, indicator, policy or organisation.

    Without a Chinese name, the English name is used.
    """
    english = getattr(record, "name", None) or record.title
    chinese = getattr(record, "name_zh", None) or getattr(record, "title_zh", None)
    if chinese is None or names == "en":
        return str(english)
    return str(chinese) if names == "zh" else f"{english} {chinese}"


def amount(record: Any) -> str:
    """Return a record's quantity with comparator, unit and, for a misprint, a mark."""
    if record.value is None:
        return "no number"
    words = format_value(record)
    return f"{words} {ERRATUM}" if getattr(record, "value_printed", None) is not None else words


def period(record: Any) -> str:
    """Return the period of a record, or that it has none."""
    return format_period(record.period) or "no period"


def circumstances(record: Any, dataset: Dataset, names: Names, *, place: bool = True) -> str:
    """Return the type of a value, its denominator, organisation, region, period and origin."""
    indicator = dataset.indicators[str(record.indicator_id)]
    kind = {"Target": "target", "Outcome": "outcome"}.get(type(record).__name__)
    parts = [kind or str(record.kind)]
    if record.measure == "share" and indicator.denominator:
        parts.append(f"of {_lowered(indicator.denominator)}")
    if organization := getattr(record, "organization_id", None):
        parts.append(label(dataset.organizations[organization], names))
    if place and record.region_id:
        parts.append(label(dataset.regions[record.region_id], names))
    parts.append(period(record))
    if author := getattr(record, "attributed_to", None):
        parts.append(f"attributed to {label(dataset.organizations[author], names)}")
    elif getattr(record, "basis", None) == "claim":
        parts.append("claim without a source")
    return "; ".join(parts)


def _lowered(text: str) -> str:
    """Lower the first letter, except of a name such as AI or China."""
    first = text.split(" ")[0].removesuffix("'s")
    return text if first.isupper() or first in _NAMES else text[0].lower() + text[1:]


def unit_name(unit: str | None, measure: str | None, dataset: Dataset) -> str:
    """Return the title of an axis: the unit, and the measure unless it is a level."""
    record = dataset.units.get(unit or "")
    name = record.name.partition(" (")[0] if record else unit or ""
    return f"{name} ({measure})" if measure in _MEASURES else name


def plural(count: int, noun: str) -> str:
    """Return a number with its noun.

    Example:
        >>> plural(1, "target"), plural(70, "target")
        ('1 target', '70 targets')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
