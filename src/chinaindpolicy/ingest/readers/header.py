"""Find the header of a file and name its columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.read_problems import ReadProblems
from chinaindpolicy.io.limits import MOST_COLUMNS

LOOKED_AT = 30
"""Number of rows searched for the header."""

Cell = TypeVar("Cell")


@dataclass(frozen=True)
class HeaderRows:
    """The rows of a header among the first rows of a file.

    Attributes:
        first: Index of the first row.
        count: Number of rows.
        unit: True if a row of units follows.
        translated: The rows, counted from the first, that repeat the row above them in another
            language; also a second row of units.
    """

    first: int
    count: int = 1
    unit: bool = False
    translated: frozenset[int] = frozenset()


HeaderFinder = Callable[
    [Path, Sequence[tuple[int, Sequence[object]]], "tuple[int, ...] | None"], "HeaderRows | None"
]
"""A function that finds the header among the first rows: file, rows with lines, lines given."""


@dataclass(frozen=True)
class TableHead:
    """The rows above the data.

    Attributes:
        end: Index of the last of these rows.
        line: The line of the header, or of its first row.
        names: A name for every column.
        parts: The texts of the header rows above each column, the top one first.
        units: The unit row, by column; empty if there is none.
        titles: The lines above the header, each with its texts joined.
        lines: The lines of all header rows.
    """

    end: int
    line: int
    names: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    units: tuple[str, ...] = ()
    titles: tuple[tuple[int, str], ...] = ()
    lines: tuple[int, ...] = ()


def filled(cells: Sequence[Cell]) -> int:
    """Return the number of cells that are not blank."""
    return sum(cell is not None and str(cell).strip() != "" for cell in cells)


def table_rows(rows: Sequence[tuple[int, Sequence[Cell]]]) -> int | None:
    """Return the index of the first row that can be the header of a table; None if none can.

    Titles, units and dates above a table have one cell, or fewer cells than the header.

    Example:
        >>> table_rows([(1, ["Table 1"]), (2, ["", "unit: yuan"]), (3, ["region", "2024"])])
        2
    """
    widest = max((filled(cells) for _, cells in rows), default=0)
    for index, (_, cells) in enumerate(rows):
        if filled(cells) and 2 * filled(cells) > widest:
            return index
    return None


def header_index(
    path: Path, rows: Sequence[tuple[int, Sequence[Cell]]], header: int | None
) -> int | None:
    """Return the index of the header among the first rows; None if there is no row.

    Args:
        path: The file, for the error.
        rows: The first rows that are not blank, each with its line.
        header: The requested line of the header; None for the first line that is not blank.

    Raises:
        DataFileError: If there is no row on that line; or, without a requested line, if the first
            row looks like a title above the table.
    """
    if header is not None:
        for index, (line, _) in enumerate(rows):
            if line == header:
                return index
        raise DataFileError(path, f"no row starts on line {header} that could be the header")
    if not rows:
        return None
    likely = table_rows(rows)
    if likely:
        words = (str(cell) for cell in rows[0][1] if cell is not None and str(cell).strip())
        title = next((repr(text[:60]) for text in words), "a line of empty cells")
        line = rows[likely][0]
        raise DataFileError(
            path,
            f"{title} looks like a title above the table: the header seems to be on line "
            f"{line}; delete the lines above it, or run `normalize`, which finds the header",
            rows[0][0],
        )
    return 0


def table_head(
    rows: Sequence[tuple[int, Sequence[object]]],
    header: tuple[int, ...] | None,
    find: HeaderFinder | None,
    problems: ReadProblems,
) -> TableHead | None:
    """Return the rows above the data; None if there is no row.

    Args:
        rows: The first rows that are not blank, each with its line.
        header: The lines of the header; None if they are not given.
        find: Finds the header; by default it is one row, the first that is not blank.
        problems: Receives a finding for each column without a name of its own.

    Raises:
        DataFileError: If no header is found, or the file has too many columns.
    """
    if find is None:
        index = header_index(problems.path, rows, header[0] if header else None)
        if index is None:
            return None
        line, cells = rows[index]
        names = column_names(cells, line, problems)
        return TableHead(index, line, tuple(names), tuple((name,) for name in names), lines=(line,))
    found = find(problems.path, rows, header)
    if found is None:
        return None
    headers = rows[found.first : found.first + found.count]
    below = rows[found.first + found.count :]
    width = max(len(cells) for _, cells in headers)
    if found.count > 1 and below:
        width = max(width, len(below[0][1]))
    in_rows = in_one_row([cells for _, cells in headers], found.translated)
    parts = header_parts(in_rows, width)
    names = column_names([" ".join(each) for each in parts], headers[0][0], problems, empty=False)
    units: tuple[str, ...] = ()
    unit_rows = found.unit + (found.count + 1 in found.translated)
    if found.unit:
        (texts,) = in_one_row([cells for _, cells in below[:unit_rows]], {1})
        units = tuple(([*map(text_in, texts)] + [""] * width)[:width])
    return TableHead(
        found.first + found.count - 1 + unit_rows,
        headers[0][0],
        tuple(names),
        parts,
        units,
        tuple(
            (line, " ".join(text for text in map(text_in, cells) if text))
            for line, cells in rows[: found.first]
        ),
        tuple(line for line, _ in headers),
    )


def in_one_row(
    rows: Sequence[Sequence[object]], translated: Collection[int]
) -> list[Sequence[object]]:
    """Return header rows in which a row and its translation below are one row.

    Example:
        >>> in_one_row([["地区", "2022年"], ["Region", "2022"]], {1})
        [['地区 Region', '2022年']]
    """
    found: list[Sequence[object]] = []
    for number, cells in enumerate(rows):
        if number not in translated:
            found.append(cells)
            continue
        above = found.pop()
        width = max(len(above), len(cells))
        pairs = zip(*([*map(text_in, row)] + [""] * (width - len(row)) for row in (above, cells)),
                    strict=True)  # fmt: skip
        found.append([_both(first, second) for first, second in pairs])
    return found


def _both(first: str, second: str) -> str:
    if first in second or second in first:
        return max(first, second, key=len)
    return f"{first} {second}"


def header_parts(rows: Sequence[Sequence[object]], width: int) -> tuple[tuple[str, ...], ...]:
    """Return the texts of header rows by column; a text also belongs to the blank cells after it.

    Example:
        >>> header_parts([["地区", "产量", ""], ["", "2022年", "2023年"]], 3)
        (('地区',), ('产量', '2022年'), ('产量', '2023年'))
    """
    filled_rows: list[list[str]] = []
    for at, cells in enumerate(rows):
        texts = [text_in(cell) for cell in cells] + [""] * (width - len(cells))
        for column in range(1, width):
            below = any(len(other) > column and text_in(other[column]) for other in rows[at + 1 :])
            if not texts[column] and below:
                texts[column] = texts[column - 1]
        filled_rows.append(texts)
    return tuple(
        tuple(dict.fromkeys(texts[column] for texts in filled_rows if texts[column]))
        for column in range(width)
    )


def text_in(cell: object) -> str:
    """Return a cell as text in one line; an empty text if it has none."""
    return "" if cell is None else " ".join(str(cell).split())


def column_names(
    cells: Sequence[object], line: int, problems: ReadProblems, *, empty: bool = True
) -> list[str]:
    """Return a name for every column; a name that is empty or occurs twice is a problem.

    Args:
        cells: The cells of the header.
        line: Its line.
        problems: Receives the findings.
        empty: False if a column without a name is not a problem.

    Raises:
        DataFileError: If there are too many columns.
    """
    if len(cells) > MOST_COLUMNS:
        raise DataFileError(
            problems.path,
            f"has {len(cells)} columns, more than the {MOST_COLUMNS} that are read: "
            "keep those that are meant",
            line,
        )
    stripped = ["" if cell is None else str(cell).strip() for cell in cells]
    given = set(stripped)
    names: list[str] = []
    seen: set[str] = set()
    for number, name in enumerate(stripped, start=1):
        if not name and empty:
            problems.add("header-empty", f"column {number} has no name", line=line)
        elif name and name in seen:
            problems.add(
                "header-duplicate",
                f"column {number} is called {name!r} like another",
                line=line,
                column=name,
                value=name,
            )
        unique = name if name and name not in seen else f"{name} (column {number})".strip()
        while unique in seen or (unique != name and unique in given):
            unique += "'"
        seen.add(unique)
        names.append(unique)
    return names
