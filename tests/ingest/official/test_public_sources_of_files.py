"""Files in the shapes of twelve public sources: statistical offices, ministries, associations.

The numbers are invented.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from official_cases import Case, check

CHINA = {"constants": {"region_id": "全国"}}

SOURCES = (
    Case(
        "NBS yearbook, two languages, units and indices",
        """
13-12 主要工业产品产量 | | |
13-12 Output of Major Industrial Products | | |
产品名称 Product | 单位 Unit | 2021 | 2022
布 Cloth | 亿米 100 million m | 500 | 460
粗钢 Crude Steel | 万吨 10 000 tons | 103500 | 101800
集成电路 Integrated Circuits | 亿块 100 million pieces | 3594 | 3242
注：2021年为最终核实数。 | | |
""",
        """
布 Cloth | cn | 2021 | 50000000000 | metre
布 Cloth | cn | 2022 | 46000000000 | metre
粗钢 Crude Steel | cn | 2021 | 1035000000 | tonne
粗钢 Crude Steel | cn | 2022 | 1018000000 | tonne
集成电路 Integrated Circuits | cn | 2021 | 359400000000 | item
集成电路 Integrated Circuits | cn | 2022 | 324200000000 | item
""",
        options={**CHINA, "columns": {"产品名称 Product": "indicator_id", "单位 Unit": "unit"}},
    ),
    Case(
        "MIIT monthly, output of this month and until this month",
        """
2024年5月电子信息制造业主要产品产量 | | | | |
产品 | 单位 | 本月产量 | 本月同比(%) | 1-5月产量 | 累计同比(%)
手机 | 万台 | 13000 | 5.6 | 62000 | 8.1
集成电路 | 亿块 | 354 | 17.3 | 1703 | 32.7
""",
        """
手机产量 | cn | 2024-05 | 130000000 | device
手机产量 | cn | 2024-01/2024-05 | 620000000 | device
手机产量本月同比/手机产量同比/手机本月同比 | cn | 2024-05 | 5.6 | percent
手机产量累计同比/手机产量同比/手机累计同比 | cn | 2024-01/2024-05 | 8.1 | percent
集成电路产量 | cn | 2024-05 | 35400000000 | item
集成电路产量 | cn | 2024-01/2024-05 | 170300000000 | item
集成电路产量本月同比/集成电路产量同比/集成电路本月同比 | cn | 2024-05 | 17.3 | percent
集成电路产量累计同比/集成电路产量同比/集成电路累计同比 | cn | 2024-01/2024-05 | 32.7 | percent
""",
        options={**CHINA, "columns": {"产品": "indicator_id"}},
    ),
    Case(
        "provincial bulletin, absolute values and growth",
        """
表3 2023年规模以上工业主要产品产量及其增长速度 | | |
产品名称 | 单位 | 产量 | 比上年增长（%）
发电量 | 亿千瓦小时 | 6358.5 | 4.7
汽车 | 万辆 | 249.1 | 48.1
其中：新能源汽车 | 万辆 | 86.8 | 60.5
""",
        """
发电量 | cn-ah | 2023 | 635850000000 | kilowatt_hour
汽车产量 | cn-ah | 2023 | 2491000 | vehicle
new-energy-vehicle-output | cn-ah | 2023 | 868000 | vehicle
发电量比上年增长 | cn-ah | 2023 | 4.7 | percent
汽车产量比上年增长 | cn-ah | 2023 | 48.1 | percent
新能源汽车产量比上年增长 | cn-ah | 2023 | 60.5 | percent
""",
        options={
            "constants": {"region_id": "安徽"},
            "columns": {"产品名称": "indicator_id"},
        },
    ),
    Case(
        "customs, quantities and amounts of this month and until this month",
        """
2024年5月全国出口重点商品量值表 | | | | | |
商品名称 | 计量单位 | 5月 | | 1至5月累计 |
 | | 数量 | 金额(万元) | 数量 | 金额(万元)
集成电路 | 亿个 | 245 | 9000000 | 1139 | 44473000
汽车 | 万辆 | 57 | 7100000 | 245 | 32000000
""",
        """
集成电路数量/集成电路 数量/集成电路 | cn | 2024-05 | 24500000000 | item
集成电路数量/集成电路 数量/集成电路 | cn | 2024-01/2024-05 | 113900000000 | item
集成电路金额/集成电路 金额 | cn | 2024-05 | 90000000000 | CNY
集成电路金额/集成电路 金额 | cn | 2024-01/2024-05 | 444730000000 | CNY
汽车数量/汽车 数量/汽车 | cn | 2024-05 | 570000 | vehicle
汽车数量/汽车 数量/汽车 | cn | 2024-01/2024-05 | 2450000 | vehicle
汽车金额/汽车 金额 | cn | 2024-05 | 71000000000 | CNY
汽车金额/汽车 金额 | cn | 2024-01/2024-05 | 320000000000 | CNY
""",
        options={**CHINA, "columns": {"商品名称": "indicator_id"}},
        merged=("A2:A3", "B2:B3", "C2:D2", "E2:F2"),
    ),
    Case(
        "OICA, production by country",
        """
2023 PRODUCTION STATISTICS | | | |
Country/Region | Cars | Commercial vehicles | Total | % change
Argentina | 304783 | 305932 | 610715 | 14%
China | 26123757 | 4037209 | 30160966 | 12%
USA | 1745171 | 8866384 | 10611555 | 6%
Total | 28173711 | 13209525 | 41383236 | 10%
""",
        """
Cars | ar | 2023 | 304783 | vehicle
Cars | cn | 2023 | 26123757 | vehicle
Cars | us | 2023 | 1745171 | vehicle
Commercial vehicles | ar | 2023 | 305932 | vehicle
Commercial vehicles | cn | 2023 | 4037209 | vehicle
Commercial vehicles | us | 2023 | 8866384 | vehicle
Total | ar | 2023 | 610715 | vehicle
Total | cn | 2023 | 30160966 | vehicle
Total | us | 2023 | 10611555 | vehicle
""",
        options={
            "units": {
                "Cars": "vehicle",
                "Commercial vehicles": "vehicle",
                "Total": "vehicle",
            },
            "columns": {"% change": None},
        },
    ),
    Case(
        "WSTS, billings of regions by month in thousands of dollars",
        """
Billings in thousands of US dollars | | | |
2023 | January | February | March
Americas | 9900000 | 9800000 | 9700000
Europe | 4400000 | 4500000 | 4600000
Japan | 3900000 | 3800000 | 3850000
""",
        """
Billings | americas | 2023-01 | 9900000000 | USD
Billings | americas | 2023-02 | 9800000000 | USD
Billings | americas | 2023-03 | 9700000000 | USD
Billings | europe | 2023-01 | 4400000000 | USD
Billings | europe | 2023-02 | 4500000000 | USD
Billings | europe | 2023-03 | 4600000000 | USD
Billings | jp | 2023-01 | 3900000000 | USD
Billings | jp | 2023-02 | 3800000000 | USD
Billings | jp | 2023-03 | 3850000000 | USD
""",
        options={
            "constants": {"indicator_id": "Billings", "period": "2023"},
            "columns": {"2023": "region_id"},
        },
    ),
    Case(
        "Eurostat, a table of codes",
        """
freq | nace_r2 | unit | geo | TIME_PERIOD | OBS_VALUE | OBS_FLAG
A | C26 | CP_MEUR | DE | 2021 | 30500 | p
A | C26 | CP_MEUR | FR | 2021 | 11200 |
A | C26 | CLV15_MEUR | DE | 2021 | 31000 | p
""",
        """
Value added | de | 2021 | 30500000000 | EUR
Value added | fr | 2021 | 11200000000 | EUR
""",
        ok=False,
        says=("CLV15_MEUR",),
        options={"constants": {"indicator_id": "Value added"}, "flags": "keep"},
    ),
    Case(
        "OECD, labels next to codes",
        """
REF_AREA | Reference area | MEASURE | Measure | UNIT_MEASURE | UNIT_MULT | TIME_PERIOD | OBS_VALUE
CHN | China (People's Republic of) | GERD | Gross R&D expenditure | USD_PPP | 6 | 2021 | 667640
JPN | Japan | GERD | Gross R&D expenditure | USD_PPP | 6 | 2021 | 177380
""",
        """
Gross R&D expenditure/GERD | cn | 2021 | 667640000000 | USD_PPP
Gross R&D expenditure/GERD | jp | 2021 | 177380000000 | USD_PPP
""",
    ),
    Case(
        "UN Comtrade, values and weights of one flow",
        """
refYear | reporterISO | reporterDesc | flowDesc | partnerDesc | cmdDesc | netWgt | primaryValue
2023 | CHN | China | Export | World | Electronic integrated circuits | 1200000 | 135900000000
2023 | KOR | Rep. of Korea | Export | World | Electronic integrated circuits | 800000 | 98000000000
""",
        ok=False,
        says=("primaryValue",),
    ),
    Case(
        "Taiwan MOEA, output by year of the Republic",
        """
工業產品產銷統計 | | |
年別 | 生產量(千個) | 銷售量(千個) | 銷售值(新臺幣千元)
民國111年 | 1500 | 1400 | 99000
民國112年 | 1600 | 1450 | 98000
""",
        """
生產量 | cn-tw | 2022 | 1500000 | item
生產量 | cn-tw | 2023 | 1600000 | item
銷售量 | cn-tw | 2022 | 1400000 | item
銷售量 | cn-tw | 2023 | 1450000 | item
銷售值 | cn-tw | 2022 | 99000000 | TWD
銷售值 | cn-tw | 2023 | 98000000 | TWD
""",
        options={"constants": {"region_id": "台湾"}, "columns": {"年別": "period"}},
    ),
    Case(
        "CAAM, production and sales of the month",
        """
2024年6月汽车产销情况表 | | | | | |
单位：万辆、% | | | | | |
车型 | 产量 | | | 销量 | |
 | 6月 | 1-6月累计 | 同比累计增长 | 6月 | 1-6月累计 | 同比累计增长
乘用车 | 218.2 | 1188.6 | 5.4 | 221.5 | 1197.9 | 6.3
商用车 | 32.5 | 200.5 | 2.0 | 33.7 | 206.8 | 4.9
""",
        """
乘用车产量 | cn | 2024-06 | 2182000 | vehicle
乘用车产量 | cn | 2024-01/2024-06 | 11886000 | vehicle
乘用车产量同比累计增长 | cn | 2024-01/2024-06 | 5.4 | percent
乘用车销量 | cn | 2024-06 | 2215000 | vehicle
乘用车销量 | cn | 2024-01/2024-06 | 11979000 | vehicle
乘用车销量同比累计增长 | cn | 2024-01/2024-06 | 6.3 | percent
商用车产量 | cn | 2024-06 | 325000 | vehicle
商用车产量 | cn | 2024-01/2024-06 | 2005000 | vehicle
商用车产量同比累计增长 | cn | 2024-01/2024-06 | 2.0 | percent
商用车销量 | cn | 2024-06 | 337000 | vehicle
商用车销量 | cn | 2024-01/2024-06 | 2068000 | vehicle
商用车销量同比累计增长 | cn | 2024-01/2024-06 | 4.9 | percent
""",
        options={**CHINA, "columns": {"车型": "indicator_id"}},
        merged=("A3:A4", "B3:D3", "E3:G3"),
    ),
    Case(
        "SEMI, shipments with shares",
        """
Worldwide Semiconductor Equipment Billings (US$ billion) | | | |
Region | 2022 | 2023 | % Change
China | 28.27 | 36.60 | 29%
Korea | 21.51 | 19.94 | -7%
Taiwan | 26.82 | 19.62 | -27%
Total | 76.60 | 76.16 | -0.6%
""",
        """
Billings | cn | 2022 | 28270000000 | USD
Billings | cn | 2023 | 36600000000 | USD
Billings | kr | 2022 | 21510000000 | USD
Billings | kr | 2023 | 19940000000 | USD
Billings | cn-tw | 2022 | 26820000000 | USD
Billings | cn-tw | 2023 | 19620000000 | USD
Billings % Change | cn | 2023 | 29 | percent
Billings % Change | kr | 2023 | -7 | percent
Billings % Change | cn-tw | 2023 | -27 | percent
""",
        ok=False,
        says=("Total",),
        options={"constants": {"indicator_id": "Billings"}},
        workbook=False,
    ),
)

CASES = SOURCES


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_files_of_public_sources(case: Case, kind: str, tmp_path: Path) -> None:
    if case.workbook or kind == "csv":
        check(case, tmp_path, kind)
