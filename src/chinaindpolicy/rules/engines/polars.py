"""The Polars engine: a frame in memory, or a lazy one in batches."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import narwhals as nw
import polars as pl

from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.dtypes import plain_dtypes
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
from chinaindpolicy.rules.engines.in_process import cyclic_rows, dependent_rows
from chinaindpolicy.rules.engines.polars_batches import (
    map_ordered,
    read_in_batches,
    repeated_values,
)
from chinaindpolicy.rules.engines.polars_checks import check_batch, surely_same
from chinaindpolicy.rules.engines.polars_columns import canonical, kind_of, parsed_text
from chinaindpolicy.rules.engines.polars_exact import has_days, is_wide, may_be_wrong, show, shown

_BATCH = 1 << 18
_PROBED = 20_000


class PolarsEngine:
    """Polars, in memory or streaming.

    A lazy frame has to give the same rows in the same order whenever it is read.
    """

    most_listed = sys.maxsize

    def __init__(
        self,
        data: pl.DataFrame | pl.LazyFrame,
        *,
        textual: bool = False,
        wrong: frozenset[str] = frozenset(),
        pieces: Sequence[pl.LazyFrame] = (),
        days: frozenset[str] = frozenset(),
        texts: frozenset[str] = frozenset(),
        dtypes: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Create the engine.

        Args:
            data: The data, its columns named as the table names them.
            textual: Whether all columns are text, to be parsed by the column's type.
            wrong: The columns that have a flag column for cells of another type.
            pieces: The frames that the data has below each other, if it is made of several.
            days: The columns of days of the table: there, times at midnight are days.
            texts: The columns of text to be parsed by the column's type.
            dtypes: The caller's name of the type of a column, where it is not the frame's.
        """
        self._frame = data if isinstance(data, pl.DataFrame) else None
        self._lazy = data.lazy()
        self._pieces = tuple(pieces) or (self._lazy,)
        self._textual = textual
        self._wrong = wrong
        self._days = days
        self._texts = texts
        self._dtypes = dtypes
        self._prepared: dict[str, pl.Expr] = {}
        self._shown: dict[str, pl.DataType] = {}
        self._invalid: pl.Series | None = None
        self.name = "polars" if self._frame is not None else "polars, streaming"

    @property
    def columns(self) -> Mapping[str, InputColumn]:
        """The columns of the data."""
        return self._columns

    @functools.cached_property
    def _columns(self) -> Mapping[str, InputColumn]:
        marks = {invalid_flag(name) for name in self._wrong}
        schema = {
            name: dtype for name, dtype in self._lazy.collect_schema().items() if name not in marks
        }
        times = [name for name in self._days if isinstance(schema.get(name), pl.Datetime)]
        days = has_days(self._lazy, times)
        return {
            name: self._column(name, dtype, is_time=name in times, has_days=name in days)
            for name, dtype in schema.items()
        }

    def _column(
        self, name: str, dtype: pl.DataType, *, is_time: bool, has_days: bool
    ) -> InputColumn:
        label = self._dtypes.get(name, str(dtype))
        if self._textual or name in self._texts:
            return InputColumn("text", label)
        if is_time:
            if has_days:
                return InputColumn("date", label, marked=True)
            return InputColumn(None, label, reason=", none of them midnight in its time zone")
        wrong = name in self._wrong
        if self._frame is not None:
            suspect = may_be_wrong(self._frame[name])
        else:
            suspect = is_wide(dtype) or isinstance(dtype, pl.Date)
        is_day = isinstance(dtype, pl.Date)
        return InputColumn(
            kind_of(dtype), label, wrong or (suspect and is_day), suspect and not is_day
        )

    def prepare(self, specs: Mapping[str, ColumnSpec]) -> None:
        """Convert the columns that fit to the form that the rules expect."""
        schema = self._lazy.collect_schema()
        for name, spec in specs.items():
            column = self.columns[name]
            if column.kind == "text":
                value, wrong = parsed_text(spec, empty=self._textual)
            else:
                value, wrong = canonical(name, spec, schema[name])
                if name in self._wrong:
                    marked = pl.col(invalid_flag(name))
                    wrong = marked if wrong is None else marked | wrong
                elif wrong is not None and not (column.marked or column.inexact):
                    # Every cell is known to be in range.
                    dtype = plain_dtypes()[spec.type]
                    value = pl.col(name) if schema[name] == dtype else pl.col(name).cast(dtype)
                    wrong = None
                elif wrong is not None:
                    self._shown[name] = schema[name]
            self._prepared[name] = value.alias(name)
            if wrong is not None:
                self._prepared[invalid_flag(name)] = wrong.alias(invalid_flag(name))

    def _expressions(self, columns: Sequence[str]) -> list[pl.Expr]:
        return [self._prepared[name] for name in columns]

    def _view(self, columns: Sequence[str]) -> pl.LazyFrame:
        return self._lazy.select(self._expressions(columns))

    def _batches(self, chosen: list[pl.Expr]) -> Iterator[pl.DataFrame]:
        if self._frame is not None:
            for start in range(0, self._frame.height, _BATCH):
                yield self._frame.slice(start, _BATCH).select(chosen)
            return
        for piece in self._pieces:
            yield from read_in_batches(piece, chosen, _BATCH)

    def repeating(self, columns: Sequence[str]) -> frozenset[str]:
        """Return those of some columns that repeat few values."""
        start = self._view(columns).head(_PROBED).collect()
        return frozenset(each.name for each in start if each.n_unique() * 20 < _PROBED)

    def distinct_each(self, columns: Sequence[str]) -> dict[str, pl.DataFrame]:
        """Return no values: columns are read one by one: each in batches."""
        return {}

    def distinct(self, columns: Sequence[str], where: nw.Expr | None) -> pl.DataFrame:
        """Return the distinct combinations of some columns, sorted."""
        if self._frame is not None and where is None and len(columns) == 1:
            # In memory, without a plan: half the time of the streaming engine.
            column = self._frame.select(self._expressions(columns)).to_series()
            return column.unique().sort(nulls_last=True).to_frame()
        view = self._filtered(columns, where)
        return view.unique().sort(columns, nulls_last=True).collect(engine="streaming")

    def _filtered(self, columns: Sequence[str], where: nw.Expr | None) -> pl.LazyFrame:
        # A filter can use columns that are not requested, such as the id.
        if where is None:
            return self._view(columns)
        view = self._lazy.select(list(self._prepared.values()))
        return nw.from_native(view).filter(where).to_native().select(columns)

    def scan(
        self, request: ScanRequest, samples: int
    ) -> tuple[int, list[Violations], list[Violations]]:
        """Return the number of rows, and the violations of each check and each key."""
        if not request.columns:
            # Without a column a frame has no rows, but the data has.
            height = int(self._lazy.select(pl.len()).collect(engine="streaming").item())
            self._invalid = pl.repeat(False, height, dtype=pl.Boolean, eager=True)
            return height, [], []
        counts = [0] * len(request.checks)
        first: list[list[int]] = [[] for _ in request.checks]
        invalid: list[pl.Series] = []
        hashes: list[pl.DataFrame] = []
        rows = 0
        batches = self._batches(self._expressions(request.columns))
        for result in map_ordered(lambda batch: check_batch(batch, request, samples), batches):
            for number, (count, places) in result.violations.items():
                counts[number] += count
                missing = samples - len(first[number])
                first[number] += [rows + place for place in places[:missing]]
            invalid.append(result.invalid)
            hashes.append(result.hashes)
            rows += len(result.invalid)
        self._invalid = (
            pl.concat(invalid).alias("invalid")
            if rows
            else pl.Series("invalid", [], dtype=pl.Boolean)
        )
        tested = [
            Violations(count, tuple(places)) for count, places in zip(counts, first, strict=True)
        ]
        if not rows:
            return rows, tested, [Violations(0) for _ in request.keys]
        hashed = pl.concat(hashes)
        return (
            rows,
            tested,
            [self._repeated(key, hashed[key.code], samples) for key in request.keys],
        )

    def _repeated(self, key: UniqueKey, hashes: pl.Series, samples: int) -> Violations:
        """Return the rows that share a key: by hash the suspects, then those that truly do."""
        again = repeated_values(hashes)
        if again.is_empty():
            return Violations(0)
        suspects = hashes.is_in(again.implode()).fill_null(False).arg_true()
        chosen = self._at(suspects, self._expressions(key.columns))
        if surely_same(chosen, key, len(again)):
            return self._found(suspects, samples, is_error=True)
        rows = suspects.filter(chosen.is_duplicated())
        return self._found(rows, samples, is_error=True)

    def _at(self, numbers: pl.Series, chosen: list[pl.Expr]) -> pl.DataFrame:
        """Return some columns of some rows, given their numbers in order."""
        if self._frame is not None:
            # Only the needed columns, because gathering rows of every column is much slower.
            names = dict.fromkeys(name for one in chosen for name in one.meta.root_names())
            return self._frame.select(*names)[numbers].select(chosen)
        parts: list[pl.DataFrame] = []
        start = place = 0
        for batch in self._batches(chosen):
            stop = int(numbers.search_sorted(start + batch.height))
            if stop > place:
                parts.append(batch[numbers[place:stop] - start])
            start, place = start + batch.height, stop
            if place == len(numbers):
                break
        return pl.concat(parts) if parts else self._lazy.select(chosen).head(0).collect()

    def _found(self, rows: pl.Series, samples: int, *, is_error: bool) -> Violations:
        if is_error:
            self.mark(rows)
        return Violations(len(rows), tuple(rows.sort().head(samples).to_list()))

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
        stored: pl.DataFrame = pl.concat(combinations)
        view = self._lazy.select(list(self._prepared.values())).with_row_index(ROW)
        chosen = nw.from_native(view).filter(where).to_native()
        rows = chosen.select(ROW, *stored.columns).join(
            stored.lazy(), on=stored.columns, how="semi", nulls_equal=True
        )
        return self._found(
            rows.select(ROW).collect(engine="streaming").to_series(), samples, is_error=is_error
        )

    def find(self, columns: Sequence[str], rows: Find, samples: int, is_error: bool) -> Violations:
        """Return the rows that a query selects, given some columns and the rows' numbers."""
        chosen = [self._prepared[name].alias(plain_name(name)) for name in columns]
        view = nw.from_native(self._lazy.select(chosen).with_row_index(ROW))
        found = rows(view, lambda frame: nw.from_native(frame.lazy())).select(ROW).to_native()
        numbers = found.collect(engine="streaming").to_series()
        return self._found(numbers, samples, is_error=is_error)

    def cyclic(self, column: str, samples: int, is_error: bool) -> Violations:
        """Return the rows from which a column of ids leads back to the row itself."""
        return cyclic_rows(self, column, samples, is_error)

    def dependent(self, column: str, samples: int) -> Violations:
        """Return the valid rows from which a column of ids leads to an invalid row."""
        return dependent_rows(self, column, samples)

    def replace(self, name: str, column: str, values: Sequence[Any]) -> None:
        """Make a prepared column from another one of strings, with some values replaced."""
        stored: pl.DataFrame = pl.concat(values)
        new = self._prepared[column].replace(stored["old"], stored["new"])
        self._prepared[name] = new.alias(name)

    def invalid(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of the rows that are invalid, after the scan."""
        assert self._invalid is not None, "called before the scan"
        return self._view(columns).collect(engine="streaming").filter(self._invalid)

    def mark(self, rows: pl.Series) -> None:
        """Mark some rows, by number, as invalid."""
        assert self._invalid is not None, "called before the scan"
        self._invalid = self._invalid.scatter(rows, True)

    def take(self, numbers: Sequence[int], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Return some columns of some rows, by the rows' numbers."""
        ordered = pl.Series(sorted(set(numbers)), dtype=pl.UInt32)
        chosen = self._expressions(columns)
        given = self.columns
        texts = [name for name in columns if name in given and given[name].kind == "text"]
        chosen += [pl.col(name).alias(f"{RAW}{name}") for name in texts]
        odd = {name: dtype for name, dtype in self._shown.items() if name in columns}
        for name, dtype in odd.items():
            wrong = self._prepared[invalid_flag(name)]
            raw = pl.when(wrong).then(shown(pl.col(name), dtype))
            chosen.append(raw.alias(f"{RAW}{name}"))
        found: dict[int, dict[str, Any]] = {}
        rows = self._at(ordered, chosen).iter_rows(named=True)
        for number, row in zip(ordered.to_list(), rows, strict=True):
            for name, dtype in odd.items():
                raw_value = row.pop(f"{RAW}{name}")
                if raw_value is not None:
                    row[f"{RAW}{name}"] = show(raw_value, dtype)
            found[number] = row
        return found

    def original(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of all rows as they were given."""
        return self._lazy.select(columns).collect(engine="streaming")

    def ids_among(self, others: Sequence[Engine]) -> pl.DataFrame:
        """Return the numbers and ids of all rows."""
        return self.original(["id"]).with_row_index(ROW)

    def chosen(self, valid: bool, *, all_invalid: bool) -> pl.Series:
        """Return which rows are valid, or which are not."""
        assert self._invalid is not None, "called before the scan"
        if all_invalid:
            return pl.repeat(not valid, len(self._invalid), dtype=pl.Boolean, eager=True)
        return ~self._invalid if valid else self._invalid

    def rows(self, *, valid: bool, all_invalid: bool) -> Any:
        """Return the valid or the invalid rows, as they were given."""
        chosen = self.chosen(valid, all_invalid=all_invalid)
        if self._frame is not None:
            return self._frame.filter(chosen)
        # A name that no column of the data has.
        flag = ROW + "_" * max(map(len, self._lazy.collect_schema().names()), default=0)
        joined = pl.concat([self._lazy, chosen.alias(flag).to_frame().lazy()], how="horizontal")
        return joined.filter(pl.col(flag)).drop(flag)
