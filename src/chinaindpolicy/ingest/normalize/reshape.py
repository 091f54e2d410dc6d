"""Reshape wide tables, find notes below tables, build typed frames."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.normalize.change_log import Change
from chinaindpolicy.ingest.normalize.column_matching import ColumnMatch
from chinaindpolicy.ingest.normalize.raw_table import RawTable
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.dtypes import dtypes
from chinaindpolicy.model.schemas import table_schema

if TYPE_CHECKING:
    import polars as pl

_NOTE = re.compile(
    r"\s*(?:[*＊]|[(（]?\s*(?:注|备注|说明|资料来源|数据来源|来源|notes?|sources?)"
    r"\s*[0-9①-⑳]*\s*[.．、]?\s*[:：.])",
    re.IGNORECASE,
)
_PERIOD, _VALUE = "period", "value"
# Names that no column of a file can have, for those are stripped.
_HEADERS, _BELOW = " the header's periods", " the cells below these"


def unpivot(cells: RawTable, matched: ColumnMatch) -> tuple[RawTable, int]:
    """Make a row of each cell that stands under a period.

    Returns:
        The cells with two further columns, and how many rows each row became.

    Raises:
        ChinaIndPolicyError: If no column is named for a period, or values stand elsewhere, too.
    """
    periods = matched.periods
    if not periods:
        raise ChinaIndPolicyError(
            f"no column is named for a period, as those of a wide table are: "
            f"{', '.join(cells.columns) or 'there are none'}"
        )
    for ours in (_PERIOD, _VALUE):
        if ours in matched.ours:
            raise ChinaIndPolicyError(
                f"of a wide table, the {ours}s stand under {periods[0]!r} and the like: leave "
                f"aside {matched.ours[ours]!r} with columns={{{matched.ours[ours]!r}: None}}"
            )
    columns = {
        name: [cell for cell in column for _ in periods]
        for name, column in cells.columns.items()
        if name not in periods
    }
    matched.ours |= {_PERIOD: _HEADERS, _VALUE: _BELOW}
    columns[_HEADERS] = list(periods) * cells.height
    columns[_BELOW] = [cells.columns[name][row] for row in range(cells.height) for name in periods]
    matched.periods = ()
    return RawTable(columns, cells.height * len(periods), cells.opened, cells.problems), len(
        periods
    )


def note_rows(cells: RawTable) -> dict[int, tuple[str, str]]:
    """Return the rows that are notes below the table: one text, and nothing beside it.

    Returns:
        The column and the text of each, by row.
    """
    if len(cells.columns) < 2:
        return {}
    name, *others = cells.columns
    return {
        row: (name, text)
        for row, text in enumerate(cells.columns[name])
        if isinstance(text, str)
        and _NOTE.match(text)
        and all(cells.columns[other][row] in (None, "") for other in others)
    }


def typed_frame(
    found: Mapping[str, Sequence[Any]], specs: Mapping[str, ColumnSpec], height: int
) -> pl.DataFrame:
    """Return columns as a frame with the declared dtypes."""
    import polars as pl

    declared = dtypes(table_schema(tuple(specs.values())))
    made = [
        pl.Series(name, [_native(cell) for cell in cells], dtype=declared[name])
        for name, cells in found.items()
    ]
    return pl.DataFrame(made) if made else pl.DataFrame(height=height)


def _native(cell: Any) -> Any:
    return float(cell) if isinstance(cell, Decimal) else cell


def changes_frame(changes: Sequence[Change]) -> pl.DataFrame:
    """Return the changes as a frame, by row and in the order in which they were made."""
    import polars as pl

    schema = {
        "row": pl.Int64,
        "column": pl.String,
        "before": pl.String,
        "after": pl.String,
        "rule": pl.String,
    }
    return pl.DataFrame(list(changes), schema=schema, orient="row").sort("row", maintain_order=True)
