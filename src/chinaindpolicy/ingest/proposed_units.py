"""Units of a file that no code list has, as entries of `extend`."""

from __future__ import annotations

import re
from collections.abc import Collection

from chinaindpolicy.ingest.entry_ids import (
    LONGEST_NAME,
    LONGEST_UNIT,
    Entry,
    digest,
    slug,
)
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.unit_parser import UnitReader
from chinaindpolicy.ingest.normalize.unit_words import CHINESE_SCALES, ENGLISH_SCALES
from chinaindpolicy.model.names import fold

BRACKET = re.compile(r"[(（](?P<unit>[^()（）]+)[)）]$")
"""A bracket at the end of a name."""

_UNIT_SIGNS = re.compile(
    r"[%$€£¥/=]|(?:元|吨|公里|千米|人次|[瓦千]时|立方米|单位)$|\bper\s+\S|\b(?:tonnes?|kg|[kmgt]?wh|[kmgt]w|litres?|usd)\b",
    re.IGNORECASE,
)
_PER_HEAD = re.compile(r"per\s+(?:capita|person|head)", re.IGNORECASE)


class ProposedUnits:
    """Entries for the units of one file.

    Args:
        reader: The reader of units.
        listed: The codes that need no entry.
    """

    def __init__(self, reader: UnitReader, listed: Collection[str]) -> None:
        self._reader = reader
        self._listed = listed
        self.entries: dict[str, Entry] = {}

    def _own(self, text: str) -> str:
        """Return the code of an entry for a unit that is not known."""
        name = " ".join(text.split())[:LONGEST_NAME]
        for code, entry in self.entries.items():
            if entry.get("name") == name:
                return code
        code = slug(name, "_", LONGEST_UNIT) or f"unit_{digest(name)}"
        code = code if code[0].isalpha() else f"u_{code}"[:LONGEST_UNIT]
        if code in self._listed or code in self.entries:
            code = f"{code[: LONGEST_UNIT - 9]}_{digest(name)}"
        self.entries[code] = {"id": code, "name": name}
        return code

    def read(self, text: str) -> str:
        """Return the code of a written unit; an empty text for a scale and texts that are none."""
        try:
            stated = self._reader.of_column(text)
        except CellError:
            unclear = self._reader.is_unclear(text)
            return self._own(text) if _may_be_unit(text) and not unclear else ""
        return stated.code or ("item" if stated.counts else "")

    def in_brackets(self, text: str) -> str:
        """Return an entry for a unit in brackets at the end of a name that is not known."""
        bracket = BRACKET.search(text.strip())
        if bracket is None or not _UNIT_SIGNS.search(bracket["unit"]):
            return ""
        return self._own(bracket["unit"]) if _may_be_unit(bracket["unit"]) else ""


def _may_be_unit(text: str) -> bool:
    plain = fold(text.strip())
    return bool(
        plain
        and re.search(r"[^\W\d_]", plain)
        and plain not in ENGLISH_SCALES
        and plain not in CHINESE_SCALES
        and not _PER_HEAD.fullmatch(plain)
    )
