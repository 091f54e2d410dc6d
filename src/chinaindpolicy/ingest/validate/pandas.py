"""pandas frames as Polars frames: missing is missing, and days are days."""

from __future__ import annotations

import importlib
from decimal import InvalidOperation
from typing import TYPE_CHECKING, Any

from chinaindpolicy.errors import DataError
from chinaindpolicy.ingest.validate.arrow import arrow_column
from chinaindpolicy.ingest.validate.python_cells import column_of
from chinaindpolicy.ingest.validate.source import MarkedFrame, shown_name
from chinaindpolicy.model.columns import ColumnSpec, columns
from chinaindpolicy.rules.engines.base import invalid_flag
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.registry import RULES

if TYPE_CHECKING:
    import polars as pl

_LARGEST = 2**63 - 1


def names_of(data: Any) -> list[str]:
    """Return the names of the columns of a frame as text.

    Raises:
        DataError: If the columns have several levels.
    """
    if data.columns.nlevels > 1:
        raise DataError(
            f"the columns of the frame have {data.columns.nlevels} levels: give them one, e.g. "
            "`frame.columns = ['_'.join(map(str, name)) for name in frame.columns]`"
        )
    return [shown_name(name) for name in data.columns]


def is_snapshot(copy: Any) -> bool:
    """Return True if a shallow copy of a frame cannot change with the frame.

    From version 3 on, pandas copies a column before it writes to it. The cells of a column of
    objects, such as lists, are shared all the same.
    """
    import pandas as pd

    version = int(pd.__version__.partition(".")[0])
    return version >= 3 and all(dtype.kind != "O" or _is_own(dtype) for dtype in copy.dtypes)


def _is_own(dtype: Any) -> bool:
    """Return True if pandas defines the dtype, so that its cells are not objects of the caller."""
    return type(dtype).__module__.partition(".")[0] == "pandas" and str(dtype) != "category"


def index_findings(data: Any, names: list[str], table: str) -> tuple[Finding, ...]:
    """Return a finding for each column of the table that is in the index of the frame."""
    declared = {spec.name for spec in columns(table)} - set(names)
    return tuple(
        RULES["column-unknown"].finding(
            f"{name!r} is in the index of the frame, which is not checked; make it a column with "
            "`frame.reset_index()`",
            table=table,
            column=str(name),
        )
        for name in data.index.names
        if name in declared
    )


def from_pandas(data: Any, names: list[str], table: str) -> MarkedFrame:
    """Return a pandas frame as a Polars frame, with the columns that have a flag column.

    pandas does not distinguish NaN from a missing value, has no integers next to missing values
    and no days. So NaN is missing, whole floats are integers, and midnights are days where the
    table has such. A column without any value, which pandas reads as floats, has no type. In a
    column of objects every cell is checked for the column's type.

    Args:
        data: The frame.
        names: The names of its columns in the table.
        table: The table.
    """
    import polars as pl

    specs = {spec.name: spec for spec in columns(table)}
    made = MarkedFrame()
    for place, name in enumerate(names):
        spec = specs.get(name)
        if spec is None:
            made.add(pl.Series(name, [None] * len(data), dtype=pl.Null))
            continue
        series = data.iloc[:, place]
        if series.dtype.kind in "fM" and series.isna().all():
            made.add(pl.Series(name, [None] * len(data), dtype=pl.Null))
            continue
        made.add(*_column(series, spec))
        if series.dtype.kind == "M":
            made.dtypes[name] = str(series.dtype)
    return made


def _column(series: Any, spec: ColumnSpec) -> tuple[pl.Series, pl.Series | None]:
    import polars as pl

    dtype, kind = series.dtype, series.dtype.kind
    if hasattr(dtype, "pyarrow_dtype"):
        pa: Any = importlib.import_module("pyarrow")
        array = series.array.__arrow_array__()
        chunked: Any = array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
        found, wrong = arrow_column(spec, chunked, pandas=True)
        filled = found.fill_nan(None) if found.dtype.is_float() else found
        narrowed, fractions = _narrowed(filled, spec)
        return narrowed, wrong if fractions is None else fractions
    own = type(dtype).__module__.partition(".")[0] == "numpy"
    if kind == "M" and (own or hasattr(dtype, "tz")):
        return _times(series, spec)
    masked = hasattr(dtype, "numpy_dtype") and hasattr(series.array, "isna")
    plain = getattr(dtype, "numpy_dtype", dtype)
    if kind not in "biuf" or not (own or masked) or plain.itemsize > 8:
        return column_of(spec, filled_cells(series), pandas=True)
    if kind == "b" and series.isna().any():
        return column_of(spec, filled_cells(series), pandas=True)
    missing = series.isna().to_numpy() if masked else None
    values = series.to_numpy(dtype=plain, na_value=0) if masked else series.to_numpy()
    if plain.itemsize == 2 and kind == "f":
        values = values.astype("float32")
    values = values.astype(values.dtype.newbyteorder("="), copy=False)
    found = pl.Series(spec.name, values, nan_to_null=kind == "f")
    if missing is not None and missing.any():
        absent = pl.Series(missing)
        found = pl.select(pl.when(~absent).then(found)).to_series().alias(spec.name)
    return _narrowed(found, spec)


def filled_cells(series: Any) -> list[Any]:
    """Return the cells of a column as Python objects, None where pandas has no value."""
    objects = series.astype(object)
    try:
        return list(objects.where(series.notna(), None).tolist())
    except InvalidOperation:  # pandas compares a signaling NaN
        import pandas as pd

        absent = (None, pd.NA, pd.NaT)
        return [
            None if any(each is one for one in absent) or _is_nan(each) else each
            for each in objects.tolist()
        ]


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value


def _times(series: Any, spec: ColumnSpec) -> tuple[pl.Series, pl.Series | None]:
    """Return times as their own time zone has them, and the mark of those beyond any day."""
    import polars as pl

    local = series.dt.tz_localize(None) if getattr(series.dtype, "tz", None) else series
    unit = local.dtype.name.partition("[")[2].rstrip("]")
    counted = pl.Series(spec.name, local.to_numpy().view("int64"))
    missing = pl.Series(series.isna().to_numpy())
    counted = pl.select(pl.when(~missing).then(counted)).to_series().alias(spec.name)
    if unit == "s":
        # Polars counts milliseconds at most; times that these cannot count are beyond any day.
        near = counted.is_between(-_LARGEST // 1000, _LARGEST // 1000)
        counted = pl.select(pl.when(near).then(counted * 1000)).to_series().alias(spec.name)
        wrong = (~near).fill_null(False).alias(invalid_flag(spec.name))
        return counted.cast(pl.Datetime("ms")), wrong if wrong.any() else None
    return counted.cast(pl.Datetime(unit)), None


def _narrowed(found: pl.Series, spec: ColumnSpec) -> tuple[pl.Series, pl.Series | None]:
    """Return whole floats as integers, and the mark of others, where the table has integers.

    A column without a whole float is returned unchanged: its dtype is wrong.
    """
    import polars as pl

    if spec.type != "integer" or not found.dtype.is_float():
        return found, None
    cast = found.cast(pl.Int64, strict=False)
    whole = (cast.cast(found.dtype) == found).fill_null(False)  # infinity has no integer
    absent = found.is_null()
    if (whole | absent).all():
        return cast, None
    if not whole.any():
        return found, None
    kept = pl.select(pl.when(whole).then(cast)).to_series().alias(spec.name)
    return kept, (~(whole | absent)).alias(invalid_flag(spec.name))
