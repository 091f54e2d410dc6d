"""Exact conversion of Polars columns: numbers to 64-bit floats, times to days."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal, DecimalException
from typing import Any

import polars as pl

from chinaindpolicy.model.serialize import is_exact_float

FIRST_DAY = datetime.date.min.toordinal() - datetime.date(1970, 1, 1).toordinal()
"""The first day of a date, 0001-01-01, counted from 1970-01-01."""
LAST_DAY = datetime.date.max.toordinal() - datetime.date(1970, 1, 1).toordinal()
"""The last day of a date, 9999-12-31, counted from 1970-01-01."""

# Each integer up to this, and each number of so many digits, is the value of some float.
_LARGEST_SAFE = 2**53
_SAFE_DIGITS = 15
_LEAST_NORMAL = 1e-300
_CYCLE = 146_097  # days of 400 years
_PER_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_LARGEST = 2**63 - 1

_WIDE_64 = (pl.Int64(), pl.UInt64())


def exact_day(column: pl.Expr, dtype: pl.DataType) -> tuple[pl.Expr, pl.Expr]:
    """Return the days of a column of dates or times, and the flag of cells that are not days.

    A time is a day if it is midnight in its own time zone. The years of a day are 1 to 9999.
    """
    if not isinstance(dtype, pl.Datetime):
        valid = column.to_physical().is_between(FIRST_DAY, LAST_DAY)
        return pl.when(valid).then(column), ~valid.fill_null(True)
    per_day = _PER_DAY[dtype.time_unit]
    local = column.to_physical()
    if dtype.time_zone is not None:
        # Polars panics at the offset of a time whose year is out of range.
        low, high = (FIRST_DAY - 1) * per_day, (LAST_DAY + 2) * per_day
        near = local.is_between(max(low, -_LARGEST), min(high, _LARGEST))
        local = pl.when(near).then(column).dt.replace_time_zone(None).to_physical()
    day = local // per_day
    valid = (local % per_day == 0) & day.is_between(FIRST_DAY, LAST_DAY)
    found = pl.when(valid).then(day).cast(pl.Int32).cast(pl.Date)
    return found, column.is_not_null() & ~valid.fill_null(False)


def exact_number(column: pl.Expr, dtype: pl.DataType) -> tuple[pl.Expr, pl.Expr | None]:
    """Return integers or decimals as floats, and the flag of those that no float represents."""
    if dtype.is_integer() and not is_wide(dtype):
        return column.cast(pl.Float64), None
    if dtype in _WIDE_64:
        number = column.cast(pl.Float64)
        safe = (number.cast(dtype, strict=False) == column).fill_null(False)
    else:
        # Only text is converted to the nearest float, for every width and scale.
        number = column.cast(pl.String).cast(pl.Float64)
        safe = column.to_physical().abs() < 10**_SAFE_DIGITS
    wrong = _inexact(pl.when(~safe).then(column.cast(pl.String)))
    return pl.when(~wrong).then(number), wrong


def exact_text(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return texts as floats, and the flag of texts that a float does not represent exactly."""
    number = text.cast(pl.Float64, strict=False)
    long = text.str.len_bytes() > _SAFE_DIGITS
    small = number.abs() < _LEAST_NORMAL
    suspect = (long | small) & number.is_finite() & (number.cast(pl.String) != text)
    inexact = _inexact(pl.when(suspect).then(text))
    wrong = (text.is_not_null() & number.is_null()) | inexact
    return pl.when(~wrong).then(number), wrong


def is_wide(dtype: pl.DataType) -> bool:
    """Return True if an integer or decimal dtype has values that no 64-bit float represents.

    Example:
        >>> is_wide(pl.Int32()), is_wide(pl.UInt64()), is_wide(pl.Decimal(9, 2)), is_wide(pl.Date())
        (False, True, True, False)
    """
    return dtype.is_decimal() or dtype in (*_WIDE_64, pl.Int128(), pl.UInt128())


def may_be_wrong(series: pl.Series) -> bool:
    """Return True if a column in memory has days out of range, or numbers that may be inexact."""
    if isinstance(series.dtype, pl.Date):
        return not _within(series.to_physical(), FIRST_DAY, LAST_DAY)
    if series.dtype.is_integer() and is_wide(series.dtype):
        return not _within(series, -_LARGEST_SAFE, _LARGEST_SAFE)
    return series.dtype.is_decimal()


def _within(numbers: pl.Series, least: int, most: int) -> bool:
    low, high = numbers.min(), numbers.max()
    return not (isinstance(low, int) and isinstance(high, int)) or (least <= low and high <= most)


def has_days(frame: pl.LazyFrame, names: Iterable[str]) -> frozenset[str]:
    """Return the columns of times that have a midnight, or no value at all."""
    schema = frame.collect_schema()
    found = {name: exact_day(pl.col(name), schema[name]) for name in names}
    asked = [
        (day.is_not_null().any() | pl.col(name).is_null().all()).alias(name)
        for name, (day, _) in found.items()
    ]
    if not asked:
        return frozenset()
    (row,) = frame.select(asked).collect(engine="streaming").iter_rows(named=True)
    return frozenset(name for name, has in row.items() if has)


def midnights_as_days(
    frame: pl.DataFrame, names: Iterable[str]
) -> tuple[pl.DataFrame, frozenset[str]]:
    """Return a frame with midnights as days, and the columns with cells that are not days."""
    schema = frame.schema
    chosen = [name for name in names if isinstance(schema.get(name), pl.Date | pl.Datetime)]
    found = {name: exact_day(pl.col(name), schema[name]) for name in chosen}
    wrong = frame.select(flag.any().alias(name) for name, (_, flag) in found.items())
    mixed = frozenset(name for name in wrong.columns if wrong[name].any())
    return frame.with_columns(day.alias(name) for name, (day, _) in found.items()), mixed


def shown(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return a column in a form that Python can show, even where it has no such value."""
    if isinstance(dtype, pl.Date | pl.Datetime):
        return column.to_physical()
    return column.cast(pl.String)


def show(value: int | str, dtype: pl.DataType) -> str:
    """Return the text of a value of `shown`.

    Example:
        >>> show(2_932_897, pl.Date()), show(-719_163, pl.Date())
        ('10000-01-01', '0000-12-31')
    """
    if isinstance(value, str):
        return value
    if not isinstance(dtype, pl.Datetime):
        return _iso(value)
    if dtype.time_zone is not None:
        aware = pl.Series([value]).cast(dtype)
        days = value // _PER_DAY[dtype.time_unit]
        return str(aware.item()) if FIRST_DAY < days < LAST_DAY else f"{_iso(days)} UTC"
    days, rest = divmod(value, _PER_DAY[dtype.time_unit])
    seconds = rest * 86_400 / _PER_DAY[dtype.time_unit]
    hours, minutes = divmod(seconds // 60, 60)
    return f"{_iso(days)} {hours:02.0f}:{minutes:02.0f}:{seconds % 60:02.9g}"


def _iso(days: int) -> str:
    cycles, rest = divmod(days - FIRST_DAY, _CYCLE)
    day = datetime.date.fromordinal(rest + 1)
    return f"{day.year + 400 * cycles:04d}-{day.month:02d}-{day.day:02d}"


def _inexact(texts: pl.Expr) -> pl.Expr:
    """Return an expression that is True for the texts of numbers that no float represents."""
    return texts.map_batches(_each_inexact, return_dtype=pl.Boolean(), is_elementwise=True)


def _each_inexact(texts: pl.Series) -> pl.Series:
    if texts.null_count() == len(texts):
        return pl.repeat(False, len(texts), dtype=pl.Boolean, eager=True).alias(texts.name)
    wrong = [text for text in texts.drop_nulls().unique() if not _is_exact(text)]
    return texts.is_in(wrong).fill_null(False)


def _is_exact(text: str) -> bool:
    try:
        return is_exact_float(Decimal(text))
    except (DecimalException, OverflowError, ValueError):
        return False


def python_cells(frame: pl.DataFrame) -> dict[str, list[Any]]:
    """Return the cells of a frame by column.

    Python has days and times of the years 1 to 9999 only: a column with others becomes text.

    Example:
        >>> python_cells(pl.DataFrame({"a": pl.Series([0, 2_932_897]).cast(pl.Date)}))
        {'a': ['1970-01-01', '10000-01-01']}
    """
    return {series.name: _cells(series) for series in frame}


def _cells(series: pl.Series) -> list[Any]:
    dtype = series.dtype
    if isinstance(dtype, pl.Datetime):
        days = series.to_physical() // _PER_DAY[dtype.time_unit]
    elif isinstance(dtype, pl.Date):
        days = series.to_physical()
    else:
        return series.to_list()
    # The local day may be the next one.
    if _within(days, FIRST_DAY + 1, LAST_DAY - 1):
        return series.to_list()
    return [None if each is None else show(each, dtype) for each in series.to_physical()]
