"""The rules on the cells of a column, made from the column's specification."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import narwhals as nw

from chinaindpolicy.model.check_digits import CHECKED_CODES
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.periods import PERIOD_PATTERN, is_period
from chinaindpolicy.rules.engines.base import ITEM_START, invalid_flag, items_of
from chinaindpolicy.rules.patterns import portable
from chinaindpolicy.rules.registry import RULES
from chinaindpolicy.rules.rule import Columns, Rule


def cell_rules(
    spec: ColumnSpec,
    *,
    optional: bool,
    marked: bool,
    references: tuple[str, ...],
    ids: Callable[[tuple[str, ...]], frozenset[str]],
) -> Iterator[Rule]:
    """Yield the rules on the cells of a column.

    Args:
        spec: The column.
        optional: True if a value may be missing.
        marked: True if the data has a column that flags cells of another type.
        references: The tables whose ids the column contains, if any.
        ids: Returns the ids of tables.
    """
    name = spec.name
    column = nw.col(name)
    by_value = bool(spec.categories or references)
    if marked:
        article = "an" if spec.type == "integer" else "a"
        yield _rule("type-wrong", name, f"{article} {spec.type}", ~nw.col(invalid_flag(name)))
    if not optional:
        filled = ~column.is_null()
        yield _rule(
            "value-missing",
            name,
            "a value",
            filled | nw.col(invalid_flag(name)) if marked else filled,
        )
    if spec.type == "list":
        yield from _item_rules(spec)
    elif spec.pattern == PERIOD_PATTERN:
        yield _period_rule(name)
    elif spec.pattern is not None and spec.pattern in CHECKED_CODES:
        yield _value_rule(
            "check-digit-wrong", name, "the right check digits", CHECKED_CODES[spec.pattern]
        )
    elif spec.pattern and not references:  # a listed id always has the form of an id
        matches = column.str.contains(portable(spec.pattern))
        yield _rule("pattern-mismatch", name, spec.pattern, matches, by_value)
    if spec.max_length is not None and spec.type == "string" and not references:
        expected = f"at most {spec.max_length} characters"
        yield _rule("too-long", name, expected, column.str.len_chars() <= spec.max_length, by_value)
    if spec.categories:
        expected = f"one of {', '.join(spec.categories)}"
        yield _rule("code-unknown", name, expected, column.is_in(list(spec.categories)), by_value)
    if spec.minimum is not None:
        expected = f"at least {spec.minimum}"
        yield _rule("below-minimum", name, expected, column >= spec.minimum)
    if spec.type == "number":
        # By comparison: engines differ on equality with NaN, but all sort it as the greatest.
        most = sys.float_info.max
        finite = (column <= most) & (column >= -most)
        yield _rule("value-not-finite", name, "a finite number", finite)
    if references:
        yield _reference_rule(spec, references, ids(references))


def _rule(
    code: str, column: str, expected: str, condition: nw.Expr, by_value: bool = False
) -> Rule:
    def same(col: Columns) -> nw.Expr:
        return condition

    return replace(_bound(code, column, expected), condition=same, by_value=by_value)


def _value_rule(code: str, column: str, expected: str, accepts: Callable[[str], bool]) -> Rule:
    return replace(_bound(code, column, expected), accepts=accepts, by_value=True)


def _bound(code: str, column: str, expected: str) -> Rule:
    rule = RULES[code]
    message = f"{rule.message}: expected {expected}"
    return replace(rule, column=column, columns=(column,), message=message, expected=expected)


def _period_rule(column: str) -> Rule:
    expected = "such as 2024, 2024-06, ../2025 or 2021/2023"
    message = f"{RULES['period-unparsable'].message}: {expected}"
    return replace(_value_rule("period-unparsable", column, expected, is_period), message=message)


def _item_rules(spec: ColumnSpec) -> Iterator[Rule]:
    if spec.pattern:
        matches = re.compile(portable(spec.pattern)[1:-2]).fullmatch
        yield _value_rule(
            "pattern-mismatch",
            spec.name,
            f"items {spec.pattern}",
            lambda joined: all(matches(item) for item in items_of(joined)),
        )
    if spec.max_length is not None:
        most = spec.max_length
        yield _value_rule(
            "too-long",
            spec.name,
            f"items of at most {most} characters",
            lambda joined: all(len(item) <= most for item in items_of(joined)),
        )


def _reference_rule(spec: ColumnSpec, references: tuple[str, ...], ids: frozenset[str]) -> Rule:
    rule = replace(
        RULES["id-dangling"],
        column=spec.name,
        columns=(spec.name,),
        by_value=True,
        references=references,
    )
    if spec.type == "list":

        def accepts(joined: str) -> bool:
            return ids.issuperset(items_of(joined))

        return replace(rule, accepts=accepts)
    listed = sorted(ids)

    def condition(col: Columns) -> nw.Expr:
        column = col(spec.name)
        return column.is_in(listed) if listed else column.is_null()

    return replace(rule, condition=condition)


def display_value(value: Any, *, is_list: bool = True) -> str:
    """Return a value as a finding shows it: list items separated by `|`, of limited length."""
    text = "" if value is None else str(value)
    if is_list and text.startswith(ITEM_START):
        text = "|".join(items_of(text))
    return text if len(text) <= 200 else f"{text[:199]}…"
