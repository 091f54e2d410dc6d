"""Data as DuckDB relations: frames, and Parquet files larger than memory."""

from __future__ import annotations

import importlib
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy.errors import DataError, DataFileError, MissingExtraError
from chinaindpolicy.io.text import sql_name

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
    """Return a Polars frame as a DuckDB relation.

    Raises:
        DataError: If the columns have several time zones.
    """
    import polars as pl

    duckdb_module()
    # Arrow has no integers of 128 bits.
    wide: dict[pl.DataType, str] = {pl.Int128(): "hugeint", pl.UInt128(): "uhugeint"}
    types = {name: wide[dtype] for name, dtype in frame.schema.items() if dtype in wide}
    narrow = frame.with_columns(pl.col(*types).cast(pl.String)) if types else frame
    # Text as Polars keeps it: nothing is copied.
    rows = cast("Any", narrow.to_arrow(compat_level=pl.CompatLevel.newest()))
    relation = _connection(frame.schema).from_arrow(rows)
    if not types:
        return relation
    chosen = (
        f"#{place}{f'::{types[name]}' if name in types else ''} as {sql_name(name)}"
        for place, name in enumerate(frame.columns, 1)
    )
    return relation.project(", ".join(chosen))


def _connection(types: Mapping[str, pl.DataType]) -> Any:
    """Return a connection whose session has the time zone of the columns, or UTC.

    A time of DuckDB has no zone of its own: it is read in that of the session, which is by
    default the zone of the machine.
    """
    import polars as pl

    zones = {dtype.time_zone for dtype in types.values() if isinstance(dtype, pl.Datetime)}
    named = sorted(zone for zone in zones if zone)
    if len(named) > 1:
        raise DataError(
            f"the columns have times in {len(named)} zones ({', '.join(named)}), and a session of "
            "DuckDB has one; convert them to one zone, or leave out engine='duckdb'"
        )
    duckdb = duckdb_module()
    connection = duckdb.connect()
    zone = duckdb.ConstantExpression(named[0] if named else "UTC")
    connection.execute(f"set TimeZone = {zone}")
    return connection


def relation_of_parquet(
    paths: Sequence[str],
    partitions: Sequence[Mapping[str, Any]] = (),
    types: Mapping[str, pl.DataType] | None = None,
) -> Any:
    """Return Parquet files as a DuckDB relation.

    Args:
        paths: The files.
        partitions: For each file the columns that are not in it, with their value.
        types: The columns as Polars reads them, with the time zone that DuckDB does not read.

    Raises:
        DataError: If the columns have several time zones.
        DataFileError: If one cannot be read.
    """
    duckdb = duckdb_module()
    try:
        connection = _connection(types or {})
        if any(partitions):
            parts = map(_part, paths, partitions)
            return connection.sql(" union all ".join(parts))
        # Else a folder named value=1 on the way to a file would replace its column.
        return connection.read_parquet(list(paths), hive_partitioning=False)
    except duckdb.IOException as error:
        raise DataFileError(", ".join(paths), f"cannot be read: {_first_line(error)}") from error
    except duckdb.Error as error:
        raise DataFileError(", ".join(paths), _damaged(error)) from error


def _part(path: str, partition: Mapping[str, Any]) -> str:
    constant = duckdb_module().ConstantExpression
    added = "".join(
        f", {constant(value)}{'::varchar' if value is None else ''} as {sql_name(name)}"
        for name, value in partition.items()
    )
    return f"select *{added} from read_parquet({constant(path)}, hive_partitioning = false)"


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


@contextmanager
def reading_relation(relation: Any) -> Generator[None]:
    """Convert DuckDB errors caused by the user's relation into DataError.

    Raises:
        DataError: If the relation itself cannot be read, e.g. a cast in it fails.
    """
    duckdb = duckdb_module()
    try:
        yield
    except duckdb.Error:
        try:
            relation.aggregate("system.main.max(system.main.hash(columns(*)))").fetchall()
        except duckdb.Error as error:
            raise DataError(f"DuckDB cannot read the relation: {_first_line(error)}") from error
        raise


def _damaged(error: Exception) -> str:
    return f"cannot be read; it may be truncated or damaged: {_first_line(error)}"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:300]
