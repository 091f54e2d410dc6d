"""Headers of official files: two languages, rows of units, parts of a year, earlier periods."""

from __future__ import annotations

from pathlib import Path

import pytest

from official_cases import Case, check

Y2023 = {"constants": {"period": "2023"}}
CHINA = {"constants": {"region_id": "全国"}}
JUNE = {"constants": {"region_id": "全国", "period": "2024年6月"}}

TWO_LANGUAGES = (
    Case(
        "Chinese above English, the unit in Chinese only",
        """
表2-1 分地区产量 | |
地区 | 汽车产量(万辆) | 集成电路产量(亿块)
Region | Motor vehicles | Integrated circuits
北京 Beijing | 10.5 | 20
上海 Shanghai | 5 | 30.5
""",
        """
汽车产量/汽车产量 Motor vehicles | cn-bj | 2023 | 105000 | vehicle
汽车产量/汽车产量 Motor vehicles | cn-sh | 2023 | 50000 | vehicle
集成电路产量/集成电路产量 Integrated circuits | cn-bj | 2023 | 2000000000 | item
集成电路产量/集成电路产量 Integrated circuits | cn-sh | 2023 | 3050000000 | item
""",
        options=Y2023,
    ),
    Case(
        "English above Chinese, the unit in English only",
        """
Region | Year | Output (100 million yuan) | Employees (10 000 persons)
地区 | 年份 | 产值 | 从业人员
Beijing | 2022 | 10 | 2.5
Tianjin | 2022 | 4 | 1
""",
        """
产值/Output/Output 产值/产值 Output | cn-bj | 2022 | 1000000000 | CNY
产值/Output/Output 产值/产值 Output | cn-tj | 2022 | 400000000 | CNY
从业人员/Employees/Employees 从业人员/从业人员 Employees | cn-bj | 2022 | 25000 | person
从业人员/Employees/Employees 从业人员/从业人员 Employees | cn-tj | 2022 | 10000 | person
""",
    ),
    Case(
        "two languages in one cell, the unit in English only",
        """
地区 Region | 年份 Year | 汽车产量 Motor vehicles (10 000 units) | 粗钢产量 Steel (10 000 tons)
北京 Beijing | 2022 | 1 | 2
天津 Tianjin | 2022 | 3 | 4
""",
        """
汽车产量 Motor vehicles/汽车产量 | cn-bj | 2022 | 10000 | item
汽车产量 Motor vehicles/汽车产量 | cn-tj | 2022 | 30000 | item
粗钢产量 Steel/粗钢产量 | cn-bj | 2022 | 20000 | tonne
粗钢产量 Steel/粗钢产量 | cn-tj | 2022 | 40000 | tonne
""",
    ),
    Case(
        "line breaks between the languages",
        """
地区\\nRegion | 年份\\nYear | 粗钢产量(万吨)\\nOutput of crude steel
河北\\nHebei | 2022 | 2.5
辽宁\\nLiaoning | 2022 | 4
""",
        """
粗钢产量/粗钢产量 Output of crude steel | cn-he | 2022 | 25000 | tonne
粗钢产量/粗钢产量 Output of crude steel | cn-ln | 2022 | 40000 | tonne
""",
    ),
    Case(
        "a long table with two rows of headers",
        """
指标 | 地区 | 年份 | 数值 | 单位
Indicator | Region | Year | Value | Unit
粗钢产量 | 河北 | 2022 | 2.5 | 万吨
粗钢产量 | 辽宁 | 2022 | 4 | 万吨
""",
        """
粗钢产量 | cn-he | 2022 | 25000 | tonne
粗钢产量 | cn-ln | 2022 | 40000 | tonne
""",
    ),
    Case(
        "an indicator whose names are not those of the release",
        """
地区 | 年份 | 高新企业
Region | Year | High-tech enterprises (unit)
河北 | 2022 | 25
辽宁 | 2022 | 40
""",
        """
高新企业 High-tech enterprises | cn-he | 2022 | 25 | item
高新企业 High-tech enterprises | cn-ln | 2022 | 40 | item
""",
    ),
    Case(
        "an indicator of the release in both languages",
        """
地区 | 年份 | 高新技术企业(家)
Region | Year | High-tech enterprises
河北 | 2022 | 25
辽宁 | 2022 | 40
""",
        """
high-tech-enterprises | cn-he | 2022 | 25 | enterprise
high-tech-enterprises | cn-ln | 2022 | 40 | enterprise
""",
    ),
    Case(
        "two indicators of the release in one column",
        """
地区 | 年份 | 高新技术企业(家)
Region | Year | Computing power scale
河北 | 2022 | 25
辽宁 | 2022 | 40
""",
        ok=False,
        says=("Computing power scale",),
    ),
    Case(
        "years under an indicator in two languages",
        """
地区 | 粗钢产量(万吨) |
Region | Crude steel |
 | 2022 | 2023
河北 | 2.5 | 3
辽宁 | 4 | 5
""",
        """
粗钢产量/粗钢产量 Crude steel | cn-he | 2022 | 25000 | tonne
粗钢产量/粗钢产量 Crude steel | cn-he | 2023 | 30000 | tonne
粗钢产量/粗钢产量 Crude steel | cn-ln | 2022 | 40000 | tonne
粗钢产量/粗钢产量 Crude steel | cn-ln | 2023 | 50000 | tonne
""",
        merged=("B1:C1", "B2:C2"),
    ),
)

UNIT_ROWS = (
    Case(
        "a row of units below one header row",
        """
地区 | 汽车产量 | 集成电路产量
 | 万辆 | 亿块
北京 | 10.5 | 20
上海 | 5 | 30.5
""",
        """
汽车产量 | cn-bj | 2023 | 105000 | vehicle
汽车产量 | cn-sh | 2023 | 50000 | vehicle
集成电路产量 | cn-bj | 2023 | 2000000000 | item
集成电路产量 | cn-sh | 2023 | 3050000000 | item
""",
        options=Y2023,
        merged=("A1:A2",),
    ),
    Case(
        "a row of units below two header rows",
        """
地区 | 产量 |
 | 汽车 | 集成电路
 | 万辆 | 亿块
北京 | 10.5 | 20
上海 | 5 | 30.5
""",
        """
产量 汽车/汽车产量/汽车/产量汽车 | cn-bj | 2023 | 105000 | vehicle
产量 汽车/汽车产量/汽车/产量汽车 | cn-sh | 2023 | 50000 | vehicle
产量 集成电路/集成电路产量/集成电路/产量集成电路 | cn-bj | 2023 | 2000000000 | item
产量 集成电路/集成电路产量/集成电路/产量集成电路 | cn-sh | 2023 | 3050000000 | item
""",
        options=Y2023,
        merged=("A1:A3", "B1:C1"),
    ),
    Case(
        "headers and units in two languages",
        """
地区 | 汽车产量 | 集成电路产量
Region | Motor vehicles | Integrated circuits
 | 万辆 | 亿块
 | 10 000 units | 100 million pieces
北京 | 10.5 | 20
上海 | 5 | 30.5
""",
        """
汽车产量 Motor vehicles | cn-bj | 2023 | 105000 | vehicle
汽车产量 Motor vehicles | cn-sh | 2023 | 50000 | vehicle
集成电路产量 Integrated circuits | cn-bj | 2023 | 2000000000 | item
集成电路产量 Integrated circuits | cn-sh | 2023 | 3050000000 | item
""",
        options=Y2023,
    ),
    Case(
        "units in two languages that differ",
        """
地区 | 汽车产量 | 集成电路产量
Region | Motor vehicles | Integrated circuits
 | 万辆 | 亿块
 | 1 000 units | 100 million pieces
北京 | 10.5 | 20
上海 | 5 | 30.5
""",
        ok=False,
        options=Y2023,
    ),
    Case(
        "two groups with the same names below",
        """
地区 | 产量 | | 出口量 |
 | 汽车 | 摩托车 | 汽车 | 摩托车
 | 万辆 | 辆 | 万辆 | 辆
北京 | 10.5 | 20 | 1 | 2
上海 | 5 | 30 | 3 | 4
""",
        """
产量 汽车/汽车产量 | cn-bj | 2023 | 105000 | vehicle
产量 汽车/汽车产量 | cn-sh | 2023 | 50000 | vehicle
产量 摩托车/摩托车产量 | cn-bj | 2023 | 20 | vehicle
产量 摩托车/摩托车产量 | cn-sh | 2023 | 30 | vehicle
出口量 汽车/汽车出口量 | cn-bj | 2023 | 10000 | vehicle
出口量 汽车/汽车出口量 | cn-sh | 2023 | 30000 | vehicle
出口量 摩托车/摩托车出口量 | cn-bj | 2023 | 2 | vehicle
出口量 摩托车/摩托车出口量 | cn-sh | 2023 | 4 | vehicle
""",
        options=Y2023,
        merged=("A1:A3", "B1:C1", "D1:E1"),
    ),
    Case(
        "a unit and a growth below one indicator",
        """
地区 | 汽车产量 |
 | 万辆 | 比上年增长(%)
北京 | 10.5 | 2.5
上海 | 5 | -30
""",
        """
汽车产量 | cn-bj | 2023 | 105000 | vehicle
汽车产量 | cn-sh | 2023 | 50000 | vehicle
汽车产量比上年增长 | cn-bj | 2023 | 2.5 | percent
汽车产量比上年增长 | cn-sh | 2023 | -30 | percent
""",
        options=Y2023,
        merged=("A1:A2", "B1:C1"),
    ),
    Case(
        "units in brackets below the header",
        """
地区 | 汽车产量 | 集成电路产量
 | （万辆） | （亿块）
北京 | 10.5 | 20
上海 | 5 | 30.5
""",
        """
汽车产量 | cn-bj | 2023 | 105000 | vehicle
汽车产量 | cn-sh | 2023 | 50000 | vehicle
集成电路产量 | cn-bj | 2023 | 2000000000 | item
集成电路产量 | cn-sh | 2023 | 3050000000 | item
""",
        options=Y2023,
    ),
    Case(
        "quantity and amount with units below",
        """
年份 | 集成电路出口 |
 | 数量 | 金额
 | 亿个 | 亿美元
2022 | 2734 | 1539
2023 | 2678 | 1360
""",
        """
集成电路出口 数量/集成电路出口数量 | cn | 2022 | 273400000000 | item
集成电路出口 数量/集成电路出口数量 | cn | 2023 | 267800000000 | item
集成电路出口 金额/集成电路出口金额 | cn | 2022 | 153900000000 | USD
集成电路出口 金额/集成电路出口金额 | cn | 2023 | 136000000000 | USD
""",
        options=CHINA,
        merged=("A1:A3", "B1:C1"),
    ),
    Case(
        "a scale alone below the header",
        """
地区 | 汽车产量 | 集成电路产量
 | 万 | 亿块
北京 | 10.5 | 20
上海 | 5 | 30.5
""",
        ok=False,
        says=("unit is missing in the entry", "(汽车产量)"),
        options=Y2023,
    ),
)

PARTS_OF_A_YEAR = (
    Case(
        "a month and the months until it",
        """
2024年6月主要产品产量 | | |
产品 | 单位 | 6月产量 | 1-6月累计产量
汽车 | 万辆 | 20 | 110
粗钢 | 万吨 | 9000 | 53000
""",
        """
汽车产量/汽车 | cn | 2024-06 | 200000 | vehicle
汽车产量/汽车 | cn | 2024-01/2024-06 | 1100000 | vehicle
粗钢产量/粗钢 | cn | 2024-06 | 90000000 | tonne
粗钢产量/粗钢 | cn | 2024-01/2024-06 | 530000000 | tonne
""",
        options={**CHINA, "columns": {"产品": "indicator_id"}},
    ),
    Case(
        "current and cumulative values of a month in a title",
        """
2024年6月 | |
地区 | 当月产量(万辆) | 累计产量(万辆)
北京 | 1.5 | 9
上海 | 2 | 11
""",
        """
产量 | cn-bj | 2024-06 | 15000 | vehicle
产量 | cn-bj | 2024-01/2024-06 | 90000 | vehicle
产量 | cn-sh | 2024-06 | 20000 | vehicle
产量 | cn-sh | 2024-01/2024-06 | 110000 | vehicle
""",
    ),
    Case(
        "current and cumulative values in a table of months",
        """
月份 | 当月产量(万吨) | 本月止累计产量(万吨)
2024年5月 | 10 | 48
2024年6月 | 12 | 60
""",
        """
产量 | cn | 2024-05 | 100000 | tonne
产量 | cn | 2024-01/2024-05 | 480000 | tonne
产量 | cn | 2024-06 | 120000 | tonne
产量 | cn | 2024-01/2024-06 | 600000 | tonne
""",
        options=CHINA,
    ),
    Case(
        "current values in a table of years",
        """
年份 | 当月产量(万吨) | 累计产量(万吨)
2022 | 10 | 48
2023 | 12 | 60
""",
        """
""",
        ok=False,
        options=CHINA,
    ),
    Case(
        "this month and the months until it, each with its growth",
        """
2024年6月汽车工业产销情况 | | | |
指标 | 本月(万辆) | 本月同比(%) | 本月止累计(万辆) | 累计同比(%)
汽车产量 | 20 | 2.5 | 110 | -3
汽车销量 | 21 | 1 | 112 | 4
""",
        """
汽车产量 | cn | 2024-06 | 200000 | vehicle
汽车产量本月同比/汽车产量同比 | cn | 2024-06 | 2.5 | percent
汽车产量 | cn | 2024-01/2024-06 | 1100000 | vehicle
汽车产量累计同比/汽车产量同比 | cn | 2024-01/2024-06 | -3 | percent
汽车销量 | cn | 2024-06 | 210000 | vehicle
汽车销量本月同比/汽车销量同比 | cn | 2024-06 | 1 | percent
汽车销量 | cn | 2024-01/2024-06 | 1120000 | vehicle
汽车销量累计同比/汽车销量同比 | cn | 2024-01/2024-06 | 4 | percent
""",
        options=CHINA,
    ),
    Case(
        "a column of output, and rows of output, generation and sales",
        """
指标 | 单位 | 年份 | 产量
汽车产量 | 万辆 | 2023 | 5
发电量 | 亿千瓦时 | 2023 | 6
汽车销量 | 万辆 | 2023 | 7
""",
        """
汽车产量 | cn | 2023 | 50000 | vehicle
发电量 | cn | 2023 | 600000000 | kilowatt_hour
汽车销量产量 | cn | 2023 | 70000 | vehicle
""",
        options=CHINA,
    ),
    Case(
        "parts of the year below an indicator",
        """
时间 | 汽车产量(万辆) | | 汽车销量(万辆) |
 | 当月 | 累计 | 当月 | 累计
2024年5月 | 20 | 90 | 21 | 92
2024年6月 | 22 | 112 | 23 | 115
""",
        """
汽车产量 | cn | 2024-05 | 200000 | vehicle
汽车产量 | cn | 2024-01/2024-05 | 900000 | vehicle
汽车产量 | cn | 2024-06 | 220000 | vehicle
汽车产量 | cn | 2024-01/2024-06 | 1120000 | vehicle
汽车销量 | cn | 2024-05 | 210000 | vehicle
汽车销量 | cn | 2024-01/2024-05 | 920000 | vehicle
汽车销量 | cn | 2024-06 | 230000 | vehicle
汽车销量 | cn | 2024-01/2024-06 | 1150000 | vehicle
""",
        options=CHINA,
        merged=("B1:C1", "D1:E1"),
    ),
)

EARLIER = (
    Case(
        "the same period of the year before",
        """
2024年1-6月主要经济指标 | |
指标 | 本期(亿元) | 上年同期(亿元)
出口额 | 12 | 11
进口额 | 8 | 9
""",
        """
出口额 | cn | 2024-01/2024-06 | 1200000000 | CNY
进口额 | cn | 2024-01/2024-06 | 800000000 | CNY
""",
        ok=False,
        says=("上年同期",),
        options=CHINA,
    ),
    Case(
        "prior year in English",
        """
Country | Year | Steel output (t) | Prior year (t) | Previous quarter (t)
China | 2023 | 12 | 11 | 3
Japan | 2023 | 8 | 9 | 2
""",
        """
Steel output | cn | 2023 | 12 | tonne
Steel output | jp | 2023 | 8 | tonne
""",
        ok=False,
        says=("rior year", "revious quarter"),
    ),
    Case(
        "earlier months below an indicator",
        """
2024年6月 | | |
地区 | 粗钢产量(万吨) | |
 | 本月 | 上月 | 上年同月
河北 | 12 | 11 | 10
辽宁 | 8 | 9 | 7
""",
        """
粗钢产量 | cn-he | 2024-06 | 120000 | tonne
粗钢产量 | cn-ln | 2024-06 | 80000 | tonne
""",
        ok=False,
        says=("上月", "上年同月"),
        merged=("A2:A3", "B2:D2"),
    ),
    Case(
        "a month of last year",
        """
2024年6月 | |
地区 | 粗钢产量(万吨) | 去年6月粗钢产量(万吨)
河北 | 12 | 11
辽宁 | 8 | 9
""",
        """
粗钢产量 | cn-he | 2024-06 | 120000 | tonne
粗钢产量 | cn-ln | 2024-06 | 80000 | tonne
""",
        ok=False,
        says=("去年",),
    ),
    Case(
        "quarters in headers, with their growth",
        """
Region | 2Q24 | 1Q24 | 2Q23
China | 12.2 | 12.5 | 7.6
Japan | 1.6 | 1.8 | 1.5
""",
        """
Billings | cn | 2024-04/2024-06 | 12200000000 | USD
Billings | cn | 2024-01/2024-03 | 12500000000 | USD
Billings | cn | 2023-04/2023-06 | 7600000000 | USD
Billings | jp | 2024-04/2024-06 | 1600000000 | USD
Billings | jp | 2024-01/2024-03 | 1800000000 | USD
Billings | jp | 2023-04/2023-06 | 1500000000 | USD
""",
        options={"constants": {"indicator_id": "Billings"}, "units": "US$ billion"},
    ),
)

CASES = (*TWO_LANGUAGES, *UNIT_ROWS, *PARTS_OF_A_YEAR, *EARLIER)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_headers(case: Case, kind: str, tmp_path: Path) -> None:
    check(case, tmp_path, kind)
