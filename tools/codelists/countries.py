"""Countries by ISO 3166-1 and M49, and groups of countries with their definer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from tools.codelists.compare import Difference
from tools.codelists.sources import (
    COUNTRY_CONVERTER,
    HDX,
    PYCOUNTRY,
    REGIONS,
    WORLD_BANK_NAMES,
    Raw,
    own_rows,
)

COUNTRY_COLUMNS = (
    *("code", "id", "alpha_2", "m49", "status", "name", "name_zh", "name_official"),
    *("name_world_bank", "name_owid", "name_iea", "m49_region", "m49_subregion"),
    "aliases",
)
AGGREGATE_COLUMNS = (
    *("id", "code", "name", "name_zh", "definer", "edition", "members", "aliases"),
)
# Parts of China have the ids of its provinces.
_IDS = {"HKG": "cn-hk", "MAC": "cn-mo", "TWN": "cn-tw"}
# Codes that are not in ISO 3166-1, but that its user-assigned range is used for.
_USER_ASSIGNED = {"XKX": ("XK", "OWID_KOS")}
_DEFINERS = {
    "ei": ("ei", "Energy Institute"),
    "ember": ("ember", "Ember"),
    "fao": ("fao", "FAO"),
    "iea": ("iea", "IEA"),
    "ihme": ("ihme", "IHME Global Burden of Disease"),
    "ilo": ("ilo", "ILO"),
    "maddison": ("maddison", "Maddison Project"),
    "owid": ("owid", "Our World in Data"),
    "pew": ("pew", "Pew Research Center"),
    "un": ("un", "United Nations, World Population Prospects"),
    "un_m49": ("m49", "UN M49"),
    "unsdg": ("unsdg", "UN SDG regions"),
    "wb": ("wb", "World Bank"),
    "who": ("who", "WHO"),
    "wid": ("wid", "World Inequality Database"),
}
_OWID_EDITION = "2025 (owid/etl c1a4ca0)"
_INCOMES = (
    ("wb-high-income", "High income", ("High",)),
    ("wb-upper-middle-income", "Upper middle income", ("Upper middle",)),
    ("wb-lower-middle-income", "Lower middle income", ("Lower middle",)),
    ("wb-low-income", "Low income", ("Low",)),
    ("wb-middle-income", "Middle income", ("Upper middle", "Lower middle")),
    ("wb-low-and-middle-income", "Low & middle income", ("Upper middle", "Lower middle", "Low")),
)
# The State of Palestine is in the standard and in the second source, but not in the first one.
_M49_ADDED = {"m49-asia": {"PSE"}, "m49-western-asia": {"PSE"}}
# Garbled or misspelt in the source.
_NO_NAMES = frozenset(("\u00c3\u0081EEland Islands", "Autralia"))


@dataclass(frozen=True, slots=True)
class Countries:
    """The two lists, as rows of cells."""

    countries: list[dict[str, str]]
    aggregates: list[dict[str, str]]


def read(raw: Raw) -> Countries:
    """Return the countries and the groups."""
    regions: list[dict[str, Any]] = yaml.safe_load(raw.text(REGIONS))
    countries = _countries(raw, regions)
    return Countries(countries, _aggregates(raw, regions, {row["code"] for row in countries}))


def _own_names() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in own_rows("country_names.csv"):
        found[row["alpha_3"], row["kind"]].append(row["name"])
    return found


def _countries(raw: Raw, regions: list[dict[str, Any]]) -> list[dict[str, str]]:
    own = _own_names()
    by_code = {region["code"]: region for region in regions}
    world_bank: dict[str, list[str]] = defaultdict(list)
    for name, owid_name in raw.json(WORLD_BANK_NAMES).items():
        world_bank[owid_name].append(name)
    found: list[dict[str, str]] = []
    for row in raw.rows(HDX):
        user_assigned = row["x Alpha3 codes"] in _USER_ASSIGNED
        code = row["ISO 3166-1 Alpha 3-Codes"] or (row["x Alpha3 codes"] if user_assigned else "")
        if not code:
            continue
        alpha_2, owid_code = _USER_ASSIGNED.get(code, (row["ISO 3166-1 Alpha 2-Codes"], code))
        region = by_code[owid_code]
        name = region["name"]
        chinese = [
            *own[code, "zh"],
            *filter(None, (row["Chinese Short"], row["M49 Chinese"])),
            *own[code, "zh_alias"],
        ]
        official = row["English Short"] or row["Preferred Term"]
        formal = re.sub(r"^the ", "", row["English Formal"])
        bank = world_bank[name][0] if world_bank[name] else ""
        iea = own[code, "iea"][0] if own[code, "iea"] else ""
        aliases = [
            *(official, row["Preferred Term"], row["M49 English"], row["ISO Alt Term"], formal),
            *(region.get("aliases") or ()),
            *((region["short_name"],) if "short_name" in region else ()),
            *world_bank[name],
            *own[code, "iea"],
            *own[code, "alias"],
            *chinese[1:],
        ]
        seen = {name, chinese[0] if chinese else ""} | _NO_NAMES
        found.append(
            {
                "code": code,
                "id": _IDS.get(code, alpha_2.lower()),
                "alpha_2": alpha_2,
                "m49": row["m49 numerical code"].zfill(3) if row["m49 numerical code"] else "",
                "status": "user-assigned" if user_assigned else "iso-3166-1",
                "name": name,
                "name_zh": chinese[0] if chinese else "",
                "name_official": official,
                "name_world_bank": bank,
                "name_owid": name,
                "name_iea": iea,
                "m49_region": row["Region Code"].zfill(3) if row["Region Code"] else "",
                "m49_subregion": row["Sub-region Code"].zfill(3) if row["Sub-region Code"] else "",
                "aliases": _joined(aliases, seen),
            }
        )
    return sorted(found, key=lambda row: row["code"])


def _joined(names: Iterable[str], seen: set[str]) -> str:
    found: list[str] = []
    for name in names:
        clean = " ".join(name.split())
        if clean and clean not in seen and "|" not in clean:
            seen.add(clean)
            found.append(clean)
    return "|".join(found)


def _aggregates(
    raw: Raw, regions: list[dict[str, Any]], countries: set[str]
) -> list[dict[str, str]]:
    by_code = {region["code"]: region for region in regions}
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in own_rows("aggregate_aliases.csv"):
        aliases[row["code"]].append(row["alias"])
    names = {region["name"]: region["code"] for region in regions}
    for name, owid_name in raw.json(WORLD_BANK_NAMES).items():
        if owid_name.endswith("(WB)") and owid_name in names:
            aliases[names[owid_name]].append(name)
    m49_codes = _m49_codes(raw)

    def members(code: str) -> set[str]:
        if code in countries:
            return {code}
        if code == "OWID_KOS":
            return {"XKX"}
        return {each for member in by_code[code].get("members") or () for each in members(member)}

    found: list[dict[str, str]] = []
    for region in regions:
        if region.get("region_type") not in ("aggregate", "continent"):
            continue
        code = region["code"]
        definer = re.sub(r"_(gbd_)?[0-9]$|_sdg$", "", region.get("defined_by", "owid"))
        prefix, by = _DEFINERS[definer]
        plain = re.sub(r" \([^()]*\)$", "", region["name"]) if definer != "owid" else region["name"]
        is_world = code == "OWID_WRL"
        other = [region["name"], *(region.get("aliases") or ()), *aliases[code]]
        other += [m49_codes[plain]] if definer == "un_m49" and plain in m49_codes else []
        identifier = "world" if is_world else f"{prefix}-{_slug(plain)}"
        found.append(
            {
                "id": identifier,
                "code": code,
                "name": plain,
                "name_zh": next((each for each in aliases[code] if not each.isascii()), ""),
                "definer": "any" if is_world else by,
                "edition": _OWID_EDITION,
                "members": "|".join(sorted(members(code) | _M49_ADDED.get(identifier, set()))),
                "aliases": _joined(other, {plain}),
            }
        )
    incomes: dict[str, list[str]] = defaultdict(list)
    for row in raw.rows(HDX):
        if row["World Bank Income Level"]:
            code = row["ISO 3166-1 Alpha 3-Codes"] or row["x Alpha3 codes"]
            incomes[row["World Bank Income Level"]].append(code)
    for identifier, name, levels in _INCOMES:
        codes = [code for level in levels for code in incomes[level]]
        found.append(
            {
                "id": identifier,
                "code": "",
                "name": name,
                "name_zh": next((a for a in aliases[identifier] if not a.isascii()), ""),
                "definer": "World Bank",
                "edition": "hdx-python-country 4.2.5",
                "members": "|".join(sorted(set(codes) & countries)),
                "aliases": _joined(aliases[identifier], {name}),
            }
        )
    found += [{**row, "code": ""} for row in own_rows("aggregates.csv")]
    return sorted(found, key=lambda row: row["id"])


def _m49_codes(raw: Raw) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in raw.rows(HDX):
        for kind in ("Region", "Sub-region", "Intermediate Region"):
            if row[f"{kind} Code"]:
                found[row[f"{kind} Name"]] = row[f"{kind} Code"].zfill(3)
    return found


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def differences(found: Countries, raw: Raw) -> set[Difference]:
    """Return the differences of codes, of names, and of members of the M49 regions."""
    ours = {row["code"]: row for row in found.countries if row["status"] == "iso-3166-1"}
    theirs = {row["alpha_3"]: row for row in raw.json(PYCOUNTRY)["3166-1"]}
    differing: set[Difference] = set()
    for code in ours.keys() | theirs.keys():
        first = "/".join(ours[code][each] for each in ("alpha_2", "m49")) if code in ours else ""
        second = (
            "/".join(theirs[code][each] for each in ("alpha_2", "numeric"))
            if code in theirs
            else ""
        )
        if first != second:
            differing.add(Difference(code, first, second))
    known: dict[str, set[str]] = defaultdict(set)
    for row in found.countries:
        for name in (row["name"], row["name_zh"], *row["aliases"].split("|")):
            known[name.casefold()].add(row["code"])
    differing |= {
        Difference(f"name {name}", "/".join(sorted(codes)), "one country")
        for name, codes in known.items()
        if name and len(codes) > 1
    }
    for row in raw.rows(COUNTRY_CONVERTER, "\t"):
        for column in ("name_short", "IEA"):
            name = row[column]
            if name and row["ISO3"] in ours and not name.startswith("Other "):
                codes = known.get(name.casefold(), set())
                if codes != {row["ISO3"]}:
                    differing.add(Difference(f"name {name}", "/".join(sorted(codes)), row["ISO3"]))
    return differing | _member_differences(found, raw)


def _member_differences(found: Countries, raw: Raw) -> set[Difference]:
    second: dict[str, set[str]] = defaultdict(set)
    for row in raw.rows(HDX):
        for kind in ("Region", "Sub-region", "Intermediate Region"):
            if row[f"{kind} Code"] and row["ISO 3166-1 Alpha 3-Codes"]:
                second[row[f"{kind} Name"]].add(row["ISO 3166-1 Alpha 3-Codes"])
    differing: set[Difference] = set()
    for row in found.aggregates:
        if row["definer"] == "UN M49":
            first = set(row["members"].split("|"))
            for code in first ^ second[row["name"]]:
                where = ("member", "") if code in first else ("", "member")
                differing.add(Difference(f"{row['id']} {code}", *where))
    return differing
