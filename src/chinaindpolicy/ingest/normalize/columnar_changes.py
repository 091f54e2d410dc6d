"""The list of changes of a conversion by column, made when it is first read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from chinaindpolicy.ingest.normalize.columnar_sample import Sample, Scaled
from chinaindpolicy.ingest.normalize.exact_numbers import PlainNumbers, digits_text
from chinaindpolicy.ingest.normalize.groups import constant, flags

SCHEMA = {
    "row": pl.Int64,
    "column": pl.String,
    "before": pl.String,
    "after": pl.String,
    "rule": pl.String,
}
"""The columns of a list of changes."""


@dataclass(frozen=True)
class Templates:
    """Changes of all rows of a group.

    Attributes:
        codes: The group of each row; None if all rows are one group.
        changes: Group, column, before, after and rule.
        mask: True for the rows that are changed; None for all.
    """

    codes: pl.Series | None
    changes: Sequence[tuple[Any, ...]]
    mask: pl.Series | None = None


@dataclass(frozen=True)
class LazyChanges:
    """The changes of all rows.

    Attributes:
        templates: The changes by group, in the order in which they are made.
        special: The changes of rows that are converted cell by cell.
        sample: The sample.
        scaled: The values of plain numbers.
        numbers: The numbers of the column of values.
        cells: The cells of that column.
    """

    templates: Sequence[Templates]
    special: Sequence[tuple[Any, ...]]
    sample: Sample
    scaled: Scaled
    numbers: PlainNumbers
    cells: pl.Series

    def frame(self) -> pl.DataFrame:
        """Return the changes by row, and in the order in which they were made."""
        height = self.sample.plain.len()
        index = pl.int_range(height, eager=True, dtype=pl.Int64)
        special = flags(self.sample.special, height)
        parts = [pl.DataFrame(list(self.special), schema=SCHEMA, orient="row")]
        for each in self.templates:
            if each.changes:
                parts.append(_expanded(each, index, special))
        parts.append(self._values(index))
        return pl.concat(parts).sort("row", maintain_order=True)

    def _values(self, index: pl.Series) -> pl.DataFrame:
        sample = self.sample
        rules: list[str] = [""] * sample.units.count
        for code, (scale, _, rule) in self.scaled.scales.items():
            rules[code] = rule if scale != (1, 0) else ""
        codes = sample.units.codes
        frame = pl.DataFrame(
            {
                "row": index,
                "mantissa": self.numbers.mantissa,
                "places": self.numbers.places,
                "m": self.scaled.made.mantissa,
                "p": self.scaled.made.power,
                "rule": pl.Series(rules).gather(codes),
            }
        ).filter(sample.plain & (pl.col("rule") != "") & (pl.col("mantissa") != 0))
        if self.cells.dtype == pl.String:
            before = self.cells.gather(frame["row"])
        else:
            before = digits_text(frame["mantissa"], -frame["places"])
        return frame.select(
            "row",
            pl.lit("value").alias("column"),
            before.alias("before"),
            digits_text(frame["m"], frame["p"]).alias("after"),
            "rule",
        )


def _expanded(templates: Templates, index: pl.Series, special: pl.Series) -> pl.DataFrame:
    """Return the changes of all rows of the groups."""
    rows = pl.DataFrame({"row": index})
    codes = constant(0, index.len()) if templates.codes is None else templates.codes
    rows = rows.with_columns(codes.alias("code"))
    mask = ~special if templates.mask is None else templates.mask & ~special
    schema = {"code": pl.Int64, **{name: SCHEMA[name] for name in list(SCHEMA)[1:]}}
    changes = pl.DataFrame(list(templates.changes), schema=schema, orient="row")
    return (
        rows.filter(mask)
        .join(changes, on="code", how="inner", maintain_order="left_right")
        .select(list(SCHEMA))
    )
