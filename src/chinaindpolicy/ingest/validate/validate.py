"""`validate`: check data against the definition of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from chinaindpolicy._arguments import checked_except
from chinaindpolicy._public import public
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.rows import Rows
from chinaindpolicy.errors import ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.ingest.extension.extension import read_extension
from chinaindpolicy.ingest.lookup_tables import LookupTables
from chinaindpolicy.ingest.release_columns import record_columns, release_columns
from chinaindpolicy.ingest.validate.inputs import EngineName, open_source
from chinaindpolicy.ingest.validate.report import ValidationReport
from chinaindpolicy.ingest.validate.source import DataSource
from chinaindpolicy.loading import load
from chinaindpolicy.model.columns import record_class
from chinaindpolicy.model.dimensions import check_dimensions
from chinaindpolicy.model.vocabularies import TableName
from chinaindpolicy.rules.check_tables import shared_id_finding, shared_ids
from chinaindpolicy.rules.dimensions import check_present
from chinaindpolicy.rules.engines.base import ROW
from chinaindpolicy.rules.evaluate import TableResult, evaluate
from chinaindpolicy.rules.findings import Finding, Severity
from chinaindpolicy.rules.plan import Plan, plan_for
from chinaindpolicy.rules.profiles import checked_profile
from chinaindpolicy.rules.reference_data import ReferenceData, cast_for_lookup
from chinaindpolicy.rules.registry import severity_of

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.ingest.extension.extension import Extend

_REFERENCES = ("check", "skip")


@public
@checked_except("table", "against", "profile", "engine", "extend", "dimensions", "references")
def validate(
    data: Any,
    table: TableName | str | None = None,
    *,
    against: Dataset | str | Path | None = None,
    profile: Literal["core", "traced"] = "core",
    columns: Mapping[str, str] | None = None,
    engine: EngineName | None = None,
    samples: int = 20,
    extend: Extend | None = None,
    dimensions: Sequence[str] = (),
    references: Literal["check", "skip"] = "check",
) -> ValidationReport:
    """Check data against the definition of a table, on the engine of the data.

    Args:
        data: A Polars frame or lazy frame, a pandas frame, a PyArrow table, a DuckDB relation, a
            Spark DataFrame, a list of dicts or records, the path of a file, several paths or a
            glob. A dict of these by table name is checked together; its tables replace those of
            `against`.
        table: The table of the data; None if `data` is a dict by table name.
        against: The dataset whose ids, units and regions the data is compared with, or the name or
            folder of one; by default the latest packaged release.
        profile: `core` requires only columns that an external provider can supply; `traced`
            requires every column of the record, with the source of each value.
        columns: The name of a column in the data, and in the table; columns are renamed first.
        engine: `polars`, `polars-streaming` or `duckdb`; by default that of the data.
            Spark DataFrames are always checked by `spark`.
        samples: The maximum number of findings of each rule, in order of rows; all violations are
            counted.
        extend: Codes of your own by table, such as `{"indicators": [...], "units": [...]}`: lists
            of dicts, frames or paths of data files; or the path of a YAML file. An
            indicator needs `id`, `name` and `unit`, every other entry an `id`. Entries win over
            rows of `against` with the same id.
        dimensions: Extra columns of the data that separate observations, such as `["model",
            "scenario"]`. They are part of the key of an observation; a missing value counts as a
            value of its own.
        references: `skip` looks up no ids of other tables and skips the rules that need them;
            `not_checked` lists both. Codes of closed vocabularies are still checked.

    Returns:
        The report. `counts` are exact; `not_checked` lists the skipped rules with the reason;
        `valid_rows()` and `invalid_rows()` split the data.

    Raises:
        UnknownNameError: If there is no such table, column, profile, engine or release.
        DataError: If the data or its engine is not supported; names a workaround.
        ExtensionError: If an entry of `extend` is invalid; has all problems.

    Example:
        >>> import chinaindpolicy as cip
        >>> import polars as pl
        >>> row = {"indicator_id": "industrial-added-value", "region_id": "cn-zz", "period": "2024"}
        >>> frame = pl.DataFrame([row | {"value": 3.5, "unit": "percent"}])
        >>> cip.validate(frame, "figures").counts["id-dangling"] >= 1
        True

        Codes of your own, and a dimension:

        >>> own = {"id": "battery-demand", "name": "Battery demand", "unit": "gigawatt_hour"}
        >>> rows = [{"indicator_id": "battery-demand", "region_id": "cn", "period": "2030",
        ...          "value": 1200.0, "unit": "gigawatt_hour", "model": name} for name in "AB"]
        >>> extend = {"indicators": [own], "units": [{"id": "gigawatt_hour"}]}
        >>> cip.validate(rows, "figures", extend=extend, dimensions=["model"]).ok
        True
    """
    return run(
        data,
        table,
        against=against,
        profile=profile,
        columns=columns,
        engine=engine,
        samples=samples,
        extend=extend,
        dimensions=dimensions,
        references=references,
        progress=_silent,
    )


def _silent(step: str) -> None:
    pass


def run(
    data: Any,
    table: str | None,
    *,
    against: Dataset | str | Path | None,
    profile: str,
    columns: Mapping[str, str] | None,
    engine: str | None,
    samples: int,
    extend: Extend | None = None,
    dimensions: Sequence[str] = (),
    references: str = "check",
    progress: Callable[[str], None],
) -> ValidationReport:
    """Validate, and report each step to the callback."""
    chosen = checked_profile(profile)
    if samples < 0:
        raise ChinaIndPolicyError(f"samples is {samples}: expected 0 or more")
    if references not in _REFERENCES:
        raise UnknownNameError("references", references, _REFERENCES)
    together = _by_table(data, table)
    for name in together:
        record_class(name)
    if columns and len(together) > 1:
        raise ChinaIndPolicyError("columns are renamed in one table: check it by itself")
    extra = check_dimensions(dimensions, together)
    sources = {
        name: open_source(each, name, columns, engine, extra) for name, each in together.items()
    }
    with ExitStack() as reading:
        for source in sources.values():
            reading.enter_context(source.read())
        dataset = against if isinstance(against, Dataset) else load(against)
        extension = read_extension(extend, dataset)
        check_present(extra, [source.engine.columns for source in sources.values()])
        reference = ReferenceData(LookupTables(extension, sources), looks_up=references == "check")
        shared = _in_two_tables(sources, samples)
        results: dict[str, tuple[DataSource, Plan, TableResult]] = {}
        for name, source in sources.items():
            specs = (record_columns if source.records else release_columns)(name, dataset)
            plan = plan_for(name, chosen, source.engine.columns, reference, specs, extra)
            if any(problem.code == "file-empty" for problem in source.problems):
                plan = replace(plan, findings=())  # every column is missing
            invalid = shared[name][0] if name in shared else None
            result = evaluate(source.engine, plan, reference, samples, progress, invalid)
            results[name] = (source, plan, result)
        placed = {
            name: (len(rows), sources[name].place(findings))
            for name, (rows, findings) in shared.items()
        }
        return _report(results, placed, chosen)


def _by_table(data: Any, table: str | None) -> dict[str, Any]:
    if table is not None:
        return {table: data}
    if isinstance(data, Rows):
        return {data.name: data}
    if not isinstance(data, Mapping) or not data:
        whole = "; a whole dataset is checked by `verify`" if isinstance(data, Dataset) else ""
        raise ChinaIndPolicyError(
            f"which table is it? Give `table`, or a mapping of table names to data{whole}"
        )
    return dict(cast("Mapping[str, Any]", data))


def _in_two_tables(
    sources: Mapping[str, DataSource], samples: int
) -> dict[str, tuple[pl.Series, list[Finding]]]:
    """Return the rows whose id a table before has too, and the findings on the first of them."""
    import polars as pl

    tables = [table for table in sources if "id" in sources[table].engine.columns]
    if len(tables) < 2:
        return {}
    engines = {table: sources[table].engine for table in tables}
    found = {
        table: engine.ids_among([each for name, each in engines.items() if name != table])
        for table, engine in engines.items()
    }
    numbers = {table: frame[ROW].to_list() for table, frame in found.items()}
    ids = {
        table: cast_for_lookup(table, frame.select("id")).to_series()
        for table, frame in found.items()
    }
    rows: dict[str, list[int]] = {}
    findings: dict[str, list[Finding]] = {}
    for table, place, id, other in shared_ids(ids):
        row = numbers[table][place]
        rows.setdefault(table, []).append(row)
        if len(rows[table]) <= samples:
            findings.setdefault(table, []).append(shared_id_finding(table, id, other, row))
    return {
        table: (pl.Series(shared, dtype=pl.Int64), findings.get(table, []))
        for table, shared in rows.items()
    }


_WITHDRAWALS = (
    "withdrawn-present, successor-missing: these rules need all tables; `build` and `verify` "
    "evaluate them"
)


def _report(
    results: Mapping[str, tuple[DataSource, Plan, TableResult]],
    shared: Mapping[str, tuple[int, list[Finding]]],
    profile: Any,
) -> ValidationReport:
    findings: list[Finding] = []
    counts: dict[tuple[str, str, str], int] = {}
    not_checked: list[str] = []
    parts: dict[str, Callable[[bool], Any]] = {}
    for table, (source, plan, result) in results.items():
        findings += source.problems
        findings += source.place(result.findings)
        unread = Counter((table, problem.code, problem.column) for problem in source.problems)
        counts |= unread
        for code, count in source.unread.items():
            rest = count - sum(problem.code == code for problem in source.problems)
            if rest:
                counts[table, code, ""] = counts.get((table, code, ""), 0) + rest
        for (code, column), count in result.counts.items():
            counts[table, code, column] = counts.get((table, code, column), 0) + count
        if table in shared:
            counts[table, "id-in-two-tables", "id"] = shared[table][0]
            findings += shared[table][1]
        prefix = f"{table}: " if len(results) > 1 else ""
        reasons = (*plan.not_checked, *([_WITHDRAWALS] if table == "withdrawals" else []))
        not_checked += [f"{prefix}{reason}" for reason in reasons]
        parts[table] = _rows(source, result.all_invalid)
    severities: dict[str, Severity] = {code: severity_of(code, profile) for _, code, _ in counts}
    for finding in findings:
        severities[finding.code] = finding.severity
    return ValidationReport(
        tuple(findings),
        {table: result.rows for table, (_, _, result) in results.items()},
        tuple(not_checked),
        engine=", ".join(dict.fromkeys(source.engine.name for source, _, _ in results.values())),
        profile=profile,
        counts_by_column=counts,
        severities=severities,
        _parts=parts,
        _unread={table: source.unread_rows for table, (source, _, _) in results.items()},
    )


def _rows(source: DataSource, all_invalid: bool) -> Callable[[bool], Any]:
    return lambda valid: source.rows(valid, all_invalid)
