"""Evaluate a plan on an engine and collect the findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import narwhals as nw

from chinaindpolicy.errors import DataError
from chinaindpolicy.model.periods import is_period, shortest_spelling
from chinaindpolicy.rules import combination_rules, related_rows
from chinaindpolicy.rules.cell_rules import display_value
from chinaindpolicy.rules.closure import invalid_reference, own_references
from chinaindpolicy.rules.combination_rules import Combinations
from chinaindpolicy.rules.engines.base import (
    RAW,
    Bring,
    Engine,
    RowCheck,
    ScanRequest,
    UniqueKey,
    Violations,
    invalid_flag,
)
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.messages import cell_message, filled, shown
from chinaindpolicy.rules.plan import Plan
from chinaindpolicy.rules.reference_data import ReferenceData
from chinaindpolicy.rules.registry import RULES, severity_of
from chinaindpolicy.rules.related_rows import RelatedRows
from chinaindpolicy.rules.value_checks import ValueChecks
from chinaindpolicy.rules.wrong_cells import wrong_cell

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.rules.rule import Lookup, Rule


@dataclass(frozen=True)
class TableResult:
    """The result of an evaluation of one table's data.

    Attributes:
        rows: The number of rows.
        counts: The number of violations by code and column, exact.
        findings: The findings on columns, and the first violations of each rule.
        all_invalid: True if no row can be valid, because of a finding on a column.
    """

    rows: int
    counts: Mapping[tuple[str, str], int]
    findings: tuple[Finding, ...]
    all_invalid: bool


@dataclass(frozen=True, slots=True)
class RuleResult:
    """The violations of a rule.

    Attributes:
        code: The rule.
        column: The column that is counted.
        violations: The number of rows, and the first of them.
        finding: Returns the finding on a row, without its place, from the columns of the row.
        columns: The columns that it needs for that.
    """

    code: str
    column: str
    violations: Violations
    finding: Callable[[Mapping[str, Any]], Finding]
    columns: tuple[str, ...] = ()


def evaluate(
    engine: Engine,
    plan: Plan,
    reference: ReferenceData,
    samples: int,
    progress: Callable[[str], None] = lambda step: None,
    invalid: pl.Series | None = None,
    closed: bool = True,
) -> TableResult:
    """Evaluate a plan on the data of an engine.

    Args:
        engine: The engine, with the data.
        plan: The rules.
        reference: The other tables.
        samples: The maximum number of findings of each rule; all violations are counted.
        progress: Called with the name of each step.
        invalid: The numbers of rows that are invalid for another reason.
        closed: True if a row that refers to an invalid row of the data is invalid too.
    """
    return Evaluator(engine, plan, reference, samples, progress, invalid, closed).result()


class Evaluator:
    """The evaluation of one plan."""

    def __init__(
        self,
        engine: Engine,
        plan: Plan,
        reference: ReferenceData,
        samples: int,
        progress: Callable[[str], None],
        invalid: pl.Series | None,
        closed: bool,
    ) -> None:
        self._engine = engine
        self._plan = plan
        self._reference = reference
        self._samples = samples
        self._progress = progress
        self._invalid = invalid
        self._closed = closed
        self._period = "period"
        self._fractions: nw.Expr | None = None
        self._values = ValueChecks(engine, reference)
        engine.prepare(plan.specs)

    def result(self) -> TableResult:
        """Return the result of the evaluation."""
        plan = self._plan
        self._progress("checking distinct values")
        cells = list(self._values.row_checks(plan.cells))
        self._use_one_spelling_of_periods()
        self._progress("checking rows")
        rows, results = self._scan(cells)
        findings = list(plan.findings)
        if rows == 0:
            rule = RULES["no-rows"]
            message = f"{plan.table} is empty: no rows were read, so nothing was checked"
            findings.append(rule.finding(message, table=plan.table))
        else:
            self._progress("checking combinations of values")
            results += self._listed_values()
            results += self._combinations()
            self._progress("comparing rows")
            results += self._relations()
            results += self._tables()
            if self._invalid is not None:
                self._engine.mark(self._invalid)
            if self._closed and not any(finding.severity == "error" for finding in findings):
                results += self._referring_rows()
        counts: dict[tuple[str, str], int] = {}
        for finding in findings:
            place = (finding.code, finding.column)
            counts[place] = counts.get(place, 0) + 1
        for result in results:
            if result.violations.count:
                place = (result.code, result.column)
                counts[place] = counts.get(place, 0) + result.violations.count
        all_invalid = any(finding.severity == "error" for finding in findings)
        findings += self._findings(sorted(results, key=lambda each: (each.code, each.column)))
        return TableResult(rows, dict(sorted(counts.items())), tuple(findings), all_invalid)

    def _is_error(self, code: str) -> bool:
        return severity_of(code, self._plan.profile) == "error"

    def _use_one_spelling_of_periods(self) -> None:
        """Compare periods by their shortest spelling where the data has longer ones."""
        if not any("period" in key.columns for key in self._plan.keys):
            return
        import polars as pl

        stored: list[Any] = []
        for batch in self._values.batches("period"):
            periods = filter(is_period, batch.to_series().drop_nulls())
            pairs = [(period, shortest_spelling(period)) for period in periods]
            others = [pair for pair in pairs if pair[0] != pair[1]]
            if others:
                frame = pl.DataFrame(
                    others, schema={"old": pl.String, "new": pl.String}, orient="row"
                )
                stored.append(self._engine.store(frame))
        if stored:
            self._period = "@period"
            self._engine.replace(self._period, "period", stored)

    # Cells, rows and keys

    def _scan(self, cells: list[tuple[Rule, nw.Expr]]) -> tuple[int, list[RuleResult]]:
        plan = self._plan
        marked = {rule.column for rule in plan.cells if rule.code == "type-wrong"}
        checks = [
            RowCheck(violation, self._is_error(rule.code))
            for rule, violation in [
                *cells,
                *((rule, _violation(rule, marked)) for rule in plan.rows),
            ]
        ]
        fractions = self._fraction_rows()
        checks += [RowCheck(each, False) for each in fractions]
        columns = dict.fromkeys(rule.column for rule, _ in cells)
        columns |= {invalid_flag(rule.column): None for rule in plan.cells if rule.column in marked}
        columns |= {name: None for rule in plan.rows for name in rule.needs}
        if fractions:
            columns |= dict.fromkeys(self._fraction_columns())
        keys = tuple(self._key(key) for key in plan.keys)
        columns |= {name: None for key in keys for name in key.columns}
        request = ScanRequest(tuple(columns), tuple(checks), self._lookups(), keys)
        rows, checked, keyed = self._engine.scan(request, self._samples)
        for (rule, _), violations in zip(cells, checked, strict=False):
            if (rule.code, rule.column) in self._values.failing:
                _check_stable(violations)
        results = [
            self._cell_result(rule, found) for (rule, _), found in zip(cells, checked, strict=False)
        ]
        results += [
            RuleResult(rule.code, rule.column, found, partial(self._row_finding, rule), rule.needs)
            for rule, found in zip(plan.rows, checked[len(cells) :], strict=False)
        ]
        if fractions and checked[-1].count:
            self._fractions = fractions[0]
        for key, found in zip(plan.keys, keyed, strict=True):
            finding = partial(_repeated, key)
            results.append(RuleResult(key.code, key.columns[0], found, finding, key.columns))
        return rows, results

    def _cell_finding(self, rule: Rule) -> Callable[[Mapping[str, Any]], Finding]:
        if rule.references:
            return self._values.finding(rule)
        spec, profile = self._plan.specs[rule.column], self._plan.profile

        def finding(row: Mapping[str, Any]) -> Finding:
            value = row.get(f"{RAW}{rule.column}", row[rule.column])
            return rule.finding(cell_message(rule.code, spec, value, profile))

        return finding

    def _row_finding(self, rule: Rule, row: Mapping[str, Any]) -> Finding:
        def value(name: str) -> object:
            key, colon, _ = name.partition(":")
            return self._reference.value(row.get(key), rule, name) if colon else row.get(name)

        return rule.finding(filled(rule.breach, value) if rule.breach else "")

    def _fraction_columns(self) -> tuple[str, ...]:
        optional = ("measure",) if "measure" in self._plan.specs else ()
        return (*RULES["share-as-fraction"].columns, *optional)

    def _fraction_rows(self) -> list[nw.Expr]:
        if "share-as-fraction" not in self._plan.combinations:
            return []
        measured = "measure" in self._plan.specs
        return [related_rows.fraction_rows(self._reference, measured=measured)]

    def _key(self, key: UniqueKey) -> UniqueKey:
        columns = tuple(self._period if name == "period" else name for name in key.columns)
        return replace(key, columns=columns)

    def _lookups(self) -> dict[str, pl.DataFrame]:
        by_key: dict[str, list[Lookup]] = {}
        for rule in self._plan.rows:
            for lookup in rule.lookups:
                by_key.setdefault(lookup.key, []).append(lookup)
        return {key: self._reference.lookup(key, lookups) for key, lookups in by_key.items()}

    # Combinations of values, and rows of a table

    def _planned_combinations(self) -> Iterator[Combinations]:
        present = frozenset(self._plan.specs)
        planned = self._plan.combinations
        if "period-bounds" in planned:
            yield combination_rules.bounds()
        if "value-disagrees" in planned:
            yield from combination_rules.stated(present, self._reference)

    def _combinations(self) -> Iterator[RuleResult]:
        marked = {rule.column for rule in self._plan.cells if rule.code == "type-wrong"}
        for combinations in self._planned_combinations():
            columns = combinations.columns
            where = _without_marked(combinations.where, columns, marked)
            stored: dict[tuple[str, str], list[Any]] = {}
            for distinct in self._engine.batches(columns, where):
                numbers: dict[tuple[str, str], list[int]] = {}
                for number, finding in combinations.findings(distinct):
                    numbers.setdefault((finding.code, finding.column), []).append(number)
                for place, chosen in numbers.items():
                    stored.setdefault(place, []).append(self._engine.store(distinct[chosen]))
            for (code, column), bad in stored.items():
                found = self._engine.matching(bad, where, self._samples, self._is_error(code))
                _check_stable(found)
                finding_of = partial(combinations.finding, code)
                yield RuleResult(code, column, found, finding_of, columns)

    def _listed_values(self) -> Iterator[RuleResult]:
        """Return the violations of rules on cells with more values than an expression lists."""
        for rule, bad in self._values.stored:
            where, is_error = ~nw.col(rule.column).is_null(), self._is_error(rule.code)
            found = self._engine.matching(bad, where, self._samples, is_error)
            yield self._cell_result(rule, found)
        for rule in self._values.joined:
            rows, is_error = self._values.dangling_rows(rule), self._is_error(rule.code)
            found = self._engine.find((rule.column,), rows, self._samples, is_error)
            yield self._cell_result(rule, found)

    def _cell_result(self, rule: Rule, found: Violations) -> RuleResult:
        return RuleResult(rule.code, rule.column, found, self._cell_finding(rule), (rule.column,))

    def _planned_relations(self) -> Iterator[RelatedRows]:
        if self._fractions is not None:
            yield related_rows.fractions(self._fractions, self._fraction_columns())
        if "region-with-parent" in self._plan.combinations:
            places = related_rows.places(self._reference)
            where = nw.col("region_id").is_in(places).fill_null(False)
            present = self._engine.distinct(("region_id",), where) if places else None
            related = related_rows.regions(
                frozenset(present.to_series() if present is not None else ()),
                self._reference,
                measured="measure" in self._plan.specs,
                period=self._period,
                dimensions=self._plan.dimensions,
            )
            if related is not None:
                yield related

    def _relations(self) -> Iterator[RuleResult]:
        for each in self._planned_relations():
            is_error = self._is_error(each.code)
            found = self._engine.find(each.columns, each.find, self._samples, is_error)
            around: frozenset[tuple[Any, ...]] = frozenset()
            if each.near is not None and found.first:
                columns, near = each.near
                first = list(self._engine.take(found.first, columns).values())
                rows = self._engine.distinct(columns, near(first)).iter_rows()
                around = frozenset(map(combination_rules.comparable, rows))
            finding = partial(each.finding, around)
            yield RuleResult(each.code, each.column, found, finding, each.columns)

    def _tables(self) -> Iterator[RuleResult]:
        for rule in self._plan.tables:
            is_error = self._is_error(rule.code)
            if rule.follows:
                found = self._engine.cyclic(rule.column, self._samples, is_error)
            else:
                find = partial(self._invalid_rows, rule)
                found = self._engine.find(rule.needs, find, self._samples, is_error)
            finding = partial(self._row_finding, rule)
            yield RuleResult(rule.code, rule.column, found, finding, rule.needs)

    def _invalid_rows(
        self, rule: Rule, frame: nw.LazyFrame[Any], bring: Bring
    ) -> nw.LazyFrame[Any]:
        assert rule.invalid_rows is not None
        return rule.invalid_rows(frame, bring, self._reference)

    def _referring_rows(self) -> Iterator[RuleResult]:
        """Return the rows that refer to invalid rows, so that the valid rows stay valid."""
        for column in own_references(self._plan.table, self._plan.specs):
            found = self._engine.dependent(column, self._samples)
            finding = partial(invalid_reference, column)
            yield RuleResult("reference-invalid", column, found, finding, (column,))

    # Findings

    def _findings(self, results: list[RuleResult]) -> Iterator[Finding]:
        plan = self._plan
        numbers = {number for result in results for number in result.violations.first}
        if not numbers:
            return
        wanted = dict.fromkeys(("id",))
        for result in results:
            if result.violations.first:
                wanted |= dict.fromkeys((result.column, *result.columns))
        rows = self._engine.take(
            sorted(numbers), [name for name in wanted if name in plan.specs or name == self._period]
        )
        for result in results:
            for number in result.violations.first:
                row = rows[number]
                finding = result.finding(row)
                column = finding.column
                raw = row.get(f"{RAW}{column}")
                if finding.code == "type-wrong" and raw is not None:
                    kind = plan.specs[column].type
                    finding = replace(finding, message=wrong_cell(column, kind, _quoted(raw)))
                yield replace(
                    finding,
                    severity=severity_of(finding.code, plan.profile),
                    table=plan.table,
                    id=display_value(row.get("id")),
                    value=display_value(
                        row.get(f"{RAW}{column}", row.get(column)),
                        is_list=column in plan.specs and plan.specs[column].type == "list",
                    ),
                    row=number,
                )


def _violation(rule: Rule, marked: set[str]) -> nw.Expr:
    """Return a row rule's violation, except for cells of another type, which have a finding."""
    return _without_marked(rule.violation(), rule.needs, marked)


def _without_marked(condition: nw.Expr, columns: Iterable[str], marked: set[str]) -> nw.Expr:
    for name in columns:
        if name in marked:
            condition = condition & ~nw.col(invalid_flag(name))
    return condition


def _repeated(key: UniqueKey, row: Mapping[str, Any]) -> Finding:
    rule = RULES[key.code]
    if len(key.columns) == 1:
        column = key.columns[0]
        return rule.finding(f"{column} {shown(row[column])} is in several rows", column=column)
    same = ", ".join(f"{name} {shown(row[name])}" for name in key.columns if row[name] is not None)
    message = (
        f"several rows have the same {same}; remove a duplicate, or pass `dimensions` if another "
        "column distinguishes the rows"
    )
    return rule.finding(message, column=key.columns[0])


def _quoted(raw: object) -> str:
    """Return the text of a cell, in quotation marks unless it begins like a number or day."""
    text = display_value(raw)
    return text if re.fullmatch(r"[+-]?[0-9][0-9.:eE+ -]*(UTC)?", text) else repr(text)


def _check_stable(found: Violations) -> None:
    """Raise DataError if no row has a value that violates a rule, though one had it before."""
    if not found.count:
        raise DataError(
            "the data returned other values when it was read again; store it first, e.g. "
            "`frame.collect()` or `relation.materialize()`"
        )
