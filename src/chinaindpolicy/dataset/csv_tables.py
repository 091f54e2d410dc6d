"""Frames and rows of a table, typed by its descriptor."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy.errors import ReleaseError
from chinaindpolicy.model.dtypes import Descriptor, dtypes
from chinaindpolicy.model.serialize import LIST_DELIMITER

if TYPE_CHECKING:
    import polars as pl

_INTEGER = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def _integer(text: str) -> int:
    # int() would accept blanks and underscores.
    if not _INTEGER.fullmatch(text):
        raise ValueError(f"{text!r} is not an integer, e.g. 12")
    return int(text)


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is not a number, e.g. 12.5")
    return Decimal(text)


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{text!r} is not a boolean; use true or false")
    return text == "true"


_READERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "string": str,
        "integer": _integer,
        "number": _number,
        "boolean": _boolean,
        "date": datetime.date.fromisoformat,
        "list": lambda text: tuple(text.split(LIST_DELIMITER)),
    }
)


TYPES = frozenset(_READERS)
"""The types that a column of a release may have."""


def read_value(kind: str, text: str) -> Any:
    """Parse a value in the CSV notation of a release.

    Raises:
        ValueError: If the text is not a value of that type.
    """
    return _READERS[kind](text)


def read_frame(data: bytes, schema: Descriptor, name: str) -> pl.DataFrame:
    """Read a release's CSV bytes into a frame with the declared dtypes.

    Args:
        data: The bytes of the table's CSV file.
        schema: The Table Schema of the table.
        name: The table's name, for errors.

    Returns:
        One row per record; a missing value is null, an empty list is an empty list.

    Raises:
        ReleaseError: If the header differs from the declared one, a row has more or fewer cells,
            or a cell has another type.
    """
    import polars as pl

    declared = dtypes(schema)
    if not declared:
        return pl.DataFrame()  # a table that the release does not have
    header = data.partition(b"\n")[0].decode("utf-8", "replace").rstrip("\r")
    if header != ",".join(declared):
        # Polars would assign the declared names to the columns in any order.
        raise ReleaseError(
            f"{name}: the header is {header[:80]!r}, but datapackage.json declares "
            f"{','.join(declared)[:80]!r}"
        )
    lists = [name for name, dtype in declared.items() if isinstance(dtype, pl.List)]
    stored = {name: pl.String() if name in lists else dtype for name, dtype in declared.items()}
    # Polars would complete a row that is too short.
    for _ in _rows(data, len(declared), name):
        pass
    try:
        frame = pl.read_csv(data, schema=stored, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        reason = str(error).partition("\n")[0]
        raise ReleaseError(f"{name} does not match datapackage.json: {reason}") from error
    if not lists:
        return frame
    return frame.with_columns(
        pl.when(pl.col(name).is_null())
        .then(pl.lit([], dtype=pl.List(pl.String())))
        .otherwise(pl.col(name).str.split(LIST_DELIMITER))
        .alias(name)
        for name in lists
    )


def read_rows(data: bytes, schema: Descriptor, name: str) -> Iterator[dict[str, Any]]:
    """Read a release's CSV bytes row by row, without missing values.

    Args:
        data: The bytes of the table's CSV file.
        schema: The Table Schema of the table.
        name: The table's name, for errors.

    Raises:
        ReleaseError: If the header differs from the schema, a row has more or fewer cells, or a
            cell has another type.
    """
    readers = [(field["name"], _READERS[field["type"]]) for field in schema["fields"]]
    for line, cells in _rows(data, len(readers), name):
        if line == 1:
            if cells != [column for column, _ in readers]:
                declared = ",".join(column for column, _ in readers)
                raise ReleaseError(
                    f"{name}: the header is {','.join(cells)[:80]!r}; datapackage.json declares "
                    f"{declared[:80]!r}"
                )
            continue
        try:
            row = {
                column: read(cell)
                for (column, read), cell in zip(readers, cells, strict=True)
                if cell != ""
            }
        except ValueError as error:
            raise ReleaseError(f"{name}, line {line}: {error}") from error
        yield row


def _rows(data: bytes, width: int, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a release's CSV, the header too, each with the line that it ends on."""
    try:
        rows = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
        for cells in rows:
            if len(cells) != width:
                raise ReleaseError(
                    f"{name}, line {rows.line_num}: the row has {len(cells)} cells, but "
                    f"datapackage.json declares {width} columns"
                )
            yield rows.line_num, cells
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReleaseError(f"{name} is not a valid CSV file: {error}") from error
