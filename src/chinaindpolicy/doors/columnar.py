"""Parquet: scanned, never collected here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chinaindpolicy.doors.opened import Part
from chinaindpolicy.errors import DataFileError
from chinaindpolicy.limits import MOST_COLUMNS

__all__ = ["open_parquet"]


def open_parquet(path: Path, table: str) -> Part:
    """Open a Parquet file, lazily; its types are kept.

    Raises:
        DataFileError: If it is cut off or damaged.
    """
    import polars as pl

    try:
        frame = pl.scan_parquet(path, glob=False)
        names = frame.collect_schema().names()
        height = int(frame.select(pl.len()).collect().item())
        # The file tells its rows twice: in all, and by group. Readers go by the one or the other.
        index = max(names, key=len, default="") + "_"
        numbered = frame.with_row_index(index).select(pl.col(index).count())
        held = int(numbered.collect(engine="streaming").item())
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise _damaged(path, error) from error
    if held != height:
        raise _damaged(path, f"it says that it has {height} rows, and its groups have {held}")
    if len(names) > MOST_COLUMNS:
        raise DataFileError(
            path, f"has {len(names)} columns, more than the {MOST_COLUMNS} that are read"
        )

    def lines(rows: Sequence[int]) -> list[int | None]:
        return [None for _ in rows]

    return Part(
        path,
        frame,
        False,
        (),
        {},
        lambda: height,
        lines,
        check=lambda: _check(path),
    )


def _check(path: Path) -> None:
    """Read a Parquet file to its end, and keep nothing.

    What is wrong within is met only where it is read, and then by whatever reads it.

    Raises:
        DataFileError: If it is damaged.
    """
    import polars as pl

    try:
        # Batches of Polars end early, and in silence, where a file makes it panic.
        frame = pl.scan_parquet(path, glob=False)
        frame.select(pl.all().null_count()).collect(engine="streaming")
        for name in frame.collect_schema().names():
            frame.select(name).collect(engine="streaming")
            # A filter has the other columns read by how many values they claim to have, not by
            # how many rows there are.
            for kept in (pl.col(name).is_null(), pl.col(name).is_not_null()):
                frame.filter(kept).select(pl.all().null_count()).collect(engine="streaming")
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: BaseException | str) -> DataFileError:
    reason = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
    return DataFileError(path, f"cannot be read, perhaps it is cut off or damaged: {reason}")
