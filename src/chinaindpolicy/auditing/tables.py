"""Cells of Markdown and plain-text tables as sentences: caption, row label, heading, value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chinaindpolicy.quantity.find import find_quantities

_MOST_CONTEXT = 400  # characters before a table that are read with each cell
_SEPARATOR_ROW = re.compile(r"[\s|:+=-]*-[\s|:+=-]*")
_DELIMITERS = (re.compile(r"\|"), re.compile(r"\t"), re.compile(r" {2,}"))
_MARKUP = re.compile(r"[*_`#]+")
_YEAR = re.compile(r"\s*((?:19|20)[0-9]{2})\s*年?\s*")
_ANY_YEAR = re.compile(
    r"(?:(?<![a-z])(in|by|for|during)\s+)?(?<![-–/0-9.])((?:19|20)[0-9]{2})(?!\s*[-–/年0-9.])",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\s*(?:[~≈≥≤<>+约近超逾]=?|about|around|nearly|over|under|at least|at most"
    r"|more than|less than)*"
    r"\s*[0-9][0-9,，]*(?:\.[0-9]+)?\s*"
)
# Two spaces after a sentence separate no columns.
_SENTENCE_END = re.compile(r"[.!?:;,。！？：；，]\s*$")
_LONGEST_CELL = 60
_UNIT = re.compile(r"\s*[(（](?:unit:|in |单位[:：])?\s*([^()（）]{1,24})[)）]", re.IGNORECASE)
_OTHER_NUMBER = re.compile(r"(?<![0-9])(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]")
_TABLE_NUMBER = re.compile(r"^\s*(?:table|表)\s*[0-9]+[.:：、]?\s*", re.IGNORECASE)
_PUNCTUATION = re.compile(r"\s*[,:;，：；、]\s*")
_EMPTY = re.compile(r"\s*(?:n/?a|none|-+|–|—|\.{2,}|…|无|暂无|不详)?\s*", re.IGNORECASE)
_UNIT_HEADING = re.compile(r"\s*(?:units?|单位)\s*", re.IGNORECASE)
# Headings of a column of labels that say nothing of the value.
_LABEL_HEADING = re.compile(
    r"\s*(?:items?|indicators?|metrics?|measures?|names?|regions?|places?|areas?|locations?|cit(?:y|ies)|provinces?"
    r"|years?|periods?|dates?|categor(?:y|ies)|types?|compan(?:y|ies)|firms?|no\.?|#"
    r"|指标(?:名称)?|项目|名称|地区|区域|省份|省市|城市|年份|年度|时间|类别|企业|公司|序号)?\s*",
    re.IGNORECASE,
)
# Headings of a column of values that do not say what is measured.
_GENERIC = re.compile(
    r"\s*(?:values?|figures?|amounts?|numbers?|quantity|level|数值|数量|数据|金额|值)\s*",
    re.IGNORECASE,
)
# A heading or label that names values as aims or as results.
_KIND = re.compile(
    r"(?<![a-z])(targets?|plan(?:ned)?|goals?|aims?|results?|actual|outcomes?|achieved)(?![a-z])"
    r"|(目标|计划|实际|结果|完成)(?:值|数|情况)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, and the sentence that it stands for.

    Attributes:
        start: Offset of the cell in the text.
        end: Offset after the cell.
        sentence: The text before the table, and the sentence. Empty for words of a unit in a
            heading, which are no claim ("trillion yuan").
        offset: Offset of the cell in `sentence`.
    """

    start: int
    end: int
    sentence: str
    offset: int


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    end: int
    cells: tuple[tuple[int, int], ...]


def table_cells(text: str) -> list[Cell]:
    r"""Return the cells of the tables of a text, with the sentence that each stands for.

    Rows are lines with `|`, or neighbouring lines of equally many columns that tabs or two
    spaces separate.

    Args:
        text: The text.

    Example:
        >>> cell = table_cells("| Region | Firms in 2022 |\n|---|---|\n| Anhui | 9 |")[-1]
        >>> cell.sentence
        'Anhui Firms in 2022 = 9'
    """
    return [cell for rows in _blocks(text) for cell in _sentences(text, rows)]


def _blocks(text: str) -> Iterator[list[_Row]]:
    """Yield the rows of each table."""
    if not any(delimiter.search(text) for delimiter in _DELIMITERS):
        return
    rows: list[_Row] = []
    kind: int | None = None
    start = 0
    for line in text.splitlines(keepends=True):
        found = _row(line.rstrip("\r\n"), start)
        separator = _SEPARATOR_ROW.fullmatch(line) is not None
        if rows and (found is None or found[0] != kind) and not separator:
            yield from _table(rows, kind)
            rows = []
        if found is not None and not separator:
            kind = found[0]
            rows.append(found[1])
        start += len(line)
    yield from _table(rows, kind)


def _table(rows: list[_Row], kind: int | None) -> Iterator[list[_Row]]:
    """Yield the rows if they are a table: spaces need several rows of equally many columns."""
    equal = len({len(row.cells) for row in rows}) == 1
    if rows and (kind == 0 or (len(rows) > 1 and equal)):
        yield rows


def _row(line: str, start: int) -> tuple[int, _Row] | None:
    """Return the kind of the delimiter and the row of a line; None if it is no row."""
    for kind, delimiter in enumerate(_DELIMITERS):
        cells: list[tuple[int, int]] = []
        lead = len(line) - len(line.lstrip(" |" if kind == 0 else " "))
        end = len(line.rstrip(" |" if kind == 0 else " "))
        first = lead
        for match in delimiter.finditer(line, lead, end):
            cells.append((start + first, start + match.start()))
            first = match.end()
        cells.append((start + first, start + end))
        inside = [line[low - start : high - start] for low, high in cells]
        prose = kind == 2 and (
            any(len(cell) > _LONGEST_CELL for cell in inside)
            or any(_SENTENCE_END.search(cell) for cell in inside[:-1])
        )
        if len(cells) > 1 and not prose:
            return kind, _Row(start, start + len(line), tuple(cells))
    return None


def _plain(text: str) -> str:
    return _MARKUP.sub("", text).strip()


def _is_value(cell: str) -> bool:
    """Return True for a cell with a number that is no year, and no unit ("trillion yuan")."""
    unit = _UNIT.search(cell)
    if unit is not None and _is_unit(unit[1]):
        cell = cell[: unit.start()] + cell[unit.end() :]
    if _is_unit(cell):
        return False
    return _YEAR.fullmatch(cell) is None and any(
        mention.role == "indicator" for mention in find_quantities(cell)
    )


def _sentences(text: str, rows: list[_Row]) -> Iterator[Cell]:
    first = [_plain(text[start:end]) for start, end in rows[0].cells]
    has_heading = len(rows) > 1 and not any(_is_value(cell) for cell in first)
    heading = first if has_heading else []
    before, caption = _caption(text, rows[0].start)
    for start, end in rows[0].cells if has_heading else ():
        yield from _units(text, start, end)
    body = rows[1:] if has_heading else rows
    with_values = {
        at
        for row in body
        for at, (start, end) in enumerate(row.cells)
        if _is_value(_plain(text[start:end]))
    }
    for row in body:
        names = [_plain(text[start:end]) for start, end in row.cells]
        titles = [heading[at] if at < len(heading) else "" for at in range(len(names))]
        unit, labels = _labels(names, titles, with_values)
        for at, (start, end) in enumerate(row.cells):
            if _is_value(names[at]):
                yield _cell(text, (start, end), before, [caption, *labels, titles[at]], unit)
            else:
                yield from _units(text, start, end)


def _labels(names: list[str], titles: list[str], with_values: set[int]) -> tuple[str, list[str]]:
    """Return the unit of a row, and the labels of its values.

    Args:
        names: The cells of the row.
        titles: The headings of their columns.
        with_values: The columns with values; a cell without one is empty there ("n/a").
    """
    unit = ""
    labels: list[str] = []
    for at, (name, title) in enumerate(zip(names, titles, strict=True)):
        if _UNIT_HEADING.fullmatch(title):
            unit = name
        elif at not in with_values and _EMPTY.fullmatch(name) is None:
            year = _YEAR.fullmatch(name)
            named = "" if _LABEL_HEADING.fullmatch(title) else title
            labels += [named, year[1] if year else name]
    return unit, labels


def _cell(text: str, span: tuple[int, int], before: str, parts: list[str], unit: str) -> Cell:
    """Return a cell with its sentence.

    Args:
        text: The text.
        span: The cell.
        before: The text before the table.
        parts: Caption, row labels and column heading.
        unit: The unit of the row, if it has a column for it.
    """
    named: list[str] = []
    kind = ""
    for part in parts:
        if (match := _UNIT.search(part)) and _is_unit(match[1]):
            unit = match[1]
            part = part[: match.start()] + part[match.end() :]
        if marked := _KIND.search(part):
            kind = marked.group()
        if part and not _GENERIC.fullmatch(part):
            named.append(_PUNCTUATION.sub(" ", part))
    value = text[span[0] : span[1]]
    start, end = span[0] + len(value) - len(value.lstrip(" *_`")), span[1]
    value = text[start:end].rstrip(" *_`")
    # One clause: what a heading says of the value, such as "per district", is next to it.
    words = " ".join(named)
    # A year in front of a noun would count it: "2022 enterprises".
    years = [f"{match[1] or 'in'} {match[2]}" for match in _ANY_YEAR.finditer(words)]
    words = " ".join(_ANY_YEAR.sub(" ", words).split())
    lead = before + " ".join((words, *dict.fromkeys(years), "= "))
    bare = unit and _BARE.fullmatch(value)
    gap = "" if unit[:1] in "%％" or re.match("[\u3400-\u9fff]", unit) else " "
    after = f"{gap}{unit}" if bare else ""
    after += f" ({kind.lower()})" if kind else ""
    return Cell(start, start + len(value), lead + value + after, len(lead))


def _units(text: str, start: int, end: int) -> Iterator[Cell]:
    """Yield the words of a unit in a heading or label."""
    cell = text[start:end]
    match = _UNIT.search(cell)
    if match is not None and _is_unit(match[1]):
        yield Cell(start + match.start(1), start + match.end(1), "", 0)
    elif _is_unit(cell.strip()):
        yield Cell(start, end, "", 0)


def _is_unit(text: str) -> bool:
    """Return True for the words of a unit: trillion yuan, 亿元, %."""
    if re.search("[0-9]", text):
        return False
    found = find_quantities(f"1 {text}") or find_quantities(f"1{text}")
    return any(
        one.char_end >= len(text) + 1
        and one.quantity is not None
        and one.quantity.unit not in (None, "item")
        for one in found
    )


def _caption(text: str, start: int) -> tuple[str, str]:
    """Return the text before a table with its last sentences, and the caption of the table.

    The line before is a caption if it ends without a full stop and has no number of its own.
    """
    before = text[:start].rstrip()
    line = before.rfind("\n") + 1
    title = _TABLE_NUMBER.sub("", _plain(before[line:])).rstrip(":： ")
    if not title or title[-1] in ".。!！?？;；" or _OTHER_NUMBER.search(title) or len(title) > 200:
        title, line = "", len(before)
    context = before[:line].rstrip()
    if len(context) > _MOST_CONTEXT:
        cut = re.search(r"[.。\n]\s*", context[-_MOST_CONTEXT:])
        context = context[-_MOST_CONTEXT:][cut.end() :] if cut else ""
    return (f"{context}\n" if context else ""), title
