"""Python values as columns of a table: each of its type and exact, or marked."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy.model.columns import ColumnSpec, ColumnType
from chinaindpolicy.model.dtypes import plain_dtypes
from chinaindpolicy.model.serialize import is_exact_float
from chinaindpolicy.rules.engines.base import invalid_flag

if TYPE_CHECKING:
    import polars as pl

# As strict as the records: `"40"` is not a number, `True` is not 1, and a time is not a day.
_PLAIN: Mapping[ColumnType, frozenset[type]] = MappingProxyType(
    {
        "string": frozenset((str,)),
        "integer": frozenset((int,)),
        "number": frozenset((int, float)),
        "boolean": frozenset((bool,)),
        "date": frozenset((datetime.date,)),
        "list": frozenset(),
    }
)
_NONE = type(None)
_WIDE = range(-(2**63), 2**63)
# Each integer up to this is the value of a 64-bit float.
_LARGEST_SAFE = 2**53
_MIDNIGHT = datetime.time()


class WrongTypeError(Exception):
    """A cell of another type than its column."""


def column_of(
    spec: ColumnSpec, values: list[Any], *, pandas: bool = False
) -> tuple[pl.Series, pl.Series | None]:
    """Return values as a column of the table's type, and the mark of those of another type.

    Args:
        spec: The column.
        values: The cells; None where a value is missing.
        pandas: True for cells of pandas, which has neither days nor integers next to missing
            values: midnights are then days, and whole floats are integers.
    """
    import polars as pl

    kinds = set(map(type, values))
    if not kinds - _PLAIN[spec.type] - {_NONE} and not _too_wide(spec, values, kinds):
        # Text that cannot be encoded fails here; to check for it first costs more.
        with suppress(UnicodeEncodeError):
            return _series(spec, values), None
    convert = _CONVERTERS[spec.type]
    found: list[Any] = []
    wrong: list[bool] = []
    for value in values:
        try:
            found.append(None if value is None else convert(value, pandas))
            wrong.append(False)
        except WrongTypeError:
            found.append(None)
            wrong.append(True)
    mark = pl.Series(invalid_flag(spec.name), wrong, dtype=pl.Boolean) if any(wrong) else None
    return _series(spec, found), mark


def show_cell(value: Any) -> str:
    """Return a Python value as findings show it.

    Example:
        >>> show_cell("40"), show_cell(None)
        ("'40'", 'None')
    """
    try:
        plain = type(value).__module__ == "numpy" and value.dtype.kind in "biuf"
        text = repr(value.item() if plain else value)[:200]
    except ValueError:  # Python writes no integer of more than 4,300 digits
        return f"{type(value).__name__} too long to be written"
    except Exception:  # the class of the value may be the caller's
        return f"{type(value).__name__} that cannot be written"
    return text.encode("utf-8", "backslashreplace").decode()


def _series(spec: ColumnSpec, values: list[Any]) -> pl.Series:
    import polars as pl

    return pl.Series(spec.name, values, dtype=plain_dtypes()[spec.type], strict=True)


def _too_wide(spec: ColumnSpec, values: list[Any], kinds: set[type]) -> bool:
    """Return True if some integer may be outside the range that the column represents exactly."""
    if int not in kinds or spec.type not in ("integer", "number"):
        return False
    numbers = values if kinds == {int} else [value for value in values if type(value) is int]
    least, most = min(numbers), max(numbers)
    if spec.type == "integer":
        return least not in _WIDE or most not in _WIDE
    return least < -_LARGEST_SAFE or most > _LARGEST_SAFE


def _of_numpy(value: Any) -> Any:
    """Return a scalar of NumPy as the value of Python that it equals; other values as they are."""
    if type(value).__module__ != "numpy":
        return value
    if type(value).__name__ == "datetime64":
        day = value.astype("datetime64[D]")
        # A time other than midnight is not a day. NaT is not equal to any value.
        if day.astype(value.dtype) != value:
            raise WrongTypeError
        return day.item()
    plain = value.item() if hasattr(value, "item") and not getattr(value, "ndim", 1) else value
    if type(plain).__name__ == "longdouble":
        if float(plain) != plain and plain == plain:
            raise WrongTypeError
        return float(plain)
    return plain


def _string(value: Any, pandas: bool) -> str:
    if not isinstance(value, str):
        raise WrongTypeError
    text = str.__str__(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise WrongTypeError from None
    return text


def _integer(value: Any, pandas: bool) -> int:
    plain = _of_numpy(value)
    if pandas and isinstance(plain, float) and plain.is_integer():
        plain = int(plain)
    if isinstance(plain, bool) or not isinstance(plain, int) or plain not in _WIDE:
        raise WrongTypeError
    return int(plain)


def _number(value: Any, pandas: bool) -> float:
    plain = _of_numpy(value)
    if isinstance(plain, float):
        return float(plain)
    if isinstance(plain, Decimal):
        if plain.is_nan():  # a signaling one too
            return float("nan")
        number = float(plain)
        if number in (float("inf"), -float("inf")) or is_exact_float(plain):
            return number
    elif isinstance(plain, int) and not isinstance(plain, bool):
        with suppress(OverflowError):
            if is_exact_float(plain):
                return float(plain)
    raise WrongTypeError


def _boolean(value: Any, pandas: bool) -> bool:
    plain = _of_numpy(value)
    if isinstance(plain, bool):
        return plain
    raise WrongTypeError


def _date(value: Any, pandas: bool) -> datetime.date:
    plain = _of_numpy(value)
    if isinstance(plain, datetime.datetime):
        # A record rejects times of the standard library as days; pandas has only times.
        own = pandas or type(plain) is not datetime.datetime
        if own and plain.time() == _MIDNIGHT and not getattr(plain, "nanosecond", 0):
            return datetime.date(plain.year, plain.month, plain.day)
    elif isinstance(plain, datetime.date):
        return datetime.date(plain.year, plain.month, plain.day)
    raise WrongTypeError


def _list(value: Any, pandas: bool) -> list[str]:
    if type(value).__module__ == "numpy" and getattr(value, "ndim", 0) == 1:
        value = value.tolist()
    if not isinstance(value, list | tuple):
        raise WrongTypeError
    return [_string(item, pandas) for item in cast("Sequence[Any]", value)]


_CONVERTERS: Mapping[ColumnType, Callable[[Any, bool], Any]] = MappingProxyType(
    {
        "string": _string,
        "integer": _integer,
        "number": _number,
        "boolean": _boolean,
        "date": _date,
        "list": _list,
    }
)
