"""Check a whole set of tables: every rule on every table, and what concerns all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from chinaindpolicy.rules.engines.polars import PolarsEngine
from chinaindpolicy.rules.evaluate import evaluate
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.plan import plan_for
from chinaindpolicy.rules.reference_data import ReferenceData
from chinaindpolicy.rules.registry import TABLE_RULES
from chinaindpolicy.rules.report import Report
from chinaindpolicy.rules.row_rules import ROW_RULES

if TYPE_CHECKING:
    import polars as pl

__all__ = ["check_tables", "shared_ids"]


def check_tables(frames: Mapping[str, pl.DataFrame]) -> Report:
    """Check tables against every rule over several fields, rows or tables.

    Args:
        frames: Every table, with declared dtypes.

    Returns:
        A report; `checked` counts rows and rules.
    """
    findings: list[Finding] = []
    known = ReferenceData(frames)
    for table, frame in frames.items():
        if frame.height:
            findings += _of_table(table, frame, known)
    findings += _in_two_tables(frames)
    findings += _wrong_withdrawals(frames)
    rows = sum(frame.height for frame in frames.values())
    return Report(tuple(sorted(findings)), {"rows": rows, "row rules": len(ROW_RULES)})


def _of_table(table: str, frame: pl.DataFrame, known: ReferenceData) -> Iterator[Finding]:
    engine = PolarsEngine(frame)
    plan = plan_for(table, "traced", engine.columns, known)
    # Values against what is stated have a check of their own, which knows the errata; and that a
    # region stands beside its parent says nothing against tables that nobody adds up.
    plan = replace(plan, combinations=tuple(c for c in plan.combinations if c == "period-bounds"))
    for finding in evaluate(engine, plan, known, samples=frame.height).findings:
        yield replace(finding, row=None)


def _finding(code: str, table: str, row: Mapping[str, Any], column: str, message: str) -> Finding:
    value = row[column]
    return Finding(
        code, "error", table, str(row["id"]), column, "" if value is None else str(value), message
    )


def _in_two_tables(frames: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    for table, _, id, other in shared_ids({name: frame["id"] for name, frame in frames.items()}):
        message = f"{TABLE_RULES['id-in-two-tables']}; it is in {other} too"
        yield _finding("id-in-two-tables", table, {"id": id}, "id", message)


def _wrong_withdrawals(frames: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    withdrawals = frames["withdrawals"]
    if withdrawals.is_empty():
        return
    home = {id: name for name, f in frames.items() if name != "withdrawals" for id in f["id"]}
    predecessors: defaultdict[str, list[str]] = defaultdict(list)
    for id, successor in withdrawals.select("id", "successor_id").iter_rows():
        predecessors[successor or ""].append(id)
    # From what exists, or went without a successor, back to all that leads there.
    resolved = {*home, ""}
    reached = list(resolved)
    while reached:
        for id in predecessors.pop(reached.pop(), ()):
            resolved.add(id)
            reached.append(id)
    for row in withdrawals.iter_rows(named=True):
        if row["id"] in home:
            message = f"{TABLE_RULES['withdrawn-present']}; this one is in {home[row['id']]}"
            yield _finding("withdrawn-present", "withdrawals", row, "id", message)
        if (row["successor_id"] or "") not in resolved:
            message = TABLE_RULES["successor-missing"]
            yield _finding("successor-missing", "withdrawals", row, "successor_id", message)


def shared_ids(ids: Mapping[str, pl.Series]) -> Iterator[tuple[str, int, str, str]]:
    """Yield the ids that a table before has too: table, row, id and the other table.

    Example:
        >>> import polars as pl
        >>> list(shared_ids({"a": pl.Series(["x", "y"]), "b": pl.Series(["y"])}))
        [('b', 0, 'y', 'a')]
    """
    first: dict[str, str] = {}
    for table, series in ids.items():
        if table == "withdrawals":
            continue  # it holds the ids of records that were
        for row, id in enumerate(series):
            if id is not None and first.setdefault(id, table) != table:
                yield table, row, id, first[id]
