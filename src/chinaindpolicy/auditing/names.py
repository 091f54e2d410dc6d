"""Names of places and organizations, and where a text mentions them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from chinaindpolicy.auditing.vocabulary import words
from chinaindpolicy.codes.lists import read_rows
from chinaindpolicy.model.names import is_listed

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset

_CHINESE = re.compile("[\u3400-\u9fff]")
_OTHER = "other:"
# Names of places that are also ordinary words.
_WORDS = frozenset(
    {"白银", "黄山", "平安", "朝阳", "China", "中国", "World", "世界", "全球", "海地"}
)
_AREAS: Mapping[str, str] = MappingProxyType(
    {
        "Europe": "欧洲",
        "European Union": "欧盟",
        "EU": "欧盟",
        "Asia": "亚洲",
        "Southeast Asia": "东南亚",
        "Africa": "非洲",
        "Latin America": "拉美",
        "North America": "北美",
        "Middle East": "中东",
        "America": "美国",
        "United States": "美国",
        "Britain": "英国",
        "UK": "英国",
        "South Korea": "韩国",
        "Korea": "韩国",
        "Russia": "俄罗斯",
        "Vietnam": "越南",
        "Yangtze River Delta": "长三角",
        "Pearl River Delta": "珠三角",
        "Xiong'an": "雄安",
        "East China": "华东",
        "Eastern China": "东部地区",
        "China's east": "我国东部",
        "Northeast China": "东北地区",
        "North China": "华北",
        "Northern China": "我国北方",
        "China's north": "北方地区",
        "South China": "华南",
        "Southern China": "我国南方",
        "China's south": "南方地区",
        "Central China": "华中",
        "Western China": "西部地区",
        "China's west": "我国西部",
    }
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text.

    Attributes:
        id: Id of the place or organization; `other:NAME` if the dataset lacks it.
        start: Offset of the first character.
        end: Offset after the last character.
    """

    id: str
    start: int
    end: int


class NameIndex:
    """Names and their ids, with one pattern that finds them in a text.

    English names need the capitals that they have: a name in capitals matches in capitals, another
    one with its first letter in capitals.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        """Compile the pattern.

        Args:
            names: Ids by name.
        """
        self.ids: Mapping[str, str] = {name.casefold(): id for name, id in names.items()}
        self._exact = frozenset(name for name in names if name.isupper())
        parts = sorted({*names}, key=len, reverse=True)
        chinese = [_regex(name) for name in parts if _CHINESE.search(name)]
        english = [_regex(name) for name in parts if not _CHINESE.search(name)]
        latin = rf"(?<![A-Za-z])(?:{'|'.join(english)})(?![A-Za-z])" if english else "(?!)"
        self._pattern = re.compile("|".join([latin, *chinese]), re.IGNORECASE)

    def find(self, text: str) -> list[Named]:
        """Return the names in a text, in order and without overlap."""
        found: list[Named] = []
        for match in self._pattern.finditer(text):
            written = match.group()
            key = " ".join(written.replace("’", "'").replace("-", " ").split()).casefold()
            id = self.ids.get(key) or self.ids.get(written.casefold())
            if id is None:
                continue
            if written[0].islower() and written[0].isascii():
                continue
            if key.upper() in self._exact and not written.isupper():
                continue
            found.append(Named(id, match.start(), match.end()))
        return found


def _regex(name: str) -> str:
    escaped = re.escape(name)
    return escaped.replace(r"\ ", r"[\s-]+").replace("'", "['’]").replace(r"\-", r"[\s-]")


@functools.cache
def _listed_places() -> Mapping[str, str]:
    """Return ids of provinces, prefectures and countries by name, from the code lists."""
    names: dict[str, str] = {}
    for cells in read_rows("countries"):
        for name in (cells[5], cells[6]):
            if name:
                names[name] = cells[1]
    for english, chinese in _AREAS.items():
        names[english] = names[chinese] = f"{_OTHER}{english}"
    for cells in read_rows("divisions"):
        _, id, tier, _, english, chinese, short = cells[:7]
        if tier in ("province", "prefecture"):
            for name in (english, chinese, short):
                if len(name) > 1:
                    names[name] = id
    return MappingProxyType({name: id for name, id in names.items() if name not in _WORDS})


def place_names(dataset: Dataset) -> NameIndex:
    """Return the names of places: those of the dataset, and those of the code lists.

    Args:
        dataset: The dataset whose table `regions` is used.
    """
    names = dict(_listed_places())
    for region in dataset.regions:
        if region.id in ("cn", "world") or is_listed(region):
            continue
        written = [region.name, region.name_zh or "", *(region.aliases or ())]
        for name in written:
            if len(name) > 1:
                names[name] = region.id
    return NameIndex(names)


_PARTS = re.compile(r"\s*[()（）]\s*")


def organization_names(dataset: Dataset) -> NameIndex:
    """Return the names of organizations: those of the dataset, and firms and sources it lacks.

    Args:
        dataset: The dataset whose table `organizations` is used.
    """
    lists = words()["lists"]
    names = {
        str(name): f"{_OTHER}{name}"
        for name in (*lists["other_sources"], *lists["other_firms"])
        if "(" not in name
    }
    own: Mapping[str, Iterable[str]] = words()["organization_names"]
    for organization in dataset.organizations:
        if organization.kind == "government":
            continue
        aliases: Iterable[str] = getattr(organization, "aliases", None) or ()
        written = [
            *_PARTS.split(organization.name),
            organization.name_zh or "",
            *aliases,
            getattr(organization, "short_name", None) or "",
            getattr(organization, "short_name_zh", None) or "",
            *own.get(organization.id, ()),
        ]
        for name in written:
            if len(name) > 1 and name != "unresolved":
                names[name] = organization.id
    return NameIndex(names)


def is_inside(child: str, parent: str) -> bool:
    """Return True if a region id is below another one.

    Example:
        >>> is_inside("cn-jl-changchun", "cn-jl"), is_inside("cn-jl", "cn-jl")
        (True, False)
    """
    return child.startswith(f"{parent}-")
