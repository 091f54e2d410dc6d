"""Parquet: scanned, never collected here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chinaindpolicy.doors.limits import MOST_COLUMNS
from chinaindpolicy.doors.opened import Part
from chinaindpolicy.errors import DataFileError

__all__ = ["open_parquet"]


def open_parquet(path: Path, table: str) -> Part:
    """Open a Parquet file, lazily; its types are kept.

    Raises:
        DataFileError: If it is cut off or damaged.
    """
    import polars as pl

    try:
        frame = pl.scan_parquet(path, glob=False)
        width = len(frame.collect_schema())
        height = int(frame.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataFileError(path, f"cannot be read, perhaps it is cut off: {reason}") from error
    if width > MOST_COLUMNS:
        raise DataFileError(
            path, f"has {width} columns, more than the {MOST_COLUMNS} that are read"
        )

    def lines(rows: Sequence[int]) -> list[int | None]:
        return [None for _ in rows]

    return Part(path, frame, False, (), {}, lambda: height, lines)
