"""The values of a table as one column: of a wide table row by row, without dropped cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import polars as pl

from chinaindpolicy.ingest.normalize.cell_parsers import is_missing
from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.column_match import ColumnMatch
from chinaindpolicy.ingest.normalize.exact_numbers import PlainNumbers, plain_numbers
from chinaindpolicy.ingest.normalize.groups import Groups, combined, groups_of
from chinaindpolicy.ingest.normalize.marks import (
    Marked,
    number_marks,
    powers_of_ten,
    unclear_flags,
    without_marks,
)
from chinaindpolicy.ingest.normalize.not_columnar import NotColumnarError
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.plain_numbers import number_in
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression, UnitReader
from chinaindpolicy.ingest.normalize.unit_words import is_ratio
from chinaindpolicy.model.columns import ColumnSpec

MOST_TEXTS = 10_000
"""The most distinct texts of a column that are parsed one by one."""
EMPTY = "\0"
"""The mark of a cell without a text; an empty text is a missing mark as well."""
_MOST_SUFFIXES = 200
_NUMBER = r"^(-?[0-9]+(?:\.[0-9]+)?)"
_SUFFIX = r"([^0-9.,]{1,16})$"
_PROBES = ("7", "10", "-20", "1234.5")


@dataclass(frozen=True)
class ValueRows:
    """The values of a table.

    Attributes:
        frame: The rows of the table.
        cells: The cells of the values; None if they are numbers.
        numbers: Their numbers, without footnote marks and flags.
        rows: The row of the table of each value; None if each row has one value.
        headers: The number of the column of each value; None if all are in one column.
        names: The columns of values.
        suffixes: The marks or units behind each number; None if no number has one.
        marked: The meaning of the marks.
        units: The units.
        void: The missing mark of each value, `EMPTY` for an empty cell; null for others.
        dropped: The number of missing cells that were dropped.
    """

    frame: pl.DataFrame
    cells: pl.Series | None
    numbers: PlainNumbers
    rows: pl.Series | None
    headers: pl.Series | None
    names: tuple[str, ...]
    suffixes: pl.Series | None
    marked: dict[str, Marked]
    void: pl.Series
    dropped: int = 0
    units: Mapping[str, UnitExpression] = field(default_factory=dict[str, UnitExpression])

    def own_unit(self, value: int) -> UnitExpression | None:
        """Return the unit behind a number; None if there is none."""
        return None if self.suffixes is None else self.units.get(self.suffixes[value])

    @property
    def height(self) -> int:
        """The number of values."""
        return self.void.len()

    @cached_property
    def is_void(self) -> pl.Series:
        """True for values that are missing."""
        return self.void.is_not_null()

    def label(self, name: str) -> pl.Series:
        """Return a column of the table, repeated for each value of a row."""
        column = self.frame[name]
        return column if self.rows is None else column.gather(self.rows)

    def labels(self, names: Sequence[str]) -> pl.DataFrame:
        """Return columns of the table, repeated for each value of a row."""
        picked = self.frame.select(list(dict.fromkeys(names)))
        return picked if self.rows is None or not picked.width else picked[self.rows]

    def groups(self, columns: Sequence[str], *more: pl.Series | None, header: bool) -> Groups:
        """Return the values with equal cells in columns.

        Args:
            columns: The columns.
            more: Further columns, by value.
            header: True if values of different columns are in different groups.
        """
        found = groups_of(self.frame, columns)
        if self.rows is not None:
            found = combined(Groups(found.codes.gather(self.rows), found.count))
        for each in (*more, self.headers if header else None):
            if each is not None:
                found = combined(found, each)
        if found.count > MOST_TEXTS:
            raise NotColumnarError
        return found

    def place(self, value: int) -> tuple[int, str]:
        """Return the row and column of a value."""
        row = value if self.rows is None else int(self.rows[value])
        return row, self.names[0 if self.headers is None else int(self.headers[value])]

    def without(self, rows: pl.Series, *, dropped: int = 0) -> ValueRows:
        """Return the values without some.

        Args:
            rows: True for the values to leave out.
            dropped: The number of these that are missing cells.
        """
        kept = ~rows
        index = self.rows
        if index is None:
            index = pl.int_range(self.height, eager=True, dtype=pl.Int64)

        def pick(column: pl.Series | None) -> pl.Series | None:
            return None if column is None else column.filter(kept)

        return replace(
            self,
            cells=pick(self.cells),
            numbers=PlainNumbers(*(column.filter(kept) for column in self.numbers)),
            rows=index.filter(kept),
            headers=pick(self.headers),
            suffixes=pick(self.suffixes),
            void=self.void.filter(kept),
            dropped=self.dropped + dropped,
        )


def value_rows(
    frame: pl.DataFrame,
    match: ColumnMatch,
    options: Options,
    spec: ColumnSpec,
    reader: UnitReader,
) -> ValueRows:
    """Return the values of a table.

    Args:
        frame: The rows of the table.
        match: Its columns.
        options: The options of the caller.
        spec: The column of values.
        reader: The reader of units.

    Raises:
        NotColumnarError: If the values have types that are converted cell by cell.
    """
    names = tuple(match.wide) or (match.ours["value"],)
    columns = [frame[name] for name in names]
    textual = columns[0].dtype == pl.String
    if any((column.dtype == pl.String) != textual for column in columns):
        raise NotColumnarError
    cells = _by_row(columns) if textual else None
    suffixes, marked, bare = None, dict[str, Marked](), cells
    units: dict[str, UnitExpression] = {}
    if cells is not None and bare is not None:
        suffixes, marked, units = _suffixes(cells, options, reader)
        if suffixes is not None:
            bare = _without(cells, suffixes)
        numbers = _numbers(bare)
    else:
        each = [_numbers(column) for column in columns]
        numbers = PlainNumbers(*(_by_row(parts) for parts in zip(*each, strict=True)))
    drop = (options.on_missing or ("drop" if match.wide else "keep")) == "drop"

    def missing(cell: Any) -> bool:
        if is_missing(cell, spec, options.missing):
            return True
        # A cell of a wide table is dropped by the text without its footnote mark.
        return (
            drop
            and isinstance(cell, str)
            and is_missing(without_marks(cell).text, spec, options.missing)
        )

    void = _voids(columns, cells, numbers, missing, options, suffixes)
    index = pl.int_range(void.len(), eager=True, dtype=pl.Int64)
    several = len(names) > 1
    plain = pl.DataFrame({"p": numbers.plain, "v": void}).select(
        pl.when(pl.col("v").is_null()).then("p").alias("p")
    )["p"]
    found = ValueRows(
        frame, cells, numbers._replace(plain=plain),
        index // len(names) if several else None, index % len(names) if several else None,
        names, suffixes, marked, void, units=units,
    )  # fmt: skip
    if drop and found.is_void.any():
        found = found.without(found.is_void, dropped=int(found.is_void.sum()))
    return found


def _numbers(column: pl.Series | None) -> PlainNumbers:
    found = None if column is None else plain_numbers(column)
    if found is None:
        raise NotColumnarError
    return found


def _by_row(columns: Sequence[pl.Series]) -> pl.Series:
    """Return the cells of columns, row by row."""
    if len(columns) == 1:
        return columns[0]
    height, width = columns[0].len(), len(columns)
    index = pl.int_range(height * width, eager=True, dtype=pl.Int64)
    every = pl.concat([column.alias("") for column in columns], how="vertical")
    return every.gather((index % width) * height + index // width)


def _voids(
    columns: Sequence[pl.Series],
    cells: pl.Series | None,
    numbers: PlainNumbers,
    missing: Callable[[Any], bool],
    options: Options,
    suffixes: pl.Series | None,
) -> pl.Series:
    """Return the missing mark of each value; see `ValueRows`."""
    if cells is None:
        blank = _by_row([column.is_null() for column in columns])
        nan = _by_row(
            [
                column.is_nan().fill_null(False)
                if column.dtype == pl.Float64
                else pl.Series([False]).new_from_index(0, column.len())
                for column in columns
            ]
        )
        return pl.DataFrame({"b": blank, "n": nan}).select(
            pl.when("b").then(pl.lit(EMPTY)).when("n").then(pl.lit("nan")).alias("v")
        )["v"]
    if not numbers.plain.all(ignore_nulls=False) or options.missing:
        odd = ~numbers.plain.fill_null(True)
        if suffixes is not None:
            odd &= suffixes.is_null()
        texts = cells.filter(odd).unique()
        if texts.len() > MOST_TEXTS:
            raise NotColumnarError
        # A mark of the caller may be a number, such as -999.
        marks = [text for text in texts if missing(text)] + list(options.missing)
        found = pl.DataFrame({"c": cells}).select(
            pl.when(pl.col("c").is_null())
            .then(pl.lit(EMPTY))
            .when(pl.col("c").is_in(marks))
            .then("c")
            .alias("v")
        )
        return found["v"]
    return pl.Series([None], dtype=pl.String).new_from_index(0, cells.len())


def _suffixes(
    cells: pl.Series, options: Options, reader: UnitReader
) -> tuple[pl.Series | None, dict[str, Marked], dict[str, UnitExpression]]:
    """Return the marks, flags and units behind numbers; the meaning of both by text."""
    if any(char.isdigit() for mark in options.missing for char in mark):
        return None, {}, {}
    found = cells.str.extract(_NUMBER + _SUFFIX, 2)
    texts = found.drop_nulls().unique()
    if not texts.len() or texts.len() > _MOST_SUFFIXES:
        return None, {}, {}
    if options.flags != "error" and unclear_flags([f"1{text}" for text in texts]):
        return None, {}, {}  # b may be a flag, or billions
    marked = {text: each for text in texts if (each := _mark(text, options)) is not None}
    units = {
        text: unit
        for text in texts
        if text not in marked and (unit := _unit(text, reader)) is not None
    }
    if not (marked or units):
        return None, {}, {}
    kept = pl.DataFrame({"s": found}).select(
        pl.when(pl.col("s").is_in([*marked, *units])).then("s").alias("s")
    )
    return kept["s"], marked, units


def _unit(suffix: str, reader: UnitReader) -> UnitExpression | None:
    """Return the unit behind a number; None if the cell must be parsed as a whole."""
    if nfkc(powers_of_ten(suffix)) != suffix.strip():
        return None
    try:
        marked = [number_marks(probe + suffix) for probe in _PROBES]
        unit = reader.scale_or_unit(suffix.strip())
    except CellError:
        return None
    changed = any(
        each.text != probe + suffix or number_in(probe + suffix) is not None
        for each, probe in zip(marked, _PROBES, strict=True)
    )
    # Other cells decide what a percentage is.
    return None if changed or is_ratio(unit.code) else unit


def _mark(suffix: str, options: Options) -> Marked | None:
    """Return the meaning of the text behind a number; None if it is more than a mark."""
    try:
        found = [(probe, number_marks(probe + suffix)) for probe in _PROBES]
    except CellError:
        return None
    first = found[0][1]
    if any(each.text != probe or each[1:] != first[1:] for probe, each in found):
        return None
    if not (first.marks or first.flag) or (first.flag and options.flags == "error"):
        return None
    return first


def _without(cells: pl.Series, suffixes: pl.Series) -> pl.Series:
    """Return cells without the marks behind their numbers."""
    return pl.DataFrame({"c": cells, "s": suffixes}).select(
        pl.when(pl.col("s").is_null())
        .then("c")
        .otherwise(pl.col("c").str.extract(_NUMBER, 1))
        .alias("c")
    )["c"]
