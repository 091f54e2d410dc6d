"""HTML for notebooks; every word is escaped."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["html_table"]


def html_table(caption: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table as HTML.

    Example:
        >>> html_table("Two & two", ["n"], [["<4>"]])[7:33]
        '<caption>Two &amp; two</ca'
    """
    from html import escape  # a tenth of what a first frame takes, and only notebooks want it

    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
