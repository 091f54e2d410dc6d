"""The DuckDB engine: evaluates relations, and files larger than memory, in place."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw

from chinaindpolicy.errors import DataError
from chinaindpolicy.io.text import sql_name as _quoted
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.rules.engines.base import (
    RAW,
    ROW,
    Engine,
    Find,
    InputColumn,
    ScanRequest,
    UniqueKey,
    Violations,
    invalid_flag,
    plain_name,
)
from chinaindpolicy.rules.engines.duckdb_columns import (
    canonical,
    has_days,
    is_time,
    is_wide,
    kind_of,
)
from chinaindpolicy.rules.engines.duckdb_keys import START, filled, hash_of, repeated
from chinaindpolicy.rules.engines.duckdb_relations import duckdb_module
from chinaindpolicy.rules.engines.duckdb_sql import (
    TEXT,
    SelectLists,
    frame_relation,
    function,
    literal,
)
from chinaindpolicy.rules.engines.in_process import cyclic_rows, dependent_rows

if TYPE_CHECKING:
    import polars as pl

_PROBED = 20_000
_NUMBER = f"{function('row_number')} over () - 1 as {_quoted(ROW)}"
_IN_ORDER = f"{_quoted(ROW)} asc"


class DuckDBEngine:
    """DuckDB, on a relation.

    The relation must return its rows in the same order every time, as a table or a file does,
    because findings contain row numbers. Validity depends on content only.
    """

    name = "duckdb"
    most_listed = sys.maxsize

    def __init__(
        self,
        relation: Any,
        names: Sequence[str] | None = None,
        days: frozenset[str] = frozenset(),
    ) -> None:
        """Create the engine.

        Args:
            relation: The data.
            names: The columns as the table names them; by default as the relation does.
            days: The columns of days of the table: there, times at midnight are days.

        Raises:
            DataError: If two columns have one name.
        """
        duckdb_module()
        self._given = relation
        self._names = tuple(names or relation.columns)
        self._days = days
        for name in self._names:
            if self._names.count(name) > 1:
                raise DataError(f"the relation has two columns named {name!r}; rename one of them")
        self._lists = SelectLists()
        self._forms: dict[str, str] = {}
        self._raw: dict[str, str] = {}
        self._request: ScanRequest | None = None
        self._bad: list[tuple[pl.DataFrame, nw.Expr]] = []
        self._repeating: list[UniqueKey] = []
        self._failing: list[nw.Expr] = []
        self._rows: set[int] = set()

    @property
    def columns(self) -> Mapping[str, InputColumn]:
        """The columns of the data."""
        return self._columns

    @functools.cached_property
    def _columns(self) -> Mapping[str, InputColumn]:
        return {
            name: self._column(place, name, dtype)
            for place, (name, dtype) in enumerate(zip(self._names, self._given.types, strict=True))
        }

    def _column(self, place: int, name: str, dtype: Any) -> InputColumn:
        kind = kind_of(dtype)
        if name in self._days and is_time(dtype):
            ((has,),) = (
                self._given.project(f"#{place + 1}").aggregate(has_days(1, dtype)).fetchall()
            )
            if has:
                return InputColumn("date", str(dtype), marked=True)
            where = ""
            if "with time zone" in str(dtype).lower():
                ((zone,),) = self._given.project("current_setting('TimeZone')").limit(1).fetchall()
                where = f" in {zone}, the TimeZone of the DuckDB connection"
            return InputColumn(None, str(dtype), reason=f", none of them midnight{where}")
        return InputColumn(kind, str(dtype), marked=kind == "date", inexact=is_wide(dtype))

    def prepare(self, specs: Mapping[str, ColumnSpec]) -> None:
        """Convert the columns that fit to the form that the rules expect."""
        types = self._given.types
        for name, spec in specs.items():
            place = self._names.index(name)
            form, wrong = canonical(place + 1, spec, types[place])
            self._forms[name] = f"{form} as {_quoted(name)}"
            if wrong is not None:
                flag, raw = invalid_flag(name), f"{RAW}{name}"
                self._forms[flag] = f"{wrong} as {_quoted(flag)}"
                text = f"case when {wrong} then #{place + 1}::varchar end"
                self._raw[name] = f"{text} as {_quoted(raw)}"

    def _view(self, columns: Sequence[str], *more: str) -> Any:
        return self._given.project(", ".join([*more, *(self._forms[name] for name in columns)]))

    def _numbered(self, columns: Sequence[str]) -> Any:
        return self._view(columns, _NUMBER)

    def _select(self, view: Any, expressions: Sequence[nw.Expr]) -> str:
        """Return expressions over the columns of a view as a select list."""
        columns = zip(view.columns, map(str, view.types), strict=True)
        return self._lists.select_list(
            expressions, [one for one in columns if not one[0].startswith("@given")]
        )

    def _where(self, view: Any, condition: nw.Expr) -> Any:
        marked = view.project(f"*, {self._select(view, [condition.alias('@where')])}")
        return marked.filter('"@where"').project('* exclude ("@where")')

    def repeating(self, columns: Sequence[str]) -> frozenset[str]:
        """Return those of some columns that repeat few values."""
        if not columns:
            return frozenset()
        start = self._view(columns).limit(_PROBED).pl()
        return frozenset(each.name for each in start if each.n_unique() * 20 < _PROBED)

    def distinct_each(self, columns: Sequence[str]) -> dict[str, pl.DataFrame]:
        """Return the distinct values of each of some columns, sorted."""
        import polars as pl

        if len(columns) < 2:
            return {name: self.distinct([name], None) for name in columns}
        listed = list(map(_quoted, columns))
        sets = ", ".join(f"({name})" for name in listed)
        grouping = f'grouping({", ".join(listed)}) as "@set"'
        found = self._view(columns).aggregate(
            ", ".join([*listed, grouping]), f"grouping sets ({sets})"
        )
        values: pl.DataFrame = found.pl()
        every = (1 << len(columns)) - 1
        return {
            name: values.filter(pl.col("@set") == every - (1 << place))
            .select(name)
            .sort(name, nulls_last=True)
            for place, name in enumerate(reversed(columns))
        }

    def distinct(self, columns: Sequence[str], where: nw.Expr | None) -> pl.DataFrame:
        """Return the distinct combinations of some columns, sorted."""
        if where is None:
            view = self._view(columns)
        else:
            view = self._where(self._view(list(self._forms)), where)
        listed = ", ".join(map(_quoted, columns))
        found: pl.DataFrame = view.aggregate(listed, listed).pl()
        return found.sort(columns, nulls_last=True)

    def scan(
        self, request: ScanRequest, samples: int
    ) -> tuple[int, list[Violations], list[Violations]]:
        """Return the number of rows, and the violations of each check and each key."""
        self._request = request
        count = function("count", "*")
        if not request.columns:
            # A view without columns has no rows, but the data can have rows.
            ((rows,),) = self._given.aggregate(count).fetchall()
            return int(rows), [], []
        view = self._with_lookups(self._view(request.columns))
        names = [str(number) for number in range(len(request.checks))]
        # A column without missing values, so that rows are counted without any check.
        marks = self._select(
            view,
            [
                nw.lit(True).alias("all"),
                *(check.violation.alias(n) for check, n in zip(request.checks, names, strict=True)),
            ],
        )
        sums = [function("count_if", _quoted(name)) for name in names]
        row = view.project(marks).aggregate(", ".join([count, *sums])).fetchall()[0]
        rows, counts = int(row[0]), [int(count or 0) for count in row[1:]]
        self._failing = [
            check.violation
            for check, count in zip(request.checks, counts, strict=True)
            if count and check.is_error
        ]
        failing = {name: count for name, count in zip(names, counts, strict=True) if count}
        first = self._first(failing, marks, samples)
        tested = [
            Violations(count, first.get(name, ()))
            for name, count in zip(names, counts, strict=True)
        ]
        return rows, tested, self._keys(request.keys, rows, samples)

    def _with_lookups(self, view: Any) -> Any:
        assert self._request is not None
        for key, lookup in self._request.lookups.items():
            other = frame_relation(lookup.rename({key: "@key"}), self._given)
            same = f'{_quoted(key)} = "@key"'
            joined = view.set_alias("@data").join(other.set_alias("@lookup"), same, "left")
            view = joined.project('* exclude ("@key")')
        return view

    def _first(
        self, counts: Mapping[str, int], marks: str, samples: int
    ) -> dict[str, tuple[int, ...]]:
        """Return the numbers of the first rows of each check that fails."""
        if not counts or not samples:
            return {}
        assert self._request is not None
        numbered = self._numbered(self._request.columns)
        lists = ", ".join(
            f"{function('min', _quoted(ROW), str(samples))} filter (where {_quoted(name)})"
            for name in counts
        )
        for rows in (numbered.limit(START), numbered):
            marked = self._with_lookups(rows).project(f"{_quoted(ROW)}, {marks}")
            found = marked.aggregate(lists).fetchall()[0]
            first = {name: tuple(each or ()) for name, each in zip(counts, found, strict=True)}
            if all(len(first[name]) >= min(count, samples) for name, count in counts.items()):
                break
        return first

    def _keys(self, keys: Sequence[UniqueKey], rows: int, samples: int) -> list[Violations]:
        """Return the rows that share each of some keys."""
        if not keys:
            return []
        columns = tuple(dict.fromkeys(name for key in keys for name in key.columns))
        hashes = [f"{hash_of(key)} as {_quoted(key.code)}" for key in keys]
        hashed: pl.DataFrame = self._view(columns).project(", ".join(hashes)).pl()
        if hashed.height != rows:
            raise DataError(
                f"the relation returned {rows} rows, and {hashed.height} when it was read again: "
                "store it as a table first, e.g. `relation.materialize()`"
            )
        found: list[Violations] = []
        for key in keys:
            violations = repeated(self._numbered(key.columns), key, hashed[key.code], samples)
            if violations.count:
                self._repeating.append(key)
            found.append(violations)
        return found

    def batches(self, columns: Sequence[str], where: nw.Expr | None) -> Iterator[pl.DataFrame]:
        """Yield the distinct combinations of some columns: one frame."""
        yield self.distinct(columns, where)

    def store(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame."""
        return frame

    def matching(
        self, combinations: Sequence[Any], where: nw.Expr, samples: int, is_error: bool
    ) -> Violations:
        """Return the rows that have a combination of values of one of some frames."""
        import polars as pl

        stored: pl.DataFrame = pl.concat(combinations)
        if is_error:
            self._bad.append((stored, where))
        view = self._where(self._numbered(list(self._forms)), where)
        other, same = self._combinations(stored, "@bad")
        rows = view.set_alias("@data").join(other.set_alias("@other"), same, "semi")
        found = rows.project(_quoted(ROW)).pl().to_series().sort()
        return Violations(len(found), tuple(found.head(samples).to_list()))

    def _combinations(self, combinations: pl.DataFrame, mark: str) -> tuple[Any, str]:
        """Return combinations as a relation, and the condition that joins it."""
        named = {name: f"{mark}.{name}" for name in combinations.columns}
        same = " and ".join(
            f"{_quoted(name)} is not distinct from {_quoted(other)}"
            for name, other in named.items()
        )
        return frame_relation(combinations.rename(named), self._given), same

    def find(self, columns: Sequence[str], rows: Find, samples: int, is_error: bool) -> Violations:
        """Return the rows that a query selects, given some columns and the rows' numbers."""
        names = {name: plain_name(name) for name in columns}
        view: Any = nw.from_native(self._numbered(columns)).rename(names)
        found = rows(view, lambda frame: nw.from_native(frame_relation(frame, self._given)))
        numbers: pl.Series = found.select(ROW).to_native().pl().to_series().sort()
        if is_error:
            self.mark(numbers)
        return Violations(len(numbers), tuple(numbers.head(samples).to_list()))

    def cyclic(self, column: str, samples: int, is_error: bool) -> Violations:
        """Return the rows from which a column of ids leads back to the row itself."""
        return cyclic_rows(self, column, samples, is_error)

    def dependent(self, column: str, samples: int) -> Violations:
        """Return the valid rows from which a column of ids leads to an invalid row."""
        return dependent_rows(self, column, samples)

    def replace(self, name: str, column: str, values: Sequence[Any]) -> None:
        """Make a prepared column from another one of strings, with some values replaced."""
        form = self._forms[column].removesuffix(f" as {_quoted(column)}")
        pairs = [pair for frame in values for pair in frame.select("old", "new").iter_rows()]
        cases = " ".join(f"when {literal(old)} then {literal(new)}" for old, new in pairs)
        self._forms[name] = f"(case {form} {cases} else {form} end)::{TEXT} as {_quoted(name)}"

    def invalid(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of the rows that are invalid, after the scan."""
        rows = self.rows(valid=False, all_invalid=False)
        found: pl.DataFrame = rows.project(", ".join(self._forms[name] for name in columns)).pl()
        return found

    def mark(self, rows: pl.Series) -> None:
        """Mark some rows, by number, as invalid."""
        self._rows.update(rows.to_list())

    def take(self, numbers: Sequence[int], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Return some columns of some rows, by the rows' numbers."""
        wanted = ", ".join(map(str, sorted(set(numbers))))
        raw = [self._raw[name] for name in columns if name in self._raw]
        start = self._view(columns, _NUMBER, *raw).limit(max(numbers) + 1)
        found = start.filter(f"{_quoted(ROW)} in ({wanted})")
        names = found.columns
        rows = (dict(zip(names, row, strict=True)) for row in found.fetchall())
        return {
            row[ROW]: {
                name: value
                for name, value in row.items()
                if value is not None or not name.startswith(RAW)
            }
            for row in rows
        }

    def original(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of all rows as they were given."""
        chosen = (f"#{self._names.index(name) + 1} as {_quoted(name)}" for name in columns)
        found: pl.DataFrame = self._given.project(", ".join([_NUMBER, *chosen])).pl()
        return found.sort(ROW).drop(ROW)

    def ids_among(self, others: Sequence[Engine]) -> pl.DataFrame:
        """Return the numbers and ids of all rows."""
        return self.original(["id"]).with_row_index(ROW)

    def rows(self, *, valid: bool, all_invalid: bool) -> Any:
        """Return the valid or the invalid rows, as they were given."""
        if all_invalid:
            return self._given.limit(0) if valid else self._given
        assert self._request is not None, "called before the scan"
        import polars as pl

        places = range(len(self._names))
        originals = [f'#{place + 1} as "@given.{place}"' for place in places]
        view = self._with_lookups(self._view(list(self._forms), _NUMBER, *originals))
        marks = [f"{_repeats(key)} as {_quoted(f'@key.{key.code}')}" for key in self._repeating]
        view = view.project(", ".join(["*", *marks]))
        tests = [*self._failing, *(nw.col(f"@key.{key.code}") for key in self._repeating)]
        bad = list(self._bad)
        if self._rows:
            numbers = pl.DataFrame({ROW: pl.Series(sorted(self._rows), dtype=pl.Int64)})
            bad.append((numbers, nw.lit(True)))
        for place, (combinations, where) in enumerate(bad):
            view = self._marked(view, combinations, f"@bad.{place}")
            tests.append(nw.col(f"@bad.{place}") & where)
        if not tests:
            return self._given if valid else self._given.limit(0)
        invalid = nw.any_horizontal(*tests, ignore_nulls=True)
        chosen = self._where(view, ~invalid if valid else invalid)
        names = zip(places, self._given.columns, strict=True)
        # Joins and the search for repeated keys change the order of the rows.
        return chosen.order(_IN_ORDER).project(
            ", ".join(f'"@given.{place}" as {_quoted(name)}' for place, name in names)
        )

    def _marked(self, view: Any, combinations: pl.DataFrame, mark: str) -> Any:
        import polars as pl

        stored = combinations.with_columns(pl.lit(True).alias("is"))
        other, _ = self._combinations(stored, mark)
        _, same = self._combinations(combinations, mark)
        joined = view.set_alias("@data").join(other.set_alias("@other"), same, "left")
        gone = ", ".join(map(_quoted, other.columns))
        is_bad = f"coalesce({_quoted(f'{mark}.is')}, false) as {_quoted(mark)}"
        return joined.project(f"* exclude ({gone}), {is_bad}")


def _repeats(key: UniqueKey) -> str:
    columns = ", ".join(map(_quoted, key.columns))
    return f"({function('count', '*')} over (partition by {columns}) > 1 and {filled(key)})"
