"""Conversion of tables by column: each distinct text is parsed once, numbers in Polars.

A sample of the values is converted cell by cell: the first value of each combination of cells that
a field depends on, and every value that is more than a plain number. The other values take the
results of the sample, and their numbers are multiplied by the factor of their unit. A table that
may lead to another result is left to the conversion of all cells.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.normalize.column_match import ColumnMatch
from chinaindpolicy.ingest.normalize.columnar_result import columnar_result
from chinaindpolicy.ingest.normalize.columnar_sample import (
    Keys,
    Sample,
    Scaled,
    firsts_of,
    scaled_numbers,
)
from chinaindpolicy.ingest.normalize.columnar_totals import region_labels, without_sums
from chinaindpolicy.ingest.normalize.conversion import (
    Request,
    convert_cells,
    read_columns,
)
from chinaindpolicy.ingest.normalize.decimal_marks import decimal_mark
from chinaindpolicy.ingest.normalize.groups import Groups, flags
from chinaindpolicy.ingest.normalize.header_context import STATED
from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.not_columnar import NotColumnarError
from chinaindpolicy.ingest.normalize.raw_table import SourceFrame
from chinaindpolicy.ingest.normalize.regions_in_time import dated_regions, first_year
from chinaindpolicy.ingest.normalize.result import Normalized
from chinaindpolicy.ingest.normalize.sdmx_labels import has_labels
from chinaindpolicy.ingest.normalize.totals import is_total
from chinaindpolicy.ingest.normalize.value_rows import MOST_TEXTS, ValueRows, value_rows

LEAST_VALUES = 2_000
"""Smaller tables are converted cell by cell."""

MOST_SAMPLED = 1 / 3
"""The largest part of the values that is worth converting as a sample."""

HEAD = 500
"""Number of rows at the start of a table that are part of the sample for column matching."""
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
    """Return the result for a large table; None if it must be converted cell by cell."""
    source = request.source
    if (
        source is None
        or source.frame.height * source.frame.width < LEAST_VALUES
        or not is_convertible(request, source.frame.schema)
    ):
        return None
    try:
        match = match_columns(request, source, sample_rows(source.frame))
        values = value_rows(
            source.frame, match, request.options, request.specs["value"], request.lists.units
        )
        check_labels(source.frame, match)
        if values.height < LEAST_VALUES:
            return None
        if any(map(is_total, region_labels(match, values).unique().to_list())):
            trial, numbers = make_sample(request, source, match, values)
            source, values = without_sums(request, source, match, trial, numbers)
        sample, scaled = make_sample(request, source, match, values)
        return columnar_result(request, source, match, sample, scaled)
    except NotColumnarError:
        return None


def is_convertible(request: Request, schema: pl.Schema) -> bool:
    """Return True if the table, the options and the types allow a conversion by column."""
    return (
        {"value", "unit", *_KEYS} <= set(request.specs)
        and not request.options.values
        and "\\" not in schema.names()[0]
        and not has_labels(schema.names())
        and all(dtype in _TYPES for dtype in schema.dtypes())
    )


def sample_rows(frame: pl.DataFrame) -> list[int]:
    """Return the rows by which columns are matched: the distinct cells of each column."""
    picked = set(range(min(HEAD, frame.height)))
    for column in frame.iter_columns():
        picked.add(column.is_not_null().arg_max() or 0)
        if has_few_texts(column):
            picked.update(column.arg_unique().to_list()[: MOST_TEXTS + 1])
    return sorted(picked)


def has_few_texts(column: pl.Series) -> bool:
    """Return False for texts of which most are different, such as numbers: no field has them."""
    return column.dtype == pl.String and 2 * column.head(MOST_TEXTS).n_unique() <= min(
        MOST_TEXTS, column.len()
    )


def match_columns(request: Request, source: SourceFrame, rows: Sequence[int]) -> ColumnMatch:
    """Match the columns by the cells of some rows."""
    try:
        match = read_columns(request, source.cells(rows))
    except ChinaIndPolicyError:
        raise NotColumnarError from None
    ours = set(match.ours)
    if (
        match.cumulative
        or match.span
        or "estimates" in match.context
        or (match.wide and request.options.wide is None)
        or match.by_cells
        or ("value" in ours) == bool(match.wide)
        or ours & _OTHER
        or request.lists.names["indicators"].homonyms
        or any(
            context.cumulative or context.span or context.growth for context in match.wide.values()
        )
        or any(request.specs[name].type == "list" for name in ours)
        or any(source.frame[name].dtype != pl.String for name in request.options.dimensions)
    ):
        raise NotColumnarError
    return match


def check_labels(frame: pl.DataFrame, match: ColumnMatch) -> None:
    """Raise NotColumnarError if blank labels may be filled, or rows may be notes."""
    labels = label_columns(match)
    if any(_is_blank(frame[name]).any() for name in labels):
        raise NotColumnarError
    if len(labels) < 2:
        # A row with one cell may be a note.
        names = tuple(match.wide) or (match.ours["value"],)
        blank = pl.select(pl.all_horizontal(_is_blank(frame[name]) for name in names)).to_series()
        if blank.any():
            raise NotColumnarError


def label_columns(match: ColumnMatch) -> list[str]:
    """Return the columns of labels."""
    labels = [match.ours[key] for key in _KEYS if key in match.ours]
    return labels + [
        match.context[key] for key in ("year", "province", "city") if key in match.context
    ]


def _is_blank(column: pl.Series) -> pl.Series:
    blank = column.is_null()
    if column.dtype == pl.String:
        blank |= (column.str.strip_chars() == "").fill_null(False)
    if column.dtype == pl.Float64:
        blank |= column.is_nan().fill_null(False)
    return blank


def make_sample(
    request: Request,
    source: SourceFrame,
    match: ColumnMatch,
    values: ValueRows,
    *,
    special: Collection[int] = (),
    most: int | None = None,
) -> tuple[Sample, Scaled]:
    """Convert the sample, twice if its results show that more values must be in it.

    Args:
        request: The call.
        source: The data.
        match: Its columns.
        values: Its values.
        special: Values that are known to be more than plain numbers.
        most: The most values that are more than plain numbers, if `values` are a sample already.
    """
    keys = field_groups(match, values, request.lists.names["regions"])
    special = special_values(values, most).union(special)
    while True:
        few(special, values.height, most)
        plain, of_plain, of_void = representatives(values, keys, special)
        picked = special.union(of_plain.values(), of_void.values())
        for name in keys.fields:
            picked.update(firsts_of(keys, name, special).values())
        if values.numbers.dots.any():
            picked.add(values.numbers.dots.fill_null(False).arg_max() or 0)
        rows = sorted(picked)
        if most is None and len(rows) > MOST_SAMPLED * values.height:
            raise NotColumnarError
        places = [values.place(row) for row in rows]
        cells = source.cells(sorted({row for row, _ in places}))
        sample = Sample(
            convert_cells(request, cells, match, frozenset(places)), values,
            {row: at for at, row in enumerate(rows)}, keys, frozenset(special), plain,
            of_plain, of_void,
        )  # fmt: skip
        check_sample(sample)
        scaled, wrong = scaled_numbers(sample)
        more = wrong - special
        if not more:
            return sample, scaled
        special = special | more


def representatives(
    values: ValueRows, keys: Keys, special: Collection[int]
) -> tuple[pl.Series, dict[int, int], dict[int, int]]:
    """Return which values are plain, and one plain and one missing value of each group."""
    plain = values.numbers.plain.fill_null(False) & ~flags(special, values.height)
    return plain, keys.units.firsts(plain), keys.voids.firsts(values.is_void)


def field_groups(match: ColumnMatch, values: ValueRows, regions: NameLookup) -> Keys:
    """Return the groups of each field, of units, and of missing values."""
    contexts = list(match.wide.values())
    stated = {key for key in STATED if any(key in context.fields for context in contexts)}
    if any(context.part_of_year for context in contexts):
        stated.add("period")
    groups: dict[str, Groups] = {}
    columns: dict[str, list[str]] = {}
    for name in dict.fromkeys((*match.ours, *stated)):
        if name not in ("value", "unit"):
            columns[name] = [
                *([match.ours[name]] if name in match.ours else ()),
                *(match.context[key] for key in _CONTEXT.get(name, ()) if key in match.context),
                *match.alternates.get(name, ()),
            ]
            groups[name] = values.groups(columns[name], header=name in stated)
    if "region_id" in match.ours:
        dated = _dated_groups(match, values, columns, regions, header="period" in stated)
        groups["region_id"] = dated or groups["region_id"]
    flag = match.context.get("flag")
    kinds = [*columns.get("period", ()), *([flag] if flag else ())]
    groups["kind"] = values.groups(kinds, values.suffixes, header="period" in stated)
    names = [match.ours["unit"]] if "unit" in match.ours else []
    names += columns.get("indicator_id", [])
    names += [match.context["scale"]] if "scale" in match.context else []
    units = values.groups(names, values.suffixes, header=bool(match.wide))
    voids = values.groups(names, values.void, header=bool(match.wide))
    return Keys(groups, units, voids)


def _dated_groups(
    match: ColumnMatch,
    values: ValueRows,
    columns: Mapping[str, Sequence[str]],
    regions: NameLookup,
    *,
    header: bool,
) -> Groups | None:
    """Return the groups of regions, and of periods where the region depends on the year."""
    texts = values.frame[match.ours["region_id"]].unique()
    periods = [values.frame[name].unique() for name in columns.get("period", ())]
    headers = [[text] for text in match.wide] if header else []
    dated = dated_regions(texts, regions, first_year([*periods, *headers]))
    if not dated:
        return None
    region = values.label(match.ours["region_id"])
    mask = region.is_in(pl.Series(list(dated), dtype=region.dtype).implode()).fill_null(False)
    stating = [values.label(name).cast(pl.String) for name in columns.get("period", ())]
    if header and values.headers is not None:
        stating.append(values.headers.cast(pl.String))
    parts = [
        pl.DataFrame({"p": each, "m": mask}).select(pl.when("m").then("p").alias("p"))["p"]
        for each in stating
    ]
    return values.groups(columns["region_id"], *parts, header=False)


def special_values(values: ValueRows, most: int | None = None) -> set[int]:
    """Return the values that are more than a plain number."""
    numbers = values.numbers
    rows = set((~numbers.plain.fill_null(True)).arg_true().to_list())
    if not numbers.dots.fill_null(False).any():
        # No number shows that the dot of 1.234 is a decimal point.
        rows.update(numbers.lone.fill_null(False).arg_true().to_list())
    few(rows, values.height, most)
    if values.cells is not None and decimal_mark(values.cells.gather(sorted(rows))).commas:
        raise NotColumnarError
    return rows


def few(rows: Collection[int], height: int, most: int | None = None) -> None:
    """Raise NotColumnarError if too many values are more than plain numbers."""
    if len(rows) > (1_000 + height // 20 if most is None else most):
        raise NotColumnarError


def check_sample(sample: Sample) -> None:
    """Raise NotColumnarError if the sample has a feature that only all values can decide."""
    conversion = sample.conversion
    made, found, log = conversion.made, conversion.found, conversion.log
    inner = {at for row, at in sample.at.items() if row not in sample.special}
    if (
        made.table.height != len(sample.at)
        or any(made.cumulative)
        or conversion.converter.refuted
        or conversion.converter.sources is None
        or {"comparator", "value_upper"} & set(found)
        or _is_dated(sample)
        or any(each.column == "kind" for each in log.unread)
        or any(row in inner and column not in ("value", "") for row, column, _, _ in log.marks)
    ):
        raise NotColumnarError


def _is_dated(sample: Sample) -> bool:
    """Return True if a header, title or constant states a region that depends on the year."""
    conversion = sample.conversion
    fields = conversion.made.fields
    if "region_id" in conversion.match.ours or not {"region_id", "period"} <= set(fields):
        return False
    texts = set(fields["region_id"])
    names = conversion.lists.names["regions"]
    return len(texts) < MOST_TEXTS and bool(dated_regions(texts, names, 0))
