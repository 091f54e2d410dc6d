"""Convert the columns of a raw table: values together, all others one by one."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.ingest.normalize.cell_parsers import is_missing, reader
from chinaindpolicy.ingest.normalize.cell_values import ParsedCell, nfkc
from chinaindpolicy.ingest.normalize.change_log import ChangeLog
from chinaindpolicy.ingest.normalize.column_matching import ColumnMatch
from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.raw_table import RawTable
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression, bracketed_unit
from chinaindpolicy.ingest.normalize.value_columns import SCALED, UnitSources, read_amounts
from chinaindpolicy.model.columns import ColumnSpec


class _NamesByTable(dict[str, NameLookup]):
    """Name lookups by table, created on first use."""

    def __init__(self, dataset: Dataset) -> None:
        super().__init__()
        self._dataset = dataset

    def __missing__(self, table: str) -> NameLookup:
        self[table] = NameLookup(self._dataset, table)
        return self[table]


class TableConverter:
    """Converter of all columns of a raw table."""

    def __init__(
        self,
        cells: RawTable,
        matched: ColumnMatch,
        specs: Mapping[str, ColumnSpec],
        dataset: Dataset,
        options: Options,
        log: ChangeLog,
    ) -> None:
        self.cells = cells
        self.matched = matched
        self.specs = specs
        self.dataset = dataset
        self.options = options
        self.log = log
        self.units_of_names: dict[int, UnitExpression] = {}

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
            found[ours] = self.log.column(ours, cells, read)
        if together:
            unread: set[int] = set()
            if "comparator" in given:
                read = reader(self.specs["comparator"], names)
                told = given["comparator"]
                given["comparator"] = self.log.column("comparator", told, read)
                both = zip(told, given["comparator"], strict=True)
                unread = {row for row, (a, b) in enumerate(both) if a is not None and b is None}
            found |= self._read_amounts(given, found, unread)
        return {name: found[name] for name in self.specs if name in found}

    def _prepared(self, ours: str) -> list[Any]:
        """Return a column's cells with missing marks and given values replaced."""
        spec = self.specs[ours]
        replaced = {nfkc(k): v for k, v in self.options.values.get(ours, {}).items()}
        marks: dict[Any, bool] = {}
        found: list[Any] = []
        for row, cell in enumerate(self.cells.columns[self.matched.ours[ours]]):
            if cell is None or row in self.log.notes:
                found.append(None)
                continue
            if replaced and nfkc(str(cell)) in replaced:
                given = replaced[nfkc(str(cell))]
                self.log.change(row, ours, cell, given, "value-given")
                cell = given
            mark = isinstance(cell, (str, float)) and marks.get(cell)
            if mark is None:
                mark = marks[cell] = is_missing(cell, spec, self.options.missing)
            if mark:
                self.log.changes.append((row, ours, str(cell), None, "missing-mark"))
                cell = None
            found.append(cell)
        return found

    def _amounts(self, given: Mapping[str, list[Any]]) -> tuple[str, ...]:
        """Return the columns that are read together, if there is any value to read."""
        if "unit" not in self.specs or not any(name in given for name in SCALED):
            return ()
        return (*SCALED, "unit", "comparator")

    def _reader_of_indicators(
        self, cells: Sequence[Any], known: NameLookup, read: Callable[[Any], ParsedCell]
    ) -> Callable[[Any], ParsedCell]:
        """Keep the units that indicators are followed by, 国内生产总值(亿元); read the rest."""
        names: dict[str, str] = {}
        units: dict[str, UnitExpression] = {}
        for text in {cell for cell in cells if isinstance(cell, str)}:
            pair = None if known.has(text) else bracketed_unit(text)
            if pair:
                names[text], units[text] = pair
        for row, cell in enumerate(cells):
            if units and isinstance(cell, str) and cell in units:
                self.units_of_names[row] = units[cell]
        return lambda cell: read(names.get(cell, cell) if isinstance(cell, str) else cell)

    def _read_amounts(
        self,
        given: Mapping[str, list[Any]],
        found: Mapping[str, list[Any]],
        unread: set[int],
    ) -> dict[str, list[Any]]:
        indicators = self.dataset["indicators"]

        @functools.cache
        def unit_of(indicator: str) -> str | None:
            record = indicators.get(indicator)
            return record.unit if record is not None else None

        return read_amounts(
            given,
            UnitSources(
                given.get("unit", ()),
                self.matched.units,
                self.units_of_names,
                self.options.units,
                frozenset(str(unit.id) for unit in self.dataset["units"]),
            ),
            found.get("indicator_id", [None] * self.cells.height),
            unit_of,
            self.log,
            unread,
            semicolons=self.cells.semicolons,
        )
