"""The result of a conversion by column, from the results of a sample of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from chinaindpolicy.ingest.normalize.change_log import ChangeLog
from chinaindpolicy.ingest.normalize.columnar_changes import LazyChanges, Templates
from chinaindpolicy.ingest.normalize.columnar_sample import Sample, Scaled
from chinaindpolicy.ingest.normalize.completeness import (
    FURTHER_KEYS,
    KEY,
    check_keys,
    report_missing,
)
from chinaindpolicy.ingest.normalize.conversion import Request
from chinaindpolicy.ingest.normalize.core_check import check_by_core_rules
from chinaindpolicy.ingest.normalize.exact_numbers import (
    PlainNumbers,
)
from chinaindpolicy.ingest.normalize.findings_of import findings_of
from chinaindpolicy.ingest.normalize.groups import Groups
from chinaindpolicy.ingest.normalize.not_columnar import NotColumnarError
from chinaindpolicy.ingest.normalize.raw_table import SourceFrame
from chinaindpolicy.ingest.normalize.result import LazyNormalized, Normalized
from chinaindpolicy.model.dtypes import dtypes
from chinaindpolicy.model.periods import is_period, shortest_spelling
from chinaindpolicy.model.schemas import table_schema


def columnar_result(
    request: Request, source: SourceFrame, sample: Sample, scaled: Scaled, numbers: PlainNumbers
) -> Normalized:
    """Return the result for all rows.

    Raises:
        NotColumnarError: If rows of one key have different values.
    """
    conversion, height = sample.conversion, source.frame.height
    columns = {
        name: _column(request, sample, name)
        for name in request.specs
        if name in conversion.found and name not in ("value", "unit")
    }
    columns["value"] = _values(sample, scaled)
    if "unit" in conversion.found:
        columns["unit"] = _units(sample, scaled)
    declared = dtypes(table_schema(tuple(request.specs.values())))
    frame = pl.DataFrame(
        [
            columns[name].alias(name).cast(declared[name])
            for name in request.specs
            if name in columns
        ]
        + [source.frame[name] for name in request.options.dimensions]
    )
    _reject_repeated(frame, request.options.dimensions)
    log = _log(request, source, sample, frame, numbers)
    shell = replace(source.shell, height=height)
    made = conversion.made
    match = conversion.match
    aside = (
        *match.unknown, *match.aside, *match.context.values(),
        *(name for each in match.alternates.values() for name in each),
    )  # fmt: skip
    changes = LazyChanges(
        sample_templates(sample), _special_changes(sample), sample, scaled, numbers,
        source.frame[match.ours["value"]],
    )  # fmt: skip
    result = replace(conversion, log=log, frame=frame).result()
    return LazyNormalized(
        changes.frame,
        table=request.table,
        frame=frame,
        aside=_aside(source.frame, aside),
        findings=findings_of(request.table, shell, {}, log.unread),
        sources=tuple(
            (ours, made.sources[ours].strip()) for ours in request.specs if ours in made.sources
        ),
        marks=result.marks,
        notes=result.notes,
    )


def _column(request: Request, sample: Sample, name: str) -> pl.Series:
    """Return a field: the results of the sample by the cells that it depends on."""
    found = sample.conversion.found[name]
    groups = sample.groups.get(name)
    if groups is None:  # one text for all rows
        return pl.Series(found[:1]).new_from_index(0, sample.plain.len())
    firsts = groups.firsts()
    results = [_native(found[sample.at[firsts[code]]]) for code in range(groups.count)]
    declared = dtypes(table_schema((request.specs[name],)))[name]
    return pl.Series(results, dtype=declared).gather(groups.codes)


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
    count = sample.units.count
    plain: list[str | None] = [None] * count
    missing: list[str | None] = [None] * count
    for code, (_, unit, _) in scaled.scales.items():
        plain[code] = unit
    for code, row in sample.of_missing.items():
        missing[code] = found[sample.at[row]]
    codes = sample.units.codes
    frame = pl.DataFrame(
        {
            "p": sample.plain,
            "u": pl.Series(plain, dtype=pl.String).gather(codes),
            "m": pl.Series(missing, dtype=pl.String).gather(codes),
        }
    )
    units = frame.select(pl.when("p").then("u").otherwise("m").alias("u"))["u"]
    rows = sorted(sample.special)
    return _scattered(units, rows, [found[sample.at[row]] for row in rows])


def _scattered(column: pl.Series, rows: Sequence[int], cells: Sequence[Any]) -> pl.Series:
    if not rows:
        return column
    return column.scatter(pl.Series(rows, dtype=pl.UInt32), pl.Series(cells, dtype=column.dtype))


def _reject_repeated(frame: pl.DataFrame, dimensions: Sequence[str]) -> None:
    """Raise NotColumnarError if rows of one key have different values."""
    if not {"indicator_id", "period"} <= set(frame.columns):
        return
    keys = [name for name in (*KEY, *FURTHER_KEYS) if name in frame.columns]
    spelled = {
        period: shortest_spelling(period)
        for period in frame["period"].unique().drop_nulls()
        if is_period(period)
    }
    frame = frame.filter(
        pl.all_horizontal(pl.col("value", *(name for name in KEY if name in keys)).is_not_null())
    ).with_columns(pl.col("period").replace(spelled))
    keys += list(dimensions)
    # Rows with different hashes are different.
    if frame.select(keys).hash_rows().n_unique() == frame.height:
        return
    values = frame.group_by(keys).agg(pl.col("value").n_unique())
    if (values["value"] > 1).any():
        raise NotColumnarError


def _log(
    request: Request,
    source: SourceFrame,
    sample: Sample,
    frame: pl.DataFrame,
    numbers: PlainNumbers,
) -> ChangeLog:
    """Return the findings of all rows, in the order of a conversion cell by cell."""
    conversion = sample.conversion
    log = ChangeLog()
    for row, column, mark, text in conversion.log.marks:
        log.marks.append((None if row is None else sample.rows[row], column, mark, text))
    log.unread += [each for each in conversion.log.unread if each.row is None]
    for rows, errors in _label_errors(sample):
        log.unread += [replace(each, row=row) for row in rows for each in errors]
    log.unread += _value_errors(sample)
    opened = conversion.made.table.opened is not None
    in_sample = sum(cell is None for cell in conversion.made.fields["value"])
    marked = conversion.converter.missing - in_sample * opened
    missing = marked + int(numbers.plain.null_count()) * opened
    report_missing(conversion.made, request.options, log, missing)
    check_keys(frame, log)
    check_by_core_rules(
        frame, request.table, request.dataset, request.extend, request.options.dimensions, log
    )
    return log


def _label_errors(sample: Sample) -> Iterator[tuple[list[int], list[Any]]]:
    fields = sorted(sample.conversion.made.fields, key=lambda name: name != "indicator_id")
    height = sample.plain.len()
    for name in fields:
        if name in ("value", "unit"):
            continue
        groups = sample.groups.get(name)
        firsts = groups.firsts() if groups is not None else {0: sample.rows[0]}
        for code, row in firsts.items():
            errors = [each for each in sample.errors.get(sample.at[row], ()) if each.column == name]
            if errors:
                every = range(height) if groups is None else (groups.codes == code).arg_true()
                yield list(every), errors


def _value_errors(sample: Sample) -> list[Any]:
    found: list[tuple[int, Any]] = []
    columns = ("value", "unit")
    for row in sample.special:
        errors = sample.errors.get(sample.at[row], ())
        found += [(row, each) for each in errors if each.column in columns]
    for code, first in sample.of_missing.items():
        errors = [
            each for each in sample.errors.get(sample.at[first], ()) if each.column in columns
        ]
        if errors:
            rows = ((sample.units.codes == code) & ~sample.plain).arg_true()
            rest = [row for row in rows if row not in sample.special]
            found += [(row, each) for row in rest for each in errors]
    found.sort(key=lambda pair: pair[0])
    return [replace(each, row=row) for row, each in found]


def sample_templates(sample: Sample) -> list[Templates]:
    """Return the changes of the sample by group, in the order in which they are made."""
    changes: dict[int, list[Any]] = {}
    for change in sample.conversion.log.changes:
        changes.setdefault(change[0], []).append(change)
    fields = [name for name in sample.conversion.made.fields if name not in ("value", "unit")]
    ordered = sorted(fields, key=lambda name: name != "indicator_id")
    found: list[Templates] = []
    for missing in (True, False):
        for name in fields if missing else ordered:
            groups = sample.groups.get(name)
            firsts = groups.firsts() if groups is not None else {0: sample.rows[0]}
            found.append(_templates(sample, changes, name, firsts, groups, missing=missing))
    for by_unit, rows in ((sample.of_plain, sample.plain), (sample.of_missing, None)):
        mask = rows if rows is not None else ~sample.plain
        made = _templates(sample, changes, "unit", by_unit, sample.units, missing=False)
        found.append(replace(made, mask=mask))
    return found


def _templates(
    sample: Sample,
    changes: Mapping[int, Sequence[Any]],
    name: str,
    firsts: Mapping[int, int],
    groups: Groups | None,
    *,
    missing: bool,
) -> Templates:
    rows = [
        (code, *change[1:])
        for code, row in firsts.items()
        for change in changes.get(sample.at[row], ())
        if change[1] == name and (change[4] == "missing-mark") == missing
    ]
    return Templates(groups.codes if groups is not None else None, rows)


def _special_changes(sample: Sample) -> list[Any]:
    return [
        (sample.rows[row], *rest)
        for row, *rest in sample.conversion.log.changes
        if sample.rows[row] in sample.special
    ]


def _aside(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    picked = frame.select(list(dict.fromkeys(names)))
    empty = [name for name in picked.columns if picked[name].null_count() == picked.height]
    return picked.with_columns(pl.lit(None, dtype=pl.Null).alias(name) for name in empty)
