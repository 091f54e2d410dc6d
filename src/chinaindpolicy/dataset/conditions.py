"""Conditions on the columns of a table: one value, a list of values, or a range."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy._arguments import shown
from chinaindpolicy._similar import nearest
from chinaindpolicy.dataset.condition_values import (
    Predicate,
    checked_value,
    range_test,
    values_of,
    year_test,
)
from chinaindpolicy.dataset.ids import resolve_name, unknown_id
from chinaindpolicy.errors import ArgumentError, ConditionError, UnknownNameError
from chinaindpolicy.model.columns import ColumnSpec, cell, columns, current_name
from chinaindpolicy.model.names import as_tuple, fold
from chinaindpolicy.model.periods import PERIOD_PATTERN, period_bounds
from chinaindpolicy.model.vocabularies import PROVINCIAL_LEVELS

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.dataset.table import Table

SIGNS: Mapping[str, str] = MappingProxyType(
    {
        **{">": "gt", ">=": "ge", "≥": "ge", "<": "lt", "<=": "le", "≤": "le"},
        **{"=": "eq", "==": "eq", "~": "approx", "≈": "approx"},
    }
)
"""The code of a comparator for each sign."""


# Words that users write for a column; the most similar name would be another column.
_MEANT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("deadline", "due", "due_year", "end_year", "by_year"), ("year",)),
        **dict.fromkeys(("target_year", "due_date", "years", "date"), ("year",)),
        **dict.fromkeys(("city", "place", "location"), ("region_id",)),
        **dict.fromkeys(("年份", "年度", "年", "期限", "时间"), ("year",)),
        **dict.fromkeys(("省", "省份"), ("province",)),
        **dict.fromkeys(("城市", "市"), ("region_id",)),
    }
)


def condition_columns(table: Table[Any]) -> dict[str, str]:
    """Return the type of each name that a condition of a table may have.

    These are the columns, `year` for tables with periods and `province` for tables with regions.

    Example:
        >>> import chinaindpolicy as cip
        >>> condition_columns(cip.targets)["year"]
        'integer'
    """
    found = {field["name"]: field["type"] for field in table.descriptor["schema"]["fields"]}
    if "period" in found:
        found.setdefault("year", "integer")
    if "region_id" in found:
        found.setdefault("province", "string")
    return found


@functools.cache
def _labels() -> Mapping[str, str]:
    """Return the Chinese label of each column."""
    from chinaindpolicy.lang.texts import catalogue

    return {name: text for (context, name), text in catalogue("zh").items() if context == "column"}


def similar_columns(column: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that a user may mean by an unknown name, best first.

    Example:
        >>> similar_columns("deadline", ["baseline", "year"])
        ('year',)
        >>> similar_columns("地区", ["region_id", "year"])
        ('region_id',)
    """
    names = list(known)
    meant = tuple(name for name in _MEANT.get(column, ()) if name in names)
    if not column.isascii():
        return meant or tuple(name for name in names if _labels().get(name) == column)[:1]
    if found := meant or nearest(column, names):
        return found
    parts = set(column.split("_"))
    return tuple(name for name in names if parts & set(name.split("_")) - {"id"})[:3]


def unknown_column(table: Table[Any], column: str, condition: object) -> UnknownNameError:
    """Return the error of a condition on an unknown column; suggests similar ones."""
    known = condition_columns(table)
    near = similar_columns(column, known)
    error = UnknownNameError("column", column, known, place=table.name, near=near)
    if near:
        error.message += f" e.g. .where({near[0]}={condition!r})"
        error.args = (error.message,)
    return error


def test_of(table: Table[Any], column: str, condition: object) -> Predicate:
    """Return the test of a record for one condition of `Table.where`.

    Args:
        table: The table.
        column: The name of a column, or `year` or `province`.
        condition: The condition, as in `predicate`.

    Raises:
        UnknownNameError: If there is no such column, code, id or text.
        ConditionError: If a range or period is not valid.
        ArgumentError: If the column has values of another type.

    Example:
        >>> import chinaindpolicy as cip
        >>> test_of(cip.targets, "year", 2023)(cip.targets["components-plan-sales-2023"])
        True
    """
    if column not in table.columns and column in condition_columns(table):
        if column == "year":
            return _year(table, condition)
        return _province(table, condition)
    test = predicate(table, column, condition)
    name = current_name(table.name, column)
    return lambda record: test(getattr(record, name))


def _year(table: Table[Any], condition: object) -> Predicate:
    """Return the test of the last year of a record's period."""
    test = year_test(f"{table.name}.year", condition)
    return lambda record: test(period_bounds(record.period)[1].year if record.period else None)


def _province(table: Table[Any], condition: object) -> Predicate:
    """Return the test of the province of a record's region; its cities belong to it."""
    dataset = table.dataset
    wanted = provinces_named(dataset, table.name, condition)

    @functools.cache
    def province_of(region: str | None) -> str | None:
        found = None if region is None else dataset.regions[region].province
        return None if found is None else found.id

    return lambda record: province_of(record.region_id) in wanted


def provinces_named(dataset: Dataset, place: str, condition: object) -> frozenset[str | None]:
    """Return the ids of the provinces that a condition names, and None for no province.

    Args:
        dataset: The dataset.
        place: The name of the table or view, for messages.
        condition: An id or name, a list of them, or None.

    Raises:
        UnknownNameError: If there is no such region; suggests similar names.
        ConditionError: If a region is not a province.
        ArgumentError: If the condition is not text.

    Example:
        >>> import chinaindpolicy as cip
        >>> sorted(provinces_named(cip.load(), "targets", ["浙江省", "Anhui"]))
        ['cn-ah', 'cn-zj']
    """
    wanted: set[str | None] = set()
    for each in values_of(condition):
        if each is None:
            wanted.add(None)
            continue
        if not isinstance(each, str):
            raise ArgumentError(f"{place}.province: {shown(each)} is not a region, e.g. cn-zj")
        id = resolve_name(dataset, "regions", each)
        if dataset.regions[id].level not in PROVINCIAL_LEVELS:
            raise ConditionError(
                f"{place}.province: {each!r} is a {dataset.regions[id].level}, not a "
                f"province; use region_id={id!r}"
            )
        wanted.add(id)
    return frozenset(wanted)


def predicate(table: Table[Any], column: str, condition: object) -> Predicate:
    """Return the test of the values of one column for a condition of `Table.where`.

    Args:
        table: The table.
        column: The name of a column.
        condition: A value, a list of values, or a tuple `(from, to)` that includes both ends. A
            name that identifies one id is replaced by that id. None means missing.

    Raises:
        UnknownNameError: If there is no such column, code or id; suggests similar names.
        ConditionError: If a range or period is not valid.
        ArgumentError: If the column has values of another type.

    Example:
        >>> import chinaindpolicy as cip
        >>> test = predicate(cip.targets, "region_id", ["Zhejiang", "cn-ah"])
        >>> test("cn-zj"), test("cn-bj")
        (True, False)
    """
    fields = {field["name"]: field for field in table.descriptor["schema"]["fields"]}
    if column not in fields and current_name(table.name, column) in fields:
        column = current_name(table.name, column)
    if column not in fields:
        raise unknown_column(table, column, condition)
    kind = fields[column]["type"]
    codes = tuple(fields[column].get("constraints", {}).get("enum") or ())
    spec = next((each for each in columns(table.name) if each.name == column), None)
    if isinstance(condition, tuple) and kind != "list":
        is_period_column = spec is not None and spec.pattern == PERIOD_PATTERN
        ends = tuple(cast("Sequence[Any]", condition))
        ends_kind = "period" if is_period_column else str(kind)
        return range_test(f"{table.name}.{column}", ends_kind, ends)
    given = values_of(cast("Sequence[Any]", condition))
    values = [_value(table, column, kind, codes, spec, each) for each in given]
    return lambda found: any(_equals(found, each) for each in values)


def _equals(found: Any, value: Any) -> bool:
    return bool(found == value) or (isinstance(found, tuple) and value in found)


def _value(
    table: Table[Any],
    column: str,
    kind: str,
    codes: tuple[str, ...],
    spec: ColumnSpec | None,
    value: Any,
) -> Any:
    """Return a value that the column can contain, or raise the error that names the nearest."""
    if value is None:
        return None
    value = checked_value(f"{table.name}.{column}", kind, value)
    if codes and value not in codes:
        raise UnknownNameError(
            "code", value, codes, place=f"{table.name}.{column}", near=SIGNS.get(value)
        )
    if spec is None or not isinstance(value, str) or codes:
        return value
    if spec.name == "id":
        return _own_id(table, value)
    if spec.meaning.referenced_table:
        return resolve_name(table.dataset, spec.meaning.referenced_table, value)
    if spec.meaning.references and not any(
        value in table.dataset[name].ids for name in spec.meaning.references
    ):
        homes = spec.meaning.references
        known = [id for name in homes for id in table.dataset[name].ids]
        raise unknown_id("id", value, known, table.dataset.withdrawals, ", ".join(homes))
    if spec.pattern == PERIOD_PATTERN:
        return checked_value(f"{table.name}.{column}", "period", value)
    if not spec.meaning.references:
        _check_text(table, column, value)
    return value


def _own_id(table: Table[Any], value: str) -> str:
    if value in table.ids:
        return value
    if "name" in table.columns:
        return resolve_name(table.dataset, table.name, value)
    raise unknown_id("id", value, table.ids, table.dataset.withdrawals, table.name)


def _check_text(table: Table[Any], column: str, value: str) -> None:
    """Raise UnknownNameError if no row has a text; suggests similar texts."""
    found = dict.fromkeys(
        each for record in table for each in as_tuple(cell(record, column)) if each
    )
    if value not in found:
        raise unknown_text(f"{table.name}.{column}", value, found, f"cip.{table.name}")


def unknown_text(
    place: str, value: str, known: Iterable[str], source: str = ""
) -> UnknownNameError:
    """Return the error of a text that a column does not contain; suggests similar texts.

    Args:
        place: The column, such as `targets.statement`, for the message.
        value: The text.
        known: The texts of the column.
        source: An expression for the table or view, such as `cip.targets`.
    """
    texts = list(known)
    folded = fold(value)
    parts = tuple(each for each in texts if folded in fold(each))[:3] if folded else ()
    see = f"{source}.frame()[{place.rpartition('.')[2]!r}]" if source else ""
    return UnknownNameError("value", value, texts, place=place, near=parts or None, see=see)
