"""Sources of data: choose the engine by the kind of data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from chinaindpolicy.errors import DataError, UnknownNameError
from chinaindpolicy.ingest.validate.duckdb import from_relation
from chinaindpolicy.ingest.validate.source import DataSource, check_renames
from chinaindpolicy.model.columns import columns
from chinaindpolicy.rules.findings import Finding

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.rules.engines.polars import PolarsEngine

EngineName = Literal["polars", "polars-streaming", "duckdb", "spark"]
_ENGINES = ("polars", "polars-streaming", "duckdb", "spark")


def open_source(
    data: Any,
    table: str,
    renames: Mapping[str, str] | None = None,
    engine: str | None = None,
) -> DataSource:
    """Return data as a source, with the engine that checks it.

    Args:
        data: The data.
        table: Its table.
        renames: The name of a column in the data, and in the table.
        engine: The engine; None for the one that suits the data.

    Raises:
        DataError: If data of its kind cannot be checked; says what to give instead.
        UnknownNameError: If there is no such engine, or no column to rename.
    """
    if engine is not None and engine not in _ENGINES:
        raise UnknownNameError("engine", engine, _ENGINES)
    home = _home_of(data)
    if engine == "spark" and home != "pyspark":
        raise DataError("engine 'spark' judges Spark DataFrames: give one, read by your session")
    if isinstance(data, str | Path) or _is_paths(data):
        return _of_files(data, table, renames, engine)
    if home == "duckdb":
        _refuse_unless(engine, ("duckdb", None), "a DuckDB relation")
        return from_relation(data, renames, table)
    if home == "pyspark":
        from chinaindpolicy.ingest.validate.spark import from_spark

        _refuse_unless(engine, ("spark", None), "a Spark DataFrame")
        return from_spark(data, table, renames)
    if home == "polars":
        return _of_polars(data, table, renames, engine)
    if home == "pandas":
        return _of_pandas(data, table, renames, engine)
    if home == "pyarrow":
        return _of_arrow(data, table, renames, engine)
    if isinstance(data, list | tuple):
        return _of_records(cast("Sequence[Any]", data), table, renames, engine)
    raise DataError(_refusal(data, home))


def _home_of(data: Any) -> str:
    home = type(data).__module__.partition(".")[0].removeprefix("_")
    if home == "polars":
        import polars as pl

        return home if isinstance(data, pl.DataFrame | pl.LazyFrame) else f"{home} {type(data)}"
    wanted = {
        "pandas": "DataFrame",
        "pyarrow": "Table",
        "duckdb": "DuckDBPyRelation",
        "pyspark": "DataFrame",
    }
    other = home in wanted and type(data).__name__ != wanted[home]
    if other or type(data).__module__.startswith("pyspark.pandas"):
        return f"{home}, {type(data).__name__}"
    return home


_WAYS_ROUND: Mapping[str, str] = {
    "ibis": "Ibis compiles some tests away (NaN is null on one engine, infinity false on another): "
    "give `table.to_polars()`, or the DuckDB relation itself",
    "dask": "its partitions have no row numbers that stay: write Parquet and give the files",
    "modin": "give `frame._to_pandas()`, or write Parquet and give the files",
    "pyspark": "give the Spark DataFrame: of pandas on Spark, `frame.to_spark()`",
    "numpy": "an array has no column names: give a Polars frame",
}


def _refusal(data: Any, home: str) -> str:
    kind = f"{type(data).__module__}.{type(data).__qualname__}"
    way = _WAYS_ROUND.get(home.partition(",")[0])
    if way is None:
        way = (
            "give a Polars or pandas frame, a PyArrow table, a DuckDB relation, a list of dicts, "
            "or the path of a file"
        )
    return f"a {kind} cannot be checked: {way}"


def _refuse_unless(engine: str | None, admitted: tuple[str | None, ...], what: str) -> None:
    if engine not in admitted:
        own = " or ".join(repr(name) for name in admitted if name)
        raise DataError(f"engine {engine!r} cannot judge {what}: it is judged by {own}")


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
                f"a file of the data is damaged: it says that it has {stated} rows, and its groups "
                f"have {there}"
            )
    own: Any = data
    if engine == "polars" and isinstance(data, pl.LazyFrame):
        own = data.collect()
    elif engine == "polars-streaming":
        own = data.lazy()
    elif engine == "duckdb":
        return _in_duckdb(data.lazy().collect(), table, renames)
    polars_engine = PolarsEngine(own.rename(renames) if renames else own)
    lazy = isinstance(data, pl.LazyFrame)

    def rows(valid: bool, all_invalid: bool) -> Any:
        found = polars_engine.rows(valid=valid, all_invalid=all_invalid)
        named = found.rename({name: given for given, name in (renames or {}).items()})
        return named.lazy() if lazy else named.lazy().collect()

    return DataSource(polars_engine, rows)


def _in_duckdb(frame: pl.DataFrame, table: str, renames: Mapping[str, str] | None) -> DataSource:
    from chinaindpolicy.rules.engines.duckdb_relations import relation_of

    return from_relation(relation_of(frame), renames, table)


def _by_row(engine: PolarsEngine, take: Callable[[pl.Series], Any]) -> Callable[[bool, bool], Any]:
    """Return how a part is taken from what was given, by the numbers of its rows."""

    def rows(valid: bool, all_invalid: bool) -> Any:
        return take(engine.chosen(valid, all_invalid=all_invalid))

    return rows


def _of_pandas(
    data: Any, table: str, renames: Mapping[str, str] | None, engine: str | None
) -> DataSource:
    from chinaindpolicy.ingest.validate.pandas import from_pandas

    check_renames(renames, [str(name) for name in data.columns], table)
    named = data.rename(columns=renames) if renames else data
    frame, wrong = from_pandas(named, table)
    if engine == "duckdb":
        return _in_duckdb(frame, table, None)
    from chinaindpolicy.rules.engines.polars import PolarsEngine

    polars_engine = PolarsEngine(
        frame.lazy() if engine == "polars-streaming" else frame, wrong=wrong
    )
    return DataSource(polars_engine, _by_row(polars_engine, lambda mask: data[mask.to_numpy()]))


def _of_arrow(
    data: Any, table: str, renames: Mapping[str, str] | None, engine: str | None
) -> DataSource:
    import polars as pl

    from chinaindpolicy.rules.engines.polars import PolarsEngine

    frame = pl.from_arrow(data)
    assert isinstance(frame, pl.DataFrame)
    found = _of_polars(frame, table, renames, engine)
    polars_engine = found.engine
    if not isinstance(polars_engine, PolarsEngine):
        return found
    return replace(found, rows=_by_row(polars_engine, lambda mask: data.filter(mask.to_arrow())))


def _of_records(
    data: Sequence[Any], table: str, renames: Mapping[str, str] | None, engine: str | None
) -> DataSource:
    from chinaindpolicy.ingest.validate.python_records import as_dicts, from_rows, names_of
    from chinaindpolicy.rules.engines.polars import PolarsEngine

    if engine == "duckdb":
        raise DataError("engine 'duckdb' cannot judge a list of dicts: it is judged by 'polars'")
    rows = as_dicts(data)
    # A list without dicts has no columns that could be missing.
    names = names_of(rows) if rows else dict.fromkeys(spec.name for spec in columns(table))
    check_renames(renames, list(names), table)
    original = {name: given for given, name in (renames or {}).items()}
    frame, wrong = from_rows(rows, names, table, renames or {})
    polars_engine = PolarsEngine(
        frame.lazy() if engine == "polars-streaming" else frame, wrong=wrong
    )

    def place(findings: Sequence[Finding]) -> list[Finding]:
        return [
            replace(found, value=_shown(rows[found.row][original.get(found.column, found.column)]))
            if found.code == "type-wrong" and found.row is not None
            else found
            for found in findings
        ]

    def take(mask: pl.Series) -> list[Any]:
        return [data[number] for number in mask.arg_true()]

    return DataSource(polars_engine, _by_row(polars_engine, take), place)


def _shown(value: Any) -> str:
    try:
        return repr(value)[:200]
    except ValueError:  # Python writes no integer of more than 4,300 digits
        return f"{type(value).__name__} too long to be written"


def _is_paths(data: Any) -> bool:
    if not isinstance(data, list | tuple) or not data:
        return False
    return all(isinstance(each, str | Path) for each in cast("Sequence[Any]", data))


def _of_files(
    data: Any, table: str, renames: Mapping[str, str] | None, engine: str | None
) -> DataSource:
    from chinaindpolicy.ingest.validate.files import from_files

    return from_files(data, table, renames, engine)
