"""Headers of value columns: the period, region, indicator and unit that they state.

A header is read as a set of parts: 2022年产量(万辆) states a period, an indicator and a unit. Every
part must be understood, or the column is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chinaindpolicy.ingest.normalize.accumulations import first_words
from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.known_headers import (
    CUMULATIVE,
    CURRENT,
    SPANS,
    is_growth_header,
    is_percent_growth,
    is_share_header,
    plain_header,
    split_accumulation,
)
from chinaindpolicy.ingest.normalize.marks import without_marks
from chinaindpolicy.ingest.normalize.minguo import western_years
from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.period_forms import DASH, MONTH_NAME
from chinaindpolicy.ingest.normalize.period_parser import read_part_of_year, read_period_and_kind
from chinaindpolicy.ingest.normalize.totals import is_plain_total
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression, UnitReader, names_unit

_MONTH_OF_YEAR = re.compile(
    rf"(?:0?[1-9]|1[0-2])月(?:份)?(?:累计)?|[一二三四]季度|第[一二三四1-4]季度|q[1-4]"
    rf"|[1-9]月?{DASH}(?:[2-9]|1[0-2])月(?:份)?(?:累计)?|前(?:[2-9]|1[01]|[二三四五六七八九十]{{1,2}})个?月"
    rf"|[上下]半年|前三季度|第?[一1]{DASH}第?[二三四2-4]季度"
    rf"|{MONTH_NAME}(?:\s*{DASH}\s*{MONTH_NAME})?",
    re.IGNORECASE,
)
_PERIOD_FIRST = re.compile(r"^(?P<a>(?:19|20)[0-9]{2}(?:年(?:[0-9]{1,2}月)?)?)(?P<b>[^0-9年月].*)$")
_PERIOD_LAST = re.compile(r"^(?P<a>.*[^0-9])(?P<b>(?:19|20)[0-9]{2}年?)$")
_BETWEEN = re.compile(r"[\s_|:：/\-—–·,，]+")
# A symbol of a unit follows the name: output_kg, but not kg_output.
_SYMBOL = re.compile(r"[A-Za-z]{1,2}[0-9]?")
_GROWTH_TO_DATE = re.compile(
    "(?:同比|比上年)累计(?:增长|增减|增幅|增速)?|累计(?:同比|比上年)?(?:增长|增减|增幅|增速)"
)
_NOUN = re.compile(r"[A-Za-z]{4,}")
_CUT_OCTOBER = re.compile(r"(?P<year>(?:19|20)[0-9]{2})\.1")
MEASURES = frozenset(
    (
        *(
            "产量",
            "生产量",
            "销量",
            "销售量",
            "产值",
            "销售额",
            "出口量",
            "进口量",
            "出口额",
            "进口额",
        ),
        *(
            "库存",
            "库存量",
            "消费量",
            "数量",
            "金额",
            "production",
            "output",
            "sales",
            "exports",
            "imports",
        ),
        *("shipments", "consumption", "registrations"),
    )
)
"""Measures of the thing that the row names: 汽车 in a column 产量."""

STATED = ("indicator_id", "region_id", "period")
"""The fields that a header may state."""


@dataclass
class HeaderContext:
    """The statements of one header.

    Attributes:
        fields: The texts of `period`, `region_id` and `indicator_id` that it states.
        units: The units that it states.
        cumulative: True if its values are from January to the end of the period.
        part_of_year: A month or quarter without a year.
        span: `month` or `quarter` if its values are those of one.
        growth: The words that make its values a growth or share of the indicator of the row.
        measure: The measure of the thing that the row names: 产量.
        marks: The footnote marks in it.
    """

    fields: dict[str, str] = field(default_factory=dict[str, str])
    units: list[UnitExpression] = field(default_factory=list[UnitExpression])
    cumulative: bool = False
    part_of_year: str = ""
    span: str = ""
    growth: str = ""
    measure: str = ""
    marks: str = ""

    def add(self, other: HeaderContext) -> bool:
        """Add the statements of another part; return False if they contradict these."""
        if any(self.fields.get(key, said) != said for key, said in other.fields.items()):
            return False
        if (self.growth and other.growth) or (self.measure and other.measure):
            return False
        if self.part_of_year and other.part_of_year and not _is_same_part(self, other):
            return False
        self.span = self.span or other.span
        self.growth = self.growth or other.growth
        self.measure = self.measure or other.measure
        self.fields |= other.fields
        self.units += other.units
        self.cumulative |= other.cumulative
        self.part_of_year = self.part_of_year or other.part_of_year
        self.marks += other.marks
        return True


class HeaderReader:
    """Reader of headers of value columns.

    Args:
        names: Returns the names of a table.
        units: The reader of units.
        values: By field, the texts that the caller replaces; they are known as well.
        paired: The names of which the table has current and cumulative values.
    """

    def __init__(
        self,
        names: Callable[[str], NameLookup],
        units: UnitReader,
        values: Mapping[str, Collection[str]] | None = None,
        paired: Collection[str] = (),
    ) -> None:
        self._names = names
        self._units = units
        self._paired = paired
        self._given = {nfkc(text): key for key in STATED for text in (values or {}).get(key, ())}

    def read(self, parts: Sequence[str]) -> HeaderContext | None:
        """Return the content of the texts above a column; None if any of them is not understood."""
        found = HeaderContext()
        unknown = 0
        for text in map(western_years, parts):
            part = self._part(text, depth=0)
            if part is None:
                unknown += 1
                pair = self._units.split(text)
                part = HeaderContext(units=[pair[1]]) if pair else HeaderContext()
            if not found.add(part):
                return None
        joined = self.joined(parts) if unknown or found.measure else ""
        if joined and (whole := self._alone(joined)) and "indicator_id" in whole.fields:
            found.fields["indicator_id"], found.measure = joined, ""
            return found
        return None if unknown else found

    def joined(self, parts: Sequence[str]) -> str:
        """Return the name that the texts of two header rows state together; or an empty text.

        Example:
            >>> from chinaindpolicy.ingest.normalize.unit_parser import UnitReader
            >>> reader = HeaderReader(lambda table: NameLookup((), table), UnitReader())
            >>> reader.joined(["产量", "汽车(万辆)"]), reader.joined(["集成电路出口", "数量"])
            ('汽车产量', '集成电路出口数量')
        """
        names: list[str] = []
        measures: list[str] = []
        for text in parts:
            part = self._part(text, depth=0)
            if part is None or "indicator_id" in part.fields:
                pair = self._units.split(text)
                names.append(without_marks(pair[0] if pair else text).text)
            elif part.measure:
                (names if names else measures).append(part.measure)
        names += measures
        if len(names) < 2:
            return ""
        ascii_names = any(name.isascii() for name in names)
        return (" " if ascii_names else "").join(names)

    def unknown_parts(self, parts: Sequence[str]) -> list[str]:
        """Return the texts in a header that are not understood; none if no text is.

        Example:
            >>> from chinaindpolicy.ingest.normalize.unit_parser import UnitReader
            >>> reader = HeaderReader(lambda table: NameLookup((), table), UnitReader())
            >>> reader.unknown_parts(["2022年", "产量(万辆)"]), reader.unknown_parts(["产量"])
            (['产量'], [])
        """
        pieces = [piece for part in map(western_years, parts) for piece in self._pieces(part, 0)]
        read = [(piece, self._part(piece, 3)) for piece in pieces]
        unknown = [piece for piece, part in read if part is None]
        # Growth or production without an indicator may be an indicator by itself.
        unknown = unknown or [
            piece for piece, part in read if part is not None and (part.growth or part.measure)
        ]
        return list(dict.fromkeys(unknown)) if len(unknown) < len(pieces) else []

    def _pieces(self, text: str, depth: int) -> list[str]:
        """Return the texts that a header consists of, cut where one of them is understood."""
        if depth > 3 or self._part(text, 3) is not None:
            return [text]
        if pair := self._units.split(text):
            return [*self._pieces(pair[0], depth + 1), pair[1].text]
        for first, second in self._cuts(text):
            # In Steel production, production is a part of the name.
            halves = (self._part(first, 3), self._part(second, 3))
            if any(half is not None and not half.measure for half in halves):
                return [*self._pieces(first, depth + 1), *self._pieces(second, depth + 1)]
        return [text]

    def _part(self, text: str, depth: int) -> HeaderContext | None:
        marked = without_marks(text)
        if (
            marked.marks
            and not self._unit(text)
            and (found := self._part(marked.text, depth)) is not None
        ):
            found.marks += marked.marks
            return found
        return self._alone(text) or (self._together(text, depth) if depth < 3 else None)

    def _alone(self, text: str) -> HeaderContext | None:
        if key := self._given.get(nfkc(text)):
            return HeaderContext({key: text})
        name = plain_header(text)
        if name in CUMULATIVE or name in CURRENT:
            return HeaderContext(cumulative=name in CUMULATIVE, span=SPANS.get(name, ""))
        if to_date := _GROWTH_TO_DATE.fullmatch(text.strip()):
            return HeaderContext(growth=to_date[0], cumulative=True)
        if (is_growth_header(text) or is_share_header(text)) and not self._names("indicators").has(
            text
        ):
            return HeaderContext(growth=text)
        if (unit := self._unit(text)) and not self._names("indicators").has(text):
            return HeaderContext(units=[unit])
        try:
            read_period_and_kind(text)
            return HeaderContext({"period": text})
        except CellError:
            pass
        if _MONTH_OF_YEAR.fullmatch(nfkc(text)):
            return HeaderContext(part_of_year=text)
        if is_plain_total(text) and not self._names("indicators").has(text):
            return HeaderContext({"region_id": text})
        for table, key in (("indicators", "indicator_id"), ("regions", "region_id")):
            # Short headers such as NO and ID are not codes of countries.
            short = key == "region_id" and text.isascii() and len(text) < 4
            if not short and self._names(table).has(text):
                pair = self._units.split(text) if key == "indicator_id" else None
                stated = [pair[1]] if pair and names_unit(text, pair[1]) else []
                is_growth = is_growth_header(text) or is_share_header(text)
                if is_growth and is_percent_growth(text) and not stated:
                    stated = [self._units.read("%")]
                return HeaderContext({key: text}, stated)
        return HeaderContext(measure=text) if name in MEASURES else None

    def _cuts(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the ways to cut a header in two; m2 in m2_yoy is a name and not a unit."""
        for first, second in _cuts(text, self._paired):
            symbol = _SYMBOL.fullmatch(first) and self._unit(first)
            # Vehicles are a part of the name Commercial vehicles, and no unit.
            noun = _NOUN.fullmatch(second) and (unit := self._unit(second)) and unit.factor == 1
            open_bracket = first.count("(") + first.count("（") > first.count(")") + first.count(
                "）"
            )
            if not (symbol or noun or open_bracket or _is_total_of(first, second)):
                yield first, second

    def _unit(self, text: str) -> UnitExpression | None:
        try:
            return self._units.header_unit(text)
        except CellError:
            return None

    def _together(self, text: str, depth: int) -> HeaderContext | None:
        if pair := self._units.split(text):
            found = self._part(pair[0], depth + 1)
            if found is not None:
                found.units.append(pair[1])
                return found
        for first, second in self._cuts(text):
            one = self._part(first, depth + 1)
            other = self._part(second, depth + 1) if one is not None else None
            if one is not None and other is not None and one.add(other):
                return one
        return None


def _is_total_of(first: str, second: str) -> bool:
    """Return True for a name such as Cumulative installed capacity: a total of all years."""
    cumulative = first.isascii() and plain_header(first) in CUMULATIVE
    return cumulative and second[:1].isascii() and not is_growth_header(second)


def _is_same_part(first: HeaderContext, second: HeaderContext) -> bool:
    """Return True if two texts state one part of the year: 1月 January."""
    try:
        found = {read_part_of_year("2000", each.part_of_year, "month") for each in (first, second)}
    except CellError:
        return False
    return len(found) == 1


def _cuts(text: str, paired: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the ways to cut a header in two."""
    for form in (_PERIOD_FIRST, _PERIOD_LAST):
        if match := form.match(text):
            yield match["a"].strip(" _-:"), match["b"].strip(" _-:")
    if apart := split_accumulation(text):
        yield apart
    if words := first_words(text, paired):
        yield words
    for match in _BETWEEN.finditer(text):
        first, second = text[: match.start()].strip(), text[match.end() :].strip()
        if first and second:
            yield first, second


def tenth_months(names: Sequence[str]) -> dict[str, str]:
    """Return headers such as 2016.1 that are October by the headers next to them.

    Example:
        >>> tenth_months(["2016.09", "2016.1", "2016.11"]), tenth_months(["2016.1", "2016.2"])
        ({'2016.1': '2016-10'}, {})
    """
    found: dict[str, str] = {}
    for at, name in enumerate(names):
        match = _CUT_OCTOBER.fullmatch(name)
        if match is None:
            continue
        year = match["year"]
        before = names[at - 1] if at else ""
        after = names[at + 1] if at + 1 < len(names) else ""
        if before in (f"{year}.09", f"{year}.9") or after == f"{year}.11":
            found[name] = f"{year}-10"
    return found
