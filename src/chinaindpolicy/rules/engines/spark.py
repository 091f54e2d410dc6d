"""The Spark engine: evaluates on the cluster; classic sessions and Spark Connect."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.rules.engines.base import ROW, InputColumn, ScanRequest, UniqueKey, Violations
from chinaindpolicy.rules.engines.spark_columns import form_of, kind_of
from chinaindpolicy.rules.engines.spark_frames import (
    all_of,
    in_order,
    other_side,
    quoted,
    to_polars,
)
from chinaindpolicy.rules.engines.spark_snapshot import (
    CONTENT,
    HASH,
    held_name,
    row_number,
    snapshot,
)

_COUNT = "@count"
_RULE = "@rule"
_BAR = "@bar"
_MARKS = "@marks"


class SparkEngine:
    """Spark, on a DataFrame.

    The data is computed once and kept on the cluster as it then was, so that every question is
    asked of the same rows, even of data that would come out differently each time. Its rows have
    numbers for as long as it is kept; they mean nothing outside.
    """

    name = "spark"

    def __init__(self, data: Any, names: Sequence[str]) -> None:
        """Create the engine.

        Args:
            data: A DataFrame.
            names: What the table calls its columns, in their order.
        """
        connected = ".connect." in type(data).__module__
        self._f: Any = importlib.import_module(
            "pyspark.sql.connect.functions" if connected else "pyspark.sql.functions"
        )
        self._data = data
        self._names = tuple(names)
        self._places = {name: place for place, name in enumerate(self._names)}
        self._forms: dict[str, Any] = {}
        self._request: ScanRequest | None = None
        self._failing: list[nw.Expr] = []
        self._repeating: list[tuple[UniqueKey, Any]] = []
        self._bad: list[tuple[pl.DataFrame, nw.Expr]] = []
        self._rows: set[int] = set()
        self._hashes: dict[int, int] = {}

    @property
    def columns(self) -> Mapping[str, InputColumn]:
        """The columns of the data."""
        types = [field.dataType for field in self._data.schema.fields]
        return {
            name: InputColumn(kind_of(dtype), dtype.simpleString())
            for name, dtype in zip(self._names, types, strict=True)
        }

    def prepare(self, specs: Mapping[str, ColumnSpec]) -> None:
        """Bring the columns that fit into the form that the rules expect."""
        for name, spec in specs.items():
            self._forms[name] = form_of(self._f, held_name(self._places[name]), spec).alias(name)

    @functools.cached_property
    def _kept(self) -> Any:
        simple = [
            self._places[name] for name, column in self.columns.items() if column.kind is not None
        ]
        return snapshot(self._f, self._data, simple)

    @functools.cached_property
    def _number(self) -> Any:
        return row_number(self._f, self._kept)

    def _view(self, columns: Sequence[str], *more: Any) -> Any:
        return self._kept.select(self._number, *more, *(self._forms[name] for name in columns))

    @functools.cached_property
    def _whole(self) -> Any:
        return self._view(list(self._forms), self._f.col(CONTENT))

    @property
    def _order(self) -> tuple[str, ...]:
        return ("id", CONTENT) if "id" in self._forms else (CONTENT,)

    def _related(self, frame: pl.DataFrame) -> Any:
        # Spark Connect takes no table without rows.
        rows = frame if frame.height else frame.clear(1)
        made = self._data.sparkSession.createDataFrame(rows.to_arrow())
        return made if frame.height else made.limit(0)

    def repeats(self, column: str) -> bool:
        """Spark checks every row: separate values would take one more pass for each column."""
        return False

    def distinct(self, columns: Sequence[str], where: nw.Expr | None) -> pl.DataFrame:
        """Return the distinct combinations of some columns, sorted."""
        view = self._whole
        if where is not None:
            view = nw.from_native(view).filter(where).to_native()
        return to_polars(view.select(*map(quoted, columns)).distinct()).sort(
            columns, nulls_last=True
        )

    def scan(
        self, request: ScanRequest, samples: int
    ) -> tuple[int, list[Violations], list[Violations]]:
        """Return the number of rows, and the violations of each check and each key."""
        f = self._f
        self._request = request
        names = [str(number) for number in range(len(request.checks))]
        marks = [
            check.violation.alias(name) for check, name in zip(request.checks, names, strict=True)
        ]
        view = self._with_lookups(self._view(request.columns))
        marked = nw.from_native(view).select(ROW, *marks).to_native()
        sums = [f.count_if(f.col(name)) for name in names]
        rows, *counts = marked.agg(f.count(f.lit(1)), *sums).collect()[0]
        self._failing = [
            check.violation
            for check, count in zip(request.checks, counts, strict=True)
            if count and check.is_error
        ]
        first = self._first(
            {
                number: request.checks[number].violation
                for number, count in enumerate(counts)
                if count
            },
            samples,
        )
        tested = [Violations(count, first.get(number, ())) for number, count in enumerate(counts)]
        return rows, tested, [self._repeated(key, samples) for key in request.keys]

    def _with_lookups(self, view: Any) -> Any:
        assert self._request is not None, "called before the scan"
        for key, lookup in self._request.lookups.items():
            other = self._related(lookup.rename({key: "@key"}))
            same = self._f.col(key) == self._f.col("@key")
            view = view.join(other, same, "left").drop("@key")
        return view

    def _first(self, tests: Mapping[int, nw.Expr], samples: int) -> dict[int, tuple[int, ...]]:
        """Return the first rows that some tests find."""
        if not tests or not samples:
            return {}
        f = self._f
        view = self._with_lookups(self._whole)
        found = self._where(view, (ROW, *self._order), list(tests.values()), True)
        # A checkpoint, so that the checks run once and each later query is small.
        bad = found.localCheckpoint(eager=True)
        parts = [
            self._least(bad.filter(f.col(_MARKS)[place]), samples).select(
                f.lit(number).alias(_RULE), _COUNT, ROW
            )
            for place, number in enumerate(tests)
        ]
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.union(part)
        first: dict[int, list[Any]] = {}
        for rule, *place in whole.collect():
            first.setdefault(rule, []).append(place)
        return {rule: in_order(places) for rule, places in first.items()}

    def _least(self, view: Any, samples: int) -> Any:
        """Return the least rows by id and content, numbered: the same for any partitions."""
        least = view.orderBy(*self._order, ROW).limit(samples)
        return least.withColumn(_COUNT, self._f.monotonically_increasing_id())

    def _told(self, rows: Any, samples: int) -> tuple[int, ...]:
        if not samples:
            return ()
        return in_order(self._least(rows, samples).select(_COUNT, ROW).collect())

    def _repeated(self, key: UniqueKey, samples: int) -> Violations:
        f = self._f
        filled = [f.col(quoted(name)).isNotNull() for name in key.columns[: key.filled]]
        view = self._whole.filter(all_of(filled))
        grouped = view.groupBy(*map(quoted, key.columns)).agg(f.count(f.lit(1)).alias(_COUNT))
        again = grouped.filter(f.col(_COUNT) > 1)
        count = again.agg(f.coalesce(f.sum(_COUNT), f.lit(0))).collect()[0][0]
        if not count:
            return Violations(0)
        named = again.select(*(f.col(quoted(name)).alias(other_side(name)) for name in key.columns))
        self._repeating.append((key, named))
        rows = view.join(named, self._same(key.columns), "left_semi")
        return Violations(count, self._told(rows, samples))

    def _same(self, columns: Sequence[str]) -> Any:
        """Return the condition that a row has the values of the joined row, missing ones too."""
        pairs = [
            self._f.col(quoted(name)).eqNullSafe(self._f.col(quoted(other_side(name))))
            for name in columns
        ]
        return all_of(pairs)

    def matching(
        self, combinations: pl.DataFrame, where: nw.Expr, samples: int, is_error: bool
    ) -> Violations:
        """Return the rows that have one of some combinations of values."""
        if is_error:
            self._bad.append((combinations, where))
        view = nw.from_native(self._whole).filter(where).to_native()
        columns = combinations.columns
        joined = self._related(combinations.rename(other_side))
        rows = view.join(joined, self._same(columns), "left_semi")
        first = self._told(rows, samples)
        return Violations(len(first) if len(first) < samples else rows.count(), first)

    def narrow(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of all rows, with the rows' numbers."""
        found = to_polars(self._view(columns)).sort(ROW)
        return found.with_columns(pl.col(ROW).cast(pl.UInt32))

    def replace(self, name: str, column: str, values: Mapping[str, str]) -> None:
        """Make a prepared column from another one of strings, with some values replaced."""
        form = self._forms[column]
        chosen = form
        for old, new in values.items():
            chosen = self._f.when(form == self._f.lit(old), self._f.lit(new)).otherwise(chosen)
        self._forms[name] = chosen.alias(name)

    def invalid(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of the rows that are invalid, after the scan."""
        rows = self.rows(valid=False, all_invalid=False)
        named = rows.toDF(*(held_name(place) for place in range(len(self._names))))
        return to_polars(named.select(*(self._forms[name] for name in columns)))

    def mark(self, rows: pl.Series) -> None:
        """Mark some rows, by number, as invalid."""
        self._rows.update(rows.to_list())

    def take(self, numbers: Sequence[int], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Return some columns of some rows, by the rows' numbers."""
        wanted = self._related(pl.DataFrame({"@wanted": sorted(set(numbers))}))
        view = self._view(columns, self._f.col(HASH))
        same = self._f.col(ROW) == self._f.col("@wanted")
        found = to_polars(view.join(wanted, same, "left_semi"))
        self._hashes |= dict(found.select(ROW, HASH).iter_rows())
        return {row[ROW]: row for row in found.drop(HASH).iter_rows(named=True)}

    def content_hash(self, number: int) -> int:
        """Return Spark's `xxhash64` of a row that `rows` was asked for."""
        return self._hashes[number]

    def original(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of all rows as they were given."""
        chosen = [self._f.col(held_name(self._places[name])).alias(name) for name in columns]
        return to_polars(self._kept.select(self._number, *chosen)).sort(ROW).drop(ROW)

    def rows(self, *, valid: bool, all_invalid: bool) -> Any:
        """Return the valid or the invalid rows, as they were given."""
        given = [held_name(place) for place in range(len(self._names))]
        if all_invalid:
            chosen = self._kept.limit(0) if valid else self._kept
            return chosen.select(*given).toDF(*self._data.columns)
        view = self._with_lookups(self._view(list(self._forms), *given))
        bad = list(self._failing)
        for key, named in self._repeating:
            view, mark = self._marked(view, named, key.columns, len(bad))
            filled = [~nw.col(name).is_null() for name in key.columns[: key.filled]]
            bad.append(all_of([mark, *filled]))
        for combinations, where in self._bad:
            named = self._related(combinations.rename(other_side))
            view, mark = self._marked(view, named, combinations.columns, len(bad))
            bad.append(mark & where)
        if self._rows:
            named = self._related(pl.DataFrame({other_side(ROW): sorted(self._rows)}))
            view, mark = self._marked(view, named, [ROW], len(bad))
            bad.append(mark)
        chosen = self._where(view, given, bad, not valid)
        return chosen.select(*given).toDF(*self._data.columns)

    def _where(
        self, view: Any, columns: Sequence[str], tests: Sequence[nw.Expr], some: bool
    ) -> Any:
        """Return the rows that some test finds, or none does; with some columns and the marks."""
        f = self._f
        names = [f"@test:{number}" for number in range(len(tests))]
        named = [test.alias(name) for test, name in zip(tests, names, strict=True)]
        marked = nw.from_native(view).select(*columns, *named).to_native()
        # Spark infers facts from named columns and from conditions that it can move: with
        # many tests for minutes. So the marks are one column, above a number of its own.
        marks = f.array(*(f.coalesce(f.col(name), f.lit(False)) for name in names), f.lit(False))
        checked = marked.select(
            *columns, marks.alias(_MARKS), f.monotonically_increasing_id().alias(_BAR)
        )
        return checked.filter((f.col(_BAR) >= 0) & (f.array_contains(_MARKS, True) == f.lit(some)))

    def _marked(
        self, view: Any, other: Any, columns: Sequence[str], number: int
    ) -> tuple[Any, nw.Expr]:
        """Mark the rows that have the values of a row of another frame; return the mark too."""
        mark = f"@bad:{number}"
        flagged = other.withColumn(mark, self._f.lit(True))
        joined = view.join(flagged, self._same(columns), "left")
        return joined.drop(*map(other_side, columns)), ~nw.col(mark).is_null()
