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
        "missing-mark": "a mark for a missing value, such as — or N/A, is removed",
        "value-given": "a value is replaced by the mapping",
        "spaces": "spaces around a text are removed",
        "digits": "a number is written in plain digits, without thousands separators",
        "quantity": "an expression of quantity is read: value, comparator, unit",
        "scaled": "a value is converted to its base unit",
        "unit": "a unit is replaced by its code; its scale is applied to the value",
        "converted": "a value is converted to the unit of its indicator",
        "comparator": "a sign or word of comparison is replaced by its code",
        "period": "a date or period is written in ISO 8601",
        "name": "a name or code is replaced by its id",
        "code": "a code is spelt as in the vocabulary",
        "list": "items are separated",
        "constant": "a value that the caller or a title states for all rows is filled in",
        "filled-down": "a label is repeated in the blank cells below it",
        "rounded": "a number with more digits is replaced by the nearest 64-bit float",
    }
)
"""Rules by which a cell is changed, as named in `changes`."""


@dataclass(frozen=True, slots=True)
class ParsedCell:
    """A parsed cell.

    Attributes:
        value: The normalized value; None if it is missing.
        rule: The rule that changed it; empty if it has not changed.
        marks: The footnote marks that were next to it.
        kind: The kind of figure that it states, such as `forecast`.
    """

    value: Any
    rule: str = ""
    marks: str = ""
    kind: str = ""


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
