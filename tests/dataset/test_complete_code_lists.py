"""The tables regions and units of a release that the code lists complete."""

from __future__ import annotations

from collections import Counter

import pytest

import chinaindpolicy as cip
from chinaindpolicy.codes import lists
from chinaindpolicy.codes.rows import completing_rows, is_shared_code
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.model.names import is_listed


def test_release_has_every_country_province_prefecture_group_and_unit(real: Dataset) -> None:
    divisions = lists.divisions().filter(tier="county")["id"]
    wanted = {*lists.divisions()["id"], *lists.countries()["id"]} - set(divisions)
    wanted |= {*lists.aggregates()["id"], *lists.areas()["id"]}
    # ISO 3166-1 lists these as countries; here they are divisions of China.
    assert wanted - set(real.regions.ids) == {"tw", "hk", "mo"} & wanted
    assert set(real.units.ids) == set(lists.units()["code"])
    tiers = Counter[str](region.level for region in real.regions)
    assert tiers["country"] == 247
    names = (
        "prefecture_city",
        "sub_provincial_city",
        "prefecture",
        "autonomous_prefecture",
        "league",
    )
    assert sum(tiers[name] for name in names) == 333


def test_rows_of_the_collection_come_first_and_replace_those_of_the_lists(real: Dataset) -> None:
    for table in (real.regions, real.units):
        listed = [is_listed(row) for row in table]
        assert listed == sorted(listed) and True in listed and False in listed
    assert real.regions["cn-gd"].code_list is None and "粤" not in real.regions["cn-gd"].aliases
    assert real.regions["cn-gd-foshan"].code_list == "divisions"
    assert real.regions["kr"].code_list == "countries"
    assert real.units["tonne"].code_list == "units"


def test_every_region_is_part_of_the_world(real: Dataset) -> None:
    tree = cip.region_tree(real)
    assert {tree.ancestors(id)[-1] for id in real.regions.ids if id != "world"} == {"world"}
    assert tree.ancestors("cn-gd-foshan") == ("cn-gd", "cn", "world")


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Jilin", "cn-jl"),
        ("吉林", "cn-jl"),
        ("Hainan", "cn-hi"),
        ("海南", "cn-hi"),
        ("吉林市", "cn-jl-jilin"),
        ("Jiangsu", "cn-js"),
        ("Ningbo", "cn-zj-ningbo"),
        ("深圳", "cn-gd-shenzhen"),
        ("China", "cn"),
        ("Macao", "cn-mo"),
        ("Georgia", "ge"),
        ("Viet Nam", "vn"),
        ("Micronesia", "fm"),
    ],
)
def test_name_of_several_regions_means_the_larger_one(real: Dataset, name: str, id: str) -> None:
    assert real.regions[name].id == id
    rows = real.targets.where(region_id=name)
    assert rows == tuple(target for target in real.targets if target.region_id == id)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Suzhou", ("cn-js-suzhou", "cn-ah-suzhou")),
        ("Fuzhou", ("cn-fj-fuzhou", "cn-jx-fuzhou")),
        ("Korea", ("kp", "kr")),
        ("Africa", ("ei-africa", "who-africa")),
        ("SC", ("cn-sc", "sc")),
        ("BJ", ("cn-bj", "bj")),
    ],
)
def test_other_shared_names_are_an_error_with_the_ids(
    real: Dataset, name: str, ids: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownNameError, match="no unique id") as error:
        real.targets.where(region_id=name)
    assert all(id in str(error.value) for id in ids)


def test_first_word_of_a_listed_unit_is_not_its_name(real: Dataset) -> None:
    assert real.units["yuan"].id == "CNY"
    with pytest.raises(UnknownNameError):
        real.units["deadweight"]


def test_a_region_and_a_unit_may_share_only_a_code_of_the_lists(real: Dataset) -> None:
    assert is_shared_code("mu", "regions", "units")
    assert not is_shared_code("cn", "regions", "units")
    assert not is_shared_code("mu", "regions", "organizations")
    ids = {table: {row["id"] for row in completing_rows(table)} for table in ("regions", "units")}
    assert ids["regions"] & ids["units"] == {"mu"}
    with pytest.raises(UnknownNameError, match=r"\.regions\['mu'\] or \.units\['mu'\]"):
        cip.get("mu", real)
    assert real.regions["mu"].name == "Mauritius" and real.units["mu"].name_zh == "亩"


def test_search_finds_listed_regions_and_keeps_one_id_of_two_tables_apart() -> None:
    assert cip.search("Foshan")[0].id == "cn-gd-foshan"
    (hit, *_) = cip.search("Mauritius")
    assert (hit.table, hit.record.name) == ("regions", "Mauritius")
    assert ("units", "mu") in [(each.table, each.id) for each in cip.search("亩")]
