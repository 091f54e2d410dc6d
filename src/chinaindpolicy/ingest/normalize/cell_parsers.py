"""Cell parsers by column type and reference."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from chinaindpolicy._similar import nearest
from chinaindpolicy.ingest.normalize.cell_values import CellError, ParsedCell, nfkc
from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.period_parser import read_day, read_period
from chinaindpolicy.ingest.normalize.plain_numbers import exact, number_in
from chinaindpolicy.ingest.normalize.raw_table import is_scalar, is_sequence, text_of
from chinaindpolicy.ingest.normalize.unit_parser import UnitReader
from chinaindpolicy.ingest.normalize.unit_symbols import sdmx_units
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.periods import PERIOD_PATTERN
from chinaindpolicy.model.serialize import LIST_DELIMITER

Reader = Callable[[Any], ParsedCell]

MISSING = frozenset(
    (
        *(
            "",
            "..",
            ":",
            "-",
            "--",
            "---",
            "—",
            "——",
            "–",
            "―",
            "…",
            "……",
            "...",
            "......",
            "/",
            "\\",
            "*",
        ),
        *("n/a", "n.a.", "na", "#n/a", "nan", "nat", "null", "none", "nil", "_z"),
        *("missing", "not available", "无", "暂无", "不详", "未公布", "缺失", "空", "空缺"),
    )
)
"""Marks for a missing value, in lower case."""

# Eurostat puts a flag next to the mark for a missing value: ": c".
_FLAGGED = re.compile(r": ?[a-z]{1,2}")

COMPARATORS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("=", "==", "等于", "达到", "equal", "equals"), "eq"),
        **dict.fromkeys((">", "超过", "高于", "大于", "突破", "more than", "over", "above"), "gt"),
        **dict.fromkeys(("≥", ">=", "不低于", "不少于", "至少", "以上", "at least"), "ge"),
        **dict.fromkeys(("<", "低于", "不足", "小于", "不到", "less than", "below"), "lt"),
        **dict.fromkeys(("≤", "<=", "不超过", "至多", "以内", "at most", "up to"), "le"),
        **dict.fromkeys(("≈", "~", "约", "左右", "about", "around", "approximately"), "approx"),
        **dict.fromkeys(("区间", "范围", "至", "between"), "range"),
    }
)
"""Signs and words of comparison, besides the codes."""

_TRUTHS = {
    **dict.fromkeys(("true", "yes", "是", "1"), True),
    **dict.fromkeys(("false", "no", "否", "0"), False),
}
_PLAIN = (str, int, float, Decimal, datetime.date, datetime.time)
_ITEM_MARKS = ("；", ";", "、")


def is_missing(cell: Any, spec: ColumnSpec, more: frozenset[str]) -> bool:
    """Return whether a cell is a mark for a missing value."""
    if isinstance(cell, float):
        return cell != cell
    if not isinstance(cell, str):
        return False
    mark = nfkc(cell).casefold()
    if mark in more:
        return True
    # A code of the column is never a missing mark, even if the word means nothing.
    return (mark in MISSING or _FLAGGED.fullmatch(mark) is not None) and mark not in spec.categories


def reader(spec: ColumnSpec, names: Mapping[str, NameLookup]) -> Reader:
    """Return the parser of the cells of a column.

    Args:
        spec: The column.
        names: The names of the rows of each table that the column may refer to.
    """
    if spec.type == "list":
        item = _reader_of_one(spec, names)
        return lambda cell: _list(cell, item)
    return _reader_of_one(spec, names)


def _reader_of_one(spec: ColumnSpec, names: Mapping[str, NameLookup]) -> Reader:
    if spec.meaning.referenced_table == "units":
        listed = names["units"].ids
        return lambda cell: _unit(cell, listed)
    if spec.meaning.referenced_table:
        known = names[spec.meaning.referenced_table]
        return lambda cell: ParsedCell(known.find(scalar(cell)), "name")
    if spec.pattern == PERIOD_PATTERN:
        return lambda cell: ParsedCell(read_period(scalar(cell)), "period")
    if spec.categories:
        return lambda cell: ParsedCell(_code(scalar(cell), spec), "code")
    by_type: dict[str, Reader] = {
        "string": _text,
        "list": _text,
        "integer": _integer,
        "number": _number,
        "boolean": _boolean,
        "date": lambda cell: ParsedCell(_day(cell), "period"),
    }
    return by_type[spec.type]


def scalar(cell: Any) -> Any:
    """Return a cell that is a single value.

    Raises:
        CellError: If it is a list or an object of another kind.
    """
    if not is_scalar(cell):
        raise CellError("type-unreadable", "the cell is a list or object; one value is expected")
    if not isinstance(cell, _PLAIN):
        raise CellError("type-unreadable", f"a {type(cell).__name__} is not a value of a table")
    return cell


def _text(cell: Any) -> ParsedCell:
    text = text_of(scalar(cell)) or ""
    return ParsedCell(text.strip(), "spaces")


def _day(cell: Any) -> datetime.date:
    if isinstance(cell, datetime.date) and not isinstance(cell, datetime.datetime):
        return cell
    return read_day(scalar(cell))


def _number(cell: Any) -> ParsedCell:
    number = number_in(scalar(cell))
    if number is None:
        raise CellError("type-unreadable", f"{(text_of(cell) or '')[:80]!r} is not a number")
    return ParsedCell(exact(number), "" if says_same(cell, number) else "digits")


def says_same(cell: Any, number: Decimal) -> bool:
    """Return whether a cell is a plain number equal to this one."""
    if not isinstance(cell, str):
        return number_in(cell) == number
    bare = cell.removeprefix("-").replace(".", "", 1)
    return bare.isascii() and bare.isdigit() and Decimal(cell) == number


def _integer(cell: Any) -> ParsedCell:
    number = number_in(scalar(cell))
    if number is None or number != number.to_integral_value() or abs(number) >= 2**63:
        raise CellError("type-unreadable", f"{(text_of(cell) or '')[:80]!r} is not a whole number")
    return ParsedCell(int(number), "" if says_same(cell, number) else "digits")


def _boolean(cell: Any) -> ParsedCell:
    found = _TRUTHS.get(nfkc(text_of(scalar(cell)) or "").casefold())
    if found is None:
        raise CellError(
            "type-unreadable", f"{(text_of(cell) or '')[:80]!r} is neither true nor false"
        )
    return ParsedCell(found, "code")


def _unit(cell: Any, listed: Collection[str]) -> ParsedCell:
    text = str(scalar(cell)).strip()
    if text in listed:  # a code of the release, which the parser may not know
        return ParsedCell(text, "unit")
    found = UnitReader().read(sdmx_units().get(text, text))
    if found.factor != 1:
        raise CellError(
            "unit-unreadable",
            f"{cell!r} is {found.factor} {found.code}: there is no value here to take the scale",
            found.code,
        )
    return ParsedCell(found.code, "unit")


def _code(cell: Any, spec: ColumnSpec) -> str:
    text = str(cell)
    if text in spec.categories:
        return text
    word = nfkc(text).casefold()
    folded = word.replace(" ", "_").replace("-", "_")
    if folded in spec.categories:
        return folded
    if spec.name == "comparator":
        if word in COMPARATORS:
            return COMPARATORS[word]
        raise CellError(
            "comparator-unreadable",
            f"{text!r} is not a comparator: expected {', '.join(spec.categories)} or a sign",
        )
    near = nearest(folded, spec.categories)
    hint = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(spec.categories)}"
    raise CellError("code-unreadable", f"{text!r} is not a code of {spec.name}; {hint}")


def _list(cell: Any, item: Reader) -> ParsedCell:
    if is_sequence(cell):
        parts = [part for part in cell if part is not None]
    else:
        text = str(cell)
        mark = next(
            (mark for mark in (LIST_DELIMITER, *_ITEM_MARKS) if mark in text), LIST_DELIMITER
        )
        parts = [part for part in text.split(mark) if part.strip()]
    return ParsedCell([item(part).value for part in parts], "list")
