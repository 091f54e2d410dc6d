"""The units that are read: code, dimension, words and factor to the base unit.

The units are defined in `data/units.txt`, their words in `data/english.txt` and
`data/chinese.txt`.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

from chinaindpolicy.codes.unit_table import unit_table
from chinaindpolicy.quantity.core.definitions import DefinitionError, definitions, english
from chinaindpolicy.quantity.core.patterns import LazyPattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chinaindpolicy.quantity.core.definitions import Definitions
    from chinaindpolicy.quantity.types import Measure


class Unit(NamedTuple):
    """One unit code.

    Attributes:
        code: an ISO 4217 code, or a code of the package.
        dimension: the measured dimension; units of one dimension convert by their factors.
        english: its words in lower case, the one to write first.
        chinese: its words, the one to write first.
        factor: number of base units of the dimension in one unit. Currencies have no rate: 1 each,
            and a dimension of their own.
        measure: the measure of a value in this unit when the context gives no other.
    """

    code: str
    dimension: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    factor: Decimal
    measure: Measure


def build_units(table: Definitions, *languages: Definitions) -> dict[str, Unit]:
    """Return the units of a table, with their words in English and Chinese.

    Args:
        table: dimensions and units.
        languages: the words, English first.

    Raises:
        DefinitionError: if a unit has an unknown dimension or a bad factor, or words have an
            unknown unit.
    """
    dimensions, rows = table.sections["dimensions"], table.sections["units"]
    for words in languages:
        for code, entry in words.sections["units"].items():
            if code not in rows:
                raise DefinitionError(words.file, entry.line, f"unit {code!r} is not defined")
    found: dict[str, Unit] = {}
    for code, (fields, line) in rows.items():
        dimension, factor = _fields(table.file, line, fields)
        family = dimensions.get(dimension.partition(":")[0])
        if family is None:
            raise DefinitionError(table.file, line, f"dimension {dimension!r} is not defined")
        spoken, written = (
            words.sections["units"][code].words if code in words.sections["units"] else ()
            for words in languages
        )
        measure = cast("Measure", family.words[0])
        found[code] = Unit(code, dimension, spoken, written, factor, measure)
    return found


def _fields(file: str, line: int, fields: tuple[str, ...]) -> tuple[str, Decimal]:
    """Return the dimension and the factor of a unit."""
    try:
        dimension, factor = fields
        number = Decimal(factor)
    except (ValueError, InvalidOperation):
        raise DefinitionError(file, line, "expected `code: dimension, factor`") from None
    if not (number.is_finite() and number > 0):
        raise DefinitionError(file, line, f"factor {factor} is not a positive number")
    return dimension, number


@cache
def units() -> Mapping[str, Unit]:
    """Return every unit by its code.

    Example:
        >>> units()["gigawatt_hour"].factor / units()["kilowatt_hour"].factor
        Decimal('1000000')
        >>> units()["CNY"].chinese[0]
        '元'
    """
    return build_units(*map(definitions, ("units.txt", "english.txt", "chinese.txt")))


def written_unit(code: str) -> tuple[str, str]:
    """Return the English and the Chinese word to write after a number.

    Example:
        >>> written_unit("enterprise"), written_unit("gigawatt")
        (('enterprises', '家'), ('gigawatts', '吉瓦'))
    """
    unit = units()[code]
    return (unit.english or english("nouns", code))[0], unit.chinese[0]


@cache
def natural_measure(code: str | None) -> Measure:
    """Return the default measure of a unit, without context.

    Args:
        code: a unit code, or None for a bare number.

    Example:
        >>> natural_measure("percent"), natural_measure("enterprise"), natural_measure(None)
        ('share', 'count', 'level')
    """
    unit = units().get(code) if code else None
    return "level" if unit is None else unit.measure


_WORD = LazyPattern("[a-z]+")


@cache
def english_words() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the English unit phrases by their first word, the longest first, with codes."""
    found: dict[str, list[tuple[str, str]]] = {}
    for phrase, code in definitions("english.txt").by_word("units").items():
        word = _WORD.match(phrase)
        head = word.group() if word else phrase[: 2 if phrase[0] == "°" else 1]
        found.setdefault(head, []).append((phrase, code))
    return {
        head: tuple(sorted(phrases, key=lambda entry: -len(entry[0])))
        for head, phrases in found.items()
    }


@cache
def chinese_words() -> Mapping[str, str]:
    """Return the unit code of every Chinese unit word, and of Latin symbols next to Chinese."""
    return definitions("chinese.txt").by_word("units")


@cache
def rate_code(numerator: str, denominator: str, factor: Decimal) -> str | None:
    """Return the code of one unit per another, or None if no code is exactly that.

    Args:
        numerator: a unit code.
        denominator: a unit code.
        factor: how many units of `denominator` the rate is per: 10000 for 起/万人.

    Example:
        >>> rate_code("CNY", "person", Decimal(1)), rate_code("kilometre", "hour", Decimal(1))
        ('CNY_per_person', None)
        >>> rate_code("CNY", "kilogram", Decimal(1))  # the list has yuan per tonne
    """
    table = unit_table()
    if numerator not in table.codes or denominator not in table.codes:
        return None
    above, below = table.codes[numerator], table.codes[denominator]
    for rate in table.rates.get((above.base_code, below.base_code), ()):
        size = above.base_factor / (below.base_factor * factor)
        if size == rate.factor and rate.code in units():
            return rate.code
    return None
