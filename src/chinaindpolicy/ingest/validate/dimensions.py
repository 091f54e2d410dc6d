"""Dimensions of Python rows and pandas frames as columns that keep equal values equal."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from chinaindpolicy.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_EXACT = 2**53
_PLAIN = (str, bool, int, float, datetime.date, datetime.datetime)
_ZONED = (datetime.datetime, "zoned")


def dimension_series(name: str, values: Sequence[Any]) -> pl.Series:
    """Return values as a column: of their own type, or as text if their types differ.

    Raises:
        DataError: If a value is not a scalar.

    Example:
        >>> dimension_series("run", [1, None, 1]).to_list(), dimension_series("run", [1, "1"]).dtype
        ([1, None, 1], String)
    """
    import polars as pl

    plain = values
    if not {*map(type, values)} <= {*_PLAIN, type(None)}:
        plain = [_plain(name, row, value) for row, value in enumerate(values)]
    kinds = {_kind(value) for value in plain} - {type(None)}
    if kinds == {int, float} and all(
        abs(value) <= _EXACT for value in plain if isinstance(value, int)
    ):
        plain, kinds = [None if value is None else float(value) for value in plain], {float}
    if len(kinds) <= 1 and kinds <= {*_PLAIN, _ZONED}:
        try:
            return pl.Series(name, plain, strict=True)
        except (OverflowError, UnicodeEncodeError, TypeError, pl.exceptions.PolarsError):
            pass  # integers of more than 64 bits, lone surrogates, several time zones
    texts = [None if value is None else _text(value) for value in plain]
    return pl.Series(name, texts, dtype=pl.String)


def arrow_dimension(name: str, column: Any) -> pl.Series:
    """Return a chunked array of PyArrow as a column."""
    import polars as pl

    try:
        return pl.Series(name, pl.from_arrow(column))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError, TypeError):
        return dimension_series(name, column.to_pylist())  # encodings that Polars does not read


def _kind(value: object) -> object:
    """Return the type of a value; moments with and without a time zone are two types."""
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return _ZONED
    return type(value)


def _plain(name: str, row: int, value: Any) -> Any:
    """Return a value as one of Python's own scalars."""
    if type(value) in _PLAIN or value is None:
        return value
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        return _plain(name, row, value.item())
    if hasattr(value, "to_pydatetime") and not getattr(value, "nanosecond", 0):
        return value.to_pydatetime()
    if isinstance(value, str):
        return str.__str__(value)
    try:
        hash(value)
    except TypeError:
        scalar = False
    else:
        scalar = not isinstance(value, tuple | frozenset)
    if not scalar:
        raise DataError(
            f"row {row}: dimension {name!r} has a {type(value).__name__}; expected a scalar such "
            "as text, a number or a date"
        )
    return value


def _text(value: Any) -> str:
    # Equal decimals, such as 1.0 and 1.00, have one text.
    return format(value.normalize(), "f") if isinstance(value, Decimal) else ascii(value)
