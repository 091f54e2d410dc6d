"""Detection of rows with one key and different values in a conversion in chunks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from chinaindpolicy.ingest.normalize.completeness import FURTHER_KEYS, KEY, spelled_once

_ROWS_AT_ONCE = 4_000_000


class KeyHashes:
    """Hashes of the keys of all rows, in files.

    Args:
        folder: The folder of the files.
        dimensions: The further columns of the key.
    """

    def __init__(self, folder: Path, dimensions: Sequence[str]) -> None:
        self._folder, self._dimensions = folder, list(dimensions)
        self._files: list[Path] = []
        self._rows = 0

    def add(self, frame: pl.DataFrame, start: int) -> None:
        """Add the rows of a chunk.

        Args:
            frame: The rows.
            start: The number of the first.
        """
        keyed = keyed_rows(frame, self._dimensions, start)
        if keyed is None or not keyed.height:
            return
        keys = keyed.drop("value", " row")
        self._files.append(self._folder / f"keys-{len(self._files)}.parquet")
        pl.DataFrame({"hash": keys.hash_rows(), "row": keyed[" row"]}).write_parquet(
            self._files[-1]
        )
        self._rows += keyed.height

    def differ(self, frames: Sequence[Path]) -> bool:
        """Return True if rows of one key have different values.

        Args:
            frames: The files of all rows.
        """
        rows = self._suspects()
        if not rows.len():
            return False
        found: list[pl.DataFrame] = []
        start = 0
        for path in frames:
            frame = pl.read_parquet(path)
            keyed = keyed_rows(frame, self._dimensions, start)
            if keyed is not None:
                found.append(keyed.filter(pl.col(" row").is_in(rows.implode())))
            start += frame.height
        return have_different_values(pl.concat(found).drop(" row"))

    def _suspects(self) -> pl.Series:
        """Return the rows whose hash another row has."""
        if not self._files:
            return pl.Series([], dtype=pl.Int64)
        count = self._rows // _ROWS_AT_ONCE + 1
        hashes = pl.scan_parquet(self._files)
        found: list[pl.Series] = []
        for at in range(count):
            part = hashes.filter(pl.col("hash") % count == at).collect(engine="streaming")
            if part["hash"].n_unique() < part.height:
                found.append(part.filter(pl.col("hash").is_duplicated())["row"])
        return pl.concat(found) if found else pl.Series([], dtype=pl.Int64)


def keyed_rows(
    frame: pl.DataFrame, dimensions: Sequence[str], start: int = 0
) -> pl.DataFrame | None:
    """Return key, value and ` row` of the rows with a value and a key; None without a key."""
    if not {"indicator_id", "period"} <= set(frame.columns):
        return None
    keys = [name for name in (*KEY, *FURTHER_KEYS) if name in frame.columns]
    present = pl.all_horizontal(
        pl.col("value", *(name for name in KEY if name in keys)).is_not_null()
    )
    found = (
        frame.select(*dict.fromkeys((*keys, *dimensions)), "value")
        .with_row_index(" row", start)
        .with_columns(pl.col(" row").cast(pl.Int64))
        .filter(present)
    )
    return found.with_columns(spelled_once(found["period"]).alias("period"))


def have_different_values(rows: pl.DataFrame) -> bool:
    """Return True if rows that are equal but for their value have different values."""
    keys = [name for name in rows.columns if name != "value"]
    values = rows.group_by(keys).agg(pl.col("value").n_unique())
    return bool((values["value"] > 1).any())
