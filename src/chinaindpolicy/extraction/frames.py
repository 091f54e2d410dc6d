"""Mentions and candidates of the texts of a frame: `scan_frame`, `extract_frame`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from chinaindpolicy._arguments import checked_except, shown
from chinaindpolicy._public import public
from chinaindpolicy.errors import ArgumentError, DataError, MissingExtraError, UnknownNameError
from chinaindpolicy.extraction.frame_rows import (
    CANDIDATE_COLUMNS,
    MENTION_COLUMNS,
    ColumnType,
    RowReader,
    candidate_rows,
    mention_rows,
)
from chinaindpolicy.extraction.parallel import rows_in_parallel
from chinaindpolicy.io.text import sql_name

if TYPE_CHECKING:
    import polars as pl

Frame = TypeVar("Frame")
_BATCH = 2048
_KINDS = "a Polars DataFrame or LazyFrame, a DuckDB relation or a Spark DataFrame"


@public
@checked_except("frame")
def scan_frame(frame: Frame, *, text: str = "text", id: str = "id", processes: int = 1) -> Frame:
    """Return the numbers of the texts of a frame, one row for each mention.

    Args:
        frame: A Polars DataFrame or LazyFrame, a DuckDB relation or a Spark DataFrame.
        text: The column of texts; a missing text has no mentions.
        id: The column that identifies a text; it is copied with its type.
        processes: Number of processes for a Polars DataFrame. More than one needs a script
            with `if __name__ == "__main__":`. Spark and DuckDB ignore it.

    Returns:
        A frame of the same kind, in the order of the texts (Spark has none): the id, then
        `char_start`, `char_end`, `text`, `role`, `comparator`, `value`, `value_upper`, `unit`,
        `measure` and `direction`. The schema is the same on every engine, with or without rows.

    Raises:
        ArgumentError: If `frame` has another type, or `processes` is below 1.
        UnknownNameError: If a column does not exist.
        DataError: If the column of texts is not of text, or the id has the name of a column of
            the result.

    Example:
        >>> import chinaindpolicy as cip, polars as pl
        >>> texts = pl.DataFrame({"id": ["a"], "text": ["By 2027, more than 5 labs."]})
        >>> cip.scan_frame(texts).select("id", "text", "role", "value").rows()
        [('a', '2027', 'date', None), ('a', 'more than 5 labs', 'indicator', 5.0)]
    """
    return cast("Frame", _read(frame, text, id, processes, MENTION_COLUMNS, mention_rows))


@public
@checked_except("frame")
def extract_frame(frame: Frame, *, text: str = "text", id: str = "id", processes: int = 1) -> Frame:
    """Return the claims of the texts of a frame, one row for each candidate.

    Args:
        frame: A Polars DataFrame or LazyFrame, a DuckDB relation or a Spark DataFrame.
        text: The column of texts; a missing text has no candidates.
        id: The column that identifies a text; it is copied with its type.
        processes: Number of processes for a Polars DataFrame, as in `scan_frame`.

    Returns:
        A frame of the same kind: the id; the expression with `kind`, `strength`, `negated` and
        its quantity; then each part of `Candidate` with its words, its offsets (`indicator_start`,
        `indicator_end`) and, for periods, regions and values, their meaning
        (`deadline_period`, `region_id`, `baseline_value_read`).

    Raises:
        ArgumentError: As in `scan_frame`.
        UnknownNameError: If a column does not exist.
        DataError: As in `scan_frame`.

    Example:
        >>> import chinaindpolicy as cip, polars as pl
        >>> texts = pl.DataFrame({"id": [1], "text": ["到2027年，产量达到5万吨。"]})
        >>> cip.extract_frame(texts).select("indicator", "deadline_period", "value").row(0)
        ('产量', '../2027', 50000.0)
    """
    return cast("Frame", _read(frame, text, id, processes, CANDIDATE_COLUMNS, candidate_rows))


def _read(
    frame: Any, text: str, id: str, processes: int, columns: Mapping[str, ColumnType],
    read: RowReader,
) -> Any:  # fmt: skip
    if processes < 1:
        raise ArgumentError(f"processes is {processes!r}; use a whole number from 1")
    kind = _kind(frame)
    if kind is None:
        raise ArgumentError(f"frame is {shown(frame)}; pass {_KINDS}")
    names = list(frame.collect_schema() if kind == "lazy" else frame.columns)
    for name in (text, id):
        if name not in names:
            raise UnknownNameError("column", name, names, place="the frame")
    if id in columns:
        raise DataError(
            f"the id column is named {id!r}, as a column of the result; rename it, e.g. to 'id'"
        )
    job = _Job(text, id, columns, read, processes)
    if kind == "frame":
        return job.polars(frame)
    if kind == "lazy":
        return job.lazy(frame)
    return job.duckdb(frame) if kind == "duckdb" else job.spark(frame)


def _kind(frame: object) -> str | None:
    for each in type(frame).__mro__:
        package = each.__module__.partition(".")[0]
        if package == "polars" and each.__name__ in ("DataFrame", "LazyFrame"):
            return "frame" if each.__name__ == "DataFrame" else "lazy"
        if package.lstrip("_") == "duckdb" and each.__name__ == "DuckDBPyRelation":
            return "duckdb"
        if package == "pyspark" and each.__name__ == "DataFrame":
            return "spark"
    return None


class _Job:
    """One reading of a frame."""

    def __init__(
        self, text: str, id: str, columns: Mapping[str, ColumnType], read: RowReader, processes: int
    ) -> None:
        self.text, self.id, self.columns = text, id, columns
        self.read, self.processes = read, processes

    def polars(self, frame: pl.DataFrame) -> pl.DataFrame:
        self._check_text(frame.schema[self.text])
        return self._polars(frame, self.processes)

    def _polars(self, frame: pl.DataFrame, processes: int) -> pl.DataFrame:
        import polars as pl

        schema = polars_columns(self.columns)
        parts: list[pl.DataFrame] = []
        texts = frame[self.text]
        batches = (texts.slice(start, _BATCH).to_list() for start in range(0, frame.height, _BATCH))
        start = 0
        for size, (numbers, columns) in rows_in_parallel(self.read, batches, processes):
            rows = pl.Series(numbers, dtype=pl.UInt32)
            ids = frame[self.id].slice(start, size).gather(rows)
            parts.append(pl.DataFrame(columns, schema=schema).insert_column(0, ids))
            start += size
        if not parts:
            return pl.DataFrame(schema={self.id: frame.schema[self.id], **schema})
        return pl.concat(parts)

    def lazy(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        given = frame.collect_schema()
        self._check_text(given[self.text])
        schema = {self.id: given[self.id], **polars_columns(self.columns)}

        def read(batch: pl.DataFrame) -> pl.DataFrame:
            return self._polars(batch, 1)

        chosen = frame.select(self.id, self.text)
        return chosen.map_batches(read, schema=schema, streamable=True)

    def duckdb(self, relation: Any) -> Any:
        arrow: Any = _arrow("duckdb")
        chosen = relation.project(f"{sql_name(self.id)}, {sql_name(self.text)}")
        reader = chosen.to_arrow_reader(_BATCH)
        schema = self._arrow_schema(arrow, reader.schema.field(0).type)
        self._check_arrow(arrow, reader.schema.field(1).type)
        rows = arrow.Table.from_batches(
            list(self.arrow_batches(arrow, schema, reader)), schema=schema
        )
        # Within the connection of the relation, so that it can be joined with others.
        mentions_of_texts = rows  # noqa: F841  # pyright: ignore[reportUnusedVariable]
        try:
            return relation.query("texts", "select * from mentions_of_texts")
        except Exception:  # the connection may not look up Python variables
            return importlib.import_module("duckdb").connect().from_arrow(rows)

    def spark(self, data: Any) -> Any:
        _arrow("spark")
        schema = data.schema
        kind = schema[self.text].dataType.simpleString()
        if kind != "string" and not kind.startswith(("varchar", "char")):
            raise DataError(self._not_text(kind))
        types: Any = importlib.import_module("pyspark.sql.types")
        kinds = {
            "int": types.LongType(), "float": types.DoubleType(), "text": types.StringType(),
            "bool": types.BooleanType(),
        }  # fmt: skip
        fields = [types.StructField(self.id, schema[self.id].dataType, True)]
        fields += [
            types.StructField(name, kinds[kind], True) for name, kind in self.columns.items()
        ]
        reader = _SparkReader(self.columns, self.read, self.id)
        chosen = data.select(data[f"`{self.id}`"], data[f"`{self.text}`"])
        return chosen.mapInArrow(reader, types.StructType(fields))

    def _arrow_schema(self, arrow: Any, id_type: Any) -> Any:
        return arrow.schema([(self.id, id_type), *arrow_fields(arrow, self.columns)])

    def arrow_batches(self, arrow: Any, schema: Any, batches: Any) -> Iterator[Any]:
        """Yield the rows of Arrow batches of ids and texts."""
        for batch in batches:
            numbers, columns = self.read(batch.column(1).to_pylist())
            ids = batch.column(0).take(arrow.array(numbers, arrow.int64()))
            cells = [
                arrow.array(values, schema.field(name).type) for name, values in columns.items()
            ]
            yield arrow.RecordBatch.from_arrays([ids, *cells], schema=schema)

    def _check_text(self, dtype: Any) -> None:
        import polars as pl

        if not isinstance(dtype, (pl.String, pl.Categorical, pl.Enum, pl.Null)):
            raise DataError(self._not_text(str(dtype)))

    def _check_arrow(self, arrow: Any, kind: Any) -> None:
        types = arrow.types
        if not (
            types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
            or types.is_null(kind) or types.is_dictionary(kind)
        ):  # fmt: skip
            raise DataError(self._not_text(str(kind)))

    def _not_text(self, kind: str) -> str:
        return f"column {self.text!r} has type {kind}, expected text; pass text=... to name another"


class _SparkReader:
    """Function of a batch for `mapInArrow`; it is pickled and sent to the workers."""

    def __init__(self, columns: Mapping[str, ColumnType], read: RowReader, id: str) -> None:
        self.columns, self.read, self.id = dict(columns), read, id

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        arrow: Any = importlib.import_module("pyarrow")
        for batch in batches:
            schema = arrow.schema(
                [(self.id, batch.schema.field(0).type), *arrow_fields(arrow, self.columns)]
            )
            job = _Job("", self.id, self.columns, self.read, 1)
            yield from job.arrow_batches(arrow, schema, [batch])


def polars_columns(columns: Mapping[str, ColumnType]) -> dict[str, Any]:
    """Return the Polars types of the columns of a result.

    Example:
        >>> polars_columns({"value": "float", "text": "text"})
        {'value': Float64, 'text': String}
    """
    import polars as pl

    kinds = {"int": pl.Int64(), "float": pl.Float64(), "text": pl.String(), "bool": pl.Boolean()}
    return {name: kinds[kind] for name, kind in columns.items()}


def arrow_fields(arrow: Any, columns: Mapping[str, ColumnType]) -> list[tuple[str, Any]]:
    """Return the Arrow types of the columns of a result."""
    kinds = {
        "int": arrow.int64(), "float": arrow.float64(), "text": arrow.string(),
        "bool": arrow.bool_(),
    }  # fmt: skip
    return [(name, kinds[kind]) for name, kind in columns.items()]


def _arrow(extra: str) -> Any:
    try:
        return importlib.import_module("pyarrow")
    except ImportError as error:
        raise MissingExtraError("pyarrow", extra) from error
