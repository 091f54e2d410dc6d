"""The unit of a row from all places that state one: cells, headers, names, titles, options.

Places are specific (unit column, header, unit row, indicator name, scale column, constant) or
general (title lines, sheet, `units=`). Specific places must agree; a general place applies only to
rows without a specific unit. A scale without a unit multiplies a unit without a scale.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
        titles_apply: True if a title line states the unit of some values.
        unread_titles: Units in title lines, by the text of the unit that applies in their place.
        bases: By indicator, the bases of its indices, with the text of each.
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
    titles_apply: bool = False
    unread_titles: dict[str, str] = field(default_factory=dict[str, str])
    bases: dict[str, dict[str, str]] = field(default_factory=dict[str, "dict[str, str]"])
    _stating: dict[Any, bool] = field(default_factory=dict[Any, bool])
    _known: dict[Any, UnitExpression | CellError | None] = field(
        default_factory=dict[Any, "UnitExpression | CellError | None"]
    )

    @property
    def states_percent(self) -> bool:
        """True if the caller states that values are percentages."""
        if self.constant is not None and self.constant.code == "percent":
            return True
        return "" in self.told and self.reader.read(self.told[""]).code == "percent"

    def context(self, row: int, column: str) -> tuple[Any, ...]:
        """Return the context of a row's unit: rows with equal contexts have one unit."""
        return (
            column,
            self.cells[row] if self.cells else None,
            tuple(self.names.get(row, ())),
            None if self.scales is None else self.scales[row],
        )

    def of(self, row: int, column: str) -> UnitExpression | None:
        """Return the unit of a row's value; None if no place states one.

        Raises:
            CellError: If it cannot be read, or two places state different ones.
        """
        context = self.context(row, column)
        key = (context[0], _hashable(context[1]), context[2], _hashable(context[3]))
        if key not in self._known:
            try:
                self._known[key] = self._find(*context)
            except CellError as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, CellError):
            raise found
        return found

    def _find(
        self, column: str, cell: Any, names: Sequence[StatedUnit], scale: Any
    ) -> UnitExpression | None:
        default = [self.reader.read(self.told[""])] if "" in self.told else []
        stated = self._stated(column, cell, names, scale)
        if stated is not None and stated.code:
            for other in default if self.one_unit else ():
                _reject_contradiction(stated, other)
            self._check_titles(stated, bool(default and self.one_unit))
            return self._with_title_base(self._with_title_scale(stated))
        if self.problems and not default:
            raise CellError(
                "unit-unreadable",
                f"the title line {self.problems[0][:80]!r} states an unknown unit or scale; pass "
                "units=, or the unit in constants=",
            )
        both = combine([*([stated] if stated else ()), *default, *self.titles])
        if both is not None and both.counts and not both.code:
            return replace(both, code="item")
        if both is not None and not both.code:
            raise CellError(
                "unit-missing",
                f"{both.text!r} is a scale, but no unit is stated; pass units=, e.g. '亿元'"
                + (f" or {{{both.text!r}: '亿元'}}" if stated is not None else ""),
            )
        return both

    def _stated(
        self, column: str, cell: Any, names: Sequence[StatedUnit], scale: Any
    ) -> UnitExpression | None:
        """Return the unit that the specific places state together; None if none states one."""
        found: list[UnitExpression] = []
        if cell is not None:
            text = text_of(cell) or ""
            found.append(self.reader.of_column(self.told.get(text, text)))
        for stated_unit in (*self.headers.get(column, ()), *names):
            if isinstance(stated_unit, CellError):
                raise stated_unit
            replaced = self.told.get(stated_unit.text) if stated_unit.text else None
            found.append(self._replacement(stated_unit, replaced) if replaced else stated_unit)
        if self.scales is not None and not (_is_empty(scale) and _is_unscaled(found)):
            found.append(read_scale(scale))
        if self.constant is not None:
            found.append(self.constant)
        return combine(found)

    def _replacement(self, stated: UnitExpression, text: str) -> UnitExpression:
        """Return the unit that replaces one of a header; a scale in the header stays.

        Raises:
            CellError: If the replacement states another scale.
        """
        found = self.reader.scale_or_unit(text)
        if stated.scaled and found.factor != stated.factor:
            raise CellError(
                "unit-conflict",
                f"the header states {stated.text!r}, and units= replaces it with {text!r}, which "
                "has another scale; state the same scale in units=",
            )
        return found

    @property
    def states_base(self) -> bool:
        """True if a unit that was read states the base of an index; ask it after `of`."""
        found = self._known.values()
        return any(isinstance(unit, UnitExpression) and unit.base for unit in found)

    def states_unit(self, row: int, column: str) -> bool:
        """Return True if a place other than title lines and `units=` states a row's unit."""
        context = self.context(row, column)
        key = ("states", *map(_hashable, context[:2]), context[2], _hashable(context[3]))
        if key not in self._stating:
            try:
                stated = self._stated(*context)
                self._stating[key] = stated is not None and bool(stated.code)
            except CellError:
                self._stating[key] = True
        return self._stating[key]

    def applies_titles(self, rows: Iterable[int], column: str) -> bool:
        """Return True if the unit of one of some rows is stated by a title line only."""
        return not all(self.states_unit(row, column) for row in rows)

    def unused_titles(self) -> list[UnitExpression]:
        """Return the units in title lines that no value is in; call it after `of`."""
        units = [found for found in self._known.values() if isinstance(found, UnitExpression)]
        if self.titles_apply or not units:
            return []
        used = {(unit.code, unit.factor) for unit in units}
        return [
            title for title in self.titles if title.code and (title.code, title.factor) not in used
        ]

    def _check_titles(self, stated: UnitExpression, confirmed: bool) -> None:
        """Raise CellError if a title line states another unit of the same kind.

        A title line whose unit applies to other values leaves exceptions to their headers. The
        caller confirms a unit by `units=` or `constants=`.
        """
        for title in self.titles:
            other = title.code and (title.code, title.factor) != (stated.code, stated.factor)
            other = other or (title.code == stated.code and _bases_differ(title, stated))
            scale = not title.code and stated.scaled and title.factor != stated.factor
            alike = scale or (other and family_of(title.code) == family_of(stated.code))
            if not alike or stated.sign or is_ratio(stated.code):
                continue
            if confirmed or self.constant is not None or self.titles_apply:
                self.unread_titles[stated.text] = title.text
                continue
            raise CellError(
                "unit-conflict",
                f"the values state the unit {stated.text!r}, and a title line states "
                f"{title.text!r}; correct one, or confirm the unit with units={stated.text!r}",
            )

    def _with_title_base(self, stated: UnitExpression) -> UnitExpression:
        """Apply the base of an index in a title to an index without a base."""
        bases = [title for title in self.titles if title.base and title.code == stated.code]
        return replace(stated, base=bases[0].base) if bases and not stated.base else stated

    def _with_title_scale(self, stated: UnitExpression) -> UnitExpression:
        """Apply a scale in a title, such as "in thousands", to a unit without a scale."""
        scales = [title for title in self.titles if not title.code]
        if not scales or stated.scaled or stated.factor != 1 or is_ratio(stated.code):
            return stated
        return combine([stated, *scales]) or stated


def _is_empty(cell: Any) -> bool:
    return cell is None or not (text_of(cell) or "").strip()


def _is_unscaled(found: Sequence[UnitExpression]) -> bool:
    """Return True if the unit that is stated takes no scale: a percentage or an index."""
    codes = {each.code for each in found if each.code}
    return bool(codes) and all(is_ratio(code) or family_of(code) == "index" for code in codes)


def _hashable(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, str) else (type(cell).__name__, repr(cell))


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
            if (
                other.code != first.code
                or not _same_scale(first, other)
                or _bases_differ(other, first)
            ):
                raise CellError(
                    "unit-conflict",
                    f"two units are stated: {first.text!r} and {other.text!r}; correct one, or set "
                    "its column aside with columns={...: None}",
                )
    if not coded:
        return scales[0]
    unit = max(coded, key=lambda each: (each.factor != 1, bool(each.base)))
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


def _bases_differ(first: UnitExpression, second: UnitExpression) -> bool:
    """Return True for indices with two bases."""
    return bool(first.base and second.base) and first.base != second.base


def _same_scale(first: UnitExpression, second: UnitExpression) -> bool:
    # A currency sign states no scale.
    return first.factor == second.factor or (first.sign or second.sign)


def _reject_contradiction(stated: UnitExpression, default: UnitExpression) -> None:
    """Raise CellError if `units=` states another unit of the same kind than the data."""
    equal = (stated.code, stated.factor) == (default.code, default.factor)
    if equal and not _bases_differ(stated, default):
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
            "unit-unreadable",
            f"{said}; write an exponent of ten, such as 6, or 'millions', or set the column aside "
            "with columns={...: None} if the values have no scale",
        )
    return UnitExpression("", factor, f"scale {text}", scaled=True)
