"""Stata files (.dta): one for each table, with variable labels and value labels."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

from chinaindpolicy.exports.bundle import ExportBundle, ExportTable
from chinaindpolicy.exports.registry import optional
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.serialize import LIST_DELIMITER

_LONGEST_LABEL = 80
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIMESTAMP = re.compile(rb"<timestamp>\x11.{17}</timestamp>", re.DOTALL)
_BOOLEAN = {0: "false", 1: "true"}


def write(contents: ExportBundle, folder: Path) -> None:
    """Write a Stata file (version 14 and later) for each table.

    A code is an integer with a value label, in the order of its vocabulary; a date is a Stata
    date; a list is text, its items separated by `|`; a missing text is empty.
    """
    pyreadstat = optional("pyreadstat", "stata")
    folder.mkdir()
    for table in contents.tables.values():
        path = folder / f"{table.name}.dta"
        pyreadstat.write_dta(
            _frame(table),
            str(path),
            file_label=f"{contents.name} {contents.release}: {table.name}"[:_LONGEST_LABEL],
            column_labels=[label(spec) for spec in table.columns],
            version=14,
            variable_value_labels=_value_labels(table),
            variable_format={spec.name: "%td" for spec in table.columns if spec.type == "date"},
        )
        stamp = f"<timestamp>\x11{_day(contents)} 00:00</timestamp>".encode()
        path.write_bytes(_TIMESTAMP.sub(stamp, path.read_bytes(), count=1))


def label(spec: ColumnSpec) -> str:
    """Return the variable label of a column: its description, of at most 80 characters."""
    text = spec.meaning.description
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1]}…"


def _frame(table: ExportTable) -> Any:
    import polars as pl

    rows = list(table.rows())
    series: list[pl.Series] = []
    for place, spec in enumerate(table.columns):
        values = [row[place] for row in rows]
        if spec.categories:
            codes = {code: number for number, code in enumerate(spec.categories, 1)}
            places = [None if value is None else codes[value] for value in values]
            series.append(pl.Series(spec.name, places, dtype=pl.Int16))
        elif spec.type == "boolean":
            flags = [None if value is None else int(value) for value in values]
            series.append(pl.Series(spec.name, flags, dtype=pl.Int8))
        elif spec.type == "integer":
            series.append(pl.Series(spec.name, values, dtype=pl.Int32))
        elif spec.type == "number":
            numbers = [None if value is None else float(value) for value in values]
            series.append(pl.Series(spec.name, numbers, dtype=pl.Float64))
        elif spec.type == "date":
            series.append(pl.Series(spec.name, values, dtype=pl.Date))
        else:
            texts = [LIST_DELIMITER.join(value) if spec.type == "list" else value or ""
                     for value in values]  # fmt: skip
            series.append(pl.Series(spec.name, texts, dtype=pl.String))
    return pl.DataFrame(series)


def _value_labels(table: ExportTable) -> dict[str, dict[int, str]]:
    labels: dict[str, dict[int, str]] = {}
    for spec in table.columns:
        if spec.categories:
            labels[spec.name] = dict(enumerate(spec.categories, 1))
        elif spec.type == "boolean":
            labels[spec.name] = _BOOLEAN
    return labels


def _day(contents: ExportBundle) -> str:
    """Return the day of the release as Stata writes it; the time of writing is left out."""
    day = datetime.date.fromisoformat(contents.created or "2000-01-01")
    return f"{day.day:02} {_MONTHS[day.month - 1]} {day.year:04}"
