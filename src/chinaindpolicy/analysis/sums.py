"""Sums of records: which records a row of a frame adds, and whether they may be added."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, cast

from chinaindpolicy.analysis.regions import RegionSum, add_regions, region_tree
from chinaindpolicy.errors import NotComparableError
from chinaindpolicy.io.text import display_width
from chinaindpolicy.lang.texts import ENGLISH, Texts
from chinaindpolicy.model.describe import format_number
from chinaindpolicy.model.describe_chinese import chinese_value
from chinaindpolicy.model.vocabularies import ADDITIVE_MEASURES

if TYPE_CHECKING:
    from chinaindpolicy.analysis.links import ReverseIndex

Statistic = Literal["sum", "mean", "smallest", "largest", "number of records"]

_NATURES: Mapping[str, str] = {
    "targets": "promised",
    "outcomes": "observed",
}
_EQUAL_FIELDS: Mapping[str, str] = {
    "indicator_id": "they measure different things",
    "unit": "convert them to one unit first, with cip.convert",
    "measure": "a level, a growth and a share are not added",
    "period": "select one period",
    "price_basis": "amounts in different prices are not added",
}
_TOLERANCE = 1e-9
_LABEL_WIDTH = 12


@dataclass(frozen=True, slots=True)
class SumExplanation:
    """The records that a row of a frame lists, and whether their values may be added.

    Attributes:
        ids: Ids of the records, in the order of the row; repeated ids are repeated.
        group: Columns of the row that identify it, with their values.
        columns: Numeric columns of the row that state a statistic of the records' values.
        allowed: True if a sum of the values has a meaning.
        reasons: Why the values may not be added, or why the stated sum is incomplete.
        total: The exact sum with its comparator; None if it has no meaning.
    """

    ids: tuple[str, ...]
    group: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, Statistic], ...]
    allowed: bool
    reasons: tuple[str, ...]
    total: RegionSum | None

    @property
    def line(self) -> str:
        """The sum in one line, as a citation states it."""
        added = " + ".join(self.ids)
        if self.allowed:
            return f"Sum of {added}: may be added"
        return f"Sum of {added}: may not be added ({'; '.join(self.reasons)})"

    def __str__(self) -> str:
        return self.text(ENGLISH)

    def text(self, say: Texts) -> str:
        """Return the explanation in the language of some texts; str() is English."""
        where = say(", ").join(f"{name} = {value}" for name, value in self.group)
        parts = [("records", say(", ").join(self.ids))]
        parts += [
            (
                "column",
                say(
                    "{column} is the {statistic} of their values",
                    column=name,
                    statistic=say.code("statistic", statistic),
                ),
            )
            for name, statistic in self.columns
        ]
        parts.append(("may be added", say("yes") if self.allowed else say("no")))
        parts += [("reason", _reason(reason, say)) for reason in self.reasons]
        if self.total is not None:
            parts.append(("sum", _format_total(self.total, say)))
        title = say("{count} records of a row", count=len(self.ids))
        title += say(" ({words})", words=where) if where else ""
        lines = (
            f"  {label}{' ' * (_LABEL_WIDTH - display_width(label))}  {words}"
            for label, words in ((say.code("sum", name), words) for name, words in parts)
        )
        return "\n".join([title, *lines])


def explain_sum(
    ids: Sequence[str], row: Mapping[str, Any], context: ReverseIndex
) -> SumExplanation:
    """Return whether the records that a row of a frame lists may be added.

    Args:
        ids: Ids of the records.
        row: The other columns of the row.
        context: The dataset.
    """
    records = [context.dataset.record(id) for id in ids]
    total, reasons = sum_of(records, context)
    statistics = tuple(_statistics(records, row))
    if total is not None and any(name == "sum" for _, name in statistics):
        stated = row.get("comparator", "eq")
        if isinstance(stated, str) and stated != total.comparator:
            reasons.append(
                f"comparator: the sum is {total.comparator!r}, but the row states it as "
                f"{stated!r}; keep a column comparator"
            )
    group = tuple(
        (name, str(value))
        for name, value in row.items()
        if isinstance(value, str) or (isinstance(value, int) and name == "year")
    )
    return SumExplanation(tuple(ids), group, statistics, not reasons, tuple(reasons), total)


def sum_of(records: Sequence[Any], context: ReverseIndex) -> tuple[RegionSum | None, list[str]]:
    """Return the sum of the values of records, or all reasons why it has no meaning.

    Args:
        records: Targets, figures or outcomes.
        context: The dataset.
    """
    if reasons := list(reasons_against(records, context)):
        return None, reasons
    try:
        return add_regions(records, context.dataset), []
    except NotComparableError as error:
        return None, [str(error)]


def reasons_against(records: Sequence[Any], context: ReverseIndex) -> Iterator[str]:
    """Yield every reason why the values of records may not be added.

    Args:
        records: Targets, figures or outcomes; other records have no value.
        context: The dataset.

    Example:
        >>> from chinaindpolicy import load
        >>> from chinaindpolicy.analysis.links import ReverseIndex
        >>> dataset = load()
        >>> target = dataset.targets["jinan-2024-nev-output"]
        >>> outcome = dataset.outcomes["outcome-jinan-2024-nev-output"]
        >>> for reason in reasons_against([target, outcome], ReverseIndex(dataset)):
        ...     print(reason.partition(":")[0])
        kind
        period
        comparator
        region_id
    """
    for id, count in Counter(record.id for record in records).items():
        if count > 1:
            yield f"id: {id} occurs {count} times; remove duplicate rows, e.g. after a join"
    distinct = list({record.id: record for record in records}.values())
    without = [one.id for one in distinct if getattr(one, "value", None) is None]
    if without:
        yield f"value: {', '.join(without)} has no value; select records with a value"
    valued = [one for one in distinct if one.id not in without]
    yield from _different_kinds(valued, context)
    for name, fix in _EQUAL_FIELDS.items():
        # Values that are not money have no price basis.
        priced = name != "price_basis"
        found = _by_value(
            [one for one in valued if priced or getattr(one, name, None) is not None], name
        )
        if len(found) > 1:
            listed = ", ".join(f"{value} ({one})" for value, one in found.items())
            yield f"{name}: the records have {listed}; {fix}"
    rates = [one for one in valued if one.measure not in ADDITIVE_MEASURES]
    if rates and len(valued) > 1:
        yield f"measure: {rates[0].id} is a {rates[0].measure}, which cannot be added"
    if len(valued) > 1:
        yield from _against_comparators_and_regions(valued, context)


def _different_kinds(records: Iterable[Any], context: ReverseIndex) -> Iterator[str]:
    kinds: dict[str, str] = {}
    for record in records:
        table = context.table_of(record)
        kind = _NATURES.get(table) or str(getattr(record, "kind", None) or "observed")
        kinds.setdefault(kind, record.id)
    if len(kinds) > 1:
        listed = ", ".join(f"{kind} ({id})" for kind, id in kinds.items())
        yield f"kind: the values are {listed}; a promised value is not added to an observed one"


def _by_value(records: Iterable[Any], name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for record in records:
        found.setdefault(str(getattr(record, name, None)), record.id)
    return found


def _against_comparators_and_regions(records: list[Any], context: ReverseIndex) -> Iterator[str]:
    kinds = _by_value(records, "comparator")
    lower, upper = {"gt", "ge"} & kinds.keys(), {"lt", "le"} & kinds.keys()
    loose = {"approx", "range"} & kinds.keys()
    if (lower and (upper or loose)) or (upper and loose) or len(loose) > 1:
        listed = ", ".join(f"{kind} ({id})" for kind, id in kinds.items())
        yield f"comparator: the records have {listed}; their sum has no comparator"
    placeless = [one.id for one in records if one.region_id is None]
    if placeless:
        yield f"region_id: {placeless[0]} has no region"
        return
    places = tuple(str(one.region_id) for one in records)
    if reason := region_tree(context.dataset).why_not_added(places):
        yield f"region_id: {reason}"


def _statistics(records: Sequence[Any], row: Mapping[str, Any]) -> Iterator[tuple[str, Statistic]]:
    """Yield the numeric columns of a row that state a statistic of the records' values."""
    values = [float(one.value) for one in records if getattr(one, "value", None) is not None]
    if not values:
        return
    known: dict[Statistic, float] = {"sum": math.fsum(values)}
    if len(values) > 1:
        known |= {
            "mean": math.fsum(values) / len(values),
            "smallest": min(values),
            "largest": max(values),
        }
    known["number of records"] = len(records)
    for name, value in row.items():
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            continue
        for statistic, expected in known.items():
            if math.isclose(float(value), expected, rel_tol=_TOLERANCE):
                yield name, statistic
                break


def _reason(reason: str, say: Texts) -> str:
    """Return a reason in a language, by the column that it begins with."""
    column = reason.partition(":")[0]
    words = say.code("sum_reason", column)
    if words == column:
        return reason
    return say("{label}: {message}", label=say.code("column", column), message=words)


def _format_total(total: RegionSum, say: Texts) -> str:
    if say.lang == "zh":
        return chinese_value(total, {})
    upper = "" if total.value_upper is None else f" to {format_number(total.value_upper)}"
    return f"{total.comparator} {format_number(total.value)}{upper} {total.unit}"


def listed_rows(frame: Any, columns: Sequence[str]) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Yield the ids of each row of a frame that lists several, with the row's other columns.

    Args:
        frame: A frame of any library.
        columns: The columns with ids.
    """
    import narwhals as nw

    collected = nw.from_native(frame).lazy().collect()
    for row in collected.iter_rows(named=True):
        for name in columns:
            value = row[name]
            if isinstance(value, str) or not hasattr(value, "__len__"):
                continue
            ids = [id for id in cast("Iterable[Any]", value) if isinstance(id, str)]
            if len(ids) > 1:
                others = {key: one for key, one in row.items() if key not in columns}
                yield ids, others


def sums_of_frame(
    frame: Any, columns: Sequence[str], context: ReverseIndex
) -> tuple[SumExplanation, ...]:
    """Return the sums of a frame: one for each row that lists several records with values.

    Args:
        frame: A frame of any library.
        columns: The columns with ids.
        context: The dataset.
    """
    return tuple(
        explain_sum(ids, row, context)
        for ids, row in listed_rows(frame, columns)
        if any(hasattr(context.dataset.record(id), "value") for id in ids)
    )
