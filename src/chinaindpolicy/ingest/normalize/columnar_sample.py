"""A converted sample of the values of a table, and the scales of its numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from chinaindpolicy.ingest.normalize.change_log import Change, RejectedCell
from chinaindpolicy.ingest.normalize.conversion import Conversion
from chinaindpolicy.ingest.normalize.exact_numbers import (
    Products,
    Scale,
    products,
    scale_of,
)
from chinaindpolicy.ingest.normalize.groups import Groups, constant, flags
from chinaindpolicy.ingest.normalize.not_columnar import NotColumnarError
from chinaindpolicy.ingest.normalize.value_columns import plain_scale
from chinaindpolicy.ingest.normalize.value_rows import ValueRows


@dataclass(frozen=True)
class Keys:
    """Values that have equal results.

    Attributes:
        fields: By field, the values with equal cells.
        units: The values whose unit depends on equal cells.
        voids: The missing values with equal cells.
    """

    fields: Mapping[str, Groups]
    units: Groups
    voids: Groups


def firsts_of(keys: Keys, name: str, special: Collection[int]) -> dict[int, int]:
    """Return the first value of each group of a field.

    The kind of a special value depends on its own flags.
    """
    groups = keys.fields[name]
    return groups.firsts(~flags(special, groups.codes.len()) if name == "kind" else None)


@dataclass(frozen=True)
class Sample:
    """A converted sample of the values of a table.

    Attributes:
        conversion: The conversion of the sample.
        values: The values of the table.
        at: The row of the sample of each value that is in it.
        keys: The values with equal results.
        special: The values that take all their fields that depend on the value from the sample.
        plain: True for all other values that are not missing.
        of_plain: By group of `units`, a plain number.
        of_void: By group of `voids`, a missing value.
    """

    conversion: Conversion
    values: ValueRows
    at: Mapping[int, int]
    keys: Keys
    special: frozenset[int]
    plain: pl.Series
    of_plain: Mapping[int, int]
    of_void: Mapping[int, int]

    def firsts(self, name: str) -> dict[int, int]:
        """Return a value of each group of a field; of all values if it is the same for all."""
        if name not in self.keys.fields:
            return {0: min(self.at)}
        return firsts_of(self.keys, name, self.special)

    @cached_property
    def errors(self) -> dict[int, list[RejectedCell]]:
        """The rejected cells by row of the sample."""
        found: dict[int, list[RejectedCell]] = {}
        for each in self.conversion.log.unread:
            if each.row is not None:
                found.setdefault(each.row, []).append(each)
        return found

    @cached_property
    def changes(self) -> dict[int, list[Change]]:
        """The changes by row of the sample."""
        found: dict[int, list[Change]] = {}
        for each in self.conversion.log.changes:
            found.setdefault(each[0], []).append(each)
        return found


@dataclass(frozen=True)
class Scaled:
    """The plain numbers of a table in the units of their rows.

    Attributes:
        scales: By group of rows with one unit, the scale, the unit and the rule.
        made: The values of all rows.
    """

    scales: Mapping[int, tuple[Scale, str | None, str]]
    made: Products


def scaled_numbers(sample: Sample) -> tuple[Scaled, set[int]]:
    """Return plain numbers in their units, and the values that must be in the sample as well.

    Raises:
        NotColumnarError: If all percentages of an indicator may be fractions.
    """
    conversion = sample.conversion
    sources = conversion.converter.sources
    if sources is None:
        raise NotColumnarError
    ids: Sequence[Any] = conversion.found.get("indicator_id", [None] * len(sample.at))
    scales: dict[int, tuple[Scale, str | None, str]] = {}
    bad: list[int] = []
    for code, row in sample.of_plain.items():
        at = sample.at[row]
        own = sample.values.own_unit(row)
        scale = plain_scale(sources, at, ids[at], conversion.converter.unit_of, own)
        exact = scale_of(scale[0]) if scale else None
        failed = any(each.column in ("value", "unit") for each in sample.errors.get(at, ()))
        if scale is None or exact is None or failed:
            bad.append(code)
        else:
            scales[code] = (exact, scale[1], scale[2])
    digits, powers = [1] * sample.keys.units.count, [0] * sample.keys.units.count
    for code, (scaled, _, _) in scales.items():
        digits[code], powers[code] = scaled
    codes = sample.keys.units.codes
    made = products(
        sample.values.numbers,
        pl.Series(digits, dtype=pl.Int64).gather(codes),
        pl.Series(powers, dtype=pl.Int64).gather(codes),
    )
    found = Scaled(scales, made)
    wrong = codes.is_in(bad) | ~made.exact | _small_percentages(sample, found)
    return found, set((wrong & sample.plain).arg_true().to_list())


def _small_percentages(sample: Sample, scaled: Scaled) -> pl.Series:
    """Return the percentages that may be fractions because others have a percent sign."""
    height = sample.plain.len()
    codes = [code for code, (_, unit, _) in scaled.scales.items() if unit == "percent"]
    if not codes:
        return constant(False, height)
    percent = sample.keys.units.codes.is_in(codes) & sample.plain
    small = percent & (scaled.made.values.abs() <= 1).fill_null(False)
    made, sources = sample.conversion.made, sample.conversion.converter.sources
    confirmed = made.table.formatted and sources is not None and sources.states_percent
    if not confirmed:
        of = sample.keys.fields.get("indicator_id")
        key = of.codes if of is not None else constant(0, height)
        shares = pl.DataFrame({"key": key, "small": small}).filter(percent)
        if shares.group_by("key").agg(pl.col("small").all())["small"].any():
            raise NotColumnarError
    cells = (made.fields["value"][sample.at[row]] for row in sample.special)
    if any(isinstance(cell, str) and cell.rstrip().endswith(("%", "％")) for cell in cells):
        return small
    return constant(False, height)
