"""Check a set of tables: every rule on every table, and the rules between tables."""

from __future__ import annotations

import functools
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from chinaindpolicy.codes.rows import is_shared_code
from chinaindpolicy.rules.chains import leading_to_themselves
from chinaindpolicy.rules.engines.polars import PolarsEngine
from chinaindpolicy.rules.evaluate import evaluate
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.plan import plan_for
from chinaindpolicy.rules.reference_data import ReferenceData, lookup_columns, referred_tables
from chinaindpolicy.rules.registry import ROW_RULES, RULES
from chinaindpolicy.rules.report import Report
from chinaindpolicy.rules.table_rules import TABLE_RULES

# Larger tables are checked each time, because the cache keeps its frames in memory.
_MOST_CACHED_BYTES = 1024 * 1024


@dataclass(frozen=True)
class _Content:
    """A table and the lookup data of its rules, compared by digest.

    Attributes:
        table: The name of the table.
        digest: SHA-256 of all rows and dtypes.
        frame: The table.
        references: The columns that the rules of the table look up, by table.
    """

    table: str
    digest: bytes
    frame: pl.DataFrame = field(compare=False, repr=False)
    references: Mapping[str, pl.DataFrame] = field(compare=False, repr=False)


def check_tables(frames: Mapping[str, pl.DataFrame]) -> Report:
    """Check tables against every rule over several fields, rows or tables.

    Args:
        frames: Every table, with declared dtypes.

    Returns:
        A report; `checked` counts rows and rules.
    """
    findings: list[Finding] = []
    lookups = {name: _lookup_columns(name, frame) for name, frame in frames.items()}
    digests = {name: _digest(frame) for name, frame in lookups.items()}
    for table, frame in frames.items():
        if frame.height:
            references = {name: lookups[name] for name in sorted(_references(table))}
            parts = [_digest(frame), *(digests[name] for name in references)]
            digest = hashlib.sha256(b"".join(parts)).digest()
            findings += _findings(_Content(table, digest, frame, references))
    findings += _in_two_tables(frames)
    findings += _wrong_withdrawals(frames)
    rows = sum(frame.height for frame in frames.values())
    return Report(tuple(sorted(findings)), {"rows": rows, "row rules": len(ROW_RULES)})


def _lookup_columns(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(name for name in lookup_columns(table) if name in frame.columns)


def _references(table: str) -> frozenset[str]:
    """Return the tables that the rules of a table consult; the rules get no other tables."""
    rules = (rule for rule in (*ROW_RULES, *TABLE_RULES) if table in rule.tables)
    return referred_tables(table) | {lookup.table for rule in rules for lookup in rule.lookups}


def _digest(frame: pl.DataFrame) -> bytes:
    """Return the SHA-256 of the rows and dtypes of a frame."""
    buffer = io.BytesIO()
    frame.write_ipc(buffer, compression="uncompressed")
    return hashlib.sha256(buffer.getbuffer()).digest()


def _findings(content: _Content) -> tuple[Finding, ...]:
    frames = (content.frame, *content.references.values())
    size = sum(frame.estimated_size() for frame in frames)
    check = _cached if size <= _MOST_CACHED_BYTES else _cached.__wrapped__
    return check(content)


@functools.lru_cache(maxsize=256)
def _cached(content: _Content) -> tuple[Finding, ...]:
    return tuple(_check(content.table, content.frame, ReferenceData(content.references)))


def _check(table: str, frame: pl.DataFrame, reference: ReferenceData) -> Iterator[Finding]:
    engine = PolarsEngine(frame)
    plan = plan_for(table, "traced", engine.columns, reference)
    # Stated values have a separate check that uses the errata. A region next to its parent is
    # allowed here, because these values are not added.
    plan = replace(plan, combinations=tuple(c for c in plan.combinations if c == "period-bounds"))
    result = evaluate(engine, plan, reference, samples=frame.height, closed=False)
    for finding in result.findings:
        yield replace(finding, row=None)


def _in_two_tables(frames: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    for table, _, id, other in shared_ids({name: frame["id"] for name, frame in frames.items()}):
        yield shared_id_finding(table, id, other)


def _wrong_withdrawals(frames: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    withdrawals = frames["withdrawals"]
    if withdrawals.is_empty():
        return
    home = {id: name for name, f in frames.items() if name != "withdrawals" for id in f["id"]}
    predecessors: defaultdict[str, list[str]] = defaultdict(list)
    for id, successor in withdrawals.select("id", "successor_id").iter_rows():
        predecessors[successor or ""].append(id)
    # Follow the successors backwards from existing ids and from withdrawals without a successor.
    resolved = {*home, ""}
    reached = list(resolved)
    while reached:
        for id in predecessors.pop(reached.pop(), ()):
            resolved.add(id)
            reached.append(id)
    cyclic = leading_to_themselves(dict(withdrawals.select("id", "successor_id").iter_rows()))
    for row in withdrawals.iter_rows(named=True):
        if row["id"] in home:
            rule = RULES["withdrawn-present"]
            message = (
                f"{row['id']!r} is withdrawn, but it is in {home[row['id']]}; remove the "
                "withdrawal or the row"
            )
            yield rule.finding(
                message, table="withdrawals", id=row["id"], column="id", value=row["id"]
            )
        if (row["successor_id"] or "") not in resolved and row["id"] not in cyclic:
            message = (
                f"successor_id {row['successor_id']!r} is not an id of the dataset; use an "
                "existing id, or leave it empty and give a reason"
            )
            yield RULES["successor-missing"].finding(
                message,
                table="withdrawals",
                id=row["id"],
                column="successor_id",
                value=row["successor_id"],
            )


def shared_ids(ids: Mapping[str, pl.Series]) -> Iterator[tuple[str, int, str, str]]:
    """Yield the ids that an earlier table has too: table, row, id and the other table.

    Example:
        >>> import polars as pl
        >>> list(shared_ids({"a": pl.Series(["x", "y"]), "b": pl.Series(["y"])}))
        [('b', 0, 'y', 'a')]
    """
    first: dict[str, str] = {}
    for table, series in ids.items():
        if table == "withdrawals":
            continue  # these ids belong to earlier records
        for row, id in enumerate(series):
            if id is None or first.setdefault(id, table) == table:
                continue
            if not is_shared_code(id, table, first[id]):
                yield table, row, id, first[id]


def shared_id_finding(table: str, id: str, other: str, row: int | None = None) -> Finding:
    """Return the finding that an id of a table is in another table too."""
    rule = RULES["id-in-two-tables"]
    message = f"id {id!r} is in {other} too; rename one of the two"
    return rule.finding(message, table=table, id=id, column="id", value=id, row=row)
