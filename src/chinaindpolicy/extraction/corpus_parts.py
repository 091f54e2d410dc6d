"""One part of a corpus: some documents, read into a Parquet file of their own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from chinaindpolicy.curation.source_text import read_text
from chinaindpolicy.errors import SourceTextError
from chinaindpolicy.extraction.frame_rows import (
    CANDIDATE_COLUMNS,
    MENTION_COLUMNS,
    candidate_rows,
    mention_rows,
)
from chinaindpolicy.io.parquet import parquet_bytes


@dataclass(frozen=True, slots=True)
class Unit:
    """Documents that are read together.

    Attributes:
        number: place of the unit, and number of its part.
        paths: the text files, or the one Parquet file.
        base: the folder that ids of text files are relative to; empty if there is none.
        text: the column of texts.
        id: the column of ids.
        start: the first row of a Parquet file.
        length: the number of rows; 0 for text files.
    """

    number: int
    paths: tuple[str, ...]
    base: str
    text: str
    id: str
    start: int = 0
    length: int = 0

    @property
    def size(self) -> int:
        """Number of documents."""
        return self.length or len(self.paths)

    def plan(self) -> list[object]:
        """Return the unit as a list of plain values."""
        return [self.number, *self.paths, self.base, self.text, self.id, self.start, self.length]


@dataclass(frozen=True, slots=True)
class PartResult:
    """Result of reading one part."""

    rows: int
    problems: list[str]

    @classmethod
    def load(cls, folder: Path, number: int) -> PartResult | None:
        """Return the result of a part that an earlier run finished, else None."""
        if not (folder / f"part-{number:07d}.parquet").is_file():
            return None  # a run was stopped while it removed its parts
        try:
            content = (folder / f"part-{number:07d}.json").read_text(encoding="utf-8")
            return cls(**json.loads(content))
        except (OSError, ValueError, TypeError):
            return None


def read_unit(unit: Unit, folder: str, reading: str) -> PartResult:
    """Read the documents of a unit and write its part; the last file marks it as finished."""
    import polars as pl

    from chinaindpolicy.extraction.frames import polars_columns

    problems: list[str] = []
    documents = list(_documents(unit, problems))
    columns = MENTION_COLUMNS if reading == "mentions" else CANDIDATE_COLUMNS
    read = mention_rows if reading == "mentions" else candidate_rows
    numbers, cells = read([text for _, text in documents])
    ids = [documents[number][0] for number in numbers]
    frame = pl.DataFrame(cells, schema=polars_columns(columns))
    frame = frame.insert_column(0, pl.Series("document", ids, dtype=pl.String))
    part = Path(folder) / f"part-{unit.number:07d}.parquet"
    # The name is that of the process, because two runs may write the same part.
    fresh = part.with_suffix(f".{os.getpid()}.new")
    fresh.write_bytes(parquet_bytes(frame))
    fresh.replace(part)
    result = PartResult(frame.height, problems)
    marked = part.with_suffix(f".{os.getpid()}.mark")
    marked.write_text(json.dumps(asdict(result), ensure_ascii=False), encoding="utf-8")
    marked.replace(part.with_suffix(".json"))
    return result


def _documents(unit: Unit, problems: list[str]) -> Iterator[tuple[str, str]]:
    if unit.length:
        yield from _rows(unit, problems)
        return
    for name in unit.paths:
        path = Path(name)
        try:
            text, _ = read_text(path)
        except SourceTextError as error:
            problems.append(str(error))
            continue
        yield path.relative_to(unit.base).as_posix() if unit.base else path.as_posix(), text


def _rows(unit: Unit, problems: list[str]) -> Iterator[tuple[str, str]]:
    import polars as pl

    (path,) = unit.paths
    rows = pl.scan_parquet(path).select(unit.id, unit.text).slice(unit.start, unit.length).collect()
    dtype = rows.schema[unit.text]
    if not isinstance(dtype, (pl.String, pl.Categorical, pl.Enum, pl.Null)):
        problems.append(f"{path}: column {unit.text!r} has type {dtype}, expected text")
        return
    ids = rows[unit.id].cast(pl.String).to_list()
    for id, text in zip(ids, rows[unit.text].to_list(), strict=True):
        if text is not None:
            yield str(id), text
