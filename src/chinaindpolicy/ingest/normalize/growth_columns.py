"""Columns of growth next to those of values: 同比, 比上年同期增长(%), YoY."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.header_context import MEASURES, HeaderContext
from chinaindpolicy.ingest.normalize.known_headers import is_percent_growth
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.period_parser import read_period
from chinaindpolicy.ingest.normalize.title_percent import unit_of_name
from chinaindpolicy.ingest.normalize.unit_parser import UnitReader
from chinaindpolicy.model.names import fold

if TYPE_CHECKING:
    from chinaindpolicy.ingest.normalize.long_table import LongTable


def complete_growth(wide: Mapping[str, HeaderContext]) -> dict[str, str]:
    """Add the period of the values next to them to columns of growth whose headers state none.

    Args:
        wide: The columns of values in the order of the table; the contexts are changed.

    Returns:
        The columns whose period is not certain, with the reason.
    """
    values = [context for context in wide.values() if not context.growth]
    periods = {(*_period(context), context.measure): context for context in values}
    growths = {name: context for name, context in wide.items() if context.growth}
    open_names = [name for name, context in growths.items() if not any(_period(context))]
    _complete_measures(values, [growths[name] for name in growths if name not in open_names])
    found: dict[str, str] = {}
    by_pairs = _in_pairs(list(wide.values()))
    order = list(wide)
    for name in open_names:
        source: HeaderContext | None
        if by_pairs:
            source = wide[order[order.index(name) - 1]]
        else:
            source = next(iter(periods.values()), None) if len(periods) == 1 else _latest(periods)
        if source is None:
            if values:
                shown = " or ".join(repr(each) for each in wide if each not in growths)
                found[name] = f"it may be the growth of {shown}; state which in its header"
            continue
        context = growths[name]
        context.cumulative, context.span = source.cumulative, source.span
        context.part_of_year = source.part_of_year
        context.measure = context.measure or source.measure
        if "period" in source.fields:
            context.fields["period"] = source.fields["period"]
    return found


def _complete_measures(values: Sequence[HeaderContext], growths: Sequence[HeaderContext]) -> None:
    """Add the measure of the values of the same period to growths whose headers state none."""
    for context in growths:
        same = {each.measure for each in values if _period(each) == _period(context)}
        same = same or {each.measure for each in values}
        if not context.measure and "indicator_id" not in context.fields and len(same) == 1:
            (context.measure,) = same


def _period(context: HeaderContext) -> tuple[Any, ...]:
    return (
        context.fields.get("period"), context.part_of_year, context.cumulative, context.span
    )  # fmt: skip


def _in_pairs(contexts: Sequence[HeaderContext]) -> bool:
    """Return True if each column of values is followed by one of its growth."""
    growths = [bool(context.growth) for context in contexts]
    return growths == [False, True] * (len(growths) // 2)


def _latest(periods: Mapping[tuple[Any, ...], HeaderContext]) -> HeaderContext | None:
    """Return the later of two years, one after the other; None for other periods."""
    years: dict[int, HeaderContext] = {}
    for (period, *rest), context in periods.items():
        try:
            year = read_period(period) if period and not any(rest) else ""
        except CellError:
            return None
        if len(year) != len("2024"):
            return None
        years[int(year)] = context
    return years[max(years)] if len(years) == 2 and max(years) - min(years) == 1 else None


def growth_rows(
    made: LongTable,
    contexts: Sequence[HeaderContext | None],
    options: Options,
    units: UnitReader,
    missing: Callable[[Any], bool],
    *,
    percent: bool = False,
) -> None:
    """Make the values of growth columns those of an indicator of their own: 粗钢同比增长.

    The unit of the row is that of the other values, so the header states the unit of the growth,
    `units=` or a title line does, or each cell has a percent sign.
    """
    names = made.fields.get("indicator_id", [])
    given = made.fields.get("unit")
    values = made.fields["value"]
    signed = _percent_columns(made, contexts, missing)
    for row, context in enumerate(contexts):
        if context is None or not context.growth:
            continue
        if names and isinstance(names[row], str) and names[row].strip():
            names[row] = growth_name(names[row], context.growth, units)
        column = made.value_columns[row]
        own = [each for each in made.row_units[row] if isinstance(each, CellError) or each.code]
        if given is not None:
            given[row] = None
        if made.scales is not None:
            made.scales[row] = "1"
        if own or column in options.units or values[row] is None:
            continue
        titled = percent and unit_of_name(context.growth) == "percent"
        made.row_units[row] = [
            units.scale_or_unit("%")
            if titled or column in signed or is_percent_growth(context.growth)
            else CellError(
                "unit-missing",
                f"the header {column!r} states a growth or share, and no unit; pass "
                f"units={{{column!r}: '%'}} if it is in percent",
            )
        ]


def measure_rows(
    made: LongTable, contexts: Sequence[HeaderContext | None], units: UnitReader
) -> None:
    """Name the indicator of values by the row and the header: 汽车 in a column 产量 is 汽车产量."""
    names = made.fields.get("indicator_id", [])
    for row, context in enumerate(contexts):
        if context is None or not context.measure or not names or not isinstance(names[row], str):
            continue
        pair = units.split(names[row])
        bare = (pair[0] if pair else names[row]).strip()
        if bare and not _states_measure(fold(bare), fold(context.measure)):
            names[row] = growth_name(bare, context.measure, units)
            if pair:
                made.row_units[row] = [*made.row_units[row], pair[1]]


def _states_measure(name: str, measure: str) -> bool:
    """Return True for a name of the measure: 汽车产量, or one that is a measure itself: 发电量.

    汽车销量 in a column 产量 is neither: what its values are is not certain.
    """
    another = any(name.endswith(word) for word in MEASURES if word != measure)
    return name.endswith(measure) or (name.endswith(("量", "额", "值")) and not another)


def growth_name(name: str, growth: str, units: UnitReader) -> str:
    """Return the name of the growth of an indicator.

    Example:
        >>> growth_name("粗钢(万吨)", "同比增长", UnitReader())
        '粗钢同比增长'
        >>> growth_name("Steel", "YoY", UnitReader())
        'Steel YoY'
    """
    pair = units.split(name)
    bare = pair[0] if pair and name.rstrip().endswith((")", "）")) else name.strip()
    return f"{bare}{' ' if growth.isascii() else ''}{growth}"


def _percent_columns(
    made: LongTable, contexts: Sequence[HeaderContext | None], missing: Callable[[Any], bool]
) -> set[str]:
    """Return the columns of growth whose cells all have a percent sign."""
    found: dict[str, bool] = {}
    for row, context in enumerate(contexts):
        cell = made.fields["value"][row]
        if context is not None and context.growth and cell is not None and not missing(cell):
            name = made.value_columns[row]
            signed = isinstance(cell, str) and cell.rstrip().endswith(("%", "％"))
            found[name] = found.get(name, True) and signed
    return {name for name, signed in found.items() if signed}
