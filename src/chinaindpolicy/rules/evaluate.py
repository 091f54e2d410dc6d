"""Judge one table's data by its plan: ask the engine as little as possible, tell everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from chinaindpolicy.rules.cell_rules import CellRule, shown
from chinaindpolicy.rules.combination_rules import (
    CombinationRule,
    Violation,
    bounds_rule,
    region_rule,
    stated_rules,
)
from chinaindpolicy.rules.engines.base import (
    ITEM_START,
    RAW,
    Engine,
    RowCheck,
    ScanRequest,
    Violations,
    invalid_flag,
    items_of,
)
from chinaindpolicy.rules.findings import Finding, Severity
from chinaindpolicy.rules.plan import Plan
from chinaindpolicy.rules.reference_data import ReferenceData, reference_words
from chinaindpolicy.rules.registry import DATA_RULES, TABLE_RULES, severity_of

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.rules.row_rules import RowRule

__all__ = ["TableResult", "evaluate"]

# With more bad values than this, the rule itself is the shorter question.
_MOST_LISTED = 2_000


@dataclass(frozen=True)
class TableResult:
    """What is wrong with one table's data.

    Attributes:
        rows: The number of rows.
        counts: The number of breaches by code and column, exact.
        findings: What is wrong with the columns, and the first breaches of each rule.
        all_invalid: Whether no row can be valid, because of what is wrong with the columns.
    """

    rows: int
    counts: Mapping[tuple[str, str], int]
    findings: tuple[Finding, ...]
    all_invalid: bool


@dataclass(frozen=True, slots=True)
class _RuleResult:
    """A rule's breaches, and how to tell each of them."""

    code: str
    column: str
    found: Violations
    tell: Callable[[Mapping[str, Any]], Violation]
    columns: tuple[str, ...] = ()


def evaluate(
    engine: Engine,
    plan: Plan,
    known: ReferenceData,
    samples: int,
    watch: Callable[[str], None] = lambda doing: None,
) -> TableResult:
    """Judge the data that an engine holds.

    Args:
        engine: The engine, with the data.
        plan: What is to be judged.
        known: The tables it is held against.
        samples: How many breaches of each rule are told; all are counted.
        watch: Is told what is being done.
    """
    return Evaluator(engine, plan, known, samples, watch).judgement()


class Evaluator:
    def __init__(
        self,
        engine: Engine,
        plan: Plan,
        known: ReferenceData,
        samples: int,
        watch: Callable[[str], None],
    ) -> None:
        self._engine = engine
        self._plan = plan
        self._known = known
        self._samples = samples
        self._watch = watch
        self._values: dict[str, pl.DataFrame] = {}
        engine.prepare(plan.specs)

    def judgement(self) -> TableResult:
        plan = self._plan
        self._watch("looking at each distinct value once")
        cells = list(self._cell_tests())
        self._watch("judging the rows")
        rows, outcomes = self._scan(cells)
        findings = list(plan.findings)
        if rows == 0:
            message = f"{DATA_RULES['no-rows']}: nothing was read, so nothing can be said of it"
            findings.append(Finding("no-rows", "error", plan.table, "", "", "", message))
        else:
            self._watch("judging combinations of values")
            outcomes += self._combined()
            self._watch("holding rows against each other")
            outcomes += self._sets()
        counts: dict[tuple[str, str], int] = {}
        for finding in findings:
            place = (finding.code, finding.column)
            counts[place] = counts.get(place, 0) + 1
        for outcome in outcomes:
            if outcome.found.count:
                place = (outcome.code, outcome.column)
                counts[place] = counts.get(place, 0) + outcome.found.count
        all_invalid = any(finding.severity == "error" for finding in findings)
        findings += self._told(sorted(outcomes, key=lambda each: (each.code, each.column)))
        return TableResult(rows, dict(sorted(counts.items())), tuple(findings), all_invalid)

    def _severity(self, code: str) -> Severity:
        return severity_of(code, self._plan.profile)

    # Cells

    def _cell_tests(self) -> Iterator[tuple[CellRule, nw.Expr]]:
        """Yield the cell rules that are to be judged row by row."""
        by_column: dict[str, list[CellRule]] = {}
        repeating: dict[str, bool] = {}
        for rule in self._plan.cells:
            if rule.by_value and rule.breach is not None and rule.column not in repeating:
                repeating[rule.column] = self._engine.repeats(rule.column)
            if rule.breach is None or (rule.by_value and repeating[rule.column]):
                by_column.setdefault(rule.column, []).append(rule)
            else:
                yield rule, rule.breach
        for column, rules in by_column.items():
            yield from self._value_tests(column, rules)

    def _value_tests(
        self, column: str, rules: list[CellRule]
    ) -> Iterator[tuple[CellRule, nw.Expr]]:
        """Judge each distinct value of a column; yield the rules that some value breaks."""
        values = self._distinct(column)
        for rule in rules:
            bad = self._bad_values(values, rule)
            if not bad:
                continue
            if rule.breach is not None and len(bad) > _MOST_LISTED:
                yield rule, rule.breach
            else:
                yield rule, nw.col(column).is_in(bad).fill_null(False)

    def _distinct(self, column: str) -> pl.DataFrame:
        if column not in self._values:
            self._values[column] = self._engine.distinct([column], None)
        return self._values[column]

    def _bad_values(self, values: pl.DataFrame, rule: CellRule) -> list[Any]:
        if rule.holds is None:
            assert rule.breach is not None
            return nw.from_native(values).filter(rule.breach).to_native().to_series().to_list()
        return [
            value for value in values.to_series() if value is not None and not rule.holds(value)
        ]

    def _cell_breach(self, rule: CellRule) -> Callable[[Mapping[str, Any]], Violation]:
        if rule.code == "id-dangling":
            return lambda row: self._dangling(rule, row[rule.column])
        return lambda row: Violation(rule.code, rule.column, rule.message, rule.expected)

    def _dangling(self, rule: CellRule, value: Any) -> Violation:
        words = reference_words(rule.reference)
        names = _items(value)
        ids = self._known.ids(rule.reference)
        wrong = [name for name in names if name not in ids]
        hints = {name: self._known.hint(name, rule.reference) for name in wrong}
        parts = [
            f"no row {shown(name)!r} in {words}"
            + (f"; did you mean {hints[name]!r}?" if hints[name] else "")
            for name in wrong
        ]
        expected = " ".join(hint for hint in hints.values() if hint)
        return Violation(rule.code, rule.column, "; ".join(parts), expected)

    # Rows and keys

    def _scan(self, cells: list[tuple[CellRule, nw.Expr]]) -> tuple[int, list[_RuleResult]]:
        plan = self._plan
        tests = [RowCheck(breach, self._fails(rule.code)) for rule, breach in cells]
        marked = {rule.column for rule in plan.cells if rule.code == "type-wrong"}
        tests += [RowCheck(_row_test(rule, marked), self._fails(rule.code)) for rule in plan.rows]
        columns = dict.fromkeys(rule.column for rule, _ in cells)
        columns |= {invalid_flag(rule.column): None for rule in plan.cells if rule.column in marked}
        columns |= {name: None for rule in plan.rows for name in rule.needs}
        columns |= {name: None for key in plan.keys for name in key.columns}
        query = ScanRequest(tuple(columns), tuple(tests), self._lookups(), plan.keys)
        rows, tested, keyed = self._engine.scan(query, self._samples)
        outcomes = [
            _RuleResult(rule.code, rule.column, found, self._cell_breach(rule), (rule.column,))
            for (rule, _), found in zip(cells, tested, strict=False)
        ]
        outcomes += [
            _RuleResult(rule.code, rule.column, found, _row_breach(rule))
            for rule, found in zip(plan.rows, tested[len(cells) :], strict=True)
        ]
        for key, found in zip(plan.keys, keyed, strict=True):
            message = f"{TABLE_RULES[key.code]}: {', '.join(key.columns)} repeat"
            message = TABLE_RULES[key.code] if len(key.columns) == 1 else message
            breach = Violation(key.code, key.columns[0], message)
            outcomes.append(_RuleResult(key.code, key.columns[0], found, _always(breach)))
        return rows, outcomes

    def _fails(self, code: str) -> bool:
        return self._severity(code) == "error"

    def _lookups(self) -> dict[str, pl.DataFrame]:
        by_key: dict[str, list[Any]] = {}
        for rule in self._plan.rows:
            for lookup in rule.lookups:
                by_key.setdefault(lookup.key, []).append(lookup)
        return {key: self._known.lookup(key, lookups) for key, lookups in by_key.items()}

    # Combinations and sets

    def _combination_rules(self) -> Iterator[CombinationRule]:
        present = frozenset(self._plan.specs)
        planned = self._plan.combinations
        if "period-bounds" in planned:
            yield bounds_rule()
        if "value-disagrees" in planned:
            yield from stated_rules(present, self._known)
        if "region-with-parent" in planned:
            regions = self._distinct("region_id").to_series().drop_nulls()
            measured = "measure" in present
            rule = region_rule(frozenset(regions), self._known, measured=measured)
            if rule is not None:
                yield rule

    def _combined(self) -> Iterator[_RuleResult]:
        for rule in self._combination_rules():
            distinct = self._engine.distinct(rule.columns, rule.where)
            groups: dict[tuple[str, str], dict[int, Violation]] = {}
            for number, breach in rule.judge(distinct):
                groups.setdefault((breach.code, breach.column), {})[number] = breach
            for (code, column), breaches in groups.items():
                bad = distinct[list(breaches)]
                told = dict(zip(map(_key, bad.iter_rows()), breaches.values(), strict=True))
                found = self._engine.matching(bad, rule.where, self._samples, self._fails(code))
                tell = _by_values(told, rule.columns)
                yield _RuleResult(code, column, found, tell, rule.columns)

    def _sets(self) -> Iterator[_RuleResult]:
        for rule in self._plan.sets:
            frame = self._engine.narrow(rule.needs)
            numbers = rule.breaches(frame, self._known).unique().sort()
            if self._fails(rule.code):
                self._engine.mark(numbers)
            found = Violations(len(numbers), tuple(numbers.head(self._samples).to_list()))
            breach = Violation(rule.code, rule.column, TABLE_RULES[rule.code])
            yield _RuleResult(rule.code, rule.column, found, _always(breach))

    # Telling

    def _told(self, outcomes: list[_RuleResult]) -> Iterator[Finding]:
        plan = self._plan
        numbers = {number for outcome in outcomes for number in outcome.found.first}
        if not numbers:
            return
        wanted = dict.fromkeys(name for name in ("id",) if name in plan.specs)
        for outcome in outcomes:
            if outcome.found.first:
                wanted |= dict.fromkeys((outcome.column, *outcome.columns))
        names = [name for name in wanted if name in plan.specs]
        rows = self._engine.rows(sorted(numbers), names)
        for outcome in outcomes:
            for number in outcome.found.first:
                row = rows[number]
                breach = outcome.tell(row)
                yield Finding(
                    outcome.code,
                    self._severity(outcome.code),
                    plan.table,
                    shown(row.get("id")),
                    breach.column,
                    shown(row.get(f"{RAW}{breach.column}", row.get(breach.column))),
                    breach.message,
                    breach.expected,
                    number,
                )


def _row_test(rule: RowRule, marked: set[str]) -> nw.Expr:
    """Return a row rule's breach; where a cell is of the wrong type, that alone is told."""
    breach = rule.breach()
    for name in rule.needs:
        if name in marked:
            breach = breach & ~nw.col(invalid_flag(name))
    return breach


def _row_breach(rule: RowRule) -> Callable[[Mapping[str, Any]], Violation]:
    return _always(Violation(rule.code, rule.column, rule.message))


def _always(breach: Violation) -> Callable[[Mapping[str, Any]], Violation]:
    return lambda row: breach


def _by_values(
    told: Mapping[tuple[Any, ...], Violation], columns: tuple[str, ...]
) -> Callable[[Mapping[str, Any]], Violation]:
    return lambda row: told[_key(row[name] for name in columns)]


def _key(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return values as a key; NaN, which equals nothing, by its name."""
    return tuple("NaN" if isinstance(each, float) and each != each else each for each in values)


def _items(value: Any) -> list[str]:
    text = str(value)
    return items_of(text) if text.startswith(ITEM_START) else [text]
