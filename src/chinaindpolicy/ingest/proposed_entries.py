"""Entries of `extend` for the names, units and places of a file that no code list has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from chinaindpolicy.codes.unit_table import unit_table
from chinaindpolicy.ingest.entry_ids import LONGEST_NAME, Entry, free_id, place_entries
from chinaindpolicy.ingest.normalize.accumulations import paired_names
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.conversion import Conversion
from chinaindpolicy.ingest.normalize.earlier_periods import other_period, part_of_period
from chinaindpolicy.ingest.normalize.growth_columns import growth_name
from chinaindpolicy.ingest.normalize.header_context import HeaderReader
from chinaindpolicy.ingest.normalize.known_headers import (
    is_growth_header,
    is_percent_growth,
    is_share_header,
    split_accumulation,
)
from chinaindpolicy.ingest.normalize.long_table import is_of_money
from chinaindpolicy.ingest.normalize.marks import without_marks
from chinaindpolicy.ingest.normalize.name_lookup import without_rank
from chinaindpolicy.ingest.normalize.plain_numbers import number_in
from chinaindpolicy.ingest.normalize.title_percent import unit_of_name
from chinaindpolicy.ingest.normalize.totals import is_total
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression, UnitReader
from chinaindpolicy.ingest.normalize.unit_words import family_of
from chinaindpolicy.ingest.normalize.value_columns import are_alike
from chinaindpolicy.ingest.proposed_columns import MOST_TEXTS, value_columns
from chinaindpolicy.ingest.proposed_units import BRACKET, ProposedUnits
from chinaindpolicy.model.names import fold
from chinaindpolicy.model.vocabularies import CHANGE_WORDS

Entries = dict[str, list[Entry]]
"""Entries by table, as `extend=` takes them."""

_CHANGES = (*CHANGE_WORDS, "同比", "环比", "yoy", "y/y", "year-on-year", "% change")
# Names of a growth or share, which is in no unit of the values next to it.
_RATIO = re.compile(
    r"(?:同比|环比|增速|增幅|增长率?|增长速度|占比|比重|份额|\b(?:share|growth(?: rate)?|yoy))$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9]|年?=|年?价)")


def proposed_entries(conversion: Conversion) -> Entries:
    """Return the entries that complete the code lists for a file.

    An indicator whose unit no place of the file states has no `unit`.

    Args:
        conversion: The conversion of the file, with its options.

    Returns:
        Entries by table: `units`, `regions` and `indicators`; tables without entries are absent.
    """
    return _Proposal(conversion).entries()


class _Stated:
    """What the file states about an indicator that is not known."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.units: Counter[str] = Counter()
        self.code = ""
        self.below_zero = False
        self.above_hundred = False

    def dimension(self, unit: str) -> str:
        """Return the dimension that the values need; an empty text for that of the unit."""
        if unit == "percent" and any(word in self.name.casefold() for word in _CHANGES):
            return "growth"
        outside = self.below_zero or (unit == "percent" and self.above_hundred)
        return "none" if unit and outside else ""

    def add_values(self, cells: Iterable[Any]) -> None:
        """Note values that a share or a quantity cannot have."""
        for cell in cells:
            number = _number(cell)
            self.below_zero |= number is not None and number < 0
            self.above_hundred |= number is not None and number > 100


class _Proposal:
    """Entries for one file."""

    def __init__(self, conversion: Conversion) -> None:
        self._made = conversion
        self._reader: UnitReader = conversion.lists.units
        listed = conversion.lists.names["units"].ids | {*unit_table().codes}
        self._units = ProposedUnits(self._reader, listed)
        cells = conversion.cells
        self._paired = paired_names(map(cells.parts, cells.columns), self._reader)

    def entries(self) -> Entries:
        indicators = {**self._of_cells(), **self._of_headers()}
        self._of_unit_column()
        found: Entries = {
            "units": list(self._units.entries.values()),
            "regions": list(self._regions()),
            "indicators": list(self._indicators(indicators)),
        }
        return {table: entries for table, entries in found.items() if entries}

    def _of_unit_column(self) -> None:
        """Add the units of the unit column, also of rows without a value."""
        for text in _texts(self._made.made.fields.get("unit", ())):
            self._units.read(self._made.options.units.get(text, text))

    def _unit_of_row(self, row: int) -> str:
        sources = self._made.converter.sources
        if sources is None:
            return ""
        try:
            stated = sources.of(row, "value")
        except CellError:
            cell = sources.cells[row] if sources.cells else None
            text = cell.strip() if isinstance(cell, str) else ""
            return self._units.read(sources.told.get(text, text)) if text else self._named(row)
        return stated.code if stated is not None else self._named(row)

    def _named(self, row: int) -> str:
        name: object = self._made.made.fields["indicator_id"][row]
        return self._units.in_brackets(name) if isinstance(name, str) else ""

    # Indicators

    def _of_cells(self) -> dict[str, _Stated]:
        """Return the indicators in cells, titles and constants that are not known."""
        made = self._made.made
        cells = made.fields.get("indicator_id", ())
        ids = self._made.found.get("indicator_id", ())
        unknown = {cell for cell, id in zip(cells, ids, strict=True)
                   if id is None and isinstance(cell, str) and cell.strip()}  # fmt: skip
        unknown |= self._aliases_in_other_units(cells, ids)
        if len(unknown) > MOST_TEXTS:
            return {}
        names = self._names(unknown)
        codes = list(made.alternates.get("indicator_id", {}).values())
        found: dict[str, _Stated] = {}
        values = made.fields.get("value", ())
        for row, cell in enumerate(cells):
            if cell in unknown and names[cell] and not self._is_of_other_period(names[cell]):
                stated = found.setdefault(fold(names[cell]), _Stated(names[cell]))
                if not values or values[row] is not None:
                    stated.units[self._unit_of_row(row)] += 1
                    stated.add_values(values[row : row + 1])
                if codes and not stated.code:
                    stated.code = str(codes[0][row] or "")
            elif cell is not None and row < len(ids) and ids[row] is not None:
                self._unit_of_row(row)
        return found

    def _aliases_in_other_units(self, cells: Sequence[Any], ids: Sequence[Any]) -> set[str]:
        """Return the aliases of indicators that name something else: their units differ.

        集成电路 is an alias of a number of projects, and in a table of output a product.
        """
        alike: dict[str, bool] = {}
        for row, (cell, id) in enumerate(zip(cells, ids, strict=True)):
            if id is None or not isinstance(cell, str) or alike.get(cell):
                continue
            record = self._made.lists.record("indicators", id)
            unit, wanted = self._unit_of_row(row), getattr(record, "unit", None)
            names = {id, getattr(record, "name", None), getattr(record, "name_zh", None)}
            same = not unit or not wanted or cell.strip() in names or are_alike(unit, wanted)
            alike[cell] = same
        return {cell for cell, same in alike.items() if not same}

    def _names(self, texts: Iterable[str]) -> dict[str, str]:
        """Return the name of each text: without rank, marks, unit and word of accumulation.

        A unit stays in a name that would otherwise be another text's, and so does the base of an
        index.
        """
        bare: dict[str, str] = {}
        for text in texts:
            full = without_rank(without_marks(text).text.strip())
            pair = self._reader.split(full)
            name = full if pair is None or _is_part_of_name(pair[1]) else pair[0]
            apart = split_accumulation(name)
            bare[text] = (apart[0] if apart else name)[:LONGEST_NAME]
        units: dict[str, set[str]] = {}
        for text, name in bare.items():
            pair = self._reader.split(text)
            units.setdefault(fold(name), set()).add(pair[1].code if pair else "")
        return {
            text: name if len(units[fold(name)]) == 1 else text.strip()[:LONGEST_NAME]
            for text, name in bare.items()
        }

    def _of_headers(self) -> dict[str, _Stated]:
        """Return the indicators in headers of columns of numbers that are not known."""
        cells = self._made.cells
        pairs = {column: self._name_in_header(cells.parts(column))
                 for column in value_columns(self._made)}  # fmt: skip
        names = {column: pair for column, pair in pairs.items()
                 if pair[0] and not self._is_of_other_period(pair[0])
                 and not other_period(" ".join(cells.parts(column)))}  # fmt: skip
        units = {column: self._unit_of_header(column, growth)
                 for column, (_, growth) in names.items()}  # fmt: skip
        by_name: dict[str, set[str]] = {}
        for column, (name, growth) in names.items():
            if not growth:
                by_name.setdefault(fold(name), set()).add(units[column])
        found: dict[str, _Stated] = {}
        for column, unit in units.items():
            (name, growth), whole = names[column], cells.parts(column)[-1]
            if growth:
                known = fold(name) in by_name
                name = growth_name(name, growth, self._reader) if known else whole
            elif len(by_name[fold(name)]) > 1:
                name = whole
            stated = found.setdefault(fold(name), _Stated(name))
            # The unit column describes the quantities, whose headers state no unit.
            of_rows = "" if growth or is_of_money(column) else self._made.match.ours.get("unit", "")
            if of_rows and not self._states_unit(column):
                stated.units.update(map(self._units.read, _texts(cells.columns[of_rows])))
            else:
                stated.units[unit] += 1
            if not any(stated.units) and _are_percentages(cells.columns[column]):
                stated.units["percent"] += 1
            stated.add_values(cells.columns[column])
        return found

    def _is_of_other_period(self, name: str) -> bool:
        """Return True if a name states another period than that of its row."""
        periods = self._made.found.get("period", ())
        months = any(isinstance(each, str) and len(each) > len("2024") for each in periods)
        return bool(other_period(name) or part_of_period(name, months=months))

    def _name_in_header(self, above: Sequence[str]) -> tuple[str, str]:
        """Return the name of the indicator in a header of which the rest is known; or nothing.

        The second text is the words of the header that state a growth.
        """
        made = self._made
        if not above:
            return "", ""
        names = made.lists.names.__getitem__
        paired = self._paired
        headers = HeaderReader(names, self._reader, paired=paired)
        unknown = headers.unknown_parts(above)
        last = without_marks(above[-1]).text.strip()
        pair = self._reader.split(last)
        apart = split_accumulation(pair[0] if pair else last)
        whole = pair is not None and _is_part_of_name(pair[1])
        joined = headers.joined(above)
        candidates: tuple[str, ...] = (
            *([joined] if joined else ()),
            *(unknown if len(unknown) == 1 and not whole else ()),
            *([apart[0]] if apart and not whole else ()),
            *([pair[0]] if pair and not whole else ()),
            last,
        )
        known = made.lists.names["indicators"]
        for name in candidates:
            if known.halves_differ(name):
                continue
            if "period" in made.match.ours and _YEAR.search(BRACKET.sub("", name)):
                continue  # the header states a period, and so does a column
            given = {**made.options.values, "indicator_id": {name: ""}}
            context = HeaderReader(names, self._reader, given, paired).read(above)
            if context is not None and not {*context.fields} & {*made.match.ours}:
                total = is_total(context.fields.get("region_id", ""))
                if "indicator_id" in context.fields and not total and len(name) <= LONGEST_NAME:
                    return name, context.growth or self._growth_words(name)
        return "", ""

    def _growth_words(self, name: str) -> str:
        """Return the words of growth at the end of a name: 出口额-同比增长."""
        pair = self._reader.split(name)
        name = pair[0] if pair else name
        words = (name, re.split(r"[-_－—:：\s]+", name)[-1])
        ratio = _RATIO.search(name)
        found = (word for word in words if is_growth_header(word) or is_share_header(word))
        return next(found, ratio[0] if ratio else "")

    def _states_unit(self, column: str) -> bool:
        """Return True if the header of a column, or the row below it, states its unit."""
        stated = any(unit.code for unit in self._units_in(self._made.cells.parts(column)))
        return stated or column in self._made.cells.units or column in self._made.options.units

    def _units_in(self, parts: Sequence[str]) -> list[UnitExpression]:
        """Return the units in header rows: at the end of a text, or as a text below a name."""
        found = [pair[1] for pair in map(self._reader.split, parts) if pair]
        for part in parts[1:]:
            try:
                found.append(self._reader.header_unit(part))
            except CellError:
                continue
        return found

    def _unit_of_header(self, column: str, growth: str) -> str:
        """Return the code of the unit of a column of values; an empty text if none is stated.

        The unit of other values, in a title or `units=`, is not that of a growth.
        """
        made = self._made
        told: str = made.options.units.get(column, "")
        parts = made.cells.parts(column)
        stated = self._units_in(parts)
        codes = [each.code or ("item" if each.counts else "") for each in stated]
        if told:
            return self._units.read(told)
        if any(codes):
            return next(filter(None, codes))
        for part in parts:
            if own := self._units.in_brackets(part):
                return own
        if column in made.cells.units:
            return self._units.read(made.cells.units[column])
        told = made.options.units.get("", "")
        if growth:
            titled = made.statements.percent and unit_of_name(growth) == "percent"
            is_percent = is_percent_growth(growth) or titled
            is_percent |= bool(told) and self._units.read(told) == "percent"
            return "percent" if is_percent else ""
        if told:
            return self._units.read(told)
        if made.statements.percent and unit_of_name(" ".join(parts)) != "level":
            return ""
        general = [each for each in made.statements.units if each.code]
        return general[0].code if general else ""

    def _indicators(self, found: Mapping[str, _Stated]) -> Iterator[Entry]:
        """Yield an entry for each indicator; one for each unit if its units are of several kinds.

        Of indicators with one name, the unit of a row decides.
        """
        taken: set[str] = set(self._made.lists.names["indicators"].ids)
        for stated in found.values():
            code = stated.code if re.search("[A-Za-z]", stated.code) else ""
            units = [unit for unit, _ in stated.units.most_common() if unit]
            kinds = {family_of(unit): unit for unit in reversed(units)}
            for unit in reversed(kinds.values()) if len(kinds) > 1 else units[:1] or [""]:
                words = unit.replace("_", " ")
                name = f"{code or stated.name} {words}" if len(kinds) > 1 else code or stated.name
                entry: Entry = {"id": free_id(name, taken, "indicator"), "name": stated.name}
                if unit:
                    entry["unit"] = unit
                if dimension := stated.dimension(unit):
                    entry["dimension"] = dimension
                yield entry

    # Regions

    def _regions(self) -> Iterator[Entry]:
        made, names = self._made.made, self._made.lists.names["regions"]
        cells = made.fields.get("region_id", ())
        ids = self._made.found.get("region_id", ())
        columns = [cells, *(made.context[key] for key in ("country", "province", "city")
                            if key in made.context)]  # fmt: skip
        unknown = {
            cell.strip(): None
            for column in columns
            for cell, id in zip(column, ids, strict=False)
            if id is None and isinstance(cell, str) and cell.strip()
        }
        taken = set(names.ids)
        for text in list(unknown)[:MOST_TEXTS]:
            name = without_marks(text).text.strip()
            if not is_total(text) and name and not (names.has(name) or names.halves_differ(name)):
                yield from place_entries(name, taken)


def _is_part_of_name(unit: UnitExpression) -> bool:
    """Return True for the base of an index and the prices of an amount: they define a measure."""
    return unit.code == "index" or "current" in fold(unit.text) or "=" in unit.text or (
        unit.code == "percent" and len(unit.text.strip()) > len("percent"))  # fmt: skip


def _are_percentages(cells: Iterable[Any]) -> bool:
    """Return True if each cell that is not empty has a percent sign."""
    texts = [cell for cell in cells if cell is not None and cell != ""]
    return bool(texts) and all(str(text).rstrip().endswith(("%", "％")) for text in texts)


def _number(cell: Any) -> Decimal | None:
    try:
        return number_in(cell)
    except CellError:
        return None


def _texts(cells: Iterable[Any]) -> dict[str, None]:
    return {cell.strip(): None for cell in cells if isinstance(cell, str) and cell.strip()}
