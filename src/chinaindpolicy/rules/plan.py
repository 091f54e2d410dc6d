"""Choose the rules that apply to the columns present."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chinaindpolicy._similar import nearest
from chinaindpolicy.model.columns import ColumnSpec, ColumnType, columns
from chinaindpolicy.rules.cell_rules import cell_rules
from chinaindpolicy.rules.combination_rules import COMBINATION_RULES
from chinaindpolicy.rules.dimensions import dimension_specs
from chinaindpolicy.rules.engines.base import InputColumn, UniqueKey
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.profiles import Profile, is_optional, required_columns
from chinaindpolicy.rules.reference_data import ReferenceData, reference_of
from chinaindpolicy.rules.registry import ROW_RULES, RULES, rules_of
from chinaindpolicy.rules.required_values import required_values
from chinaindpolicy.rules.rule import Rule
from chinaindpolicy.rules.table_rules import TABLE_RULES

# Chinese headers other than the Chinese name of the column.
_HEADERS = {
    "period": ("年份", "年度", "年", "时间"),
    "region_id": ("省份", "省", "城市", "地区名称"),
    "indicator_id": ("指标名称",),
    "unit": ("计量单位",),
    "value": ("值", "指标值"),
}
_CONVERSIONS = {
    "string": 'such as `df["{name}"].astype(str)` in pandas or `.cast(pl.String)` in Polars',
    "number": "such as `.cast(pl.Float64)` in Polars, or run cip.normalize",
    "date": 'such as `pd.to_datetime(df["{name}"])` in pandas or `.str.to_date()` in Polars',
}
# `astype(str)` would write the year of a date as the day 2024-01-01, and 2024.0 for a year.
_TEXT_OF_TIMES = 'such as `df["{name}"].dt.strftime("%Y")` for years, or "%Y-%m" for months'
_TEXT_OF_FLOATS = 'such as `df["{name}"].astype("Int64").astype("string")` in pandas'
# Optional columns that separate observations of one indicator, region and period.
_SOURCE = (
    *("region_id", "organization_id", "record_id", "policy_id", "document_id", "reference_id"),
    *("comparator", "kind", "measure", "price_basis", "attributed_to"),
)
_NOT_LOOKED_UP = "references='skip': ids of other tables are not looked up"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The rules to evaluate on the data of one table.

    Attributes:
        table: The table.
        profile: The profile.
        specs: The columns that are present and have their type, by name; dimensions too.
        dimensions: The extra columns of the data that are part of the key of an observation.
        findings: The findings on the data's columns.
        cells: The rules on cells, each bound to a column.
        rows: The rules on rows.
        keys: The columns that may not repeat together.
        tables: The rules that compare rows.
        combinations: The codes of the rules on combinations of values.
        not_checked: The rules that cannot be evaluated, and why.
    """

    table: str
    profile: Profile
    specs: Mapping[str, ColumnSpec]
    findings: tuple[Finding, ...] = ()
    cells: tuple[Rule, ...] = ()
    rows: tuple[Rule, ...] = ()
    keys: tuple[UniqueKey, ...] = ()
    tables: tuple[Rule, ...] = ()
    combinations: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()


def fits(spec: ColumnSpec, kind: str | None) -> bool:
    """Return whether a column of a kind can have the values of a table's column."""
    always = kind in ("empty", "text")
    return always or kind == spec.type or (spec.type == "number" and kind == "integer")


def _marked(spec: ColumnSpec, column: InputColumn) -> bool:
    parsed = column.kind == "text" and spec.type not in ("string", "list")
    return column.marked or parsed or (column.inexact and spec.type == "number")


def plan_for(
    table: str,
    profile: Profile,
    present: Mapping[str, InputColumn],
    reference: ReferenceData,
    specs: Sequence[ColumnSpec] | None = None,
    dimensions: Sequence[str] = (),
) -> Plan:
    """Make the plan for data with some columns.

    Args:
        table: The table.
        profile: The profile.
        present: The columns of the data.
        reference: The other tables.
        specs: The columns of the table, where they are not those of its record.
        dimensions: Extra columns of the data that are part of the key of an observation.

    Raises:
        DataError: If a dimension has values that are not scalars.
    """
    declared = {spec.name: spec for spec in (columns(table) if specs is None else specs)}
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
            optional=is_optional(spec, table, profile),
            marked=_marked(spec, present[name]),
            references=reference_of(table, spec) if reference.looks_up else (),
            ids=reference.ids,
        )
    ]
    skipped = SkippedRules(present, usable, reference)
    skipped.skip_ids([name for name, spec in usable.items() if reference_of(table, spec)])
    extra = dict(dimension_specs(dimensions, present))
    rows, keys, tables, combinations = (
        [
            rule
            for rule in (one.bound(usable, profile) for one in rules)
            if _applies(rule, table, declared) and skipped.can_evaluate(rule)
        ]
        for rules in (
            (*ROW_RULES, *required_values(table, profile, usable)),
            rules_of("key"),
            TABLE_RULES,
            COMBINATION_RULES,
        )
    )
    return Plan(
        table=table,
        profile=profile,
        specs={**usable, **extra},
        findings=tuple(_column_findings(table, profile, declared, _without(present, extra))),
        cells=tuple(cells),
        rows=tuple(rows),
        keys=tuple(_key(rule, usable, extra) for rule in keys),
        tables=tuple(tables),
        combinations=tuple(rule.code for rule in combinations),
        dimensions=tuple(extra),
        not_checked=tuple(skipped.reasons()),
    )


def _key(
    rule: Rule, usable: Mapping[str, ColumnSpec], dimensions: Mapping[str, ColumnSpec]
) -> UniqueKey:
    more: tuple[str, ...] = ()
    if len(rule.columns) > 1:
        more = (*(name for name in _SOURCE if name in usable), *dimensions)
    return UniqueKey(rule.code, (*rule.columns, *more), len(rule.columns))


def _applies(rule: Rule, table: str, declared: Mapping[str, ColumnSpec]) -> bool:
    """Return True if a rule is on this table, and no column is newer than the release."""
    if not rule.tables:
        return declared.keys() >= set(rule.columns)
    return table in rule.tables and declared.keys() >= set(rule.needs)


def _without(
    present: Mapping[str, InputColumn], dimensions: Mapping[str, ColumnSpec]
) -> dict[str, InputColumn]:
    return {name: column for name, column in present.items() if name not in dimensions}


class SkippedRules:
    """The rules that cannot be evaluated, and the reason."""

    def __init__(
        self,
        present: Mapping[str, InputColumn],
        usable: Mapping[str, ColumnSpec],
        reference: ReferenceData,
    ) -> None:
        self._present = present
        self._usable = usable
        self._reference = reference
        self._codes: dict[str, list[str]] = {}

    def can_evaluate(self, rule: Rule) -> bool:
        """Return whether data and reference data have the columns of a rule; else record why."""
        reason = self._reason(rule)
        if reason:
            self._codes.setdefault(reason, []).append(rule.code)
        return not reason

    def skip_ids(self, columns: Sequence[str]) -> None:
        """Record that the ids of some columns are not looked up, if that was requested."""
        if columns and not self._reference.looks_up:
            self._codes[_NOT_LOOKED_UP] = [f"id-dangling ({', '.join(columns)})"]

    def _reason(self, rule: Rule) -> str:
        for name in rule.needs:
            if name not in self._usable:
                why = "of the wrong type" if name in self._present else "missing"
                return f"column {name} is {why}"
        if rule.lookups and not self._reference.looks_up:
            return _NOT_LOOKED_UP
        for lookup in rule.lookups:
            if not self._reference.can_look_up(lookup):
                return f"table {lookup.table} has no column {lookup.column}"
        return ""

    def reasons(self) -> Iterator[str]:
        """Yield the codes of skipped rules, by reason."""
        for why, codes in self._codes.items():
            yield f"{', '.join(dict.fromkeys(codes))}: {why}"


def _column_findings(
    table: str,
    profile: Profile,
    declared: Mapping[str, ColumnSpec],
    present: Mapping[str, InputColumn],
) -> Iterator[Finding]:
    for name in required_columns(table, profile):
        placed = name == "region_id" and table == "figures" and "organization_id" in present
        if name in declared and name not in present and not placed:
            close = _like(name, [each for each in present if each not in declared])
            hint = f"; if it is column {close!r}, {_rename(close, name)}" if close else "; add it"
            message = (
                f"column {name} is missing; the {profile} profile requires it "
                f"({declared[name].meaning.description.rstrip('.')}){hint}"
            )
            yield RULES["column-missing"].finding(
                message[:500],
                table=table,
                column=name,
                expected=declared[name].type,
                profile=profile,
            )
    for name, column in present.items():
        if name not in declared:
            hint = _rename_hint(name, [each for each in declared if each not in present])
            message = f"unknown column {name!r}: it is not a column of {table} and is ignored{hint}"
            yield RULES["column-unknown"].finding(
                message[:500], table=table, column=name[:200], profile=profile
            )
        elif not fits(declared[name], column.kind):
            rule, kind = RULES["dtype-wrong"], declared[name].type
            message = (
                f"column {name} has type {column.dtype}{column.reason}, expected {kind}: convert it"
                f"{_conversion(name, kind, column.dtype)}; the rules on it are skipped"
            )
            yield rule.finding(
                message[:500],
                table=table,
                column=name,
                value=column.dtype,
                expected=kind,
                profile=profile,
            )


def _conversion(name: str, kind: ColumnType, dtype: str) -> str:
    """Return the code that converts a column to a type; empty if no code is known."""
    form = _CONVERSIONS.get(kind, "")
    if kind == "string" and dtype.casefold().startswith(("date", "time")):
        form = _TEXT_OF_TIMES
    elif kind == "string" and dtype.casefold().startswith(("float", "double")):
        form = _TEXT_OF_FLOATS
    elif kind == "date" and dtype.casefold().startswith(("int", "uint", "float", "double", "big")):
        form = ""  # the unit and the start of the count are not known
    return f", {form.replace('{name}', name)}" if form else ""


def _rename_hint(name: str, absent: list[str]) -> str:
    close = _like(name, absent)
    return f"; if it is {close}, {_rename(name, close)}" if close else ""


def _rename(given: str, name: str) -> str:
    return f"pass columns={{{given!r}: {name!r}}} (--column {given}={name})"


def _like(name: str, others: list[str]) -> str:
    """Return the name most like another, with or without `_id`; empty if none is."""
    plain = name.casefold().removesuffix("_id")
    same = [each for each in others if each.casefold().removesuffix("_id") == plain]
    if same:
        return same[0]
    if labelled := [each for each in others if _is_label(name, each) or _is_label(each, name)]:
        return labelled[0]
    found = next(iter(nearest(name, others, most=1)), "")
    # A hint for another column would put values where they do not belong.
    return found if _is_alike(name, found) else ""


def _is_label(header: str, column: str) -> bool:
    """Return True if a header is the Chinese name of a column, as `normalize` reads it."""
    from chinaindpolicy.lang.texts import texts

    label = texts("zh").code("column", column)
    return header == label != column or header in _HEADERS.get(column, ())


def _is_alike(name: str, other: str) -> bool:
    import difflib

    plain = (name.casefold(), other.casefold())
    return bool(other) and difflib.SequenceMatcher(None, *plain).ratio() >= 0.75
