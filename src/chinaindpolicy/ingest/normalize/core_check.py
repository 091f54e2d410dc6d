"""Check of the result by the rules of the core profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chinaindpolicy.ingest.normalize.change_log import ChangeLog, RejectedCell

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.ingest.extension.extension import Extend

# Other checks of the conversion report these, with the options that help.
_REPORTED = ("column-missing", "column-unknown", "observation-duplicate", "no-rows")


def check_by_core_rules(
    frame: pl.DataFrame,
    table: str,
    dataset: Dataset,
    extend: Extend | None,
    dimensions: Sequence[str],
    log: ChangeLog,
) -> None:
    """Report rows with a value that do not pass the core profile.

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

    if "value" not in frame.columns:
        return
    rows = frame["value"].is_not_null().arg_true().to_list()
    if not rows:
        return
    refused = {each.row for each in log.unread}
    report = validate(
        frame.filter(pl.col("value").is_not_null()),
        table,
        against=dataset,
        extend=extend,
        dimensions=tuple(dimensions),
    )
    for each in report.findings:
        row = None if each.row is None else rows[each.row]
        if each.severity == "error" and each.code not in _REPORTED and row not in refused:
            log.unread.append(
                RejectedCell(row, each.column, each.value, each.code, each.message, each.expected)
            )
