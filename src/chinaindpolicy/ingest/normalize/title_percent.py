"""Two units in a title line, one of them per cent: 单位：亿元、%."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.known_headers import (
    is_growth_header,
    is_percent_growth,
    is_share_header,
)
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression, UnitReader

if TYPE_CHECKING:
    from chinaindpolicy.ingest.normalize.long_table import LongTable

_PERCENT = r"(?:[%％]|百分比|per ?cent|percent(?:age)?)"
_WITH_PERCENT = (
    re.compile(rf"(?P<unit>.+?)\s*(?:[,，、;；/]|和|and|or)\s*{_PERCENT}", re.IGNORECASE),
    re.compile(rf"{_PERCENT}\s*(?:[,，、;；/]|和|and|or)\s*(?P<unit>.+)", re.IGNORECASE),
)
_IN_PERCENT = re.compile(
    r"(?:[同环]比|[比较与](?:上|去)[年月季].*)?(?:增长|增速|增幅|增长率|增长速度|[同环]比|占比|比重|份额)$"
    r"|\b(?:share|growth(?: rate)?|yoy|y/y|qoq|mom|% change)$",
    re.IGNORECASE,
)
# 比上年增减 may be an amount or per cent.
_EITHER = re.compile(r"(?:增减|变动|变化|增加|减少|change)$", re.IGNORECASE)
_MAY_BE = re.compile(
    r"率|[比度]$|指数|程度|幅|系数|\b(?:rate|ratio|margin|index|percent\w*|intensity)\b",
    re.IGNORECASE,
)


def unit_next_to_percent(text: str) -> str:
    """Return the other unit of two in a title line, one of which is per cent; or nothing.

    Example:
        >>> unit_next_to_percent("万辆，%"), unit_next_to_percent("10,000 vehicles, %")
        ('万辆', '10,000 vehicles')
        >>> unit_next_to_percent("万吨、亿元")
        ''
    """
    for form in _WITH_PERCENT:
        if match := form.fullmatch(text.strip()):
            return match["unit"].strip()
    return ""


def unit_of_name(name: str) -> Literal["percent", "level", ""]:
    """Return whether values with a name are per cent, where a title line states two units.

    Returns:
        `percent`, `level` for the other unit, or an empty text if it is not certain.

    Example:
        >>> unit_of_name("同比增长"), unit_of_name("产值"), unit_of_name("利润率")
        ('percent', 'level', '')
        >>> unit_of_name("比上年增减"), unit_of_name("% change")
        ('', 'percent')
    """
    if _EITHER.search(name.strip()) and not is_percent_growth(name):
        return ""
    if is_growth_header(name) or is_share_header(name) or _IN_PERCENT.search(name.strip()):
        return "percent"
    return "" if _MAY_BE.search(name) else "level"


def percent_rows(made: LongTable, units: UnitReader) -> None:
    """State the unit of rows without one below a title line with two units."""
    names = made.fields.get("indicator_id")
    if names is None or made.units.get("value"):
        return
    made.row_units = made.row_units or [()] * made.table.height
    given = made.fields.get("unit")
    for row, name in enumerate(names):
        stated = made.row_units[row]
        own = any(isinstance(each, CellError) or each.code for each in stated)
        if own or (given is not None and given[row]) or not isinstance(name, str):
            continue
        if (pair := units.split(name)) and pair[1].code:
            continue
        if kind := unit_of_name(name):
            percent: list[UnitExpression] = [units.read("%")] if kind == "percent" else []
            made.row_units[row] = [*stated, *percent]
            continue
        error = CellError(
            "unit-missing",
            f"a title line states two units, and {name[:80]!r} may be in either; pass "
            f"units={{{name[:80]!r}: '%'}}",
        )
        made.row_units[row] = [error]
