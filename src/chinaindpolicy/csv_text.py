"""CSV of cells that may hold anything: whatever could end a cell or a row is quoted."""

from __future__ import annotations

import csv
from collections.abc import Iterable

__all__ = ["csv_text"]


class _Lines:
    """Takes rows that end in CR LF, and keeps them with LF."""

    def __init__(self) -> None:
        self.rows: list[str] = []

    def write(self, row: str) -> None:
        self.rows.append(f"{row[:-2]}\n")


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    r"""Return rows as CSV, each ended by a line feed.

    Python's writer quotes a cell with a character that ends rows as it writes them; a carriage
    return by itself would stand bare if that were the line feed alone, and readers end a row at it.

    Example:
        >>> csv_text([["a", "b\r=1"], [1, None]])
        'a,"b\r=1"\n1,\n'
    """
    lines = _Lines()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return "".join(lines.rows)
