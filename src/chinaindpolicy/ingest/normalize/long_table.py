"""Reshape a source table to one row per value, with the cells of each field and their context."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.column_match import WIDE_FIELDS, ColumnMatch
from chinaindpolicy.ingest.normalize.growth_columns import growth_rows, measure_rows
from chinaindpolicy.ingest.normalize.header_context import STATED, HeaderContext
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.period_parser import years_of_parts
from chinaindpolicy.ingest.normalize.raw_table import RawTable
from chinaindpolicy.ingest.normalize.title_percent import percent_rows
from chinaindpolicy.ingest.normalize.titles import Statements
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression, UnitReader
from chinaindpolicy.ingest.normalize.unit_sources import StatedUnit
from chinaindpolicy.ingest.normalize.unit_words import family_of

# Columns of amounts of money, next to a quantity in the unit of the row.
_MONEY = re.compile("金额|货值|人民币|美元|trade value", re.IGNORECASE)


@dataclass
class LongTable:
    """A table with one row per value.

    Attributes:
        table: The source columns, repeated for each value of a wide row.
        fields: The cells of each field.
        sources: Where each field was read from.
        context: The cells that qualify a field: year, quarter, province, country, city, freq.
        alternates: Further columns of a field.
        units: Units by field in the header.
        row_units: Units in the header of the value's column or the unit row, by row.
        scales: The cells of a column of scales.
        flags: The cells of a column of flags.
        cumulative: By row, True if the value is from January on.
        spans: By row, `month` or `quarter` if the value is that of one, or an empty text.
        part: Content of the period column: month, quarter, or an empty text.
        level: The level of the region column.
        dropped: Number of missing cells that were dropped.
        wide: True if the source table was wide.
        value_columns: By row of a wide table, the column of its value.
        growth: The columns of values that are a growth.
        total_reasons: By row of a total, the reason why it is not the sum of other rows.
    """

    table: RawTable
    fields: dict[str, list[Any]]
    sources: dict[str, str]
    context: dict[str, list[Any]] = field(default_factory=dict[str, "list[Any]"])
    alternates: dict[str, dict[str, list[Any]]] = field(
        default_factory=dict[str, "dict[str, list[Any]]"]
    )
    units: dict[str, list[StatedUnit]] = field(default_factory=dict[str, "list[StatedUnit]"])
    row_units: list[Sequence[StatedUnit]] = field(default_factory=list["Sequence[StatedUnit]"])
    scales: list[Any] | None = None
    flags: list[Any] | None = None
    cumulative: list[bool] = field(default_factory=list[bool])
    spans: list[str] = field(default_factory=list[str])
    part: str = ""
    level: str = ""
    dropped: int = 0
    wide: bool = False
    value_columns: list[str] = field(default_factory=list[str])
    growth: frozenset[str] = frozenset()
    total_reasons: dict[int, str] = field(default_factory=dict[int, str])

    def without(self, rows: Collection[int]) -> LongTable:
        """Return the table without some rows."""
        kept = [row for row in range(self.table.height) if row not in rows]

        def pick(cells: Sequence[Any]) -> list[Any]:
            return [cells[row] for row in kept]

        return replace(
            self,
            table=self.table.without(rows),
            fields={key: pick(cells) for key, cells in self.fields.items()},
            context={key: pick(cells) for key, cells in self.context.items()},
            alternates={
                key: {name: pick(cells) for name, cells in columns.items()}
                for key, columns in self.alternates.items()
            },
            row_units=pick(self.row_units) if self.row_units else [],
            scales=None if self.scales is None else pick(self.scales),
            flags=None if self.flags is None else pick(self.flags),
            cumulative=pick(self.cumulative) if self.cumulative else [],
            spans=pick(self.spans) if self.spans else [],
            value_columns=pick(self.value_columns) if self.value_columns else [],
        )


def choose_wide(cells: RawTable, match: ColumnMatch, wide: str | None) -> None:
    """Keep the columns of a wide table that the caller allows; the others are not read.

    Raises:
        ChinaIndPolicyError: If the caller names a form that the table does not have, or values
            are elsewhere, too.
    """
    if wide in WIDE_FIELDS:
        key = WIDE_FIELDS[wide]
        named = [
            name
            for name, context in match.wide.items()
            if key in context.fields or (key == "period" and context.part_of_year)
        ]
        if not named:
            raise ChinaIndPolicyError(
                f"wide={wide!r}, but no column is named for a {wide}: "
                f"{', '.join(cells.columns) or 'there are no columns'}"
            )
        if "value" in match.ours:
            value = match.ours["value"]
            raise ChinaIndPolicyError(
                f"wide={wide!r}, but the column {value!r} contains values, too; set it aside with "
                f"columns={{{value!r}: None}}"
            )
        _leave(match, [name for name in match.wide if name not in named], f"wide={wide!r}")
    if "value" in match.ours:
        reason = (
            f"{match.ours['value']!r} contains the values, but its header states a period or name"
        )
        _leave(match, list(match.wide), reason)
    for key in STATED:
        stating = [name for name, context in match.wide.items() if key in context.fields]
        if stating and key in match.ours:
            if wide in WIDE_FIELDS and WIDE_FIELDS[wide] == key:
                raise ChinaIndPolicyError(
                    f"{key} is stated twice, by headers such as {stating[0]!r} and by the column "
                    f"{match.ours[key]!r}; set one aside with columns={{{match.ours[key]!r}: None}}"
                )
            _leave(match, stating, f"{match.ours[key]!r} is mapped to {key}")


def _leave(match: ColumnMatch, names: Sequence[str], reason: str) -> None:
    for name in names:
        del match.wide[name]
        match.unknown[name] = reason


def long_table(
    cells: RawTable,
    match: ColumnMatch,
    options: Options,
    statements: Statements,
    units: UnitReader,
    missing: Callable[[Any], bool],
    keep: Collection[tuple[int, str]] | None = None,
) -> LongTable:
    """Return a table with one row per value.

    Args:
        cells: The source table.
        match: Its columns.
        options: The options of the caller.
        statements: The statements of title lines and names.
        units: The reader of units.
        missing: Returns True for a missing mark.
        keep: The row of the source and the column of each value to keep; None for all.
    """
    wide = list(match.wide.items())
    drop = (options.on_missing or ("drop" if wide else "keep")) == "drop"
    value = match.ours.get("value")
    picks: list[tuple[str | None, HeaderContext | None]] = [*wide] or [(value, None)]
    picked: list[tuple[int, HeaderContext | None, Any]] = []
    value_columns: list[str] = []
    dropped = 0
    for row in range(cells.height):
        for name, context in picks:
            if keep is not None and (cells.source_row(row), name) not in keep:
                continue
            cell = cells.columns[name][row] if name is not None else None
            if drop and name is not None and (cell is None or missing(cell)):
                dropped += 1
                continue
            picked.append((row, context, cell))
            if wide and name is not None:
                value_columns.append(name)
    rows = [row for row, _, _ in picked]
    spread = {name: [column[row] for row in rows] for name, column in cells.columns.items()}
    origin = [cells.source_row(row) for row in rows]
    table = RawTable(
        spread, len(rows), cells.opened, cells.problems, cells.headers, cells.units,
        cells.titles, cells.labels, cells.notes, origin,
    )  # fmt: skip
    made = LongTable(
        table,
        {ours: spread[theirs] for ours, theirs in match.ours.items()},
        dict(match.ours),
        {key: spread[name] for key, name in match.context.items()},
        {key: {name: spread[name] for name in names} for key, names in match.alternates.items()},
        {key: list(stated) for key, stated in match.units.items()},
        part=match.levels.get("period", ""),
        level=match.levels.get("region_id", ""),
        dropped=dropped,
        wide=bool(wide),
        value_columns=value_columns,
    )
    made.scales = made.context.pop("scale", None)
    made.flags = made.context.pop("flag", None)
    contexts = [context for _, context, _ in picked]
    unit_row = {name: _unit_or_error(units, text) for name, text in cells.units.items()}
    if wide:
        _spread(made, contexts, [cell for _, _, cell in picked])
        by_context = {
            id(context): (*context.units, *([unit_row[name]] if name in unit_row else []))
            for name, context in wide
        }
        made.row_units = [by_context[id(context)] for context in contexts]
        _own_units(made, units)
    else:
        made.cumulative = [match.cumulative] * len(rows)
        made.spans = [match.span] * len(rows) if match.span else []
        for ours, theirs in match.ours.items():
            if theirs in unit_row:
                made.units.setdefault(ours, []).append(unit_row[theirs])
    _constants(made, options, statements)
    measure_rows(made, contexts, units)
    made.growth = frozenset(name for name, context in wide if context.growth)
    if any(context and context.growth for context in contexts):
        growth_rows(made, contexts, options, units, missing, percent=statements.percent)
    if statements.percent:
        percent_rows(made, units)
    if any(context and context.part_of_year for context in contexts) and "period" in made.fields:
        parts = [context.part_of_year if context else "" for context in contexts]
        whole = made.fields["period"]
        years = whole
        if made.sources.get("period", "").startswith(("title or name", "constants")):
            years = years_of_parts(whole, parts)
        made.context["year"] = [
            year if part else None for part, year in zip(parts, years, strict=True)
        ]
        made.fields["period"] = [part or cell for part, cell in zip(parts, whole, strict=True)]
        made.part = "month"
    return made


def _unit_or_error(units: UnitReader, text: str) -> UnitExpression | CellError:
    try:
        return units.scale_or_unit(text)
    except CellError as error:
        return error


def _spread(made: LongTable, contexts: Sequence[HeaderContext | None], values: list[Any]) -> None:
    """Fill the fields that the headers of a wide table state."""
    found = [context or HeaderContext() for context in contexts]
    made.fields["value"] = values
    made.sources["value"] = "the columns of values"
    for key in STATED:
        if any(key in context.fields for context in found):
            made.fields[key] = [context.fields.get(key) for context in found]
            made.sources[key] = "the headers"
    made.cumulative = [context.cumulative for context in found]
    if any(context.span for context in found):
        made.spans = [context.span for context in found]


def is_of_money(column: str) -> bool:
    """Return True for a column of amounts next to quantities: 金额.

    Example:
        >>> is_of_money("6月 金额"), is_of_money("数量")
        (True, False)
    """
    return _MONEY.search(column) is not None


def _own_units(made: LongTable, units: UnitReader) -> None:
    """Leave out the unit of a row where a header states one of another kind for its column.

    The unit column describes the columns of values whose headers state no unit, and a unit such as
    吨 describes the quantity and not the amount (金额) next to it.
    """
    cells = made.fields.get("unit")
    if cells is None:
        return
    own = [
        next((each.code for each in row if isinstance(each, UnitExpression) and each.code), "")
        for row in made.row_units
    ]
    if all(own):
        return
    for row, code in enumerate(own):
        text = cells[row]
        of_money = not code and is_of_money(made.value_columns[row])
        if (code or of_money) and isinstance(text, str):
            try:
                stated = units.of_column(text)
            except CellError:
                continue
            family = family_of("CNY") if of_money else family_of(code)
            if stated.code and family_of(stated.code) != family:
                cells[row] = None


def _constants(made: LongTable, options: Options, statements: Statements) -> None:
    """Fill fields that the caller, a title line or a name states for all rows."""
    height = made.table.height
    for key, text in options.constants.items():
        if key != "unit" or "value" not in made.fields:
            made.fields[key] = [text] * height
            made.sources[key] = f"constants: {text}"
    if "value" not in made.fields:
        return
    for key, (text, place) in statements.fields.items():
        if key not in made.fields and not (key == "region_id" and "organization_id" in made.fields):
            made.fields[key] = [text] * height
            made.sources[key] = f"title or name: {text if place == 'name' else place}"
