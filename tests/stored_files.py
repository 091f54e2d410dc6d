"""CSV, JSON and workbooks of a case, and the cells that they can express."""

from __future__ import annotations

import csv
import datetime
import itertools
import json
import math
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from stored_cases import Case

_FILES = itertools.count()


class _Lost:
    pass


LOST = _Lost()


def new_path(folder: Path, suffix: str) -> Path:
    """Return a new path in a folder."""
    return folder / f"rows-{next(_FILES)}{suffix}"


def typed_cell(kind: str, cell: Any) -> Any:
    """A cell of a storage whose columns have types."""
    if isinstance(cell, str) and _surrogate(cell):
        return LOST
    if isinstance(cell, list):
        return [None if item is None else item for item in cell]  # pyright: ignore[reportUnknownVariableType]
    if kind == "decimal" and isinstance(cell, Decimal) and abs(cell) >= 10**17:
        return LOST
    return cell


def _surrogate(text: str) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in text)


def _is_unlistable(item: Any) -> bool:
    return not item or "|" in item or "\0" in item


def text_cell(kind: str, cell: Any) -> Any:
    """A cell of CSV: a text, and the empty text is a missing value."""
    if kind == "binary" or kind.startswith("datetime"):
        return LOST
    if isinstance(cell, list):
        return LOST if any(map(_is_unlistable, cell)) else cell  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    if kind == "list" and cell is None:
        return []  # an empty cell
    if isinstance(cell, str):
        # A file with a NUL is rejected by name.
        return LOST if _surrogate(cell) or "\0" in cell else cell or None
    if cell is None or kind in ("date", "float", "decimal"):
        return cell
    return str(cell)


def _csv_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list):
        return "|".join(cell)  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)


def csv_file(
    delimiter: str, encoding: str, ends: str, quoting: Any
) -> Callable[[Case, Path], Path]:
    def make(case: Case, folder: Path) -> Path:
        path = new_path(folder, ".csv")
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter, lineterminator=ends, quoting=quoting)
            writer.writerow(case.kinds)
            writer.writerows([_csv_text(cell) for cell in row.values()] for row in case.rows)
        return path

    return make


def json_cell(kind: str, cell: Any) -> Any:
    if isinstance(cell, float) and not math.isfinite(cell):
        return LOST
    if kind == "binary" or kind.startswith("datetime"):
        return LOST
    return typed_cell(kind, cell)


def _json_text(cell: Any) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, datetime.date):
        cell = cell.isoformat()
    return json.dumps(cell, ensure_ascii=False)


def json_lines(case: Case, folder: Path) -> Path:
    path = new_path(folder, ".jsonl")
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in case.rows:
            cells = (f"{json.dumps(name)}: {_json_text(cell)}" for name, cell in row.items())
            file.write("{" + ", ".join(cells) + "}\n")
    return path


def xlsx_cell(kind: str, cell: Any) -> Any:
    carried_ = text_cell(kind, cell)
    if carried_ is LOST:
        return LOST
    if isinstance(carried_, str) and (_unwritable(carried_) or len(carried_) > 32_000):
        return LOST
    if isinstance(cell, list) and any(_unwritable(item) for item in cell):  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
        return LOST
    if isinstance(cell, float) and not math.isfinite(cell):
        return LOST
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return int(cell)  # a workbook has no type of integers
    if isinstance(cell, int) and abs(cell) > 10**15:
        return LOST
    if kind == "decimal":
        return LOST if cell is not None else None
    if isinstance(cell, datetime.date) and cell < datetime.date(1900, 3, 1):
        return LOST
    return carried_


def _unwritable(text: str) -> bool:
    return any(each < " " or each in "\ufffe\uffff" for each in text) or text != text.strip()


def xlsx(case: Case, folder: Path) -> Path:
    path = new_path(folder, ".xlsx")
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(list(case.kinds))
    for number, row in enumerate(case.rows, 2):
        for at, (name, cell) in enumerate(row.items(), 1):
            if isinstance(cell, list):
                cell = "|".join(cell) or None  # pyright: ignore[reportUnknownArgumentType]
            place = sheet.cell(number, at)
            if isinstance(cell, str):
                whole = case.kinds[name] in ("int", "bool") and cell not in ("True", "False")
                place.value, place.data_type = (int(cell), "n") if whole else (cell, "s")
            else:
                place.value = cell
    book.save(path)
    return path
