"""Text escaping and layout: formulas, terminal controls, CSV, HTML, display width."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable


def display_width(text: str) -> int:
    """Return the number of terminal columns of a text; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


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


def html_table(caption: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table as HTML.

    Example:
        >>> html_table("Two & two", ["n"], [["<4>"]])[7:33]
        '<caption>Two &amp; two</ca'
    """
    from html import escape  # slow to import, and only used in notebooks

    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
