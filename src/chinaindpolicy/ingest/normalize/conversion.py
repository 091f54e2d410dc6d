"""Conversion of a table: all steps and their results.

The steps, each in a module of its own:

1. `raw_table` reads the cells, `layout` finds title lines, header rows and a unit row.
2. `titles` reads titles and names; `column_matching` maps columns to fields.
3. `reshape` separates notes and fills blank labels; `long_table` makes one row per value.
4. `table_converter` parses each field in its context: `field_readers`, `unit_sources`,
   `value_parser`.
5. `completeness` reports everything that carries meaning and was not read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ArgumentError, ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.ingest.extension.extension import read_extension
from chinaindpolicy.ingest.normalize.cell_parsers import is_missing
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.change_log import ChangeLog
from chinaindpolicy.ingest.normalize.code_lists import CodeLists
from chinaindpolicy.ingest.normalize.column_match import ColumnMatch
from chinaindpolicy.ingest.normalize.column_matching import ColumnMatcher
from chinaindpolicy.ingest.normalize.completeness import (
    check_rows,
    report_columns,
    report_missing,
    report_titles,
)
from chinaindpolicy.ingest.normalize.core_check import check_by_core_rules
from chinaindpolicy.ingest.normalize.findings_of import findings_of
from chinaindpolicy.ingest.normalize.index_bases import base_notes
from chinaindpolicy.ingest.normalize.layout import LayoutFinder
from chinaindpolicy.ingest.normalize.lazy_source import LazySource, lazy_source
from chinaindpolicy.ingest.normalize.long_table import LongTable, choose_wide, long_table
from chinaindpolicy.ingest.normalize.marks import without_marks
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.raw_table import (
    Note,
    RawTable,
    SourceFrame,
    cells_of,
    source_frame,
)
from chinaindpolicy.ingest.normalize.repeated_rows import without_repeated, without_totals
from chinaindpolicy.ingest.normalize.reshape import (
    changes_frame,
    fill_down,
    marks_frame,
    notes_frame,
    typed_frame,
    without_notes,
)
from chinaindpolicy.ingest.normalize.result import Normalized
from chinaindpolicy.ingest.normalize.several_tables import second_table, table_error
from chinaindpolicy.ingest.normalize.table_converter import TableConverter
from chinaindpolicy.ingest.normalize.titles import Statements, TitleReader
from chinaindpolicy.ingest.normalize.unit_parser import UnitReader
from chinaindpolicy.ingest.readers.read_options import ReadOptions
from chinaindpolicy.loading import load
from chinaindpolicy.model.columns import ColumnSpec, columns

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.ingest.extension.extension import Extend


@dataclass(frozen=True)
class Conversion:
    """A converted table, with the result of each step.

    Attributes:
        table: The table.
        specs: Its columns.
        options: The options of the caller.
        lists: The code lists.
        cells: The source table without notes.
        match: The interpretation of its columns.
        statements: The statements of title lines and names.
        made: The table with one row per value.
        converter: The converter of its fields.
        found: The converted fields.
        frame: The result.
        log: Changes, rejected cells and marks.
    """

    table: str
    specs: Mapping[str, ColumnSpec]
    options: Options
    lists: CodeLists
    cells: RawTable
    match: ColumnMatch
    statements: Statements
    made: LongTable
    converter: TableConverter
    found: Mapping[str, list[Any]]
    frame: pl.DataFrame
    log: ChangeLog

    def notes(self) -> pl.DataFrame:
        """Return title lines, notes, totals, empty columns and notes on names."""
        empty = (Note("empty", "", None, name) for name in self.match.empty)
        lookups = (
            Note("lookup", "", None, text)
            for lookup in self.lists.names.values()
            for text in lookup.notes
        )
        sources = self.converter.sources
        bases = (
            Note("base", "", None, text) for text in base_notes(sources.bases if sources else {})
        )
        return notes_frame([*self.made.table.notes, *empty, *lookups, *bases])

    def result(self) -> Normalized:
        """Return the result of `normalize`."""
        made, match, options = self.made, self.match, self.options
        aside = (
            *match.unknown, *match.aside, *(match.named if options.wide is None else ()),
            *match.context.values(), *(name for each in match.alternates.values() for name in each),
        )  # fmt: skip
        return Normalized(
            self.table,
            self.frame,
            changes_frame(self.log.changes),
            _aside_frame({name: made.table.columns[name] for name in dict.fromkeys(aside)}),
            findings_of(self.table, made.table, self.found, self.log.unread),
            tuple(
                (ours, made.sources[ours].strip()) for ours in self.specs if ours in made.sources
            ),
            marks_frame(self.log.marks),
            self.notes(),
        )


@dataclass(frozen=True)
class Request:
    """A call of `normalize`.

    Attributes:
        data: The data.
        table: The table.
        specs: Its columns.
        options: The options.
        dataset: The dataset with the code lists.
        extend: The codes of the caller.
        lists: The code lists with these codes.
        source: Files or a Polars frame as a frame; None for other data.
    """

    data: Any
    table: str
    specs: Mapping[str, ColumnSpec]
    options: Options
    dataset: Dataset
    extend: Extend | None
    lists: CodeLists
    source: SourceFrame | None

    def cells(self) -> RawTable:
        """Return the data as Python values."""
        if self.source is not None:
            return self.source.cells()
        return cells_of(self.data, self.table, ReadOptions())


def request_for(
    data: Any,
    table: str,
    options: Options,
    against: Dataset | str | Path | None = None,
    extend: Extend | None = None,
) -> Request:
    """Check the options, and open the data; see `normalize`."""
    request, read = _request(data, table, options, against, extend)
    return replace(request, source=source_frame(data, table, read))


def lazy_request_for(
    data: Any,
    table: str,
    options: Options,
    against: Dataset | str | Path | None = None,
    extend: Extend | None = None,
) -> tuple[Request, LazySource | None]:
    """Check the options, and open files or a Polars frame to be read in chunks."""
    request, read = _request(data, table, options, against, extend)
    return request, lazy_source(data, table, read)


def _request(
    data: Any,
    table: str,
    options: Options,
    against: Dataset | str | Path | None,
    extend: Extend | None,
) -> tuple[Request, ReadOptions]:
    specs = {spec.name: spec for spec in columns(table)}
    dataset = against if isinstance(against, Dataset) else load(against)
    lists = CodeLists(read_extension(extend, dataset))
    _check(options, table, specs, lists.units)
    read = ReadOptions(options.header, options.sheet, options.encoding, LayoutFinder(lists.units))
    return Request(data, table, specs, options, dataset, extend, lists, None), read


def matched(request: Request, cells: RawTable) -> ColumnMatch:
    """Return the interpretation of the columns of a table."""
    lists = request.lists
    return ColumnMatcher(
        cells, request.table, tuple(request.specs), request.options, lists.names.__getitem__,
        lists.units,
    ).run()  # fmt: skip


def read_columns(request: Request, cells: RawTable) -> ColumnMatch:
    """Return the interpretation of the columns, with the columns of values that are allowed."""
    match = matched(request, cells)
    if request.options.wide is not None:
        choose_wide(cells, match, request.options.wide)
    return match


def read_values(
    request: Request,
    cells: RawTable,
    match: ColumnMatch,
    keep: Collection[tuple[int, str]] | None = None,
) -> tuple[LongTable, Statements]:
    """Return the table with one row per value, and the statements of its titles and names."""
    options, lists = request.options, request.lists
    value = request.specs.get("value")
    statements = (
        TitleReader(lists.names.__getitem__, lists.units).read(cells.titles, cells.labels)
        if value is not None
        else Statements()
    )
    statements.units += match.table_units
    made = long_table(
        cells, match, options, statements, lists.units,
        lambda cell: value is not None and _is_missing(cell, value, options), keep,
    )  # fmt: skip
    return made, statements


def convert_table(request: Request) -> Conversion:
    """Convert all rows, and check the result."""
    conversion = convert_cells(request, request.cells())
    made, log, found = conversion.made, conversion.log, conversion.found
    report_missing(made, request.options, log, conversion.converter.missing)
    check_rows(found, request.specs, made, conversion.match, request.options, log)
    if "value" not in found and "value" in request.specs:
        report_titles(conversion.statements.problems, request.options, log)
    check_by_core_rules(
        conversion.frame, request.table, request.dataset, request.extend,
        request.options.dimensions, log,
    )  # fmt: skip
    return conversion


def convert_cells(
    request: Request,
    cells: RawTable,
    match: ColumnMatch | None = None,
    keep: Collection[tuple[int, str]] | None = None,
) -> Conversion:
    """Convert some rows.

    Args:
        request: The call.
        cells: The rows.
        match: The interpretation of the columns, if the rows are a sample, which does not describe
            a whole column. Totals and repeated values stay.
        keep: The cells to convert: the row of the source and the column of a value; None for all.
    """
    table, specs, options, lists = (
        request.table, request.specs, request.options, request.lists
    )  # fmt: skip
    units, names = lists.units, lists.names
    sampled = match is not None
    log = ChangeLog()
    second = second_table(cells) if cells.opened is not None and not sampled else None
    if second is not None:
        log.refuse(None, "", "", table_error(cells, second))
        cells = cells.without(range(second, cells.height))
    cells = without_notes(cells)
    match = read_columns(request, cells) if match is None else match
    report_columns(cells, match, options, log)
    if options.wide is None:
        match.named, match.wide = match.wide, {}
    filled = fill_down(cells, match)
    made, statements = read_values(request, cells, match, keep)

    def convert(long: LongTable, log: ChangeLog) -> tuple[TableConverter, dict[str, list[Any]]]:
        converter = TableConverter(
            long, specs, lists, units, statements, options, log, sampled=sampled
        )
        return converter, converter.columns()

    def trial(long: LongTable) -> tuple[dict[str, list[Any]], set[int]]:
        scratch = ChangeLog()
        found = convert(long, scratch)[1]
        refused = (each.row for each in scratch.unread if each.column == "value")
        return found, {row for row in refused if row is not None}

    if not sampled:
        made = without_totals(
            made, trial, lambda inner, outer: names["regions"].is_within(inner, outer),
            options.dimensions,
        )  # fmt: skip
        made = without_repeated(made, trial, options.dimensions)
    _log_filled(made, match, filled, log)
    for name, context in match.wide.items():
        if context.marks:
            log.marks.append((None, "", context.marks, name))
    converter, found = convert(made, log)
    for name in converter.refuted:
        log.refuse(
            None, name, "",
            CellError(
                "column-left-out",
                f"column {name!r} is not read: its cells do not correspond to the names next to "
                f"it; set it aside with columns={{{name!r}: None}}",
            ),
        )  # fmt: skip
    frame = typed_frame(
        found,
        specs,
        made.table.height,
        {name: made.table.columns[name] for name in options.dimensions},
    )
    return Conversion(
        table, specs, options, lists, cells, match, statements, made, converter, found, frame, log
    )


def _is_missing(cell: Any, value: ColumnSpec, options: Options) -> bool:
    """Return True for a missing mark, also with a footnote mark next to it."""
    if is_missing(cell, value, options.missing):
        return True
    return isinstance(cell, str) and is_missing(without_marks(cell).text, value, options.missing)


def _log_filled(
    made: LongTable, match: ColumnMatch, filled: Mapping[str, set[int]], log: ChangeLog
) -> None:
    for name, rows in filled.items():
        log.refuse(
            None, name, len(rows),
            CellError(
                "label-filled",
                f"{len(rows)} blank labels in {name!r} are filled with the label above",
            ),
        )  # fmt: skip
    for key, source in match.ours.items():
        for row in range(made.table.height) if source in filled else ():
            if made.table.source_row(row) in filled[source]:
                log.change(row, key, None, made.table.columns[source][row], "filled-down")


def _aside_frame(aside: Mapping[str, list[Any]]) -> Any:
    """Return the ignored columns."""
    import polars as pl

    return pl.DataFrame(dict(aside), strict=False)


def _check(
    options: Options, table: str, specs: Mapping[str, ColumnSpec], units: UnitReader
) -> None:
    """Reject options that cannot be followed, before anything is read."""
    for given in (options.values, options.constants):
        for column in given:
            if column not in specs:
                raise UnknownNameError(f"column of {table}", column, specs)
    constant = options.constants.get("unit")
    for text, unit in (*options.units.items(), *([("unit", constant)] if constant else [])):
        if not isinstance(unit, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"units: {text!r} is mapped to {unit!r}; expected a unit as text")
        try:
            units.read(unit)
        except CellError as error:
            raise ChinaIndPolicyError(f"units: {text!r} is to be read as {error}") from None
