"""Table of unit codes, of the words written for them, and of rates."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from chinaindpolicy.codes.lists import read_rows
from chinaindpolicy.errors import UnknownNameError

SCALES: Mapping[str, int] = MappingProxyType(
    {
        "万亿": 10**12,
        "千亿": 10**11,
        "百亿": 10**10,
        "十亿": 10**9,
        "亿": 10**8,
        "千万": 10**7,
        "百万": 10**6,
        "十万": 10**5,
        "万": 10**4,
        "千": 10**3,
        "百": 10**2,
    }
)
"""Scales before a unit, the longest first."""
_LABEL = re.compile(r"(?:计量)?单位[::]\s*|units?\s*:\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[【](?P<unit>[^()\[\]【】]+)[)\]】]")


class UnitWord(NamedTuple):
    """A word for a unit.

    Attributes:
        code: The code of the unit.
        factor: How many of the code one of the word is.
        scale: The scale that the word begins with: 万 of 万吨; empty for 千克.
        base: The base of an index.
    """

    code: str
    factor: Decimal
    scale: str
    base: str


class UnitCode(NamedTuple):
    """Definition of a unit code.

    Attributes:
        dimension: Its dimension, such as mass.
        ucum: Its UCUM code; empty if there is none.
        iso_4217: The ISO 4217 code of a currency.
        base_code: The code for all scales of the unit; the code itself if it is that one.
        base_factor: How many of `base_code` one of the code is.
    """

    dimension: str
    ucum: str
    iso_4217: str
    base_code: str
    base_factor: Decimal


class Rate(NamedTuple):
    """A code for one unit per another.

    Attributes:
        code: The code of the rate.
        factor: How many units of the numerator's code per one of the denominator's it is.
        denominator_factor: How many of the denominator's code it is per: 10000 for 起/万人.
    """

    code: str
    factor: Decimal
    denominator_factor: Decimal


class UnitTable(NamedTuple):
    """The units.

    Attributes:
        words: The words and codes, as they are written.
        folded: Words, codes and English names in lower case.
        codes: The codes.
        rates: The rates by the codes of numerator and denominator.
    """

    words: Mapping[str, UnitWord]
    folded: Mapping[str, UnitWord]
    codes: Mapping[str, UnitCode]
    rates: Mapping[tuple[str, str], list[Rate]]


@functools.cache
def unit_table() -> UnitTable:
    """Return the table, read once per process."""
    words: dict[str, UnitWord] = {}
    codes: dict[str, UnitCode] = {}
    rates: dict[tuple[str, str], list[Rate]] = {}
    folded: dict[str, UnitWord] = {}
    for cells in read_rows("units"):
        code, name, _, _, dimension, ucum, iso_4217, _, base_code, base_factor = cells[:10]
        above, above_factor, below, below_factor = cells[10:]
        codes[code] = UnitCode(
            dimension, ucum, iso_4217, base_code or code, Decimal(base_factor or 1)
        )
        if above:
            factor = Decimal(above_factor) / Decimal(below_factor)
            rates.setdefault((above, below), []).append(Rate(code, factor, Decimal(below_factor)))
        word = UnitWord(code, Decimal(1), "", "")
        words.setdefault(code, word)
        folded.setdefault(name.partition(" (")[0].casefold(), word)
        folded.setdefault(code.casefold().replace("_", " "), word)
    for text, code, number, _, scale, base, _ in read_rows("unit_words"):
        word = UnitWord(code, Decimal(number), scale, base)
        words[clean(text)] = word
        if len(text) >= 3:
            folded.setdefault(text.casefold(), word)
    return UnitTable(words, folded, codes, rates)


def base_unit(code: str) -> tuple[str, Decimal]:
    """Return the one code for all scales of a unit, and how many of it a code is.

    Args:
        code: The code of a unit, such as those of the reader.

    Raises:
        UnknownNameError: If there is no such code.

    Example:
        >>> base_unit("gigawatt_hour")
        ('kilowatt_hour', Decimal('1000000'))
        >>> base_unit("CNY")
        ('CNY', Decimal('1'))
    """
    codes = unit_table().codes
    if code not in codes:
        raise UnknownNameError("unit", code, codes)
    return codes[code].base_code, codes[code].base_factor


def clean(text: str) -> str:
    """Return a unit without label, brackets around it, spaces and width."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _LABEL.sub("", plain, count=1)
    bracketed = _BRACKETS.fullmatch(plain)
    if bracketed:
        plain = bracketed["unit"].strip()
    return plain if plain.isascii() else "".join(plain.split())
