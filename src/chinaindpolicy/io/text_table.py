"""Text tables for terminals."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from chinaindpolicy.io.text import display_width

_NARROWEST = 18


def text_table(rows: Sequence[Sequence[str]], width: int = 0) -> str:
    """Return rows as a table of aligned columns, the header first.

    The first column, the ids, is never cut. If the columns would be too narrow to read, each row
    is printed as its id and an indented text.

    Args:
        rows: The header and the rows, one line per cell.
        width: The width in terminal columns; 0 cuts no cell.

    Example:
        >>> print(text_table([["id", "name"], ["cn-zj", "浙江省"]]))
        id     name
        ─────  ──────
        cn-zj  浙江省
    """
    widths = [max(display_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    if width:
        # The widest column is cut first; ids are copied, so they are never cut.
        while _total(widths) > width and max(widths[1:]) > _NARROWEST:
            widths[widths.index(max(widths[1:]), 1)] -= 1
        if _total(widths) > width:
            return _cards(rows, width)
    lines = [
        "  ".join(_fit(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("─" * size for size in widths))
    return "\n".join(lines)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + 2 * (len(widths) - 1)


def _cards(rows: Sequence[Sequence[str]], width: int) -> str:
    """Return each row as its id, and its other cells on indented lines."""
    lines: list[str] = []
    for first, *others in rows[1:]:
        lines.append(first)
        text = " · ".join(text for text in others if text)
        indent = "  "
        lines += textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)
    return "\n".join(lines)


def _fit(text: str, size: int) -> str:
    if display_width(text) > size:
        while display_width(text) > size - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (size - display_width(text))
