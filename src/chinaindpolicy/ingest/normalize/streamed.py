"""Conversion of data larger than memory: in chunks, to files.

The result is that of a conversion in memory. Data that cannot be converted in chunks is converted
in memory.
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.normalize import columnar
from chinaindpolicy.ingest.normalize.change_log import ChangeLog, RejectedCell
from chinaindpolicy.ingest.normalize.column_match import ColumnMatch
from chinaindpolicy.ingest.normalize.columnar_marks import mark_parts
from chinaindpolicy.ingest.normalize.columnar_result import (
    aside_names,
    count_voids,
    general_errors,
    typed_aside,
)
from chinaindpolicy.ingest.normalize.completeness import report_missing
from chinaindpolicy.ingest.normalize.conversion import Request
from chinaindpolicy.ingest.normalize.core_check import check_by_core_rules
from chinaindpolicy.ingest.normalize.findings_of import findings_of
from chinaindpolicy.ingest.normalize.key_hashes import KeyHashes
from chinaindpolicy.ingest.normalize.lazy_source import AT, LazySource
from chinaindpolicy.ingest.normalize.not_columnar import NotColumnarError
from chinaindpolicy.ingest.normalize.raw_table import SourceFrame
from chinaindpolicy.ingest.normalize.result import (
    Changed,
    LazyNormalized,
    Normalized,
    Summary,
    changes_by_rule,
)
from chinaindpolicy.ingest.normalize.survey import (
    Chunk,
    MatchSurvey,
    Place,
    Plan,
    plan_of,
    surveyed,
)
from chinaindpolicy.ingest.normalize.value_rows import MOST_TEXTS
from chinaindpolicy.ingest.normalize.writers import write_frame, write_parts
from chinaindpolicy.io.atomic_write import write_atomically

MOST_FINDINGS = 1_000_000
"""The most rejected cells of a streamed conversion."""
_MOST_SURVEYS = 6


class _Totals:
    """Counts and findings of all chunks."""

    def __init__(self) -> None:
        self.height = self.missing = self.dropped = self.marks = 0
        self.mark, self._kind = "", 0
        self.errors: list[RejectedCell] = []
        self.general: dict[tuple[str, str], RejectedCell] = {}
        self.origin: dict[int, int] = {}
        self.special: dict[int, int] = {}
        self.changes: dict[tuple[str, str], Changed] = {}

    def add(self, chunk: Chunk, changes: pl.DataFrame) -> None:
        """Add a chunk.

        Raises:
            ChinaIndPolicyError: If too many cells were rejected.
        """
        errors = [replace(each, row=(each.row or 0) + self.height) for each in chunk.errors]
        if len(self.errors) + len(errors) > MOST_FINDINGS:
            first = (self.errors or errors)[0]
            raise ChinaIndPolicyError(
                f"more than {MOST_FINDINGS} cells cannot be converted; the first is row "
                f"{first.row}, {first.column}: {first.message}. Correct the options on a part of "
                "the data first"
            )
        self.errors += errors
        for each in chunk.general:
            self.general.setdefault((each.code, each.column), each)
        if errors:
            rows = chunk.source_rows()
            self.origin |= {
                (each.row or 0) + self.height: int(rows[each.row or 0]) for each in chunk.errors
            }
        for changed in changes_by_rule(changes):
            key = (changed.column, changed.rule)
            known = self.changes.get(key)
            if known is not None:
                changed = known._replace(number=known.number + changed.number)
            self.changes[key] = changed
        for at, part in enumerate(chunk.mark_parts()):
            # The first mark of a result is one of the first kind that there is.
            if part.height and (not self.marks or at < self._kind):
                self.mark, self._kind = part["text"][0], at
            self.marks += part.height
        self.special |= {at: row + self.height for at, row in chunk.special().items()}
        self.missing += chunk.missing
        self.dropped += chunk.dropped
        self.height += chunk.frame.height


@dataclass(frozen=True)
class Outputs:
    """The files of a result.

    Attributes:
        frame: The file of the frame.
        changes: The file of the changes.
        overwrite: True if existing files may be replaced.
    """

    frame: Path
    changes: Path | None
    overwrite: bool

    def write(self, path: Path, write: Callable[[Path], object]) -> None:
        """Write a file atomically."""
        write_atomically(write, path, folder=False, overwrite=self.overwrite)


def write_result(result: Normalized, outputs: Outputs) -> None:
    """Write a result that is in memory."""
    suffix = outputs.frame.suffix.lower()
    outputs.write(outputs.frame, functools.partial(write_frame, result.frame, suffix))
    if outputs.changes is not None:
        suffix = outputs.changes.suffix.lower()
        outputs.write(outputs.changes, functools.partial(write_frame, result.changes, suffix))


def streamed(request: Request, source: LazySource, outputs: Outputs) -> Normalized | None:
    """Convert data in chunks, and write the result.

    Args:
        request: The call.
        source: The data.
        outputs: The files to write.

    Returns:
        The result, whose frames are made when they are first read; None if the data must be
        converted in memory. Nothing is written then.

    Raises:
        ChinaIndPolicyError: If too many cells cannot be converted.
    """
    if not columnar.is_convertible(request, source.frame.collect_schema()):
        return None
    found: list[Normalized] = []

    def write(fresh: Path) -> None:
        folder = fresh.parent / "parts"
        run = _converted(request, source, folder, logged=outputs.changes is not None)
        found.append(run.result())
        write_parts(run.frames, outputs.frame.suffix.lower(), fresh)
        if outputs.changes is not None:
            suffix = outputs.changes.suffix.lower()
            outputs.write(outputs.changes, lambda path: write_parts(run.logs, suffix, path))

    try:
        outputs.write(outputs.frame, write)
    except NotColumnarError:
        return None
    return found[0]


def _converted(request: Request, source: LazySource, folder: Path, *, logged: bool) -> _Run:
    """Convert all chunks; again if some show values that the survey did not pick."""
    match = _match(request, source)
    special: set[Place] = set()
    for _ in range(_MOST_SURVEYS):
        survey = surveyed(request, match, source.chunks(), special)
        if survey is None:
            break
        plan = plan_of(request, source.shell, match, survey, special)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        run = _Run(plan, source, folder, logged=logged)
        more = run.convert()
        if not more:
            return run
        special |= more
    raise NotColumnarError


def _match(request: Request, source: LazySource) -> ColumnMatch:
    """Match the columns by the distinct cells of each."""
    survey = MatchSurvey(source.frame.head(MOST_TEXTS).collect())
    for chunk in source.chunks():
        survey.add(chunk)
    frame = survey.frame.drop(AT)
    if not frame.height:
        raise NotColumnarError
    return columnar.match_columns(request, SourceFrame(frame, source.shell), range(frame.height))


class _Run:
    """A conversion of all chunks to a folder of Parquet files."""

    def __init__(self, plan: Plan, source: LazySource, folder: Path, *, logged: bool) -> None:
        self.plan, self.source, self.folder, self._logged = plan, source, folder, logged
        self.frames: list[Path] = []
        self.logs: list[Path] = []
        self._totals = _Totals()
        self._columns = 0

    def convert(self) -> set[Place]:
        """Convert; return the values that must be special as well."""
        hashes = KeyHashes(self.folder, self.plan.request.options.dimensions)
        more: set[Place] = set()
        for chunk in self.source.chunks():
            found = self.plan.convert(chunk)
            if isinstance(found, set):
                more |= found
            elif not more:
                self._add(found, hashes)
        if not more and hashes.differ(self.frames):
            raise NotColumnarError
        return more

    def _add(self, chunk: Chunk, hashes: KeyHashes) -> None:
        start = self._totals.height
        self.frames.append(self.folder / f"frame-{start}.parquet")
        chunk.frame.write_parquet(self.frames[-1], compression="lz4")
        self._columns = chunk.frame.width
        hashes.add(chunk.frame, start)
        changes = chunk.changes()
        if self._logged:
            self.logs.append(self.folder / f"log-{start}.parquet")
            moved = changes.with_columns(pl.col("row") + start)
            moved.write_parquet(self.logs[-1], compression="lz4")
        self._totals.add(chunk, changes)

    def result(self) -> Normalized:
        """Return the result, whose frames are made when they are first read."""
        plan, totals = self.plan, self._totals
        request, conversion = plan.request, plan.sample.conversion
        made, sample = conversion.made, plan.sample
        log = ChangeLog()
        log.unread += general_errors(conversion, totals.special.__getitem__)
        in_sample = sample.values.void.gather(sorted(sample.at))
        missing = conversion.converter.missing - count_voids(sample, in_sample) + totals.missing
        log.unread += totals.errors
        report_missing(
            replace(made, dropped=totals.dropped),
            request.options, log, missing,
        )  # fmt: skip
        log.unread += totals.general.values()
        check_by_core_rules(
            pl.scan_parquet(self.frames), request.table, request.dataset, request.extend,
            request.options.dimensions, log,
        )  # fmt: skip
        rows = {each.row for each in log.unread if each.row is not None} - set(totals.origin)
        origin = {**totals.origin, **_origin(plan, self.source, rows)}
        shell = replace(self.source.shell, height=totals.height, origin=origin)
        again = _Again(plan, self.source)
        header = mark_parts(sample)[0]
        return LazyNormalized(
            {
                "frame": again.frame, "changes": again.changes, "aside": again.aside,
                "marks": again.marks,
            },
            Summary(
                totals.height, self._columns, tuple(sorted(totals.changes.values())),
                header.height + totals.marks,
                header["text"][0] if header.height else totals.mark,
                tuple(dict.fromkeys(aside_names(plan.match))),
            ),
            table=request.table,
            findings=findings_of(request.table, shell, {}, log.unread),
            sources=tuple(
                (ours, made.sources[ours].strip()) for ours in request.specs if ours in made.sources
            ),
            notes=conversion.notes(),
        )  # fmt: skip


def _origin(plan: Plan, source: LazySource, rows: Collection[int]) -> dict[int, int]:
    """Return the row of the source of some rows of the result."""
    found: dict[int, int] = {}
    start = 0
    for chunk in _chunks(plan, source) if rows else ():
        at = chunk.source_rows()
        found |= {
            row: int(at[row - start]) for row in rows if start <= row < start + chunk.frame.height
        }
        start += chunk.frame.height
    return found


def _chunks(plan: Plan, source: LazySource) -> Iterator[Chunk]:
    for each in source.chunks():
        chunk = plan.convert(each)
        if isinstance(chunk, set):
            raise ChinaIndPolicyError("the data changed after it was converted")
        yield chunk


@dataclass(frozen=True)
class _Again:
    """The frames of a result, made again from the data."""

    plan: Plan
    source: LazySource

    def frame(self) -> pl.DataFrame:
        """Return the columns of the table."""
        return pl.concat([chunk.frame for chunk in _chunks(self.plan, self.source)])

    def changes(self) -> pl.DataFrame:
        """Return the changes."""
        parts: list[pl.DataFrame] = [
            changes.with_columns(pl.col("row") + start)
            for start, changes in self._placed(Chunk.changes)
        ]
        return pl.concat(parts)

    def aside(self) -> pl.DataFrame:
        """Return the ignored columns."""
        names = aside_names(self.plan.match)
        parts = [chunk.labels(names) for chunk in _chunks(self.plan, self.source)]
        return typed_aside(pl.concat(parts))

    def marks(self) -> pl.DataFrame:
        """Return the marks: of each kind, those of all rows."""
        parts: list[list[pl.DataFrame]] = []
        for start, each in self._placed(Chunk.mark_parts):
            moved: list[pl.DataFrame] = [part.with_columns(pl.col("row") + start) for part in each]
            parts.append(moved if parts else [mark_parts(self.plan.sample)[0], *moved[1:]])
        every: list[pl.DataFrame] = [part for kind in zip(*parts, strict=True) for part in kind]
        return pl.concat(every)

    def _placed(self, of: Callable[[Chunk], Any]) -> Iterator[tuple[int, Any]]:
        start = 0
        for chunk in _chunks(self.plan, self.source):
            yield start, of(chunk)
            start += chunk.frame.height
