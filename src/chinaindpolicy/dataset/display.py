"""Rows of a table as text and HTML: the main columns first, the ids of other tables as names."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from chinaindpolicy.io.html_view import MOST_ROWS, SHOWN_ROWS, html_table, html_view
from chinaindpolicy.io.text import escape_control
from chinaindpolicy.io.text_table import text_table
from chinaindpolicy.model.columns import cell
from chinaindpolicy.model.describe import format_period, short_value
from chinaindpolicy.model.serialize import to_csv_cell

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset

__all__ = ["SHOWN_ROWS", "TEXT_COLUMNS", "as_html", "as_text", "main_columns"]

_MOST_COLUMNS = 6
TEXT_COLUMNS = ("statement", "title", "name", "text", "printed", "reason")
"""Columns with the text of a record; the first one that a table has is shown first."""
# The first columns of a table are shown, in this order.
_COLUMNS = (
    *("name_zh", "meant", "value", "period", "region_id", "policy_id", "kind", "role", "unit"),
    *("level", "parent_id", "publisher", "published_on", "dimension", "certainty", "record_id"),
    *("n_targets", "n_figures", "n_tasks", "successor_id", "withdrawn_in", "document_id"),
)
_NAMED = {"region_id": "regions", "policy_id": "policies", "parent_id": "regions"}


def main_columns(columns: Sequence[str]) -> list[str]:
    """Return the columns to show first: the id, the text, then the most important others.

    Example:
        >>> main_columns(["id", "note", "kind", "title", "sha256"])
        ['id', 'title', 'kind']
    """
    texts = [name for name in TEXT_COLUMNS if name in columns][:1]
    others = [name for name in _COLUMNS if name in columns]
    return ["id", *texts, *others][:_MOST_COLUMNS] if columns else []


def as_text(heading: str, records: Sequence[Any], total: int, names: list[str], data: Any) -> str:
    """Return the first rows as a text table under a heading; ids are never cut.

    Args:
        heading: The first line.
        records: The records to show.
        total: The number of rows of the table.
        names: The columns to show.
        data: The dataset, for the names of regions and policies.
    """
    if not records:
        return heading
    rows = [_header(names), *([*map(_line, _cells(each, names, data))] for each in records)]
    width = shutil.get_terminal_size((100, 24)).columns
    others = total - len(records)
    more = [f"… {others} more {'row' if others == 1 else 'rows'}"] if others else []
    return "\n".join([heading, text_table(rows, width), *more])


def as_html(caption: str, records: Iterable[Any], total: int, names: list[str], data: Any) -> str:
    """Return the rows as HTML: the texts first, the ids last, ten rows shown at once.

    Args:
        caption: The caption.
        records: The records; the first 100 are part of the HTML.
        total: The number of rows of the table.
        names: The columns to show.
        data: The dataset, for the names of regions and policies.
    """
    ordered = [*names[1:], *names[:1]]
    rows = [_cells(each, ordered, data) for each in itertools.islice(records, MOST_ROWS)]
    return html_view(html_table(caption, _header(ordered), rows, total=total))


def _header(names: list[str]) -> list[str]:
    return [name.removesuffix("_id") if name in _NAMED else name for name in names]


def _cells(record: Any, names: list[str], dataset: Dataset) -> list[str]:
    return [_cell(record, name, dataset) for name in names]


def _cell(record: Any, name: str, dataset: Dataset) -> str:
    value = cell(record, name)
    if name == "value":
        return short_value(record)
    if name == "period":
        return format_period(value)
    if value is not None and (table := _NAMED.get(name)):
        found = dataset[table].get(value)
        return str(getattr(found, "name", None) or getattr(found, "title", None) or value)
    return to_csv_cell(value).replace("|", ", ") if isinstance(value, tuple) else to_csv_cell(value)


def _line(text: str) -> str:
    return escape_control(" ".join(text.split()))
