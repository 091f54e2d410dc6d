"""Numbers of prose: what each number of a sentence states, in a form that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.english.numerals import english_values
from chinaindpolicy.quantity.find import find_quantities

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Mention


class Statement(NamedTuple):
    """One statement of a number: its kind, its value and its unit.

    Attributes:
        kind: `value`, `date`, `years`, `ordinal` or `name`.
        value: A number, a date such as 2024-01, two years, or the parts of a name with digits.
        unit: The unit of a value, if the unit distinguishes values: percent, currency, times.
    """

    kind: str
    value: Decimal | str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ProseNumber:
    """One number of a sentence, with everything that it states."""

    text: str
    statements: tuple[Statement, ...]


_NAMES_OF_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: f"{i:02d}" for i, name in enumerate(_NAMES_OF_MONTHS.split(" "), start=1)}
_MONTH = re.compile(rf"(?<![a-z])({'|'.join(_MONTHS)})[a-z]*")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_YEAR_RANGE = re.compile(r"([0-9]{4}) ?年? ?(?:-|–|—|~|/|至|到|to|through) ?([0-9]{4})")
_PART_OF_YEAR = re.compile(r"(first|second|third(?= q)|fourth(?= q)) (half|quarter)")
_MONTHS_OF = {
    ("half", "first"): ("01", "06"),
    ("half", "second"): ("07", "12"),
    ("quarter", "first"): ("01", "03"),
    ("quarter", "second"): ("04", "06"),
    ("quarter", "third"): ("07", "09"),
    ("quarter", "fourth"): ("10", "12"),
}
_NAME_PART = re.compile(r"[0-9a-z.]*[0-9][0-9a-z]*(?:\.[0-9]+)*")
_DIGIT = re.compile(r"\d")
_NO_NUMBERS = frozenset({"one", "dozens", "tens", "hundreds", "thousands", "millions", "phases"})
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
# Units of counted things have many names, so that only these distinguish values.
_DISTINCT_UNITS = frozenset({"percent", "times", "CNY", "USD"})
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth"),
)


@lru_cache(maxsize=8192)
def prose_numbers(text: str) -> tuple[ProseNumber, ...]:
    """Return the numbers of a text, digits and number words, with their statements.

    The word "one" alone is a pronoun or an article, a plural such as "thousands" is no number, and
    names without digits (四川) are none.

    Example:
        >>> [(found.text, *found.statements[0][:2]) for found in prose_numbers("5G by May 2025")]
        [('5G', 'name', '5g'), ('May 2025', 'date', '2025-05')]
    """
    return tuple(
        ProseNumber(found.text, tuple(_statements(found)))
        for found in find_quantities(text)
        if not _states_nothing(found)
    )


def value_of(number: Decimal, unit: str | None) -> Statement:
    """Return the statement of a value; a fall is stated by its size."""
    return Statement("value", abs(number).normalize(), unit if unit in _DISTINCT_UNITS else None)


def dates_of(iso: str) -> Iterator[Statement]:
    """Yield the statements of a period or date in ISO 8601: each date, and its year and month."""
    ends = [end for end in iso.split("/") if end != ".."]
    for end in ends:
        for length in (4, 7, 10):
            if len(end) >= length:
                yield Statement("date", end[:length])
    if len(ends) == 2:
        yield Statement("years", f"{ends[0][:4]}/{ends[1][:4]}")
        yield Statement("date", iso)


def _states_nothing(mention: Mention) -> bool:
    if mention.quantity is not None or _DIGIT.search(mention.text):
        return False
    return mention.role == "name" or mention.text.casefold() in _NO_NUMBERS


def _statements(mention: Mention) -> Iterator[Statement]:
    text = mention.text.casefold()
    if mention.role == "date" and (found := tuple(_dates(text))):
        yield from found
    elif mention.quantity is not None:
        for value in (mention.quantity.value, mention.quantity.value_upper):
            if value is not None:
                yield value_of(value, mention.quantity.unit)
    elif mention.role == "ordinal" and (number := _ordinal(text)):
        yield Statement("ordinal", number)
    elif text in english_values():
        yield value_of(Decimal(english_values()[text]), None)
    else:
        yield Statement("name", " ".join(_NAME_PART.findall(text)) or text)


def _dates(text: str) -> Iterator[Statement]:
    """Yield the dates of a lower-case text; a range of years is one statement."""
    if match := _YEAR_RANGE.search(text):
        yield Statement("years", f"{match[1]}/{match[2]}")
        return
    years: list[str] = _YEAR.findall(text)
    if years and (part := _PART_OF_YEAR.search(text)):
        start, end = _MONTHS_OF[part[2], part[1]]
        yield Statement("date", f"{years[0]}-{start}/{years[0]}-{end}")
        return
    others: list[str] = re.findall(r"[0-9]+", _YEAR.sub(" ", text))
    month = _MONTH.search(text)
    parts = [*([_MONTHS[month[1]]] if month else []), *(number.zfill(2) for number in others)]
    if parts:
        yield Statement("date", "-".join([years[0] if years else "", *parts]))
        years = years[1:]
    for year in years:
        yield Statement("date", year)


def _ordinal(text: str) -> str | None:
    """Return the number of an ordinal: 16th, No. 2, phase III, third-generation."""
    if digits := re.search(r"[0-9]+", text):
        return digits[0]
    for word in re.findall(r"[a-z]+", text):
        if word in _ORDINALS:
            return str(_ORDINALS.index(word) + 1)
        if word in _ROMAN:
            return _ROMAN[word]
    return None
