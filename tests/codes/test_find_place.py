"""Lookup of places: names, codes, context, history and ambiguity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.codes import lists
from chinaindpolicy.codes.matches import Match, NoMatch
from chinaindpolicy.codes.place_index import Place, fold, place_index
from chinaindpolicy.codes.places import find_place, shared_level

CURRENT = sorted(
    {
        place
        for places in place_index().codes.values()
        for place in places
        if place.valid_to is None and place.tier in ("province", "prefecture", "county")
    },
    key=lambda place: place.code,
)


def found(name: str, **context: object) -> str:
    result = find_place(name, **context)  # type: ignore[arg-type]
    return result.id if isinstance(result, Match) else result.reason


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("北京", "cn-bj"),
        ("北 京 市", "cn-bj"),
        ("Beijing Municipality", "cn-bj"),
        ("BEIJING", "cn-bj"),
        ("内蒙", "cn-nm"),
        ("内蒙古自治区", "cn-nm"),
        ("Nei Mongol", "cn-nm"),
        ("广西自治区", "cn-gx"),
        ("Guangxi Zhuang Autonomous Region", "cn-gx"),
        ("新疆自治区", "cn-xj"),
        ("Shaanxi Province", "cn-sn"),
        ("Shanxi Sheng", "cn-sx"),
        ("Guangxi Province", "cn-gx"),
        ("Ningxia Huizu Zizhiqu", "cn-nx"),
        ("Inner_Mongolia", "cn-nm"),
        ("Shennongjia", "cn-hb-429021"),
        ("Xizang", "cn-xz"),
        ("重慶", "cn-cq"),
        ("廣東省", "cn-gd"),
        ("臺灣", "cn-tw"),
        ("Chinese Taipei", "cn-tw"),
        ("Macao SAR, China", "cn-mo"),
        ("香港特别行政区", "cn-hk"),
        ("吉林市", "cn-jl-jilin"),
        ("Jilin City", "cn-jl-jilin"),
        ("吉林省", "cn-jl"),
        ("Jilin Province", "cn-jl"),
        ("延边州", "cn-jl-yanbian"),
        ("Yanbian Korean Autonomous Prefecture", "cn-jl-yanbian"),
        ("Xilingol League", "cn-nm-xilingol"),
        ("Ürümqi", "cn-xj-urumqi"),
        ("Wulumuqi", "cn-xj-urumqi"),
        ("Xi’an", "cn-sn-xian"),
        ("Xian City", "cn-sn-xian"),
        ("Lüliang", "cn-sx-luliang"),
        ("Lvliang", "cn-sx-luliang"),
        ("Ha'erbin", "cn-hl-harbin"),
        ("广东省深圳市", "cn-gd-shenzhen"),
        ("吉林省吉林市", "cn-jl-jilin"),
        ("江苏省南京市鼓楼区", "cn-js-320106"),
        ("Suzhou, Anhui", "cn-ah-suzhou"),
        ("北 京 Beijing", "cn-bj"),
        ("河 北 Hebei", "cn-he"),
        ("Hainan (海南)", "ambiguous"),
        ("吉林省 Jilin", "cn-jl"),
        ("内蒙古（Inner Mongolia）", "cn-nm"),
        ("河北 Henan", "unknown"),
        ("110000", "cn-bj"),
        ("110000000000", "cn-bj"),
        ("CN-GD", "cn-gd"),
        ("cn-gd-440304", "cn-gd-440304"),
        ("中国", "cn"),
        ("P.R. China", "cn"),
        ("CHN", "cn"),
        ("156", "cn"),
        ("Korea, Rep.", "kr"),
        ("South Korea", "kr"),
        ("韩国", "kr"),
        ("410", "kr"),
        ("Congo, Dem. Rep.", "cd"),
        ("Viet Nam", "vn"),
        ("Turkiye", "tr"),
        ("Côte d'Ivoire", "ci"),
        ("Hong Kong SAR, China", "cn-hk"),
        ("East Asia & Pacific", "wb-east-asia-and-pacific"),
        ("EAS", "wb-east-asia-and-pacific"),
        ("OECD Total", "oecd-members"),
        ("EL", "gr"),
        ("UK", "gb"),
        ("U.K.", "gb"),
        ("世界", "world"),
        ("长江三角洲", "yangtze-river-delta"),
        ("大湾区", "greater-bay-area"),
        ("东部", "cn-nbs-east"),
        ("港澳台", "hong-kong-macao-taiwan"),
        ("新疆生产建设兵团", "xinjiang-production-corps"),
        ("克州", "cn-xj-kizilsu"),
    ],
)
def test_names_and_codes_of_every_kind_are_found(name: str, expected: str) -> None:
    assert found(name) == expected


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("吉林", {"cn-jl", "cn-jl-jilin"}),
        ("Jilin", {"cn-jl", "cn-jl-jilin"}),
        ("海南", {"cn-hi", "cn-qh-hainan", "cn-nm-150303"}),
        ("朝阳", {"cn-ln-chaoyang", "cn-bj-110105", "cn-jl-220104", "cn-ln-211321"}),
        ("鼓楼区", {"cn-js-320106", "cn-js-320302", "cn-fj-350102", "cn-ha-410204"}),
        ("Suzhou", {"cn-js-suzhou", "cn-ah-suzhou"}),
        ("巴州", {"cn-sc-511902", "cn-xj-bayingolin"}),
        ("江北区", {"cn-zj-330205", "cn-cq-500105"}),
    ],
)
def test_ambiguous_name_is_rejected_with_its_candidates(name: str, candidates: set[str]) -> None:
    result = find_place(name)
    assert isinstance(result, NoMatch)
    assert not result
    assert result.reason == "ambiguous"
    assert {place.id for place in result.candidates} == candidates
    for place in result.candidates:
        assert place.label in result.message


def test_group_with_several_definers_needs_the_definer() -> None:
    assert found("Africa") == "ambiguous"
    assert found("Africa", definer="WHO") == "who-africa"
    assert found("Africa (IEA)") == "iea-africa"


@pytest.mark.parametrize("name", ["", "bananas", "合计", "北京①", "in", "no", "4", "999999", "省"])
def test_what_is_no_place_is_unknown(name: str) -> None:
    result = find_place(name)
    assert isinstance(result, NoMatch)
    assert (result.reason, result.candidates) == ("unknown", ())
    assert result.message == f"no place is called {name!r}"


def test_similar_names_are_suggested() -> None:
    for name, similar in (("Urumpi", "urumqi"), ("黑龙将", "黑龙江")):
        result = find_place(name)
        assert isinstance(result, NoMatch)
        assert similar in result.similar()


# The place around


@pytest.mark.parametrize(
    ("name", "within", "expected"),
    [
        ("JILIN", "JIANGSU", "outside"),
        ("HAINAN", "JIANGSU", "outside"),
        ("CHANGSHA", "JIANGSU", "outside"),
        ("XINJIANG", "GUANGDONG", "outside"),
        ("HEBEI", "HEILONGJIANG", "outside"),
        ("Georgia", "China", "outside"),
        ("江苏", "江苏", "outside"),
        ("JILIN", "JILIN", "cn-jl-jilin"),
        ("SUZHOU", "ANHUI", "cn-ah-suzhou"),
        ("SUZHOU", "Jiangsu Province", "cn-js-suzhou"),
        ("朝阳区", "北京", "cn-bj-110105"),
        ("鼓楼区", "南京市", "cn-js-320106"),
        ("海南", "青海", "cn-qh-hainan"),
        ("浦东新区", "长三角", "cn-sh-310115"),
        ("上海", "上海", "cn-sh"),
        ("Beijing", "China", "cn-bj"),
        ("江北区", "重庆市", "cn-cq-500157"),
        ("万县市", "重庆", "cn-cq"),
    ],
)
def test_place_is_resolved_within_the_place_around_it(
    name: str, within: str, expected: str
) -> None:
    assert found(name, within=within) == expected


def test_rejected_place_outside_names_where_it_is() -> None:
    result = find_place("CHANGSHA", within="Jiangsu")
    assert isinstance(result, NoMatch)
    assert result.message == (
        "'CHANGSHA' is not in 'Jiangsu'; places of that name: 长沙市 (430100)"
    )


def test_unknown_place_around_is_reported() -> None:
    result = find_place("Suzhou", within="Atlantis")
    assert isinstance(result, NoMatch)
    assert result.message == "'Atlantis', given as the place around 'Suzhou', is not known"


def test_match_can_be_the_place_around() -> None:
    province = find_place("Anhui")
    assert isinstance(province, Match)
    assert found("Suzhou", within=province) == "cn-ah-suzhou"


# Levels


def test_level_decides_between_places_of_one_name() -> None:
    assert found("吉林", level="province") == "cn-jl"
    assert found("吉林", level="prefecture") == "cn-jl-jilin"
    assert found("朝阳", level="prefecture_city") == "cn-ln-chaoyang"
    assert found("吉林", level="country") == "unknown"


def test_shared_level_is_the_one_tier_that_has_all_names() -> None:
    assert shared_level(["北京", "河南", "海南", "吉林"]) == "province"
    assert shared_level(["Jilin", "Suzhou City"]) == "prefecture"
    assert shared_level(["China", "Georgia"]) == "country"
    assert shared_level(["吉林"]) is None
    assert shared_level(["北京", "bananas"]) is None


def test_short_name_of_a_prefecture_and_its_own_county_is_the_prefecture() -> None:
    result = find_place("长沙")
    assert isinstance(result, Match)
    assert result.id == "cn-hn-changsha"
    assert result.notes == ("长沙 is read as 长沙市 (430100); in it is also 长沙县 (430121)",)


# History


@pytest.mark.parametrize(
    ("name", "expected", "note", "partial"),
    [
        ("襄樊", "cn-hb-xiangyang", "襄樊市 (420600) was renamed 襄阳市 in 2010", False),
        ("Xiangfan", "cn-hb-xiangyang", "襄樊市 (420600) was renamed 襄阳市 in 2010", False),
        (
            "310230",
            "cn-sh-310151",
            "崇明县 (310230) ended in 2016 and became 崇明区 (310151)",
            False,
        ),
        (
            "聊城地区",
            "cn-sd-liaocheng",
            "聊城地区 (372500) ended in 1997 and became 聊城市 (371500)",
            False,
        ),
        (
            "371200",
            "cn-sd-jinan",
            "莱芜市 (371200) ended in 2018 and is now a part of 济南市 (370100); "
            "its values are not those of the whole",
            True,
        ),
        (
            "110103",
            "cn-bj-110101",
            "崇文区 (110103) ended in 2010 and is now a part of 东城区 (110101); "
            "its values are not those of the whole",
            True,
        ),
    ],
)
def test_ended_division_resolves_to_its_successor_with_a_note(
    name: str, expected: str, note: str, partial: bool
) -> None:
    result = find_place(name)
    assert isinstance(result, Match)
    assert (result.id, result.notes, result.partial) == (expected, (note,), partial)


def test_code_of_the_early_nineties_resolves_to_the_present_one() -> None:
    result = find_place("139004")
    assert isinstance(result, Match)
    assert result.id == "cn-he-130181"
    assert result.notes == ("139004 is another code of 辛集市 (130181)",)


def test_split_division_is_rejected_with_its_successors() -> None:
    for name in ("341400", "巢湖地区"):
        result = find_place(name)
        assert isinstance(result, NoMatch)
        assert result.reason == "split"
        assert result.message == (
            "巢湖市 (341400) ended in 2011; its area is now 合肥市 (340100), 芜湖市 (340200), "
            "马鞍山市 (340500)"
        )


def test_year_decides_between_places_of_one_name() -> None:
    assert found("巢湖市", year=2005) == "split"
    assert found("巢湖市", year=2015) == "cn-ah-340181"
    assert found("江北区", year=2026) == "cn-zj-330205"
    assert found("419001", year=1988) == "cn-ha-411281"
    assert found("419001", year=2020) == "cn-ha-419001"


def test_figures_of_the_year_in_which_a_division_ended_still_name_it() -> None:
    result = find_place("莱芜市", year=2018)
    assert isinstance(result, Match)
    assert (result.found.code, result.place.code) == ("371200", "370100")


def test_name_of_today_is_accepted_for_earlier_years() -> None:
    assert found("襄阳市", year=2005) == "cn-hb-xiangyang"
    assert found("三沙市", year=2005) == "cn-hi-sansha"


def test_year_after_all_places_of_a_name_leads_to_the_last_of_them() -> None:
    result = find_place("万县市", year=2020)
    assert isinstance(result, Match)
    assert (result.found.code, result.id, result.partial) == ("511200", "cn-cq", True)


def test_ended_place_of_the_same_name_is_noted() -> None:
    result = find_place("巢湖市")
    assert isinstance(result, Match)
    assert result.notes == ("巢湖市 was also 巢湖市 (341400) until 2011",)


def test_codes_and_characters_that_are_read_leniently_are_noted() -> None:
    for name, note in (
        ("11", "11 is read as the code 110000"),
        ("4403", "4403 is read as the code 440300"),
        ("京", "京 is the one-character name of 北京市"),
        ("中国大陆", "中国大陆 is without Hong Kong, Macao and Taiwan"),
    ):
        result = find_place(name)
        assert isinstance(result, Match)
        assert result.notes == (note,)


# Countries


def test_every_printed_name_of_a_country_is_the_country() -> None:
    for row in lists.countries().rows(named=True):
        for column in ("name", "name_official", "name_world_bank", "name_owid", "name_iea"):
            if row[column]:
                assert found(row[column]) == row["id"], row[column]
        assert found(row["name_zh"], level="country") == row["id"]
        for code in (row["code"], row["alpha_2"], row["m49"] or row["code"]):
            assert found(code) == row["id"]


def test_every_group_is_found_by_name_and_definer() -> None:
    for row in lists.aggregates().rows(named=True):
        definer = None if row["definer"] == "any" else row["definer"]
        assert found(row["name"], definer=definer, level="aggregate") == row["id"]
        assert found(row["id"]) == row["id"]


# Laws


def test_every_current_division_is_found_by_code_and_id() -> None:
    assert len(CURRENT) == 3214
    for place in CURRENT:
        assert found(place.id) == place.id
        result = find_place(place.code)
        assert isinstance(result, Match) and result.id == place.id, place


def test_every_current_division_is_found_by_its_name_within_its_parent() -> None:
    parents = {place.code: place for place in CURRENT}
    for place in CURRENT:
        if place.tier == "province":
            assert found(place.name_zh) == place.id
        else:
            assert found(place.name_zh, within=parents[place.parent].code) == place.id


def test_every_prefecture_is_found_by_its_english_name_within_its_province() -> None:
    for place in CURRENT:
        if place.tier == "prefecture":
            for name in (place.name, place.name.upper(), place.name.replace("'", "")):
                assert found(name, within=place.parent, level="prefecture") == place.id


def test_no_code_of_the_list_is_unknown() -> None:
    for code, places in place_index().codes.items():
        result = find_place(code)
        assert result or (isinstance(result, NoMatch) and result.reason == "split"), code
        assert places


@given(st.sampled_from(CURRENT), st.sampled_from(CURRENT))
def test_match_within_a_place_is_inside_it(place: Place, around: Place) -> None:
    result = find_place(place.name_zh, within=around.code)
    if isinstance(result, Match) and result.id != around.id:
        assert around.code in (result.place.parent, f"{result.place.code[:2]}0000")


@given(st.text(max_size=30))
def test_any_text_has_an_answer(text: str) -> None:
    result = find_place(text)
    assert isinstance(result, Match) or result.message
    assert fold(fold(text)) == fold(text) or not text.isascii()
