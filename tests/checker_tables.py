"""Tables as the documentation describes them: for the checker that is independent of the rules.

Columns, types and vocabularies are read from `docs/tables.md`; forms and bounds from the data
package of the release, which is what a user without the package has.
"""

from __future__ import annotations

import csv
import datetime
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RELEASE = ROOT / "datasets" / "releases" / "2026.3"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    type: str
    """`string`, `number`, `integer`, `date`, `list` or `code`."""
    required: bool
    codes: tuple[str, ...]
    references: str | None
    pattern: str | None
    longest: int | None
    minimum: int | None


@cache
def columns(table: str) -> dict[str, Column]:
    """Return the columns of a table by name."""
    text = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## {table}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| `(\w+)` \| (.*?) \| (no|may) \|", section, re.MULTILINE)
    stated = _constraints(table)
    return {name: _column(name, kind, missing, stated[name]) for name, kind, missing in lines}


@cache
def _constraints(table: str) -> dict[str, dict[str, Any]]:
    package = json.loads((RELEASE / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = (each for each in package["resources"] if each["name"] == table)
    return {each["name"]: each.get("constraints", {}) for each in resource["schema"]["fields"]}


def _column(name: str, kind: str, missing: str, stated: dict[str, Any]) -> Column:
    codes = tuple(re.findall(r"`(\w+)`", kind)) if kind.startswith("one of") else ()
    linked = re.fullmatch(r"(?:id in|list of) (\w+)", kind)
    base = kind.partition(" ")[0]
    return Column(
        name,
        "code" if codes else {"id": "string"}.get(base, base),
        missing == "no",
        codes,
        linked[1] if linked and linked[1] != "strings" else None,
        stated.get("pattern"),
        stated.get("maxLength"),
        stated.get("minimum"),
    )


TABLES = tuple(sorted(path.stem for path in RELEASE.glob("*.csv")))


@cache
def _rows(table: str) -> tuple[Row, ...]:
    with (RELEASE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            {name: _read(text, columns(table)[name].type) for name, text in row.items()}
            for row in csv.DictReader(file)
        )


def rows(table: str) -> list[Row]:
    """Return the rows of the latest release, as copies that may be changed."""
    return [
        {name: list(cell) if isinstance(cell, list) else cell for name, cell in row.items()}  # pyright: ignore[reportUnknownArgumentType]
        for row in _rows(table)
    ]


@cache
def by_id(table: str) -> dict[str, Row]:
    """Return the rows of a table of the release by id."""
    return {row["id"]: row for row in _rows(table)}


def _read(text: str, kind: str) -> Any:
    if kind == "list":
        return text.split("|") if text else []
    if not text:
        return None
    if kind == "number":
        return float(text)
    if kind == "integer":
        return int(text)
    return datetime.date.fromisoformat(text) if kind == "date" else text


def day_bounds(period: str) -> tuple[datetime.date | None, datetime.date | None] | None:
    """Return the first and last day of an ISO 8601 period; None if it is not valid."""
    start, slash, end = period.partition("/")
    try:
        if not slash:
            return _days(start)
        if start == "..":
            return None, _days(end)[1]
        return _days(start)[0], _days(end)[1]
    except ValueError:
        return None


def _days(part: str) -> tuple[datetime.date, datetime.date]:
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", part):
        raise ValueError(part)
    numbers = [int(each) for each in part.split("-")]
    first = datetime.date(*[*numbers, 1, 1][:3])
    if len(numbers) == 3:
        return first, first
    if len(numbers) == 1:
        return first, datetime.date(numbers[0], 12, 31)
    after = first.replace(day=28) + datetime.timedelta(days=4)
    return first, after - datetime.timedelta(days=after.day)


def is_exact(number: int | Decimal) -> bool:
    """Return True if a 64-bit float represents a number."""
    try:
        near = float(number)
    except OverflowError:
        return False
    if isinstance(number, int):
        return near == number
    return near == near and Decimal(repr(near)) == number
