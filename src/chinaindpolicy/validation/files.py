"""Files as data: read through the doors, or by DuckDB itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from chinaindpolicy.report import Finding
from chinaindpolicy.validation.inputs import DataError, Given, check_renames, renamed_relation

if TYPE_CHECKING:
    import polars as pl

__all__ = ["hold_files"]


class Opened(Protocol):
    """What a door hands out."""

    @property
    def frame(self) -> pl.LazyFrame:
        """The rows."""
        ...

    @property
    def textual(self) -> bool:
        """Whether all columns are text."""
        ...

    @property
    def files(self) -> tuple[Path, ...]:
        """The files."""
        ...

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What could not be read."""
        ...

    def lines(self, rows: Sequence[int]) -> list[tuple[str, int | None]]:
        """Return file and line of some rows."""
        ...


def hold_files(
    source: Any, table: str, renames: Mapping[str, str] | None, engine: str | None
) -> Given:
    """Hold the rows of files by an engine; findings know their file and line."""
    if engine == "duckdb":
        return _in_duckdb(source, table, renames)
    from chinaindpolicy.validation.polars_engine import PolarsEngine

    opened: Opened = open_data(source, table)
    frame = opened.frame
    check_renames(renames, frame.collect_schema().names(), table)
    own: Any = frame.rename(renames) if renames else frame
    held = PolarsEngine(own.collect() if engine == "polars" else own, textual=opened.textual)

    def part(valid: bool, all_invalid: bool) -> Any:
        found = held.part(valid, all_invalid=all_invalid).lazy()
        return found.rename({ours: theirs for theirs, ours in (renames or {}).items()})

    def place(findings: Sequence[Finding]) -> list[Finding]:
        numbers = [found.row for found in findings if found.row is not None]
        places = dict(zip(numbers, opened.lines(numbers), strict=True))
        first = str(opened.files[0]) if len(opened.files) == 1 else ""
        return [
            replace(found, file=places[found.row][0], line=places[found.row][1])
            if found.row is not None
            else replace(found, file=first)
            for found in findings
        ]

    return Given(held, part, place, opened.problems)


def open_data(source: Any, table: str) -> Opened:
    """Open files."""
    import polars as pl

    paths = [source] if isinstance(source, str | Path) else list(source)
    files = tuple(map(Path, paths))
    if str(files[0]).endswith(".parquet"):
        return _Opened(pl.scan_parquet([str(file) for file in files]), False, files)
    return _Opened(pl.scan_csv([str(file) for file in files], infer_schema=False), True, files)


@dataclass(frozen=True)
class _Opened:
    frame: pl.LazyFrame
    textual: bool
    files: tuple[Path, ...]
    problems: tuple[Finding, ...] = ()

    def lines(self, rows: Sequence[int]) -> list[tuple[str, int | None]]:
        return [(str(self.files[0]), row + 2 if self.textual else None) for row in rows]


def _in_duckdb(source: Any, table: str, renames: Mapping[str, str] | None) -> Given:
    from chinaindpolicy.validation.duckdb_engine import DuckDBEngine, relation_of_parquet

    paths = [str(source)] if isinstance(source, str | Path) else [str(each) for each in source]
    for path in paths:
        if not path.endswith(".parquet"):
            raise DataError(
                f"{path}: engine 'duckdb' reads Parquet files only; leave the engine to us"
            )
    held = DuckDBEngine(renamed_relation(relation_of_parquet(paths), renames, table))
    return Given(held, lambda valid, all_invalid: held.part(valid, all_invalid=all_invalid))
