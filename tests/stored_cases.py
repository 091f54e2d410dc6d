"""Random cases for storages: valid rows of the release in which some cells are changed."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from checker_tables import TABLES, Column, Row, by_id, columns, rows

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY, TIME = datetime.date, datetime.datetime
TEXTS: tuple[str, ...] = (
    *(
        "",
        " ",
        "a",
        "A",
        " a",
        "a ",
        "a\n",
        "a\r\nb",
        "a\tb",
        "a\x00b",
        "a\x1fb",
        "a\x85b",
        "a\u2028b",
    ),
    *("\u3000a", "a\u3000", "\xa0a", "\u200ba", "\ufeffa", "\u202ea", "cn\u2010zj", "\uff43\uff4e"),
    *(
        "\u0441n",
        "\u0663",
        "\u0662\u0660\u0662\u0663",
        "２０２３",
        "字" * 3,
        "字" * 2001,
        "a" * 121,
    ),
    *(
        "a|b",
        "a,b",
        "a;b",
        'a"b',
        '"a"',
        "'a'",
        "=1+1",
        "+1",
        "-1",
        "@a",
        "null",
        "None",
        "NaN",
        "NA",
    ),
    *("nan", "inf", "true", "007", "1e5", "2023", "2023.0", "2023-01-01", "\U0001f600", "e\u0301"),
    *(
        "\ud800",
        "a\udfff",
        "%",
        "cn-zj",
        "CN",
        "cn-gd-foshan",
        "percent",
        "CNY",
        "cny",
        "eq",
        "EQ",
        ">",
    ),
)
PERIODS = (
    *("2023", "2023-02", "2023-02-29", "2024-02-29", "2023-13", "2023-00", "0000", "0001", "9999"),
    *(
        "10000",
        "../2025",
        "2021/2025",
        "2025/2021",
        "2024Q1",
        "2023-1",
        "2023/..",
        "..",
        "../",
        "/",
    ),
    *("2023-01/2023-12", " 2023", "2023\n", "２０２３", "-2023", "2023-06-31/2024", "9999-12-31"),
)
LISTS: tuple[Any, ...] = (
    *(
        [],
        ["a"],
        ["A b"],
        ["a|b"],
        [""],
        [None],
        ["a\nb"],
        ["a", "a"],
        ["x" * 300],
        ["\u3000"],
        None,
    ),
)
NUMBERS: dict[str, tuple[Any, ...]] = {
    "float": (
        *(0.0, -0.0, 1.0, -1.0, 0.5, 100.0, 100.5, 1e-308, 5e-324, 1.7976931348623157e308, -1e308),
        *(float("nan"), float("inf"), float("-inf"), 0.1 + 0.2, 2.0**53, 2.0**63, 1e23),
    ),
    "int": (0, 1, -1, 100, 101, 2**31, 2**53, 2**53 + 1, 2**62, 2**63 - 1, -(2**63)),
    "decimal": tuple(
        map(
            Decimal,
            (
                "0",
                "-0.5",
                "0.1",
                "100.0001",
                "0.30000000000000004",
                "1234567890.5",
                "2.00000000000000000001",
                "12345678901234567.5",
            ),
        )
    ),
    "text": (
        "1",
        "1,000",
        "1e3",
        " 1",
        "1 ",
        "",
        "１",
        "0x10",
        "1_000",
        "+1",
        "-0",
        ".5",
        "5.",
        "1%",
    ),
    "bool": (True, False),
}
WHOLE: dict[str, tuple[Any, ...]] = {
    "int": (0, 1, -1, 2, 2**31, 2**53 + 1, 2**62, 2**63 - 1, -(2**63)),
    "float": (1.0, 1.5, float("nan"), float("inf")),
    "text": ("1", " 1", "1.0", "", "１"),
}
DATES: dict[str, tuple[Any, ...]] = {
    "date": (
        *(DAY(2023, 12, 31), DAY(1, 1, 1), DAY(9999, 12, 31), DAY(1899, 12, 31), DAY(1900, 2, 28)),
        *(DAY(1582, 10, 10), DAY(1969, 12, 31), DAY(2024, 2, 29)),
    ),
    "datetime": (TIME(2023, 12, 31), TIME(2023, 12, 31, 16), TIME(2023, 12, 31, 0, 0, 0, 1)),
    "datetime-zone": (
        TIME(2023, 12, 31, tzinfo=SHANGHAI), TIME(2023, 12, 30, 16, tzinfo=SHANGHAI),
        TIME(1980, 1, 1, tzinfo=SHANGHAI), TIME(2023, 12, 31, 0, 0, 0, 1, tzinfo=SHANGHAI),
    ),
    "text": ("2023-12-31", "2023-02-30", "31.12.2023", "", "10000-01-01", "0000-01-01", "2023"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """Rows of a table, the valid rows they were made of, and the type of each column."""

    table: str
    kinds: dict[str, str]
    rows: list[Row]
    originals: list[Row]

    def take(self, numbers: list[int]) -> Case:
        """Return the case with some of its rows."""
        return replace(
            self,
            rows=[self.rows[number] for number in numbers],
            originals=[self.originals[number] for number in numbers],
        )


def default_kind(column: Column) -> str:
    """Return the type in which a release has a column."""
    return {"string": "text", "code": "text", "number": "float", "integer": "int"}.get(
        column.type, column.type
    )


def draw(chance: random.Random, *, objects: bool = False) -> Case:
    """Draw a case; `objects` allows cells of several types in one column."""
    table = chance.choice((*TABLES, *("figures", "targets", "outcomes", "tasks") * 3))
    specs = columns(table)
    kinds = {name: default_kind(spec) for name, spec in specs.items()}
    chosen = _closed(table, chance)
    originals = [dict(row) for row in chosen]
    made = [dict(row) for row in chosen]
    for name in chance.sample(sorted(specs), min(2, len(specs))) if chance.random() < 0.7 else ():
        _retype(chance, specs[name], kinds, made)
    for _ in range(chance.randint(0, 5)):
        row = chance.choice(made)
        name = chance.choice(sorted(specs))
        if objects and chance.random() < 0.2:
            row[name] = chance.choice((1, 1.5, True, "a", b"a", ["a"], Decimal(1), {"a": 1}, None))
        else:
            row[name] = _cell(chance, specs[name], kinds[name])
    _tangle(chance, table, made, originals)
    return Case(table, kinds, made, originals)


def _closed(table: str, chance: random.Random) -> list[Row]:
    """Draw rows, with those of the table that they refer to."""
    all_rows = rows(table)
    known = {row["id"]: row for row in all_rows}
    names = [spec.name for spec in columns(table).values() if spec.references == table]
    pending = [
        row["id"] for row in chance.sample(all_rows, min(len(all_rows), chance.randint(1, 8)))
    ]
    chosen: dict[str, Row] = {}
    while pending:
        key = pending.pop()
        if key in known and key not in chosen:
            chosen[key] = known[key]
            pending += [known[key][name] for name in names if known[key][name] is not None]
    return list(chosen.values())


def _retype(chance: random.Random, spec: Column, kinds: dict[str, str], made: list[Row]) -> None:
    """Store a column in another type, if its values allow it."""
    cells = [row[spec.name] for row in made]
    values = [each for each in cells if each is not None]
    new: list[Any] = []
    if spec.type == "number":
        kind = chance.choice(("int", "decimal", "decimal", "text", "bool"))
        if kind in ("int", "decimal") and any(each != int(each) for each in values):
            kind = "decimal"
        make: dict[str, Callable[[float], Any]] = {
            "int": int,
            "decimal": _decimal,
            "text": _number_text,
            "bool": bool,
        }
        new = [None if each is None else make[kind](each) for each in cells]
    elif spec.type == "integer":
        kind = chance.choice(("float", "text"))
        new = [
            None if each is None else {"float": float, "text": str}[kind](each) for each in cells
        ]
    elif spec.type == "date":
        kind = chance.choice(("datetime", "datetime-zone", "datetime-zone", "text"))
        zone = SHANGHAI if kind == "datetime-zone" else None
        new = [
            None if each is None
            else each.isoformat() if kind == "text"
            else TIME(each.year, each.month, each.day, tzinfo=zone)
            for each in cells
        ]  # fmt: skip
    elif spec.type == "list":
        kind = "text"
        new = [None if each is None else "|".join(each) for each in cells]
    else:
        if chance.random() < 0.8:
            return
        kind = chance.choice(("int", "binary"))
        new = [None if each is None else 1 if kind == "int" else b"a" for each in cells]
    kinds[spec.name] = kind
    for row, cell in zip(made, new, strict=True):
        row[spec.name] = cell


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value))


def _number_text(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _cell(chance: random.Random, spec: Column, kind: str) -> Any:
    if chance.random() < 0.15:
        return None
    if spec.type == "number":
        return chance.choice(NUMBERS[kind])
    if spec.type == "integer":
        return chance.choice(WHOLE[kind])
    if spec.type == "date":
        return chance.choice(DATES[kind])
    if spec.type == "list":
        return "a|b" if kind == "text" else chance.choice(LISTS)
    if kind != "text":
        return 7 if kind == "int" else b"\xff"
    choices: list[Any] = [*TEXTS]
    if "period" in spec.name:
        choices += [*PERIODS] * 2
    if spec.codes:
        choices += [*spec.codes] * 5
    if spec.references:
        choices += chance.sample(sorted(by_id(spec.references)), 5) * 5
    return chance.choice(choices)


def _tangle(chance: random.Random, table: str, made: list[Row], originals: list[Row]) -> None:
    """Now and then repeat a row, an id or an observation, or make a cycle."""
    kind = chance.randrange(8)
    at = chance.randrange(len(made))
    if kind < 2:
        made.append(dict(made[at]))
        originals.append(dict(originals[at]))
        if kind == 1:
            made[-1]["id"] = f"{made[at]['id']}-b" if isinstance(made[at]["id"], str) else None
    elif kind == 2:
        other = chance.choice(TABLES)
        made[at]["id"] = chance.choice(sorted(by_id(other)))
    elif kind == 3 and table in ("tasks", "regions", "withdrawals", "policies", "concepts"):
        name = {"tasks": "parent_id", "regions": "parent_id", "withdrawals": "successor_id"} | {
            "policies": "superseded_by", "concepts": "complement_id"
        }  # fmt: skip
        made[at][name[table]] = chance.choice(made)["id"]
