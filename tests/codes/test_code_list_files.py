"""Files of the code lists: pinned counts, order, keys, references and digests."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.codes.place_names import CHINESE_ENDINGS, ENGLISH_ENDINGS
from chinaindpolicy.codes.places import TIERS
from chinaindpolicy.codes.unit_table import SCALES
from chinaindpolicy.model.fields import ID_PATTERN
from chinaindpolicy.quantity.units import units as reader_units
from example import ROOT

FOLDER = ROOT / "datasets" / "codelists"
PACKAGE: dict[str, Any] = json.loads((FOLDER / "datapackage.json").read_bytes())
RESOURCES: dict[str, dict[str, Any]] = {each["name"]: each for each in PACKAGE["resources"]}
COUNTS = {
    "divisions": {"county": 2847, "prefecture": 333, "province": 34},
    "countries": {"iso-3166-1": 249, "user-assigned": 1},
    "gbt4754_2017": {"class": 1381, "division": 97, "group": 473, "section": 20},
    "isic_rev4": {"class": 419, "division": 88, "group": 238, "section": 21},
    "hs2022": {"chapter": 97, "heading": 1229},
}
ROWS = {
    "divisions": 6132,
    "countries": 250,
    "aggregates": 199,
    "areas": 21,
    "units": 182,
    "unit_words": 474,
    "gbt4754_2017": 1971,
    "isic_rev4": 766,
    "hs2022": 1326,
}
LISTED = [*ROWS]


def rows(name: str) -> list[dict[str, str]]:
    text = (FOLDER / f"{name}.csv").read_bytes().decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


DIVISIONS = rows("divisions")


def in_force(row: dict[str, str], year: int) -> bool:
    return int(row["valid_from"]) <= year and (not row["valid_to"] or year < int(row["valid_to"]))


def test_descriptor_names_the_files_of_the_folder() -> None:
    paths = {each["path"] for each in RESOURCES.values()} | {"datapackage.json"}
    assert {path.name for path in FOLDER.iterdir()} == paths
    assert sorted(RESOURCES) == sorted(LISTED)


@pytest.mark.parametrize("name", LISTED)
def test_file_is_as_described(name: str) -> None:
    resource, data = RESOURCES[name], (FOLDER / f"{name}.csv").read_bytes()
    assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert resource["bytes"] == len(data)
    assert resource["rows"] == len(rows(name)) == ROWS[name]
    assert [field["name"] for field in resource["schema"]["fields"]] == list(rows(name)[0])
    assert {field["type"] for field in resource["schema"]["fields"]} == {"string"}


@pytest.mark.parametrize("name", LISTED)
def test_file_is_plain_text_sorted_by_its_unique_key(name: str) -> None:
    data = (FOLDER / f"{name}.csv").read_bytes()
    assert b"\r" not in data and not data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\n")
    keys = [
        tuple(row[column] for column in RESOURCES[name]["schema"]["primaryKey"])
        for row in rows(name)
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    for row in rows(name):
        for cell in row.values():
            assert cell == cell.strip()
            assert "" not in cell.split("|") or cell == ""


@pytest.mark.parametrize("name", COUNTS)
def test_counts_by_level_are_pinned(name: str) -> None:
    assert RESOURCES[name]["counts"]["rows"] == COUNTS[name]
    assert sum(COUNTS[name].values()) == len([row for row in rows(name) if not row.get("valid_to")])


@pytest.mark.parametrize("name", LISTED)
def test_descriptor_states_standard_edition_state_and_sources(name: str) -> None:
    resource = RESOURCES[name]
    assert all(resource[each] for each in ("title", "standard", "edition", "state"))
    assert resource["sources"]
    for source in resource["sources"]:
        assert re.fullmatch(r"[0-9a-f]{64}", source["sha256"]), source
        assert source["licence"] and source["use"] in ("facts", "comparison")
        if "GPL" in source["licence"]:
            assert source["use"] == "comparison"


def test_inputs_by_hand_are_those_the_lists_were_built_from() -> None:
    checked: set[str] = set()
    for resource in RESOURCES.values():
        for source in resource["sources"]:
            path = Path(ROOT, source["path"])
            if source["path"].startswith("tools/"):
                assert hashlib.sha256(path.read_bytes()).hexdigest() == source["sha256"], path
                checked.add(path.name)
    inputs = {path.name for path in (ROOT / "tools" / "codelists" / "inputs").iterdir()}
    assert checked == inputs - {"differences.csv"}


def test_every_listed_difference_has_a_reason() -> None:
    with (ROOT / "tools/codelists/inputs/differences.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    assert len(listed) > 200
    assert all(row["reason"].strip() and row["first"] != row["second"] for row in listed)
    assert {row["list"] for row in listed} <= set(LISTED)


# Divisions


@pytest.mark.parametrize("year", [1983, 1990, 1997, 2005, 2012, 2018, 2024, 2026])
def test_codes_names_and_parents_of_a_year_fit_together(year: int) -> None:
    present = [row for row in DIVISIONS if in_force(row, year)]
    codes = [row["code"] for row in present]
    assert len(set(codes)) == len(codes)
    ids = [row["id"] for row in present]
    assert len(set(ids)) == len(ids)
    tiers = {row["code"]: row["tier"] for row in present}
    for row in present:
        if row["tier"] == "province":
            assert row["parent_code"] == "" and row["code"].endswith("0000")
        elif row["tier"] == "prefecture":
            assert row["parent_code"] == f"{row['code'][:2]}0000"
        elif row["valid_to"] == "" or int(row["valid_to"]) - 1 == year:
            # The parent of a row is that of its last year.
            assert tiers[row["parent_code"]] in ("prefecture", "province"), row


def test_every_parent_is_a_division() -> None:
    codes = {row["code"] for row in DIVISIONS}
    assert {row["parent_code"] for row in DIVISIONS if row["parent_code"]} <= codes


def test_every_ended_division_has_successors_in_force_at_its_end() -> None:
    for row in DIVISIONS:
        if not row["valid_to"]:
            assert row["successors"] == row["succession"] == ""
            continue
        end = int(row["valid_to"])
        assert row["succession"] in ("renamed", "recoded", "merged", "split")
        for code in row["successors"].split("|"):
            assert any(each["code"] == code and in_force(each, end) for each in DIVISIONS), row
        assert (row["successors"] == row["code"]) == (row["succession"] == "renamed")
        assert ("|" in row["successors"]) == (row["succession"] == "split")


def test_rows_of_a_code_do_not_overlap() -> None:
    by_code: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in DIVISIONS:
        by_code[row["code"]].append(row)
    for several in by_code.values():
        for before, after in itertools.pairwise(several):
            assert before["valid_to"] and before["valid_to"] <= after["valid_from"]


def test_ids_are_well_formed_and_name_the_province() -> None:
    provinces = {row["code"]: row["id"] for row in DIVISIONS if row["tier"] == "province"}
    for row in DIVISIONS:
        assert re.fullmatch(ID_PATTERN, row["id"])
        if row["tier"] == "province":
            assert row["id"] == row["iso_3166_2"].lower()
        else:
            assert row["id"].startswith(f"{provinces[row['code'][:2] + '0000']}-")
        if row["tier"] == "county":
            assert row["code"] in row["id"]


def test_provinces_and_prefectures_have_names_in_three_scripts() -> None:
    for row in DIVISIONS:
        assert row["name_zh"] and row["short_zh"]
        if row["tier"] != "county":
            assert row["name"] and row["pinyin"]
            assert re.fullmatch(r"[A-Za-zü' -]+", row["name"]), row["name"]


@pytest.mark.parametrize(
    ("code", "name", "pinyin"),
    [
        ("150100", "Hohhot", "Huhehaote"),
        ("150600", "Ordos", "E'erduosi"),
        ("140400", "Changzhi", "Changzhi"),
        ("141100", "Lüliang", "Lüliang"),
        ("211300", "Chaoyang", "Chaoyang"),
        ("230100", "Harbin", "Ha'erbin"),
        ("341500", "Lu'an", "Lu'an"),
        ("411100", "Luohe", "Luohe"),
        ("530800", "Pu'er", "Pu'er"),
        ("622600", "Wudu", "Wudu"),
        ("540100", "Lhasa", "Lasa"),
        ("540300", "Qamdo", "Changdu"),
        ("610000", "Shaanxi", "Shaanxi"),
        ("610100", "Xi'an", "Xi'an"),
        ("650100", "Urumqi", "Wulumuqi"),
        ("653100", "Kashgar", "Kashi"),
    ],
)
def test_names_that_a_transcription_gets_wrong(code: str, name: str, pinyin: str) -> None:
    names = [(row["name"], row["pinyin"]) for row in DIVISIONS if row["code"] == code]
    assert (name, pinyin) in names


def test_changes_since_the_source_are_included() -> None:
    current = {row["code"] for row in DIVISIONS if not row["valid_to"]}
    assert {"500157", "653132", "659013"} <= current
    assert current.isdisjoint(("500105", "500112"))


def test_levels_are_those_that_endings_of_names_refer_to() -> None:
    levels = {row["level"] for row in DIVISIONS}
    named = {
        level
        for each in (CHINESE_ENDINGS, ENGLISH_ENDINGS)
        for known in each.values()
        for level in known
    }
    assert named <= levels
    assert {row["tier"] for row in DIVISIONS} <= set(TIERS)


# Countries and groups


def test_codes_of_countries_are_well_formed_and_unique() -> None:
    countries = rows("countries")
    for column, pattern in (
        ("code", "[A-Z]{3}"),
        ("id", "[a-z]{2}|cn-(hk|mo|tw)"),
        ("alpha_2", "[A-Z]{2}"),
        ("m49", "[0-9]{3}"),
    ):
        values = [row[column] for row in countries if row["code"] != "XKX" or column != "m49"]
        assert len(set(values)) == len(values)
        assert all(re.fullmatch(pattern, value) for value in values)
    assert all(row["name"] and row["name_zh"] for row in countries)


@pytest.mark.parametrize(
    ("code", "world_bank", "owid", "iea", "chinese"),
    [
        ("CHN", "China", "China", "People's Republic of China", "中国"),
        ("KOR", "Korea, Rep.", "South Korea", "Korea", "韩国"),
        ("HKG", "Hong Kong SAR, China", "Hong Kong", "Hong Kong (China)", "中国香港"),
        ("TWN", "", "Taiwan", "Chinese Taipei", "中国台湾"),
        ("USA", "United States", "United States", "United States", "美国"),
    ],
)
def test_printed_names_of_countries(
    code: str, world_bank: str, owid: str, iea: str, chinese: str
) -> None:
    (row,) = (row for row in rows("countries") if row["code"] == code)
    found = (row["name_world_bank"], row["name_owid"], row["name_iea"], row["name_zh"])
    assert found == (world_bank, owid, iea, chinese)


def test_groups_have_a_definer_an_edition_and_known_members() -> None:
    countries = {row["code"] for row in rows("countries")}
    divisions = {row["code"] for row in DIVISIONS if not row["valid_to"]}
    for name, known in (("aggregates", countries), ("areas", divisions)):
        for row in rows(name):
            assert re.fullmatch(ID_PATTERN, row["id"])
            assert row["definer"] and row["edition"]
            assert set(row["members"].split("|")) <= known, row["id"]


def test_ids_of_all_places_are_distinct() -> None:
    current = {row["id"] for row in DIVISIONS if not row["valid_to"]}
    countries = {row["id"] for row in rows("countries")}
    assert current & countries == {"cn-hk", "cn-mo", "cn-tw"}
    groups = [row["id"] for name in ("aggregates", "areas") for row in rows(name)]
    assert len(set(groups)) == len(groups)
    assert (current | countries).isdisjoint(groups)


# Classifications


@pytest.mark.parametrize("name", ["gbt4754_2017", "isic_rev4", "hs2022"])
def test_every_parent_in_a_classification_exists(name: str) -> None:
    codes = {row["code"]: row["level"] for row in rows(name)}
    top = {"section", "chapter"}
    for row in rows(name):
        assert (row["parent"] == "") == (row["level"] in top)
        assert row["parent"] == "" or row["parent"] in codes
        if len(row["code"]) > 2:
            assert row["code"].startswith(row["parent"])


def test_edition_of_the_industries_is_that_of_2017() -> None:
    names = {row["code"]: row["name_zh"] for row in rows("gbt4754_2017")}
    assert names["3973"] == "集成电路制造" and names["3963"] == "智能无人飞行器制造"
    assert names["643"] == "互联网平台"


# Units


def test_units_refer_to_units() -> None:
    units = {row["code"]: row for row in rows("units")}
    for row in units.values():
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,39}", row["code"])
        assert row["name"] and row["dimension"]
        for column in ("base_code", "numerator", "denominator"):
            assert row[column] == "" or row[column] in units
        if row["base_code"]:
            assert units[row["base_code"]]["dimension"] == row["dimension"]
            assert Decimal(row["base_factor"]) > 0
        if row["iso_4217"]:
            assert row["iso_4217"] == row["code"] and row["dimension"] == "currency"
    for word in rows("unit_words"):
        assert word["code"] in units and Decimal(word["factor"]) > 0
        assert word["scale"] == "" or word["word"].startswith(word["scale"])
        assert word["scale"] == "" or word["scale"] in SCALES
        assert "e" not in word["factor"].lower()


def test_index_words_have_a_base() -> None:
    for word in rows("unit_words"):
        if word["code"] == "index":
            assert word["base"], word["word"]


# What releases use


@pytest.mark.parametrize("release", cip.releases())
def test_regions_of_releases_are_in_the_lists(release: str) -> None:
    divisions = {row["id"]: row for row in DIVISIONS if not row["valid_to"]}
    groups = {row["id"]: row for name in ("aggregates", "areas") for row in rows(name)}
    countries = {row["id"]: row for row in rows("countries")}
    for region in cip.load(release).regions:
        if region.code_list is not None:
            continue
        if region.id in ("world", "greater-bay-area"):
            assert region.name == groups[region.id]["name"]
        elif region.id == "cn":
            assert region.name == countries["cn"]["name"]
        else:
            row = divisions[region.id]
            assert (region.name, region.name_zh) == (row["name"], row["name_zh"])
            assert (region.gb_t_2260, region.level) == (row["code"], row["level"])
            assert (region.iso_3166_2 or "") == row["iso_3166_2"]


@pytest.mark.parametrize("release", cip.releases())
def test_units_of_releases_are_in_the_list(release: str) -> None:
    units = {row["code"]: row for row in rows("units")}
    for unit in cip.load(release).units:
        row = units[unit.id]
        assert (unit.name, unit.name_zh or "") == (row["name"], row["name_zh"])
        assert unit.code_list or unit.dimension == row["dimension"]
        assert (unit.ucum or "", unit.iso_4217 or "") == (row["ucum"], row["iso_4217"])


def test_units_of_the_reader_are_in_the_list() -> None:
    assert set(reader_units()) <= {row["code"] for row in rows("units")}
