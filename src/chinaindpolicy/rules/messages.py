"""Messages of findings on cells and rows: the value, the problem, and the fix."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from chinaindpolicy._similar import nearest
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.fields import ID_PATTERN
from chinaindpolicy.model.periods import period_bounds
from chinaindpolicy.rules.engines.base import ITEM_START, items_of
from chinaindpolicy.rules.wrong_cells import wrong_cell

_LONGEST = 120
_FORMS: Mapping[str, str] = MappingProxyType(
    {
        ID_PATTERN: "lowercase letters, digits and single hyphens, such as 'chip-output-2024'",
        r"^[A-Za-z][A-Za-z0-9_]*$": "letters, digits and underscores, such as 'CNY'",
        r"^[0-9a-f]{64}$": "64 hexadecimal digits in lowercase",
        r"^[A-Z]{3}$": "an ISO 4217 code of three capital letters, such as 'CNY'",
        r"^[0-9]{6}$": "a GB/T 2260 code of six digits, such as '110000'",
    }
)
_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("=", "==", "equal", "equals", "exact"), "eq"),
        **dict.fromkeys((">", "more than", "over", "above", "greater"), "gt"),
        **dict.fromkeys((">=", "≥", "⩾", "=>", "at least", "min", "minimum"), "ge"),
        **dict.fromkeys(("<", "less than", "below", "under"), "lt"),
        **dict.fromkeys(("<=", "≤", "⩽", "=<", "at most", "max", "maximum"), "le"),
        **dict.fromkeys(("~", "≈", "about", "around", "approximately", "约"), "approx"),
        **dict.fromkeys(("between", "from-to", "interval"), "range"),
        **dict.fromkeys(("actual", "real", "reported", "realized"), "observed"),
        **dict.fromkeys(("projection", "projected", "prediction", "predicted"), "forecast"),
        **dict.fromkeys(("estimate", "preliminary"), "estimated"),
    }
)


def shown(value: object) -> str:
    """Return a value as messages show it: text in quotation marks, long text shortened.

    Example:
        >>> shown("CNY"), shown(12.0), shown(None), shown("x" * 200)[-4:]
        ("'CNY'", '12', 'empty', "xx…'")
    """
    if value is None:
        return "empty"
    if isinstance(value, float):
        return f"{value:.15g}"
    if not isinstance(value, str):
        return str(value)
    text = "|".join(items_of(value)) if value.startswith(ITEM_START) else value
    return repr(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def filled(template: str, value: Callable[[str], object]) -> str:
    """Return a template with the value of each column in braces.

    Example:
        >>> filled("unit is {unit}", {"unit": "CNY"}.get)
        "unit is 'CNY'"
    """
    return re.sub(r"\{([^{}]+)\}", lambda match: shown(value(match[1])), template)


def cell_message(code: str, spec: ColumnSpec, value: Any, profile: str) -> str:
    """Return the message of a finding on a cell, except ids that are unknown.

    Args:
        code: The rule.
        spec: The column.
        value: The value of the cell, as it was read.
        profile: The profile of the check.
    """
    name = spec.name
    match code:
        case "value-missing" if spec.type == "list":
            return f"{name} is null; write a list without items as an empty list, []"
        case "value-missing":
            return f"{name} is empty; the {profile} profile requires a value in every row"
        case "pattern-mismatch":
            return f"{name} is {shown(value)}; allowed are {_form(spec)}"
        case "too-long":
            return _too_long(spec, value)
        case "code-unknown":
            return _unknown_code(spec, str(value))
        case "below-minimum":
            return f"{name} is {shown(value)}; the minimum is {spec.minimum}"
        case "value-not-finite":
            return f"{name} is {shown(value)}; use a finite number, or leave a missing value empty"
        case "period-unparsable":
            return _invalid_period(name, str(value))
        case _:
            return wrong_cell(name, spec.type, shown(value))


def _form(spec: ColumnSpec) -> str:
    pattern = spec.pattern or ""
    if pattern in _FORMS:
        return _FORMS[pattern]
    if r"\x00-\x1f" in pattern:
        bar = " or |" if "|" in pattern else ""
        return f"text without space at the start and without control characters{bar}"
    return f"values that match {pattern}"


def _too_long(spec: ColumnSpec, value: Any) -> str:
    most, text = spec.max_length, str(value)
    if spec.type == "list":
        longest = max(items_of(text), key=len, default="")
        return f"an item of {spec.name} has {len(longest)} characters; the limit is {most}"
    return f"{spec.name} has {len(text)} characters; the limit is {most}"


def _unknown_code(spec: ColumnSpec, value: str) -> str:
    plain = value.strip().casefold().replace("_", " ")
    near = _SIGNS.get(plain, "")
    if near not in spec.categories:
        near = next(iter(nearest(value, spec.categories, most=1)), "")
    use = f"; use {near!r}" if near else ""
    return f"{spec.name} {shown(value)} is not allowed{use} (allowed: {', '.join(spec.categories)})"


def _invalid_period(name: str, value: str) -> str:
    use = suggested_period(value)
    if use:
        return f"{name} {shown(value)} is not an ISO 8601 period; write {use!r}"
    try:
        period_bounds(value)
    except ValueError as error:
        reason = str(error)
        if "is not a valid date" in reason or "ends before" in reason:
            return f"{name} {reason}" if value in reason else f"{name} {shown(value)}: {reason}"
    return (
        f"{name} {shown(value)} is not an ISO 8601 period; "
        "expected a period such as 2024, 2024-06, ../2025 or 2021/2023"
    )


_QUARTER = re.compile(r"([0-9]{4})[\s-]*[Qq]([1-4])|[Qq]([1-4])[\s/-]*([0-9]{4})")
_HALF = re.compile(r"([0-9]{4})[\s-]*[Hh]([12])|[Hh]([12])[\s/-]*([0-9]{4})")
_YEAR = re.compile(r"([0-9]{4})(?:年度?|\.0)")
_MONTH = re.compile(r"([0-9]{4})(?:年|[/.M]|-)([0-9]{1,2})月?")
_DAY = re.compile(r"([0-9]{4})[/.年]([0-9]{1,2})[/.月]([0-9]{1,2})日?")
_YEARS = re.compile(r"([0-9]{4})\s*(?:-|–|—|~|至|to)\s*([0-9]{4})年?")


def suggested_period(text: str) -> str:
    """Return the ISO 8601 period that a text most likely means; empty if unclear.

    Example:
        >>> suggested_period("2024Q1"), suggested_period("2024年6月"), suggested_period("spring")
        ('2024-01/2024-03', '2024-06', '')
    """
    text = text.strip()
    for pattern, months in ((_QUARTER, 3), (_HALF, 6)):
        if match := pattern.fullmatch(text):
            year, part = match[1] or match[4], int(match[2] or match[3])
            return f"{year}-{part * months - months + 1:02d}/{year}-{part * months:02d}"
    if match := _YEAR.fullmatch(text):
        return match[1]
    if (match := _YEARS.fullmatch(text)) and match[1] <= match[2]:
        return f"{match[1]}/{match[2]}"
    if (match := _MONTH.fullmatch(text)) and 1 <= int(match[2]) <= 12:
        return f"{match[1]}-{int(match[2]):02d}"
    if match := _DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        if year and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            return f"{year:04d}-{month:02d}-{day:02d}"
    return ""
