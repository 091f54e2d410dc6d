"""Entries of an extension: read from dicts, records, frames and files, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from chinaindpolicy.errors import ChinaIndPolicyError, DataFileError, Problem
from chinaindpolicy.ingest.extension.values import is_sequence
from chinaindpolicy.io.limits import MOST_PROBLEMS

if TYPE_CHECKING:
    from chinaindpolicy.model.columns import ColumnSpec

_FRAMES = ("DataFrame", "LazyFrame", "Table")
_KINDS = "a list of dicts, a Polars or pandas frame, or the path of a file such as CSV"


@dataclass(frozen=True)
class Entry:
    """One row that an extension adds to a table.

    Attributes:
        table: The table.
        file: The file, or the Python expression, that the entry is in.
        line: The line of the file; 0 without one.
        values: The value of each key; a key without a value is absent.
        lines: The line of each key, where keys have lines of their own.
        textual: True if every value is text that is still to be parsed.
        unread: The keys whose values could not be read; each already has a problem.
        header: The columns of the frame or file that the entry is a row of; empty without one.
    """

    table: str
    file: str
    line: int
    values: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict[str, int])
    textual: bool = False
    unread: frozenset[str] = frozenset()
    header: tuple[str, ...] = ()

    def problem(self, key: str, message: str, code: str) -> Problem:
        """Return a problem of a key of this entry."""
        where = f"{self.table}: " if self.line else ""
        return Problem(self.file, self.lines.get(key, self.line), f"{where}{message}", code)


class Problems:
    """The problems of an extension, in the order in which they are found."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, problem: Problem) -> None:
        """Add a problem; those after the first thousand are left out."""
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(problem)

    def ordered(self) -> list[Problem]:
        """Return the problems in the order of their places: entry 2 precedes entry 10."""
        return sorted(self.found, key=_place)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add problems."""
        for problem in problems:
            self.add(problem)


def _place(problem: Problem) -> tuple[list[str | int], int]:
    # Texts and numbers alternate, so that each is compared with its like.
    parts = re.split(r"([0-9]+)", problem.file)
    return [int(part) if number % 2 else part for number, part in enumerate(parts)], problem.line


def read_entries(data: Any, table: str, place: str, problems: Problems) -> Iterator[Entry]:
    """Yield the entries of one table.

    Args:
        data: Dicts, records, a frame, or the path of a file.
        table: The table.
        place: The Python expression of the data, for problems.
        problems: Collects unreadable entries.
    """
    home = type(data).__module__.partition(".")[0]
    if isinstance(data, str | Path):
        yield from file_entries(data, table, problems)
    elif home in ("polars", "pandas", "pyarrow") and type(data).__name__ in _FRAMES:
        yield from _of_frame(data, home, table, place, problems)
    elif is_sequence(data):
        yield from _of_rows(data, table, place, problems)
    else:
        message = f"is of type {type(data).__name__}; expected {_KINDS}"
        problems.add(Problem(place, 0, message, "layout-wrong"))


def _of_frame(data: Any, home: str, table: str, place: str, problems: Problems) -> Iterator[Entry]:
    if home == "pandas":
        filled = data.astype(object).where(data.notna(), None)
        names, rows = map(str, data.columns), filled.itertuples(index=False, name=None)
    elif home == "pyarrow":
        cells = [column.to_pylist() for column in data.columns]
        names, rows = data.column_names, zip(*cells, strict=True)
    else:
        frame = data.lazy().collect()
        names, rows = frame.columns, frame.iter_rows()
    header = tuple(names)
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        message = f"has several columns {twice[0]!r}; rename all but one"
        problems.add(Problem(place, 0, message, "header-duplicate"))
        return
    for number, row in enumerate(rows):
        yield _entry_of(dict(zip(header, row, strict=True)), table, f"{place}[{number}]", header)


def _entry_of(
    values: Mapping[Any, Any], table: str, file: str, header: tuple[str, ...] = ()
) -> Entry:
    given = {str(key): _plain(value) for key, value in values.items() if value is not None}
    return Entry(table, file, 0, given, header=header)


def _of_rows(rows: Sequence[Any], table: str, place: str, problems: Problems) -> Iterator[Entry]:
    for number, row in enumerate(rows):
        file = f"{place}[{number}]"
        values = _fields(row)
        if values is None:
            message = f"is of type {type(row).__name__}; expected a dict such as {{'id': ...}}"
            problems.add(Problem(file, 0, message, "layout-wrong"))
        else:
            yield _entry_of(values, table, file)


def _fields(row: Any) -> Mapping[Any, Any] | None:
    from chinaindpolicy.model.fields import Record

    if is_mapping(row):
        return row
    return vars(row) if isinstance(row, Record) else None


def is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Return True if a value is a mapping."""
    return isinstance(value, Mapping)


def _plain(value: Any) -> Any:
    """Return a value of NumPy as Python's own."""
    scalar = type(value).__module__ == "numpy" and hasattr(value, "item")
    return value.item() if scalar and getattr(value, "ndim", 0) == 0 else value


def file_entries(path: str | Path, table: str, problems: Problems) -> Iterator[Entry]:
    """Yield the rows of a data file as entries."""
    from chinaindpolicy.ingest.readers.open_files import open_data

    try:
        opened = open_data(path, table)
        with opened.read():
            frame = opened.frame.collect()
    except DataFileError as error:
        problems.add(Problem(error.path, error.line or 1, error.reason, "file-unreadable"))
        return
    except ChinaIndPolicyError as error:
        problems.add(Problem(str(path), 1, str(error), "file-unreadable"))
        return
    for finding in opened.problems:
        problems.add(Problem(finding.file, finding.line or 1, finding.message, finding.code))
    lines = opened.lines(range(frame.height))
    for row, (file, line) in zip(frame.iter_rows(named=True), lines, strict=True):
        values = {key: value for key, value in row.items() if value not in (None, "")}
        yield Entry(
            table, file, line or 1, values, textual=opened.textual, header=tuple(frame.columns)
        )


def _named(entry: Entry, key: str) -> str:
    """Return that a key is missing, with the id and name of the entry."""
    id, name = (entry.values.get(each) for each in ("id", "name"))
    if id is None:
        return f"{key} is missing" + (f" in the entry named {name!r}" if name is not None else "")
    shown = f" ({name})" if name not in (None, id) else ""
    return f"{key} is missing in the entry {id!r}{shown}"


def check_keys(
    entries: Iterable[Entry],
    keys: Mapping[str, ColumnSpec],
    required: Sequence[str],
    problems: Problems,
) -> None:
    """Report unknown keys, and keys that an entry lacks."""
    from chinaindpolicy._similar import nearest

    reported: set[str] = set()
    for entry in entries:
        for key in entry.header or entry.values:
            if key not in keys and key not in reported:
                near = nearest(key, [each for each in keys if each not in entry.values], most=1)
                hint = f"did you mean {near[0]!r}?" if near else f"allowed: {', '.join(keys)}"
                message = f"unknown key {key!r}; {hint}"
                problems.add(entry.problem(key, message, "key-unknown"))
        for key in required:
            # An indicator without a unit has the dimension none.
            without = key == "unit" and entry.values.get("dimension") == "none"
            absent = key not in entry.values and key not in entry.unread | reported
            if absent and not without:
                needs = ", ".join(required)
                message = f"{_named(entry, key)}; an entry of {entry.table} needs {needs}"
                if key == "unit":
                    message += "; add it, or pass units= to inspect, such as units={name: '亿元'}"
                problems.add(entry.problem(key, message, "value-missing"))
        if entry.header:  # an unknown or missing column is one problem, not one for each row
            reported |= {key for key in entry.header if key not in keys}
            reported |= {key for key in required if key not in entry.header}
