"""Options of normalize()."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.normalize.raw_table import is_sequence

WIDE = ("auto", "period", "region", "indicator")
"""Meanings of the column names of a wide table; `auto` is any of them."""

FLAGS = ("error", "keep")
"""Treatment of letters next to a number."""

ON_MISSING = ("keep", "drop")
"""Treatment of rows with a missing mark in place of a value."""


@dataclass(frozen=True)
class Options:
    """Options of normalize().

    Attributes:
        columns: Table columns by source columns; None ignores a source column.
        units: Units by the texts to replace; under `""`, the unit of rows without one.
        one_unit: True if the caller states one unit, which the data must not contradict.
        values: By table column, replacements of cell texts before parsing.
        missing: Further marks for a missing value.
        header: The lines of the header.
        wide: The meaning of the names of value columns; None if there are none.
        flags: `error` or `keep`, for letters next to a number.
        sheet: The sheet of a workbook.
        encoding: The encoding of a text file.
        constants: By table column, the text of all rows.
        dimensions: Further source columns that belong to the key of a row.
        on_missing: `keep` or `drop`; None for the default of the table's form.
    """

    columns: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    units: Mapping[str, str] = field(default_factory=dict[str, str])
    one_unit: bool = False
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, "Mapping[str, str]"])
    missing: frozenset[str] = frozenset()
    header: tuple[int, ...] | None = None
    wide: str | None = "auto"
    flags: str = "error"
    sheet: str | None = None
    encoding: str | None = None
    constants: Mapping[str, str] = field(default_factory=dict[str, str])
    dimensions: tuple[str, ...] = ()
    on_missing: str | None = None


def merged_columns(
    base: Mapping[str, str | None], given: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Return the columns of a mapping with those of the caller, which win.

    Example:
        >>> merged_columns({"a": "value", "b": "unit"}, {"c": "value"})
        {'b': 'unit', 'c': 'value'}
    """
    taken = {field for field in given.values() if field is not None}
    return {name: field for name, field in base.items() if field not in taken} | dict(given)


def wide_of(given: object) -> str | None:
    """Return the meaning of the names of wide columns.

    Args:
        given: A name; True means `period`; False and None mean that the table is not wide.

    Raises:
        ChinaIndPolicyError: If it is another value.

    Example:
        >>> wide_of(True), wide_of("region"), wide_of(False)
        ('period', 'region', None)
    """
    if given is None or given is False:
        return None
    if given is True:
        return "period"
    return one_of("wide", given, WIDE)


def one_of(name: str, given: object, allowed: tuple[str, ...]) -> str:
    """Return an option's value if it is allowed.

    Raises:
        ChinaIndPolicyError: If it is not; lists the allowed values.
    """
    if isinstance(given, str) and given in allowed:
        return given
    raise ChinaIndPolicyError(f"{name} is {given!r}; allowed: {', '.join(map(repr, allowed))}")


def header_of(given: object) -> tuple[int, ...] | None:
    """Return the lines of a header: 3 is (3,), (2, 3) two rows.

    Raises:
        ChinaIndPolicyError: If it is neither a line nor lines.
    """
    if given is None:
        return None
    several: Sequence[object] = given if is_sequence(given) else (given,)
    lines = tuple(
        line for line in several if isinstance(line, int) and line > 0 and line is not True
    )
    if lines and len(lines) == len(several):
        return lines
    raise ChinaIndPolicyError(
        f"header is {given!r}; write a line such as 3, or lines such as (2, 3)"
    )
