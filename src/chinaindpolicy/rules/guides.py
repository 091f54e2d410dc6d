"""Guides of rules: why a problem matters, an example, and the fix."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from chinaindpolicy.rules.registry import RULES

_FILE = "guides.csv"


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


@cache
def guides() -> Mapping[str, Guide]:
    """Return the guide of each code, in the order of the file.

    Raises:
        ValueError: If a code has no guide, or a guide has no rule.

    Example:
        >>> guides()["range-without-upper"].fix
        'Set `value_upper`, or use another comparator such as `ge`.'
    """
    text = files("chinaindpolicy.rules").joinpath(_FILE).read_text(encoding="utf-8")
    found = {
        row["code"]: Guide(row["reason"], row["example"], row["fix"])
        for row in csv.DictReader(text.splitlines())
    }
    if found.keys() != RULES.keys():
        different = ", ".join(sorted(found.keys() ^ RULES.keys()))
        raise ValueError(f"{_FILE} and the registry have different codes: {different}")
    return MappingProxyType(found)
