"""Differences between a list and its second source; each one must be listed with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tools.codelists.sources import own_rows


class Difference(NamedTuple):
    """One difference: the key, and the value in the list and in the second source."""

    key: str
    first: str
    second: str


class ListedDifferences:
    """The accepted differences of one list, from `inputs/differences.csv`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._listed = {
            Difference(row["key"], row["first"], row["second"]): row["reason"]
            for row in own_rows("differences.csv")
            if row["list"] == name
        }

    def problems(self, found: Iterable[Difference]) -> list[str]:
        """Return a message for each difference that is not listed or is listed without need."""
        found = set(found)
        new = [
            f"{self.name} {each.key}: {each.first!r} differs from {each.second!r} of the second "
            "source; correct the list or add a row with the reason to inputs/differences.csv"
            for each in sorted(found - set(self._listed))
        ]
        gone = [
            f"{self.name} {each.key}: the difference {each.first!r} / {each.second!r} is listed "
            "in inputs/differences.csv but no longer found; remove its row"
            for each in sorted(set(self._listed) - found)
        ]
        empty = [
            f"{self.name} {each.key}: the listed difference has no reason"
            for each, reason in sorted(self._listed.items())
            if not reason.strip()
        ]
        return new + gone + empty
