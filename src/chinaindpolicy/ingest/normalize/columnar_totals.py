"""Totals of a conversion by column: each is the sum of the other values with its key."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from chinaindpolicy.ingest.normalize.column_match import ColumnMatch
from chinaindpolicy.ingest.normalize.columnar_result import converted_frame, row_errors
from chinaindpolicy.ingest.normalize.columnar_sample import Sample, Scaled
from chinaindpolicy.ingest.normalize.completeness import FURTHER_KEYS, spelled_once
from chinaindpolicy.ingest.normalize.conversion import Request, read_values
from chinaindpolicy.ingest.normalize.not_columnar import NotColumnarError
from chinaindpolicy.ingest.normalize.raw_table import SourceFrame
from chinaindpolicy.ingest.normalize.repeated_rows import APART, note_row
from chinaindpolicy.ingest.normalize.totals import is_total
from chinaindpolicy.ingest.normalize.value_rows import ValueRows

# Below the tolerance of `check_totals`, so that the rounding of a sum of floats has no effect.
_TOLERANCE = 0.000999
_PLACES = ("province", "city", "country")


def region_labels(match: ColumnMatch, values: ValueRows) -> pl.Series:
    """Return the text of the region of each value, from its row or the header of its column."""
    if "region_id" in match.ours:
        return values.label(match.ours["region_id"])
    stated = [context.fields.get("region_id") for context in match.wide.values()]
    texts = pl.Series(stated or [None], dtype=pl.String)
    if values.headers is None:
        return texts.head(1).new_from_index(0, values.height)
    return texts.gather(values.headers)


def without_sums(
    request: Request, source: SourceFrame, match: ColumnMatch, sample: Sample, scaled: Scaled
) -> tuple[SourceFrame, ValueRows]:
    """Return the data and its values without totals, which become notes.

    Args:
        request: The call.
        source: The data.
        match: Its columns.
        sample: The sample of all values, totals included.
        scaled: Their numbers.

    Raises:
        NotColumnarError: If a total is not plainly the sum of all other values with its key.
    """
    values = sample.values
    labels = region_labels(match, values)
    total = labels.is_in([text for text in labels.unique().to_list() if is_total(text)])
    total = total.fill_null(False)
    if set(_PLACES) & set(match.context) or any(
        each.row is not None and not (each.column == "region_id" and total[each.row])
        for each in row_errors(sample)
    ):
        raise NotColumnarError
    frame = converted_frame(request, sample, scaled)
    names = ("indicator_id", "period", "unit", *FURTHER_KEYS)
    keys = [name for name in names if name in frame.columns and name not in APART]
    keys += list(request.options.dimensions)
    rows = frame.select(*keys, "value").with_columns(total.alias(" total"))
    if "period" in keys:
        rows = rows.with_columns(spelled_once(rows["period"]).alias("period"))
    valued = rows.filter(pl.col("value").is_not_null())
    if valued.select(pl.any_horizontal(pl.col(name).is_null().any() for name in keys)).item():
        raise NotColumnarError
    sums = (
        valued.group_by(keys)
        .agg(
            pl.col(" total").sum().alias(" totals"),
            (~pl.col(" total")).sum().alias(" terms"),
            pl.col("value").filter(pl.col(" total")).sum().alias(" stated"),
            pl.col("value").filter(~pl.col(" total")).sum().alias(" sum"),
        )
        .filter(pl.col(" totals") > 0)
    )
    difference = (pl.col(" stated") - pl.col(" sum")).abs()
    plain = (
        (pl.col(" totals") == 1)
        & (pl.col(" terms") > 0)
        & (difference <= pl.col(" stated").abs() * _TOLERANCE)
    )
    if not sums.select(plain.all()).item():
        raise NotColumnarError
    totals = values.without(~total)
    rows_of = totals.rows.to_list() if totals.rows is not None else []
    headers = totals.headers.to_list() if totals.headers is not None else [0] * len(rows_of)
    places = {(row, values.names[at]) for row, at in zip(rows_of, headers, strict=True)}
    cells = source.cells(sorted(set(rows_of)))
    made, _ = read_values(request, cells, match, places)
    before = len(made.table.notes)
    for row in range(made.table.height):
        note_row(made, row, "total")
    notes = [*source.shell.notes, *made.table.notes[before:]]
    return replace(source, shell=replace(source.shell, notes=notes)), values.without(total)
