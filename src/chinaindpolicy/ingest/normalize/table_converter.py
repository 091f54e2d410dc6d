"""Convert the fields of a long table: values together, all others one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chinaindpolicy.ingest.normalize.cell_parsers import is_missing, reader
from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.change_log import ChangeLog
from chinaindpolicy.ingest.normalize.code_lists import CodeLists
from chinaindpolicy.ingest.normalize.division_codes import confirm
from chinaindpolicy.ingest.normalize.field_readers import (
    read_indicators,
    read_periods,
    read_places,
)
from chinaindpolicy.ingest.normalize.long_table import LongTable
from chinaindpolicy.ingest.normalize.marks import (
    are_billions,
    kind_of_flags,
    number_marks,
    unclear_flags,
)
from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.own_currencies import check_currencies
from chinaindpolicy.ingest.normalize.raw_table import text_of
from chinaindpolicy.ingest.normalize.regions_in_time import (
    dated_regions,
    first_year,
    last_year,
)
from chinaindpolicy.ingest.normalize.titles import Statements
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression, UnitReader
from chinaindpolicy.ingest.normalize.unit_sources import UnitSources
from chinaindpolicy.ingest.normalize.value_columns import SCALED, read_amounts
from chinaindpolicy.model.columns import ColumnSpec


class TableConverter:
    """Converter of all fields of a long table."""

    def __init__(
        self,
        made: LongTable,
        specs: Mapping[str, ColumnSpec],
        lists: CodeLists,
        units: UnitReader,
        statements: Statements,
        options: Options,
        log: ChangeLog,
        *,
        sampled: bool = False,
    ) -> None:
        self.made = made
        self.specs = specs
        self.lists = lists
        self.names = lists.names
        self.units = units
        self.statements = statements
        self.options = options
        self.log = log
        self.sampled = sampled
        self.kinds = [""] * made.table.height
        self.missing = 0
        self.refuted: list[str] = []
        self.named_units: dict[int, UnitExpression] = {}
        self.sources: UnitSources | None = None
        self._unit_of: dict[str, str | None] = {}

    def columns(self) -> dict[str, list[Any]]:
        """Return the fields as columns, in the order of the table."""
        given = {ours: self._prepared(ours, cells) for ours, cells in self.made.fields.items()}
        found: dict[str, list[Any]] = {}
        together = self._amounts(given)
        raw = dict(given)
        for name in SCALED if together else ():
            if name in given:
                given[name] = self._without_marks(name, given[name])
        for ours in sorted(given, key=lambda name: name != "indicator_id"):
            if ours not in together:
                found[ours] = self._field(ours, given[ours])
        if together:
            unread: set[int] = set()
            if "comparator" in given:
                read = reader(self.specs["comparator"], self.names)
                stated = given["comparator"]
                given["comparator"] = self.log.column("comparator", stated, read)
                both = zip(stated, given["comparator"], strict=True)
                unread = {row for row, (a, b) in enumerate(both) if a is not None and b is None}
            found |= self._read_amounts(given, raw, found, unread)
            if self.sources is not None:
                check_currencies(found, raw, self.sources, self.log)
        self._add_kinds(found)
        return {name: found[name] for name in self.specs if name in found}

    def _field(self, ours: str, cells: list[Any]) -> list[Any]:
        if ours == "indicator_id":
            known = self.names["indicators"]
            cells = self._told_apart(cells)
            found, self.named_units, cumulative = read_indicators(
                cells, known, self.log, self.units.split
            )
            if cumulative:
                flags = self.made.cumulative or [False] * len(cells)
                self.made.cumulative = [flag or row in cumulative for row, flag in enumerate(flags)]
        elif ours == "region_id" and self.specs[ours].type != "list":
            known = self.names["regions"]
            found = read_places(self.made, cells, known, self.log, self._years(cells, known))
        elif ours == "period" and "value" in self.specs:
            return read_periods(self.made, cells, self.kinds, self.log)
        else:
            return self.log.column(ours, cells, reader(self.specs[ours], self.names))
        for source, column in self.made.alternates.get(ours, {}).items():
            if not confirm(found, column, known, ours, self.log):
                self.refuted.append(source)
        return found

    def _years(self, cells: Sequence[Any], known: NameLookup) -> list[int | None]:
        """Return the year of the rows whose region may be another one in other years."""
        periods = self.made.fields.get("period")
        if periods is None or "value" not in self.specs:
            return []
        first = first_year([periods, *self.made.context.values()])
        dated = dated_regions(cells, known, first)
        if not dated:
            return []
        found = read_periods(self.made, periods, list(self.kinds), ChangeLog())
        return [
            last_year(period) if cell in dated else None
            for cell, period in zip(cells, found, strict=True)
        ]

    def _told_apart(self, cells: list[Any]) -> list[Any]:
        """Return indicators with the ids of those that have one name and differ in their unit."""
        known = self.names["indicators"]
        if not known.homonyms:
            return cells
        found = list(cells)
        for row, cell in enumerate(cells):
            pair = self.units.split(cell) if isinstance(cell, str) else None
            ids = known.named(cell) if isinstance(cell, str) else frozenset[str]()
            ids = ids or (known.named(pair[0]) if pair else ids)
            unit = self._unit_of_row(row, pair[1] if ids and pair else None) if ids else ""
            fitting = [id for id in ids if unit and self.unit_of(id) == unit]
            if len(fitting) == 1:
                found[row] = fitting[0]
                self.log.change(row, "indicator_id", cell, fitting[0], "name")
        return found

    def _unit_of_row(self, row: int, named: UnitExpression | None) -> str:
        """Return the code of the unit in the name, the header or the unit column of a row."""
        rows = self.made.row_units
        stated: list[Any] = [*([named] if named else []), *(rows[row] if rows else ())]
        cell = self.made.fields["unit"][row] if "unit" in self.made.fields else None
        if isinstance(cell, str):
            try:
                stated.append(self.units.scale_or_unit(self.options.units.get(cell, cell)))
            except CellError:
                return ""
        codes = {each.code for each in stated if isinstance(each, UnitExpression) and each.code}
        return codes.pop() if len(codes) == 1 else ""

    def _prepared(self, ours: str, cells: Sequence[Any]) -> list[Any]:
        """Return a field's cells with missing marks and given values replaced."""
        spec = self.specs[ours]
        replaced = {nfkc(k): v for k, v in self.options.values.get(ours, {}).items()}
        marks: dict[Any, bool] = {}
        blank_counts = self.made.table.opened is not None
        found: list[Any] = []
        for row, cell in enumerate(cells):
            if cell is None:
                self.missing += ours == "value" and blank_counts
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
                self.missing += ours == "value"
                cell = None
            found.append(cell)
        return found

    def _without_marks(self, name: str, cells: list[Any]) -> list[Any]:
        """Return values without footnote marks and flags, which go to the log."""
        found = list(cells)
        billions = self.options.flags == "error" and are_billions(cells)
        unclear = unclear_flags(cells) if self.options.flags != "error" else frozenset[str]()
        for row, cell in enumerate(cells):
            if billions and isinstance(cell, str) and cell.strip().endswith("bn"):
                continue
            if not isinstance(cell, str) or cell.removeprefix("-").replace(".", "", 1).isdecimal():
                continue
            try:
                marked = number_marks(cell)
                if marked.flag and self.options.flags == "error":
                    raise CellError(
                        "value-flagged",
                        f"{cell!r} has the flag {marked.flag!r}; pass flags='keep' to read the "
                        "number and keep the flag in `marks`",
                        marked.text,
                    )
                if marked.flag in unclear:
                    raise CellError(
                        "value-ambiguous",
                        f"{cell!r} may be {marked.text} with the flag {marked.flag!r}, or "
                        f"{marked.text} billion; write billions in full, or pass "
                        f"values={{{name!r}: {{{cell!r}: ...}}}}",
                        marked.text,
                    )
            except CellError as error:
                self.log.refuse(row, name, cell, error)
                found[row] = None
                continue
            if marked.marks or marked.flag:
                self.log.marks.append((row, name, marked.marks or marked.flag, cell))
                if marked.flag:
                    self.kinds[row] = self.kinds[row] or kind_of_flags(marked.flag)
                found[row] = marked.text
                if is_missing(marked.text, self.specs[name], self.options.missing):
                    self.log.changes.append((row, name, cell, None, "missing-mark"))
                    self.missing += name == "value"
                    found[row] = None
        return found

    def _amounts(self, given: Mapping[str, list[Any]]) -> tuple[str, ...]:
        """Return the fields that are read together, if there is any value to read."""
        if "unit" not in self.specs or not any(name in given for name in SCALED):
            return ()
        return (*SCALED, "unit", "comparator")

    def _read_amounts(
        self,
        given: Mapping[str, list[Any]],
        raw: Mapping[str, list[Any]],
        found: Mapping[str, list[Any]],
        unread: set[int],
    ) -> dict[str, list[Any]]:
        made, constant = self.made, self.options.constants.get("unit")
        rows = made.row_units or [()] * made.table.height
        names = {
            row: (*rows[row], *([self.named_units[row]] if row in self.named_units else []))
            for row in range(made.table.height)
            if rows[row] or row in self.named_units
        }
        names |= {row: (*names.get(row, ()), stated) for row, stated in self._told_units().items()}
        sources = self.sources = UnitSources(
            given.get("unit", ()),
            made.units,
            names,
            self.options.units,
            self.names["units"].ids,
            made.scales,
            self.statements.units,
            self.statements.problems,
            self.units.read(constant) if constant else None,
            self.options.one_unit,
            self.units,
        )
        return read_amounts(
            given,
            raw,
            sources,
            found.get("indicator_id", [None] * made.table.height),
            self.unit_of,
            self._is_growth,
            self.log,
            unread,
            semicolons=made.table.semicolons,
            formatted=made.table.formatted,
            sampled=self.sampled,
            groups=[name if name in made.growth else "" for name in made.value_columns],
        )

    def _told_units(self) -> dict[int, UnitExpression]:
        """Return the units that `units=` states for an indicator or a column of values, by row."""
        told = {text: unit for text, unit in self.options.units.items() if text}
        if not told:
            return {}
        made = self.made
        stating = [made.fields.get("indicator_id", ()), made.value_columns]
        return {
            row: self.units.read(told[text])
            for cells in stating
            for row, text in enumerate(map(text_of, cells))
            if text in told
        }

    def _mark_forecasts(self, found: Mapping[str, list[Any]]) -> None:
        """Add the kind of years after the last observed one, as in Estimates Start After."""
        periods = found.get("period", ())
        for row, cell in enumerate(self.made.context.get("estimates", ())):
            if row >= len(periods) or periods[row] is None:
                continue
            text = (text_of(cell) or "").strip().removesuffix(".0")
            if not (text.isdecimal() and len(text) == len("2024")):
                self.log.refuse(
                    row, "kind", text,
                    CellError(
                        "code-unreadable",
                        f"{text!r} is no year after which estimates start; correct it, or set the "
                        "column aside with columns={...: None}, so that all values are observed",
                    ),
                )  # fmt: skip
            elif periods[row].rpartition("/")[2][:4] > text:
                self.kinds[row] = self.kinds[row] or "forecast"

    def unit_of(self, indicator: str) -> str | None:
        """Return the unit of an indicator."""
        if indicator not in self._unit_of:
            record = self.lists.record("indicators", indicator)
            self._unit_of[indicator] = getattr(record, "unit", None)
        return self._unit_of[indicator]

    def _is_growth(self, indicator: str) -> bool:
        """Return True if an indicator measures a growth or an increase."""
        record = self.lists.record("indicators", indicator)
        names = (
            f"{indicator} {getattr(record, 'name', '')} {getattr(record, 'name_zh', '')}".lower()
        )
        words = ("growth", "increase", "增长", "增速", "增幅", "提升", "提高", "上升", "延长")
        return any(word in names for word in words)

    def _add_kinds(self, found: dict[str, list[Any]]) -> None:
        """Add the kind of figure that flags and periods state."""
        flags = self.made.flags
        for row, flag in enumerate(flags or ()):
            if flag is not None and str(flag).strip() not in ("", "A"):
                text = str(flag).strip()
                self.log.marks.append((row, "value", text, text))
                self.kinds[row] = self.kinds[row] or kind_of_flags(text)
        self._mark_forecasts(found)
        if "kind" not in self.specs or not any(self.kinds):
            return
        stated = found.get("kind")
        for row, kind in enumerate(self.kinds):
            if kind and kind not in self.specs["kind"].categories:
                self.log.refuse(
                    row, "kind", kind,
                    CellError("code-unreadable", f"{kind!r} is not a kind of this table"),
                )  # fmt: skip
        if stated is None:
            found["kind"] = [kind or "observed" for kind in self.kinds]
            for row, kind in enumerate(self.kinds):
                if kind:
                    self.log.change(row, "kind", None, kind, "code")
