"""Result of parsing one cell: a value and a rule, or an error."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

CHANGE_RULES: Mapping[str, str] = MappingProxyType(
    {
        "missing-mark": "a mark for a missing value, such as — or N/A, is no value",
        "value-given": "a value is replaced as the mapping says",
        "spaces": "spaces around a text are left out",
        "digits": "a number is written in plain digits, with no thousands marks",
        "quantity": "an expression of quantity is read: value, comparator, unit",
        "scaled": "a value is brought to its base unit",
        "unit": "a unit is named by its code; its scale goes to the value",
        "converted": "a value is converted to the unit of its indicator",
        "comparator": "a sign or word of comparison is named by its code",
        "period": "a date or period is written in ISO 8601",
        "name": "a name or code is replaced by the id it stands for",
        "code": "a code is spelt as the vocabulary spells it",
        "list": "items are parted",
    }
)
"""Rules by which a cell is changed, as named in `changes`."""


@dataclass(frozen=True, slots=True)
class ParsedCell:
    """A parsed cell.

    Attributes:
        value: The normalized value; None if it is missing.
        rule: The rule that changed it; empty if it has not changed.
    """

    value: Any
    rule: str = ""


class CellError(Exception):
    """A cell that cannot be normalized.

    Attributes:
        code: The rule, one of scope `normalize`.
        message: The problem, with the nearest valid value.
        expected: The expected value.
    """

    def __init__(self, code: str, message: str, expected: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.expected = expected


_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_SPACED_OUT = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")


def strip_inner_spaces(text: str) -> str:
    """Return a name without spaces between Chinese characters: 北　京 becomes 北京.

    Example:
        >>> strip_inner_spaces("全　国"), strip_inner_spaces("北 京 Beijing")
        ('全国', '北京 Beijing')
    """
    return _SPACED_OUT.sub("", nfkc(text))


def nfkc(text: str) -> str:
    """Return a text in NFKC form with single spaces.

    Example:
        >>> nfkc(" １２，３４５．６ ％　")
        '12,345.6 %'
    """
    return " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").split())
