"""Conversion of a table in chunks: a survey picks the rows that decide the results of all others.

The picked rows are converted once, as the sample of a conversion by column. Each chunk is then
converted together with the picked rows, which come first: all groups of the chunk have a value
among them, and whatever a whole column decides is the same in each chunk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from chinaindpolicy.ingest.normalize import columnar
from chinaindpolicy.ingest.normalize.change_log import ChangeLog, RejectedCell
from chinaindpolicy.ingest.normalize.column_match import ColumnMatch
from chinaindpolicy.ingest.normalize.columnar_changes import LazyChanges
from chinaindpolicy.ingest.normalize.columnar_marks import mark_parts
from chinaindpolicy.ingest.normalize.columnar_result import (
    converted_frame,
    count_voids,
    row_errors,
)
from chinaindpolicy.ingest.normalize.columnar_sample import (
    Keys,
    Sample,
    Scaled,
    firsts_of,
    scaled_numbers,
)
from chinaindpolicy.ingest.normalize.columnar_totals import region_labels
from chinaindpolicy.ingest.normalize.completeness import check_keys
from chinaindpolicy.ingest.normalize.conversion import Request
from chinaindpolicy.ingest.normalize.lazy_source import AT
from chinaindpolicy.ingest.normalize.not_columnar import NotColumnarError
from chinaindpolicy.ingest.normalize.raw_table import RawTable, SourceFrame
from chinaindpolicy.ingest.normalize.totals import is_total
from chinaindpolicy.ingest.normalize.value_rows import MOST_TEXTS, ValueRows, value_rows

MOST_SPECIAL = 100_000
"""The most values that are more than plain numbers."""

Place = tuple[int, str]
"""The row and the column of a value in the source."""


class MatchSurvey:
    """The rows by which columns are matched, as `columnar.sample_rows` picks them.

    Args:
        head: The first rows of the table, `MOST_TEXTS` if there are as many.
    """

    def __init__(self, head: pl.DataFrame) -> None:
        self._seen: dict[str, pl.Series | None] = {
            column.name: column.clear() if columnar.has_few_texts(column) else None
            for column in head.iter_columns()
        }
        self._filled: set[str] = set()
        self.frame = head.clear().with_columns(pl.lit(None, dtype=pl.Int64).alias(AT))

    def add(self, chunk: pl.DataFrame) -> None:
        """Add the rows of a chunk that show a text or a filled cell for the first time."""
        picked = set((chunk[AT] < columnar.HEAD).arg_true().to_list())
        for name, seen in self._seen.items():
            column = chunk[name]
            if name not in self._filled:
                filled = column.is_not_null()
                picked.add(filled.arg_max() or 0)
                if filled.any():
                    self._filled.add(name)
            if seen is not None and seen.len() <= MOST_TEXTS:
                new = column.arg_unique()
                new = new.filter(~column.gather(new).is_in(seen.implode(), nulls_equal=True))
                new = new.head(MOST_TEXTS + 1 - seen.len())
                self._seen[name] = seen.append(column.gather(new))
                picked.update(new.to_list())
        self.frame = self.frame.vstack(chunk[sorted(picked)])


class Survey:
    """The rows of a table that decide the results of all others.

    Args:
        request: The call.
        match: The columns of the table.
        schema: The columns and types of the table.
        special: The places of values that are known to be more than plain numbers.
    """

    def __init__(
        self, request: Request, match: ColumnMatch, empty: pl.DataFrame, special: Collection[Place]
    ) -> None:
        self._request = request
        self._match = match
        self._special = frozenset(special)
        self.frame = empty.clear()

    def add(self, chunk: pl.DataFrame) -> None:
        """Add the rows of a chunk that show something for the first time."""
        columnar.check_labels(chunk, self._match)
        known, frame = self.frame.height, self.frame.vstack(chunk)
        values = value_rows(
            frame,
            self._match,
            self._request.options,
            self._request.specs["value"],
            self._request.lists.units,
        )
        if not values.height:
            return
        if any(map(is_total, region_labels(self._match, values).unique().to_list())):
            raise NotColumnarError
        names = self._request.lists.names
        keys = columnar.field_groups(self._match, values, names["regions"])
        special = columnar.special_values(values, MOST_SPECIAL) | values_at(values, self._special)
        plain, of_plain, of_void = columnar.representatives(values, keys, special)
        picked = special.union(of_plain.values(), of_void.values(), _largest(values, keys, plain))
        for name in keys.fields:
            picked.update(firsts_of(keys, name, special).values())
        if values.numbers.dots.any():
            picked.add(values.numbers.dots.fill_null(False).arg_max() or 0)
        index = pl.Series(sorted(picked), dtype=pl.Int64)
        rows = index if values.rows is None else values.rows.gather(index)
        new = rows.filter(rows >= known).unique().sort()
        self.frame = self.frame.vstack(frame[new]) if new.len() else self.frame
        columnar.few(range(self.frame.height), 0, MOST_SPECIAL)


def _largest(values: ValueRows, keys: Keys, plain: pl.Series) -> list[int]:
    """Return the largest number of each unit: it shows whether all may be fractions."""
    numbers = values.numbers
    found = (
        pl.DataFrame(
            {
                "code": keys.units.codes,
                "size": numbers.mantissa.cast(pl.Float64).abs(),
                "places": numbers.places.cast(pl.Float64),
                "row": pl.int_range(values.height, eager=True, dtype=pl.Int64),
                "plain": plain,
            }
        )
        .filter("plain")
        .with_columns(pl.col("size") / pl.lit(10.0).pow(pl.col("places")))
        .group_by("code")
        .agg(pl.col("row").get(pl.col("size").arg_max()))
    )
    return found["row"].to_list()


def values_at(values: ValueRows, places: Collection[Place]) -> set[int]:
    """Return the values at some places of the source."""
    if not places:
        return set()
    at = values.label(AT)
    rows = at.is_in(list({row for row, _ in places})).arg_true()
    return {row for row in rows if _place(values, row) in places}


def _place(values: ValueRows, value: int) -> Place:
    row, name = values.place(value)
    return int(values.frame[AT][row]), name


@dataclass(frozen=True)
class Chunk:
    """The result of some rows.

    Attributes:
        frame: The columns of the table.
        changes: The changes, by row of `frame`.
        marks: The marks, by row of `frame`; empty for marks in headers.
        errors: The rejected cells, by row of `frame`.
        general: The rejected columns.
        source: The row of the source of each row of `frame`.
        labels: Returns source columns, as many rows as `frame`.
        missing: The number of missing values.
        dropped: The number of dropped cells.
    """

    frame: pl.DataFrame
    lazy_changes: LazyChanges
    skipped: int
    errors: Sequence[RejectedCell]
    general: Sequence[RejectedCell]
    missing: int
    dropped: int

    def special(self) -> dict[int, int]:
        """Return the row of `frame` of the rows of the sample that are in it."""
        at = self.lazy_changes.sample.at
        return {each: row - self.skipped for row, each in at.items() if row >= self.skipped}

    @property
    def _values(self) -> ValueRows:
        return self.lazy_changes.sample.values

    def changes(self) -> pl.DataFrame:
        """Return the changes, by row of `frame`."""
        return self._own(self.lazy_changes.frame())

    def mark_parts(self) -> list[pl.DataFrame]:
        """Return the marks by row of `frame`: none in headers, then as `columnar_marks`."""
        return [self._own(part) for part in mark_parts(self.lazy_changes.sample)]

    def labels(self, names: Sequence[str]) -> pl.DataFrame:
        """Return columns of the source, as many rows as `frame`."""
        return self._values.labels(names).slice(self.skipped)

    def source_rows(self) -> pl.Series:
        """Return the row of the source of each row of `frame`."""
        return self._values.label(AT).slice(self.skipped)

    def _own(self, rows: pl.DataFrame) -> pl.DataFrame:
        own = rows.filter(pl.col("row") >= self.skipped)
        return own.with_columns(pl.col("row") - self.skipped)


@dataclass(frozen=True)
class Plan:
    """The conversion of the picked rows, by which chunks are converted.

    Attributes:
        request: The call.
        match: The columns of the table.
        frame: The picked rows.
        sample: The sample of their values.
        scaled: Their numbers.
        special: The row of the sample of each value that is more than a plain number.
    """

    request: Request
    match: ColumnMatch
    frame: pl.DataFrame
    sample: Sample
    scaled: Scaled
    special: dict[Place, int]

    def convert(self, chunk: pl.DataFrame) -> Chunk | set[Place]:
        """Return the result of a chunk, or the values that must be special as well."""
        request, specs = self.request, self.request.specs
        frame = self.frame.vstack(chunk)
        values = value_rows(frame, self.match, request.options, specs["value"], request.lists.units)
        keys = columnar.field_groups(self.match, values, request.lists.names["regions"])
        known = self.sample.values.height
        special = {row for row in values_at(values, self.special) if row >= known}
        own = special | self.sample.special
        plain, of_plain, of_void = columnar.representatives(values, keys, own)
        at = {**self.sample.at, **{row: self.special[_place(values, row)] for row in special}}
        sample = replace(
            self.sample, values=values, at=at, keys=keys, special=frozenset(own), plain=plain,
            of_plain=of_plain, of_void=of_void,
        )  # fmt: skip
        firsts = [*of_plain.values(), *of_void.values()]
        firsts += [row for name in keys.fields for row in firsts_of(keys, name, own).values()]
        unknown = {row for row in firsts if row not in at}
        odd = columnar.special_values(values, values.height) - own
        if unknown or odd:
            return {_place(values, row) for row in unknown | odd}
        scaled, wrong = scaled_numbers(sample)
        more = {row for row in wrong - own if row >= known}
        if more:
            return {_place(values, row) for row in more}
        return self._chunk(sample, scaled)

    def _chunk(self, sample: Sample, scaled: Scaled) -> Chunk:
        known, values = self.sample.values, sample.values
        frame = converted_frame(self.request, sample, scaled).slice(known.height)
        log = ChangeLog()
        log.unread += [
            replace(each, row=each.row - known.height)
            for each in row_errors(sample)
            if each.row is not None and each.row >= known.height
        ]
        check_keys(frame, log)
        return Chunk(
            frame,
            LazyChanges(sample, scaled),
            known.height,
            [each for each in log.unread if each.row is not None],
            [each for each in log.unread if each.row is None],
            count_voids(sample, values.void.slice(known.height)),
            values.dropped - known.dropped,
        )


def plan_of(
    request: Request,
    shell: RawTable,
    match: ColumnMatch,
    survey: Survey,
    special: Collection[Place],
) -> Plan:
    """Convert the rows of a survey.

    Raises:
        NotColumnarError: If the table must be converted cell by cell.
    """
    frame = survey.frame
    source = SourceFrame(frame.drop(AT), shell)
    values = value_rows(frame, match, request.options, request.specs["value"], request.lists.units)
    if not values.height:
        raise NotColumnarError
    sample, scaled = columnar.make_sample(
        request, source, match, values, special=values_at(values, special), most=MOST_SPECIAL
    )
    places = {_place(values, row): sample.at[row] for row in sample.special}
    return Plan(request, match, frame, sample, scaled, places)


def surveyed(
    request: Request,
    match: ColumnMatch,
    chunks: Iterable[pl.DataFrame],
    special: Collection[Place] = (),
) -> Survey | None:
    """Return the survey of the numbered chunks of a table; None if there is no chunk."""
    survey: Survey | None = None
    for chunk in chunks:
        if survey is None:
            survey = Survey(request, match, chunk, special)
        survey.add(chunk)
    return survey
