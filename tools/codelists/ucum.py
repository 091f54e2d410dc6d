"""Magnitudes of UCUM codes, from the tables of the UCUM specification."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

from tools.codelists.sources import UCUM, Raw

_SPACE = "{http://unitsofmeasure.org/ucum-essence}"
_TERM = re.compile(r"(?P<symbol>[^0-9+-].*?|10\*|10\^)(?P<exponent>[+-]?[0-9]+)?$")


class Ucum:
    """The units and prefixes of UCUM."""

    def __init__(self, raw: Raw) -> None:
        root = ElementTree.fromstring(raw.text(UCUM))
        self._prefixes = {
            each.attrib["Code"]: Decimal(value.attrib["value"])
            for each in root.iter(f"{_SPACE}prefix")
            for value in each.iter(f"{_SPACE}value")
        }
        self._base = {each.attrib["Code"] for each in root.iter(f"{_SPACE}base-unit")}
        self._units: dict[str, tuple[Decimal, str]] = {}
        for each in root.iter(f"{_SPACE}unit"):
            value = each.find(f"{_SPACE}value")
            if value is not None and each.attrib.get("isSpecial") != "yes":
                self._units[each.attrib["Code"]] = (
                    Decimal(value.attrib["value"]),
                    value.attrib["Unit"],
                )
        self._special = {
            each.attrib["Code"]
            for each in root.iter(f"{_SPACE}unit")
            if each.attrib.get("isSpecial") == "yes"
        }

    def magnitude(self, code: str) -> Decimal | None:
        """Return the number of base units in a code; None if its scale has an offset.

        Raises:
            ValueError: If the code is not valid UCUM.
        """
        if code in self._special or (code[:1] in self._prefixes and code[1:] in self._special):
            return None
        plain = re.sub(r"\{[^{}]*\}", "", code)
        found, sign = Decimal(1), 1
        for part in re.split(r"([./])", plain):
            if part == "/":
                sign = -1
            elif part == ".":
                sign = 1
            elif part.isdigit():
                found *= Decimal(part) ** sign
            elif part:
                found *= self._term(part) ** sign
        return found

    def _term(self, text: str) -> Decimal:
        match = _TERM.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a UCUM term")
        exponent = int(match["exponent"] or 1)
        return self._symbol(match["symbol"], text) ** exponent

    def _symbol(self, symbol: str, text: str) -> Decimal:
        if symbol in ("10*", "10^"):
            return Decimal(10)
        if symbol in self._base:
            return Decimal(1)
        if symbol in self._units:
            value, unit = self._units[symbol]
            magnitude = self.magnitude(unit)
            if magnitude is None:
                raise ValueError(f"{text!r} depends on a special unit")
            return value * magnitude
        for prefix, value in self._prefixes.items():
            rest = symbol[len(prefix) :]
            if symbol.startswith(prefix) and (rest in self._base or rest in self._units):
                return value * self._symbol(rest, text)
        raise ValueError(f"{text!r} is not a UCUM term")
