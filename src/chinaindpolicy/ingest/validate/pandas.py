"""pandas frames as Polars frames: missing is missing, and days are days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.validate.python_records import column_of
from chinaindpolicy.model.columns import ColumnSpec, columns

if TYPE_CHECKING:
    import polars as pl


def from_pandas(data: Any, table: str) -> tuple[pl.DataFrame, frozenset[str]]:
    """Return a pandas frame as a Polars frame, and the columns that have a flag column.

    pandas cannot tell NaN from a missing value, has no whole numbers beside missing ones and no
    days, so NaN is missing, whole floats are integers, and midnights are days where the table
    has such. In a column of objects every cell is checked for the column's type.
    """
    import polars as pl

    specs = {spec.name: spec for spec in columns(table)}
    made: list[pl.Series] = []
    marked: set[str] = set()
    for place, name in enumerate(data.columns):
        series = data.iloc[:, place]
        spec = specs.get(str(name))
        if spec is None:
            made.append(pl.Series(str(name), [None] * len(data), dtype=pl.Null))
            continue
        column, wrong = _column(series, spec)
        made.append(column)
        if wrong is not None:
            marked.add(spec.name)
            made.append(wrong)
    return pl.DataFrame(made), frozenset(marked)


def _column(series: Any, spec: ColumnSpec) -> tuple[pl.Series, pl.Series | None]:
    import polars as pl

    kind, name = series.dtype.kind, str(series.dtype)
    if name.endswith("[pyarrow]") and kind in "iufM":
        # Its missing cells have no form of their own in NumPy.
        filled = series.astype(object).where(series.notna(), None).tolist()
        return _narrowed(pl.Series(spec.name, filled), spec), None
    if kind == "O" or name.startswith("string") or name in ("str", "category"):
        values = series.astype(object).where(series.notna(), None).tolist()
        return column_of(spec, values)
    numbers = series.to_numpy(dtype=None, na_value=None) if kind == "b" else None
    if numbers is not None and numbers.dtype == object:
        return column_of(spec, numbers.tolist())
    if kind in "iuf" and series.isna().any() and str(series.dtype)[0].isupper():
        values = series.astype(object).where(series.notna(), None).tolist()
        found = pl.Series(spec.name, values)
    elif kind == "M":
        found = pl.Series(spec.name, series.to_numpy(dtype="datetime64[us]")).cast(pl.Datetime)
    else:
        found = pl.Series(spec.name, series.to_numpy(), nan_to_null=kind == "f")
    return _narrowed(found, spec), None


def _narrowed(found: pl.Series, spec: ColumnSpec) -> pl.Series:
    """Return whole floats as integers and midnights as days, where the table has such."""
    import polars as pl

    narrower = {"integer": pl.Int64, "date": pl.Date}.get(spec.type)
    if narrower is None or not (found.dtype.is_float() or found.dtype == pl.Datetime):
        return found
    cast = found.cast(narrower, strict=False)
    return cast if cast.cast(found.dtype).eq_missing(found).all() else found
