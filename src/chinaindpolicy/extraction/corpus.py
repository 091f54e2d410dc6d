"""Reading of a corpus of files into one Parquet file: in parallel, resumable, in little memory."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chinaindpolicy.errors import DataFileError, ExportError
from chinaindpolicy.extraction.corpus_parts import PartResult, Unit, read_unit
from chinaindpolicy.io.atomic_write import export_errors, locked_folder, write_atomically

Reading = Literal["mentions", "claims"]
_SUFFIXES = (".txt", ".parquet")
_MOST_FILES, _MOST_BYTES, _MOST_ROWS = 500, 8 << 20, 4000
_AHEAD = 2
_EVERY = 0.5
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class CorpusProgress:
    """State of a run.

    Attributes:
        done: documents that are read, those of an earlier run included.
        total: documents of the corpus.
        rate: documents per second of this run; 0.0 before the first.
        remaining: seconds until the end at this rate; None before the first.
    """

    done: int
    total: int
    rate: float
    remaining: float | None


@dataclass(frozen=True, slots=True)
class CorpusResult:
    """Result of a run.

    Attributes:
        documents: documents that were read.
        rows: rows of the output.
        resumed: documents that an earlier run had read.
        problems: files and rows that could not be read, with the reason.
    """

    documents: int
    rows: int
    resumed: int
    problems: tuple[str, ...]


def corpus_files(source: str) -> list[str]:
    """Return the text and Parquet files of a folder, a glob or a file, sorted.

    Raises:
        DataFileError: If there are none.
    """
    found: Iterator[str]
    if os.path.isdir(source):  # noqa: PTH112  # plain strings: a corpus can have millions of files
        walked = os.walk(source)
        found = (os.path.join(folder, name) for folder, _, names in walked for name in names)  # noqa: PTH118
    else:
        found = iter([source]) if Path(source).is_file() else glob.iglob(source, recursive=True)  # noqa: PTH207
    files = sorted(each for each in found if each.lower().endswith(_SUFFIXES))
    if not files:
        wanted = " or ".join(_SUFFIXES)
        raise DataFileError(source, f"no {wanted} files; pass a folder, a file or a glob")
    return files


def scan_corpus(
    source: str,
    output: Path,
    *,
    reading: Reading = "mentions",
    text: str = "text",
    id: str = "id",
    processes: int | None = None,
    overwrite: bool = False,
    watch: Callable[[CorpusProgress], object] = lambda _: None,
) -> CorpusResult:
    """Read the mentions or claims of a corpus into a Parquet file.

    The parts of a run are in a folder next to the output. A stopped run resumes there,
    if the files and the options are the same; the parts are removed at the end. The output does
    not depend on the number of processes.

    Args:
        source: A folder, a glob or a file: texts (`.txt`, one document each) or Parquet files
            with a column of ids and one of texts.
        output: The Parquet file to write.
        reading: `mentions`, as of `scan_frame`, or `claims`, as of `extract_frame`.
        text: The column of texts of Parquet files.
        id: The column of ids of Parquet files.
        processes: Number of processes; default: all cores.
        overwrite: Whether an existing output is replaced.
        watch: Called with the progress, at most twice a second.

    Raises:
        DataFileError: If there are no files, or a Parquet file lacks a column.
        ExportError: If the output exists and is not to be replaced, or cannot be written.
    """
    if output.exists() and not overwrite:
        raise ExportError(f"{output} exists; pass overwrite=True to replace it")
    files = corpus_files(source)
    base = source if Path(source).is_dir() else ""
    units = list(plan_units(files, base, text, id))
    folder = output.with_name(f"{output.name}.parts")
    manifest = _manifest(files, units, reading)
    with export_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with locked_folder(folder) as is_ours:
            if is_ours is False:
                raise ExportError(f"another process writes {output}; wait for it, or stop it")
            _prepare(folder, manifest)
            run = _Run(folder, units, reading, watch)
            run.read(processes or os.cpu_count() or 1)
            rows = run.write(output, overwrite=overwrite)
            _remove(folder)
    return CorpusResult(run.done, rows, run.resumed, tuple(run.problems))


def plan_units(
    files: Sequence[str], base: str, text: str = "text", id: str = "id"
) -> Iterator[Unit]:
    """Yield the units of work: some text files, or some rows of a Parquet file."""
    number, batch, size = 0, list[str](), 0
    for path in files:
        if path.lower().endswith(".parquet"):
            for start, length in _slices(path, text, id):
                yield Unit(number, (path,), "", text, id, start, length)
                number += 1
            continue
        batch.append(path)
        size += os.stat(path).st_size  # noqa: PTH116
        if len(batch) >= _MOST_FILES or size >= _MOST_BYTES:
            yield Unit(number, tuple(batch), base, text, id)
            number, batch, size = number + 1, [], 0
    if batch:
        yield Unit(number, tuple(batch), base, text, id)


def _slices(path: str, text: str, id: str) -> Iterator[tuple[int, int]]:
    import polars as pl

    try:
        rows = pl.scan_parquet(path)
        names = rows.collect_schema().names()
        height = int(rows.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise DataFileError(path, f"cannot be read: {reason}") from error
    for name in (text, id):
        if name not in names:
            raise DataFileError(
                path, f"no column {name!r}; available: {', '.join(names)}; name another"
            )
    for start in range(0, height, _MOST_ROWS):
        yield start, min(_MOST_ROWS, height - start)


def _manifest(files: Sequence[str], units: Sequence[Unit], reading: Reading) -> str:
    """Return the state that a resumed run must match: files, options and the package."""
    from chinaindpolicy._version import __version__

    digest = hashlib.sha256()
    for path in files:
        stat = os.stat(path)  # noqa: PTH116
        digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    for unit in units:
        digest.update(json.dumps(unit.plan()).encode())
    return json.dumps(
        {
            "format": _FORMAT, "version": __version__, "reading": reading,
            "units": len(units), "digest": digest.hexdigest(),
        }
    )  # fmt: skip


def _prepare(folder: Path, manifest: str) -> None:
    """Make the folder of parts; parts of other files or options are removed.

    Raises:
        ExportError: If the folder has other content.
    """
    known = folder / "manifest.json"
    if known.is_file():
        if known.read_text(encoding="utf-8") == manifest:
            return
        _remove(folder)
    folder.mkdir(exist_ok=True)
    if any(folder.iterdir()):
        raise ExportError(f"{folder} has other files; move it, or use another output")
    known.write_text(manifest, encoding="utf-8")


def _remove(folder: Path) -> None:
    """Remove the files of a run, and the folder if nothing else is in it."""
    for path in folder.glob("part-*"):
        path.unlink()
    (folder / "manifest.json").unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()


class _Run:
    """One run: the parts that are there, and those to be read."""

    def __init__(
        self, folder: Path, units: list[Unit], reading: Reading,
        watch: Callable[[CorpusProgress], object],
    ) -> None:  # fmt: skip
        self.folder, self.units, self.reading, self.watch = folder, units, reading, watch
        self.problems: list[str] = []
        self.done = self.resumed = 0
        self.total = sum(unit.size for unit in units)
        self._start = self._shown = time.monotonic()

    def read(self, processes: int) -> None:
        open_units: list[Unit] = []
        results: dict[int, PartResult] = {}
        for unit in self.units:
            result = PartResult.load(self.folder, unit.number)
            if result is None:
                open_units.append(unit)
            else:
                results[unit.number] = result
                self.resumed += unit.size
        self.done = self.resumed
        if processes == 1 or len(open_units) < 2:
            for unit in open_units:
                results[unit.number] = read_unit(unit, str(self.folder), self.reading)
                self._advance(unit.size)
        else:
            results |= self._read_in_parallel(open_units, processes)
        for unit in self.units:
            self.problems += results[unit.number].problems

    def _read_in_parallel(self, units: list[Unit], processes: int) -> dict[int, PartResult]:
        results: dict[int, PartResult] = {}
        waiting: dict[Future[PartResult], Unit] = {}
        pending = iter(units)
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(processes, len(units)), mp_context=spawn) as pool:
            try:
                for unit in pending:
                    waiting[pool.submit(read_unit, unit, str(self.folder), self.reading)] = unit
                    if len(waiting) >= processes * _AHEAD:
                        self._collect(waiting, results)
                while waiting:
                    self._collect(waiting, results)
            finally:
                for future in waiting:
                    future.cancel()
        return results

    def _collect(
        self, waiting: dict[Future[PartResult], Unit], results: dict[int, PartResult]
    ) -> None:
        finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in finished:
            unit = waiting.pop(future)
            results[unit.number] = future.result()
            self._advance(unit.size)

    def _advance(self, documents: int) -> None:
        self.done += documents
        now = time.monotonic()
        if now - self._shown < _EVERY and self.done < self.total:
            return
        self._shown = now
        rate = (self.done - self.resumed) / max(now - self._start, 1e-9)
        left = (self.total - self.done) / rate if rate else None
        self.watch(CorpusProgress(self.done, self.total, rate, left))

    def write(self, output: Path, *, overwrite: bool) -> int:
        import polars as pl

        parts = [str(self.folder / f"part-{unit.number:07d}.parquet") for unit in self.units]
        rows = pl.scan_parquet(parts, hive_partitioning=False)

        def write(path: Path) -> None:
            rows.sink_parquet(path, maintain_order=True)

        write_atomically(write, output, folder=False, overwrite=overwrite)
        return int(pl.scan_parquet(output).select(pl.len()).collect().item())
