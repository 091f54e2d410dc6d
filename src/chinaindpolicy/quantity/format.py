"""Formatter of quantities in English and Chinese: `format_quantity`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy._similar import nearest
from chinaindpolicy.quantity.core.numerals import MAX_DIGITS, shifted
from chinaindpolicy.quantity.grammar.direction import measure_of
from chinaindpolicy.quantity.parse import parse_quantity
from chinaindpolicy.quantity.types import QuantityError
from chinaindpolicy.quantity.units import natural_measure, units, written_unit

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Direction, Language, Measure, Quantity

_COMPARING = {
    "en": {"eq": "", "gt": "more than ", "ge": "at least ", "lt": "less than ",
           "le": "no more than ", "approx": "about ", "range": ""},
    "zh": {"eq": "", "gt": "超过", "ge": "不低于", "lt": "低于", "le": "不超过", "approx": "约",
           "range": ""},
}  # fmt: skip
_SCALES = {
    "en": ((12, " trillion"), (9, " billion"), (6, " million")),
    "zh": ((12, "万亿"), (8, "亿"), (4, "万")),
}
_CHANGING = {
    ("en", "up"): "an increase of ",
    ("en", "down"): "a decline of ",
    ("zh", "up"): "增长",
    ("zh", "down"): "下降",
}
_ATTACHED = ("percent", "per_mille")


@public
@checked
def format_quantity(quantity: Quantity, language: Language = "en") -> str:
    """Write a quantity so that `parse_quantity` reads the same quantity again.

    Args:
        quantity: the quantity. Of an ambiguous one the literal reading is written, with
            unambiguous separators.
        language: `en` or `zh`.

    Returns:
        The expression, with the scale words of the language where they are exact.

    Raises:
        ValueError: if no expression means this: an unknown unit or language, a `unit_text` that is
            not read again, a range without its upper end, a measure or direction that the unit
            cannot have, a number of more digits than are read.

    Example:
        >>> from decimal import Decimal
        >>> from chinaindpolicy.quantity import Quantity
        >>> quantity = Quantity("gt", Decimal("16190000000000"), unit="CNY")
        >>> format_quantity(quantity), format_quantity(quantity, "zh")
        ('more than 16.19 trillion yuan', '超过16.19万亿元')
        >>> growth = Quantity("range", Decimal(6), Decimal(8), "percent", "growth", direction="up")
        >>> format_quantity(growth), format_quantity(growth, "zh")
        ('an increase of 6% to 8%', '增长6%至8%')
    """
    if not isinstance(cast("object", language), str) or language not in _COMPARING:
        raise ValueError(f"language is {language!r}; allowed: 'en', 'zh'")
    _check(quantity)
    opening = ""
    if quantity.strive:
        opening = "strive for " if language == "en" else "力争"
    natural = natural_measure(quantity.unit)
    if quantity.direction is not None:
        opening += _CHANGING[language, quantity.direction]
    elif quantity.measure == "capacity" and natural != "capacity":
        opening += "a capacity of " if language == "en" else "产能"
    written = opening + _COMPARING[language][quantity.comparator] + _numbers(quantity, language)
    if quantity.unit is None and quantity.unit_text is not None and not _is_read(quantity, written):
        raise ValueError(
            f"unit_text is {quantity.unit_text!r}; {written!r} is not read as this quantity, so "
            "set a unit code, or leave unit_text empty"
        )
    return written


def _is_read(quantity: Quantity, written: str) -> bool:
    """Return whether an expression with a unit without a code is read as the quantity again."""
    try:
        return parse_quantity(written) == replace(quantity, alternatives=())
    except QuantityError:
        return False


def _check(quantity: Quantity) -> None:
    if quantity.unit is not None and quantity.unit not in units():
        near = nearest(quantity.unit, units(), most=1)
        hint = f"did you mean {near[0]!r}?" if near else "see cip.units.ids"
        raise ValueError(f"unit {quantity.unit!r} is unknown; {hint}")
    for number in (quantity.value, quantity.value_upper):
        if number is not None and not number.is_finite():
            raise ValueError(f"value is {number}; expected a finite number")
    upper = quantity.value_upper
    if (quantity.comparator == "range") != (upper is not None):
        fix = "use comparator 'range'" if upper is not None else "set value_upper"
        raise ValueError(
            f"comparator is {quantity.comparator!r}, but value_upper is {upper}; {fix}"
        )
    if upper is not None and upper <= quantity.value:
        raise ValueError(f"value_upper ({upper}) must be greater than value ({quantity.value})")
    if quantity.measure not in possible_measures(quantity.unit, quantity.direction):
        raise ValueError(
            f"measure is {quantity.measure!r}; with unit {quantity.unit!r} and direction "
            f"{quantity.direction!r} the allowed measures are "
            f"{', '.join(possible_measures(quantity.unit, quantity.direction)) or 'none'}"
        )


def possible_measures(unit: str | None, direction: Direction | None) -> tuple[Measure, ...]:
    """Return the measures that an expression of this unit and direction can have.

    Args:
        unit: a unit code, or None.
        direction: `up`, `down` or None.

    Example:
        >>> possible_measures("percent", "up"), possible_measures("gigawatt_hour", None)
        (('growth',), ('level', 'capacity'))
    """
    capable, kept = measure_of(unit, direction, capacity=True)
    if direction is not None:
        return (capable,) if kept else ()
    natural = natural_measure(unit)
    return (natural,) if capable == natural else (natural, capable)


def _numbers(quantity: Quantity, language: Language) -> str:
    values = [quantity.value]
    if quantity.value_upper is not None:
        values.append(quantity.value_upper)
    scaled = [_scaled(value, language) for value in values]
    written = [text for text in scaled if text is not None]
    if len(written) < len(values):
        written = [_digits(value) for value in values]
    if quantity.unit in _ATTACHED:
        sign = "%" if quantity.unit == "percent" else "‰"
        written = [number + sign for number in written]
    joined = (" to " if language == "en" else "至").join(written)
    return joined + _unit_word(quantity, language)


def _unit_word(quantity: Quantity, language: Language) -> str:
    code = quantity.unit
    if code is None and quantity.unit_text is not None:
        return f" {quantity.unit_text}" if language == "en" else quantity.unit_text
    if code is None or code in _ATTACHED:
        return ""
    english, chinese = written_unit(code)
    return f" {english}" if language == "en" else chinese


def _scaled(value: Decimal, language: Language) -> str | None:
    """Write a number with a scale word when no more than two decimals remain, else None."""
    for power, word in _SCALES[language]:
        if value.copy_abs() >= Decimal(10) ** power:
            plain = _plain(shifted(value, -power))
            return _grouped(plain) + word if len(plain.partition(".")[2]) <= 2 else None
    return None


def _plain(value: Decimal) -> str:
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _digits(value: Decimal) -> str:
    whole, _, fraction = _plain(value).partition(".")
    if len(fraction) == 3:  # "1.234 yuan" would be ambiguous
        fraction += "0"
    return _grouped(whole) + (f".{fraction}" if fraction else "")


def _grouped(plain: str) -> str:
    whole, dot, fraction = plain.partition(".")
    sign = "-" if whole.startswith("-") else ""
    number = int(whole.lstrip("-"))
    # A very long number can only be read without separators, or not at all.
    for written in (f"{number:,}{dot}{fraction}", f"{number}{dot}{fraction}"):
        if len(written) <= MAX_DIGITS:
            return sign + written
    raise ValueError(f"value has {len(plain)} digits; at most {MAX_DIGITS} are supported")
