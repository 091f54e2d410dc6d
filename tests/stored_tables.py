"""The same cases in every storage that `validate` accepts, and what each storage can express."""

from __future__ import annotations

import csv
import datetime
import importlib
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from checker_cells import Mode
from checker_tables import columns
from stored_cases import Case
from stored_files import (
    LOST,
    csv_file,
    json_cell,
    json_lines,
    new_path,
    text_cell,
    typed_cell,
    xlsx,
    xlsx_cell,
)

_FILES = itertools.count()
_PA: Any = pa


@dataclass(frozen=True, slots=True)
class Storage:
    """A way to store a case."""

    make: Callable[[Case, Path], Any]
    mode: Mode
    engines: tuple[str, ...]
    cell: Callable[[str, Any], Any]
    """The value that the storage has of a cell of a type; `LOST` if it cannot have it."""


def carried(storage: Storage, case: Case) -> tuple[Case, int]:
    """Return the rows of a case that a storage can express, and the number of changed cells."""
    kept: list[int] = []
    rows: list[dict[str, Any]] = []
    changed = 0
    kinds = dict(case.kinds)
    if storage.mode == "text":
        kinds = {
            name: "text"
            if kind in ("int", "float", "bool") and spec.type in ("string", "code")
            else kind
            for (name, kind), spec in zip(kinds.items(), columns(case.table).values(), strict=True)
        }
    lists = [name for name, spec in columns(case.table).items() if spec.type == "list"]
    for number, row in enumerate(case.rows):
        if storage.mode == "text":
            row = row | {name: _items(row[name]) for name in lists}
        cells = {name: storage.cell(kinds[name], cell) for name, cell in row.items()}
        if any(cell is LOST for cell in cells.values()):
            continue
        changed += sum(_differs(cells[name], case.rows[number][name]) for name in row)
        kept.append(number)
        rows.append(cells)
    return replace(case.take(kept), rows=rows, kinds=kinds), changed


def in_utc(case: Case) -> Case:
    """Return a case whose times in a zone are times in UTC, of which Parquet and DuckDB know."""
    rows = [
        {
            name: cell.astimezone(datetime.UTC) if kind == "datetime-zone" and cell else cell
            for (name, cell), kind in zip(row.items(), case.kinds.values(), strict=True)
        }
        for row in case.rows
    ]
    return replace(case, rows=rows)


def _items(cell: Any) -> Any:
    return cell.split("|") if isinstance(cell, str) else cell


def _differs(one: Any, other: Any) -> bool:
    return one is not other and not (one == other and type(one) is type(other))


_TYPES: dict[str, Any] = {
    "text": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "decimal": pa.decimal128(38, 20),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "datetime-zone": pa.timestamp("us", tz="Asia/Shanghai"),
    "list": pa.list_(pa.string()),
    "binary": pa.binary(),
}


def arrow(case: Case) -> Any:
    """Return a case as a PyArrow table."""
    arrays = {
        name: _PA.array([row[name] for row in case.rows], type=_TYPES[kind])
        for name, kind in case.kinds.items()
    }
    return _PA.table(arrays)


def _cast(case: Case, change: Callable[[Any], Any]) -> Any:
    table = arrow(case)
    return _PA.table(
        {name: change(table.column(name).combine_chunks()) for name in table.column_names}
    )


def _pandas_cell(kind: str, cell: Any) -> Any:
    """In pandas, NaN is a missing value."""
    if isinstance(cell, float) and math.isnan(cell):
        return None
    return typed_cell(kind, cell)


def _parquet(**options: Any) -> Callable[[Case, Path], Path]:
    def make(case: Case, folder: Path) -> Path:
        path = new_path(folder, ".parquet")
        pq.write_table(arrow(case), path, **options)
        return path

    return make


def _parquet_polars(**options: Any) -> Callable[[Case, Path], Path]:
    def make(case: Case, folder: Path) -> Path:
        path = new_path(folder, ".parquet")
        polars(case).write_parquet(path, **options)
        return path

    return make


def _parquet_duckdb(case: Case, folder: Path) -> Path:
    path = new_path(folder, ".parquet")
    relation(case, folder).write_parquet(str(path))
    return path


def _parquet_hive(case: Case, folder: Path) -> Path:
    path = new_path(folder, "")
    rows = len(case.rows)
    # The order of the rows is that of the folders.
    for part, numbers in enumerate((range(rows // 2), range(rows // 2, rows))):
        if half := case.take(list(numbers)) if numbers else None:
            (path / f"part={part}").mkdir(parents=True)
            pq.write_table(arrow(half), path / f"part={part}" / "rows.parquet")
    return path


def _ipc(stream: bool) -> Callable[[Case, Path], Path]:
    def make(case: Case, folder: Path) -> Path:
        path = new_path(folder, ".arrow")
        table = arrow(case)
        ipc: Any = importlib.import_module("pyarrow.ipc")
        opened = ipc.new_stream if stream else ipc.new_file
        with opened(str(path), table.schema) as writer:
            writer.write_table(table)
        return path

    return make


def polars(case: Case) -> pl.DataFrame:
    """Return a case as a Polars frame."""
    return pl.DataFrame(pl.from_arrow(arrow(case)))


def relation(case: Case, folder: Path) -> Any:
    """Return a case as a relation of DuckDB that reads an Arrow table."""
    return _connection(":memory:").from_arrow(arrow(case))


def _connection(path: str) -> duckdb.DuckDBPyConnection:
    """Return a connection in UTC; its zone is otherwise that of the machine."""
    return duckdb.connect(path).execute("set TimeZone = 'UTC'")


def _duckdb(kind: str, *, file: bool = False) -> Callable[[Case, Path], Any]:
    def make(case: Case, folder: Path) -> Any:
        connection = _connection(str(new_path(folder, ".duckdb")) if file else ":memory:")
        held = arrow(case)
        connection.register("held", held)
        connection.execute("create table stored as select * from held")
        if kind == "view":
            connection.execute("create view seen as select * from stored")
            return connection.table("seen")
        return connection.table("stored")

    return make


def _wider(column: Any) -> Any:
    if _PA.types.is_decimal(column.type):
        return column.cast(_PA.decimal256(60, 20))
    return column.cast(_PA.string_view()) if _PA.types.is_string(column.type) else column


def _large(column: Any) -> Any:
    if _PA.types.is_list(column.type):
        return column.cast(_PA.large_list(_PA.large_string()))
    return column.cast(_PA.large_string()) if _PA.types.is_string(column.type) else column


def _dictionary(column: Any) -> Any:
    return column.dictionary_encode() if not _PA.types.is_list(column.type) else column


def _run_ends(column: Any) -> Any:
    compute: Any = importlib.import_module("pyarrow.compute")
    return compute.run_end_encode(column) if not _PA.types.is_list(column.type) else column


def _chunked(case: Case, folder: Path) -> Any:
    table = arrow(case)
    return _PA.concat_tables([table.slice(at, 1) for at in range(len(case.rows))] or [table])


def _pandas_objects(case: Case, folder: Path) -> Any:
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in case.rows], dtype=object) for name in case.kinds}
    )


def _pandas_nullable(case: Case, folder: Path) -> Any:
    names = {"text": "string", "int": "Int64", "float": "Float64", "bool": "boolean"}
    return pd.DataFrame(
        {
            name: pd.Series([row[name] for row in case.rows], dtype=names.get(kind, object))  # pyright: ignore[reportArgumentType,reportCallIssue]
            for name, kind in case.kinds.items()
        }
    )


def _pandas_arrow(case: Case, folder: Path) -> Any:
    return arrow(case).to_pandas(types_mapper=pd.ArrowDtype)


def _pandas_categorical(case: Case, folder: Path) -> Any:
    frame = _pandas_objects(case, folder)
    texts = [name for name, kind in case.kinds.items() if kind == "text"]
    return frame.astype(dict.fromkeys(texts, "category"))


_FRAME = ("polars", "polars-streaming", "duckdb")
_TEXT = ("polars", "polars-streaming")


def _storages() -> Iterator[tuple[str, Storage]]:
    def typed(name: str, make: Callable[[Case, Path], Any]) -> tuple[str, Storage]:
        return name, Storage(make, "typed", _FRAME, typed_cell)

    def of_duckdb(name: str, make: Callable[[Case, Path], Any]) -> tuple[str, Storage]:
        return name, Storage(make, "typed", ("duckdb",), typed_cell)

    def pandas(name: str, make: Callable[[Case, Path], Any]) -> tuple[str, Storage]:
        return name, Storage(make, "pandas", _TEXT, _pandas_cell)

    yield (
        "list of dicts",
        Storage(lambda case, _: case.rows, "objects", ("polars",), lambda _, v: v),
    )
    yield typed("polars", lambda case, _: polars(case))
    yield typed("polars lazy", lambda case, _: polars(case).lazy())
    yield typed("polars categorical", lambda case, _: polars(case).with_columns(
        pl.col(pl.String).cast(pl.Categorical)))  # fmt: skip
    yield typed("pyarrow", lambda case, _: arrow(case))
    yield typed("pyarrow chunked", _chunked)
    yield typed("pyarrow dictionary", lambda case, _: _cast(case, _dictionary))
    yield typed("pyarrow run ends", lambda case, _: _cast(case, _run_ends))
    yield typed("pyarrow string view, decimal256", lambda case, _: _cast(case, _wider))
    yield typed("pyarrow large types", lambda case, _: _cast(case, _large))
    yield typed("pyarrow reader", lambda case, _: arrow(case).to_reader())
    yield typed("parquet by pyarrow", _parquet())
    yield typed(
        "parquet without statistics", _parquet(write_statistics=False, use_dictionary=False)
    )
    yield typed("parquet of format 1", _parquet(version="1.0", coerce_timestamps="ms",
                                                allow_truncated_timestamps=True))  # fmt: skip
    yield typed("parquet in small groups", _parquet(row_group_size=2, store_schema=False))
    yield typed("parquet by polars", _parquet_polars())
    yield typed(
        "parquet by polars, full statistics", _parquet_polars(statistics="full", row_group_size=2)
    )
    yield typed("parquet by duckdb", _parquet_duckdb)
    yield typed("parquet in folders of partitions", _parquet_hive)
    yield typed("arrow file", _ipc(stream=False))
    yield of_duckdb("duckdb relation", relation)
    yield of_duckdb("duckdb table", _duckdb("table"))
    yield of_duckdb("duckdb view", _duckdb("view"))
    yield of_duckdb("duckdb file", _duckdb("table", file=True))
    yield typed("narwhals", lambda case, _: nw.from_native(polars(case)))
    yield typed("narwhals of pyarrow", lambda case, _: nw.from_native(arrow(case)))
    yield pandas("pandas object", _pandas_objects)
    yield pandas("pandas nullable", _pandas_nullable)
    yield pandas("pandas arrow", _pandas_arrow)
    yield pandas("pandas categorical", _pandas_categorical)
    for name, delimiter, encoding, ends, quoting in (
        ("csv", ",", "utf-8", "\n", csv.QUOTE_MINIMAL),
        ("csv with mark, quoted", ",", "utf-8-sig", "\r\n", csv.QUOTE_ALL),
        ("csv with semicolons", ";", "utf-8", "\n", csv.QUOTE_MINIMAL),
        ("csv with tabs, utf-16", "\t", "utf-16", "\r\n", csv.QUOTE_ALL),
        ("csv in gb18030", ",", "gb18030", "\n", csv.QUOTE_MINIMAL),
    ):
        yield name, Storage(csv_file(delimiter, encoding, ends, quoting), "text", _TEXT, text_cell)
    yield "xlsx", Storage(xlsx, "text", _TEXT, xlsx_cell)
    yield "json lines", Storage(json_lines, "json", _TEXT, json_cell)


ZONELESS = ("parquet in small groups", "parquet by duckdb")
"""Storages that do not keep the time zone of a column, but times in UTC."""
STORAGES: dict[str, Storage] = dict(_storages())
