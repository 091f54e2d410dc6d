"""Dimensions: names of extra columns that belong to the key of an observation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.model.columns import columns

DIMENSION = "A dimension of the data: a part of the key of an observation."
"""The description of a dimension in schemas."""


def check_dimensions(dimensions: Iterable[str], tables: Iterable[str]) -> tuple[str, ...]:
    """Return the names of dimensions, each once.

    Args:
        dimensions: The names.
        tables: The tables that are validated.

    Raises:
        ChinaIndPolicyError: If a name is a column of a table, or is not a usable column name.

    Example:
        >>> check_dimensions(["model", "scenario", "model"], ["figures"])
        ('model', 'scenario')
    """
    given: Any = dimensions
    if isinstance(given, str):
        raise ChinaIndPolicyError(
            f"dimensions is the text {given!r}; expected a list of column names: [{given!r}]"
        )
    if not isinstance(given, Iterable):
        raise ChinaIndPolicyError(f"dimensions is {given!r}; expected a list of column names")
    found: list[Any] = list(cast("Any", given))
    for name in found:
        if not isinstance(name, str) or not name:
            raise ChinaIndPolicyError(f"dimensions has {name!r}; expected the name of a column")
    names: tuple[str, ...] = tuple(dict.fromkeys(found))
    for name in names:
        for table in tables:
            declared = [spec.name for spec in columns(table)]
            if name in declared:
                raise ChinaIndPolicyError(
                    f"dimension {name!r} is a column of {table}; dimensions are extra columns of "
                    "the data: leave it out of dimensions"
                )
            if name.startswith("@") or (name.partition(":")[0] in declared and ":" in name):
                raise ChinaIndPolicyError(
                    f"dimension {name!r} has a name that validation uses itself; rename the column"
                )
    return names
