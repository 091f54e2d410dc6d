"""Find the header of a file and name its columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.read_problems import ReadProblems
from chinaindpolicy.io.limits import MOST_COLUMNS

LOOKED_AT = 30
"""Number of rows searched for the header."""

Cell = TypeVar("Cell")


def filled(cells: Sequence[Cell]) -> int:
    """Return how many cells hold something."""
    return sum(cell is not None and str(cell).strip() != "" for cell in cells)


def table_rows(rows: Sequence[tuple[int, Sequence[Cell]]]) -> int | None:
    """Return the index of the first row that can be the header of a table; None if none can.

    Titles, units and dates above a table stand in one cell, or in fewer than the header has.

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
        header: The line that was said to be the header; None for the first that is not blank.

    Raises:
        DataFileError: If no row stands on that line; if none was said, and the first row looks
            like a title above the table.
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
            f"{line}; say header={line}, or delete the lines above it",
            rows[0][0],
        )
    return 0


def column_names(cells: Sequence[object], line: int, problems: ReadProblems) -> list[str]:
    """Return a name for every column; a name that is empty or stands twice is a problem.

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
        if not name:
            problems.add("header-empty", f"column {number} has no name", line=line)
        elif name in seen:
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
