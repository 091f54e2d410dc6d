"""Input data as columns of Python values."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.model.serialize import decimal_digits
from chinaindpolicy.rules.findings import Finding

if TYPE_CHECKING:
    from chinaindpolicy.ingest.readers.source_files import SourceData


@dataclass
class RawTable:
    """The cells of some data.

    Attributes:
        columns: The cells of each column, in the order of the rows; None where there is none.
        height: How many rows there are.
        opened: The files they were read from, if they were.
        problems: What could not be read of these.
    """

    columns: dict[str, list[Any]]
    height: int
    opened: SourceData | None = None
    problems: tuple[Finding, ...] = field(default=())

    @property
    def semicolons(self) -> bool:
        """True if all files are delimited by semicolons."""
        parts = self.opened.parts if self.opened is not None else ()
        return bool(parts) and all(part.delimiter == ";" for part in parts)


def cells_of(data: Any, table: str, header: int | None) -> RawTable:
    """Return the cells of a Polars or pandas frame, a list of dicts, records, or files.

    Raises:
        ChinaIndPolicyError: If it is none of these, or a file cannot be read.
    """
    if isinstance(data, (str, Path)) or _is_files(data):
        return _from_files(data, table, header)
    if header is not None:
        raise ChinaIndPolicyError("header tells the line of a file: these data have their names")
    kind = type(data).__module__.partition(".")[0]
    if kind == "polars" and hasattr(data, "collect"):
        data = data.collect()
    if kind == "polars" and hasattr(data, "to_dict"):
        return RawTable(data.to_dict(as_series=False), data.height)
    if kind == "pandas" and hasattr(data, "columns"):
        return _from_pandas(data)
    if is_sequence(data):
        return _from_rows(data)
    raise ChinaIndPolicyError(
        f"cannot normalize a {type(data).__module__}.{type(data).__qualname__}: give a Polars or "
        "pandas frame, a list of dicts, or the path of a file"
    )


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Return whether a value is a sequence other than a text."""
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray))


def is_scalar(value: object) -> bool:
    """Return whether a cell is a single value."""
    return not isinstance(value, Mapping) and not is_sequence(value)


def _is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _is_files(data: Any) -> bool:
    if not is_sequence(data) or not data:
        return False
    return all(isinstance(each, (str, Path)) for each in data)


def _from_files(data: Any, table: str, header: int | None) -> RawTable:
    from chinaindpolicy.ingest.readers.open_files import open_data

    opened = open_data(data, table, header=header)
    with opened.read():
        frame = opened.frame.collect()
    return RawTable(frame.to_dict(as_series=False), frame.height, opened, opened.problems)


def _from_pandas(data: Any) -> RawTable:
    names = [str(name) for name in data.columns]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ChinaIndPolicyError(f"columns that are called alike: {', '.join(sorted(twice))}")
    columns = {
        name: [_native(cell) for cell in data.iloc[:, at].tolist()] for at, name in enumerate(names)
    }
    return RawTable(columns, len(data))


def _native(cell: Any) -> Any:
    """Return what pandas holds as Python would; all its marks of a missing value are None."""
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
            # Python refuses to write a long int in full; no one reads thousands of digits.
            return f"{number:.20E}" if number.adjusted() > 400 else str(cell)
        return decimal_digits(number)
    if is_sequence(cell):
        return "|".join(text_of(item) or "" for item in cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return str(cell)
