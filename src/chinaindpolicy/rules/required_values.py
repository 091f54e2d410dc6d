"""Values that a row requires in the `core` profile, given the rest of the row."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import replace

import narwhals as nw

from chinaindpolicy.model.vocabularies import VALUE_TABLES
from chinaindpolicy.rules.profiles import Profile
from chinaindpolicy.rules.registry import RULES
from chinaindpolicy.rules.rule import Columns, Rule


def required_values(table: str, profile: Profile, present: Container[str]) -> Iterator[Rule]:
    """Yield the rules on values that may be missing in a record, bound to their column.

    A target has a value unless its kind is qualitative. A missing value, period or region without a
    reason in the data is a warning.

    Args:
        table: The table.
        profile: The profile; `traced` data has the same rules as the records.
        present: The columns of the data.
    """
    if profile != "core" or table not in VALUE_TABLES:
        return
    if table == "targets":
        message = "a target has a value unless its kind is 'qualitative'"
        yield _bound("value-missing", table, "value", message, _value_or_kind, ("kind",))
    else:
        yield _incomplete(table, "value")
    if table == "figures" and "organization_id" in present:
        yield _incomplete(table, "region_id", _place, ("region_id",))
    else:
        yield _incomplete(table, "region_id")
    optional = ("period_basis",) if "period_basis" in present else ()
    yield _incomplete(table, "period", _period if optional else None, optional)


def _value_or_kind(col: Columns) -> nw.Expr:
    # A rule on targets compares the kind with the value.
    return ~col("value").is_null() | ~col("kind").is_null()


def _place(col: Columns) -> nw.Expr:
    return ~col("region_id").is_null() | ~col("organization_id").is_null()


def _period(col: Columns) -> nw.Expr:
    not_stated = (col("period_basis") == "not_stated").fill_null(False)
    return ~col("period").is_null() | not_stated


def _incomplete(
    table: str,
    column: str,
    condition: Callable[[Columns], nw.Expr] | None = None,
    optional: tuple[str, ...] = (),
) -> Rule:
    message = f"{column} is empty; the row cannot be compared with other observations"

    def is_filled(col: Columns) -> nw.Expr:
        return ~col(column).is_null()

    filled = condition or is_filled
    return _bound("observation-incomplete", table, column, message, filled, optional)


def _bound(
    code: str,
    table: str,
    column: str,
    message: str,
    condition: Callable[[Columns], nw.Expr],
    optional: tuple[str, ...],
) -> Rule:
    return replace(
        RULES[code],
        tables=(table,),
        column=column,
        message=message,
        condition=condition,
        optional=optional,
    )
