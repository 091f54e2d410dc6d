"""Check the distinct values of columns that repeat few values, instead of every cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import narwhals as nw

from chinaindpolicy.rules.engines.base import ITEM_START, Bring, Engine, Find, items_of
from chinaindpolicy.rules.hints import Hint
from chinaindpolicy.rules.messages import shown
from chinaindpolicy.rules.reference_data import ReferenceData, reference_words

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.rules.findings import Finding
    from chinaindpolicy.rules.rule import Rule

# With more invalid values than this, the rule's own expression is cheaper than a list of them.
_MOST_LISTED = 2_000


class ValueChecks:
    """The rules on cells, evaluated on the distinct values of a column where that is cheaper.

    Attributes:
        stored: The rules violated by more values than an expression can list, with the handle of
            the values in the engine.
        joined: The rules on references to more ids than an expression may list.
        failing: Code and column of the rules that a listed value violates.
    """

    def __init__(self, engine: Engine, reference: ReferenceData) -> None:
        self._engine = engine
        self._reference = reference
        self._distinct: dict[str, pl.DataFrame] = {}
        self.stored: list[tuple[Rule, list[Any]]] = []
        self.joined: list[Rule] = []
        self.failing: set[tuple[str, str]] = set()

    def row_checks(self, rules: Iterable[Rule]) -> Iterator[tuple[Rule, nw.Expr]]:
        """Yield the rules that have to be evaluated row by row, with their violation."""
        by_column: dict[str, list[Rule]] = {}
        bound = list(rules)
        by_value = [rule.column for rule in bound if rule.by_value and rule.condition is not None]
        repeating = self._engine.repeating(tuple(dict.fromkeys(by_value)))
        for rule in bound:
            if rule.condition is None or (rule.by_value and rule.column in repeating):
                by_column.setdefault(rule.column, []).append(rule)
            elif len(self._reference.ids(rule.references)) > self._engine.most_listed:
                self.joined.append(rule)
            else:
                yield rule, rule.violation()
        self._distinct |= self._engine.distinct_each(tuple(by_column))
        for column, found in by_column.items():
            yield from self._value_checks(column, found)

    def _value_checks(self, column: str, rules: list[Rule]) -> Iterator[tuple[Rule, nw.Expr]]:
        """Check each distinct value of a column; yield the rules that some value violates."""
        listed: dict[str, list[Any]] = {rule.code: [] for rule in rules}
        stored: dict[str, list[Any]] = {rule.code: [] for rule in rules}
        for values in self.batches(column):
            for rule in rules:
                bad = listed[rule.code]
                bad += _invalid_values(values, rule)
                if rule.condition is None and len(bad) > self._engine.most_listed:
                    stored[rule.code].append(self._engine.store(_frame_of(column, bad)))
                    bad.clear()
        for rule in rules:
            bad = listed[rule.code]
            if stored[rule.code]:
                rest = [self._engine.store(_frame_of(column, bad))] if bad else []
                self.stored.append((rule, stored[rule.code] + rest))
            elif rule.condition is not None and len(bad) > _MOST_LISTED:
                yield rule, rule.violation()
            elif bad:
                self.failing.add((rule.code, rule.column))
                yield rule, nw.col(column).is_in(bad).fill_null(False)

    def batches(self, column: str) -> Iterator[pl.DataFrame]:
        """Yield the distinct values of a column; kept where they are one batch."""
        if column in self._distinct:
            yield self._distinct[column]
            return
        count = 0
        for batch in self._engine.batches([column], None):
            self._distinct[column] = batch
            count += 1
            yield batch
        if count > 1:
            del self._distinct[column]

    def dangling_rows(self, rule: Rule) -> Find:
        """Return the query of the rows with an id that is in no table."""
        ids = _frame_of(rule.column, sorted(self._reference.ids(rule.references)))

        def find(frame: nw.LazyFrame[Any], bring: Bring) -> nw.LazyFrame[Any]:
            filled = frame.filter(~nw.col(rule.column).is_null())
            return filled.join(bring(ids), on=rule.column, how="anti")

        return find

    def finding(self, rule: Rule) -> Callable[[Mapping[str, Any]], Finding]:
        """Return the function that makes the finding on a row from its values."""
        if rule.references:
            return lambda row: self._dangling(rule, row[rule.column])
        finding = rule.finding()
        return lambda row: finding

    def _dangling(self, rule: Rule, value: Any) -> Finding:
        ids = self._reference.ids(rule.references)
        words = reference_words(rule.references)
        wrong = [name for name in _items(value) if name not in ids]
        hints = {name: self._reference.hint(name, rule.references) for name in wrong}
        parts = [
            f"{shown(name)} is not an id in {words}{_suggestion(hints[name], rule.references)}"
            for name in wrong
        ]
        expected = " ".join(hint.id for hint in hints.values() if hint.id)
        message = f"{rule.column}: {'; '.join(parts)}"
        return rule.finding(message, expected=expected)


def _suggestion(hint: Hint, tables: tuple[str, ...]) -> str:
    if hint.advice:
        return f"; {hint.advice}"
    if hint.certain:
        return f"; use {hint.id!r}"
    return f"; did you mean {hint.id!r}?" if hint.id else f"; see `cip.{tables[0]}`"


def _invalid_values(values: pl.DataFrame, rule: Rule) -> list[Any]:
    if rule.accepts is None:
        return nw.from_native(values).filter(rule.violation()).to_native().to_series().to_list()
    return [value for value in values.to_series() if value is not None and not rule.accepts(value)]


def _frame_of(column: str, values: list[Any]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame({column: pl.Series(values, dtype=pl.String)})


def _items(value: Any) -> list[str]:
    text = str(value)
    return items_of(text) if text.startswith(ITEM_START) else [text]
