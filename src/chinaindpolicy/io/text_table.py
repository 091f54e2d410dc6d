"""Text tables for terminals."""

from __future__ import annotations

from collections.abc import Sequence

from chinaindpolicy.io.text import display_width, wrap

_NARROWEST = 18
_FACT = " · "


def text_table(rows: Sequence[Sequence[str]], width: int = 0) -> str:
    """Return rows as a table of aligned columns, the header first.

    The first column, the ids, is never cut. If the columns would be too narrow to read, each row
    is printed as its id with the facts that fit, and indented lines with its text (the second
    column) and the other facts.

    Args:
        rows: The header and the rows, one line per cell.
        width: The width in terminal columns; 0 cuts no cell.

    Example:
        >>> print(text_table([["id", "name"], ["cn-zj", "浙江省"]]))
        id     name
        ─────  ──────
        cn-zj  浙江省
    """
    widths = _fitting(rows, width)
    if widths is None:
        rows = _without_empty_columns(rows)
        widths = _fitting(rows, width)
    if widths is None:
        return _cards(rows, width)
    lines = [
        "  ".join(_fit(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("─" * size for size in widths))
    return "\n".join(lines)


def _fitting(rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return widths of the columns; None if they would be too narrow to read."""
    widths = [max(display_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    if width:
        # The widest column is cut first; ids are copied, so they are never cut.
        while _total(widths) > width and max(widths[1:], default=0) > _NARROWEST:
            widths[widths.index(max(widths[1:]), 1)] -= 1
        if _total(widths) > width:
            return None
    return widths


def _without_empty_columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    kept = [i for i in range(len(rows[0])) if i == 0 or any(row[i] for row in rows[1:])]
    return [[row[i] for i in kept] for row in rows]


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + 2 * (len(widths) - 1)


def _cards(rows: Sequence[Sequence[str]], width: int) -> str:
    """Return each row as its id with short facts, its text, and the other facts."""
    lines: list[str] = []
    for first, *others in rows[1:]:
        text, facts = others[0] if others else "", [each for each in others[1:] if each]
        line = first
        for number, fact in enumerate(facts):
            longer = f"{line}{_FACT if number else '  '}{fact}"
            if display_width(longer) > width:
                facts = facts[number:]
                break
            line = longer
        else:
            facts = []
        lines.append(line)
        for words in filter(None, (text, _FACT.join(facts))):
            lines += [f"  {part}" for part in wrap(words, width - 2)]
    return "\n".join(lines)


def _fit(text: str, size: int) -> str:
    if display_width(text) > size:
        while display_width(text) > size - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (size - display_width(text))
