"""Files of official statistics with the right result: what `inspect` and `normalize` make of them.

A case is a table as text, with ` | ` between cells. It is written as CSV and as a workbook, and
converted in two steps, as users do it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

import chinaindpolicy as cip
from chinaindpolicy.errors import ChinaIndPolicyError

Row = tuple[str, str, str, float, str]
"""The name of the indicator, the region, the period, the value and its unit."""


@dataclass(frozen=True)
class Case:
    """A file and its right result.

    Attributes:
        name: What the file shows.
        text: The rows, with ` | ` between cells.
        values: One line for each value: names of the indicator, divided by `/`, then region,
            period, value and unit.
        ok: True if all columns and cells can be read.
        says: Texts in the findings of a file that cannot be read completely.
        options: The options that a user has to give.
        merged: Ranges of merged cells of the workbook.
        file: The name of the file, without its suffix.
        workbook: False for a file that is a CSV file only.
    """

    name: str
    text: str
    values: str = ""
    ok: bool = True
    says: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    merged: tuple[str, ...] = ()
    file: str = "table"
    workbook: bool = True

    def grid(self) -> list[list[str]]:
        """Return the cells."""
        lines = self.text.strip("\n").split("\n")
        return [[cell.strip() for cell in line.split("|")] for line in lines]

    def expected(self) -> list[tuple[tuple[str, ...], tuple[str, str, float, str]]]:
        """Return the right values, with the names that their indicator may have."""
        found: list[tuple[tuple[str, ...], tuple[str, str, float, str]]] = []
        for line in filter(None, map(str.strip, self.values.split("\n"))):
            names, region, period, value, unit = (cell.strip() for cell in line.split("|"))
            found.append((tuple(names.split("/")), (region, period, float(value), unit)))
        return found


def _number(text: str) -> Any:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text.replace("\\n", "\n") or None


def write(case: Case, folder: Path, kind: str) -> Path:
    """Write a case as `csv` or `xlsx`."""
    path = folder / f"{case.file}.{kind}"
    if kind == "csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(
                [[cell.replace("\\n", "\n") for cell in row] for row in case.grid()]
            )
        return path
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(case.grid(), 1):
        for column, cell in enumerate(row, 1):
            sheet.cell(number, column, _number(cell))
    for cells in case.merged:
        sheet.merge_cells(cells)
    book.save(path)
    return path


@dataclass(frozen=True)
class Outcome:
    """What came out of a case: the values, whether all was read, and the findings."""

    ok: bool
    rows: list[Row]
    messages: list[str]
    own_units: frozenset[str] = frozenset()


def convert(path: Path, options: dict[str, Any]) -> Outcome:
    """Convert a file with what `inspect` proposes."""
    later = {name: options[name] for name in ("flags",) if name in options}
    options = {name: option for name, option in options.items() if name not in later}
    try:
        mapping = cip.inspect(path, **options)
    except ChinaIndPolicyError as error:
        return Outcome(False, [], [str(error)])
    inspected = [each.message for each in mapping.findings]
    try:
        own: dict[str, Any] = {"extend": mapping.extend, "dimensions": mapping.dimensions}
        result = cip.normalize(path, "figures", mapping=mapping, **own, **later)
    except ChinaIndPolicyError as error:
        return Outcome(False, [], [str(error), *inspected])
    names = {entry["id"]: entry["name"] for entry in mapping.extend.get("indicators", [])}
    columns = ("indicator_id", "region_id", "period", "value", "unit")
    rows: list[Row] = [
        tuple(names.get(row.get(name), row.get(name)) for name in columns)  # type: ignore[misc]
        for row in result.frame.to_dicts()
        if row.get("value") is not None and None not in [row.get(name) for name in columns]
    ]
    messages = [f"{each.code} {each.column}: {each.message}" for each in result.findings]
    messages += [] if result.ok else inspected
    if result.ok and not cip.validate(result.frame, "figures", **own).ok:
        messages.append("validate: the frame is not valid")
    own_units = frozenset(entry["id"] for entry in mapping.extend.get("units", []))
    return Outcome(result.ok, rows, messages, own_units)


def judged(case: Case, outcome: Outcome) -> str:
    """Return the class of an outcome: complete, incomplete, rejected or wrong, as expected or not.

    Rows without an indicator, region or period have an error of their own, and are left out.

    `silently wrong` is a value that the file does not state, or a complete result that lacks one.
    """
    rest, wrong = case.expected(), list[Row]()
    for row in outcome.rows:
        for each in rest:
            near = abs(each[1][2] - row[3]) <= 1e-9 * abs(row[3])
            same = (*each[1][:2], each[1][3]) == (row[1], row[2], row[4])
            if row[0] in each[0] and near and same:
                rest.remove(each)
                break
        else:
            wrong.append(row)
    if wrong and all(row[4] in outcome.own_units for row in wrong):
        return "unit not known"
    if wrong or (outcome.ok and (rest or not case.ok)):
        return "silently wrong"
    if outcome.ok:
        return "complete" if "validate:" not in "".join(outcome.messages) else "silently wrong"
    text = "\n".join(outcome.messages)
    unsaid = [each for each in case.says if each not in text]
    if case.ok:
        return "columns unread" if outcome.rows else "wrongly rejected"
    if rest:
        return "columns unread" if outcome.rows else "wrongly rejected"
    return "reason unclear" if unsaid else "rightly rejected"


def check(case: Case, folder: Path, kind: str) -> None:
    """Assert that a case has its right result."""
    outcome = convert(write(case, folder, kind), case.options)
    found = judged(case, outcome)
    right = "complete" if case.ok else "rightly rejected"
    assert found == right, (found, outcome.rows, outcome.messages)
