"""Classifications of industries and products: GB/T 4754-2017, ISIC Rev. 4 and HS 2022."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from tools.codelists.compare import Difference
from tools.codelists.sources import (
    CAPITAL,
    FRONT_END,
    HS,
    HS_SECOND,
    ISIC,
    ISIC_KIT,
    Raw,
    own_rows,
)

GBT4754_COLUMNS = ("code", "level", "parent", "name_zh", "note")
ISIC_COLUMNS = ("code", "level", "parent", "name")
HS_COLUMNS = ("code", "level", "parent", "name")
LEVELS = ("section", "division", "group", "class")


def _level(code: str) -> str:
    return LEVELS[0] if code.isalpha() else LEVELS[len(code) - 1]


def gbt4754(raw: Raw) -> list[dict[str, str]]:
    """Return GB/T 4754-2017, with the names corrected by `inputs/industry_names.csv`."""
    own = {row["code"]: row for row in own_rows("industry_names.csv")}
    second = _front_end(raw)
    found: list[dict[str, str]] = []
    for code, (name, parent) in _capital(raw).items():
        corrected = own[code]["name_zh"] if code in own else name
        other = second.get(code, "")
        note = "" if other in ("", corrected) else f"another public list has {other}"
        found.append(
            {
                "code": code,
                "level": _level(code),
                "parent": parent,
                "name_zh": corrected,
                "note": note,
            }
        )
    return sorted(found, key=lambda row: row["code"])


def gbt4754_differences(rows: list[dict[str, str]], raw: Raw) -> set[Difference]:
    """Return the codes and names that differ from the second list."""
    ours = {row["code"]: row["name_zh"] for row in rows}
    theirs = _front_end(raw)
    return {
        Difference(code, ours.get(code, ""), theirs.get(code, ""))
        for code in ours.keys() | theirs.keys()
        if ours.get(code) != theirs.get(code)
    }


def _capital(raw: Raw) -> dict[str, tuple[str, str]]:
    text = raw.text(CAPITAL)
    found: dict[str, tuple[str, str]] = {}
    path: dict[str, str] = {}
    for code, name in re.findall(r"code: '(\w+)',\s*name:\s*'([^']*)'", text):
        level = _level(code)
        path[level] = code
        parent = path[LEVELS[LEVELS.index(level) - 1]] if level != "section" else ""
        found[code] = (re.sub(r"\s", "", name), parent)
    return found


def _front_end(raw: Raw) -> dict[str, str]:
    found: dict[str, str] = {}
    for title, value in re.findall(
        r'"title": "([^"]*)",\s*"value": "([^"]*)"', raw.text(FRONT_END)
    ):
        code = value if len(value) == 1 else value[1:]
        found[code] = re.sub(r"\s", "", title.partition("-")[2])
    return found


def isic(raw: Raw) -> list[dict[str, str]]:
    """Return ISIC Rev. 4."""
    rows = csv.reader(io.StringIO(raw.text(ISIC)))
    next(rows)
    found: list[dict[str, str]] = []
    section = ""
    for code, name in rows:
        if code.isalpha():
            section = code
        parent = "" if code.isalpha() else section if len(code) == 2 else code[:-1]
        found.append({"code": code, "level": _level(code), "parent": parent, "name": name.strip()})
    return sorted(found, key=lambda row: row["code"])


def isic_differences(rows: list[dict[str, str]], raw: Raw) -> set[Difference]:
    """Return the codes and titles that differ from the second list."""

    def walk(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for kind, below in (
            ("section", "divisions"),
            ("division", "groups"),
            ("group", "classes"),
            ("class", ""),
        ):
            if kind in node:
                yield str(node[kind]).upper(), str(node["description"])
                for child in node.get(below, ()):
                    yield from walk(child)

    theirs = {code: name for node in raw.json(ISIC_KIT)["sections"] for code, name in walk(node)}
    ours = {row["code"]: row["name"] for row in rows}
    return {
        Difference(code, ours.get(code, ""), theirs.get(code, ""))
        for code in ours.keys() | theirs.keys()
        if ours.get(code) != theirs.get(code)
    }


def hs2022(raw: Raw) -> list[dict[str, str]]:
    """Return the chapters and headings of HS 2022."""
    return sorted(
        (
            {
                "code": row["hscode"],
                "level": "chapter" if row["level"] == "2" else "heading",
                "parent": "" if row["level"] == "2" else row["parent"],
                "name": " ".join(row["description"].split()),
            }
            for row in raw.rows(HS)
            if row["level"] in ("2", "4") and row["hscode"].isdigit()
        ),
        key=lambda row: row["code"],
    )


def hs_differences(rows: list[dict[str, str]], raw: Raw) -> set[Difference]:
    """Return the codes that differ from the second list."""
    ours = {row["code"] for row in rows}
    theirs = {
        str(entry["id"])
        for entry in raw.json(HS_SECOND)["results"]
        if re.fullmatch(r"[0-9]{2}|[0-9]{4}", str(entry["id"]))
    }
    return {
        Difference(code, "listed" if code in ours else "", "listed" if code in theirs else "")
        for code in ours ^ theirs
    }
