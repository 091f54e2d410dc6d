"""The interpretation of a source table by a conversion: columns, units, and unknown texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.conversion import Conversion
from chinaindpolicy.ingest.normalize.header_context import HeaderContext
from chinaindpolicy.ingest.normalize.raw_table import text_of
from chinaindpolicy.ingest.normalize.totals import is_total
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression
from chinaindpolicy.ingest.normalize.unit_sources import StatedUnit, read_scale

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.lang.texts import Texts

_BY_CELLS = 0.9
_LONGEST = 60
_ROLES = {
    "year": ("period", "year"),
    "quarter": ("period", "quarter"),
    "freq": ("period", "frequency"),
    "province": ("region_id", "province around it"),
    "city": ("region_id", "city around it"),
    "country": ("region_id", "country around it"),
    "scale": ("unit", "scale"),
    "flag": ("value", "flag"),
    "estimates": ("kind", "last observed year"),
}
# Their texts are cells of values, which are listed with their row.
_OF_VALUES = ("value", "value_upper", "value_printed", "baseline", "")

Reading = tuple[str, str, str, str, float, int, int | None, str]
"""Column, field, role, basis, confidence, cells, converted cells, example.

Cells that qualify those of another column are not converted by themselves.
"""


def columns_frame(conversion: Conversion, say: Texts) -> pl.DataFrame:
    """Return the interpretation of each source column, in the order of the source."""
    import polars as pl

    readings = {reading[0]: reading for reading in _readings(conversion, say)}
    schema = {
        **dict.fromkeys(("column", "field", "role", "basis"), pl.String),
        **{"confidence": pl.Float64, "cells": pl.Int64, "converted": pl.Int64},
        "example": pl.String,
    }
    rows = [readings[name] for name in conversion.cells.columns if name in readings]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _readings(conversion: Conversion, say: Texts) -> Iterator[Reading]:
    match, made = conversion.match, conversion.made
    counts = _Counts(conversion)
    for field, column in match.ours.items():
        if field == "value" and match.wide:
            continue
        cells, converted, example = counts.of(field).get("", (0, 0, ""))
        if column in conversion.options.columns:
            basis = "mapping"
        else:
            basis = "cells" if column in match.by_cells else "header"
        level = match.levels.get(field, "")
        role = say.code("part", level)
        yield (
            column, field, role, basis, _share(cells, converted, basis), cells, converted, example
        )  # fmt: skip
    of_values = counts.of("value") if match.wide else {}
    for name, context in match.wide.items():
        cells, converted, example = of_values.get(name, (0, 0, ""))
        yield (
            name, "value", header_role(context, say), "header", _share(cells, converted, ""), cells,
            converted, example,
        )  # fmt: skip
    for key, column in match.context.items():
        field, role = _ROLES[key]
        cells = _filled(made.table.columns[column])
        yield column, field, say.code("part", role), "header", 1.0, cells, None, ""
    for field, names in match.alternates.items():
        for column in names:
            yield (
                column,
                field,
                say.code("part", "code"),
                "header",
                1.0,
                _filled(made.table.columns[column]),
                None,
                "",
            )
    for column in match.aside:
        basis = "mapping" if column in conversion.options.columns else "header"
        yield column, "", "set aside", basis, 1.0, _filled(made.table.columns[column]), None, ""
    for column, reason in (*match.unknown.items(), *((name, "") for name in match.named)):
        texts = dict.fromkeys(text_of(cell) or "" for cell in made.table.columns[column])
        example = ", ".join(text for text in list(texts)[:4] if text)[:_LONGEST]
        role = f"not read: {reason}"
        yield column, "", role, "", 0.0, _filled(made.table.columns[column]), None, example
    for column in match.empty:
        yield column, "", "empty", "cells", 1.0, 0, None, ""
    for column in conversion.options.dimensions:
        yield column, "", "dimension", "mapping", 1.0, _filled(made.table.columns[column]), None, ""


class _Counts:
    """Counts of cells and of rejected cells by field."""

    def __init__(self, conversion: Conversion) -> None:
        self._conversion = conversion
        self._rejected: dict[str, set[int]] = {}
        for each in conversion.log.unread:
            if each.row is not None:
                self._rejected.setdefault(each.column, set()).add(each.row)
        self._missing: dict[str, set[int]] = {}
        for row, column, _, _, rule in conversion.log.changes:
            if rule == "missing-mark":
                self._missing.setdefault(column, set()).add(row)

    def of(self, field: str) -> dict[str, tuple[int, int, str]]:
        """Return numbers of cells and converted cells of a field, and an example, by column."""
        made = self._conversion.made
        raw = made.fields.get(field, ())
        found = self._conversion.found.get(field, [None] * len(raw))
        left_out = self._missing.get(field, set())
        rejected = self._rejected.get(field, set())
        wide = field == "value" and bool(made.value_columns)
        counts: dict[str, tuple[int, int, str]] = {}
        for row, (cell, value) in enumerate(zip(raw, found, strict=True)):
            if cell is None or row in left_out:
                continue
            column = made.value_columns[row] if wide else ""
            cells, converted, example = counts.get(column, (0, 0, ""))
            read = row not in rejected and value is not None
            counts[column] = (
                cells + 1,
                converted + read,
                example or (_arrow(cell, value) if read else ""),
            )
        return counts


def _arrow(cell: Any, value: Any) -> str:
    before, after = ((text_of(each) or "").strip()[:_LONGEST] for each in (cell, value))
    return before if before == after else f"{before} -> {after}"


def _share(cells: int, converted: int, basis: str) -> float:
    share = converted / cells if cells else 1.0
    return round(min(share, _BY_CELLS) if basis == "cells" else share, 2)


def _filled(cells: Sequence[Any]) -> int:
    return sum(cell is not None and cell != "" for cell in cells)


def header_role(context: HeaderContext, say: Texts) -> str:
    """Return the content of the header of a value column, as text."""
    parts = [f"{field} {text}" for field, text in context.fields.items()]
    parts += [say("unit {text}", text=unit.text) for unit in context.units]
    if context.part_of_year:
        parts.append(say("part of the year {text}", text=context.part_of_year))
    if context.growth:
        parts.append(say("growth of the indicator {text}", text=context.growth))
    if context.span:
        parts.append(say("values of a {text}", text=say.code("part", context.span)))
    if context.cumulative:
        parts.append(say("from January on"))
    return say(", ").join(parts)


def units_frame(conversion: Conversion, say: Texts) -> pl.DataFrame:
    """Return the units that the source states, with their places and the values there."""
    import polars as pl

    counted: Counter[tuple[str, str, str, str]] = Counter()
    for place, stated, count in _units(conversion, say):
        if isinstance(stated, CellError):
            counted[(stated.message, "", "", place)] += count
        else:
            counted[(stated.text, stated.code, format(stated.factor, "f"), place)] += count
    names = ("text", "code", "factor", "place")
    schema = {**dict.fromkeys(names, pl.String), "count": pl.Int64}
    return pl.DataFrame(
        [(*key, count) for key, count in counted.items()], schema=schema, orient="row"
    )


def _units(conversion: Conversion, say: Texts) -> Iterator[tuple[str, StatedUnit, int]]:
    match, made = conversion.match, conversion.made
    reader = conversion.converter.units
    height = made.table.height
    valued = [cell is not None for cell in made.fields.get("value", [None] * height)]
    count = sum(valued)
    if "unit" in made.fields and "unit" in made.sources:
        texts = Counter(
            text_of(cell) or ""
            for cell, given in zip(made.fields["unit"], valued, strict=True)
            if given and cell is not None
        )
        for text, number in texts.items():
            stated = _read(reader.of_column, conversion.options.units.get(text, text))
            yield say("column {name}", name=repr(made.sources["unit"])), stated, number
    for field, units in match.units.items():
        for unit in units:
            yield say("header {name}", name=repr(match.ours.get(field, field))), unit, count
    for name, context in match.wide.items():
        here = made.value_columns.count(name) if context.units else 0
        for unit in context.units:
            yield say("headers of values"), unit, here
    for name, text in conversion.cells.units.items():
        here = made.value_columns.count(name) if name in match.wide else count
        if name in match.wide or name in match.ours.values():
            yield say("row of units"), _read(reader.scale_or_unit, text), here
    for unit, number in Counter(conversion.converter.named_units.values()).items():
        yield say("names of indicators"), unit, number
    for scale, number in Counter(map(text_of, made.scales or ())).items():
        yield say("column {name}", name=repr(match.context["scale"])), _scale(scale), number
    sources = conversion.converter.sources
    apart = [not sources.states_unit(row, "value") for row in range(height)] if sources else []
    for unit in conversion.statements.units:
        yield say("title line or header of labels"), unit, sum(map(bool.__and__, apart, valued))
    for text in conversion.statements.problems:
        yield say("title line"), CellError("unit-unreadable", text), count
    for text in _told(conversion.options.units, conversion.options.constants):
        yield say("options"), _read(reader.scale_or_unit, text), count


def _told(units: Mapping[str, str], constants: Mapping[str, str]) -> list[str]:
    return [text for text in (units.get(""), constants.get("unit")) if text]


def _scale(text: str | None) -> StatedUnit:
    try:
        return read_scale(text)
    except CellError as error:
        return error


def _read(read: Callable[[str], UnitExpression], text: str) -> StatedUnit:
    try:
        return read(text)
    except CellError as error:
        return error


def names_frame(conversion: Conversion) -> pl.DataFrame:
    """Return texts that could not be converted, each once, with count and candidates."""
    import polars as pl

    counted: dict[tuple[str, str], list[Any]] = {}
    for each in conversion.log.unread:
        if each.row is None or each.column in _OF_VALUES or not each.value:
            continue
        found = counted.setdefault(
            (each.column, each.value.strip()), [0, each.expected, each.message]
        )
        found[0] += 1
    for text, columns in conversion.match.unknown_parts.items():
        expected = _similar(conversion, text)
        message = f"{text!r} is not a known indicator, region, period or unit"
        counted[("indicator_id", text)] = [len(columns), expected, message]
    rows = [
        # A total of some places is no place, so no id is proposed for it.
        (field, text, count, [] if is_total(text) else _candidates(expected), message)
        for (field, text), (count, expected, message) in counted.items()
    ]
    schema: dict[str, Any] = {
        **{"field": pl.String, "text": pl.String, "count": pl.Int64},
        **{"candidates": pl.List(pl.String), "message": pl.String},
    }
    return pl.DataFrame(rows, schema=schema, orient="row").sort(
        "count", descending=True, maintain_order=True
    )


def _similar(conversion: Conversion, text: str) -> str:
    try:
        return conversion.lists.names["indicators"].find(text)
    except CellError as error:
        return error.expected


def _candidates(expected: str) -> list[str]:
    return [part for words in expected.split(" or ") for part in words.split(", ") if part]
