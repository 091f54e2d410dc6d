"""Data as DuckDB relations: frames, and Parquet files larger than memory."""

from __future__ import annotations

import importlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from chinaindpolicy.errors import DataFileError, MissingExtraError

if TYPE_CHECKING:
    import polars as pl


def duckdb_module() -> Any:
    """Return DuckDB.

    Raises:
        MissingExtraError: If it or PyArrow is not installed.
    """
    try:
        duckdb = importlib.import_module("duckdb")
        importlib.import_module("pyarrow")  # relations and frames are exchanged through it
    except ImportError as error:
        raise MissingExtraError(error.name or "duckdb", "duckdb") from None
    return duckdb


def relation_of(frame: pl.DataFrame) -> Any:
    """Return a Polars frame as a DuckDB relation."""
    return duckdb_module().connect().from_arrow(frame.to_arrow())


def relation_of_parquet(paths: Sequence[str]) -> Any:
    """Return Parquet files as a DuckDB relation.

    Raises:
        DataFileError: If one cannot be read.
    """
    duckdb = duckdb_module()
    try:
        return duckdb.connect().read_parquet(list(paths))
    except duckdb.IOException as error:
        raise DataFileError(", ".join(paths), f"cannot be read: {_first_line(error)}") from error
    except duckdb.Error as error:
        raise DataFileError(", ".join(paths), _damaged(error)) from error


@contextmanager
def reading_parquet(paths: Sequence[str]) -> Generator[None]:
    """Convert DuckDB errors caused by a damaged Parquet file into DataFileError.

    Raises:
        DataFileError: If a file turns out to be damaged.
    """
    duckdb = duckdb_module()
    try:
        yield
    except duckdb.Error:
        # Unless a file is to blame, we are.
        for path in paths:
            whole = relation_of_parquet([path])
            try:
                whole.aggregate("max(hash(columns(*)))").fetchall()
            except duckdb.Error as error:
                raise DataFileError(path, _damaged(error)) from error
        raise


def _damaged(error: Exception) -> str:
    return f"cannot be read, perhaps it is cut off or damaged: {_first_line(error)}"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:300]
