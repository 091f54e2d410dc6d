"""Options of normalize()."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Options:
    """Options of normalize().

    Attributes:
        columns: Table columns by source columns; None sets a source column aside.
        units: Units by the texts to replace; under `""`, the unit of rows without one.
        values: By table column, replacements of cell texts before parsing.
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
