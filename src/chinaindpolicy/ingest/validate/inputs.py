"""Sources of data: choose the engine by the kind of data."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from chinaindpolicy.dataset.rows import Rows
from chinaindpolicy.errors import DataError, UnknownNameError
from chinaindpolicy.ingest.validate.duckdb import from_relation
from chinaindpolicy.ingest.validate.in_memory import of_arrow, of_pandas, of_records
from chinaindpolicy.ingest.validate.source import (
    DataSource,
    check_new_names,
    check_renames,
    day_columns,
)

if TYPE_CHECKING:
    import polars as pl

EngineName = Literal["polars", "polars-streaming", "duckdb", "spark"]
_ENGINES = ("polars", "polars-streaming", "duckdb", "spark")


def open_source(
    data: Any,
    table: str,
    renames: Mapping[str, str] | None = None,
    engine: str | None = None,
    dimensions: Sequence[str] = (),
) -> DataSource:
    """Return data as a source, with the engine that checks it.

    Args:
        data: The data.
        table: Its table.
        renames: The name of a column in the data, and in the table.
        engine: The engine; None for the default engine of the data.
        dimensions: Extra columns of the data that are part of the key of an observation.

    Raises:
        DataError: If data of this kind cannot be checked; names an alternative.
        UnknownNameError: If there is no such engine, or no column to rename.
    """
    if engine is not None and engine not in _ENGINES:
        raise UnknownNameError("engine", engine, _ENGINES)
    check_new_names(renames, table, dimensions)
    kind = _kind_of(data)
    if engine == "spark" and kind != "pyspark":
        raise DataError("engine 'spark' checks Spark DataFrames; pass a DataFrame of your session")
    match kind:
        case "files":
            return _of_files(data, table, renames, engine)
        case "duckdb":
            _require_engine(engine, ("duckdb", None), "a DuckDB relation")
            return from_relation(data, renames, table)
        case "pyspark":
            from chinaindpolicy.ingest.validate.spark import from_spark

            _require_engine(engine, ("spark", None), "a Spark DataFrame")
            return from_spark(data, table, renames)
        case "polars":
            return _of_polars(data, table, renames, engine)
        case "pandas":
            return of_pandas(data, table, renames, engine, dimensions)
        case "pyarrow":
            return of_arrow(data, table, renames, engine, dimensions)
        case "narwhals":
            return _of_narwhals(data, table, renames, engine, dimensions)
        case "stream":
            return _of_stream(data, table, renames, engine, dimensions)
        case "rows":
            rows: Any = tuple(cast("Any", data)) if isinstance(data, Rows) else data
            return of_records(rows, table, renames, engine, dimensions)
        case _:
            raise DataError(_refusal(data))


def _kind_of(data: Any) -> str:
    """Return the kind of data; empty if this kind cannot be checked."""
    if isinstance(data, str | Path) or _is_paths(data):
        return "files"
    home = _home_of(data)
    if home in ("polars", "pandas", "pyarrow", "duckdb", "pyspark", "narwhals"):
        if type(data).__name__ == "RecordBatchReader":
            return "stream"
        return home if _is_frame(data, home) else ""
    if home in _WAYS_ROUND:
        return ""
    if isinstance(data, Rows) or (isinstance(data, Sequence) and not isinstance(data, bytes)):
        return "rows"
    return "stream" if hasattr(data, "__arrow_c_stream__") else ""


def _home_of(data: Any) -> str:
    """Return the library of data's class, or of the frame that it is derived from."""
    homes = [each.__module__.partition(".")[0].removeprefix("_") for each in type(data).__mro__]
    return next((home for home in homes if home in _FRAMES), homes[0])


_FRAMES: Mapping[str, tuple[str, ...]] = {
    "polars": ("DataFrame", "LazyFrame"),
    "pandas": ("DataFrame",),
    "pyarrow": ("Table", "RecordBatch"),
    "duckdb": ("DuckDBPyRelation",),
    "pyspark": ("DataFrame",),
    "narwhals": ("DataFrame", "LazyFrame"),
}


def _is_frame(data: Any, home: str) -> bool:
    if type(data).__module__.startswith("pyspark.pandas"):
        return False
    return any(each.__name__ in _FRAMES[home] for each in type(data).__mro__)


_WAYS_ROUND: Mapping[str, str] = {
    "ibis": "Ibis compiles some tests away (NaN is null on one engine, infinity false on another): "
    "give `table.to_polars()`, or the DuckDB relation itself",
    "dask": "its partitions have no row numbers that stay: write Parquet and give the files",
    "modin": "give `frame._to_pandas()`, or write Parquet and give the files",
    "pyspark": "give the Spark DataFrame: of pandas on Spark, `frame.to_spark()`",
    "numpy": "an array has no column names: give a Polars frame",
}


def _refusal(data: Any) -> str:
    module = type(data).__module__
    kind = (
        type(data).__qualname__ if module == "builtins" else f"{module}.{type(data).__qualname__}"
    )
    way = _WAYS_ROUND.get(_home_of(data))
    if kind == "chinaindpolicy.Normalized":
        kind, way = "Normalized", "pass its frame: cip.validate(result.frame, ...)"
    if isinstance(data, dict):
        names = cast("dict[object, object]", data)
        way = "it has no keys"
        if names:
            key = next(iter(names))
            way = f"pass one table at a time, e.g. data[{key!r}], or polars.DataFrame(data)"
    elif way is None:
        way = (
            "give a Polars or pandas frame, a PyArrow table, a DuckDB relation, a list of dicts, "
            "or the path of a file"
        )
    article = "an" if kind[:1] in "aeiou" else "a"
    return f"{article} {kind} cannot be validated: {way}"


def _require_engine(engine: str | None, admitted: tuple[str | None, ...], what: str) -> None:
    if engine not in admitted:
        own = " or ".join(repr(name) for name in admitted if name)
        raise DataError(f"engine {engine!r} cannot check {what}; use {own}")


def _of_polars(
    data: pl.DataFrame | pl.LazyFrame,
    table: str,
    renames: Mapping[str, str] | None,
    engine: str | None,
) -> DataSource:
    import polars as pl

    from chinaindpolicy.ingest.readers.parquet import row_counts
    from chinaindpolicy.rules.engines.polars import PolarsEngine
    from chinaindpolicy.rules.engines.polars_batches import is_scan_of_parquet

    names = data.collect_schema().names()
    check_renames(renames, names, table)
    if isinstance(data, pl.LazyFrame) and is_scan_of_parquet(data):
        stated, there = row_counts(data)
        if stated != there:
            raise DataError(
                f"a file of the data is damaged: its footer states {stated} rows, but its row "
                f"groups have {there}"
            )
    own: Any = data
    if engine == "polars" and isinstance(data, pl.LazyFrame):
        own = data.collect()
    elif engine == "polars-streaming":
        own = data.lazy()
    elif engine == "duckdb":
        return _in_duckdb(data.lazy().collect(), table, renames)
    elif isinstance(data, pl.DataFrame):
        own = data.clone()  # the rows as they are checked, if the frame is changed later
    polars_engine = PolarsEngine(own.rename(renames) if renames else own, days=day_columns(table))
    lazy = isinstance(data, pl.LazyFrame)

    def rows(valid: bool, all_invalid: bool) -> Any:
        found = polars_engine.rows(valid=valid, all_invalid=all_invalid)
        named = found.rename({name: given for given, name in (renames or {}).items()})
        return named.lazy() if lazy else named.lazy().collect()

    return DataSource(polars_engine, rows)


def _in_duckdb(frame: pl.DataFrame, table: str, renames: Mapping[str, str] | None) -> DataSource:
    from chinaindpolicy.rules.engines.duckdb_relations import relation_of

    return from_relation(relation_of(frame), renames, table)


def _of_narwhals(
    data: Any,
    table: str,
    renames: Mapping[str, str] | None,
    engine: str | None,
    dimensions: Sequence[str],
) -> DataSource:
    import narwhals as nw

    found = open_source(data.to_native(), table, renames, engine, dimensions)

    def rows(valid: bool, all_invalid: bool) -> Any:
        return nw.from_native(found.rows(valid, all_invalid))

    return replace(found, rows=rows)


def _of_stream(
    data: Any,
    table: str,
    renames: Mapping[str, str] | None,
    engine: str | None,
    dimensions: Sequence[str],
) -> DataSource:
    """Read an Arrow stream once; the rows are returned as a PyArrow table, or a Polars frame."""
    import polars as pl

    try:
        pa: Any = importlib.import_module("pyarrow")
    except ImportError:
        return _of_polars(pl.DataFrame(data), table, renames, engine)
    try:
        whole: Any = pa.table(data)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise DataError(f"a {type(data).__qualname__} is not a stream of rows: {error}") from error
    return of_arrow(whole, table, renames, engine, dimensions)


def _is_paths(data: Any) -> bool:
    if not isinstance(data, list | tuple) or not data:
        return False
    return all(isinstance(each, str | Path) for each in cast("Sequence[Any]", data))


def _of_files(
    data: Any, table: str, renames: Mapping[str, str] | None, engine: str | None
) -> DataSource:
    from chinaindpolicy.ingest.validate.files import from_files

    return from_files(data, table, renames, engine)
