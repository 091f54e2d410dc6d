"""A file that changes while it is read is rejected: rows of two states are rows of none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.open_files import open_data

WRITERS: dict[str, Callable[[pl.DataFrame, Path], object]] = {
    ".csv": pl.DataFrame.write_csv,
    ".jsonl": pl.DataFrame.write_ndjson,
    ".json": pl.DataFrame.write_json,
    ".parquet": pl.DataFrame.write_parquet,
    ".xlsx": lambda frame, path: frame.write_excel(path),
}
FRAME = pl.DataFrame({"id": [f"figure-{number}" for number in range(500)]})


@pytest.fixture(params=sorted(WRITERS))
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same rows in every format."""
    path = tmp_path / f"data{request.param}"
    WRITERS[path.suffix](FRAME, path)
    return path


@pytest.mark.parametrize("change", ["cut", "grown", "written anew", "removed"])
def test_a_file_that_changes_while_it_is_read_is_rejected(data: Path, change: str) -> None:
    opened = open_data(data, "figures")
    opened.check_unchanged()
    if change == "cut":
        os.truncate(data, data.stat().st_size // 2)
    elif change == "grown":
        with data.open("ab") as file:
            file.write(b"\n")
    elif change == "written anew":
        os.utime(data, ns=(0, 0))
    else:
        data.unlink()
    said = "is gone" if change == "removed" else "was changed while it was read: read a copy"
    with pytest.raises(DataFileError, match=said), opened.read():
        pass
    with pytest.raises(DataFileError, match=said), opened.read():
        raise OSError("the disk is gone too")


def test_invalid_rows_are_rejected_after_a_file_change(data: Path) -> None:
    report = cip.validate(data, "figures")
    WRITERS[data.suffix](FRAME.head(3), data)
    with pytest.raises(DataFileError, match="was changed while it was read"):
        report.invalid_rows()


def test_a_file_that_changes_while_it_is_opened_is_rejected(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chinaindpolicy.ingest.readers import open_files as opening

    plain = opening.joined  # type: ignore[attr-defined]

    def meanwhile(parts: object) -> object:
        os.utime(data, ns=(0, 0))
        return plain(parts)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "joined", meanwhile)
    with pytest.raises(DataFileError, match="was changed while it was read"):
        cip.validate(data, "figures")
