"""Check of the result by the rules of the core profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chinaindpolicy.ingest.normalize.change_log import ChangeLog, RejectedCell
from chinaindpolicy.model.vocabularies import VALUE_TABLES

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.ingest.extension.extension import Extend

# Other checks of the conversion report these, with the options that help.
_REPORTED = ("column-missing", "column-unknown", "observation-duplicate", "no-rows")


def check_by_core_rules(
    frame: pl.DataFrame | pl.LazyFrame,
    table: str,
    dataset: Dataset,
    extend: Extend | None,
    dimensions: Sequence[str],
    log: ChangeLog,
) -> None:
    """Report rows that do not pass the core profile; of targets and figures, rows with a value.

    A row that has an error already is not reported again.

    Args:
        frame: The result.
        table: The table.
        dataset: The dataset with the code lists.
        extend: The codes of the caller.
        dimensions: The further columns of the key.
        log: Receives the findings.
    """
    import polars as pl

    from chinaindpolicy.ingest.validate.validate import validate

    valued = table in VALUE_TABLES
    lazy = frame.lazy()
    if valued and "value" not in lazy.collect_schema().names():
        return
    chosen = pl.col("value").is_not_null() if valued else pl.lit(True)
    picked = lazy.filter(chosen)
    if not picked.select(pl.len()).collect(engine="streaming").item():
        return
    refused = {each.row for each in log.unread}
    report = validate(
        picked if isinstance(frame, pl.LazyFrame) else picked.collect(),
        table,
        against=dataset,
        extend=extend,
        dimensions=tuple(dimensions),
        engine="polars-streaming" if isinstance(frame, pl.LazyFrame) else None,
    )
    found = [each for each in report.findings if each.severity == "error"]
    rows = _rows(lazy, chosen) if any(each.row is not None for each in found) else pl.Series()
    for each in found:
        row = None if each.row is None else int(rows[each.row])
        reported = each.code in _REPORTED and (valued or each.code != "column-missing")
        if not reported and (row is None or row not in refused):
            log.unread.append(
                RejectedCell(row, each.column, each.value, each.code, each.message, each.expected)
            )


def _rows(frame: pl.LazyFrame, chosen: pl.Expr) -> pl.Series:
    """Return the numbers of the chosen rows."""
    import polars as pl

    index = pl.int_range(pl.len(), dtype=pl.Int64).alias(" row")
    return frame.with_columns(index).filter(chosen).select(" row").collect()[" row"]
