"""Check a whole set of tables: row rules, keys, trees; each breach a finding with its id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import narwhals as nw
import polars as pl

from chinaindpolicy.columns import columns
from chinaindpolicy.errors import nearest
from chinaindpolicy.records import period_bounds
from chinaindpolicy.report import Finding, Report
from chinaindpolicy.rules import ROW_RULES, RowRule

__all__ = ["TABLE_RULES", "check_frames"]

TABLE_RULES: Mapping[str, str] = MappingProxyType(
    {
        "id-duplicate": "an id names one row",
        "id-dangling": "an id in another table's column is the id of a row there",
        "id-in-two-tables": "an id is the id of one record, whatever its table",
        "id-derived": "the id of a mention, passage or span tells its document and place",
        "passage-twice": "a paragraph has one passage",
        "mention-of-no-value": "an indicator value belongs to a target, a figure or a task",
        "mention-overlap": "no two mentions of a document overlap",
        "erratum-of-another": "the erratum of a record names the record",
        "period-bounds": "period_start and period_end are the first and last day of the period",
        "ordinal-repeated": "tasks of one kind under one parent have different ordinals",
        "withdrawn-present": "an id that was withdrawn is in no table",
        "successor-missing": "the successor of a withdrawn id exists, or leads to one that does",
    }
)
"""The rules over several rows or tables: their codes, and what is expected."""

_MOST_HINTS = 20

# Columns whose ids may be of any of these tables.
_RECORD_TABLES = (
    "targets",
    "figures",
    "tasks",
    "products",
    "projects",
    "policies",
    "organizations",
    "regions",
)
_ANY_RECORD = (
    ("mentions", "record_id"),
    ("spans", "record_id"),
    ("errata", "record_ids"),
)
# What a later value can be held against.
_FOLLOWED = ("targets", "figures", "projects")


def check_frames(frames: Mapping[str, pl.DataFrame]) -> Report:
    """Check tables against every rule over several fields, rows or tables.

    Args:
        frames: Every table, with declared dtypes.

    Returns:
        A report; `checked` counts rows and rules.
    """
    findings: list[Finding] = []
    for rule in ROW_RULES:
        for table in rule.tables:
            findings += _row_breaches(rule, table, frames)
    for table, frame in frames.items():
        findings += _duplicate_ids(table, frame)
        findings += _dangling(table, frame, frames)
    for table, column in _ANY_RECORD:
        known = {name for other in _RECORD_TABLES for name in frames[other]["id"]}
        findings += _unknown(table, column, frames[table], known, "record")
    followed = {name for other in _FOLLOWED for name in frames[other]["id"]}
    findings += _unknown(
        "outcomes", "record_id", frames["outcomes"], followed, "targets, figures or projects"
    )
    for table in ("targets", "figures", "outcomes"):
        findings += _wrong_bounds(table, frames[table])
    for table in ("targets", "figures"):
        findings += _errata_of_others(table, frames[table], frames["errata"])
    findings += _overlapping_mentions(frames["mentions"])
    findings += _in_two_tables(frames)
    findings += _wrongly_derived(frames)
    findings += _values_of_no_record(frames)
    findings += _repeated_ordinals(frames["tasks"])
    findings += _wrong_withdrawals(frames)
    rows = sum(frame.height for frame in frames.values())
    return Report(tuple(sorted(findings)), {"rows": rows, "row rules": len(ROW_RULES)})


def _row_breaches(
    rule: RowRule, table: str, frames: Mapping[str, pl.DataFrame]
) -> Iterator[Finding]:
    frame = frames[table]
    for lookup in rule.lookups:
        other = frames[lookup.table].select(
            pl.col("id").alias(lookup.key), pl.col(lookup.column).alias(lookup.name)
        )
        frame = frame.join(other.unique(lookup.key), on=lookup.key, how="left")
    good = rule.holds().fill_null(True)
    bad = nw.from_native(frame).filter(~good).to_native()
    for row in bad.iter_rows(named=True):
        yield _finding(rule.code, table, row, rule.column, rule.message, rule.severity)


def _finding(
    code: str,
    table: str,
    row: Mapping[str, Any],
    column: str,
    message: str,
    severity: Any = "error",
) -> Finding:
    value = row[column]
    return Finding(
        code, severity, table, str(row["id"]), column, "" if value is None else str(value), message
    )


def _duplicate_ids(table: str, frame: pl.DataFrame) -> Iterator[Finding]:
    for row in frame.filter(pl.col("id").is_duplicated()).iter_rows(named=True):
        yield _finding("id-duplicate", table, row, "id", TABLE_RULES["id-duplicate"])


def _dangling(
    table: str, frame: pl.DataFrame, frames: Mapping[str, pl.DataFrame]
) -> Iterator[Finding]:
    for spec in columns(table):
        target = spec.meaning.references
        if target:
            known = set(frames[target]["id"])
            yield from _unknown(table, spec.name, frame, known, target)


def _unknown(
    table: str, column: str, frame: pl.DataFrame, known: set[str], target: str
) -> Iterator[Finding]:
    exploded = frame.select("id", column)
    if isinstance(exploded.schema[column], pl.List):
        exploded = exploded.explode(column)
    missing = exploded.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(list(known)))
    hints: dict[str, str] = {}
    for row in missing.iter_rows(named=True):
        name = row[column]
        # To look for the nearest is to look at every id: for the first few names only.
        if name not in hints and len(hints) < _MOST_HINTS:
            near = nearest(name, known)
            hints[name] = f"; did you mean {near[0]!r}?" if near else ""
        message = f"no row {name!r} in {target}{hints.get(name, '')}"
        yield _finding("id-dangling", table, row, column, message)


def _wrong_bounds(table: str, frame: pl.DataFrame) -> Iterator[Finding]:
    for row in frame.select("id", "period", "period_start", "period_end").iter_rows(named=True):
        expected = period_bounds(row["period"]) if row["period"] else (None, None)
        if (row["period_start"], row["period_end"]) != expected:
            message = f"{TABLE_RULES['period-bounds']}: {expected[0]} and {expected[1]}"
            yield _finding("period-bounds", table, row, "period", message)


def _errata_of_others(table: str, frame: pl.DataFrame, errata: pl.DataFrame) -> Iterator[Finding]:
    named = dict(errata.select("id", "record_ids").iter_rows())
    for row in frame.filter(pl.col("erratum_id").is_not_null()).iter_rows(named=True):
        if row["id"] not in named.get(row["erratum_id"], [row["id"]]):
            message = TABLE_RULES["erratum-of-another"]
            yield _finding("erratum-of-another", table, row, "erratum_id", message)


def _overlapping_mentions(mentions: pl.DataFrame) -> Iterator[Finding]:
    ordered = mentions.sort("document_id", "char_start", "char_end")
    end_before = pl.col("char_end").cum_max().shift(1).over("document_id")
    for row in ordered.filter(pl.col("char_start") < end_before).iter_rows(named=True):
        message = f"{row['text']!r} overlaps the mention before it"
        yield _finding("mention-overlap", "mentions", row, "char_start", message)


def _in_two_tables(frames: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for table, frame in frames.items():
        if table == "withdrawals":
            continue  # it holds the ids of records that were
        for row in frame.select("id").iter_rows(named=True):
            other = first.setdefault(row["id"], table)
            if other != table:
                message = f"{TABLE_RULES['id-in-two-tables']}; it is in {other} too"
                yield _finding("id-in-two-tables", table, row, "id", message)


def _wrongly_derived(frames: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    place = {
        "mentions": pl.format("{}-m{}", "document_id", "char_start"),
        "passages": pl.format("{}-p{}", "document_id", "paragraph"),
        "spans": pl.format("{}-s{}", "document_id", "char_start")
        + pl.when(pl.col("record_id").is_null())
        .then(pl.lit(""))
        .otherwise(pl.format("-{}", "record_id")),
    }
    for table, expected in place.items():
        for row in frames[table].filter(pl.col("id") != expected).iter_rows(named=True):
            yield _finding("id-derived", table, row, "id", TABLE_RULES["id-derived"])
    twice = pl.struct("document_id", "paragraph").is_duplicated()
    for row in frames["passages"].filter(twice).iter_rows(named=True):
        yield _finding("passage-twice", "passages", row, "paragraph", TABLE_RULES["passage-twice"])


def _values_of_no_record(frames: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    valued = [name for table in ("targets", "figures", "tasks") for name in frames[table]["id"]]
    values = frames["mentions"].filter(
        (pl.col("role") == "indicator") & pl.col("record_id").is_not_null()
    )
    for row in values.filter(~pl.col("record_id").is_in(valued)).iter_rows(named=True):
        message = TABLE_RULES["mention-of-no-value"]
        yield _finding("mention-of-no-value", "mentions", row, "record_id", message)


def _repeated_ordinals(tasks: pl.DataFrame) -> Iterator[Finding]:
    # Goals, key tasks and safeguards are numbered apart; so are the children of each task.
    group = ["policy_id", "parent_id", "level", "ordinal"]
    kind = pl.when(pl.col("level") == 1).then(pl.col("kind").cast(pl.String)).otherwise(pl.lit(""))
    marked = tasks.with_columns(kind.alias("group"))
    repeated = pl.struct(*group, "group").is_duplicated()
    for row in marked.filter(repeated).iter_rows(named=True):
        message = TABLE_RULES["ordinal-repeated"]
        yield _finding("ordinal-repeated", "tasks", row, "ordinal", message)


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
