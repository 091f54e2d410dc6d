"""Match source columns to table columns by known names or a mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from chinaindpolicy._similar import nearest
from chinaindpolicy.errors import ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.ingest.normalize.cell_values import CellError, strip_inner_spaces
from chinaindpolicy.ingest.normalize.period_parser import read_period
from chinaindpolicy.ingest.normalize.unit_parser import UnitExpression, bracketed_unit
from chinaindpolicy.model.columns import columns

KNOWN_HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("编号", "标识"),
        "indicator_id": (
            *("指标", "指标名称", "指标代码", "指标编码"),
            *("indicator", "indicator name", "indicator code", "series", "variable"),
        ),
        "region_id": (
            *("地区", "地区名称", "地区代码", "省份", "省", "省市", "城市", "区域", "地域"),
            *("行政区", "行政区划", "行政区划代码"),
            *("region", "region name", "region code", "province", "city", "area", "location"),
        ),
        "period": (
            *("时间", "年份", "年度", "年", "日期", "时期", "期间", "报告期", "统计时间", "季度"),
            *("period", "year", "date", "time", "quarter", "time period", "reference period"),
        ),
        "value": (
            *("数值", "值", "数据", "数量", "指标值", "统计值"),
            *("value", "values", "amount", "obs value", "observation"),
        ),
        "unit": (
            *("单位", "计量单位", "指标单位"),
            *("unit", "units", "unit of measure", "unit measure"),
        ),
        "comparator": ("比较", "比较符", "限定", "comparator"),
        "policy_id": ("政策", "政策名称", "policy", "policy name"),
        "organization_id": ("企业", "企业名称", "公司", "organization", "organisation", "company"),
        "attributed_to": ("来源", "数据来源", "资料来源", "source", "data source"),
        "reference_id": (
            *("来源", "数据来源", "资料来源", "参考", "source", "data source", "reference"),
        ),
        "statement": ("表述", "statement"),
        "note": ("备注", "注", "说明", "note", "notes", "remark", "remarks", "comment"),
    }
)
"""Known Chinese and English names of table columns, besides their own."""


@dataclass
class ColumnMatch:
    """Source columns matched to table columns.

    Attributes:
        ours: The source column of each table column.
        units: The unit in the header of a column.
        unknown: Source columns without a table column, with the reason.
        periods: Of a wide table, the columns named for periods.
    """

    ours: dict[str, str] = field(default_factory=dict[str, str])
    units: dict[str, UnitExpression] = field(default_factory=dict[str, UnitExpression])
    unknown: dict[str, str] = field(default_factory=dict[str, str])
    periods: tuple[str, ...] = ()


def match_columns(
    names: Sequence[str], table: str, told: Mapping[str, str | None], *, wide: bool = False
) -> ColumnMatch:
    """Match columns by the mapping, then by their names.

    Args:
        names: The columns of the data.
        table: The table they are meant for.
        told: Table columns by source columns; None sets a source column aside.
        wide: Whether columns named for periods hold values.

    Raises:
        UnknownNameError: If a column of the mapping does not exist, on either side.
        ChinaIndPolicyError: If two columns are taken for one of ours.
    """
    known = tuple(spec.name for spec in columns(table))
    matched = ColumnMatch()
    told = _resolved(told, names)
    for theirs, ours in told.items():
        if ours is None:
            matched.unknown[theirs] = "left aside, as it was told"
            continue
        if ours not in known:
            raise UnknownNameError(f"column of {table}", ours, known)
        if ours in matched.ours:
            raise ChinaIndPolicyError(
                f"both {matched.ours[ours]!r} and {theirs!r} are told to be {ours}: one column "
                "has one value a row"
            )
        matched.ours[ours] = theirs
        found = bracketed_unit(theirs)
        if found:
            matched.units[ours] = found[1]
    explicit = frozenset(matched.ours)
    for theirs in names:
        if theirs not in told:
            _match_by_name(theirs, known, explicit, matched)
    # Periods in the header are values of a wide table, whether or not it is read as one.
    periods = tuple(
        name for name in matched.unknown if name not in told and looks_like_period(name)
    )
    if wide or (len(periods) > 1 and "period" not in matched.ours):
        matched.periods = periods
        for name in periods:
            del matched.unknown[name]
    return matched


def _resolved(told: Mapping[str, str | None], names: Sequence[str]) -> dict[str, str | None]:
    by_name = {strip_inner_spaces(name): name for name in names}
    found: dict[str, str | None] = {}
    for theirs, ours in told.items():
        name = theirs if theirs in names else by_name.get(strip_inner_spaces(theirs))
        if name is None:
            raise UnknownNameError("column of the data", theirs, names)
        found[name] = ours
    return found


def _match_by_name(
    theirs: str, known: Sequence[str], explicit: frozenset[str], matched: ColumnMatch
) -> None:
    ours, unit = _known_name(theirs, known), None
    if ours is None:
        found = bracketed_unit(theirs)
        if found:
            ours, unit = _known_name(found[0], known), found[1]
    if ours is None:
        near = nearest(theirs, known)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        matched.unknown[theirs] = f"no column of the table is called that{hint}"
    elif ours in explicit:
        matched.unknown[theirs] = f"{matched.ours[ours]!r} was told to be {ours}"
    elif ours in matched.ours:
        raise ChinaIndPolicyError(
            f"both {matched.ours[ours]!r} and {theirs!r} are taken for {ours}: say which with "
            f"columns={{{theirs!r}: {ours!r}}}"
        )
    else:
        matched.ours[ours] = theirs
        if unit is not None:
            matched.units[ours] = unit


def _known_name(theirs: str, known: Sequence[str]) -> str | None:
    name = strip_inner_spaces(theirs).casefold().replace("_", " ").replace("-", " ")
    for ours in known:
        if name == ours.replace("_", " ") or name in KNOWN_HEADERS.get(ours, ()):
            return ours
    return None


def looks_like_period(name: str) -> bool:
    """Return whether a header names a period.

    Example:
        >>> looks_like_period("2023年"), looks_like_period("region")
        (True, False)
    """
    try:
        read_period(name)
    except CellError:
        return False
    return True
