"""Format values and periods of records in Chinese, as official statistics print them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from chinaindpolicy.lang.texts import texts
from chinaindpolicy.model.serialize import format_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chinaindpolicy.model.describe import Quantified
    from chinaindpolicy.model.records import Unit

# Each scale with the most digits of its numbers; 42989 is printed in full, not as 4.2989万.
_SCALES = ((12, "万亿", 6), (8, "亿", 6), (4, "万", 4))
# Amounts of money and rates are low or high; things that are counted are few or many.
_NOT_COUNTED = re.compile("percent|percentage_point|times|[A-Z]{3}")


def chinese_units(units: Iterable[Unit]) -> Mapping[str, str]:
    """Return the text of each unit after a number, by the code of the unit.

    Example:
        >>> import chinaindpolicy as cip
        >>> words = chinese_units(cip.units)
        >>> words["CNY"], words["percent"], words["enterprise"]
        ('元', '%', '家')
    """
    say = texts("zh")
    names = {unit.id: unit.name_zh or f" {unit.id}" for unit in units}
    own = {id: say.code("unit", id) for id in names}
    return {id: name if own[id] == id else own[id] for id, name in names.items()}


def chinese_number(value: Decimal) -> str:
    """Format a number with 万, 亿 and 万亿; an exact value is never rounded.

    Example:
        >>> chinese_number(Decimal("2100000000000")), chinese_number(Decimal(500000))
        ('2.1万亿', '50万')
        >>> chinese_number(Decimal(42989)), chinese_number(Decimal("123456789.5"))
        ('42989', '123,456,789.5')
    """
    for exponent, name, digits in _SCALES:
        if abs(value) >= Decimal(10) ** exponent:
            scaled = format_decimal(value.scaleb(-exponent))
            if len(scaled.replace(".", "").lstrip("-")) <= digits:
                return f"{scaled}{name}"
    plain = format_decimal(value)
    return f"{Decimal(plain):,}" if abs(value) >= Decimal(10) ** 5 else plain


def chinese_value(record: Quantified, units: Mapping[str, str]) -> str:
    """Format a value with comparator and unit.

    Args:
        record: A target, figure or outcome.
        units: The text of each unit, from `chinese_units`.

    Example:
        >>> import chinaindpolicy as cip
        >>> units = chinese_units(cip.units)
        >>> chinese_value(cip.targets["components-plan-sales-2023"], units)
        '2.1万亿元'
        >>> chinese_value(cip.targets["zhejiang-2024-major-projects"], units)
        '不少于1000个项目'
    """
    if record.value is None:
        return texts("zh")("no number")
    unit = record.unit or "item"
    words = units.get(unit, f" {unit}")
    amount = chinese_number(record.value)
    if record.value_upper is not None:
        first = f"{amount}%" if words == "%" else amount
        amount = f"{first}至{chinese_number(record.value_upper)}"
    return f"{_sign(record.comparator or 'eq', unit)}{amount}{words}"


def _sign(comparator: str, unit: str) -> str:
    if comparator in ("eq", "range"):
        return ""
    if comparator == "ge" and not _NOT_COUNTED.fullmatch(unit):
        return "不少于"
    return texts("zh").code("comparator", comparator)


_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def chinese_period(period: str | None) -> str:
    """Format a period; an empty string if it is missing.

    Example:
        >>> chinese_period("../2025"), chinese_period("2021/2023"), chinese_period("2024-11-22")
        ('到2025年', '2021—2023年', '2024年11月22日')
        >>> chinese_period("2024-01/2024-03"), chinese_period("2023-11/2024-02")
        ('2024年1—3月', '2023年11月至2024年2月')
    """
    if period is None:
        return ""
    start, _, end = period.rpartition("/")
    if not start:
        return _date(end)
    if start == "..":
        return f"到{_date(end)}"
    if end == "..":
        return f"{_date(start)}起"
    if len(start) == len(end) == len("2021"):
        return f"{start}—{end}年"
    if len(start) == len(end) == len("2021-01") and start[:4] == end[:4]:
        return f"{start[:4]}年{int(start[5:])}—{int(end[5:])}月"
    return f"{_date(start)}至{_date(end)}"


def _date(text: str) -> str:
    if not (match := _DATE.fullmatch(text)):
        return text
    parts = zip(match.groups(), "年月日", strict=True)
    return "".join(f"{int(part)}{name}" for part, name in parts if part)
