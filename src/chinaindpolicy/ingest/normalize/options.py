"""What a user says of some data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Options"]


@dataclass(frozen=True)
class Options:
    """What the user says of the data.

    Attributes:
        columns: Columns of ours by columns of theirs; None for one to leave aside.
        units: How texts of units are to be read; under `""` the unit of rows that tell none.
        values: By column of ours, texts to be replaced before they are read.
        missing: Further marks for a missing value.
        header: The line of the header.
        wide: Whether columns named for periods hold values.
    """

    columns: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    units: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, "Mapping[str, str]"])
    missing: frozenset[str] = frozenset()
    header: int | None = None
    wide: bool = False
