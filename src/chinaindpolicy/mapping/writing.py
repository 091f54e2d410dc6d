"""Write a frame to a file, whole or not at all, as CSV, JSON Lines or Parquet."""

from __future__ import annotations

import datetime
import io
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy.csv_text import csv_text
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.formulas import defused
from chinaindpolicy.mapping.cells import text_of

if TYPE_CHECKING:
    import polars as pl

__all__ = ["WRITERS", "check_output", "write_frame"]


def _csv(frame: pl.DataFrame) -> bytes:
    rows = ([_cell(value) for value in row] for row in frame.iter_rows())
    return csv_text([frame.columns, *rows]).encode()


def _cell(value: Any) -> str:
    # Numbers keep their sign; only text can be taken for a formula.
    text = text_of(value) or ""
    return defused(text) if isinstance(value, (str, list)) else text


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


def _parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


WRITERS: Mapping[str, Callable[[pl.DataFrame], bytes]] = MappingProxyType(
    {".csv": _csv, ".jsonl": _jsonl, ".parquet": _parquet}
)
"""How a frame is written, by the suffix of the file."""


def check_output(path: Path) -> None:
    """Refuse a file that cannot be written, before any work is done for it.

    Raises:
        ChinaIndPolicyError: If the suffix is none that is known, or there is no such folder.
    """
    if path.suffix.lower() not in WRITERS:
        raise ChinaIndPolicyError(f"{path}: expected a name that ends in {', '.join(WRITERS)}")
    if not path.absolute().parent.is_dir():
        raise ChinaIndPolicyError(f"{path}: there is no folder {path.parent}")
    if path.is_dir():
        raise ChinaIndPolicyError(f"{path}: is a folder")


def write_frame(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame in the format of the file's suffix; the file appears whole or not at all.

    In CSV, text that a spreadsheet would run as a formula is written with an apostrophe before it.

    Raises:
        ChinaIndPolicyError: If the suffix is none that is known, or there is no such folder.
    """
    check_output(path)
    data = WRITERS[path.suffix.lower()](frame)
    handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=".writing-")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o666 & ~mask)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
