"""Known headers of external tables: which field of a record a column states, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from chinaindpolicy.ingest.normalize.bilingual import two_languages

KNOWN_HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("编号", "标识"),
        "indicator_id": (
            *(
                "指标",
                "指标名",
                "指标名称",
                "指标代码",
                "指标编码",
                "项目",
                "项 目",
                "指標",
                "項目",
            ),
            *("subject descriptor", "weo subject code"),
            *("indicator", "indicator name", "indicator code", "series", "series name"),
            *(
                "series code",
                "variable",
                "parameter",
                "item",
                "items",
                "系列 name",
                "系列 code",
                "系列",
            ),
        ),
        "region_id": (
            *("地區", "國家", "縣市"),
            *("地区", "地区名称", "地区代码", "省份", "省", "省市", "省级", "城市", "市", "地市"),
            *("地级市", "区县", "县", "区域", "地域", "行政区", "行政区划", "行政区划代码"),
            *("国家", "国家和地区", "国家代码", "国家或地区", "省区市", "省(区、市)", "各地区"),
            *("省(自治区、直辖市)", "省、自治区、直辖市", "省、市、自治区", "省市区"),
            *("region", "region name", "region code", "province", "city", "prefecture", "county"),
            *("area", "location", "country", "country name", "country code", "country/area"),
            *("entity", "economy", "geo", "ref area", "reference area", "iso3", "iso code"),
            "iso",
            *("iso alpha 3", "iso 3166 1 alpha 3", "code", "geo name", "geography", "territory"),
            *("国家 name", "国家 code", "经济体 name", "经济体 code"),
            *("location name", "country or area", "countries", "area name", "country/region"),
        ),
        "period": (
            *(
                "时间",
                "年份",
                "年度",
                "年",
                "日期",
                "时期",
                "期间",
                "报告期",
                "统计时间",
                "季度",
                "季",
            ),
            *("月份", "月", "统计月份", "统计年份", "统计年度", "年月", "统计年月", "数据年月"),
            *("年別", "時間", "期間", "月別", "季別"),
            *("period", "year", "date", "time", "quarter", "month", "time period"),
            *("reference period", "ref date"),
        ),
        "value": (
            *("數值", "數據"),
            *("数值", "值", "数据", "数量", "指标值", "统计值"),
            *(
                "当期值",
                "本期值",
                "本期",
            ),
            *("value", "values", "amount", "obs value", "observation"),
        ),
        "unit": (
            *("單位", "計量單位"),
            *("单位", "计量单位", "指标单位"),
            *("unit", "units", "unit of measure", "unit measure", "uom"),
        ),
        "comparator": ("比较", "比较符", "限定", "comparator"),
        "policy_id": ("政策", "政策名称", "policy", "policy name"),
        "organization_id": ("企业", "企业名称", "公司", "organization", "organisation", "company"),
        "attributed_to": ("来源", "数据来源", "资料来源", "source", "data source"),
        "reference_id": (
            *("来源", "数据来源", "资料来源", "参考", "source", "data source", "reference"),
        ),
        "statement": ("表述", "statement"),
        "note": ("备注", "注", "说明", "note", "notes", "remark", "remarks", "comment"),
    }
)
"""Known Chinese and English names of table columns, besides their own."""

PLACE_LEVELS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("国家", "国家和地区", "国家或地区", "国家 name", "经济体 name"),
                *("country", "country name", "economy"),
            ),
            "country",
        ),
        **dict.fromkeys(("省份", "省", "省市", "省级", "province"), "province"),
        **dict.fromkeys(("城市", "市", "地市", "地级市", "city", "prefecture"), "city"),
        **dict.fromkeys(("区县", "县", "county"), "county"),
        **dict.fromkeys(
            (
                *("地区代码", "国家代码", "行政区划代码", "region code", "country code", "iso3"),
                *("iso", "iso code", "iso alpha 3", "iso 3166 1 alpha 3", "code"),
                *("国家 code", "经济体 code"),
            ),
            "code",
        ),
    }
)
"""The level of places in a column, by its header."""

FINEST_FIRST = ("county", "city", "", "province", "country", "code")
"""Levels of place columns; the first that a table has states the place of a row."""

PERIOD_PARTS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("年份", "年度", "年", "年別", "统计年份", "统计年度", "year"), "year"),
        **dict.fromkeys(("季度", "季", "季別", "quarter"), "quarter"),
        **dict.fromkeys(("月份", "月", "月別", "统计月份", "month"), "month"),
    }
)
"""The part of a period in a column, by its header."""

CUMULATIVE = frozenset(
    (
        *("累计值", "累计", "本年累计", "累计数", "自年初累计", "ytd", "本期累计", "本年累计值"),
        *("本月累计", "本月止累计", "本月末累计", "当月累计", "年初累计", "年初至今", "自年初至今"),
        *("cumulative", "cumulative value", "year to date"),
    )
)
"""Headers of values from January to the end of the period."""

SPANS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("本月", "当月", "当月值", "本月值", "本月数", "当月数"), "month"),
        **dict.fromkeys(("current month", "this month"), "month"),
        **dict.fromkeys(("当季值", "本季", "当季", "本季度", "current quarter"), "quarter"),
    }
)
"""The length of the period of values, by their header."""

CURRENT = frozenset(
    (
        "当期值",
        "当月值",
        "当季值",
        "本期值",
        "本月",
        "当月",
        "本期",
        "绝对值",
        "绝对量",
        "数值",
        "值",
        *SPANS,
    )
)
"""Headers of values of the period itself."""


_GROWTH = re.compile(
    r"(?:(?:比|较|与)?(?:上年|去年|上月|上期|上季度?)?(?:同期|同月|同季)?(?:同比|环比|相比)?|同比|环比)"
    r"(?:增长|增减|增速|增幅|增长率|增长速度|增减率|变化率|变动)?(?:[+-±]|±)?%?",
)
_GROWTH_EN = re.compile(
    r"(?:(?:yoy|y/y|y o y|year on year|mom|m/m|m o m|month on month|annual)(?: %| percent(?:age)?)?"
    r"(?: growth| change)?|% (?:yoy|y/y|mom|m/m|chg|growth)|growth|% change|change %|growth rate"
    r"|percent(?:age)? change)(?: rate)?(?: %)?"
)
_COMPARES = re.compile("[同环]比|^[比较与]|增[长减速幅]")


def is_growth_header(text: str) -> bool:
    """Return True if a header states the growth of the indicator of its row.

    Example:
        >>> [is_growth_header(text) for text in ("同比", "比上年同期增长", "YoY", "产量", "%")]
        [True, True, True, False, False]
    """
    name = plain_header(text)
    if _GROWTH_EN.fullmatch(name):
        return True
    return bool(_COMPARES.search(name)) and _GROWTH.fullmatch(name.replace(" ", "")) is not None


_SHARE = re.compile(
    r"(?:占(?:全国|全省|全市|总量|总额|总数|合计|全部)?的?)?(?:占?比|比重|比例|份额)|市场(?:份额|占有率)"
    r"|(?:%|percent(?:age)?|market)? ?shares?"
    r"(?: of (?:the )?(?:total|world|global)(?: \w+)?)?(?: ?%)?"
    r"|(?:%|percent(?:age)?|as % )? ?of (?:the )?(?:total|world)"
)


def is_share_header(text: str) -> bool:
    """Return True if a header states the share of the indicator of its row in a total.

    Example:
        >>> [is_share_header(text) for text in ("占比", "占全国比重", "% share", "同比", "比")]
        [True, True, True, False, False]
    """
    name = plain_header(text)
    return name != "比" and _SHARE.fullmatch(name) is not None


def is_percent_growth(growth: str) -> bool:
    """Return True if the words of a growth state that it is in per cent.

    Example:
        >>> is_percent_growth("比上年同期增长%"), is_percent_growth("同比增长")
        (True, False)
    """
    return "%" in growth or "％" in growth or "percent" in growth.casefold()


def split_accumulation(text: str) -> tuple[str, str] | None:
    """Return a name and the word after it that states current or cumulative values.

    Example:
        >>> split_accumulation("发电量_累计值"), split_accumulation("发电量当月值")
        (('发电量', '累计值'), ('发电量', '当月值'))
        >>> split_accumulation("累计值") is None
        True
    """
    for word in sorted(CUMULATIVE | CURRENT, key=len, reverse=True):
        if len(word) > 1 and text.endswith(word):
            name = text.removesuffix(word).rstrip(" _-:：")
            return (name, word) if name else None
    return None


def is_growth_to_date(name: str) -> bool:
    """Return True for the growth of a cumulative value: 产量_累计增长, 产量累计同比.

    Example:
        >>> is_growth_to_date("产量_累计增长"), is_growth_to_date("产量_同比增长")
        (True, False)
    """
    _, word, growth = name.rpartition("累计")
    return bool(word) and is_growth_header(growth)


SCALES = frozenset(
    (
        *("unit mult", "unit multiplier", "scale", "scalar factor", "powercode", "powercode code"),
        *("power code", "数量级"),
    )
)
"""Headers of columns that state a scale of the values."""

FLAG_COLUMNS = frozenset(
    ("obs status", "observation status", "flag", "flags", "obs flag", "status", "标记")
)
"""Headers of columns that state a flag of the value."""

ESTIMATES = frozenset(("estimates start after",))
"""Headers of the last year that is observed; later years are forecasts."""

METADATA = frozenset(
    (
        *("dataflow", "structure", "structure id", "structure name", "action", "decimals"),
        *("last update", "time format", "obs conf", "conf status", "confidentiality", "序号"),
        *("weo country code", "subject notes", "country/series specific notes"),
        *("no", "no.", "dguid", "vector", "coordinate", "uom id", "scalar id", "terminated"),
    )
)
"""Headers of columns about the file itself; they go to `aside`."""

FREQUENCIES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("a", "annual", "yearly", "年", "年度"), (4,)),
        **dict.fromkeys(("m", "monthly", "月", "月度"), (7,)),
        **dict.fromkeys(("q", "quarterly", "季", "季度"), (15,)),
    }
)
"""Lengths of periods by the code of a column FREQ."""


def plain_header(text: str) -> str:
    """Return a header in the form in which known headers are listed.

    Example:
        >>> plain_header("OBS_VALUE"), plain_header("Country-Name")
        ('obs value', 'country name')
    """
    from chinaindpolicy.ingest.normalize.cell_values import strip_inner_spaces

    name = strip_inner_spaces(text).casefold().replace("_", " ").replace("-", " ")
    return " ".join(name.split())


def listed_header(text: str) -> str:
    """Return a header as `plain_header` does; of one in two languages, the Chinese half.

    Example:
        >>> listed_header("年份 Year"), listed_header("2023年 Value")
        ('年份', '2023年 value')
    """
    halves = two_languages(text)
    fields = tuple(KNOWN_HEADERS)
    listed = any(plain_header(text) in names for names in KNOWN_HEADERS.values())
    agree = halves is not None and not listed and known_field(text, fields) is not None
    return plain_header(halves[0] if halves and agree else text)


def known_field(text: str, fields: tuple[str, ...]) -> str | None:
    """Return the field that a header names; None if it is unknown.

    Example:
        >>> known_field("地区", ("value", "region_id"))
        'region_id'
        >>> known_field("地区 Region", ("value", "region_id"))
        'region_id'
    """
    name = plain_header(text)
    for field in fields:
        if name == field.replace("_", " ") or name in KNOWN_HEADERS.get(field, ()):
            return field
    if "value" in fields and (name in CUMULATIVE or name in SPANS):
        return "value"
    if (halves := two_languages(text)) is not None:
        first, second = (known_field(half, fields) for half in halves)
        return first if first == second else None
    return None
