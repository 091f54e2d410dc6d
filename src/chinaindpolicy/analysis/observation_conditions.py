"""Conditions on the columns of the analysis view: values, lists, ranges and names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy.dataset.condition_values import (
    Predicate,
    checked_value,
    range_test,
    values_of,
    year_test,
)
from chinaindpolicy.dataset.conditions import (
    SIGNS,
    provinces_named,
    similar_columns,
    unknown_text,
)
from chinaindpolicy.dataset.ids import ids_named, resolve_name, unknown_id
from chinaindpolicy.errors import ConditionError, UnknownNameError
from chinaindpolicy.model.names import fold
from chinaindpolicy.model.vocabularies import VALUE_TABLES

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset

_PLACE = "observations"
_YEARS = ("year", "policy_year")
_NUMBERS = ("value", "value_upper")
# The table that a column of ids refers to.
_REFERENCES: Mapping[str, str] = MappingProxyType(
    {
        **{"indicator_id": "indicators", "region_id": "regions", "unit": "units"},
        **{"policy_id": "policies", "document_id": "documents"},
    }
)
# The table, and its column, of a column of names.
_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **{"indicator": ("indicators", "name"), "indicator_zh": ("indicators", "name_zh")},
        **{"object": ("objects", "name"), "object_zh": ("objects", "name_zh")},
        **{"region": ("regions", "name"), "region_zh": ("regions", "name_zh")},
        **{"concept": ("concepts", "name"), "organization": ("organizations", "name")},
        "policy": ("policies", "title"),
    }
)


def observation_test(
    dataset: Dataset,
    column: str,
    condition: Any,
    *,
    found: Sequence[Any],
    codes: Sequence[str] = (),
) -> Predicate:
    """Return the test of the cells of one column for a condition.

    Args:
        dataset: The dataset, which resolves names.
        column: A column of the view.
        condition: A value, a list of values, a tuple `(from, to)`, or None for missing values.
        found: The cells of the column.
        codes: The codes of the column, if it has a fixed list.

    Raises:
        UnknownNameError: If there is no such code, id or text; suggests similar names.
        ConditionError: If a range, year or period is not valid.
        ArgumentError: If the column has values of another type.

    Example:
        >>> import chinaindpolicy as cip
        >>> test = observation_test(cip.load(), "region_id", ["Zhejiang", "cn-ah"], found=[])
        >>> test("cn-zj"), test("cn-bj")
        (True, False)
    """
    place = f"{_PLACE}.{column}"
    if column in _YEARS:
        return year_test(place, condition)
    kind = "number" if column in _NUMBERS else "period" if column == "period" else "string"
    if isinstance(condition, tuple):
        ends = tuple(cast("Sequence[Any]", condition))
        within = range_test(place, kind, ends)
        return (lambda cell: within(_decimal(cell))) if kind == "number" else within
    if column == "province":
        wanted = provinces_named(dataset, _PLACE, condition)
        return lambda cell: cell in wanted
    resolve = _resolver(dataset, column, found, codes)
    values: set[Any] = set()
    for each in values_of(condition):
        if each is None:
            values.add(None)
            continue
        value = checked_value(place, kind, each)
        values |= resolve(value) if kind == "string" else {value}
    return lambda cell: (_decimal(cell) if kind == "number" else cell) in values


def _decimal(cell: float | None) -> Decimal | None:
    """Return a float of the frame as the decimal of the record."""
    return None if cell is None else Decimal(repr(cell))


def unknown_column(
    column: str, condition: object, known: Sequence[str]
) -> UnknownNameError | ConditionError:
    """Return the error of a condition on an unknown column; suggests similar ones.

    Args:
        column: The unknown column.
        condition: The condition on it.
        known: The columns.
    """
    if column == "status":
        return ConditionError(
            f"{_PLACE}.status: the verdict depends on a day; pass as_of as well, e.g. "
            f'.filter(status={condition!r}, as_of="2026-11-22")'
        )
    near = similar_columns(column, known)
    error = UnknownNameError("column", column, known, place=_PLACE, near=near)
    if near:
        error.message += f" e.g. .filter({near[0]}={condition!r})"
        error.args = (error.message,)
    return error


def _resolver(
    dataset: Dataset, column: str, found: Sequence[Any], codes: Sequence[str]
) -> Callable[[str], set[str]]:
    """Return the function that returns the cells that a text names."""
    if column in _REFERENCES:
        return lambda text: {resolve_name(dataset, _REFERENCES[column], text)}
    if column in ("id", "target_id"):
        tables = VALUE_TABLES if column == "id" else ("targets",)
        return lambda text: {_known_id(dataset, tables, text)}
    if codes:
        return lambda text: {_code(column, text, codes)}
    return lambda text: _texts(dataset, column, text, found)


def _known_id(dataset: Dataset, tables: Sequence[str], id: str) -> str:
    known = [each for table in tables for each in dataset[table].ids]
    if id not in known:
        raise unknown_id("id", id, known, dataset.withdrawals, ", ".join(tables))
    return id


def _code(column: str, text: str, codes: Sequence[str]) -> str:
    folded = fold(text)
    if folded in codes:
        return folded
    raise UnknownNameError("code", text, codes, place=f"{_PLACE}.{column}", near=SIGNS.get(text))


def _texts(dataset: Dataset, column: str, text: str, found: Sequence[Any]) -> set[str]:
    """Return the cells that equal a text apart from case, else those of records named so."""
    cells = dict.fromkeys(each for each in found if each is not None)
    folded = " ".join(fold(text).split())
    same = {each for each in cells if " ".join(fold(each).split()) == folded}
    if same:
        return same
    if column == "unit_label" and "units" in dataset.tables:
        unit = dataset.units[resolve_name(dataset, "units", text)]
        return {str(unit.symbol or unit.name)}
    table, name = _NAMES.get(column, ("", ""))
    known = dict(cells)
    if table in dataset.tables:
        try:
            records = [dataset[table][id] for id in ids_named(dataset, table, text)]
            return {str(getattr(record, name)) for record in records}
        except UnknownNameError:
            known |= dict.fromkeys(getattr(each, name) for each in dataset[table])
    texts = [each for each in known if each]
    raise unknown_text(f"{_PLACE}.{column}", text, texts, f"cip.{_PLACE}")
