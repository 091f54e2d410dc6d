"""Normalize third-party data to the columns, units and codes of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chinaindpolicy._public import public
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.change_log import ChangeLog, RejectedCell
from chinaindpolicy.ingest.normalize.column_matching import ColumnMatch, match_columns
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.raw_table import RawTable, cells_of
from chinaindpolicy.ingest.normalize.reshape import changes_frame, note_rows, typed_frame, unpivot
from chinaindpolicy.ingest.normalize.result import Normalized
from chinaindpolicy.ingest.normalize.table_converter import TableConverter
from chinaindpolicy.ingest.normalize.unit_parser import read_unit
from chinaindpolicy.loading import load
from chinaindpolicy.model.columns import ColumnSpec, columns
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.registry import severity_of

if TYPE_CHECKING:
    import polars as pl


@public
def normalize(
    data: Any,
    table: str,
    *,
    columns: Mapping[str, str | None] | None = None,
    units: str | Mapping[str, str] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    missing: Sequence[str] = (),
    header: int | None = None,
    wide: bool = False,
    against: Dataset | str | Path | None = None,
) -> Normalized:
    """Bring data to the columns, units and codes of one of our tables.

    Columns are known by their names in Chinese and English (指标, 地区, 时间, 数值, 单位). A unit
    in a header (数值（亿元）), in a column of units or with the value (16.19万亿元) is brought to
    its base, exactly; names and codes of regions, indicators and organizations become ids; dates
    and periods become ISO 8601. No row that was read is left out or moved, every change is listed,
    and what cannot be brought over is a finding.

    Args:
        data: A Polars or pandas frame, a list of dicts, or a file (several, a pattern) as CSV,
            TSV, JSON Lines, JSON, Parquet or xlsx.
        table: The table the data is meant for, such as `"figures"`.
        columns: Columns of ours by columns of theirs, where the names do not tell; None for a
            column to leave aside.
        units: The unit of values that tell none, such as `"亿元"`; or how texts of the unit
            column are to be read, by text (under `""` for values that tell none).
        values: By column of ours, texts to be replaced before they are read.
        missing: Marks for a missing value, besides those known (—, …, N/A and the like).
        header: The line of a file's header, from 1, if it is not the first that is not blank.
        wide: Whether columns named for periods (2022年, 2023年) hold the values; each row then
            becomes one row for each of them, in order.
        against: The dataset, release or folder whose code lists hold; by default the newest
            packaged release.

    Returns:
        The frame, the changes, the columns left aside and the findings.

    Raises:
        UnknownNameError: If there is no such table, or a column that was told does not exist.
        ChinaIndPolicyError: If two columns are taken for one, or the data cannot be read.

    Example:
        >>> import chinaindpolicy as cip
        >>> rows = [{"地区": "安徽", "年份": "2024年", "数值": "1.5", "单位": "万亿元"}]
        >>> result = cip.normalize(rows, "figures")
        >>> result.frame.rows()
        [('cn-ah', 1500000000000.0, 'CNY', '2024')]
        >>> result.changes.rows()[0]
        (0, 'region_id', '安徽', 'cn-ah', 'name')
    """
    told = {"": units} if isinstance(units, str) else dict(units or {})
    options = Options(
        columns or {},
        told,
        values or {},
        frozenset(nfkc(mark).casefold() for mark in missing),
        header,
        wide,
    )
    return normalize_with(data, table, options, against)


def normalize_with(
    data: Any, table: str, options: Options, against: Dataset | str | Path | None = None
) -> Normalized:
    """Normalize data to a table with options; see `normalize`."""
    specs = {spec.name: spec for spec in columns(table)}
    _check(options, table, specs)
    dataset = against if isinstance(against, Dataset) else load(against)
    cells = cells_of(data, table, options.header)
    matched = match_columns(list(cells.columns), table, options.columns, wide=options.wide)
    refused = _refused_columns(cells, matched, options)
    refused += _missing_columns(table, cells, matched, options)
    notes = note_rows(cells)
    several = 1
    if options.wide:
        cells, several = unpivot(cells, matched)
    log = ChangeLog()
    log.exclude_rows(notes, several)
    found = TableConverter(cells, matched, specs, dataset, options, log).columns()
    aside = {name: cells.columns[name] for name in (*matched.unknown, *matched.periods)}
    return Normalized(
        table,
        typed_frame(found, specs, cells.height),
        changes_frame(log.changes),
        _aside_frame(aside),
        _findings(table, cells, found, [*refused, *log.unread], several),
        tuple((ours, matched.ours[ours].strip()) for ours in specs if ours in matched.ours),
    )


def _aside_frame(aside: Mapping[str, list[Any]]) -> pl.DataFrame:
    """Return the columns that were left aside."""
    import polars as pl

    return pl.DataFrame(dict(aside), strict=False)


def _check(options: Options, table: str, specs: Mapping[str, ColumnSpec]) -> None:
    """Refuse options that cannot be followed, before anything is read."""
    for column in options.values:
        if column not in specs:
            raise UnknownNameError(f"column of {table}", column, specs)
    for text, unit in options.units.items():
        try:
            read_unit(unit)
        except CellError as error:
            raise ChinaIndPolicyError(f"units: {text!r} is to be read as {error}") from None


def _refused_columns(cells: RawTable, matched: ColumnMatch, options: Options) -> list[RejectedCell]:
    found = [
        RejectedCell(None, name, "", "column-unknown", f"column {name!r} is left aside: {why}")
        for name, why in matched.unknown.items()
    ]
    if not cells.height and not any(each.code == "file-empty" for each in cells.problems):
        found.append(
            RejectedCell(None, "", "", "no-rows", "the data has no rows: nothing was read")
        )
    periods = list(matched.periods)
    if periods and not options.wide:
        shown = ", ".join(periods[:4]) + (", ..." if len(periods) > 4 else "")
        found.append(
            RejectedCell(
                None,
                periods[0],
                "",
                "table-wide",
                f"columns are named for periods ({shown}) and are left aside: say wide=True to "
                "make a row of each cell",
            )
        )
    return found


def _missing_columns(
    table: str, cells: RawTable, matched: ColumnMatch, options: Options
) -> list[RejectedCell]:
    """Report figures without a value or an indicator column.

    Rows and frames of a program's own may be parts of figures, if all their columns are known.
    """
    strange = any(name not in options.columns for name in matched.unknown)
    if table != "figures" or not cells.columns or not (cells.opened or strange):
        return []
    there = {*matched.ours, *(("value", "period") if matched.periods else ())}
    return [
        RejectedCell(
            None,
            name,
            "",
            "column-missing",
            f"no column is taken for {name}: say which with columns={{'...': {name!r}}}; of a "
            "table with a column for each indicator, take one indicator at a time, or reshape it "
            "so that each row has one indicator and one value",
        )
        for name in ("indicator_id", "value")
        if name not in there
    ]


def _findings(
    table: str,
    cells: RawTable,
    found: Mapping[str, list[Any]],
    refused: Sequence[RejectedCell],
    several: int,
) -> tuple[Finding, ...]:
    """Return rejected cells as findings with file and line."""
    rows = sorted({each.row // several for each in refused if each.row is not None})
    places: dict[int, tuple[str, int | None]] = {}
    if cells.opened is not None:
        places = dict(zip(rows, cells.opened.lines(rows), strict=True))
    ids = found.get("id")

    def place_of(row: int | None) -> tuple[str, int | None]:
        return ("", None) if row is None else places.get(row // several, ("", None))

    made = [
        Finding(
            code=each.code,
            severity=severity_of(each.code, "core"),
            table=table,
            id=str(ids[each.row] or "") if ids and each.row is not None else "",
            column=each.column,
            value=each.value[:200],
            message=each.message,
            expected=each.expected,
            row=each.row,
            file=place_of(each.row)[0],
            line=place_of(each.row)[1],
        )
        for each in sorted(refused, key=lambda each: -1 if each.row is None else each.row)
    ]
    return (*cells.problems, *made)
