"""What comes of reading one cell: a value of ours and the rule it was read by, or why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

__all__ = [
    "CHANGE_RULES",
    "CellError",
    "ParsedCell",
    "closed_up",
    "plain",
]

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
"""How a cell may be changed: the rules named in `changes`."""


@dataclass(frozen=True, slots=True)
class ParsedCell:
    """A cell that was read.

    Attributes:
        value: The value in our form; None if it is missing.
        rule: The rule that changed it; empty if it says the same as before.
    """

    value: Any
    rule: str = ""


class CellError(Exception):
    """A cell that cannot be brought over.

    Attributes:
        code: The rule, one of scope `normalize`.
        message: What is wrong, with the nearest right answer.
        expected: What would have been right.
    """

    def __init__(self, code: str, message: str, expected: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.expected = expected


_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_SPACED_OUT = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")


def closed_up(text: str) -> str:
    """Return a name as it is looked up: no space between Chinese characters, 北　京 as 北京.

    Example:
        >>> closed_up("全　国"), closed_up("北 京 Beijing")
        ('全国', '北京 Beijing')
    """
    return _SPACED_OUT.sub("", plain(text))


def plain(text: str) -> str:
    """Return a text with plain digits and letters, one space where there are several.

    Example:
        >>> plain(" １２，３４５．６ ％　")
        '12,345.6 %'
    """
    return " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").split())
