"""Result of opening files: a lazy frame plus read problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.rules.findings import Finding

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.ingest.readers.header import TableHead
    from chinaindpolicy.ingest.readers.read_problems import ReadProblems

Stamp = tuple[int, int]
UnreadRow = tuple[int, str, str]
"""A row that could not be read: its line, the code of the reason, and its text."""


def stamp_of(path: Path) -> Stamp:
    """Return a file's size in bytes, and when it was changed, in nanoseconds."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


UNREAD_COLUMNS: Mapping[str, Any] = MappingProxyType(
    {"file": str, "line": int, "code": str, "text": str}
)
"""The columns of the frame of rows that could not be read."""


@dataclass(frozen=True)
class SourceFile:
    """One file that was opened.

    Attributes:
        path: The file.
        frame: Its rows.
        textual: True if all columns are text that is still to be parsed.
        problems: The findings on unread rows.
        counts: The number of problems of each code.
        height: Returns the number of rows of the frame.
        lines: Returns the lines, from 1, on which rows of the frame start.
        delimiter: The delimiter of cells; empty if the format has none.
        encoding: The encoding of a CSV or TSV file; empty for other formats.
        unread: Returns the rows that could not be read, in the order of the file.
        check: Reads the file to its end and raises a `DataFileError` if it is damaged.
        stamp: Size and time of change of the file before it was opened; None if not checked.
        days_are_text: True if the format has types, but no days, so that days are text.
        numbers_as_text: The columns of numbers that 64-bit floats would change: kept as text.
        head: The rows above the data; None if the format has none.
        notes: The lines of notes below the table, each with its text.
        sheet: The name of the sheet; empty if the file is not a workbook.
        formatted: False if the file has number formats that the reader does not apply.
        is_parquet: Whether it is a Parquet file.
        partition: The columns that are not in the file, each with its value in every row.
    """

    path: Path
    frame: pl.LazyFrame
    textual: bool
    problems: tuple[Finding, ...]
    counts: Mapping[str, int]
    height: Callable[[], int]
    lines: Callable[[Sequence[int]], list[int | None]]
    delimiter: str = ""
    encoding: str = ""
    unread: Callable[[], Iterable[UnreadRow]] = tuple
    check: Callable[[], None] = lambda: None
    stamp: Stamp | None = None
    days_are_text: bool = False
    numbers_as_text: frozenset[str] = frozenset()
    head: TableHead | None = None
    notes: tuple[tuple[int, str], ...] = ()
    sheet: str = ""
    formatted: bool = True
    is_parquet: bool = False
    partition: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def in_memory(
        cls,
        problems: ReadProblems,
        frame: pl.LazyFrame,
        lines: Sequence[int],
        *,
        textual: bool,
        unread: Sequence[UnreadRow] = (),
    ) -> SourceFile:
        """Return a file whose rows are in memory, each with its line."""
        return cls(
            path=problems.path,
            frame=frame,
            textual=textual,
            problems=problems.findings(),
            counts=dict(problems.counts),
            height=lambda: len(lines),
            lines=lambda rows: [lines[row] for row in rows],
            unread=lambda: unread,
        )


@dataclass(frozen=True)
class SourceData:
    """The rows of some files, and the findings on unread rows.

    Attributes:
        frame: The rows, lazily; columns as in the files.
        textual: True if all columns are strings that are still to be parsed by the column's
            type, as CSV, TSV and spreadsheets give them; an empty cell is null. Parquet and
            JSON have types of their own.
        files: The files, in the order of their rows.
        problems: The findings on unread rows, with file and line, at most a thousand of each code
            and file. Unread rows are not in the frame.
        counts: The number of problems of each code.
        parts: The files one by one.
        days_are_text: True if the format has types, but no days, as JSON.
        numbers_as_text: The columns of numbers that 64-bit floats would change: kept as text.
    """

    frame: pl.LazyFrame
    textual: bool
    files: tuple[Path, ...]
    problems: tuple[Finding, ...]
    counts: Mapping[str, int]
    parts: tuple[SourceFile, ...]
    days_are_text: bool = False
    numbers_as_text: frozenset[str] = frozenset()

    @contextmanager
    def read(self) -> Generator[None]:
        """Context manager: convert read errors caused by a damaged file into DataFileError.

        Raises:
            DataFileError: If a file turns out to be damaged, or is changed meanwhile.
        """
        import polars as pl

        try:
            yield
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            self.check_unchanged()
            # Without a damaged file, the error is a bug and is raised unchanged.
            for part in self.parts:
                part.check()
            raise
        self.check_unchanged()

    def check_unchanged(self) -> None:
        """Raise DataFileError if a file changed since it was opened.

        Rows of two states would be mixed, and line numbers would be wrong.

        Raises:
            DataFileError: If a file was changed or removed since it was opened.
        """
        for part in self.parts:
            try:
                changed = part.stamp is not None and stamp_of(part.path) != part.stamp
            except OSError as error:
                raise DataFileError(part.path, f"is gone: {error.strerror or error}") from None
            if changed:
                raise DataFileError(part.path, "was changed while it was read: read a copy of it")

    def unread_rows(self) -> pl.DataFrame:
        """Return the rows that could not be read, each once.

        Returns:
            The columns `file`, `line` (from 1), `code` of the reason, and `text` as it is in the
            file; of a workbook the cells with tabs between them.
        """
        import polars as pl

        self.check_unchanged()
        found = [(str(part.path), *row) for part in self.parts for row in part.unread()]
        return pl.DataFrame(found, schema=dict(UNREAD_COLUMNS), orient="row")

    def lines(self, rows: Sequence[int]) -> list[tuple[str, int | None]]:
        """Return the file and the line, from 1, on which each of some rows starts.

        Args:
            rows: Numbers of rows of the frame, from 0, in any order.

        Raises:
            IndexError: If there is no such row.
            DataFileError: If a Parquet file has fewer rows by its footer.
        """
        found: dict[int, tuple[str, int | None]] = {}
        wanted = sorted(set(rows))
        if wanted and wanted[0] < 0:
            raise IndexError(f"no row {wanted[0]}")
        first = 0
        for part in self.parts:
            if not wanted:
                break
            beyond = first + part.height()
            here = [row for row in wanted if row < beyond]
            if here:
                lines = part.lines([row - first for row in here])
                found.update(
                    (row, (str(part.path), line)) for row, line in zip(here, lines, strict=True)
                )
            wanted = wanted[len(here) :]
            first = beyond
        if wanted and self.parts and self.parts[-1].is_parquet:
            # Another engine read more rows than the footer states.
            raise DataFileError(
                self.parts[-1].path,
                f"cannot be read; it may be truncated or damaged: its footer states {first} rows, "
                f"but row {wanted[-1]} was read",
            )
        if wanted:
            raise IndexError(f"no row {wanted[0]}: there are {first}")
        return [found[row] for row in rows]


def joined(parts: Sequence[SourceFile]) -> SourceData:
    """Concatenate opened files.

    The files have the same columns; files without columns are empty.
    """
    import polars as pl

    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.counts)
    filled = [part for part in parts if part.frame.collect_schema().names()] or list(parts[:1])
    frames = [part.frame for part in filled]
    return SourceData(
        frame=frames[0] if len(frames) == 1 else pl.concat(frames, how="vertical"),
        textual=parts[0].textual,
        files=tuple(part.path for part in parts),
        problems=tuple(finding for part in parts for finding in part.problems),
        counts=dict(sorted(counts.items())),
        parts=tuple(filled),
        days_are_text=parts[0].days_are_text,
        numbers_as_text=frozenset(name for part in parts for name in part.numbers_as_text),
    )
