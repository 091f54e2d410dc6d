"""Interface of a validation engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import narwhals as nw

from chinaindpolicy.model.columns import ColumnSpec

if TYPE_CHECKING:
    import polars as pl

RAW = "@raw."
"""Prefix of a column name: the original cell of a parsed column."""


@dataclass(frozen=True, slots=True)
class Violations:
    """The rows that violate a rule: their number, and the row numbers of the first ones."""

    count: int
    first: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RowCheck:
    """An expression that is true for rows that violate a rule.

    Attributes:
        violation: The expression; never null.
        is_error: True: a match makes the row invalid. False: it is a warning.
    """

    violation: nw.Expr
    is_error: bool


@dataclass(frozen=True)
class ScanRequest:
    """The checks of one pass over the data.

    Attributes:
        columns: The columns that are read; with none there are no checks and no keys.
        checks: The expressions.
        lookups: By key, the reference data: a column named as the key, and those looked up.
        keys: The columns that may not repeat together.
    """

    columns: tuple[str, ...]
    checks: tuple[RowCheck, ...]
    lookups: Mapping[str, pl.DataFrame]
    keys: tuple[UniqueKey, ...]


Bring = Callable[["pl.DataFrame"], nw.LazyFrame[Any]]
"""Copies a frame to the engine for a join."""


def plain_name(name: str) -> str:
    """Return the name that a column has in a query of `Engine.find`: Spark takes dots for paths.

    Example:
        >>> plain_name("run 1.0"), plain_name("unit")
        ('run 1~d0', 'unit')
    """
    return name.replace("~", "~t").replace(".", "~d").replace("`", "~q")


Find = Callable[[nw.LazyFrame[Any], Bring], nw.LazyFrame[Any]]
"""Selects rows, each once, of a frame with their numbers."""


class Engine(Protocol):
    """Evaluates checks on data where it is.

    Columns have the names of the table. A list is one string, with an `ITEM_START` before each
    item; categories are strings; numbers are 64-bit floats.
    """

    name: str

    @property
    def columns(self) -> Mapping[str, InputColumn]:
        """The columns of the data."""
        ...

    def prepare(self, specs: Mapping[str, ColumnSpec]) -> None:
        """Convert the columns that fit to the form that the rules expect."""
        ...

    def repeating(self, columns: Sequence[str]) -> frozenset[str]:
        """Return the columns with few distinct values, for which checking each once is faster."""
        ...

    def distinct_each(self, columns: Sequence[str]) -> dict[str, pl.DataFrame]:
        """Return the distinct values of columns that the engine reads in one pass.

        Others are read one by one, with `batches`.
        """
        ...

    most_listed: int
    """The maximum number of values in an expression; more values are joined."""

    def distinct(self, columns: Sequence[str], where: nw.Expr | None) -> pl.DataFrame:
        """Return the distinct combinations of some columns, sorted; for few combinations."""
        ...

    def batches(self, columns: Sequence[str], where: nw.Expr | None) -> Iterator[pl.DataFrame]:
        """Yield the distinct combinations of some columns in frames of limited size."""
        ...

    def store(self, frame: pl.DataFrame) -> Any:
        """Store a frame in the engine, and return the handle for `matching` and `replace`."""
        ...

    def scan(
        self, request: ScanRequest, samples: int
    ) -> tuple[int, list[Violations], list[Violations]]:
        """Return the number of rows, and the violations of each check and each key."""
        ...

    def matching(
        self, combinations: Sequence[Any], where: nw.Expr, samples: int, is_error: bool
    ) -> Violations:
        """Return the rows that have a combination of values of one of the stored frames."""
        ...

    def find(self, columns: Sequence[str], rows: Find, samples: int, is_error: bool) -> Violations:
        """Return the rows that a query selects, given some columns and the rows' numbers.

        The query has the columns by their `plain_name`.
        """
        ...

    def cyclic(self, column: str, samples: int, is_error: bool) -> Violations:
        """Return the rows from which a column of ids leads back to the row itself."""
        ...

    def dependent(self, column: str, samples: int) -> Violations:
        """Return the valid rows from which a column of ids leads to an invalid row."""
        ...

    def replace(self, name: str, column: str, values: Sequence[Any]) -> None:
        """Make a prepared column from another one of strings, with some values replaced.

        Each stored frame has the columns `old` and `new`; an old value occurs once in all.
        """
        ...

    def mark(self, rows: pl.Series) -> None:
        """Mark some rows, by number, as invalid."""
        ...

    def take(self, numbers: Sequence[int], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Return some columns of some rows, by row number; with `RAW`, the original cells."""
        ...

    def original(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of all rows as they were given."""
        ...

    def ids_among(self, others: Sequence[Engine]) -> pl.DataFrame:
        """Return the numbers and ids of rows, at least of those whose id other data has too."""
        ...

    def rows(self, *, valid: bool, all_invalid: bool) -> Any:
        """Return the valid or the invalid rows, as they were given."""
        ...


ITEM_START = "\x1f"
"""Precedes each item of a list; in the engines a list is one string."""


def invalid_flag(column: str) -> str:
    """Return the name of the column that flags cells of another type."""
    return f"@wrong:{column}"


def items_of(joined: str) -> list[str]:
    r"""Return the items of a list that is one string in an engine.

    Example:
        >>> items_of("\x1fmiit\x1fmoe"), items_of("")
        (['miit', 'moe'], [])
    """
    return joined.split(ITEM_START)[1:]


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column of the data in an engine.

    Attributes:
        kind: The kind of its values; `empty` without values, `text` for unparsed values, None
            for a kind that no table has.
        dtype: The engine's own name of its type.
        marked: True if a column flags the cells of another type.
        inexact: True if a column flags the cells that no 64-bit float represents exactly, where
            the table has a number.
        reason: Why no table has this kind of values; empty if the type is the reason.
    """

    kind: str | None
    dtype: str
    marked: bool = False
    inexact: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """Columns that may not repeat together.

    Attributes:
        code: The rule.
        columns: The columns; rows that lack one of the first `filled` are left out.
        filled: The number of required columns.
    """

    code: str
    columns: tuple[str, ...]
    filled: int


ROW = "@row"
"""Name of the column that numbers the rows, from 0."""
