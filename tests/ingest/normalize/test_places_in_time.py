"""Names and codes of places are read in the year of the row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.codes.places_in_time import depends_on_year, place_in_year
from chinaindpolicy.ingest.normalize import columnar
from chinaindpolicy.ingest.normalize.conversion import convert_table, request_for
from chinaindpolicy.ingest.normalize.options import Options
from columnar_tables import assert_equal, convert_small_tables

ROW = {"指标": "高新技术企业", "数值(家)": "5"}


def read(places: list[tuple[str, int]], header: str = "地区") -> cip.Normalized:
    rows = [ROW | {header: place, "年份": str(year)} for place, year in places]
    return cip.normalize(rows, "figures")


@pytest.mark.parametrize(
    ("place", "year", "id"),
    [
        ("巢湖市", 2005, None),
        ("巢湖市", 2015, "cn-ah-340181"),
        ("安徽省巢湖市", 2005, None),
        ("莱芜", 2005, None),
        ("莱芜", 2020, "cn-sd-370116"),
        ("襄樊", 2005, "cn-hb-xiangyang"),
        ("襄阳", 2005, "cn-hb-xiangyang"),
        ("思茅", 2005, "cn-yn-puer"),
        ("思茅", 2015, "cn-yn-530802"),
        ("普洱", 2000, "cn-yn-puer"),
        ("普洱市", 2015, "cn-yn-puer"),
        ("合肥", 1990, "cn-ah-hefei"),
        ("500000", 1990, "cn-cq"),
    ],
)
def test_a_name_is_read_in_the_year_of_its_row(place: str, year: int, id: str | None) -> None:
    found = read([(place, year)])
    assert found.frame["region_id"].to_list() == [id]
    assert found.ok is (id is not None)


def test_an_ended_prefecture_is_reported_with_its_successors() -> None:
    (finding,) = read([("巢湖市", 2005)]).findings
    assert finding.code == "name-conflict"
    assert "巢湖市 (341400) ended in 2011" in finding.message
    assert "合肥市 (340100), 芜湖市 (340200), 马鞍山市 (340500)" in finding.message


def test_provinces_before_their_first_year_are_read_with_a_note() -> None:
    places = [("重庆", 1990), ("四川", 1990), ("海南", 1980), ("广东", 1980), ("浙江", 1980)]
    found = read(places)
    assert found.ok
    ids = ["cn-cq", "cn-sc", "cn-hi", "cn-gd", "cn-zj"]
    assert found.frame["region_id"].to_list() == ids
    notes = found.notes.filter(kind="lookup")["text"].to_list()
    assert notes == [
        "重庆市 (500000) exists since 1997; earlier values are read as values of its area",
        "四川省 (510000) included a part of 重庆市 (500000) until 1997",
        "海南省 (460000) exists since 1988; earlier values are read as values of its area",
        "广东省 (440000) included a part of 海南省 (460000) until 1988",
    ]
    assert not read([("重庆", 2000), ("四川", 2000), ("海南", 2000)]).notes.height


def test_chongqing_among_cities_was_another_place() -> None:
    found = read([("重庆", 1990), ("成都", 1990)], "城市")
    assert found.frame["region_id"].to_list() == [None, "cn-sc-chengdu"]
    assert read([("重庆", 2000), ("成都", 2000)], "城市").ok


def test_each_period_of_a_wide_table_decides_by_itself() -> None:
    row = {"指标": "高新技术企业", "地区": "思茅", "2005年": "5家", "2015年": "6家"}
    found = cip.normalize([row], "figures")
    assert found.frame["region_id"].to_list() == ["cn-yn-puer", "cn-yn-530802"]


def test_places_that_changed_depend_on_the_year() -> None:
    texts = ("巢湖市", "安徽省巢湖市", "四川", "510200", "浙江", "Germany", "bananas")
    assert [depends_on_year(text) for text in texts] == [True, True, True, True, *[False] * 3]
    assert not depends_on_year("四川", 1997)
    assert place_in_year("x", "own-id", 2005).id == "own-id"


@pytest.mark.parametrize("shape", ["long", "wide", "title"])
def test_the_conversion_by_column_reads_names_in_their_year(
    shape: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    convert_small_tables(monkeypatch)
    years, places = range(1990, 2020), ("思茅", "巢湖市", "重庆", "杭州", "襄樊")
    options = Options()
    data: Any
    if shape == "long":
        data = pl.DataFrame(
            [
                ROW | {"地区": place, "年份": str(year), "数值(家)": f"{year}"}
                for place in places
                for year in years
            ]
        )
    elif shape == "wide":
        data = pl.DataFrame(
            [
                {
                    "指标": "高新技术企业",
                    "地区": place,
                    **{f"{year}年": f"{year}" for year in years},
                }
                for place in places
            ]
        )
        options = Options(units={"": "家"})
    else:
        data = tmp_path / "a.csv"
        lines = [f"高新技术企业,{year},{year}" for year in years]
        data.write_text("\n".join(["地区：思茅", "指标,年份,数值(家)", *lines, ""]), "utf-8")
    by_column = columnar.convert_columns(request_for(data, "figures", options))
    whole = convert_table(request_for(data, "figures", options)).result()
    expected = {"cn-yn-puer", "cn-yn-530802"}
    assert expected <= set(whole.frame["region_id"])
    assert (by_column is None) is (shape == "title")
    if by_column is not None:
        assert_equal(by_column, whole)


@pytest.mark.parametrize(
    ("header", "places", "ids"),
    [
        ("地区", ("吉林", "浙江"), ("cn-jl", "cn-zj")),
        ("地区", ("吉林", "全国"), ("cn-jl", "cn")),
        ("地区", ("吉林", "海南"), (None, None)),
        ("地区", ("吉林",), (None,)),
        ("region", ("Jilin",), (None,)),
        ("Province", ("Jilin",), ("cn-jl",)),
        ("省份", ("海南",), ("cn-hi",)),
        ("City", ("Jilin",), ("cn-jl-jilin",)),
        ("城市", ("海南", "成都"), (None, "cn-sc-chengdu")),
        ("城市", ("海南州", "成都"), ("cn-qh-hainan", "cn-sc-chengdu")),
        ("地区", ("吉林省",), ("cn-jl",)),
        ("地区", ("cn-jl",), ("cn-jl",)),
    ],
)
def test_names_of_provinces_that_are_names_of_cities(
    header: str, places: tuple[str, ...], ids: tuple[str | None, ...]
) -> None:
    found = read([(place, 2020) for place in places], header)
    assert tuple(found.frame["region_id"]) == ids
    codes = {each.code for each in found.findings}
    assert codes == ({"name-ambiguous"} if None in ids else set())


def test_a_city_within_its_province_is_not_ambiguous() -> None:
    row = ROW | {"省份": "青海", "城市": "海南", "年份": "2020"}
    assert cip.normalize([row], "figures").frame["region_id"].to_list() == ["cn-qh-hainan"]


@pytest.mark.parametrize(("name", "id"), [("吉林", None), ("海南省", "cn-hi"), ("苏州", None)])
def test_titles_file_names_and_constants_do_not_decide(
    name: str, id: str | None, tmp_path: Path
) -> None:
    rows = "指标,年份,数值（家）\n高新技术企业,2020,5\n"
    titled, named = tmp_path / "a.csv", tmp_path / f"{name}.csv"
    titled.write_text(f"地区：{name}\n{rows}", "utf-8")
    named.write_text(rows, "utf-8")
    expected = "cn-js-suzhou" if name == "苏州" else id  # one city only has this Chinese name
    for path in (titled, named):
        assert cip.normalize(path, "figures").frame["region_id"].to_list() == [expected]
    row = ROW | {"年份": "2020"}
    found = cip.normalize([row], "figures", constants={"region_id": name})
    assert found.frame["region_id"].to_list() == [expected]
