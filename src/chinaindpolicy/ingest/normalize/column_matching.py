"""Match source columns to fields of a table: by the caller's mapping, by name, then by content."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Any

from chinaindpolicy._similar import nearest
from chinaindpolicy.errors import ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.ingest.normalize.accumulations import mark_pairs, paired_names
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.column_match import (
    ColumnConflictError,
    ColumnMatch,
    resolved_names,
)
from chinaindpolicy.ingest.normalize.division_codes import (
    are_division_codes,
    is_code_header,
    names_places,
)
from chinaindpolicy.ingest.normalize.earlier_periods import other_period
from chinaindpolicy.ingest.normalize.growth_columns import complete_growth
from chinaindpolicy.ingest.normalize.header_context import (
    HeaderContext,
    HeaderReader,
    tenth_months,
)
from chinaindpolicy.ingest.normalize.known_headers import (
    CUMULATIVE,
    ESTIMATES,
    FINEST_FIRST,
    FLAG_COLUMNS,
    METADATA,
    PERIOD_PARTS,
    PLACE_LEVELS,
    SCALES,
    SPANS,
    known_field,
    listed_header,
    plain_header,
)
from chinaindpolicy.ingest.normalize.marks import without_marks
from chinaindpolicy.ingest.normalize.minguo import minguo_hint
from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.period_parser import read_period_and_kind
from chinaindpolicy.ingest.normalize.raw_table import RawTable, text_of
from chinaindpolicy.ingest.normalize.sdmx_labels import export_columns, is_sdmx, label_pairs
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression, UnitReader
from chinaindpolicy.model.columns import columns

_UNNAMED = re.compile(r"\((?:column|index) [0-9]+\)'*|unnamed: [0-9]+|index|name|名称|名 称|")
# The first rows of a table, which a sample of its rows contains.
_LEAST_ROWS, _HEAD = 2, 500


class ColumnMatcher:
    """Matcher of the columns of one table."""

    def __init__(
        self,
        cells: RawTable,
        table: str,
        fields: Sequence[str],
        options: Options,
        names: Callable[[str], NameLookup],
        units: UnitReader,
    ) -> None:
        self._cells = cells
        self._table = table
        self._fields = tuple(fields)
        self._options = options
        self._names = names
        self._units = units
        paired = paired_names(map(cells.parts, cells.columns), units)
        self._headers = HeaderReader(names, units, options.values, paired)
        self._kinds: dict[str, tuple[str, UnitExpression | None]] = {}
        self.match = ColumnMatch()

    def run(self) -> ColumnMatch:
        """Match all columns.

        Raises:
            UnknownNameError: If a column of the mapping does not exist, on either side.
            ChinaIndPolicyError: If two columns match one field.
        """
        told = self._told()
        rest: list[str] = []
        found: dict[str, list[str]] = {}
        labels = self._labels()
        for name in self._cells.columns:
            if name in told or name in self._options.dimensions:
                continue
            if name in labels:
                if all(name not in codes for codes in self.match.alternates.values()):
                    self.match.aside.append(name)
                continue
            kind = self._known(name)
            if kind:
                found.setdefault(kind, []).append(name)
            elif self._is_empty(name):
                self.match.empty.append(name)
            else:
                rest.append(name)
        for key, names in found.items():
            columns = names
            filled = [name for name in columns if not self._is_empty(name)]
            # An empty column states no flag; an empty value is missing, an empty scale an error.
            if filled or key in ("flag", "freq"):
                self.match.empty += [name for name in columns if name not in filled]
                columns = filled
            if columns:
                self._settle(key, columns)
        self._periods()
        rest = self._values(rest)
        self._by_content(rest)
        return self.match

    def _labels(self) -> set[str]:
        """Return the columns that another column repeats: labels, or codes that are not known.

        Of an indicator, the label is read, and so is that of units whose codes are not known.
        """
        found: set[str] = set()
        for code, label in label_pairs(self._cells.columns).items():
            kind = self._known(code)
            readable = kind != "unit" or self._are_units(code) or not self._are_units(label)
            if kind == "indicator_id" and self._known(label) == kind:
                self.match.alternates.setdefault(kind, []).append(code)
                found.add(code)
            else:
                found.add(label if readable else code)
        return found

    def _are_units(self, name: str) -> bool:
        texts = {cell.strip() for cell in self._cells.columns[name] if isinstance(cell, str)}
        try:
            return all(self._units.of_column(text).code for text in texts if text)
        except CellError:
            return False

    def _is_empty(self, name: str) -> bool:
        return all(cell is None or cell == "" for cell in self._cells.columns[name])

    def _told(self) -> dict[str, str | None]:
        names = list(self._cells.columns)
        told = resolved_names(self._options.columns, names)
        taken = {*told.values(), *self._options.constants}
        own = export_columns(names) if "value" in self._fields else {}
        told = {name: field for name, field in own.items() if field not in taken} | told
        for name in self._options.dimensions:
            if name not in names:
                raise UnknownNameError("column of the data", name, names)
        for theirs, ours in told.items():
            if ours is None:
                self.match.aside.append(theirs)
                continue
            if ours not in self._fields:
                raise UnknownNameError(f"column of {self._table}", ours, self._fields)
            if ours in self.match.ours:
                raise ChinaIndPolicyError(
                    f"both {self.match.ours[ours]!r} and {theirs!r} are mapped to {ours}: "
                    "one column has one value a row"
                )
            if ours in self._options.constants:
                raise ChinaIndPolicyError(
                    f"{ours} is stated twice: by the column {theirs!r} and by constants"
                )
            self._take(ours, theirs)
            pair = self._units.split(theirs)
            if pair and ours in ("value", "value_upper", "value_printed", "baseline"):
                self.match.units.setdefault(ours, []).append(pair[1])
            elif pair and ours in ("indicator_id", "region_id", "period"):
                self.match.table_units.append(pair[1])
        return told

    def _take(self, ours: str, theirs: str) -> None:
        self.match.ours[ours] = theirs
        pair = self._units.split(theirs)
        name = listed_header(pair[0] if pair else theirs)
        if ours == "region_id":
            self.match.levels[ours] = PLACE_LEVELS.get(name, "")
        elif ours == "period":
            self.match.levels[ours] = PERIOD_PARTS.get(name, "")
        elif ours == "value":
            self.match.cumulative = name in CUMULATIVE
            self.match.span = SPANS.get(name, "")

    def _known(self, name: str) -> str:
        """Return the field or context that a header names; an empty text if it is unknown."""
        text = without_marks(" ".join(self._cells.parts(name))).text
        plain = plain_header(text)
        if "value" in self._fields:
            for kind, headers in (("scale", SCALES), ("flag", FLAG_COLUMNS), ("aside", METADATA)):
                if plain in headers:
                    return kind
            if plain in ESTIMATES and "kind" in self._fields:
                return "estimates"
            if plain in ("freq", "frequency", "频度"):
                return "freq"
        if plain in ("数量", "quantity") and self._has_amounts():
            return ""
        ours = known_field(text, self._fields)
        if ours is None and (pair := self._units.split(text)):
            ours = known_field(pair[0], self._fields)
            if ours in ("value", "value_upper", "value_printed", "baseline"):
                self.match.units.setdefault(ours, []).append(pair[1])
            elif ours in ("indicator_id", "region_id", "period"):
                self.match.table_units.append(pair[1])
            elif ours is not None:
                return ""
        if ours == "measure" and self._is_concept(name):
            return "indicator_id"
        return ours or ""

    def _has_amounts(self) -> bool:
        """Return True if a column 金额 is next to a column 数量, so that both are indicators."""
        names = (pair[0] if (pair := self._units.split(name)) else name
                 for name in self._cells.columns)  # fmt: skip
        return any(
            plain_header(name) in ("金额", "货值", "amount", "trade value") for name in names
        )

    def _is_concept(self, name: str) -> bool:
        """Return True for a column MEASURE of SDMX, which names what is measured."""
        texts = {cell.strip() for cell in self._cells.columns[name] if isinstance(cell, str)}
        known = columns(self._table)
        (spec,) = [each for each in known if each.name == "measure"]
        return is_sdmx(list(self._cells.columns)) and not texts <= {"", *spec.categories}

    def _settle(self, key: str, columns: list[str]) -> None:
        """Choose the column of a field; further columns qualify it, or are an error."""
        match = self.match
        if key == "aside":
            match.aside += columns
        elif key in ("scale", "flag", "freq", "estimates"):
            match.context[key] = columns[0]
            for name in columns[1:]:
                match.unknown[name] = f"{columns[0]!r} is used as {key} already"
        elif key == "region_id":
            self._places(columns)
        elif key == "period":
            for name in columns:
                match.context[f"period:{PERIOD_PARTS.get(listed_header(name), '')}:{name}"] = name
        elif key == "indicator_id" and key in match.ours:
            match.alternates[key] = columns
        elif key in match.ours:
            for name in columns:
                match.unknown[name] = f"{match.ours[key]!r} is mapped to {key}"
        elif key in self._options.constants:
            raise ChinaIndPolicyError(
                f"{key} is stated twice: by the column {columns[0]!r} and by constants; set the "
                f"column aside with columns={{{columns[0]!r}: None}}, or leave the constant out"
            )
        elif key == "indicator_id" and len(columns) > 1:
            main = self._indicator_among(columns)
            self._take(key, main)
            match.alternates[key] = [name for name in columns if name != main]
        elif key == "value" and len(columns) == 2 and "period" in self._fields:
            self._current_and_cumulative(columns)
        else:
            self._one(key, columns)

    def _indicator_among(self, columns: Sequence[str]) -> str:
        """Return the column of indicators: of names and codes, the one that is known.

        Raises:
            ColumnConflictError: If none of them is, and none is the only one that is not a code.
        """
        known = [name for name in columns if self._are_indicators(name)]
        names = [name for name in columns if not _is_code(name)]
        for choice in (known, [name for name in known if not _is_code(name)], names):
            if len(choice) == 1:
                return choice[0]
        raise ColumnConflictError("indicator_id", columns)

    def _one(self, key: str, columns: list[str]) -> None:
        if len(columns) > 1:
            raise ColumnConflictError(key, columns)
        self._take(key, columns[0])

    def _current_and_cumulative(self, columns: list[str]) -> None:
        contexts = {name: self._headers.read(self._cells.parts(name)) for name in columns}
        flags = {context.cumulative for context in contexts.values() if context}
        if len(flags) != 2:
            self._one("value", columns)
        self.match.units.pop("value", None)
        self.match.wide = {name: context for name, context in contexts.items() if context}

    def _places(self, columns: list[str]) -> None:
        """Choose the column of the finest places; coarser ones qualify it, codes confirm it."""
        match = self.match
        levels = {name: PLACE_LEVELS.get(listed_header(name), "") for name in columns}
        if "region_id" not in match.ours:
            if "region_id" in self._options.constants:
                raise ChinaIndPolicyError(
                    f"region_id is stated twice: by the column {columns[0]!r} and by constants"
                )
            first = min(columns, key=lambda name: FINEST_FIRST.index(levels[name]))
            same = [name for name in columns if levels[name] == levels[first]]
            if len(same) > 1:
                self._one("region_id", same)
            self._take("region_id", first)
        main = match.ours["region_id"]
        rank = FINEST_FIRST.index(match.levels["region_id"])
        for name in columns:
            level = levels[name]
            if name == main:
                continue
            if level == "code":
                match.alternates.setdefault("region_id", []).append(name)
            elif level in ("province", "country", "city") and (
                FINEST_FIRST.index(level) > rank or not match.levels["region_id"]
            ):
                match.context[level] = name
            else:
                match.unknown[name] = f"{main!r} is mapped to region_id"

    def _periods(self) -> None:
        """Choose the column of the period; a year next to a month or quarter qualifies it."""
        match = self.match
        found = [
            (key.split(":")[1], match.context.pop(key))
            for key in list(match.context)
            if key.startswith("period:")
        ]
        if not found:
            return
        if "period" in self._options.constants:
            raise ChinaIndPolicyError(
                f"period is stated twice: by the column {found[0][1]!r} and by constants"
            )
        if "period" not in match.ours:
            order = ("month", "quarter", "", "year")
            found.sort(key=lambda each: order.index(each[0]))
            self._take("period", found[0][1])
            found = found[1:]
        level = match.levels["period"]
        for part, name in found:
            taken = "year" in match.context
            if part in ("year", "") and level != part and not taken and level != "year":
                match.context["year"] = name
            elif part == "quarter" and level == "month":
                match.context["quarter"] = name
            elif not self._options.columns or match.ours["period"] not in self._options.columns:
                raise ColumnConflictError("period", (match.ours["period"], name))
            else:
                match.unknown[name] = f"{match.ours['period']!r} is mapped to period"

    def _values(self, rest: list[str]) -> list[str]:
        """Find the columns of a wide table; return the others."""
        match = self.match
        if "value" not in self._fields or "indicator_id" not in self._fields:
            return rest
        months = tenth_months(list(self._cells.columns))
        others: list[str] = []
        for name in rest:
            parts = self._cells.parts(name)
            context = self._headers.read([months.get(part, part) for part in parts])
            if context is None or not self._states_values(context):
                others.append(name)
            else:
                match.wide[name] = context
        self._value_beside()
        mark_pairs(match.wide)
        if any(context.growth for context in match.wide.values()):
            self._growth()
        return others

    def _states_values(self, context: HeaderContext) -> bool:
        """Return True if a header states enough for its column to be one of values."""
        by_row = {*self.match.ours, *self._options.constants}
        if context.growth and "indicator_id" not in {*context.fields, *by_row}:
            return False
        if context.measure and (
            "indicator_id" in context.fields or "indicator_id" not in self.match.ours
        ):
            return False
        beside = (context.cumulative or context.span) and self.match.wide
        stated = context.fields or context.part_of_year or context.growth or context.measure
        return bool(stated or beside)

    def _value_beside(self) -> None:
        """Read a column of values like the columns of growth or parts of the year next to it."""
        match = self.match
        value = match.ours.get("value", "")
        if not value or value in self._options.columns:
            return
        context = self._headers.read(self._cells.parts(value))
        if context is None or not any(
            other.growth or (other.part_of_year and (context.span or context.cumulative))
            for other in match.wide.values()
        ):
            return
        del match.ours["value"]
        match.units.pop("value", None)
        match.cumulative, match.span = False, ""
        match.wide[value] = context

    def _growth(self) -> None:
        """Find the period of the columns of growth whose headers state none."""
        match = self.match
        match.wide = {name: match.wide[name] for name in self._cells.columns if name in match.wide}
        for name, reason in complete_growth(match.wide).items():
            del match.wide[name]
            match.unknown[name] = reason

    def _by_content(self, rest: list[str]) -> None:
        """Match columns without a known header by their cells; report the others.

        A header that is not known may state another role of a place or date, such as a trade
        partner, so its cells do not decide.
        """
        match = self.match
        for name in rest:
            if self._take_codes(name):
                continue
            if _says_nothing(name) and _is_index(self._cells.columns[name]):
                match.aside.append(name)
                continue
            key = self._key_of_cells(name) if _says_nothing(name) else None
            stated = {field for context in match.wide.values() for field in context.fields}
            if key and key not in {*match.ours, *stated, *self._options.constants}:
                self._take(key, name)
                match.by_cells.add(name)
            else:
                match.unknown[name] = self._reason(name)

    def _take_codes(self, name: str) -> bool:
        """Match a column of codes of divisions, which states the region or confirms its name."""
        match = self.match
        if "region_id" not in self._fields or not is_code_header(name):
            return False
        stated = {field for context in match.wide.values() for field in context.fields}
        if "region_id" in match.ours:
            if not are_division_codes(self._cells.columns[name]):
                return False
            match.alternates.setdefault("region_id", []).append(name)
            return True
        if (
            "region_id" in {*stated, *self._options.constants}
            or not names_places(name)
            or not are_division_codes(self._cells.columns[name])
        ):
            return False
        self._take("region_id", name)
        return True

    def _reason(self, name: str) -> str:
        """Return why a column is not read: its header, or a part of it, is not known."""
        above = self._cells.parts(name)
        parts = self._headers.unknown_parts(above)
        for part in parts:
            self.match.unknown_parts.setdefault(part, []).append(name)
        if words := other_period(" ".join(above)):
            return (
                f"{words!r} in its header states another period than that of the row; convert it "
                "separately, with its own periods"
            )
        if parts:
            shown = ", ".join(map(repr, parts))
            return (
                f"{shown} in its header is not a known indicator, region, period or unit; state "
                f"an indicator with values={{'indicator_id': {{{parts[0]!r}: ...}}}}"
            )
        years = next((hint for text in above if (hint := minguo_hint(text))), "")
        if years:
            return f"no column of the table has this name; {years}"
        near = nearest(name, self._fields)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"no column of the table has this name{hint}"

    def _is_indicator(self, text: str) -> bool:
        known = self._names("indicators")
        pair = None if known.has(text) else self._units.split(text)
        return known.has(pair[0] if pair else text)

    def _are_indicators(self, name: str) -> bool:
        texts = {cell.strip() for cell in self._cells.columns[name] if isinstance(cell, str)}
        return bool(texts) and len(texts) <= 10_000 and all(map(self._is_indicator, texts))

    def _key_of_cells(self, name: str) -> str | None:
        texts = {
            cell.strip()
            for cell in self._cells.columns[name]
            if isinstance(cell, str) and cell.strip()
        }
        filled = [cell for cell in self._cells.columns[name] if cell is not None]
        if not texts or any(not isinstance(cell, str) for cell in filled) or len(texts) > 10_000:
            return None
        if "region_id" in self._fields and all(
            self._names("regions").is_place(text) and not text.isdigit() for text in texts
        ):
            return "region_id"
        if "indicator_id" in self._fields and all(map(self._is_indicator, texts)):
            return "indicator_id"
        if "period" in self._fields and all(map(_is_period, texts)):
            return "period"
        return None


def _says_nothing(name: str) -> bool:
    """Return True if a column has no header, or one such as Name."""
    return _UNNAMED.fullmatch(plain_header(name)) is not None


def _is_index(cells: Sequence[Any]) -> bool:
    """Return True for the numbers of rows, which pandas writes in a column without a name.

    Example:
        >>> _is_index(["0", "1", "2"]), _is_index([2000, 2001]), _is_index(["1", "3", "2"])
        (True, False, False)
    """
    texts = [text_of(cell) or "" for cell in cells]
    if len(texts) < _LEAST_ROWS or not all(text.isdecimal() for text in texts):
        return False
    numbers = list(map(int, texts))
    # The rows after the first may be a sample.
    head = numbers[:_HEAD]
    return (
        head[0] in (0, 1)
        and head == list(range(head[0], head[0] + len(head)))
        and all(first < second for first, second in itertools.pairwise(numbers))
    )


def _is_code(name: str) -> bool:
    return "code" in plain_header(name) or "代码" in name or "编码" in name


def _is_period(text: str) -> bool:
    try:
        read_period_and_kind(text)
    except CellError:
        return False
    return True
