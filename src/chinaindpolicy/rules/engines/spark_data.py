"""Data on a Spark cluster, in the form that rules expect."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from chinaindpolicy.errors import DataError
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.rules.engines.base import (
    RAW,
    ROW,
    Engine,
    InputColumn,
    invalid_flag,
)
from chinaindpolicy.rules.engines.spark_columns import form_of, inexact, is_wide, kind_of
from chinaindpolicy.rules.engines.spark_frames import (
    quoted,
    to_polars,
    union_of,
)
from chinaindpolicy.rules.engines.spark_snapshot import (
    CONTENT,
    HASH,
    copy_name,
    row_number,
    snapshot,
)

MOST_COLLECTED = 50_000
"""The maximum number of distinct values on the driver at a time."""
MOST_REFERENCED = 1_000_000
"""The maximum number of ids on the driver for data that is checked with other tables."""


class SparkData:
    """Data of a Spark DataFrame.

    The data is computed once and stored on the cluster, so that every query reads the same rows,
    even of data that differs on each computation. Row numbers are valid as long as it is stored.
    """

    most_listed = 1_000

    def __init__(self, data: Any, names: Sequence[str]) -> None:
        """Create the engine.

        Args:
            data: A DataFrame.
            names: The names of the columns in the table, in order.
        """
        connected = ".connect." in type(data).__module__
        self._f: Any = importlib.import_module(
            "pyspark.sql.connect.functions" if connected else "pyspark.sql.functions"
        )
        self._data = data
        self._names = tuple(names)
        self._places = {name: place for place, name in enumerate(self._names)}
        self._forms: dict[str, Any] = {}
        self._shown: dict[str, Any] = {}
        self._hashes: dict[int, int] = {}

    @property
    def columns(self) -> Mapping[str, InputColumn]:
        """The columns of the data."""
        types = [field.dataType for field in self._data.schema.fields]
        return {
            name: InputColumn(kind_of(dtype), dtype.simpleString(), inexact=is_wide(dtype))
            for name, dtype in zip(self._names, types, strict=True)
        }

    def prepare(self, specs: Mapping[str, ColumnSpec]) -> None:
        """Convert the columns that fit to the form that the rules expect."""
        f = self._f
        types = [field.dataType for field in self._data.schema.fields]
        for name, spec in specs.items():
            place = self._places[name]
            stored, dtype = copy_name(place), types[place]
            form = form_of(f, stored, spec)
            if spec.type == "number" and is_wide(dtype):
                flag, wrong = invalid_flag(name), inexact(f, stored, dtype)
                self._forms[flag] = wrong.alias(flag)
                self._shown[name] = f.when(wrong, f.col(stored).cast("string"))
                form = f.when(~wrong, form)
            self._forms[name] = form.alias(name)

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

    def _separate(self, columns: Sequence[str], where: nw.Expr | None) -> Any:
        view = self._whole
        if where is not None:
            view = nw.from_native(view).filter(where).to_native()
        return view.select(*map(quoted, columns)).distinct()

    def distinct(self, columns: Sequence[str], where: nw.Expr | None) -> pl.DataFrame:
        """Return the distinct combinations of some columns, sorted; for where these are few."""
        return to_polars(self._separate(columns, where)).sort(columns, nulls_last=True)

    def batches(self, columns: Sequence[str], where: nw.Expr | None) -> Iterator[pl.DataFrame]:
        """Yield the distinct combinations of some columns in frames of limited size."""
        f = self._f
        found = self._separate(columns, where)
        first = to_polars(found.limit(MOST_COLLECTED + 1))
        if first.height <= MOST_COLLECTED:
            yield first.sort(columns, nulls_last=True)
            return
        del first
        kept = found.withColumn(HASH, f.xxhash64(*map(quoted, columns))).localCheckpoint(eager=True)
        # Partitions differ in size at random.
        parts = -(-kept.count() * 5 // (MOST_COLLECTED * 4))
        for part in range(parts):
            chosen = kept.filter(f.pmod(f.col(HASH), f.lit(parts)) == part)
            yield to_polars(chosen.drop(HASH))

    def store(self, frame: pl.DataFrame) -> Any:
        """Copy a frame to the cluster, and release it here."""
        stored = self._related(frame)
        return stored if frame.height <= self.most_listed else stored.localCheckpoint(eager=True)

    def replace(self, name: str, column: str, values: Sequence[Any]) -> None:
        """Make a prepared column from another one of strings, with some values replaced."""
        f, form, place = self._f, self._forms[column], f"@form:{name}"
        pairs = union_of(values).select(f.col("old").alias("@old"), f.col("new").alias("@new"))
        joined = self._kept.withColumn(place, form).join(
            pairs, f.col(place) == f.col("@old"), "left"
        )
        chosen = f.coalesce(f.col("@new"), f.col(place))
        self._kept = joined.withColumn(place, chosen).drop("@old", "@new")
        self._forms[name] = f.col(place).alias(name)
        self.__dict__.pop("_whole", None)

    def take(self, numbers: Sequence[int], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Return some columns of some rows, by the rows' numbers."""
        wanted = self._related(pl.DataFrame({"@wanted": sorted(set(numbers))}))
        shown = {f"{RAW}{name}": self._shown[name] for name in columns if name in self._shown}
        texts = [text.alias(name) for name, text in shown.items()]
        view = self._view(columns, self._f.col(HASH), *texts)
        same = self._f.col(ROW) == self._f.col("@wanted")
        found = to_polars(view.join(wanted, same, "left_semi"))
        self._hashes |= dict(found.select(ROW, HASH).iter_rows())
        rows = found.drop(HASH).iter_rows(named=True)
        return {
            row[ROW]: {k: v for k, v in row.items() if v is not None or k not in shown}
            for row in rows
        }

    def content_hash(self, number: int) -> int:
        """Return Spark's `xxhash64` of a row that `rows` returned."""
        return self._hashes[number]

    def original(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of all rows as they were given.

        Raises:
            DataError: If these are too many for this process.
        """
        chosen = [self._f.col(copy_name(self._places[name])).alias(name) for name in columns]
        found = self._kept.select(self._number, *chosen).limit(MOST_REFERENCED + 1)
        return self._not_too_many(to_polars(found)).sort(ROW).drop(ROW)

    def _not_too_many(self, frame: pl.DataFrame) -> pl.DataFrame:
        if frame.height > MOST_REFERENCED:
            raise DataError(
                f"other rows refer to more than {MOST_REFERENCED} ids of a Spark DataFrame, which "
                "exceeds the limit of the driver; validate fewer rows or tables at a time"
            )
        return frame

    def _ids(self) -> Any:
        given = self._f.col(copy_name(self._places["id"])).cast("string").alias("id")
        found = self._kept.select(self._number, given)
        return found if self.columns["id"].kind == "string" else found.limit(0)

    def ids_among(self, others: Sequence[Engine]) -> pl.DataFrame:
        """Return the numbers and ids of the rows whose id other data has too.

        Raises:
            DataError: If these are too many for this process.
        """
        ids = [
            other._ids().select("id")
            if isinstance(other, SparkData)
            else self._related(other.ids_among(()).select(pl.col("id").cast(pl.String)))
            for other in others
        ]
        found = self._ids().join(union_of(ids).distinct(), "id", "left_semi")
        chosen = to_polars(found.select(ROW, "id").limit(MOST_REFERENCED + 1))
        return self._not_too_many(chosen).sort(ROW)
