"""The words of units: one list for the reader, the dataset and the caller's extensions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from chinaindpolicy.model.names import fold
from chinaindpolicy.quantity.units import units

# The reader of sentences takes these for the unit of a person or thing; in a table they count
# something else: journeys, containers, flights.
OTHER_COUNTS = (
    *("人次", "辆次", "家次", "架次", "户次", "台件", "标箱", "标准箱", "卡", "名人员", "个人"),
    *("p", "度", "m", "e算力", "p算力"),
)
"""Words that are left out of the list, though the reader of sentences knows them."""

# Measure words of things that the release counts as items.
_ITEMS = frozenset(("个", "项", "件", "种", "类", "款", "item", "items", "pcs", "pieces"))
_NOUNS = {
    "enterprise": ("enterprise", "enterprises", "companies", "firms", "户企业", "个企业", "企业"),
    "project": ("project", "projects"),
    "vehicle": ("vehicle", "vehicles"),
    "person": ("person", "persons", "people"),
    "device": ("device", "devices"),
    "item": ("pcs", "pieces"),
    "tonne": ("公吨",),
}

CHINESE_SCALES: Mapping[str, Decimal] = MappingProxyType(
    {
        word: Decimal(10) ** power
        for word, power in {
            **{"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "十万": 5, "百万": 6, "千万": 7},
            **{"亿": 8, "億": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12, "兆": 12},
        }.items()
    }
)
"""Chinese words of scale before a unit."""

ENGLISH_SCALES: Mapping[str, Decimal] = MappingProxyType(
    {
        word: Decimal(10) ** power
        for words, power in (
            (("units", "unit", "ones", "one", "number", "nr", "num"), 0),
            (("hundred", "hundreds"), 2),
            (("thousand", "thousands", "ths", "'000", "000", "000s", "'000s", "k"), 3),
            (("million", "millions", "mn", "mln", "mio", "mil", "m"), 6),
            (("billion", "billions", "bn", "bln", "bio", "b"), 9),
            (("trillion", "trillions", "tn", "trn"), 12),
        )
        for word in words
    }
)
"""English words of scale before or after a unit."""

CURRENCY_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        **{"us$": "USD", "$": "USD", "usd": "USD", "¥": "CNY", "￥": "CNY", "rmb": "CNY"},
        **{"rmb¥": "CNY", "cny": "CNY", "cn¥": "CNY", "人民币": "CNY", "€": "EUR", "eur": "EUR"},
        **{"£": "GBP", "gbp": "GBP", "jp¥": "JPY", "jpy": "JPY", "hk$": "HKD", "hkd": "HKD"},
        **{"₩": "KRW", "krw": "KRW", "nt$": "TWD", "₹": "INR", "s$": "SGD"},
    }
)
"""Signs and codes of currencies that may precede a number."""


@cache
def reader_words() -> Mapping[str, str]:
    """Return the unit code of each word that the package knows."""
    found: dict[str, str] = {}
    for code, unit in units().items():
        for word in (code, *unit.english, *unit.chinese, *_NOUNS.get(code, ())):
            word = fold(word)
            if word not in OTHER_COUNTS and (code != "item" or word in _ITEMS):
                found.setdefault(word, code)
    return MappingProxyType(found)


def listed_words(records: Iterable[Any]) -> dict[str, str]:
    """Return the unit code of each word in a code list of units."""
    found: dict[str, str] = {}
    for record in records:
        names = (record.id, record.name, record.name_zh, record.symbol, *_aliases(record))
        for name in names:
            if name:
                # The name of a unit may be followed by its definition in brackets.
                found.setdefault(fold(str(name).partition(" (")[0]), record.id)
                found.setdefault(fold(str(name)), record.id)
    return found


def family_of(code: str) -> str:
    """Return the family of a unit's dimension: currency, ratio, count; the code if unknown."""
    unit = units().get(code)
    return unit.dimension.partition(":")[0] if unit else code


def is_ratio(code: str) -> bool:
    """Return True for a percentage, percentage point or multiple, which no scale applies to."""
    return family_of(code) in ("ratio", "points", "multiple")


def _aliases(record: Any) -> tuple[str, ...]:
    return tuple(getattr(record, "aliases", None) or ())
