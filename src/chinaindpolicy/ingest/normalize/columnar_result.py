"""The result of a conversion by column, from the results of a sample of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from chinaindpolicy.ingest.normalize.change_log import ChangeLog, RejectedCell
from chinaindpolicy.ingest.normalize.column_match import ColumnMatch
from chinaindpolicy.ingest.normalize.columnar_changes import LazyChanges
from chinaindpolicy.ingest.normalize.columnar_marks import all_marks
from chinaindpolicy.ingest.normalize.columnar_sample import Sample, Scaled
from chinaindpolicy.ingest.normalize.completeness import check_keys, report_missing
from chinaindpolicy.ingest.normalize.conversion import Conversion, Request
from chinaindpolicy.ingest.normalize.core_check import check_by_core_rules
from chinaindpolicy.ingest.normalize.findings_of import findings_of
from chinaindpolicy.ingest.normalize.groups import flags
from chinaindpolicy.ingest.normalize.key_hashes import have_different_values, keyed_rows
from chinaindpolicy.ingest.normalize.not_columnar import NotColumnarError
from chinaindpolicy.ingest.normalize.raw_table import SourceFrame
from chinaindpolicy.ingest.normalize.result import LazyNormalized, Normalized
from chinaindpolicy.ingest.normalize.value_columns import rounded_message
from chinaindpolicy.ingest.normalize.value_rows import EMPTY
from chinaindpolicy.model.dtypes import dtypes
from chinaindpolicy.model.schemas import table_schema


def columnar_result(
    request: Request, source: SourceFrame, match: ColumnMatch, sample: Sample, scaled: Scaled
) -> Normalized:
    """Return the result for all values.

    Raises:
        NotColumnarError: If rows of one key have different values.
    """
    frame = converted_frame(request, sample, scaled)
    _reject_repeated(frame, request.options.dimensions)
    log = _log(request, sample, frame)
    conversion = sample.conversion
    made = conversion.made
    rows = {each.row for each in log.unread if each.row is not None}
    origin = {row: sample.values.place(row)[0] for row in rows}
    shell = replace(source.shell, height=frame.height, origin=origin)
    return LazyNormalized(
        {"changes": LazyChanges(sample, scaled).frame},
        None,
        table=request.table,
        frame=frame,
        aside=typed_aside(sample.values.labels(aside_names(match))),
        findings=findings_of(request.table, shell, {}, log.unread),
        sources=tuple(
            (ours, made.sources[ours].strip()) for ours in request.specs if ours in made.sources
        ),
        marks=all_marks(sample),
        notes=conversion.notes(),
    )


def converted_frame(request: Request, sample: Sample, scaled: Scaled) -> pl.DataFrame:
    """Return the columns of the table for all values."""
    conversion = sample.conversion
    columns = {
        name: _column(request, sample, name)
        for name in request.specs
        if name in conversion.found and name not in ("value", "unit")
    }
    columns["value"] = _values(sample, scaled)
    if "unit" in conversion.found:
        columns["unit"] = _units(sample, scaled)
    declared = dtypes(table_schema(tuple(request.specs.values())))
    dimensions = request.options.dimensions
    return pl.DataFrame(
        [
            columns[name].alias(name).cast(declared[name])
            for name in request.specs
            if name in columns
        ]
        + sample.values.labels(dimensions).get_columns()
    )


def _column(request: Request, sample: Sample, name: str) -> pl.Series:
    """Return a field: the results of the sample by the cells that it depends on."""
    found = sample.conversion.found[name]
    groups = sample.keys.fields.get(name)
    if groups is None:  # one text for all rows
        return pl.Series(found[:1]).new_from_index(0, sample.plain.len())
    results: list[Any] = [None] * groups.count
    for code, row in sample.firsts(name).items():
        results[code] = _native(found[sample.at[row]])
    declared = dtypes(table_schema((request.specs[name],)))[name]
    column = pl.Series(results, dtype=declared).gather(groups.codes)
    if name == "kind":
        rows = sorted(sample.special)
        column = _scattered(column, rows, [found[sample.at[row]] for row in rows])
    return column


def _native(cell: Any) -> Any:
    return float(cell) if isinstance(cell, Decimal) else cell


def _values(sample: Sample, scaled: Scaled) -> pl.Series:
    values = scaled.made.values
    plain = pl.DataFrame({"v": values, "p": sample.plain}).select(
        pl.when("p").then("v").alias("v")
    )["v"]
    rows = sorted(sample.special)
    found = sample.conversion.found["value"]
    return _scattered(plain, rows, [_native(found[sample.at[row]]) for row in rows])


def _units(sample: Sample, scaled: Scaled) -> pl.Series:
    found = sample.conversion.found["unit"]
    units, voids = sample.keys.units, sample.keys.voids
    plain: list[str | None] = [None] * units.count
    missing: list[str | None] = [None] * voids.count
    for code, (_, unit, _) in scaled.scales.items():
        plain[code] = unit
    for code, row in sample.of_void.items():
        missing[code] = found[sample.at[row]]
    frame = pl.DataFrame(
        {
            "p": sample.plain,
            "u": pl.Series(plain, dtype=pl.String).gather(units.codes),
            "m": pl.Series(missing, dtype=pl.String).gather(voids.codes),
        }
    )
    merged = frame.select(pl.when("p").then("u").otherwise("m").alias("u"))["u"]
    rows = sorted(sample.special)
    return _scattered(merged, rows, [found[sample.at[row]] for row in rows])


def _scattered(column: pl.Series, rows: Sequence[int], cells: Sequence[Any]) -> pl.Series:
    if not rows:
        return column
    return column.scatter(pl.Series(rows, dtype=pl.UInt32), pl.Series(cells, dtype=column.dtype))


def _reject_repeated(frame: pl.DataFrame, dimensions: Sequence[str]) -> None:
    """Raise NotColumnarError if rows of one key have different values."""
    rows = keyed_rows(frame, dimensions)
    if rows is None:
        return
    rows = rows.drop(" row")
    # Rows with different hashes are different.
    unique = rows.drop("value").hash_rows().n_unique() == rows.height
    if not unique and have_different_values(rows):
        raise NotColumnarError


def _log(request: Request, sample: Sample, frame: pl.DataFrame) -> ChangeLog:
    """Return the findings of all rows, in the order of a conversion cell by cell."""
    conversion, values = sample.conversion, sample.values
    log = ChangeLog()
    places = {at: row for row, at in sample.at.items()}
    log.unread += general_errors(conversion, places.__getitem__)
    log.unread += row_errors(sample)
    made = replace(conversion.made, dropped=values.dropped)
    report_missing(made, request.options, log, missing_values(sample))
    check_keys(frame, log)
    check_by_core_rules(
        frame, request.table, request.dataset, request.extend, request.options.dimensions, log
    )
    return log


def general_errors(conversion: Conversion, row_of: Callable[[int], int]) -> list[RejectedCell]:
    """Return the rejected columns of a sample.

    Args:
        conversion: The conversion of the sample.
        row_of: Returns the row of the result of a row of the sample.
    """
    found = [each for each in conversion.log.unread if each.row is None]
    rounded = [row_of(each[0]) for each in conversion.log.changes if each[4] == "rounded"]
    return [
        replace(each, message=rounded_message(len(rounded), min(rounded)))
        if each.code == "value-rounded"
        else each
        for each in found
    ]


def missing_values(sample: Sample) -> int:
    """Return the number of missing values; an empty cell is one in files."""
    # The sample contains some of the missing values, and values that are marks only.
    void = sample.values.void
    in_sample = void.gather(sorted(sample.at))
    return (
        sample.conversion.converter.missing
        - count_voids(sample, in_sample)
        + count_voids(sample, void)
    )


def count_voids(sample: Sample, marks: pl.Series) -> int:
    """Return the number of missing marks; an empty cell is one in files."""
    opened = sample.conversion.made.table.opened is not None
    empty = int((marks == EMPTY).sum())
    return marks.len() - marks.null_count() - empty * (not opened)


def row_errors(sample: Sample) -> list[RejectedCell]:
    """Return the rejected cells of all values, for each value in the order of the sample."""
    found: list[RejectedCell] = []
    for rows, errors in _label_errors(sample):
        found += [replace(each, row=row) for row in rows for each in errors]
    return found + _value_errors(sample)


def _label_errors(sample: Sample) -> Iterator[tuple[list[int], list[Any]]]:
    fields = sorted(sample.conversion.made.fields, key=lambda name: name != "indicator_id")
    others = ~flags(sample.special, sample.values.height)
    for name in fields:
        if name in ("value", "unit"):
            continue
        groups = sample.keys.fields.get(name)
        for code, row in sample.firsts(name).items():
            errors = [each for each in sample.errors.get(sample.at[row], ()) if each.column == name]
            if errors:
                every = others if groups is None else others & (groups.codes == code)
                yield every.arg_true().to_list(), errors


def _value_errors(sample: Sample) -> list[Any]:
    found: list[tuple[int, Any]] = []
    columns = ("value", "unit")
    for row in sample.special:
        found += [(row, each) for each in sample.errors.get(sample.at[row], ())]
    for code, first in sample.of_void.items():
        errors = [
            each for each in sample.errors.get(sample.at[first], ()) if each.column in columns
        ]
        if errors:
            void = (sample.keys.voids.codes == code) & sample.values.is_void
            rows = [row for row in void.arg_true() if row not in sample.special]
            found += [(row, each) for row in rows for each in errors]
    found.sort(key=lambda pair: pair[0])
    return [replace(each, row=row) for row, each in found]


def aside_names(match: ColumnMatch) -> tuple[str, ...]:
    """Return the columns of the source that are not columns of the frame."""
    return (
        *match.unknown, *match.aside, *match.context.values(),
        *(name for each in match.alternates.values() for name in each),
    )  # fmt: skip


def typed_aside(picked: pl.DataFrame) -> pl.DataFrame:
    """Return ignored columns with the types of a conversion cell by cell."""
    empty = [name for name in picked.columns if picked[name].null_count() == picked.height]
    picked = picked.with_columns(pl.col(pl.Int32).cast(pl.Int64))
    return picked.with_columns(pl.lit(None, dtype=pl.Null).alias(name) for name in empty)
