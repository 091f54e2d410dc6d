"""Checks of the whole result: columns that were not read, rows without a key, equal keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.change_log import ChangeLog
from chinaindpolicy.ingest.normalize.column_match import ColumnMatch, differing_columns
from chinaindpolicy.ingest.normalize.long_table import LongTable
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.raw_table import RawTable
from chinaindpolicy.model.periods import is_period, shortest_spelling

if TYPE_CHECKING:
    import polars as pl

KEY = ("indicator_id", "region_id", "period")
FURTHER_KEYS = (
    *("id", "organization_id", "policy_id", "measure", "kind", "price_basis", "basis"),
    *("attributed_to", "document_id", "record_id", "comparator", "statement", "note"),
)
"""Columns that belong to the key of a row in addition to indicator, region and period."""
_EXAMPLES = {"region_id": "cn", "period": "2024", "indicator_id": "high-tech-enterprises"}


def report_columns(cells: RawTable, match: ColumnMatch, options: Options, log: ChangeLog) -> None:
    """Report columns that are not read, and data without rows."""
    for name, reason in match.unknown.items():
        log.refuse(
            None, name, "",
            CellError(
                "column-left-out",
                f"column {name!r} is not read: {reason}. Map it with columns={{{name!r}: ...}}, "
                f"keep it with dimensions=[{name!r}], or set it aside with "
                f"columns={{{name!r}: None}}",
            ),
        )  # fmt: skip
    if not cells.height and not any(each.code == "file-empty" for each in cells.problems):
        log.refuse(None, "", "", CellError("no-rows", "the data has no rows"))
    if match.wide and options.wide is None:
        names = list(match.wide)
        shown = ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")
        log.refuse(
            None, names[0], "",
            CellError(
                "table-wide",
                f"the columns {shown} are named for periods, regions or indicators; pass "
                "wide='auto' to read their cells as values",
            ),
        )  # fmt: skip


def report_missing(made: LongTable, options: Options, log: ChangeLog, marks: int) -> None:
    """Report missing values in one warning."""
    total = marks + made.dropped
    if total:
        log.refuse(None, "value", total, CellError("cells-missing", _missing(total, made.dropped)))


def report_titles(problems: Sequence[str], options: Options, log: ChangeLog) -> None:
    """Report a title line whose unit could not be read, where no value shows it."""
    if problems and "" not in options.units and "unit" not in options.constants:
        message = (
            f"the title line {problems[0][:80]!r} states an unknown unit or scale, or several; "
            "pass units=, such as units={'GDP': '亿元'}"
        )
        log.refuse(None, "unit", "", CellError("unit-unreadable", message))


def _missing(total: int, dropped: int) -> str:
    if total == 1:
        what = "it was dropped" if dropped else "its row is kept"
        return f"1 value is a missing mark or empty; {what}"
    what = f"{dropped} were dropped" if dropped else "their rows are kept"
    return f"{total} values are missing marks or empty; {what}"


def check_rows(
    found: Mapping[str, Sequence[Any]],
    specs: Mapping[str, Any],
    made: LongTable,
    match: ColumnMatch,
    options: Options,
    log: ChangeLog,
) -> None:
    """Report rows with a value that lack a part of their key, or share it with another value."""
    if not {"value", "unit", *KEY} <= set(specs):
        return
    values = found.get("value", [None] * made.table.height)
    rows = [row for row, value in enumerate(values) if value is not None]
    if "value" not in found and made.table.columns and (made.table.opened or match.unknown):
        _missing_column("value", log)
    refused = {(each.row, each.column) for each in log.unread}
    if not made.table.columns:
        return
    read = rows or [row for row, column in refused if column == "value" and row is not None]
    for key in KEY:
        if key not in found:
            if (read or ("value" not in found and made.table.opened)) and not (
                key == "region_id" and "organization_id" in found
            ):
                _missing_column(key, log)
            continue
        for row in rows:
            if (
                found[key][row] is None
                and (row, key) not in refused
                and not _is_located(found, row)
                and not (key == "region_id" and _cell(found, "organization_id", row))
            ):
                log.refuse(
                    row, key, "",
                    CellError("key-missing", f"the row has a value, but its {key} is empty"),
                )  # fmt: skip
    if all(key in found for key in ("indicator_id", "period")):
        _equal_keys(found, rows, made, match, options, log)


def check_keys(frame: pl.DataFrame, log: ChangeLog) -> None:
    """Report rows of a frame with a value that lack a part of their key."""
    refused = {(each.row, each.column) for each in log.unread}
    valued = frame["value"].is_not_null()
    for key in KEY:
        if key not in frame.columns:
            if valued.any() or any(column == "value" for _, column in refused):
                _missing_column(key, log)
            continue
        for row in (valued & frame[key].is_null()).arg_true():
            if (row, key) not in refused:
                log.refuse(
                    row, key, "",
                    CellError("key-missing", f"the row has a value, but its {key} is empty"),
                )  # fmt: skip


def _missing_column(key: str, log: ChangeLog) -> None:
    way = (
        "columns={'...': 'value'}"
        if key == "value"
        else f"columns={{'...': {key!r}}}, or for all rows "
        f"constants={{{key!r}: {_EXAMPLES[key]!r}}}"
    )
    log.refuse(
        None, key, "",
        CellError("column-missing", f"no column, header or title states {key}; pass {way}"),
    )  # fmt: skip


def _cell(found: Mapping[str, Sequence[Any]], key: str, row: int) -> Any:
    return found[key][row] if key in found else None


def _is_located(found: Mapping[str, Sequence[Any]], row: int) -> bool:
    """Return True if the row is located in a document, whose text may state no place or period."""
    return _cell(found, "document_id", row) is not None


def spelled_once(periods: pl.Series) -> pl.Series:
    """Return a column of periods with one spelling of each: 2023-01/2023-12 is 2023."""
    texts = periods.unique().drop_nulls()
    return periods.replace({text: _one_spelling(text) for text in texts})


def _one_spelling(period: Any) -> Any:
    return shortest_spelling(period) if isinstance(period, str) and is_period(period) else period


def _equal_keys(
    found: Mapping[str, Sequence[Any]],
    rows: Sequence[int],
    made: LongTable,
    match: ColumnMatch,
    options: Options,
    log: ChangeLog,
) -> None:
    keys = [found[key] for key in (*KEY, *FURTHER_KEYS) if key in found and key != "period"]
    # 2023 and 2023-01/2023-12 are one period.
    keys.append([_one_spelling(period) for period in found["period"]])
    keys += [made.table.columns[name] for name in options.dimensions]
    first: dict[str, int] = {}
    equal: list[tuple[int, int]] = []
    for row in rows:
        if any(name in found and found[name][row] is None for name in KEY):
            continue
        key = repr([column[row] for column in keys])
        before = first.setdefault(key, row)
        if before != row and found["value"][before] != found["value"][row]:
            equal.append((before, row))
    if not equal:
        return
    picked = sorted({row for pair in equal for row in pair})
    candidates = [*match.unknown, *match.aside]
    names = differing_columns(
        {name: [made.table.columns[name][row] for row in picked] for name in candidates},
        [[column[row] for row in picked] for column in keys],
        candidates,
    )
    before, row = equal[0]
    shown = ", ".join(str(_cell(found, key, row)) for key in KEY)
    hint = (
        f"they differ in {', '.join(map(repr, names))}: pass dimensions={names!r}, or select the "
        "rows of one case"
        if names
        else "no column distinguishes them"
    )
    for _, row in equal:
        log.refuse(
            row, "value", found["value"][row],
            CellError(
                "key-ambiguous",
                f"rows {before} and {row} state different values for one key ({shown}); {hint}",
            ),
        )  # fmt: skip
