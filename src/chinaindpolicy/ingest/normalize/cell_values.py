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
    "NORMALIZE_RULES",
    "NORMALIZE_WARNINGS",
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

NORMALIZE_RULES: Mapping[str, str] = MappingProxyType(
    {
        "no-rows": "there is something to bring over",
        "column-missing": "what is measured and its value each stand in a column",
        "column-unknown": "every column is one of the table's, or is mapped to one",
        "table-wide": "periods stand in a column, not in the header",
        "note-below": "every row belongs to the table; a note below it does not",
        "value-unreadable": "a value is a number, or one expression of quantity",
        "value-ambiguous": "a value has one reading",
        "value-direction": "a fall has a sign: nothing else tells it from a rise",
        "value-inexact": "a number is held by a 64-bit float without a change",
        "unit-unreadable": "a unit is one that can be read",
        "unit-unlisted": "a unit is one of the release's code list",
        "unit-conflict": "cell, header and value name the same unit",
        "comparator-conflict": "comparator and value say the same",
        "comparator-unreadable": "a comparator is one of the codes, or its usual sign",
        "period-unreadable": "a period is a year, quarter, month, day or span of them",
        "period-ambiguous": "a date has one reading",
        "name-unknown": "a name is that of a row in the code list",
        "name-ambiguous": "a name is that of one row in the code list",
        "code-unreadable": "a code is one of the vocabulary",
        "type-unreadable": "a cell reads as the column's type",
    }
)
"""What keeps a cell or column from being brought over: codes, and what is expected."""

NORMALIZE_WARNINGS = frozenset({"column-unknown", "note-below"})
"""Codes that do not fail: what they tell of is kept, beside the frame."""


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
        code: One of `NORMALIZE_RULES`.
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
