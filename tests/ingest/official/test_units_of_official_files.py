"""Units, shares, years of the Republic of China and totals in official files."""

from __future__ import annotations

from pathlib import Path

import pytest

from official_cases import Case, check

CHINA = {"constants": {"region_id": "全国"}}
Y2023 = {"constants": {"period": "2023"}}

TWO_UNITS = (
    Case(
        "a unit and per cent in a line, with a column of growth",
        """
2024年6月汽车销量 | |
 | | 单位：万辆，%
地区 | 销量 | 同比增长
北京 | 1.5 | 9
上海 | 2 | -11.5
""",
        """
销量 | cn-bj | 2024-06 | 15000 | vehicle
销量 | cn-sh | 2024-06 | 20000 | vehicle
销量同比增长/同比增长 | cn-bj | 2024-06 | 9 | percent
销量同比增长/同比增长 | cn-sh | 2024-06 | -11.5 | percent
""",
    ),
    Case(
        "two units in a line, divided by a Chinese comma",
        """
主要经济指标 | |
单位：亿元、% | |
指标 | 2024年6月 | 比上年同月增长
营业收入 | 12 | 1.5
出口额 | 8 | 12
""",
        """
营业收入 | cn | 2024-06 | 1200000000 | CNY
出口额 | cn | 2024-06 | 800000000 | CNY
营业收入比上年同月增长 | cn | 2024-06 | 1.5 | percent
出口额比上年同月增长 | cn | 2024-06 | 12 | percent
""",
        options=CHINA,
    ),
    Case(
        "two units in a line in English",
        """
Vehicle sales in 2023 | |
(Unit: 10,000 vehicles, %) | |
Region | Sales | YoY
Beijing | 1.5 | 9
Shanghai | 2 | -11.5
""",
        """
Sales | cn-bj | 2023 | 15000 | vehicle
Sales | cn-sh | 2023 | 20000 | vehicle
Sales YoY/YoY | cn-bj | 2023 | 9 | percent
Sales YoY/YoY | cn-sh | 2023 | -11.5 | percent
""",
        options=Y2023,
    ),
    Case(
        "two units in a line, with a share",
        """
单位：亿元、% | | |
地区 | 年份 | 产值 | 占比
北京 | 2023 | 15 | 60
上海 | 2023 | 10 | 40
""",
        """
产值 | cn-bj | 2023 | 1500000000 | CNY
产值 | cn-sh | 2023 | 1000000000 | CNY
占比/产值占比 | cn-bj | 2023 | 60 | percent
占比/产值占比 | cn-sh | 2023 | 40 | percent
""",
    ),
    Case(
        "an increase that may be an amount",
        """
单位：亿元、% | | |
地区 | 年份 | 产值 | 比上年增减
北京 | 2023 | 15 | 1.5
上海 | 2023 | 10 | 2
""",
        ok=False,
        says=("unit is missing in the entry", "(比上年增减)"),
    ),
    Case(
        "an increase of rows that may be an amount",
        """
单位：亿元、% | |
指标 | 2023年 | 比上年增减
营业收入 | 12 | 1.5
出口额 | 8 | 12
""",
        ok=False,
        says=("unit is missing in the entry", "营业收入比上年增减"),
        options=CHINA,
    ),
    Case(
        "two units of levels in a line",
        """
单位：万吨、亿元 | | |
地区 | 年份 | 产量 | 产值
北京 | 2023 | 15 | 60
上海 | 2023 | 10 | 40
""",
        ok=False,
        says=("万吨、亿元",),
    ),
    Case(
        "a rate as a row below two units in a line",
        """
单位：亿元、% | |
指标 | 2022年 | 2023年
营业收入 | 12 | 15
利润率 | 5.5 | 6.1
""",
        """
""",
        ok=False,
        options=CHINA,
    ),
)

SHARES = (
    Case(
        "a share with its unit next to an amount",
        """
国家 | 年份 | 出口额(亿美元) | 占比(%)
美国 | 2023 | 15 | 60
日本 | 2023 | 10 | 40
""",
        """
出口额 | us | 2023 | 1500000000 | USD
出口额 | jp | 2023 | 1000000000 | USD
占比/占比(%)/出口额占比 | us | 2023 | 60 | percent
占比/占比(%)/出口额占比 | jp | 2023 | 40 | percent
""",
    ),
    Case(
        "% share in English",
        """
Country | Year | Sales (vehicles) | % share | Share of total (%)
China | 2023 | 60 | 55 | 60
Japan | 2023 | 40 | 45 | 40
""",
        """
Sales | cn | 2023 | 60 | vehicle
Sales | jp | 2023 | 40 | vehicle
% share/share/Sales % share | cn | 2023 | 55 | percent
% share/share/Sales % share | jp | 2023 | 45 | percent
Share of total/Share of total (%) | cn | 2023 | 60 | percent
Share of total/Share of total (%) | jp | 2023 | 40 | percent
""",
    ),
    Case(
        "a share without a unit below a unit of the table",
        """
单位：亿元 | | |
地区 | 年份 | 产值 | 比重
北京 | 2023 | 15 | 60
上海 | 2023 | 10 | 40
""",
        ok=False,
        says=("比重", "unit is missing"),
    ),
    Case(
        "a share whose cells have a sign",
        """
地区 | 年份 | 产值(亿元) | 占全国比重
北京 | 2023 | 15 | 1.5%
上海 | 2023 | 10 | 1.0%
""",
        """
产值 | cn-bj | 2023 | 1500000000 | CNY
产值 | cn-sh | 2023 | 1000000000 | CNY
占全国比重/产值占全国比重 | cn-bj | 2023 | 1.5 | percent
占全国比重/产值占全国比重 | cn-sh | 2023 | 1.0 | percent
""",
        workbook=False,
    ),
    Case(
        "a share in fractions",
        """
Country | Year | Sales (vehicles) | Market share (%)
China | 2023 | 60 | 0.6
Japan | 2023 | 40 | 0.4
""",
        """
Sales | cn | 2023 | 60 | vehicle
Sales | jp | 2023 | 40 | vehicle
""",
        ok=False,
        says=("units='%'",),
    ),
    Case(
        "shares of years next to values",
        """
产品 | 2022年产量(万吨) | 2022年占比(%) | 2023年产量(万吨) | 2023年占比(%)
粗钢 | 15 | 60 | 16 | 58
生铁 | 10 | 40 | 11 | 42
""",
        """
粗钢产量 | cn | 2022 | 150000 | tonne
粗钢产量 | cn | 2023 | 160000 | tonne
生铁产量 | cn | 2022 | 100000 | tonne
生铁产量 | cn | 2023 | 110000 | tonne
粗钢占比/粗钢产量占比 | cn | 2022 | 60 | percent
粗钢占比/粗钢产量占比 | cn | 2023 | 58 | percent
生铁占比/生铁产量占比 | cn | 2022 | 40 | percent
生铁占比/生铁产量占比 | cn | 2023 | 42 | percent
""",
        options={**CHINA, "columns": {"产品": "indicator_id"}},
    ),
)

UNITS = (
    Case(
        "symbols of mass and energy in a column",
        """
Indicator | Country | Year | Value | Unit
Steel | China | 2023 | 12 | kt
Coal | China | 2023 | 4.5 | Mt
Emissions | China | 2023 | 11.5 | Gt
Storage | China | 2023 | 7 | GWh
Power | China | 2023 | 9 | TWh
""",
        """
Steel | cn | 2023 | 12000 | tonne
Coal | cn | 2023 | 4500000 | tonne
Emissions | cn | 2023 | 11500000000 | tonne
Storage | cn | 2023 | 7 | gigawatt_hour
Power | cn | 2023 | 9 | terawatt_hour
""",
    ),
    Case(
        "symbols of mass whose case is not certain",
        """
Indicator | Country | Year | Value | Unit
Steel | China | 2023 | 12 | MT
Coal | China | 2023 | 4.5 | mt
Ships | China | 2023 | 4.5 | GT
""",
        ok=False,
        says=("MT", "mt", "GT"),
    ),
    Case(
        "symbols of mass in headers",
        """
Country | Year | Steel output (kt) | Coal output (Mt)
China | 2023 | 12 | 4
Japan | 2023 | 8 | 1
""",
        """
Steel output | cn | 2023 | 12000 | tonne
Steel output | jp | 2023 | 8000 | tonne
Coal output | cn | 2023 | 4000000 | tonne
Coal output | jp | 2023 | 1000000 | tonne
""",
    ),
    Case(
        "short words of scale",
        """
Indicator | Country | Year | Value | Unit
Exports | China | 2023 | 12 | USD bn
Imports | China | 2023 | 4.5 | USD mn
Aid | China | 2023 | 11.5 | mln EUR
Output | China | 2023 | 11.5 | mn t
""",
        """
Exports | cn | 2023 | 12000000000 | USD
Imports | cn | 2023 | 4500000 | USD
Aid | cn | 2023 | 11500000 | EUR
Output | cn | 2023 | 11500000 | tonne
""",
    ),
    Case(
        "thousands of things",
        """
Indicator | Country | Year | Value | Unit
Vehicles | China | 2023 | 12 | thousand units
Robots | China | 2023 | 4.5 | '000 units
Chips | China | 2023 | 11 | 1000 pcs
Phones | China | 2023 | 11 | 10,000 units
Copper | China | 2023 | 2.5 | 10K t
""",
        """
Vehicles | cn | 2023 | 12000 | item
Robots | cn | 2023 | 4500 | item
Chips | cn | 2023 | 11000 | item
Phones | cn | 2023 | 110000 | item
Copper | cn | 2023 | 25000 | tonne
""",
    ),
    Case(
        "thousands of things in headers",
        """
Country | Year | Cars ('000 units) | Chips (1000 pcs) | Copper (10K t)
China | 2023 | 12 | 4 | 2
Japan | 2023 | 8 | 1 | 3
""",
        """
Cars | cn | 2023 | 12000 | item
Cars | jp | 2023 | 8000 | item
Chips | cn | 2023 | 4000 | item
Chips | jp | 2023 | 1000 | item
Copper | cn | 2023 | 20000 | tonne
Copper | jp | 2023 | 30000 | tonne
""",
    ),
    Case(
        "codes of Eurostat that are certain",
        """
indicator,geo,TIME_PERIOD,OBS_VALUE,unit
""".replace(",", " | ")
        + """Exports | DE | 2022 | 12 | MIO_EUR
Freight | DE | 2022 | 5 | THS_T
Power | DE | 2022 | 5 | GWH
""",
        """
Exports | de | 2022 | 12000000 | EUR
Freight | de | 2022 | 5000 | tonne
Power | de | 2022 | 5 | gigawatt_hour
""",
    ),
    Case(
        "codes of Eurostat at prices of another year",
        """
indicator | geo | TIME_PERIOD | OBS_VALUE | unit
Value added | DE | 2022 | 12 | CLV10_MEUR
Output | DE | 2022 | 5 | CP_MPPS_EU27_2020
""",
        ok=False,
        says=("CLV10_MEUR",),
    ),
    Case(
        "an entry without a unit",
        """
国家 | 年份 | 装机容量
中国 | 2023 | 15
日本 | 2023 | 10
""",
        ok=False,
        says=("装机容量", "unit"),
    ),
)

MINGUO = (
    Case(
        "years of the Republic without its name",
        """
年別 | 產值(百萬元) | 銷售量(公噸)
111年 | 15 | 3
112年 | 10 | 4
""",
        ok=False,
        says=("112",),
        options={"constants": {"region_id": "台湾"}},
    ),
    Case(
        "years of the Republic with its name",
        """
時間 | 銷售量(公噸) | 產值(新臺幣百萬元)
民國111年 | 15 | 3
民国112年 | 10 | 4
中華民國113年 | 11 | 5
""",
        """
銷售量/销售量 | cn-tw | 2022 | 15 | tonne
銷售量/销售量 | cn-tw | 2023 | 10 | tonne
銷售量/销售量 | cn-tw | 2024 | 11 | tonne
產值/产值 | cn-tw | 2022 | 3000000 | TWD
產值/产值 | cn-tw | 2023 | 4000000 | TWD
產值/产值 | cn-tw | 2024 | 5000000 | TWD
""",
        options={"constants": {"region_id": "台湾"}},
    ),
    Case(
        "years of the Republic in headers",
        """
指標 | 民國111年 | 民國112年
銷售量(公噸) | 15 | 16
生產量(公噸) | 10 | 11
""",
        """
銷售量 | cn-tw | 2022 | 15 | tonne
銷售量 | cn-tw | 2023 | 16 | tonne
生產量 | cn-tw | 2022 | 10 | tonne
生產量 | cn-tw | 2023 | 11 | tonne
""",
        options={"constants": {"region_id": "台湾"}},
    ),
    Case(
        "years in headers without the name of the Republic",
        """
指標 | 111年 | 112年
銷售量(公噸) | 15 | 16
生產量(公噸) | 10 | 11
""",
        ok=False,
        says=("民國112年",),
        options={"constants": {"region_id": "台湾"}},
    ),
    Case(
        "months of the Republic",
        """
時間 | 銷售量(公噸)
民國112年1月 | 15
民國112年12月 | 10
""",
        """
銷售量 | cn-tw | 2023-01 | 15 | tonne
銷售量 | cn-tw | 2023-12 | 10 | tonne
""",
        options={"constants": {"region_id": "台湾"}},
    ),
    Case(
        "numbers of years of the Republic",
        """
年份 | 销售量(吨)
111 | 15
112 | 10
""",
        ok=False,
        says=("112",),
        options={"constants": {"region_id": "台湾"}},
    ),
)

TOTALS = (
    Case(
        "OICA TOTAL",
        """
2023 PRODUCTION STATISTICS | | |
Country/Region | Cars | Commercial vehicles | Total
China | 26 | 4 | 30
Japan | 8 | 1 | 9
OICA TOTAL | 34 | 5 | 39
""",
        """
Cars | cn | 2023 | 26 | vehicle
Cars | jp | 2023 | 8 | vehicle
Commercial vehicles | cn | 2023 | 4 | vehicle
Commercial vehicles | jp | 2023 | 1 | vehicle
Total | cn | 2023 | 30 | vehicle
Total | jp | 2023 | 9 | vehicle
""",
        options={"units": "vehicles"},
    ),
    Case(
        "World total",
        """
Country | Year | Steel output (t)
China | 2023 | 26
Japan | 2023 | 8
World total | 2023 | 50
""",
        """
Steel output | cn | 2023 | 26 | tonne
Steel output | jp | 2023 | 8 | tonne
Steel output | world | 2023 | 50 | tonne
""",
    ),
    Case(
        "a total of the world by another name",
        """
Country | Year | Steel output (t)
China | 2023 | 26
Japan | 2023 | 8
Total, all countries | 2023 | 34
""",
        """
Steel output | cn | 2023 | 26 | tonne
Steel output | jp | 2023 | 8 | tonne
""",
    ),
    Case(
        "Total (1)",
        """
Country | Year | Steel output (t)
China | 2023 | 26
Japan | 2023 | 8
Total (1) | 2023 | 34
""",
        """
Steel output | cn | 2023 | 26 | tonne
Steel output | jp | 2023 | 8 | tonne
""",
    ),
    Case(
        "Chinese totals with spaces",
        """
地区 | 年份 | 粗钢产量(万吨)
合　计 | 2023 | 34
河北 | 2023 | 26
辽宁 | 2023 | 8
""",
        """
粗钢产量 | cn-he | 2023 | 260000 | tonne
粗钢产量 | cn-ln | 2023 | 80000 | tonne
""",
    ),
    Case(
        "总 计 at the end of years",
        """
地区 | 2022年 | 2023年
河北 | 26 | 27
辽宁 | 8 | 9
总 计 | 34 | 36
""",
        """
粗钢产量 | cn-he | 2022 | 260000 | tonne
粗钢产量 | cn-he | 2023 | 270000 | tonne
粗钢产量 | cn-ln | 2022 | 80000 | tonne
粗钢产量 | cn-ln | 2023 | 90000 | tonne
""",
        options={"constants": {"indicator_id": "粗钢产量"}, "units": "万吨"},
    ),
    Case(
        "a total as the only row",
        """
地区 | 2022年 | 2023年
总计 | 34 | 36
""",
        ok=False,
        says=("总计",),
        options={"constants": {"indicator_id": "粗钢产量"}, "units": "万吨"},
    ),
)

CASES = (*TWO_UNITS, *SHARES, *UNITS, *MINGUO, *TOTALS)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_units(case: Case, kind: str, tmp_path: Path) -> None:
    if case.workbook or kind == "csv":
        check(case, tmp_path, kind)
