"""Data to validate, with its engine, and the renaming of its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chinaindpolicy.errors import DataError, UnknownNameError
from chinaindpolicy.ingest.readers.source_files import UNREAD_COLUMNS
from chinaindpolicy.model.columns import columns
from chinaindpolicy.rules.engines.base import Engine, invalid_flag
from chinaindpolicy.rules.findings import Finding

if TYPE_CHECKING:
    import polars as pl

_RESERVED = invalid_flag("")


def nothing_unread() -> pl.DataFrame:
    """Return an empty frame of unread rows, because data in memory is read completely."""
    import polars as pl

    return pl.DataFrame(schema=dict(UNREAD_COLUMNS))


@dataclass(frozen=True)
class DataSource:
    """Data of a caller, with the engine that checks it.

    Attributes:
        engine: The engine.
        rows: Returns valid or invalid rows in the caller's own type, given `valid` and
            `all_invalid`.
        place: Adds the place in the data, such as file and line, to findings.
        problems: The findings on unread rows: the first of each kind.
        unread: The number of unread rows of each code.
        read: Context manager for reading the rows; names a damaged file.
        unread_rows: Returns the rows that could not be read.
        records: True if every row is a record, which has all columns of its class.
    """

    engine: Engine
    rows: Callable[[bool, bool], Any]
    place: Callable[[Sequence[Finding]], list[Finding]] = list
    problems: tuple[Finding, ...] = ()
    unread: Mapping[str, int] = field(default_factory=dict[str, int])
    read: Callable[[], AbstractContextManager[None]] = nullcontext
    unread_rows: Callable[[], pl.DataFrame] = nothing_unread
    records: bool = False


@dataclass
class MarkedFrame:
    """A Polars frame made of other data, with the columns that flag cells of another type.

    Attributes:
        series: The columns, and the columns that flag cells.
        wrong: The columns that have a column of flags.
        dtypes: The caller's name of the type of a column, where it is not the frame's.
    """

    series: list[pl.Series] = field(default_factory=list["pl.Series"])
    wrong: set[str] = field(default_factory=set[str])
    dtypes: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, column: pl.Series, wrong: pl.Series | None = None) -> None:
        """Add a column, and the flags of its cells."""
        self.series.append(column)
        if wrong is not None:
            self.wrong.add(column.name)
            self.series.append(wrong)

    def replace(self, column: pl.Series) -> None:
        """Replace the column of the same name."""
        self.series = [column if each.name == column.name else each for each in self.series]

    def frame(self) -> pl.DataFrame:
        """Return the columns as a frame."""
        import polars as pl

        return pl.DataFrame(self.series)


def day_columns(table: str) -> frozenset[str]:
    """Return the names of a table's columns of days.

    Example:
        >>> sorted(day_columns("figures"))
        ['period_end', 'period_start']
    """
    return frozenset(spec.name for spec in columns(table) if spec.type == "date")


def shown_name(name: object) -> str:
    r"""Return the name of a column as text: half of a surrogate pair is written as an escape.

    Example:
        >>> shown_name(1), shown_name("a"), shown_name("\ud800")
        ('1', 'a', '\\ud800')
    """
    return str(name).encode("utf-8", "backslashreplace").decode()


def check_names(names: Iterable[object]) -> None:
    """Raise DataError if two columns of data in memory have the same name.

    Raises:
        DataError: If names repeat, or are the same as text, such as 1 and "1".
    """
    found: dict[str, object] = {}
    for name in names:
        text = shown_name(name)
        if text in found:
            raise DataError(
                f"columns {found[text]!r} and {name!r} have the same name: rename one of them, or "
                "leave one out"
            )
        if text.startswith(_RESERVED):
            raise DataError(
                f"column {text!r}: names that start with {_RESERVED!r} are reserved: rename it"
            )
        found[text] = name


def check_renames(renames: Mapping[str, str] | None, present: Sequence[str], table: str) -> None:
    """Raise an error if a rename has an unknown source or an existing target.

    Raises:
        UnknownNameError: If a column of the data is unknown; suggests similar names.
        DataError: If two columns would have one name.
    """
    if not renames:
        return
    remaining = {column for column in present if column not in renames}
    taken: dict[str, str] = {}
    for given, name in renames.items():
        if given not in present:
            raise UnknownNameError("column of the data", given, present)
        if name in remaining or name in taken:
            other = taken.get(name, name)
            raise DataError(f"columns {other!r} and {given!r} would both be {name!r} of {table}")
        taken[name] = given


def check_new_names(
    renames: Mapping[str, str] | None, table: str, dimensions: Sequence[str]
) -> None:
    """Raise if a column is renamed to an unknown column of the table.

    Raises:
        UnknownNameError: If there is no such column; suggests similar names.
    """
    known = [*(spec.name for spec in columns(table)), *dimensions]
    for name in (renames or {}).values():
        if name not in known:
            raise UnknownNameError(f"column of {table}", name, known)
