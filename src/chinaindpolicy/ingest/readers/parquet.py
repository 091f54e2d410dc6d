"""Parquet and Arrow IPC files, scanned lazily."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.source_files import SourceFile
from chinaindpolicy.io.limits import MOST_COLUMNS

if TYPE_CHECKING:
    import polars as pl


def open_parquet(path: Path, table: str) -> SourceFile:
    """Open a Parquet file, lazily; its types are kept.

    Raises:
        DataFileError: If it is truncated or damaged.
    """
    import polars as pl

    try:
        frame = pl.scan_parquet(path, glob=False)
        names = frame.collect_schema().names()
        height, counted = row_counts(frame)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise _damaged(path, error) from error
    if counted != height:
        raise _damaged(path, f"its footer states {height} rows, but its row groups have {counted}")
    if len(names) > MOST_COLUMNS:
        raise DataFileError(
            path, f"has {len(names)} columns, more than the {MOST_COLUMNS} that are read"
        )

    def lines(rows: Sequence[int]) -> list[int | None]:
        return [None for _ in rows]

    return SourceFile(
        path,
        frame,
        False,
        (),
        {},
        lambda: height,
        lines,
        check=lambda: _check(path),
        is_parquet=True,
    )


def open_ipc(path: Path, table: str) -> SourceFile:
    """Open an Arrow IPC file, such as a Feather file, lazily; its types are kept.

    Raises:
        DataFileError: If it is truncated or damaged.
    """
    import polars as pl

    def check() -> None:
        try:
            frame.select(pl.all().null_count()).collect(engine="streaming")
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            raise _damaged(path, error) from error

    try:
        frame = pl.scan_ipc(path)
        names = frame.collect_schema().names()
        height = int(frame.select(pl.len()).collect(engine="streaming").item())
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise _damaged(path, error) from error
    if len(names) > MOST_COLUMNS:
        raise DataFileError(
            path, f"has {len(names)} columns, more than the {MOST_COLUMNS} that are read"
        )
    check()
    return SourceFile(
        path, frame, False, (), {}, lambda: height, lambda rows: [None for _ in rows], check=check
    )


def row_counts(frame: pl.LazyFrame) -> tuple[int, int]:
    """Return the row count by file metadata and by row groups; a mismatch means damage."""
    import polars as pl

    index = max(frame.collect_schema().names(), key=len, default="") + "_"
    numbered = frame.with_row_index(index).select(pl.col(index).count())
    # Separately, because Polars would combine them to one query.
    stated, counted = (
        each.collect(engine="streaming") for each in (frame.select(pl.len()), numbered)
    )
    return int(stated.item()), int(counted.item())


def _check(path: Path) -> None:
    """Read a Parquet file to its end, and keep nothing.

    Damage inside a file is detected only when that part is read.

    Raises:
        DataFileError: If it is damaged.
    """
    import polars as pl

    try:
        # If a file causes a panic in Polars, its batches end early without an error.
        frame = pl.scan_parquet(path, glob=False)
        frame.select(pl.all().null_count()).collect(engine="streaming")
        names = frame.collect_schema().names()
        for name in names:
            frame.select(name).collect(engine="streaming")
        # With a filter, other columns are read by their stated number of values, not by the
        # number of rows.
        for name in dict.fromkeys((*names[:1], *names[-1:])):
            for kept in (pl.col(name).is_null(), pl.col(name).is_not_null()):
                frame.filter(kept).select(pl.all().null_count()).collect(engine="streaming")
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: BaseException | str) -> DataFileError:
    reason = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
    return DataFileError(path, f"cannot be read; it may be truncated or damaged: {reason}")
