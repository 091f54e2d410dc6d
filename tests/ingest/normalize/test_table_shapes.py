"""Shapes of external tables: each is read completely, or an error names what is not understood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.result import Normalized

FIRMS, SALES, YIELD = "高新技术企业", "电子元器件销售总额", "芯片良率"
IDS = {
    "firms": "high-tech-enterprises",
    "sales": "electronic-component-sales",
    "yield": "chip-yield-rate",
    "chips": "semiconductor-market-size",
    "vehicles": "new-energy-vehicle-output",
}
CHINA: dict[str, Any] = {"constants": {"region_id": "全国"}}


def read(folder: Path, text: str | bytes, name: str = "a.csv", **options: Any) -> Normalized:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return cip.normalize(path, "figures", **options)


def rows(result: Normalized) -> list[tuple[Any, ...]]:
    names = ("indicator_id", "region_id", "period", "value")
    short = {id: name for name, id in IDS.items()}
    found = result.frame.select(names).rows()
    return [(short[id or ""], *rest) for id, *rest in found]


READABLE: dict[str, tuple[str, dict[str, Any], list[tuple[Any, ...]]]] = {
    "world bank, long": (
        "Country Name,Country Code,Series Name,Series Code,2022 [YR2022],2023 [YR2023]\n"
        '"China","CHN","High-tech enterprises (enterprise)","X","5","6"\n'
        '"Macao SAR, China","MAC","High-tech enterprises (enterprise)","X","..","2"\n\n\n'
        '"Data from database: World Development Indicators"\n"Last Updated: 07/25/2024"\n',
        {},
        [
            ("firms", "cn", "2022", 5.0),
            ("firms", "cn", "2023", 6.0),
            ("firms", "cn-mo", "2023", 2.0),
        ],
    ),
    "world bank, wide, with lines above": (
        '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-07-25",\n\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","2022","2023",\n'
        '"China","CHN","High-tech enterprises (enterprise)","HT.X","5","6",\n',
        {},
        [("firms", "cn", "2022", 5.0), ("firms", "cn", "2023", 6.0)],
    ),
    "our world in data": (
        "Entity,Code,Year,High-tech enterprises (enterprise)\nChina,CHN,2022,5\n"
        "World,OWID_WRL,2022,7\n",
        {},
        [("firms", "cn", "2022", 5.0), ("firms", "world", "2022", 7.0)],
    ),
    "sdmx-csv 2.0": (
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,INDICATOR,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,"
        "UNIT_MULT,OBS_STATUS\n"
        "dataflow,X:Y(1.0),I,A,CN,electronic-component-sales,CNY,2023,7.5,6,E\n"
        "dataflow,X:Y(1.0),I,Q,CN,electronic-component-sales,CNY,2023-Q1,7.5,0,A\n",
        {},
        [("sales", "cn", "2023", 7.5e6), ("sales", "cn", "2023-01/2023-03", 7.5)],
    ),
    "statistics canada": (
        "REF_DATE,GEO,DGUID,Indicator,UOM,UOM_ID,SCALAR_FACTOR,SCALAR_ID,VECTOR,COORDINATE,VALUE,"
        "STATUS\n2023,China,x,semiconductor-market-size,USD,81,millions,6,v1,1.1,5,\n",
        {},
        [("chips", "cn", "2023", 5e6)],
    ),
    "eurostat": (
        "freq,unit,geo\\TIME_PERIOD\t2022 \t2023 \nA,percent,CN\t12.3 p\t: \n",
        {"constants": {"indicator_id": YIELD}, "flags": "keep", "name": "a.tsv"},
        [("yield", "cn", "2022", 12.3)],
    ),
    "monthly, with current and cumulative values": (
        f"数据库：月度数据\n时间：最近2个月\n指标,2024年3月,2024年1月\n{FIRMS}_当期值(家),3,1\n"
        f"{FIRMS}_累计值(家),6,1\n数据来源：国家统计局\n",
        CHINA,
        [
            ("firms", "cn", "2024-03", 3.0),
            ("firms", "cn", "2024-01", 1.0),
            ("firms", "cn", "2024-01/2024-03", 6.0),
        ],
    ),
    "a column of cumulative values": (
        f"指标,地区,时间,累计值(家)\n{FIRMS},北京,2023年6月,11\n",
        {},
        [("firms", "cn-bj", "2023-01/2023-06", 11.0)],
    ),
    "current and cumulative values next to each other": (
        f"指标,地区,季度,年份,当期值,累计值\n{FIRMS}(家),北京,2,2023,6,11\n",
        {},
        [("firms", "cn-bj", "2023-04/2023-06", 6.0), ("firms", "cn-bj", "2023-01/2023-06", 11.0)],
    ),
    "a row of units": (
        f"地区,年份,{FIRMS},{SALES},{YIELD}\n,,家,亿元,%\n北京,2023,5,7.5,88\n",
        {},
        [
            ("firms", "cn-bj", "2023", 5.0),
            ("sales", "cn-bj", "2023", 7.5e8),
            ("yield", "cn-bj", "2023", 88.0),
        ],
    ),
    "units in suffixes": (
        f"地区,年份,{SALES}_亿元,{YIELD}_%\n北京,2023,7.5,88\n",
        {},
        [("sales", "cn-bj", "2023", 7.5e8), ("yield", "cn-bj", "2023", 88.0)],
    ),
    "indicator, period and unit in titles": (
        f"表3-1 2023年各地区{SALES}（单位：亿元）\n地 区,{SALES}\n全 国,8\n北　京,7.5\n",
        {},
        [("sales", "cn", "2023", 8e8), ("sales", "cn-bj", "2023", 7.5e8)],
    ),
    "indicator in a title line": (
        f"表1 各地区{FIRMS}\n单位：万家\n地区,2022年,2023年\n北京,1,2\n天津,3,4\n合　计,4,6\n",
        {},
        [
            ("firms", "cn-bj", "2022", 10_000.0),
            ("firms", "cn-bj", "2023", 20_000.0),
            ("firms", "cn-tj", "2022", 30_000.0),
            ("firms", "cn-tj", "2023", 40_000.0),
        ],
    ),
    "indicator in the name of the file": (
        "单位：家\n地区,2023年\n北京,2\n",
        {"name": f"{FIRMS}.csv"},
        [("firms", "cn-bj", "2023", 2.0)],
    ),
    "title and unit in one row": (
        f"{FIRMS},,单位：万家\n地区,2022年,2023年\n北京,1,2\n",
        {},
        [("firms", "cn-bj", "2022", 10_000.0), ("firms", "cn-bj", "2023", 20_000.0)],
    ),
    "a scale in a title": (
        "(US$ in millions, except percentages)\nindicator,region,2022\n"
        "semiconductor-market-size,World,5\nchip-yield-rate (%),World,88\n",
        {},
        [("chips", "world", "2022", 5e6), ("yield", "world", "2022", 88.0)],
    ),
    "two header rows, indicator above period": (
        f"地区,{FIRMS}(家),,{YIELD}(%),\n,2022年,2023年,2022年,2023年\n北京,1,2,3,4\n",
        {},
        [
            ("firms", "cn-bj", "2022", 1.0),
            ("firms", "cn-bj", "2023", 2.0),
            ("yield", "cn-bj", "2022", 3.0),
            ("yield", "cn-bj", "2023", 4.0),
        ],
    ),
    "months as columns next to a year": (
        f"指标,地区,年份,1月,2月\n{FIRMS}(家),北京,2023,1,2\n",
        {},
        [("firms", "cn-bj", "2023-01", 1.0), ("firms", "cn-bj", "2023-02", 2.0)],
    ),
    "provinces as columns, with a total": (
        f"指标,时间,合计,北京,上海\n{FIRMS}(家),2023年,300,100,200\n",
        {},
        [("firms", "cn-bj", "2023", 100.0), ("firms", "cn-sh", "2023", 200.0)],
    ),
    "labels printed once": (
        f"地区,年份,指标,数值,单位\n北京,2022,{FIRMS},1,家\n,2023,{FIRMS},2,家\n"
        f"上海,2022,{FIRMS},3,家\n,2023,{FIRMS},4,家\n",
        {},
        [
            ("firms", "cn-bj", "2022", 1.0),
            ("firms", "cn-bj", "2023", 2.0),
            ("firms", "cn-sh", "2022", 3.0),
            ("firms", "cn-sh", "2023", 4.0),
        ],
    ),
    "city within a province": (
        f"省份,城市,年,季,指标,数值(家)\n广东,深圳,2023,一季度,{FIRMS},5\n北京,北京,2023,Q2,{FIRMS},6\n",
        {},
        [
            ("firms", "cn-gd-shenzhen", "2023-01/2023-03", 5.0),
            ("firms", "cn-bj", "2023-04/2023-06", 6.0),
        ],
    ),
    "models and scenarios": (
        "Model,Scenario,Region,Variable,Unit,2022\nM1,S1,China,chip-yield-rate,%,5\n"
        "M1,S2,China,chip-yield-rate,%,7\n",
        {"dimensions": ["Model", "Scenario"]},
        [("yield", "cn", "2022", 5.0), ("yield", "cn", "2022", 7.0)],
    ),
    "a unit in the header of the labels": (
        f"指标（单位：万家）,地区,2022年\n  其中：{FIRMS},北京,5\n",
        {},
        [("firms", "cn-bj", "2022", 50_000.0)],
    ),
    "missing marks with flags and footnotes": (
        f"指标,地区,2022年,2023年,2024年\n{FIRMS}(家),北京,: c,…①,5\n{FIRMS}(家),上海,1,2,3\n",
        {"flags": "keep", "on_missing": "drop"},
        [
            ("firms", "cn-bj", "2024", 5.0),
            ("firms", "cn-sh", "2022", 1.0),
            ("firms", "cn-sh", "2023", 2.0),
            ("firms", "cn-sh", "2024", 3.0),
        ],
    ),
    "actual and expected years": (
        f"指标,地区,2023A,2024E\n{SALES}(亿元),全国,2,3\n",
        {},
        [("sales", "cn", "2023", 2e8), ("sales", "cn", "2024", 3e8)],
    ),
    "semicolons and decimal commas": (
        f"指标;地区;2022年;2023年\n{YIELD}(%);北京;3,5;4,5\n",
        {},
        [("yield", "cn-bj", "2022", 3.5), ("yield", "cn-bj", "2023", 4.5)],
    ),
    "blank lines and columns": (
        f"\n\n指标,地区,时间,数值(家),,\n\n{FIRMS},北京,2023,5,,\n\n,,,,,\n",
        {},
        [("firms", "cn-bj", "2023", 5.0)],
    ),
}


@pytest.mark.parametrize("name", READABLE)
def test_a_shape_is_read_completely(tmp_path: Path, name: str) -> None:
    text, options, expected = READABLE[name]
    result = read(tmp_path, text, **options)
    assert result.ok, str(result)
    assert rows(result) == expected


UNREADABLE: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "models without dimensions": (
        "Model,Region,Variable,Unit,2022\nM1,China,chip-yield-rate,%,5\nM2,China,chip-yield-rate,%,7\n",
        {},
        "key-ambiguous",
        "dimensions=['Model']",
    ),
    "a powertrain that is set aside": (
        "region,powertrain,year,indicator,unit,value\nChina,BEV,2022,new-energy-vehicle-output,vehicles,5\n"
        "China,PHEV,2022,new-energy-vehicle-output,vehicles,7\n",
        {"columns": {"powertrain": None}},
        "key-ambiguous",
        "dimensions=['powertrain']",
    ),
    "a column of codes of something else": (
        f"code,地区,年份,指标,数值,单位\n8541,北京,2023,{FIRMS},5,家\n8542,北京,2023,{FIRMS},6,家\n",
        {},
        "column-left-out",
        "'code'",
    ),
    "codes that contradict names": (
        f"地区代码,地区,年份,指标,数值,单位\n310000,天津,2023,{FIRMS},5,家\n",
        {},
        "name-conflict",
        "cn-sh",
    ),
    "a city of another province": (
        f"省份,城市,年份,指标,数值(家)\n江苏,深圳,2023,{FIRMS},5\n",
        {},
        "name-conflict",
        "not part of cn-js",
    ),
    "a trade partner": (
        f"指标,地区,伙伴国,年份,数值(家)\n{FIRMS},北京,China,2023,5\n",
        {},
        "column-left-out",
        "'伙伴国'",
    ),
    "an empty multiplier": (
        "REF_AREA,INDICATOR,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,UNIT_MULT\n"
        "CN,electronic-component-sales,CNY,2023,7.5,\n",
        {},
        "unit-unreadable",
        "scale of the row is empty",
    ),
    "a scale in the unit and in a column": (
        f"指标,地区,时间,数值,单位,UNIT_MULT\n{SALES},北京,2023,5,亿元,8\n",
        {},
        "unit-conflict",
        "apply one only",
    ),
    "an unknown scale": (
        f"指标,地区,时间,数值,单位,Scale\n{SALES},北京,2023,5,元,lots\n",
        {},
        "unit-unreadable",
        "'lots' is not known",
    ),
    "an unknown unit in the unit row": (
        f"地区,年份,{FIRMS},{SALES}\n,,家,香蕉\n北京,2023,5,7.5\n",
        {},
        "unit-unreadable",
        "香蕉",
    ),
    "several units in a title": (
        f"单位：亿元、万台\n指标,地区,2022年\n{SALES},北京,7\n",
        {},
        "unit-unreadable",
        "单位：亿元、万台",
    ),
    "a unit in a note above": (
        f"注：单位为万家\n指标,地区,2022年\n{FIRMS},北京,5\n",
        {},
        "unit-unreadable",
        "单位为万家",
    ),
    "units= against the unit column": (
        f"指标,地区,年份,数值,单位\n{SALES},北京,2022,1,万元\n",
        {"units": "亿元"},
        "unit-conflict",
        "units= states '亿元'",
    ),
    "a constant unit against the header": (
        f"指标,地区,年份,数值(万元)\n{SALES},北京,2022,1\n",
        {"constants": {"unit": "亿元"}},
        "unit-conflict",
        "'万元' and '亿元'",
    ),
    "a total that is not the sum": (
        f"指标,地区,年份,数值(家)\n{FIRMS},北京,2022,1\n{FIRMS},上海,2022,2\n{FIRMS},合计,2022,9\n",
        {},
        "name-ambiguous",
        "values={'region_id'",
    ),
    "a province that may be a city, among cities": (
        f"指标,地区,年份,数值(家)\n{FIRMS},苏州,2023,5\n{FIRMS},吉林,2023,6\n",
        {},
        "name-ambiguous",
        "吉林市 (220200)",
    ),
    "a share above 100 percent": (
        f"指标,地区,年份,数值(%)\n{YIELD},北京,2023,288.5\n",
        {},
        "share-outside-domain",
        "288.5",
    ),
    "a negative number of firms": (
        f"指标,地区,年份,数值(家)\n{FIRMS},北京,2023,(12)\n",
        {},
        "value-negative",
        "-12",
    ),
    "a blank region": (
        f"指标,地区,年份,数值,单位\n{FIRMS},北京,2022,1,家\n{FIRMS},,2022,2,家\n",
        {},
        "key-missing",
        "region_id is empty",
    ),
    "an indicator of growth": (
        f"指标,2024年3月\n{FIRMS}_累计增长(%),3\n",
        CHINA,
        "name-unknown",
        "累计增长",
    ),
    "a growth column": (
        f"地区,年份,{FIRMS}(家),同比增长(%)\n北京,2023,5,6\n",
        {},
        "column-left-out",
        "同比增长",
    ),
    "a column that states the kind of value": (
        f"指标,地区,时间,数值,单位,类型\n{FIRMS},北京,2023年3月,5,家,累计值\n",
        {},
        "column-left-out",
        "'类型'",
    ),
    "targets as columns": (
        f"指标,地区,2025年目标,2023年\n{YIELD}(%),北京,90,80\n",
        {},
        "column-left-out",
        "2025年目标",
    ),
    "fiscal years": (
        f"指标,地区,年份,数值(家)\n{FIRMS},北京,FY2024,12\n",
        {},
        "period-unreadable",
        "fiscal year starts in a month that is not stated",
    ),
    "a month of another year": (
        f"指标,地区,年份,月份,数值(家)\n{FIRMS},北京,2023,2022年1月,12\n",
        {},
        "period-conflict",
        "not a part of the year",
    ),
    "a frequency against the period": (
        f"指标,地区,FREQ,时间,数值(家)\n{FIRMS},北京,A,2023Q1,12\n",
        {},
        "period-conflict",
        "frequency 'A'",
    ),
    "another currency": (
        f"指标,地区,年份,数值(亿元)\n{SALES},北京,2023,$5\n",
        {},
        "unit-conflict",
        "'$5' is in USD",
    ),
    "the unit of another indicator": (
        f"指标,地区,年份,数值(亿元)\n{FIRMS},北京,2023,5\n",
        {},
        "unit-conflict",
        "measured in 'enterprise'",
    ),
    "a scale of a percentage": (
        f"指标,地区,年份,数值,单位\n{YIELD},北京,2023,5,亿%\n",
        {},
        "unit-unreadable",
        "cannot apply to percent",
    ),
    "a unit of something else": (
        f"指标,地区,年份,数值,单位\n{FIRMS},北京,2023,5,万人次\n",
        {},
        "unit-conflict",
        "'person_time'",
    ),
    "a thing that is not a unit": (
        f"指标,地区,年份,数值\n{FIRMS},北京,2023,3 bananas\n",
        {},
        "unit-unreadable",
        "3 bananas",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_part_that_is_not_understood_is_an_error(tmp_path: Path, name: str) -> None:
    text, options, code, said = UNREADABLE[name]
    result = read(tmp_path, text, **options)
    found = [each for each in result.findings if each.code == code]
    assert not result.ok
    assert found and any(said in each.message for each in found), str(result)


def test_places_of_the_code_lists_are_found_with_their_notes(tmp_path: Path) -> None:
    text = f"指标,地区,年份,数值(家)\n{FIRMS},11,2023,5\n{FIRMS},重慶,2023,6\n{FIRMS},京,2022,7\n"
    result = read(tmp_path, text)
    assert result.frame["region_id"].to_list() == ["cn-bj", "cn-cq", "cn-bj"]
    notes = result.notes.filter(kind="lookup")["text"].to_list()
    assert notes == ["11 is read as the code 110000", "京 is the one-character name of 北京市"]
    text = f"指标,城市,年份,数值(家)\n{FIRMS},吉林,2023,5\n{FIRMS},吉林市,2024,6\n"
    result = read(tmp_path, text)
    assert result.ok and result.frame["region_id"].to_list() == ["cn-jl-jilin", "cn-jl-jilin"]


def test_places_and_units_of_the_code_lists_convert_and_validate(tmp_path: Path) -> None:
    places = ("杭州市", "浦东新区", "USA", "South Korea", "华东", "OECD members")
    text = "指标,地区,年份,数值,单位\n" + "".join(
        f"钢产量,{place},2023,12,万吨\n" for place in places
    )
    own = {"indicators": [{"id": "steel", "name": "Steel", "name_zh": "钢产量", "unit": "tonne"}]}
    result = read(tmp_path, text, extend=own)
    assert result.ok
    assert result.frame["region_id"].to_list() == [
        "cn-zj-hangzhou", "cn-sh-310115", "us", "kr", "cn-east", "oecd-members",
    ]  # fmt: skip
    assert set(result.frame["unit"]) == {"tonne"} and set(result.frame["value"]) == {120_000}
    for engine in ("polars", "duckdb"):
        report = cip.validate(result.frame, "figures", extend=own, engine=engine)
        assert report.ok, str(report)


def test_a_name_of_a_province_and_a_city_is_rejected_among_listed_cities(tmp_path: Path) -> None:
    text = f"指标,地区,年份,数值(家)\n{FIRMS},吉林,2023,5\n{FIRMS},四平市,2023,6\n"
    result = read(tmp_path, text)
    assert [each.code for each in result.findings] == ["name-ambiguous"]
    assert result.frame["region_id"].to_list() == [None, "cn-jl-siping"]


def test_a_city_of_the_code_lists_is_found_within_its_province(tmp_path: Path) -> None:
    text = f"指标,省份,城市,年份,数值(家)\n{FIRMS},江苏,苏州,2023,5\n{FIRMS},安徽,宿州,2023,6\n"
    result = read(tmp_path, text)
    assert result.frame["region_id"].to_list() == ["cn-js-suzhou", "cn-ah-suzhou"]
    result = read(tmp_path, text.replace("安徽,宿州", "安徽,Suzhou"))
    assert result.frame["region_id"].to_list() == ["cn-js-suzhou", "cn-ah-suzhou"]
    result = read(tmp_path, text.replace("安徽,宿州", "江苏,宿州"))
    assert [each.code for each in result.findings] == ["name-conflict"]


def test_files_with_different_title_lines_are_rejected(tmp_path: Path) -> None:
    for name, unit in (("a", "亿元"), ("b", "万元")):
        text = f"单位：{unit}\n指标,地区,2023年\n{SALES},北京,5\n"
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(cip.ChinaIndPolicyError, match="may state different units"):
        cip.normalize(str(tmp_path / "*.csv"), "figures")


@pytest.mark.parametrize("encoding", ["big5", "utf-16-le", "gb18030", "shift_jis"])
def test_a_named_encoding_is_used(tmp_path: Path, encoding: str) -> None:
    text = (
        "indicator,region,year,value,unit,note\nhigh-tech-enterprises,cn-bj,2023,5,enterprise,年\n"
    )
    result = read(tmp_path, text.encode(encoding), encoding=encoding)
    assert result.ok
    assert result.frame["note"].to_list() == ["年"]


@pytest.mark.parametrize(
    ("text", "encoding", "likely"),
    [
        ("經濟統計資料，各縣市工廠家數", "big5", "big5"),
        ("経済統計の資料について", "shift_jis", "shift_jis"),
        ("Numéro d'été à Besançon", "latin-1", "latin-1"),
    ],
)
def test_an_encoding_that_cannot_be_determined_is_reported(
    tmp_path: Path, text: str, encoding: str, likely: str
) -> None:
    with pytest.raises(cip.DataFileError, match=f"encoding={likely!r}"):
        read(tmp_path, f"指标,note\nx,{text}\n".replace("指标", "a").encode(encoding))


@pytest.mark.parametrize("encoding", ["nope", "base64"])
def test_an_unknown_encoding_is_rejected(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(cip.DataFileError, match="not a"):
        read(tmp_path, "a,b\n1,2\n", encoding=encoding)


def workbook(folder: Path, sheets: dict[str, list[list[Any]]], merged: tuple[str, ...]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, cells in sheets.items():
        sheet = book.create_sheet(title)
        for row in cells:
            sheet.append(row)
        for reference in merged:
            sheet.merge_cells(reference)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def test_merged_header_rows_are_read_with_and_without_their_lines(tmp_path: Path) -> None:
    cells: list[list[Any]] = [
        ["地区", "2022年", None, "2023年", None],
        [None, *[f"{FIRMS}(家)", f"{YIELD}(%)"] * 2],
        ["北京", 1, 2, 3, 4],
    ]
    path = workbook(tmp_path, {"Sheet": cells}, ("A1:A2", "B1:C1", "D1:E1"))
    for header in (None, (1, 2), [1, 2]):
        result = cip.normalize(path, "figures", header=header)
        assert result.ok
        assert rows(result)[2] == ("firms", "cn-bj", "2023", 3.0)


def test_a_sheet_is_chosen_and_its_name_states_the_period(tmp_path: Path) -> None:
    sheets: dict[str, list[list[Any]]] = {
        year: [["单位：亿元"], ["地区", SALES], ["北京", value]]
        for year, value in (("2022年", 7), ("2023年", 8))
    }
    path = workbook(tmp_path, sheets, ())
    assert rows(cip.normalize(path, "figures")) == [("sales", "cn-bj", "2022", 7e8)]
    assert rows(cip.normalize(path, "figures", sheet="2023年")) == [("sales", "cn-bj", "2023", 8e8)]
    with pytest.raises(cip.DataFileError, match="has no sheet '2024年'"):
        cip.normalize(path, "figures", sheet="2024年")


def test_pandas_indexes_and_column_levels_are_read() -> None:
    pandas = pytest.importorskip("pandas")
    levels = pandas.MultiIndex.from_tuples([("2022年", f"{FIRMS}(家)"), ("2022年", f"{YIELD}(%)")])
    index = pandas.Index(["北京", "上海"], name="地区")
    frame = pandas.DataFrame([[1, 2], [3, 4]], columns=levels, index=index)
    assert rows(cip.normalize(frame, "figures")) == [
        ("firms", "cn-bj", "2022", 1.0),
        ("yield", "cn-bj", "2022", 2.0),
        ("firms", "cn-sh", "2022", 3.0),
        ("yield", "cn-sh", "2022", 4.0),
    ]
    unnamed = pandas.DataFrame({"2022": [1.0]}, index=[f"{FIRMS}(家)"])
    assert rows(cip.normalize(unnamed, "figures", **CHINA)) == [("firms", "cn", "2022", 1.0)]
    dated = pandas.DataFrame(
        {"指标": [FIRMS], "地区": ["北京"], "数值(家)": [5]},
        index=pandas.period_range("2023-01", periods=1, freq="M", name="时间"),
    )
    assert rows(cip.normalize(dated, "figures")) == [("firms", "cn-bj", "2023-01", 5.0)]


def test_forecasts_and_flags_state_the_kind_of_figure(tmp_path: Path) -> None:
    text = f"指标,地区,2023A,2024E\n{SALES}(亿元),全国,2,3\n"
    assert read(tmp_path, text).frame["kind"].to_list() == ["observed", "forecast"]
    text = f"指标,地区,年份,数值,单位\n{FIRMS},北京,2022,12 p,家\n{FIRMS},上海,2022,12 e,家\n"
    kept = read(tmp_path, text, flags="keep")
    assert kept.frame["kind"].to_list() == ["observed", "estimated"]
    assert kept.marks.rows() == [(0, "value", "p", "12 p"), (1, "value", "e", "12 e")]
    rejected = read(tmp_path, text)
    assert [each.code for each in rejected.findings] == ["value-flagged", "value-flagged"]


def test_dimensions_follow_the_columns_of_the_table(tmp_path: Path) -> None:
    text = "model,region,variable,unit,2022\nM1,China,chip-yield-rate,%,5\n"
    result = read(tmp_path, text, dimensions=["model"])
    assert result.frame.columns[-1] == "model"
    assert result.frame["model"].to_list() == ["M1"]


def test_a_mapping_file_and_arguments_are_combined(tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("constants:\n  region_id: 全国\nunits: 万家\n", encoding="utf-8")
    result = read(tmp_path, f"指标,2022年\n{FIRMS},5\n", mapping=mapping)
    assert rows(result) == [("firms", "cn", "2022", 50_000.0)]
    result = read(tmp_path, f"指标,2022年\n{FIRMS},5\n", mapping=mapping, units="家")
    assert rows(result) == [("firms", "cn", "2022", 5.0)]


def test_missing_marks_are_kept_in_long_tables_and_dropped_in_wide_ones(tmp_path: Path) -> None:
    long = (
        f"指标,地区,年份,数值(家)\n{FIRMS},北京,2022,..\n{FIRMS},北京,2023,\n{FIRMS},北京,2024,1\n"
    )
    wide = f"指标,地区,2022,2023\n{FIRMS}(家),北京,..,1\n{FIRMS}(家),上海,2,\n"
    for text, kept in ((long, 3), (wide, 2)):
        result = read(tmp_path, text)
        assert (result.ok, result.frame.height) == (True, kept)
        (finding,) = result.findings
        assert (finding.code, finding.severity, finding.value) == ("cells-missing", "warning", "2")
    assert read(tmp_path, long, on_missing="drop").frame.height == 1
    assert read(tmp_path, wide, on_missing="keep").frame.height == 4
