"""Write a frame as CSV, JSON Lines or Parquet."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.normalize.raw_table import text_of
from chinaindpolicy.io.parquet import parquet_bytes
from chinaindpolicy.io.text import escape_formula, to_csv

if TYPE_CHECKING:
    import polars as pl


def _csv(frame: pl.DataFrame) -> bytes:
    rows = ([_cell(value) for value in row] for row in frame.iter_rows())
    return to_csv([frame.columns, *rows]).encode()


def _cell(value: Any) -> str:
    # Numbers keep their sign; a spreadsheet can interpret only text as a formula.
    text = text_of(value) or ""
    return escape_formula(text) if isinstance(value, (str, list)) else text


def _jsonl(frame: pl.DataFrame) -> bytes:
    lines = (
        json.dumps({name: _json(value) for name, value in row.items()}, ensure_ascii=False)
        for row in frame.iter_rows(named=True)
    )
    return "".join(f"{line}\n" for line in lines).encode()


def _json(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return text_of(value) if isinstance(value, datetime.date) else value


WRITERS: Mapping[str, Callable[[pl.DataFrame], bytes]] = MappingProxyType(
    {".csv": _csv, ".jsonl": _jsonl, ".parquet": parquet_bytes}
)
"""Writers by the suffix of the file."""


def write_parts(parts: Sequence[Path], suffix: str, path: Path) -> None:
    """Write frames in Parquet files as one file in the format of a suffix, one at a time."""
    import polars as pl

    if suffix == ".parquet":
        pl.scan_parquet(list(parts)).sink_parquet(path, maintain_order=True)
        return
    with path.open("wb") as file:
        for at, part in enumerate(parts):
            data = WRITERS[suffix](pl.read_parquet(part))
            header = suffix == ".csv" and at > 0
            file.write(data[data.index(b"\n") + 1 :] if header else data)


def write_frame(frame: pl.DataFrame, suffix: str, path: Path) -> None:
    """Write a frame in the format of a suffix.

    In CSV, text that a spreadsheet would run as a formula is written with an apostrophe before it.
    """
    path.write_bytes(WRITERS[suffix](frame))
