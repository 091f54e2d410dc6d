"""Data to validate, with its engine, and the renaming of its columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from chinaindpolicy.errors import DataError, UnknownNameError
from chinaindpolicy.model.columns import columns
from chinaindpolicy.rules.engines.base import Engine
from chinaindpolicy.rules.findings import Finding


@dataclass(frozen=True)
class DataSource:
    """Data of a caller, with the engine that checks it.

    Attributes:
        engine: The engine.
        rows: Returns valid or invalid rows in the caller's own type, given `valid` and
            `all_invalid`.
        place: Adds the place in the data, such as file and line, to findings.
        problems: What could not be read: the first of each kind.
        unread: How much of each kind could not be read, by code.
        read: Context manager for reading the rows: names a file that is damaged.
    """

    engine: Engine
    rows: Callable[[bool, bool], Any]
    place: Callable[[Sequence[Finding]], list[Finding]] = list
    problems: tuple[Finding, ...] = ()
    unread: Mapping[str, int] = field(default_factory=dict[str, int])
    read: Callable[[], AbstractContextManager[None]] = nullcontext


def check_renames(renames: Mapping[str, str] | None, present: Sequence[str], table: str) -> None:
    """Refuse renames of what is not there, to what is no column, or to what is there already.

    Raises:
        UnknownNameError: If a name is unknown; names near matches.
        DataError: If two columns would have one name.
    """
    if not renames:
        return
    declared = [spec.name for spec in columns(table)]
    remaining = {column for column in present if column not in renames}
    taken: dict[str, str] = {}
    for given, name in renames.items():
        if given not in present:
            raise UnknownNameError("column of the data", given, present)
        if name not in declared:
            raise UnknownNameError(f"column of {table}", name, declared)
        if name in remaining or name in taken:
            other = taken.get(name, name)
            raise DataError(f"columns {other!r} and {given!r} would both be {name!r}")
        taken[name] = given
