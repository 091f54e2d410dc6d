"""Units as tables write them: 亿元, "billion yuan", "RMB bn", 万台."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from chinaindpolicy._similar import nearest
from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.quantity import QuantityError, parse_quantity
from chinaindpolicy.quantity.types import Quantity
from chinaindpolicy.quantity.units import units

_LABEL = re.compile(r"^(?:计量)?单位[::]?\s*|^units?\s*:\s*|^in\s+", re.IGNORECASE)
_BRACKET = re.compile(r"^(?P<name>.*\S)\s*[(（\[【](?P<unit>[^()（）\[\]【】]+)[)）\]】]$")
_SLASH = re.compile(r"^(?P<name>[^/]*[^/\s])\s*/\s*(?P<unit>[^/]+)$")
_COMMA = re.compile(r"^(?P<name>.*[^,，\s])\s*[,，]\s*(?P<unit>[^,，]+)$")


@dataclass(frozen=True, slots=True)
class UnitExpression:
    """A unit expression: unit code and scale factor (亿元 = CNY x 10^8).

    Attributes:
        code: The code of the unit.
        factor: The scale factor: 100000000 for 亿元.
        text: The unit as it was written.
    """

    code: str
    factor: Decimal
    text: str


def read_unit(text: str) -> UnitExpression:
    """Read a unit with its scale.

    Raises:
        CellError: If it is no unit that can be read whole.

    Example:
        >>> read_unit("亿元").code, read_unit("亿元").factor
        ('CNY', Decimal('100000000'))
        >>> read_unit("RMB bn").factor
        Decimal('1000000000')
    """
    found = _read_unit(text)
    if isinstance(found, str):
        raise CellError("unit-unreadable", found)
    return found


# A table has few units, in many rows; a refusal takes as long as a reading.
@functools.lru_cache(maxsize=4096)
def _read_unit(text: str) -> UnitExpression | str:
    written = _LABEL.sub("", nfkc(text))
    if written in units():
        return UnitExpression(written, Decimal(1), text)
    for expression in _expressions(written):
        found = whole_quantity(expression)
        if found and found.unit and found.comparator == "eq" and not found.alternatives:
            return UnitExpression(found.unit, found.value, text)
    for code in units():
        if code.casefold() == written.casefold():
            return UnitExpression(code, Decimal(1), text)
    known = (word for unit in units().values() for word in (unit.code, *unit.english))
    near = nearest(written[:40], known)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    if "/" in written:
        hint = "; rates per something are not read"
    return f"{text[:80]!r} is no unit that is known{hint}"


def check_listed(code: str | None, listed: Collection[str]) -> None:
    """Refuse a unit code that is not in the code list of units.

    Raises:
        CellError: If it has not.
    """
    if code is not None and code not in listed:
        shown = ", ".join(sorted(listed)[:20]) or "none"
        raise CellError("unit-unlisted", f"the unit {code!r} is not in the list of units: {shown}")


def _expressions(written: str) -> list[str]:
    """Return the ways in which one of a unit may be written."""
    if written[:1].isdigit():
        return [written]  # "100 million yuan"
    found = [f"1{written}", f"1 {written}"]
    first, space, rest = written.partition(" ")
    if space:
        found += [f"{first}1 {rest}", f"{first} 1 {rest}", f"1 {rest} {first}"]
    return found


def whole_quantity(text: str) -> Quantity | None:
    """Return the quantity that a text expresses, if it says nothing else; None otherwise."""
    try:
        found = parse_quantity(text)
    except QuantityError:
        return None
    return found if found.text.strip() == text.strip() else None


def bracketed_unit(text: str) -> tuple[str, UnitExpression] | None:
    """Return the name and the unit of a header or name that ends in one; None if it does not.

    Example:
        >>> name, unit = bracketed_unit("数值（亿元）")
        >>> name, unit.code
        ('数值', 'CNY')
        >>> bracketed_unit("value (revised)") is None
        True
    """
    for form in (_BRACKET, _SLASH, _COMMA):
        match = form.match(text.strip())
        if match:
            try:
                return match["name"].strip(), read_unit(match["unit"])
            except CellError:
                continue
    return None
