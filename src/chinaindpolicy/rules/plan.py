"""From a table's definition and the columns at hand to what is to be judged, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chinaindpolicy._similar import nearest
from chinaindpolicy.model.columns import ColumnSpec, columns
from chinaindpolicy.rules.cell_rules import CellRule, cell_rules
from chinaindpolicy.rules.combination_rules import COMBINED
from chinaindpolicy.rules.engines.base import InputColumn, UniqueKey
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.profiles import Profile, is_optional, required_columns
from chinaindpolicy.rules.reference_data import ReferenceData, reference_of
from chinaindpolicy.rules.registry import DATA_RULES, severity_of
from chinaindpolicy.rules.row_rules import ROW_RULES, RowRule
from chinaindpolicy.rules.table_rules import KEYS, SOURCE, TABLE_RULES_OVER_ROWS, TableRule

__all__ = ["Plan", "plan_for"]


@dataclass(frozen=True)
class Plan:
    """What is to be judged of one table.

    Attributes:
        table: The table.
        profile: The profile.
        specs: The columns that are there and have their type, by name.
        findings: What is wrong with the data's columns.
        cells: The rules on cells.
        rows: The rules on rows.
        keys: The columns that may not repeat together.
        sets: The rules on rows held against each other.
        combinations: The codes of the rules on combinations of values.
        not_checked: What cannot be judged, and why.
    """

    table: str
    profile: Profile
    specs: Mapping[str, ColumnSpec]
    findings: tuple[Finding, ...] = ()
    cells: tuple[CellRule, ...] = ()
    rows: tuple[RowRule, ...] = ()
    keys: tuple[UniqueKey, ...] = ()
    sets: tuple[TableRule, ...] = ()
    combinations: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()


def fits(spec: ColumnSpec, kind: str | None) -> bool:
    """Tell whether a column of a kind can hold the values of a table's column."""
    always = kind in ("empty", "text")
    return always or kind == spec.type or (spec.type == "number" and kind == "integer")


def _marked(spec: ColumnSpec, column: InputColumn) -> bool:
    return column.marked or (column.kind == "text" and spec.type not in ("string", "list"))


def plan_for(
    table: str, profile: Profile, present: Mapping[str, InputColumn], known: ReferenceData
) -> Plan:
    """Make the plan for data with some columns."""
    declared = {spec.name: spec for spec in columns(table)}
    usable = {
        name: spec
        for name, spec in declared.items()
        if name in present and fits(spec, present[name].kind)
    }
    cells = [
        rule
        for name, spec in usable.items()
        for rule in cell_rules(
            spec,
            may_miss=is_optional(spec, table, profile),
            marked=_marked(spec, present[name]),
            reference=reference_of(table, spec),
            known=known.ids,
        )
    ]
    judged = SkippedRules(present, usable)
    rows = [
        rule
        for rule in ROW_RULES
        if table in rule.tables
        and judged.has(rule.code, rule.needs)
        and judged.knows(rule.code, [(each.table, each.column) for each in rule.lookups], known)
    ]
    keys: list[UniqueKey] = []
    for code, key in KEYS.items():
        if set(key) <= set(declared) and judged.has(code, key):
            more = tuple(name for name in SOURCE if name in usable and len(key) > 1)
            keys.append(UniqueKey(code, (*key, *more), len(key)))
    sets = [
        rule
        for rule in TABLE_RULES_OVER_ROWS
        if table in rule.tables
        and judged.has(rule.code, rule.needs)
        and judged.knows(rule.code, [("errata", name) for name in rule.known], known)
    ]
    combinations = tuple(
        code
        for code, needs in COMBINED.items()
        if set(needs) <= set(declared) and judged.has(code, needs)
    )
    return Plan(
        table,
        profile,
        usable,
        tuple(_column_findings(table, profile, declared, present)),
        tuple(cells),
        tuple(rows),
        tuple(keys),
        tuple(sets),
        combinations,
        tuple(judged.reasons()),
    )


class SkippedRules:
    """Notes which rules cannot be judged for want of what."""

    def __init__(
        self, present: Mapping[str, InputColumn], usable: Mapping[str, ColumnSpec]
    ) -> None:
        self._present = present
        self._usable = usable
        self._wanting: dict[str, list[str]] = {}

    def has(self, code: str, needs: tuple[str, ...]) -> bool:
        """Tell whether the data has the columns that a rule needs."""
        for name in needs:
            if name not in self._usable:
                why = "of the wrong type" if name in self._present else "missing"
                self._wanting.setdefault(f"column {name} is {why}", []).append(code)
                return False
        return True

    def knows(self, code: str, columns: list[tuple[str, str]], known: ReferenceData) -> bool:
        """Tell whether other tables have the columns that a rule looks up."""
        for table, column in columns:
            if column not in known.frames[table].columns:
                why = f"table {table} has no column {column}"
                self._wanting.setdefault(why, []).append(code)
                return False
        return True

    def reasons(self) -> Iterator[str]:
        """Yield what cannot be judged, by reason."""
        for why, codes in self._wanting.items():
            yield f"{', '.join(dict.fromkeys(codes))}: {why}"


def _column_findings(
    table: str,
    profile: Profile,
    declared: Mapping[str, ColumnSpec],
    present: Mapping[str, InputColumn],
) -> Iterator[Finding]:
    for name in required_columns(table, profile):
        if name not in present:
            close = _like(name, [each for each in present if each not in declared])
            hint = f"; is it {close!r}? {_rename(close, name)}" if close else ""
            yield _finding(
                "column-missing",
                table,
                profile,
                name,
                "",
                f"column {name} is missing: {declared[name].meaning.description}{hint}",
                declared[name].type,
            )
    for name, column in present.items():
        if name not in declared:
            hint = _rename_hint(name, [each for each in declared if each not in present])
            message = f"{table} has no column {name!r}{hint}"
            yield _finding("column-unknown", table, profile, name, "", message)
        elif not fits(declared[name], column.kind):
            kind = declared[name].type
            message = (
                f"{DATA_RULES['dtype-wrong']}: {name} holds {column.dtype}, expected {kind}; the "
                "rules on it are not judged"
            )
            yield _finding("dtype-wrong", table, profile, name, column.dtype, message, kind)


def _rename_hint(name: str, absent: list[str]) -> str:
    close = _like(name, absent)
    return f"; did you mean {close}? {_rename(name, close)}" if close else ""


def _rename(theirs: str, ours: str) -> str:
    return f"give columns={{{theirs!r}: {ours!r}}} (--column {theirs}={ours})"


def _like(name: str, others: list[str]) -> str:
    """Return the name most like another, with or without `_id`; empty if none is."""
    plain = name.casefold().removesuffix("_id")
    same = [each for each in others if each.casefold().removesuffix("_id") == plain]
    return next(iter(same or nearest(name, others, most=1)), "")


def _finding(
    code: str,
    table: str,
    profile: Profile,
    column: str,
    value: str,
    message: str,
    expected: str = "",
) -> Finding:
    severity = severity_of(code, profile)
    return Finding(code, severity, table, "", column[:200], value, message[:500], expected)
