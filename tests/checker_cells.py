"""Checks of the cells of a table, written from the pages alone: the first half of the checker."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from checker_tables import TABLES, Column, Row, by_id, columns, day_bounds, is_exact

Mode = Literal["typed", "objects", "pandas", "json", "text"]
"""Whether a storage has types of columns, of cells, or texts alone; pandas has whole floats as
integers, and JSON has types of cells, but texts as dates."""
Key = tuple[int | None, str, str]
CELL_CODES = {
    *("value-missing", "type-wrong", "pattern-mismatch", "check-digit-wrong", "too-long"),
    *("code-unknown", "below-minimum", "value-not-finite", "period-unparsable", "id-dangling"),
    *("dtype-wrong",),
}
# The pages state no exact condition for these.
OPEN = {"share-as-fraction", "region-with-parent", "observation-incomplete"}
WARNINGS = {*OPEN, "value-without-comparator", "value-without-measure", "stated-unreadable"} | {
    "stated-ambiguous",
    "no-rows",
}
ACCEPTED: Mapping[str, tuple[str, ...]] = {
    "string": ("text",),
    "code": ("text",),
    "number": ("float", "int", "decimal"),
    "integer": ("int",),
    "date": ("date", "datetime", "datetime-zone"),
    "list": ("list",),
}


@dataclass(slots=True)
class Expected:
    """What the pages require of a report, and what they leave open."""

    required: set[Key] = field(default_factory=set[Key])
    allowed: set[Key] = field(default_factory=set[Key])
    groups: list[frozenset[Key]] = field(default_factory=list[frozenset[Key]])
    """Of each, at least one finding is required, and each is allowed."""
    invalid: set[int] = field(default_factory=set[int])
    perhaps: set[int] = field(default_factory=set[int])
    """Rows that may be invalid."""

    def faults(self, found: set[Key]) -> list[tuple[str, Key]]:
        """Return what a report lacks, and what it has too much."""
        lacking = [("missing", key) for key in self.required - found]
        lacking += [("missing", min(group, key=str)) for group in self.groups if not group & found]
        known = self.required | self.allowed | {key for group in self.groups for key in group}
        return lacking + [("surplus", key) for key in found - known if key[1] not in OPEN]


class CellChecker:
    """Checks of columns and cells; collects what is expected of a report."""

    def __init__(
        self,
        table: str,
        kinds: Mapping[str, str],
        rows: list[Row],
        originals: Sequence[Row],
        mode: Mode,
    ) -> None:
        self.table, self.kinds, self.rows, self.mode = table, kinds, rows, mode
        self.originals = originals
        self.expected = Expected()
        self.bad: set[tuple[int, str]] = set()
        self.skipped: set[str] = set()
        self.own_ids = {row["id"] for row in rows if isinstance(row["id"], str)}

    def check_cells(self) -> None:
        """Check each column; cells get the values that other rules see."""
        for column in columns(self.table).values():
            self._column(column)

    def find(self, number: int | None, code: str, column: str = "", *, sure: bool = True) -> None:
        """Require a finding, or allow it if the pages do not decide."""
        (self.expected.required if sure else self.expected.allowed).add((number, code, column))
        if code in WARNINGS:
            return
        for each in range(len(self.rows)) if number is None else (number,):
            (self.expected.invalid if sure else self.expected.perhaps).add(each)

    def _column(self, column: Column) -> None:
        kind = self.kinds[column.name]
        cells = [row[column.name] for row in self.rows]
        accepted = ACCEPTED[column.type]
        if self.mode == "pandas" and column.type == "integer":
            accepted = (*accepted, "float")
        wrong = kind not in accepted or (kind.startswith("datetime") and _no_day(cells))
        either = self.mode in ("json", "pandas")
        if either and wrong and (self.mode, column.type, kind) != ("json", "date", "text"):
            # Either the column or each of its cells is reported.
            keys = {(number, "type-wrong", column.name) for number in range(len(cells))}
            either_of = frozenset({(None, "dtype-wrong", column.name), *keys})
            if any(cell is not None for cell in cells):
                self.expected.groups.append(either_of)
            self.expected.allowed |= either_of
            self.expected.allowed |= {(key[0], "value-missing", key[2]) for key in keys}
            self.expected.perhaps |= set(range(len(cells)))
            self.skipped.add(column.name)
            return
        if self.mode == "typed" and wrong:
            self.skipped.add(column.name)
            self.find(None, "dtype-wrong", column.name)
            return
        for number, cell in enumerate(cells):
            value, found = self._cell(column, cell)
            self.rows[number][column.name] = value
            if found:
                self.bad.add((number, column.name))
                keys = {(number, code, column.name) for code in found}
                self.expected.invalid.add(number)
                if len(keys) == 1:
                    self.expected.required |= keys
                else:
                    self.expected.groups.append(frozenset(keys))

    def _cell(self, column: Column, cell: Any) -> tuple[Any, set[str]]:
        """Return the value of a cell for other rules, and the codes of which one is required."""
        if column.type == "list":
            return self._items(column, cell)
        if cell is None:
            return None, {"value-missing"} if column.required else set()
        if column.type in ("number", "integer"):
            return self._number(column, cell)
        if column.type == "date":
            return self._day(cell)
        if not isinstance(cell, str) or _surrogate(cell):
            return cell, {"type-wrong"}
        if column.codes:
            return cell, set() if cell in column.codes else {"code-unknown"}
        return cell, self._text(column, cell)

    def _text(self, column: Column, cell: str) -> set[str]:
        found: set[str] = set()
        if column.pattern and not _matches(column.pattern, cell):
            period = "period" in column.name
            found.add("period-unparsable" if period else "pattern-mismatch")
        if column.longest is not None and len(cell) > column.longest:
            found.add("too-long")
        if not found and "period" in column.name and day_bounds(cell) is None:
            return {"period-unparsable"}
        if not found and column.name in ("period", "baseline_period"):
            first, last = day_bounds(cell) or (None, None)
            if first is not None and last is not None and first > last:
                return {"period-unparsable", "period-reversed"}
        if column.name in ("uscc", "lei") and found:
            return {*found, "check-digit-wrong"}
        if column.name in ("uscc", "lei") and not _digits_pass(column.name, cell):
            return {"check-digit-wrong"}
        known = self._known(column.references or _linked(self.table, column.name))
        if known is not None and cell not in known:
            return {"id-dangling", *found}
        return found

    def _items(self, column: Column, cell: Any) -> tuple[Any, set[str]]:
        if cell is None:
            return cell, set() if self.mode == "text" else {"value-missing"}
        if not isinstance(cell, list):
            return cell, {"type-wrong"}
        known = self._known(column.references or _linked(self.table, column.name))
        found: set[str] = set()
        for item in cell:  # pyright: ignore[reportUnknownVariableType]
            if not isinstance(item, str):
                found |= {"type-wrong", "value-missing", "pattern-mismatch"}
            elif known is not None:
                found |= set() if item in known else {"id-dangling", "pattern-mismatch", "too-long"}
            elif not _matches(_TEXT, item) or len(item) > 120:
                found |= {"pattern-mismatch", "too-long"}
        return cell, found  # pyright: ignore[reportUnknownVariableType]

    def _number(self, column: Column, cell: Any) -> tuple[Any, set[str]]:
        if self.mode == "pandas" and isinstance(cell, float) and cell.is_integer():
            cell = int(cell) if column.type == "integer" else cell
        if self.mode == "text" and isinstance(cell, str):
            whole = column.type == "integer"
            form = r"[+-]?[0-9]+" if whole else r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"
            if cell in ("nan", "inf", "-inf") and not whole:
                return cell, {"value-not-finite", "type-wrong"}
            if not re.fullmatch(form, cell):
                return cell, {"type-wrong"}
            cell = int(cell) if whole else Decimal(cell)
        if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
            return cell, {"type-wrong"}
        if column.type == "integer":
            if not isinstance(cell, int):
                return cell, {"type-wrong"}
            return cell, {
                "below-minimum"
            } if column.minimum is not None and cell < column.minimum else set()
        if isinstance(cell, float):
            return cell, set() if math.isfinite(cell) else {"value-not-finite"}
        return (float(cell), set()) if is_exact(cell) else (cell, {"type-wrong"})

    def _day(self, cell: Any) -> tuple[Any, set[str]]:
        if self.mode in ("text", "json") and isinstance(cell, str):
            try:
                if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
                    return datetime.date.fromisoformat(cell), set()
            except ValueError:
                pass
            return cell, {"type-wrong"}
        if isinstance(cell, datetime.datetime):
            if self.mode == "objects" or cell.timetz().replace(tzinfo=None) != datetime.time():
                return cell, {"type-wrong"}
            return cell.date(), set()
        return cell, set() if isinstance(cell, datetime.date) else {"type-wrong"}

    def _known(self, references: str | tuple[str, ...] | None) -> set[str] | None:
        if references is None:
            return None
        names = (references,) if isinstance(references, str) else references
        ids: set[str] = set()
        for name in names:
            ids |= self.own_ids if name == self.table else set(by_id(name))
        return ids | _LISTED.get(names[0], set())


_TEXT = r"^[^\s\x00-\x1f\x7f-\x9f|][^\x00-\x1f\x7f-\x9f|]*$"
_LISTED = {"regions": {"cn-gd-foshan"}, "units": set[str]()}
_LINKED = {
    ("mentions", "record_id"): TABLES,
    ("spans", "record_id"): TABLES,
    ("errata", "record_ids"): TABLES,
    ("outcomes", "record_id"): ("targets", "figures", "projects"),
}


def _linked(table: str, column: str) -> tuple[str, ...] | None:
    return _LINKED.get((table, column))


def _no_day(cells: Iterable[Any]) -> bool:
    """Return True if a column of times has none at midnight, but others."""
    times = [each.timetz().replace(tzinfo=None) for each in cells if each is not None]
    return bool(times) and all(each != datetime.time() for each in times)


def _surrogate(text: str) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in text)


def _matches(pattern: str, text: str) -> bool:
    # The pattern of a JSON Schema: `$` is the end, and not before a final line end.
    return re.fullmatch(pattern.removeprefix("^").removesuffix("$"), text) is not None


def _digits_pass(name: str, code: str) -> bool:
    if name == "lei":  # ISO 7064, MOD 97-10
        return int("".join(str(int(each, 36)) for each in code)) % 97 == 1
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
    total = sum(letters.index(each) * pow(3, at, 31) for at, each in enumerate(code[:17]))
    return letters[(31 - total % 31) % 31] == code[17]
