"""The DuckDB engine: evaluates relations, and files larger than memory, in place."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import narwhals as nw

from chinaindpolicy.io.text import sql_name as _quoted
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.dtypes import SQL_TYPES
from chinaindpolicy.rules.engines.base import (
    ITEM_START,
    ROW,
    Engine,
    Find,
    InputColumn,
    ScanRequest,
    UniqueKey,
    Violations,
    plain_name,
)
from chinaindpolicy.rules.engines.duckdb_relations import duckdb_module
from chinaindpolicy.rules.engines.in_process import cyclic_rows, dependent_rows

if TYPE_CHECKING:
    import polars as pl

_WHOLE = "@given"
_KINDS: Mapping[str, str] = {
    "varchar": "string",
    "enum": "string",
    "uuid": "string",
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint", "hugeint"), "integer"),
    **dict.fromkeys(("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"), "integer"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    "boolean": "boolean",
    "date": "date",
    "null": "empty",
    '"null"': "empty",
    "sqlnull": "empty",
}


class DuckDBEngine:
    """DuckDB, on a relation.

    The relation has to give its rows in the same order whenever it is read, as one of a table or
    of files does: findings name rows by number. Validity depends on content alone.
    """

    name = "duckdb"
    most_listed = sys.maxsize

    def __init__(self, relation: Any) -> None:
        duckdb_module()
        self._given = relation
        self._forms: dict[str, str] = {}
        self._request: ScanRequest | None = None
        self._bad: list[tuple[pl.DataFrame, nw.Expr]] = []
        self._repeating: list[UniqueKey] = []
        self._failing: list[nw.Expr] = []
        self._rows: set[int] = set()

    @property
    def columns(self) -> Mapping[str, InputColumn]:
        """The columns of the data."""
        return {
            name: InputColumn(_kind(kind), str(kind))
            for name, kind in zip(self._given.columns, self._given.types, strict=True)
        }

    def prepare(self, specs: Mapping[str, ColumnSpec]) -> None:
        """Bring the columns that fit into the form that the rules expect."""
        kinds = {name: column.kind for name, column in self.columns.items()}
        for name, spec in specs.items():
            self._forms[name] = f"{_form(name, spec, kinds[name])} as {_quoted(name)}"

    def _view(self, columns: Sequence[str], *more: str) -> Any:
        parts = [*more, *(self._forms[name] for name in columns)]
        return self._given.set_alias("given").project(", ".join(parts))

    def _numbered(self, columns: Sequence[str]) -> Any:
        return self._view(columns, f"row_number() over () - 1 as {_quoted(ROW)}")

    def _related(self, frame: pl.DataFrame) -> Any:
        """Return a frame as a relation on the connection of the data."""
        held = cast("Any", frame.to_arrow())  # found by its name, which is what DuckDB does
        found = self._given.query("chinaindpolicy_held", "select * from held")
        assert held is not None
        return found

    def repeats(self, column: str) -> bool:
        """DuckDB checks every row: to separate the values would take one more pass."""
        return False

    def distinct(self, columns: Sequence[str], where: nw.Expr | None) -> pl.DataFrame:
        """Return the distinct combinations of some columns, sorted."""
        view: Any = nw.from_native(self._view(list(self._forms)))
        if where is not None:
            view = view.filter(where)
        found: pl.DataFrame = view.select(*columns).unique().to_native().pl()
        return found.sort(columns, nulls_last=True)

    def scan(
        self, request: ScanRequest, samples: int
    ) -> tuple[int, list[Violations], list[Violations]]:
        """Return the number of rows, and the violations of each check and each key."""
        self._request = request
        if not request.columns:
            # Without a column a view has no rows, but the data has.
            ((rows,),) = self._given.aggregate("count(*)").fetchall()
            return int(rows), [], []
        view = self._with_lookups(self._view(request.columns))
        names = [str(number) for number in range(len(request.checks))]
        marks = [
            check.violation.alias(name) for check, name in zip(request.checks, names, strict=True)
        ]
        # A column that every row has, so that rows are counted where there are no tests.
        counted = nw.from_native(view).select(nw.lit(True).alias("all"), *marks).to_native()
        sums = [f"count_if({_quoted(name)})" for name in names]
        row = counted.aggregate(", ".join(["count(*)", *sums])).fetchall()[0]
        rows, counts = int(row[0]), [int(count or 0) for count in row[1:]]
        self._failing = [
            check.violation
            for check, count in zip(request.checks, counts, strict=True)
            if count and check.is_error
        ]
        first = self._first(
            [name for name, count in zip(names, counts, strict=True) if count], marks, samples
        )
        tested = [
            Violations(count, first.get(name, ()))
            for name, count in zip(names, counts, strict=True)
        ]
        return rows, tested, [self._repeated(key, samples) for key in request.keys]

    def _with_lookups(self, view: Any) -> Any:
        assert self._request is not None
        for key, lookup in self._request.lookups.items():
            other = self._related(lookup.rename({key: "@key"})).set_alias("lookup")
            joined = view.set_alias("data").join(
                other, f"{_quoted(key)} = {_quoted('@key')}", "left"
            )
            view = joined.project(f"* exclude ({_quoted('@key')})")
        return view

    def _first(
        self, names: list[str], marks: list[nw.Expr], samples: int
    ) -> dict[str, tuple[int, ...]]:
        if not names or not samples:
            return {}
        assert self._request is not None
        view = self._with_lookups(self._numbered(self._request.columns))
        marked = nw.from_native(view).select(ROW, *(marks[int(name)] for name in names))
        lists = [f"min({_quoted(ROW)}, {samples}) filter (where {_quoted(name)})" for name in names]
        found = marked.to_native().aggregate(", ".join(lists)).fetchall()[0]
        return {name: tuple(rows) for name, rows in zip(names, found, strict=True)}

    def _repeated(self, key: UniqueKey, samples: int) -> Violations:
        columns = ", ".join(map(_quoted, key.columns))
        grouped = self._view(key.columns).filter(_filled(key))
        again = grouped.aggregate(f"{columns}, count(*) as n", columns).filter("n > 1")
        ((count,),) = again.aggregate("coalesce(sum(n), 0)").fetchall()
        if not count:
            return Violations(0)
        self._repeating.append(key)
        numbered = self._numbered(key.columns).project(f"{_quoted(ROW)}, {_repeats(key)} as bad")
        rows = numbered.filter("bad").order(_quoted(ROW)).limit(samples).fetchall()
        return Violations(int(count), tuple(number for number, _ in rows))

    def batches(self, columns: Sequence[str], where: nw.Expr | None) -> Iterator[pl.DataFrame]:
        """Yield the distinct combinations of some columns: one frame."""
        yield self.distinct(columns, where)

    def hold(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame."""
        return frame

    def matching(
        self, combinations: Sequence[Any], where: nw.Expr, samples: int, is_error: bool
    ) -> Violations:
        """Return the rows that have a combination of values of one of some frames."""
        import polars as pl

        held: pl.DataFrame = pl.concat(combinations)
        if is_error:
            self._bad.append((held, where))
        view = nw.from_native(self._numbered(list(self._forms))).filter(where).to_native()
        rows = self._having(view, held)
        ((count,),) = rows.aggregate("count(*)").fetchall()
        first = rows.project(_quoted(ROW)).order(_quoted(ROW)).limit(samples).fetchall()
        return Violations(int(count), tuple(number for (number,) in first))

    def _having(self, view: Any, combinations: pl.DataFrame) -> Any:
        named = {name: f"@held.{name}" for name in combinations.columns}
        other = self._related(combinations.rename(named)).set_alias("held")
        same = " and ".join(
            f"{_quoted(name)} is not distinct from {_quoted(held)}" for name, held in named.items()
        )
        return view.set_alias("data").join(other, same, "semi")

    def find(self, columns: Sequence[str], rows: Find, samples: int, is_error: bool) -> Violations:
        """Return the rows that a query selects, given some columns and the rows' numbers."""
        names = {name: plain_name(name) for name in columns}
        view: Any = nw.from_native(self._numbered(columns)).rename(names)
        found = rows(view, lambda frame: nw.from_native(self._related(frame))).select(ROW)
        numbers: list[int] = found.to_native().order(_quoted(ROW)).pl().to_series().to_list()
        if is_error:
            self._rows.update(numbers)
        return Violations(len(numbers), tuple(numbers[:samples]))

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
        cases = " ".join(f"when {_text(old)} then {_text(new)}" for old, new in pairs)
        self._forms[name] = f"case {form} {cases} else {form} end as {_quoted(name)}"

    def invalid(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of the rows that are invalid, after the scan."""
        rows = self.rows(valid=False, all_invalid=False).set_alias("given")
        found: pl.DataFrame = rows.project(", ".join(self._forms[name] for name in columns)).pl()
        return found

    def mark(self, rows: pl.Series) -> None:
        """Mark some rows, by number, as invalid."""
        self._rows.update(rows.to_list())

    def take(self, numbers: Sequence[int], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Return some columns of some rows, by the rows' numbers."""
        wanted = ", ".join(map(str, sorted(set(numbers))))
        found = self._numbered(columns).filter(f"{_quoted(ROW)} in ({wanted})").pl()
        return {row[ROW]: row for row in found.iter_rows(named=True)}

    def original(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of all rows as they were given."""
        found: pl.DataFrame = self._given.project(", ".join(map(_quoted, columns))).pl()
        return found

    def ids_among(self, others: Sequence[Engine]) -> pl.DataFrame:
        """Return the numbers and ids of all rows."""
        return self.original(["id"]).with_row_index(ROW)

    def rows(self, *, valid: bool, all_invalid: bool) -> Any:
        """Return the valid or the invalid rows, as they were given."""
        if all_invalid:
            return self._given.limit(0) if valid else self._given
        assert self._request is not None, "called before the scan"
        number = f"row_number() over () - 1 as {_quoted(ROW)}"
        view = self._view(list(self._forms), f"given as {_quoted(_WHOLE)}", number)
        marks = [f"{_repeats(key)} as {_quoted(f'@key.{key.code}')}" for key in self._repeating]
        view = self._with_lookups(view).project(", ".join(["*", *marks]))
        tests = [*self._failing, *(nw.col(f"@key.{key.code}") for key in self._repeating)]
        for place, (combinations, where) in zip(itertools.count(), self._bad, strict=False):
            view = self._marked(view, combinations, f"@bad.{place}")
            tests.append(nw.col(f"@bad.{place}") & where)
        if self._rows:
            tests.append(nw.col(ROW).is_in(sorted(self._rows)))
        if not tests:
            return self._given if valid else self._given.limit(0)
        bad = nw.any_horizontal(*tests, ignore_nulls=True)
        chosen = nw.from_native(view).filter(~bad if valid else bad).to_native()
        # Joins, and looking for what repeats, put the rows in another order.
        return chosen.order(_quoted(ROW)).project(f"unnest({_quoted(_WHOLE)})")

    def _marked(self, view: Any, combinations: pl.DataFrame, mark: str) -> Any:
        import polars as pl

        named = {name: f"{mark}.{name}" for name in combinations.columns}
        held = combinations.rename(named).with_columns(pl.lit(True).alias(f"{mark}.is"))
        same = " and ".join(
            f"{_quoted(name)} is not distinct from {_quoted(other)}"
            for name, other in named.items()
        )
        joined = view.set_alias("data").join(self._related(held).set_alias("held"), same, "left")
        gone = ", ".join(map(_quoted, held.columns))
        is_bad = f"coalesce({_quoted(f'{mark}.is')}, false) as {_quoted(mark)}"
        return joined.project(f"* exclude ({gone}), {is_bad}")


def _kind(kind: Any) -> str | None:
    if kind.id == "list":
        inner = _kind(kind.children[0][1])
        return "list" if inner in ("string", "empty") else None
    return _KINDS.get(str(kind.id))


def _form(name: str, spec: ColumnSpec, kind: str | None) -> str:
    column = f"given.{_quoted(name)}"
    if spec.type == "list":
        start, nothing = f"chr({ord(ITEM_START)})", "chr(0)"
        item = f"replace(coalesce(x::varchar, {nothing}), {start}, {nothing})"
        items = f"list_transform({column}, lambda x: {start} || {item})"
        joined = f"coalesce(list_aggregate({items}, 'string_agg', ''), '')"
        return f"case when {column} is null then null else {joined} end"
    if spec.type == "integer":
        return f"{column}::bigint" if kind == "empty" else column
    return f"{column}::{SQL_TYPES[spec.type]}"


def _text(value: str) -> str:
    """Return a string as a literal of SQL."""
    return "'" + value.replace("'", "''") + "'"


def _filled(key: UniqueKey) -> str:
    return " and ".join(f"{_quoted(name)} is not null" for name in key.columns[: key.filled])


def _repeats(key: UniqueKey) -> str:
    columns = ", ".join(map(_quoted, key.columns))
    return f"(count(*) over (partition by {columns}) > 1 and {_filled(key)})"
