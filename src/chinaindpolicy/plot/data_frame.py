"""Data of a chart as a frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import altair as alt

from chinaindpolicy._arguments import checked, wrong_type
from chinaindpolicy._public import public
from chinaindpolicy.errors import UnknownNameError

if TYPE_CHECKING:
    import polars as pl

# Fields that place a mark, and the text of its accessible name.
_LAYOUT = frozenset(
    {
        *("place", "description", "extent", "exact", "about", "about_from", "about_to", "from"),
        *("to", "low_end", "high_end", "any_time", "line", "parent_line", "parent_level", "sign"),
        *("name", "number"),
    }
)


@public
@checked
def chart_data(chart: Any, part: str = "rows") -> pl.DataFrame:
    """Return the data of a chart as a Polars frame, one row for each record in its order.

    The columns are the texts of the row (`heading`, `label`, `amount`), the id of the record, and
    its values: `comparator`, `value`, `value_upper`, `low` and `high` (the ends of the interval;
    null if there is none), `unit`, `period`, `deadline` and others that the chart draws.

    Args:
        chart: A chart of this package.
        part: `rows`, or of a chart of verdicts `counts`: the number of targets per verdict.

    Raises:
        UnknownNameError: If the chart has no such part; names the parts.
        ArgumentError: If `chart` is not a chart.

    Example:
        >>> import chinaindpolicy as cip
        >>> from chinaindpolicy import plot
        >>> chart = plot.rates("china-high-end-chip-self-sufficiency")
        >>> plot.chart_data(chart).select("comparator", "low", "high", "unit").row(0)
        ('lt', 0.0, 30.0, 'percent')
        >>> counts = plot.chart_data(plot.verdicts(cip.assess(as_of="2026-11-22")), "counts")
        >>> counts.filter(counts["verdict"] == "met")["targets"].item()
        5
    """
    import polars as pl

    if not isinstance(chart, alt.TopLevelMixin):
        raise wrong_type("chart_data", "chart", chart, "a chart of chinaindpolicy.plot")
    found: dict[str, list[dict[str, Any]]] = {}
    for name, values in _data(chart.to_dict(validate=False)):
        # A long tree of tasks has two columns.
        found.setdefault("rows" if name.startswith("tasks_") else name, []).extend(values)
    if part not in found:
        raise UnknownNameError("part", part, found, place="the chart")
    rows = [{key: _line(row[key]) for key in row if key not in _LAYOUT} for row in found[part]]
    return pl.DataFrame(rows, infer_schema_length=None)


def _data(spec: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the named data of a specification and of its parts, in order."""
    data: Mapping[str, Any] = spec.get("data") or {}
    if "name" in data and "values" in data:
        yield data["name"], data["values"]
    parts: list[Mapping[str, Any]] = [spec["spec"]] if "spec" in spec else []
    for part in (*spec.get("vconcat", ()), *spec.get("hconcat", ()), *parts):
        yield from _data(part)


def _line(value: Any) -> Any:
    """Return a text without the line breaks of the chart."""
    return value.replace("\n", " ") if isinstance(value, str) else value
