"""The unit of a row from all places that state one: cells, headers, names, titles, options.

Places are specific (unit column, header, unit row, indicator name, scale column, constant) or
general (title lines, sheet, `units=`). Specific places must agree; a general place applies only to
rows without a specific unit. A scale without a unit multiplies a unit without a scale.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.raw_table import text_of
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression, UnitReader
from chinaindpolicy.ingest.normalize.unit_words import (
    CHINESE_SCALES,
    ENGLISH_SCALES,
    family_of,
    is_ratio,
)

_EXPONENT = re.compile(r"-?[0-9]{1,2}(?:\.0)?")
_POWER = re.compile(r"10+")


StatedUnit = UnitExpression | CellError
"""A unit that a place states, or the error of reading it."""


@dataclass(frozen=True)
class UnitSources:
    """Sources of the unit of a row.

    Attributes:
        cells: The cells of the unit column; empty if there is none.
        headers: The units in the header of a column.
        names: The units after the indicator or in the header of a wide column, by row.
        told: Units by the texts to replace; under `""`, the unit of rows without one.
        listed: The codes of the list of units.
        scales: The cells of a column of scales such as UNIT_MULT.
        titles: Units in title lines.
        problems: Title lines that state a unit or scale that is not known.
        constant: The unit of all rows, from `constants`.
        one_unit: True if the unit under `""` must not contradict others of its kind.
        reader: The reader of units.
    """

    cells: Sequence[Any]
    headers: Mapping[str, Sequence[StatedUnit]]
    names: Mapping[int, Sequence[StatedUnit]]
    told: Mapping[str, str]
    listed: Collection[str]
    scales: Sequence[Any] | None = None
    titles: Sequence[UnitExpression] = ()
    problems: Sequence[str] = ()
    constant: UnitExpression | None = None
    one_unit: bool = False
    reader: UnitReader = field(default_factory=UnitReader)

    def of(self, row: int, column: str) -> UnitExpression | None:
        """Return the unit of a row's value; None if no place states one.

        Raises:
            CellError: If it cannot be read, or two places state different ones.
        """
        cell = self.cells[row] if self.cells else None
        found: list[UnitExpression] = []
        if cell is not None:
            text = text_of(cell) or ""
            found.append(self.reader.scale_or_unit(self.told.get(text, text)))
        for stated_unit in (*self.headers.get(column, ()), *self.names.get(row, ())):
            if isinstance(stated_unit, CellError):
                raise stated_unit
            found.append(stated_unit)
        if self.scales is not None:
            found.append(read_scale(self.scales[row]))
        if self.constant is not None:
            found.append(self.constant)
        default = [self.reader.read(self.told[""])] if "" in self.told else []
        stated = combine(found)
        if stated is not None and stated.code:
            for other in default if self.one_unit else ():
                _reject_contradiction(stated, other)
            return self._with_title_scale(stated)
        if self.problems and not default:
            raise CellError(
                "unit-unreadable",
                f"the title line {self.problems[0][:80]!r} states an unknown unit or scale; pass "
                "units=, or the unit in constants=",
            )
        both = combine([*([stated] if stated else ()), *default, *self.titles])
        if both is not None and not both.code:
            raise CellError(
                "unit-missing",
                f"{both.text!r} is a scale, but no unit is stated; pass units=, e.g. '亿元'",
            )
        return both

    def _with_title_scale(self, stated: UnitExpression) -> UnitExpression:
        """Apply a scale in a title, such as "in thousands", to a unit without a scale."""
        scales = [title for title in self.titles if not title.code]
        if not scales or stated.scaled or stated.factor != 1 or is_ratio(stated.code):
            return stated
        return combine([stated, *scales]) or stated


def combine(found: Sequence[UnitExpression]) -> UnitExpression | None:
    """Return the unit that several places state together.

    Raises:
        CellError: If they contradict each other.

    Example:
        >>> from chinaindpolicy.ingest.normalize.unit_parser import read_unit
        >>> million = UnitExpression("", Decimal(10**6), "UNIT_MULT 6", scaled=True)
        >>> combine([read_unit("yuan"), million]).factor
        Decimal('1000000')
    """
    if len(found) < 2:
        return found[0] if found else None
    coded = [each for each in found if each.code]
    scales = [each for each in found if not each.code]
    for group in (coded, scales):
        for other in group[1:]:
            first = group[0]
            if other.code != first.code or not _same_scale(first, other):
                raise CellError(
                    "unit-conflict",
                    f"two units are stated: {first.text!r} and {other.text!r}; correct one, or set "
                    "its column aside with columns={...: None}",
                )
    if not coded:
        return scales[0]
    unit = max(coded, key=lambda each: each.factor != 1)
    if not scales or scales[0].factor == 1:
        return unit
    scale = scales[0]
    if unit.factor != 1:
        raise CellError(
            "unit-conflict",
            f"the unit {unit.text!r} has a scale, and so has {scale.text!r}; apply one only",
        )
    reject_scale_of_ratio(unit.code, scale.text)
    text = f"{scale.text} {unit.text}"
    return UnitExpression(unit.code, scale.factor, text, scaled=True)


def _same_scale(first: UnitExpression, second: UnitExpression) -> bool:
    # A currency sign states no scale.
    return first.factor == second.factor or (first.sign or second.sign)


def _reject_contradiction(stated: UnitExpression, default: UnitExpression) -> None:
    """Raise CellError if `units=` states another unit of the same kind than the data."""
    if (stated.code, stated.factor) == (default.code, default.factor):
        return
    if family_of(stated.code) == family_of(default.code) and not stated.sign:
        raise CellError(
            "unit-conflict",
            f"the data state the unit {stated.text!r}, and units= states {default.text!r}",
        )


def reject_scale_of_ratio(code: str, scale: str) -> None:
    """Raise CellError for a scale of a percentage, percentage point or multiple."""
    if is_ratio(code):
        raise CellError("unit-conflict", f"the scale {scale!r} cannot apply to the unit {code!r}")


def read_scale(cell: Any) -> UnitExpression:
    """Return the scale that a cell of a column such as UNIT_MULT or Scale states.

    Raises:
        CellError: If the cell is empty or states no scale.

    Example:
        >>> read_scale("8").factor, read_scale("Millions").factor
        (Decimal('100000000'), Decimal('1000000'))
    """
    text = "" if cell is None else nfkc(text_of(cell) or "").casefold()
    factor = ENGLISH_SCALES.get(text) or CHINESE_SCALES.get(text)
    if factor is None and _EXPONENT.fullmatch(text) and -3 <= float(text) <= 15 and text != "10":
        factor = Decimal(10) ** int(float(text))
    if factor is None and _POWER.fullmatch(text) and text != "10":
        factor = Decimal(text)
    if factor is None:
        said = f"the scale {text[:40]!r} is not known" if text else "the scale of the row is empty"
        raise CellError(
            "unit-unreadable", f"{said}; write an exponent of ten, such as 6, or 'millions'"
        )
    return UnitExpression("", factor, f"scale {text}", scaled=True)
