"""The list of changes of a conversion by column, made when it is first read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from chinaindpolicy.ingest.normalize.columnar_sample import Sample, Scaled
from chinaindpolicy.ingest.normalize.exact_numbers import digits_text
from chinaindpolicy.ingest.normalize.groups import Groups, constant, flags

SCHEMA = {
    "row": pl.Int64,
    "column": pl.String,
    "before": pl.String,
    "after": pl.String,
    "rule": pl.String,
}
"""The columns of a list of changes."""


@dataclass(frozen=True)
class _Templates:
    """Changes of all values of a group.

    Attributes:
        codes: The group of each value; None if all values are one group.
        changes: Group, column, before, after and rule.
        mask: True for the values that are changed; None for all.
    """

    codes: pl.Series | None
    changes: Sequence[tuple[Any, ...]]
    mask: pl.Series | None = None


@dataclass(frozen=True)
class LazyChanges:
    """The changes of all values.

    Attributes:
        sample: The sample.
        scaled: The values of plain numbers.
    """

    sample: Sample
    scaled: Scaled

    def frame(self) -> pl.DataFrame:
        """Return the changes by row, and in the order in which they were made."""
        sample = self.sample
        index = pl.int_range(sample.values.height, eager=True, dtype=pl.Int64)
        special = flags(sample.special, index.len())
        changed = [
            (row, *rest)
            for row in sorted(sample.special)
            for _, *rest in sample.changes.get(sample.at[row], ())
        ]
        parts = [pl.DataFrame(changed, schema=SCHEMA, orient="row")]
        before, after, last = self._templates()
        for each in (*before, *after):
            if each.changes:
                parts.append(_expanded(each, index, special))
        parts.append(self._values(index))
        parts += [_expanded(each, index, special) for each in last if each.changes]
        return pl.concat(parts).sort("row", maintain_order=True)

    def _templates(self) -> tuple[list[_Templates], list[_Templates], list[_Templates]]:
        """Return missing marks, then changes of labels and units, then kinds of figures."""
        sample = self.sample
        fields = list(sample.conversion.made.fields)
        before = [each for name in fields for each in self._of(name, missing=True)]
        ordered = sorted(
            (name for name in fields if name not in ("value", "unit")),
            key=lambda name: name != "indicator_id",
        )
        after = [each for name in (*ordered, "unit") for each in self._of(name, missing=False)]
        kind = [] if "kind" in fields else self._of("kind", missing=False)
        return before, after, kind

    def _of(self, name: str, *, missing: bool) -> list[_Templates]:
        sample, keys = self.sample, self.sample.keys
        if name not in ("value", "unit"):
            groups = keys.fields.get(name)
            return [self._template(name, sample.firsts(name), groups, None, missing=missing)]
        void = sample.values.is_void
        return [
            self._template(name, sample.of_plain, keys.units, sample.plain, missing=missing),
            self._template(name, sample.of_void, keys.voids, void, missing=missing),
        ]

    def _template(
        self,
        name: str,
        firsts: Mapping[int, int],
        groups: Groups | None,
        mask: pl.Series | None,
        *,
        missing: bool,
    ) -> _Templates:
        sample = self.sample
        rows = [
            (code, *change[1:])
            for code, row in firsts.items()
            for change in sample.changes.get(sample.at[row], ())
            if change[1] == name and (change[4] == "missing-mark") == missing
        ]
        return _Templates(groups.codes if groups is not None else None, rows, mask)

    def _values(self, index: pl.Series) -> pl.DataFrame:
        sample, numbers = self.sample, self.sample.values.numbers
        rules: list[str] = [""] * sample.keys.units.count
        always: list[str] = [""] * sample.keys.units.count
        for code, (scale, _, rule) in self.scaled.scales.items():
            rules[code] = rule if scale != (1, 0) else ""
            always[code] = rule
        codes = sample.keys.units.codes
        cells, suffixes = sample.values.cells, sample.values.suffixes
        frame = pl.DataFrame(
            {
                "row": index,
                "mantissa": numbers.mantissa,
                "places": numbers.places,
                "m": self.scaled.made.mantissa,
                "p": self.scaled.made.power,
                "rule": pl.Series(rules).gather(codes),
            }
        )
        changed = (pl.col("rule") != "") & (pl.col("mantissa") != 0)
        if suffixes is not None:
            # A number with a mark behind it is changed in any case.
            marked = suffixes.is_not_null()
            frame = frame.with_columns(
                pl.when(marked)
                .then(pl.Series(always).gather(codes))
                .otherwise("rule")
                .alias("rule")
            )
            changed = changed | marked
        frame = frame.filter(sample.plain & changed)
        if cells is not None:
            before = cells.gather(frame["row"])
        else:
            before = digits_text(frame["mantissa"], -frame["places"])
        return frame.select(
            "row",
            pl.lit("value").alias("column"),
            before.alias("before"),
            digits_text(frame["m"], frame["p"]).alias("after"),
            "rule",
        )


def _expanded(templates: _Templates, index: pl.Series, special: pl.Series) -> pl.DataFrame:
    """Return the changes of all values of the groups."""
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
