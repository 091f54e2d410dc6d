"""Input data as columns of Python values."""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.normalize.sdmx_labels import without_labels
from chinaindpolicy.model.serialize import decimal_digits
from chinaindpolicy.rules.findings import Finding

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.ingest.readers.read_options import ReadOptions
    from chinaindpolicy.ingest.readers.source_files import SourceData


class Note(NamedTuple):
    """A line or column that belongs to no row of the table.

    Attributes:
        kind: `title`, `note`, `total`, `repeated` (a cumulative value of a first period), `empty`,
            `lookup` for a note on a name, or `base` for the base of an index.
        file: The file.
        line: The line, from 1.
        text: The text.
    """

    kind: str
    file: str
    line: int | None
    text: str


@dataclass
class RawTable:
    """The cells of some data.

    Attributes:
        columns: The cells of each column, in the order of the rows; None where there is none.
        height: How many rows there are.
        opened: The files they were read from, if they were.
        problems: The parts of these files that could not be read.
        headers: The texts above a column, the top one first, if they are not its name alone.
        units: The unit in the unit row below the header, by column.
        titles: The title lines above the table.
        labels: The names of the sheet and the file.
        notes: Lines that belong to no row of the table: kind, file, line and text.
        origin: The row of the source of each row; None if no row was left out.
    """

    columns: dict[str, list[Any]]
    height: int
    opened: SourceData | None = None
    problems: tuple[Finding, ...] = field(default=())
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    units: dict[str, str] = field(default_factory=dict[str, str])
    titles: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    notes: list[Note] = field(default_factory=list["Note"])
    origin: Sequence[int] | Mapping[int, int] | None = None

    def parts(self, name: str) -> tuple[str, ...]:
        """Return the texts above a column, the top one first."""
        return self.headers.get(name, (name,))

    def source_row(self, row: int) -> int:
        """Return the row of the source that a row was read from."""
        return row if self.origin is None else self.origin[row]

    def without(self, rows: Collection[int]) -> RawTable:
        """Return the table without some rows."""
        if not rows:
            return self
        kept = [row for row in range(self.height) if row not in rows]
        columns = {name: [cells[row] for row in kept] for name, cells in self.columns.items()}
        origin = [self.source_row(row) for row in kept]
        return replace(self, columns=columns, height=len(kept), origin=origin)

    def place(self, row: int) -> tuple[str, int | None]:
        """Return file and line of a row."""
        if self.opened is None:
            return "", None
        return self.opened.lines([self.source_row(row)])[0]

    @property
    def formatted(self) -> bool:
        """False if percentages may be stored as fractions, without the format that shows it."""
        return self.opened is None or all(part.formatted for part in self.opened.parts)

    @property
    def semicolons(self) -> bool:
        """True if all files are delimited by semicolons."""
        parts = self.opened.parts if self.opened is not None else ()
        return bool(parts) and all(part.delimiter == ";" for part in parts)


def cells_of(data: Any, table: str, options: ReadOptions) -> RawTable:
    """Return the cells of a Polars or pandas frame, a list of dicts, records, or files.

    Raises:
        ChinaIndPolicyError: If its type is unsupported, or a file cannot be read.
    """
    source = source_frame(data, table, options)
    if source is not None:
        return source.cells()
    kind = type(data).__module__.partition(".")[0]
    if kind == "pandas" and hasattr(data, "columns"):
        return _from_pandas(data)
    if is_sequence(data):
        return _from_rows(data)
    kind = type(data).__qualname__
    what = "None" if data is None else f"{type(data).__module__}.{kind}".removeprefix("builtins.")
    raise ChinaIndPolicyError(
        f"cannot normalize {what}: pass a Polars or pandas frame, a list of dicts, or the path of "
        "a file"
    )


@dataclass(frozen=True)
class SourceFrame:
    """Data as a frame, with the properties of its file.

    Attributes:
        frame: The cells.
        shell: The table without its cells.
    """

    frame: pl.DataFrame
    shell: RawTable

    def cells(self, rows: Sequence[int] | None = None) -> RawTable:
        """Return all rows, or some, as Python values."""
        from chinaindpolicy.rules.engines.polars_exact import python_cells

        picked = self.frame if rows is None else self.frame[list(rows)]
        columns = python_cells(picked)
        if self.shell.opened is not None:
            columns = without_labels(_split_keys(columns))
        return replace(
            self.shell,
            columns=columns,
            height=picked.height,
            headers={name: parts for name, parts in self.shell.headers.items() if name in columns},
            notes=list(self.shell.notes),
            origin=None if rows is None else list(rows),
        )


def source_frame(data: Any, table: str, options: ReadOptions) -> SourceFrame | None:
    """Return files or a Polars frame as a frame; None for other data.

    Raises:
        ChinaIndPolicyError: If a file cannot be read, or an option does not apply to the data.
    """
    if is_files(data):
        return _from_files(data, table, options)
    for name in ("header", "sheet", "encoding"):
        if getattr(options, name) is not None:
            raise ChinaIndPolicyError(
                f"{name} applies to files; a {type(data).__name__} has its column names"
            )
    kind = type(data).__module__.partition(".")[0]
    if kind == "polars" and hasattr(data, "collect"):
        data = data.collect()
    if kind == "polars" and hasattr(data, "to_dict"):
        return SourceFrame(data, RawTable({}, data.height))
    return None


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Return whether a value is a sequence other than a text."""
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray))


def is_scalar(value: object) -> bool:
    """Return whether a cell is a single value."""
    if isinstance(value, (str, int, float)):  # by far the most frequent
        return True
    return not isinstance(value, Mapping) and not is_sequence(value)


def _is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def is_files(data: Any) -> bool:
    """Return True for the path of a file or several."""
    if isinstance(data, (str, Path)):
        return True
    if not is_sequence(data) or not data:
        return False
    return all(isinstance(each, (str, Path)) for each in data)


def _from_files(data: Any, table: str, options: ReadOptions) -> SourceFrame:
    opened, made = opened_files(data, table, options)
    with opened.read():
        frame = opened.frame.collect()
    return SourceFrame(frame, replace(made, height=frame.height))


def opened_files(data: Any, table: str, options: ReadOptions) -> tuple[SourceData, RawTable]:
    """Open files; return them, and the table without its cells.

    Raises:
        ChinaIndPolicyError: If a file cannot be read, or the files state different units.
    """
    from chinaindpolicy.ingest.readers.open_files import open_data

    opened = open_data(data, table, options=options)
    made = RawTable({}, 0, opened, opened.problems)
    titles: list[tuple[tuple[str, ...], ...]] = []
    for part in opened.parts:
        made.notes += [Note("note", str(part.path), line, text) for line, text in part.notes]
        if part.head is None:
            continue
        above = part.head.titles
        made.notes += [Note("title", str(part.path), line, text) for line, text in above]
        titles.append((tuple(text for _, text in above), part.head.units))
        made.headers = dict(zip(part.head.names, part.head.parts, strict=True))
        made.units = {
            name: unit for name, unit in zip(part.head.names, part.head.units, strict=False) if unit
        }
    if len(set(titles)) > 1:
        other = next(each for each in titles if each != titles[0])
        raise ChinaIndPolicyError(
            "the title lines or unit rows of the files differ, and may state different units; "
            f"normalize the files one by one: {titles[0]} and {other}"
        )
    made.titles = titles[0][0] if titles else ()
    if len(opened.parts) == 1:
        part = opened.parts[0]
        made.labels = tuple(text for text in (part.sheet, part.path.stem) if text)
    return opened, made


def _split_keys(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    r"""Return columns with a first column of several keys, as Eurostat writes it, split.

    Example:
        >>> _split_keys({"unit,geo\\TIME_PERIOD": ["PC,CN"], "2023": ["1"]})
        {'unit': ['PC'], 'geo': ['CN'], '2023': ['1']}
    """
    first = next(iter(columns), "")
    keys, mark, _ = first.partition("\\")
    names = [name.strip() for name in keys.split(",")]
    rows = [str(cell or "").split(",") for cell in columns.get(first, ())]
    if not mark or set(names) & set(columns) or any(len(row) != len(names) for row in rows):
        return columns
    split = {name: [row[at].strip() for row in rows] for at, name in enumerate(names)}
    return split | {name: cells for name, cells in columns.items() if name != first}


def _from_pandas(data: Any) -> RawTable:
    """Return the cells of a pandas frame; an index with names or labels is a column as well."""
    parts = [_header_of(name) for name in data.columns]
    names = [" ".join(each) for each in parts]
    index = data.index
    columns: dict[str, list[Any]] = {}
    plain = type(index).__name__ == "RangeIndex" or (
        index.names == [None] and getattr(index.dtype, "kind", "") in "iu"
    )
    if not plain:
        for at, name in enumerate(index.names):
            label = str(name) if name is not None else f"(index {at + 1})"
            columns[label] = [_native(cell) for cell in index.get_level_values(at).tolist()]
    all_names = [*columns, *names]
    twice = {name for name in all_names if all_names.count(name) > 1}
    if twice:
        raise ChinaIndPolicyError(f"columns that are called alike: {', '.join(sorted(twice))}")
    headers = {name: each for name, each in zip(names, parts, strict=True) if each != (name,)}
    for at, name in enumerate(names):
        columns[name] = [_native(cell) for cell in data.iloc[:, at].tolist()]
    return RawTable(columns, len(data), headers=headers)


def _header_of(name: Any) -> tuple[str, ...]:
    """Return the parts of a column name; a tuple is one of several levels."""
    levels: Sequence[Any] = name if is_sequence(name) else (name,)
    return tuple(dict.fromkeys(str(_native(each)) for each in levels if each not in ("", None)))


def _native(cell: Any) -> Any:
    """Return a pandas value as a Python value; all missing-value marks become None."""
    cell = _of_numpy(cell)
    kind = type(cell).__name__
    if kind in ("NAType", "NaTType") or (kind == "float" and math.isnan(cell)):
        return None
    if kind == "Timestamp":
        return cell.to_pydatetime()
    return str(cell) if kind == "Period" else cell


def _of_numpy(cell: Any) -> Any:
    """Return a number of numpy's as Python's own; anything else as it is."""
    return cell.item() if type(cell).__module__ == "numpy" and hasattr(cell, "item") else cell


def _from_rows(data: Sequence[Any]) -> RawTable:
    columns: dict[str, list[Any]] = {}
    for number, row in enumerate(data):
        cells: object = row.model_dump() if hasattr(row, "model_dump") else row
        if not _is_mapping(cells):
            raise ChinaIndPolicyError(
                f"row {number} is a {type(row).__name__}: expected a dict of columns and values"
            )
        for name in cells:
            if not isinstance(name, str):
                raise ChinaIndPolicyError(f"row {number} has a column {name!r}: expected a text")
            if name not in columns:
                columns[name] = [None] * number
        for name, column in columns.items():
            column.append(_of_numpy(cells.get(name)))
    return RawTable(columns, len(data))


def text_of(cell: Any) -> str | None:
    """Return a cell as text for changes and findings, numbers exactly and in full.

    Example:
        >>> text_of(16190000000000.0), text_of(["a", "b"]), text_of(None)
        ('16190000000000', 'a|b', None)
    """
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float, Decimal)):
        number = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
        if not number.is_finite() or number.adjusted() > 40:
            # Python does not write a very long int in full, and thousands of digits are unreadable.
            return f"{number:.20E}" if number.adjusted() > 400 else str(cell)
        return decimal_digits(number)
    if is_sequence(cell):
        return "|".join(text_of(item) or "" for item in cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return str(cell)
