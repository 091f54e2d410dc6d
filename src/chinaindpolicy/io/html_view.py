"""HTML of results: tables that notebooks show, readable at any width and in any theme.

Every result with HTML is built from these functions. Colours are those of the notebook: text and
background are inherited, lines and marks are translucent. In a narrow notebook each row is shown
as a card with the names of its columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from chinaindpolicy.io.text import escape_control

if TYPE_CHECKING:
    import polars as pl

SHOWN_ROWS = 10
"""The number of rows that a table shows before its other rows are opened."""
MOST_ROWS = 100
"""The number of rows that the HTML of a table contains."""
_LONGEST = 400
_EXACT = 2**53

# The class is written twice: the rules of a notebook for its tables are then overridden.
_C = ".cip-view.cip-view"
_LINE = "rgba(128,128,128,.35)"
_SHADE = "rgba(128,128,128,.12)"
STYLE = (
    f"{_C}{{container-type:inline-size;color:inherit;background:transparent;text-align:left;"
    "font-size:14px;line-height:1.45;overflow-x:auto;overflow-wrap:break-word}"
    f"{_C} table{{border-collapse:collapse;table-layout:auto;width:auto;max-width:100%;"
    "margin:0 0 .6em;border:0;color:inherit;background:transparent;font-size:inherit}"
    f"{_C} caption{{caption-side:top;text-align:left;font-weight:600;color:inherit;"
    "padding:.3em 0;white-space:normal}"
    f"{_C} tr,{_C} tr:nth-child(even),{_C} tr:nth-child(odd),{_C} tr:hover{{background:transparent;"
    "color:inherit}"
    f"{_C} tbody tr:hover{{background:{_SHADE}}}"
    f"{_C} th,{_C} td{{text-align:left;vertical-align:top;padding:.25em .9em .25em 0;border:0;"
    f"border-bottom:1px solid {_LINE};white-space:normal;max-width:34em;color:inherit}}"
    f"{_C} th{{font-weight:600}}"
    f"{_C} td[data-label=value],{_C} td[data-label=period],{_C} td[data-label=值],"
    f"{_C} td[data-label=时期]{{min-width:7.5em}}"
    f"{_C} td[data-label=id],{_C} td[data-label=标识码]{{font-family:monospace;font-size:.92em}}"
    f"{_C} p,{_C} ul{{margin:.3em 0}}"
    f"{_C} pre{{white-space:pre-wrap;color:inherit;background:transparent;margin:.3em 0}}"
    f"{_C} summary{{cursor:pointer;padding:.2em 0}}"
    f"@container (max-width:600px){{"
    f"{_C} table,{_C} caption,{_C} tbody,{_C} tr,{_C} td{{display:block;max-width:100%}}"
    f"{_C} thead{{display:none}}"
    f"{_C} tr{{border-bottom:1px solid {_LINE};padding:.5em 0}}"
    f"{_C} td{{border:0;padding:.05em 0;overflow-wrap:anywhere}}"
    f"{_C} td:first-child{{font-weight:600}}"
    f"{_C} td:empty{{display:none}}"
    f"{_C} td:not(:first-child):not(:nth-child(2):last-child)::before{{"
    "content:attr(data-label) ': ';opacity:.75;font-family:sans-serif}"
    "}"
)
_PAGE = ":root{color-scheme:light dark}body{font-family:sans-serif;margin:1.5em;max-width:80em}"


def html_text(text: str, longest: int = 0) -> str:
    r"""Return a text escaped for HTML; characters that turn its direction become visible.

    Args:
        text: The text.
        longest: The number of characters to keep; 0 keeps all.

    Example:
        >>> html_text("<b>\u202e & '"), html_text("abcdef", 3)
        ('&lt;b&gt;\\u202e &amp; &#x27;', 'abc…')
    """
    from html import escape  # slow to import, and only used in notebooks

    if longest and len(text) > longest:
        text = f"{text[:longest]}…"
    return escape(escape_control(text))


def html_table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    total: int | None = None,
    whole: bool = False,
    more: Callable[[int, int], str] | None = None,
) -> str:
    """Return a table: its first rows, and the others in an element to be opened.

    Args:
        caption: The caption; may be empty.
        header: The names of the columns.
        rows: The rows as text. Of more than 100, the others are left out, and a long cell is cut.
        total: The number of all rows, if `rows` are some of them.
        whole: True to show all rows at once, with complete cells.
        more: Returns the label of the other rows from their number and the number of those that
            the HTML contains; by default in English.

    Example:
        >>> html_table("Two & two", ["n"], [["<4>"]])[7:33]
        '<caption>Two &amp; two</ca'
    """
    every = list(rows)
    if whole:
        return _table(caption, header, every, 0)
    page = _table(caption, header, every[:SHOWN_ROWS], _LONGEST)
    hidden = every[SHOWN_ROWS:MOST_ROWS]
    if not hidden:
        return page
    others = (len(every) if total is None else total) - SHOWN_ROWS
    label = (more or _more)(others, len(hidden))
    return f"{page}{html_details(label, _table('', header, hidden, _LONGEST))}"


def _more(others: int, hidden: int) -> str:
    rows = "row" if others == 1 else "rows"
    return f"{others:,} more {rows}" + ("" if hidden == others else f", first {hidden}")


def _table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]], longest: int) -> str:
    labels = [html_text(name) for name in header]
    head = "".join(f'<th scope="col">{name}</th>' for name in labels)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{label}">{html_text(text, longest)}</td>'
            for label, text in zip(labels, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    title = f"<caption>{html_text(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def html_frame(caption: str, frame: pl.DataFrame) -> str:
    """Return the first rows of a frame without its empty columns; empty without rows."""
    if not frame.height:
        return ""
    names = [name for name in frame.columns if frame[name].null_count() < frame.height]
    rows = (
        ["" if cell is None else _cell(cell) for cell in row]
        for row in frame.select(names).head(MOST_ROWS).iter_rows()
    )
    return html_table(caption, names, rows, total=frame.height)


def _cell(value: object) -> str:
    if isinstance(value, float):
        # The exponent 1e+10 of a general format is hard to read: 53,940,000,000.
        whole = value.is_integer() and abs(value) < _EXACT
        return f"{value:,.0f}" if whole else f"{value:,.10g}"
    if isinstance(value, list):
        return ", ".join(map(str, cast("list[object]", value)))
    return str(value)


def html_details(summary: str, body: str) -> str:
    """Return HTML in an element that is opened by its summary."""
    return f"<details><summary>{html_text(summary)}</summary>{body}</details>"


def html_list(title: str, items: Iterable[str]) -> str:
    """Return a list of texts under a title; empty without items."""
    every = list(items)
    lines = "".join(f"<li>{html_text(item, _LONGEST)}</li>" for item in every[:MOST_ROWS])
    if not every:
        return ""
    if len(every) <= SHOWN_ROWS:
        return f"<p>{html_text(title)}</p><ul>{lines}</ul>"
    return html_details(f"{title}: {len(every)}", f"<ul>{lines}</ul>")


def html_view(*parts: str, style: str = "") -> str:
    """Return parts of HTML as one element with its style, for a notebook."""
    return f'<div class="cip-view"><style>{STYLE}{style}</style>{"".join(parts)}</div>'


def html_page(title: str, view: str, *, lang: str = "en") -> str:
    """Return a complete page of a view; it follows the reader's choice of a dark theme."""
    return (
        f'<!doctype html>\n<html lang="{html_text(lang)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{html_text(title)}</title><style>{_PAGE}</style></head>"
        f"<body><h1>{html_text(title)}</h1>{view}</body></html>\n"
    )
