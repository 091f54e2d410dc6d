"""Forms of the names of places: endings for levels, and several places in one text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

_CITIES = frozenset(("municipality", "sub_provincial_city", "prefecture_city", "county_city"))
_REGION = frozenset(("autonomous_region",))
# Tables call an autonomous region a province, too.
_PROVINCES = _REGION | {"province"}
_SPECIAL = frozenset(("special_administrative_region",))
_PREFECTURES = frozenset(("prefecture", "autonomous_prefecture"))

CHINESE_ENDINGS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "特别行政区": _SPECIAL,
        "特別行政區": _SPECIAL,
        "自治区": _REGION,
        "自治區": _REGION,
        "自治州": frozenset(("autonomous_prefecture",)),
        "自治县": frozenset(("autonomous_county",)),
        "自治旗": frozenset(("autonomous_banner",)),
        "地区": frozenset(("prefecture",)),
        "省": _PROVINCES,
        "州": frozenset(("autonomous_prefecture",)),
        "盟": frozenset(("league",)),
        "市": _CITIES,
        "县": frozenset(("county", "autonomous_county")),
        "縣": frozenset(("county", "autonomous_county")),
        "区": frozenset(("district",)),
        "區": frozenset(("district",)),
        "旗": frozenset(("banner", "autonomous_banner")),
    }
)
"""Endings of Chinese names, the longest first, and the levels that have them."""
ENGLISH_ENDINGS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "special administrative region": _SPECIAL,
        "autonomous prefecture": frozenset(("autonomous_prefecture",)),
        "autonomous region": _REGION,
        "municipality": _CITIES - {"county_city"},
        "prefecture": _PREFECTURES | {"prefecture_city", "sub_provincial_city"},
        "zizhizhou": frozenset(("autonomous_prefecture",)),
        "province": _PROVINCES | {"municipality"},
        "zizhiqu": _REGION,
        "region": _REGION | {"prefecture"},
        "league": frozenset(("league",)),
        "diqu": frozenset(("prefecture",)),
        "sheng": _PROVINCES,
        "meng": frozenset(("league",)),
        "city": _CITIES,
        "shi": _CITIES,
        "sar": _SPECIAL,
        "ar": _REGION,
    }
)
"""Endings of English names and of pinyin, and the levels that have them."""
_ENGLISH = re.compile(f"(?P<name>.+?) (?P<ending>{'|'.join(ENGLISH_ENDINGS)})")


_CHINESE_PART = r"[\u3400-\u9fff][\u3400-\u9fff\s]*"
_ENGLISH_PART = r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f.'’\s-]*"
_BILINGUAL = re.compile(
    rf"(?P<chinese>{_CHINESE_PART})[(（/]?(?P<english>{_ENGLISH_PART})[)）]?"
    rf"|(?P<before>{_ENGLISH_PART})[(（/]?(?P<after>{_CHINESE_PART})[)）]?"
)


def bilingual(text: str) -> tuple[str, str] | None:
    """Return the two names of a text in Chinese and English, as yearbooks print them.

    Example:
        >>> bilingual("河 北 Hebei"), bilingual("Hebei (河北)")
        (('河 北', 'Hebei'), ('河北', 'Hebei'))
    """
    match = _BILINGUAL.fullmatch(text)
    if match is None:
        return None
    if match["chinese"]:
        return match["chinese"].strip(), match["english"].strip()
    return match["after"].strip(), match["before"].strip()


def without_ending(key: str) -> tuple[str, frozenset[str]] | None:
    """Return a folded name without its ending, and the levels that the ending allows.

    Example:
        >>> name, levels = without_ending("延边州")
        >>> name, sorted(levels)
        ('延边', ['autonomous_prefecture'])
    """
    if key.isascii():
        match = _ENGLISH.fullmatch(key)
        return (match["name"], ENGLISH_ENDINGS[match["ending"]]) if match else None
    for ending, levels in CHINESE_ENDINGS.items():
        if key.endswith(ending) and len(key) > len(ending) + 1:
            return key.removesuffix(ending), levels
    return None


def splits(key: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read a folded text as an outer and an inner place.

    Example:
        >>> list(splits("shenzhen, guangdong"))
        [('guangdong', 'shenzhen')]
        >>> ("广东省", "深圳市") in list(splits("广东省深圳市"))
        True
    """
    if key.isascii():
        inner, comma, outer = key.rpartition(",")
        if comma and inner.strip() and outer.strip():
            yield outer.strip(), inner.strip()
        return
    for at in range(2, len(key) - 1):
        yield key[:at], key[at:]
