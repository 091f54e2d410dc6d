"""The result of matching columns, and helpers for names of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chinaindpolicy.errors import ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.ingest.normalize.cell_values import strip_inner_spaces
from chinaindpolicy.ingest.normalize.header_context import HeaderContext
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression

WIDE_FIELDS = {"period": "period", "region": "region_id", "indicator": "indicator_id"}
"""The field that the headers of a wide table state, by the value of `wide`."""


@dataclass
class ColumnMatch:
    """Source columns matched to fields.

    Attributes:
        ours: The source column of each field.
        levels: The kind of the source column of `region_id` and `period`: city, month, ...
        units: The units in the header, by field.
        context: Further columns that qualify a field: year, country, province, scale, flag, freq.
        alternates: Further columns of the same field, such as a code next to a name.
        table_units: Units in the headers of labels, such as 指标（单位：家）, for the whole table.
        cumulative: True if the value column is from January to the end of the period.
        span: `month` or `quarter` if the values are those of one.
        wide: Columns that contain values, with the contents of their headers.
        unknown_parts: Texts in headers that are not understood, next to others that are, with
            their columns.
        by_cells: Columns whose cells, and not their header, state their field.
        named: Columns named for periods, regions or indicators that are not read as values.
        aside: Columns that the caller ignores, and metadata.
        unknown: Columns that are not read, with the reason.
        empty: Columns without values.
    """

    ours: dict[str, str] = field(default_factory=dict[str, str])
    levels: dict[str, str] = field(default_factory=dict[str, str])
    units: dict[str, list[UnitExpression]] = field(
        default_factory=dict[str, "list[UnitExpression]"]
    )
    context: dict[str, str] = field(default_factory=dict[str, str])
    alternates: dict[str, list[str]] = field(default_factory=dict[str, "list[str]"])
    table_units: list[UnitExpression] = field(default_factory=list[UnitExpression])
    cumulative: bool = False
    span: str = ""
    wide: dict[str, HeaderContext] = field(default_factory=dict[str, HeaderContext])
    unknown_parts: dict[str, list[str]] = field(default_factory=dict[str, "list[str]"])
    by_cells: set[str] = field(default_factory=set[str])
    named: dict[str, HeaderContext] = field(default_factory=dict[str, HeaderContext])
    aside: list[str] = field(default_factory=list[str])
    unknown: dict[str, str] = field(default_factory=dict[str, str])
    empty: list[str] = field(default_factory=list[str])


class ColumnConflictError(ChinaIndPolicyError):
    """Two columns that match one field.

    Attributes:
        field: The field.
        columns: The columns.
    """

    def __init__(self, field: str, columns: Sequence[str]) -> None:
        self.field, self.columns = field, tuple(columns)
        super().__init__(
            f"both {columns[0]!r} and {columns[1]!r} match {field}: say which with "
            f"columns={{{columns[1]!r}: {field!r}}}"
        )


def resolved_names(told: Mapping[str, str | None], names: Sequence[str]) -> dict[str, str | None]:
    """Return the mapping of the caller with the names that the data has.

    Raises:
        UnknownNameError: If a column does not exist.
    """
    by_name = {strip_inner_spaces(name): name for name in names}
    found: dict[str, str | None] = {}
    for theirs, ours in told.items():
        name = theirs if theirs in names else by_name.get(strip_inner_spaces(theirs))
        if name is None:
            raise UnknownNameError("column of the data", theirs, names)
        found[name] = ours
    return found


def differing_columns(
    columns: Mapping[str, Sequence[Any]], keys: Sequence[Sequence[Any]], candidates: Sequence[str]
) -> list[str]:
    """Return the columns whose cells differ between rows with one key.

    Args:
        columns: All columns.
        keys: The cells of the key columns.
        candidates: The columns to compare.
    """
    found: list[str] = []
    for name in candidates:
        first: dict[tuple[Any, ...], Any] = {}
        for key, cell in zip(zip(*keys, strict=True), columns[name], strict=True):
            if first.setdefault(key, cell) != cell:
                found.append(name)
                break
    return found
