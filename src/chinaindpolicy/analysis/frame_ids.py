"""Ids in a column of a frame of any library."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from chinaindpolicy._arguments import wrong_type
from chinaindpolicy.errors import UnknownNameError


def is_frame(what: object) -> bool:
    """Return True for a frame of Polars, pandas, PyArrow or another library."""
    home = type(what).__module__.partition(".")[0]
    return (home != "chinaindpolicy" and hasattr(type(what), "columns")) or home == "narwhals"


# "id" and "ids", as a join with a suffix or an aggregation names them, and the ids of an audit.
_ID_COLUMN = re.compile(r"ids?(?:_(?:right|left|x|y|[0-9]+))?")
_RECORD_COLUMN = re.compile(r"record_ids?")


def id_columns(frame: Any, function: str, expected: str) -> list[str]:
    """Return the columns of a frame that hold ids of records, `id` first.

    These are `id`, `ids`, and `id` with the suffix of a join, such as `id_right`. Without them,
    `record_id` and `record_ids`.

    Args:
        frame: The frame.
        function: The name of the function, for errors.
        expected: The description of the accepted types, for errors.

    Raises:
        ArgumentError: If the value is not a frame.
    """
    names = _lazy(frame, function, expected).collect_schema().names()
    for pattern in (_ID_COLUMN, _RECORD_COLUMN):
        if found := [name for name in names if pattern.fullmatch(name)]:
            return sorted(found, key="id".__ne__)
    return []


def _lazy(frame: Any, function: str, expected: str) -> Any:
    import narwhals as nw

    try:
        return nw.from_native(frame).lazy()
    except TypeError as error:
        raise wrong_type(function, "what", frame, expected) from error


def frame_ids(
    frame: Any, columns: Sequence[str], function: str, expected: str, *, required: bool = False
) -> dict[str, list[str]]:
    """Return the distinct ids of the columns that a frame has, in their order.

    Ids in lists, as `group_by(...).agg("id")` returns them, are included; missing ids are not.

    Args:
        frame: The frame.
        columns: The columns to read.
        function: The name of the function, for errors.
        expected: The description of the accepted types, for errors.
        required: True if a missing id in the column `id` is an error.

    Raises:
        ArgumentError: If the value is not a frame, or a value of a column is not an id.
        UnknownNameError: If the frame has none of the columns; suggests similar names.
    """
    lazy = _lazy(frame, function, expected)
    names = lazy.collect_schema().names()
    found = [name for name in columns if name in names]
    if not found:
        raise UnknownNameError("column", columns[0], names, place="the frame")
    ids: dict[str, list[str]] = {}
    for name in found:
        values = lazy.select(name).collect()[name].to_list()
        ids[name] = list(dict.fromkeys(_ids(values, name, function, required and name == "id")))
    return ids


def _ids(values: Iterable[Any], column: str, function: str, required: bool) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, (list, tuple)) or type(value).__name__ == "ndarray":
            yield from _ids(cast("Iterable[Any]", value), column, function, required)
        elif required or (value is not None and value == value):
            raise wrong_type(function, f"a value of the column {column}", value, "an id (str)")
