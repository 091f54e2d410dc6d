"""Conversion of a table's frame to pandas, with documented dtypes and without pyarrow."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

PANDAS_DTYPES: Mapping[str, str] = MappingProxyType(
    {
        "string": "str",
        "integer": "Int64",
        "number": "float64",
        "boolean": "boolean",
        "date": "datetime64[us]",
        "list": "object",
    }
)
"""The pandas dtype of each type of column."""


def frame_to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """Return any frame of the package as pandas, with the dtypes of tables.

    Raises:
        MissingExtraError: If pandas is not installed. pyarrow is not needed.
    """
    return to_pandas(frame, {series.name: _kind(series.dtype) for series in frame})


def to_pandas(frame: pl.DataFrame, types: Mapping[str, str]) -> pd.DataFrame:
    """Return a frame as pandas.

    Args:
        frame: The frame.
        types: The type of each column, as in `datapackage.json`.

    Raises:
        MissingExtraError: If pandas is not installed. pyarrow is not needed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError("pandas", "pandas") from error
    columns = {
        series.name: pd.Series(_values(series), dtype=_dtype(pd, types[series.name]))
        for series in frame
    }
    return pd.DataFrame(columns, columns=list(frame.columns), index=pd.RangeIndex(frame.height))


def _kind(dtype: pl.DataType) -> str:
    import polars as pl

    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "number"
    if isinstance(dtype, pl.String | pl.Enum | pl.Categorical):
        return "string"
    if isinstance(dtype, pl.Boolean | pl.Date):
        return "boolean" if isinstance(dtype, pl.Boolean) else "date"
    return "list"  # other values, such as decimals, stay Python objects


def _values(series: pl.Series) -> list[Any]:
    # Lists, and not arrays: the conversion of arrays would require pyarrow for nullable columns.
    return series.to_list()


def _dtype(pd: Any, kind: str) -> Any:
    dtype = PANDAS_DTYPES[kind]
    # Before pandas 3, "str" would write a missing value as the text "None".
    is_old = int(pd.__version__.partition(".")[0]) < 3
    return "object" if dtype == "str" and is_old else dtype
