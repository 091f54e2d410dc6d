"""The units that are read: one table of code, dimension, words and factor to the base unit."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chinaindpolicy.quantity.types import Measure


class Unit(NamedTuple):
    """One unit code.

    Attributes:
        code: what stands in data: an ISO 4217 code or a word of ours.
        dimension: what it measures; units of one dimension convert by their factors.
        english: its words in lower case, the one to write first.
        chinese: its words, the one to write first.
        factor: how many base units of the dimension one unit is. Currencies have no rate: 1 each,
            and a dimension of their own.
    """

    code: str
    dimension: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    factor: Decimal


# code | dimension | factor | English words | Chinese words
_TABLE = """
CNY|currency:CNY|1|yuan,yuan rmb,yuan renminbi,chinese yuan,rmb yuan,rmb,renminbi,cny|元,元人民币,块钱,人民币元,人民币
USD|currency:USD|1|us dollars,u.s. dollars,us dollar,u.s. dollar,american dollars,dollars,dollar,usd|美元,美金
EUR|currency:EUR|1|euros,euro,eur|欧元
JPY|currency:JPY|1|yen,japanese yen,jpy|日元,日圆
HKD|currency:HKD|1|hong kong dollars,hong kong dollar,hk dollars,hk dollar,hkd|港元,港币
GBP|currency:GBP|1|pounds,british pounds,pounds sterling,pound sterling,gbp|英镑
KRW|currency:KRW|1|korean won,won,south korean won,krw|韩元
TWD|currency:TWD|1|new taiwan dollars,nt dollars,taiwan dollars,twd|新台币,台币
SGD|currency:SGD|1|singapore dollars,singapore dollar,sgd|新加坡元,新元
RUB|currency:RUB|1|roubles,rubles,rouble,ruble,rub|卢布
INR|currency:INR|1|rupees,indian rupees,rupee,inr|卢比
CHF|currency:CHF|1|swiss francs,swiss franc,chf|瑞士法郎
AUD|currency:AUD|1|australian dollars,australian dollar,aud|澳元
CAD|currency:CAD|1|canadian dollars,canadian dollar,cad|加元
MOP|currency:MOP|1|patacas,pataca,mop|澳门元
percent|ratio|0.01|percent,per cent,per-cent,pct,%|%,个百分比
per_mille|ratio|0.001|per mille,per mil,permille,per mill,per thousand,‰|‰
percentage_point|points|1|percentage points,percentage point,percentage-point,percentage-points,pct points,ppts,ppt,pp,pps|个百分点,百分点
basis_point|points|0.01|basis points,basis point,bps|个基点,基点
times|multiple|1|times,fold|倍
enterprise|count:enterprise|1||家,户企业,个企业,家次
project|count:project|1||个项目,项目
vehicle|count:vehicle|1||辆,台车,辆次
person|count:person|1||人,名,位,人次,名人员,个人
device|count:device|1|sets,pieces of equipment|台,套,台套,台(套),台（套）,部,台/套,台件
household|count:household|1|households,household|户
item|count:item|1||个,项,件,条,款,种,类,座,处,所,支,只,颗,枚,张,批,场,次,块,艘,架,门,栋,幢,例,份,宗,起,组,对,本,篇,根,棵,株,道,类别,笔,大类,小类,架次,标箱,标准箱,卡
petaflops|computing|1|petaflops,pflops,pflop/s,pflop,petaflop|pflops,p,p算力,每秒千万亿次
exaflops|computing|1000|exaflops,eflops,eflop/s,eflop,exaflop|eflops,e算力,百亿亿次/秒,每秒百亿亿次
teraflops|computing|0.001|teraflops,tflops,teraflop|tflops
watt_hour|energy|0.001|watt-hours,watt hours,wh,watt-hour|瓦时
kilowatt_hour|energy|1|kilowatt-hours,kilowatt hours,kilowatt-hour,kilowatt hour,kwh,kw·h,kw.h|千瓦时,度电,度,千瓦·时,kwh
megawatt_hour|energy|1000|megawatt-hours,megawatt hours,megawatt-hour,mwh|兆瓦时,mwh
gigawatt_hour|energy|1000000|gigawatt-hours,gigawatt hours,gigawatt-hour,gwh|吉瓦时,gwh
terawatt_hour|energy|1000000000|terawatt-hours,terawatt hours,terawatt-hour,twh|太瓦时,twh
watt|power|0.001|watts,watt|瓦
kilowatt|power|1|kilowatts,kilowatt,kw|千瓦,kw
megawatt|power|1000|megawatts,megawatt,mw|兆瓦,mw
gigawatt|power|1000000|gigawatts,gigawatt,gw|吉瓦,gw
kilovolt|voltage|1|kilovolts,kilovolt,kv|千伏,kv
volt|voltage|0.001|volts,volt|伏
tonne_coal_equivalent|energy:coal|1|tonnes of standard coal,tons of standard coal,tonnes of coal equivalent,tons of coal equivalent,tonnes of standard coal equivalent,tons of standard coal equivalent,tonnes standard coal,tonne of standard coal,ton of standard coal,tce|吨标准煤,吨标煤,tce
tonne|mass|1|tonnes,tons,tonne,ton,metric tons,metric tonnes,metric ton|吨
tonne_per_year|mass_rate|1|tonnes per year,tons per year,tonnes a year,tons a year,tonnes/year,tons/year,tonnes per annum,tpa|吨/年
kilogram|mass|0.001|kilograms,kilogram,kg,kilos|千克,公斤,kg
gram|mass|0.000001|grams,gram|克
nanometre|length|0.000000001|nanometres,nanometers,nanometre,nanometer,nm|纳米,nm
micrometre|length|0.000001|micrometres,micrometers,micrometre,micrometer,microns,micron,μm,um|微米,μm
millimetre|length|0.001|millimetres,millimeters,millimetre,millimeter,mm|毫米,mm
centimetre|length|0.01|centimetres,centimeters,centimetre,centimeter,cm|厘米,cm
metre|length|1|metres,meters,metre,meter,m|米
kilometre|length|1000|kilometres,kilometers,kilometre,kilometer,km|公里,千米,km
square_metre|area|1|square metres,square meters,square metre,square meter,sq m,sqm,m2,m²|平方米,平米,㎡,m²
square_kilometre|area|1000000|square kilometres,square kilometers,square kilometre,square kilometer,sq km,km2,km²|平方公里,平方千米,km²
hectare|area|10000|hectares,hectare,ha|公顷
mu|area|666.6666666666666666666666667|mu|亩
cubic_metre|volume|1|cubic metres,cubic meters,cubic metre,cubic meter,m3,m³|立方米,立方,m³
litre|volume|0.001|litres,liters,litre,liter|升
barrel|volume|0.158987294928|barrels,barrel|桶
wafers_per_month|wafer_rate|1|wafers per month,wafers a month,wafers/month,wafer starts per month,wafers monthly,wafers each month,wspm,wpm|片/月,片每月
wafer|count:wafer|1|wafers,wafer|片
second|time|1|seconds|秒,秒钟
minute|time|60|minutes,minute,mins|分钟
hour|time|3600|hours,hour,hrs|小时,个小时,个工时
day|time|86400|days,day,working days,working day,business days|天,日,个工作日,工作日
week|time|604800|weeks,week|周,个星期,个周
month|time|2629746|months,month|个月,个自然月
year|time|31556952|years,year|年,周年
millisecond|time|0.001|milliseconds,millisecond,ms|毫秒,ms
microsecond|time|0.000001|microseconds,microsecond|微秒
bit_per_second|data_rate|1|bits per second,bit/s|比特/秒
kilobit_per_second|data_rate|1000|kbps|kbps
megabit_per_second|data_rate|1000000|mbps|mbps,兆比特/秒
gigabit_per_second|data_rate|1000000000|gbps,gbit/s,gb/s|gbps
terabit_per_second|data_rate|1000000000000|tbps|tbps
megabyte|data|1000000|megabytes,megabyte,mb|mb
gigabyte|data|1000000000|gigabytes,gigabyte,gb|gb
terabyte|data|1000000000000|terabytes,terabyte,tb|tb
petabyte|data|1000000000000000|petabytes,petabyte,pb|pb
exabyte|data|1000000000000000000|exabytes,exabyte,eb|eb
zettabyte|data|1000000000000000000000|zettabytes,zettabyte,zb|zb
hertz|frequency|1|hertz,hz|赫兹
kilohertz|frequency|1000|kilohertz,khz|千赫,khz
megahertz|frequency|1000000|megahertz,mhz|兆赫,mhz
gigahertz|frequency|1000000000|gigahertz,ghz|吉赫,ghz
celsius|temperature|1|degrees celsius,°c,℃,degrees centigrade|℃,摄氏度,°c
inch|length|0.0254|inches,inch|英寸,寸
"""  # noqa: E501

_CAPACITY = frozenset({"computing", "power", "wafer_rate", "mass_rate", "data_rate"})

#: The plural a counted noun is written with, and the word in Chinese that follows the number.
COUNT_WORDS: Mapping[str, tuple[str, str]] = {
    "enterprise": ("enterprises", "家"),
    "project": ("projects", "个项目"),
    "vehicle": ("vehicles", "辆"),
    "person": ("people", "人"),
    "device": ("sets", "台"),
    "household": ("households", "户"),
    "item": ("items", "个"),
    "wafer": ("wafers", "片"),
}


@cache
def units() -> Mapping[str, Unit]:
    """Return every unit by its code.

    Example:
        >>> units()["gigawatt_hour"].factor / units()["kilowatt_hour"].factor
        Decimal('1000000')
        >>> units()["CNY"].chinese[0]
        '元'
    """
    table: dict[str, Unit] = {}
    for line in _TABLE.strip().splitlines():
        code, dimension, factor, english, chinese = line.split("|")
        words_en = tuple(word for word in english.split(",") if word)
        words_zh = tuple(word for word in chinese.split(",") if word)
        table[code] = Unit(code, dimension, words_en, words_zh, Decimal(factor))
    return table


@cache
def natural_measure(code: str | None) -> Measure:
    """Return the measure a unit has when nothing around it says otherwise.

    Args:
        code: a unit code, or None for a bare number.

    Example:
        >>> natural_measure("percent"), natural_measure("enterprise"), natural_measure(None)
        ('share', 'count', 'level')
    """
    unit = units().get(code) if code else None
    if unit is None:
        return "level"
    if unit.dimension == "ratio":
        return "share"
    if unit.dimension == "points":
        return "change"
    if unit.dimension == "multiple":
        return "multiple"
    if unit.dimension.startswith("count:"):
        return "count"
    return "capacity" if unit.dimension in _CAPACITY else "level"


@cache
def english_words() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the English unit phrases by their first word, the longest first, with codes."""
    found: dict[str, list[tuple[str, str]]] = {}
    for unit in units().values():
        for phrase in unit.english:
            head = phrase
            for index, char in enumerate(phrase):
                if index and not (char.isalpha() and char.isascii()):
                    head = phrase[:index]
                    break
            found.setdefault(head, []).append((phrase, unit.code))
    return {
        head: tuple(sorted(phrases, key=lambda entry: -len(entry[0])))
        for head, phrases in found.items()
    }


@cache
def chinese_words() -> Mapping[str, str]:
    """Return the unit code of every Chinese unit word, and of Latin symbols beside Chinese."""
    return {word: unit.code for unit in units().values() for word in unit.chinese}


@cache
def longest_chinese_word() -> int:
    """Return the length of the longest Chinese unit word."""
    return max(map(len, chinese_words()))
