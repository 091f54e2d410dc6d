"""The Spark engine: evaluates on the cluster; classic sessions and Spark Connect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from chinaindpolicy.rules.engines.base import (
    ROW,
    Find,
    ScanRequest,
    UniqueKey,
    Violations,
    plain_name,
)
from chinaindpolicy.rules.engines.spark_chains import around, leading_to
from chinaindpolicy.rules.engines.spark_data import SparkData
from chinaindpolicy.rules.engines.spark_frames import (
    all_of,
    in_order,
    other_side,
    quoted,
    union_of,
)
from chinaindpolicy.rules.engines.spark_snapshot import (
    copy_name,
)

_COUNT = "@count"
_RULE = "@rule"
_BAR = "@bar"
_MARKS = "@marks"


class SparkEngine(SparkData):
    """Evaluates the rules on a Spark DataFrame."""

    name = "spark"

    def __init__(self, data: Any, names: Sequence[str]) -> None:
        """Create the engine; see `SparkData`."""
        super().__init__(data, names)
        self._request: ScanRequest | None = None
        self._failing: list[nw.Expr] = []
        self._repeating: list[tuple[UniqueKey, Any]] = []
        self._bad: list[tuple[Any, nw.Expr]] = []
        self._rows: set[int] = set()
        self._selected: list[Any] = []

    def repeating(self, columns: Sequence[str]) -> frozenset[str]:
        """Spark checks every row: separate values would take one more pass for each column."""
        return frozenset()

    def distinct_each(self, columns: Sequence[str]) -> dict[str, pl.DataFrame]:
        """Return no values: columns are read one by one."""
        return {}

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

    def _row_numbers(self, rows: Any, samples: int) -> tuple[int, ...]:
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
        return Violations(count, self._row_numbers(rows, samples))

    def _same(self, columns: Sequence[str]) -> Any:
        """Return the condition that a row has the values of the joined row, missing ones too."""
        pairs = [
            self._f.col(quoted(name)).eqNullSafe(self._f.col(quoted(other_side(name))))
            for name in columns
        ]
        return all_of(pairs)

    def matching(
        self, combinations: Sequence[Any], where: nw.Expr, samples: int, is_error: bool
    ) -> Violations:
        """Return the rows that have a combination of values of one of the stored frames."""
        stored = union_of(combinations)
        if is_error:
            self._bad.append((stored, where))
        view = nw.from_native(self._whole).filter(where).to_native()
        columns = stored.columns
        rows = view.join(stored.toDF(*map(other_side, columns)), self._same(columns), "left_semi")
        return self._violations(rows, samples)

    def _violations(self, rows: Any, samples: int) -> Violations:
        first = self._row_numbers(rows, samples)
        return Violations(len(first) if len(first) < samples else rows.count(), first)

    def find(self, columns: Sequence[str], rows: Find, samples: int, is_error: bool) -> Violations:
        """Return the rows that a query selects, given some columns and the rows' numbers."""
        chosen = [self._forms[name].alias(plain_name(name)) for name in columns]
        view = nw.from_native(self._kept.select(self._number, *chosen))
        found: Any = rows(view, lambda frame: nw.from_native(self._related(frame)))
        return self._select(found.select(ROW).to_native(), samples, is_error)

    def _select(self, numbers: Any, samples: int, is_error: bool) -> Violations:
        """Keep the numbers of invalid rows on the cluster."""
        kept = numbers.toDF(other_side(ROW)).localCheckpoint(eager=True)
        rows = self._whole.join(kept, self._same([ROW]), "left_semi")
        found = self._violations(rows, samples)
        if found.count and is_error:
            self._selected.append(kept)
        return found

    def cyclic(self, column: str, samples: int, is_error: bool) -> Violations:
        """Return the rows from which a column of ids leads back to the row itself."""
        f = self._f
        view = self._view(["id", column])
        pairs = view.filter(f.col("id").isNotNull() & f.col(column).isNotNull())
        found = around(f, pairs.groupBy("id").agg(f.max(column).alias("next")))
        if found is None:
            return Violations(0)
        return self._select(view.join(found, "id", "left_semi").select(ROW), samples, is_error)

    def dependent(self, column: str, samples: int) -> Violations:
        """Return the valid rows from which a column of ids leads to an invalid row."""
        f = self._f
        columns = (ROW, "id", column)
        view = self._view(["id", column])
        bad = self._chosen(columns, valid=False).select(*columns)
        ends = bad.select("id").filter(f.col("id").isNotNull()).distinct()
        ends = ends.localCheckpoint(eager=True)
        rest = view.filter(f.col(column).isNotNull()).join(ends, "id", "left_anti")
        pairs = rest.filter(f.col("id").isNotNull()).select("id", f.col(column).alias("next"))
        reached = leading_to(f, pairs, ends).withColumnRenamed("id", column)
        return self._select(rest.join(reached, column, "left_semi").select(ROW), samples, True)

    def mark(self, rows: pl.Series) -> None:
        """Mark some rows, by number, as invalid."""
        self._rows.update(rows.to_list())

    def rows(self, *, valid: bool, all_invalid: bool) -> Any:
        """Return the valid or the invalid rows, as they were given."""
        given = [copy_name(place) for place in range(len(self._names))]
        if all_invalid:
            chosen = self._kept.limit(0) if valid else self._kept
        else:
            chosen = self._chosen(given, valid=valid)
        return chosen.select(*given).toDF(*self._data.columns)

    def _chosen(self, columns: Sequence[str], *, valid: bool) -> Any:
        """Return some columns of the valid or the invalid rows, given or prepared ones."""
        given = [name for name in columns if name not in self._forms and name != ROW]
        view = self._with_lookups(self._view(list(self._forms), *given))
        bad = list(self._failing)
        for key, named in self._repeating:
            view, mark = self._marked(view, named, key.columns, len(bad))
            filled = [~nw.col(name).is_null() for name in key.columns[: key.filled]]
            bad.append(all_of([mark, *filled]))
        for stored, where in self._bad:
            names = stored.columns
            view, mark = self._marked(view, stored.toDF(*map(other_side, names)), names, len(bad))
            bad.append(mark & where)
        selected = list(self._selected)
        if self._rows:
            selected.append(self._related(pl.DataFrame({other_side(ROW): sorted(self._rows)})))
        for numbers in selected:
            view, mark = self._marked(view, numbers, [ROW], len(bad))
            bad.append(mark)
        return self._where(view, columns, bad, not valid)

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
