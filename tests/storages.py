"""The same rows in every storage that can be validated."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

import chinaindpolicy as cip

Rows = list[dict[str, Any]]
Storage = Callable[[Rows, Path], Any]

_FILES = iter(range(10**9))


def _path(folder: Path, suffix: str) -> Path:
    # A path of its own each time: a file that is written again has changed.
    return folder / f"rows-{next(_FILES)}{suffix}"


def frame_of(rows: Rows) -> pl.DataFrame:
    """Rows as a frame with the plain types of figures; numbers as their Python type has them."""
    declared = cip.polars_schema("figures")
    names = list(dict.fromkeys(name for row in rows for name in row))
    schema: dict[str, Any] = {}
    for name in names:
        dtype = declared.get(name, pl.String())
        schema[name] = pl.String if isinstance(dtype, pl.Enum) else dtype
        kinds: set[Any] = {each.__class__ for row in rows if (each := row.get(name)) is not None}
        if dtype == pl.Float64 and kinds == {int}:
            schema[name] = pl.Int64
        if dtype == pl.Float64 and Decimal in kinds:
            schema[name] = pl.Decimal(38, 20)
    return pl.DataFrame(rows, schema=schema)


def _csv(rows: Rows, folder: Path) -> Path:
    path = _path(folder, ".csv")
    frame_of(rows).write_csv(path)
    return path


def _json(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value if value is None or isinstance(value, int | float) else str(value))


def _json_lines(rows: Rows, folder: Path) -> Path:
    path = _path(folder, ".jsonl")
    lines = (
        "{" + ", ".join(f'"{name}": {_json(value)}' for name, value in row.items()) + "}\n"
        for row in rows
    )
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _json_array(rows: Rows, folder: Path) -> Path:
    lines = _json_lines(rows, folder).read_text(encoding="utf-8")
    path = _path(folder, ".json")
    path.write_text(f"[{','.join(lines.splitlines())}]", encoding="utf-8")
    return path


def _parquet_polars(rows: Rows, folder: Path) -> Path:
    path = _path(folder, ".parquet")
    frame_of(rows).write_parquet(path)
    return path


def _parquet_pyarrow(rows: Rows, folder: Path) -> Path:
    path = _path(folder, ".parquet")
    pq.write_table(cast("Any", frame_of(rows).to_arrow()), path)
    return path


def _parquet_pandas(rows: Rows, folder: Path) -> Path:
    path = _path(folder, ".parquet")
    # Its plain columns have no integers next to missing values: they would be written as floats.
    _pandas_nullable(rows, folder).to_parquet(path)
    return path


def _parquet_duckdb(rows: Rows, folder: Path) -> Path:
    path = _path(folder, ".parquet")
    held = cast("Any", frame_of(rows).to_arrow())
    duckdb.connect().from_arrow(held).write_parquet(str(path))
    return path


def _relation(rows: Rows, folder: Path) -> Any:
    return duckdb.connect().from_arrow(cast("Any", frame_of(rows).to_arrow()))


def _duckdb_table(rows: Rows, folder: Path) -> Any:
    held = cast("Any", frame_of(rows).to_arrow())
    connection = duckdb.connect()
    connection.execute("create table rows_of_figures as select * from held")
    assert held.num_rows == len(rows)
    return connection.table("rows_of_figures")


def _pandas_default(rows: Rows, folder: Path) -> Any:
    return frame_of(rows).to_pandas()


def _pandas_object(rows: Rows, folder: Path) -> Any:
    return pd.DataFrame({name: [row[name] for row in rows] for name in rows[0]}, dtype=object)


def _pandas_nullable(rows: Rows, folder: Path) -> Any:
    return _pandas_default(rows, folder).convert_dtypes()


def _pandas_arrow(rows: Rows, folder: Path) -> Any:
    table = cast("Any", frame_of(rows).to_arrow())
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def _pandas_categorical(rows: Rows, folder: Path) -> Any:
    frame = _pandas_default(rows, folder)
    names = [name for name in frame.columns if frame[name].dtype.kind in "Of"]
    return frame.astype(dict.fromkeys(names, "category"))


def _arrow(rows: Rows, folder: Path) -> Any:
    return cast("Any", frame_of(rows).to_arrow())


def _arrow_chunked(rows: Rows, folder: Path) -> Any:
    table = cast("Any", frame_of(rows).to_arrow())
    return cast("Any", pa).concat_tables([table.slice(number, 1) for number in range(len(rows))])


def _each_column(rows: Rows, change: Callable[[Any], Any]) -> Any:
    table = cast("Any", frame_of(rows).to_arrow())
    columns = [change(column.combine_chunks()) for column in table.columns]
    return cast("Any", pa).table(dict(zip(table.column_names, columns, strict=True)))


def _arrow_dictionary(rows: Rows, folder: Path) -> Any:
    return _each_column(rows, lambda column: column.dictionary_encode())


def _arrow_run_ends(rows: Rows, folder: Path) -> Any:
    pc: Any = importlib.import_module("pyarrow.compute")

    def encoded(column: Any) -> Any:
        if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
            column = column.cast(pa.string())
        return pc.run_end_encode(column)

    return _each_column(rows, encoded)


def _arrow_wide(rows: Rows, folder: Path) -> Any:
    """Decimals of 256 bits, and string views."""

    def wider(column: Any) -> Any:
        if pa.types.is_decimal(column.type):
            return column.cast(pa.decimal256(60, column.type.scale))
        return column.cast(pa.string_view()) if pa.types.is_large_string(column.type) else column

    return _each_column(rows, wider)


def _arrow_batch(rows: Rows, folder: Path) -> Any:
    return cast("Any", frame_of(rows).to_arrow()).combine_chunks().to_batches()[0]


def _arrow_reader(rows: Rows, folder: Path) -> Any:
    return cast("Any", frame_of(rows).to_arrow()).to_reader()


class Stream:
    """Rows of a library that has only the Arrow interface."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


STORAGES: Mapping[str, Storage] = {
    "list of dicts": lambda rows, folder: rows,
    "tuple of dicts": lambda rows, folder: tuple(rows),
    "polars": lambda rows, folder: frame_of(rows),
    "polars lazy": lambda rows, folder: frame_of(rows).lazy(),
    "polars categorical": lambda rows, folder: frame_of(rows).with_columns(
        pl.col(pl.String).cast(pl.Categorical)
    ),
    "csv": _csv,
    "json lines": _json_lines,
    "json array": _json_array,
    "parquet by polars": _parquet_polars,
    "parquet by pyarrow": _parquet_pyarrow,
    "parquet by pandas": _parquet_pandas,
    "parquet by duckdb": _parquet_duckdb,
    "duckdb relation": _relation,
    "duckdb table": _duckdb_table,
    "pandas": _pandas_default,
    "pandas object": _pandas_object,
    "pandas nullable": _pandas_nullable,
    "pandas arrow": _pandas_arrow,
    "pandas categorical": _pandas_categorical,
    "pyarrow": _arrow,
    "pyarrow chunked": _arrow_chunked,
    "pyarrow dictionary": _arrow_dictionary,
    "pyarrow run ends": _arrow_run_ends,
    "pyarrow wide": _arrow_wide,
    "pyarrow batch": _arrow_batch,
    "pyarrow reader": _arrow_reader,
    "arrow stream": lambda rows, folder: Stream(frame_of(rows)),
    "narwhals": lambda rows, folder: nw.from_native(frame_of(rows)),
    "narwhals lazy": lambda rows, folder: nw.from_native(frame_of(rows).lazy()),
    "narwhals of pandas": lambda rows, folder: nw.from_native(_pandas_default(rows, folder)),
}


def is_pandas(storage: str) -> bool:
    """Whether NaN is missing in a storage."""
    return "pandas" in storage


def found_in(report: cip.ValidationReport) -> set[tuple[int | None, str, str]]:
    """The row, code and column of each finding."""
    return {(found.row, found.code, found.column) for found in report.findings}


def part_ids(part: Any) -> list[str | None]:
    """The ids of valid or invalid rows, whatever they came back as."""
    if isinstance(part, nw.DataFrame | nw.LazyFrame):
        return part_ids(cast("Any", part).to_native())
    if isinstance(part, list):
        return [row["id"] for row in cast("Rows", part)]
    if isinstance(part, pd.DataFrame):
        ids: list[Any] = cast("Any", part)["id"].tolist()
        return [None if pd.isna(each) else str(each) for each in ids]
    if isinstance(part, pa.Table | pa.RecordBatch):
        return cast("list[str | None]", part.column("id").to_pylist())
    frame: Any = part.lazy().collect() if hasattr(part, "lazy") else part.pl()
    return cast("list[str | None]", frame["id"].to_list())
