"""Conversion of long tables by column: each distinct text is parsed once, numbers in Polars.

A sample of the rows is converted cell by cell: the first row of each combination of cells that a
field depends on, and every row whose value is more than a plain number. The other rows take the
results of the sample, and their numbers are multiplied by the factor of their unit. A table that
may lead to another result is left to the conversion of all rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.normalize.column_match import ColumnMatch
from chinaindpolicy.ingest.normalize.columnar_result import columnar_result
from chinaindpolicy.ingest.normalize.columnar_sample import Sample, Scaled, scaled_numbers
from chinaindpolicy.ingest.normalize.conversion import Request, convert_cells, matched
from chinaindpolicy.ingest.normalize.decimal_marks import decimal_mark
from chinaindpolicy.ingest.normalize.exact_numbers import PlainNumbers, plain_numbers
from chinaindpolicy.ingest.normalize.groups import Groups, flags, groups_of
from chinaindpolicy.ingest.normalize.not_columnar import NotColumnarError
from chinaindpolicy.ingest.normalize.raw_table import SourceFrame
from chinaindpolicy.ingest.normalize.result import Normalized
from chinaindpolicy.ingest.normalize.sdmx_labels import has_labels
from chinaindpolicy.ingest.normalize.totals import is_total

LEAST_ROWS = 2_000
"""Smaller tables are converted cell by cell."""

HEAD = 500
"""Number of rows at the start of a table that are part of the sample for column matching."""
_MOST_TEXTS = 10_000
_CONTEXT = {
    "region_id": ("city", "province", "country"),
    "period": ("year", "quarter", "freq"),
}
_KEYS = ("indicator_id", "region_id", "period")
# Fields whose cells depend on the value, differ in each row, or affect other fields.
_OTHER = frozenset(
    (
        *("value_upper", "value_printed", "baseline", "comparator", "measure", "id", "kind"),
        *("organization_id", "document_id"),
    )
)
_TYPES: tuple[Any, ...] = (pl.String, pl.Int64, pl.Int32, pl.Float64, pl.Date)


def convert_columns(request: Request) -> Normalized | None:
    """Return the result for a large long table; None if it must be converted cell by cell."""
    source, options = request.source, request.options
    if (
        source is None
        or source.frame.height < LEAST_ROWS
        or not {"value", "unit", *_KEYS} <= set(request.specs)
        or options.on_missing == "drop"
        or options.values
        or "\\" in source.frame.columns[0]
        or has_labels(source.frame.columns)
        or any(dtype not in _TYPES for dtype in source.frame.dtypes)
    ):
        return None
    try:
        match = _match(request, source)
        numbers = plain_numbers(source.frame[match.ours["value"]])
        if numbers is None:
            return None
        sample, scaled = _sample(request, source, match, numbers)
        return columnar_result(request, source, sample, scaled, numbers)
    except NotColumnarError:
        return None


def _match(request: Request, source: SourceFrame) -> ColumnMatch:
    """Match the columns by the distinct cells of each."""
    frame = source.frame
    picked = set(range(HEAD))
    for column in frame.iter_columns():
        picked.add(column.is_not_null().arg_max() or 0)
        # Texts of which most are different, such as numbers, do not state a field.
        if column.dtype == pl.String and 2 * column.head(_MOST_TEXTS).n_unique() <= min(
            _MOST_TEXTS, column.len()
        ):
            picked.update(column.arg_unique().to_list()[: _MOST_TEXTS + 1])
    try:
        match = matched(request, source.cells(sorted(picked)))
    except ChinaIndPolicyError:
        raise NotColumnarError from None
    ours = set(match.ours)
    if (
        match.wide
        or match.cumulative
        or match.by_cells
        or "value" not in ours
        or ours & _OTHER
        or request.lists.names["indicators"].homonyms
        or {"flag"} & set(match.context)
        or any(request.specs[name].type == "list" for name in ours)
        or any(frame[name].dtype != pl.String for name in request.options.dimensions)
    ):
        raise NotColumnarError
    labels = [match.ours[key] for key in _KEYS if key in match.ours]
    labels += [match.context[key] for key in ("year", "province", "city") if key in match.context]
    # Blank labels may be filled, and a row with one cell may be a note.
    if any(_has_blank(frame[name]) for name in labels):
        raise NotColumnarError
    if len(labels) < 2 and _has_blank(frame[match.ours["value"]]):
        raise NotColumnarError
    if "region_id" in match.ours and any(map(is_total, frame[match.ours["region_id"]].unique())):
        raise NotColumnarError
    return match


def _has_blank(column: pl.Series) -> bool:
    blank = column.null_count() > 0
    if column.dtype == pl.String:
        blank = blank or bool((column.str.strip_chars() == "").any())
    return blank or (column.dtype == pl.Float64 and bool(column.is_nan().any()))


def _sample(
    request: Request, source: SourceFrame, match: ColumnMatch, numbers: PlainNumbers
) -> tuple[Sample, Scaled]:
    """Convert the sample, twice if its results show that more rows must be in it."""
    frame = source.frame
    groups: dict[str, Groups] = {}
    for name in match.ours:
        if name not in ("value", "unit"):
            context = [match.context[key] for key in _CONTEXT.get(name, ()) if key in match.context]
            alternates = match.alternates.get(name, [])
            groups[name] = _grouped(frame, [match.ours[name], *context, *alternates])
    names = [match.ours[name] for name in ("unit", "indicator_id") if name in match.ours]
    units = _grouped(
        frame, [*names, *([match.context["scale"]] if "scale" in match.context else [])]
    )
    special = _special(frame[match.ours["value"]], numbers)
    while True:
        picked = set(special)
        for each in groups.values():
            picked.update(each.firsts().values())
        plain = numbers.plain.fill_null(False) & ~flags(special, frame.height)
        of_plain = units.firsts(plain)
        of_missing = units.firsts(numbers.plain.is_null())
        picked.update((*of_plain.values(), *of_missing.values()))
        if numbers.dots.any():
            picked.add(numbers.dots.fill_null(False).arg_max() or 0)
        rows = sorted(picked)
        if 3 * len(rows) > frame.height:
            raise NotColumnarError
        sample = Sample(
            convert_cells(request, source.cells(rows), sampled=True),
            rows, groups, units, of_plain, of_missing, frozenset(special), plain,
        )  # fmt: skip
        _check_sample(sample, match)
        scaled, wrong = scaled_numbers(sample, numbers)
        more = wrong - special
        if not more:
            return sample, scaled
        special = _few(special | more, frame.height)


def _grouped(frame: pl.DataFrame, columns: Sequence[str]) -> Groups:
    found = groups_of(frame, columns)
    if found.count > _MOST_TEXTS:
        raise NotColumnarError
    return found


def _special(cells: pl.Series, numbers: PlainNumbers) -> set[int]:
    """Return the rows whose value is more than a plain number."""
    rows = set((~numbers.plain.fill_null(True)).arg_true().to_list())
    if not numbers.dots.fill_null(False).any():
        # No number shows that the dot of 1.234 is a decimal point.
        rows.update(numbers.lone.fill_null(False).arg_true().to_list())
    found = sorted(_few(rows, cells.len()))
    if decimal_mark(cells.gather(found).to_list()).commas:
        raise NotColumnarError
    return set(found)


def _few(rows: set[int], height: int) -> set[int]:
    if len(rows) > 1_000 + height // 20:
        raise NotColumnarError
    return rows


def _check_sample(sample: Sample, match: ColumnMatch) -> None:
    """Raise NotColumnarError if the sample has a feature that only all rows can decide."""
    conversion = sample.conversion
    made, found, log = conversion.made, conversion.found, conversion.log
    if (
        made.table.height != len(sample.rows)
        or conversion.match.ours != match.ours
        or conversion.match.context != match.context
        or conversion.match.alternates != match.alternates
        or any(made.cumulative)
        or made.flags is not None
        or conversion.converter.refuted
        or conversion.converter.sources is None
        or {"comparator", "value_upper", "kind"} & set(found)
        or any(each.code == "value-rounded" for each in log.unread)
        or any(
            row is not None and sample.rows[row] not in sample.special for row, _, _, _ in log.marks
        )
    ):
        raise NotColumnarError
