"""Display of Markdown marks in the HTML of an audit: headings, bold, code, lists and tables."""

from __future__ import annotations

import re

_HEADING = re.compile(r"(#{1,6}) +(.+?)(?: #+)?")
_ITEM = re.compile(r"( *)[*+-] (?=\S)")
_SPANS = (
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), "strong"),
    (re.compile(r"(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)"), "strong"),
    (re.compile(r"(?<!`)`([^`\n]+)`(?!`)"), "code"),
)
_ROW = re.compile(r" *\|(.+)\| *")
_RULE = re.compile(r" *\|?[ |:-]*-[ |:-]*\|? *")


def markdown_view(html: str) -> str:
    r"""Return escaped HTML in which Markdown marks are shown as HTML.

    Other characters stay as they are, so a text without Markdown is unchanged.

    Args:
        html: The escaped text; it may contain `mark` elements.

    Example:
        >>> markdown_view("# Plan\n**5** firms"), markdown_view("a * b")
        ('<strong>Plan</strong>\n<strong>5</strong> firms', 'a * b')
    """
    lines: list[str] = []
    rows: list[str] = []
    for line in html.split("\n"):
        if _ROW.fullmatch(line) or (rows and _RULE.fullmatch(line)):
            rows.append(line)
            continue
        lines += _table(rows)
        rows = []
        lines.append(_line(line))
    return "\n".join(lines + _table(rows))


def _line(line: str) -> str:
    heading = _HEADING.fullmatch(line)
    if heading is not None and _is_balanced(heading[2]):
        return f"<strong>{_spans(heading[2])}</strong>"
    return _spans(_ITEM.sub(r"\1• ", line, count=1) if _ITEM.match(line) else line)


def _spans(text: str) -> str:
    for pattern, tag in _SPANS:
        parts: list[str] = []
        position = 0
        for match in pattern.finditer(text):
            if _is_balanced(match[1]):
                parts += (text[position : match.start()], f"<{tag}>{match[1]}</{tag}>")
                position = match.end()
        text = "".join((*parts, text[position:]))
    return text


def _is_balanced(html: str) -> bool:
    """Return True if elements do not begin or end outside a part of HTML."""
    return html.count("<mark") == html.count("</mark>")


def _table(rows: list[str]) -> list[str]:
    """Return a table as one line of HTML; no line if there are no rows."""
    if not rows:
        return []
    ruled = len(rows) > 1 and _RULE.fullmatch(rows[1]) is not None
    body: list[str] = []
    for at, row in enumerate(rows):
        if _RULE.fullmatch(row):
            continue
        tag = "th" if ruled and at == 0 else "td"
        match = _ROW.fullmatch(row)
        cells = match[1].split("|") if match else [row]
        if not all(map(_is_balanced, cells)):
            return rows
        body.append("".join(f"<{tag}>{_spans(cell.strip())}</{tag}>" for cell in cells))
    return [f"<table>{''.join(f'<tr>{row}</tr>' for row in body)}</table>"]
