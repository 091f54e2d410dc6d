"""Normalize third-party data to the columns, units and codes of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chinaindpolicy._arguments import checked_except, wrong_type
from chinaindpolicy._public import public
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ArgumentError, ChinaIndPolicyError, ExportError
from chinaindpolicy.ingest.normalize.cell_values import nfkc
from chinaindpolicy.ingest.normalize.columnar import convert_columns
from chinaindpolicy.ingest.normalize.conversion import (
    convert_table,
    lazy_request_for,
    request_for,
)
from chinaindpolicy.ingest.normalize.mapping import Mapping as Proposal
from chinaindpolicy.ingest.normalize.mapping_file import read_mapping
from chinaindpolicy.ingest.normalize.options import (
    FLAGS,
    ON_MISSING,
    Options,
    header_of,
    merged_columns,
    one_of,
    wide_of,
)
from chinaindpolicy.ingest.normalize.result import Normalized
from chinaindpolicy.ingest.normalize.streamed import Outputs, streamed, write_result
from chinaindpolicy.ingest.normalize.writers import WRITERS
from chinaindpolicy.model.vocabularies import TableName

if TYPE_CHECKING:
    from chinaindpolicy.ingest.extension.extension import Extend


@public
@checked_except("table", "against", "extend", "flags", "header", "wide", "on_missing", "mapping")
def normalize(
    data: Any,
    table: TableName | str,
    *,
    columns: Mapping[str, str | None] | None = None,
    units: str | Mapping[str, str] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    missing: Sequence[str] = (),
    flags: str = "error",
    header: int | Sequence[int] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    wide: str | bool | None = "auto",
    constants: Mapping[str, str] | None = None,
    dimensions: Sequence[str] = (),
    extend: Extend | None = None,
    mapping: Proposal | str | Path | None = None,
    on_missing: str | None = None,
    against: Dataset | str | Path | None = None,
    output: str | Path | None = None,
    changes_output: str | Path | None = None,
    overwrite: bool = False,
) -> Normalized:
    """Convert data to the columns, units and codes of a table.

    Columns are recognized by their names in Chinese and English (指标, 地区, 时间, 数值) or by
    their cells; columns named for periods, regions or indicators contain values. A unit in a cell,
    header, unit row, title line or unit column is applied exactly; names and codes become ids;
    dates and periods become ISO 8601. Every change is listed, and everything that is not
    understood is an error.

    Args:
        data: A Polars or pandas frame, a list of dicts, or a file (several, a pattern) as CSV,
            TSV, JSON Lines, JSON, Parquet or xlsx.
        table: The table, such as `"figures"`.
        columns: Table columns by source columns, where the names are not known; None for a
            column to ignore.
        units: The unit of values that state none, such as `"亿元"`; or replacements of texts of
            the unit column (under `""` for values that state none).
        values: By table column, replacements of texts before they are read.
        missing: Marks for a missing value, in addition to the known ones (—, …, N/A and so on).
        flags: `"keep"` to read numbers with letters next to them (12 p) and list the letters in
            `marks`; by default they are errors.
        header: The line of a file's header, from 1, or its lines, such as `(2, 3)`; by default
            they are found.
        sheet: The sheet of a workbook; by default the first that is shown.
        encoding: The encoding of a text file, such as `"big5"`; by default it is detected.
        wide: The names of columns that contain values: `"period"`, `"region"`, `"indicator"`, or
            `"auto"` for any of them; None if no column is named so. True is `"period"`.
        constants: By table column, the text of all rows, such as `{"region_id": "全国"}`.
        dimensions: Source columns that belong to the key of a row; they are kept in the frame.
        extend: Codes of your own by table, such as `{"indicators": [...], "units": [...]}`: lists
            of dicts, frames, or the path of a YAML file. They win over those of the release.
        mapping: The mapping that `inspect` proposes, or a mapping file with some of these
            options. Arguments win over it; `columns`, `values` and `constants` entry by entry.
        on_missing: `"keep"` or `"drop"` rows with a missing mark in place of the value; by
            default, rows of long tables are kept and cells of wide tables are dropped.
        against: The dataset, release or folder with the code lists; by default the latest
            packaged release.
        output: The file to write the frame to: .parquet, .csv or .jsonl. CSV, Parquet and lazy
            frames are read in chunks, so that data larger than memory is converted; the frames of
            the result are then made when they are first read.
        changes_output: The file to write the changes to; it needs `output`.
        overwrite: True to replace these files if they exist.

    Returns:
        The frame, the changes, the ignored columns, marks, notes and the findings.

    Raises:
        UnknownNameError: If the table does not exist, or a column that is named.
        ExtensionError: If an entry of `extend` is invalid.
        ChinaIndPolicyError: If two columns match one field, or the data cannot be read.
        ExportError: If a file cannot be written, or exists already.

    Example:
        >>> import chinaindpolicy as cip
        >>> rows = [{"指标": "算力规模", "地区": "安徽", "年份": "2024年", "数值（PFLOPS）": "1.5"}]
        >>> result = cip.normalize(rows, "figures")
        >>> result.ok, result.frame.select("region_id", "value", "unit", "period").rows()
        (True, [('cn-ah', 1.5, 'petaflops', '2024')])
        >>> result.changes.row(0)
        (0, 'indicator_id', '算力规模', 'computing-power-scale', 'name')
    """
    base = _mapped(mapping, table)
    stated = {"": units} if isinstance(units, str) else units
    given: dict[str, Any] = {
        "columns": None if columns is None else merged_columns(base.columns, columns),
        "units": stated,
        "one_unit": True if isinstance(units, str) else None,
        "values": None if values is None else {**base.values, **values},
        "missing": frozenset(nfkc(mark).casefold() for mark in missing) or None,
        "flags": None if flags == "error" else one_of("flags", flags, FLAGS),
        "header": header_of(header),
        "sheet": sheet,
        "encoding": encoding,
        "constants": None if constants is None else {**base.constants, **constants},
        "dimensions": tuple(dimensions) or None,
        "on_missing": on_missing and one_of("on_missing", on_missing, ON_MISSING),
    }
    options = replace(base, **{key: value for key, value in given.items() if value is not None})
    if wide != "auto":
        options = replace(options, wide=wide_of(wide))
    outputs = _outputs(output, changes_output, overwrite=overwrite)
    return normalize_with(data, table, options, against, extend, outputs)


def _outputs(output: object, changes: object, *, overwrite: bool) -> Outputs | None:
    """Return the files to write.

    Raises:
        ArgumentError: If a file has another extension than those of the formats.
        ExportError: If a file exists and must not be replaced.
    """
    if output is None:
        if changes is not None:
            raise ArgumentError("changes_output needs output; read the changes from the result")
        return None
    paths: list[Path] = []
    for name, given in (("output", output), ("changes_output", changes)):
        if given is None:
            continue
        if not isinstance(given, (str, Path)):
            raise wrong_type("normalize", name, given, "the path of a file")
        path = Path(given)
        if path.suffix.lower() not in WRITERS:
            raise ArgumentError(
                f"{name} is {str(path)!r}; use a file with the extension {' or '.join(WRITERS)}"
            )
        if path.exists() and not overwrite:
            raise ExportError(f"{path} exists already; pass overwrite=True to replace it")
        paths.append(path)
    return Outputs(paths[0], paths[1] if len(paths) > 1 else None, overwrite)


def _mapped(mapping: object, table: str) -> Options:
    """Return the options of a mapping or mapping file.

    Raises:
        ArgumentError: If it is neither.
        ChinaIndPolicyError: If it is a mapping to another table.
    """
    if mapping is None:
        return Options()
    if isinstance(mapping, Proposal):
        if mapping.table != table:
            raise ChinaIndPolicyError(
                f"mapping is to the table {mapping.table!r}, and table is {table!r}; pass "
                f"table={table!r} to inspect"
            )
        return mapping.options
    if isinstance(mapping, (str, Path)):
        return read_mapping(Path(mapping), table)
    raise wrong_type(
        "normalize", "mapping", mapping, "a Mapping of inspect, or the path of a mapping file"
    )


def normalize_with(
    data: Any,
    table: str,
    options: Options,
    against: Dataset | str | Path | None = None,
    extend: Extend | None = None,
    outputs: Outputs | None = None,
) -> Normalized:
    """Normalize data to a table with options, and write the result; see `normalize`."""
    if outputs is not None:
        request, source = lazy_request_for(data, table, options, against, extend)
        result = streamed(request, source, outputs) if source is not None else None
        if result is not None:
            return result
    request = request_for(data, table, options, against, extend)
    result = convert_columns(request) or convert_table(request).result()
    if outputs is not None:
        write_result(result, outputs)
    return result
