"""Arrow tables as Polars frames: the columns of the table, each exact, or marked."""

from __future__ import annotations

import importlib
import zoneinfo
from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.validate.python_cells import column_of
from chinaindpolicy.ingest.validate.source import MarkedFrame, shown_name
from chinaindpolicy.model.columns import ColumnSpec, columns
from chinaindpolicy.rules.engines.base import invalid_flag

if TYPE_CHECKING:
    import polars as pl

# The seconds from 1970-01-01 of the years 1 to 9999, with a day for time zones.
_FIRST_SECOND, _LAST_SECOND = -62_135_683_200, 253_402_387_200


def from_arrow(data: Any, names: list[str], table: str) -> MarkedFrame:
    """Return a PyArrow table as a Polars frame.

    Only the columns of the table are converted. Encodings that Polars does not read (run-end,
    256-bit decimals, list views, extensions) are decoded; values of a type that the table does not
    have are marked.

    Args:
        data: A PyArrow table.
        names: The names of its columns in the table.
        table: The table.
    """
    import polars as pl

    specs = {spec.name: spec for spec in columns(table)}
    made = MarkedFrame()
    for name, column in zip(names, data.columns, strict=True):
        spec = specs.get(name)
        if spec is None:
            made.add(pl.Series(shown_name(name), [None] * data.num_rows, dtype=pl.Null))
        else:
            made.add(*arrow_column(spec, column))
            if getattr(column.type, "tz", None):
                made.dtypes[name] = str(column.type)
    return made


def arrow_column(
    spec: ColumnSpec, column: Any, *, pandas: bool = False
) -> tuple[pl.Series, pl.Series | None]:
    """Return a chunked array of PyArrow as a column of Polars, and the mark of wrong cells."""
    import polars as pl
    import pyarrow as pa

    try:
        plain, wrong = _plain(column)
        found = pl.Series(spec.name, pl.from_arrow(plain))
        mark = None if wrong is None else pl.Series(invalid_flag(spec.name), pl.from_arrow(wrong))
        return found, mark
    except (pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        pass
    try:
        # The remaining types are rare: unions, intervals, decimals of more than 38 digits.
        values = column.to_pylist()
    except (pa.ArrowException, ValueError, OverflowError):
        filled = pl.Series(invalid_flag(spec.name), column.is_valid().to_pylist())
        return pl.Series(spec.name, [None] * len(column), dtype=pl.Null), filled
    return column_of(spec, values, pandas=pandas)


def _plain(column: Any) -> tuple[Any, Any]:
    """Return a column in a type that Polars reads, and a flag of the values that it has not."""
    import pyarrow as pa

    pc: Any = importlib.import_module("pyarrow.compute")  # its functions are made at run time

    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        chunks = [chunk.storage for chunk in column.chunks]
        return _plain(pa.chunked_array(chunks, type=kind.storage_type))
    if pa.types.is_run_end_encoded(kind):
        return _plain(pc.run_end_decode(column))
    if pa.types.is_dictionary(kind) and not _is_text(kind.value_type):
        decoded = [chunk.dictionary_decode() for chunk in column.chunks]
        return _plain(pa.chunked_array(decoded, type=kind.value_type))
    if pa.types.is_list_view(kind) or pa.types.is_large_list_view(kind):
        return column.cast(pa.large_list(kind.value_type)), None
    if pa.types.is_decimal256(kind) or (pa.types.is_decimal(kind) and kind.scale < 0):
        return column.cast(pa.decimal128(38, max(kind.scale, 0))), None
    if pa.types.is_timestamp(kind) and kind.tz and not _is_zone(kind.tz):
        return _plain(pc.local_timestamp(column))  # an offset, which Polars does not know
    if pa.types.is_timestamp(kind) and kind.unit == "s":
        # Polars counts milliseconds; times that these cannot count would become other times.
        seconds = column.cast(pa.int64())
        near: Any = pc.and_(
            pc.greater_equal(seconds, _FIRST_SECOND), pc.less_equal(seconds, _LAST_SECOND)
        )
        kept: Any = pc.if_else(near, column, pa.scalar(None, kind))
        return kept.cast(pa.timestamp("ms", kind.tz)), pc.fill_null(pc.invert(near), False)
    return column, None


def _is_zone(name: str) -> bool:
    """Return True if a time zone is one of the time zone database."""
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        return False
    return True


def _is_text(kind: Any) -> bool:
    pa: Any = importlib.import_module("pyarrow")
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def chosen_rows(data: Any, mask: pl.Series) -> Any:
    """Return the rows of a PyArrow table or batch that a mask chooses."""
    pa: Any = importlib.import_module("pyarrow")

    try:
        return data.filter(mask.to_arrow())
    except pa.ArrowException:  # PyArrow does not filter every type
        pass
    batch: Any = data
    if isinstance(data, pa.RecordBatch):
        whole: Any = chosen_rows(pa.Table.from_batches([batch]), mask).combine_chunks()
        return next(iter(whole.to_batches()), batch.slice(0, 0))
    parts = [data.slice(number, 1) for number in mask.arg_true()]
    return pa.concat_tables(parts) if parts else data.slice(0, 0)
