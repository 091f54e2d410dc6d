"""Data that is read in chunks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.normalize.raw_table import RawTable, is_files, opened_files
from chinaindpolicy.ingest.readers.read_options import ReadOptions

if TYPE_CHECKING:
    import polars as pl

AT = " row of the source"
"""The column with the number of each row of the source; no column of a file is called so."""

LEAST_ROWS = 500_000
"""Files with fewer rows are converted in memory."""

CHUNK_ROWS = 250_000
"""Number of rows of a chunk."""


@dataclass(frozen=True)
class LazySource:
    """Data that is read in chunks.

    Attributes:
        frame: The rows.
        shell: The table without its cells.
    """

    frame: pl.LazyFrame
    shell: RawTable

    def chunks(self) -> Iterator[pl.DataFrame]:
        """Yield the rows in chunks, with their numbers.

        Raises:
            DataFileError: If a file is damaged, or changes meanwhile.
        """
        import polars as pl

        opened = self.shell.opened
        start = 0
        with opened.read() if opened is not None else nullcontext():
            for chunk in self.frame.collect_batches(chunk_size=CHUNK_ROWS, maintain_order=True):
                rows = pl.int_range(start, start + chunk.height, eager=True, dtype=pl.Int64)
                yield chunk.with_columns(rows.alias(AT))
                start += chunk.height


def lazy_source(data: Any, table: str, options: ReadOptions) -> LazySource | None:
    """Return large files or a lazy frame to be read in chunks; None for other data."""
    if is_files(data):
        opened, shell = opened_files(data, table, options)
        if sum(part.height() for part in opened.parts) < LEAST_ROWS:
            return None
        return LazySource(opened.frame, shell)
    lazy = type(data).__module__.partition(".")[0] == "polars" and hasattr(data, "collect")
    if not lazy or options.header or options.sheet or options.encoding:
        return None
    return LazySource(data, RawTable({}, 0))
