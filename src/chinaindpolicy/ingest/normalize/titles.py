"""Context of the whole table from title lines, sheet names and file names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.minguo import western_years
from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.period_forms import DASH, MONTH_NAME
from chinaindpolicy.ingest.normalize.period_parser import read_period
from chinaindpolicy.ingest.normalize.title_percent import unit_next_to_percent
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression, UnitReader

_UNIT = re.compile(
    r"(?:计量)?单\s*位\s*[:：]\s*(?P<zh>[^\s；;。]+)|\bunits?\s*:\s*(?P<en>[^;；]+)", re.IGNORECASE
)
_SCALE = re.compile(
    r"[百千万亿]元|[万亿](?:美元|吨|台|辆|人|家)|\b(?:thousands?|[mb]illions?|trillions?)\b|10[⁰¹²³⁴-⁹]"
    r"|单\s*位|\bunits?\b|(?:=|＝|为)\s*100(?![0-9])",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"^\s*(?P<key>指标(?:名称)?|地区|时间|年份|报告期|indicator|series|region|country|period|year)\s*[:：]\s*(?P<said>.+)$",
    re.IGNORECASE,
)
_FIELDS = {
    **dict.fromkeys(("指标", "指标名称", "indicator", "series"), "indicator_id"),
    **dict.fromkeys(("地区", "region", "country"), "region_id"),
    **dict.fromkeys(("时间", "年份", "报告期", "period", "year"), "period"),
}
_NUMBERED = re.compile(r"^(?:附?[表图]|table)\s*[0-9]+(?:[-.－][0-9]+)*\s*", re.IGNORECASE)
_DATED = re.compile(
    r"^(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?"
    r"|[(（]\s*(?:19|20)[0-9]{2}(?:年(?:[0-9]{1,2}月)?)?\s*[)）]$"
    rf"|\b{MONTH_NAME}(?:\s*{DASH}\s*{MONTH_NAME})?,?\s+(?:19|20)[0-9]{{2}}\s*$",
    re.IGNORECASE,
)
# A year before an English title: 2023 PRODUCTION STATISTICS, but not 2023 prices.
_YEAR_FIRST = re.compile(
    r"^(?:19|20)[0-9]{2}(?=\s+(?:[A-Za-z]+\s+){0,2}(?:production|sales|output|exports|imports"
    r"|registrations|statistics)\b[A-Za-z /]*$)",
    re.IGNORECASE,
)
_OTHER_YEAR = re.compile(
    rf"\b(?:fiscal|edition|prices?|base|targets?|plan\w*|forecasts?|outlook|projections?|estimates?"
    rf"|constant|through|months?|vs|versus|ytd|season|{MONTH_NAME})\b",
    re.IGNORECASE,
)
# Names of files that state when they were published.
_PUBLISHED = re.compile(r"发布|公布|更新|下载|印发|版|通知|第[0-9一二三四五六七八九十]+[期号]")
# Words that limit a year to a part of it: a year next to it is not the period of the table.
_PART_OF_YEAR = re.compile(
    r"季|半年|[0-9一二三四五六七八九十]月|旬|累计|\b(?:Q[1-4]|[1-4]Q|H[12]|[1-4]H)\b|\bhalf\b|\bquarter",
    re.IGNORECASE,
)
_LONGEST_PERIOD = 16
_PARTS = re.compile(r"[,，;；]|(?=\bexcept\b)")
_EXCEPT = re.compile(r"except\b|unless\b|除", re.IGNORECASE)
_IN = re.compile(r"\b(?:amounts? |figures? |expressed |values? )?in\b", re.IGNORECASE)
_SCOPE = re.compile(r"^(?:各地区|分地区|各省份|各省市|各省|按地区分的?|按省份分的?|历年)\s*")
_YEARS = re.compile(r"(?:19|20)[0-9]{2}")
_PUBLICATION = re.compile(r"年鉴|公报|年报|yearbook|bulletin", re.IGNORECASE)
_BRACKETS = re.compile(r"[(（](?P<inner>[^()（）]+)[)）]\s*$")


@dataclass
class Statements:
    """Statements about the whole table.

    Attributes:
        units: The units stated.
        fields: By field, the text and the place that states it.
        problems: Places that carry a scale and could not be read.
        percent: True if a title line states two units, one of which is per cent.
    """

    units: list[UnitExpression] = field(default_factory=list[UnitExpression])
    fields: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    problems: list[str] = field(default_factory=list[str])
    percent: bool = False


class TitleReader:
    """Reader of title lines and names of sheets and files."""

    def __init__(self, names: Callable[[str], NameLookup], units: UnitReader) -> None:
        self._names = names
        self._units = units

    def read(self, titles: Iterable[str], labels: Iterable[str]) -> Statements:
        """Return the statements of titles, then those of sheet and file names.

        A name states an indicator or region only if it is exactly one of a code list, and a period
        also at its start: 2024年6月汽车产量.
        """
        found = Statements()
        for text in map(western_years, titles):
            self._title(text, found)
        named = [western_years(text).replace("_", " ").strip() for text in labels]
        for text in named:
            self._exact(text, found, "name")
        if "period" not in found.fields:
            self._period_of_names(named, found)
        return found

    def _period_of_names(self, names: Iterable[str], found: Statements) -> None:
        """Read the year or month at the start of the names of the file and sheet, if only one."""
        said = set[str]()
        for text in names:
            own = Statements()
            if re.match("(?:19|20)[0-9]{2}年", text) and not _PUBLISHED.search(text):
                self._period(text, own, "name")
            said |= {period for period, _ in own.fields.values()}
        if len(said) == 1:
            found.fields["period"] = (said.pop(), "name")

    def _title(self, text: str, found: Statements) -> None:
        rest = text
        for match in _UNIT.finditer(text):
            said = (match["zh"] or match["en"]).strip()
            said = said.rstrip(")）") if said.count("(") + said.count("（") == 0 else said
            if not self._unit(said, found) and not self._two_units(said, found):
                found.problems.append(text)
            rest = rest.replace(match[0], " ").strip(" ()（）")
        stated = _STATED.match(rest)
        if stated:
            key = _FIELDS[stated["key"].lower()]
            said = stated["said"].strip()
            if key != "period" or _is_period(said):
                found.fields.setdefault(key, (said, text))
            return
        rest = self._period(_NUMBERED.sub("", rest).strip(), found, text)
        if not rest:
            return
        brackets = _BRACKETS.search(rest)
        if (brackets and self._phrase(brackets["inner"], found)) or self._phrase(rest, found):
            rest = rest[: brackets.start()].strip() if brackets else ""
        elif _SCALE.search(rest):
            found.problems.append(text)
        self._exact(rest, found, text)
        self._exact(_SCOPE.sub("", rest), found, text)

    def _period(self, rest: str, found: Statements, text: str) -> str:
        """Read a year or month at the start or end of a title; return the rest of it."""
        match = _DATED.search(rest)
        if match is None and not _OTHER_YEAR.search(rest):
            match = _YEAR_FIRST.search(rest)
        if match is None or _PUBLICATION.search(rest) or len(_YEARS.findall(rest)) > 1:
            return rest
        start, end = match.span()
        if start == 0:
            # The year may go on: 2023年上半年 is not 2023.
            reach = range(min(len(rest), _LONGEST_PERIOD), end, -1)
            end = next((place for place in reach if _is_period(rest[:place])), end)
        said, left = rest[start:end].strip(" ()（）"), rest[:start] + " " + rest[end:]
        if not _is_period(said) or _PART_OF_YEAR.search(left):
            return rest
        found.fields.setdefault("period", (said, text))
        return left.strip()

    def _phrase(self, text: str, found: Statements) -> bool:
        """Read a phrase such as "US$ in thousands, except percentages"."""
        parts = [part.strip() for part in _PARTS.split(text.strip("()（） ")) if part.strip()]
        stated = [part for part in parts if not _EXCEPT.match(part)]
        if self._two_units(text.strip("()（） "), found):
            return True
        # Billings in thousands of US dollars
        name, word, unit = text.strip("()（） ").rpartition(" in ")
        if word and name and _SCALE.search(unit) and self._unit(unit.strip(), found):
            return True
        return len(stated) == 1 and self._unit(_IN.sub(" ", stated[0]).strip(), found)

    def _two_units(self, text: str, found: Statements) -> bool:
        """Read a unit and per cent, such as 亿元、%."""
        other = unit_next_to_percent(text)
        found.percent |= bool(other) and self._unit(other, found)
        return bool(other) and found.percent

    def _unit(self, text: str, found: Statements) -> bool:
        try:
            unit = self._units.scale_or_unit(text)
        except CellError:
            return False
        found.units.append(unit)
        return True

    def _exact(self, text: str, found: Statements, place: str) -> None:
        if not text:
            return
        if _is_period(text):
            found.fields.setdefault("period", (text, place))
        for table, key in (("indicators", "indicator_id"), ("regions", "region_id")):
            if not nfkc(text).isdigit() and self._names(table).has(text):
                found.fields.setdefault(key, (text, place))


def _is_period(text: str) -> bool:
    try:
        read_period(text)
    except CellError:
        return False
    return True
