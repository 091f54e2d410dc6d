"""The rules on one cell, made from what the record says of the column."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.periods import PERIOD_PATTERN, is_period
from chinaindpolicy.rules.engines.base import ITEM_START, invalid_flag, items_of
from chinaindpolicy.rules.patterns import portable
from chinaindpolicy.rules.registry import CELL_RULES

__all__ = ["CellRule", "cell_rules"]


@dataclass(frozen=True, slots=True)
class CellRule:
    """One rule on the cells of one column.

    Attributes:
        code: Stable name of the rule.
        column: The column.
        message: What is expected.
        expected: The same in few words.
        breach: The expression that is true for a bad cell and never null; None if the rule can
            only be judged value by value.
        holds: Judges one value, which is not missing; None if the expression is enough.
        by_value: Whether the column repeats few values, so that judging each once is cheaper.
        reference: The tables whose ids the column holds.
    """

    code: str
    column: str
    message: str
    expected: str = ""
    breach: nw.Expr | None = None
    holds: Callable[[str], bool] | None = None
    by_value: bool = False
    reference: tuple[str, ...] = ()


def cell_rules(
    spec: ColumnSpec,
    *,
    may_miss: bool,
    marked: bool,
    reference: tuple[str, ...],
    known: Callable[[tuple[str, ...]], frozenset[str]],
) -> Iterator[CellRule]:
    """Yield the rules on the cells of a column.

    Args:
        spec: The column.
        may_miss: Whether a value may be missing.
        marked: Whether cells that are no value of the type were marked while reading.
        reference: The tables whose ids the column holds, if any.
        known: Gives the ids of tables.
    """
    name = spec.name
    column = nw.col(name)
    if marked:
        article = "an" if spec.type == "integer" else "a"
        yield _rule("type-wrong", name, f"{article} {spec.type}", nw.col(invalid_flag(name)))
    if not may_miss:
        missing = column.is_null()
        if marked:
            missing = missing & ~nw.col(invalid_flag(name))
        yield _rule("value-missing", name, "a value", missing)
    by_value = bool(spec.categories or reference)
    if spec.type == "list":
        yield from _item_rules(spec)
    elif spec.pattern == PERIOD_PATTERN:
        expected = "such as 2024, 2024-06, ../2025 or 2021/2023"
        message = f"{CELL_RULES['period-unparsable']}: {expected}"
        yield CellRule("period-unparsable", name, message, expected, holds=is_period, by_value=True)
    elif spec.pattern:
        breach = ~column.str.contains(portable(spec.pattern))
        yield _rule("pattern-mismatch", name, spec.pattern, breach, by_value)
    if spec.max_length is not None and spec.type == "string":
        expected = f"at most {spec.max_length} characters"
        breach = column.str.len_chars() > spec.max_length
        yield _rule("too-long", name, expected, breach, by_value)
    if spec.categories:
        expected = f"one of {', '.join(spec.categories)}"
        breach = ~column.is_in(list(spec.categories))
        yield _rule("code-unknown", name, expected, breach, by_value)
    if spec.minimum is not None:
        breach = column < spec.minimum
        yield _rule("below-minimum", name, f"at least {spec.minimum}", breach)
    if spec.type == "number":
        # By comparison: engines differ on what NaN equals, and agree that it is the greatest.
        most = sys.float_info.max
        yield _rule("value-not-finite", name, "a finite number", (column > most) | (column < -most))
    if reference:
        yield _dangling(spec, reference, known)


def _rule(
    code: str, column: str, expected: str, breach: nw.Expr, by_value: bool = False
) -> CellRule:
    message = f"{CELL_RULES[code]}: expected {expected}"
    return CellRule(code, column, message, expected, breach.fill_null(False), None, by_value)


def _item_rules(spec: ColumnSpec) -> Iterator[CellRule]:
    if spec.pattern:
        matches = re.compile(portable(spec.pattern)[1:-2]).fullmatch
        message = f"{CELL_RULES['pattern-mismatch']}: expected items {spec.pattern}"
        yield CellRule(
            "pattern-mismatch",
            spec.name,
            message,
            f"items {spec.pattern}",
            holds=lambda joined: all(matches(item) for item in items_of(joined)),
            by_value=True,
        )
    if spec.max_length is not None:
        most = spec.max_length
        message = f"{CELL_RULES['too-long']}: expected items of at most {most} characters"
        yield CellRule(
            "too-long",
            spec.name,
            message,
            f"items of at most {most} characters",
            holds=lambda joined: all(len(item) <= most for item in items_of(joined)),
            by_value=True,
        )


def _dangling(
    spec: ColumnSpec,
    reference: tuple[str, ...],
    known: Callable[[tuple[str, ...]], frozenset[str]],
) -> CellRule:
    code, name = "id-dangling", spec.name
    ids = known(reference)
    if spec.type == "list":

        def holds(joined: str) -> bool:
            return ids.issuperset(items_of(joined))

        return CellRule(code, name, "", "", None, holds, True, reference)
    breach = ~nw.col(name).is_in(sorted(ids)) if ids else ~nw.col(name).is_null()
    return CellRule(code, name, "", "", breach.fill_null(False), None, True, reference)


def shown(value: Any) -> str:
    """Return a value as a finding shows it: a list with its items parted, and never endless."""
    text = "" if value is None else str(value)
    if text.startswith(ITEM_START):
        text = "|".join(items_of(text))
    return text if len(text) <= 200 else f"{text[:199]}…"
