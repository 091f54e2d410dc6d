"""Ids in a column of a frame of any library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from chinaindpolicy._arguments import wrong_type
from chinaindpolicy.errors import UnknownNameError


def is_frame(what: object) -> bool:
    """Return True for a frame of Polars, pandas, PyArrow or another library."""
    home = type(what).__module__.partition(".")[0]
    return (home != "chinaindpolicy" and hasattr(type(what), "columns")) or home == "narwhals"


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
        required: True if a missing id is an error.

    Raises:
        ArgumentError: If the value is not a frame, or a value of a column is not an id.
        UnknownNameError: If the frame has none of the columns; suggests similar names.
    """
    import narwhals as nw

    try:
        lazy = nw.from_native(frame).lazy()
    except TypeError as error:
        raise wrong_type(function, "what", frame, expected) from error
    names = lazy.collect_schema().names()
    found = [name for name in columns if name in names]
    if not found:
        raise UnknownNameError("column", columns[0], names, place="the frame")
    ids: dict[str, list[str]] = {}
    for name in found:
        values = lazy.select(name).collect()[name].to_list()
        ids[name] = list(dict.fromkeys(_ids(values, name, function, required)))
    return ids


def _ids(values: Iterable[Any], column: str, function: str, required: bool) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, (list, tuple)) or type(value).__name__ == "ndarray":
            yield from _ids(cast("Iterable[Any]", value), column, function, required)
        elif required or (value is not None and value == value):
            raise wrong_type(function, f"a value of the column {column}", value, "an id (str)")
