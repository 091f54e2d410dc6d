"""A converted sample of the rows of a table, and the scales of its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from chinaindpolicy.ingest.normalize.change_log import RejectedCell
from chinaindpolicy.ingest.normalize.conversion import Conversion
from chinaindpolicy.ingest.normalize.exact_numbers import (
    PlainNumbers,
    Products,
    Scale,
    products,
    scale_of,
)
from chinaindpolicy.ingest.normalize.groups import Groups, constant
from chinaindpolicy.ingest.normalize.not_columnar import NotColumnarError
from chinaindpolicy.ingest.normalize.value_columns import plain_scale


@dataclass(frozen=True)
class Sample:
    """A converted sample of the rows of a table.

    Attributes:
        conversion: The conversion of the sample.
        rows: The rows of the table, by row of the sample.
        groups: By field, the rows with equal cells.
        units: The rows whose unit depends on equal cells.
        of_plain: By group of `units`, a row of the table with a plain number.
        of_missing: By group of `units`, a row without a value.
        special: The rows that take their value and unit from the sample.
        plain: True for all other rows with a value.
    """

    conversion: Conversion
    rows: Sequence[int]
    groups: Mapping[str, Groups]
    units: Groups
    of_plain: Mapping[int, int]
    of_missing: Mapping[int, int]
    special: frozenset[int]
    plain: pl.Series

    @cached_property
    def at(self) -> dict[int, int]:
        """The row of the sample of each row of the table that is in it."""
        return {row: at for at, row in enumerate(self.rows)}

    @cached_property
    def errors(self) -> dict[int, list[RejectedCell]]:
        """The rejected cells by row of the sample."""
        found: dict[int, list[RejectedCell]] = {}
        for each in self.conversion.log.unread:
            if each.row is not None:
                found.setdefault(each.row, []).append(each)
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


def scaled_numbers(sample: Sample, numbers: PlainNumbers) -> tuple[Scaled, set[int]]:
    """Return plain numbers in their units, and the rows that must be in the sample as well.

    Raises:
        NotColumnarError: If all percentages of an indicator may be fractions.
    """
    conversion = sample.conversion
    sources = conversion.converter.sources
    if sources is None:
        raise NotColumnarError
    ids: Sequence[Any] = conversion.found.get("indicator_id", [None] * len(sample.rows))
    scales: dict[int, tuple[Scale, str | None, str]] = {}
    bad: list[int] = []
    for code, row in sample.of_plain.items():
        at = sample.at[row]
        scale = plain_scale(sources, at, ids[at], conversion.converter.unit_of)
        exact = scale_of(scale[0]) if scale else None
        failed = any(each.column in ("value", "unit") for each in sample.errors.get(at, ()))
        if scale is None or exact is None or failed:
            bad.append(code)
        else:
            scales[code] = (exact, scale[1], scale[2])
    digits, powers = [1] * sample.units.count, [0] * sample.units.count
    for code, (scaled, _, _) in scales.items():
        digits[code], powers[code] = scaled
    codes = sample.units.codes
    made = products(
        numbers,
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
    percent = sample.units.codes.is_in(codes) & sample.plain
    small = percent & (scaled.made.values.abs() <= 1).fill_null(False)
    made, sources = sample.conversion.made, sample.conversion.converter.sources
    confirmed = made.table.formatted and sources is not None and sources.states_percent
    if not confirmed:
        of = sample.groups.get("indicator_id")
        key = of.codes if of is not None else constant(0, height)
        shares = pl.DataFrame({"key": key, "small": small}).filter(percent)
        if shares.group_by("key").agg(pl.col("small").all())["small"].any():
            raise NotColumnarError
    cells = (made.fields["value"][sample.at[row]] for row in sample.special)
    if any(isinstance(cell, str) and cell.rstrip().endswith(("%", "％")) for cell in cells):
        return small
    return constant(False, height)
