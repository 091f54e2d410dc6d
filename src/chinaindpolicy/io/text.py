"""Text escaping and layout: formulas, terminal controls, CSV, display width, wrapped lines."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable


def display_width(text: str) -> int:
    """Return the number of terminal columns of a text; a Chinese character takes two.

    A combining or invisible character takes none.

    Example:
        >>> display_width("chip"), display_width("芯片"), display_width("e\u0301")
        (4, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(char) in _INVISIBLE
        else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )  # fmt: skip


_INVISIBLE = ("Mn", "Me", "Cf")

# A line breaks between words and Chinese clauses, but neither between a number and the character
# after it nor before closing punctuation, nor after an opening bracket.
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_CLOSING = "，。；：、）》”！？"
_OPENING = "（《“"
_PIECE = re.compile(
    rf"[{_OPENING}]*[0-9.,]*(?:(?![{_CLOSING}{_OPENING}])[{_WIDE}])+[{_CLOSING}]*\s*"
    rf"|[{_CLOSING}]+\s*|[{_OPENING}]+[^\s{_WIDE}]*\s*"
    rf"|[^\s{_WIDE}]+\s*|\s+"
)


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of a display width; a Chinese character takes two columns.

    Example:
        >>> wrap("High-end chips 高端芯片自给率", 8)
        ['High-end', 'chips', '高端芯片', '自给率']
    """
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and display_width(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
        while display_width(lines[-1].rstrip()) > width and len(lines[-1].rstrip()) > 1:
            line, end = lines[-1], 1
            while display_width(line[: end + 1]) <= width:
                end += 1
            last = end
            while end > 1 and (line[end] in _CLOSING or line[end - 1] in _OPENING):
                end -= 1
            if line[end] in _CLOSING or line[end - 1] in _OPENING:
                end = last  # the line has no better place
            lines[-1:] = [line[:end], line[end:]]
    return [line.strip() for line in lines if line.strip()] or [""]


# Those of full width are typed for the same, and read so by spreadsheets in Chinese.
_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def escape_formula(text: str) -> str:
    """Return a text with an apostrophe before anything a spreadsheet would run as a formula.

    Example:
        >>> escape_formula("=1+1"), escape_formula("1,299 projects")
        ("'=1+1", '1,299 projects')
    """
    return f"'{text}" if text.startswith(_STARTS) else text


# Control characters but the tab and the line feed, and marks that turn the direction of a text.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def escape_control(text: str) -> str:
    r"""Return a text with terminal control characters escaped.

    Example:
        >>> print(escape_control("red: \x1b[31m"))
        red: \x1b[31m
    """
    return _STEERING.sub(lambda match: ascii(match[0])[1:-1], text)


def sql_name(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


class _Lines:
    """Takes rows that end in CR LF, and keeps them with LF."""

    def __init__(self) -> None:
        self.rows: list[str] = []

    def write(self, row: str) -> None:
        self.rows.append(f"{row[:-2]}\n")


def to_csv(rows: Iterable[Iterable[object]]) -> str:
    r"""Return rows as CSV, each ended by a line feed.

    Python's writer quotes only the characters of its own line terminator. Its terminator is CRLF
    here, so that a cell with a carriage return is quoted; readers would otherwise end a row there.

    Example:
        >>> to_csv([["a", "b\r=1"], [1, None]])
        'a,"b\r=1"\n1,\n'
    """
    lines = _Lines()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return "".join(lines.rows)
