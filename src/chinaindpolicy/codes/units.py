"""Lookup of written units."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from chinaindpolicy._similar import nearest
from chinaindpolicy.codes.unit_table import SCALES, UnitWord, clean, unit_table

# Units of these dimensions never have a scale word: 12.3万 of percent is an error.
_UNSCALED = frozenset(
    ("ratio", "index", "multiple", "time", "temperature", "level", "frequency", "pressure")
)
# A denominator with a scale counts people, households or money: 万吨/亿立方米 are two units.
_SCALED_DENOMINATORS = frozenset(("count", "currency"))
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"10(?:(?P<high>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?:\^|\*\*)(?P<low>[0-9]{1,2}))\s*(?P<unit>.+)")
_RENMINBI = re.compile(r"(?:人民币|rmb)(?P<after>.+)|(?P<before>.+?)\(?人民币\)?", re.IGNORECASE)
_SEVERAL = re.compile(r"[、,;]|或|及|和")
_BASES: Mapping[str, str] = MappingProxyType(
    {
        "上年": "previous_year",
        "上年同月": "same_month_previous_year",
        "上年同期": "same_period_previous_year",
        "上月": "previous_month",
        "上年价格": "previous_year_prices",
        "上季": "previous_quarter",
        "上季度": "previous_quarter",
        "去年": "previous_year",
        "去年同期": "same_period_previous_year",
        "去年同月": "same_month_previous_year",
        "previous year": "previous_year",
        "same month of previous year": "same_month_previous_year",
        "same period of previous year": "same_period_previous_year",
        "previous month": "previous_month",
        "previous quarter": "previous_quarter",
    }
)
_INDEX = re.compile(
    r"(?:index|指数)?\s*[,:(]?\s*以?(?P<base>[^=以为,:()]+?)\s*(?:=\s*|为)100(?:\.0+)?\)?",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"([12][0-9]{3})年?(?:价格)?|([12][0-9]{3})(?:年|-)([0-9]{1,2})月?"
    r"|([12][0-9]{3})年?[-–—~至/]([12][0-9]{3})年?"
)
_EARLIER = re.compile(r"\b(?:preceding|prior|last)\b")

UnitReason = Literal["unknown", "two-units", "scale-only", "no-scale"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A written unit.

    Attributes:
        code: The code of the unit, the same for all scales.
        factor: How many of the code one of the written unit is: 100000000 for 亿元.
        dimension: Its dimension, such as mass.
        ucum: The UCUM code of `code`; empty if there is none.
        iso_4217: The ISO 4217 code of a currency; empty for others.
        base: The base of an index: `previous_year` for 上年=100, `2020` for 2020年=100. Indices
            with different bases must not be compared.
        text: The unit as it was written.
    """

    code: str
    factor: Decimal
    dimension: str
    ucum: str
    iso_4217: str
    base: str
    text: str


@dataclass(frozen=True, slots=True)
class NoUnit:
    """A text that is not one unit; it is false.

    Attributes:
        text: The text.
        reason: `unknown`, `two-units`, `scale-only` (亿 without a unit) or `no-scale` (万%).
        message: The reason, as a sentence.
    """

    text: str
    reason: UnitReason
    message: str

    def __bool__(self) -> bool:
        """Return False, so that `if find_unit(...)` tests for a unit."""
        return False

    def similar(self) -> tuple[str, ...]:
        """Return words of the list that are similar to the text."""
        return nearest(clean(self.text)[:40], unit_table().words)


def find_unit(word: str) -> Unit | NoUnit:
    """Return the unit of a written word, or the reason why it is not a unit.

    The longest word decides: 千瓦 is a unit and not 1,000 瓦, 人次 is not 人, 百分点 is not %.
    Rates need both of their units: 元/人. Two units in one bracket are rejected.

    Args:
        word: The unit as a table writes it, such as 亿元, 万千瓦小时, 吨标准煤/万元 or 上年=100.

    Returns:
        A `Unit`; or a `NoUnit`, which is false and has the reason.

    Example:
        >>> unit = find_unit("亿千瓦小时")
        >>> unit.code, unit.factor, unit.ucum
        ('kilowatt_hour', Decimal('100000000'), 'kW.h')
        >>> find_unit("万元/人").code, find_unit("2020年=100").base
        ('CNY_per_person', '2020')
        >>> find_unit("万千升、万吨").message
        "'万千升、万吨' is more than one unit; state the one that the values are in"
        >>> bool(find_unit("bananas"))
        False
    """
    return _find(word)


@functools.lru_cache(maxsize=8192)
def _find(text: str) -> Unit | NoUnit:
    power = _POWER.fullmatch(text.strip())
    if power:
        found = _find(power["unit"])
        if isinstance(found, NoUnit):
            return _unknown(text)
        if not _is_scalable(found.dimension):
            return _unscaled(text, found.code)
        exponent = int((power["high"] or power["low"]).translate(_SUPERSCRIPTS))
        return replace(found, factor=found.factor * 10**exponent, text=text)
    written = clean(text)
    for read in (_whole, _index, _renminbi, _rate, _scaled):
        found_or_none = read(text, written)
        if found_or_none is not None:
            return found_or_none
    return _unknown(text)


def _unit(word: UnitWord, text: str, scale: int = 1) -> Unit:
    code = unit_table().codes[word.code]
    return Unit(
        word.code, word.factor * scale, code.dimension, code.ucum, code.iso_4217, word.base, text
    )


def _whole(text: str, written: str) -> Unit | None:
    table = unit_table()
    word = table.words.get(written) or table.folded.get(written.casefold())
    return _unit(word, text) if word else None


def _index(text: str, written: str) -> Unit | None:
    match = _INDEX.fullmatch(written)
    if match is None:
        return None
    base = " ".join(_EARLIER.sub("previous", match["base"].casefold()).split())
    named = _BASES.get(base.removeprefix("the ").replace(" the ", " "))
    year = _YEAR.fullmatch(base)
    if named is None and year:
        named = year[1] or (f"{year[4]}/{year[5]}" if year[4] else f"{year[2]}-{int(year[3]):02}")
    return _unit(UnitWord("index", Decimal(1), "", named), text) if named else None


def _renminbi(text: str, written: str) -> Unit | None:
    match = _RENMINBI.fullmatch(written)
    if match is None:
        return None
    found = _find(match["after"] or match["before"])
    return replace(found, text=text) if isinstance(found, Unit) and found.code == "CNY" else None


def _rate(text: str, written: str) -> Unit | NoUnit | None:
    """Return a rate of the list, by its numerator and denominator."""
    if _SEVERAL.search(written):
        parts = [part for part in _SEVERAL.split(written) if part]
        if len(parts) > 1 and all(_single(part) for part in parts):
            return _two_units(text)
        return None
    parts = re.split(r"/|每", written)
    if len(parts) > 2 and all(_single(part) for part in parts):
        return _two_units(text)
    if len(parts) != 2:
        return None
    above, below = map(_single, parts)
    if above is None or below is None:
        return None
    is_scaled = parts[1].startswith(tuple(SCALES)) and parts[1] not in _unscaled_words()
    if is_scaled and below.dimension not in _SCALED_DENOMINATORS:
        return _two_units(text)
    rates = unit_table().rates.get((above.code, below.code))
    if not rates:
        return None
    rate = next((each for each in rates if each.denominator_factor == below.factor), rates[0])
    factor = Decimal(f"{above.factor / below.factor / rate.factor:f}")
    return _unit(UnitWord(rate.code, factor, "", ""), text)


@functools.cache
def _unscaled_words() -> frozenset[str]:
    return frozenset(text for text, word in unit_table().words.items() if not word.scale)


def _single(written: str) -> Unit | None:
    found = _whole(written, written) or _scaled(written, written)
    return found if isinstance(found, Unit) else None


def _scaled(text: str, written: str) -> Unit | NoUnit | None:
    for scale, factor in SCALES.items():
        if not written.startswith(scale):
            continue
        rest = written.removeprefix(scale)
        if not rest:
            return NoUnit(text, "scale-only", f"{text!r} is a scale without a unit")
        word = unit_table().words.get(rest)
        if word is None or word.scale or not rest:
            continue
        unit = _unit(word, text, factor)
        return unit if _is_scalable(unit.dimension) else _unscaled(text, unit.code)
    return None


def _is_scalable(dimension: str) -> bool:
    return dimension not in _UNSCALED and "/" not in dimension


def _unscaled(text: str, code: str) -> NoUnit:
    return NoUnit(text, "no-scale", f"{text!r} is not a unit: {code} is written without a scale")


def _unknown(text: str) -> NoUnit:
    return NoUnit(text, "unknown", f"{text!r} is not a known unit")


def _two_units(text: str) -> NoUnit:
    return NoUnit(
        text,
        "two-units",
        f"{text!r} is more than one unit; state the one that the values are in",
    )
