"""Normalize third-party data to the columns, units and codes of a table.

The steps, each in a module of its own:

1. `raw_table` reads the cells, `layout` finds title lines, header rows and a unit row.
2. `titles` reads what titles and names state; `column_matching` maps columns to fields.
3. `reshape` separates notes and fills blank labels; `long_table` makes one row per value.
4. `table_converter` parses each field in its context: `field_readers`, `unit_sources`,
   `value_parser`.
5. `completeness` reports everything that carries meaning and was not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chinaindpolicy._arguments import checked_except
from chinaindpolicy._public import public
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.ingest.extension.extension import read_extension
from chinaindpolicy.ingest.normalize.cell_parsers import is_missing
from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.change_log import ChangeLog
from chinaindpolicy.ingest.normalize.code_lists import CodeLists
from chinaindpolicy.ingest.normalize.column_match import ColumnMatch
from chinaindpolicy.ingest.normalize.column_matching import ColumnMatcher
from chinaindpolicy.ingest.normalize.completeness import (
    check_rows,
    report_columns,
    report_missing,
)
from chinaindpolicy.ingest.normalize.core_check import check_by_core_rules
from chinaindpolicy.ingest.normalize.findings_of import findings_of
from chinaindpolicy.ingest.normalize.layout import LayoutFinder
from chinaindpolicy.ingest.normalize.long_table import LongTable, choose_wide, long_table
from chinaindpolicy.ingest.normalize.mapping_file import read_mapping
from chinaindpolicy.ingest.normalize.marks import without_marks
from chinaindpolicy.ingest.normalize.options import (
    FLAGS,
    ON_MISSING,
    Options,
    header_of,
    one_of,
    wide_of,
)
from chinaindpolicy.ingest.normalize.raw_table import Note, cells_of
from chinaindpolicy.ingest.normalize.reshape import (
    changes_frame,
    fill_down,
    marks_frame,
    notes_frame,
    typed_frame,
    without_notes,
)
from chinaindpolicy.ingest.normalize.result import Normalized
from chinaindpolicy.ingest.normalize.table_converter import TableConverter
from chinaindpolicy.ingest.normalize.titles import Statements, TitleReader
from chinaindpolicy.ingest.normalize.total_rows import without_totals
from chinaindpolicy.ingest.normalize.unit_parser import UnitReader
from chinaindpolicy.ingest.readers.read_options import ReadOptions
from chinaindpolicy.loading import load
from chinaindpolicy.model.columns import ColumnSpec, columns

if TYPE_CHECKING:
    from chinaindpolicy.ingest.extension.extension import Extend


@public
@checked_except("table", "against", "extend", "flags", "header", "wide", "on_missing")
def normalize(
    data: Any,
    table: str,
    *,
    columns: Mapping[str, str | None] | None = None,
    units: str | Mapping[str, str] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    missing: Sequence[str] = (),
    flags: str = "error",
    header: int | Sequence[int] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    wide: str | bool | None = "auto",
    constants: Mapping[str, str] | None = None,
    dimensions: Sequence[str] = (),
    extend: Extend | None = None,
    mapping: str | Path | None = None,
    on_missing: str | None = None,
    against: Dataset | str | Path | None = None,
) -> Normalized:
    """Convert data to the columns, units and codes of a table.

    Columns are recognized by their names in Chinese and English (指标, 地区, 时间, 数值) or by
    their cells; columns named for periods, regions or indicators hold values. A unit in a cell,
    header, unit row, title line or unit column is applied exactly; names and codes become ids;
    dates and periods become ISO 8601. Every change is listed, and everything that is not
    understood is an error.

    Args:
        data: A Polars or pandas frame, a list of dicts, or a file (several, a pattern) as CSV,
            TSV, JSON Lines, JSON, Parquet or xlsx.
        table: The table, such as `"figures"`.
        columns: Table columns by source columns, where the names are not known; None for a
            column to set aside.
        units: The unit of values that state none, such as `"亿元"`; or replacements of texts of
            the unit column (under `""` for values that state none).
        values: By table column, replacements of texts before they are read.
        missing: Marks for a missing value, in addition to the known ones (—, …, N/A and so on).
        flags: `"keep"` to read numbers with letters next to them (12 p) and list the letters in
            `marks`; by default they are errors.
        header: The line of a file's header, from 1, or its lines, such as `(2, 3)`; by default
            they are found.
        sheet: The sheet of a workbook; by default the first that is shown.
        encoding: The encoding of a text file, such as `"big5"`; by default it is detected.
        wide: The names of columns that hold values: `"period"`, `"region"`, `"indicator"`, or
            `"auto"` for any of them; None if no column is named so. True is `"period"`.
        constants: By table column, the text of all rows, such as `{"region_id": "全国"}`.
        dimensions: Source columns that belong to the key of a row; they are kept in the frame.
        extend: Codes of your own by table, such as `{"indicators": [...], "units": [...]}`: lists
            of dicts, frames, or the path of a YAML file. They win over those of the release.
        mapping: A mapping file with some of these options; arguments win over it.
        on_missing: `"keep"` or `"drop"` rows with a missing mark in place of the value; by
            default, rows of long tables are kept and cells of wide tables are dropped.
        against: The dataset, release or folder with the code lists; by default the latest
            packaged release.

    Returns:
        The frame, the changes, the columns set aside, marks, notes and the findings.

    Raises:
        UnknownNameError: If the table does not exist, or a column that is named.
        ExtensionError: If an entry of `extend` is invalid.
        ChinaIndPolicyError: If two columns match one field, or the data cannot be read.

    Example:
        >>> import chinaindpolicy as cip
        >>> rows = [{"指标": "算力规模", "地区": "安徽", "年份": "2024年", "数值（PFLOPS）": "1.5"}]
        >>> result = cip.normalize(rows, "figures")
        >>> result.ok, result.frame.select("region_id", "value", "unit", "period").rows()
        (True, [('cn-ah', 1.5, 'petaflops', '2024')])
        >>> result.changes.row(0)
        (0, 'indicator_id', '算力规模', 'computing-power-scale', 'name')
    """
    base = read_mapping(Path(mapping), table) if mapping is not None else Options()
    stated = {"": units} if isinstance(units, str) else units
    given: dict[str, Any] = {
        "columns": columns,
        "units": stated,
        "one_unit": True if isinstance(units, str) else None,
        "values": values,
        "missing": frozenset(nfkc(mark).casefold() for mark in missing) or None,
        "flags": None if flags == "error" else one_of("flags", flags, FLAGS),
        "header": header_of(header),
        "sheet": sheet,
        "encoding": encoding,
        "constants": constants,
        "dimensions": tuple(dimensions) or None,
        "on_missing": on_missing and one_of("on_missing", on_missing, ON_MISSING),
    }
    options = replace(base, **{key: value for key, value in given.items() if value is not None})
    if wide != "auto":
        options = replace(options, wide=wide_of(wide))
    return normalize_with(data, table, options, against, extend)


def normalize_with(
    data: Any,
    table: str,
    options: Options,
    against: Dataset | str | Path | None = None,
    extend: Extend | None = None,
) -> Normalized:
    """Normalize data to a table with options; see `normalize`."""
    specs = {spec.name: spec for spec in columns(table)}
    dataset = against if isinstance(against, Dataset) else load(against)
    lists = CodeLists(read_extension(extend, dataset))
    units, names = lists.units, lists.names
    _check(options, table, specs, units)
    read = ReadOptions(options.header, options.sheet, options.encoding, LayoutFinder(units))
    cells = without_notes(cells_of(data, table, read))
    match = ColumnMatcher(cells, table, tuple(specs), options, names.__getitem__, units).run()
    log = ChangeLog()
    statements = (
        TitleReader(names.__getitem__, units).read(cells.titles, cells.labels)
        if "value" in specs
        else Statements()
    )
    statements.units += match.table_units
    if options.wide is not None:
        choose_wide(cells, match, options.wide)
    report_columns(cells, match, options, log)
    wide = match.wide
    if options.wide is None:
        match.wide = {}
    filled = fill_down(cells, match)
    value = specs.get("value")
    made = long_table(
        cells, match, options, statements, units,
        lambda cell: value is not None and _is_missing(cell, value, options),
    )  # fmt: skip

    def convert(long: LongTable, log: ChangeLog) -> tuple[TableConverter, dict[str, list[Any]]]:
        converter = TableConverter(long, specs, lists, units, statements, options, log)
        return converter, converter.columns()

    def trial(long: LongTable) -> tuple[dict[str, list[Any]], set[int]]:
        scratch = ChangeLog()
        found = convert(long, scratch)[1]
        refused = (each.row for each in scratch.unread if each.column == "value")
        return found, {row for row in refused if row is not None}

    made = without_totals(
        made, trial, lambda inner, outer: names["regions"].is_within(inner, outer),
        options.dimensions,
    )  # fmt: skip
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
    report_missing(made, options, log, converter.missing)
    check_rows(found, specs, made, match, options, log)
    notes = [*made.table.notes, *(Note("empty", "", None, name) for name in match.empty)]
    notes += [Note("lookup", "", None, text) for lookup in names.values() for text in lookup.notes]
    aside = (
        *match.unknown, *match.aside, *(wide if options.wide is None else ()),
        *match.context.values(), *(name for each in match.alternates.values() for name in each),
    )  # fmt: skip
    frame = typed_frame(
        found,
        specs,
        made.table.height,
        {name: made.table.columns[name] for name in options.dimensions},
    )
    check_by_core_rules(frame, table, dataset, extend, options.dimensions, log)
    return Normalized(
        table,
        frame,
        changes_frame(log.changes),
        _aside_frame({name: made.table.columns[name] for name in dict.fromkeys(aside)}),
        findings_of(table, made.table, found, log.unread),
        tuple((ours, made.sources[ours].strip()) for ours in specs if ours in made.sources),
        marks_frame(log.marks),
        notes_frame(notes),
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
    """Return the columns that were set aside."""
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
        try:
            units.read(unit)
        except CellError as error:
            raise ChinaIndPolicyError(f"units: {text!r} is to be read as {error}") from None
