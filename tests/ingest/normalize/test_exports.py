"""Small files in the shapes of public exports, each converted completely or rejected.

The numbers are invented. A case states the rows that must come out, or the codes of the errors.
"""

# ruff: noqa: E501  (lines of files)
from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import chinaindpolicy as cip

EXTEND: dict[str, Any] = {
    # The names that a file prints; each indicator is also known by its id.
    "indicators": [
        {"id": "gdp", "name": "国内生产总值", "name_zh": "地区生产总值", "unit": "CNY"},
        {"id": "gdp-usd", "name": "GDP (current US$)", "unit": "USD"},
        {"id": "gdp-growth", "name": "GDP growth", "name_zh": "地区生产总值增速", "unit": "percent"},
        {"id": "cpi-yoy", "name": "全国-同比增长", "unit": "percent"},
        {"id": "output-ic", "name": "Chips", "name_zh": "集成电路产量", "unit": "item"},
        {"id": "exports", "name": "出口金额", "name_zh": "出口额", "unit": "USD"},
        {"id": "population", "name": "年末常住人口", "name_zh": "常住人口", "unit": "person"},
        {"id": "electricity", "name": "Electricity|Generation", "name_zh": "发电量",
         "unit": "kilowatt_hour"},
        {"id": "pmi", "name": "PMI", "unit": "index"},
        {"id": "vehicles", "name": "EV sales", "unit": "vehicle"},
        {"id": "trade-eur", "name": "Trade in euro", "unit": "EUR"},
    ],
    "units": [
        {"id": "kilowatt_hour", "name": "kilowatt hour", "name_zh": "千瓦时"},
        {"id": "index", "name": "index", "name_zh": "指数点"},
        {"id": "person", "name": "person", "name_zh": "人"},
        {"id": "EUR", "name": "euro", "name_zh": "欧元"},
    ],
    "regions": [
        {"id": "us", "name": "United States", "name_zh": "美国", "level": "country",
         "aliases": ["USA", "United States of America"]},
        {"id": "de", "name": "Germany", "name_zh": "德国", "level": "country", "aliases": ["DEU"]},
        {"id": "kr", "name": "Korea", "name_zh": "韩国", "level": "country",
         "aliases": ["KOR", "Korea, Rep.", "South Korea"]},
        {"id": "eu-27", "name": "European Union", "name_zh": "欧盟", "level": "area",
         "aliases": ["EU27_2020"]},
    ],
}  # fmt: skip

Row = tuple[str, str, str, float]


@dataclass(frozen=True)
class Export:
    """A small file: lines, options, and the rows or error codes that must come out."""

    name: str
    lines: str
    rows: tuple[Row, ...] = ()
    errors: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    encoding: str = "utf-8"
    suffix: str = ".csv"

    def __str__(self) -> str:
        """Return the name, for the id of the test."""
        return self.name


def tabs(text: str) -> str:
    return text.replace("|", "\t")


EXPORTS = [
    # National Bureau of Statistics
    Export(
        "NBS, provinces by year",
        "数据库：分省年度数据\n指标：地区生产总值(亿元)\n时间：最近3年\n地区,2023年,2022年,2021年\n"
        "北京市,43760.7,41540.9,41045.6\n天津市,16737.3,16132.2,15685.1\n注：2023年为初步核算数。\n数据来源：国家统计局\n",
        (
            ("gdp", "cn-bj", "2023", 4376070000000), ("gdp", "cn-bj", "2022", 4154090000000),
            ("gdp", "cn-bj", "2021", 4104560000000), ("gdp", "cn-tj", "2023", 1673730000000),
            ("gdp", "cn-tj", "2022", 1613220000000), ("gdp", "cn-tj", "2021", 1568510000000),
        ),
    ),
    Export(
        "NBS, indicators by month, GB18030",
        "数据库：月度数据\n时间：最近2个月\n指标,2024年3月,2024年2月\n集成电路产量_当期值(亿块),362.2,\n"
        "集成电路产量_累计值(亿块),981.0,618.8\n数据来源：国家统计局\n",
        (
            ("output-ic", "cn", "2024-03", 36220000000),
            ("output-ic", "cn", "2024-01/2024-03", 98100000000),
            ("output-ic", "cn", "2024-01/2024-02", 61880000000),
        ),
        options={"constants": {"region_id": "全国"}},
        encoding="gb18030",
    ),
    Export(
        "NBS, quarterly with cumulative value",
        "指标,2024年第二季度,2024年第一季度\n国内生产总值_当季值(亿元),320537.0,296299.5\n"
        "国内生产总值_累计值(亿元),616836.5,296299.5\n",
        (
            ("gdp", "cn", "2024-04/2024-06", 32053700000000),
            ("gdp", "cn", "2024-01/2024-03", 29629950000000),
            ("gdp", "cn", "2024-01/2024-06", 61683650000000),
        ),
        options={"constants": {"region_id": "全国"}},
    ),
    Export(
        "ministry, cumulative months in words",
        "指标,时间,数值,单位\n集成电路产量,2024年1—9月,3156,亿块\n集成电路产量,2024年前11个月,3953,亿块\n",
        (
            ("output-ic", "cn", "2024-01/2024-09", 315600000000),
            ("output-ic", "cn", "2024-01/2024-11", 395300000000),
        ),
        options={"constants": {"region_id": "全国"}},
    ),
    Export(
        "a cumulative column",
        "地区,年份,月份,发电量当期值(亿千瓦时),发电量累计值(亿千瓦时)\n北京,2024,1,40.5,40.5\n北京,2024,2,38.1,78.6\n",
        (
            ("electricity", "cn-bj", "2024-01", 4050000000),
            ("electricity", "cn-bj", "2024-02", 3810000000),
            ("electricity", "cn-bj", "2024-01/2024-02", 7860000000),
        ),
    ),
    # Yearbooks
    Export(
        "yearbook, two header rows and a unit line",
        "2-3 分地区主要指标\n,,,,单位：亿元\n地区,地区生产总值,,出口额(万美元),\n,2022,2023,2022,2023\n"
        "全 国,1204724,1260582,3593600,3380000\n北 京,41540.9,43760.7,88123,85870\n",
        (
            ("gdp", "cn", "2022", 120472400000000), ("gdp", "cn", "2023", 126058200000000),
            ("exports", "cn", "2022", 35936000000), ("exports", "cn", "2023", 33800000000),
            ("gdp", "cn-bj", "2022", 4154090000000), ("gdp", "cn-bj", "2023", 4376070000000),
            ("exports", "cn-bj", "2022", 881230000), ("exports", "cn-bj", "2023", 858700000),
        ),
    ),
    Export(
        "yearbook, units in their own row",
        "地区,年份,地区生产总值,年末常住人口,地区生产总值增速\n,,亿元,万人,%\n上海,2023,47218.66,2487.45,5.0\n",
        (
            ("gdp", "cn-sh", "2023", 4721866000000),
            ("population", "cn-sh", "2023", 24874500),
            ("gdp-growth", "cn-sh", "2023", 5),
        ),
    ),
    Export(
        "yearbook, three header rows",
        "地区,2023年,,,\n,经济,,人口,\n,地区生产总值(亿元),GDP growth(%),常住常住人口(万人),人口密度(人/平方公里)\n上海,47218.66,5.0,2487.45,2487.45\n",
        errors=("column-left-out",),
    ),
    Export(
        "yearbook, groups of years over indicators",
        "地区,2022年,,2023年,\n,地区生产总值(亿元),出口额(亿美元),地区生产总值(亿元),出口额(亿美元)\n"
        "江苏,122875.6,5169.9,128222.2,4800.6\n",
        (
            ("gdp", "cn-js", "2022", 12287560000000), ("exports", "cn-js", "2022", 516990000000),
            ("gdp", "cn-js", "2023", 12822220000000), ("exports", "cn-js", "2023", 480060000000),
        ),
    ),
    Export(
        "yearbook, labels printed once and a total",
        "年份,地区,常住人口(万人)\n2022,北京,2184.3\n,上海,2475.9\n2023,北京,2185.8\n,上海,2487.5\n",
        (
            ("population", "cn-bj", "2022", 21843000), ("population", "cn-sh", "2022", 24759000),
            ("population", "cn-bj", "2023", 21858000), ("population", "cn-sh", "2023", 24875000),
        ),
        options={},
    ),
    Export(
        "yearbook, ranks and marks",
        "指标,单位,2022年,2023年①\n一、国内生产总值,亿元,1204724.0,1260582.1\n其中：出口额,亿美元,35936,33800*\n"
        "注：①为初步核算数。\n",
        (
            ("gdp", "cn", "2022", 120472400000000), ("gdp", "cn", "2023", 126058210000000),
            ("exports", "cn", "2022", 3593600000000), ("exports", "cn", "2023", 3380000000000),
        ),
        options={"constants": {"region_id": "全国"}},
    ),
    Export(
        "yearbook, a growth next to its level without a name",
        "地区,地区生产总值(亿元),增速(%)\n上海,47218.66,5.0\n",
        errors=("column-left-out", "column-missing"),
    ),
    # Panels
    Export(
        "panel of cities",
        "省份,城市,年份,地区生产总值（亿元）,年末常住人口（万人）\n广东省,深圳市,2022,32387.68,1766.18\n广东省,广州市,2022,28839,1873.41\n",
        (
            ("gdp", "cn-gd-shenzhen", "2022", 3238768000000),
            ("population", "cn-gd-shenzhen", "2022", 17661800),
            ("gdp", "cn-gd-guangzhou", "2022", 2883900000000),
            ("population", "cn-gd-guangzhou", "2022", 18734100),
        ),
    ),
    Export(
        "panel of cities in the wrong province",
        "省份,城市,年份,地区生产总值（亿元）\n山东省,深圳市,2022,32387.68\n",
        errors=("name-conflict",),
    ),
    Export(
        "panel with codes of divisions",
        "行政区划代码,地区,year,gdp(亿元)\n110000,北京,2022,41610.9\n440300,深圳,2022,32387.7\n",
        (("gdp", "cn-bj", "2022", 4161090000000), ("gdp", "cn-gd-shenzhen", "2022", 3238770000000)),
    ),
    Export(
        "panel with a code that contradicts the name",
        "行政区划代码,地区,year,gdp(亿元)\n110000,上海,2022,41610.9\n",
        errors=("name-conflict",),
    ),
    Export(
        "panel, log of a value",
        "地区,年份,gdp(亿元),lngdp\n北京,2022,41610.9,10.6\n",
        errors=("column-left-out",),
    ),
    # World Bank
    Export(
        "World Bank, wide",
        '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-06-28",\n\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","2021","2022","2023",\n'
        '"China","CHN","GDP (current US$)","NY.GDP.MKTP.CD","17820459508852.8","17963170521079.8","",\n'
        '"Korea, Rep.","KOR","GDP (current US$)","NY.GDP.MKTP.CD","1818432106880.05","","",\n',
        (
            ("gdp-usd", "cn", "2021", 17820459508852.8),
            ("gdp-usd", "cn", "2022", 17963170521079.8),
            ("gdp-usd", "kr", "2021", 1818432106880.05),
        ),
        encoding="utf-8-sig",
    ),
    Export(
        "World Bank, databank",
        "Country Name,Country Code,Series Name,Series Code,2022 [YR2022],2023 [YR2023]\n"
        "China,CHN,GDP (current US$),NY.GDP.MKTP.CD,17963170521079.8,..\n,,,,,\n"
        "Data from database: World Development Indicators,,,,,\nLast Updated: 06/28/2024,,,,,\n",
        (("gdp-usd", "cn", "2022", 17963170521079.8),),
    ),
    Export(
        "World Bank, long",
        "Country Name,Country Code,Year,Value\nChina,CHN,2021,17820459508852.8\nGermany,DEU,2021,4278503934676.5\n",
        (("gdp-usd", "cn", "2021", 17820459508852.8), ("gdp-usd", "de", "2021", 4278503934676.5)),
        options={"constants": {"indicator_id": "GDP (current US$)"}, "units": "US$"},
    ),
    Export(
        "World Bank, long without its unit",
        "Country Name,Country Code,Year,Value\nChina,CHN,2021,17820459508852.8\n",
        errors=("unit-missing",),
        options={"constants": {"indicator_id": "population"}},
    ),
    # Our World in Data
    Export(
        "OWID grapher",
        "Entity,Code,Year,Population\nChina,CHN,2020,1411778724\nWorld,OWID_WRL,2020,7840952880\n",
        (("population", "cn", "2020", 1411778724), ("population", "world", "2020", 7840952880)),
        options={"units": "persons"},
    ),
    Export(
        "OWID with a second measure",
        "Entity,Code,Year,Population,Population density\nChina,CHN,2020,1411778724,150.4\n",
        errors=("column-left-out",),
        options={"units": "persons"},
    ),
    # SDMX-CSV and Eurostat
    Export(
        "SDMX-CSV 1.0 with multiplier and status",
        "DATAFLOW,FREQ,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,OBS_STATUS\n"
        "X:DF(1.0),A,CHN,exports,2022,3593.6,USD,9,A\nX:DF(1.0),A,CHN,exports,2023,3380,USD,9,E\n",
        (("exports", "cn", "2022", 3593600000000), ("exports", "cn", "2023", 3380000000000)),
    ),
    Export(
        "SDMX-CSV 2.0, quarterly and monthly",
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,OBS_STATUS\n"
        "dataflow,X:DF(1.0),I,Q,DE,exports,2023-Q1,401.2,USD,9,A\ndataflow,X:DF(1.0),I,M,DE,exports,2023-04,133.1,USD,9,A\n",
        (
            ("exports", "de", "2023-01/2023-03", 401200000000),
            ("exports", "de", "2023-04", 133100000000),
        ),
    ),
    Export(
        "SDMX-CSV with a period of another frequency",
        "DATAFLOW,FREQ,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT\nX:DF(1.0),A,CHN,exports,2023-Q1,3,USD,9\n",
        errors=("period-conflict",),
    ),
    Export(
        "SDMX-CSV with a further dimension",
        "DATAFLOW,REF_AREA,INDICATOR,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT\n"
        "X:DF(1.0),CHN,population,M,2020,723,PERSONS,6\nX:DF(1.0),CHN,population,F,2020,688,PERSONS,6\n",
        errors=("column-left-out", "key-ambiguous"),
    ),
    Export(
        "SDMX-CSV with a dimension in the key",
        "DATAFLOW,REF_AREA,INDICATOR,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT\n"
        "X:DF(1.0),CHN,population,M,2020,723,PERSONS,6\nX:DF(1.0),CHN,population,F,2020,688,PERSONS,6\n",
        (("population", "cn", "2020", 723000000), ("population", "cn", "2020", 688000000)),
        options={"dimensions": ["SEX"]},
    ),
    Export(
        "Eurostat with flags",
        tabs("freq,unit,geo\\TIME_PERIOD|2021 |2022 |2023 \nA,MIO_EUR,DE|12.5 |13.1 p|: \nA,MIO_EUR,EU27_2020|99.5 e|101 be|: c\n"),
        (
            ("trade-eur", "de", "2021", 12500000), ("trade-eur", "de", "2022", 13100000),
            ("trade-eur", "eu-27", "2021", 99500000), ("trade-eur", "eu-27", "2022", 101000000),
        ),
        options={"constants": {"indicator_id": "trade-eur"}, "flags": "keep"},
        suffix=".tsv",
    ),
    Export(
        "Eurostat, flags not stated",
        tabs("freq,unit,geo\\TIME_PERIOD|2021 \nA,MIO_EUR,DE|12.5 p\n"),
        errors=("value-flagged",),
        options={"constants": {"indicator_id": "trade-eur"}},
        suffix=".tsv",
    ),
    # Scenarios, energy, trade
    Export(
        "IAMC",
        "Model,Scenario,Region,Variable,Unit,2025,2030\nM1,S1,World,Electricity|Generation,TWh,31000,36000\n"
        "M1,S2,World,Electricity|Generation,TWh,31000,41000\n",
        (
            ("electricity", "world", "2025", 3.1e13), ("electricity", "world", "2030", 3.6e13),
            ("electricity", "world", "2025", 3.1e13), ("electricity", "world", "2030", 4.1e13),
        ),
        options={"dimensions": ["Model", "Scenario"]},
    ),
    Export(
        "IAMC without its scenarios",
        "Model,Scenario,Region,Variable,Unit,2030\nM1,S1,World,Electricity|Generation,TWh,36000\n"
        "M1,S2,World,Electricity|Generation,TWh,41000\n",
        errors=("column-left-out", "key-ambiguous"),
    ),
    Export(
        "IEA, electric cars",
        "region,category,parameter,mode,powertrain,year,unit,value\nChina,Historical,EV sales,Cars,BEV,2022,Vehicles,4400000\n"
        "China,Historical,EV sales,Cars,PHEV,2022,Vehicles,1500000\n",
        (("vehicles", "cn", "2022", 4400000), ("vehicles", "cn", "2022", 1500000)),
        options={
            "dimensions": ["powertrain"],
            "columns": {"category": None, "mode": None},
        },
    ),
    Export(
        "customs, by month",
        "全国出口总额,,\n单位：亿美元,,\n月份,出口金额,\n2024年1月,3076.2,\n2024年2月,2203.1,\n",
        (("exports", "cn", "2024-01", 307620000000), ("exports", "cn", "2024-02", 220310000000)),
        options={"constants": {"region_id": "全国"}},
    ),
    Export(
        "customs, thousands of US dollars",
        "Exports by country\nUnit: US$ thousand\nCountry or Area,2022,2023\nUnited States,581783000,500291000\nGermany,116232000,100573000\n",
        (
            ("exports", "us", "2022", 581783000000), ("exports", "us", "2023", 500291000000),
            ("exports", "de", "2022", 116232000000), ("exports", "de", "2023", 100573000000),
        ),
        options={"constants": {"indicator_id": "exports"}},
    ),
    Export(
        "customs, partner country next to the country",
        "Country,Partner,Year,Exports(USD million)\nChina,Germany,2022,116232\n",
        errors=("column-left-out",),
    ),
    # Encodings
    Export(
        "Big5",
        "指標,地區,年份,數值,單位\n常住人口,北京,2022,2184.3,萬人\n常住人口,上海,2022,2475.9,萬人\n",
        (("population", "cn-bj", "2022", 21843000), ("population", "cn-sh", "2022", 24759000)),
        options={
            "encoding": "big5",
            "columns": {"指標": "indicator_id", "地區": "region_id", "數值": "value", "單位": "unit"},
        },
        encoding="big5",
    ),
    Export(
        "Shift-JIS",
        "指標,地域,年,値,単位\n常住人口,中国,2022,141175,万人\n",
        (("population", "cn", "2022", 1411750000),),
        options={
            "encoding": "shift-jis",
            "columns": {"指標": "indicator_id", "値": "value", "単位": "unit"},
        },
        encoding="shift-jis",
    ),
    Export(
        "UTF-16 with tabs",
        tabs("指标|地区|年份|数值(万人)\n常住人口|北京|2022|2184.3\n"),
        (("population", "cn-bj", "2022", 21843000),),
        encoding="utf-16",
        suffix=".txt",
    ),
    Export(
        "GB18030 with semicolons and decimal commas",
        "指标;地区;年份;数值(万人)\n常住人口;北京;2022;2184,3\n",
        (("population", "cn-bj", "2022", 21843000),),
        encoding="gb18030",
    ),
    # Numbers
    Export(
        "negative numbers in brackets and with triangles",
        "指标,地区,年份,数值(%)\nGDP growth,北京,2020,(12.3)\nGDP growth,上海,2020,△12.3\nGDP growth,天津,2020,−1.5\nGDP growth,重庆,2020,－2.5\n",
        (
            ("gdp-growth", "cn-bj", "2020", -12.3), ("gdp-growth", "cn-sh", "2020", -12.3),
            ("gdp-growth", "cn-tj", "2020", -1.5), ("gdp-growth", "cn-cq", "2020", -2.5),
        ),
    ),
    Export(
        "17 digits",
        "指标,地区,年份,数值(元)\nGDP,北京,2022,12345678901234567\nGDP,上海,2022,0.12345678901234567\n",
        (("gdp", "cn-bj", "2022", 1.2345678901234568e16), ("gdp", "cn-sh", "2022", 0.12345678901234568)),
    ),
    # Periods
    Export(
        "periods of many forms",
        "时间,地区,指标,数值(亿块)\n2024M01,北京,集成电路产量,1\n1Q24,北京,集成电路产量,2\nJan-24,上海,集成电路产量,3\n202402,北京,集成电路产量,4\n"
        "2024-W01,北京,集成电路产量,5\n2024H1,北京,集成电路产量,6\n",
        (
            ("output-ic", "cn-bj", "2024-01", 1e8), ("output-ic", "cn-bj", "2024-01/2024-03", 2e8),
            ("output-ic", "cn-sh", "2024-01", 3e8), ("output-ic", "cn-bj", "2024-02", 4e8),
            ("output-ic", "cn-bj", "2024-01-01/2024-01-07", 5e8),
            ("output-ic", "cn-bj", "2024-01/2024-06", 6e8),
        ),
    ),
    Export(
        "end of a month, and a forecast",
        "时间,地区,指标,数值(万人)\n2023年12月末,北京,常住人口,2185.8\n2024E,北京,常住人口,2186\n",
        (
            ("population", "cn-bj", "2023-12-31", 21858000),
            ("population", "cn-bj", "2024", 21860000),
        ),
    ),
    Export(
        "fiscal years",
        "Region,FY2023,FY2024\n北京,1,2\n",
        errors=("column-left-out", "column-missing"),
        options={"constants": {"indicator_id": "gdp"}},
    ),
    Export(
        "a fiscal year in a cell",
        "指标,地区,时间,数值(亿元)\nGDP,北京,FY2024,1\n",
        errors=("period-unreadable",),
    ),
]  # fmt: skip


def written(folder: Path, export: Export) -> Path:
    path = folder / f"table{export.suffix}"
    path.write_bytes(export.lines.encode(export.encoding))
    return path


def found_rows(result: Any) -> list[Row]:
    frame = result.frame.filter(result.frame["value"].is_not_null())
    rows: list[Row] = frame.select("indicator_id", "region_id", "period", "value").rows()
    return rows


@pytest.mark.sampled(4)
@pytest.mark.parametrize("export", EXPORTS, ids=str)
def test_an_export_is_converted_or_rejected(export: Export, tmp_path: Path) -> None:
    path = written(tmp_path, export)
    result = cip.normalize(path, "figures", extend=EXTEND, **export.options)
    if export.errors:
        codes = {each.code for each in result.findings if each.severity == "error"}
        assert set(export.errors) <= codes, str(result)
        return
    assert result.ok, str(result)
    expected: list[Any] = [(*row[:3], pytest.approx(row[3], rel=1e-15)) for row in export.rows]
    assert found_rows(result) == expected
    if "encoding" not in export.options:
        # The proposed mapping, with the same options, gives the same frame.
        mapping = cip.inspect(path, extend=EXTEND)
        again = cip.normalize(path, "figures", extend=EXTEND, mapping=mapping, **export.options)
        assert again.frame.equals(result.frame)
        assert again.findings == result.findings


def test_the_frames_pass_validation(tmp_path: Path) -> None:
    frames: list[pl.DataFrame] = []
    for export in EXPORTS:
        if not export.errors and "dimensions" not in export.options:
            path = written(tmp_path, export)
            result = cip.normalize(path, "figures", extend=EXTEND, **export.options)
            frames.append(
                result.frame.select("indicator_id", "region_id", "period", "value", "unit")
            )
    assert len(frames) > 20
    frame = pl.concat(frames).unique(("indicator_id", "region_id", "period"))
    assert cip.validate(frame, "figures", extend=EXTEND).ok


def test_a_frame_of_a_price_index_is_converted() -> None:
    frame = pd.DataFrame({"月份": ["2024年02月份", "2024年01月份"], "全国-同比增长": [0.7, -0.8]})
    columns = {"全国-同比增长": "value"}
    constants = {"indicator_id": "全国-同比增长", "region_id": "全国"}
    result = cip.normalize(
        frame, "figures", columns=columns, constants=constants, units="%", extend=EXTEND
    )
    assert result.ok, str(result)
    assert found_rows(result) == [
        ("cpi-yoy", "cn", "2024-02", 0.7),
        ("cpi-yoy", "cn", "2024-01", -0.8),
    ]
    without = cip.normalize(frame, "figures", columns=columns, constants=constants, extend=EXTEND)
    assert {each.code for each in without.findings} == {"unit-missing"}


def test_a_frame_of_national_accounts_is_converted() -> None:
    frame = pd.DataFrame(
        {
            "季度": ["2024年第1-2季度", "2024年第1季度"],
            "国内生产总值-绝对值": [616836.5, 296299.5],
            "国内生产总值-同比增长": [5.0, 5.3],
        }
    )
    result = cip.normalize(
        frame, "figures", extend=EXTEND, constants={"region_id": "全国"},
        columns={"国内生产总值-同比增长": None}, units="亿元",
    )  # fmt: skip
    assert result.ok, str(result)
    assert found_rows(result) == [
        ("gdp", "cn", "2024-01/2024-06", 61683650000000),
        ("gdp", "cn", "2024-01/2024-03", 29629950000000),
    ]


def test_a_frame_of_events_with_days_is_converted() -> None:
    frame = pd.DataFrame(
        {
            "商品": ["PMI", "PMI"],
            "日期": [datetime.date(2024, 1, 31), datetime.date(2024, 2, 29)],
            "今值": [49.2, 49.1],
            "预测值": [49.2, 49.1],
            "前值": [49.0, 49.2],
        }
    )
    options: dict[str, Any] = {
        "columns": {"商品": "indicator_id", "今值": "value", "预测值": None, "前值": None},
        "constants": {"region_id": "全国"},
        "units": "指数点",
    }
    result = cip.normalize(frame, "figures", extend=EXTEND, **options)
    assert result.ok, str(result)
    assert found_rows(result) == [
        ("pmi", "cn", "2024-01-31", 49.2),
        ("pmi", "cn", "2024-02-29", 49.1),
    ]
    del options["columns"]["预测值"]
    assert not cip.normalize(frame, "figures", extend=EXTEND, **options).ok
