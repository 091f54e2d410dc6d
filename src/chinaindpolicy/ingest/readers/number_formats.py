"""Spreadsheet number formats: words and numbers that a cell displays but does not store."""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chinaindpolicy.model.serialize import decimal_digits

# Parts of a format: quoted and escaped text, brackets, padding, other characters.
_PART = re.compile(r'"([^"]*)"?|[\\!](.)|\[([^\]]*)\]|[_*].|(.)', re.DOTALL)
_PERCENT = re.compile(r"(?:\[[^\]]*\]|\"[^\"]*\"|\\.|[^;\"\\\[])*%")
_PLACE = "0#?"


@dataclass(frozen=True, slots=True)
class NumberDisplay:
    """Display of a number.

    Attributes:
        before: Words before it.
        after: Words after it, such as a unit.
        other: True if another number is shown: scaled by commas, or with text inside.
        mask: Zeros for the digits of a code, with the separators between them, such as `000` or
            `0000-00`; empty if no more digits are shown than the number has.
    """

    before: str = ""
    after: str = ""
    other: bool = False
    mask: str = ""

    def digits(self, value: float) -> str | None:
        """Return a whole number with the leading zeros and separators of the mask.

        Example:
            >>> NumberDisplay(mask="000").digits(7), NumberDisplay(mask="0000-00").digits(202303)
            ('007', '2023-03')
        """
        if not self.mask or value != int(value):
            return None
        remaining = list(f"{abs(int(value)):0{self.mask.count('0')}d}")
        shown: list[str] = []
        for code in reversed(self.mask):
            shown.append(remaining.pop() if code == "0" else code)
        text = "".join([*remaining, *reversed(shown)])
        return f"-{text}" if value < 0 else text


@functools.lru_cache(maxsize=1024)
def date_pattern(style: str) -> str:
    """Return the strftime pattern for the parts of a date that a number format displays.

    Example:
        >>> date_pattern('yyyy"年"m"月";@'), date_pattern("yyyy"), date_pattern("yyyy/m/d")
        ('%Y-%m', '%Y', '%Y-%m-%d')
    """
    shown = set("".join(code for code, _ in _sections(style)[0]).lower())
    # "e" is the year of an era; "a" a day of the week, if no part of AM/PM.
    if not shown & set("ye") or shown & set("dhsa"):
        return "%Y-%m-%d"
    return "%Y-%m" if "m" in shown else "%Y"


@functools.lru_cache(maxsize=1024)
def number_shown(style: str, sign: int) -> NumberDisplay:
    """Return the display of a number in a number format.

    Args:
        style: The number format.
        sign: -1, 0 or 1, as the number is.

    Example:
        >>> number_shown('0.00"亿元"', 1).after, number_shown("#,##0,", 1).other
        ('亿元', True)
    """
    sections = _sections(style)
    if any(re.match(r"\[[<>=]", text) for each in sections for _, text in each):
        found = [_shown(each) for each in sections]
        return (
            found[0] if len(set(found)) == 1 else NumberDisplay(other=any(map(_says_more, found)))
        )
    at = {-1: 1, 0: 2}.get(sign, 0)
    return _shown(sections[at] if at < len(sections) else sections[0])


def _says_more(shown: NumberDisplay) -> bool:
    return shown != NumberDisplay()


def _sections(style: str) -> list[list[tuple[str, str]]]:
    """Split a format into its sections (positive, negative, zero) of codes and texts."""
    sections: list[list[tuple[str, str]]] = [[]]
    general = style.replace("General", "0").replace("GENERAL", "0")
    for match in _PART.finditer(general):
        quoted, escaped, bracketed, code = match.groups()
        if code == ";":
            sections.append([])
        elif code is not None and code.isascii():
            sections[-1].append((code, ""))
        elif bracketed is not None:
            sections[-1].append(("", f"[{bracketed}]"))
        else:
            sections[-1].append(("", quoted or escaped or code or ""))
    return sections


def _shown(section: list[tuple[str, str]]) -> NumberDisplay:
    places = [at for at, (code, _) in enumerate(section) if code and code in _PLACE]
    words = [
        (at, text) for at, (_, text) in enumerate(section) if text and not text.startswith("[")
    ]
    if not places:
        # A number displayed as a word only; displayed as a dash or blank, it is zero.
        return NumberDisplay(other=_wordy("".join(text for _, text in words)))
    first, last = places[0], places[-1]
    before = "".join(text for at, text in words if at < first)
    inside = "".join(text for at, text in words if first < at < last)
    after = "".join(text for at, text in words if at > last)
    scaled = last + 1 < len(section) and section[last + 1][0] == ","
    codes = "".join(code for code, _ in section)
    scaled = scaled or re.search(r"[0#?],+\.", codes) is not None
    mask = "" if scaled else _mask(section[first : last + 1])
    return NumberDisplay(
        before if _wordy(before) else "",
        after if _wordy(after) else "",
        not mask and (scaled or inside.strip() != ""),
        mask,
    )


def _mask(section: list[tuple[str, str]]) -> str:
    """Return the digits of a code; empty for a format of amounts, with points or free places."""
    shown = "".join(code or text for code, text in section)
    return shown if re.fullmatch(r"0+(?:-?0+)+", shown) else ""


def _wordy(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def shown_otherwise(value: Any, style: str) -> bool:
    """Return whether a cell displays another number than it stores."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return number_shown(style, (value > 0) - (value < 0)).other


def written(value: Any, style: str) -> str:
    """Return a cell value as exact text, with the words of its number format."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return _day(value, style) if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date):
        return _day(value, style)
    if isinstance(value, datetime.time):
        return value.isoformat()
    if isinstance(value, (int, float)):
        number = Decimal(repr(value))
        if _PERCENT.match(style):
            return f"{decimal_digits(number * 100)}%"
        shown = number_shown(style, (value > 0) - (value < 0))
        digits = shown.digits(value) or decimal_digits(number)
        return f"{shown.before}{digits}{shown.after}"
    return str(value)


def _day(value: datetime.date, style: str) -> str:
    """Return a date as far as it is shown: a month is not its first day."""
    day = datetime.date(value.year, value.month, value.day).isoformat()
    return day[: {"%Y": 4, "%Y-%m": 7}.get(date_pattern(style), 10)]
