"""Parquet in memory, so that the system reports a full disk when the bytes are written."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def parquet_bytes(frame: pl.DataFrame, metadata: Mapping[str, str] | None = None) -> bytes:
    """Return a frame as Parquet.

    Polars itself reports some failures of a disk as a damaged file.

    Args:
        frame: The frame.
        metadata: Key-values of the file.

    Example:
        >>> import polars as pl
        >>> parquet_bytes(pl.DataFrame({"id": ["a"]}))[:4]
        b'PAR1'
    """
    out = io.BytesIO()
    frame.write_parquet(out, metadata=None if metadata is None else dict(metadata))
    return out.getvalue()
