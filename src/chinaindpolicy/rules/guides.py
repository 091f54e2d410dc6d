"""Guides of rules: why a problem matters, an example, and the fix."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from chinaindpolicy.rules.registry import RULES

_FILE = "guides.csv"
_CHINESE_FILE = "guides_zh.csv"


@dataclass(frozen=True, slots=True)
class Guide:
    """The documentation of one code, in addition to the problem that its rule reports.

    Attributes:
        reason: Why the problem matters.
        example: Data with the problem.
        fix: How to correct the data.
    """

    reason: str
    example: str
    fix: str


@dataclass(frozen=True, slots=True)
class ChineseGuide:
    """The documentation of one code in Chinese.

    Attributes:
        problem: The problem that the rule reports.
        reason: Why the problem matters.
        example: Data with the problem.
        fix: How to correct the data.
    """

    problem: str
    reason: str
    example: str
    fix: str


@cache
def chinese_guides() -> Mapping[str, ChineseGuide]:
    """Return the Chinese guide of each code that has one, in the order of the file.

    Example:
        >>> chinese_guides()["range-without-upper"].problem
        '比较符与数值上限不一致'
    """
    return MappingProxyType(
        {
            row["code"]: ChineseGuide(row["problem"], row["reason"], row["example"], row["fix"])
            for row in _rows(_CHINESE_FILE)
        }
    )


@cache
def guides() -> Mapping[str, Guide]:
    """Return the guide of each code, in the order of the file.

    Raises:
        ValueError: If a code has no guide, or a guide has no rule.

    Example:
        >>> guides()["range-without-upper"].fix
        'Set `value_upper`, or use another comparator such as `ge`.'
    """
    found = {row["code"]: Guide(row["reason"], row["example"], row["fix"]) for row in _rows(_FILE)}
    if found.keys() != RULES.keys():
        different = ", ".join(sorted(found.keys() ^ RULES.keys()))
        raise ValueError(f"{_FILE} and the registry have different codes: {different}")
    return MappingProxyType(found)


def _rows(file: str) -> Iterator[dict[str, str]]:
    text = files("chinaindpolicy.rules").joinpath(file).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
