"""Bring anyone's data to the columns, units and codes of one of our tables."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chinaindpolicy.columns import ColumnSpec, columns
from chinaindpolicy.dataset import Dataset, load
from chinaindpolicy.errors import ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.mapping.amount_columns import SCALED, Units, read_amounts
from chinaindpolicy.mapping.cells import Cells, cells_of
from chinaindpolicy.mapping.headers import Matched, match_columns
from chinaindpolicy.mapping.ledger import Ledger, Unread
from chinaindpolicy.mapping.names import Names
from chinaindpolicy.mapping.readers import is_missing, reader
from chinaindpolicy.mapping.reading import NORMALIZE_WARNINGS, Read, UnreadError, plain
from chinaindpolicy.mapping.result import Normalized
from chinaindpolicy.mapping.shaping import changes_frame, note_rows, typed_frame, unpivot
from chinaindpolicy.mapping.unit_words import UnitRead, bracketed_unit, read_unit
from chinaindpolicy.report import Finding

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Instructions", "normalize", "normalize_with"]


@dataclass(frozen=True)
class Instructions:
    """What the user says of the data.

    Attributes:
        columns: Columns of ours by columns of theirs; None for one to leave aside.
        units: How texts of units are to be read; under `""` the unit of rows that tell none.
        values: By column of ours, texts to be replaced before they are read.
        missing: Further marks for a missing value.
        header: The line of the header.
        wide: Whether columns named for periods hold values.
    """

    columns: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    units: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, "Mapping[str, str]"])
    missing: frozenset[str] = frozenset()
    header: int | None = None
    wide: bool = False


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
    and periods become ISO 8601. No row is left out or moved, every change is listed, and what
    cannot be brought over is a finding.

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
    instructions = Instructions(
        columns or {},
        told,
        values or {},
        frozenset(plain(mark).casefold() for mark in missing),
        header,
        wide,
    )
    return normalize_with(data, table, instructions, against)


def normalize_with(
    data: Any, table: str, instructions: Instructions, against: Dataset | str | Path | None = None
) -> Normalized:
    """Bring data to one of our tables as some instructions say; see `normalize`."""
    specs = {spec.name: spec for spec in columns(table)}
    _check(instructions, table, specs)
    dataset = against if isinstance(against, Dataset) else load(against)
    cells = cells_of(data, table, instructions.header)
    matched = match_columns(
        list(cells.columns), table, instructions.columns, wide=instructions.wide
    )
    refused = _refused_columns(cells, matched, instructions)
    notes = note_rows(cells)
    several = 1
    if instructions.wide:
        cells, several = unpivot(cells, matched)
    ledger = Ledger()
    ledger.leave_out(notes, several)
    found = _Reading(cells, matched, specs, dataset, instructions, ledger).columns()
    aside = {name: cells.columns[name] for name in (*matched.unknown, *matched.periods)}
    return Normalized(
        table,
        typed_frame(found, specs, cells.height),
        changes_frame(ledger.changes),
        aside_frame(aside),
        _findings(table, cells, found, [*refused, *ledger.unread], several),
        tuple((ours, matched.ours[ours].strip()) for ours in specs if ours in matched.ours),
    )


def aside_frame(aside: Mapping[str, list[Any]]) -> pl.DataFrame:
    """Return the columns that were left aside."""
    import polars as pl

    return pl.DataFrame(dict(aside), strict=False)


def _check(instructions: Instructions, table: str, specs: Mapping[str, ColumnSpec]) -> None:
    """Refuse instructions that cannot be followed, before anything is read."""
    for column in instructions.values:
        if column not in specs:
            raise UnknownNameError(f"column of {table}", column, specs)
    for text, unit in instructions.units.items():
        try:
            read_unit(unit)
        except UnreadError as error:
            raise ChinaIndPolicyError(f"units: {text!r} is to be read as {error}") from None


def _refused_columns(cells: Cells, matched: Matched, instructions: Instructions) -> list[Unread]:
    found = [
        Unread(None, name, "", "column-unknown", f"column {name!r} is left aside: {why}")
        for name, why in matched.unknown.items()
    ]
    periods = list(matched.periods)
    if periods and not instructions.wide:
        shown = ", ".join(periods[:4]) + (", ..." if len(periods) > 4 else "")
        found.append(
            Unread(
                None,
                periods[0],
                "",
                "table-wide",
                f"columns are named for periods ({shown}) and are left aside: say wide=True to "
                "make a row of each cell",
            )
        )
    return found


class _Reading:
    """The reading of all columns of some data."""

    def __init__(
        self,
        cells: Cells,
        matched: Matched,
        specs: Mapping[str, ColumnSpec],
        dataset: Dataset,
        instructions: Instructions,
        ledger: Ledger,
    ) -> None:
        self.cells = cells
        self.matched = matched
        self.specs = specs
        self.dataset = dataset
        self.instructions = instructions
        self.ledger = ledger
        self.units_of_names: dict[int, UnitRead] = {}

    def columns(self) -> dict[str, list[Any]]:
        """Return the columns, in the order of the table."""
        given = {ours: self._prepared(ours) for ours in self.matched.ours}
        names = _NamesByTable(self.dataset)
        found: dict[str, list[Any]] = {}
        together = self._amounts(given)
        for ours, cells in given.items():
            if ours in together:
                continue
            read = reader(self.specs[ours], names)
            if ours == "indicator_id":
                read = self._reader_of_indicators(cells, names["indicators"], read)
            found[ours] = self.ledger.column(ours, cells, read)
        if together:
            if "comparator" in given:
                read = reader(self.specs["comparator"], names)
                given["comparator"] = self.ledger.column("comparator", given["comparator"], read)
            found |= self._read_amounts(given, found)
        return {name: found[name] for name in self.specs if name in found}

    def _prepared(self, ours: str) -> list[Any]:
        """Return a column's cells with missing marks and given values replaced."""
        spec = self.specs[ours]
        replaced = {plain(k): v for k, v in self.instructions.values.get(ours, {}).items()}
        marks: dict[Any, bool] = {}
        found: list[Any] = []
        for row, cell in enumerate(self.cells.columns[self.matched.ours[ours]]):
            if cell is None or row in self.ledger.notes:
                found.append(None)
                continue
            if replaced and plain(str(cell)) in replaced:
                given = replaced[plain(str(cell))]
                self.ledger.change(row, ours, cell, given, "value-given")
                cell = given
            mark = isinstance(cell, (str, float)) and marks.get(cell)
            if mark is None:
                mark = marks[cell] = is_missing(cell, spec, self.instructions.missing)
            if mark:
                self.ledger.changes.append((row, ours, str(cell), None, "missing-mark"))
                cell = None
            found.append(cell)
        return found

    def _amounts(self, given: Mapping[str, list[Any]]) -> tuple[str, ...]:
        """Return the columns that are read together, if there is any value to read."""
        if "unit" not in self.specs or not any(name in given for name in SCALED):
            return ()
        return (*SCALED, "unit", "comparator")

    def _reader_of_indicators(
        self, cells: Sequence[Any], known: Names, read: Callable[[Any], Read]
    ) -> Callable[[Any], Read]:
        """Keep the units that indicators are followed by, 国内生产总值(亿元); read the rest."""
        names: dict[str, str] = {}
        units: dict[str, UnitRead] = {}
        for text in {cell for cell in cells if isinstance(cell, str)}:
            pair = None if known.has(text) else bracketed_unit(text)
            if pair:
                names[text], units[text] = pair
        for row, cell in enumerate(cells):
            if units and isinstance(cell, str) and cell in units:
                self.units_of_names[row] = units[cell]
        return lambda cell: read(names.get(cell, cell) if isinstance(cell, str) else cell)

    def _read_amounts(
        self, given: Mapping[str, list[Any]], found: Mapping[str, list[Any]]
    ) -> dict[str, list[Any]]:
        indicators = self.dataset["indicators"]

        @functools.cache
        def unit_of(indicator: str) -> str | None:
            record = indicators.get(indicator)
            return record.unit if record is not None else None

        return read_amounts(
            given,
            Units(
                given.get("unit", ()),
                self.matched.units,
                self.units_of_names,
                self.instructions.units,
            ),
            found.get("indicator_id", [None] * self.cells.height),
            unit_of,
            self.ledger,
        )


class _NamesByTable(dict[str, Names]):
    """The names of each table, made when they are first asked for."""

    def __init__(self, dataset: Dataset) -> None:
        super().__init__()
        self._dataset = dataset

    def __missing__(self, table: str) -> Names:
        self[table] = Names(self._dataset, table)
        return self[table]


def _findings(
    table: str,
    cells: Cells,
    found: Mapping[str, list[Any]],
    refused: Sequence[Unread],
    several: int,
) -> tuple[Finding, ...]:
    """Return everything that was not brought over as findings, with file and line."""
    rows = sorted({each.row // several for each in refused if each.row is not None})
    places: dict[int, tuple[str, int | None]] = {}
    if cells.opened is not None:
        places = dict(zip(rows, cells.opened.lines(rows), strict=True))
    ids = found.get("id")

    def place_of(row: int | None) -> tuple[str, int | None]:
        return ("", None) if row is None else places.get(row // several, ("", None))

    made = [
        Finding(
            each.code,
            "warning" if each.code in NORMALIZE_WARNINGS else "error",
            table,
            str(ids[each.row] or "") if ids and each.row is not None else "",
            each.column,
            each.value[:200],
            each.message,
            each.expected,
            each.row,
            *place_of(each.row),
        )
        for each in sorted(refused, key=lambda each: -1 if each.row is None else each.row)
    ]
    return (*cells.problems, *made)
