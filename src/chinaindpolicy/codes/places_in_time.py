"""Places in the year of the data: former divisions, and divisions that did not exist yet."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chinaindpolicy.codes.matches import Match, NoMatch
from chinaindpolicy.codes.place_index import Place, PlaceIndex, fold, place_index
from chinaindpolicy.codes.place_names import splits
from chinaindpolicy.codes.places import find_place, places_of
from chinaindpolicy.codes.succession import latest

FIRST_YEAR = 1983
"""The first year of the list of divisions; earlier years are read as this one."""

_RANK: Mapping[str, int] = {"country": 0, "area": 0, "province": 1, "prefecture": 2, "county": 3}


@dataclass(frozen=True, slots=True)
class PlaceInYear:
    """The place that a name or code means in a year.

    Attributes:
        id: The id of the place; empty if the name identifies none.
        notes: Notes for the user.
        error: The reason why the name identifies no place.
    """

    id: str
    notes: tuple[str, ...] = ()
    error: str = ""


def depends_on_year(text: str, first_year: int = FIRST_YEAR) -> bool:
    """Return True if a name or code may mean another place, or none, in a year since the first.

    Example:
        >>> depends_on_year("巢湖市"), depends_on_year("巢湖市", 2012), depends_on_year("浙江")
        (True, False, False)
    """
    places = places_of(text)
    if not places:  # a name that contains the place around it: 安徽省巢湖市
        found = find_place(text)
        known = found.candidates if isinstance(found, NoMatch) else (found.found, found.place)
        places = list(known)
    year = max(first_year, FIRST_YEAR)
    return any(
        max(place.valid_to or 0, place.valid_from or 0, _lost(place)) > year for place in places
    )


def place_in_year(
    text: str, id: str, year: int, *, within: str = "", tier: str | None = None, city: bool = False
) -> PlaceInYear:
    """Return the place of a name or code in a year.

    Args:
        text: The name or code.
        id: The place that it means without a year.
        year: The year of the data.
        within: The id of the place around it.
        tier: The tier of the places of the column, if it is known.
        city: True if the other places of the column are cities.

    Example:
        >>> place_in_year("思茅", "cn-yn-530802", 2005).id
        'cn-yn-puer'
        >>> place_in_year("莱芜", "cn-sd-370116", 2005).error
        '莱芜市 (371200) ended in 2018 and is now a part of 济南市 (370100)'
        >>> place_in_year("重庆", "cn-cq", 1990).notes
        ('重庆市 (500000) exists since 1997; earlier values are read as values of its area',)
    """
    index, year = place_index(), max(year, FIRST_YEAR)
    current = next((place for place in index.codes.get(id, ()) if place.valid_to is None), None)
    if current is None:
        return PlaceInYear(id)
    found = find_place(text, within=within or None, year=year, level=tier)
    if isinstance(found, NoMatch) and found.reason == "unknown":
        for outer, inner in splits(fold(text)):
            around = find_place(outer)
            if isinstance(around, Match) and around.id != id and places_of(inner):
                return place_in_year(inner, id, year, within=around.id, tier=tier, city=city)
    rank = _rank(current)
    if isinstance(found, NoMatch):
        if found.reason == "split" and found.ended and _rank(found.ended) <= rank:
            return PlaceInYear("", error=found.message)
        if (above := _over_all(found.candidates)) and _rank(above) <= rank and above.valid_to:
            # 思茅 of 1990 is 思茅地区, and not 思茅县 in it.
            return place_in_year(above.code, id, year, tier=tier, city=city)
        others = [place for place in found.candidates if _rank(place) <= rank]
        if found.reason == "ambiguous" and any(latest(index, each)[0].id != id for each in others):
            return PlaceInYear("", error=found.message)
    elif found.partial and (_rank(found.found) <= rank or city):
        ended, place = found.found, found.place.label
        return PlaceInYear(
            "", error=f"{ended.label} ended in {ended.valid_to} and is now a part of {place}"
        )
    elif not found.partial and (found.id == id or _rank(found.found) <= rank):
        return PlaceInYear(found.id, (*found.notes, *_area_notes(index, found.place, year)))
    return PlaceInYear(id, tuple(_area_notes(index, current, year)))


def _over_all(places: Sequence[Place]) -> Place | None:
    """Return the prefecture of which all other places were counties."""
    above = [place for place in places if place.tier == "prefecture"]
    if len(above) != 1 or any(each.parent != above[0].code for each in places if each != above[0]):
        return None
    return above[0]


def _area_notes(index: PlaceIndex, place: Place, year: int) -> Iterable[str]:
    since = place.valid_from if place.tier == "province" else _origins().get(place.id)
    if since is not None and since > year:
        yield (f"{place.label} exists since {since}; earlier values are read as values of its area")
    if _lost(place) > year:
        until, gained = _losses()[place.code]
        label = index.codes[gained][-1].label
        yield f"{place.label} included a part of {label} until {until}"


def _rank(place: Place) -> int:
    return _RANK.get(place.tier, 4)


def _lost(place: Place) -> int:
    return _losses().get(place.code, (0, ""))[0]


@functools.cache
def _origins() -> Mapping[str, int]:
    """Return the first year of each division, under any name or code."""
    index, found = place_index(), dict[str, int]()
    for places in index.codes.values():
        for place in places:
            if place.valid_from is None:
                continue
            now, partial = latest(index, place)
            if not partial:
                found[now.id] = min(found.get(now.id, place.valid_from), place.valid_from)
    return found


@functools.cache
def _losses() -> Mapping[str, tuple[int, str]]:
    """Return the provinces that lost prefectures to another: the year, and the other one."""
    index, found = place_index(), dict[str, tuple[int, str]]()
    for places in index.codes.values():
        for place in places:
            if place.tier != "prefecture" or place.valid_to is None:
                continue
            province = f"{place.code[:2]}0000"
            for after in {f"{code[:2]}0000" for code in place.successors} - {province}:
                found[province] = max(found.get(province, (0, "")), (place.valid_to, after))
    return found
